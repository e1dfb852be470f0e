//! What people do: use commands, press buttons, submit modals, post and reply. Each act is first
//! held against what Discord's own client would let through.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::things::{
    Answered, Channel, File, Guild, Happening, Interaction, Message, Push, User,
};
use crate::emulator::discord::world::{Discord, World, permission};

/// The value of an option.
#[derive(Debug, Clone)]
pub enum Given {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
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

/// `attachment_size_limit` of a person without Nitro in a server without boosts.
const PLAIN_LIMIT: u64 = 10 * 1024 * 1024;
/// The most that a person can upload with Nitro.
const UPLOAD_LIMIT: usize = 500 * 1024 * 1024;

impl Discord {
    /// A new server, with the bot in it.
    pub fn add_guild(&self, name: &str) -> u64 {
        self.change(|w| {
            let id = w.id();
            let guild = Guild {
                id,
                name: name.to_owned(),
                tier: 0,
                bot_permissions: permission::MEMBER,
                members: Default::default(),
            };
            w.guilds.insert(id, guild);
            let event = w.guild_json(id, false);
            w.dispatch("GUILD_CREATE", Some(id), 1, event);
            id
        })
    }

    /// A new text channel.
    pub fn add_channel(&self, guild: u64, name: &str) -> u64 {
        self.add_channel_of(guild, name, 0)
    }

    /// A new channel or thread of one of Discord's kinds.
    pub fn add_channel_of(&self, guild: u64, name: &str, kind: u8) -> u64 {
        self.change(|w| {
            let id = w.id();
            let channel = Channel {
                id,
                guild: Some(guild),
                name: name.to_owned(),
                kind,
                bot_permissions: None,
                recipient: None,
                real_limit: None,
            };
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
                bot_permissions: None,
                recipient: Some(user),
                real_limit: None,
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

    /// A member uses a slash command. Returns the interaction.
    ///
    /// # Errors
    /// What Discord's client would not let through.
    pub fn run_command(
        &self,
        who: u64,
        channel: u64,
        name: &str,
        options: &[(&str, Given)],
    ) -> Result<u64, ClientRefuses> {
        self.change(|w| {
            let guild = w.guild_of(channel)?;
            let commands = w.commands_of(guild);
            let Some(command) = commands.iter().find(|c| c["name"] == name && c["type"] == 1)
            else {
                return refuse(format!("there is no command /{name}"));
            };
            if !w.is_shown_to(command, guild, who) {
                return refuse(format!("/{name} is not shown to this member"));
            }
            let (sent, files) = w.options(&command["options"], options)?;
            let resolved: serde_json::Map<_, _> =
                files.iter().map(|f| (f.id.to_string(), w.file_json(f, true))).collect();
            w.loose_files.extend(files.into_iter().map(|f| (f.id, f)));
            let mut data = json!({
                "id": command["id"], "name": name, "type": 1, "options": sent,
            });
            if !resolved.is_empty() {
                data["resolved"] = json!({"attachments": resolved});
            }
            if !command["guild_id"].is_null() {
                data["guild_id"] = command["guild_id"].clone();
            }
            let typed = typed(name, options);
            w.happened(Happening::Used { user: who, channel, command: typed });
            w.interact(2, who, channel, guild, data, None)
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
            let guild = w.guild_of(target.channel)?;
            let commands = w.commands_of(guild);
            let Some(command) = commands.iter().find(|c| c["name"] == name && c["type"] == 3)
            else {
                return refuse(format!("there is no entry \"{name}\" under Apps"));
            };
            if !w.is_shown_to(command, guild, who) {
                return refuse(format!("\"{name}\" is not shown to this member"));
            }
            // The target of a menu is always shown whole.
            let shown = w.message_json_seen(&target, true);
            let data = json!({
                "id": command["id"], "name": name, "type": 3, "target_id": message.to_string(),
                "resolved": {"messages": {message.to_string(): shown}},
            });
            let label = format!("Apps > {name}");
            w.happened(Happening::Pressed { user: who, channel: target.channel, label });
            w.interact(2, who, target.channel, guild, data, None)
        })
    }

    /// A member presses a button. Returns the interaction.
    ///
    /// # Errors
    /// When there is no such button.
    pub fn press(&self, who: u64, message: u64, label: &str) -> Result<u64, ClientRefuses> {
        let found = self.message(message).map(|m| m.buttons()).unwrap_or_default();
        let Some((_, custom_id)) = found.into_iter().find(|(l, _)| l == label) else {
            return refuse(format!("there is no button \"{label}\""));
        };
        self.forge_press(who, message, &custom_id, label)
    }

    /// Somebody sends a press of a button with any custom id.
    ///
    /// # Errors
    /// When the message is gone.
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
            let guild = w.guild_of(target.channel)?;
            let data = json!({"custom_id": custom_id, "component_type": 2, "id": 2});
            let label = label.to_owned();
            w.happened(Happening::Pressed { user: who, channel: target.channel, label });
            w.interact(3, who, target.channel, guild, data, Some(target))
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
            let opened = w.interactions.get(&opened_by);
            let Some((modal, who, channel, source)) =
                opened.and_then(|i| Some((i.modal.clone()?, i.user, i.channel, i.source)))
            else {
                return refuse("no modal is open");
            };
            let guild = w.guild_of(channel)?;
            let mut rows = Vec::new();
            for row in modal["components"].as_array().into_iter().flatten() {
                let part = &row["components"][0];
                let id = part["custom_id"].as_str().unwrap_or_default();
                let given = fields.iter().find(|(n, _)| *n == id).map(|(_, v)| *v);
                let value = given.or_else(|| part["value"].as_str()).unwrap_or_default();
                let most = part["max_length"].as_u64().unwrap_or(4000) as usize;
                if value.chars().count() > most {
                    return refuse(format!("{id} is longer than {most}"));
                }
                if part["required"] != false && value.is_empty() {
                    return refuse(format!("{id} is required"));
                }
                let text = json!({"type": 4, "id": 2, "custom_id": id, "value": value});
                rows.push(json!({"type": 1, "id": 1, "components": [text]}));
            }
            let name = modal["custom_id"].as_str().unwrap_or_default().to_owned();
            let data = json!({"custom_id": name, "components": rows});
            let source = source.and_then(|m| w.messages.get(&m)).cloned();
            w.interact(5, who, channel, guild, data, source)
        })
    }

