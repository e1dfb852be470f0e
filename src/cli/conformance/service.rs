//! The HTTP calls that checks make.
//!
//! They share only the TLS setup with wanbot's own clients, so that a client's mistake is not
//! repeated here.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::answer::Answer;
use super::finding::Problem;
use crate::tls::Tls;

/// Default timeout of a call.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);
/// Maximum bytes read of a body.
const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// Retries of a call that a rate limit refuses.
const RATE_LIMIT_RETRIES: u32 = 5;
/// The longest wait accepted from a rate limit.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);

/// A service at an address, with the caller's credentials.
pub(super) struct Service {
    pub(super) tls: Tls,
    /// The base URL of request paths.
    pub(super) base: String,
    /// The scheme before the secret in `Authorization`.
    pub(super) scheme: &'static str,
    pub(super) secret: SecretString,
    pub(super) user_agent: &'static str,
}

impl Service {
    /// Sends a request, and retries it when a rate limit refuses it, because the limit says nothing
    /// about the behaviour under test.
    pub(super) async fn send(&self, request: Request) -> Result<Answer, Problem> {
        let mut answer = self.send_once(&request).await?;
        for _ in 0..RATE_LIMIT_RETRIES {
            if answer.status != 429 {
                break;
            }
            tokio::time::sleep(answer.retry_after().min(LONGEST_RETRY_AFTER)).await;
            answer = self.send_once(&request).await?;
        }
        Ok(answer)
    }

    async fn send_once(&self, request: &Request) -> Result<Answer, Problem> {
        // A new client and so a new connection for each call, so that no check depends on the
        // connection state left by another.
        let client = self.tls.client().user_agent(self.user_agent).timeout(request.timeout);
        let client = client.build().map_err(|e| no_answer(&e))?;
        let is_elsewhere = request.path.starts_with("http");
        let url = if is_elsewhere {
            request.path.clone()
        } else {
            format!("{}{}", self.base, request.path)
        };
        let mut call = match request.method {
            Method::Get => client.get(url),
            Method::Post => client.post(url).body(request.body.clone()),
            Method::Patch => client.patch(url).body(request.body.clone()),
            Method::Delete => client.delete(url),
        };
        for (name, value) in &request.headers {
            call = call.header(*name, value);
        }
        match &request.credentials {
            // The secret must not be sent to another host.
            Credentials::Own if is_elsewhere => {}
            Credentials::Own => {
                let value = format!("{} {}", self.scheme, self.secret.expose_secret());
                call = call.header("authorization", value);
            }
            Credentials::Other(secret) => {
                call = call.header("authorization", format!("{} {secret}", self.scheme));
            }
            Credentials::None => {}
        }
        // Links can be signed, so they must not appear in an error.
        let mut response = call.send().await.map_err(|e| no_answer(&e.without_url()))?;
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers
            .filter_map(|(name, v)| Some((name.as_str().to_owned(), v.to_str().ok()?.to_owned())))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| no_answer(&e.without_url()))? {
            let left = BODY_LIMIT.saturating_sub(body.len());
            body.extend_from_slice(chunk.get(..left).unwrap_or(&chunk));
            if body.len() >= BODY_LIMIT {
                break;
            }
        }
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok(Answer { status, headers, body, json })
    }
}

/// Describes a call without a complete response, with the causes that the HTTP library reports.
pub(super) fn no_answer(e: &dyn Error) -> Problem {
    let mut seen = format!("no whole answer: {e}");
    let mut source = e.source();
    while let Some(cause) = source {
        seen = format!("{seen}: {cause}");
        source = cause.source();
    }
    Problem::Unanswered { expected: "an answer".to_owned(), seen }
}

#[derive(Debug, Clone, Copy)]
enum Method {
    Get,
    Post,
    Patch,
    Delete,
}

enum Credentials {
    /// The service's own secret.
    Own,
    None,
    Other(String),
}

/// A request to send.
pub(super) struct Request {
    method: Method,
    /// Relative to the base URL of the service, or a full URL on another host.
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
    credentials: Credentials,
    timeout: Duration,
}

impl Request {
    fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: Vec::new(),
            body: Bytes::new(),
            credentials: Credentials::Own,
            timeout: TIMEOUT,
        }
    }

    pub(super) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path)
    }

    pub(super) fn post(path: impl Into<String>) -> Self {
        Self::new(Method::Post, path)
    }

    pub(super) fn patch(path: impl Into<String>) -> Self {
        Self::new(Method::Patch, path)
    }

    pub(super) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::Delete, path)
    }

    pub(super) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(super) fn body(self, content_type: &str, body: impl Into<Bytes>) -> Self {
        let mut request = self.header("content-type", content_type);
        request.body = body.into();
        request
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sends no secret.
    pub(super) fn anonymous(mut self) -> Self {
        self.credentials = Credentials::None;
        self
    }

    /// Uses another secret instead of the service's.
    pub(super) fn with_secret(mut self, secret: &str) -> Self {
        self.credentials = Credentials::Other(secret.to_owned());
        self
    }

    /// Sets a longer timeout, for bodies of many megabytes.
    pub(super) fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}
