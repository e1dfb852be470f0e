//! Every scarce resource is shared: one member gets a few of its places, whatever they send.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use wanbot::emulator::Effect;
use wanbot::emulator::discord::{Message, OptionValue};
use wanbot::pipeline::Stage;

use super::converted::{case, fake_converters, script as program};
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
    t.fault("wan", "POST", "/oss", 9, FOR_EVER);
    let mut uploading = Box::pin(t.tick_stage(Stage::Uploads));
    let others = async {
        until("eight of them hang", || t.world.faults.remaining() == 1).await;
        t.tick_stage(Stage::Submission).await;
        assert_eq!(t.world.wan.tasks().len(), 1, "a job without files is submitted meanwhile");
        // A query has to wait for the limit of calls behind a ninth upload's request for a policy.
        for _ in 0..2 {
            t.clock.advance(Duration::from_secs(60));
            t.tick_stage(Stage::Polling).await;
        }
        assert!(answered(&t, "GET", "/tasks/") >= 2);
        assert_eq!(t.world.faults.remaining(), 1, "the ninth waits");
    };
    tokio::select! {
        biased;
        () = others => {}
        () = &mut uploading => panic!("eight of them hang"),
    }
    drop(uploading);
    t.world.faults.clear();
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
    t.fault("wan", "GET", "/results", 9, FOR_EVER);
    let mut fetching = Box::pin(t.tick_stage(Stage::Delivery));
    let others = async {
        until("eight of them hang", || t.world.faults.remaining() == 1).await;
        let zoe = t.member("zoe");
        zoe.uses("video", &[("prompt", text("an owl"))]).await;
        t.tick_stage(Stage::Submission).await;
        assert_eq!(t.world.wan.tasks().len(), 10, "another job is submitted meanwhile");
        assert_eq!(t.world.faults.remaining(), 1, "the ninth waits");
    };
    tokio::select! {
        biased;
        () = others => {}
        () = &mut fetching => panic!("eight of them hang"),
    }
    drop(fetching);
    t.world.faults.clear();
    t.pass(200).await;
    assert_eq!(t.unheard().len(), 10);
    t.finish().await;
}

/// Holds programs of a story until it releases them; then they fail.
struct Latch {
    released: PathBuf,
    started: PathBuf,
}

impl Latch {
    fn of(t: &Story) -> Self {
        let at = |name| t.folder().join(name);
        Self { released: at("released"), started: at("started") }
    }

    /// What the programs run, each of which leaves this as a line: a probe may write hardly more.
    fn script(&self, line: &str) -> String {
        let (released, started) = (self.released.display(), self.started.display());
        format!("echo {line} >> {started}; until [ -e {released} ]; do sleep 0.1; done; exit 1")
    }

    /// The line of each program that was started.
    fn started(&self) -> Vec<String> {
        let started = std::fs::read_to_string(&self.started).unwrap_or_default();
        started.lines().map(str::to_owned).collect()
    }

    fn release(&self) {
        std::fs::write(&self.released, "").unwrap();
    }
}

/// The refusal of each request, which the member alone sees.
async fn refusals(t: &Story, asked: impl IntoIterator<Item = u64>) -> Vec<Message> {
    let mut all = Vec::new();
    for asked in asked {
        let refused = t.world.discord.wait(PATIENCE, |d| d.seen(asked).followups.first().cloned());
        all.push(refused.await.expect("a refusal"));
    }
    all
}

/// A member sends two files, one of which waits on disk until the other is done; another member's
/// is taken meanwhile.
async fn one_at_a_time(t: &Story, latch: &Latch, asks: impl Fn(&Member) -> u64) {
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let hers = [asks(&ann), asks(&ann)];
    until("one of hers runs, and one waits", || {
        latch.started().len() == 1 && t.archived("inputs") == 1
    })
    .await;
    let his = asks(&bob);
    until("his runs beside hers", || latch.started().len() == 2).await;
    assert_eq!(t.archived("inputs"), 1, "her second still waits");
    latch.release();
    refusals(t, hers.into_iter().chain([his])).await;
}

