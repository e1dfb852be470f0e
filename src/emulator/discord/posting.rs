//! How messages are created and edited.

use serde_json::{Value, json};

use crate::emulator::discord::json::{COMPONENTS_V2, EPHEMERAL};
use crate::emulator::discord::model::{File, Mentions, Message, Sticker, TimelineEvent};
use crate::emulator::discord::payload::{Payload, snowflake};
use crate::emulator::discord::world::World;

/// What a new message has to do with others.
#[derive(Default)]
pub(super) struct About {
    /// The message that it replies to.
    pub(super) reply_to: Option<u64>,
    /// The interaction that it answers.
    pub(super) interaction: Option<u64>,
    /// The only user who sees it.
    pub(super) only_for: Option<u64>,
    /// The message that it forwards.
    pub(super) forwarded: Option<Box<Message>>,
    /// Whether it shows "thinking…".
    pub(super) thinking: bool,
}

impl World {
    /// A message of the bot that responds to an interaction or follows up on the response.
    pub(super) fn answer(&mut self, interaction: u64, payload: &Payload, thinking: bool) -> u64 {
        let Some((channel, user)) =
            self.interactions.get(&interaction).map(|i| (i.channel, i.user))
        else {
            return 0;
        };
        let private = payload.json["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
        let author = self.bot.id;
        let only_for = private.then_some(user);
        let about =
            About { interaction: Some(interaction), only_for, thinking, ..About::default() };
        self.post(channel, author, payload, about)
    }

    /// Creates a message in a channel.
    pub(super) fn post(
        &mut self,
        channel: u64,
        author: u64,
        payload: &Payload,
        about: About,
    ) -> u64 {
        let id = self.insert(channel, author, payload, about);
        self.happened(TimelineEvent::Posted(id));
        self.announce("MESSAGE_CREATE", id);
        id
    }

    fn insert(&mut self, channel: u64, author: u64, payload: &Payload, about: About) -> u64 {
        let About { reply_to, interaction, only_for, forwarded, thinking } = about;
        let id = self.id();
        let files = self.files(channel, payload);
        // Differs: discord-content-trimmed
        // Differs: discord-no-unfurling
        let content = payload.json["content"].as_str().unwrap_or_default().to_owned();
        let allowed = &payload.json["allowed_mentions"];
        let mentions = self.mentions(&content, allowed, channel, (reply_to, interaction.is_none()));
        let listed = |key: &str| match &payload.json[key] {
            Value::Null => json!([]),
            some => some.clone(),
        };
        let stickers = self.stickers(&ids(&payload.json["sticker_ids"]));
        self.messages.insert(
            id,
            Message {
                id,
                channel,
                author,
                content,
                tts: payload.json["tts"] == true,
                // Differs: discord-message-flags
                flags: payload.json["flags"].as_u64().unwrap_or(0) & !EPHEMERAL,
                files,
                components: listed("components"),
                embeds: listed("embeds"),
                previews: Vec::new(),
                stickers,
                forwarded,
                nonce: Some(payload.json["nonce"].clone()).filter(|nonce| !nonce.is_null()),
                reply_to,
                interaction,
                pinged: mentions.users.clone(),
                pinged_roles: mentions.roles.clone(),
                pings_everyone: mentions.everyone,
                mentions,
                reactions: Vec::new(),
                only_for,
                thinking,
                at: self.clock.now(),
                edited_at: None,
            },
        );
        id
    }

    /// The stickers with these IDs, as far as there are such.
    fn stickers(&self, ids: &[u64]) -> Vec<Sticker> {
        // Differs: discord-any-emoji
        let find = |id| self.guilds.values().find_map(|guild| guild.stickers.get(id)).cloned();
        ids.iter().filter_map(find).collect()
    }

    fn files(&mut self, channel: u64, payload: &Payload) -> Vec<File> {
        // Differs: discord-attachment-edits
        // Differs: discord-file-names
        let listed = payload.json["attachments"].as_array().cloned().unwrap_or_default();
        payload
            .files
            .iter()
            .map(|(n, (name, bytes))| {
                let described = listed.iter().find(|a| snowflake(&a["id"]) == Some(*n));
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

    /// What the text of a message mentions, as far as allowed. Whether it is a reply and whether it
    /// is an ordinary message determine the defaults when `allowed_mentions` is absent.
    fn mentions(
        &self,
        content: &str,
        allowed: &Value,
        channel: u64,
        (reply_to, ordinary): (Option<u64>, bool),
    ) -> Mentions {
        let guild = self.channels.get(&channel).and_then(|c| c.guild);
        // Differs: discord-role-pings
        // Interaction responses ping only users by default, ordinary messages ping everything.
        let everybody = if allowed.is_null() { ordinary } else { parses(allowed, "everyone") };
        Mentions {
            users: self.pinged(content, allowed, reply_to),
            roles: self.pinged_roles(content, allowed, guild, ordinary),
            everyone: everybody && (content.contains("@everyone") || content.contains("@here")),
        }
    }

    /// The users that a message pings: those whom its text mentions, and the author of the message
    /// that it replies to, as far as allowed.
    fn pinged(&self, content: &str, allowed: &Value, reply_to: Option<u64>) -> Vec<u64> {
        let users = ids(&allowed["users"]);
        let all = allowed.is_null() || parses(allowed, "users");
        let mut out = mentioned(content, "<@");
        out.retain(|id| self.users.contains_key(id) && (all || users.contains(id)));
        let replied = reply_to.and_then(|m| self.messages.get(&m)).map(|m| m.author);
        if let Some(author) = replied
            && (allowed.is_null() || allowed["replied_user"] == true)
            && !out.contains(&author)
        {
            out.push(author);
        }
        out
    }

    /// Roles that a message pings; here everyone may ping every role. Without `allowed_mentions`,
    /// an ordinary message pings the roles that it mentions and an interaction response none.
    fn pinged_roles(
        &self,
        content: &str,
        allowed: &Value,
        guild: Option<u64>,
        ordinary: bool,
    ) -> Vec<u64> {
        let Some(guild) = guild.and_then(|g| self.guilds.get(&g)) else { return Vec::new() };
        // Differs: discord-role-pings
        let listed = ids(&allowed["roles"]);
        let all = if allowed.is_null() { ordinary } else { parses(allowed, "roles") };
        let mut out = mentioned(content, "<@&");
        out.retain(|id| guild.roles.contains_key(id) && (all || listed.contains(id)));
        out
    }

    /// Whether a message would be empty after an edit.
    pub(super) fn would_be_empty(&self, id: u64, payload: &Payload) -> bool {
        let Some(m) = self.messages.get(&id) else { return false };
        let json = &payload.json;
        let text = match json.get("content") {
            Some(content) => content.as_str().unwrap_or_default(),
            None => m.content.as_str(),
        };
        let has = |key: &str, now: &Value| {
            json.get(key).unwrap_or(now).as_array().is_some_and(|list| !list.is_empty())
        };
        let files = match json["attachments"].as_array() {
            Some(kept) => !kept.is_empty(),
            None => !m.files.is_empty(),
        };
        text.trim().is_empty()
            && !files
            && payload.files.is_empty()
            && !has("components", &m.components)
            && !has("embeds", &m.embeds)
            && json["poll"].is_null()
    }

    /// Replaces the fields that the payload contains and leaves the rest; `attachments` lists the
    /// files that stay.
    pub(super) fn edit(&mut self, id: u64, payload: &Payload) {
        let Some(channel) = self.messages.get(&id).map(|m| m.channel) else { return };
        let new = self.files(channel, payload);
        let now = self.clock.now();
        let json = &payload.json;
        // Mentions follow the edit's `allowed_mentions`, whatever was allowed before. Nobody is
        // pinged.
        let text = json.get("content").map(|content| content.as_str().unwrap_or_default());
        let facts = self.messages.get(&id).map(|m| (m.reply_to, m.interaction.is_none()));
        let mentions = text
            .zip(facts)
            .map(|(text, facts)| self.mentions(text, &json["allowed_mentions"], channel, facts));
        let Some(m) = self.messages.get_mut(&id) else { return };
        if let (Some(text), Some(mentions)) = (text, mentions) {
            text.clone_into(&mut m.content);
            m.mentions = mentions;
        }
        if let Some(components) = json.get("components") {
            m.components = if components.is_null() { json!([]) } else { components.clone() };
        }
        if let Some(embeds) = json.get("embeds") {
            m.embeds = if embeds.is_null() { json!([]) } else { embeds.clone() };
        }
        if let Some(flags) = json["flags"].as_u64() {
            // A message of Components V2 stays one.
            m.flags = (flags & !EPHEMERAL) | (m.flags & COMPONENTS_V2);
        }
        // Differs: discord-attachment-edits
        if let Some(kept) = json["attachments"].as_array() {
            let kept: Vec<_> = kept.iter().filter_map(|a| snowflake(&a["id"])).collect();
            m.files.retain(|f| kept.contains(&f.id));
        }
        m.files.extend(new);
        if !m.thinking {
            m.edited_at = Some(now);
        }
        m.thinking = false;
        self.happened(TimelineEvent::Edited(id));
        self.announce("MESSAGE_UPDATE", id);
    }
}

/// The IDs in a list.
fn ids(list: &Value) -> Vec<u64> {
    list.as_array().into_iter().flatten().filter_map(snowflake).collect()
}

/// Whether mentions of this kind in the text may ping.
fn parses(allowed: &Value, kind: &str) -> bool {
    allowed["parse"].as_array().is_some_and(|kinds| kinds.iter().any(|k| k == kind))
}

/// IDs in a text that follow the given mention prefix, without duplicates.
fn mentioned(content: &str, begins: &str) -> Vec<u64> {
    let mut out = Vec::new();
    for (at, _) in content.match_indices(begins) {
        // A preceding backslash escapes the mention.
        if content[..at].ends_with('\\') {
            continue;
        }
        let rest = content[at + begins.len()..].trim_start_matches('!');
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(id) = digits.parse()
            && !out.contains(&id)
        {
            out.push(id);
        }
    }
    out
}
