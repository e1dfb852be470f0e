//! Everything that the bot puts into channels: cards, results, notices.

use std::sync::Arc;
use std::time::Duration;

use dashmap::{DashMap, DashSet};
use serde_json::{Value, json};
use serenity::http::{Http, HttpError, LightMethod, Route};
use serenity::model::id as snowflake;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::discord::connect;
use crate::discord::invalid_requests::InvalidRequestLimiter;
use crate::discord::message::Message;
use crate::discord::recent::Recent;
use crate::discord::rest;
use crate::discord::upload::Uploads;
use crate::job::{ChannelId, GuildId, MessageId, Place, UserId};
use crate::service::FileStream;
use crate::telemetry::Metrics;
use crate::tls::Tls;

/// Discord's limit for a file without boosts, in bytes: 20 MB since September 2026; whether that is
/// MB or MiB is not settled, so the lesser is taken (discord reference, "Upload limit").
const DEFAULT_LIMIT: u64 = 20_000_000;

/// What a refused size teaches: the next lower one of the limits that Discord has or had.
const KNOWN_LIMITS: [u64; 5] =
    [100 * 1024 * 1024, 50 * 1024 * 1024, DEFAULT_LIMIT, 10 * 1024 * 1024, 8_000_000];

/// How long a channel that does not let the bot speak is believed to stay so.
const SILENT_FOR: Duration = Duration::from_secs(300);
/// So many refusals of one server within so long, and nobody is answered there for a while: a
/// twentieth of what makes the bot pause everywhere.
const REFUSALS_OF_A_SERVER: usize = 50;
const WINDOW_OF_REFUSALS: Duration = Duration::from_secs(600);
/// Most time for a call without files.
const QUICK: Duration = Duration::from_secs(60);
/// Most time for one with: 25 MiB on a line of half a megabit a second.
const LONGEST_UPLOAD: Duration = Duration::from_secs(420);

/// Discord did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscordError {
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
    /// It is done, but the answer cannot be read, and it is not known which message it is about.
    #[error("done, but the answer does not say which message it is")]
    IdUnread,
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

impl DiscordError {
    /// Whether it may go well a moment later, with nothing changed.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Transient(_) | Self::Limited)
    }
}

/// What came of a call whose message nobody needs to know.
pub(super) fn done(call: Result<MessageId, DiscordError>) -> Result<(), DiscordError> {
    match call {
        Ok(_) | Err(DiscordError::IdUnread) => Ok(()),
        Err(e) => Err(e),
    }
}

impl From<serenity::Error> for DiscordError {
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

/// Where a limit for files holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Scope {
    Server(GuildId),
    Direct(ChannelId),
}

impl Scope {
    fn of(guild: GuildId, channel: ChannelId) -> Self {
        match guild {
            GuildId::DIRECT => Self::Direct(channel),
            guild => Self::Server(guild),
        }
    }
}

/// What is known of a channel's history before it is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It can always be read: direct messages.
    Readable,
    /// A message of ours stands there, or did; none, if it was never shown.
    Card(Option<MessageId>),
}

/// What a channel's history says of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// It is there.
    Found(MessageId),
    /// It is not there.
    Absent,
    /// Nobody can tell: to a bot that may not read the history Discord shows an empty one.
    Unreadable,
}

/// Posts and edits.
#[derive(Debug, Clone)]
pub struct DiscordClient {
    http: Arc<Http>,
    uploads: Uploads,
    /// The bot's own user, once it is known.
    own: Arc<OnceCell<UserId>>,
    tiers: Arc<DashMap<GuildId, u64>>,
    age_restricted: Arc<DashSet<ChannelId>>,
    /// Servers that have no commands of their own, as far as was looked since the start.
    cleared: Arc<DashSet<GuildId>>,
    /// The largest file that is taken after one was refused: limits hold for a whole server, and
    /// for each channel of direct messages.
    learned: Arc<DashMap<Scope, u64>>,
    guard: Arc<InvalidRequestLimiter>,
    /// Channels in which it may not speak, and when that was found out.
    silent: Arc<DashMap<ChannelId, Instant>>,
    /// Servers of which many channels do not let it speak.
    refusing: Arc<Recent<GuildId>>,
    metrics: Arc<Metrics>,
}

