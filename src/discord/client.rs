//! The Discord REST client: everything that the bot posts in channels (cards, results, notices).

use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use dashmap::{DashMap, DashSet};
use serde::Serialize;
use serde_json::{Value, json};
use serenity::http::{Http, LightMethod, Route};
use serenity::model::id as snowflake;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use tracing::warn;

use crate::discord::attachment::FileStream;
use crate::discord::connect;
use crate::discord::invalid_requests::InvalidRequestLimiter;
use crate::discord::message::Message;
use crate::discord::recent::Recent;
use crate::discord::rest;
use crate::discord::upload::Uploads;
use crate::job::{ChannelId, GuildId, MessageId, Place, Tenant, UserId};
use crate::service::MessengerError;
use crate::service::{Known, Lookup};
use crate::telemetry::Metrics;
use crate::tls::Tls;

/// Discord's file size limit without boosts, in bytes: 20 MB since September 2026. It is not
/// settled whether that is MB or MiB, so the smaller is assumed (docs/reference/discord.md, added
/// 2026-11-25).
const DEFAULT_LIMIT: u64 = 20_000_000;

/// Limits that Discord has or had; after a 413 the next lower one is assumed.
const KNOWN_LIMITS: [u64; 5] =
    [100 * 1024 * 1024, 50 * 1024 * 1024, DEFAULT_LIMIT, 10 * 1024 * 1024, 8_000_000];

/// How long a channel counts as unwritable after Discord refused a post there.
const UNWRITABLE_FOR: Duration = Duration::from_secs(300);
/// A server that refuses this many posts, edits and typing indicators within [`REFUSAL_WINDOW`] gets
/// none for a while: a twentieth of the number at which the bot pauses everywhere.
const MAX_SERVER_REFUSALS: usize = 50;
const REFUSAL_WINDOW: Duration = Duration::from_secs(600);
/// Timeout of a call without files.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
/// Timeout of a call with files: 25 MiB at half a megabit per second.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(420);

/// Where a file size limit applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Scope {
    Server(GuildId),
    Direct(ChannelId),
}

impl Scope {
    fn of(tenant: Tenant, channel: ChannelId) -> Self {
        match tenant {
            Tenant::Direct => Self::Direct(channel),
            Tenant::Server(guild) => Self::Server(guild),
        }
    }
}

/// Posts, edits and reads messages.
#[derive(Debug, Clone)]
pub struct DiscordClient {
    http: Arc<Http>,
    uploads: Uploads,
    /// The bot's user ID, once it is known.
    own: Arc<OnceCell<UserId>>,
    tiers: Arc<DashMap<GuildId, u64>>,
    /// The lowest file size limit that interactions in a server stated. They include their members'
    /// own subscriptions, so that the lowest is the closest to the server's.
    claims: Arc<DashMap<GuildId, u64>>,
    age_restricted: Arc<DashSet<ChannelId>>,
    /// Servers that have no commands of their own, as far as checked since the start.
    cleared: Arc<DashSet<GuildId>>,
    /// File size limits learned from refused files. A limit applies to a whole server, or to one
    /// channel of direct messages.
    learned: Arc<DashMap<Scope, u64>>,
    limiter: Arc<InvalidRequestLimiter>,
    /// Channels in which the bot may not post, and when that was found out.
    unwritable: Arc<DashMap<ChannelId, Instant>>,
    /// Servers whose channels refuse many calls.
    refusing: Arc<Recent<GuildId>>,
    metrics: Arc<Metrics>,
}

impl DiscordClient {
    /// A client over serenity's HTTP client.
    ///
    /// # Errors
    /// If TLS cannot be set up, for posts with files.
    pub fn new(http: Http, tls: &Tls, metrics: Arc<Metrics>) -> Result<Self, reqwest::Error> {
        Ok(Self {
            http: Arc::new(http),
            uploads: Uploads::new(connect::client(tls)?),
            own: Arc::default(),
            tiers: Arc::default(),
            claims: Arc::default(),
            age_restricted: Arc::default(),
            cleared: Arc::default(),
            learned: Arc::default(),
            limiter: Arc::default(),
            unwritable: Arc::default(),
            refusing: Arc::new(Recent::new(MAX_SERVER_REFUSALS, REFUSAL_WINDOW)),
            metrics,
        })
    }

