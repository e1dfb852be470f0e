//! The answer to one interaction.

use std::time::{Duration, Instant};

use backon::{ConstantBuilder, Retryable};
use serde_json::json;
use serenity::builder::CreateModal;
use tracing::warn;

use crate::discord::client::{DiscordClient, DiscordError, done};
use crate::discord::message::{Message, Reply};
use crate::job::{MessageId, Place};
use crate::service::FileStream;
use crate::service::RequestContext;

/// How an answer stands to what was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallbackType {
    /// `CHANNEL_MESSAGE_WITH_SOURCE`: a message of its own.
    New = 4,
    /// `DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE`: "thinking…".
    Thinking = 5,
    /// `UPDATE_MESSAGE`: the message whose button was pressed becomes another.
    Update = 7,
    /// `MODAL`: a form.
    Form = 9,
}

/// Discord waits for an answer for three seconds; so long after the beginning of one "thinking…" is
/// said instead.
const LATE: Duration = Duration::from_secs(2);

/// Whether an answer can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// As this message.
    As(MessageId),
    /// It is there, or may be.
    Somewhere,
    /// It is not: Discord waits for it no more, and says that the bot did not respond.
    Nowhere,
}

impl Shown {
    fn after(error: &DiscordError) -> Self {
        match error {
            DiscordError::TokenEnded => Self::Nowhere,
            _ => Self::Somewhere,
        }
    }
}

/// The answer to one interaction. What goes wrong here is logged here: there is nobody to tell.
pub(super) struct Responder<'a> {
    client: &'a DiscordClient,
    id: u64,
    token: &'a str,
    began: Instant,
}

impl<'a> Responder<'a> {
    pub(super) fn with(client: &'a DiscordClient, id: u64, token: &'a str) -> Self {
        Self { client, id, token, began: Instant::now() }
    }

    async fn respond(
        &self,
        kind: CallbackType,
        message: Option<&Message>,
    ) -> Result<(), DiscordError> {
        let mut body = json!({"type": kind as u8});
        if let Some(message) = message {
            body["data"] = json!(message);
        }
        let sent = self.client.http().create_interaction_response(
            self.id.into(),
            self.token,
            &body,
            Vec::new(),
        );
        let sent = self.client.called_by_token(false, sent).await;
        self.answered();
        sent.inspect_err(|e| self.log_failure("answer", e))
    }

    /// An answer that only the person who asked sees.
    pub(super) async fn reply_ephemeral(&self, text: impl Into<String>) {
        let _ = self.respond(CallbackType::New, Some(&Message::new(text).ephemeral())).await;
    }

    /// A private answer, perhaps with buttons and a picture.
    pub(super) async fn reply(&self, kind: CallbackType, reply: Reply) {
        let (message, files) = reply.ready();
        let body = json!({"type": kind as u8, "data": message});
        let (id, token) = (self.id.into(), self.token);
        let sent = self.client.http().create_interaction_response(id, token, &body, files);
        let sent = self.client.called_by_token(true, sent).await;
        self.answered();
        self.ok_or_log("answer", sent);
    }

    /// Opens a form.
    pub(super) async fn ask(&self, form: CreateModal) {
        let body = json!({"type": CallbackType::Form as u8, "data": form});
        let (id, token) = (self.id.into(), self.token);
        let sent = self.client.http().create_interaction_response(id, token, &body, Vec::new());
        let sent = self.client.called_by_token(false, sent).await;
        self.answered();
        self.ok_or_log("open a form", sent);
    }

    pub(super) async fn defer_ephemeral(&self) -> bool {
        self.think_as(true).await == Shown::Somewhere
    }

    /// Says "thinking…", to the person alone or to all.
    pub(super) async fn think_as(&self, private: bool) -> Shown {
        let message = private.then(|| Message::new("").ephemeral());
        match self.respond(CallbackType::Thinking, message.as_ref()).await {
            Ok(()) => Shown::Somewhere,
            Err(e) => Shown::after(&e),
        }
    }

