//! The permission bits that are checked, and what the bot may do with them.

use super::World;
use crate::emulator::discord::model::{Channel, Visibility};

/// Add a reaction that nobody has added yet.
pub const ADD_REACTIONS: u64 = 1 << 6;
/// View the channel.
pub const VIEW_CHANNEL: u64 = 1 << 10;
/// Post messages.
pub const SEND_MESSAGES: u64 = 1 << 11;
/// Delete other users' messages.
pub const MANAGE_MESSAGES: u64 = 1 << 13;
/// All permissions.
pub const ADMINISTRATOR: u64 = 1 << 3;
/// Links show previews.
pub const EMBED_LINKS: u64 = 1 << 14;
/// Attach files.
pub const ATTACH_FILES: u64 = 1 << 15;
/// Read earlier messages.
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// Ping everyone, and roles that are not mentionable.
pub const MENTION_EVERYONE: u64 = 1 << 17;
/// Use slash commands.
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
/// Unarchive and lock threads.
pub const MANAGE_THREADS: u64 = 1 << 34;
/// Create public threads.
pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
/// Create private threads.
pub const CREATE_PRIVATE_THREADS: u64 = 1 << 36;
/// Post in threads.
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
/// Pin messages (apart from MANAGE_MESSAGES since 2026-02-23).
pub const PIN_MESSAGES: u64 = 1 << 51;
/// Every existing permission.
pub const ALL: u64 = (1 << 53) - 1;

/// The effective permissions of these bits: an administrator has all of them.
pub const fn all(bits: u64) -> u64 {
    if bits & ADMINISTRATOR == 0 { bits } else { ALL }
}

/// Manage the server.
pub const MANAGE_GUILD: u64 = 1 << 5;
/// Default permissions of members, and of the bot.
pub const MEMBER: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | ADD_REACTIONS
    | ATTACH_FILES
    | EMBED_LINKS
    | READ_MESSAGE_HISTORY
    | MENTION_EVERYONE
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | CREATE_PRIVATE_THREADS
    | SEND_MESSAGES_IN_THREADS;

/// Without permission to view a channel, all other permissions there are void.
const fn while_visible(bits: u64) -> u64 {
    if bits & VIEW_CHANNEL == 0 { 0 } else { bits }
}

impl World {
    /// A member's permissions in a server, whether the bot is in it or not.
    pub(in crate::emulator::discord) fn permissions(&self, guild: u64, who: u64) -> u64 {
        let guild = self.guilds.get(&guild).or_else(|| self.left.get(&guild));
        all(guild.and_then(|g| g.members.get(&who)).copied().unwrap_or(0))
    }

    /// A member's permissions in a channel. A thread has those of its channel, unless the member
    /// was given others there.
    pub(in crate::emulator::discord) fn permissions_in(&self, channel: &Channel, who: u64) -> u64 {
        let Some(guild) = channel.guild else { return ALL };
        match self.given(guild, who) {
            None => 0,
            Some(bits) if bits & ADMINISTRATOR != 0 => ALL,
            Some(_) => while_visible(all(self.given_in(channel, who))),
        }
    }

    /// The permission that posting in a channel or thread requires.
    pub(in crate::emulator::discord) fn sending(&self, channel: u64) -> u64 {
        match self.channels.get(&channel).map(|c| c.kind) {
            Some(10..=12) => SEND_MESSAGES_IN_THREADS,
            _ => SEND_MESSAGES,
        }
    }

    /// The bot's permissions in a channel. A thread has the permissions of its channel, unless it
    /// was given its own.
    pub(in crate::emulator::discord) fn bot_permissions(&self, channel: &Channel) -> u64 {
        let is_in = channel.guild.is_none_or(|guild| self.guilds.contains_key(&guild));
        if !is_in || self.is_made_invisible(channel) {
            return 0;
        }
        while_visible(all(self.given_in(channel, self.bot.id)))
    }

    /// Whether a channel, or a thread's channel, is hidden whatever the bot's permissions there are.
    fn is_made_invisible(&self, channel: &Channel) -> bool {
        if channel.bot_permissions.is_some() {
            return false;
        }
        let parent = channel.parent.and_then(|p| self.channels.get(&p));
        channel.visibility != Visibility::Visible
            || parent.is_some_and(|parent| self.is_made_invisible(parent))
    }

    /// How the gateway shows a channel: obfuscated if the bot lacks the permission to view it.
    pub(in crate::emulator::discord) fn visibility(&self, channel: &Channel) -> Visibility {
        let in_guild = channel.guild.is_some_and(|g| self.guilds.contains_key(&g));
        match channel.visibility {
            Visibility::Visible
                if in_guild && self.bot_permissions(channel) & VIEW_CHANNEL == 0 =>
            {
                Visibility::Reduced
            }
            visibility => visibility,
        }
    }

    /// Whether the bot may not view a channel, or a thread's channel: no events from it are sent to
    /// the bot.
    pub(in crate::emulator::discord) fn is_hidden(&self, channel: u64) -> bool {
        let hidden = |c: &Channel| {
            self.visibility(c) != Visibility::Visible || c.parent.is_some_and(|p| self.is_hidden(p))
        };
        self.channels.get(&channel).is_some_and(hidden)
    }
}
