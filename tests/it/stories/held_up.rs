//! One member's slow file, slow response or hanging edit does not delay other members.

use std::time::{Duration, Instant};

use serde_json::json;
use wanbot::emulator::Effect;
use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::discord::world::permission;
use wanbot::emulator::wan::{Outcome, Rule};
use wanbot::pipeline::Stage;

use crate::harness::member::{file, text};
use crate::harness::{PATIENCE, Story, files};

/// Waits until something is true at the emulators.
pub(super) async fn until(what: &str, is_so: impl Fn() -> bool) {
    let so = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, so).await.unwrap_or_else(|_| panic!("never: {what}"));
}

#[tokio::test]
async fn a_slow_upload_holds_up_no_other_job() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("continue", &[("video", file("a.mp4", files::mp4(4.0))), ("prompt", text("on"))])
        .await;
    bob.uses("video", &[("prompt", text("a fox"))]).await;
    // The store accepts the video at one kilobyte per second.
    t.fault("wan", "POST", "/oss", 1, Effect::Slow { bytes_per_second: 1_000 });
    let mut uploading = Box::pin(t.tick_stage(Stage::Uploads));
    let began = Instant::now();
    let submitted = async {
        until("the upload has begun", || t.world.faults.remaining() == 0).await;
        t.tick_stage(Stage::Submission).await;
        assert_eq!(t.world.wan.tasks().len(), 1, "bob's is submitted meanwhile");
        println!("beside a slow upload, another job is submitted after {:?}", began.elapsed());
    };
    tokio::select! {
        biased;
        () = submitted => {}
        () = &mut uploading => panic!("the upload is slow"),
    }
    drop(uploading);
    t.pass(200).await;
    assert_eq!(t.unheard().len(), 2, "and ann's arrives too");
    t.finish().await;
}

#[tokio::test]
async fn a_hanging_submission_holds_up_no_other() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.fault("wan", "POST", "/video-synthesis", 1, Effect::Linger { ms: 3_000 });
    let mut first = Box::pin(t.tick_stage(Stage::Submission));
    let others = async {
        until("ann's arrived", || t.world.wan.tasks().len() == 1).await;
        bob.uses("video", &[("prompt", text("an owl"))]).await;
        t.tick_stage(Stage::Submission).await;
        assert_eq!(t.world.wan.tasks().len(), 2, "bob's goes while ann's has no answer");
    };
    tokio::select! {
        biased;
        () = others => {}
        () = &mut first => panic!("its answer takes three seconds"),
    }
    first.await;
    t.pass(150).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn a_slow_task_list_holds_up_no_submission() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.fault("wan", "POST", "/video-synthesis", 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Submission).await;
    assert_eq!(t.only_job().state.name(), "unconfirmed");
    t.fault("wan", "GET", "/tasks/", 1, Effect::Delay { ms: 3_000 });
    bob.uses("video", &[("prompt", text("an owl"))]).await;
    let mut looking = Box::pin(t.tick_stage(Stage::Reconciliation));
    let began = Instant::now();
    let others = async {
        until("the list is requested", || t.world.faults.remaining() == 0).await;
        t.tick_stage(Stage::Submission).await;
    };
    tokio::select! {
        biased;
        () = others => {}
        () = &mut looking => panic!("the list takes three seconds"),
    }
    println!("beside a slow task list, another job is submitted after {:?}", began.elapsed());
    assert_eq!(t.world.wan.tasks().len(), 2);
    looking.await;
    t.pass(200).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn a_list_that_claims_endless_pages_is_given_up() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.fault("wan", "POST", "/video-synthesis", 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Submission).await;
    let body = json!({"total": 1, "total_page": 4_000_000_000u32, "page_no": 1, "page_size": 50,
        "request_id": "r", "data": []});
    t.fault("wan", "GET", "/tasks/", 50, Effect::Answer { status: 200, body, headers: vec![] });
    t.tick_stage(Stage::Reconciliation).await;
    assert_eq!(lists(&t), 2, "an empty page is requested once more, and is the end");
    t.world.faults.clear();
    bob.uses("video", &[("prompt", text("an owl"))]).await;
    t.pass(200).await;
    assert_eq!(t.unheard().len(), 2);
    let lists = t.calls("GET", "/api/v1/tasks/");
    assert!(lists < 100, "{lists} pages were requested");
    t.finish().await;
}

