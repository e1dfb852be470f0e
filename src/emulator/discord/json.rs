//! The world as Discord's JSON. Fields follow the OpenAPI description and, for the gateway, what
//! clients turned out to need.

mod components;
mod embeds;
mod expressions;
mod guild;
mod metadata;

use serde_json::{Value, json};

pub(super) use guild::Arrival;

use crate::emulator::discord::cdn;
use crate::emulator::discord::file_types::type_of;
use crate::emulator::discord::model::{Channel, File, Message, User, Visibility};
use crate::emulator::discord::times::written;
use crate::emulator::discord::world::{LINK_LIFE, World, permission};
use crate::emulator::movie;

/// `EPHEMERAL`.
pub(super) const EPHEMERAL: u64 = 1 << 6;
/// `IS_COMPONENTS_V2`: the message consists of components alone.
pub(super) const COMPONENTS_V2: u64 = 1 << 15;
/// `HAS_THREAD`.
const HAS_THREAD: u64 = 1 << 5;
/// `LOADING`.
const LOADING: u64 = 1 << 7;
/// `IS_SPOILER` of a file.
const IS_SPOILER: u64 = 1 << 3;
/// `CHANNEL_OBFUSCATED`.
const OBFUSCATED: u64 = 1 << 17;

// Differs: discord-fixed-fields
pub(super) fn user(user: &User) -> Value {
    json!({
        "id": user.id.to_string(), "username": user.name,
        "avatar": user.avatar.as_ref().map(|avatar| &avatar.hash),
        "discriminator": "0", "public_flags": 0, "flags": 0, "bot": user.bot,
        "banner": null, "accent_color": null, "global_name": user.name,
        "avatar_decoration_data": null, "collectibles": null, "primary_guild": null,
    })
}

impl World {
    /// The bot's own user object.
    pub(super) fn self_json(&self) -> Value {
        let mut own = user(&self.bot);
        own["mfa_enabled"] = json!(true);
        own["locale"] = json!("en-US");
        own["verified"] = json!(true);
        own["email"] = Value::Null;
        own
    }

    pub(super) fn application_json(&self) -> Value {
        // Differs: discord-no-http-interactions
        // GATEWAY_MESSAGE_CONTENT_LIMITED and GATEWAY_GUILD_MEMBERS_LIMITED, for a bot in too few
        // servers to need verification.
        let content = if self.may_read_content { 1 << 19 } else { 0 };
        let members = if self.may_read_members { 1 << 15 } else { 0 };
        let flags = content | members;
        json!({
            "id": self.application.to_string(), "name": self.bot.name, "icon": null,
            "description": "", "type": null, "bot": user(&self.bot), "verify_key": "0".repeat(64),
            "bot_public": false, "bot_require_code_grant": false,
            "flags": flags, "flags_new": flags.to_string(), "redirect_uris": [],
            "interactions_endpoint_url": null, "role_connections_verification_url": null,
            "owner": user(&User { id: 1, name: "operator".into(), bot: false, avatar: None }),
            "approximate_guild_count": self.guilds.len(), "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0, "explicit_content_filter": 0,
            "team": null, "eligible_oauth2_scopes": [],
            // Deprecated and empty, but present: some clients require it.
            "summary": "",
        })
    }

