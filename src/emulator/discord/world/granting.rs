//! Gives permissions to the bot and to members, in a server or a channel.

use super::permission::ALL;
use super::scenario::is_thread;
use super::{Discord, World};
use crate::emulator::discord::model::{Channel, Visibility};

impl World {
    /// The bits that a member, or the bot, has in a channel.
    pub(super) fn given_in(&self, channel: &Channel, who: u64) -> u64 {
        let own = if who == self.bot.id {
            channel.bot_permissions
        } else {
            channel.member_permissions.get(&who).copied()
        };
        let parent = channel.parent.and_then(|p| self.channels.get(&p));
        match (own, parent, channel.guild) {
            (Some(bits), ..) => bits,
            (None, Some(parent), _) => self.given_in(parent, who),
            (None, None, Some(guild)) => self.given(guild, who).unwrap_or(0),
            (None, None, None) => ALL,
        }
    }

    /// The bits that a member, or the bot, has in a server. `None` if they are not in it.
    pub(super) fn given(&self, guild: u64, who: u64) -> Option<u64> {
        let found = self.guilds.get(&guild).or_else(|| self.left.get(&guild))?;
        if who == self.bot.id {
            return Some(found.bot_permissions);
        }
        found.members.get(&who).copied()
    }

    /// How the gateway shows each channel of a server.
    fn visibilities(&self, guild: u64) -> Vec<(u64, Visibility)> {
        let channels = self.channels.values().filter(|c| c.guild == Some(guild));
        channels.map(|c| (c.id, self.visibility(c))).collect()
    }

    /// Dispatches an event about each channel that was hidden from the bot or shown to it. There is
    /// none about its threads, unless the permissions are those of the thread itself.
    fn visibility_changed(&mut self, guild: u64, before: &[(u64, Visibility)], of: Option<u64>) {
        for (channel, now) in self.visibilities(guild) {
            let is_thread = self.channels.get(&channel).is_some_and(|c| is_thread(c.kind));
            if before.contains(&(channel, now)) || (is_thread && of != Some(channel)) {
                continue;
            }
            // Differs: discord-no-thread-sync
            if is_thread { self.thread_changed(channel) } else { self.channel_changed(channel) }
        }
    }
}

impl Discord {
    /// Sets the bot's permissions in a channel. Without the permission to view it, the channel is
    /// hidden as by [`Discord::set_visibility`].
    pub fn set_bot_permissions(&self, channel: u64, permissions: u64) {
        self.change(|w| {
            // Direct messages are in no server.
            let guild = w.channels.get(&channel).and_then(|c| c.guild).unwrap_or(0);
            let before = w.visibilities(guild);
            if let Some(c) = w.channels.get_mut(&channel) {
                c.bot_permissions = Some(permissions);
            }
            w.visibility_changed(guild, &before, Some(channel));
        });
    }

    /// Replaces the permissions of a member, or of the bot, in a server. In channels where they
    /// were given others, those remain.
    // Differs: discord-no-role-permissions
    pub fn set_permissions(&self, guild: u64, who: u64, bits: u64) {
        self.change(|w| {
            let (before, bot) = (w.visibilities(guild), w.bot.id);
            let found = w.guilds.get_mut(&guild);
            let Some(g) = found.or_else(|| w.left.get_mut(&guild)) else { return };
            if who == bot {
                g.bot_permissions = bits;
            } else if let Some(has) = g.members.get_mut(&who) {
                *has = bits;
            }
            w.visibility_changed(guild, &before, None);
        });
    }

    /// Replaces the permissions of a member, or of the bot, in a channel.
    pub fn set_permissions_in(&self, channel: u64, who: u64, bits: u64) {
        if who == self.bot() {
            return self.set_bot_permissions(channel, bits);
        }
        if let Some(c) = self.lock().channels.get_mut(&channel) {
            c.member_permissions.insert(who, bits);
        }
    }

    /// The bits that a member, or the bot, has in a server. `None` if they are not in it.
    pub fn permissions(&self, guild: u64, who: u64) -> Option<u64> {
        self.lock().given(guild, who)
    }

    /// The bits that a member, or the bot, was given in a channel, or else has there from its parent
    /// or the server, even if they are void because the one to view it is missing.
    pub fn permissions_in(&self, channel: u64, who: u64) -> Option<u64> {
        let w = self.lock();
        w.channels.get(&channel).map(|found| w.given_in(found, who))
    }
}
