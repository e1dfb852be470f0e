//! Sets up servers, channels, members and the bot's permissions for a test.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::path::Path;
use super::{Answer, Sent, Stage, decoded, id, known_channel, known_guild, parsed, sent};
use crate::emulator::discord::{StickerFormat, Visibility};

#[derive(Deserialize)]
pub(super) struct Named {
    name: String,
    #[serde(default)]
    kind: u8,
    #[serde(default)]
    permissions: String,
    #[serde(default)]
    visibility: Visibility,
    /// Whether everyone may ping a role.
    #[serde(default)]
    mentionable: bool,
    /// The parent channel of a thread.
    parent: Option<String>,
    #[serde(default)]
    age_restricted: bool,
}

pub(super) async fn add_guild(State(s): State<Stage>, b: Sent<Named>) -> Answer {
    Ok(id(s.discord.add_guild(&sent(b)?.name)))
}

pub(super) async fn add_channel(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    b: Sent<Named>,
) -> Answer {
    let b = sent(b)?;
    let guild = known_guild(&s, &guild)?;
    if let Some(parent) = &b.parent {
        return Ok(id(s.discord.add_thread(guild, &b.name, known_channel(&s, parent)?)));
    }
    if b.age_restricted {
        return Ok(id(s.discord.add_adult_channel(guild, &b.name)));
    }
    Ok(id(s.discord.add_channel_as(guild, &b.name, b.kind, b.visibility)))
}

pub(super) async fn add_member(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    b: Sent<Named>,
) -> Answer {
    let b = sent(b)?;
    let more = if b.permissions.is_empty() { 0 } else { parsed(&b.permissions)? };
    Ok(id(s.discord.add_member(parsed(&guild)?, &b.name, more)))
}

pub(super) async fn add_role(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    b: Sent<Named>,
) -> Answer {
    let b = sent(b)?;
    let guild = parsed(&guild)?;
    let role = s.discord.add_role(guild, &b.name);
    if b.mentionable {
        s.discord.set_mentionable(guild, role, true);
    }
    Ok(id(role))
}

