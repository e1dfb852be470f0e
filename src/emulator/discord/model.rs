//! The data model of the world: users, servers, channels, messages, interactions.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::emulator::discord::components::{flat, label_of};
use crate::emulator::discord::emoji::Reaction;

/// An event that people in a channel can see.
#[derive(Debug, Clone, PartialEq)]
pub enum TimelineEvent {
    /// Someone used a command.
    Used {
        /// The user.
        user: u64,
        /// The channel.
        channel: u64,
        /// The command as the user would type it.
        command: String,
    },
    /// Someone pressed a button.
    Pressed {
        /// The user.
        user: u64,
        /// The channel.
        channel: u64,
        /// The button's label.
        label: String,
    },
    /// Someone submitted a modal.
    Filled {
        /// The user.
        user: u64,
        /// The channel.
        channel: u64,
        /// Labels of its fields, with the values.
        fields: Vec<(String, String)>,
    },
    /// A message was posted.
    Posted(u64),
    /// A message was edited.
    Edited(u64),
    /// A message was deleted.
    Deleted(u64),
}

/// A user.
#[derive(Debug, Clone)]
pub struct User {
    pub id: u64,
    pub name: String,
    /// Whether it is a bot.
    pub bot: bool,
    /// The avatar, unless it is Discord's default.
    pub avatar: Option<HostedImage>,
}

/// An image that the file host has in several formats and sizes.
#[derive(Debug, Clone)]
pub struct HostedImage {
    /// Its name in a link.
    pub(super) hash: String,
    pub(super) bytes: Bytes,
}

/// A server's own emoji.
#[derive(Debug, Clone)]
pub(super) struct CustomEmoji {
    pub(super) name: String,
    pub(super) animated: bool,
    pub(super) image: HostedImage,
}

/// A server's sticker.
#[derive(Debug, Clone)]
pub(super) struct Sticker {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) format: StickerFormat,
    pub(super) bytes: Bytes,
}

/// The format of a sticker, by Discord's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StickerFormat {
    /// A PNG.
    Png = 1,
    /// An animated PNG.
    Apng = 2,
    /// A JSON document of vectors.
    Lottie = 3,
    /// A GIF.
    Gif = 4,
}

/// A role. It grants nothing.
// Differs: discord-no-role-permissions
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) name: String,
    /// Whether everyone may ping it.
    pub(super) mentionable: bool,
}

pub(super) struct Guild {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) tier: u8,
    /// `attachment_size_limit` of its interactions, if it differs from that of the boost tier.
    pub(super) claim: Option<u64>,
    pub(super) bot_permissions: u64,
    /// Permission bits of each member.
    // Differs: discord-no-role-permissions
    pub(super) members: BTreeMap<u64, u64>,
    pub(super) roles: BTreeMap<u64, Role>,
    pub(super) member_roles: BTreeMap<u64, Vec<u64>>,
    /// Avatars that members have in this server only.
    pub(super) avatars: BTreeMap<u64, HostedImage>,
    pub(super) emojis: BTreeMap<u64, CustomEmoji>,
    pub(super) stickers: BTreeMap<u64, Sticker>,
    /// An outage at Discord: the server exists but cannot be reached.
    pub(super) unavailable: bool,
}

/// What the bot learns about a server's channel over the gateway. A channel that the bot may not
/// view is obfuscated (since 2026-11-16, PR 8454 of Discord's docs): for most fields the
/// documentation says only that they are nulled or reduced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// The bot may view it.
    #[default]
    Visible,
    /// The bot may not view it, and hidden fields are null.
    Nulled,
    /// The bot may not view it, and hidden fields have the values of a new channel.
    Reduced,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Channel {
    pub(super) id: u64,
    pub(super) guild: Option<u64>,
    pub(super) name: String,
    pub(super) kind: u8,
    /// The parent channel of a thread.
    pub(super) parent: Option<u64>,
    /// Overrides the guild's permissions.
    pub(super) bot_permissions: Option<u64>,
    /// Permission bits of members that override those in the guild.
    pub(super) member_permissions: BTreeMap<u64, u64>,
    /// Whether the bot may view it.
    pub(super) visibility: Visibility,
    /// The other user of a DM channel.
    pub(super) recipient: Option<u64>,
    /// The creator of a thread.
    pub(super) owner: Option<u64>,
    /// After how many minutes without messages a thread is archived, if not after a day.
    pub(super) auto_archive: Option<u64>,
    /// The real file size limit, if it is below the one that interactions claim.
    pub(super) real_limit: Option<u64>,
    /// Age-restricted.
    pub(super) nsfw: bool,
    /// An archived thread; a message unarchives it.
    pub(super) archived: bool,
    /// A thread that only moderators can unarchive.
    pub(super) locked: bool,
    /// Edits of old messages that are accepted per minute, and the times of recent ones.
    pub(super) old_edits: Option<(usize, Vec<Timestamp>)>,
}

impl Channel {
    /// Whether messages can be posted in it: categories, directories, forums and media channels
    /// contain none themselves.
    pub(super) fn has_messages(&self) -> bool {
        !matches!(self.kind, 4 | 14..=16)
    }
}

/// A file on the file host.
#[derive(Debug, Clone)]
pub struct File {
    /// ID, as in its link.
    pub id: u64,
    /// Channel, as in its link.
    pub channel: u64,
    pub name: String,
    /// Its alt text.
    pub description: Option<String>,
    /// Whether it is blurred until it is clicked.
    pub(super) spoiler: bool,
    pub bytes: Bytes,
}

