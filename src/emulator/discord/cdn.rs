//! The file host: signed links that expire, on their own origin.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hmac::{Hmac, Mac};
use serde::Deserialize;

use crate::emulator::discord::world::Discord;
use crate::emulator::record::UNKNOWN_ROUTE;

#[derive(Deserialize)]
struct Signed {
    ex: Option<String>,
    hm: Option<String>,
}

pub fn routes(discord: Discord) -> Router {
    Router::new()
        .route("/attachments/{channel}/{id}/{name}", get(file))
        .fallback(|| async { ([(UNKNOWN_ROUTE, "1")], gone()) })
        .with_state(discord)
}

fn gone() -> Response {
    (StatusCode::NOT_FOUND, "This content is no longer available.").into_response()
}

pub(super) fn signature(channel: u64, id: u64, expires: i64) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"cdn").expect("any length will do");
    // Differs: discord-cdn-unsigned
    mac.update(format!("{channel}/{id}/{expires}").as_bytes());
    mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}

async fn file(
    State(discord): State<Discord>,
    Path((channel, id, _)): Path<(u64, u64, String)>,
    Query(signed): Query<Signed>,
) -> Response {
    let expires = signed.ex.and_then(|ex| i64::from_str_radix(&ex, 16).ok());
    let (Some(expires), Some(given)) = (expires, signed.hm) else { return gone() };
    let world = discord.lock();
    if given != signature(channel, id, expires) || world.clock.now().as_second() >= expires {
        return gone();
    }
    // Differs: discord-cdn-lifetime
    let posted = world.messages.values().flat_map(|m| &m.files).find(|f| f.id == id);
    let Some(file) = posted.or_else(|| world.loose_files.get(&id)) else { return gone() };
    // Differs: discord-cdn-no-range
    // Differs: discord-cdn-type
    ([(header::CONTENT_TYPE, "application/octet-stream")], file.bytes.clone()).into_response()
}
