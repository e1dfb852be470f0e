//! One call of a stage hangs: the stage goes on with everything else meanwhile.

use std::time::Duration;

use wanbot::emulator::Effect;
use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::discord::world::permission;
use wanbot::emulator::wan::{Outcome, Rule};
use wanbot::pipeline::Stage;

use super::held_up::until;
use crate::harness::Story;
use crate::harness::member::{Member, text};

/// Longer than any of these stories takes.
const FOR_EVER: Effect = Effect::Delay { ms: 600_000 };
/// The call does not end by itself before that either.
const PATIENT: (&str, &str) = ("wan.timeout", "10m");

/// Two members have a job each at the provider, the second one with another channel.
async fn two_submitted(t: &Story) -> (Member, u64) {
    let elsewhere = t.world.discord.add_channel(t.guild, "elsewhere");
    let (ann, bob) = (t.member("ann"), t.member("bob").elsewhere(elsewhere));
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    bob.uses("video", &[("prompt", text("an owl"))]).await;
    t.tick_stage(Stage::Submission).await;
    assert_eq!(t.world.wan.tasks().len(), 2);
    (ann, elsewhere)
}

/// Both are finished at the provider, and the bot knows it.
async fn two_finished(t: &Story) -> u64 {
    let (_, elsewhere) = two_submitted(t).await;
    t.clock.advance(Duration::from_secs(300));
    t.tick_stage(Stage::Polling).await;
    assert_eq!(in_state(t, "finished"), 2);
    elsewhere
}

fn in_state(t: &Story, state: &str) -> usize {
    t.app().store().select(|job| job.state.name() == state).len()
}

/// The number of videos in a channel.
fn videos(t: &Story, channel: u64) -> usize {
    t.world.discord.messages(channel).iter().map(|m| m.files.len()).sum()
}

/// Runs one tick of a stage, in which a call hangs, until `others` is true beside it.
async fn beside_a_hanging_tick(t: &Story, stage: Stage, what: &str, others: impl Fn() -> bool) {
    let mut hanging = Box::pin(t.tick_stage(stage));
    tokio::select! {
        biased;
        () = until(what, others) => {}
        () = &mut hanging => panic!("a call of it hangs"),
    }
    hanging.await;
}

/// The same where the call hangs for ever.
async fn beside_an_endless_tick(t: &Story, stage: Stage, what: &str, others: impl Fn() -> bool) {
    tokio::select! {
        biased;
        () = until(what, others) => {}
        () = t.tick_stage(stage) => panic!("a call of it hangs"),
    }
}

#[tokio::test]
async fn a_hanging_post_of_a_result_holds_up_no_other_channel() {
    let t = Story::begin().await;
    let elsewhere = two_finished(&t).await;
    let path = format!("/channels/{}/messages", t.channel);
    t.fault("discord", "POST", &path, 1, Effect::Delay { ms: 3_000 });
    beside_a_hanging_tick(&t, Stage::Delivery, "bob's is posted, and ann's is not", || {
        videos(&t, elsewhere) == 1 && videos(&t, t.channel) == 0
    })
    .await;
    t.pass(30).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn a_slow_download_of_a_result_holds_up_no_other() {
    let t = Story::begin_with(&[(PATIENT.0, PATIENT.1.into())]).await;
    let elsewhere = two_finished(&t).await;
    t.fault("wan", "GET", "/results", 1, FOR_EVER);
    beside_an_endless_tick(&t, Stage::Delivery, "the other one is posted", || {
        videos(&t, elsewhere) + videos(&t, t.channel) == 1
    })
    .await;
    t.pass(30).await;
    assert_eq!((videos(&t, elsewhere), videos(&t, t.channel)), (1, 1));
    t.unheard();
    t.finish().await;
}

#[tokio::test]
async fn a_hanging_query_of_a_task_holds_up_no_other() {
    let t = Story::begin_with(&[(PATIENT.0, PATIENT.1.into())]).await;
    two_submitted(&t).await;
    t.clock.advance(Duration::from_secs(300));
    t.fault("wan", "GET", "/api/v1/tasks/", 1, FOR_EVER);
    beside_an_endless_tick(&t, Stage::Polling, "one is known to be finished", || {
        in_state(&t, "finished") == 1
    })
    .await;
    t.pass(30).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn a_hanging_log_channel_holds_up_no_other_server() {
    let t = Story::begin().await;
    let here = t.world.discord.add_channel(t.guild, "log");
    let mia = t.moderator("mia");
    mia.uses("wan-mod log-channel", &[("channel", OptionValue::Channel(here))]).await;
    let guild = t.world.discord.add_guild("Another Club");
    let (there, videos) =
        (t.world.discord.add_channel(guild, "log"), t.world.discord.add_channel(guild, "videos"));
    let noa = t.world.discord.add_member(guild, "noa", permission::MANAGE_GUILD);
    let noa = Member::new(noa, videos, t.world.discord.clone(), std::sync::Arc::default());
    noa.uses("wan-mod log-channel", &[("channel", OptionValue::Channel(there))]).await;
    let path = format!("/channels/{here}/messages");
    t.fault("discord", "POST", &path, 1, Effect::Delay { ms: 3_000 });
    let entries = |channel| t.world.discord.messages(channel).len();
    beside_a_hanging_tick(&t, Stage::AuditNotices, "noa's entry is posted", || {
        entries(there) == 1 && entries(here) == 0
    })
    .await;
    assert_eq!((entries(here), entries(there)), (1, 1));
    t.finish().await;
}

/// After five minutes its slot is given to others; it is still queried, and delivered in the end.
#[tokio::test]
async fn a_task_that_is_known_again_is_delivered() {
    let t = Story::begin_with(&[("queue.prefetch", false.into())]).await;
    // Every ten seconds at first, and every minute once the slot was given to others.
    let deny = Outcome::Deny { times: 40 };
    t.world.wan.rule(Rule { prompt: "a fox".into(), times: 1, outcome: deny });
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(420).await;
    let shown = t.world.discord.message(card.message.id).unwrap();
    assert!(shown.content.contains("**No status**"), "{}", shown.content);
    assert_eq!(t.unheard().len(), 0);
    t.pass(900).await;
    let result = t.new_message();
    assert_eq!(result.files.len(), 1, "{}", result.content);
    assert_eq!(t.world.wan.tasks().len(), 1);
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50**"), "{}", quota.text());
    t.finish().await;
}
