//! Charging: a delivered result is charged, whatever the destination; a job without a result is
//! not.

use serde_json::json;
use wanbot::emulator::Effect;
use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::discord::world::permission;
use wanbot::pipeline::Stage;

use crate::harness::member::{Member, text};
use crate::harness::{Story, http, sqlite};

/// A link to the image of the only task, as the provider returns it.
async fn image_of(t: &Story) -> (String, serde_json::Value) {
    let task = t.world.wan.tasks()[0].id.clone();
    let url = format!("{}/api/v1/tasks/{task}", t.world.wan_origin());
    let client = http();
    let answer = client.get(url).bearer_auth(crate::harness::KEY).send().await.unwrap();
    let answer: serde_json::Value = answer.json().await.unwrap();
    (task, answer["output"]["choices"][0].clone())
}

/// A response that reports this number of generated images.
fn made(task: &str, choice: &serde_json::Value, count: usize) -> Effect {
    let body = json!({"request_id": "r", "output": {"task_id": task, "task_status": "SUCCEEDED",
        "finished": true, "choices": vec![choice; count]}, "usage": {"image_count": count}});
    Effect::Answer { status: 200, body, headers: vec![] }
}

async fn left(who: &Member) -> String {
    let quota = who.uses("quota", &[]).await;
    // In bold, after the title.
    quota.text().split("**").nth(3).unwrap().to_owned()
}

/// Ann's result comes after its channel was deleted and she closed her direct messages. Returns her
/// and the job.
pub async fn undeliverable(t: &Story) -> (Member, String) {
    let ann = t.member("ann");
    let other = t.world.discord.add_channel(t.guild, "short-lived");
    let card = ann.elsewhere(other).uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(20).await;
    t.world.discord.delete_channel(other);
    t.world.discord.close_direct(ann.id);
    t.pass(140).await;
    (ann, card.job())
}

#[tokio::test]
async fn a_requester_who_locks_their_thread_and_direct_messages_pays_nevertheless() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let thread = t.world.discord.add_thread(t.guild, "mine", t.channel);
    t.world.discord.set_thread_owner(thread, ann.id);
    let card = ann.elsewhere(thread).uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(20).await;
    t.world.discord.archive_thread(thread, true);
    t.world.discord.close_direct(ann.id);
    t.pass(140).await;
    assert_eq!(left(&ann).await, "45 of 50");
    let held = ann.uses("job", &[("job", text(&card.job()))]).await;
    assert_eq!((held.is_private(), held.message.files.len()), (true, 1));
    assert_eq!(left(&ann).await, "45 of 50", "once");
    t.finish().await;
}

/// The same where somebody else began the thread: what they close is not the requester's doing.
#[tokio::test]
async fn a_requester_in_a_locked_thread_of_another_member_pays_nothing() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let thread = t.world.discord.add_thread(t.guild, "his", t.channel);
    t.world.discord.set_thread_owner(thread, bob.id);
    ann.elsewhere(thread).uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(20).await;
    t.world.discord.archive_thread(thread, true);
    t.world.discord.close_direct(ann.id);
    t.pass(140).await;
    assert_eq!(left(&ann).await, "50 of 50");
    t.finish().await;
}

/// The card says where the result is, and who pays for it when.
#[tokio::test]
async fn a_result_that_nobody_can_be_sent_is_announced_on_its_card() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(20).await;
    let reads = permission::VIEW_CHANNEL | permission::READ_MESSAGE_HISTORY;
    t.world.discord.set_bot_permissions(t.channel, reads);
    t.world.discord.close_direct(ann.id);
    t.pass(140).await;
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    let words = "it was generated, but I can no longer post in this channel or send you a direct \
                 message. Use `/job` to get it; the credits are charged then. Please tell a \
                 moderator. Nothing was charged.";
    assert!(shown.contains(words), "{shown}");
    assert_eq!(left(&ann).await, "50 of 50");
    t.finish().await;
}

