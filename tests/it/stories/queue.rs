//! Queue order, estimated waits, and what the card shows of them.

use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::wan::{Task, TaskStatus};
use wanbot::pipeline::Stage;

use crate::harness::Story;
use crate::harness::member::text;

fn prompt(task: &Task) -> String {
    task.body["input"]["prompt"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn five_jobs_run_concurrently_and_the_rest_is_queued() {
    let t = Story::begin_with(&[("queue.prefetch", false.into())]).await;
    let mut cards = Vec::new();
    for n in 0..7 {
        let member = t.member(&format!("member {n}"));
        cards.push(member.uses("video", &[("prompt", text(&format!("number {n}")))]).await);
    }
    t.tick().await;
    assert_eq!(t.world.wan.tasks().len(), 5, "no more go up than can run");
    t.pass(10).await;
    let shown = |n: usize| t.world.discord.message(cards[n].message.id).unwrap().content;
    assert!(shown(0).contains("**Generating**"), "{}", shown(0));
    assert!(shown(5).contains("next in line"), "{}", shown(5));
    assert!(shown(6).contains("2nd in line"), "{}", shown(6));
    // The first five end; the next two are submitted.
    t.pass(110).await;
    assert_eq!(t.unheard().len(), 5);
    let running = t.world.wan.tasks().iter().filter(|t| t.status == TaskStatus::Running).count();
    assert_eq!(running, 2);
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn one_more_task_is_prefetched_and_can_still_be_cancelled() {
    let t = Story::begin().await;
    let mut cards = Vec::new();
    for n in 0..7 {
        let member = t.member(&format!("member {n}"));
        let card = member.uses("video", &[("prompt", text(&format!("number {n}")))]).await;
        cards.push((member, card));
    }
    t.pass(10).await;
    let tasks = t.world.wan.tasks();
    let running = tasks.iter().filter(|t| t.status == TaskStatus::Running).count();
    assert_eq!((tasks.len(), running), (6, 5));
    let (member, card) = &cards[5];
    let answer = member.presses(card.message.id, "Cancel").await;
    assert!(answer.text().contains("is cancelled"), "{}", answer.text());
    t.pass(240).await;
    assert_eq!(t.unheard().len(), 6);
    t.finish().await;
}

#[tokio::test]
async fn the_tenth_job_of_one_member_waits_behind_the_first_of_another() {
    let t = Story::begin_with(&[("queue.prefetch", false.into())]).await;
    let ann = t.member("ann");
    for n in 0..9 {
        ann.uses("video", &[("prompt", text(&format!("ann's {n}")))]).await;
    }
    t.tick().await;
    let bob = t.member("bob");
    let first = bob.uses("video", &[("prompt", text("bob's first"))]).await;
    assert!(first.text().contains("next in line"), "{}", first.text());
    assert!(first.text().contains("express slot"), "{}", first.text());
    let second = bob.uses("video", &[("prompt", text("bob's second"))]).await;
    // One of ann's four, then his: fair sharing, not the order of arrival.
    assert!(second.text().contains("3rd in line (shared fairly"), "{}", second.text());
    let tenth = ann.uses("video", &[("prompt", text("ann's tenth"))]).await;
    assert!(tenth.text().contains("you're at your limit of 5 running jobs"), "{}", tenth.text());
    t.pass(115).await;
    assert_eq!(t.unheard().len(), 5);
    let up: Vec<_> = t.world.wan.tasks().iter().skip(5).map(prompt).collect();
    assert!(up.contains(&"bob's first".into()) && up.contains(&"bob's second".into()), "{up:?}");
    t.pass(300).await;
    assert_eq!(t.unheard().len(), 7);
    t.finish().await;
}

#[tokio::test]
async fn a_role_can_have_a_larger_share_of_the_queue() {
    let t = Story::begin_with(&[("queue.prefetch", false.into())]).await;
    let (mo, ann, bob, eve) =
        (t.moderator("mo"), t.member("ann"), t.member("bob"), t.member("eve"));
    let patrons = t.role("patrons", &[&bob]);
    let options = [("role", OptionValue::Role(patrons)), ("times", OptionValue::Integer(3))];
    let said = mo.uses("wan-mod quota weight", &options).await;
    assert!(said.text().contains("3 times everyone's share"), "{}", said.text());
    for n in 0..5 {
        eve.uses("video", &[("prompt", text(&format!("eve's {n}")))]).await;
    }
    t.tick().await;
    for n in 0..4 {
        ann.uses("video", &[("prompt", text(&format!("ann's {n}")))]).await;
        bob.uses("video", &[("prompt", text(&format!("bob's {n}")))]).await;
    }
    t.pass(115).await;
    let up: Vec<_> = t.world.wan.tasks().iter().skip(5).map(prompt).collect();
    let bobs = up.iter().filter(|p| p.starts_with("bob")).count();
    assert_eq!((up.len(), bobs), (5, 3), "{up:?}");
    t.pass(400).await;
    assert_eq!(t.unheard().len(), 13);
    t.finish().await;
}

#[tokio::test]
async fn as_many_jobs_are_submitted_as_the_provider_runs() {
    let t = Story::begin_with(&[("queue.prefetch", false.into())]).await;
    t.world.wan.set_limit("wan2.7-t2v", 2);
    for n in 0..4 {
        let member = t.member(&format!("member {n}"));
        member.uses("video", &[("prompt", text(&format!("number {n}")))]).await;
    }
    t.tick_stage(Stage::Cleanup).await;
    t.tick().await;
    assert_eq!(t.world.wan.tasks().len(), 2);
    t.pass(240).await;
    assert_eq!(t.unheard().len(), 4);
    t.finish().await;
}

/// If both responses were lost, only the prompts could tell the tasks apart.
#[tokio::test]
async fn two_jobs_with_the_same_prompt_are_submitted_one_after_the_other() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("the same words"))]).await;
    bob.uses("video", &[("prompt", text("the same words"))]).await;
    ann.uses("video", &[("prompt", text("other words"))]).await;
    t.tick().await;
    assert_eq!(t.world.wan.tasks().len(), 2, "each of the words once");
    t.tick().await;
    assert_eq!(t.world.wan.tasks().len(), 3);
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 3);
    t.finish().await;
}

