//! A simulated Discord. The laws are checked against the messages in its channels.

mod channels;
mod messenger;

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::StreamExt;
use serde_json::Value;
use tokio::time::Instant;
use wanbot::discord::Message;
use wanbot::discord::card_editor::EndedTokens;
use wanbot::discord::invalid_requests::InvalidRequestLimiter;
use wanbot::job::{MessageId, Place};
use wanbot::service::{MessengerError, ResultFile};

pub use channels::{Rules, Said};

use crate::people::CHANNELS;
use crate::world::{Fate, Service, World};
use channels::{Channels, Interaction, has_buttons};

pub struct SimDiscord {
    world: Arc<World>,
    channels: Mutex<Channels>,
    image_file: Bytes,
    guard: InvalidRequestLimiter,
    ended_tokens: EndedTokens,
}

fn transient(what: &str) -> MessengerError {
    MessengerError::Transient(what.into())
}

/// Returns the DM channel of a user.
pub fn direct_channel(user: u64) -> u64 {
    user + 1_000_000
}

impl SimDiscord {
    pub fn new(world: Arc<World>, image_file: Bytes) -> Self {
        Self {
            world,
            channels: Mutex::default(),
            image_file,
            guard: InvalidRequestLimiter::default(),
            ended_tokens: EndedTokens::default(),
        }
    }

    pub fn set_rules(&self, channel: u64, rules: Rules) {
        let at = self.world.truth();
        self.channels.lock().unwrap().set_rules(channel, rules, at);
    }

    /// Deletes a channel for good.
    pub fn delete_channel(&self, channel: u64) {
        let at = self.world.truth();
        self.channels.lock().unwrap().delete(channel, at);
    }

    /// Deletes all cards in a channel.
    pub fn delete_cards_in(&self, channel: u64) {
        let at = self.world.truth();
        for said in self.channels.lock().unwrap().messages.values_mut() {
            let is_card = said.content.lines().next().is_some_and(|l| l.contains("· job `"));
            if said.channel == channel && is_card {
                said.deleted.get_or_insert(at);
            }
        }
    }

    /// Whether a channel was unreadable at any time between `from` and `to`, both inclusive.
    pub fn was_unreadable(&self, channel: u64, from: i64, to: i64) -> bool {
        let channels = self.channels.lock().unwrap();
        let changes: Vec<_> = channels.readable.iter().filter(|(c, ..)| *c == channel).collect();
        changes.iter().enumerate().any(|(n, (_, at, readable))| {
            let until = changes.get(n + 1).map_or(i64::MAX, |(_, next, _)| *next);
            !readable && *at <= to && from <= until
        })
    }

    /// Channels that were deleted for good.
    pub fn deleted(&self) -> Vec<u64> {
        self.channels.lock().unwrap().deleted.clone()
    }

    /// Closes a user's direct messages.
    pub fn close_direct(&self, user: u64) {
        self.channels.lock().unwrap().closed.push(direct_channel(user));
    }

    /// All posted messages, including deleted ones.
    pub fn said(&self) -> Vec<Said> {
        self.channels.lock().unwrap().messages.values().cloned().collect()
    }

    /// The highest number of responses within ten minutes that count towards Discord's ban.
    pub fn most_invalid(&self) -> usize {
        let invalid = &self.channels.lock().unwrap().invalid;
        let within =
            |from: i64| invalid.iter().filter(move |t| (from..from + 600_000).contains(*t));
        invalid.iter().map(|from| within(*from).count()).max().unwrap_or(0)
    }

    fn id(&self, channels: &mut Channels) -> u64 {
        channels.counter += 1;
        let ms = self.world.truth() + self.world.discord_skew;
        // Discord's epoch is the first second of 2015; the milliseconds are followed by 22 bits.
        ((ms - 1_420_070_400_000) as u64) << 22 | (channels.counter & 0x3f_ffff)
    }

    /// Creates an interaction; the bot responds with the token.
    pub fn interact(&self, channel: u64) -> (u64, String) {
        let mut channels = self.channels.lock().unwrap();
        let id = self.id(&mut channels);
        let token = format!("token-{id}");
        let at = self.world.truth();
        channels.interactions.insert(token.clone(), Interaction { at, channel, answer: None });
        (id, token)
    }

    /// The initial response to an interaction, which must arrive within three seconds.
    pub async fn respond(
        &self,
        token: &str,
        content: &str,
        private: bool,
    ) -> Result<MessageId, MessengerError> {
        self.by_token("respond", |channels, now| {
            let interaction = channels.interactions.get(token).ok_or(MessengerError::TokenEnded)?;
            if interaction.at + 3_000 < now || interaction.answer.is_some() {
                return Err(MessengerError::TokenEnded);
            }
            let channel = interaction.channel;
            let id = self.id(channels);
            if !private {
                let said = Said {
                    channel,
                    content: content.into(),
                    files: Vec::new(),
                    nonce: None,
                    // The card of a new job, which can be cancelled.
                    buttons: true,
                    at: now,
                    deleted: None,
                };
                channels.messages.insert(id, said);
            }
            let interaction = channels.interactions.get_mut(token).expect("found above");
            interaction.answer = Some(id);
            Ok(MessageId(id))
        })
        .await
    }

    /// Deletes the initial response to an interaction.
    pub async fn delete_answer(&self, token: &str) -> Result<(), MessengerError> {
        self.by_token("delete by token", |channels, now| {
            channels.answer_to(token, now)?.deleted = Some(now);
            Ok(())
        })
        .await
    }

