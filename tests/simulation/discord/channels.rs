//! Channels, their messages and who may do what there, as Discord knows them.

use std::collections::BTreeMap;

use bytes::Bytes;
use wanbot::discord::{Message, denial};
use wanbot::job::MessageId;
use wanbot::service::MessengerError;

/// How long a nonce is remembered.
const NONCE: i64 = 180_000;

/// A message of the bot.
#[derive(Debug, Clone)]
pub struct Said {
    pub channel: u64,
    pub content: String,
    pub files: Vec<Bytes>,
    pub(super) nonce: Option<String>,
    pub(super) buttons: bool,
    pub at: i64,
    /// When it was deleted.
    pub deleted: Option<i64>,
}

impl Said {
    pub(super) fn becomes(&mut self, message: &Message) {
        self.content = message.content().into();
        self.buttons = has_buttons(message);
    }
}

pub(super) fn has_buttons(message: &Message) -> bool {
    let wire = serde_json::to_value(message).unwrap();
    wire["components"].as_array().is_some_and(|rows| !rows.is_empty())
}

/// What the bot can do in a channel.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    pub gone: bool,
    pub no_sending: bool,
    pub no_reading: bool,
    /// It is a thread that its owner locked.
    pub locked: bool,
    /// The largest file that is really accepted; the advertised limit may be larger.
    pub limit: u64,
}

pub(super) struct Interaction {
    pub(super) at: i64,
    pub(super) channel: u64,
    pub(super) answer: Option<u64>,
}

#[derive(Default)]
pub(super) struct Channels {
    pub(super) messages: BTreeMap<u64, Said>,
    pub(super) rules: BTreeMap<u64, Rules>,
    /// When each channel became readable or unreadable.
    pub(super) readable: Vec<(u64, i64, bool)>,
    pub(super) closed: Vec<u64>,
    pub(super) deleted: Vec<u64>,
    pub(super) interactions: BTreeMap<String, Interaction>,
    pub(super) counter: u64,
    /// Times of responses that count as invalid requests.
    pub(super) invalid: Vec<i64>,
    pub(super) believed: BTreeMap<u64, u64>,
}

impl Channels {
    pub(super) fn set_rules(&mut self, channel: u64, rules: Rules, at: i64) {
        // Deleted channels stay deleted.
        let gone = self.deleted.contains(&channel) || rules.gone;
        self.rules.insert(channel, Rules { gone, ..rules });
        self.readable.push((channel, at, !(gone || rules.no_reading)));
    }

    pub(super) fn delete(&mut self, channel: u64, at: i64) {
        self.deleted.push(channel);
        self.set_rules(channel, Rules::default(), at);
    }

    /// Posts a message, as Discord does, under the ID that `id` makes.
    pub(super) fn post(
        &mut self,
        said: Said,
        id: impl FnOnce(&mut Self) -> u64,
    ) -> Result<MessageId, MessengerError> {
        let rules = self.rules(said.channel)?;
        if rules.locked {
            return Err(MessengerError::Forbidden(denial(50083)));
        }
        if rules.no_sending {
            return Err(MessengerError::Forbidden(denial(50013)));
        }
        if said.files.iter().any(|f| f.len() as u64 > rules.limit) {
            return Err(MessengerError::TooLarge);
        }
        if said.nonce.is_some() {
            let same = self.messages.iter().find(|(_, m)| {
                m.channel == said.channel && m.nonce == said.nonce && m.at + NONCE > said.at
            });
            if let Some((id, _)) = same {
                return Ok(MessageId(*id));
            }
        }
        let id = id(self);
        self.messages.insert(id, said);
        Ok(MessageId(id))
    }

    /// After a user closes their direct messages, the bot can still read the earlier ones.
    pub(super) fn readable(&self, channel: u64) -> Result<Rules, MessengerError> {
        if self.closed.contains(&channel) { Ok(Rules::default()) } else { self.rules(channel) }
    }

    pub(super) fn rules(&self, channel: u64) -> Result<Rules, MessengerError> {
        if self.closed.contains(&channel) {
            return Err(MessengerError::Gone(denial(50007)));
        }
        let rules = self.rules.get(&channel).copied();
        let rules = rules.unwrap_or(Rules { limit: 10_000, ..Rules::default() });
        if rules.gone { Err(MessengerError::Gone(denial(10003))) } else { Ok(rules) }
    }

    /// The initial response to an interaction, while it can be changed.
    pub(super) fn answer_to(&mut self, token: &str, now: i64) -> Result<&mut Said, MessengerError> {
        let interaction = self.interactions.get(token).ok_or(MessengerError::TokenEnded)?;
        if interaction.at + 900_000 < now {
            return Err(MessengerError::TokenEnded);
        }
        let id = interaction.answer.ok_or(MessengerError::TokenEnded)?;
        let said = self.messages.get_mut(&id).filter(|m| m.deleted.is_none());
        said.ok_or(MessengerError::MessageGone)
    }
}