    /// A client for an application whose ID is known before the gateway sends it.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn of_application(http: Http, application: u64, tls: &Tls) -> Result<Self, reqwest::Error> {
        http.set_application_id(application.into());
        Self::new(http, tls, Arc::default())
    }

    /// Makes a call, unless calls are paused. As in the other functions that make calls, a future
    /// of serenity's is to be boxed: it has several kilobytes, which would be moved from each
    /// future to the one around it.
    pub(super) async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, serenity::Error>>,
    ) -> Result<T, MessengerError> {
        self.called_within(CALL_TIMEOUT, call).await
    }

    /// Makes a call that carries an interaction's token instead of the bot's.
    pub(super) async fn call_by_token<T, E: Into<MessengerError>>(
        &self,
        files: bool,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, MessengerError> {
        let most = if files { UPLOAD_TIMEOUT } else { CALL_TIMEOUT };
        let began = Instant::now();
        let done = in_time(most, call).await;
        self.limiter.note_other(&done, Instant::now());
        self.metrics.discord_call(outcome(&done), began.elapsed());
        done
    }

    async fn called_within<T, E: Into<MessengerError>>(
        &self,
        most: Duration,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, MessengerError> {
        self.limiter.admit(Instant::now())?;
        let began = Instant::now();
        let done = in_time(most, call).await;
        self.limiter.note(&done, Instant::now());
        self.metrics.discord_call(outcome(&done), began.elapsed());
        done
    }

    /// Makes a call about a channel, unless its server has refused too many: one server must not use
    /// up the limit of invalid requests, which is for all. Direct messages belong to no server.
    async fn call_in<T, E: Into<MessengerError>>(
        &self,
        place: Place,
        most: Duration,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, MessengerError> {
        let Tenant::Server(guild) = place.tenant else {
            return self.called_within(most, call).await;
        };
        if self.refusing.is_too_often(&guild) {
            return Err(MessengerError::Paused);
        }
        let done = self.called_within(most, call).await;
        // Without a code it is no refusal of this server's.
        if done.as_ref().err().and_then(MessengerError::denial).is_some_and(|d| d.code != 0) {
            self.refusing.note(guild);
            if self.refusing.is_too_often(&guild) {
                warn!(
                    guild.id = %guild,
                    "a server refused {MAX_SERVER_REFUSALS} posts or edits within ten minutes: \
                     those for it pause; which permission does the bot lack there?"
                );
            }
        }
        done
    }

    /// Records that the bot may not post in a channel.
    pub(super) fn mark_unwritable(&self, place: Place) {
        self.unwritable.retain(|_, since| since.elapsed() < UNWRITABLE_FOR);
        self.unwritable.insert(place.channel, Instant::now());
    }

    /// Whether a channel, or many channels of its server, refused posts recently. A member who
    /// mentions the bot there repeatedly must not use up Discord's limit of invalid requests.
    pub(super) fn is_unwritable(&self, place: Place) -> bool {
        self.unwritable.get(&place.channel).is_some_and(|since| since.elapsed() < UNWRITABLE_FOR)
            || place.tenant.server().is_some_and(|guild| self.refusing.is_too_often(&guild))
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// serenity's client, for answers to interactions.
    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// Sets the file size limit that a server's boosts allow; if it changed, what was learned is
    /// discarded.
    pub(super) fn set_limit(&self, guild: GuildId, bytes: u64) {
        if self.tiers.insert(guild, bytes).is_some_and(|before| before != bytes) {
            self.learned.remove(&Scope::Server(guild));
            self.claims.remove(&guild);
        }
    }

    /// Learns from an interaction's `attachment_size_limit`, for requests that state none.
    pub(super) fn learn_claim(&self, guild: GuildId, bytes: u64) {
        if bytes == 0 {
            return;
        }
        make_room(&self.claims);
        let mut claim = self.claims.entry(guild).or_insert(bytes);
        *claim = bytes.min(*claim);
    }

    /// Sets the bot's user ID. For applications from before 2016 it differs from the application
    /// ID.
    pub(super) fn set_own(&self, user: UserId) {
        // The first value stays: a token belongs to one bot.
        let _ = self.own.set(user);
    }

    /// The bot's user ID, from READY or else from a call to Discord.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub(super) async fn own(&self) -> Result<UserId, MessengerError> {
        let ask = || async {
            let answer = self.call(rest::get(&self.http, Route::UserMe, Vec::new())).await?;
            let id = rest::snowflake(&answer["id"]).map(UserId);
            id.ok_or_else(|| {
                MessengerError::Transient("Discord does not say who the bot is".into())
            })
        };
        self.own.get_or_try_init(ask).await.copied()
    }

    /// Records whether a channel is age-restricted.
    pub(super) fn set_age_restricted(&self, channel: ChannelId, is: bool) {
        if is {
            self.age_restricted.insert(channel);
        } else {
            self.age_restricted.remove(&channel);
        }
    }

    /// Whether one of the channels is age-restricted: a thread is if its parent channel is.
    pub(super) fn is_age_restricted(&self, within: &[ChannelId]) -> bool {
        within.iter().any(|c| self.age_restricted.contains(c))
    }

    /// The largest file that may be posted in a channel, in bytes: the limit claimed by the
    /// interaction, else by others in the server, else the one that the server's boosts allow, and
    /// never more than a refusal taught.
    pub fn limit(&self, tenant: Tenant, channel: ChannelId, claimed: Option<u64>) -> u64 {
        let of_server =
            |limits: &DashMap<GuildId, u64>| limits.get(&tenant.server()?).map(|limit| *limit);
        let tier = || of_server(&self.tiers).unwrap_or(DEFAULT_LIMIT);
        let earlier = || of_server(&self.claims);
        let learned = self.learned.get(&Scope::of(tenant, channel)).map_or(u64::MAX, |l| *l);
        let claimed = claimed.filter(|bytes| *bytes > 0).or_else(earlier);
        claimed.unwrap_or_else(tier).min(learned)
    }

    /// Learns from a 413: files of this size are too large there, whatever limit was claimed. One
    /// more attempt is made at the next lower limit that Discord is known to have.
    pub fn learn_limit(&self, tenant: Tenant, channel: ChannelId, bytes: u64) {
        let lower = KNOWN_LIMITS.into_iter().find(|limit| *limit < bytes).unwrap_or(bytes / 2);
        make_room(&self.learned);
        let mut learned = self.learned.entry(Scope::of(tenant, channel)).or_insert(lower);
        *learned = lower.min(*learned);
    }

    /// Posts a message; its files are streamed.
    ///
    /// # Errors
    /// See [`MessengerError`]. After `Transient` the message may still exist, unless the end of a
    /// file was never sent; after `IdUnread` it does exist.
    pub async fn post(
        &self,
        place: Place,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, MessengerError> {
        let channel_id = snowflake::ChannelId::new(place.channel.0);
        if files.is_empty() {
            let route = Route::ChannelMessages { channel_id };
            let http = &self.http;
            let post =
                rest::call_unread(http, LightMethod::Post, route, Vec::new(), Some(&message));
            return rest::message_id(&self.call_in(place, CALL_TIMEOUT, post).await?);
        }
        let posted = Box::pin(self.uploads.post(&self.http, channel_id, message, files));
        self.call_in(place, UPLOAD_TIMEOUT, posted).await
    }

    /// Shows in a channel that the bot is writing, for ten seconds or until its next message. It
    /// needs the permission to send messages there (docs/reference/discord.md §3.2).
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn trigger_typing(&self, place: Place) -> Result<(), MessengerError> {
        let channel = snowflake::ChannelId::new(place.channel.0);
        self.call_in(place, CALL_TIMEOUT, Box::pin(self.http.broadcast_typing(channel))).await
    }

    /// Edits one of the bot's messages.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn edit(
        &self,
        place: Place,
        id: MessageId,
        message: &Message,
    ) -> Result<(), MessengerError> {
        let (channel_id, message_id) =
            (snowflake::ChannelId::new(place.channel.0), snowflake::MessageId::new(id.0));
        let route = Route::ChannelMessage { channel_id, message_id };
        let http = &self.http;
        let edit = rest::call_unread(http, LightMethod::Patch, route, Vec::new(), Some(message));
        self.call_in(place, CALL_TIMEOUT, edit).await?;
        Ok(())
    }

    /// Deletes one of the bot's messages; one that is already gone counts as deleted.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn delete(&self, channel: ChannelId, id: MessageId) -> Result<(), MessengerError> {
        let (channel, id) = (snowflake::ChannelId::new(channel.0), snowflake::MessageId::new(id.0));
        match self.call(Box::pin(self.http.delete_message(channel, id, None))).await {
            Err(MessengerError::MessageGone) => Ok(()),
            other => other,
        }
    }

    /// Edits an interaction's original response by its token.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] after 15 minutes; after `IdUnread` the response was edited.
    pub async fn edit_original(
        &self,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, MessengerError> {
        let (http, route) = (&self.http, self.original(token)?);
        let edit = rest::call_unread(http, LightMethod::Patch, route, Vec::new(), Some(message));
        rest::message_id(&self.call_by_token(false, edit).await?)
    }

    /// The message ID of an interaction's original response.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] after 15 minutes.
    pub(super) async fn original_id(&self, token: &str) -> Result<MessageId, MessengerError> {
        let (http, route) = (&self.http, self.original(token)?);
        let got = rest::call_unread(http, LightMethod::Get, route, Vec::new(), None::<&()>);
        rest::message_id(&self.call_by_token(false, got).await?)
    }

    /// Responds to an interaction. Returns the message that this created, if Discord was asked for
    /// it.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] three seconds after the interaction; after `IdUnread` the
    /// response was accepted.
    pub(super) async fn respond(
        &self,
        interaction: u64,
        token: &str,
        callback: &(impl Serialize + Sync),
        with_response: bool,
    ) -> Result<MessageId, MessengerError> {
        let route = Route::InteractionResponse { interaction_id: interaction.into(), token };
        let params = with_response.then(|| ("with_response", "true".to_owned()));
        let params = params.into_iter().collect();
        let sent = rest::call_unread(&self.http, LightMethod::Post, route, params, Some(callback));
        rest::created_id(&self.call_by_token(false, sent).await?)
    }

    /// Edits an interaction's original response, with files.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] after 15 minutes.
    pub(super) async fn edit_original_with(
        &self,
        token: &str,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, MessengerError> {
        let route = self.original(token)?;
        let sent = self.uploads.send(&self.http, LightMethod::Patch, route, message, files);
        self.call_by_token(true, Box::pin(sent)).await
    }

    /// Servers that the bot is in, up to 2,000.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn servers(&self) -> Result<Vec<GuildId>, MessengerError> {
        let mut all: Vec<GuildId> = Vec::new();
        for _ in 0..SERVER_PAGES {
            let after = all.last().map_or(0, |last| last.0);
            let params = vec![("limit", SERVERS.to_string()), ("after", after.to_string())];
            let got = self.call(rest::get(&self.http, Route::UserMeGuilds, params)).await?;
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

    /// Records that a server has no commands of its own.
    pub(super) fn note_cleared(&self, guild: GuildId) {
        self.cleared.insert(guild);
    }

    /// Replaces the commands of a server, or the global ones.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub(super) async fn set_commands(
        &self,
        guild: Option<GuildId>,
        commands: &[Value],
    ) -> Result<(), MessengerError> {
        let route = self.commands(guild)?;
        let set = rest::call(&self.http, LightMethod::Put, route, Vec::new(), Some(&commands));
        self.call(set).await?;
        Ok(())
    }

    /// Whether a server has commands of its own, or whether there are global ones.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn has_commands(&self, guild: Option<GuildId>) -> Result<bool, MessengerError> {
        let got = self.call(rest::get(&self.http, self.commands(guild)?, Vec::new())).await?;
        let commands = got.as_array().ok_or_else(|| unreadable("a list of commands"))?;
        Ok(!commands.is_empty())
    }

    fn commands(&self, guild: Option<GuildId>) -> Result<Route<'static>, MessengerError> {
        let application_id = self.application()?;
        Ok(match guild {
            None => Route::Commands { application_id },
            Some(guild) => {
                let guild_id = snowflake::GuildId::new(guild.0);
                Route::GuildCommands { application_id, guild_id }
            }
        })
    }

    /// Sends a follow-up message to an interaction.
    ///
    /// # Errors
    /// [`MessengerError::TokenEnded`] after 15 minutes.
    pub(super) async fn follow_up(
        &self,
        token: &str,
        message: &Message,
    ) -> Result<MessageId, MessengerError> {
        let application_id = self.application()?;
        let route = Route::WebhookFollowupMessages { application_id, token };
        let http = &self.http;
        let sent = rest::call_unread(http, LightMethod::Post, route, Vec::new(), Some(message));
        rest::message_id(&self.call_by_token(false, sent).await?)
    }

    /// The route of an interaction's original response.
    fn original<'a>(&self, token: &'a str) -> Result<Route<'a>, MessengerError> {
        let application_id = self.application()?;
        Ok(Route::WebhookOriginalInteractionResponse { application_id, token })
    }

    /// The application ID, known since READY. Before that, jobs of an earlier start may have cards
    /// to be edited: these edits have to wait for it.
    fn application(&self) -> Result<snowflake::ApplicationId, MessengerError> {
        let unknown = || MessengerError::Transient("the application is not known yet".into());
        self.http.application_id().ok_or_else(unknown)
    }

    /// Finds a message of the bot after another one in a channel, by its content.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn find_own(
        &self,
        channel: ChannelId,
        after: MessageId,
        known: Known,
        matches: impl Fn(&str) -> bool,
    ) -> Result<Lookup, MessengerError> {
        let own = self.own().await?;
        let mut seen_any = false;
        let mut after = after;
        loop {
            let page = self.page(channel, after).await?;
            let found = page.iter().find(|m| m.author == Some(own) && matches(&m.content));
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

    /// Finds the bot's reply to a message. Where a message's reference cannot be read, its content
    /// identifies it.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub(super) async fn find_reply(
        &self,
        channel: ChannelId,
        to: MessageId,
        content: &str,
    ) -> Result<Option<MessageId>, MessengerError> {
        let own = self.own().await?;
        // The reply was made a moment ago: the messages since then fit in one page.
        let page = self.page(channel, to).await?;
        let ours: Vec<_> = page.iter().filter(|m| m.author == Some(own)).collect();
        let reply = ours.iter().find(|m| m.reply_to == Some(to));
        let alike = || ours.iter().find(|m| m.reply_to.is_none() && m.content == content);
        Ok(reply.or_else(alike).map(|m| m.id))
    }

    /// Whether a channel with an empty history is readable, tested by fetching a message in it.
    async fn is_readable(
        &self,
        channel: ChannelId,
        card: MessageId,
    ) -> Result<Lookup, MessengerError> {
        let (channel_id, message_id) =
            (snowflake::ChannelId::new(channel.0), snowflake::MessageId::new(card.0));
        let got =
            rest::get(&self.http, Route::ChannelMessage { channel_id, message_id }, Vec::new());
        match self.call(got).await {
            Ok(_) | Err(MessengerError::MessageGone) => Ok(Lookup::Absent),
            Err(MessengerError::Forbidden(_)) => Ok(Lookup::Unreadable),
            Err(e) => Err(e),
        }
    }

    /// Whether a message has buttons; `None` if it is gone or may not be read.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn has_buttons(
        &self,
        channel: ChannelId,
        message: MessageId,
    ) -> Result<Option<bool>, MessengerError> {
        let (channel_id, message_id) =
            (snowflake::ChannelId::new(channel.0), snowflake::MessageId::new(message.0));
        let got =
            rest::get(&self.http, Route::ChannelMessage { channel_id, message_id }, Vec::new());
        match self.call(got).await {
            Ok(message) => Ok(message["components"].as_array().map(|rows| !rows.is_empty())),
            Err(
                MessengerError::MessageGone
                | MessengerError::Forbidden(_)
                | MessengerError::Gone(_)
                | MessengerError::Refused(_),
            ) => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// One page of the messages after a message.
    pub(super) async fn page(
        &self,
        channel: ChannelId,
        after: MessageId,
    ) -> Result<Vec<rest::Said>, MessengerError> {
        let route = Route::ChannelMessages { channel_id: snowflake::ChannelId::new(channel.0) };
        let params = vec![("limit", PAGE.to_string()), ("after", after.0.max(1).to_string())];
        let got = self.call(rest::get(&self.http, route, params)).await?;
        let unreadable = || MessengerError::Transient("a history that cannot be read".into());
        rest::history(&got).ok_or_else(unreadable)
    }

    /// Discord's data about a server's channel or thread.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub(super) async fn channel(
        &self,
        channel: ChannelId,
    ) -> Result<rest::ChannelFacts, MessengerError> {
        let route = Route::Channel { channel_id: snowflake::ChannelId::new(channel.0) };
        let got = self.call(rest::get(&self.http, route, Vec::new())).await?;
        // An unreadable answer must not pass for a channel without parent and restrictions.
        rest::snowflake(&got["id"]).ok_or_else(|| unreadable("a channel"))?;
        Ok(rest::channel(&got))
    }

    /// The direct message channel with a user.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn direct(&self, user: UserId) -> Result<ChannelId, MessengerError> {
        let recipient = json!({"recipient_id": user.to_string()});
        let route = Route::UserMeDmChannels;
        let open = rest::call(&self.http, LightMethod::Post, route, Vec::new(), Some(&recipient));
        let answer = self.call(open).await?;
        let id = rest::snowflake(&answer["id"]).map(ChannelId);
        id.ok_or_else(|| {
            MessengerError::Transient("an answer without the ID of its channel".into())
        })
    }
}

