//! What libraries also request: servers, their members and channels, users, soundboard sounds.

use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::access::entered;
use super::asked::{Path, Query};
use super::{Answer, authorized, ok};
use crate::emulator::discord::checks::Refusal;
use crate::emulator::discord::json;
use crate::emulator::discord::model::Visibility;
use crate::emulator::discord::world::Discord;

pub(super) async fn guild(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(id): Path<u64>,
    query: Query,
) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    entered(&w, id)?;
    let mut out = w.guild_json(id);
    out["home_header"] = Value::Null;
    out["incidents_data"] = Value::Null;
    if query.is_true("with_counts") {
        let members = w.guilds.get(&id).map_or(0, |guild| guild.members.len() + 1);
        out["approximate_member_count"] = json!(members);
        out["approximate_presence_count"] = json!(members);
    }
    ok(out)
}

/// Channels, without threads and without channels that the bot may not view.
pub(super) async fn channels(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(id): Path<u64>,
) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    entered(&w, id)?;
    let shown = w.channels.values().filter(|c| {
        c.guild == Some(id) && !matches!(c.kind, 10..=12) && w.visibility(c) == Visibility::Visible
    });
    ok(shown.map(|c| w.channel_json(c)).collect())
}

pub(super) async fn member(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((guild, user)): Path<(u64, u64)>,
) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    entered(&w, guild)?;
    let is_member = w.guilds.get(&guild).is_some_and(|g| g.members.contains_key(&user));
    if user != w.bot.id && !is_member {
        return Err(Refusal::unknown(10007, "Member"));
    }
    let mut out = w.member_json(guild, user);
    if let Some(fields) = out.as_object_mut() {
        fields.insert("banner".into(), Value::Null);
    }
    ok(out)
}

pub(super) async fn user(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(id): Path<u64>,
) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    match w.users.get(&id) {
        Some(found) => ok(json::user(found)),
        None => Err(Refusal::unknown(10013, "User")),
    }
}

/// The soundboard sound of the documentation's example; the real service has more.
pub(super) async fn default_sounds(State(d): State<Discord>, headers: HeaderMap) -> Answer {
    authorized(&d, &headers)?;
    // Differs: discord-default-sounds
    ok(json!([{"name": "quack", "sound_id": "1", "volume": 1.0, "emoji_id": null,
        "emoji_name": "🦆", "available": true}]))
}
