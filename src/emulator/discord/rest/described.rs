//! Compares the bodies of requests with Discord's OpenAPI description. What it does not allow is
//! reported or refused.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::emulator::discord::body_check::Found;
use crate::emulator::discord::checks::Refusal;
use crate::emulator::discord::openapi::{Mismatch, Wrong};
use crate::emulator::discord::world::Discord;
use crate::emulator::record::{plain_type, request_json};

/// Larger bodies are refused before they are read completely.
const MOST_BYTES: usize = 512 * 1024 * 1024;

/// Does nothing unless the world has a [`BodyCheck`](crate::emulator::discord::body_check).
pub(super) async fn layer(
    State(discord): State<Discord>,
    request: Request,
    next: Next,
) -> Response {
    let check = discord.lock().body_check.clone();
    let Some(check) = check else { return next.run(request).await };
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else {
        return Refusal::too_large().into_response();
    };
    let method = parts.method.clone();
    let found = if bytes.is_empty() {
        None
    } else {
        let body = request_json(&plain_type(&parts.headers), &parts.headers, &bytes).await;
        check.found(method.as_str(), parts.uri.path(), body)
    };
    let refused = found.iter().flat_map(|f| &f.mismatches).find_map(refusal);
    if let Some(refusal) = refused.filter(|_| check.refuses) {
        return refusal.into_response();
    }
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    // The client itself sees a refusal.
    if let Some(Found { route, mismatches }) = found
        && let Some(first) = mismatches.first()
        && response.status().is_success()
    {
        let others = mismatches.len() - 1;
        tracing::warn!(%method, route, others, "Discord's API description does not allow: {first}");
    }
    response
}

/// The error of a field; none for an unknown key, which Discord ignores.
// Differs: discord-invented-codes
fn refusal(mismatch: &Mismatch) -> Option<Refusal> {
    let at = mismatch.at.trim_start_matches('/').replace('/', ".");
    match &mismatch.wrong {
        Wrong::UnknownKey => None,
        Wrong::Missing(key) => {
            let message = "This field is required";
            Some(Refusal::form(&format!("{at}.{key}"), "BASE_TYPE_REQUIRED", message))
        }
        Wrong::Value(what) => Some(Refusal::form(&at, "BASE_TYPE_BAD_VALUE", what)),
    }
}
