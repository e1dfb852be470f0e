//! Temporary keys, issued in exchange for a permanent one.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use serde_json::{Value, json};

use super::answers::{Refused, refused};
use super::asked::Asked;
use super::{QUERIES, SECOND, Site};
use crate::emulator::wan::timing::span;
use crate::emulator::wan::world::request_id;

/// The default lifetime of a key in seconds.
const USUAL: u64 = 60;
const LONGEST: u64 = 1800;

pub(super) async fn token(
    State(site): State<Site>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Json<Value>, Refused> {
    let caller = site.authorized(&headers)?;
    let key = headers.get(header::AUTHORIZATION).map(|v| v.as_bytes());
    if key.is_some_and(|key| key.starts_with(b"Bearer st-")) {
        return refused(401, "InvalidApiKey", "Invalid API-key provided.");
    }
    // Differs: wan-invented-rates
    site.within(&caller, "tokens", QUERIES, SECOND)?;
    // Differs: wan-tokens
    let seconds = Asked::of(&uri).number("expire_in_seconds")?.unwrap_or(USUAL);
    if !(1..=LONGEST).contains(&seconds) {
        let message = format!("expire_in_seconds must be 1 to {LONGEST}");
        return refused(400, "InvalidParameter", message);
    }
    let mut world = site.wan.lock();
    let expires = world.clock.now() + span(seconds as f64);
    let token = world.accounts.lend(caller, expires);
    Ok(Json(json!({
        "token": token, "expires_at": expires.as_second(), "request_id": request_id(),
    })))
}