/// How often the task list was requested.
fn lists(t: &Story) -> usize {
    let all = t.world.record.exchanges();
    all.iter().filter(|e| e.method == "GET" && e.path.ends_with("/tasks/")).count()
}

/// Each of four billion pages has rows of tasks that nobody knows. The look ends after the pages
/// that a day's tasks can fill (`MAX_PAGES`), and delays no submission meanwhile.
#[tokio::test]
async fn a_list_with_rows_on_endless_pages_is_given_up() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.fault("wan", "POST", "/video-synthesis", 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Submission).await;
    t.world.wan.set_endless_list(true);
    bob.uses("video", &[("prompt", text("an owl"))]).await;
    let mut looking = Box::pin(t.tick_stage(Stage::Reconciliation));
    tokio::select! {
        biased;
        () = t.tick_stage(Stage::Submission) => {}
        () = &mut looking => panic!("400 pages take a while"),
    }
    assert_eq!(t.world.wan.tasks().len(), 2, "bob's is submitted meanwhile");
    looking.await;
    assert_eq!(lists(&t), 400);
    t.tick_stage(Stage::Reconciliation).await;
    assert_eq!(lists(&t), 400, "the next look waits");
    assert_eq!(t.app().store().select(|j| j.state.name() == "unconfirmed").len(), 1);
    t.world.wan.set_endless_list(false);
    t.pass(200).await;
    assert_eq!(t.unheard().len(), 2);
    assert_eq!(t.world.wan.tasks().len(), 2, "a list without an end proves no absence");
    t.finish().await;
}

