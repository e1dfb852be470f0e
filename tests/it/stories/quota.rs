//! Quotas: what members can spend, what the bot shows them, and that nobody overspends.

use futures_util::future::join_all;
use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::wan::{Outcome, Rule};

use crate::harness::member::{Member, Response, file, text};
use crate::harness::sqlite::{self, FailingWrites};
use crate::harness::{Story, files};

const VIDEO: [(&str, OptionValue); 0] = [];

async fn asks(member: &Member, seconds: i64) -> Response {
    member
        .uses("video", &[("prompt", text("a boat")), ("duration", OptionValue::Integer(seconds))])
        .await
}

async fn quota(member: &Member) -> String {
    let response = member.uses("quota", &VIDEO).await;
    assert!(response.is_private());
    response.text().to_owned()
}

#[track_caller]
fn has(text: &str, words: &str) {
    assert!(text.contains(words), "{words:?} is not in: {text}");
}

#[tokio::test]
async fn a_member_sees_available_reserved_and_spent_credits() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let before = quota(&ann).await;
    has(&before, "**50 of 50** credits left · 0 reserved · 0 charged");
    has(&before, "server default (50)");
    // The story begins at noon, UTC.
    has(&before, &format!("daily at midnight, UTC, <t:{}:R>", t.now().as_second() + 12 * 3600));
    has(&before, "A 5 s video at 720P costs 5 credits.");
    has(&before, "wan2.7-t2v: 720P 1, 1080P 1.667 credits per second");
    let card = asks(&ann, 5).await;
    has(card.text(), "5 credits reserved");
    has(&quota(&ann).await, "**45 of 50** credits left · 5 reserved · 0 charged");
    t.pass(120).await;
    has(&t.new_message().content, "5 charged");
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    has(&shown, "5 credits charged");
    has(&quota(&ann).await, "**45 of 50** credits left · 0 reserved · 5 charged");
    t.finish().await;
}

#[tokio::test]
async fn what_failed_comes_back_with_its_reason() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    t.world.wan.rule(Rule {
        prompt: "boat".into(),
        times: 1,
        outcome: Outcome::Fail { code: Some("DataInspectionFailed".into()), message: None },
    });
    let card = asks(&ann, 5).await;
    t.pass(120).await;
    has(&t.new_message().content, "5 credits refunded: the provider refused it");
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    has(&shown, "5 credits refunded: the provider refused it");
    has(&quota(&ann).await, "**50 of 50**");
    let card = asks(&ann, 4).await;
    ann.presses(card.message.id, "Cancel").await;
    t.pass(20).await;
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    has(&shown, "4 credits refunded: cancelled");
    has(&quota(&ann).await, "**50 of 50**");
    t.finish().await;
}

#[tokio::test]
async fn a_refusal_says_by_how_much_and_when_to_retry() {
    let t = Story::begin_with(&[("quota.credits", "8".into())]).await;
    let ann = t.member("ann");
    asks(&ann, 5).await;
    let response = asks(&ann, 5).await;
    assert!(response.is_private());
    has(response.text(), "This costs 5 credits and you have 3: 2 too few.");
    let midnight = t.now().as_second() + 12 * 3600;
    has(response.text(), &format!("You can retry <t:{midnight}:R>"));
    has(response.text(), "Nothing was charged.");
    let response = asks(&ann, 9).await;
    has(response.text(), "6 too few. Waiting won't help");
    assert!(!asks(&ann, 3).await.is_private(), "the remaining credits can be spent completely");
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 2);
    // Midnight passes.
    t.clock.advance(std::time::Duration::from_secs(12 * 3600));
    assert!(!asks(&ann, 5).await.is_private());
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_preview_prices_and_checks_and_spends_nothing() {
    let t = Story::begin_with(&[("quota.credits", "20".into())]).await;
    let ann = t.member("ann");
    let preview = ("preview", OptionValue::Boolean(true));
    let options = [("prompt", text("x")), ("resolution", text("1080P")), preview.clone()];
    let response = ann.uses("video", &options).await;
    assert!(response.is_private());
    has(response.text(), "It costs 8.335 credits ($0.75); you have 20, and 11.665 would be left.");
    let image = file("cat.png", files::png(300, 300));
    let response = ann.uses("animate", &[("image", image), preview.clone()]).await;
    assert!(response.is_private());
    has(response.text(), "This would be accepted. It costs 5 credits");
    let small = file("cat.png", files::png(60, 300));
    let response = ann.uses("animate", &[("image", small), preview.clone()]).await;
    assert!(response.is_private());
    has(response.text(), "each side must be 240");
    let video = file("c.mp4", files::mp4(3.0));
    let options = [("video", video), ("duration", OptionValue::Integer(15)), preview];
    let response = ann.uses("continue", &options).await;
    has(response.text(), "It costs 15 credits");
    t.pass(10).await;
    assert!(t.world.wan.tasks().is_empty());
    assert_eq!(t.archived("inputs"), 0);
    has(&quota(&ann).await, "**20 of 20**");
    t.finish().await;
}