/// Messages per page of a history, the most that Discord returns.
const PAGE: usize = 100;
/// Servers per page, the most that Discord returns, and the maximum number of pages.
const SERVERS: usize = 200;
const SERVER_PAGES: usize = 10;

/// A call that succeeded with an unreadable answer; the next attempt may return a readable one.
fn unreadable(what: &str) -> MessengerError {
    MessengerError::Transient(format!("an answer that is not {what}"))
}

/// The outcome of a call, as metric label.
fn outcome<T>(done: &Result<T, MessengerError>) -> &'static str {
    match done {
        Ok(_) | Err(MessengerError::IdUnread) => "ok",
        Err(MessengerError::TooLarge) => "too_large",
        Err(MessengerError::Forbidden(_)) => "forbidden",
        Err(MessengerError::Gone(_) | MessengerError::MessageGone) => "gone",
        Err(MessengerError::TokenEnded) => "token_ended",
        Err(MessengerError::Unauthorized) => "unauthorized",
        Err(MessengerError::Transient(_)) => "transient",
        Err(MessengerError::Limited) => "limited",
        Err(MessengerError::Paused) => "paused",
        Err(MessengerError::Refused(_)) => "refused",
    }
}

/// Servers and direct messages of which a learned limit is remembered.
const MOST_LEARNED: usize = 10_000;

/// Keeps what was learned bounded. What is forgotten costs one refused upload.
fn make_room<K: Eq + Hash>(learned: &DashMap<K, u64>) {
    if learned.len() >= MOST_LEARNED {
        learned.clear();
    }
}

/// Makes a call with a timeout.
async fn in_time<T, E: Into<MessengerError>>(
    most: Duration,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, MessengerError> {
    match tokio::time::timeout(most, call).await {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(MessengerError::Transient("no answer in time".into())),
    }
}

/// The file size limit that a server's boost tier allows. 50 MB and 100 MB at tiers 2 and 3 are
/// common knowledge, not documented; a 413 corrects them.
pub(super) fn tier_limit(tier: u8) -> u64 {
    match tier {
        2 => 50 * 1024 * 1024,
        3.. => 100 * 1024 * 1024,
        _ => DEFAULT_LIMIT,
    }
}
