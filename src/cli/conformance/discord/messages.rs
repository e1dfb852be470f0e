//! Checks of messages: posting, replies, deletion, reading.

use serde_json::json;

use super::{CONTENT, Discord, NOBODY, refused, refused_field};
use crate::cli::conformance::answer::Kind;
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::service::Request;

/// The maximum length of a nonce.
const NONCE_LENGTH: usize = 25;

pub(super) async fn shape(d: &Discord) -> CheckResult {
    let (_, answer) = d.posted().await?;
    answer.expect_fields(&[
        ("/channel_id", Kind::Id),
        ("/author/id", Kind::Id),
        ("/timestamp", Kind::Text),
        ("/edited_timestamp", Kind::Null),
        ("/attachments", Kind::List),
        ("/embeds", Kind::List),
        ("/mentions", Kind::List),
        ("/mention_roles", Kind::List),
        ("/pinned", Kind::Bool),
        ("/tts", Kind::Bool),
        ("/flags", Kind::Number),
    ])?;
    answer.expect_value("/content", CONTENT)?;
    answer.expect_value("/author/bot", true)?;
    answer.expect_value("/type", 0)
}

/// A nonce that no earlier run used.
fn nonce() -> String {
    let hex = format!("{:032x}", rand::random::<u128>());
    hex.chars().take(NONCE_LENGTH).collect()
}

pub(super) async fn nonce_enforced(d: &Discord) -> CheckResult {
    let body = json!({"content": CONTENT, "nonce": nonce(), "enforce_nonce": true});
    let first = d.post(&body).await?;
    let path = d.path_of(&first)?;
    let second = d.post(&body).await?;
    if d.path_of(&second)? == path {
        return Ok(());
    }
    Err(Problem::differs("the first message again", "a second message"))
}

pub(super) async fn nonce_is_in_messages(d: &Discord) -> CheckResult {
    let nonce = nonce();
    let answer = d.post(&json!({"content": CONTENT, "nonce": nonce})).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/nonce", nonce)
}

pub(super) async fn long_nonce(d: &Discord) -> CheckResult {
    let nonce = "n".repeat(NONCE_LENGTH + 1);
    refused_field(&d.post(&json!({"content": CONTENT, "nonce": nonce})).await?, "nonce")
}

pub(super) async fn read_again(d: &Discord) -> CheckResult {
    let (path, posted) = d.posted().await?;
    let answer = d.send(Request::get(path)).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/id", posted.text("/id"))?;
    answer.expect_value("/content", CONTENT)
}

pub(super) async fn deleted(d: &Discord) -> CheckResult {
    let (path, _) = d.posted().await?;
    d.send(Request::delete(&path)).await?.expect_status(&[204])?;
    refused(&d.send(Request::get(&path)).await?, 404, 10008)
}

pub(super) async fn deleted_twice(d: &Discord) -> CheckResult {
    let (path, _) = d.posted().await?;
    d.send(Request::delete(&path)).await?.expect_status(&[204])?;
    refused(&d.send(Request::delete(&path)).await?, 404, 10008)
}

pub(super) async fn unknown_message(d: &Discord) -> CheckResult {
    let path = format!("{}/messages/{NOBODY}", d.channel()?);
    refused(&d.send(Request::get(path)).await?, 404, 10008)
}

pub(super) async fn newest_first(d: &Discord) -> CheckResult {
    let (_, older) = d.posted().await?;
    let (_, newer) = d.posted().await?;
    let path = format!("{}/messages?limit=10", d.channel()?);
    let answer = d.send(Request::get(path)).await?;
    answer.expect_status(&[200])?;
    let ids: Vec<_> = answer.items("").iter().map(|m| m.get("id")).collect();
    let place = |id: &str| ids.iter().position(|known| known.is_some_and(|k| k == id));
    match (place(&newer.text("/id")), place(&older.text("/id"))) {
        (Some(newer), Some(older)) if newer < older => Ok(()),
        (Some(_), Some(_)) => Err(Problem::differs("the newest message first", "an older one")),
        _ => Err(answer.differs("both messages that were just posted")),
    }
}

pub(super) async fn reply_shape(d: &Discord) -> CheckResult {
    let (_, original) = d.posted().await?;
    let reference = json!({"message_id": original.text("/id")});
    let reply = d.post(&json!({"content": CONTENT, "message_reference": reference})).await?;
    reply.expect_status(&[200])?;
    reply.expect_value("/type", 19)?;
    reply.expect_value("/message_reference/message_id", original.text("/id"))?;
    reply.expect_value("/referenced_message/id", original.text("/id"))
}

pub(super) async fn reply_to_a_number(d: &Discord) -> CheckResult {
    let (_, original) = d.posted().await?;
    let Ok(id) = original.text("/id").parse::<u64>() else {
        return Err(original.differs("an ID of 64 bits"));
    };
    let body = json!({"content": CONTENT, "message_reference": {"message_id": id}});
    let reply = d.post(&body).await?;
    reply.expect_status(&[200])?;
    reply.expect_value("/message_reference/message_id", original.text("/id"))
}

pub(super) async fn reply_to_nothing(d: &Discord) -> CheckResult {
    let body = json!({"content": CONTENT, "message_reference": {"message_id": NOBODY}});
    refused_field(&d.post(&body).await?, "message_reference")
}

pub(super) async fn reply_to_nothing_tolerated(d: &Discord) -> CheckResult {
    let reference = json!({"message_id": NOBODY, "fail_if_not_exists": false});
    let answer = d.post(&json!({"content": CONTENT, "message_reference": reference})).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/content", CONTENT)
}

pub(super) async fn content_is_trimmed(d: &Discord) -> CheckResult {
    let answer = d.post(&json!({"content": format!("  {CONTENT}  ")})).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/content", CONTENT)
}

pub(super) async fn flags_are_filtered(d: &Discord) -> CheckResult {
    // IS_CROSSPOST.
    let answer = d.post(&json!({"content": CONTENT, "flags": 1 << 1})).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/flags", 0)
}

pub(super) async fn forwards(d: &Discord) -> CheckResult {
    let (_, posted) = d.posted().await?;
    let channel = d.channel()?;
    let channel = channel.trim_start_matches("/channels/");
    let id = posted.text("/id");
    let reference = json!({"type": 1, "channel_id": channel, "message_id": id});
    let answer = d.post(&json!({"message_reference": reference})).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/message_snapshots/0/message/content", CONTENT)
}

/// Pins need a permission that the test channel may not give.
pub(super) async fn pins(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get(format!("{}/messages/pins", d.channel()?))).await?;
    answer.expect_status(&[200])?;
    answer.expect_fields(&[("/items", Kind::List), ("/has_more", Kind::Bool)])
}
