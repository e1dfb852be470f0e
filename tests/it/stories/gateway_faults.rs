//! The gateway's connection dies, its session is lost, or it does not start.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use wanbot::emulator::discord::Discord;

use crate::harness::member::text;
use crate::harness::{PATIENCE, Story, TOKEN};

/// Ann asks for a video, and it arrives once.
async fn a_video_is_made(t: &Story) {
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("**Queued**"), "{}", card.text());
    t.pass(120).await;
    assert_eq!(t.new_message().files.len(), 1);
}

/// Waits until so many sessions have started, the last of which is connected.
async fn started(t: &Story, sessions: u64) {
    let is_up = |d: &Discord| d.granted_identifies() >= sessions && d.is_connected();
    let up = t.world.discord.wait(PATIENCE, |d| is_up(d).then_some(()));
    up.await.unwrap_or_else(|| panic!("{sessions} sessions"));
}

/// Waits until the bot is disconnected, and then until it is connected again.
async fn reconnected(t: &Story) {
    for connected in [false, true] {
        let changed =
            t.world.discord.wait(PATIENCE, |d| (d.is_connected() == connected).then_some(()));
        changed.await.unwrap_or_else(|| panic!("connected: {connected}"));
    }
}

#[tokio::test]
async fn a_frozen_connection_is_replaced_and_the_next_command_is_answered() {
    let mut t = Story::prepare(&[]).await;
    // The client misses the ACK of a heartbeat, and connects anew.
    t.world.discord.set_heartbeat(Duration::from_millis(300), PATIENCE);
    t.start().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.world.discord.freeze_gateway();
    // Jobs go on meanwhile.
    t.pass(120).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert!(t.world.discord.message(card.message.id).is_some());
    // serenity starts a new session, and does not resume the old one.
    started(&t, 2).await;
    a_video_is_made(&t).await;
    t.finish().await;
}

#[tokio::test]
async fn an_invalid_session_is_replaced_by_a_new_one() {
    let t = Story::begin().await;
    let registered = t.world.discord.registrations();
    t.world.discord.gateway_op(9, &json!(false));
    reconnected(&t).await;
    a_video_is_made(&t).await;
    assert!(t.world.discord.registrations() <= registered + 1, "commands are not set in a loop");
    t.finish().await;
}

#[tokio::test]
async fn a_session_that_may_be_resumed_is_resumed() {
    let t = Story::begin().await;
    t.world.discord.gateway_op(9, &json!(true));
    // Used meanwhile: the event arrives when the session is resumed.
    a_video_is_made(&t).await;
    t.finish().await;
}

#[tokio::test]
async fn a_start_that_breaks_in_the_middle_is_finished() {
    // The last code ends the session, so that another one starts.
    for (guilds, code, sessions) in [(0, 4000, 1), (1, 1006, 1), (0, 4009, 2)] {
        let mut t = Story::prepare(&[]).await;
        t.world.discord.break_next_start(guilds, code);
        t.start().await;
        started(&t, sessions).await;
        a_video_is_made(&t).await;
        t.finish().await;
    }
}

#[tokio::test]
async fn an_identify_that_comes_too_soon_is_repeated() {
    let mut t = Story::prepare(&[]).await;
    t.world.discord.limit_identifies(1, Duration::from_secs(600));
    // Another session of the same bot starts just before.
    let url = format!("ws://{}/?v=10&encoding=json", t.world.at.discord);
    let (mut other, _) = connect_async(url).await.unwrap();
    let identify = json!({"op": 2, "d": {"token": TOKEN, "intents": 0, "properties": {}}});
    other.send(Frame::Text(identify.to_string().into())).await.unwrap();
    while !matches!(other.next().await, Some(Ok(Frame::Text(text))) if text.contains("READY")) {}
    let discord = t.world.discord.clone();
    let until_refused = async {
        let refused = discord.wait(PATIENCE, |d| (d.refused_identifies() > 0).then_some(()));
        refused.await.expect("the bot's IDENTIFY is refused");
        discord.limit_identifies(1, Duration::ZERO);
    };
    tokio::join!(t.start(), until_refused);
    a_video_is_made(&t).await;
    t.finish().await;
}
