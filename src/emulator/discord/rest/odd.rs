//! Responses that deviate from a client's model: fields that the documents call optional are
//! missing, null or of another type, and there are unknown fields.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::emulator::discord::world::Discord;

/// Far more than any response has.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Essential fields, which stay unchanged.
const ESSENTIAL_FIELDS: [&str; 6] =
    ["id", "author", "content", "url", "shards", "session_start_limit"];

/// Whether responses to a path are altered: those about messages, channels, commands, the gateway,
/// the bot and its application.
fn is_odd(path: &str) -> bool {
    let path = path.trim_start_matches("/api").trim_start_matches("/v10");
    let parts: Vec<_> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["channels", _] | ["users", "@me", ..] | ["gateway" | "oauth2", ..] => true,
        ["applications", "@me"] | ["applications", _, .., "commands"] => true,
        parts => parts.contains(&"messages"),
    }
}

/// Alters responses, if the world is configured to.
pub(super) async fn answers(
    State(discord): State<Discord>,
    request: Request,
    next: Next,
) -> Response {
    let odd_path = is_odd(request.uri().path());
    let response = next.run(request).await;
    let offset = discord.lock().odd_answers.filter(|_| odd_path && response.status().is_success());
    let Some(offset) = offset else { return response };
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MOST_BYTES).await.unwrap_or_default();
    let Ok(mut value) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    match &mut value {
        Value::Array(list) => list.iter_mut().for_each(|one| make_odd(one, offset)),
        one => make_odd(one, offset),
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(value.to_string()))
}

/// Alters each field that is not essential in one of three ways. The offset decides which field is
/// altered in which way.
fn make_odd(value: &mut Value, offset: usize) {
    let Some(fields) = value.as_object_mut() else { return };
    let mut odd = Map::new();
    for (n, (name, field)) in std::mem::take(fields).into_iter().enumerate() {
        let kept = ESSENTIAL_FIELDS.contains(&name.as_str());
        match (n + offset) % 3 {
            _ if kept => odd.insert(name, field),
            0 => None,
            1 => odd.insert(name, Value::Null),
            _ => odd.insert(name, json!({"of": "another type"})),
        };
    }
    odd.insert("a_field_of_tomorrow".into(), json!([1, {"x": null}]));
    *fields = odd;
}
