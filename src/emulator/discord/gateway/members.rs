//! Requests for members (op 8), answered in chunks.

use serde_json::{Value, json};

use super::{Conversation, GUILD_MEMBERS};
use crate::emulator::discord::payload::snowflake;
use crate::emulator::discord::world::World;

/// Maximum number of members in a chunk.
const CHUNK: usize = 1000;
/// Maximum number of members for a query or a list of IDs.
const MAX_MEMBERS: usize = 100;
/// Maximum length of a nonce in bytes; a longer one is ignored.
const NONCE: usize = 32;

impl Conversation {
    /// Sends the requested members to the session, or nothing if it may not request them.
    pub(super) fn request_members(&self, asked: &Value) {
        let Some((session, _)) = &self.session else { return };
        self.discord.change(|w| {
            let Some(intents) = w.sessions.iter().find(|s| s.id == *session).map(|s| s.intents)
            else {
                return;
            };
            let chunks = chunks(w, asked, intents);
            if let Some(session) = w.sessions.iter_mut().find(|s| s.id == *session) {
                for chunk in &chunks {
                    session.tell("GUILD_MEMBERS_CHUNK", chunk);
                }
            }
        });
    }
}

/// The chunks that answer a request.
fn chunks(w: &World, asked: &Value, intents: u64) -> Vec<Value> {
    // Some clients send the server ID in a list.
    let guild = asked["guild_id"].as_array().and_then(|l| l.first()).unwrap_or(&asked["guild_id"]);
    let Some((id, guild)) = snowflake(guild).and_then(|id| Some((id, w.guilds.get(&id)?))) else {
        return Vec::new();
    };
    let everybody = || guild.members.keys().copied().chain([w.bot.id]);
    let mut not_found = Vec::new();
    let found: Vec<u64> = if asked["user_ids"].is_null() {
        let query = asked["query"].as_str().unwrap_or_default().to_lowercase();
        let limit = usize::try_from(asked["limit"].as_u64().unwrap_or(0)).unwrap_or(usize::MAX);
        // Differs: discord-no-presences
        if query.is_empty() && limit == 0 {
            if intents & GUILD_MEMBERS == 0 {
                return Vec::new();
            }
            everybody().collect()
        } else {
            let begins = |who: &u64| {
                w.users.get(who).is_some_and(|u| u.name.to_lowercase().starts_with(&query))
            };
            let limit = if limit == 0 { MAX_MEMBERS } else { limit.min(MAX_MEMBERS) };
            everybody().filter(begins).take(limit).collect()
        }
    } else {
        let one = std::slice::from_ref(&asked["user_ids"]);
        let ids = asked["user_ids"].as_array().map_or(one, Vec::as_slice);
        let ids = ids.iter().take(MAX_MEMBERS).filter_map(snowflake);
        let (found, missing) = ids.partition(|who| w.is_member(id, *who));
        not_found = missing;
        found
    };
    let parts: Vec<&[u64]> =
        if found.is_empty() { vec![&[]] } else { found.chunks(CHUNK).collect() };
    let count = parts.len();
    let nonce = asked["nonce"].as_str().filter(|n| n.len() <= NONCE);
    let chunk = |(index, part): (usize, &[u64])| {
        let members: Vec<_> = part.iter().map(|who| w.member_json(id, *who)).collect();
        let mut out = json!({
            "guild_id": id.to_string(), "members": members,
            "chunk_index": index, "chunk_count": count,
        });
        if !not_found.is_empty() {
            out["not_found"] = not_found.iter().map(u64::to_string).collect();
        }
        if asked["presences"] == true {
            out["presences"] = json!([]);
        }
        if let Some(nonce) = nonce {
            out["nonce"] = json!(nonce);
        }
        out
    };
    parts.into_iter().enumerate().map(chunk).collect()
}