#[tokio::test]
async fn a_card_is_not_edited_more_often_than_allowed_nor_without_need() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    for _ in 0..240 {
        t.clock.advance(std::time::Duration::from_millis(500));
        t.tick().await;
    }
    t.new_message();
    let edits: Vec<_> = t
        .world
        .record
        .exchanges()
        .into_iter()
        .filter(|e| e.method == "PATCH")
        .map(|e| e.request["content"].as_str().unwrap().to_owned())
        .collect();
    // Queued at the provider, generating, done.
    assert_eq!(edits.len(), 3, "{edits:#?}");
    assert!(t.world.discord.message(card.message.id).unwrap().content.contains("**Done**"));
    t.finish().await;
}

#[tokio::test]
async fn the_estimate_learns_from_what_happened() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let band = |text: &str| -> (i64, i64) {
        let mut times = text
            .split("<t:")
            .skip(1)
            .map(|p| p.split(':').next().unwrap().parse::<i64>().unwrap() - t.now().as_second());
        (times.next().unwrap(), times.next().unwrap())
    };
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    let (low, high) = band(card.text());
    assert!((55..70).contains(&low) && (290..330).contains(&high), "{low} {high}: as published");
    t.pass(120).await;
    for _ in 0..4 {
        ann.uses("video", &[("prompt", text("x"))]).await;
        t.pass(120).await;
    }
    assert_eq!(t.unheard().len(), 5);
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    let (low, high) = band(card.text());
    assert!((80..=110).contains(&low) && (105..=160).contains(&high), "{low} {high}");
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}
