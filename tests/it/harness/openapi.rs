//! Compares recorded traffic with Discord's OpenAPI description (`src/emulator/discord/openapi`):
//! every request of the bot and every response of the emulator, including unknown keys.

use std::sync::LazyLock;

use serde_json::Value;
use wanbot::emulator::Exchange;
use wanbot::emulator::discord::openapi::{Description, Side};

/// What was checked, for the summary.
#[derive(Default, Debug)]
pub struct Counts {
    pub requests: usize,
    pub responses: usize,
    pub complaints: Vec<String>,
}

fn description() -> &'static Description {
    static DESCRIPTION: LazyLock<Description> =
        LazyLock::new(|| Description::read().expect("the description is JSON"));
    &DESCRIPTION
}

/// Fails on the first story whose traffic does not match the description.
#[track_caller]
pub fn check(exchanges: &[Exchange]) {
    let counts = count(exchanges);
    assert!(
        counts.complaints.is_empty(),
        "traffic does not fit Discord's description:\n{}",
        counts.complaints.join("\n")
    );
}

/// Compares traffic with the description.
pub fn count(exchanges: &[Exchange]) -> Counts {
    let mut counts = Counts::default();
    let described = description();
    for e in exchanges.iter().filter(|e| e.service == "discord" && !e.unknown_route) {
        let Some(operation) = described.operation(&e.method, &e.path) else {
            counts.complaints.push(format!("{} {}: no such operation", e.method, e.path));
            continue;
        };
        if !e.request.is_null() {
            counts.requests += 1;
            let content = &operation.json["requestBody"]["content"];
            let kind = if e.content_type.is_empty() { "application/json" } else { &e.content_type };
            compare(Side::Request, e, &content[kind]["schema"], &e.request, &mut counts);
        }
        // Injected faults are not the emulator's own responses.
        if !e.response.is_null() && e.response["dropped"] != true && e.status < 500 {
            counts.responses += 1;
            let responses = &operation.json["responses"];
            let status = e.status.to_string();
            let class = format!("{}XX", &status[..1]);
            let found = responses.get(&status).or_else(|| responses.get(&class));
            let Some(found) = found else {
                counts.complaints.push(format!("{} {}: status {status}", e.method, e.path));
                continue;
            };
            let schema = match found["$ref"].as_str() {
                Some(at) => &described.at(at)["content"]["application/json"]["schema"],
                None => &found["content"]["application/json"]["schema"],
            };
            compare(Side::Response, e, schema, &e.response, &mut counts);
        }
    }
    counts
}

fn compare(side: Side, e: &Exchange, schema: &Value, body: &Value, counts: &mut Counts) {
    let mut complain = |what: String| {
        counts.complaints.push(format!("{} {}: {side:?}: {what}", e.method, e.path));
    };
    if schema.is_null() {
        return complain("not described".into());
    }
    let found = description().mismatches(side, schema, body).expect("the description is a schema");
    found.iter().for_each(|mismatch| complain(mismatch.to_string()));
}