#[tokio::test]
async fn a_list_that_repeats_its_first_page_ends_with_the_second() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.fault("wan", "POST", "/video-synthesis", 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Submission).await;
    let row = |n: u8| {
        json!({"task_id": format!("strange-{n}"), "model_name": "wan2.7-t2v",
            "status": "SUCCEEDED"})
    };
    let rows: Vec<_> = (0..50).map(row).collect();
    let body = json!({"total": 1, "total_page": 4_000_000_000u32, "page_no": 1, "page_size": 50,
        "request_id": "r", "data": rows});
    t.fault("wan", "GET", "/tasks/", 9, Effect::Answer { status: 200, body, headers: vec![] });
    t.tick_stage(Stage::Reconciliation).await;
    assert_eq!(lists(&t), 2);
    assert!(t.log().contains("task list repeats itself"), "{}", t.log());
    t.world.faults.clear();
    t.pass(200).await;
    t.new_message();
    assert_eq!(t.world.wan.tasks().len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn one_list_serves_all_lost_jobs_of_a_model() {
    let t = Story::begin().await;
    for n in 0..3 {
        let who = t.member(&format!("member {n}"));
        who.uses("video", &[("prompt", text(&format!("number {n}")))]).await;
    }
    t.fault("wan", "POST", "/video-synthesis", 3, Effect::LoseAnswer);
    t.tick_stage(Stage::Submission).await;
    let queries = |t: &Story| t.calls("GET", "/api/v1/tasks/") - lists(t);
    let before = (lists(&t), queries(&t));
    t.tick_stage(Stage::Reconciliation).await;
    assert_eq!(
        (lists(&t) - before.0, queries(&t) - before.1),
        (1, 3),
        "each task is asked for once"
    );
    t.pass(200).await;
    assert_eq!(t.unheard().len(), 3);
    t.finish().await;
}

#[tokio::test]
async fn tasks_that_the_provider_does_not_know_keep_no_places() {
    let t = Story::begin_with(&[("queue.prefetch", false.into())]).await;
    let deny = Outcome::Deny { times: 100_000 };
    t.world.wan.rule(Rule { prompt: "forgotten".into(), times: 0, outcome: deny });
    let ann = t.member("ann");
    let mut cards = Vec::new();
    for n in 0..5 {
        cards.push(ann.uses("video", &[("prompt", text(&format!("forgotten {n}")))]).await);
    }
    t.pass(60).await;
    assert_eq!(t.world.wan.tasks().len(), 5, "all places are taken");
    let bob = t.member("bob");
    bob.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(500).await;
    assert_eq!(t.new_message().files.len(), 1, "bob's is made long before the day is over");
    let shown = t.world.discord.message(cards[0].message.id).unwrap();
    assert!(shown.content.contains("**No status**"), "{}", shown.content);
    assert!(!shown.content.contains("ready <t:"), "no time is promised: {}", shown.content);
    for card in &cards {
        let response = ann.presses(card.message.id, "Cancel").await;
        assert!(response.text().contains("is cancelled"), "{}", response.text());
    }
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**50 of 50**"), "{}", quota.text());
    t.finish().await;
}

#[tokio::test]
async fn a_hanging_edit_of_one_card_holds_up_no_other() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let first = ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_stage(Stage::Polling).await;
    t.tick_stage(Stage::Delivery).await;
    let second = bob.uses("video", &[("prompt", text("an owl"))]).await;
    t.fault("discord", "PATCH", "", 1, Effect::Delay { ms: 3_000 });
    let mut hanging = Box::pin(t.tick_stage(Stage::Cards));
    tokio::select! {
        biased;
        () = until("ann's edit is on its way", || t.world.faults.remaining() == 0) => {}
        () = &mut hanging => panic!("it takes three seconds"),
    }
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(10));
    let shown = |id| t.world.discord.message(id).unwrap().content;
    let began = Instant::now();
    tokio::select! {
        biased;
        () = t.tick_stage(Stage::Cards) => {}
        () = &mut hanging => panic!("it takes three seconds"),
    }
    println!("beside a hanging edit, another card is edited after {:?}", began.elapsed());
    assert!(shown(second.message.id).contains("**Queued at the provider**"), "bob's is true");
    assert!(!shown(first.message.id).contains("**Done**"), "ann's still hangs");
    hanging.await;
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn previews_of_one_member_leave_places_for_others() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    // Each of ann's files takes three seconds to arrive.
    t.fault("cdn", "GET", "", 2, Effect::Delay { ms: 3_000 });
    let preview = ("preview", wanbot::emulator::discord::OptionValue::Boolean(true));
    let image = || ("image", file("a.png", files::png(300, 300)));
    let mut asked = Vec::new();
    for _ in 0..8 {
        asked.push(ann.tries("animate", &[image(), preview.clone()]).unwrap());
    }
    until("two of hers are being fetched", || t.world.faults.remaining() == 0).await;
    let began = Instant::now();
    let card = bob.uses("animate", &[image()]).await;
    assert!(card.text().contains("job `"), "{}", card.text());
    println!("beside eight previews, another member's job is accepted after {:?}", began.elapsed());
    let waiting = asked.iter().filter(|id| {
        let answer = t.world.discord.seen(**id).answer;
        answer.is_none_or(|a| a.thinking)
    });
    assert!(waiting.count() >= 6, "hers still wait for each other");
    for interaction in asked {
        assert!(ann.reads(interaction).await.text().contains("would be accepted"));
    }
    assert_eq!(t.archived("inputs"), 1, "only bob's file is stored");
    let folders = std::fs::read_dir(t.folder().join("archive/inputs")).unwrap().count();
    assert_eq!(folders, 1, "no empty folder is left");
    t.pass(150).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn requesting_and_cancelling_repeatedly_leaves_one_job() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let bytes = async || t.journal().check_integrity().await.unwrap().bytes;
    let before = bytes().await;
    let mut refused = None;
    for n in 0..30 {
        let response = ann.uses("video", &[("prompt", text(&format!("number {n}")))]).await;
        if response.is_private() {
            refused = Some(response.text().to_owned());
            break;
        }
        ann.presses(response.message.id, "Cancel").await;
    }
    let refused = refused.expect("there is a limit");
    assert!(refused.contains("20 requests a minute"), "{refused}");
    t.clock.advance(Duration::from_secs(61));
    let response = ann.uses("video", &[("prompt", text("later"))]).await;
    ann.presses(response.message.id, "Cancel").await;
    assert_eq!(jobs_in_journal(&t).await, 21);
    t.pass(60).await;
    let each = (bytes().await - before) / 21;
    println!("asking and cancelling once takes {each} bytes of the journal, for a day");
    // Nor does it fill the journal: unpaid jobs are deleted after a day.
    t.clock.advance(Duration::from_secs(25 * 3600));
    t.tick().await;
    assert_eq!(jobs_in_journal(&t).await, 0);
    t.finish().await;
}

#[tokio::test]
async fn repeated_previews_are_limited() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let preview = ("preview", wanbot::emulator::discord::OptionValue::Boolean(true));
    let mut shown = 0;
    let refused = loop {
        let response = ann.uses("video", &[("prompt", text("a fox")), preview.clone()]).await;
        if !response.text().contains("would be accepted") {
            break response.text().to_owned();
        }
        shown += 1;
        assert!(shown < 50, "there is a limit");
    };
    assert!(refused.contains("20 requests a minute"), "{refused}");
    assert_eq!(shown, 20);
    t.finish().await;
}