/// A member's second file waits for their first, although another converter is free for others.
#[tokio::test]
async fn one_member_has_one_of_the_converters() {
    let mut t = Story::prepare(&[("discord.card_edit_interval", "100ms".into())]).await;
    let latch = Latch::of(&t);
    fake_converters(&mut t, &latch.script(""));
    t.start().await;
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
        latch.started().len() == 1
            && hers.into_iter().filter(|asked| next_in_line(*asked)).count() == 1
    })
    .await;
    let his = asks(&bob);
    until("his runs beside hers", || latch.started().len() == 2).await;
    assert!(!next_in_line(his));
    latch.release();
    for refused in refusals(&t, hers.into_iter().chain([his])).await {
        assert!(refused.content.contains("can't be decoded"), "{}", refused.content);
    }
    t.finish().await;
}

/// A member's fifth request waits until one of four is prepared: its file is not downloaded before.
#[tokio::test]
async fn one_member_prepares_the_files_of_four_requests() {
    let mut t = Story::prepare(&[]).await;
    let latch = Latch::of(&t);
    fake_converters(&mut t, &latch.script(""));
    t.start().await;
    let asks = |member: &Member| {
        let voice = file("voice-message.ogg", case("09-voice-message.ogg"));
        member.tries("video", &[("prompt", text("x")), ("audio", voice)]).unwrap()
    };
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let hers: Vec<_> = (0..5).map(|_| asks(&ann)).collect();
    until("one of hers is converted, and three wait on disk", || {
        latch.started().len() == 1 && t.archived("inputs") == 3
    })
    .await;
    let his = asks(&bob);
    until("his is converted beside hers", || latch.started().len() == 2).await;
    assert_eq!(t.calls("GET", "/attachments/"), 5, "four of hers, and his");
    latch.release();
    refusals(&t, hers.into_iter().chain([his])).await;
    t.finish().await;
}

/// A member's second video waits on disk until their first is checked; another member's is checked
/// meanwhile.
#[tokio::test]
async fn one_member_has_one_of_the_checks() {
    let mut t = Story::prepare(&[]).await;
    let latch = Latch::of(&t);
    fake_converters(&mut t, &latch.script(""));
    t.start().await;
    let asks = |member: &Member| {
        let video = file("a.mp4", files::mp4(4.0));
        member.tries("continue", &[("video", video), ("prompt", text("on"))]).unwrap()
    };
    one_at_a_time(&t, &latch, asks).await;
    t.finish().await;
}

/// The same of images that are prepared in a process of their own.
#[tokio::test]
async fn one_member_has_one_of_the_processes_for_images() {
    let mut t = Story::prepare(&[]).await;
    let latch = Latch::of(&t);
    t.worker = program(&t, "worker", &latch.script("")).into();
    t.start().await;
    let asks = |member: &Member| {
        let image = file("a.png", files::png(2400, 2000));
        member.tries("animate", &[("image", image), ("prompt", text("it turns"))]).unwrap()
    };
    one_at_a_time(&t, &latch, asks).await;
    t.finish().await;
}

/// Four files of a member, of which Discord knows no type, do not arrive: a fifth is not looked at.
/// Another member's is.
#[tokio::test]
async fn one_member_has_four_of_the_files_that_are_recognised() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let image = |name| (name, files::png(640, 480));
    t.fault("cdn", "GET", "", 4, FOR_EVER);
    let his = async {
        until("four of hers hang", || t.world.faults.remaining() == 0).await;
        bob.says("it moves", vec![image("mine")], None).await
    };
    let hers = ["a", "b", "c", "d", "e"].map(image).to_vec();
    let (hers, his) = tokio::join!(ann.says("it moves", hers, None), his);
    assert!(his.content.contains("job `"), "{}", his.content);
    assert!(!hers.content.contains("job `"), "none of hers is known: {}", hers.content);
    t.pass(130).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

