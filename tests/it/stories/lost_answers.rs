//! A submission's response is lost: nothing is resubmitted until it is known whether a task was
//! created.

use std::time::Duration;

use wanbot::emulator::Effect;
use wanbot::pipeline::Stage;

use crate::harness::member::{file, text};
use crate::harness::{Story, files};

const SUBMISSION: &str = "/video-synthesis";

#[tokio::test]
async fn a_task_that_was_created_is_adopted() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("a lighthouse in a storm"))]).await;
    t.fault("wan", "POST", SUBMISSION, 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Submission).await;
    assert_eq!(t.only_job().state.name(), "unconfirmed");
    t.pass(20).await;
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    assert!(shown.contains("**Checking**"), "{shown}");
    t.pass(150).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!((t.world.wan.tasks().len(), t.calls("POST", SUBMISSION)), (1, 1), "sent once");
    t.finish().await;
}

/// The response names a task that another job has: it says nothing about this job's own.
#[tokio::test]
async fn a_task_of_another_job_is_a_lost_answer() {
    let mut t = Story::begin().await;
    t.expect_error("the submission response names another job's task");
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("a fox by a river"))]).await;
    t.tick_stage(Stage::Submission).await;
    let task = t.only_job().task().unwrap().to_string();
    let body = serde_json::json!({"request_id": "r-1",
        "output": {"task_id": task, "task_status": "PENDING"}});
    let again = Effect::Answer { status: 200, body, headers: vec![] };
    t.fault("wan", "POST", SUBMISSION, 1, again);
    bob.uses("video", &[("prompt", text("an owl in a barn"))]).await;
    for _ in 0..60 {
        t.clock.advance(Duration::from_millis(500));
        t.tick_stage(Stage::Submission).await;
    }
    let states: Vec<_> = t.app().store().select(|_| true).iter().map(|j| j.state.name()).collect();
    assert!(states.contains(&"unconfirmed"), "{states:?}");
    assert_eq!(t.calls("POST", SUBMISSION), 2, "his is not sent again before the list was seen");
    let said = t.log().matches("names another job's task").count();
    assert_eq!(said, 1, "once, not at every tick");
    t.pass(900).await;
    assert_eq!(t.unheard().len(), 2, "each has a result");
    assert_eq!((t.world.wan.tasks().len(), t.calls("POST", SUBMISSION)), (2, 3));
    t.finish().await;
}

#[tokio::test]
async fn a_job_whose_task_was_not_created_is_submitted_again() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a lighthouse in a storm"))]).await;
    t.fault("wan", "POST", SUBMISSION, 1, Effect::LoseRequest);
    t.tick_stage(Stage::Submission).await;
    t.pass(550).await;
    assert_eq!(t.calls("POST", SUBMISSION), 1, "absence is not believed at once");
    t.pass(300).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!((t.world.wan.tasks().len(), t.calls("POST", SUBMISSION)), (1, 2));
    t.finish().await;
}

#[tokio::test]
async fn the_list_lags_behind_and_is_not_believed_too_soon() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a lighthouse in a storm"))]).await;
    t.world.wan.set_list_lag(Duration::from_secs(40));
    t.fault("wan", "POST", SUBMISSION, 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Submission).await;
    t.pass(200).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!(t.world.wan.tasks().len(), 1, "paid once");
    t.finish().await;
}

#[tokio::test]
async fn a_strangers_task_is_not_taken_for_ours() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a lighthouse in a storm"))]).await;
    // Another program uses the same account at the same time.
    let body = serde_json::json!({"model": "wan2.7-t2v", "input": {"prompt": "a stranger's"},
        "parameters": {"duration": 5}});
    let url =
        format!("{}/api/v1/services/aigc/video-generation/video-synthesis", t.world.wan_origin());
    let sent = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .post(url)
        .bearer_auth(crate::harness::KEY)
        .header("X-DashScope-Async", "enable")
        .json(&body);
    assert_eq!(sent.send().await.unwrap().status(), 200);
    t.fault("wan", "POST", SUBMISSION, 1, Effect::LoseRequest);
    t.tick_stage(Stage::Submission).await;
    t.pass(900).await;
    let result = t.new_message();
    assert!(result.content.contains("a lighthouse in a storm"), "{}", result.content);
    assert_eq!(t.world.wan.tasks().len(), 2, "the stranger's and ours");
    t.finish().await;
}

