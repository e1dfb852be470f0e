//! The names of servers' roles, as Discord states them when it connects and with each change. Beside
//! a message, it states only the IDs of the roles that are mentioned.

use std::collections::HashMap;

use dashmap::DashMap;

use crate::job::GuildId;

/// Names by server and role. A server has at most 250 roles, whose names have at most 100
/// characters (docs/reference/discord.md).
#[derive(Debug, Default)]
pub(super) struct RoleNames {
    servers: DashMap<GuildId, HashMap<u64, String>>,
}

impl RoleNames {
    /// Replaces all names of a server.
    pub(super) fn set_all(&self, guild: GuildId, names: impl Iterator<Item = (u64, String)>) {
        self.servers.insert(guild, names.collect());
    }

    pub(super) fn set(&self, guild: GuildId, role: u64, name: String) {
        self.servers.entry(guild).or_default().insert(role, name);
    }

    pub(super) fn remove(&self, guild: GuildId, role: u64) {
        if let Some(mut names) = self.servers.get_mut(&guild) {
            names.remove(&role);
        }
    }

    /// Forgets a server that the bot has left.
    pub(super) fn remove_all(&self, guild: GuildId) {
        self.servers.remove(&guild);
    }

    pub(super) fn name(&self, guild: GuildId, role: u64) -> Option<String> {
        self.servers.get(&guild)?.get(&role).cloned()
    }
}
