//! What people do: use commands, press buttons, submit modals, post and reply. Each act is first
//! held against what Discord's own client would let through.

mod interact;
mod options;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::emulator::discord::json::Coming;
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::things::{Channel, Guild, Happening, Target, User, Visibility};
use crate::emulator::discord::world::{Discord, permission};

use interact::Act;
use options::typed;

/// The value of an option.
#[derive(Debug, Clone)]
pub enum Given {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A member of the server.
    Member(u64),
    /// A role of the server.
    Role(u64),
    /// A channel of the server.
    Channel(u64),
    /// A file from the person's disk.
    File {
        /// Its name.
        name: String,
        /// Its bytes.
        bytes: Bytes,
    },
}

/// Discord's client does not let this through; the bot never hears of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Discord's client refuses: {0}")]
pub struct ClientRefuses(pub String);

fn refuse<T>(why: impl Into<String>) -> Result<T, ClientRefuses> {
    Err(ClientRefuses(why.into()))
}

/// `app_permissions` in direct messages with the bot: ATTACH_FILES, EMBED_LINKS, MENTION_EVERYONE
/// and USE_EXTERNAL_EMOJIS, as documented, and nothing else.
const DIRECT_PERMISSIONS: u64 = 1 << 15 | 1 << 14 | 1 << 17 | 1 << 18;

