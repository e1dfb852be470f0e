//! How messages come into the world and change.

use serde_json::{Value, json};

use crate::emulator::discord::json::EPHEMERAL;
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::things::{File, Happening, Message};
use crate::emulator::discord::world::World;

impl World {
    /// A message of the bot that answers an interaction or follows its answer.
    pub(super) fn answer(&mut self, interaction: u64, payload: &Payload, thinking: bool) -> u64 {
        let Some((channel, user)) =
            self.interactions.get(&interaction).map(|i| (i.channel, i.user))
        else {
            return 0;
        };
        let private = payload.json["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
        let author = self.bot.id;
        let only_for = private.then_some(user);
        let id = self.post(channel, author, payload, None, Some(interaction), only_for);
        if let Some(m) = self.messages.get_mut(&id) {
            m.thinking = thinking;
        }
        id
    }

    /// Puts a message into a channel.
    pub(super) fn post(
        &mut self,
        channel: u64,
        author: u64,
        payload: &Payload,
        reply_to: Option<u64>,
        interaction: Option<u64>,
        only_for: Option<u64>,
    ) -> u64 {
        let id = self.id();
        let files = self.files(channel, payload);
        let content = payload.json["content"].as_str().unwrap_or_default().to_owned();
        let allowed = &payload.json["allowed_mentions"];
        let pinged = self.pinged(&content, allowed, reply_to);
        // Answers to interactions ping users by default, ordinary messages everything.
        let may_ping_all = if allowed.is_null() {
            interaction.is_none()
        } else {
            allowed["parse"].as_array().is_some_and(|p| p.iter().any(|k| k == "everyone"))
        };
        let pings_everyone =
            may_ping_all && (content.contains("@everyone") || content.contains("@here"));
        let components = match &payload.json["components"] {
            Value::Null => json!([]),
            some => some.clone(),
        };
        self.messages.insert(
            id,
            Message {
                id,
                channel,
                author,
                content,
                flags: payload.json["flags"].as_u64().unwrap_or(0) & !EPHEMERAL,
                files,
                components,
                reply_to,
                interaction,
                pinged,
                pings_everyone,
                only_for,
                thinking: false,
                at: self.clock.now(),
                edited_at: None,
            },
        );
        self.happened(Happening::Posted(id));
        self.announce("MESSAGE_CREATE", id);
        id
    }

    fn files(&mut self, channel: u64, payload: &Payload) -> Vec<File> {
        let listed = payload.json["attachments"].as_array().cloned().unwrap_or_default();
        payload
            .files
            .iter()
            .map(|(n, (name, bytes))| {
                let described = listed.iter().find(|a| {
                    a["id"].as_u64() == Some(*n) || a["id"].as_str() == Some(n.to_string().as_str())
                });
                let text = |key: &str| described.and_then(|a| a[key].as_str()).map(str::to_owned);
                File {
                    id: self.id(),
                    channel,
                    name: text("filename").unwrap_or_else(|| name.clone()),
                    description: text("description"),
                    bytes: bytes.clone(),
                }
            })
            .collect()
    }

    /// Whom a message pings: those whom its text mentions, and the author of the message that it
    /// replies to, as far as they may be.
    fn pinged(&self, content: &str, allowed: &Value, reply_to: Option<u64>) -> Vec<u64> {
        let list = |v: &Value| -> Vec<String> {
            let texts = v.as_array().into_iter().flatten();
            texts.filter_map(|t| t.as_str().map(str::to_owned)).collect()
        };
        let parse = list(&allowed["parse"]);
        let users = list(&allowed["users"]);
        let all = allowed.is_null() || parse.iter().any(|p| p == "users");
        let mut out = Vec::new();
        for (at, _) in content.match_indices("<@") {
            // A backslash before it shows it as text.
            if content[..at].ends_with('\\') {
                continue;
            }
            let digits: String = content[at + 2..]
                .trim_start_matches('!')
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            if let Ok(id) = digits.parse::<u64>()
                && self.users.contains_key(&id)
                && (all || users.contains(&digits))
                && !out.contains(&id)
            {
                out.push(id);
            }
        }
        let replied = reply_to.and_then(|m| self.messages.get(&m)).map(|m| m.author);
        if let Some(author) = replied
            && (allowed.is_null() || allowed["replied_user"] == true)
            && !out.contains(&author)
        {
            out.push(author);
        }
        out
    }

    /// Replaces what a payload names and leaves the rest; `attachments` lists what stays.
    pub(super) fn edit(&mut self, id: u64, payload: &Payload) {
        let Some(channel) = self.messages.get(&id).map(|m| m.channel) else { return };
        let new = self.files(channel, payload);
        let now = self.clock.now();
        let Some(m) = self.messages.get_mut(&id) else { return };
        let json = &payload.json;
        if let Some(content) = json.get("content") {
            m.content = content.as_str().unwrap_or_default().to_owned();
        }
        if let Some(components) = json.get("components") {
            m.components = if components.is_null() { json!([]) } else { components.clone() };
        }
        if let Some(flags) = json["flags"].as_u64() {
            m.flags = flags & !EPHEMERAL;
        }
        if let Some(kept) = json["attachments"].as_array() {
            let ids: Vec<_> = kept.iter().filter_map(|a| a["id"].as_str()).collect();
            m.files.retain(|f| ids.contains(&f.id.to_string().as_str()));
        }
        m.files.extend(new);
        if !m.thinking {
            m.edited_at = Some(now);
        }
        m.thinking = false;
        self.happened(Happening::Edited(id));
        self.announce("MESSAGE_UPDATE", id);
    }
}
