//! Message menu entries, and the modals that they open.

use std::time::Duration;

use crate::harness::{PATIENCE, Story, files};

#[tokio::test]
async fn an_image_is_animated_and_a_video_continued_from_its_menu() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let both = vec![("cat.png", files::png(640, 480)), ("walk.mp4", files::mp4(3.0))];
    let message = bob.posts("look", both, None);
    let words = [("prompt", "slow push in"), ("options", "8s 1080p")];
    let card = ann.points(message, "Animate this", &words).await;
    assert!(card.text().contains("first frame: cat.png"), "{}", card.text());
    assert!(card.text().contains("1080P · 8 s"), "{}", card.text());
    let card = ann.points(message, "Continue this video", &[]).await;
    assert!(card.text().contains("**Continued video**"), "{}", card.text());
    let card = ann.points(message, "Use as reference", &[("prompt", "Image 1 in Video 1")]).await;
    assert!(card.text().contains("Image 1: cat.png · Video 1: walk.mp4"), "{}", card.text());
    t.pass(140).await;
    let results = t.unheard();
    assert_eq!(results.len(), 3);
    assert!(results.iter().all(|r| r.pinged == [ann.id]));
    t.finish().await;
}

#[tokio::test]
async fn among_several_files_one_is_chosen() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let two = vec![("a.png", files::png(640, 480)), ("b.png", files::png(640, 480))];
    let message = bob.posts("look", two, None);
    let asked = t.world.discord.use_menu(ann.id, message, "Animate this").unwrap();
    let menu = ann.reads(asked).await;
    assert!(menu.is_private() && menu.text().contains("Which one?"), "{}", menu.text());
    let chosen = t.world.discord.choose(ann.id, menu.message.id, &["1"]).unwrap();
    let card = ann.sends(chosen, &[("prompt", "x")]).await;
    assert!(card.text().contains("first frame: b.png"), "{}", card.text());
    let videos = vec![("a.mp4", files::mp4(3.0)), ("b.mp4", files::mp4(4.0))];
    let message = bob.posts("look", videos, None);
    let asked = t.world.discord.use_menu(ann.id, message, "Continue this video").unwrap();
    let menu = ann.reads(asked).await;
    let chosen = t.world.discord.choose(ann.id, menu.message.id, &["1"]).unwrap();
    let card = ann.sends(chosen, &[]).await;
    assert!(card.text().contains("video: b.mp4") && card.text().contains("720P · 9 s"));
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn a_modal_works_after_fifteen_minutes_and_after_a_restart() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    let message = ann.posts("look", vec![("cat.png", files::png(640, 480))], None);
    let opened = t.world.discord.use_menu(ann.id, message, "Animate this").unwrap();
    ann.modal(opened).await;
    t.clock.advance(Duration::from_secs(16 * 60));
    t.crash_and_restart().await;
    let card = ann.sends(opened, &[("prompt", "still here")]).await;
    assert!(card.text().contains("first frame: cat.png"), "{}", card.text());
    t.pass(120).await;
    t.new_message();

    // After a day the links to the files have expired, and the bot says so.
    let opened = t.world.discord.use_menu(ann.id, message, "Animate this").unwrap();
    ann.modal(opened).await;
    t.clock.advance(Duration::from_secs(25 * 3600));
    let response = ann.sends(opened, &[("prompt", "too late")]).await;
    assert!(
        response.is_private() && response.text().contains("no longer available"),
        "{}",
        response.text()
    );
    t.finish().await;
}

#[tokio::test]
async fn what_is_written_into_a_form_is_checked() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let message = ann.posts("look", vec![("cat.png", files::png(640, 480))], None);
    let words = [("prompt", "x"), ("options", "8s please and `now`")];
    let response = ann.points(message, "Animate this", &words).await;
    assert!(response.is_private(), "{}", response.text());
    assert!(response.text().contains(r"I don't understand these options: 8s please and \`now\`"));
    let response = ann.points(message, "Animate this", &[("options", "60s")]).await;
    assert!(response.text().contains("choose 2 to 15 seconds"), "{}", response.text());
    assert_eq!(t.world.wan.tasks().len(), 0);
    t.finish().await;
}

#[tokio::test]
async fn a_message_without_a_file_of_the_kind_is_refused() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let message = ann.posts("https://example.org/cat.png", vec![], None);
    for (entry, words) in [
        ("Animate this", "no image"),
        ("Continue this video", "no video"),
        ("Use as reference", "no image or video"),
    ] {
        let used = t.world.discord.use_menu(ann.id, message, entry).unwrap();
        let response = ann.reads(used).await;
        assert!(response.is_private() && response.text().contains(words), "{}", response.text());
    }
    t.finish().await;
}

#[tokio::test]
async fn a_result_that_was_too_large_to_attach_goes_on_from_the_archive() {
    let t = Story::begin().await;
    t.world.wan.set_least_bytes(21 * 1024 * 1024);
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", crate::harness::member::text("x"))]).await;
    t.pass(140).await;
    let result = t.new_message();
    assert!(result.files.is_empty(), "it is linked");
    t.world.wan.set_least_bytes(0);
    let card = ann.points(result.id, "Continue this video", &[("prompt", "on")]).await;
    assert!(card.text().contains("720P · 10 s"), "{}", card.text());
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn another_members_modal_and_a_forged_one_are_refused() {
    let t = Story::begin().await;
    let (ann, eve) = (t.member("ann"), t.member("eve"));
    let message = ann.posts("look", vec![("cat.png", files::png(640, 480))], None);
    let opened = t.world.discord.use_menu(ann.id, message, "Animate this").unwrap();
    let id = ann.modal(opened).await["custom_id"].as_str().unwrap().to_owned();
    let selection = id.split(':').nth(2).unwrap().to_owned();
    // Eve forges buttons on a message that is visible to everybody.
    for forged in [
        format!("take:animate:{selection}"),
        format!("pick:animate:{selection}"),
        "take:animate:1".into(),
        format!("ask:animate:{selection}:0"),
        "go:again:00000000:0".into(),
        "delete-for-good:00000000".into(),
        "report:00000000".into(),
    ] {
        let press = t.world.discord.forge_press(eve.id, message, &forged, "x").unwrap();
        let seen = t.world.discord.wait(PATIENCE, |d| {
            let seen = d.seen(press);
            let answered = seen.answer.as_ref().is_some_and(|a| !a.thinking);
            (answered || seen.modal.is_some()).then_some(seen)
        });
        let seen = seen.await.expect("she is answered");
        if let Some(answer) = seen.answer {
            assert_eq!(answer.only_for, Some(eve.id), "{forged}: {}", answer.content);
        }
    }
    assert_eq!(t.app().store().select(|_| true).len(), 0);
    t.finish().await;
}
