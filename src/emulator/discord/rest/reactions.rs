//! Reactions to messages, with the bot's token.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{delete, get, put};

use super::access::{allowed, of_channel};
use super::asked::{Path, Query};
use super::{Answer, authorized, nothing, ok};
use crate::emulator::discord::checks::Refusal;
use crate::emulator::discord::emoji::Emoji;
use crate::emulator::discord::json;
use crate::emulator::discord::reactions::NoReaction;
use crate::emulator::discord::world::{Discord, World, permission};

pub(super) fn routes() -> Router<Discord> {
    let of = "/channels/{channel}/messages/{message}/reactions/{emoji}";
    Router::new()
        .route("/channels/{channel}/messages/{message}/reactions", delete(remove_all))
        .route(of, get(who).delete(remove_emoji))
        .route(&format!("{of}/@me"), put(add).delete(remove_own))
        .route(&format!("{of}/{{user}}"), delete(remove))
}

fn emoji(text: &str) -> Result<Emoji, Refusal> {
    Emoji::parse(text).ok_or_else(|| Refusal::new(400, 10014, "Unknown Emoji"))
}

/// Checks that the bot may view a message and change its reactions.
fn looks(w: &World, channel: u64, message: u64, bits: u64) -> Result<(), Refusal> {
    let found = allowed(w, channel, permission::READ_MESSAGE_HISTORY | bits)?;
    of_channel(w, channel, message)?;
    if found.archived { Err(Refusal::new(400, 50083, "Thread is archived")) } else { Ok(()) }
}

async fn add(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((channel, message, text)): Path<(u64, u64, String)>,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        looks(w, channel, message, 0)?;
        let emoji = emoji(&text)?;
        // Adding to an existing reaction requires no extra permission.
        let is_new = !of_channel(w, channel, message)?.reactions.iter().any(|r| r.emoji == emoji);
        allowed(w, channel, if is_new { permission::ADD_REACTIONS } else { 0 })?;
        match w.react(w.bot.id, message, &emoji) {
            Ok(()) => nothing(),
            Err(NoReaction::NoMessage) => Err(Refusal::unknown(10008, "Message")),
            Err(NoReaction::TooMany) => {
                let message = "Maximum number of reactions reached (20)";
                Err(Refusal::new(400, 30010, message))
            }
        }
    })
}

async fn remove_own(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((channel, message, text)): Path<(u64, u64, String)>,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        looks(w, channel, message, 0)?;
        let emoji = emoji(&text)?;
        w.unreact(w.bot.id, message, &emoji);
        nothing()
    })
}

async fn remove(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((channel, message, text, user)): Path<(u64, u64, String, u64)>,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        let bits = if user == w.bot.id { 0 } else { permission::MANAGE_MESSAGES };
        looks(w, channel, message, bits)?;
        let emoji = emoji(&text)?;
        w.unreact(user, message, &emoji);
        nothing()
    })
}

async fn remove_all(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((channel, message)): Path<(u64, u64)>,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        looks(w, channel, message, permission::MANAGE_MESSAGES)?;
        w.clear_reactions(message, None);
        nothing()
    })
}

/// Removes everyone's reactions with an emoji.
async fn remove_emoji(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((channel, message, text)): Path<(u64, u64, String)>,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        looks(w, channel, message, permission::MANAGE_MESSAGES)?;
        w.clear_reactions(message, Some(&emoji(&text)?));
        nothing()
    })
}

/// Users who reacted with an emoji.
async fn who(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((channel, message, text)): Path<(u64, u64, String)>,
    query: Query,
) -> Answer {
    authorized(&d, &headers)?;
    let (limit, after) = (query.limit(25, 100)?, query.id("after")?.unwrap_or(0));
    let w = d.lock();
    allowed(&w, channel, permission::READ_MESSAGE_HISTORY)?;
    let emoji = emoji(&text)?;
    let found = of_channel(&w, channel, message)?.reactions.iter().find(|r| r.emoji == emoji);
    let mut who: Vec<_> = found.map(|r| r.who.clone()).unwrap_or_default();
    who.sort_unstable();
    let who = who.iter().filter(|id| **id > after).take(limit);
    ok(who.filter_map(|id| w.users.get(id)).map(json::user).collect())
}