async fn jobs_in_journal(t: &Story) -> usize {
    t.journal().newest_jobs(None, u32::MAX).await.unwrap().len()
}

#[tokio::test]
async fn a_server_that_is_not_served_is_answered_nothing_and_costs_no_calls() {
    let t = Story::begin_with(&[("discord.allowed_servers", vec!["1"].into())]).await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    let calls = t.world.record.exchanges().len();
    for _ in 0..20 {
        let content = format!("<@{}> make it rain", t.world.discord.bot());
        ann.posts(&content, vec![("a.png", files::png(300, 300))], None);
    }
    // Events are handled in order, so a response to the command means that the mentions were
    // handled.
    let response = ann.uses("video", &[("prompt", text("x"))]).await;
    assert!(
        response.is_private() && response.text().contains("isn't enabled"),
        "{}",
        response.text()
    );
    let all = t.world.record.exchanges();
    let made = all[calls..].iter().filter(|e| e.path.contains("/channels/"));
    assert_eq!(made.count(), 0, "the mentions caused no request and no message");
    let response = meg.uses("wan-mod pause", &[]).await;
    assert!(response.text().contains("isn't enabled"), "{}", response.text());
    t.finish().await;
}

/// Mentions in many closed threads of one server: they count for that server before they count for
/// the bot, so that other servers are served meanwhile.
#[tokio::test]
async fn a_server_that_refuses_everything_stops_no_other() {
    let mut t = Story::begin().await;
    let bob = t.member("bob");
    bob.uses("video", &[("prompt", text("a fox"))]).await;
    let elsewhere = t.world.discord.add_guild("Another Club");
    let channel = t.world.discord.add_channel(elsewhere, "videos");
    let cleo = t.world.discord.add_member(elsewhere, "cleo", 0);
    let mention = format!("<@{}> make it rain", t.world.discord.bot());
    let refused = |t: &Story| {
        let all = t.world.record.exchanges();
        let is = |e: &&wanbot::emulator::Exchange| {
            e.method == "POST" && e.path.ends_with("/messages") && e.status == 403
        };
        all.iter().filter(is).count()
    };
    for n in 0..60 {
        let thread = t.world.discord.add_thread(t.guild, &format!("thread {n}"), t.channel);
        t.world.discord.set_bot_permissions(thread, permission::VIEW_CHANNEL);
        let who = t.member(&format!("member {n}")).elsewhere(thread);
        let before = refused(&t);
        who.posts(&mention, vec![("a.png", files::png(300, 300))], None);
        if n < 50 {
            until("the reply is refused", || refused(&t) > before).await;
        }
    }
    // Events are handled in order, so a response to the command means that they were handled.
    bob.uses("quota", &[]).await;
    assert_eq!(refused(&t), 50, "the last ten were not answered");
    let by_cleo = t.world.discord.say(
        cleo,
        channel,
        &mention,
        vec![("a.png".into(), files::png(300, 300).into())],
        None,
    );
    by_cleo.expect("she is in the server");
    let accepted = || {
        let said = t.world.discord.messages(channel);
        said.iter().any(|m| m.content.contains("job `"))
    };
    until("hers is accepted", accepted).await;
    t.pass(150).await;
    assert_eq!(refused(&t), 50, "nor later, and his video was not tried");
    let files = |t: &Story, channel| {
        let said = t.world.discord.messages(channel);
        said.iter().map(|m| m.files.len()).sum::<usize>()
    };
    assert_eq!(files(&t, channel), 2, "her image and her video");
    assert_eq!(files(&t, t.channel), 0, "his waits, for no longer than ten minutes");
    // The count is forgotten with the process.
    t.crash_and_restart().await;
    t.pass(60).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

/// Look-ups of a channel that are refused count for its server too, like posts.
#[tokio::test]
async fn a_server_that_refuses_look_ups_stops_no_other() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let elsewhere = t.world.discord.add_guild("Another Club");
    let channel = t.world.discord.add_channel(elsewhere, "videos");
    let cleo = t.world.discord.add_member(elsewhere, "cleo", 0);
    let mention = format!("<@{}> make it rain", t.world.discord.bot());
    let path = format!("/channels/{}", t.channel);
    let body = json!({"message": "Missing Access", "code": 50001});
    let refusal = Effect::Answer { status: 403, body, headers: vec![] };
    t.fault("discord", "GET", &path, 1_000, refusal);
    let look_ups = || t.calls("GET", &path);
    for n in 0..60 {
        ann.posts(&mention, vec![("a.png", files::png(300, 300))], None);
        if n < 50 {
            until("the channel is looked up", || look_ups() > n).await;
        }
    }
    // Events are handled in order, so a response to the command means that they were handled.
    ann.uses("quota", &[]).await;
    assert_eq!(look_ups(), 50, "the last ten mentions caused none");
    let image = vec![("a.png".into(), files::png(300, 300).into())];
    t.world.discord.say(cleo, channel, &mention, image, None).expect("she is in the server");
    let accepted = || {
        let said = t.world.discord.messages(channel);
        said.iter().any(|m| m.content.contains("job `"))
    };
    until("hers is accepted", accepted).await;
    t.world.faults.clear();
    t.pass(150).await;
    t.unheard();
    t.finish().await;
}