    pub(super) fn channel_json(&self, channel: &Channel) -> Value {
        // Differs: discord-fixed-fields
        let base = json!({
            "id": channel.id.to_string(), "type": channel.kind, "flags": 0,
            "last_message_id": null,
        });
        let mut out = base;
        match (channel.guild, channel.recipient.and_then(|r| self.users.get(&r))) {
            (Some(guild), _) => {
                out["guild_id"] = json!(guild.to_string());
                out["name"] = json!(channel.name);
                // Differs: discord-no-slow-mode
                out["rate_limit_per_user"] = json!(0);
                out["parent_id"] = json!(channel.parent.map(|p| p.to_string()));
                // Differs: discord-no-voice
                if matches!(channel.kind, 2 | 13) {
                    out["bitrate"] = json!(64_000);
                    out["user_limit"] = json!(0);
                    out["rtc_region"] = Value::Null;
                }
                if !matches!(channel.kind, 10..=12) {
                    out["topic"] = Value::Null;
                    out["position"] = json!(0);
                    // Differs: discord-no-role-permissions
                    out["permission_overwrites"] = json!([]);
                    out["nsfw"] = json!(channel.nsfw);
                } else {
                    out["thread_metadata"] = json!({
                        "archived": channel.archived, "locked": channel.locked,
                        "auto_archive_duration": channel.auto_archive.unwrap_or(1440),
                        "archive_timestamp": "2024-01-01T00:00:00.000000+00:00",
                        "create_timestamp": "2024-01-01T00:00:00.000000+00:00",
                    });
                    out["owner_id"] = json!(channel.owner.unwrap_or(1).to_string());
                    out["message_count"] = json!(0);
                    out["member_count"] = json!(1);
                    out["total_message_sent"] = json!(0);
                }
            }
            (None, Some(recipient)) => out["recipients"] = json!([user(recipient)]),
            (None, None) => out["recipients"] = json!([]),
        }
        out
    }

    /// A channel in gateway events: obfuscated if the bot may not view it. Then only its ID, type,
    /// position and parent are real.
    pub(super) fn channel_event_json(&self, channel: &Channel) -> Value {
        let mut out = self.channel_json(channel);
        let nulled = match self.visibility(channel) {
            Visibility::Visible => return out,
            Visibility::Nulled => true,
            Visibility::Reduced => false,
        };
        let everyone = channel.guild.unwrap_or_default().to_string();
        out["flags"] = json!(OBFUSCATED);
        out["name"] = json!("___hidden___");
        out["permission_overwrites"] = json!([{
            "id": everyone, "type": 0, "allow": "0",
            "deny": permission::VIEW_CHANNEL.to_string(),
        }]);
        out["topic"] = Value::Null;
        out["last_message_id"] = Value::Null;
        out["nsfw"] = if nulled { Value::Null } else { json!(false) };
        out["rate_limit_per_user"] = if nulled { Value::Null } else { json!(0) };
        out
    }

    pub(super) fn file_json(&self, file: &File, ephemeral: bool) -> Value {
        // Differs: discord-no-media-proxy
        let url = self.file_url(file);
        let mut out = json!({
            "id": file.id.to_string(), "filename": file.name, "size": file.bytes.len(),
            "url": url, "proxy_url": url,
        });
        if let Some(kind) = type_of(&file.name) {
            out["content_type"] = json!(kind);
        }
        if let Some(text) = &file.description {
            out["description"] = json!(text);
        }
        if file.spoiler {
            out["flags"] = json!(IS_SPOILER);
        }
        if ephemeral {
            out["ephemeral"] = json!(true);
        }
        // Differs: discord-file-facts
        let size = cdn::size(&file.bytes);
        if let Some((width, height)) = size.or_else(|| Some(movie::measure(&file.bytes)?.size)) {
            out["width"] = json!(width);
            out["height"] = json!(height);
        }
        out
    }

    /// The files of a message, without those that its embeds show.
    pub(super) fn files_json(&self, m: &Message) -> Vec<Value> {
        let shown = m.files_of_embeds();
        let listed = m.files.iter().filter(|file| !shown.contains(&file.id));
        listed.map(|file| self.file_json(file, m.only_for.is_some())).collect()
    }

    /// The signed link to a file.
    pub(super) fn file_url(&self, file: &File) -> String {
        // A message fetched again has fresh links.
        let issued = self.clock.now().as_second();
        let expires = (self.clock.now() + LINK_LIFE).as_second();
        let File { channel, id, name, .. } = file;
        let link = cdn::Link { channel: *channel, id: *id, name, issued, expires };
        format!("{}{}", self.cdn, link.path())
    }

    /// A message as the bot receives it: without the privileged intent, the content of messages
    /// that are not addressed to the bot is empty.
    pub(super) fn message_json(&self, m: &Message) -> Value {
        self.message_json_seen(m, self.may_be_seen(m))
    }

    /// Whether the bot sees the content of a message.
    pub(super) fn may_be_seen(&self, m: &Message) -> bool {
        let own = m.author == self.bot.id;
        let direct = self.channels.get(&m.channel).is_some_and(|c| c.guild.is_none());
        own || direct || self.may_read_content || self.is_addressed(m)
    }

