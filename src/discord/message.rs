//! Messages before they are sent: content, attached files and replies to interactions.

use serde::Serialize;
use serde_json::json;
use serenity::builder::{CreateActionRow, CreateAttachment};

use crate::discord::attachment::FileBytes;
use crate::job::{MessageId, UserId};

/// `SUPPRESS_EMBEDS`: links in a prompt show no previews.
const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// `EPHEMERAL`: only the user of the interaction sees it.
const EPHEMERAL: u64 = 1 << 6;

/// An outgoing message: content, buttons and allowed mentions.
#[derive(Debug, Clone, Serialize)]
pub struct Message {
    content: String,
    components: Vec<CreateActionRow>,
    allowed_mentions: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<u64>,
    /// Without this field, an edit leaves what is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    embeds: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enforce_nonce: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_reference: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<serde_json::Value>,
}

impl Message {
    /// A message that pings nobody.
    pub fn new(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            components: Vec::new(),
            allowed_mentions: json!({"parse": []}),
            flags: None,
            embeds: None,
            nonce: None,
            enforce_nonce: None,
            message_reference: None,
            attachments: None,
        }
    }

    /// Adds rows of buttons.
    pub fn buttons(self, components: Vec<CreateActionRow>) -> Self {
        Self { components, ..self }
    }

    /// Pings one user, and nobody else.
    pub fn pinging(self, user: UserId) -> Self {
        let allowed_mentions =
            json!({"parse": [], "users": [user.to_string()], "replied_user": false});
        Self { allowed_mentions, ..self }
    }

    /// Suppresses link previews.
    pub fn without_previews(self) -> Self {
        Self { flags: Some(self.flags.unwrap_or(0) | SUPPRESS_EMBEDS), ..self }
    }

    /// Shows what an earlier version of the message suppressed.
    pub fn with_previews(self) -> Self {
        Self { flags: Some(self.flags.unwrap_or(0) & !SUPPRESS_EMBEDS), ..self }
    }

    /// Shows a small image, by its link, beside the text. An edit without one leaves it.
    pub fn with_thumbnail(self, url: &str) -> Self {
        Self { embeds: Some(json!([{"thumbnail": {"url": url}}])), ..self }
    }

    /// Shows an attached image beside the text. An edit that lists no attachments leaves it.
    pub(super) fn with_attached_thumbnail(self, name: &str) -> Self {
        self.with_thumbnail(&format!("attachment://{name}"))
    }

    /// Removes a thumbnail, and the file that it shows if it is attached.
    pub fn without_thumbnail(self) -> Self {
        Self { embeds: Some(json!([])), attachments: Some(json!([])), ..self }
    }

    /// Makes the message visible only to the user of the interaction.
    pub fn ephemeral(self) -> Self {
        Self { flags: Some(self.flags.unwrap_or(0) | EPHEMERAL), ..self }
    }

    /// Makes it a reply to a message, or a plain message if that one is gone.
    pub fn replying_to(self, message: Option<MessageId>) -> Self {
        let message_reference =
            message.map(|m| json!({"message_id": m.to_string(), "fail_if_not_exists": false}));
        Self { message_reference, ..self }
    }

    /// Makes posting idempotent: Discord posts messages with the same nonce once within a few
    /// minutes.
    pub fn once(self, nonce: String) -> Self {
        Self { nonce: Some(nonce), enforce_nonce: Some(true), ..self }
    }

    /// Lists the attached files by name and alt text, in the order of their numbers.
    pub(super) fn listing<'a>(&mut self, files: impl Iterator<Item = (&'a str, &'a str)>) {
        let listed: Vec<_> = files
            .enumerate()
            .map(|(n, (name, alt))| {
                json!({"id": n.to_string(), "filename": name, "description": alt})
            })
            .collect();
        self.attachments = (!listed.is_empty()).then(|| listed.into());
    }

    /// Replaces the text and leaves the buttons.
    pub(super) fn with_text(self, content: impl Into<String>) -> Self {
        Self { content: content.into(), ..self }
    }

    /// Appends a line.
    pub fn with_line(self, line: &str) -> Self {
        Self { content: format!("{}\n{line}", self.content), ..self }
    }

    /// The text.
    pub fn content(&self) -> &str {
        &self.content
    }

    /// Whether it looks the same to a reader.
    pub fn looks_like(&self, other: &Self) -> bool {
        let buttons = |m: &Self| serde_json::to_value(&m.components).unwrap_or_default();
        self.content == other.content && buttons(self) == buttons(other)
    }
}

/// Maximum total size of files in one message, in bytes: Discord accepts 25 MiB per request,
/// whatever the limit of a single file, and the rest of the request needs some space.
pub const MOST_IN_A_MESSAGE: u64 = 24 * 1024 * 1024;

/// A reply to an interaction, ephemeral by default.
#[derive(Debug)]
pub(super) struct Reply {
    message: Message,
    files: Vec<FileBytes>,
}

impl Reply {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { message: Message::new(text).ephemeral(), files: Vec::new() }
    }

    pub(super) fn buttons(self, rows: Vec<CreateActionRow>) -> Self {
        Self { message: self.message.buttons(rows), ..self }
    }

    /// Attaches a file; serenity numbers only the first.
    pub(super) fn file(self, file: FileBytes) -> Self {
        Self { files: vec![file], ..self }
    }

    pub(super) fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// The message and its files, for an edit.
    pub(super) fn into_parts(self) -> (Message, Vec<FileBytes>) {
        (self.message, self.files)
    }

    /// The message and its attachments, in serenity's form.
    pub(super) fn ready(self) -> (Message, Vec<CreateAttachment>) {
        let mut message = self.message;
        message.listing(self.files.iter().map(|f| (f.name.as_str(), f.alt.as_str())));
        let files = self.files.into_iter().map(|f| CreateAttachment::bytes(f.bytes, f.name));
        (message, files.collect())
    }
}