impl DiscordClient {
    /// An outbox over a client.
    ///
    /// # Errors
    /// When TLS cannot be set up, for posts with files.
    pub fn new(http: Http, tls: &Tls, metrics: Arc<Metrics>) -> Result<Self, reqwest::Error> {
        Ok(Self {
            http: Arc::new(http),
            uploads: Uploads::new(connect::client(tls)?),
            own: Arc::default(),
            tiers: Arc::default(),
            age_restricted: Arc::default(),
            cleared: Arc::default(),
            learned: Arc::default(),
            guard: Arc::default(),
            silent: Arc::default(),
            refusing: Arc::new(Recent::new(REFUSALS_OF_A_SERVER, WINDOW_OF_REFUSALS)),
            metrics,
        })
    }

    /// A client for an application whose ID is known before the gateway says it.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn of_application(http: Http, application: u64, tls: &Tls) -> Result<Self, reqwest::Error> {
        http.set_application_id(application.into());
        Self::new(http, tls, Arc::default())
    }

    /// Makes a call, if Discord may be called at all.
    pub(super) async fn called<T>(
        &self,
        call: impl Future<Output = Result<T, serenity::Error>>,
    ) -> Result<T, DiscordError> {
        self.called_within(QUICK, call).await
    }

    /// Makes a call that bears an interaction's token and not the bot's.
    pub(super) async fn called_by_token<T, E: Into<DiscordError>>(
        &self,
        files: bool,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, DiscordError> {
        let most = if files { LONGEST_UPLOAD } else { QUICK };
        let began = Instant::now();
        let done = in_time(most, call).await;
        self.guard.note_other(&done, Instant::now());
        self.metrics.discord_call(outcome(&done), began.elapsed());
        done
    }

    async fn called_within<T, E: Into<DiscordError>>(
        &self,
        most: Duration,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, DiscordError> {
        self.guard.admit(Instant::now())?;
        let began = Instant::now();
        let done = in_time(most, call).await;
        self.guard.note(&done, Instant::now());
        self.metrics.discord_call(outcome(&done), began.elapsed());
        done
    }

    /// Notes that a channel does not let the bot speak.
    pub(super) fn mark_unwritable(&self, place: Place) {
        self.silent.retain(|_, since| since.elapsed() < SILENT_FOR);
        self.silent.insert(place.channel, Instant::now());
        // Direct messages are no server: each stands for itself.
        if place.guild != GuildId::DIRECT {
            self.refusing.note(place.guild);
        }
    }

    /// Whether a channel did not let the bot speak a while ago, or many of its server did not:
    /// whoever mentions it there again and again must not use up what Discord bears of refused
    /// calls.
    pub(super) fn is_unwritable(&self, place: Place) -> bool {
        self.silent.get(&place.channel).is_some_and(|since| since.elapsed() < SILENT_FOR)
            || self.refusing.is_too_often(&place.guild)
    }

    /// What is counted and measured.
    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The client, for answers to interactions.
    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// Notes what a server's boosts allow; what was learned before they changed is forgotten.
    pub(super) fn set_limit(&self, guild: GuildId, bytes: u64) {
        if self.tiers.insert(guild, bytes).is_some_and(|before| before != bytes) {
            self.learned.remove(&Scope::Server(guild));
        }
    }

    /// Notes who the bot is. Of applications from before 2016 the bot's user has another ID than
    /// the application.
    pub(super) fn set_own(&self, user: UserId) {
        // The first that is told stays: a token belongs to one bot.
        let _ = self.own.set(user);
    }

    /// The bot's own user: as READY said, or as Discord says when it is asked.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub(super) async fn own(&self) -> Result<UserId, DiscordError> {
        let ask = || async {
            let told = self.called(rest::get(&self.http, Route::UserMe, Vec::new())).await?;
            let id = rest::snowflake(&told["id"]).map(UserId);
            id.ok_or_else(|| DiscordError::Transient("Discord does not say who the bot is".into()))
        };
        self.own.get_or_try_init(ask).await.copied()
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

    /// The largest file that may be posted in a channel, in bytes: what the interaction claimed,
    /// else what the server's boosts allow, and never what was refused there before.
    pub fn limit(&self, guild: GuildId, channel: ChannelId, claimed: Option<u64>) -> u64 {
        let tier = || self.tiers.get(&guild).map_or(DEFAULT_LIMIT, |t| *t);
        let learned = self.learned.get(&Scope::of(guild, channel)).map_or(u64::MAX, |l| *l);
        claimed.filter(|bytes| *bytes > 0).unwrap_or_else(tier).min(learned)
    }

    /// Believes a 413: files of this size are too large there, whatever was claimed. One more try
    /// is made at the next lower limit that Discord is known to have.
    pub fn believe_too_large(&self, guild: GuildId, channel: ChannelId, bytes: u64) {
        let lower = KNOWN_LIMITS.into_iter().find(|limit| *limit < bytes).unwrap_or(bytes / 2);
        let mut learned = self.learned.entry(Scope::of(guild, channel)).or_insert(lower);
        *learned = lower.min(*learned);
    }

    /// Posts a message, its files as they come.
    ///
    /// # Errors
    /// See [`DiscordError`]; after `Transient` it may be there all the same, unless the end of a
    /// file never came; after `IdUnread` it is.
    pub async fn post(
        &self,
        channel: ChannelId,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, DiscordError> {
        let channel_id = snowflake::ChannelId::new(channel.0);
        if files.is_empty() {
            let route = Route::ChannelMessages { channel_id };
            let post = rest::call(&self.http, LightMethod::Post, route, Vec::new(), Some(&message));
            return rest::message_id(&self.called(post).await?);
        }
        let posted = self.uploads.post(&self.http, channel_id, message, files);
        self.called_within(LONGEST_UPLOAD, posted).await
    }

    /// Edits a message of ours.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub async fn edit(
        &self,
        channel: ChannelId,
        id: MessageId,
        message: &Message,
    ) -> Result<(), DiscordError> {
        let (channel_id, message_id) =
            (snowflake::ChannelId::new(channel.0), snowflake::MessageId::new(id.0));
        let route = Route::ChannelMessage { channel_id, message_id };
        let edit = rest::call(&self.http, LightMethod::Patch, route, Vec::new(), Some(message));
        self.called(edit).await?;
        Ok(())
    }

    /// Deletes a message of ours; one that is gone already is as good.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub async fn delete(&self, channel: ChannelId, id: MessageId) -> Result<(), DiscordError> {
        let (channel, id) = (snowflake::ChannelId::new(channel.0), snowflake::MessageId::new(id.0));
        match self.called(self.http.delete_message(channel, id, None)).await {
            Err(DiscordError::MessageGone) => Ok(()),
            other => other,
        }
    }

    /// Edits an interaction's first answer by its token.
    ///
    /// # Errors
    /// [`DiscordError::TokenEnded`] after 15 minutes; after `IdUnread` it is edited.
    pub async fn edit_original(
        &self,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, DiscordError> {
        let route = self.original(token)?;
        let edit = rest::call(&self.http, LightMethod::Patch, route, Vec::new(), Some(message));
        rest::message_id(&self.called_by_token(false, edit).await?)
    }

    /// The ID of an interaction's first answer.
    ///
    /// # Errors
    /// [`DiscordError::TokenEnded`] after 15 minutes.
    pub(super) async fn original_id(&self, token: &str) -> Result<MessageId, DiscordError> {
        let got = rest::get(&self.http, self.original(token)?, Vec::new());
        rest::message_id(&self.called_by_token(false, got).await?)
    }

    /// Edits an interaction's first answer, with files.
    ///
    /// # Errors
    /// [`DiscordError::TokenEnded`] after 15 minutes.
    pub(super) async fn edit_original_with(
        &self,
        token: &str,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, DiscordError> {
        let route = self.original(token)?;
        let sent = self.uploads.send(&self.http, LightMethod::Patch, route, message, files);
        self.called_by_token(true, sent).await
    }

    /// Servers that the bot is in, up to 2,000.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub async fn servers(&self) -> Result<Vec<GuildId>, DiscordError> {
        let mut all: Vec<GuildId> = Vec::new();
        for _ in 0..SERVER_PAGES {
            let after = all.last().map_or(0, |last| last.0);
            let params = vec![("limit", SERVERS.to_string()), ("after", after.to_string())];
            let got = self.called(rest::get(&self.http, Route::UserMeGuilds, params)).await?;
            let page = got.as_array().ok_or_else(|| unreadable("a list of servers"))?;
            let ids = page.iter().filter_map(|guild| rest::snowflake(&guild["id"]));
            let before = all.len();
            all.extend(ids.filter(|id| *id > after).map(GuildId));
            all.sort_unstable();
            if page.len() < SERVERS || all.len() == before {
                break;
            }
        }
        Ok(all)
    }

    /// Whether a server is known to have no commands of its own.
    pub(super) fn is_cleared(&self, guild: GuildId) -> bool {
        self.cleared.contains(&guild)
    }

    /// Notes that a server has no commands of its own.
    pub(super) fn note_cleared(&self, guild: GuildId) {
        self.cleared.insert(guild);
    }

    /// Replaces the commands of a server, or those for everywhere.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub(super) async fn set_commands(
        &self,
        guild: Option<GuildId>,
        commands: &[Value],
    ) -> Result<(), DiscordError> {
        let route = self.commands(guild)?;
        let set = rest::call(&self.http, LightMethod::Put, route, Vec::new(), Some(&commands));
        self.called(set).await?;
        Ok(())
    }

    /// Whether a server has commands of its own, or whether there are ones for everywhere.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub async fn has_commands(&self, guild: Option<GuildId>) -> Result<bool, DiscordError> {
        let got = self.called(rest::get(&self.http, self.commands(guild)?, Vec::new())).await?;
        let commands = got.as_array().ok_or_else(|| unreadable("a list of commands"))?;
        Ok(!commands.is_empty())
    }

    fn commands(&self, guild: Option<GuildId>) -> Result<Route<'static>, DiscordError> {
        let application_id = self.application()?;
        Ok(match guild {
            None => Route::Commands { application_id },
            Some(guild) => {
                let guild_id = snowflake::GuildId::new(guild.0);
                Route::GuildCommands { application_id, guild_id }
            }
        })
    }

    /// Says something more in answer to an interaction.
    ///
    /// # Errors
    /// [`DiscordError::TokenEnded`] after 15 minutes.
    pub(super) async fn follow_up(
        &self,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, DiscordError> {
        let application_id = self.application()?;
        let route = Route::WebhookFollowupMessages { application_id, token };
        let sent = rest::call(&self.http, LightMethod::Post, route, Vec::new(), Some(message));
        rest::message_id(&self.called_by_token(false, sent).await?)
    }

    /// Where an interaction's first answer is.
    fn original<'a>(&self, token: &'a str) -> Result<Route<'a>, DiscordError> {
        let application_id = self.application()?;
        Ok(Route::WebhookOriginalInteractionResponse { application_id, token })
    }

    /// The application, which is known since READY. Before it, jobs of an earlier start may have
    /// cards to be edited: these have to wait for it.
    fn application(&self) -> Result<snowflake::ApplicationId, DiscordError> {
        let unknown = || DiscordError::Transient("the application is not known yet".into());
        self.http.application_id().ok_or_else(unknown)
    }

    /// Our own message in a channel, after another one, that says something.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub async fn find_own(
        &self,
        channel: ChannelId,
        after: MessageId,
        known: Known,
        says: impl Fn(&str) -> bool,
    ) -> Result<Lookup, DiscordError> {
        let own = self.own().await?;
        let mut seen_any = false;
        let mut after = after;
        loop {
            let page = self.page(channel, after).await?;
            let found = page.iter().find(|m| m.author == Some(own) && says(&m.content));
            if let Some(found) = found {
                return Ok(Lookup::Found(found.id));
            }
            seen_any |= !page.is_empty();
            match page.iter().map(|m| m.id).max() {
                Some(newest) if page.len() >= PAGE && newest > after => after = newest,
                _ => break,
            }
        }
        match known {
            _ if seen_any => Ok(Lookup::Absent),
            Known::Readable => Ok(Lookup::Absent),
            Known::Card(None) => Ok(Lookup::Unreadable),
            Known::Card(Some(card)) => self.is_readable(channel, card).await,
        }
    }

    /// Our own reply to a message, if it can be found; what it says tells it from others where its
    /// reference cannot be read.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub(super) async fn find_reply(
        &self,
        channel: ChannelId,
        to: MessageId,
        content: &str,
    ) -> Result<Option<MessageId>, DiscordError> {
        let own = self.own().await?;
        // It was made a moment ago: what was said since fits into a page.
        let page = self.page(channel, to).await?;
        let ours: Vec<_> = page.iter().filter(|m| m.author == Some(own)).collect();
        let reply = ours.iter().find(|m| m.reply_to == Some(to));
        let alike = || ours.iter().find(|m| m.reply_to.is_none() && m.content == content);
        Ok(reply.or_else(alike).map(|m| m.id))
    }

    /// Whether a channel with an empty history has one that can be read, by a message in it.
    async fn is_readable(
        &self,
        channel: ChannelId,
        card: MessageId,
    ) -> Result<Lookup, DiscordError> {
        let (channel_id, message_id) =
            (snowflake::ChannelId::new(channel.0), snowflake::MessageId::new(card.0));
        let got =
            rest::get(&self.http, Route::ChannelMessage { channel_id, message_id }, Vec::new());
        match self.called(got).await {
            Ok(_) | Err(DiscordError::MessageGone) => Ok(Lookup::Absent),
            Err(DiscordError::Forbidden(_)) => Ok(Lookup::Unreadable),
            Err(e) => Err(e),
        }
    }

    /// Whether a message has buttons; nothing where it is gone or may not be read.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub async fn has_buttons(
        &self,
        channel: ChannelId,
        message: MessageId,
    ) -> Result<Option<bool>, DiscordError> {
        let (channel_id, message_id) =
            (snowflake::ChannelId::new(channel.0), snowflake::MessageId::new(message.0));
        let got =
            rest::get(&self.http, Route::ChannelMessage { channel_id, message_id }, Vec::new());
        match self.called(got).await {
            Ok(message) => Ok(message["components"].as_array().map(|rows| !rows.is_empty())),
            Err(
                DiscordError::MessageGone
                | DiscordError::Forbidden(_)
                | DiscordError::Gone(_)
                | DiscordError::Refused(_),
            ) => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// The messages after one, a page of them.
    pub(super) async fn page(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<Vec<rest::Said>, DiscordError> {
        let route = Route::ChannelMessages { channel_id: snowflake::ChannelId::new(channel.0) };
        let params = vec![("limit", PAGE.to_string()), ("after", after.0.max(1).to_string())];
        let got = self.called(rest::get(&self.http, route, params)).await?;
        let unreadable = || DiscordError::Transient("a history that cannot be read".into());
        rest::history(&got).ok_or_else(unreadable)
    }

    /// What Discord says of a server's channel or thread.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub(super) async fn channel(
        &self,
        channel: ChannelId,
    ) -> Result<rest::ChannelFacts, DiscordError> {
        let route = Route::Channel { channel_id: snowflake::ChannelId::new(channel.0) };
        let got = self.called(rest::get(&self.http, route, Vec::new())).await?;
        // What cannot be read must not pass for a channel without a parent and without limits.
        rest::snowflake(&got["id"]).ok_or_else(|| unreadable("a channel"))?;
        Ok(rest::channel(&got))
    }

    /// The channel of direct messages with a person.
    ///
    /// # Errors
    /// See [`DiscordError`].
    pub async fn direct(&self, user: UserId) -> Result<ChannelId, DiscordError> {
        let recipient = json!({"recipient_id": user.to_string()});
        let route = Route::UserMeDmChannels;
        let open = rest::call(&self.http, LightMethod::Post, route, Vec::new(), Some(&recipient));
        let answer = self.called(open).await?;
        let id = rest::snowflake(&answer["id"]).map(ChannelId);
        id.ok_or_else(|| DiscordError::Transient("an answer without the ID of its channel".into()))
    }
}

/// Messages of a page of a history, the most that Discord gives.
const PAGE: usize = 100;
/// Servers of a page of those that the bot is in, the most that Discord gives, and most pages.
const SERVERS: usize = 200;
const SERVER_PAGES: usize = 10;

/// A call that went well and whose answer nobody can read: the next one may say more.
fn unreadable(what: &str) -> DiscordError {
    DiscordError::Transient(format!("an answer that is not {what}"))
}

/// How a call ended, as it is counted.
fn outcome<T>(done: &Result<T, DiscordError>) -> &'static str {
    match done {
        Ok(_) | Err(DiscordError::IdUnread) => "ok",
        Err(DiscordError::TooLarge) => "too_large",
        Err(DiscordError::Forbidden(_)) => "forbidden",
        Err(DiscordError::Gone(_) | DiscordError::MessageGone) => "gone",
        Err(DiscordError::TokenEnded) => "token_ended",
        Err(DiscordError::Unauthorized) => "unauthorized",
        Err(DiscordError::Transient(_)) => "transient",
        Err(DiscordError::Limited) => "limited",
        Err(DiscordError::Paused) => "paused",
        Err(DiscordError::Refused(_)) => "refused",
    }
}

/// What Discord says within a time.
async fn in_time<T, E: Into<DiscordError>>(
    most: Duration,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, DiscordError> {
    match tokio::time::timeout(most, call).await {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(DiscordError::Transient("no answer in time".into())),
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
