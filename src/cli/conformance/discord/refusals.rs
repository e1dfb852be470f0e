//! Checks of messages and calls that Discord refuses.

use serde_json::{Value, json};

use super::{CONTENT, Discord, NOBODY, refused, refused_field};
use crate::cli::conformance::finding::CheckResult;
use crate::cli::conformance::service::Request;

pub(super) async fn empty(d: &Discord) -> CheckResult {
    refused(&d.post(&json!({"content": ""})).await?, 400, 50006)
}

pub(super) async fn long_content(d: &Discord) -> CheckResult {
    refused_field(&d.post(&json!({"content": "x".repeat(2001)})).await?, "content")
}

pub(super) async fn unknown_channel(d: &Discord) -> CheckResult {
    // Without a test channel nothing is posted, not even to an unknown channel.
    d.channel()?;
    let path = format!("/channels/{NOBODY}/messages");
    let request = Request::post(&path).json(&json!({"content": CONTENT}));
    refused(&d.make(&path, request).await?, 404, 10003)
}

pub(super) async fn not_json(d: &Discord) -> CheckResult {
    let path = format!("{}/messages", d.channel()?);
    let request = Request::post(path).body("application/json", "{\"content\":");
    refused(&d.send(request).await?, 400, 50109)
}

pub(super) async fn long_embed_title(d: &Discord) -> CheckResult {
    let body = json!({"embeds": [{"title": "x".repeat(257)}]});
    refused_field(&d.post(&body).await?, "embeds.0.title")
}

pub(super) async fn long_embeds(d: &Discord) -> CheckResult {
    // Each is short enough on its own.
    let embed = json!({"description": "x".repeat(3001)});
    refused_field(&d.post(&json!({"embeds": [embed, embed]})).await?, "embeds")
}

pub(super) async fn many_embeds(d: &Discord) -> CheckResult {
    let embeds = vec![json!({"description": "x"}); 11];
    refused_field(&d.post(&json!({"embeds": embeds})).await?, "embeds")
}

/// A row of buttons with custom IDs.
fn buttons(ids: &[String]) -> Value {
    let buttons: Vec<_> = ids
        .iter()
        .map(|id| json!({"type": 2, "style": 2, "label": "x", "custom_id": id}))
        .collect();
    json!({"content": CONTENT, "components": [{"type": 1, "components": buttons}]})
}

pub(super) async fn long_custom_id(d: &Discord) -> CheckResult {
    refused_field(&d.post(&buttons(&["x".repeat(101)])).await?, "components")
}

pub(super) async fn same_custom_ids(d: &Discord) -> CheckResult {
    refused_field(&d.post(&buttons(&["x".into(), "x".into()])).await?, "components")
}

pub(super) async fn six_buttons(d: &Discord) -> CheckResult {
    let ids: Vec<_> = (0..6).map(|n| n.to_string()).collect();
    refused_field(&d.post(&buttons(&ids)).await?, "components")
}

pub(super) async fn mentions_parsed_and_listed(d: &Discord) -> CheckResult {
    let allowed = json!({"parse": ["users"], "users": [NOBODY]});
    let body = json!({"content": CONTENT, "allowed_mentions": allowed});
    refused_field(&d.post(&body).await?, "allowed_mentions")
}

pub(super) async fn mentions_beside_an_empty_list(d: &Discord) -> CheckResult {
    let allowed = json!({"parse": ["users"], "users": []});
    let body = json!({"content": CONTENT, "allowed_mentions": allowed});
    d.post(&body).await?.expect_status(&[200])
}

pub(super) async fn long_history(d: &Discord) -> CheckResult {
    let path = format!("{}/messages?limit=101", d.channel()?);
    refused_field(&d.send(Request::get(path)).await?, "limit")
}

pub(super) async fn embed_timestamp(d: &Discord) -> CheckResult {
    let embed = json!({"title": CONTENT, "timestamp": "no time"});
    refused_field(&d.post(&json!({"embeds": [embed]})).await?, "embeds.0.timestamp")
}
