//! What users do: run commands, press buttons, submit modals, post and reply. Each action is first
//! checked against what Discord's own client allows.

mod commands;
mod expressions;
mod interact;
mod menus;
mod modals;
mod options;
mod reactions;
mod resolved;

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::emulator::discord::json::Arrival;
use crate::emulator::discord::model::{Channel, Guild, Role, User, Visibility};
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::posting::About;
use crate::emulator::discord::world::{Discord, World, permission};

/// The value of an option.
#[derive(Debug, Clone)]
pub enum OptionValue {
    /// Text.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A boolean.
    Boolean(bool),
    /// A member of the server.
    Member(u64),
    /// A role of the server.
    Role(u64),
    /// A channel of the server.
    Channel(u64),
    /// A file that the user uploads.
    File {
        /// Its name.
        name: String,
        /// Its bytes.
        bytes: Bytes,
    },
}

/// Discord's client rejects the action, so the bot never receives it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Discord's client refuses: {0}")]
pub struct ClientRefuses(pub String);

/// Characters that a user can post without Nitro.
const MOST_TEXT: usize = 2000;
/// Files that can be posted at once.
const MOST_FILES: usize = 10;

fn refuse<T>(why: impl Into<String>) -> Result<T, ClientRefuses> {
    Err(ClientRefuses(why.into()))
}

/// Files by their numbers in a form.
fn numbered(files: Vec<(String, Bytes)>) -> BTreeMap<u64, (String, Bytes)> {
    files.into_iter().enumerate().map(|(n, f)| (n as u64, f)).collect()
}

/// `app_permissions` in direct messages with the bot: ATTACH_FILES, EMBED_LINKS, MENTION_EVERYONE
/// and USE_EXTERNAL_EMOJIS, as documented, and nothing else.
const DIRECT_PERMISSIONS: u64 = 1 << 15 | 1 << 14 | 1 << 17 | 1 << 18;

impl World {
    /// Checks that a user may post this in a channel.
    fn may_post(&self, who: u64, channel: u64, payload: &Payload) -> Result<(), ClientRefuses> {
        self.entered(who, channel)?;
        let content = payload.json["content"].as_str().unwrap_or_default();
        if content.chars().count() > MOST_TEXT {
            return refuse("the message is longer than 2,000 characters");
        }
        if payload.files.len() > MOST_FILES {
            return refuse("there are more than ten files");
        }
        let place = self.channels.get(&channel);
        if place.is_some_and(|c| !c.has_messages()) {
            return refuse("messages cannot be posted in a channel of this type");
        }
        self.has(who, channel, self.sending(channel), "they may not post there")?;
        if !payload.files.is_empty() {
            self.has(who, channel, permission::ATTACH_FILES, "they may not attach files there")?;
        }
        let locked = place.is_some_and(|c| c.locked);
        let moderates = self.has(who, channel, permission::MANAGE_THREADS, "").is_ok();
        if locked && !moderates { refuse("the thread is locked") } else { Ok(()) }
    }
}

impl Discord {
    /// Adds a server that contains the bot.
    pub fn add_guild(&self, name: &str) -> u64 {
        self.change(|w| {
            let id = w.id();
            let guild = Guild {
                id,
                name: name.to_owned(),
                tier: 0,
                claim: None,
                bot_permissions: permission::MEMBER,
                members: Default::default(),
                roles: Default::default(),
                member_roles: Default::default(),
                avatars: Default::default(),
                emojis: Default::default(),
                stickers: Default::default(),
                unavailable: false,
            };
            w.guilds.insert(id, guild);
            let event = w.guild_create_json(id, Arrival::Joined);
            w.dispatch("GUILD_CREATE", Some(id), 1, event);
            id
        })
    }

    /// Adds a text channel.
    pub fn add_channel(&self, guild: u64, name: &str) -> u64 {
        self.add_channel_of(guild, name, 0)
    }

    /// Adds a thread to a channel.
    pub fn add_thread(&self, guild: u64, name: &str, parent: u64) -> u64 {
        self.add_channel_with(guild, name, 11, |channel| channel.parent = Some(parent))
    }

    /// Adds a text channel that is age-restricted from the start.
    pub fn add_adult_channel(&self, guild: u64, name: &str) -> u64 {
        self.add_channel_with(guild, name, 0, |channel| channel.nsfw = true)
    }

    /// Adds a channel or thread of one of Discord's types.
    pub fn add_channel_of(&self, guild: u64, name: &str, kind: u8) -> u64 {
        self.add_channel_as(guild, name, kind, Visibility::Visible)
    }

    /// Adds a channel or thread, optionally one that the bot may not view.
    pub fn add_channel_as(&self, guild: u64, name: &str, kind: u8, visibility: Visibility) -> u64 {
        self.add_channel_with(guild, name, kind, |channel| channel.visibility = visibility)
    }

    fn add_channel_with(
        &self,
        guild: u64,
        name: &str,
        kind: u8,
        set: impl FnOnce(&mut Channel),
    ) -> u64 {
        self.change(|w| {
            let id = w.id();
            let mut channel = Channel {
                id,
                guild: Some(guild),
                name: name.to_owned(),
                kind,
                ..Channel::default()
            };
            set(&mut channel);
            match kind {
                10 | 11 if w.receives_events_of(&channel) => {
                    let mut event = w.channel_json(&channel);
                    event["newly_created"] = json!(true);
                    w.dispatch("THREAD_CREATE", Some(guild), 1, event);
                }
                // Differs: discord-private-threads
                // Events of a private thread go only to its members.
                10..=12 => {}
                _ => {
                    let event = w.channel_event_json(&channel);
                    w.dispatch("CHANNEL_CREATE", Some(guild), 1, event);
                }
            }
            w.channels.insert(id, channel);
            id
        })
    }