impl Discord {
    /// A new server, with the bot in it.
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
                unavailable: false,
            };
            w.guilds.insert(id, guild);
            let event = w.guild_create_json(id, Coming::New);
            w.dispatch("GUILD_CREATE", Some(id), 1, event);
            id
        })
    }

    /// A new text channel.
    pub fn add_channel(&self, guild: u64, name: &str) -> u64 {
        self.add_channel_of(guild, name, 0)
    }

    /// A new thread in a channel.
    pub fn add_thread(&self, guild: u64, name: &str, parent: u64) -> u64 {
        self.add_channel_with(guild, name, 11, |channel| channel.parent = Some(parent))
    }

    /// A new text channel that is for adults from the beginning.
    pub fn add_adult_channel(&self, guild: u64, name: &str) -> u64 {
        self.add_channel_with(guild, name, 0, |channel| channel.nsfw = true)
    }

    /// A new channel or thread of one of Discord's kinds.
    pub fn add_channel_of(&self, guild: u64, name: &str, kind: u8) -> u64 {
        self.add_channel_as(guild, name, kind, Visibility::Visible)
    }

    /// A new channel or thread, perhaps one that the bot may not view.
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
                parent: None,
                bot_permissions: None,
                visibility: Visibility::Visible,
                recipient: None,
                owner: None,
                real_limit: None,
                nsfw: false,
                archived: false,
                locked: false,
            };
            set(&mut channel);
            match kind {
                10 | 11 if w.is_told_of(&channel) => {
                    let mut event = w.channel_json(&channel);
                    event["newly_created"] = json!(true);
                    w.dispatch("THREAD_CREATE", Some(guild), 1, event);
                }
                // Differs: discord-private-threads
                // Of a private thread only those are told who are in it.
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

    /// The channel of direct messages between the bot and a person, made if there is none.
    pub fn open_direct(&self, user: u64) -> u64 {
        if let Some(channel) = self.direct(user) {
            return channel;
        }
        self.change(|w| {
            let id = w.id();
            let channel = Channel {
                id,
                guild: None,
                name: String::new(),
                kind: 1,
                parent: None,
                bot_permissions: None,
                visibility: Visibility::Visible,
                recipient: Some(user),
                owner: None,
                real_limit: None,
                nsfw: false,
                archived: false,
                locked: false,
            };
            w.channels.insert(id, channel);
            id
        })
    }

    /// A new member with the usual permissions and these.
    pub fn add_member(&self, guild: u64, name: &str, more_permissions: u64) -> u64 {
        self.change(|w| {
            let id = w.id();
            w.users.insert(id, User { id, name: name.to_owned(), bot: false });
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.members.insert(id, permission::MEMBER | more_permissions);
            }
            id
        })
    }

    /// Somebody from another server joins one, with the usual permissions.
    pub fn join(&self, guild: u64, who: u64) {
        self.change(|w| {
            if !w.users.contains_key(&who) {
                return;
            }
            let Some(g) = w.guilds.get_mut(&guild) else { return };
            g.members.insert(who, permission::MEMBER);
            let mut event = w.member_json(guild, who);
            event["guild_id"] = json!(guild.to_string());
            // For those who asked for members (a privileged intent).
            w.dispatch("GUILD_MEMBER_ADD", Some(guild), 1 << 1, event);
        });
    }

    /// A new role, which nobody has.
    pub fn add_role(&self, guild: u64, name: &str) -> u64 {
        self.change(|w| {
            let id = w.id();
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.roles.insert(id, name.to_owned());
            }
            let role = w.role_json(guild, id);
            let event = json!({"guild_id": guild.to_string(), "role": role});
            w.dispatch("GUILD_ROLE_CREATE", Some(guild), 1, event);
            id
        })
    }

    /// An administrator shows a command to everybody, whatever its default.
    pub fn show_command_to_all(&self, name: &str) {
        let mut w = self.lock();
        for command in w.commands.values_mut().flatten().filter(|c| c["name"] == name) {
            command["default_member_permissions"] = Value::Null;
        }
    }

    /// A member has these roles from now on.
    pub fn set_roles(&self, guild: u64, member: u64, roles: &[u64]) {
        self.change(|w| {
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.member_roles.insert(member, roles.to_vec());
            }
            // For those who asked for members (a privileged intent).
            let mut event = w.member_json(guild, member);
            event["guild_id"] = json!(guild.to_string());
            w.dispatch("GUILD_MEMBER_UPDATE", Some(guild), 1 << 1, event);
        });
    }

    /// A member uses a slash command; subcommands follow its name after spaces. Returns the
    /// interaction.
    ///
    /// # Errors
    /// What Discord's client would not let through.
    // Differs: discord-no-autocomplete
    pub fn run_command(
        &self,
        who: u64,
        channel: u64,
        name: &str,
        options: &[(&str, Given)],
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let guild = w.shared(who, channel)?;
            let commands = w.offered(guild);
            let mut words = name.split(' ');
            let first = words.next().unwrap_or_default();
            let Some(command) = commands.iter().find(|c| c["name"] == first && c["type"] == 1)
            else {
                return refuse(format!("there is no command /{first}"));
            };
            if !w.is_shown_to(command, guild, who) {
                return refuse(format!("/{first} is not shown to this member"));
            }
            // Differs: discord-empty-options
            let words: Vec<_> = words.collect();
            let (sent, resolved) =
                w.options((guild.unwrap_or(0), who), command, &words, options)?;
            let mut data = json!({
                "id": command["id"], "name": first, "type": 1, "options": sent,
            });
            if resolved.as_object().is_some_and(|r| !r.is_empty()) {
                data["resolved"] = resolved;
            }
            if !command["guild_id"].is_null() {
                data["guild_id"] = command["guild_id"].clone();
            }
            let typed = typed(name, options);
            w.happened(Happening::Used { user: who, channel, command: typed });
            w.interact(Act { kind: 2, who, channel, guild, data, ..Act::default() })
        })
    }

    /// A member uses a context-menu command on a message. Returns the interaction.
    ///
    /// # Errors
    /// What Discord's client would not let through.
    pub fn use_menu(&self, who: u64, message: u64, name: &str) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let Some(target) = w.messages.get(&message).cloned() else {
                return refuse("there is no such message");
            };
            if target.only_for.is_some_and(|user| user != who) {
                return refuse("they do not see it");
            }
            let guild = w.shared(who, target.channel)?;
            let commands = w.offered(guild);
            // Differs: discord-no-user-menus
            let Some(command) = commands.iter().find(|c| c["name"] == name && c["type"] == 3)
            else {
                return refuse(format!("there is no entry \"{name}\" under Apps"));
            };
            if !w.is_shown_to(command, guild, who) {
                return refuse(format!("\"{name}\" is not shown to this member"));
            }
            // The target of a menu is always shown whole.
            let shown = w.message_json_seen(&target, true);
            let mut data = json!({
                "id": command["id"], "name": name, "type": 3, "target_id": message.to_string(),
                "resolved": {"messages": {message.to_string(): shown}},
            });
            if !command["guild_id"].is_null() {
                data["guild_id"] = command["guild_id"].clone();
            }
            let label = format!("Apps > {name}");
            w.happened(Happening::Pressed { user: who, channel: target.channel, label });
            let (channel, target) = (target.channel, Some(Target::Message(message)));
            w.interact(Act { kind: 2, who, channel, guild, data, target, ..Act::default() })
        })
    }

    /// A member presses a button, named by its label or, where it has none, by its emoji. Returns
    /// the interaction.
    ///
    /// # Errors
    /// When there is no such button, or it is disabled.
    pub fn press(&self, who: u64, message: u64, label: &str) -> Result<u64, ClientRefuses> {
        let seen = self.message(message).filter(|m| m.only_for.is_none_or(|user| user == who));
        let Some(button) = seen.as_ref().and_then(|m| m.button(label)) else {
            return refuse(format!("there is no button \"{label}\""));
        };
        if button["disabled"] == true {
            return refuse(format!("the button \"{label}\" is disabled"));
        }
        let custom_id = button["custom_id"].as_str().unwrap_or_default();
        self.forge_press(who, message, custom_id, label)
    }

    /// A member chooses from a menu under a message. Returns the interaction.
    ///
    /// # Errors
    /// What Discord's client would not let through.
    pub fn choose(&self, who: u64, message: u64, values: &[&str]) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let Some(target) = w.messages.get(&message).cloned() else {
                return refuse("the message is gone");
            };
            // Differs: discord-only-text-menus
            let Some((custom_id, offered, (least, most))) = target.menu() else {
                return refuse("there is no menu");
            };
            if target.parts().any(|part| part["type"] == 3 && part["disabled"] == true) {
                return refuse("the menu is disabled");
            }
            if !(least..=most).contains(&values.len()) {
                return refuse(format!("{least} to {most} must be chosen"));
            }
            let twice = (1..values.len()).any(|n| values[..n].contains(&values[n]));
            if twice {
                return refuse("one is chosen twice");
            }
            if target.only_for.is_some_and(|user| user != who) {
                return refuse("they do not see it");
            }
            if values.iter().any(|v| !offered.iter().any(|o| o == v)) {
                return refuse("that is not in the menu");
            }
            let guild = w.shared(who, target.channel)?;
            // Differs: discord-component-ids
            let data = json!({
                "custom_id": custom_id, "component_type": 3, "id": 2, "values": values,
            });
            let label = format!("chose {}", values.join(", "));
            w.happened(Happening::Pressed { user: who, channel: target.channel, label });
            let (channel, source) = (target.channel, Some(target));
            w.interact(Act { kind: 3, who, channel, guild, data, source, ..Act::default() })
        })
    }

    /// Somebody sends a press of a button with any custom id.
    ///
    /// # Errors
    /// When the message is gone, or they are not where it is.
    pub fn forge_press(
        &self,
        who: u64,
        message: u64,
        custom_id: &str,
        label: &str,
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let Some(target) = w.messages.get(&message).cloned() else {
                return refuse("the message is gone");
            };
            let guild = w.shared(who, target.channel)?;
            // Differs: discord-component-ids
            let data = json!({"custom_id": custom_id, "component_type": 2, "id": 2});
            let label = label.to_owned();
            w.happened(Happening::Pressed { user: who, channel: target.channel, label });
            let (channel, source) = (target.channel, Some(target));
            w.interact(Act { kind: 3, who, channel, guild, data, source, ..Act::default() })
        })
    }

    /// A member submits the modal that an interaction opened. Returns the new interaction.
    ///
    /// # Errors
    /// When none was opened.
    pub fn submit_modal(
        &self,
        opened_by: u64,
        fields: &[(&str, &str)],
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            // Differs: discord-modal-twice
            let opened = w.interactions.get(&opened_by);
            let Some((modal, who, channel, source)) =
                opened.and_then(|i| Some((i.modal.clone()?, i.user, i.channel, i.source)))
            else {
                return refuse("no modal is open");
            };
            let guild = w.shared(who, channel)?;
            // Differs: discord-no-labels
            let rows_of = || modal["components"].as_array().into_iter().flatten();
            let has = |id: &str| rows_of().any(|r| r["components"][0]["custom_id"] == id);
            if let Some((unknown, _)) = fields.iter().find(|(id, _)| !has(id)) {
                return refuse(format!("the form has no field {unknown}"));
            }
            let (mut rows, mut written) = (Vec::new(), Vec::new());
            for row in modal["components"].as_array().into_iter().flatten() {
                let part = &row["components"][0];
                let id = part["custom_id"].as_str().unwrap_or_default();
                let given = fields.iter().find(|(n, _)| *n == id).map(|(_, v)| *v);
                let value = given.or_else(|| part["value"].as_str()).unwrap_or_default();
                // Differs: discord-modal-min-length
                let most = part["max_length"].as_u64().unwrap_or(4000) as usize;
                if value.chars().count() > most {
                    return refuse(format!("{id} is longer than {most}"));
                }
                if part["required"] != false && value.is_empty() {
                    return refuse(format!("{id} is required"));
                }
                let label = part["label"].as_str().unwrap_or_default();
                written.push((label.to_owned(), value.to_owned()));
                // Differs: discord-component-ids
                let text = json!({"type": 4, "id": 2, "custom_id": id, "value": value});
                rows.push(json!({"type": 1, "id": 1, "components": [text]}));
            }
            let name = modal["custom_id"].as_str().unwrap_or_default().to_owned();
            let data = json!({"custom_id": name, "components": rows});
            let source = source.and_then(|m| w.messages.get(&m)).cloned();
            w.happened(Happening::Filled { user: who, channel, fields: written });
            let opener = Some(opened_by);
            w.interact(Act { kind: 5, who, channel, guild, data, source, opener, ..Act::default() })
        })
    }

    /// A member posts a message, perhaps with files, perhaps as a reply.
    ///
    /// # Errors
    /// When they are not in the server of the channel.
    pub fn say(
        &self,
        who: u64,
        channel: u64,
        content: &str,
        files: Vec<(String, Bytes)>,
        reply_to: Option<u64>,
    ) -> Result<u64, ClientRefuses> {
        let files = files.into_iter().enumerate().map(|(n, f)| (n as u64, f)).collect();
        let payload = Payload { json: json!({"content": content}), files };
        self.posted(who, channel, &payload, reply_to)
    }

    /// A member replies, and chose that it pings nobody.
    ///
    /// # Errors
    /// When they are not in the server of the channel.
    pub fn reply_without_ping(
        &self,
        who: u64,
        channel: u64,
        content: &str,
        reply_to: u64,
    ) -> Result<u64, ClientRefuses> {
        // What stands in the text pings all the same.
        let allowed = json!({"parse": ["users", "roles", "everyone"], "replied_user": false});
        let json = json!({"content": content, "allowed_mentions": allowed});
        let payload = Payload { json, files: Default::default() };
        self.posted(who, channel, &payload, Some(reply_to))
    }

    fn posted(
        &self,
        who: u64,
        channel: u64,
        payload: &Payload,
        reply_to: Option<u64>,
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            // Differs: discord-member-messages
            w.entered(who, channel)?;
            Ok(w.post(channel, who, payload, reply_to, None, None))
        })
    }

    /// Tells the bot of an interaction or a message once more, under a new sequence number.
    pub fn repeat(&self, id: u64) {
        self.change(|w| {
            let about = id.to_string();
            for session in &mut w.sessions {
                session.repeat(&about);
            }
        });
    }
}
