//! What there is in the world: people, places, messages, interactions.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::emulator::discord::components::flat;
use crate::emulator::discord::reactions::Reaction;

/// Something that people in a channel could see happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// Someone used a command.
    Used {
        /// Who.
        user: u64,
        /// Where.
        channel: u64,
        /// The command as they would type it.
        command: String,
    },
    /// Someone pressed a button.
    Pressed {
        /// Who.
        user: u64,
        /// Where.
        channel: u64,
        /// What stands on it.
        label: String,
    },
    /// Someone filled in a form.
    Filled {
        /// Who.
        user: u64,
        /// Where.
        channel: u64,
        /// Labels of its fields, and what was written into them.
        fields: Vec<(String, String)>,
    },
    /// A message appeared.
    Posted(u64),
    /// A message shows something else.
    Edited(u64),
    /// A message is gone.
    Deleted(u64),
}

/// A person.
#[derive(Debug, Clone)]
pub struct User {
    /// Id.
    pub id: u64,
    /// Name.
    pub name: String,
    /// Whether it is a bot.
    pub bot: bool,
}

pub(super) struct Guild {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) tier: u8,
    /// `attachment_size_limit` of its interactions, where it is not what the tier has.
    pub(super) claim: Option<u64>,
    pub(super) bot_permissions: u64,
    /// What each may do.
    // Differs: discord-no-role-permissions
    pub(super) members: BTreeMap<u64, u64>,
    /// Names of roles.
    pub(super) roles: BTreeMap<u64, String>,
    pub(super) member_roles: BTreeMap<u64, Vec<u64>>,
    /// An outage at Discord: it is there, and nobody reaches it.
    pub(super) unavailable: bool,
}

/// What the bot gets to know of a server's channel over the gateway. One that it may not view is
/// obfuscated (since 2026-11-16, PR 8454 of Discord's docs): of most fields the documentation says
/// no more than that they are nulled or reduced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// The bot may view it.
    #[default]
    Visible,
    /// It may not, and what it is not to know is null.
    Nulled,
    /// It may not, and what it is not to know is what a new channel has.
    Reduced,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Channel {
    pub(super) id: u64,
    pub(super) guild: Option<u64>,
    pub(super) name: String,
    pub(super) kind: u8,
    /// The channel that a thread belongs to.
    pub(super) parent: Option<u64>,
    /// Instead of the guild's.
    pub(super) bot_permissions: Option<u64>,
    /// Whether the bot may view it.
    pub(super) visibility: Visibility,
    /// The person on the other side of direct messages.
    pub(super) recipient: Option<u64>,
    /// Who made a thread.
    pub(super) owner: Option<u64>,
    /// What is really taken, where it is less than what is claimed.
    pub(super) real_limit: Option<u64>,
    /// For adults.
    pub(super) nsfw: bool,
    /// A thread that went to sleep; a message wakes it.
    pub(super) archived: bool,
    /// A thread that only moderators wake.
    pub(super) locked: bool,
    /// Edits of old messages that are taken in a minute, and when there were some.
    pub(super) old_edits: Option<(usize, Vec<Timestamp>)>,
}

