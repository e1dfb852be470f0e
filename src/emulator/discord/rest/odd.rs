//! Answers as a server gives them that is not quite like any client's model of it: what documents
//! call optional is missing, null or of another type, and fields stand there that nobody knows.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::emulator::discord::world::Discord;

/// Far more than any answer has.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Fields that are kept as they are: those without which an object is not what it is.
const KEPT: [&str; 6] = ["id", "author", "content", "url", "shards", "session_start_limit"];

/// Makes answers odd, if the world is to give such ones.
pub(super) async fn answers(
    State(discord): State<Discord>,
    request: Request,
    next: Next,
) -> Response {
    let about_messages = request.uri().path().contains("/messages");
    let response = next.run(request).await;
    if !about_messages || !response.status().is_success() || !discord.lock().odd_answers {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MOST_BYTES).await.unwrap_or_default();
    let Ok(mut value) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    match &mut value {
        Value::Array(list) => list.iter_mut().for_each(make_odd),
        one => make_odd(one),
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(value.to_string()))
}

fn make_odd(value: &mut Value) {
    let Some(fields) = value.as_object_mut() else { return };
    let mut odd = Map::new();
    for (n, (name, field)) in std::mem::take(fields).into_iter().enumerate() {
        let kept = KEPT.contains(&name.as_str());
        match n % 3 {
            _ if kept => odd.insert(name, field),
            0 => None,
            1 => odd.insert(name, Value::Null),
            _ => odd.insert(name, json!({"of": "another type"})),
        };
    }
    odd.insert("a_field_of_tomorrow".into(), json!([1, {"x": null}]));
    *fields = odd;
}