/// Direct messages that a user does not accept are bounded for that user; others get theirs.
#[tokio::test]
async fn a_user_who_refuses_direct_messages_stops_nobody_else() {
    let mut t = Story::begin_with(&[
        ("queue.waiting_per_member", 20.into()),
        ("queue.requests_per_minute", 100.into()),
        ("quota.credits", "unlimited".into()),
    ])
    .await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    for member in [&ann, &bob] {
        member.uses("settings", &[("private", OptionValue::Boolean(true))]).await;
    }
    let direct = t.world.discord.open_direct(ann.id);
    let path = format!("/channels/{direct}/messages");
    let body = json!({"message": "Cannot send messages to this user", "code": 50007});
    let refusal = Effect::Answer { status: 403, body, headers: vec![] };
    t.fault("discord", "POST", &path, 1_000, refusal);
    for _ in 0..12 {
        ann.uses("video", &[("prompt", text("a fox"))]).await;
    }
    t.pass(900).await;
    assert_eq!(t.calls("POST", &path), 10, "no more within ten minutes");
    assert_eq!(t.unheard().len(), 10, "those results are in the channel");
    bob.uses("video", &[("prompt", text("an owl"))]).await;
    t.pass(150).await;
    t.direct_message(&bob);
    // The count is forgotten with the process.
    t.world.faults.clear();
    t.crash_and_restart().await;
    t.pass(150).await;
    assert_eq!(t.world.discord.messages(direct).len(), 2, "hers arrive once she accepts them");
    t.unheard();
    t.finish().await;
}

#[tokio::test]
async fn a_user_who_is_refused_repeatedly_is_not_answered_each_time() {
    let t = Story::begin().await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    let who = ("member", wanbot::emulator::discord::OptionValue::Member(ann.id));
    meg.uses("wan-mod block", &[who]).await;
    for _ in 0..30 {
        let content = format!("<@{}> make it rain", t.world.discord.bot());
        ann.posts(&content, vec![("a.png", files::png(300, 300))], None);
    }
    // A response to the command means that all mentions were received.
    ann.uses("quota", &[]).await;
    let replies = || t.calls("POST", &format!("/channels/{}/messages", t.channel));
    until("the first ones are refused", || replies() >= 1).await;
    ann.uses("quota", &[]).await;
    let answered = replies();
    assert!((1..=12).contains(&answered), "{answered} answers to 30 mentions");
    t.unheard();
    t.finish().await;
}

#[tokio::test]
async fn an_unavailable_task_list_stops_no_model_forever() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("image", &[("prompt", text("a fox")), ("resolution", text("1K"))]).await;
    t.fault("wan", "POST", "/image-generation", 1, Effect::LoseRequest);
    t.tick_stage(Stage::Submission).await;
    let body = serde_json::json!({"code": "InternalError", "message": "", "request_id": "r"});
    let broken = Effect::Answer { status: 500, body, headers: vec![] };
    t.fault("wan", "GET", "/api/v1/tasks", 10_000, broken);
    bob.uses("image", &[("prompt", text("an owl")), ("resolution", text("1K"))]).await;
    t.pass(60).await;
    assert!(t.world.wan.tasks().is_empty(), "hers could be taken for his");
    t.clock.advance(Duration::from_secs(3600));
    t.pass(300).await;
    t.world.faults.clear();
    t.pass(300).await;
    let said = t.unheard();
    assert_eq!(said.len(), 2, "a notice and an image: {said:#?}");
    assert_eq!(t.world.wan.tasks().len(), 1);
    t.finish().await;
}
