//! A record of all traffic as JSON lines, in memory and optionally in a file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::Clock;

/// Larger bodies are rejected before they are read completely.
const MOST_BYTES: usize = 512 * 1024 * 1024;

/// One request and its response. Keys and tokens in headers are never stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exchange {
    /// `discord`, `cdn` or `wan`.
    pub service: String,
    /// The request method.
    pub method: String,
    /// The request path.
    pub path: String,
    /// The query string, as sent.
    pub query: String,
    /// The request's headers, with lower-case names, except those that contain secrets.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The request's content type, without parameters.
    pub content_type: String,
    /// The request's JSON body. For a form: its fields, with files given by name and size.
    pub request: Value,
    /// The response status.
    pub status: u16,
    /// The response's JSON body, or its length in bytes.
    pub response: Value,
    /// The time, by the emulator's clock.
    pub at: String,
    /// Whether the emulator does not implement the route.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown_route: bool,
}

/// Destination of recorded exchanges.
#[derive(Clone)]
pub struct Record {
    inner: Arc<Mutex<Inner>>,
    clock: Clock,
}

struct Inner {
    kept: Option<Vec<Exchange>>,
    file: Option<File>,
}

impl Record {
    /// Stores everything in memory, for tests.
    pub fn in_memory(clock: Clock) -> Self {
        Self::with(Some(Vec::new()), None, clock)
    }

    /// Stores nothing.
    pub fn nowhere(clock: Clock) -> Self {
        Self::with(None, None, clock)
    }

    /// Appends to a file.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn in_file(path: &Path, clock: Clock) -> std::io::Result<Self> {
        let file = File::options().create(true).append(true).open(path)?;
        Ok(Self::with(None, Some(file), clock))
    }

    fn with(kept: Option<Vec<Exchange>>, file: Option<File>, clock: Clock) -> Self {
        Self { inner: Arc::new(Mutex::new(Inner { kept, file })), clock }
    }

    /// All exchanges so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).kept.clone().unwrap_or_default()
    }

    fn add(&self, exchange: Exchange) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut inner.file {
            let line = serde_json::to_string(&exchange).unwrap_or_default();
            if let Err(e) = writeln!(file, "{line}") {
                tracing::warn!(error = %e, "the record cannot be written");
            }
        }
        if let Some(kept) = &mut inner.kept {
            kept.push(exchange);
        }
    }

    fn is_idle(&self) -> bool {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.kept.is_none() && inner.file.is_none()
    }
}

/// Set on responses for unknown routes, so that tests can fail on them.
pub(super) const UNKNOWN_ROUTE: &str = "x-emulator-unknown-route";

/// Middleware that records the traffic of a service.
pub(super) async fn layer(
    State((record, service)): State<(Record, &'static str)>,
    request: Request,
    next: Next,
) -> Response {
    // A websocket is not an exchange; its upgrade must not be buffered.
    if record.is_idle() || request.headers().contains_key(header::UPGRADE) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let content_type = plain_type(&parts.headers);
    let headers = without_secrets(&parts.headers);
    let sent = request_json(&content_type, &parts.headers, &bytes).await;
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;

    let (mut head, body) = response.into_parts();
    let unknown_route = head.headers.remove(UNKNOWN_ROUTE).is_some();
    let kept = to_bytes(body, MOST_BYTES).await;
    let answered = match &kept {
        Ok(bytes) if plain_type(&head.headers) == "application/json" => {
            serde_json::from_slice(bytes).unwrap_or(Value::Null)
        }
        Ok(bytes) if bytes.is_empty() => Value::Null,
        Ok(bytes) => json!({"bytes": bytes.len()}),
        Err(_) => json!({"dropped": true}),
    };
    record.add(Exchange {
        service: service.to_owned(),
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        content_type,
        request: sent,
        status: head.status.as_u16(),
        response: answered,
        at: record.clock.now().to_string(),
        unknown_route,
    });
    match kept {
        Ok(bytes) => Response::from_parts(head, Body::from(bytes)),
        // A response that is cut off on purpose is cut off for the client too.
        Err(_) => {
            let mut broken = Response::new(super::fault::broken_body());
            *broken.status_mut() = head.status;
            broken
        }
    }
}

pub(super) fn plain_type(headers: &HeaderMap) -> String {
    let text = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim().to_lowercase()
}

/// Omits keys, cookies and tokens. A header that occurs twice is stored with both values.
fn without_secrets(headers: &HeaderMap) -> BTreeMap<String, String> {
    let is_secret = |name: &str| {
        ["authorization", "cookie", "token", "secret", "api-key"].iter().any(|s| name.contains(s))
    };
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| !is_secret(name.as_str())) {
        let value = String::from_utf8_lossy(value.as_bytes());
        kept.entry(name.to_string())
            .and_modify(|all| {
                all.push_str(", ");
                all.push_str(&value);
            })
            .or_insert_with(|| value.to_string());
    }
    kept
}

pub(super) async fn request_json(content_type: &str, headers: &HeaderMap, bytes: &Bytes) -> Value {
    match content_type {
        "multipart/form-data" => form_json(headers, bytes).await.unwrap_or(Value::Null),
        _ if bytes.is_empty() => Value::Null,
        "application/x-www-form-urlencoded" => fields_json(bytes),
        _ => serde_json::from_slice(bytes).unwrap_or_else(|_| json!({"bytes": bytes.len()})),
    }
}

/// A URL-encoded form as JSON, with `payload_json` parsed.
fn fields_json(bytes: &Bytes) -> Value {
    let mut fields = serde_json::Map::new();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        if name == "payload_json" {
            return serde_json::from_str(&value).unwrap_or(Value::Null);
        }
        fields.insert(name.into_owned(), Value::String(value.into_owned()));
    }
    Value::Object(fields)
}

/// A multipart form as JSON, with `payload_json` parsed and files as name and size.
async fn form_json(headers: &HeaderMap, bytes: &Bytes) -> Option<Value> {
    let mut request = Request::new(Body::from(bytes.clone()));
    *request.headers_mut() = headers.clone();
    // Otherwise forms over 2 MB could not be read; they are in memory anyway.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.ok()?;
    let mut out = serde_json::Map::new();
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let value = field.bytes().await.ok()?;
        if name == "payload_json" {
            if let Ok(Value::Object(payload)) = serde_json::from_slice(&value) {
                out.extend(payload);
            }
        } else if let Some(file_name) = file_name {
            out.insert(name, json!(format!("{file_name}: {} bytes", value.len())));
        } else {
            out.insert(name, json!(String::from_utf8_lossy(&value)));
        }
    }
    Some(Value::Object(out))
}
