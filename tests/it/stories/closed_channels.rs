//! Channels that accept no posts, or no files: nothing is uploaded to them in vain.

use std::time::Duration;

use serde_json::json;
use wanbot::emulator::Effect;
use wanbot::emulator::discord::world::permission;

use crate::harness::Story;
use crate::harness::member::text;

fn answer(status: u16, body: serde_json::Value) -> Effect {
    Effect::Answer { status, body, headers: vec![] }
}

/// How often something was posted in the story's channel, or tried.
fn posts(t: &Story) -> usize {
    t.calls("POST", &format!("/channels/{}/messages", t.channel))
}

#[tokio::test]
async fn a_closed_channel_receives_no_video() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.world.discord.set_bot_permissions(t.channel, permission::VIEW_CHANNEL);
    t.pass(140).await;
    assert_eq!(t.direct_message(&ann).files.len(), 1);
    assert_eq!(posts(&t), 0, "a small call showed that the channel is closed");
    t.finish().await;
}

/// The bot may write, but not attach files: only an upload shows it, and one is enough for all.
#[tokio::test]
async fn a_channel_that_accepts_no_files_is_sent_one_video() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    for (who, prompt) in [(&ann, "a fox"), (&bob, "an owl")] {
        who.uses("video", &[("prompt", text(prompt))]).await;
    }
    let writes = permission::MEMBER & !permission::ATTACH_FILES;
    t.world.discord.set_bot_permissions(t.channel, writes);
    t.pass(140).await;
    for who in [&ann, &bob] {
        assert_eq!(t.direct_message(who).files.len(), 1);
    }
    assert_eq!(posts(&t), 1);
    t.finish().await;
}

/// Discord refused typing indicators to all bots once: that says nothing about the channel.
#[tokio::test]
async fn a_refused_typing_indicator_without_a_code_stops_no_video() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.fault(
        "discord",
        "POST",
        "/typing",
        1,
        answer(403, json!({"message": "403: Forbidden", "code": 0})),
    );
    t.pass(140).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn a_closed_channel_is_sent_no_video_however_long_direct_messages_fail() {
    let t = Story::begin().await;
    t.finished_video().await;
    let direct = t.world.discord.open_direct(t.only_job().requester.0);
    let writes = permission::MEMBER & !permission::ATTACH_FILES;
    t.world.discord.set_bot_permissions(t.channel, writes);
    let body = serde_json::json!({"message": "503", "code": 0});
    let busy = Effect::Answer { status: 503, body, headers: vec![] };
    t.fault("discord", "POST", &format!("/channels/{direct}/messages"), 1_000, busy);
    t.pass(150).await;
    let posts = || t.calls("POST", &format!("/channels/{}/messages", t.channel));
    assert_eq!(posts(), 1, "only an upload shows that the bot may attach no files");
    for _ in 0..4 {
        t.clock.advance(Duration::from_secs(660));
        t.tick().await;
    }
    t.world.faults.clear();
    // Longer than the longest backoff.
    t.clock.advance(Duration::from_secs(660));
    t.pass(30).await;
    assert_eq!(t.world.discord.messages(direct).len(), 1, "it is posted in the end");
    assert_eq!(posts(), 1, "it was not sent to the channel again");
    t.finish().await;
}

/// Both destinations refused it, one of them long ago: that one is tried once more.
#[tokio::test]
async fn a_channel_that_opened_again_receives_an_undeliverable_result() {
    let t = Story::begin().await;
    t.finished_video().await;
    let requester = t.only_job().requester.0;
    let direct = t.world.discord.open_direct(requester);
    t.world.discord.set_bot_permissions(t.channel, permission::VIEW_CHANNEL);
    let body = serde_json::json!({"message": "503", "code": 0});
    let busy = Effect::Answer { status: 503, body, headers: vec![] };
    t.fault("discord", "POST", &format!("/channels/{direct}/messages"), 1_000, busy);
    t.pass(60).await;
    t.world.discord.set_bot_permissions(t.channel, permission::MEMBER);
    t.clock.advance(Duration::from_secs(660));
    t.world.faults.clear();
    t.world.discord.close_direct(requester);
    t.pass(150).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}
