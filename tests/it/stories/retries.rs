//! Repeated failures are retried with backoff, and no retry has an effect twice.

use std::time::Duration;

use wanbot::emulator::Effect;
use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::wan::{Outcome, Rule};
use wanbot::pipeline::Stage;

use super::held_up::until;
use crate::harness::member::{file, text};
use crate::harness::sqlite::{self, FailingWrites};
use crate::harness::{Story, files, has_ffmpeg};

#[tokio::test]
async fn a_video_that_does_not_fit_and_breaks_off_is_fetched_with_growing_delays() {
    let t = Story::begin().await;
    t.world.wan.set_video(files::video_of(21_000_000).into());
    t.finished_video().await;
    t.fault("wan", "GET", "/results", 100, Effect::Truncate { bytes: 30_000 });
    for _ in 0..60 {
        t.clock.advance(Duration::from_millis(500));
        t.tick_stage(Stage::Delivery).await;
    }
    let fetched = t.calls("GET", "/results");
    assert!((2..=6).contains(&fetched), "{fetched} times within half a minute");
    println!("a video that breaks off is downloaded {fetched} times within half a minute");
    t.world.faults.clear();
    t.pass(200).await;
    assert!(t.new_message().content.contains("too large for this channel"));
    t.finish().await;
}

/// The archive's disk cannot be written: nothing is posted, and the video is not fetched every half
/// second.
#[tokio::test]
async fn a_video_that_cannot_be_stored_is_fetched_with_growing_delays() {
    let t = Story::begin().await;
    t.finished_video().await;
    // A file in place of the folder makes writes fail even for root.
    let videos = t.folder().join("archive/clips");
    let _ = std::fs::remove_dir_all(&videos);
    std::fs::write(&videos, b"").unwrap();
    for _ in 0..60 {
        t.clock.advance(Duration::from_millis(500));
        t.tick_stage(Stage::Delivery).await;
    }
    let fetched = t.calls("GET", "/results");
    assert!((2..=6).contains(&fetched), "{fetched} times within half a minute");
    assert!(t.unheard().is_empty(), "nothing is posted that is not stored");
    std::fs::remove_file(&videos).unwrap();
    t.pass(200).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn a_video_that_may_not_be_stored_is_linked_immediately() {
    let t = Story::begin_with(&[("delivery.max_clip_size", 10_000_000.into())]).await;
    t.world.wan.set_video(files::video_of(21_000_000).into());
    t.finished_video().await;
    t.pass(10).await;
    let message = t.new_message();
    assert!(message.content.contains(&t.world.wan_origin()), "{}", message.content);
    assert_eq!((t.archived("clips"), t.calls("GET", "/results")), (0, 1), "fetched, not stored");
    t.finish().await;
}

#[tokio::test]
async fn what_is_no_video_is_neither_posted_nor_paid() {
    for result in [&b""[..], b"<html><body>an error page of a proxy</body></html>"] {
        let mut t = Story::begin().await;
        t.expect_error("a finished result is lost");
        t.world.wan.set_video(result.to_vec().into());
        t.finished_video().await;
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
async fn a_video_is_compressed_once() {
    if !has_ffmpeg() {
        eprintln!("skipped: there is no ffmpeg");
        return;
    }
    let t = Story::begin_with(&[("convert.ffmpeg", "ffmpeg".into())]).await;
    t.world.discord.set_claim(t.guild, 1_500_000);
    t.world.wan.set_least_bytes(3_000_000);
    t.finished_video().await;
    let body = serde_json::json!({"message": "503", "code": 0});
    let busy = Effect::Answer { status: 503, body, headers: vec![] };
    t.fault("discord", "POST", "/messages", 4, busy);
    t.tick_stage(Stage::Delivery).await;
    assert_eq!(t.archived("fitted"), 1, "stored for the next attempt");
    let fitted = t.folder().join("archive/fitted").join(format!("{}.mp4", t.only_job().id));
    let made = std::fs::metadata(&fitted).unwrap().modified().unwrap();
    t.pass(30).await;
    if fitted.exists() {
        assert_eq!(std::fs::metadata(&fitted).unwrap().modified().unwrap(), made);
    }
    t.pass(120).await;
    let message = t.new_message();
    assert!(message.content.contains("made it smaller"), "{}", message.content);
    assert_eq!(t.archived("fitted"), 0, "no longer needed after the post");
    t.finish().await;
}

#[tokio::test]
async fn an_unlisted_refusal_is_sent_once_and_blocks_nobody() {
    for (status, code, logged) in [
        (400, "NeverHeardOf", "the provider refused a request"),
        (403, "New.Denial", "the account may not use this model"),
    ] {
        let mut t = Story::begin().await;
        t.expect_error(logged);
        let (ann, bob) = (t.member("ann"), t.member("bob"));
        ann.uses("video", &[("prompt", text("a fox"))]).await;
        let body = serde_json::json!({"code": code, "message": "no", "request_id": "r-1"});
        let refused = Effect::Answer { status, body, headers: vec![] };
        t.fault("wan", "POST", "/video-synthesis", 1, refused);
        t.tick_stage(Stage::Submission).await;
        bob.uses("video", &[("prompt", text("an owl"))]).await;
        t.tick_stage(Stage::Submission).await;
        assert_eq!(t.world.wan.tasks().len(), 1, "{code}: his goes on at once");
        t.pass(150).await;
        let said = t.unheard();
        assert_eq!(said.len(), 2, "{code}: a notice and a video: {said:#?}");
        assert_eq!(t.calls("POST", "/video-synthesis"), 2, "{code}: hers once, and his");
        t.finish().await;
    }
}

#[tokio::test]
async fn an_upload_that_never_arrives_is_given_up() {
    let mut t = Story::begin().await;
    t.expect_error("an input upload keeps failing");
    let ann = t.member("ann");
    t.fault("wan", "POST", "/oss", 10_000, Effect::LoseRequest);
    ann.uses("continue", &[("video", file("walk.mp4", files::mp4(4.0)))]).await;
    t.pass(60).await;
    assert!(t.unheard().is_empty(), "it is tried again");
    t.clock.advance(Duration::from_secs(24 * 3600));
    t.pass(150).await;
    let notice = t.new_message();
    assert!(notice.content.contains("Nothing was charged."), "{}", notice.content);
    assert!(t.world.wan.tasks().is_empty());
    t.world.faults.clear();
    t.finish().await;
}

/// A fake ffmpeg that fails and records each run.
fn failing_ffmpeg(t: &Story) -> (String, std::path::PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let (program, runs) = (t.folder().join("ffmpeg"), t.folder().join("runs"));
    let script = format!(
        "#!/bin/sh\ncase \"$1\" in -version) echo stand-in;; *) echo run >> '{}'; exit 1;; esac\n",
        runs.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    (program.display().to_string(), runs)
}

#[tokio::test]
async fn a_video_that_cannot_be_compressed_is_tried_once() {
    let mut t = Story::prepare(&[]).await;
    let (program, runs) = failing_ffmpeg(&t);
    t.set("convert.ffmpeg", program.into());
    t.start().await;
    t.world.discord.set_claim(t.guild, 1_500_000);
    t.world.wan.set_least_bytes(3_000_000);
    t.finished_video().await;
    let body = serde_json::json!({"message": "503", "code": 0});
    let busy = Effect::Answer { status: 503, body, headers: vec![] };
    t.fault("discord", "POST", "/messages", 4, busy);
    t.tick_stage(Stage::Delivery).await;
    let run = || std::fs::read_to_string(&runs).unwrap().lines().count();
    let first = run();
    t.pass(200).await;
    assert!(t.new_message().content.contains("too large for this channel"));
    assert_eq!(run(), first, "not again for each attempt to post");
    t.finish().await;
}

#[tokio::test]
async fn an_audit_entry_is_posted_once_although_the_journal_cannot_record_it() {
    let mut t = Story::begin().await;
    t.expect_error("failed to mark an audit entry as announced");
    let mia = t.moderator("mia");
    let log = t.world.discord.add_channel(t.guild, "log");
    let failure = sqlite::fail(&t.journal_path(), FailingWrites::Announcements);
    let set = [("channel", wanbot::emulator::discord::OptionValue::Channel(log))];
    mia.uses("wan-mod log-channel", &set).await;
    for _ in 0..60 {
        t.clock.advance(Duration::from_secs(10));
        t.tick_stage(Stage::AuditNotices).await;
    }
    assert_eq!(t.world.discord.messages(log).len(), 1, "longer than a nonce is remembered");
    let said = t.log().matches("failed to mark an audit entry as announced").count();
    for _ in 0..20 {
        t.clock.advance(Duration::from_millis(500));
        t.tick_stage(Stage::AuditNotices).await;
    }
    let more = t.log().matches("failed to mark an audit entry as announced").count() - said;
    assert!(more <= 2, "{more} times within ten seconds");
    failure.end();
    t.clock.advance(Duration::from_secs(10));
    t.tick_stage(Stage::AuditNotices).await;
    assert_eq!(t.world.discord.messages(log).len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn an_end_that_cannot_be_written_is_not_tried_at_every_tick() {
    let mut t = Story::begin().await;
    t.expect_error("does not accept the account");
    t.expect_error("failed to write a submission outcome");
    t.world.wan.set_arrears(true);
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(60).await;
    let failure = sqlite::fail(&t.journal_path(), FailingWrites::JobUpdates);
    t.clock.advance(Duration::from_secs(25 * 3600));
    for _ in 0..60 {
        t.clock.advance(Duration::from_millis(500));
        t.tick_stage(Stage::Submission).await;
    }
    let said = t.log().matches("failed to write a submission outcome").count();
    assert!((1..=6).contains(&said), "{said} times within half a minute");
    failure.end();
    t.pass(200).await;
    assert!(t.new_message().content.contains("Nothing was charged."));
    t.finish().await;
}

/// Ticks a stage every half second for half a minute, and returns how often the log has these words.
async fn said_within_half_a_minute(t: &Story, stage: Stage, words: &str) -> usize {
    let before = t.log().matches(words).count();
    for _ in 0..60 {
        t.clock.advance(Duration::from_millis(500));
        t.tick_stage(stage).await;
    }
    t.log().matches(words).count() - before
}

/// While it fails, a stage tries at most six times within half a minute, and logs these words.
async fn tries_rarely(t: &Story, stage: Stage, words: &str) {
    let said = said_within_half_a_minute(t, stage, words).await;
    assert!((1..=6).contains(&said), "{said} times within half a minute");
}

/// The disk has space again: the job goes on, and its video is posted.
async fn recovers(t: Story, failure: sqlite::Failure, seconds: u64) {
    failure.end();
    t.pass(seconds).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

/// The same of a result that arrives while the journal's disk is full.
#[tokio::test]
async fn a_result_that_cannot_be_recorded_is_not_fetched_at_every_tick() {
    let mut t = Story::begin().await;
    t.expect_error("failed to write a delivery step");
    t.finished_video().await;
    let failure = sqlite::fail(&t.journal_path(), FailingWrites::JobUpdates);
    let words = "failed to write a delivery step";
    let said = said_within_half_a_minute(&t, Stage::Delivery, words).await;
    assert!((1..=12).contains(&said), "{said} times within half a minute");
    let fetched = t.calls("GET", "/results");
    assert!((1..=6).contains(&fetched), "{fetched} times within half a minute");
    recovers(t, failure, 200).await;
}

/// The same of a post. It is looked for and not repeated.
#[tokio::test]
async fn a_post_that_cannot_be_recorded_is_not_looked_for_at_every_tick() {
    let mut t = Story::begin().await;
    t.expect_error("failed to write a delivery step");
    t.finished_video().await;
    let path = format!("/channels/{}/messages", t.channel);
    t.fault("discord", "POST", &path, 1, Effect::Linger { ms: 1_500 });
    let full = async {
        until("it is posted", || t.world.discord.messages(t.channel).len() == 2).await;
        sqlite::fail(&t.journal_path(), FailingWrites::JobUpdates)
    };
    let ((), failure) = tokio::join!(t.tick_stage(Stage::Delivery), full);
    tries_rarely(&t, Stage::Delivery, "failed to write a delivery step").await;
    recovers(t, failure, 200).await;
}

/// The same of a card.
#[tokio::test]
async fn a_card_whose_end_cannot_be_recorded_is_not_edited_at_every_tick() {
    let mut t = Story::begin().await;
    t.expect_error("failed to write a card's state");
    t.finished_video().await;
    t.tick_stage(Stage::Delivery).await;
    assert_eq!(t.new_message().files.len(), 1);
    let failure = sqlite::fail(&t.journal_path(), FailingWrites::JobUpdates);
    let before = t.calls("PATCH", "/messages/");
    tries_rarely(&t, Stage::Cards, "failed to write a card's state").await;
    let edits = t.calls("PATCH", "/messages/") - before;
    assert!((1..=6).contains(&edits), "{edits} times within half a minute");
    failure.end();
    t.pass(200).await;
    t.finish().await;
}

/// The same of the end of a task.
#[tokio::test]
async fn a_task_whose_end_cannot_be_recorded_is_not_queried_at_every_tick() {
    let mut t = Story::begin().await;
    t.expect_error("failed to write a task's state");
    t.member("ann").uses("video", &[("prompt", text("a fox"))]).await;
    t.tick().await;
    t.clock.advance(Duration::from_secs(120));
    let failure = sqlite::fail(&t.journal_path(), FailingWrites::JobUpdates);
    tries_rarely(&t, Stage::Polling, "failed to write a task's state").await;
    recovers(t, failure, 200).await;
}

/// The same of a submission whose response was lost.
#[tokio::test]
async fn a_loss_that_cannot_be_recorded_is_not_tried_at_every_tick() {
    let mut t = Story::begin_with(&[("wan.timeout", "1s".into())]).await;
    t.expect_error("failed to write a submission outcome");
    t.expect_error("failed to write a reconciliation outcome");
    t.member("ann").uses("video", &[("prompt", text("a fox"))]).await;
    t.fault("wan", "POST", "/video-synthesis", 1, Effect::Delay { ms: 600_000 });
    let full = async {
        until("its intent is recorded", || t.world.faults.remaining() == 0).await;
        sqlite::fail(&t.journal_path(), FailingWrites::JobUpdates)
    };
    let ((), failure) = tokio::join!(t.tick_stage(Stage::Submission), full);
    assert_eq!(t.only_job().state.name(), "submitting");
    tries_rarely(&t, Stage::Reconciliation, "failed to write a reconciliation outcome").await;
    recovers(t, failure, 900).await;
}

/// The same of a job whose input is lost.
#[tokio::test]
async fn a_lost_input_that_cannot_be_recorded_is_not_tried_at_every_tick() {
    let mut t = Story::begin().await;
    t.expect_error("an input is missing from the archive");
    let ann = t.member("ann");
    ann.uses("continue", &[("video", file("walk.mp4", files::mp4(4.0)))]).await;
    std::fs::remove_dir_all(t.folder().join("archive/inputs")).unwrap();
    let failure = sqlite::fail(&t.journal_path(), FailingWrites::JobUpdates);
    tries_rarely(&t, Stage::Uploads, "failed to write an upload outcome").await;
    failure.end();
    t.pass(200).await;
    assert!(t.new_message().content.contains("Nothing was charged."));
    t.finish().await;
}

/// One of two images is stored, and the archive cannot be read when the other is fetched again.
#[tokio::test]
async fn images_that_cannot_be_read_are_looked_for_with_growing_delays() {
    let t = Story::begin().await;
    let two = [("prompt", text("a lighthouse")), ("count", OptionValue::Integer(2))];
    t.member("ann").uses("image", &two).await;
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(300));
    t.tick_stage(Stage::Polling).await;
    t.fault("wan", "GET", "-1.png", 1, Effect::Truncate { bytes: 100 });
    t.tick_stage(Stage::Delivery).await;
    assert_eq!(t.archived("pictures"), 1);
    let images = t.folder().join("archive/pictures");
    let away = t.folder().join("away");
    std::fs::rename(&images, &away).unwrap();
    std::fs::write(&images, b"").unwrap();
    tries_rarely(&t, Stage::Delivery, "failed to read an image from the archive").await;
    std::fs::remove_file(&images).unwrap();
    std::fs::rename(&away, &images).unwrap();
    t.pass(200).await;
    assert_eq!(t.new_message().files.len(), 2);
    t.finish().await;
}

/// Discord is down for half a minute: a result and a notice are not sent at every tick.
#[tokio::test]
async fn posts_are_repeated_with_growing_delays() {
    let t = Story::begin().await;
    let path = format!("/channels/{}/messages", t.channel);
    let body = serde_json::json!({"message": "503", "code": 0});
    let busy = Effect::Answer { status: 503, body, headers: vec![] };
    for failing in [false, true] {
        if failing {
            let outcome = Outcome::Fail { code: None, message: None };
            t.world.wan.rule(Rule { prompt: String::new(), times: 1, outcome });
        }
        let prompt = if failing { "an owl" } else { "a fox" };
        t.member("ann").uses("video", &[("prompt", text(prompt))]).await;
        t.tick_stage(Stage::Submission).await;
        t.clock.advance(Duration::from_secs(300));
        t.tick_stage(Stage::Polling).await;
        t.fault("discord", "POST", &path, 1_000, busy.clone());
        let before = t.calls("POST", &path);
        said_within_half_a_minute(&t, Stage::Delivery, "").await;
        let sent = t.calls("POST", &path) - before;
        assert!((2..=6).contains(&sent), "{sent} times within half a minute");
        t.world.faults.clear();
        t.pass(200).await;
        t.new_message();
    }
    t.finish().await;
}
