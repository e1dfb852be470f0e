//! The response to one interaction.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use backon::{ConstantBuilder, Retryable};
use serde::Serialize;
use serenity::builder::CreateModal;
use tracing::{debug, warn};

use crate::discord::attachment::FileStream;
use crate::discord::client::DiscordClient;
use crate::discord::error::done;
use crate::discord::first_card::FirstCard;
use crate::discord::markup::Mentioned;
use crate::discord::message::{Message, Reply};
use crate::job::{MessageId, Place};
use crate::service::{MessengerError, RequestContext};

/// Discord's interaction callback types that the bot uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallbackType {
    /// `CHANNEL_MESSAGE_WITH_SOURCE`: a new message.
    New = 4,
    /// `DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE`: "thinking…".
    Deferred = 5,
    /// `UPDATE_MESSAGE`: replaces the message whose button was pressed.
    Update = 7,
    /// `MODAL`: opens a modal.
    Modal = 9,
}

/// An interaction callback.
#[derive(Serialize)]
struct Callback<'a, T> {
    #[serde(rename = "type")]
    kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a T>,
}

/// Discord waits three seconds for an answer; this long after the interaction arrived, "thinking…"
/// is shown instead.
const LATE: Duration = Duration::from_secs(2);

/// Who sees an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// The caller alone.
    Caller,
    /// Everyone in the channel.
    Everyone,
}

/// Whether an answer is visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// As this message.
    As(MessageId),
    /// It is visible, or may be.
    Somewhere,
    /// It is not: Discord no longer waits for it, and shows that the bot did not respond.
    TooLate,
}

impl Shown {
    fn after(error: &MessengerError) -> Self {
        match error {
            MessengerError::TokenEnded => Self::TooLate,
            _ => Self::Somewhere,
        }
    }
}

/// The response to one interaction. Failures are logged here, since nobody can be notified.
pub(super) struct Responder<'a> {
    client: &'a DiscordClient,
    /// Where the interaction took place.
    place: Place,
    id: u64,
    token: &'a str,
    began: Instant,
}

impl<'a> Responder<'a> {
    pub(super) fn with(client: &'a DiscordClient, place: Place, id: u64, token: &'a str) -> Self {
        Self { client, place, id, token, began: Instant::now() }
    }

    /// The names of those whom a text mentions, where Discord does not state them beside it.
    pub(super) async fn names_in(&self, text: &str) -> HashMap<Mentioned, String> {
        self.client.names_in(self.place, text).await
    }

    /// Responds without files. Returns the message that this created, if Discord is asked for it.
    async fn respond<T: Serialize + Sync>(
        &self,
        kind: CallbackType,
        data: Option<&T>,
        with_response: bool,
    ) -> Result<MessageId, MessengerError> {
        let callback = Callback { kind: kind as u8, data };
        let sent =
            self.client.respond(self.place, self.id, self.token, &callback, with_response).await;
        self.record_response_time();
        sent
    }

    /// Responds without files and without asking for the message.
    async fn acknowledge<T: Serialize + Sync>(
        &self,
        what: &str,
        kind: CallbackType,
        data: Option<&T>,
    ) -> Result<(), MessengerError> {
        let sent = done(self.respond(kind, data, false).await);
        sent.inspect_err(|e| self.log_failure(what, e))
    }

    /// Shows a message in place of the one whose button was pressed, or in place of "thinking…" if
    /// that was shown.
    pub(super) async fn replace(&self, thinking: Option<Shown>, message: &Message) -> Shown {
        match thinking {
            Some(Shown::TooLate) => Shown::TooLate,
            Some(_) => self.finish(message).await.map_or(Shown::Somewhere, Shown::As),
            None => {
                let kind = CallbackType::Update;
                match self.acknowledge("update a message", kind, Some(message)).await {
                    Ok(()) => Shown::Somewhere,
                    Err(e) => Shown::after(&e),
                }
            }
        }
    }

