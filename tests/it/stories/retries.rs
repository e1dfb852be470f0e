//! What goes wrong again and again is tried ever more rarely, and nothing is done twice for it.

use std::time::Duration;

use wanbot::emulator::Effect;
use wanbot::pipeline::Room;

use crate::harness::member::text;
use crate::harness::{Story, files, has_ffmpeg};

/// Ann's clip is done at the provider, and known to be.
async fn done(t: &Story) {
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.tick().await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_room(Room::Polling).await;
    assert_eq!(t.only_job().state.name(), "finished");
}

#[tokio::test]
async fn a_clip_that_does_not_fit_and_breaks_off_is_fetched_ever_more_rarely() {
    let t = Story::begin().await;
    t.world.wan.set_clip(files::clip_of(21_000_000).into());
    done(&t).await;
    t.fault("wan", "GET", "/results", 100, Effect::Truncate { bytes: 30_000 });
    for _ in 0..60 {
        t.clock.advance(Duration::from_millis(500));
        t.tick_room(Room::Delivery).await;
    }
    let fetched = t.calls("GET", "/results");
    assert!((2..=6).contains(&fetched), "{fetched} times within half a minute");
    t.world.faults.clear();
    t.pass(200).await;
    assert!(t.new_message().content.contains("too large for this channel"));
    t.finish().await;
}

#[tokio::test]
async fn a_clip_that_may_not_be_kept_is_linked_at_once() {
    let t = Story::begin_with(&[("delivery.max_clip_bytes", 10_000_000.into())]).await;
    t.world.wan.set_clip(files::clip_of(21_000_000).into());
    done(&t).await;
    t.pass(10).await;
    let message = t.new_message();
    assert!(message.content.contains(&t.world.wan_origin()), "{}", message.content);
    assert_eq!((t.archived("clips"), t.calls("GET", "/results")), (0, 1), "fetched once, not kept");
    t.finish().await;
}

#[tokio::test]
async fn what_is_no_video_is_neither_posted_nor_paid() {
    for result in [&b""[..], b"<html><body>an error page of a proxy</body></html>"] {
        let mut t = Story::begin().await;
        t.expect_error("a finished result is lost");
        t.world.wan.set_clip(result.to_vec().into());
        done(&t).await;
        t.pass(60).await;
        assert!(t.unheard().is_empty(), "nothing of it is posted");
        t.clock.advance(Duration::from_secs(25 * 3600));
        t.pass(150).await;
        let notice = t.new_message();
        assert!(notice.content.contains("Nothing was charged."), "{}", notice.content);
        t.finish().await;
    }
}

#[tokio::test]
async fn a_clip_that_was_made_smaller_is_made_so_once() {
    if !has_ffmpeg() {
        eprintln!("skipped: there is no ffmpeg");
        return;
    }
    let t = Story::begin_with(&[("delivery.ffmpeg", "ffmpeg".into())]).await;
    t.world.discord.set_claim(t.guild, 1_500_000);
    t.world.wan.set_least_bytes(3_000_000);
    done(&t).await;
    let body = serde_json::json!({"message": "503", "code": 0});
    let busy = Effect::Answer { status: 503, body, headers: vec![] };
    t.fault("discord", "POST", "/messages", 4, busy);
    t.tick_room(Room::Delivery).await;
    assert_eq!(t.archived("fitted"), 1, "kept for the next attempt");
    let fitted = t.folder().join("archive/fitted").join(format!("{}.mp4", t.only_job().id));
    let made = std::fs::metadata(&fitted).unwrap().modified().unwrap();
    t.pass(30).await;
    if fitted.exists() {
        assert_eq!(std::fs::metadata(&fitted).unwrap().modified().unwrap(), made);
    }
    t.pass(120).await;
    let message = t.new_message();
    assert!(message.content.contains("made smaller"), "{}", message.content);
    assert_eq!(t.archived("fitted"), 0, "posted, it is not needed any more");
    t.finish().await;
}

#[tokio::test]
async fn an_unlisted_refusal_is_sent_once_and_shuts_nobody_out() {
    let mut t = Story::begin().await;
    t.expect_error("the provider refused a request");
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    let body = serde_json::json!({"code": "NeverHeardOf", "message": "no", "request_id": "r-1"});
    let refused = Effect::Answer { status: 400, body, headers: vec![] };
    t.fault("wan", "POST", "/video-synthesis", 1, refused);
    t.tick_room(Room::Submission).await;
    bob.uses("video", &[("prompt", text("an owl"))]).await;
    t.pass(150).await;
    let said = t.unheard();
    assert_eq!(said.len(), 2, "a notice and a clip: {said:#?}");
    assert_eq!(t.calls("POST", "/video-synthesis"), 2, "hers once, and his");
    t.finish().await;
}
