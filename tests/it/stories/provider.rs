//! The provider refuses all submissions: jobs wait, nobody is charged, and one notice is posted.

use serde_json::json;
use wanbot::emulator::Effect;
use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::wan::{Outcome, Rule};

use crate::harness::member::{Member, Response, file, text};
use crate::harness::{Story, files};

const SUBMISSION: &str = "/video-synthesis";

async fn asks(member: &Member, prompt: &str) -> Response {
    member.uses("video", &[("prompt", text(prompt)), ("duration", OptionValue::Integer(5))]).await
}

/// The messages about the provider in the log channel.
fn news(t: &Story, log: u64) -> Vec<String> {
    let said = t.world.discord.messages(log).into_iter().map(|m| m.content);
    said.filter(|c| c.contains("the video provider")).collect()
}

#[tokio::test]
async fn an_account_in_arrears_makes_jobs_wait_and_is_reported_once() {
    let mut t = Story::begin().await;
    t.expect_error("does not accept the account");
    let (ann, bob, mod_) = (t.member("ann"), t.member("bob"), t.moderator("mod"));
    let log = t.world.discord.add_channel(t.guild, "log");
    mod_.uses("wan-mod log-channel", &[("channel", OptionValue::Channel(log))]).await;
    t.world.wan.set_arrears(true);
    let mut cards = Vec::new();
    for (who, prompt) in [(&ann, "a fox"), (&bob, "a crow"), (&ann, "a hare"), (&bob, "a mole")] {
        cards.push(asks(who, prompt).await);
    }
    t.pass(300).await;
    assert!(t.calls("POST", SUBMISSION) < 15, "hardly tried: {}", t.calls("POST", SUBMISSION));
    for card in &cards {
        let shown = t.world.discord.message(card.message.id).unwrap().content;
        assert!(shown.contains("**Paused**: the video provider is unavailable"), "{shown}");
        assert!(shown.contains("5 credits"), "{shown}");
    }
    let refused = asks(&ann, "one more").await;
    assert!(refused.text().contains("doesn't accept the bot's account"), "{}", refused.text());
    assert!(refused.is_private());
    let posts = news(&t, log);
    assert_eq!(posts.len(), 1, "the server is notified once, not once per job: {posts:#?}");
    assert!(posts[0].contains("key or billing"), "{}", posts[0]);

    t.world.wan.set_arrears(false);
    t.pass(400).await;
    let results = t.unheard();
    assert_eq!(results.iter().filter(|m| m.files.len() == 1).count(), 4, "{results:#?}");
    assert_eq!(t.world.wan.tasks().len(), 4);
    let posts = news(&t, log);
    assert_eq!(posts.len(), 2, "{posts:#?}");
    assert!(posts[1].contains("it accepts jobs again"), "{}", posts[1]);
    t.finish().await;
}

#[tokio::test]
async fn a_key_of_another_region_is_reported_to_the_operator() {
    let mut t = Story::begin().await;
    t.expect_error("a key works only in the region where it was made");
    t.world.wan.set_keys(vec!["sk-of-another-region".into()]);
    let ann = t.member("ann");
    let card = asks(&ann, "x").await;
    t.pass(60).await;
    let stopped = ann.presses(card.message.id, "Cancel").await;
    assert!(stopped.text().contains("is cancelled"), "what waits can be cancelled");
    t.finish().await;
}

#[tokio::test]
async fn no_job_waits_forever_for_an_account() {
    let mut t = Story::begin().await;
    t.expect_error("does not accept the account");
    t.world.wan.set_arrears(true);
    let ann = t.member("ann");
    asks(&ann, "x").await;
    t.pass(60).await;
    t.clock.advance(std::time::Duration::from_secs(24 * 3600));
    t.pass(10).await;
    let notice = t.new_message();
    assert_eq!(notice.pinged, [ann.id]);
    assert!(notice.content.contains("doesn't accept the bot's account"), "{}", notice.content);
    assert!(notice.content.contains("Nothing was charged."), "{}", notice.content);
    t.finish().await;
}