/// Two videos of a member are too large for their channels. One is compressed, and the other waits;
/// another member's is compressed meanwhile.
#[tokio::test]
async fn one_member_has_one_of_the_compressions_of_results() {
    let mut t = Story::prepare(&[]).await;
    // The bit rates in the arguments tell a video of ten seconds from one of five.
    let latch = Latch::of(&t);
    fake_converters(&mut t, &latch.script("\"$*\""));
    t.start().await;
    t.world.discord.set_claim(t.guild, 1_500_000);
    t.world.wan.set_least_bytes(3_000_000);
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let [here, there, his] =
        ["here", "there", "elsewhere"].map(|name| t.world.discord.add_channel(t.guild, name));
    finished(&t, &[&ann.elsewhere(here), &ann.elsewhere(there)]).await;
    let mut hers = Box::pin(t.tick_stage(Stage::Delivery));
    let bobs = async {
        until("one of hers is compressed", || {
            t.archived("clips") == 2 && !latch.started().is_empty()
        })
        .await;
        let longer = ("duration", OptionValue::Integer(10));
        bob.elsewhere(his).uses("video", &[("prompt", text("an owl")), longer]).await;
        t.tick_stage(Stage::Submission).await;
        t.clock.advance(Duration::from_secs(300));
        t.tick_stage(Stage::Polling).await;
        let mut delivering = Box::pin(t.tick_stage(Stage::Delivery));
        tokio::select! {
            () = until("two are compressed", || latch.started().len() >= 2) => {}
            () = &mut delivering => panic!("his is compressed"),
        }
        let begun = latch.started();
        assert!(begun.len() == 2 && begun[0] != begun[1], "hers and his: {begun:#?}");
        latch.release();
        delivering.await;
    };
    tokio::join!(bobs, &mut hers);
    drop(hers);
    t.pass(60).await;
    for channel in [here, there, his] {
        let result = t.world.discord.messages(channel).pop().unwrap();
        assert!(result.content.contains("too large for this channel"), "{}", result.content);
    }
    t.finish().await;
}

/// Posts of images hold them in memory. A member's second large one waits until the first is sent;
/// another member's is sent meanwhile.
#[tokio::test]
async fn one_member_has_half_of_the_memory_of_posts() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let [here, there, his] =
        ["here", "there", "elsewhere"].map(|name| t.world.discord.add_channel(t.guild, name));
    let members = [ann.elsewhere(here), ann.elsewhere(there), bob.elsewhere(his)];
    for (n, member) in members.iter().enumerate() {
        member.uses("image", &[("prompt", text(&format!("lighthouse {n}")))]).await;
    }
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(300));
    t.tick_stage(Stage::Polling).await;
    let mut image = files::png(1, 1);
    image.resize(18_000_000, 0);
    let (text, base64) = (String::new(), BASE64_STANDARD.encode(&image));
    t.fault("wan", "GET", ".png", 3, Effect::Raw { status: 200, text, base64, headers: vec![] });
    for channel in [here, there] {
        t.fault("discord", "POST", &format!("/channels/{channel}/messages"), 1, FOR_EVER);
    }
    let mut posting = Box::pin(t.tick_stage(Stage::Delivery));
    let images = |channel| -> usize {
        t.world.discord.messages(channel).iter().map(|message| message.files.len()).sum()
    };
    tokio::select! {
        () = until("one of hers hangs, and his is posted", || {
            t.world.faults.remaining() == 1 && images(his) == 1
        }) => {}
        () = &mut posting => panic!("one of them hangs"),
    }
    assert_eq!(t.world.faults.remaining(), 1, "her second is not sent");
    drop(posting);
    t.world.faults.clear();
    t.pass(300).await;
    assert_eq!((images(here), images(there)), (1, 1));
    t.finish().await;
}