#[tokio::test]
async fn a_thousand_concurrent_requests_get_exactly_what_the_quota_allows() {
    let settings = [("quota.credits", "25".into()), ("queue.requests_per_minute", 1000.into())];
    let t = Story::begin_with(&settings).await;
    let ann = t.member("ann");
    let all: Vec<_> = (0..1000).map(|_| asks(&ann, 5)).collect();
    let responses = join_all(all).await;
    let (refused, accepted): (Vec<_>, Vec<_>) = responses.iter().partition(|t| t.is_private());
    assert_eq!((accepted.len(), refused.len()), (5, 995));
    for response in refused {
        has(response.text(), "This costs 5 credits and you have 0");
    }
    has(&quota(&ann).await, "**0 of 25** credits left · 25 reserved");
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 5);
    assert_eq!(t.world.wan.tasks().len(), 5);
    t.finish().await;
}

#[tokio::test]
async fn when_the_journal_cannot_be_written_nothing_is_held() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    let failure = sqlite::fail(&t.journal_path(), FailingWrites::NewCharges);
    t.expect_error("failed to write a job to the journal");
    let response = asks(&ann, 5).await;
    assert!(response.is_private());
    has(response.text(), "Storage is temporarily unavailable");
    has(response.text(), "Nothing was charged.");
    has(&quota(&ann).await, "**50 of 50** credits left · 0 reserved");
    failure.end();
    assert!(!asks(&ann, 5).await.is_private());
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_restart_in_any_state_keeps_the_accounts() {
    let mut t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    asks(&ann, 5).await;
    asks(&bob, 7).await;
    for seconds in [0, 5, 5, 100, 5, 5] {
        t.crash_and_restart().await;
        t.book_equals_journal().await;
        let held: i64 = t.app().store().book().held().0;
        let open = t.app().store().select(|j| !j.is_over());
        assert_eq!(held, open.iter().map(|j| j.price.credits.0).sum::<i64>());
        t.pass(seconds).await;
    }
    assert_eq!(t.unheard().len(), 2);
    has(&quota(&ann).await, "**45 of 50** credits left · 0 reserved · 5 charged");
    t.finish().await;
}

#[tokio::test]
async fn a_day_rolls_over_while_a_job_runs() {
    let t = Story::begin_with(&[("quota.credits", "5".into())]).await;
    let ann = t.member("ann");
    // One minute before midnight.
    t.clock.advance(std::time::Duration::from_secs(12 * 3600 - 60));
    asks(&ann, 5).await;
    t.pass(65).await;
    has(
        &quota(&ann).await,
        "**5 of 5** credits left · 0 reserved · 0 charged · 5 reserved since the last period",
    );
    t.pass(60).await;
    t.new_message();
    has(&quota(&ann).await, "**5 of 5** credits left · 0 reserved · 0 charged");
    t.finish().await;
}

#[tokio::test]
async fn an_undeliverable_result_is_refunded_and_counts_against_the_budget() {
    let t = Story::begin_with(&[("quota.server_budget_per_day", "10".into())]).await;
    let ann = t.member("ann");
    asks(&ann, 5).await;
    t.pass(5).await;
    t.world.discord.set_bot_permissions(t.channel, 0);
    t.world.discord.close_direct(ann.id);
    t.pass(130).await;
    t.world.discord.set_bot_permissions(t.channel, u64::MAX);
    has(&quota(&ann).await, "**50 of 50** credits left · 0 reserved · 0 charged");
    let used = t
        .app()
        .store()
        .book()
        .budgets(wanbot::job::Tenant::Server(wanbot::job::GuildId(t.guild)), t.now())[0]
        .used;
    assert_eq!(used.to_string(), "$0.50", "the provider bills what it made");
    t.finish().await;
}

#[tokio::test]
async fn nobody_is_charged_while_the_provider_is_broken() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    t.world.wan.set_arrears(true);
    t.expect_error("does not accept the account");
    asks(&ann, 5).await;
    t.pass(10).await;
    has(&quota(&ann).await, "**45 of 50** credits left · 5 reserved");
    t.clock.advance(std::time::Duration::from_secs(24 * 3600));
    t.pass(10).await;
    has(
        &t.new_message().content,
        "5 credits refunded: the provider doesn't accept the bot's account",
    );
    has(&quota(&ann).await, "**50 of 50**");
    t.finish().await;
}

#[tokio::test]
async fn direct_messages_are_closed_unless_they_are_opened() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let alone = ann.elsewhere(t.world.discord.open_direct(ann.id));
    let refused = alone.tries("video", &[("prompt", text("x"))]).unwrap_err();
    has(&refused.0, "there is no command /video");
    t.finish().await;
}

#[tokio::test]
async fn direct_messages_have_accounts_of_their_own() {
    let t = Story::begin_with(&[("quota.direct_messages", true.into())]).await;
    let ann = t.member("ann");
    let direct = t.world.discord.open_direct(ann.id);
    let alone = ann.elsewhere(direct);
    assert!(alone.tries("wan-mod pause", &[]).is_err(), "there is nobody to moderate there");
    let card = asks(&alone, 5).await;
    has(&quota(&alone).await, "**45 of 50** credits left · 5 reserved");
    has(&quota(&ann).await, "**50 of 50** credits left · 0 reserved");
    t.pass(120).await;
    let messages = t.world.discord.messages(direct);
    assert_eq!(messages.len(), 2, "card and result: {messages:#?}");
    assert_eq!(messages[1].files.len(), 1);
    t.pass(10).await;
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    has(&shown, &format!("https://discord.com/channels/@me/{direct}/{}", messages[1].id));
    let another = asks(&alone, 5).await;
    has(alone.presses(another.message.id, "Cancel").await.text(), "is cancelled");
    t.pass(20).await;
    t.finish().await;
}
