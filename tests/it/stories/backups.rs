//! A backup is restored, or a journal and an archive do not match: nothing is paid or posted twice,
//! and nothing is deleted.

use std::path::PathBuf;
use std::time::Duration;

use wanbot::app::App;
use wanbot::emulator::Effect;
use wanbot::emulator::wan::{Outcome, Rule};
use wanbot::journal::Journal;
use wanbot::pipeline::Stage;

use crate::harness::member::{Member, file, text};
use crate::harness::{Story, files};

async fn backed_up(t: &Story) -> PathBuf {
    let copy = t.folder().join("backup.sqlite");
    let found = t.journal().back_up(&copy, t.now()).await.unwrap();
    assert_eq!(found.problems, [""; 0]);
    copy
}

/// Restores a backup as `wanbot backup` describes.
async fn restore(t: &mut Story, backup: &std::path::Path) {
    t.crash().await;
    for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"] {
        let _ = std::fs::remove_file(t.folder().join(name));
    }
    std::fs::copy(backup, t.folder().join("journal.sqlite")).unwrap();
    t.start().await;
}

/// Requests three videos: one job is finished and downloaded, one is at the provider, one is queued.
async fn three_jobs(t: &Story) -> [Member; 3] {
    let members = ["ann", "bob", "cleo"].map(|name| t.member(name));
    let [ann, bob, cleo] = &members;
    ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.pass(100).await;
    bob.uses("video", &[("prompt", text("an owl in a barn"))]).await;
    t.tick_stage(Stage::Submission).await;
    cleo.uses("video", &[("prompt", text("a seal on a rock"))]).await;
    members
}

/// Asserts that none of the three jobs is posted or paid a second time.
async fn nothing_happens_again(t: &Story, members: &[Member; 3]) {
    t.pass(900).await;
    assert!(t.unheard().is_empty(), "nothing is posted again");
    assert_eq!(t.world.wan.tasks().len(), 3, "nothing is paid again");
    for member in members {
        let quota = member.uses("quota", &[]).await;
        assert!(quota.text().contains("**45 of 50**"), "paid once: {}", quota.text());
    }
}

#[tokio::test]
async fn what_was_delivered_since_a_backup_is_neither_paid_nor_posted_again() {
    let mut t = Story::begin().await;
    let members = three_jobs(&t).await;
    let backup = backed_up(&t).await;
    t.pass(300).await;
    assert_eq!(t.unheard().len(), 3, "all three are delivered");
    // Longer than a nonce is remembered.
    t.clock.advance(Duration::from_secs(3600));
    restore(&mut t, &backup).await;
    nothing_happens_again(&t, &members).await;
    t.finish().await;
}

/// A copy of the file, as a snapshot of a disk is, records no time; the archive shows that it is old.
#[tokio::test]
async fn what_was_delivered_since_a_copy_of_the_file_is_neither_paid_nor_posted_again() {
    let mut t = Story::begin().await;
    let members = three_jobs(&t).await;
    t.app().mark_progress().await.unwrap();
    t.crash().await;
    let copies = t.folder().join("copies");
    std::fs::create_dir(&copies).unwrap();
    let files = ["journal.sqlite", "journal.sqlite-wal"];
    for name in files {
        let _ = std::fs::copy(t.folder().join(name), copies.join(name));
    }
    t.start().await;
    t.pass(300).await;
    assert_eq!(t.unheard().len(), 3, "all three are delivered");
    t.app().mark_progress().await.unwrap();
    t.clock.advance(Duration::from_secs(3600));
    t.crash().await;
    for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"] {
        let _ = std::fs::remove_file(t.folder().join(name));
    }
    for name in files {
        let _ = std::fs::copy(copies.join(name), t.folder().join(name));
    }
    t.start().await;
    assert!(t.log().contains("the journal is older than its archive"), "{}", t.log());
    nothing_happens_again(&t, &members).await;
    // An ordinary restart is none of that.
    t.app().mark_progress().await.unwrap();
    let lines = t.log().matches("the journal is older than its archive").count();
    t.crash_and_restart().await;
    assert_eq!(t.log().matches("the journal is older than its archive").count(), lines);
    t.finish().await;
}

