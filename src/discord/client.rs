//! The Discord REST client: everything that the bot posts in channels (cards, results, notices).

mod history;
mod interactions;
mod mentioned;
mod registration;
mod upload_limits;

use std::sync::Arc;
use std::time::Duration;

use dashmap::{DashMap, DashSet};
use serde_json::json;
use serenity::http::{Http, LightMethod, Route};
use serenity::model::id as snowflake;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::discord::attachment::{FileBytes, FileStream};
use crate::discord::card_editor::EndedTokens;
use crate::discord::client::upload_limits::UploadLimits;
use crate::discord::connect;
use crate::discord::invalid_requests::{CallKind, InvalidRequestLimiter, Owner, RefusalLimiter};
use crate::discord::message::Message;
use crate::discord::rest;
use crate::discord::role_names::RoleNames;
use crate::discord::upload::Uploads;
use crate::i18n::of_locale;
use crate::job::{ChannelId, GuildId, MessageId, Place, Tenant, UserId};
use crate::language::Language;
use crate::service::MessengerError;
use crate::telemetry::Metrics;
use crate::tls::Tls;

/// How long a channel counts as unwritable after Discord refused a post there.
const UNWRITABLE_FOR: Duration = Duration::from_secs(300);
/// Timeout of a call without files.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
/// Timeout of a call with files: 25 MiB at half a megabit per second.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(420);

/// Posts, edits and reads messages.
#[derive(Debug, Clone)]
pub struct DiscordClient {
    http: Arc<Http>,
    uploads: Uploads,
    /// The bot's user ID, once it is known.
    own: Arc<OnceCell<UserId>>,
    upload_limits: Arc<UploadLimits>,
    role_names: Arc<RoleNames>,
    age_restricted: Arc<DashSet<ChannelId>>,
    /// The languages of servers, as Discord states them.
    languages: Arc<DashMap<GuildId, Language>>,
    /// Servers that have no commands of their own, as far as checked since the start.
    cleared: Arc<DashSet<GuildId>>,
    limiter: Arc<InvalidRequestLimiter>,
    /// Channels in which the bot may not post, and when that was learned.
    unwritable: Arc<DashMap<ChannelId, Instant>>,
    refusals: Arc<RefusalLimiter>,
    ended_tokens: Arc<EndedTokens>,
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
            upload_limits: Arc::default(),
            role_names: Arc::default(),
            age_restricted: Arc::default(),
            languages: Arc::default(),
            cleared: Arc::default(),
            limiter: Arc::default(),
            unwritable: Arc::default(),
            refusals: Arc::default(),
            ended_tokens: Arc::default(),
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

    /// Records the locale that Discord states for a server.
    pub(super) fn note_locale(&self, guild: GuildId, locale: &str) {
        self.languages.insert(guild, of_locale(locale));
    }

    /// A server's language, as far as Discord stated it since the start.
    pub(super) fn server_language(&self, tenant: Tenant) -> Language {
        let language = tenant.server().and_then(|guild| self.languages.get(&guild));
        language.map(|language| *language).unwrap_or_default()
    }

