//! The bot crashes in every state of a job: the video arrives once, is paid once, and nothing is
//! lost.

use std::time::Duration;

use wanbot::app::App;
use wanbot::emulator::Effect;
use wanbot::emulator::wan::{Outcome, Rule};
use wanbot::job::State;
use wanbot::pipeline::Stage;

use crate::harness::member::{Response, file, text};
use crate::harness::{Story, files};

/// A job in a new story; the clock stands still.
async fn asked() -> (Story, Response) {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let options = [("image", file("cat.png", files::png(320, 320))), ("prompt", text("it purrs"))];
    let card = ann.uses("animate", &options).await;
    (t, card)
}

/// Asserts one task, one video, and a card that says so.
async fn ends_well(t: Story, card: Response) {
    t.pass(180).await;
    let result = t.new_message();
    assert_eq!(result.files.len(), 1);
    assert_eq!(t.world.wan.tasks().iter().filter(|t| t.is_billed()).count(), 1, "paid once");
    let card = t.world.discord.message(card.message.id).unwrap();
    assert!(card.content.contains("**Done**"), "{}", card.content);
    t.finish().await;
}

fn state(t: &Story) -> &'static str {
    t.only_job().state.name()
}

#[tokio::test]
async fn an_accepted_job_survives_a_restart() {
    let (mut t, card) = asked().await;
    assert_eq!(state(&t), "accepted");
    t.crash_and_restart().await;
    ends_well(t, card).await;
}

#[tokio::test]
async fn a_submitted_job_survives_a_restart() {
    let (mut t, card) = asked().await;
    t.tick_stage(Stage::Submission).await;
    assert_eq!(state(&t), "submitted");
    t.crash_and_restart().await;
    ends_well(t, card).await;
}

#[tokio::test]
async fn a_running_job_survives_a_restart() {
    let (mut t, card) = asked().await;
    t.pass(20).await;
    assert_eq!(state(&t), "running");
    t.crash_and_restart().await;
    ends_well(t, card).await;
}

#[tokio::test]
async fn a_finished_job_survives_a_restart() {
    let (mut t, card) = asked().await;
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_stage(Stage::Polling).await;
    assert_eq!(state(&t), "finished");
    t.crash_and_restart().await;
    ends_well(t, card).await;
}

#[tokio::test]
async fn a_stored_job_survives_a_restart() {
    let (mut t, card) = asked().await;
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_stage(Stage::Polling).await;
    let down = Effect::Answer { status: 503, body: serde_json::Value::Null, headers: vec![] };
    t.fault("discord", "POST", "/messages", 1, down);
    t.tick_stage(Stage::Delivery).await;
    assert_eq!(state(&t), "stored");
    t.crash_and_restart().await;
    ends_well(t, card).await;
}

/// The video is posted, but the response is lost, and then the bot crashes.
async fn posted_without_knowing() -> (Story, Response) {
    let (t, card) = asked().await;
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_stage(Stage::Polling).await;
    t.fault("discord", "POST", "/messages", 1, Effect::LoseAnswer);
    t.tick_stage(Stage::Delivery).await;
    let job = t.only_job();
    assert!(matches!(job.state, State::Stored { .. }) && job.posting_since.is_some());
    (t, card)
}

#[tokio::test]
async fn an_unknown_post_is_found_within_the_minutes_of_its_nonce() {
    let (mut t, card) = posted_without_knowing().await;
    t.crash_and_restart().await;
    ends_well(t, card).await;
}

#[tokio::test]
async fn an_unknown_post_is_found_after_an_hour() {
    let (mut t, card) = posted_without_knowing().await;
    t.crash().await;
    // The nonce has expired: only the channel history knows the post.
    t.clock.advance(Duration::from_secs(3600));
    t.start().await;
    ends_well(t, card).await;
}

#[tokio::test]
async fn an_unknown_post_is_found_in_a_busy_channel() {
    let (mut t, card) = posted_without_knowing().await;
    t.crash().await;
    let bob = t.member("bob");
    for n in 0..250 {
        t.world.discord.say(bob.id, t.channel, &format!("chatter {n}"), vec![], None).unwrap();
    }
    t.clock.advance(Duration::from_secs(3600));
    t.start().await;
    t.pass(30).await;
    let said = t.unheard();
    let videos: Vec<_> = said.iter().filter(|m| !m.files.is_empty()).collect();
    assert_eq!((said.len(), videos.len()), (251, 1), "one video, despite later messages");
    assert_eq!(videos[0].reply_to, Some(card.message.id));
    t.finish().await;
}

#[tokio::test]
async fn a_delivered_job_whose_card_was_not_edited_yet() {
    let (mut t, card) = asked().await;
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_stage(Stage::Polling).await;
    t.tick_stage(Stage::Delivery).await;
    assert_eq!(state(&t), "delivered");
    t.crash_and_restart().await;
    ends_well(t, card).await;
}

#[tokio::test]
async fn a_failure_whose_notice_was_not_posted_yet() {
    let (mut t, card) = asked().await;
    let outcome = Outcome::Fail { code: None, message: None };
    t.world.wan.rule(Rule { prompt: String::new(), times: 1, outcome });
    t.tick_stage(Stage::Submission).await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_stage(Stage::Polling).await;
    assert_eq!(state(&t), "failed");
    t.crash_and_restart().await;
    t.pass(20).await;
    let notice = t.new_message();
    assert_eq!(notice.reply_to, Some(card.message.id));
    t.finish().await;
}

