//! A simulated Discord. The laws are checked against the messages in its channels.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;
use wanbot::discord::card_editor::{CardCalls, EndedTokens, show_card};
use wanbot::discord::invalid_requests::InvalidRequestLimiter;
use wanbot::discord::{Message, cards, denial, own_messages, render, render_card};
use wanbot::generation::Unreachable;
use wanbot::job::{ChannelId, Job, JobId, MessageId, Place, Tenant, UserId};
use wanbot::language::Language;
use wanbot::service::{
    CancelButton, CdnImage, Eta, FileError, FileHost, FileLimits, Known, Lookup, Messenger,
    MessengerError, Post, ResultFile, Sought, Thread,
};
use wanbot::spool::{Fetched, Spool};

use crate::people::{CHANNELS, OWN_THREAD, OWNER};
use crate::world::{Fate, Service, World};

/// How long a nonce is remembered.
const NONCE: i64 = 180_000;

/// A message of the bot.
#[derive(Debug, Clone)]
pub struct Said {
    pub channel: u64,
    pub content: String,
    pub files: Vec<Bytes>,
    nonce: Option<String>,
    buttons: bool,
    pub at: i64,
    /// When it was deleted.
    pub deleted: Option<i64>,
}

impl Said {
    fn becomes(&mut self, message: &Message) {
        self.content = message.content().into();
        self.buttons = has_buttons(message);
    }
}

