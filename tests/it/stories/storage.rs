//! The archive fails for a while, or has files that no job knows.

use std::path::Path;
use std::time::{Duration, SystemTime};

use super::paid::undeliverable;
use crate::harness::Story;
use crate::harness::member::text;

/// Sets when a file was changed, by the clock of the story.
fn changed(t: &Story, file: &Path, ago: Duration) {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(t.now().as_second() as u64);
    let file = std::fs::File::options().write(true).open(file).unwrap();
    file.set_modified(now - ago).unwrap();
}

/// Inputs that no job knows are removed at a start when they are older than a day: if the journal
/// is the wrong one, a job of the right one may still wait for the younger ones.
#[tokio::test]
async fn recent_inputs_of_unknown_jobs_are_retained() {
    let mut t = Story::begin().await;
    t.stop().await;
    let inputs = t.folder().join("archive/inputs");
    for (job, hours) in [("aaaaaaaa", 23), ("bbbbbbbb", 25)] {
        let folder = inputs.join(job);
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("0.png");
        std::fs::write(&file, b"an image").unwrap();
        changed(&t, &file, Duration::from_secs(hours * 3600));
    }
    t.start().await;
    assert!(inputs.join("aaaaaaaa/0.png").exists(), "younger than a day");
    assert!(!inputs.join("bbbbbbbb").exists(), "older than a day");
    t.clock.advance(Duration::from_secs(2 * 3600));
    t.crash_and_restart().await;
    assert!(!inputs.join("aaaaaaaa").exists(), "a day old by now");
    t.finish().await;
}

/// A result that cannot be read at the moment is not called gone.
#[tokio::test]
async fn an_archive_that_cannot_be_read_now_has_lost_nothing() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(130).await;
    let result = t.new_message();
    let videos = t.folder().join("archive/clips");
    let away = t.folder().join("away");
    std::fs::rename(&videos, &away).unwrap();
    // A file in place of the folder: reads fail, even for root, and not with "not found".
    std::fs::write(&videos, b"").unwrap();
    let response = ann.fills(result.id, "Continue", &[]).await;
    assert!(
        response.text().contains("can't be read from storage right now"),
        "{}",
        response.text()
    );
    std::fs::remove_file(&videos).unwrap();
    let response = ann.fills(result.id, "Continue", &[]).await;
    assert!(response.text().contains("is no longer stored"), "{}", response.text());
    std::fs::rename(&away, &videos).unwrap();
    let response = ann.fills(result.id, "Continue", &[]).await;
    assert!(response.text().contains("job `"), "{}", response.text());
    t.pass(150).await;
    t.new_message();
    t.finish().await;
}

/// A held result that cannot be read at the moment is neither called gone nor charged.
#[tokio::test]
async fn a_held_result_in_an_archive_that_cannot_be_read_now_is_given_later() {
    let t = Story::begin().await;
    let (ann, job) = undeliverable(&t).await;
    let named = [("job", text(&job))];
    let videos = t.folder().join("archive/clips");
    let away = t.folder().join("away");
    std::fs::rename(&videos, &away).unwrap();
    std::fs::write(&videos, b"").unwrap();
    let response = ann.uses("job", &named).await;
    assert!(response.text().contains("Part of it can't be read right now."), "{}", response.text());
    assert!(!response.text().contains("is no longer stored"), "{}", response.text());
    assert!(response.message.files.is_empty());
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**50 of 50**"), "{}", quota.text());

    std::fs::remove_file(&videos).unwrap();
    std::fs::rename(&away, &videos).unwrap();
    let response = ann.uses("job", &named).await;
    assert_eq!(response.message.files.len(), 1, "{}", response.text());
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50**"), "{}", quota.text());
    t.finish().await;
}

/// A video that was made smaller for a post is of no use after it. One that a killed process left
/// behind is removed at the next start, unless its post is still to come.
#[tokio::test]
async fn compressed_videos_of_other_jobs_are_removed_at_a_start() {
    let mut t = Story::begin().await;
    t.finished_video().await;
    let open = t.only_job().id;
    t.crash().await;
    let fitted = t.folder().join("archive/fitted");
    std::fs::create_dir_all(&fitted).unwrap();
    let of = |job: &str| fitted.join(format!("{job}.mp4"));
    for job in ["aaaaaaaa", &open.to_string()] {
        std::fs::write(of(job), b"a video").unwrap();
    }
    t.start().await;
    assert!(!of("aaaaaaaa").exists(), "no job is open that needs it");
    assert!(of(&open.to_string()).exists(), "its post is still to come");
    t.pass(60).await;
    t.new_message();
    t.finish().await;
}
