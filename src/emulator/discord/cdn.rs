//! The file host: signed links that expire, images at their documented paths, and the proxy for
//! media of other hosts, on an origin of their own.

mod asked;
mod images;
mod links;
mod proxy;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use asked::{Path, Query};

use crate::emulator::discord::file_types::{ANY_BYTES, type_of};
use crate::emulator::discord::ids::created;
use crate::emulator::discord::world::Discord;
use crate::emulator::download::Download;
use crate::emulator::record::UNKNOWN_ROUTE;

pub(super) use images::{hash, size};
pub(super) use links::Link;
use links::{gone, signed};
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
    headers: HeaderMap,
    Path((channel, id, name)): Path<(u64, u64, String)>,
    query: Query,
) -> Response {
    let seconds = |key| query.text(key).and_then(|at| i64::from_str_radix(at, 16).ok());
    let (Some(expires), Some(issued)) = (seconds("ex"), seconds("is")) else { return gone() };
    let link = Link { channel, id, name: &name, issued, expires };
    let world = discord.lock();
    if query.text("hm") != Some(&link.signature()) || world.clock.now().as_second() >= expires {
        return gone();
    }
    // Differs: discord-cdn-lifetime
    let files = world.messages.values().flat_map(|m| {
        let forwarded = m.forwarded.iter().flat_map(|forwarded| &forwarded.files);
        m.files.iter().chain(forwarded)
    });
    let posted = { files }.find(|f| f.id == id);
    let Some(file) = posted.or_else(|| world.loose_files.get(&id)) else { return gone() };
    let kind = type_of(&file.name).unwrap_or(ANY_BYTES);
    // A file never changes.
    let tag = format!("\"{}\"", signed(&format!("{id} {}", file.bytes.len())));
    let download = Download { kind, tag: &tag, modified: created(id), bytes: &file.bytes };
    // Differs: discord-cdn-refusals
    download.response(&headers, || "Range not satisfiable.".into_response())
}
