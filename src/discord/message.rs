//! What is said before it is sent: messages, files that go with them, private answers.

use bytes::Bytes;
use serde::Serialize;
use serde_json::json;
use serenity::builder::{CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateMessage};
use serenity::model::channel::{MessageFlags, MessageReference, Nonce};
use serenity::model::id as snowflake;

use crate::job::{MessageId, UserId};

/// `SUPPRESS_EMBEDS`: links in a prompt open no previews.
const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// `EPHEMERAL`: only the person who asked sees it.
const EPHEMERAL: u64 = 1 << 6;

/// A message before it is sent: content, buttons, who may be pinged.
#[derive(Debug, Clone, Serialize)]
pub struct Message {
    content: String,
    components: Vec<CreateActionRow>,
    allowed_mentions: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enforce_nonce: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_reference: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<serde_json::Value>,
    /// As in `allowed_mentions`.
    #[serde(skip)]
    pinged: Option<UserId>,
    /// As in `message_reference`.
    #[serde(skip)]
    replies_to: Option<MessageId>,
}

impl Message {
    /// A message that pings nobody.
    pub fn new(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            components: Vec::new(),
            allowed_mentions: json!({"parse": []}),
            flags: None,
            nonce: None,
            enforce_nonce: None,
            message_reference: None,
            attachments: None,
            pinged: None,
            replies_to: None,
        }
    }

    /// With rows of buttons.
    pub fn buttons(self, components: Vec<CreateActionRow>) -> Self {
        Self { components, ..self }
    }

    /// Pings one person, and only them.
    pub fn pinging(self, user: UserId) -> Self {
        let allowed_mentions =
            json!({"parse": [], "users": [user.to_string()], "replied_user": false});
        Self { allowed_mentions, pinged: Some(user), ..self }
    }

    /// Links in it open no previews.
    pub fn without_previews(self) -> Self {
        Self { flags: Some(self.flags.unwrap_or(0) | SUPPRESS_EMBEDS), ..self }
    }

    /// Seen only by the person who asked.
    pub fn ephemeral(self) -> Self {
        Self { flags: Some(self.flags.unwrap_or(0) | EPHEMERAL), ..self }
    }

    /// A reply to a message, or a plain message if that one is gone.
    pub fn replying_to(self, message: Option<MessageId>) -> Self {
        let message_reference =
            message.map(|m| json!({"message_id": m.to_string(), "fail_if_not_exists": false}));
        Self { message_reference, replies_to: message, ..self }
    }

    /// Sent twice with the same nonce within a few minutes, it is posted once.
    pub fn once(self, nonce: String) -> Self {
        Self { nonce: Some(nonce), enforce_nonce: Some(true), ..self }
    }

    /// The same with several files: serenity numbers them only where it builds the message itself.
    pub(super) fn with_files(
        self,
        channel: snowflake::ChannelId,
        files: Vec<Attachment>,
    ) -> CreateMessage {
        let files =
            files.into_iter().map(|f| CreateAttachment::bytes(f.bytes, f.name).description(f.alt));
        let pinged = self.pinged.into_iter().map(|u| snowflake::UserId::new(u.0));
        let mut message = CreateMessage::new()
            .content(self.content)
            .components(self.components)
            .allowed_mentions(CreateAllowedMentions::new().users(pinged))
            .flags(MessageFlags::from_bits_truncate(self.flags.unwrap_or(0)))
            .add_files(files);
        if let Some(nonce) = self.nonce {
            message = message.nonce(Nonce::String(nonce)).enforce_nonce(true);
        }
        if let Some(to) = self.replies_to {
            let to = MessageReference::from((channel, snowflake::MessageId::new(to.0)));
            message = message.reference_message(to.fail_if_not_exists(false));
        }
        message
    }

    pub(super) fn attach(&mut self, files: Vec<Attachment>) -> Vec<CreateAttachment> {
        if files.is_empty() {
            return Vec::new();
        }
        let listed = files.iter().enumerate().map(|(n, file)| {
            json!({"id": n.to_string(), "filename": file.name, "description": file.alt})
        });
        self.attachments = Some(listed.collect());
        files.into_iter().map(|f| CreateAttachment::bytes(f.bytes, f.name)).collect()
    }

    /// With one more line.
    pub fn with_line(self, line: &str) -> Self {
        Self { content: format!("{}\n{line}", self.content), ..self }
    }

    /// What it says.
    pub fn content(&self) -> &str {
        &self.content
    }

    /// Whether a reader would see the same.
    pub fn looks_like(&self, other: &Self) -> bool {
        let buttons = |m: &Self| serde_json::to_value(&m.components).unwrap_or_default();
        self.content == other.content && buttons(self) == buttons(other)
    }
}

/// A file to go with a message.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its name, with an ending that lets Discord play it.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// What it shows, in words; Discord takes 1,024 characters.
    pub alt: String,
}

/// A private answer to an interaction.
#[derive(Debug)]
pub(super) struct Reply {
    message: Message,
    files: Vec<Attachment>,
}

impl Reply {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { message: Message::new(text).ephemeral(), files: Vec::new() }
    }

    /// One that everybody sees.
    pub(super) fn shown(text: impl Into<String>) -> Self {
        Self { message: Message::new(text), files: Vec::new() }
    }

    pub(super) fn buttons(self, rows: Vec<CreateActionRow>) -> Self {
        Self { message: self.message.buttons(rows), ..self }
    }

    /// With a file; serenity numbers only the first.
    pub(super) fn file(self, file: Attachment) -> Self {
        Self { files: vec![file], ..self }
    }

    /// As serenity sends it.
    pub(super) fn ready(self) -> (Message, Vec<CreateAttachment>) {
        let mut message = self.message;
        let files = message.attach(self.files);
        (message, files)
    }
}
