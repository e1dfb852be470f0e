//! Pins of a channel, by the present routes and by the deprecated ones.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, put};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::access::{allowed, of_channel};
use super::asked::{Path, Query};
use super::{Answer, authorized, nothing, ok};
use crate::emulator::discord::checks::Refusal;
use crate::emulator::discord::pins::MAX_PINS;
use crate::emulator::discord::times::written;
use crate::emulator::discord::world::{Discord, World, permission};

/// Pins in one response.
const MOST_LISTED: usize = 50;

pub(super) fn routes() -> Router<Discord> {
    Router::new()
        .route("/channels/{channel}/messages/pins", get(list))
        .route("/channels/{channel}/messages/pins/{message}", put(pin).delete(unpin))
        .route("/channels/{channel}/pins", get(first))
        .route("/channels/{channel}/pins/{message}", put(pin).delete(unpin))
}

/// Pins set before a time; none without the permission to read earlier messages.
fn page(w: &World, channel: u64, before: Option<Timestamp>) -> Result<Vec<Value>, Refusal> {
    let found = allowed(w, channel, 0)?;
    if w.bot_permissions(&found) & permission::READ_MESSAGE_HISTORY == 0 {
        return Ok(Vec::new());
    }
    let pins = w.pins(channel).into_iter().filter(|(at, _)| before.is_none_or(|b| *at < b));
    Ok(pins
        .map(|(at, m)| json!({"pinned_at": written(at), "message": w.message_json(m)}))
        .collect())
}

async fn list(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(channel): Path<u64>,
    query: Query,
) -> Answer {
    authorized(&d, &headers)?;
    let (limit, before) = (query.limit(MOST_LISTED, MOST_LISTED)?, query.time("before")?);
    let mut items = page(&d.lock(), channel, before)?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    ok(json!({"items": items, "has_more": has_more}))
}

/// The deprecated route: messages alone.
async fn first(State(d): State<Discord>, headers: HeaderMap, Path(channel): Path<u64>) -> Answer {
    authorized(&d, &headers)?;
    let items = page(&d.lock(), channel, None)?;
    ok(items.into_iter().take(MOST_LISTED).map(|mut item| item["message"].take()).collect())
}

async fn pin(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((channel, message)): Path<(u64, u64)>,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        may_pin(w, channel, message)?;
        let is_new = of_channel(w, channel, message)?.pinned_at.is_none();
        if is_new && w.pins(channel).len() >= MAX_PINS {
            let message = format!("Maximum number of pins reached for the channel ({MAX_PINS})");
            return Err(Refusal::new(400, 30003, &message));
        }
        w.set_pinned(message, true);
        nothing()
    })
}

async fn unpin(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((channel, message)): Path<(u64, u64)>,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        may_pin(w, channel, message)?;
        w.set_pinned(message, false);
        nothing()
    })
}

fn may_pin(w: &World, channel: u64, message: u64) -> Result<(), Refusal> {
    let found = allowed(w, channel, permission::PIN_MESSAGES)?;
    of_channel(w, channel, message)?;
    if found.archived { Err(Refusal::new(400, 50083, "Thread is archived")) } else { Ok(()) }
}