#[tokio::test]
async fn jobs_that_could_be_confused_with_a_lost_one_wait_until_it_is_found() {
    let t = Story::begin().await;
    let (ann, bob, cleo) = (t.member("ann"), t.member("bob"), t.member("cleo"));
    ann.uses("video", &[("prompt", text("a lighthouse"))]).await;
    t.fault("wan", "POST", SUBMISSION, 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Submission).await;
    bob.uses("video", &[("prompt", text("a lighthouse"))]).await;
    cleo.uses("video", &[("prompt", text("a harbour"))]).await;
    t.pass(30).await;
    let sent: Vec<_> =
        t.world.wan.tasks().iter().map(|t| t.body["input"]["prompt"].clone()).collect();
    assert_eq!(sent, ["a lighthouse", "a harbour"], "the same words wait, others do not");
    t.pass(300).await;
    assert_eq!(t.unheard().len(), 3);
    assert_eq!(t.world.wan.tasks().len(), 3);
    t.finish().await;
}

/// Image tasks do not echo their prompts, so others wait, but only until the provider answers again.
#[tokio::test]
async fn a_lost_image_holds_up_others_until_the_list_was_read_once() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("image", &[("prompt", text("a fox")), ("resolution", text("1K"))]).await;
    t.fault("wan", "POST", "/image-generation", 1, Effect::LoseRequest);
    t.tick_stage(Stage::Submission).await;
    bob.uses("image", &[("prompt", text("an owl")), ("resolution", text("1K"))]).await;
    t.tick_stage(Stage::Submission).await;
    assert_eq!(t.calls("POST", "/image-generation"), 1, "nothing shows that the provider answers");
    t.tick_stage(Stage::Reconciliation).await;
    t.tick_stage(Stage::Submission).await;
    assert_eq!(t.calls("POST", "/image-generation"), 2, "bob's is submitted after one list");
    t.pass(900).await;
    let said = t.unheard();
    assert!(said.len() == 2 && said.iter().all(|m| m.files.len() == 1), "{said:#?}");
    assert_eq!(t.world.wan.tasks().len(), 2, "each is paid once");
    t.finish().await;
}

#[tokio::test]
async fn a_submission_that_was_interrupted() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a lighthouse in a storm"))]).await;
    // The provider is slow; the intent is durable, and the response never arrives.
    t.fault("wan", "POST", SUBMISSION, 1, Effect::Delay { ms: 600_000 });
    {
        let mut submitting = std::pin::pin!(t.tick_stage(Stage::Submission));
        let sent = async {
            while t.only_job().state.name() != "submitting" || t.world.faults.remaining() > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = &mut submitting => panic!("the answer is not to come"),
            () = sent => {}
        }
    }
    let mut t = t;
    t.crash_and_restart().await;
    assert_eq!(t.only_job().state.name(), "unconfirmed");
    t.pass(900).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!(t.world.wan.tasks().len(), 1, "paid once");
    t.finish().await;
}

#[tokio::test]
async fn a_server_error_leaves_the_submission_unknown() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a lighthouse in a storm"))]).await;
    let body = serde_json::json!({"code": "InternalError", "message": "", "request_id": "r"});
    let broken = Effect::Answer { status: 500, body, headers: vec![] };
    t.fault("wan", "POST", SUBMISSION, 1, broken);
    t.tick_stage(Stage::Submission).await;
    assert_eq!(t.only_job().state.name(), "unconfirmed");
    t.pass(850).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

/// Two images without a prompt, both responses lost: the two tasks cannot be distinguished, nor
/// from a task of another program. Nothing is resubmitted, and the members are notified.
#[tokio::test]
async fn tasks_that_cannot_be_distinguished_are_not_guessed() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    for member in [&ann, &bob] {
        member.uses("animate", &[("image", file("cat.png", files::png(300, 300)))]).await;
    }
    t.fault("wan", "POST", SUBMISSION, 2, Effect::LoseAnswer);
    t.tick_stage(Stage::Submission).await;
    t.pass(400).await;
    let said = t.unheard();
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|m| m.content.contains("answer was lost")), "{said:#?}");
    assert_eq!((t.world.wan.tasks().len(), t.calls("POST", SUBMISSION)), (2, 2), "sent once each");
    t.finish().await;
}
