//! Rate limits: the global limit is enforced, and every response has bucket headers.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::json;

use crate::emulator::discord::world::Discord;

/// Enforces the global limit, except on interaction endpoints, and sets the headers.
pub(super) async fn layer(
    State(discord): State<Discord>,
    request: Request,
    next: Next,
) -> Response {
    // Differs: discord-no-invalid-ban
    let path = request.uri().path();
    let callback = path.contains("/interactions/");
    let exempt = callback || path.contains("/webhooks/");
    let bucket = bucket(request.method(), path);
    let refused = if exempt { None } else { discord.lock().within_global_limit().err() };
    let mut response = match refused {
        Some(wait) => too_many(wait),
        None => next.run(request).await,
    };
    // Clients take a 429 without it for a network-level ban in front of the service.
    let headers = response.headers_mut();
    headers.entry("via").or_insert(HeaderValue::from_static("1.1 google"));
    if callback {
        return response;
    }
    // By the system clock, like `Date`: clients compare the two.
    let reset = Timestamp::now().as_millisecond() + 1000;
    // Differs: discord-route-limits
    for (name, value) in [
        ("x-ratelimit-limit", "50".to_owned()),
        ("x-ratelimit-remaining", "49".to_owned()),
        ("x-ratelimit-reset", format!("{}.{:03}", reset / 1000, reset % 1000)),
        ("x-ratelimit-reset-after", "1.000".to_owned()),
        ("x-ratelimit-bucket", bucket),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.entry(name).or_insert(value);
        }
    }
    response
}

fn too_many(wait: Duration) -> Response {
    // Rounded up, so that a client that waits this long is accepted.
    let seconds = (wait.as_secs_f64() * 1000.0).ceil() / 1000.0;
    let body = json!({"message": "You are being rate limited.", "retry_after": seconds,
        "global": true, "code": 0});
    let mut response = (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert("retry-after", HeaderValue::from(seconds.ceil() as u64));
    headers.insert("x-ratelimit-global", HeaderValue::from_static("true"));
    headers.insert("x-ratelimit-scope", HeaderValue::from_static("global"));
    response
}

/// One bucket per method and route, whatever IDs and tokens the path contains.
fn bucket(method: &Method, path: &str) -> String {
    let mut hasher = DefaultHasher::new();
    method.as_str().hash(&mut hasher);
    for part in path.split('/') {
        let is_id = part.len() >= 64 || part.bytes().all(|b| b.is_ascii_digit());
        if !is_id && !matches!(part, "api" | "v9" | "v10") {
            part.hash(&mut hasher);
        }
    }
    format!("{:016x}", hasher.finish())
}