/// Restored after the provider has deleted tasks and results: whatever state a job has in the
/// backup, its result is looked for before it counts as lost.
#[tokio::test]
async fn what_was_delivered_is_charged_although_the_backup_is_days_old() {
    let mut t = Story::begin().await;
    let (ann, bob, cleo) = (t.member("ann"), t.member("bob"), t.member("cleo"));
    // When the backup is made, one job is finished and not yet downloaded, one is at the provider,
    // one is queued.
    ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(300));
    t.tick_stage(Stage::Polling).await;
    bob.uses("video", &[("prompt", text("an owl in a barn"))]).await;
    t.tick_stage(Stage::Submission).await;
    cleo.uses("video", &[("prompt", text("a seal on a rock"))]).await;
    t.tick_stage(Stage::Cards).await;
    let open = t.app().store().select(|_| true);
    let mut states: Vec<_> = open.iter().map(|job| job.state.name()).collect();
    states.sort_unstable();
    assert_eq!(states, ["accepted", "finished", "submitted"]);
    let backup = backed_up(&t).await;
    t.pass(300).await;
    assert_eq!(t.unheard().len(), 3, "all three are delivered");
    t.clock.advance(Duration::from_secs(3 * 24 * 3600));
    t.expect_error("a finished result is lost");
    restore(&mut t, &backup).await;
    t.pass(900).await;
    let posts: Vec<_> = t.unheard().into_iter().map(|m| m.content).collect();
    assert_eq!(posts, [""; 0], "nothing is posted again, and nobody reads of a failure");
    assert_eq!(t.world.wan.tasks().len(), 3, "nothing is paid again");
    for job in &open {
        let job = t.journal().job(job.id).await.unwrap().expect("the backup has it");
        let (before, state) = (open.iter().find(|j| j.id == job.id).unwrap(), job.state.name());
        assert!(job.is_charged(), "the job that was {} is {state}", before.state.name());
    }
    t.finish().await;
}

#[tokio::test]
async fn what_was_asked_for_since_a_backup_is_reported() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.pass(130).await;
    t.new_message();
    let backup = backed_up(&t).await;
    let card = ann.uses("video", &[("prompt", text("an owl in a barn"))]).await;
    t.pass(130).await;
    t.new_message();
    restore(&mut t, &backup).await;
    t.tick_stage(Stage::Cleanup).await;
    let log = t.log();
    assert!(log.contains("was restored from a backup"), "{log}");
    assert!(log.contains("tasks since the backup belong to no known job"), "{log}");
    assert!(log.contains(&format!("jobs={:?}", card.job())) || log.contains(&card.job()), "{log}");
    // Only once: the next start finds an ordinary journal.
    let lines = log.matches("was restored from a backup").count();
    t.crash_and_restart().await;
    assert_eq!(t.log().matches("was restored from a backup").count(), lines);
    t.finish().await;
}

#[tokio::test]
async fn the_report_after_a_backup_survives_a_crash() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.pass(130).await;
    t.new_message();
    let backup = backed_up(&t).await;
    let card = ann.uses("video", &[("prompt", text("an owl in a barn"))]).await;
    t.pass(130).await;
    t.new_message();
    restore(&mut t, &backup).await;
    // The process ends between its start and its first cleanup.
    t.crash_and_restart().await;
    t.tick_stage(Stage::Cleanup).await;
    let posts = "posts since the backup are about jobs that were lost";
    assert_eq!(t.log().matches(posts).count(), 1, "{}", t.log());
    assert!(t.log().contains(&card.job()), "{}", t.log());
    t.crash_and_restart().await;
    t.tick_stage(Stage::Cleanup).await;
    assert_eq!(t.log().matches(posts).count(), 1, "once it is complete, it is not repeated");
    t.finish().await;
}