#[tokio::test]
async fn a_model_that_the_account_may_not_use_fails_its_own_jobs_alone() {
    let mut t = Story::begin().await;
    t.expect_error("may not use this model");
    t.world.wan.rule(Rule {
        prompt: "a fox".into(),
        times: 1,
        outcome: Outcome::Refuse {
            status: 403,
            code: "Model.AccessDenied".into(),
            message: "Model access denied.".into(),
        },
    });
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    asks(&ann, "a fox").await;
    asks(&bob, "a crow").await;
    t.pass(130).await;
    let said = t.unheard();
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(said.iter().any(|m| m.content.contains("please tell a moderator")), "{said:#?}");
    assert!(said.iter().any(|m| m.files.len() == 1), "the other is not delayed: {said:#?}");
    t.finish().await;
}

#[tokio::test]
async fn a_region_that_is_down_is_rarely_called_and_jobs_continue_afterwards() {
    let mut t = Story::begin().await;
    t.expect_error("the provider cannot be reached; jobs wait");
    let broken = |times| {
        let body = json!({"code": "ModelUnavailable", "message": "", "request_id": "r"});
        t.fault(
            "wan",
            "POST",
            SUBMISSION,
            times,
            Effect::Answer { status: 503, body, headers: vec![] },
        );
    };
    broken(6);
    let people: Vec<_> = (0..7).map(|n| t.member(&format!("member {n}"))).collect();
    for (n, member) in people.iter().enumerate() {
        asks(member, &format!("wish {n}")).await;
    }
    t.pass(120).await;
    let posts = t.calls("POST", SUBMISSION);
    assert!((5..=8).contains(&posts), "{posts} posts");
    t.pass(1_500).await;
    let results = t.unheard();
    assert_eq!(results.iter().filter(|m| m.files.len() == 1).count(), 7, "{results:#?}");
    assert_eq!(t.world.wan.tasks().len(), 7, "paid once each");
    t.finish().await;
}

#[tokio::test]
async fn a_submission_that_never_arrives_is_given_up() {
    let mut t = Story::begin().await;
    t.expect_error("submissions keep getting lost");
    t.expect_error("the provider cannot be reached");
    t.fault("wan", "POST", SUBMISSION, 5, Effect::LoseRequest);
    let ann = t.member("ann");
    asks(&ann, "x").await;
    for _ in 0..4 {
        t.pass(720).await;
    }
    t.clock.advance(std::time::Duration::from_secs(23 * 3600 + 1800));
    t.pass(720).await;
    let notice = t.new_message();
    assert!(notice.content.contains("Nothing was charged."), "{}", notice.content);
    assert_eq!((t.calls("POST", SUBMISSION), t.world.wan.tasks().len()), (5, 0));
    t.world.faults.clear();
    t.finish().await;
}

#[tokio::test]
async fn an_account_that_is_refused_at_an_upload_is_reported_and_waited_for() {
    let mut t = Story::begin().await;
    t.expect_error("the provider does not accept the account");
    let ann = t.member("ann");
    t.world.wan.set_keys(vec!["sk-of-another-region".into()]);
    let video = file("walk.mp4", files::mp4(4.0));
    let card = ann.uses("continue", &[("video", video)]).await;
    t.pass(60).await;
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    assert!(shown.contains("is unavailable"), "{shown}");
    let asked = t.calls("GET", "/uploads");
    assert!(asked <= 6, "one probes now and then: {asked} in a minute");
    t.world.wan.set_keys(vec![crate::harness::KEY.into()]);
    t.pass(300).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn no_job_waits_forever_for_an_account_that_is_refused_at_an_upload() {
    let mut t = Story::begin().await;
    t.expect_error("the provider does not accept the account");
    let ann = t.member("ann");
    t.world.wan.set_keys(vec!["sk-of-another-region".into()]);
    ann.uses("continue", &[("video", file("walk.mp4", files::mp4(4.0)))]).await;
    t.pass(60).await;
    t.clock.advance(std::time::Duration::from_secs(24 * 3600));
    t.pass(10).await;
    let notice = t.new_message();
    assert!(notice.content.contains("Nothing was charged."), "{}", notice.content);
    t.finish().await;
}