/// A link to a held result is a delivery too.
#[tokio::test]
async fn a_held_result_that_is_linked_is_paid() {
    let t = Story::begin_with(&[
        ("http.listen", "127.0.0.1:0".into()),
        ("http.public_url", "http://127.0.0.1:1".into()),
    ])
    .await;
    t.world.wan.set_least_bytes(21_000_000);
    let (ann, job) = undeliverable(&t).await;
    assert_eq!(left(&ann).await, "50 of 50", "she does not have it");
    let named = [("job", text(&job))];
    for _ in 0..2 {
        let response = ann.uses("job", &named).await;
        let linked = "It's too large to send here: [watch or download it](http://127.0.0.1:1/";
        assert!(response.text().contains(linked), "{}", response.text());
        assert!(response.message.files.is_empty());
        assert_eq!(left(&ann).await, "45 of 50", "once");
    }
    t.finish().await;
}

#[tokio::test]
async fn a_result_that_others_withhold_is_charged_when_it_is_collected() {
    let t = Story::begin_with(&[("quota.credits", "10".into())]).await;
    let (ann, job) = undeliverable(&t).await;
    assert_eq!(left(&ann).await, "10 of 10", "she does not have it");
    // She spends the refund, and cannot get the result for free.
    for n in 0..2 {
        ann.uses("video", &[("prompt", text(&format!("an owl {n}")))]).await;
    }
    let named = [("job", text(&job))];
    let response = ann.uses("job", &named).await;
    assert!(response.text().contains("This costs 5 credits and you have 0"), "{}", response.text());
    assert!(response.message.files.is_empty());
    t.pass(140).await;
    t.unheard();
    // The next day brings new credits.
    t.clock.advance(std::time::Duration::from_secs(24 * 3600));
    let (one, two) = tokio::join!(ann.uses("job", &named), ann.uses("job", &named));
    for response in [one, two] {
        assert_eq!(response.message.files.len(), 1, "{}", response.text());
    }
    assert_eq!(left(&ann).await, "5 of 10", "charged once, however often it is fetched");
    t.finish().await;
}

#[tokio::test]
async fn one_image_of_four_costs_as_much_as_one() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let options =
        [("prompt", text("x")), ("count", OptionValue::Integer(4)), ("resolution", text("1K"))];
    ann.uses("image", &options).await;
    t.tick().await;
    let before = left(&ann).await;
    t.clock.advance(std::time::Duration::from_secs(120));
    let (task, choice) = image_of(&t).await;
    t.fault("wan", "GET", "/tasks/", 1, made(&task, &choice, 1));
    t.pass(20).await;
    let result = t.new_message();
    assert_eq!(result.files.len(), 1);
    assert!(result.content.contains("returned 1 of 4"), "{}", result.content);
    assert_eq!((before.as_str(), left(&ann).await.as_str()), ("48.664 of 50", "49.666 of 50"));
    t.finish().await;
}

#[tokio::test]
async fn more_images_than_were_asked_for_lose_none() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("image", &[("prompt", text("x")), ("resolution", text("1K"))]).await;
    t.tick().await;
    t.clock.advance(std::time::Duration::from_secs(120));
    let (task, choice) = image_of(&t).await;
    t.fault("wan", "GET", "/tasks/", 1, made(&task, &choice, 12));
    t.pass(20).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!(left(&ann).await, "49.666 of 50");
    t.finish().await;
}

#[tokio::test]
async fn a_strangers_task_with_the_same_prompt_and_another_length_is_not_ours() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a lighthouse in a storm"))]).await;
    let body = json!({"model": "wan2.7-t2v", "input": {"prompt": "a lighthouse in a storm"},
        "parameters": {"duration": 10, "resolution": "1080P"}});
    let url =
        format!("{}/api/v1/services/aigc/video-generation/video-synthesis", t.world.wan_origin());
    let client = http();
    let sent = client.post(url).bearer_auth(crate::harness::KEY);
    let sent = sent.header("X-DashScope-Async", "enable").json(&body).send().await.unwrap();
    assert_eq!(sent.status(), 200);
    t.fault("wan", "POST", "/video-synthesis", 1, Effect::LoseRequest);
    t.tick_stage(Stage::Submission).await;
    t.pass(900).await;
    assert_eq!(t.new_message().files.len(), 1);
    let tasks = t.world.wan.tasks();
    assert_eq!(tasks.len(), 2, "the stranger's was not taken");
    t.finish().await;
}