#[tokio::test]
async fn a_start_with_another_journal_deletes_nothing() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("animate", &[("image", file("a.png", files::png(300, 300)))]).await;
    assert_eq!(t.archived("inputs"), 1);
    t.crash().await;
    // Longer than the grace period for new files.
    t.clock.advance(Duration::from_secs(2 * 24 * 3600));
    let right = t.config();
    t.set("storage.journal", t.folder().join("wrong.sqlite").display().to_string().into());
    let refused = App::build(t.config(), t.clock.clone()).await.err().expect("it is refused");
    assert!(refused.to_string().contains("belongs to another journal"), "{refused}");
    assert_eq!(t.archived("inputs"), 1, "what the job waits for is there");
    std::fs::remove_file(t.folder().join("wrong.sqlite")).unwrap();
    t.set("storage.journal", right.storage.journal.display().to_string().into());
    t.start().await;
    t.pass(150).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn names_that_are_no_files_are_refused() {
    let mut t = Story::prepare(&[]).await;
    let folder = t.folder().display().to_string();
    let uri = format!("file:{folder}/j.sqlite");
    for name in ["", " ", ":memory:", &uri, &folder] {
        let refused = wanbot::journal::Journal::open(std::path::Path::new(name));
        assert!(refused.is_err(), "{name:?} is no name of a journal");
    }
    std::fs::write(t.folder().join("empty.sqlite"), b"").unwrap();
    t.set("storage.journal", t.folder().join("empty.sqlite").display().to_string().into());
    let refused = App::build(t.config(), t.clock.clone()).await.err().expect("it is refused");
    assert!(refused.to_string().contains("is empty"), "{refused}");
    t.finish().await;
}

#[tokio::test]
async fn what_was_cancelled_since_a_backup_is_not_made() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.tick_stage(Stage::Cards).await;
    let backup = backed_up(&t).await;
    assert!(ann.presses(card.message.id, "Cancel").await.text().contains("is cancelled"));
    t.tick_stage(Stage::Cards).await;
    restore(&mut t, &backup).await;
    t.pass(900).await;
    assert_eq!(t.world.wan.tasks().len(), 0, "nothing is generated");
    let notice = t.new_message();
    assert!(notice.content.contains("Nothing was charged."), "{}", notice.content);
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**50 of 50**"), "{}", quota.text());
    t.finish().await;
}

/// The provider lists the task of a job that was lost with the journal and has the same prompt.
#[tokio::test]
async fn what_was_cancelled_since_a_backup_takes_no_task_of_another_job() {
    let mut t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let card = ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.tick_stage(Stage::Cards).await;
    let backup = backed_up(&t).await;
    ann.presses(card.message.id, "Cancel").await;
    bob.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.pass(300).await;
    assert_eq!(t.new_message().files.len(), 1, "bob has his");
    restore(&mut t, &backup).await;
    t.pass(900).await;
    let notice = t.new_message();
    assert_eq!(notice.files.len(), 0, "bob's video is not posted for ann's job");
    assert!(notice.content.contains("Nothing was charged."), "{}", notice.content);
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**50 of 50**"), "{}", quota.text());
    t.finish().await;
}

/// The same of a job that failed since the backup: its notice is still posted.
#[tokio::test]
async fn what_failed_since_a_backup_takes_no_task_of_another_job() {
    let mut t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.tick_stage(Stage::Cards).await;
    let backup = backed_up(&t).await;
    let outcome = Outcome::Fail { code: None, message: None };
    t.world.wan.rule(Rule { prompt: String::new(), times: 1, outcome });
    t.pass(150).await;
    assert!(t.new_message().content.contains("Nothing was charged."));
    bob.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.pass(150).await;
    assert_eq!(t.new_message().files.len(), 1, "bob has his");
    restore(&mut t, &backup).await;
    t.pass(900).await;
    assert!(t.unheard().is_empty(), "bob's video is not posted for ann's job");
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**50 of 50**"), "{}", quota.text());
    t.finish().await;
}

