//! Cancelling a job: only by members with permission.

use wanbot::emulator::discord::world::permission;
use wanbot::emulator::wan::TaskStatus;

use crate::harness::Story;
use crate::harness::files;
use crate::harness::member::{file, text};

#[tokio::test]
async fn a_queued_job_is_cancelled_with_its_button() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let options = [("image", file("cat.png", files::png(300, 300)))];
    let card = ann.uses("animate", &options).await;
    let response = ann.presses(card.message.id, "Cancel").await;
    assert!(
        response.is_private() && response.text().contains("is cancelled"),
        "{}",
        response.text()
    );
    t.pass(10).await;
    let edited = t.world.discord.message(card.message.id).unwrap();
    assert!(edited.content.contains("**Cancelled.** Nothing was charged."), "{}", edited.content);
    assert!(t.world.wan.tasks().is_empty(), "nothing was sent");
    t.finish().await;
}

#[tokio::test]
async fn a_job_that_waits_at_the_provider_is_cancelled_by_command() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.tick().await;
    let response = ann.uses("cancel", &[("job", text(&card.job().to_uppercase()))]).await;
    assert!(response.text().contains("is cancelled"), "{}", response.text());
    assert_eq!(t.world.wan.tasks()[0].status, TaskStatus::Canceled);
    t.finish().await;
}

#[tokio::test]
async fn a_running_job_cannot_be_cancelled() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.pass(20).await;
    let response = ann.uses("cancel", &[("job", text(&card.job()))]).await;
    assert!(response.text().contains("can't stop it"), "{}", response.text());
    t.pass(120).await;
    assert_eq!(t.new_message().files.len(), 1, "it arrives all the same");
    let response = ann.uses("cancel", &[("job", text(&card.job()))]).await;
    assert!(response.text().contains("has already ended"), "{}", response.text());
    t.finish().await;
}

#[tokio::test]
async fn a_job_is_cancelled_by_moderators_but_not_by_other_members() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let mia = t.member_with("mia", permission::MANAGE_MESSAGES);
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    let response = bob.presses(card.message.id, "Cancel").await;
    assert!(
        response.is_private() && response.text().contains("belongs to someone else"),
        "{}",
        response.text()
    );
    let response = mia.presses(card.message.id, "Cancel").await;
    assert!(response.text().contains("is cancelled"), "{}", response.text());
    t.pass(10).await;
    let edited = t.world.discord.message(card.message.id).unwrap();
    assert!(edited.content.contains(&format!("by <@{}>", mia.id)), "{}", edited.content);
    assert!(edited.pinged.is_empty(), "and nobody is pinged by that");
    t.finish().await;
}

#[tokio::test]
async fn twice_at_once_is_once() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    let (a, b) = tokio::join!(
        ann.presses(card.message.id, "Cancel"),
        ann.presses(card.message.id, "Cancel")
    );
    let yes = [&a, &b].iter().filter(|t| t.text().contains("is cancelled")).count();
    assert_eq!(yes, 1, "{} / {}", a.text(), b.text());
    t.finish().await;
}

#[tokio::test]
async fn forged_and_mistyped_job_ids_do_nothing() {
    let t = Story::begin().await;
    let (ann, eve) = (t.member("ann"), t.member("eve"));
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    for (custom_id, words) in [
        ("cancel:00000000", "no such job"),
        ("cancel:", "out of date"),
        ("cancel:../../../etc", "out of date"),
        ("delete:everything", "out of date"),
    ] {
        let forged =
            t.world.discord.forge_press(eve.id, card.message.id, custom_id, "forged").unwrap();
        let response = eve.reads(forged).await;
        assert!(
            response.is_private() && response.text().contains(words),
            "{custom_id}: {}",
            response.text()
        );
    }
    let response = eve.uses("cancel", &[("job", text("what?"))]).await;
    assert!(response.text().contains("not a job ID"), "{}", response.text());
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_job_is_not_cancelled_from_another_server() {
    let t = Story::begin().await;
    let mut ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    let other = t.world.discord.add_guild("Elsewhere");
    t.world.discord.join(other, ann.id);
    let channel = t.world.discord.add_channel(other, "general");
    ann = ann.elsewhere(channel);
    let response = ann.uses("cancel", &[("job", text(&card.job()))]).await;
    assert!(response.text().contains("no such job in this server"), "{}", response.text());
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}
