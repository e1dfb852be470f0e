//! Who waits, for how long, and what the card says of it.

use wanbot::emulator::wan::TaskStatus;

use crate::harness::Story;
use crate::harness::member::text;

#[tokio::test]
async fn five_at_once_and_the_rest_in_line() {
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
    assert!(shown(0).contains("**Being made**"), "{}", shown(0));
    assert!(shown(5).contains("next in line"), "{}", shown(5));
    assert!(shown(6).contains("2nd in line"), "{}", shown(6));
    // The first five end; the next two go up.
    t.pass(110).await;
    assert_eq!(t.unheard().len(), 5);
    let running = t.world.wan.tasks().iter().filter(|t| t.status == TaskStatus::Running).count();
    assert_eq!(running, 2);
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

/// Were both answers lost, only the words would tell which task is whose.
#[tokio::test]
async fn two_with_the_same_words_go_up_one_after_the_other() {
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
    // At the provider, being made, done.
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
