//! Fault injection: the next responses to matching calls fail in a chosen way.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures_util::stream::{self, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a response fails.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Effect {
    /// Send this response instead, without executing the call.
    Answer {
        /// Its status.
        status: u16,
        /// Its body.
        #[serde(default)]
        body: Value,
        /// Its headers.
        #[serde(default)]
        headers: Vec<(String, String)>,
    },
    /// Send these bytes instead (a proxy's page, half a JSON document), without executing the call.
    Raw {
        /// Its status.
        status: u16,
        /// Its body, as text.
        #[serde(default)]
        text: String,
        /// Its body in base64, for bytes that are not text.
        #[serde(default)]
        base64: String,
        /// Its headers; without one it has no content type.
        #[serde(default)]
        headers: Vec<(String, String)>,
    },
    /// Execute the call, but break the connection before the response arrives.
    LoseAnswer,
    /// Break the connection before the call is executed.
    LoseRequest,
    /// Cut the response body off after this many bytes; `Content-Length` still gives the full
    /// length.
    Truncate {
        /// Bytes that still arrive.
        bytes: usize,
    },
    /// Execute the call immediately, but delay the response.
    Linger {
        /// Delay in milliseconds of real time.
        ms: u64,
    },
    /// Delay both the execution and the response.
    Delay {
        /// Delay in milliseconds of real time.
        ms: u64,
    },
    /// A slow connection: request and response bodies are throttled.
    Slow {
        /// Bytes per second of real time.
        bytes_per_second: u64,
    },
}

impl Effect {
    /// Checks that the effect can be applied.
    ///
    /// # Errors
    /// When a status is not a valid response status, or a body is not base64.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::Answer { status, .. } | Self::Raw { status, .. }
                if !(200..=999).contains(status) =>
            {
                Err(format!("{status} is not the status of an answer"))
            }
            Self::Raw { base64, .. } => match BASE64_STANDARD.decode(base64) {
                Ok(_) => Ok(()),
                Err(e) => Err(format!("base64: {e}")),
            },
            _ => Ok(()),
        }
    }

    fn is_of_the_line(&self) -> bool {
        matches!(self, Self::Slow { .. } | Self::Truncate { .. })
    }
}

/// A fault: which calls it matches, how many, and its effect.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// `discord`, `cdn` or `wan`.
    pub service: String,
    /// The method; empty matches any.
    #[serde(default)]
    pub method: String,
    /// A part of the path; empty matches any.
    #[serde(default)]
    pub path: String,
    /// How many calls it affects.
    pub times: u32,
    /// What happens to them.
    pub effect: Effect,
}

/// The pending faults.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    list: Arc<Mutex<Vec<Fault>>>,
}

impl Faults {
    /// Adds a fault; faults apply in the order in which they were added.
    pub fn add(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// How many calls are still to be affected.
    pub fn remaining(&self) -> u32 {
        self.lock().iter().fold(0, |sum, f| sum.saturating_add(f.times))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next effect for a call: either on the connection or in the service behind it.
    fn take(&self, service: &str, request: &Request, of_the_line: bool) -> Option<Effect> {
        let (method, path) = (request.method().as_str(), request.uri().path());
        let mut list = self.lock();
        let fault = list.iter_mut().find(|f| {
            f.times > 0
                && f.effect.is_of_the_line() == of_the_line
                && f.service == service
                && (f.method.is_empty() || f.method == method)
                && path.contains(&f.path)
        })?;
        fault.times -= 1;
        let effect = fault.effect.clone();
        list.retain(|f| f.times > 0);
        Some(effect)
    }
}

/// Middleware that applies faults inside a service.
pub(super) async fn layer(
    State((faults, service)): State<(Faults, &'static str)>,
    request: Request,
    next: Next,
) -> Response {
    // Differs: discord-no-own-faults
    // Differs: wan-errors-by-rule
    match faults.take(service, &request, false) {
        // Connection faults are applied by [`line`].
        None | Some(Effect::Slow { .. } | Effect::Truncate { .. }) => next.run(request).await,
        // Differs: discord-injected-headers
        // Differs: wan-injected-headers
        Some(Effect::Answer { status, body, headers }) => {
            let headers = with_via(service, status, headers);
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT);
            with_headers((status, Json(body)).into_response(), headers)
        }
        Some(Effect::Raw { status, text, base64, headers }) => {
            let headers = with_via(service, status, headers);
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT);
            let body = if base64.is_empty() {
                text.into_bytes()
            } else {
                BASE64_STANDARD.decode(base64).unwrap_or_default()
            };
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = status;
            with_headers(response, headers)
        }
        Some(Effect::LoseAnswer) => {
            // Only for a status that has a body: a client would never read the body of a 204.
            drop(next.run(request).await);
            Response::new(broken_body())
        }
        Some(Effect::LoseRequest) => Response::new(broken_body()),
        Some(Effect::Linger { ms }) => {
            let done = next.run(request).await;
            tokio::time::sleep(Duration::from_millis(ms)).await;
            done
        }
        Some(Effect::Delay { ms }) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            next.run(request).await
        }
    }
}

