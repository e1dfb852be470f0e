//! Faults on demand: the next answers to certain calls go wrong in a certain way.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How an answer goes wrong.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Effect {
    /// This answer instead; nothing is done.
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
    /// What was asked is done, but the connection breaks before the answer arrives.
    LoseAnswer,
    /// The connection breaks before anything is done.
    LoseRequest,
    /// The answer's body breaks off after so many bytes.
    Truncate {
        /// Bytes that still arrive.
        bytes: usize,
    },
    /// What was asked is done at once, but the answer comes late.
    Linger {
        /// How late, in milliseconds of real time.
        ms: u64,
    },
    /// The answer comes late, and so does what was asked.
    Delay {
        /// How late, in milliseconds of real time.
        ms: u64,
    },
}

/// A fault: which calls, how often, what.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// `discord`, `cdn` or `wan`.
    pub service: String,
    /// The method; empty for any.
    #[serde(default)]
    pub method: String,
    /// A part of the path; empty for any.
    #[serde(default)]
    pub path: String,
    /// How many calls it strikes.
    pub times: u32,
    /// What happens to them.
    pub effect: Effect,
}

/// The faults to come.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    list: Arc<Mutex<Vec<Fault>>>,
}

impl Faults {
    /// Adds one; those added first strike first.
    pub fn add(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Takes all back.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// How many strikes are still to come.
    pub fn remaining(&self) -> u32 {
        self.lock().iter().map(|f| f.times).sum()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, service: &str, method: &str, path: &str) -> Option<Effect> {
        let mut list = self.lock();
        let fault = list.iter_mut().find(|f| {
            f.times > 0
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

/// The layer that lets faults strike a service.
pub(super) async fn layer(
    State((faults, service)): State<(Faults, &'static str)>,
    request: Request,
    next: Next,
) -> Response {
    match faults.take(service, request.method().as_str(), request.uri().path()) {
        None => next.run(request).await,
        Some(Effect::Answer { status, body, headers }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT);
            let mut response = (status, Json(body)).into_response();
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) =
                    (HeaderName::try_from(name), HeaderValue::try_from(value))
                {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        }
        Some(Effect::LoseAnswer) => {
            // With a status that has a body: the body of a 204 would never be asked for.
            drop(next.run(request).await);
            Response::new(broken_body())
        }
        Some(Effect::LoseRequest) => Response::new(broken_body()),
        Some(Effect::Truncate { bytes }) => {
            let (mut head, body) = next.run(request).await.into_parts();
            head.headers.remove("content-length");
            let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
            let part = whole.slice(..bytes.min(whole.len()));
            let pieces = [Ok(part), Err(std::io::Error::other("broken off"))];
            Response::from_parts(head, Body::from_stream(futures_util::stream::iter(pieces)))
        }
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

/// A body that breaks the connection at once.
pub(super) fn broken_body() -> Body {
    let broken: [Result<axum::body::Bytes, _>; 1] = [Err(std::io::Error::other("dropped"))];
    Body::from_stream(futures_util::stream::iter(broken))
}
