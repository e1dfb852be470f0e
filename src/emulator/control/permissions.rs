//! Gives permissions to members and to the bot, and takes them away.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::path::Path;
use super::{Answer, Sent, Stage, bad, known_channel, known_guild, none, parsed, sent};

#[derive(Deserialize)]
pub(super) struct PermissionsBody {
    /// All bits that they have from now on.
    permissions: Option<String>,
    /// Bits that they get.
    give: Option<String>,
    /// Bits that they lose.
    take: Option<String>,
    /// The channel in which they have them; absent for the server.
    channel: Option<String>,
}

/// Sets the permissions of a member, or of the bot by its ID, and returns those that result.
pub(super) async fn set(
    State(s): State<Stage>,
    Path((guild, who)): Path<(String, String)>,
    b: Sent<PermissionsBody>,
) -> Answer {
    let b = sent(b)?;
    let (guild, who) = (known_guild(&s, &guild)?, parsed(&who)?);
    let bits = |text: &Option<String>| text.as_deref().map(parsed).transpose();
    let (all, give, take) = (bits(&b.permissions)?, bits(&b.give)?, bits(&b.take)?);
    let channel = b.channel.as_deref().map(|c| known_channel(&s, c)).transpose()?;
    if channel.is_some_and(|c| s.discord.guild_of(c) != Some(guild)) {
        return Err(bad("the channel is not in this server".into()));
    }
    let in_guild = s.discord.permissions(guild, who).ok_or_else(|| none("member"))?;
    let has = match channel {
        Some(channel) => s.discord.permissions_in(channel, who).unwrap_or(0),
        None => in_guild,
    };
    let bits = (all.unwrap_or(has) | give.unwrap_or(0)) & !take.unwrap_or(0);
    match channel {
        Some(channel) => s.discord.set_permissions_in(channel, who, bits),
        None => s.discord.set_permissions(guild, who, bits),
    }
    Ok(Json(json!({"permissions": bits.to_string()})))
}
