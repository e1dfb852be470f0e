//! Everything that the bot puts into channels: cards, results, notices.

use std::sync::Arc;
use std::time::Duration;

use dashmap::{DashMap, DashSet};
use serde_json::json;
use serenity::http::{Http, HttpError, MessagePagination};
use serenity::model::channel::{Channel, GuildChannel};
use serenity::model::id as snowflake;
use tokio::time::Instant;

use crate::discord::connect;
use crate::discord::guard::Guard;
use crate::discord::message::{Enclosure, Message};
use crate::discord::upload::Uploads;
use crate::job::{ChannelId, GuildId, MessageId, UserId};
use crate::telemetry::Metrics;
use crate::tls::Tls;

/// Discord's limit for a file without boosts (changed to 10 MiB on 2025-01-16).
const DEFAULT_LIMIT: u64 = 10 * 1024 * 1024;

/// How long a channel that does not let the bot speak is believed to stay so.
const SILENT_FOR: Duration = Duration::from_secs(300);
/// Most time for a call without files.
const QUICK: Duration = Duration::from_secs(60);
/// Most time for one with: 25 MiB on a line of half a megabit a second.
const LONGEST_UPLOAD: Duration = Duration::from_secs(420);

/// Discord did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboxError {
    /// The file is too large for this channel.
    #[error("too large")]
    TooLarge,
    /// The bot may not do this here (any more).
    #[error("forbidden (code {0})")]
    Forbidden(isize),
    /// The channel, or the person's direct messages, are gone or closed.
    #[error("gone (code {0})")]
    Gone(isize),
    /// The message to edit is gone.
    #[error("the message is gone")]
    MessageGone,
    /// The interaction's token is of no use any more.
    #[error("the interaction has ended")]
    TokenEnded,
    /// Discord does not accept the bot's token.
    #[error("Discord does not accept the bot's token (401): reset it in the developer portal?")]
    Unauthorized,
    /// Discord or the way to it failed, or is busy: it may or may not have happened.
    #[error("{0}")]
    Transient(String),
    /// Discord says later, and did nothing.
    #[error("later, says Discord (429)")]
    Limited,
    /// Nothing was sent: calls pause, so that Discord does not ban the address.
    #[error("paused, to stay below Discord's limit of refused calls")]
    Paused,
    /// Discord finds fault with what was sent.
    #[error("refused: {0}")]
    Refused(String),
}

impl OutboxError {
    /// Whether it may go well a moment later, with nothing changed.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Transient(_) | Self::Limited)
    }
}

impl From<serenity::Error> for OutboxError {
    fn from(error: serenity::Error) -> Self {
        let serenity::Error::Http(HttpError::UnsuccessfulRequest(answer)) = &error else {
            // The text of a transport error could hold an address with a token in it.
            return Self::Transient(match error {
                serenity::Error::Http(HttpError::Request(e)) => e.without_url().to_string(),
                serenity::Error::Json(e) => format!("unreadable answer: {e}"),
                other => other.to_string(),
            });
        };
        let code = answer.error.code;
        match (answer.status_code.as_u16(), code) {
            (413, _) | (_, 40005) => Self::TooLarge,
            // Its body has no code.
            (429, _) => Self::Limited,
            // serenity's mark of an answer that is not Discord's own: a proxy or a block page.
            (status, -1) => Self::Transient(format!("HTTP {status}, not from Discord itself")),
            // 50027 invalid webhook token, 10015 unknown webhook, 10062 unknown interaction.
            (_, 50027 | 10015 | 10062) => Self::TokenEnded,
            (_, 10008) => Self::MessageGone,
            (401, _) => Self::Unauthorized,
            // 50007: the person takes no direct messages from the bot.
            (_, 50007) | (404, _) => Self::Gone(code),
            // Direct messages opened too fast: it passes.
            (_, 40003) => Self::Transient(format!("code {code}")),
            // 50083: the thread is archived; 160005: it is locked. Both can come with a 400.
            (403, _) | (_, 50083 | 160_005) => Self::Forbidden(code),
            (500..=599, _) => Self::Transient(format!("HTTP {}", answer.status_code.as_u16())),
            (status, _) => {
                let details: Vec<_> =
                    answer.error.errors.iter().map(|e| format!("{}: {}", e.path, e.code)).collect();
                Self::Refused(format!("HTTP {status}, code {code} {}", details.join(", ")))
            }
        }
    }
}

/// Posts and edits.
#[derive(Debug, Clone)]
pub struct Outbox {
    http: Arc<Http>,
    uploads: Uploads,
    tiers: Arc<DashMap<GuildId, u64>>,
    age_restricted: Arc<DashSet<ChannelId>>,
    refused: Arc<DashMap<ChannelId, u64>>,
    guard: Arc<Guard>,
    /// Channels in which it may not speak, and when that was found out.
    silent: Arc<DashMap<ChannelId, Instant>>,
    metrics: Arc<Metrics>,
}