#[tokio::test]
async fn an_answer_that_came_too_late_to_be_shown_costs_nothing() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let body = json!({"message": "Unknown interaction", "code": 10062});
    t.fault(
        "discord",
        "POST",
        "/callback",
        1,
        Effect::Answer { status: 404, body, headers: vec![] },
    );
    ann.tries("video", &[("prompt", text("a fox"))]).unwrap();
    let cancelled = async {
        while t.world.faults.remaining() > 0 || t.app().store().count(|j| !j.is_over()) > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::harness::PATIENCE, cancelled).await.expect("it is cancelled");
    t.pass(60).await;
    assert!(t.world.wan.tasks().is_empty());
    assert_eq!(left(&ann).await, "50 of 50");
    let card = t.new_message();
    assert!(card.content.contains("**Cancelled.** Nothing was charged."), "{}", card.content);
    t.finish().await;
}

#[tokio::test]
async fn the_member_sees_a_deferred_response_while_the_journal_is_slow() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let lock = sqlite::lock(&t.journal_path());
    let interaction = ann.tries("video", &[("prompt", text("a fox"))]).unwrap();
    let thinking = t
        .world
        .discord
        .wait(crate::harness::PATIENCE, |d| d.seen(interaction).thinking.then_some(()));
    thinking.await.expect("notified in time");
    drop(lock);
    let card = ann.reads(interaction).await;
    assert!(card.text().contains("job `"), "{}", card.text());
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_requester_who_closes_their_direct_messages_pays_nevertheless() {
    let t = Story::begin_with(&[("quota.direct_messages", true.into())]).await;
    let ann = t.member("ann");
    let alone = ann.elsewhere(t.world.discord.open_direct(ann.id));
    alone.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(20).await;
    t.world.discord.close_direct(ann.id);
    t.pass(140).await;
    assert_eq!(left(&alone).await, "45 of 50");
    t.finish().await;
}

#[tokio::test]
async fn an_owner_who_cannot_be_looked_up_now_is_looked_up_later() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let thread = t.world.discord.add_thread(t.guild, "mine", t.channel);
    t.world.discord.set_thread_owner(thread, ann.id);
    ann.elsewhere(thread).uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(20).await;
    t.world.discord.archive_thread(thread, true);
    t.world.discord.close_direct(ann.id);
    let body = json!({"message": "503", "code": 0});
    let busy = Effect::Answer { status: 503, body, headers: vec![] };
    t.fault("discord", "GET", &format!("/channels/{thread}"), 2, busy);
    t.pass(180).await;
    assert_eq!(left(&ann).await, "45 of 50", "not given back for a moment's trouble");
    t.finish().await;
}

#[tokio::test]
async fn of_four_images_the_three_that_came_are_posted_and_paid() {
    let mut t = Story::begin().await;
    t.expect_error("images lost");
    let ann = t.member("ann");
    let options =
        [("prompt", text("x")), ("count", OptionValue::Integer(4)), ("resolution", text("1K"))];
    ann.uses("image", &options).await;
    t.tick().await;
    let before = left(&ann).await;
    t.clock.advance(std::time::Duration::from_secs(120));
    let (task, choice) = image_of(&t).await;
    let mut answer = made(&task, &choice, 4);
    if let Effect::Answer { body, .. } = &mut answer {
        let gone = format!("{}/results/nowhere.png", t.world.wan_origin());
        let content = &mut body["output"]["choices"][1]["message"]["content"];
        content[0]["image"] = gone.into();
    }
    t.fault("wan", "GET", "/tasks/", 1_000, answer);
    t.pass(60).await;
    assert!(t.unheard().is_empty(), "the last one may still come");
    t.clock.advance(std::time::Duration::from_secs(25 * 3600));
    t.pass(150).await;
    let result = t.new_message();
    assert_eq!(result.files.len(), 3, "{}", result.content);
    assert!(result.content.contains("returned 3 of 4"), "{}", result.content);
    assert_eq!(before, "48.664 of 50", "four images are reserved");
    assert!(result.content.contains("1.002 charged"), "three are paid: {}", result.content);
    t.world.faults.clear();
    t.finish().await;
}