    /// Answers with a card and says which message it became.
    pub(super) async fn answer(&self, card: &Message) -> Shown {
        if let Err(e) = self.respond(CallbackType::New, Some(card)).await {
            return Shown::after(&e);
        }
        let id = self.ok_or_log("look up the card", self.client.original_id(self.token).await);
        id.map_or(Shown::Somewhere, Shown::As)
    }

    /// So long after it began there is still time to say "thinking…", but not much more.
    pub(super) async fn until_late(&self) {
        tokio::time::sleep_until((self.began + LATE).into()).await;
    }

    /// Turns "thinking…" into a card and says which message it became.
    pub(super) async fn finish(&self, card: &Message) -> Option<MessageId> {
        let shown = match self.client.edit_original(self.token, card).await {
            Err(DiscordError::IdUnread) => self.client.original_id(self.token).await,
            shown => shown,
        };
        self.ok_or_log("show the card", shown)
    }

    /// Turns a private "thinking…" into an answer with files, sent as they come.
    /// Says whether they were sent.
    pub(super) async fn send_files(
        &self,
        place: Place,
        text: String,
        files: Vec<FileStream>,
    ) -> bool {
        let largest = files.iter().map(|file| file.length).max();
        let message = Message::new(text).ephemeral();
        let sent = self.client.edit_original_with(self.token, message, files).await;
        if let (Err(DiscordError::TooLarge), Some(bytes)) = (&sent, largest) {
            self.client.believe_too_large(place.guild, place.channel, bytes);
        }
        self.ok_or_log("send the files", done(sent)).is_some()
    }

    /// Removes "thinking…" and tells the person alone. Where that is not possible, what everybody
    /// may read takes its place, or a direct message, or a line in the channel: they hear of it.
    pub(super) async fn retract(&self, to: &RequestContext, text: String, public: String) {
        let http = self.client.http();
        // First, or the first follow-up would become the visible answer.
        let remove = || {
            self.client
                .called_by_token(false, http.delete_original_interaction_response(self.token))
        };
        let retries = ConstantBuilder::default().with_max_times(2);
        let removed = remove.retry(retries).when(DiscordError::is_passing).await;
        // Somebody else may have deleted it.
        if matches!(removed, Ok(()) | Err(DiscordError::MessageGone)) {
            let message = Message::new(text.clone()).ephemeral();
            let route = self.client.follow_up(self.token, &message);
            if self.ok_or_log("tell the refusal", done(route.await)).is_some() {
                return;
            }
        } else {
            self.ok_or_log("take back the answer", removed);
            // Seen by all, but better than "thinking…" for ever.
            let shown = self.client.edit_original(self.token, &Message::new(public.clone())).await;
            if self.ok_or_log("tell the refusal in its place", done(shown)).is_some() {
                return;
            }
        }
        let nonce = format!("no-{}", self.id);
        let once = |text: String| Message::new(text).without_previews().once(nonce.clone());
        let told = match self.client.direct(to.caller.user).await {
            Ok(channel) => self.client.post(channel, once(text), Vec::new()).await,
            Err(e) => Err(e),
        };
        if self.ok_or_log("tell the refusal directly", done(told)).is_some() {
            return;
        }
        let line = format!("<@{}> {public}", to.caller.user);
        let told = self.client.post(to.place.channel, once(line), Vec::new()).await;
        self.ok_or_log("tell the refusal in the channel", done(told));
    }

    /// The three seconds that Discord waits are over, or will not be missed any more.
    fn answered(&self) {
        self.client.metrics().answered(self.began.elapsed());
    }

    fn ok_or_log<T>(&self, what: &str, done: Result<T, DiscordError>) -> Option<T> {
        done.inspect_err(|e| self.log_failure(what, e)).ok()
    }

    fn log_failure(&self, what: &str, error: &DiscordError) {
        warn!(interaction.id = self.id, error = %error, "could not {what}");
    }
}
