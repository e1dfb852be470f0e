//! Asks a running bot for its readiness.

use std::time::Duration;

use serde_json::Value;

/// Timeout of the request.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Returns in words whether the bot that listens at an address is ready.
pub async fn ready(listen: &str) -> String {
    if listen.is_empty() {
        return "not known, since http.listen is not set".into();
    }
    let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build();
    let Ok(client) = client else { return "not known".into() };
    // A server that listens on all addresses is reachable on the loopback address.
    let address = listen.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
    let Ok(answer) = client.get(format!("http://{address}/readyz")).send().await else {
        return format!("not reachable at {address}");
    };
    let body: Value = answer.json().await.unwrap_or_default();
    let problems = body["problems"].as_array().into_iter().flatten();
    let problems: Vec<_> = problems.filter_map(Value::as_str).collect();
    match body["ready"].as_bool() {
        Some(true) => "ready".into(),
        _ => format!("not ready: {}", problems.join("; ")),
    }
}
