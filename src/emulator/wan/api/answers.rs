//! What all responses share: the error envelope, the gateway's headers, and a response on panic.

use std::io::Write;
use std::panic::AssertUnwindSafe;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::FutureExt;
use serde_json::{Value, json};

use super::Site;
use crate::emulator::fault::broken_body;
use crate::emulator::record::UNKNOWN_ROUTE;
use crate::emulator::wan::world::request_id;

/// The gateway does not compress shorter responses.
const LEAST_COMPRESSED: usize = 30;

/// An error in the provider's envelope.
pub(super) struct Refused {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
}

pub(super) fn refused<T>(
    status: u16,
    code: &str,
    message: impl Into<String>,
) -> Result<T, Refused> {
    Err(Refused { status, code: code.into(), message: message.into() })
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = json!({"code": self.code, "message": self.message, "request_id": request_id()});
        (status, Json(body)).into_response()
    }
}

pub(super) async fn unknown(method: Method, uri: Uri) -> Response {
    tracing::error!(%method, path = uri.path(), "the Model Studio emulator has no such route");
    let mut response =
        Refused { status: 404, code: "NotFound".into(), message: "no such route".into() }
            .into_response();
    response.headers_mut().insert(UNKNOWN_ROUTE, HeaderValue::from_static("1"));
    response
}

pub(super) async fn wrong_method(method: Method) -> Refused {
    // Differs: wan-invented-words
    let message = format!("Request method '{method}' is not supported.");
    Refused { status: 405, code: "MethodNotAllowed".into(), message }
}

/// Responds even if a handler panics: to a client, a missing response means that a task may have
/// been created.
pub(super) async fn caught(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a handler of the Model Studio emulator panicked");
            let message = "An internal error has occured, please try again later.".into();
            Refused { status: 500, code: "InternalError".into(), message }.into_response()
        }
    }
}

/// The headers of the provider's gateway (docs/reference/wan-api.md §3.1).
pub(super) async fn gateway(State(site): State<Site>, request: Request, next: Next) -> Response {
    let clock = site.wan.clock();
    let arrived = clock.now().as_millisecond();
    let (mut head, body) = next.run(request).await.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let id = serde_json::from_slice::<Value>(&bytes)
        .ok()
        .and_then(|v| v["request_id"].as_str().map(str::to_owned));
    let set = |name: &'static str, value: String, to: &mut HeaderMap| {
        if let Ok(value) = HeaderValue::try_from(value) {
            to.insert(name, value);
        }
    };
    let now = clock.now().as_millisecond();
    let took = (now - arrived).to_string();
    let vary = "Origin,Access-Control-Request-Method,Access-Control-Request-Headers, \
                Accept-Encoding";
    let to = &mut head.headers;
    set("x-request-id", id.unwrap_or_else(request_id), to);
    set("x-dashscope-call-gateway", "true".into(), to);
    set("x-envoy-upstream-service-time", took.clone(), to);
    set("req-cost-time", took, to);
    set("req-arrive-time", arrived.to_string(), to);
    set("resp-start-time", now.to_string(), to);
    // Differs: wan-no-cookie
    set("server", "istio-envoy".into(), to);
    set("vary", vary.into(), to);
    Response::from_parts(head, Body::from(bytes))
}

/// Compresses JSON responses for clients that accept gzip. Must be outside of the recording layer,
/// which reads the bodies.
pub(in crate::emulator) async fn compressed(request: Request, next: Next) -> Response {
    let asked = request.headers().get_all(header::ACCEPT_ENCODING).iter();
    let asked = asked.filter_map(|v| v.to_str().ok()).any(takes_gzip);
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_json = kind.is_some_and(|t| t.as_bytes().starts_with(b"application/json"));
    if !asked || !is_json || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(plain) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(head, broken_body());
    };
    if plain.len() < LEAST_COMPRESSED {
        return Response::from_parts(head, Body::from(plain));
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let written = encoder.write_all(&plain).and_then(|()| encoder.finish());
    match written {
        Ok(small) => {
            head.headers.remove(header::CONTENT_LENGTH);
            head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            Response::from_parts(head, Body::from(small))
        }
        Err(_) => Response::from_parts(head, Body::from(plain)),
    }
}

/// Whether an `Accept-Encoding` header accepts gzip, that is, names it without `q=0`.
fn takes_gzip(text: &str) -> bool {
    text.split(',').any(|part| {
        let mut fields = part.split(';').map(str::trim);
        fields.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"))
            && !fields.any(|f| matches!(f, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_taken_where_it_is_named() {
        for text in ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8, *;q=0.1", "GZIP"] {
            assert!(takes_gzip(text), "{text}");
        }
        for text in ["", "identity", "br", "gzip;q=0", "x-gzip"] {
            assert!(!takes_gzip(text), "{text}");
        }
    }
}
