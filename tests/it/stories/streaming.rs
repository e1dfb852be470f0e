//! A video is streamed to the archive and the channel at the same time, with failures in between.

use serde_json::json;
use wanbot::emulator::Effect;
use wanbot::pipeline::Stage;

use crate::harness::member::{Member, text};
use crate::harness::{Story, sqlite};

/// Ann's video is finished at the provider, and the bot knows it.
async fn done(t: &Story) -> Member {
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.tick().await;
    t.clock.advance(std::time::Duration::from_secs(120));
    t.tick_stage(Stage::Polling).await;
    assert_eq!(t.only_job().state.name(), "finished");
    ann
}

/// The events of the only job, in order, from the completion of its video.
async fn events(t: &Story) -> Vec<String> {
    let id = t.only_job().id;
    let events = t.journal().events(id).await.unwrap().into_iter();
    let names = events.map(|row| {
        let event = serde_json::to_value(row.event).unwrap();
        event["event"].as_str().unwrap().to_owned()
    });
    names.skip_while(|name| name != "task_finished").collect()
}

#[tokio::test]
async fn a_video_is_posted_while_it_is_fetched_and_its_end_when_it_is_stored() {
    let t = Story::begin().await;
    done(&t).await;
    t.tick_stage(Stage::Delivery).await;
    assert_eq!(events(&t).await, ["task_finished", "post_started", "clip_stored", "posted"]);
    let message = t.new_message();
    let kept =
        std::fs::read(t.folder().join("archive/clips").join(format!("{}.mp4", t.only_job().id)));
    assert_eq!(message.files[0].bytes, kept.unwrap(), "the channel has what the archive has");
    t.finish().await;
}

#[tokio::test]
async fn a_video_whose_download_breaks_off_is_not_posted_and_fetched_again() {
    let t = Story::begin().await;
    done(&t).await;
    t.fault("wan", "GET", "/results", 1, Effect::Truncate { bytes: 30_000 });
    t.tick_stage(Stage::Delivery).await;
    let posted = t.unheard();
    assert!(posted.is_empty(), "a post without its end is none: {posted:#?}");
    assert_eq!(events(&t).await, ["task_finished", "post_started", "post_refused"]);
    assert_eq!(t.archived("clips"), 0);
    t.pass(10).await;
    assert_eq!(t.new_message().files.len(), 1);
    let looks = t.calls("GET", &format!("/channels/{}/messages", t.channel));
    assert_eq!(looks, 0, "the bot knows that there is nothing to look for");
    t.finish().await;
}

#[tokio::test]
async fn a_video_that_discord_refuses_is_archived() {
    let t = Story::begin().await;
    done(&t).await;
    let body = json!({"message": "500", "code": 0});
    t.fault(
        "discord",
        "POST",
        "/messages",
        1,
        Effect::Answer { status: 500, body, headers: vec![] },
    );
    t.tick_stage(Stage::Delivery).await;
    assert!(t.unheard().is_empty());
    assert_eq!((t.only_job().state.name(), t.archived("clips")), ("stored", 1));
    t.pass(10).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!(t.calls("GET", "/results"), 1, "it is not downloaded again");
    t.finish().await;
}

#[tokio::test]
async fn results_are_archived_while_discord_accepts_nothing() {
    let t = Story::begin().await;
    // More than the system buffers for a connection that nobody reads.
    t.world.wan.set_video(crate::harness::files::video_of(9_500_000).into());
    done(&t).await;
    t.fault("discord", "POST", "/messages", 1, Effect::Slow { bytes_per_second: 1 });
    t.tick_stage(Stage::Delivery).await;
    assert!(t.unheard().is_empty());
    assert_eq!((t.only_job().state.name(), t.archived("clips")), ("stored", 1));
    assert_eq!(events(&t).await.last().map(String::as_str), Some("post_refused"), "it had no end");
    t.pass(10).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn a_post_with_a_lost_response_is_searched_for_before_it_is_repeated() {
    let t = Story::begin().await;
    done(&t).await;
    t.fault("discord", "POST", "/messages", 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Delivery).await;
    assert_eq!(events(&t).await, ["task_finished", "post_started", "clip_stored"]);
    // Longer than the nonce is remembered.
    t.clock.advance(std::time::Duration::from_secs(900));
    t.pass(10).await;
    assert_eq!(t.new_message().files.len(), 1, "once");
    t.finish().await;
}

#[tokio::test]
async fn what_the_journal_does_not_know_is_not_posted() {
    let mut t = Story::begin().await;
    t.expect_error("failed to write a delivery step");
    done(&t).await;
    // Leaves time between the intent and the end.
    t.fault("wan", "GET", "/results", 1, Effect::Slow { bytes_per_second: 400_000 });
    let held = async {
        while !events(&t).await.contains(&"post_started".to_owned()) {
            tokio::task::yield_now().await;
        }
        // Another process writes to the journal, for longer than the bot waits.
        sqlite::lock(&t.journal_path())
    };
    let (lock, ()) = tokio::join!(held, t.tick_stage(Stage::Delivery));
    assert!(t.unheard().is_empty(), "the video is in the archive, and the journal does not say so");
    drop(lock);
    t.pass(15).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn the_second_of_two_results_in_a_channel_is_posted_from_the_archive() {
    let t = Story::begin().await;
    for name in ["ann", "bob"] {
        t.member(name).uses("video", &[("prompt", text(name))]).await;
    }
    t.pass(120).await;
    let (one, other) = {
        let mut all = t.unheard();
        assert_eq!(all.len(), 2, "{all:#?}");
        (all.remove(0), all.remove(0))
    };
    assert!(one.files.len() == 1 && other.files.len() == 1);
    t.finish().await;
}
