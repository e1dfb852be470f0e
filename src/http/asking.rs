//! Asks a running bot for its readiness.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// Timeout of the request.
const TIMEOUT: Duration = Duration::from_secs(2);

/// What a bot that listens at an address says about its readiness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedReadiness {
    /// It is ready.
    Ready,
    /// It is not ready, for these reasons.
    NotReady(Vec<String>),
    /// It does not answer at this address.
    Unreachable(String),
    /// It listens nowhere, so that it cannot be asked.
    NotServed,
}

impl fmt::Display for AskedReadiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready => f.write_str("ready"),
            Self::NotReady(problems) => write!(f, "not ready: {}", problems.join("; ")),
            Self::Unreachable(address) => write!(f, "not reachable at {address}"),
            Self::NotServed => f.write_str("not known, since http.listen is not set"),
        }
    }
}

/// Asks whether the bot that listens at an address is ready.
pub async fn ready(listen: &str) -> AskedReadiness {
    if listen.is_empty() {
        return AskedReadiness::NotServed;
    }
    // A server that listens on all addresses is reachable on the loopback address.
    let address = listen.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
    let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build();
    let Ok(client) = client else { return AskedReadiness::Unreachable(address) };
    let Ok(answer) = client.get(format!("http://{address}/readyz")).send().await else {
        return AskedReadiness::Unreachable(address);
    };
    let body: &Value = &answer.json().await.unwrap_or_default();
    let problems = body["problems"].as_array().into_iter().flatten();
    let problems = problems.filter_map(Value::as_str).map(str::to_owned).collect();
    match body["ready"].as_bool() {
        Some(true) => AskedReadiness::Ready,
        _ => AskedReadiness::NotReady(problems),
    }
}