    /// Replaces the initial response to an interaction.
    pub async fn edit_answer(&self, token: &str, content: &str) -> Result<(), MessengerError> {
        self.by_token("edit by token", |channels, now| {
            channels.answer_to(token, now)?.content = content.into();
            Ok(())
        })
        .await
    }

    /// Sends a further response to an interaction, to the member alone: no channel shows it.
    pub async fn follow_up(&self, token: &str) -> Result<(), MessengerError> {
        self.by_token("follow-up", |channels, now| {
            let interaction = channels.interactions.get(token);
            let valid = interaction.is_some_and(|i| i.answer.is_some() && i.at + 900_000 >= now);
            if valid { Ok(()) } else { Err(MessengerError::TokenEnded) }
        })
        .await
    }

    /// Posts a line of text.
    pub async fn say(&self, channel: u64, content: &str) -> Result<(), MessengerError> {
        self.done("post a line", |channels, now| {
            let content = content.into();
            let (files, nonce, buttons, deleted) = (Vec::new(), None, false, None);
            let said = Said { channel, content, files, nonce, buttons, at: now, deleted };
            channels.post(said, |channels| self.id(channels)).map(|_| ())
        })
        .await
    }

    /// Deletes a message.
    pub fn delete_by_hand(&self, id: u64) {
        let now = self.world.truth();
        if let Some(said) = self.channels.lock().unwrap().messages.get_mut(&id) {
            said.deleted.get_or_insert(now);
        }
    }

    async fn done<T>(
        &self,
        what: &'static str,
        act: impl FnOnce(&mut Channels, i64) -> Result<T, MessengerError> + Send,
    ) -> Result<T, MessengerError> {
        // The real invalid-request limiter precedes the simulated service, as it precedes the real
        // one.
        self.guard.admit(Instant::now())?;
        let fate = self.world.call(Service::Discord, what).await;
        let answer = self.answered(fate, act);
        self.guard.note(&answer, Instant::now());
        self.world.answer(what).await;
        answer
    }

    /// A call with an interaction's own token: it does not depend on the bot token.
    async fn by_token<T>(
        &self,
        what: &'static str,
        act: impl FnOnce(&mut Channels, i64) -> Result<T, MessengerError> + Send,
    ) -> Result<T, MessengerError> {
        let fate = match self.world.call(Service::Discord, what).await {
            Fate::Refused => Fate::Well,
            fate => fate,
        };
        let answer = self.answered(fate, act);
        self.guard.note_other(&answer, Instant::now());
        self.world.answer(what).await;
        answer
    }

    fn answered<T>(
        &self,
        fate: Fate,
        act: impl FnOnce(&mut Channels, i64) -> Result<T, MessengerError>,
    ) -> Result<T, MessengerError> {
        match fate {
            Fate::Well | Fate::AnswerLost | Fate::BrokenAfter | Fate::Late(_) => {
                let now = self.world.truth();
                let mut channels = self.channels.lock().unwrap();
                let done = act(&mut channels, now);
                if matches!(
                    &done,
                    Err(MessengerError::Forbidden(_)
                        | MessengerError::Gone(_)
                        | MessengerError::MessageGone
                        | MessengerError::TokenEnded)
                ) {
                    channels.invalid.push(now);
                }
                if fate == Fate::Well { done } else { Err(transient("connection lost")) }
            }
            Fate::Unreached | Fate::RequestLost => Err(transient("connection failed")),
            Fate::Broken => Err(transient("HTTP 500")),
            Fate::Throttled => Err(MessengerError::Limited),
            Fate::Refused => {
                self.channels.lock().unwrap().invalid.push(self.world.truth());
                Err(MessengerError::Unauthorized)
            }
        }
    }

    async fn send(
        &self,
        place: Place,
        message: Message,
        files: Vec<ResultFile>,
    ) -> Result<MessageId, MessengerError> {
        let wire: Value = serde_json::to_value(&message).unwrap();
        let nonce = wire["nonce"].as_str().map(str::to_owned);
        let buttons = has_buttons(&message);
        assert!(nonce.as_deref().is_none_or(|n| n.len() <= 25), "Discord refuses {nonce:?}");
        self.guard.admit(Instant::now())?;
        let fate = self.world.call(Service::Discord, "post").await;
        // An immediate refusal comes before the files are read.
        let read = match fate {
            Fate::Unreached | Fate::Throttled | Fate::Refused | Fate::Broken => Some(Vec::new()),
            _ => read(files).await,
        };
        let answer = match read {
            Some(files) => self.answered(fate, |channels, now| {
                let (channel, content) = (place.channel.0, message.content().into());
                let said = Said { channel, content, files, nonce, buttons, at: now, deleted: None };
                let posted = channels.post(said, |channels| self.id(channels));
                let may_go = CHANNELS[..2].contains(&channel);
                if posted.is_ok() && may_go && self.world.deletes_channel() {
                    self.world.count("channels deleted after a post");
                    channels.delete(channel, now);
                }
                posted
            }),
            None => Err(transient("broken off")),
        };
        self.guard.note(&answer, Instant::now());
        self.world.answer("post").await;
        answer
    }
}

/// Reads all files; returns nothing if a stream breaks off.
async fn read(files: Vec<ResultFile>) -> Option<Vec<Bytes>> {
    let mut all = Vec::new();
    for mut file in files {
        let mut bytes = Vec::new();
        while let Some(piece) = file.pieces.next().await {
            bytes.extend_from_slice(&piece.ok()?);
        }
        if bytes.len() as u64 != file.length {
            return None;
        }
        all.push(bytes.into());
    }
    Some(all)
}
