//! Tests of the check against Discord's API description: it covers enough traffic, and it can fail.

use serde_json::json;
use wanbot::emulator::Exchange;

use crate::harness::member::{file, text};
use crate::harness::{Story, files, openapi};

/// A story that covers most requests to Discord. The counts are printed for the documentation of
/// what was checked.
#[tokio::test]
async fn all_that_is_said_is_described() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("x"))]).await;
    ann.uses("animate", &[("image", file("a.png", files::png(300, 300)))]).await;
    bob.uses("animate", &[("image", file("a.png", b"text".to_vec()))]).await;
    let card = bob.uses("video", &[("prompt", text("y"))]).await;
    bob.presses(card.message.id, "Cancel").await;
    bob.uses("jobs", &[]).await;
    bob.uses("help", &[]).await;
    t.pass(140).await;
    assert_eq!(t.unheard().len(), 2);
    let counts = openapi::count(&t.world.record.exchanges());
    println!(
        "OpenAPI: {} requests and {} answers held against the description, {} complaints",
        counts.requests,
        counts.responses,
        counts.complaints.len()
    );
    t.finish().await;
}

#[test]
fn a_misspelt_field_and_a_wrong_type_are_found() {
    let exchange = |request: serde_json::Value| Exchange {
        service: "discord".into(),
        method: "POST".into(),
        path: "/api/v10/channels/123/messages".into(),
        query: String::new(),
        headers: std::collections::BTreeMap::new(),
        content_type: "application/json".into(),
        request,
        status: 200,
        response: serde_json::Value::Null,
        at: String::new(),
        unknown_route: false,
    };
    assert_eq!(openapi::count(&[exchange(json!({"content": "fine"}))]).requests, 1);
    assert!(openapi::count(&[exchange(json!({"content": "fine"}))]).complaints.is_empty());
    for bad in [json!({"contnet": "x"}), json!({"content": 5}), json!({"flags": "many"})] {
        assert!(!openapi::count(&[exchange(bad.clone())]).complaints.is_empty(), "{bad}");
    }
}
