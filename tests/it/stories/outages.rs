//! Either service is slow, broken or blocked.

use std::time::Duration;

use serde_json::json;
use wanbot::emulator::Effect;

use crate::harness::Story;
use crate::harness::member::text;

fn answer(status: u16, body: serde_json::Value) -> Effect {
    Effect::Answer { status, body, headers: vec![] }
}

fn throttled(retry_after: Option<&str>) -> Effect {
    let headers = retry_after.map(|s| ("Retry-After".to_owned(), s.to_owned()));
    Effect::Answer {
        status: 429,
        body: json!({"code": "Throttling.RateQuota", "message": "later", "request_id": "r"}),
        headers: headers.into_iter().collect(),
    }
}

/// Ann asks for a video, time passes, and the video arrives once.
async fn all_is_well_in_the_end(t: Story) {
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.pass(300).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!(t.world.wan.tasks().len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn discord_is_broken_for_a_while() {
    let t = Story::begin().await;
    t.fault("discord", "POST", "/messages", 3, answer(500, json!({"message": "500", "code": 0})));
    t.fault("discord", "PATCH", "/messages", 2, answer(502, serde_json::Value::Null));
    all_is_well_in_the_end(t).await;
}

#[tokio::test]
async fn discord_does_not_accept_the_token_any_more() {
    let mut t = Story::begin().await;
    t.expect_error("until DISCORD_TOKEN is corrected");
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    let unauthorized = json!({"message": "401: Unauthorized", "code": 0});
    t.fault("discord", "", "/channels", 100, answer(401, unauthorized));
    t.pass(300).await;
    let refused = 100 - t.world.faults.remaining();
    assert!(refused <= 3, "{refused} calls: Discord bans who goes on calling");
    assert!(t.unheard().is_empty());
    // The operator fixes the configuration and restarts the bot.
    t.world.faults.clear();
    t.crash_and_restart().await;
    t.pass(30).await;
    assert_eq!(t.new_message().files.len(), 1, "nothing was lost");
    t.finish().await;
}

#[tokio::test]
async fn a_page_of_a_proxy_is_not_a_refusal_by_discord() {
    let t = Story::begin().await;
    // As a proxy in front of the provider would respond.
    t.fault("discord", "POST", "/messages", 2, answer(403, serde_json::Value::Null));
    all_is_well_in_the_end(t).await;
}

#[tokio::test]
async fn discord_is_busy() {
    let t = Story::begin().await;
    let body = json!({"message": "You are being rate limited.", "retry_after": 0.5,
        "global": false, "code": 0});
    t.fault("discord", "POST", "/messages", 2, answer(429, body));
    all_is_well_in_the_end(t).await;
}

#[tokio::test]
async fn the_provider_throttles_submissions() {
    let t = Story::begin().await;
    t.fault("wan", "POST", "/video-synthesis", 2, throttled(None));
    all_is_well_in_the_end(t).await;
}

#[tokio::test]
async fn the_provider_says_how_much_later() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.fault("wan", "POST", "/video-synthesis", 1, throttled(Some("1")));
    t.tick().await;
    t.tick().await;
    assert_eq!(t.calls("POST", "/video-synthesis"), 1, "not before the requested time");
    t.pass(180).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn queries_are_answered_badly_for_a_while() {
    let t = Story::begin().await;
    t.fault("wan", "GET", "/tasks/", 2, answer(503, json!({"code": "ModelUnavailable"})));
    t.fault("wan", "GET", "/tasks/", 2, throttled(None));
    t.fault("wan", "GET", "/tasks/", 1, Effect::LoseAnswer);
    t.fault("wan", "GET", "/tasks/", 1, Effect::Truncate { bytes: 20 });
    all_is_well_in_the_end(t).await;
}

#[tokio::test]
async fn the_download_of_the_video_breaks_off() {
    let t = Story::begin().await;
    t.fault("wan", "GET", "/results/", 2, Effect::Truncate { bytes: 10_000 });
    t.fault("wan", "GET", "/results/", 3, answer(503, serde_json::Value::Null));
    all_is_well_in_the_end(t).await;
}

#[tokio::test]
async fn the_providers_link_expires_before_the_video_is_fetched() {
    let mut t = Story::begin().await;
    t.expect_error("a finished result is lost");
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.tick_stage(wanbot::pipeline::Stage::Submission).await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_stage(wanbot::pipeline::Stage::Polling).await;
    t.clock.advance(Duration::from_secs(25 * 3600));
    t.pass(60).await;
    let notice = t.new_message();
    assert!(notice.content.contains("answer was lost"), "{}", notice.content);
    t.finish().await;
}

#[tokio::test]
async fn a_long_job_outlives_its_interaction() {
    let t = Story::begin().await;
    t.world.wan.set_timing(wanbot::emulator::wan::Timing::Fixed { queue: 5.0, run: 1200.0 });
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.pass(1250).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.pass(10).await;
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    assert!(shown.contains("**Done**"), "edited by the bot's own right: {shown}");
    assert!(t.calls("PATCH", "/channels/") > 0);
    t.finish().await;
}

#[tokio::test]
async fn a_token_that_expires_early_stops_no_job() {
    let t = Story::begin().await;
    let ended = json!({"code": 50027, "message": "Invalid Webhook Token"});
    t.fault("discord", "PATCH", "/webhooks/", 9, answer(401, ended));
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.pass(140).await;
    t.new_message();
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    assert!(shown.contains("**Done**"), "{shown}");
    t.world.faults.clear();
    t.finish().await;
}

#[tokio::test]
async fn the_gateway_breaks_and_the_next_command_is_answered() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    t.world.discord.close_gateway(4000);
    // Used while the bot is disconnected: the event arrives when its session is resumed.
    let away =
        t.world.discord.wait(crate::harness::PATIENCE, |d| (!d.is_connected()).then_some(()));
    away.await.expect("the connection breaks");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("**Queued**"), "{}", card.text());
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn nearly_all_starts_of_a_session_are_used_up() {
    let mut t = Story::prepare(&[]).await;
    t.expect_error("nearly all starts of a session");
    let body = json!({"url": format!("ws://{}", t.world.at.discord), "shards": 1,
        "session_start_limit": {"total": 1000, "remaining": 3, "reset_after": 300, "max_concurrency": 1}});
    t.fault("discord", "GET", "/gateway/bot", 1, answer(200, body));
    // It waits, and then connects.
    t.start().await;
    t.finish().await;
}

#[tokio::test]
async fn an_interaction_sent_twice_is_one_job() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.world.discord.repeat(card.interaction);
    // A command that is used after the event is answered after it.
    ann.uses("help", &[]).await;
    t.pass(120).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!(t.world.wan.tasks().len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn the_requester_deleted_the_card() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.world.discord.delete_message(card.message.id);
    t.pass(130).await;
    let result = t.new_message();
    assert_eq!((result.reply_to, result.files.len()), (None, 1), "posted all the same");
    t.finish().await;
}
