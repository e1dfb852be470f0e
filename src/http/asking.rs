//! Asking a running bot how it is.

use std::time::Duration;

use serde_json::Value;

/// How long it has to say so.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the bot that serves at an address is ready, as it says itself.
pub async fn ready(listen: &str) -> String {
    if listen.is_empty() {
        return "not known, since http.listen is not set".into();
    }
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build();
    let Ok(client) = client else { return "not known".into() };
    // What listens everywhere answers here too.
    let address = listen.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
    let Ok(answer) = client.get(format!("http://{address}/readyz")).send().await else {
        return format!("it does not run here, or not on {address}");
    };
    let body: Value = answer.json().await.unwrap_or_default();
    let problems = body["problems"].as_array().into_iter().flatten();
    let problems: Vec<_> = problems.filter_map(Value::as_str).collect();
    match body["ready"].as_bool() {
        Some(true) => "ready".into(),
        _ => format!("not ready: {}", problems.join("; ")),
    }
}
