//! `wanbot emulate` compares the bodies of requests with Discord's OpenAPI description: the real
//! program, as the author of another bot runs it.

use super::*;
use crate::emulators::program::Emulate;
use crate::harness::http;

async fn post(emulate: &Emulate, body: &Value) -> (u16, Value) {
    let url = format!("{}/api/v10/channels/{}/messages", emulate.discord, emulate.channel);
    let http = http();
    let request = http
        .post(url)
        .header("Authorization", "Bot MTQwMDAwMDAwMDAwMDAwMDAwMA.emulated.token")
        .json(body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// A body that the emulator's own rules accept, and the description does not.
fn with_poll() -> Value {
    let answer = json!({"poll_media": {"text": "secret words"}});
    json!({"content": "secret words", "poll": {"question": "secret words", "answers": [answer]}})
}

#[tokio::test]
async fn what_is_not_described_is_a_warning() {
    let emulate = Emulate::start(&[]).await;
    assert_eq!(post(&emulate, &json!({"content": "fine", "nonce": 7})).await.0, 200);
    assert_eq!(post(&emulate, &with_poll()).await.0, 200);
    assert_eq!(post(&emulate, &json!({"content": "x", "contnet": "secret words"})).await.0, 200);
    // The client sees this one.
    assert_eq!(post(&emulate, &json!({"content": "x", "flags": "four"})).await.0, 400);
    let warnings = emulate.warnings().await;
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    for (warning, place) in warnings.iter().zip(["/poll/question: ", "/contnet: unknown key"]) {
        for part in ["WARN", "POST", "/channels/{channel_id}/messages", place] {
            assert!(warning.contains(part), "{part} is not in {warning}");
        }
        assert!(!warning.contains("secret words"), "{warning}");
    }
}

#[tokio::test]
async fn what_is_not_described_can_be_refused_or_ignored() {
    let strict = Emulate::start(&["--openapi", "refuse"]).await;
    let (status, answer) = post(&strict, &with_poll()).await;
    let (code, at, _) = rest::field(&answer);
    assert_eq!((status, code, at.as_str()), (400, 50035, "/poll/question"), "{answer}");
    assert_eq!(post(&strict, &json!({"content": "fine"})).await.0, 200);
    // Discord ignores unknown keys.
    assert_eq!(post(&strict, &json!({"content": "x", "contnet": 1})).await.0, 200);
    assert_eq!(strict.warnings().await.len(), 1);
    let lax = Emulate::start(&["--openapi", "ignore"]).await;
    assert_eq!(post(&lax, &with_poll()).await.0, 200);
    assert_eq!(lax.warnings().await, [""; 0]);
}