fn has_buttons(message: &Message) -> bool {
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

struct Interaction {
    at: i64,
    channel: u64,
    answer: Option<u64>,
}

#[derive(Default)]
struct Channels {
    messages: BTreeMap<u64, Said>,
    rules: BTreeMap<u64, Rules>,
    /// When each channel became readable or unreadable.
    readable: Vec<(u64, i64, bool)>,
    closed: Vec<u64>,
    deleted: Vec<u64>,
    interactions: BTreeMap<String, Interaction>,
    counter: u64,
    /// Times of responses that count as invalid requests.
    invalid: Vec<i64>,
    believed: BTreeMap<u64, u64>,
}

impl Channels {
    fn set_rules(&mut self, channel: u64, rules: Rules, at: i64) {
        // Deleted channels stay deleted.
        let gone = self.deleted.contains(&channel) || rules.gone;
        self.rules.insert(channel, Rules { gone, ..rules });
        self.readable.push((channel, at, !(gone || rules.no_reading)));
    }

    fn delete(&mut self, channel: u64, at: i64) {
        self.deleted.push(channel);
        self.set_rules(channel, Rules::default(), at);
    }
}

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
            Self::answer_to(channels, token, now)?.deleted = Some(now);
            Ok(())
        })
        .await
    }

    /// Replaces the initial response to an interaction.
    pub async fn edit_answer(&self, token: &str, content: &str) -> Result<(), MessengerError> {
        self.by_token("edit by token", |channels, now| {
            Self::answer_to(channels, token, now)?.content = content.into();
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
            Self::posted(channels, said, |channels| self.id(channels)).map(|_| ())
        })
        .await
    }

    /// The initial response to an interaction, while it can be changed.
    fn answer_to<'a>(
        channels: &'a mut Channels,
        token: &str,
        now: i64,
    ) -> Result<&'a mut Said, MessengerError> {
        let interaction = channels.interactions.get(token).ok_or(MessengerError::TokenEnded)?;
        if interaction.at + 900_000 < now {
            return Err(MessengerError::TokenEnded);
        }
        let id = interaction.answer.ok_or(MessengerError::TokenEnded)?;
        let said = channels.messages.get_mut(&id).filter(|m| m.deleted.is_none());
        said.ok_or(MessengerError::MessageGone)
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
                let posted = Self::posted(channels, said, |channels| self.id(channels));
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

    fn posted(
        channels: &mut Channels,
        said: Said,
        id: impl FnOnce(&mut Channels) -> u64,
    ) -> Result<MessageId, MessengerError> {
        let rules = Self::rules(channels, said.channel)?;
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
            let same = channels.messages.iter().find(|(_, m)| {
                m.channel == said.channel && m.nonce == said.nonce && m.at + NONCE > said.at
            });
            if let Some((id, _)) = same {
                return Ok(MessageId(*id));
            }
        }
        let id = id(channels);
        channels.messages.insert(id, said);
        Ok(MessageId(id))
    }

    /// After a user closes their direct messages, the bot can still read the earlier ones.
    fn readable(channels: &Channels, channel: u64) -> Result<Rules, MessengerError> {
        if channels.closed.contains(&channel) {
            Ok(Rules::default())
        } else {
            Self::rules(channels, channel)
        }
    }

    fn rules(channels: &Channels, channel: u64) -> Result<Rules, MessengerError> {
        if channels.closed.contains(&channel) {
            return Err(MessengerError::Gone(denial(50007)));
        }
        let rules = channels.rules.get(&channel).copied();
        let rules = rules.unwrap_or(Rules { limit: 10_000, ..Rules::default() });
        if rules.gone { Err(MessengerError::Gone(denial(10003))) } else { Ok(rules) }
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

#[async_trait]
impl Messenger for SimDiscord {
    async fn post(
        &self,
        place: Place,
        post: Post<'_>,
        files: Vec<ResultFile>,
    ) -> Result<MessageId, MessengerError> {
        self.send(place, render(&post, Language::English), files).await
    }

    async fn trigger_typing(&self, place: Place) -> Result<(), MessengerError> {
        self.done("typing", |channels, _| {
            if Self::rules(channels, place.channel.0)?.no_sending {
                return Err(MessengerError::Forbidden(denial(50013)));
            }
            Ok(())
        })
        .await
    }

    async fn show_card(
        &self,
        job: &Job,
        eta: Option<Eta>,
        now: Timestamp,
    ) -> Result<Option<MessageId>, MessengerError> {
        show_card(self, &self.ended_tokens, job, eta, now).await
    }

    async fn delete(&self, place: Place, id: MessageId) -> Result<(), MessengerError> {
        self.done("delete", |channels, now| {
            Self::rules(channels, place.channel.0)?;
            if let Some(said) = channels.messages.get_mut(&id.0) {
                said.deleted.get_or_insert(now);
            }
            Ok(())
        })
        .await
    }

    async fn find_post(
        &self,
        place: Place,
        after: MessageId,
        known: Known,
        what: Sought,
    ) -> Result<Lookup, MessengerError> {
        self.done("history", |channels, _| {
            if Self::readable(channels, place.channel.0)?.no_reading {
                // Returns an empty history; only looking up a known message reveals the reason.
                return Ok(match known {
                    Known::Card(_) => Lookup::Unreadable,
                    Known::Readable => Lookup::Absent,
                });
            }
            let found = channels.messages.range(after.0..).find(|(_, m)| {
                m.channel == place.channel.0
                    && m.deleted.is_none()
                    && own_messages::is_sought(what, &m.content)
            });
            // The simulation does not track whether the channel had messages since.
            let found = found.map(|(id, _)| Lookup::Found(MessageId(*id)));
            Ok(found.unwrap_or(Lookup::Absent))
        })
        .await
    }

    async fn posts(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<(Vec<JobId>, Option<MessageId>), MessengerError> {
        self.done("history", |channels, _| {
            Self::readable(channels, channel.0)?;
            let here =
                channels.messages.range(after.0 + 1..).filter(|(_, m)| m.channel == channel.0);
            Ok((here.filter_map(|(_, m)| own_messages::post_of(&m.content)).collect(), None))
        })
        .await
    }

    async fn cancel_button(
        &self,
        place: Place,
        card: MessageId,
    ) -> Result<CancelButton, MessengerError> {
        self.done("message", |channels, _| {
            if Self::readable(channels, place.channel.0)?.no_reading {
                return Ok(CancelButton::Unreadable);
            }
            let said = channels.messages.get(&card.0).filter(|m| m.deleted.is_none());
            Ok(match said.map(|m| m.buttons) {
                Some(true) => CancelButton::Shown,
                Some(false) => CancelButton::Removed,
                None => CancelButton::Unreadable,
            })
        })
        .await
    }

    async fn thread(&self, place: Place) -> Result<Option<Thread>, MessengerError> {
        let is_thread = self.world.extras.own_thread && place.channel.0 == OWN_THREAD;
        self.done("channel", |channels, _| {
            let closed = Self::rules(channels, place.channel.0)?.locked;
            Ok(is_thread.then_some(Thread { owner: UserId(OWNER), closed }))
        })
        .await
    }

    async fn direct(&self, user: UserId) -> Result<ChannelId, MessengerError> {
        self.done("open direct messages", |_, _| Ok(ChannelId(direct_channel(user.0)))).await
    }

    fn limits(&self, _: Tenant, channel: ChannelId, _: Option<u64>) -> FileLimits {
        let channels = self.channels.lock().unwrap();
        let file = channels.believed.get(&channel.0).map_or(10_000, |b| b - 1);
        FileLimits { file, total: 24 << 20 }
    }

    fn learn_limit(&self, _: Tenant, channel: ChannelId, bytes: u64) {
        let mut channels = self.channels.lock().unwrap();
        let believed = channels.believed.entry(channel.0).or_insert(bytes);
        *believed = bytes.min(*believed);
    }
}

#[async_trait]
impl CardCalls for SimDiscord {
    async fn post_card(&self, job: &Job, eta: Option<Eta>) -> Result<MessageId, MessengerError> {
        self.send(job.place, render_card(job, eta), Vec::new()).await
    }

    async fn edit_card(
        &self,
        card: MessageId,
        job: &Job,
        eta: Option<Eta>,
    ) -> Result<(), MessengerError> {
        self.done("edit", |channels, _| {
            Self::rules(channels, job.place.channel.0)?;
            let said = channels.messages.get_mut(&card.0).filter(|m| m.deleted.is_none());
            said.ok_or(MessengerError::MessageGone)?.becomes(&cards::card(job, eta));
            Ok(())
        })
        .await
    }

    async fn edit_card_by_token(
        &self,
        token: &str,
        job: &Job,
        eta: Option<Eta>,
    ) -> Result<MessageId, MessengerError> {
        self.by_token("edit by token", |channels, now| {
            Self::answer_to(channels, token, now)?.becomes(&cards::card(job, eta));
            let answer = channels.interactions.get(token).and_then(|i| i.answer);
            answer.map(MessageId).ok_or(MessengerError::TokenEnded)
        })
        .await
    }
}

#[async_trait]
impl FileHost for SimDiscord {
    async fn fetch(&self, url: &str, limit: u64) -> Result<Fetched, FileError> {
        let bytes = self.fetch_start(url).await?;
        let mut spool = Spool::new(limit, bytes.len() as u64);
        spool.write(&bytes).await.map_err(|e| FileError::Disk(e.to_string()))?;
        spool.finish().await.map_err(|e| FileError::Disk(e.to_string()))
    }

    async fn fetch_image(&self, _: &CdnImage, limit: u64) -> Result<Fetched, FileError> {
        self.fetch("", limit).await
    }

    async fn fetch_start(&self, _: &str) -> Result<Bytes, FileError> {
        match self.world.call(Service::Discord, "fetch a file").await {
            Fate::Well => Ok(self.image_file.clone()),
            _ => Err(Unreachable::TimedOut.into()),
        }
    }
}