pub(super) async fn set_roles(
    State(s): State<Stage>,
    Path((guild, member)): Path<(String, String)>,
    roles: Sent<Vec<String>>,
) -> Answer {
    let roles = sent(roles)?;
    let roles: Vec<_> = roles.iter().map(|r| parsed(r)).collect::<Result<_, _>>()?;
    s.discord.set_roles(parsed(&guild)?, parsed(&member)?, &roles);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct ChannelBody {
    age_restricted: Option<bool>,
    visibility: Option<Visibility>,
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    locked: bool,
    /// The bot's permissions in the channel, as bits.
    bot_permissions: Option<String>,
    /// Larger files are rejected, whatever the interaction claims.
    real_limit: Option<u64>,
    /// The owner of the thread.
    owner: Option<String>,
    /// Edits of old messages that are accepted per minute.
    old_edits: Option<usize>,
}

pub(super) async fn channel_state(
    State(s): State<Stage>,
    Path(channel): Path<String>,
    b: Sent<ChannelBody>,
) -> Answer {
    let b = sent(b)?;
    let channel = known_channel(&s, &channel)?;
    if let Some(bits) = &b.bot_permissions {
        s.discord.set_bot_permissions(channel, parsed(bits)?);
    }
    if let Some(bytes) = b.real_limit {
        s.discord.set_real_limit(channel, bytes);
    }
    if let Some(most) = b.old_edits {
        s.discord.limit_old_edits(channel, most);
    }
    if let Some(owner) = &b.owner {
        s.discord.set_thread_owner(channel, parsed(owner)?);
    }
    if let Some(is) = b.age_restricted {
        s.discord.set_age_restricted(channel, is);
    }
    if let Some(visibility) = b.visibility {
        s.discord.set_visibility(channel, visibility);
    }
    if b.archived || b.locked {
        s.discord.archive_thread(channel, b.locked);
    }
    Ok(Json(json!({})))
}

pub(super) async fn delete_channel(State(s): State<Stage>, Path(channel): Path<String>) -> Answer {
    s.discord.delete_channel(known_channel(&s, &channel)?);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct GuildBody {
    tier: Option<u8>,
    claimed_limit: Option<u64>,
    unavailable: Option<bool>,
    locale: Option<String>,
}

pub(super) async fn guild_state(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    b: Sent<GuildBody>,
) -> Answer {
    let (guild, b) = (known_guild(&s, &guild)?, sent(b)?);
    if let Some(tier) = b.tier {
        s.discord.set_tier(guild, tier);
    }
    if let Some(bytes) = b.claimed_limit {
        s.discord.set_claim(guild, bytes);
    }
    if let Some(is) = b.unavailable {
        s.discord.set_unavailable(guild, is);
    }
    if let Some(locale) = &b.locale {
        s.discord.set_locale(guild, locale);
    }
    Ok(Json(json!({})))
}

pub(super) async fn delete_guild(State(s): State<Stage>, Path(guild): Path<String>) -> Answer {
    s.discord.delete_guild(known_guild(&s, &guild)?);
    Ok(Json(json!({})))
}

pub(super) async fn kick_bot(State(s): State<Stage>, Path(guild): Path<String>) -> Answer {
    s.discord.kick_bot(known_guild(&s, &guild)?);
    Ok(Json(json!({})))
}

pub(super) async fn invite_bot(State(s): State<Stage>, Path(guild): Path<String>) -> Answer {
    s.discord.invite_bot(known_guild(&s, &guild)?);
    Ok(Json(json!({})))
}

/// A user from another server joins.
pub(super) async fn join(
    State(s): State<Stage>,
    Path((guild, member)): Path<(String, String)>,
) -> Answer {
    s.discord.join(known_guild(&s, &guild)?, parsed(&member)?);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct UserBody {
    takes_direct: Option<bool>,
    locale: Option<String>,
    /// `attachment_size_limit` of their interactions.
    claimed_limit: Option<u64>,
    /// An image in base64; empty for none.
    avatar: Option<String>,
    /// The server in which the avatar is shown; absent for all.
    guild: Option<String>,
}

pub(super) async fn user_state(
    State(s): State<Stage>,
    Path(user): Path<String>,
    b: Sent<UserBody>,
) -> Answer {
    let (user, b) = (parsed(&user)?, sent(b)?);
    match b.takes_direct {
        Some(true) => s.discord.open_to_bot(user),
        Some(false) => s.discord.close_direct(user),
        None => {}
    }
    if let Some(locale) = &b.locale {
        s.discord.set_locale(user, locale);
    }
    if let Some(bytes) = b.claimed_limit {
        s.discord.set_claim_of(user, bytes);
    }
    if let Some(avatar) = &b.avatar {
        let guild = b.guild.as_deref().map(|guild| known_guild(&s, guild)).transpose()?;
        let image = Some(decoded(avatar)?).filter(|image| !image.is_empty());
        s.discord.set_avatar(user, guild, image.as_ref())?;
    }
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct EmojiBody {
    name: String,
    base64: String,
    #[serde(default)]
    animated: bool,
}

pub(super) async fn add_emoji(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    b: Sent<EmojiBody>,
) -> Answer {
    let (guild, b) = (known_guild(&s, &guild)?, sent(b)?);
    Ok(id(s.discord.add_emoji(guild, &b.name, &decoded(&b.base64)?, b.animated)?))
}

#[derive(Deserialize)]
pub(super) struct StickerBody {
    name: String,
    format: StickerFormat,
    base64: String,
}

pub(super) async fn add_sticker(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    b: Sent<StickerBody>,
) -> Answer {
    let (guild, b) = (known_guild(&s, &guild)?, sent(b)?);
    Ok(id(s.discord.add_sticker(guild, &b.name, b.format, &decoded(&b.base64)?)?))
}

#[derive(Deserialize)]
pub(super) struct WebBody {
    url: String,
    base64: String,
}

/// Sets what Discord's proxy finds at an address of the web.
pub(super) async fn put_in_web(State(s): State<Stage>, b: Sent<WebBody>) -> Answer {
    let b = sent(b)?;
    s.discord.put_in_web(&b.url, decoded(&b.base64)?);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct BotBody {
    token: Option<String>,
    message_content: Option<bool>,
    members: Option<bool>,
}

pub(super) async fn bot_state(State(s): State<Stage>, b: Sent<BotBody>) -> Answer {
    let b = sent(b)?;
    if let Some(token) = &b.token {
        s.discord.set_token(token);
    }
    if let Some(allowed) = b.message_content {
        s.discord.allow_message_content(allowed);
    }
    if let Some(allowed) = b.members {
        s.discord.allow_members(allowed);
    }
    Ok(Json(json!({})))
}

pub(super) async fn remove_member(
    State(s): State<Stage>,
    Path((guild, member)): Path<(String, String)>,
) -> Answer {
    s.discord.remove_member(parsed(&guild)?, parsed(&member)?);
    Ok(Json(json!({})))
}