    /// Returns the DM channel between the bot and a user, creating it if needed.
    pub fn open_direct(&self, user: u64) -> u64 {
        if let Some(channel) = self.direct(user) {
            return channel;
        }
        self.change(|w| {
            let id = w.id();
            let channel = Channel { id, kind: 1, recipient: Some(user), ..Channel::default() };
            w.channels.insert(id, channel);
            id
        })
    }

    /// Adds a member with the default permissions plus these.
    pub fn add_member(&self, guild: u64, name: &str, more_permissions: u64) -> u64 {
        self.change(|w| {
            let id = w.id();
            w.users.insert(id, User { id, name: name.to_owned(), bot: false, avatar: None });
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.members.insert(id, permission::MEMBER | more_permissions);
            }
            id
        })
    }

    /// A user from another server joins this one, with the default permissions.
    pub fn join(&self, guild: u64, who: u64) {
        self.change(|w| {
            if !w.users.contains_key(&who) {
                return;
            }
            let Some(g) = w.guilds.get_mut(&guild) else { return };
            g.members.insert(who, permission::MEMBER);
            let mut event = w.member_json(guild, who);
            event["guild_id"] = json!(guild.to_string());
            // Only for sessions with the members intent (privileged).
            w.dispatch("GUILD_MEMBER_ADD", Some(guild), 1 << 1, event);
        });
    }

    /// Adds a role without members, which only those with MENTION_EVERYONE may ping.
    pub fn add_role(&self, guild: u64, name: &str) -> u64 {
        self.change(|w| {
            let id = w.id();
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.roles.insert(id, Role { name: name.to_owned(), mentionable: false });
            }
            let role = w.role_json(guild, id);
            let event = json!({"guild_id": guild.to_string(), "role": role});
            w.dispatch("GUILD_ROLE_CREATE", Some(guild), 1, event);
            id
        })
    }

    /// Sets whether everyone may ping a role.
    pub fn set_mentionable(&self, guild: u64, role: u64, mentionable: bool) {
        self.change(|w| {
            let found = w.guilds.get_mut(&guild).and_then(|g| g.roles.get_mut(&role));
            let Some(found) = found else { return };
            found.mentionable = mentionable;
            let role = w.role_json(guild, role);
            let event = json!({"guild_id": guild.to_string(), "role": role});
            w.dispatch("GUILD_ROLE_UPDATE", Some(guild), 1, event);
        });
    }

    /// An administrator shows a command to everyone, whatever its default permissions.
    pub fn show_command_to_all(&self, name: &str) {
        let mut w = self.lock();
        for command in w.commands.values_mut().flatten().filter(|c| c["name"] == name) {
            command["default_member_permissions"] = Value::Null;
        }
    }

    /// Replaces a member's roles.
    pub fn set_roles(&self, guild: u64, member: u64, roles: &[u64]) {
        self.change(|w| {
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.member_roles.insert(member, roles.to_vec());
            }
            // Only for sessions with the members intent (privileged).
            let mut event = w.member_json(guild, member);
            event["guild_id"] = json!(guild.to_string());
            w.dispatch("GUILD_MEMBER_UPDATE", Some(guild), 1 << 1, event);
        });
    }

    /// A member posts a message, optionally with files, optionally as a reply.
    ///
    /// # Errors
    /// When the member may not post there.
    pub fn say(
        &self,
        who: u64,
        channel: u64,
        content: &str,
        files: Vec<(String, Bytes)>,
        reply_to: Option<u64>,
    ) -> Result<u64, ClientRefuses> {
        let payload = Payload { json: json!({"content": content}), files: numbered(files) };
        self.posted(who, channel, &payload, reply_to)
    }

    /// A member replies with the reply ping turned off, optionally with files.
    ///
    /// # Errors
    /// When the member may not post there.
    pub fn reply_without_ping(
        &self,
        who: u64,
        channel: u64,
        content: &str,
        files: Vec<(String, Bytes)>,
        reply_to: u64,
    ) -> Result<u64, ClientRefuses> {
        // Mentions in the text still ping.
        let allowed = json!({"parse": ["users", "roles", "everyone"], "replied_user": false});
        let json = json!({"content": content, "allowed_mentions": allowed});
        self.posted(who, channel, &Payload { json, files: numbered(files) }, Some(reply_to))
    }

    pub(super) fn posted(
        &self,
        who: u64,
        channel: u64,
        payload: &Payload,
        reply_to: Option<u64>,
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            w.may_post(who, channel, payload)?;
            w.wake(channel);
            Ok(w.post(channel, who, payload, About { reply_to, ..About::default() }))
        })
    }

    /// Sends an interaction or message event to the bot again, under a new sequence number. Returns
    /// how many sessions received it.
    pub fn repeat(&self, id: u64) -> usize {
        self.change(|w| {
            let about = id.to_string();
            w.sessions.iter_mut().filter_map(|session| session.repeat(&about)).count()
        })
    }
}