/// The headers of an injected response. Clients take a Discord 429 without `Via` for a
/// network-level ban in front of the service, so `Via` is set unless the fault specifies headers.
fn with_via(service: &str, status: u16, headers: Vec<(String, String)>) -> Vec<(String, String)> {
    if service == "discord" && status == 429 && headers.is_empty() {
        vec![("via".to_owned(), "1.1 google".to_owned())]
    } else {
        headers
    }
}

fn with_headers(mut response: Response, headers: Vec<(String, String)>) -> Response {
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Middleware that applies connection faults. It must be the outermost layer, because the recording
/// layer buffers complete bodies.
pub(super) async fn line(
    State((faults, service)): State<(Faults, &'static str)>,
    request: Request,
    next: Next,
) -> Response {
    let Some(effect) = faults.take(service, &request, true) else {
        return next.run(request).await;
    };
    let request = match effect {
        Effect::Slow { bytes_per_second } => request.map(|body| paced(body, bytes_per_second)),
        _ => request,
    };
    let (mut head, body) = next.run(request).await.into_parts();
    // A body that is streamed in pieces no longer knows its length.
    if let Some(length) = body.size_hint().exact().filter(|n| *n > 0) {
        head.headers.entry(CONTENT_LENGTH).or_insert(length.into());
    }
    let body = match effect {
        Effect::Slow { bytes_per_second } => paced(body, bytes_per_second),
        Effect::Truncate { bytes } => {
            let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
            let part = whole.slice(..bytes.min(whole.len()));
            let broken = async {
                // Otherwise the head and the first part would be discarded with the connection.
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(std::io::Error::other("broken off"))
            };
            Body::from_stream(stream::iter([Ok(part)]).chain(stream::once(broken)))
        }
        _ => body,
    };
    Response::from_parts(head, body)
}

/// Throttles a body to `bytes_per_second`, in pieces of a twentieth of a second.
fn paced(body: Body, bytes_per_second: u64) -> Body {
    let most = usize::try_from(bytes_per_second / 20).unwrap_or(usize::MAX).max(1);
    let small = body.into_data_stream().flat_map(move |piece| {
        let pieces = match piece {
            Ok(whole) => cut(whole, most).into_iter().map(Ok).collect(),
            Err(e) => vec![Err(e)],
        };
        stream::iter(pieces)
    });
    let began = tokio::time::Instant::now();
    let paced = small.scan(0_u64, move |sent, piece| {
        *sent += piece.as_ref().map_or(0, |p| p.len() as u64);
        let due = Duration::from_secs_f64(*sent as f64 / bytes_per_second.max(1) as f64);
        async move {
            tokio::time::sleep_until(began + due).await;
            Some(piece)
        }
    });
    Body::from_stream(paced)
}

fn cut(mut whole: Bytes, most: usize) -> Vec<Bytes> {
    let mut pieces = Vec::new();
    while whole.len() > most {
        pieces.push(whole.split_to(most));
    }
    pieces.push(whole);
    pieces
}

/// A body that breaks the connection immediately.
pub(super) fn broken_body() -> Body {
    let broken: [Result<axum::body::Bytes, _>; 1] = [Err(std::io::Error::other("dropped"))];
    Body::from_stream(futures_util::stream::iter(broken))
}
