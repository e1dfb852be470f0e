//! What the provider bills above the reserved prices: the operator reads of it once for each day.

use std::time::Duration;

use serde_json::{Value, json};
use wanbot::emulator::Effect;
use wanbot::pipeline::Stage;

use crate::cli::{said, wanbot};
use crate::harness::member::text;
use crate::harness::{KEY, Story, http};

/// The provider's next report of a task states these billed seconds.
async fn bills(t: &Story, task: &str, seconds: u32) {
    let url = format!("{}/api/v1/tasks/{task}", t.world.wan_origin());
    let http = http();
    let answer = http.get(url).bearer_auth(KEY).send().await.unwrap();
    let mut body: Value = answer.json().await.unwrap();
    assert_eq!(body["output"]["task_status"], "SUCCEEDED", "{body}");
    body["usage"]["duration"] = json!(seconds);
    t.fault(
        "wan",
        "GET",
        &format!("/tasks/{task}"),
        1,
        Effect::Answer { status: 200, body, headers: vec![] },
    );
}

#[tokio::test]
async fn what_is_billed_above_the_price_is_reported_once_for_each_day() {
    let mut t = Story::prepare(&[]).await;
    let log = t.world.discord.add_channel(t.guild, "operators");
    t.set("budget.log_channel", log.to_string().into());
    t.start().await;
    let ann = t.member("ann");
    let mut cards = Vec::new();
    for prompt in ["a fox", "an owl", "a crab"] {
        cards.push(ann.uses("video", &[("prompt", text(prompt))]).await);
    }
    t.tick().await;
    t.clock.advance(Duration::from_secs(120));
    for (task, seconds) in t.world.wan.tasks().iter().zip([8, 6, 5]) {
        bills(&t, &task.id, seconds).await;
    }
    t.pass(30).await;
    assert_eq!(t.unheard().len(), 3);
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**35 of 50**"), "she pays the price: {}", quota.text());
    let shown = said(&wanbot(&t, &["jobs", "show", &cards[0].job()], &[]).await);
    assert!(shown.contains("$0.50") && shown.contains("$0.80"), "{shown}");

    // The day is not over yet, and the bot does not run for three days.
    t.clock.advance(Duration::from_secs(3600));
    t.tick_stage(Stage::Cleanup).await;
    t.crash().await;
    let reports = |t: &Story| {
        let all = t.world.discord.messages(log).into_iter();
        all.map(|m| m.content).collect::<Vec<_>>()
    };
    assert!(reports(&t).is_empty());
    t.clock.advance(Duration::from_secs(3 * 24 * 3600));
    // Whether it is restarted or goes on for another day, that day was reported.
    for _ in 0..2 {
        t.start().await;
        for hours in [0, 1, 24, 24] {
            t.clock.advance(Duration::from_secs(hours * 3600));
            t.tick().await;
        }
        t.stop().await;
    }
    let posts = reports(&t);
    assert_eq!(posts.len(), 1, "{posts:#?}");
    let report = "**the provider's bill for 2026-11-22** · $1.00 reserved for 2 jobs → $1.40 \
                  billed; members don't pay the difference of $0.40";
    assert!(posts[0].contains(report), "{}", posts[0]);
    let warned = t.log();
    let warned: Vec<_> =
        warned.lines().filter(|l| l.contains("WARN") && l.contains("billed more")).collect();
    assert_eq!(warned.len(), 1, "{warned:#?}");
    for part in ["jobs=2", "reserved=$1.00", "billed=$1.40"] {
        assert!(warned[0].contains(part), "{part} is not in {}", warned[0]);
    }
    t.finish().await;
}

#[tokio::test]
async fn a_member_pays_for_the_seconds_that_were_billed_if_they_are_fewer() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.tick().await;
    let held = ann.uses("quota", &[]).await;
    assert!(held.text().contains("**45 of 50**"), "{}", held.text());
    t.clock.advance(Duration::from_secs(120));
    bills(&t, &t.world.wan.tasks()[0].id, 3).await;
    t.pass(30).await;
    t.new_message();
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**47 of 50**"), "two came back: {}", quota.text());
    let shown = said(&wanbot(&t, &["jobs", "show", &card.job()], &[]).await);
    assert!(shown.contains("$0.50") && shown.contains("$0.30"), "{shown}");
    t.finish().await;
}

#[tokio::test]
async fn a_budget_counts_what_was_billed_above_the_price() {
    let t = Story::begin_with(&[("budget.per_day", "1.20".into())]).await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.tick().await;
    t.clock.advance(Duration::from_secs(120));
    bills(&t, &t.world.wan.tasks()[0].id, 8).await;
    t.pass(30).await;
    t.new_message();
    // By the prices, $0.50 and $0.50 would be within $1.20; $0.80 were billed.
    let response = ann.uses("video", &[("prompt", text("an owl"))]).await;
    assert!(response.is_private() && response.text().contains("budget"), "{}", response.text());
    assert!(response.text().contains("Nothing was charged."), "{}", response.text());
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50**"), "she pays the price: {}", quota.text());
    t.finish().await;
}