impl Outbox {
    /// An outbox over a client.
    ///
    /// # Errors
    /// When TLS cannot be set up, for posts with files.
    pub fn new(http: Http, tls: &Tls, metrics: Arc<Metrics>) -> Result<Self, reqwest::Error> {
        Ok(Self {
            http: Arc::new(http),
            uploads: Uploads::new(connect::client(tls)?),
            tiers: Arc::default(),
            age_restricted: Arc::default(),
            refused: Arc::default(),
            guard: Arc::default(),
            silent: Arc::default(),
            metrics,
        })
    }

    /// Makes a call, if Discord may be called at all.
    pub(super) async fn called<T>(
        &self,
        call: impl Future<Output = Result<T, serenity::Error>>,
    ) -> Result<T, OutboxError> {
        self.called_within(QUICK, call).await
    }

    /// Makes a call that bears an interaction's token and not the bot's.
    pub(super) async fn called_by_token<T>(
        &self,
        files: bool,
        call: impl Future<Output = Result<T, serenity::Error>>,
    ) -> Result<T, OutboxError> {
        let most = if files { LONGEST_UPLOAD } else { QUICK };
        let began = Instant::now();
        let done = in_time(most, call).await;
        self.guard.note_other(&done, Instant::now());
        self.metrics.discord_call(outcome(&done), began.elapsed());
        done
    }