    /// Interaction tokens that Discord no longer accepts.
    pub(super) fn ended_tokens(&self) -> &EndedTokens {
        &self.ended_tokens
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

    /// Makes a call that carries an interaction's token instead of the bot's, unless too many tokens
    /// of interactions at that place were refused.
    pub(super) async fn call_by_token<T, E: Into<MessengerError>>(
        &self,
        place: Place,
        files: bool,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, MessengerError> {
        if self.refusals.is_reached(place.into(), CallKind::Token) {
            return Err(MessengerError::Paused);
        }
        let done = self.called_by_token(files, call).await;
        self.limiter.note_other(&done, Instant::now());
        self.refusals.note(place.into(), CallKind::Token, &done);
        done
    }

    /// Makes the call that responds to an interaction. It is never held back: a member waits for it,
    /// and causes one at a time.
    pub(super) async fn respond_by_token<T, E: Into<MessengerError>>(
        &self,
        place: Place,
        files: bool,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, MessengerError> {
        let done = self.called_by_token(files, call).await;
        // Late responses of one server are not to stop the calls of all.
        if !self.refusals.is_reached(place.into(), CallKind::Response) {
            self.limiter.note_other(&done, Instant::now());
        }
        self.refusals.note(place.into(), CallKind::Response, &done);
        done
    }

    async fn called_by_token<T, E: Into<MessengerError>>(
        &self,
        files: bool,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, MessengerError> {
        let most = if files { UPLOAD_TIMEOUT } else { CALL_TIMEOUT };
        let began = Instant::now();
        let done = in_time(most, call).await;
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

    /// Makes a call about a server or a user, unless too many about it were refused.
    async fn call_about<T, E: Into<MessengerError>>(
        &self,
        owner: impl Into<Owner>,
        most: Duration,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, MessengerError> {
        let owner = owner.into();
        if self.refusals.is_reached(owner, CallKind::Bot) {
            return Err(MessengerError::Paused);
        }
        let done = self.called_within(most, call).await;
        self.refusals.note(owner, CallKind::Bot, &done);
        done
    }

    /// Records that the bot may not post in a channel.
    pub(super) fn mark_unwritable(&self, place: Place) {
        self.unwritable.retain(|_, since| since.elapsed() < UNWRITABLE_FOR);
        self.unwritable.insert(place.channel, Instant::now());
    }

    /// Whether a channel refused posts recently, or its server or user many calls. A member who
    /// mentions the bot there repeatedly must not use up Discord's limit of invalid requests.
    pub(super) fn is_unwritable(&self, place: Place) -> bool {
        self.unwritable.get(&place.channel).is_some_and(|since| since.elapsed() < UNWRITABLE_FOR)
            || self.refusals.is_reached(place.into(), CallKind::Bot)
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// What is known about the largest files that may be posted.
    pub(super) fn upload_limits(&self) -> &UploadLimits {
        &self.upload_limits
    }

    /// The names of servers' roles.
    pub(super) fn role_names(&self) -> &RoleNames {
        &self.role_names
    }

    /// serenity's client, for answers to interactions.
    pub(super) fn http(&self) -> &Http {
        &self.http
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
            let id = rest::id(&answer).map(UserId);
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
            return rest::message_id(&self.call_about(place, CALL_TIMEOUT, post).await?);
        }
        let posted = Box::pin(self.uploads.post(&self.http, channel_id, message, files));
        self.call_about(place, UPLOAD_TIMEOUT, posted).await
    }

    /// Shows in a channel that the bot is writing, for ten seconds or until its next message. It
    /// needs the permission to send messages there (docs/reference/discord.md §3.2).
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn trigger_typing(&self, place: Place) -> Result<(), MessengerError> {
        let channel = snowflake::ChannelId::new(place.channel.0);
        self.call_about(place, CALL_TIMEOUT, Box::pin(self.http.broadcast_typing(channel))).await
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
        self.call_about(place, CALL_TIMEOUT, edit).await?;
        Ok(())
    }

    /// Edits one of the bot's messages, and attaches a small file.
    ///
    /// # Errors
    /// See [`MessengerError`]; after `IdUnread` the message was edited.
    pub(super) async fn edit_with(
        &self,
        place: Place,
        id: MessageId,
        message: Message,
        file: FileBytes,
    ) -> Result<MessageId, MessengerError> {
        let (channel_id, message_id) =
            (snowflake::ChannelId::new(place.channel.0), snowflake::MessageId::new(id.0));
        let route = Route::ChannelMessage { channel_id, message_id };
        let (method, files) = (LightMethod::Patch, vec![file.into()]);
        let edit = Box::pin(self.uploads.send(&self.http, method, route, message, files));
        self.call_about(place, CALL_TIMEOUT, edit).await
    }

    /// Deletes one of the bot's messages; one that is already gone counts as deleted.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn delete(&self, place: Place, id: MessageId) -> Result<(), MessengerError> {
        let channel = snowflake::ChannelId::new(place.channel.0);
        let delete = self.http.delete_message(channel, snowflake::MessageId::new(id.0), None);
        match self.call_about(place, CALL_TIMEOUT, Box::pin(delete)).await {
            Err(MessengerError::MessageGone) => Ok(()),
            other => other,
        }
    }

    /// The application ID, known since READY. Before that, jobs of an earlier start may have cards
    /// to be edited: these edits have to wait for it.
    fn application(&self) -> Result<snowflake::ApplicationId, MessengerError> {
        let unknown = || MessengerError::Transient("the application is not known yet".into());
        self.http.application_id().ok_or_else(unknown)
    }

    /// Discord's data about a server's channel or thread.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub(super) async fn channel(&self, place: Place) -> Result<rest::ChannelFacts, MessengerError> {
        let route = Route::Channel { channel_id: snowflake::ChannelId::new(place.channel.0) };
        let got = rest::get(&self.http, route, Vec::new());
        let got = self.call_about(place, CALL_TIMEOUT, got).await?;
        // An unreadable answer must not pass for a channel without parent and restrictions.
        rest::id(&got).ok_or_else(|| unreadable("a channel"))?;
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
        let answer = self.call_about(Owner::User(user), CALL_TIMEOUT, open).await?;
        let id = rest::id(&answer).map(ChannelId);
        id.ok_or_else(|| {
            MessengerError::Transient("an answer without the ID of its channel".into())
        })
    }
}

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