    /// Answers the member alone, in place of "thinking…" if that was shown to them alone.
    pub(super) async fn answer_privately(&self, thinking: Option<Shown>, reply: Reply) {
        match thinking {
            None => self.reply(CallbackType::New, reply).await,
            // The member reads that the bot did not respond, and there is nothing to edit.
            Some(Shown::TooLate) => {}
            Some(_) => {
                let (message, files) = reply.into_parts();
                if files.is_empty() {
                    self.finish(&message).await;
                } else {
                    let files = files.into_iter().map(FileStream::from).collect();
                    let sent = self
                        .client
                        .edit_original_with(self.place, self.token, message, files)
                        .await;
                    self.ok_or_log("edit the answer", done(sent));
                }
            }
        }
    }

    /// Posts one more message, which everybody sees, and returns it.
    pub(super) async fn follow_up(&self, message: &Message) -> Option<MessageId> {
        let posted = self.client.follow_up(self.place, self.token, message).await;
        self.ok_or_log("post the card", posted)
    }

    /// Sends an answer that only the member sees.
    pub(super) async fn reply_ephemeral(&self, text: impl Into<String>) {
        self.reply_ephemeral_with(Message::new(text)).await;
    }

    /// Like [`Self::reply_ephemeral`], with buttons.
    pub(super) async fn reply_ephemeral_with(&self, message: Message) {
        let _ = self.acknowledge("answer", CallbackType::New, Some(&message.ephemeral())).await;
    }

    /// Answers with a message, or replaces the one whose button was pressed.
    pub(super) async fn reply(&self, kind: CallbackType, reply: Reply) {
        let has_files = reply.has_files();
        let (message, files) = reply.ready();
        if !has_files {
            let _ = self.acknowledge("answer", kind, Some(&message)).await;
            return;
        }
        let body = Callback { kind: kind as u8, data: Some(&message) };
        let (id, token) = (self.id.into(), self.token);
        let sent = self.client.http().create_interaction_response(id, token, &body, files);
        let sent = self.client.respond_by_token(self.place, true, Box::pin(sent)).await;
        self.record_response_time();
        self.ok_or_log("answer", sent);
    }

    /// Opens a modal.
    pub(super) async fn open_modal(&self, modal: CreateModal) {
        let _ = self.acknowledge("open a modal", CallbackType::Modal, Some(&modal)).await;
    }

    /// Shows "thinking…".
    pub(super) async fn defer_for(&self, audience: Audience) -> Shown {
        let message = match audience {
            Audience::Caller => Some(Message::new("").ephemeral()),
            Audience::Everyone => None,
        };
        match self.acknowledge("answer", CallbackType::Deferred, message.as_ref()).await {
            Ok(()) => Shown::Somewhere,
            Err(e) => Shown::after(&e),
        }
    }

    /// Answers with a card and returns the message that it became.
    pub(super) async fn answer(&self, card: &Message) -> Shown {
        match self.respond(CallbackType::New, Some(card), true).await {
            Ok(id) => Shown::As(id),
            Err(MessengerError::IdUnread) => {
                let id = self.client.original_id(self.place, self.token).await;
                self.ok_or_log("look up the card", id).map_or(Shown::Somewhere, Shown::As)
            }
            Err(e) => {
                self.log_failure("answer", &e);
                Shown::after(&e)
            }
        }
    }

    /// Waits until there is just enough time left to show "thinking…".
    pub(super) async fn until_deferral(&self) {
        tokio::time::sleep_until((self.began + LATE).into()).await;
    }

    /// Replaces the answer, such as "thinking…", and returns its message.
    pub(super) async fn finish(&self, message: &Message) -> Option<MessageId> {
        let shown = match self.client.edit_original(self.place, self.token, message).await {
            Err(MessengerError::IdUnread) => self.client.original_id(self.place, self.token).await,
            shown => shown,
        };
        self.ok_or_log("edit the answer", shown)
    }

