//! A job fails: the card shows it, and the requester is pinged with the reason and what to do.

use wanbot::emulator::discord::Message;
use wanbot::emulator::wan::{Outcome, Rule};

use crate::harness::Story;
use crate::harness::member::{Response, text};

fn rule(outcome: Outcome) -> Rule {
    Rule { prompt: String::new(), times: 0, outcome }
}

fn fails(code: Option<&str>) -> Outcome {
    let text = |t: &str| t.to_owned();
    Outcome::Fail { code: code.map(text), message: code.map(|_| text("the provider's own words")) }
}

/// Ann asks for a video and its task fails.
async fn ann_asks(t: &Story) -> (Response, Message) {
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("something that fails"))]).await;
    t.pass(130).await;
    let notice = t.new_message();
    assert_eq!(notice.reply_to, Some(card.message.id));
    assert_eq!(notice.pinged, [ann.id]);
    assert!(notice.content.contains("Nothing was charged."), "{}", notice.content);
    assert!(!notice.content.contains("the provider's own words"), "{}", notice.content);
    t.pass(10).await;
    let edited = t.world.discord.message(card.message.id).unwrap();
    assert!(edited.content.contains("**Failed**"), "{}", edited.content);
    assert!(edited.buttons().is_empty());
    (card, notice)
}

#[tokio::test]
async fn the_content_check_refuses_at_submission() {
    let t = Story::begin().await;
    t.world.wan.rule(rule(Outcome::Refuse {
        status: 400,
        code: "DataInspectionFailed".into(),
        message: "Input data may contain inappropriate content.".into(),
    }));
    let (_, notice) = ann_asks(&t).await;
    assert!(notice.content.contains("content check"), "{}", notice.content);
    assert!(t.world.wan.tasks().is_empty());
    t.finish().await;
}

#[tokio::test]
async fn the_content_check_refuses_the_result() {
    let t = Story::begin().await;
    t.world.wan.rule(rule(fails(Some("DataInspectionFailed"))));
    let (_, notice) = ann_asks(&t).await;
    assert!(notice.content.contains("content check"), "{}", notice.content);
    assert!(notice.content.contains("another seed"), "{}", notice.content);
    t.finish().await;
}

#[tokio::test]
async fn a_failure_without_a_code_is_reported_as_unknown() {
    let t = Story::begin().await;
    t.world.wan.rule(rule(fails(None)));
    let (_, notice) = ann_asks(&t).await;
    assert!(notice.content.contains("the provider failed to generate it"), "{}", notice.content);
    t.finish().await;
}

#[tokio::test]
async fn what_the_provider_finds_wrong_with_the_input_is_reported() {
    let t = Story::begin().await;
    t.world.wan.rule(rule(fails(Some("InvalidParameter"))));
    let (_, notice) = ann_asks(&t).await;
    assert!(notice.content.contains("couldn't use the request"), "{}", notice.content);
    t.finish().await;
}

#[tokio::test]
async fn a_task_that_is_denied_for_a_while_is_waited_for() {
    let t = Story::begin().await;
    t.world.wan.rule(rule(Outcome::Deny { times: 10 }));
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.pass(150).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!(t.world.wan.tasks().len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn a_task_that_is_denied_for_good_is_given_up() {
    let t = Story::begin_with(&[("wan.unknown_task_timeout", "100s".into())]).await;
    t.world.wan.rule(rule(Outcome::Deny { times: 100_000 }));
    let (_, notice) = ann_asks(&t).await;
    assert!(notice.content.contains("answer was lost"), "{}", notice.content);
    t.finish().await;
}

#[tokio::test]
async fn a_task_cancelled_at_the_console_is_cancelled_here() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.tick().await;
    assert!(t.world.wan.cancel(&t.world.wan.tasks()[0].id));
    t.pass(20).await;
    let edited = t.world.discord.message(card.message.id).unwrap();
    assert!(edited.content.contains("**Cancelled** at the provider"), "{}", edited.content);
    t.finish().await;
}