    /// A member posts a message, perhaps with files, perhaps as a reply.
    pub fn say(
        &self,
        who: u64,
        channel: u64,
        content: &str,
        files: Vec<(String, Bytes)>,
        reply_to: Option<u64>,
    ) -> u64 {
        self.change(|w| {
            let files = files.into_iter().enumerate().map(|(n, f)| (n as u64, f)).collect();
            let payload = Payload { json: json!({"content": content}), files };
            w.post(channel, who, &payload, reply_to, None, None)
        })
    }

    /// Sends an interaction to the bot once more, as a resumed session can.
    pub fn repeat(&self, interaction: u64) {
        self.change(|w| {
            let text = interaction.to_string();
            for session in &mut w.sessions {
                let first = session.past.iter().map(|(_, e)| e).find(|e| e["d"]["id"] == text);
                if let (Some(event), Some(line)) = (first, &session.line) {
                    let _ = line.send(Push::Event(event.clone()));
                }
            }
        });
    }
}

/// A command as its user would see it typed.
fn typed(name: &str, options: &[(&str, Given)]) -> String {
    let mut text = format!("/{name}");
    for (name, value) in options {
        let value = match value {
            Given::Text(t) => t.clone(),
            Given::Integer(n) => n.to_string(),
            Given::Boolean(b) => b.to_string(),
            Given::File { name, bytes } => format!("{name} ({} kB)", bytes.len().div_ceil(1000)),
        };
        text.push_str(&format!(" {name}: {value}"));
    }
    text
}

impl World {
    fn guild_of(&self, channel: u64) -> Result<u64, ClientRefuses> {
        match self.channels.get(&channel).and_then(|c| c.guild) {
            Some(guild) => Ok(guild),
            None => refuse("there is no such channel in a server"),
        }
    }

    fn permissions(&self, guild: u64, who: u64) -> u64 {
        self.guilds.get(&guild).and_then(|g| g.members.get(&who)).copied().unwrap_or(0)
    }

    /// Whether a member sees a command: "0" is for administrators alone.
    fn is_shown_to(&self, command: &Value, guild: u64, who: u64) -> bool {
        let needed = command["default_member_permissions"].as_str();
        let Some(bits) = needed.and_then(|n| n.parse::<u64>().ok()) else { return true };
        let has = self.permissions(guild, who);
        has & permission::ADMINISTRATOR != 0 || (bits != 0 && has & bits == bits)
    }

