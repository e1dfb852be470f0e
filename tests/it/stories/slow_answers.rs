//! The journal takes longer than Discord waits for an answer: whatever way a job is requested, the
//! member sees "thinking…" after two seconds, and then the card.

use serde_json::json;
use wanbot::emulator::Effect;

use crate::harness::member::{Member, file, text};
use crate::harness::{PATIENCE, Story, files, sqlite};

/// Ann's video, and its post.
async fn result(t: &Story) -> (Member, String, u64) {
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(130).await;
    (ann, card.job(), t.new_message().id)
}

/// Asserts that an interaction is answered by "thinking…" while the journal is locked, and by the
/// card of a job afterwards.
async fn shows_a_deferred_response(t: &Story, ann: &Member, ask: impl AsyncFnOnce() -> u64) {
    let lock = sqlite::lock(&t.journal_path());
    let interaction = ask().await;
    let thinking =
        t.world.discord.wait(PATIENCE, |d| d.seen(interaction).thinking.then_some(())).await;
    thinking.unwrap_or_else(|| panic!("seen: {:#?}", t.world.discord.seen(interaction)));
    assert!(t.app().store().select(|job| !job.is_over()).is_empty(), "nothing is accepted yet");
    drop(lock);
    let card = ann.reads(interaction).await;
    assert!(card.text().contains("job `"), "{}", card.text());
    t.pass(130).await;
    assert_eq!(t.new_message().files.len(), 1);
}

#[tokio::test]
async fn a_job_without_files_shows_a_deferred_response() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let ask = async || ann.tries("video", &[("prompt", text("a fox"))]).unwrap();
    shows_a_deferred_response(&t, &ann, ask).await;
    t.finish().await;
}

#[tokio::test]
async fn a_job_with_a_file_shows_a_deferred_response() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let image = ("image", file("cat.png", files::png(300, 300)));
    shows_a_deferred_response(&t, &ann, async || {
        ann.tries("animate", std::slice::from_ref(&image)).unwrap()
    })
    .await;
    t.finish().await;
}

#[tokio::test]
async fn a_submitted_modal_of_a_menu_shows_a_deferred_response() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let said = ann.posts("look", vec![("cat.png", files::png(300, 300))], None);
    let opened = t.world.discord.use_menu(ann.id, said, "Animate this").unwrap();
    ann.modal(opened).await;
    let send = async || t.world.discord.submit_modal(opened, &[("prompt", "rain")]).unwrap();
    shows_a_deferred_response(&t, &ann, send).await;
    t.finish().await;
}

#[tokio::test]
async fn a_submitted_modal_of_a_button_shows_a_deferred_response() {
    let t = Story::begin().await;
    let (ann, _, post) = result(&t).await;
    let opened = t.world.discord.press(ann.id, post, "Change").unwrap();
    ann.modal(opened).await;
    let send = async || t.world.discord.submit_modal(opened, &[("prompt", "an owl")]).unwrap();
    shows_a_deferred_response(&t, &ann, send).await;
    t.finish().await;
}

/// The answer to the press takes the place of "thinking…", and the offer becomes the card.
#[tokio::test]
async fn a_press_of_an_offer_shows_a_deferred_response() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let both = vec![("walk.mp4", files::mp4(3.0)), ("hat.png", files::png(300, 300))];
    let offer = ann.says("wear the hat", both, None).await;
    let label = offer.buttons()[0].0.clone();
    let lock = sqlite::lock(&t.journal_path());
    let press = t.world.discord.press(ann.id, offer.id, &label).unwrap();
    let thinking = t.world.discord.wait(PATIENCE, |d| d.seen(press).thinking.then_some(()));
    thinking.await.expect("the press is thought about");
    drop(lock);
    let card = t
        .world
        .discord
        .wait(PATIENCE, |d| d.message(offer.id).filter(|m| m.content.contains("job `")).map(drop));
    card.await.expect("the offer becomes the card");
    ann.reads(press).await;
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_repeated_job_shows_a_deferred_response() {
    let t = Story::begin().await;
    let (ann, job, _) = result(&t).await;
    let ask = async || ann.tries("again", &[("job", text(&job))]).unwrap();
    shows_a_deferred_response(&t, &ann, ask).await;
    t.finish().await;
}

#[tokio::test]
async fn a_press_of_again_shows_a_deferred_response() {
    let t = Story::begin().await;
    let (ann, _, post) = result(&t).await;
    let ask = async || t.world.discord.press(ann.id, post, "Again").unwrap();
    shows_a_deferred_response(&t, &ann, ask).await;
    t.finish().await;
}

/// Nothing is created before a modal is sent: one that comes too late costs nothing, and can be
/// opened again.
#[tokio::test]
async fn a_modal_that_comes_too_late_costs_nothing() {
    let t = Story::begin().await;
    let (ann, _, post) = result(&t).await;
    let said = ann.posts("look", vec![("a.png", files::png(300, 300))], None);
    for again in [false, true] {
        if !again {
            let body = json!({"message": "Unknown interaction", "code": 10062});
            let late = Effect::Answer { status: 404, body, headers: vec![] };
            t.fault("discord", "POST", "/callback", 2, late);
        }
        let opened = [
            t.world.discord.press(ann.id, post, "Change").unwrap(),
            t.world.discord.use_menu(ann.id, said, "Animate this").unwrap(),
        ];
        if again {
            for interaction in opened {
                ann.modal(interaction).await;
            }
        } else {
            super::held_up::until("both answers are refused", || t.world.faults.remaining() == 0)
                .await;
        }
    }
    assert!(t.app().store().select(|job| !job.is_over()).is_empty());
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50** credits left · 0 reserved"), "{}", quota.text());
    t.finish().await;
}