/// A file on the file host.
#[derive(Debug, Clone)]
pub struct File {
    /// Id, as in its link.
    pub id: u64,
    /// Channel, as in its link.
    pub channel: u64,
    /// Its name.
    pub name: String,
    /// What it shows.
    pub description: Option<String>,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Whom a text mentions.
#[derive(Debug, Clone, Default)]
pub(super) struct Mentions {
    pub(super) users: Vec<u64>,
    pub(super) roles: Vec<u64>,
    pub(super) everyone: bool,
}

/// A message.
#[derive(Debug, Clone)]
pub struct Message {
    /// Id.
    pub id: u64,
    /// Where.
    pub channel: u64,
    /// By whom.
    pub author: u64,
    /// Text.
    pub content: String,
    /// Flag bits.
    pub flags: u64,
    /// Files.
    pub files: Vec<File>,
    /// Components, as sent.
    pub components: Value,
    /// Embeds, as sent.
    pub embeds: Value,
    /// What its sender recognises it by.
    pub(super) nonce: Option<Value>,
    /// The message that it replies to.
    pub reply_to: Option<u64>,
    /// The interaction that it answers.
    pub interaction: Option<u64>,
    /// Whom it pinged when it was posted.
    pub pinged: Vec<u64>,
    /// Roles whose holders it pinged when it was posted.
    pub pinged_roles: Vec<u64>,
    /// It pinged everybody in the channel.
    pub pings_everyone: bool,
    /// Whom its text mentions now.
    pub(super) mentions: Mentions,
    /// What people react with.
    pub(super) reactions: Vec<Reaction>,
    /// Who alone can see it.
    pub only_for: Option<u64>,
    /// "thinking…"
    pub thinking: bool,
    /// When.
    pub at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
}

impl Message {
    /// Each of its components.
    pub(super) fn parts(&self) -> Vec<Value> {
        flat(&self.components)
    }

    /// The button with this label, or with this emoji where it has no label.
    pub(super) fn button(&self, label: &str) -> Option<Value> {
        self.parts()
            .into_iter()
            .filter(|part| part["type"] == 2 && part["custom_id"].is_string())
            .find(|b| b["label"] == label || (b["label"].is_null() && b["emoji"]["name"] == label))
    }

    /// Its menu with this custom ID, or its first one.
    pub(super) fn menu(&self, custom_id: Option<&str>) -> Option<Value> {
        self.parts()
            .into_iter()
            .filter(|part| matches!(part["type"].as_u64(), Some(3 | 5..=8)))
            .find(|menu| custom_id.is_none_or(|id| menu["custom_id"] == id))
    }

    /// The texts among its components.
    pub fn texts(&self) -> Vec<String> {
        let text = |part: &Value| part["content"].as_str().map(str::to_owned);
        self.parts().iter().filter(|part| part["type"] == 10).filter_map(text).collect()
    }

    /// Labels and custom ids of its buttons.
    pub fn buttons(&self) -> Vec<(String, String)> {
        let named = |b: &Value| {
            Some((b["label"].as_str()?.to_owned(), b["custom_id"].as_str()?.to_owned()))
        };
        self.parts().iter().filter(|part| part["type"] == 2).filter_map(named).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Answered {
    No,
    Thinking { ephemeral: bool },
    Yes,
}

/// What an entry of a menu was used on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Target {
    Message(u64),
    User(u64),
}

pub(super) struct Interaction {
    pub(super) id: u64,
    pub(super) token: String,
    pub(super) kind: u8,
    /// The person or message whose menu it comes of.
    pub(super) target: Option<Target>,
    pub(super) user: u64,
    pub(super) channel: u64,
    pub(super) at: Timestamp,
    pub(super) answered: Answered,
    pub(super) original: Option<u64>,
    /// The message whose button was pressed.
    pub(super) source: Option<u64>,
    /// The interaction that opened the form.
    pub(super) opener: Option<u64>,
    /// The interaction by which its form was sent last.
    pub(super) sent_by: Option<u64>,
    /// What completes the option that is being typed.
    pub(super) choices: Option<Value>,
    pub(super) modal: Option<Value>,
    pub(super) limit: u64,
    /// By the machine's clock, for those who measure.
    pub(super) sent: Instant,
    pub(super) answered_after: Option<Duration>,
}

/// What came of an interaction so far, as its user sees it.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The visible or private answer, while it exists.
    pub answer: Option<Message>,
    /// Private messages that followed.
    pub followups: Vec<Message>,
    /// "thinking…" is still shown.
    pub thinking: bool,
    /// There was no answer in time: "The application did not respond".
    pub unanswered: bool,
    /// A modal was opened.
    pub modal: Option<Value>,
    /// What is offered to somebody who types.
    pub choices: Option<Value>,
}