#[tokio::test]
async fn a_cancelled_job_whose_card_was_not_edited_yet() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    ann.presses(card.message.id, "Cancel").await;
    let mut t = t;
    t.crash_and_restart().await;
    t.pass(10).await;
    let edited = t.world.discord.message(card.message.id).unwrap();
    assert!(edited.content.contains("**Cancelled.**"), "{}", edited.content);
    t.finish().await;
}

#[tokio::test]
async fn an_accepted_job_whose_card_was_never_shown() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    // The response to the interaction does not arrive at Discord.
    t.fault("discord", "POST", "/callback", 1, Effect::LoseRequest);
    let interaction = ann.tries("video", &[("prompt", text("x"))]).unwrap();
    durable(&t).await;
    let mut t = t;
    t.crash_and_restart().await;
    t.pass(20).await;
    let card = t.new_message();
    assert!(card.content.contains("job `"), "a card is posted after all: {}", card.content);
    t.pass(120).await;
    assert_eq!(t.new_message().reply_to, Some(card.id));
    assert!(t.world.discord.seen(interaction).answer.is_none());
    t.finish().await;
}

/// The response arrives at Discord, but the bot crashes before it learns so.
async fn shown_without_knowing() -> (Story, u64) {
    let t = Story::begin().await;
    let ann = t.member("ann");
    t.fault("discord", "POST", "/callback", 1, Effect::LoseAnswer);
    let interaction = ann.tries("video", &[("prompt", text("x"))]).unwrap();
    durable(&t).await;
    let mut t = t;
    t.crash().await;
    (t, interaction)
}

/// Asserts that there is one card, the response to the interaction, and that the result replies to
/// it.
async fn ends_with_one_card(t: Story, interaction: u64) {
    let card = t.new_message();
    let answer = t.world.discord.seen(interaction).answer.map(|m| m.id);
    assert_eq!(answer, Some(card.id), "the one that was shown");
    t.pass(120).await;
    assert_eq!(t.new_message().reply_to, Some(card.id));
    t.finish().await;
}

/// The stages run before READY has identified the bot, and the token is valid nevertheless.
#[tokio::test]
async fn a_card_that_is_due_before_the_bot_is_connected_waits_for_it() {
    let (mut t, interaction) = shown_without_knowing().await;
    t.clock.advance(Duration::from_secs(60));
    let app = App::build(t.config(), t.clock.clone()).await.unwrap();
    let open = app.store().select(|_| true);
    assert_eq!((open.len(), open[0].card), (1, None), "the bot does not know of the card");
    let calls = t.world.record.exchanges().len();
    app.tick(Stage::Cards, t.now()).await;
    assert_eq!(t.world.record.exchanges().len(), calls, "it needs the application's ID");
    app.close().await;
    t.start().await;
    t.pass(20).await;
    ends_with_one_card(t, interaction).await;
}

#[tokio::test]
async fn an_unknown_card_is_found_after_its_token_expired() {
    let (mut t, interaction) = shown_without_knowing().await;
    t.clock.advance(Duration::from_secs(1200));
    t.start().await;
    assert_eq!(t.only_job().card, None, "the bot does not know of the card");
    t.pass(20).await;
    ends_with_one_card(t, interaction).await;
}

/// Waits until the only job is durable and the fault was applied.
async fn durable(t: &Story) {
    let durable = t.world.discord.wait(crate::harness::PATIENCE, |_| {
        (t.app().store().count(|_| true) == 1 && t.world.faults.remaining() == 0).then_some(())
    });
    // A change in the bot's memory does not wake the emulator's waiters, so they are woken
    // repeatedly.
    tokio::select! {
        done = durable => done.expect("the job is durable"),
        () = nudge(t) => unreachable!(),
    }
}

/// Yields to the runtime and wakes those who wait for a change of the emulator.
async fn nudge(t: &Story) {
    loop {
        tokio::task::yield_now().await;
        t.world.discord.delete_message(0);
    }
}

#[tokio::test]
async fn an_orderly_stop_in_the_middle_loses_nothing_either() {
    let (mut t, card) = asked().await;
    t.pass(20).await;
    t.stop().await;
    t.clock.advance(Duration::from_secs(300));
    t.start().await;
    ends_well(t, card).await;
}

#[tokio::test]
async fn what_is_over_for_long_enough_is_forgotten() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("animate", &[("image", file("a.png", files::png(300, 300)))]).await;
    t.pass(130).await;
    t.new_message();
    t.clock.advance(Duration::from_secs(100 * 24 * 3600));
    t.pass(5).await;
    assert_eq!((t.archived("clips"), t.archived("inputs")), (1, 1), "a while is not long enough");
    t.clock.advance(Duration::from_secs(81 * 24 * 3600));
    t.pass(5).await;
    assert_eq!((t.archived("clips"), t.archived("inputs")), (0, 0));
    let response = ann.uses("job", &[("job", text(&card.job()))]).await;
    assert!(response.text().contains("no such job"), "{}", response.text());
    t.finish().await;
}
