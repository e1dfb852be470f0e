//! The answer to one interaction.

use std::time::Instant;

use backon::{ConstantBuilder, Retryable};
use serde_json::json;
use serenity::builder::CreateModal;
use tracing::warn;

use crate::discord::message::{Attachment, Message, Reply};
use crate::discord::outbox::{Outbox, OutboxError};
use crate::job::MessageId;

/// How an answer stands to what was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `CHANNEL_MESSAGE_WITH_SOURCE`: a message of its own.
    New = 4,
    /// `DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE`: "thinking…".
    Thinking = 5,
    /// `UPDATE_MESSAGE`: the message whose button was pressed becomes another.
    Update = 7,
    /// `MODAL`: a form.
    Form = 9,
}

/// The answer to one interaction. What goes wrong here is logged here: there is nobody to tell.
pub(super) struct Talk<'a> {
    outbox: &'a Outbox,
    id: u64,
    token: &'a str,
    began: Instant,
}

impl<'a> Talk<'a> {
    pub(super) fn with(outbox: &'a Outbox, id: u64, token: &'a str) -> Self {
        Self { outbox, id, token, began: Instant::now() }
    }

    async fn respond(&self, kind: Kind, message: Option<&Message>) -> bool {
        let mut body = json!({"type": kind as u8});
        if let Some(message) = message {
            body["data"] = json!(message);
        }
        let sent = self.outbox.http().create_interaction_response(
            self.id.into(),
            self.token,
            &body,
            Vec::new(),
        );
        let sent = self.outbox.called_by_token(false, sent).await;
        self.answered();
        self.noted("answer", sent).is_some()
    }

    /// An answer that only the person who asked sees.
    pub(super) async fn whisper(&self, text: impl Into<String>) {
        self.respond(Kind::New, Some(&Message::new(text).ephemeral())).await;
    }

    /// A private answer, perhaps with buttons and a picture.
    pub(super) async fn reply(&self, kind: Kind, reply: Reply) {
        let (message, files) = reply.ready();
        let body = json!({"type": kind as u8, "data": message});
        let (id, token) = (self.id.into(), self.token);
        let sent = self.outbox.http().create_interaction_response(id, token, &body, files);
        let sent = self.outbox.called_by_token(true, sent).await;
        self.answered();
        self.noted("answer", sent);
    }

    /// Opens a form.
    pub(super) async fn ask(&self, form: CreateModal) {
        let body = json!({"type": Kind::Form as u8, "data": form});
        let (id, token) = (self.id.into(), self.token);
        let sent = self.outbox.http().create_interaction_response(id, token, &body, Vec::new());
        let sent = self.outbox.called_by_token(false, sent).await;
        self.answered();
        self.noted("open a form", sent);
    }

    pub(super) async fn think_in_private(&self) -> bool {
        self.respond(Kind::Thinking, Some(&Message::new("").ephemeral())).await
    }

    pub(super) async fn think(&self) -> bool {
        self.respond(Kind::Thinking, None).await
    }

    /// Answers with a card and says which message it became.
    pub(super) async fn answer(&self, card: &Message) -> Option<MessageId> {
        if !self.respond(Kind::New, Some(card)).await {
            return None;
        }
        let got = self.outbox.http().get_original_interaction_response(self.token);
        let id = self.noted("look up the card", self.outbox.called_by_token(false, got).await)?.id;
        Some(MessageId(id.get()))
    }

    /// Turns "thinking…" into a card and says which message it became.
    pub(super) async fn finish(&self, card: &Message) -> Option<MessageId> {
        self.noted("show the card", self.outbox.edit_original(self.token, card).await)
    }

    /// Turns a private "thinking…" into an answer with files.
    /// serenity numbers only one file of an answer, so further ones follow in messages of their own.
    pub(super) async fn hand_over(&self, text: String, files: Vec<Attachment>) {
        let http = self.outbox.http();
        let mut files = files.into_iter();
        let reply = files.next().into_iter().fold(Reply::text(text), Reply::file);
        let (message, first) = reply.ready();
        let edited = http.edit_original_interaction_response(self.token, &message, first);
        self.noted("hand something over", self.outbox.called_by_token(true, edited).await);
        for file in files {
            let (message, file) = Reply::text("").file(file).ready();
            let sent = http.create_followup_message(self.token, &message, file);
            self.noted("hand something over", self.outbox.called_by_token(true, sent).await);
        }
    }

    /// Removes "thinking…" and tells the person alone.
    /// `aloud` is what everybody may read of it, should that fail.
    pub(super) async fn take_back(&self, text: String, aloud: String) {
        let http = self.outbox.http();
        // First, or the first follow-up would become the visible answer.
        let remove = || {
            self.outbox
                .called_by_token(false, http.delete_original_interaction_response(self.token))
        };
        let removed = remove.retry(ConstantBuilder::default().with_max_times(2)).await;
        if self.noted("take back the answer", removed).is_none() {
            // Seen by all, but better than "thinking…" for ever.
            let message = Message::new(aloud);
            let shown = self.outbox.edit_original(self.token, &message).await;
            self.noted("tell the refusal", shown);
            return;
        }
        let message = Message::new(text).ephemeral();
        let told = http.create_followup_message(self.token, &message, Vec::new());
        self.noted("tell the refusal", self.outbox.called_by_token(false, told).await);
    }

    /// The three seconds that Discord waits are over, or will not be missed any more.
    fn answered(&self) {
        self.outbox.metrics().answered(self.began.elapsed());
    }

    fn noted<T>(&self, what: &str, done: Result<T, OutboxError>) -> Option<T> {
        match done {
            Ok(value) => Some(value),
            Err(e) => {
                warn!(interaction.id = self.id, error = %e, "could not {what}");
                None
            }
        }
    }
}
