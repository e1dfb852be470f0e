//! Servers that the bot leaves or joins, that are deleted or have an outage, and members who leave.

use serde_json::Value;

use super::{Discord, World};
use crate::emulator::discord::json::{self, Arrival};
use crate::emulator::discord::model::Guild;

impl World {
    /// Removes a server of the bot, with the commands that were registered there.
    fn leave(&mut self, guild: u64) -> Option<Guild> {
        self.guilds.get_mut(&guild)?.unavailable = false;
        // Without "unavailable": its absence is how a client distinguishes a removal from an
        // outage.
        let event = serde_json::json!({"id": guild.to_string()});
        self.dispatch("GUILD_DELETE", Some(guild), 1, event);
        self.commands.remove(&Some(guild));
        self.guilds.remove(&guild)
    }
}

impl Discord {
    /// Removes the bot from a server; the members stay, and the bot no longer sees the channels.
    pub fn kick_bot(&self, guild: u64) {
        self.change(|w| {
            let gone = w.leave(guild);
            w.left.extend(gone.map(|g| (guild, g)));
        });
    }

    /// Adds the bot again to a server that it was removed from.
    pub fn invite_bot(&self, guild: u64) {
        self.change(|w| {
            let Some(g) = w.left.remove(&guild) else { return };
            w.guilds.insert(guild, g);
            let event = w.guild_create_json(guild, Arrival::Joined);
            w.dispatch("GUILD_CREATE", Some(guild), 1, event);
        });
    }

    /// Starts or ends an outage of a server: nobody acts in it, and the gateway dispatches nothing
    /// about it. REST continues to work.
    pub fn set_unavailable(&self, guild: u64, is: bool) {
        self.change(|w| {
            if w.guilds.get(&guild).is_none_or(|g| g.unavailable == is) {
                return;
            }
            if is {
                let event = serde_json::json!({"id": guild.to_string(), "unavailable": true});
                w.dispatch("GUILD_DELETE", Some(guild), 1, event);
            }
            if let Some(g) = w.guilds.get_mut(&guild) {
                // Differs: discord-outage-rest
                g.unavailable = is;
            }
            if !is {
                let event = w.guild_create_json(guild, Arrival::Available);
                w.dispatch("GUILD_CREATE", Some(guild), 1, event);
            }
        });
    }

    /// Deletes a server with its channels and messages.
    pub fn delete_guild(&self, guild: u64) {
        self.change(|w| {
            w.leave(guild);
            w.left.remove(&guild);
            w.channels.retain(|_, c| c.guild != Some(guild));
            let World { channels, messages, .. } = w;
            messages.retain(|_, m| channels.contains_key(&m.channel));
        });
    }

    /// A member leaves a server.
    pub fn remove_member(&self, guild: u64, user: u64) {
        self.change(|w| {
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.members.remove(&user);
                g.member_roles.remove(&user);
            }
            let user = w.users.get(&user).map_or(Value::Null, json::user);
            let event = serde_json::json!({"guild_id": guild.to_string(), "user": user});
            // Only for sessions with the members intent (privileged).
            w.dispatch("GUILD_MEMBER_REMOVE", Some(guild), 1 << 1, event);
        });
    }
}
