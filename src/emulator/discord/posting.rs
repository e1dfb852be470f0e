//! How messages are created and edited.

use serde_json::{Value, json};

use crate::emulator::discord::json::{COMPONENTS_V2, EPHEMERAL};
use crate::emulator::discord::mentions::Source;
use crate::emulator::discord::model::{File, Message, SUPPRESS_EMBEDS, Sticker, TimelineEvent};
use crate::emulator::discord::payload::{Payload, snowflake, snowflakes};
use crate::emulator::discord::world::World;

/// The flags that a new message can be given (docs, Create Message); others are ignored.
const SETTABLE: u64 = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_VOICE_MESSAGE | COMPONENTS_V2;
const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
const IS_VOICE_MESSAGE: u64 = 1 << 13;

/// What a new message has to do with others.
#[derive(Default)]
pub(super) struct About {
    /// Its ID, if it gets no new one.
    pub(super) id: Option<u64>,
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
        let About { id, reply_to, interaction, only_for, forwarded, thinking } = about;
        let id = id.unwrap_or_else(|| self.id());
        let files = self.files(channel, payload);
        // Differs: discord-no-unfurling
        let content = payload.json["content"].as_str().unwrap_or_default().trim().to_owned();
        let allowed = &payload.json["allowed_mentions"];
        let source = Source { channel, author, reply_to, ordinary: interaction.is_none() };
        let mentions = self.mentions(&content, allowed, &source);
        let listed = |key: &str| match &payload.json[key] {
            Value::Null => json!([]),
            some => some.clone(),
        };
        let stickers = self.stickers(&snowflakes(&payload.json["sticker_ids"]));
        self.messages.insert(
            id,
            Message {
                id,
                channel,
                author,
                content,
                tts: payload.json["tts"] == true,
                flags: payload.json["flags"].as_u64().unwrap_or(0) & SETTABLE,
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
                pinned_at: None,
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
                    spoiler: described.is_some_and(|a| a["is_spoiler"] == true),
                    bytes: bytes.clone(),
                }
            })
            .collect()
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
        let text = json.get("content").map(|content| content.as_str().unwrap_or_default().trim());
        let source = self.messages.get(&id).map(|m| Source {
            channel,
            author: m.author,
            reply_to: m.reply_to,
            ordinary: m.interaction.is_none(),
        });
        let allowed = &json["allowed_mentions"];
        let mentions = text.zip(source).map(|(text, of)| self.mentions(text, allowed, &of));
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
            // Others stay as they are, and a message of Components V2 stays one.
            let kept = m.flags & !SUPPRESS_EMBEDS;
            m.flags = kept | (flags & (SUPPRESS_EMBEDS | COMPONENTS_V2));
        }
        if let Some(listed) = json["attachments"].as_array() {
            let kept: Vec<_> = listed.iter().filter_map(|a| snowflake(&a["id"])).collect();
            // Files of embeds stay as long as their embeds do: clients cannot list them.
            let shown = m.files_of_embeds();
            m.files.retain(|f| kept.contains(&f.id) || shown.contains(&f.id));
            for file in &mut m.files {
                let known = listed.iter().find(|a| snowflake(&a["id"]) == Some(file.id));
                if let Some(known) = known {
                    describe(file, known);
                }
            }
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

/// Changes what an edit says about a file that stays; null is as absent.
fn describe(file: &mut File, listed: &Value) {
    if let Some(text) = listed["description"].as_str() {
        file.description = Some(text.to_owned()).filter(|text| !text.is_empty());
    }
    if let Some(is) = listed["is_spoiler"].as_bool() {
        file.spoiler = is;
    }
}