    pub(super) fn message_json_seen(&self, m: &Message, visible: bool) -> Value {
        let mut out = self.message_alone(m, visible);
        if let Some(to) = self.reply_of(m) {
            // Visibility of the referenced message is judged separately, and it shows no further
            // reply.
            out["referenced_message"] = match self.messages.get(&to) {
                Some(original) => self.message_alone(original, self.may_be_seen(original)),
                None => Value::Null,
            };
        }
        out
    }

    /// The message that this one is shown as a reply to. A response to a component replies to the
    /// message with the component, and a follow-up replies to the response. A message that others
    /// can see never replies to an ephemeral one.
    fn reply_of(&self, m: &Message) -> Option<u64> {
        let interaction = m.interaction.and_then(|i| self.interactions.get(&i));
        let follows = interaction.and_then(|i| match i.original.filter(|first| *first != m.id) {
            Some(first) => Some(first),
            None => i.source,
        });
        let is_private = |to: &u64| self.messages.get(to).is_some_and(|o| o.only_for.is_some());
        m.reply_to.or_else(|| follows.filter(|to| m.only_for.is_some() || !is_private(to)))
    }

    fn message_alone(&self, m: &Message, visible: bool) -> Value {
        let someone = User { id: m.author, name: "someone".into(), bot: false, avatar: None };
        let author = self.users.get(&m.author).unwrap_or(&someone);
        let mut flags = m.flags;
        if m.only_for.is_some() {
            flags |= EPHEMERAL;
        }
        if m.thinking {
            flags |= LOADING;
        }
        let thread = self.thread_of(m);
        if thread.is_some() {
            flags |= HAS_THREAD;
        }
        let interaction = m.interaction.and_then(|i| self.interactions.get(&i));
        let reply_to = self.reply_of(m);
        // Differs: discord-no-system-messages
        let kind = match (reply_to, interaction) {
            (Some(_), _) => 19,
            (None, Some(i)) if i.target.is_some() => 23,
            (None, Some(_)) => 20,
            (None, None) => 0,
        };
        let files = self.files_json(m);
        let mut out = json!({
            "id": m.id.to_string(), "channel_id": m.channel.to_string(), "type": kind,
            "content": if visible { m.content.as_str() } else { "" },
            "author": user(author),
            "mentions": m.mentions.users.iter().filter_map(|u| self.users.get(u)).map(user).collect::<Vec<_>>(),
            "mention_roles": m.mentions.roles.iter().map(u64::to_string).collect::<Vec<_>>(),
            "mention_everyone": m.mentions.everyone, "tts": m.tts,
            "pinned": m.pinned_at.is_some(),
            "attachments": if visible { json!(files) } else { json!([]) },
            "embeds": if visible { self.embeds_json(m) } else { json!([]) },
            "components": if visible { self.components_json(m) } else { json!([]) },
            "timestamp": written(m.at),
            "edited_timestamp": m.edited_at.map(written),
            "flags": flags,
        });
        if !m.reactions.is_empty() {
            out["reactions"] = self.reactions_json(m);
        }
        if let Some(thread) = thread {
            out["thread"] = self.channel_json(thread);
        }
        if !m.stickers.is_empty() {
            out["sticker_items"] = self.sticker_items_json(m);
        }
        if let Some(forwarded) = &m.forwarded {
            self.add_forwarded(&mut out, forwarded, visible);
        }
        if let Some(interaction) = interaction {
            out["application_id"] = json!(self.application.to_string());
            out["webhook_id"] = json!(self.application.to_string());
            out["interaction_metadata"] = self.metadata_of_message(interaction, m.id);
        }
        if let Some(to) = reply_to {
            let guild = self.channels.get(&m.channel).and_then(|c| c.guild);
            out["message_reference"] = json!({
                "type": 0, "channel_id": m.channel.to_string(), "message_id": to.to_string(),
            });
            if let Some(guild) = guild {
                out["message_reference"]["guild_id"] = json!(guild.to_string());
            }
        }
        out
    }
}
