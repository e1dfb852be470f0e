//! Whose account, settings and queue a request belongs to.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, Unexpected};
use serde::ser::{Serialize, Serializer};

use crate::job::id::GuildId;

/// Where a member asks: each server has its own accounts, settings and moderators, and so have
/// direct messages, where nobody moderates but the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tenant {
    /// Direct messages with the bot.
    Direct,
    /// A server.
    Server(GuildId),
}

impl Tenant {
    /// The server; `None` for direct messages.
    pub fn server(self) -> Option<GuildId> {
        match self {
            Tenant::Server(guild) => Some(guild),
            Tenant::Direct => None,
        }
    }

    /// Whether it is direct messages.
    pub fn is_direct(self) -> bool {
        self == Tenant::Direct
    }
}

impl From<GuildId> for Tenant {
    fn from(guild: GuildId) -> Self {
        Tenant::Server(guild)
    }
}

/// The server's ID, or the word `direct`.
impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tenant::Server(guild) => guild.fmt(f),
            Tenant::Direct => f.write_str(DIRECT),
        }
    }
}

const DIRECT: &str = "direct";

impl std::str::FromStr for Tenant {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            DIRECT => Tenant::Direct,
            id => Tenant::Server(GuildId(id.parse()?)),
        })
    }
}

/// The server's ID as a number, or the word `direct`.
impl Serialize for Tenant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Tenant::Server(guild) => guild.serialize(to),
            Tenant::Direct => to.serialize_str(DIRECT),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Stored {
    Id(u64),
    Word(String),
}

impl<'de> Deserialize<'de> for Tenant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Stored::deserialize(from)? {
            // Before schema 9, direct messages were stored as a server with this ID.
            Stored::Id(0) => Ok(Tenant::Direct),
            Stored::Id(id) => Ok(Tenant::Server(GuildId(id))),
            Stored::Word(word) => word.parse().map_err(|_| {
                D::Error::invalid_value(Unexpected::Str(&word), &"a server's ID or `direct`")
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenants_are_stored_by_name_and_read_from_older_journals() {
        let server = Tenant::Server(GuildId(7));
        assert_eq!(serde_json::to_string(&server).unwrap(), "7");
        assert_eq!(serde_json::to_string(&Tenant::Direct).unwrap(), "\"direct\"");
        for (stored, tenant) in
            [("7", server), ("\"direct\"", Tenant::Direct), ("0", Tenant::Direct)]
        {
            assert_eq!(serde_json::from_str::<Tenant>(stored).unwrap(), tenant);
        }
        assert!(serde_json::from_str::<Tenant>("\"server\"").is_err());
    }
}