    /// Options as the client sends them, held against their registration.
    fn options(
        &mut self,
        registered: &Value,
        given: &[(&str, Given)],
    ) -> Result<(Vec<Value>, Vec<File>), ClientRefuses> {
        let registered = registered.as_array().cloned().unwrap_or_default();
        for option in registered.iter().filter(|o| o["required"] == true) {
            if !given.iter().any(|(n, _)| option["name"] == *n) {
                return refuse(format!("option {} is required", option["name"]));
            }
        }
        let (mut sent, mut files) = (Vec::new(), Vec::new());
        for (name, value) in given {
            let Some(option) = registered.iter().find(|o| o["name"] == *name) else {
                return refuse(format!("there is no option {name}"));
            };
            let kind = option["type"].as_u64().unwrap_or(0);
            let value = match (kind, value) {
                (3, Given::Text(text)) => text_fits(option, name, text)?,
                (4, Given::Integer(n)) => integer_fits(option, name, *n)?,
                (5, Given::Boolean(b)) => json!(b),
                (11, Given::File { name, bytes }) => {
                    if bytes.len() > UPLOAD_LIMIT {
                        return refuse("the file is too large to upload");
                    }
                    let file = File {
                        id: self.id(),
                        channel: self.bot.id,
                        name: name.clone(),
                        description: None,
                        bytes: bytes.clone(),
                    };
                    let id = file.id.to_string();
                    files.push(file);
                    json!(id)
                }
                _ => return refuse(format!("option {name} is of another kind")),
            };
            sent.push(json!({"name": name, "type": kind, "value": value}));
        }
        Ok((sent, files))
    }

    /// Makes an interaction and hands it to the bot.
    fn interact(
        &mut self,
        kind: u8,
        who: u64,
        channel: u64,
        guild: u64,
        data: Value,
        source: Option<Message>,
    ) -> Result<u64, ClientRefuses> {
        let Some(place) = self.channels.get(&channel).cloned() else {
            return refuse("there is no such channel");
        };
        let id = self.id();
        let token = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
        let tier_limit = self.size_limit(&Channel { real_limit: None, ..place.clone() });
        let limit = tier_limit.max(PLAIN_LIMIT);
        let permissions = self.permissions(guild, who);
        let mut member = self.member_json(guild, who);
        member["permissions"] = json!(permissions.to_string());
        let mut event = json!({
            "id": id.to_string(), "application_id": self.bot.id.to_string(), "type": kind,
            "data": data, "guild_id": guild.to_string(), "channel_id": channel.to_string(),
            "guild": {"id": guild.to_string(), "locale": "en-US", "features": []},
            "channel": self.channel_json(&place), "member": member,
            "token": token, "version": 1, "locale": "en-US", "guild_locale": "en-US",
            "app_permissions": self.bot_permissions(&place).to_string(), "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": {"0": guild.to_string()}, "context": 0,
            "attachment_size_limit": limit,
        });
        event["channel"]["permissions"] = json!(permissions.to_string());
        if let Some(message) = &source {
            event["message"] = self.message_json(message);
        }
        self.interactions.insert(
            id,
            Interaction {
                id,
                token,
                kind,
                user: who,
                channel,
                at: self.clock.now(),
                answered: Answered::No,
                original: None,
                source: source.map(|m| m.id),
                modal: None,
                limit,
            },
        );
        self.dispatch("INTERACTION_CREATE", Some(guild), 0, event);
        Ok(id)
    }
}

fn text_fits(option: &Value, name: &str, text: &str) -> Result<Value, ClientRefuses> {
    let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !choices.is_empty() && !choices.iter().any(|c| c["value"] == text) {
        return refuse(format!("{text} is not a choice of {name}"));
    }
    let length = text.chars().count() as u64;
    let most = option["max_length"].as_u64().unwrap_or(6000);
    if length > most || length < option["min_length"].as_u64().unwrap_or(0) {
        return refuse(format!("{name} may have at most {most} characters"));
    }
    Ok(json!(text))
}

fn integer_fits(option: &Value, name: &str, n: i64) -> Result<Value, ClientRefuses> {
    let low = option["min_value"].as_i64().unwrap_or(i64::MIN);
    let high = option["max_value"].as_i64().unwrap_or(i64::MAX);
    if (low..=high).contains(&n) {
        Ok(json!(n))
    } else {
        refuse(format!("{name} must be between {low} and {high}"))
    }
}
