//! Every scarce resource is shared: one member gets a few of its places, whatever they send.

use std::time::Duration;

use wanbot::emulator::Effect;
use wanbot::pipeline::Stage;

use super::converted::{case, fake_converters};
use super::held_up::until;
use crate::harness::member::{Member, file, text};
use crate::harness::{PATIENCE, Story, files};

/// Longer than any of these stories takes.
const FOR_EVER: Effect = Effect::Delay { ms: 600_000 };

/// How many calls of a path have been answered.
fn answered(t: &Story, method: &str, path: &str) -> usize {
    let all = t.world.record.exchanges();
    all.iter().filter(|e| e.method == method && e.path.contains(path)).count()
}

/// A job whose video has to be uploaded.
async fn continues(member: &Member) {
    let video = file("a.mp4", files::mp4(4.0));
    let card = member.uses("continue", &[("video", video), ("prompt", text("on"))]).await;
    assert!(card.text().contains("job `"), "{}", card.text());
}

/// Two uploads of a member hang, and her third waits; another member's does not.
#[tokio::test]
async fn one_member_has_two_of_the_uploads() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    for _ in 0..3 {
        continues(&ann).await;
    }
    t.fault("wan", "POST", "/oss", 2, FOR_EVER);
    let mut hers = Box::pin(t.tick_stage(Stage::Uploads));
    let his = async {
        until("two of hers hang", || t.world.faults.remaining() == 0).await;
        continues(&bob).await;
        t.tick_stage(Stage::Uploads).await;
        assert_eq!(answered(&t, "POST", "/oss"), 1, "his, and not her third");
    };
    tokio::select! {
        biased;
        () = his => {}
        () = &mut hers => panic!("two of them hang"),
    }
    drop(hers);
    t.pass(400).await;
    assert_eq!(t.unheard().len(), 4);
    t.finish().await;
}

#[tokio::test]
async fn eight_uploads_run_at_once() {
    let t = Story::begin().await;
    for n in 0..9 {
        continues(&t.member(&format!("member {n}"))).await;
    }
    let zoe = t.member("zoe");
    zoe.uses("video", &[("prompt", text("a fox"))]).await;
    t.fault("wan", "POST", "/oss", 8, FOR_EVER);
    let mut uploading = Box::pin(t.tick_stage(Stage::Uploads));
    let others = async {
        until("eight of them hang", || t.world.faults.remaining() == 0).await;
        t.tick_stage(Stage::Submission).await;
        assert_eq!(t.world.wan.tasks().len(), 1, "a job without files is submitted meanwhile");
        assert_eq!(answered(&t, "POST", "/oss"), 0, "the ninth waits");
    };
    tokio::select! {
        biased;
        () = others => {}
        () = &mut uploading => panic!("eight of them hang"),
    }
    drop(uploading);
    t.pass(1_000).await;
    assert_eq!(t.unheard().len(), 10);
    t.finish().await;
}

/// Jobs of these members are finished at the provider, and the bot knows it.
async fn finished(t: &Story, members: &[&Member]) {
    let known = t.app().store().select(|job| job.state.name() == "finished").len();
    for member in members {
        member.uses("video", &[("prompt", text("a fox"))]).await;
        // One after the other: jobs with the same words are never submitted at the same time.
        t.tick_stage(Stage::Submission).await;
        t.clock.advance(Duration::from_secs(300));
        t.tick_stage(Stage::Polling).await;
    }
    let all = t.app().store().select(|job| job.state.name() == "finished").len();
    assert_eq!(all, known + members.len());
}

/// Four downloads of a member hang, and her fifth waits; another member's does not.
#[tokio::test]
async fn one_member_has_four_of_the_downloads_of_results() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    finished(&t, &[&ann; 5]).await;
    t.fault("wan", "GET", "/results", 4, FOR_EVER);
    let mut hers = Box::pin(t.tick_stage(Stage::Delivery));
    let his = async {
        until("four of hers hang", || t.world.faults.remaining() == 0).await;
        let elsewhere = t.world.discord.add_channel(t.guild, "elsewhere");
        finished(&t, &[&bob.elsewhere(elsewhere)]).await;
        t.tick_stage(Stage::Delivery).await;
        assert_eq!(t.world.discord.messages(elsewhere).len(), 2, "his card and his video");
        assert_eq!(t.archived("clips"), 1, "his, and not her fifth");
    };
    tokio::select! {
        biased;
        () = his => {}
        () = &mut hers => panic!("four of them hang"),
    }
    drop(hers);
    t.pass(60).await;
    assert_eq!(t.unheard().len(), 5);
    t.finish().await;
}

#[tokio::test]
async fn eight_results_are_downloaded_at_once() {
    let t = Story::begin().await;
    let members: Vec<_> = (0..9).map(|n| t.member(&format!("member {n}"))).collect();
    finished(&t, &members.iter().collect::<Vec<_>>()).await;
    t.fault("wan", "GET", "/results", 8, FOR_EVER);
    let mut fetching = Box::pin(t.tick_stage(Stage::Delivery));
    let others = async {
        until("eight of them hang", || t.world.faults.remaining() == 0).await;
        let zoe = t.member("zoe");
        zoe.uses("video", &[("prompt", text("an owl"))]).await;
        t.tick_stage(Stage::Submission).await;
        assert_eq!(t.world.wan.tasks().len(), 10, "another job is submitted meanwhile");
        assert_eq!(t.archived("clips"), 0, "the ninth waits");
    };
    tokio::select! {
        biased;
        () = others => {}
        () = &mut fetching => panic!("eight of them hang"),
    }
    drop(fetching);
    t.pass(200).await;
    assert_eq!(t.unheard().len(), 10);
    t.finish().await;
}

/// A member's second file waits for their first, although another converter is free for others.
#[tokio::test]
async fn one_member_has_one_of_the_converters() {
    let mut t = Story::prepare(&[("discord.card_edit_interval", "100ms".into())]).await;
    let at = |name: &str| t.folder().join(name).display().to_string();
    let (open, started) = (at("open"), at("started"));
    let script = format!("echo >> {started}; until [ -e {open} ]; do sleep 0.1; done; exit 1");
    fake_converters(&mut t, &script);
    t.start().await;
    let started = || std::fs::read_to_string(&started).map_or(0, |lines| lines.lines().count());
    let asks = |member: &Member| {
        let voice = file("voice-message.ogg", case("09-voice-message.ogg"));
        member.tries("video", &[("prompt", text("x")), ("audio", voice)]).unwrap()
    };
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let hers = [asks(&ann), asks(&ann)];
    let next_in_line = |interaction: u64| {
        let answer = t.world.discord.seen(interaction).answer;
        answer.is_some_and(|a| a.content == "Converting your file, next in line")
    };
    until("one of hers runs, and one waits", || {
        started() == 1 && hers.into_iter().filter(|asked| next_in_line(*asked)).count() == 1
    })
    .await;
    let his = asks(&bob);
    until("his runs beside hers", || started() == 2).await;
    assert!(!next_in_line(his));
    std::fs::write(t.folder().join("open"), "").unwrap();
    for asked in hers.into_iter().chain([his]) {
        let refused = t.world.discord.wait(PATIENCE, |d| d.seen(asked).followups.first().cloned());
        let refused = refused.await.expect("a refusal");
        assert!(refused.content.contains("can't be decoded"), "{}", refused.content);
    }
    t.finish().await;
}
