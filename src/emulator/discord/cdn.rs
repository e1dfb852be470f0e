//! The file host: signed links that expire, images at their documented paths, and the proxy for
//! media of other hosts, on an origin of their own.

mod asked;
mod images;
mod links;
mod proxy;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use asked::{Path, Query};

use crate::emulator::discord::world::Discord;
use crate::emulator::record::UNKNOWN_ROUTE;

pub(super) use images::{hash, size};
use links::gone;
pub(super) use links::signature;
pub(super) use proxy::path as proxy_path;

pub fn routes(discord: Discord) -> Router {
    Router::new()
        .route("/attachments/{channel}/{id}/{name}", get(file))
        .merge(images::routes())
        .merge(proxy::routes())
        .fallback(|| async { ([(UNKNOWN_ROUTE, "1")], gone()) })
        .method_not_allowed_fallback(|| async {
            // Differs: discord-cdn-refusals
            (StatusCode::METHOD_NOT_ALLOWED, [(UNKNOWN_ROUTE, "1")], "Method not allowed.")
        })
        .with_state(discord)
}

async fn file(
    State(discord): State<Discord>,
    Path((channel, id, _)): Path<(u64, u64, String)>,
    query: Query,
) -> Response {
    let expires = query.text("ex").and_then(|ex| i64::from_str_radix(ex, 16).ok());
    let (Some(expires), Some(given)) = (expires, query.text("hm")) else { return gone() };
    let world = discord.lock();
    if given != signature(channel, id, expires) || world.clock.now().as_second() >= expires {
        return gone();
    }
    // Differs: discord-cdn-lifetime
    let files = world.messages.values().flat_map(|m| {
        let forwarded = m.forwarded.iter().flat_map(|forwarded| &forwarded.files);
        m.files.iter().chain(forwarded)
    });
    let posted = { files }.find(|f| f.id == id);
    let Some(file) = posted.or_else(|| world.loose_files.get(&id)) else { return gone() };
    // Differs: discord-cdn-no-range
    // Differs: discord-cdn-type
    ([(header::CONTENT_TYPE, "application/octet-stream")], file.bytes.clone()).into_response()
}