/// What a text mentions.
#[derive(Debug, Clone, Default)]
pub(super) struct Mentions {
    pub(super) users: Vec<u64>,
    pub(super) roles: Vec<u64>,
    pub(super) everyone: bool,
}

/// `SUPPRESS_EMBEDS`.
pub(super) const SUPPRESS_EMBEDS: u64 = 1 << 2;

/// A message.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: u64,
    pub channel: u64,
    /// The author's ID.
    pub author: u64,
    pub content: String,
    /// Whether it is read aloud.
    pub(super) tts: bool,
    pub flags: u64,
    pub files: Vec<File>,
    /// Components, as sent.
    pub components: Value,
    /// Embeds, as sent.
    pub embeds: Value,
    /// Embeds that Discord made of links.
    pub(super) previews: Vec<Value>,
    pub(super) stickers: Vec<Sticker>,
    /// The message that it forwards, as it was.
    pub(super) forwarded: Option<Box<Message>>,
    /// The nonce by which its sender recognises it.
    pub(super) nonce: Option<Value>,
    /// The message that it replies to.
    pub reply_to: Option<u64>,
    /// The interaction that it responds to.
    pub interaction: Option<u64>,
    /// Users that it pinged when it was posted.
    pub pinged: Vec<u64>,
    /// Roles that it pinged when it was posted.
    pub pinged_roles: Vec<u64>,
    /// Whether it pinged everyone in the channel.
    pub pings_everyone: bool,
    /// What its text mentions now.
    pub(super) mentions: Mentions,
    pub(super) reactions: Vec<Reaction>,
    /// When it was pinned, if it is.
    pub(super) pinned_at: Option<Timestamp>,
    /// The only user who can see it, if it is ephemeral.
    pub only_for: Option<u64>,
    /// Whether it shows "thinking…".
    pub thinking: bool,
    /// When it was posted.
    pub at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
}

impl Message {
    /// Whether its embeds are shown.
    pub fn shows_embeds(&self) -> bool {
        self.flags & SUPPRESS_EMBEDS == 0
    }
}

impl Message {
    /// The file that `attachment://NAME` refers to.
    pub(super) fn file_at(&self, url: &Value) -> Option<&File> {
        let name = url.as_str()?.strip_prefix("attachment://")?;
        self.files.iter().find(|file| file.name == name)
    }

    /// The files that its embeds show, which are not listed as attachments.
    pub(super) fn files_of_embeds(&self) -> Vec<u64> {
        let embeds = self.embeds.as_array().into_iter().flatten();
        let urls = embeds.flat_map(|embed| {
            let icons = [&embed["author"]["icon_url"], &embed["footer"]["icon_url"]];
            [&embed["image"]["url"], &embed["thumbnail"]["url"]].into_iter().chain(icons)
        });
        urls.filter_map(|url| self.file_at(url)).map(|file| file.id).collect()
    }

    /// All of its components, flattened.
    pub(super) fn parts(&self) -> Vec<Value> {
        flat(&self.components)
    }

    /// The button with this label or, if it has no label, with this emoji.
    pub(super) fn button(&self, label: &str) -> Option<Value> {
        self.parts()
            .into_iter()
            .filter(|part| part["type"] == 2 && part["custom_id"].is_string())
            .find(|b| label_of(b) == label)
    }

    /// The menu with this custom ID, or the first menu.
    pub(super) fn menu(&self, custom_id: Option<&str>) -> Option<Value> {
        self.parts()
            .into_iter()
            .filter(|part| matches!(part["type"].as_u64(), Some(3 | 5..=8)))
            .find(|menu| custom_id.is_none_or(|id| menu["custom_id"] == id))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Answered {
    No,
    Thinking { ephemeral: bool },
    Yes,
}

/// The target of a context-menu command.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Target {
    Message(u64),
    User(u64),
}

pub(super) struct Interaction {
    pub(super) id: u64,
    pub(super) token: String,
    pub(super) kind: u8,
    /// The user or message that the context-menu command was used on.
    pub(super) target: Option<Target>,
    pub(super) user: u64,
    pub(super) channel: u64,
    pub(super) at: Timestamp,
    pub(super) answered: Answered,
    pub(super) original: Option<u64>,
    /// The message whose component was used.
    pub(super) source: Option<u64>,
    /// The interaction that opened the modal.
    pub(super) opener: Option<u64>,
    /// The interaction that last submitted the modal which this one opened.
    pub(super) sent_by: Option<u64>,
    /// The type of the option that is being typed.
    pub(super) typed: Option<u64>,
    /// Autocomplete choices for that option.
    pub(super) choices: Option<Value>,
    pub(super) modal: Option<Value>,
    pub(super) limit: u64,
    /// By the system clock, for measuring response times.
    pub(super) sent: Instant,
    pub(super) answered_after: Option<Duration>,
}

/// What an interaction has produced so far, as its user sees it.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The public or ephemeral response, while it exists.
    pub answer: Option<Message>,
    /// Ephemeral follow-up messages.
    pub followups: Vec<Message>,
    /// Whether "thinking…" is still shown.
    pub thinking: bool,
    /// There was no response in time: "The application did not respond".
    pub unanswered: bool,
    /// A modal was opened.
    pub modal: Option<Value>,
    /// Autocomplete choices that the user is offered.
    pub choices: Option<Value>,
}