/// A submission was in doubt when the backup was made. It was sent again hours later: the task that
/// this created is far from the time of the loss that the backup knows.
#[tokio::test]
async fn what_was_in_doubt_when_a_backup_was_made_is_not_paid_again() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    t.fault("wan", "POST", "/video-synthesis", 1, Effect::LoseRequest);
    let card = ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.tick().await;
    assert_eq!(t.only_job().state.name(), "unconfirmed");
    let backup = backed_up(&t).await;
    t.clock.advance(Duration::from_secs(5 * 3600));
    t.pass(900).await;
    let result = t.new_message();
    assert_eq!(result.files.len(), 1);
    // Then nothing in the channel tells that it was made.
    t.world.discord.delete_message(result.id);
    t.world.discord.delete_message(card.message.id);
    t.clock.advance(Duration::from_secs(3600));
    restore(&mut t, &backup).await;
    t.pass(900).await;
    assert_eq!(t.new_message().files.len(), 1, "a deleted result may be posted once more");
    assert_eq!(t.world.wan.tasks().len(), 1, "nothing is paid again");
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50**"), "{}", quota.text());
    t.finish().await;
}

#[tokio::test]
async fn what_still_waited_when_a_backup_was_made_is_made_once() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.tick_stage(Stage::Cards).await;
    let backup = backed_up(&t).await;
    restore(&mut t, &backup).await;
    t.pass(900).await;
    assert_eq!(t.world.wan.tasks().len(), 1);
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn an_audit_entry_that_was_posted_after_a_backup_is_not_posted_again() {
    let mut t = Story::begin().await;
    let mia = t.moderator("mia");
    let log = t.world.discord.add_channel(t.guild, "log");
    let set = [("channel", wanbot::emulator::discord::OptionValue::Channel(log))];
    mia.uses("wan-mod log-channel", &set).await;
    let backup = backed_up(&t).await;
    t.tick_stage(Stage::AuditNotices).await;
    assert_eq!(t.world.discord.messages(log).len(), 1);
    t.clock.advance(Duration::from_secs(3600));
    restore(&mut t, &backup).await;
    t.pass(60).await;
    assert_eq!(t.world.discord.messages(log).len(), 1, "once");
    t.finish().await;
}

#[tokio::test]
async fn a_log_that_was_left_beside_a_restored_backup_is_named() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    let backup = backed_up(&t).await;
    t.pass(300).await;
    t.new_message();
    t.crash().await;
    let (journal, log) = (t.folder().join("journal.sqlite"), t.folder().join("journal.sqlite-wal"));
    if !log.exists() {
        // This crash closes the file properly; a power failure would not.
        std::fs::write(&log, vec![0x37; 4096]).unwrap();
    }
    std::fs::copy(&backup, &journal).unwrap();
    let refused = App::build(t.config(), t.clock.clone()).await.err().expect("it is refused");
    let named = "journal.sqlite-wal belongs to the journal";
    assert!(refused.to_string().contains(named), "{refused}");
    // `journal check`, `backup` and `jobs` read the journal, and `quota` writes to it.
    let read = Journal::open_read_only(&journal).expect_err("it is refused");
    assert!(read.to_string().contains(named), "{read}");
    let written = Journal::open_beside(&journal).expect_err("it is refused");
    assert!(written.to_string().contains(named), "{written}");
    std::fs::remove_file(&log).unwrap();
    let _ = std::fs::remove_file(t.folder().join("journal.sqlite-shm"));
    t.start().await;
    t.pass(900).await;
    assert_eq!(t.world.wan.tasks().len(), 1, "nothing is paid again");
    t.finish().await;
}