    /// Replaces "thinking…" by a job's first card, with its thumbnail if that can be attached.
    pub(super) async fn finish_with_card(&self, card: &FirstCard) -> Option<MessageId> {
        if let Some((message, file)) = card.with_thumbnail() {
            let files = vec![file.into()];
            match self.client.edit_original_with(self.place, self.token, message, files).await {
                Ok(id) => return Some(id),
                // Sent again without it, which leaves one that is there all the same.
                Err(e) => debug!(interaction.id = self.id, error = %e, "no thumbnail attached"),
            }
        }
        self.finish(&card.message).await
    }

    /// Replaces an ephemeral "thinking…" with an answer and streamed files. Returns whether they
    /// were sent.
    pub(super) async fn send_files(
        &self,
        place: Place,
        text: String,
        files: Vec<FileStream>,
    ) -> bool {
        let largest = files.iter().map(|file| file.length).max();
        let message = Message::new(text).ephemeral();
        let sent = self.client.edit_original_with(self.place, self.token, message, files).await;
        if let (Err(MessengerError::TooLarge), Some(bytes)) = (&sent, largest) {
            self.client.upload_limits().learn_refusal(place.tenant, place.channel, bytes);
        }
        self.ok_or_log("send the files", done(sent)).is_some()
    }

    /// Removes "thinking…" and notifies the member alone. If that fails, the public text replaces
    /// it, or a direct message or a line in the channel is sent: the member is notified in any
    /// case.
    pub(super) async fn retract(&self, to: &RequestContext, private: Message, public: String) {
        let http = self.client.http();
        // This goes first, or the first follow-up would become the visible answer.
        let remove = || {
            let deleted = http.delete_original_interaction_response(self.token);
            self.client.call_by_token(self.place, false, Box::pin(deleted))
        };
        let retries = ConstantBuilder::default().with_max_times(2);
        let removed = remove.retry(retries).when(MessengerError::is_passing).await;
        // Somebody else may have deleted it already.
        if matches!(removed, Ok(()) | Err(MessengerError::MessageGone)) {
            let message = private.clone().ephemeral();
            let route = self.client.follow_up(self.place, self.token, &message);
            if self.ok_or_log("send the refusal", done(route.await)).is_some() {
                return;
            }
        } else {
            self.ok_or_log("delete the deferred answer", removed);
            // Visible to everybody, but better than "thinking…" indefinitely. Buttons still work only
            // for the member.
            let message = private.clone().with_text(public.clone());
            let shown = self.client.edit_original(self.place, self.token, &message).await;
            if self.ok_or_log("replace the deferred answer", done(shown)).is_some() {
                return;
            }
        }
        let nonce = format!("no-{}", self.id);
        let once = |text: String| Message::new(text).without_previews().once(nonce.clone());
        let sent = match self.client.direct(to.caller.user).await {
            Ok(channel) => {
                let direct = Place::direct(channel);
                self.client.post(direct, once(private.content().to_owned()), Vec::new()).await
            }
            Err(e) => Err(e),
        };
        if self.ok_or_log("send the refusal directly", done(sent)).is_some() {
            return;
        }
        let line = format!("<@{}> {public}", to.caller.user);
        let sent = self.client.post(to.place, once(line), Vec::new()).await;
        self.ok_or_log("post the refusal in the channel", done(sent));
    }

    /// Records the time to the first answer; after a failed one, Discord no longer waits either.
    fn record_response_time(&self) {
        self.client.metrics().interaction_acked(self.began.elapsed());
    }

    fn ok_or_log<T>(&self, what: &str, done: Result<T, MessengerError>) -> Option<T> {
        done.inspect_err(|e| self.log_failure(what, e)).ok()
    }

    fn log_failure(&self, what: &str, error: &MessengerError) {
        warn!(interaction.id = self.id, error = %error, "could not {what}");
    }
}