    async fn called_within<T, E: Into<OutboxError>>(
        &self,
        most: Duration,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, OutboxError> {
        self.guard.admit(Instant::now())?;
        let began = Instant::now();
        let done = in_time(most, call).await;
        self.guard.note(&done, Instant::now());
        self.metrics.discord_call(outcome(&done), began.elapsed());
        done
    }

    /// Notes that a channel does not let the bot speak.
    pub(super) fn note_silent(&self, channel: ChannelId) {
        self.silent.retain(|_, since| since.elapsed() < SILENT_FOR);
        self.silent.insert(channel, Instant::now());
    }

    /// Whether a channel did not let the bot speak a while ago: whoever mentions it there again
    /// and again shall not use up what Discord bears of refused calls.
    pub(super) fn is_silent(&self, channel: ChannelId) -> bool {
        self.silent.get(&channel).is_some_and(|since| since.elapsed() < SILENT_FOR)
    }

    /// What is counted and measured.
    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The client, for answers to interactions.
    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// Notes what a server's boosts allow.
    pub(super) fn set_limit(&self, guild: GuildId, bytes: u64) {
        self.tiers.insert(guild, bytes);
    }

    /// Notes whether a channel is for adults.
    pub(super) fn set_age_restricted(&self, channel: ChannelId, is: bool) {
        if is {
            self.age_restricted.insert(channel);
        } else {
            self.age_restricted.remove(&channel);
        }
    }

    /// Whether one of these is a channel for adults: a thread is what its channel is.
    pub(super) fn is_age_restricted(&self, within: &[ChannelId]) -> bool {
        within.iter().any(|c| self.age_restricted.contains(c))
    }

    /// The largest file that may be posted in a channel: what the server's boosts allow, never
    /// more than the interaction claimed, and less than what was refused there before.
    pub fn limit(&self, guild: GuildId, channel: ChannelId, interaction: u64) -> u64 {
        let tier = self.tiers.get(&guild).map_or(DEFAULT_LIMIT, |t| *t);
        let refused = self.refused.get(&channel).map_or(u64::MAX, |r| *r - 1);
        tier.min(interaction.max(1)).min(refused)
    }

    /// Believes a 413: files of this size are too large here, whatever was claimed.
    pub fn believe_too_large(&self, channel: ChannelId, bytes: u64) {
        self.refused.entry(channel).and_modify(|r| *r = (*r).min(bytes)).or_insert(bytes);
    }

    /// Posts a message, its files as they come.
    ///
    /// # Errors
    /// See [`OutboxError`]; after `Transient` it may be there all the same, unless the end of a
    /// file never came.
    pub async fn post(
        &self,
        channel: ChannelId,
        message: Message,
        files: Vec<Enclosure>,
    ) -> Result<MessageId, OutboxError> {
        let channel = snowflake::ChannelId::new(channel.0);
        if files.is_empty() {
            let posted = self.called(self.http.send_message(channel, Vec::new(), &message)).await;
            return Ok(MessageId(posted?.id.get()));
        }
        let posted = self.uploads.post(&self.http, channel, message, files);
        self.called_within(LONGEST_UPLOAD, posted).await
    }

    /// Edits a message of ours.
    ///
    /// # Errors
    /// See [`OutboxError`].
    pub async fn edit(
        &self,
        channel: ChannelId,
        id: MessageId,
        message: &Message,
    ) -> Result<(), OutboxError> {
        let (channel, id) = (snowflake::ChannelId::new(channel.0), snowflake::MessageId::new(id.0));
        self.called(self.http.edit_message(channel, id, message, Vec::new())).await?;
        Ok(())
    }

    /// Deletes a message of ours; one that is gone already is as good.
    ///
    /// # Errors
    /// See [`OutboxError`].
    pub async fn delete(&self, channel: ChannelId, id: MessageId) -> Result<(), OutboxError> {
        let (channel, id) = (snowflake::ChannelId::new(channel.0), snowflake::MessageId::new(id.0));
        match self.called(self.http.delete_message(channel, id, None)).await {
            Err(OutboxError::MessageGone) => Ok(()),
            other => other,
        }
    }

    /// Edits an interaction's first answer by its token.
    ///
    /// # Errors
    /// [`OutboxError::TokenEnded`] after 15 minutes.
    pub async fn edit_original(
        &self,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, OutboxError> {
        let edited = self.http.edit_original_interaction_response(token, message, Vec::new());
        Ok(MessageId(self.called_by_token(false, edited).await?.id.get()))
    }

    /// Our own message in a channel, after another one, that says something. `known` is a message
    /// that stood there: to a bot that may not read the history Discord shows an empty one, as if
    /// nothing had ever been said.
    ///
    /// # Errors
    /// See [`OutboxError`]; `Forbidden` when the history is not shown.
    pub async fn find_own(
        &self,
        channel: ChannelId,
        after: MessageId,
        known: Option<MessageId>,
        says: impl Fn(&str) -> bool,
    ) -> Result<Option<MessageId>, OutboxError> {
        let own = self.http.application_id().map(|id| id.get());
        let channel = snowflake::ChannelId::new(channel.0);
        let mut after = snowflake::MessageId::new(after.0.max(1));
        loop {
            let page = MessagePagination::After(after);
            let page = self.called(self.http.get_messages(channel, Some(page), Some(100))).await?;
            // A bot's user has its application's id, but for bots from before 2016.
            let found = page.iter().find(|m| {
                (Some(m.author.id.get()) == own || own.is_none() && m.author.bot)
                    && says(&m.content)
            });
            if let Some(found) = found {
                return Ok(Some(MessageId(found.id.get())));
            }
            match page.iter().map(|m| m.id).max() {
                Some(newest) if page.len() == 100 => after = newest,
                _ => break,
            }
        }
        let Some(known) = known else { return Ok(None) };
        match self.called(self.http.get_message(channel, known.0.into())).await {
            Ok(_) | Err(OutboxError::MessageGone) => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// What Discord says of a server's channel or thread; nothing of a channel of other kinds.
    ///
    /// # Errors
    /// See [`OutboxError`].
    pub(super) async fn channel(
        &self,
        channel: ChannelId,
    ) -> Result<Option<GuildChannel>, OutboxError> {
        let channel = snowflake::ChannelId::new(channel.0);
        let got = self.called(self.http.get_channel(channel)).await?;
        Ok(Channel::guild(got))
    }

    /// The channel of direct messages with a person.
    ///
    /// # Errors
    /// See [`OutboxError`].
    pub async fn direct(&self, user: UserId) -> Result<ChannelId, OutboxError> {
        let recipient = json!({"recipient_id": user.to_string()});
        let channel = self.called(self.http.create_private_channel(&recipient)).await?;
        Ok(ChannelId(channel.id.get()))
    }
}

/// How a call ended, as it is counted.
fn outcome<T>(done: &Result<T, OutboxError>) -> &'static str {
    match done {
        Ok(_) => "ok",
        Err(OutboxError::TooLarge) => "too_large",
        Err(OutboxError::Forbidden(_)) => "forbidden",
        Err(OutboxError::Gone(_) | OutboxError::MessageGone) => "gone",
        Err(OutboxError::TokenEnded) => "token_ended",
        Err(OutboxError::Unauthorized) => "unauthorized",
        Err(OutboxError::Transient(_)) => "transient",
        Err(OutboxError::Limited) => "limited",
        Err(OutboxError::Paused) => "paused",
        Err(OutboxError::Refused(_)) => "refused",
    }
}

/// What Discord says within a time.
async fn in_time<T, E: Into<OutboxError>>(
    most: Duration,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, OutboxError> {
    match tokio::time::timeout(most, call).await {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(OutboxError::Transient("no answer in time".into())),
    }
}

/// The limit that a server's boosts allow, by tier: 50 MB and 100 MB at tiers 2 and 3 are common
/// knowledge, not in the documentation; a 413 corrects them.
pub(super) fn tier_limit(tier: u8) -> u64 {
    match tier {
        2 => 50 * 1024 * 1024,
        3.. => 100 * 1024 * 1024,
        _ => DEFAULT_LIMIT,
    }
}
