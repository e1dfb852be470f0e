//! Buttons on a result, and their actions.

use std::time::Duration;

use wanbot::emulator::discord::world::permission;
use wanbot::emulator::discord::{Message, OptionValue};

use crate::harness::member::{Member, Response, file, text};
use crate::harness::{PATIENCE, Story, files, has_ffmpeg};

/// A delivered text-to-video result.
async fn video(t: &Story, who: &Member) -> (Response, Message) {
    let options = [("prompt", text("a red fox")), ("seed", OptionValue::Integer(7))];
    let card = who.uses("video", &options).await;
    t.pass(120).await;
    let result = t.new_message();
    t.pass(10).await;
    (card, result)
}

fn labels(message: &Message) -> Vec<String> {
    message.buttons().into_iter().map(|b| b.0).collect()
}

#[tokio::test]
async fn again_repeats_the_request_with_another_seed_and_charges_the_member_who_presses_it() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let (first, result) = video(&t, &ann).await;
    let wanted = ["Again", "Change", "Continue", "1080P", "Details", "Delete", "Report"];
    assert_eq!(labels(&result), wanted);
    let card = bob.presses(result.id, "Again").await;
    assert!(card.text().contains("> a red fox"), "{}", card.text());
    assert!(!card.text().contains("seed 7 "), "{}", card.text());
    assert!(card.text().contains(&format!("Repeat of `{}`", first.job())), "{}", card.text());
    t.pass(120).await;
    assert_eq!(t.new_message().pinged, [bob.id], "it is his");
    let quota = bob.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50**"), "{}", quota.text());
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50**"), "hers only paid the first: {}", quota.text());
    t.finish().await;
}

#[tokio::test]
async fn a_button_that_is_pressed_twice_makes_one_job() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let (_, result) = video(&t, &ann).await;
    let press = || t.world.discord.press(ann.id, result.id, "Again").unwrap();
    let (first, second) = (press(), press());
    let (first, second) = (ann.reads(first).await, ann.reads(second).await);
    let twice =
        |response: &Response| response.text().contains("pressed twice within three seconds");
    assert!(twice(&first) != twice(&second), "{}\n{}", first.text(), second.text());
    t.clock.advance(Duration::from_secs(4));
    assert!(!twice(&ann.presses(result.id, "Again").await), "later it is another one");
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2);
    assert_eq!(t.world.wan.tasks().len(), 3);
    t.finish().await;
}

#[tokio::test]
async fn a_button_from_before_a_restart_works_and_inputs_come_from_the_archive() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    let options = [("image", file("cat.png", files::png(640, 480))), ("prompt", text("purrs"))];
    ann.uses("animate", &options).await;
    t.pass(120).await;
    let result = t.new_message();
    t.pass(10).await;
    t.crash_and_restart().await;
    // The provider has deleted everything, and Discord's links have expired.
    t.clock.advance(Duration::from_secs(40 * 24 * 3600));
    let card = ann.presses(result.id, "Again").await;
    assert!(card.text().contains("first frame: cat.png"), "{}", card.text());
    t.pass(130).await;
    let again = t.new_message();
    let card = ann.presses(again.id, "1080P").await;
    assert!(card.text().contains("1080P · 5 s"), "{}", card.text());
    t.pass(130).await;
    let large = t.new_message();
    assert!(!labels(&large).contains(&"1080P".to_owned()), "it is that large");
    let seed = |at: usize| t.world.wan.tasks()[at].body["parameters"]["seed"].clone();
    assert_eq!(seed(1), seed(2), "the same seed");
    assert_ne!(seed(0), seed(1), "another seed");
    let media = |at: usize| t.world.wan.tasks()[at].body["input"]["media"].clone();
    assert_eq!(media(0), media(2), "the same image");
    t.finish().await;
}

#[tokio::test]
async fn every_button_works_after_a_restart_and_a_month() {
    let mut t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let (_, result) = video(&t, &ann).await;
    t.crash_and_restart().await;
    t.clock.advance(Duration::from_secs(31 * 24 * 3600));
    // Two modals are opened, and submitted after an hour and another restart.
    let change = t.world.discord.press(bob.id, result.id, "Change").unwrap();
    let next = t.world.discord.press(bob.id, result.id, "Continue").unwrap();
    bob.modal(change).await;
    bob.modal(next).await;
    t.clock.advance(Duration::from_secs(3600));
    t.crash_and_restart().await;
    let card = bob.sends(change, &[("options", "2s")]).await;
    assert!(card.text().contains("720P · 16:9 · 2 s"), "{}", card.text());
    let card = bob.sends(next, &[]).await;
    assert!(card.text().contains("720P · 10 s"), "{}", card.text());
    let first = t.world.discord.press(ann.id, result.id, "1080P").unwrap();
    let second = t.world.discord.press(ann.id, result.id, "1080P").unwrap();
    let (first, second) = (ann.reads(first).await, ann.reads(second).await);
    let made = [&first, &second].into_iter().filter(|response| !response.is_private()).count();
    assert_eq!(made, 1, "{}\n{}", first.text(), second.text());
    let response = bob.presses(result.id, "Details").await;
    assert!(response.text().contains("> a red fox"), "{}", response.text());
    bob.fills(result.id, "Report", &[("prompt", "x")]).await;
    t.pass(150).await;
    let owners: Vec<_> = t.unheard().into_iter().map(|m| m.pinged).collect();
    assert_eq!(owners.len(), 3, "{owners:?}");
    assert_eq!(owners.iter().filter(|o| **o == [bob.id]).count(), 2, "{owners:?}");
    let quota = bob.uses("quota", &[]).await;
    assert!(quota.text().contains("**38 of 50**"), "two and ten: {}", quota.text());
    let sure = ann.presses(result.id, "Delete").await;
    ann.presses(sure.message.id, "Delete it").await;
    assert!(t.world.discord.message(result.id).is_none());
    // Pressed again on the earlier confirmation.
    let response = ann.presses(sure.message.id, "Delete it").await;
    assert!(response.text().contains("Deleted here"), "{}", response.text());
    t.finish().await;
}

/// A job of a private channel cannot be reached by its ID from another channel.
#[tokio::test]
async fn a_job_of_another_channel_is_its_requesters_alone() {
    let t = Story::begin().await;
    let (ann, bob, meg) = (t.member("ann"), t.member("bob"), t.moderator("meg"));
    let staff = t.world.discord.add_channel(t.guild, "staff");
    let options = [("image", file("plan.png", files::png(640, 480)))];
    let card = ann.elsewhere(staff).uses("animate", &options).await;
    t.pass(130).await;
    let named = [("job", text(&card.job()))];
    assert!(bob.uses("job", &named).await.text().contains("no such job here"));
    assert!(bob.uses("again", &named).await.text().contains("no such job here"));
    // Moderators can see it, but cannot create jobs from it.
    assert!(meg.uses("job", &named).await.text().contains("plan.png"));
    let response = meg.uses("again", &named).await;
    assert!(response.text().contains("can't use that job's files"), "{}", response.text());
    let again = ann.uses("again", &named).await;
    assert!(again.text().contains("first frame: plan.png"), "{}", again.text());
    t.pass(130).await;
    t.new_message();
    let details = ann.uses("job", &named).await;
    assert!(details.text().contains("first frame: plan.png · 640 × 480"), "{}", details.text());
    t.finish().await;
}

#[tokio::test]
async fn change_shows_what_was_asked_and_takes_what_is_written() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let (_, result) = video(&t, &ann).await;
    let opened = t.world.discord.press(bob.id, result.id, "Change").unwrap();
    let modal = bob.modal(opened).await;
    let field = |n: usize| modal["components"][n]["components"][0]["value"].clone();
    assert_eq!(field(0), "a red fox");
    assert_eq!(field(1), "5s 720p 16:9 seed 7");
    let words = [("prompt", "a blue fox"), ("options", "3s 9:16 verbatim")];
    let card = bob.sends(opened, &words).await;
    assert!(card.text().contains("> a blue fox"), "{}", card.text());
    assert!(card.text().contains("720P · 9:16 · 3 s"), "{}", card.text());
    assert!(card.text().contains("prompt as written"), "{}", card.text());
    t.pass(130).await;
    assert_eq!(t.new_message().pinged, [bob.id]);
    t.finish().await;
}

#[tokio::test]
async fn a_prompt_that_a_form_has_no_room_for_stays_as_it_is() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let long = "a fox ".repeat(800);
    ann.uses("video", &[("prompt", text(long.trim()))]).await;
    t.pass(130).await;
    let result = t.new_message();
    let card = ann.fills(result.id, "Change", &[("options", "3s")]).await;
    assert!(card.text().contains("720P · 16:9 · 3 s"), "{}", card.text());
    t.pass(130).await;
    t.new_message();
    let prompts: Vec<_> =
        t.world.wan.tasks().iter().map(|t| t.body["input"]["prompt"].clone()).collect();
    assert_eq!(prompts[0], prompts[1]);
    t.finish().await;
}

#[tokio::test]
async fn a_video_is_continued_with_its_button() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let (first, result) = video(&t, &ann).await;
    let words = [("prompt", "it jumps"), ("options", "8s")];
    let card = ann.fills(result.id, "Continue", &words).await;
    assert!(card.text().contains("**Continued video**"), "{}", card.text());
    assert!(card.text().contains("720P · 8 s"), "{}", card.text());
    t.pass(130).await;
    let next = t.new_message();
    let facts = wanbot::media::measure(&next.files[0].bytes).unwrap();
    assert_eq!(facts.seconds, Some(8.0));
    assert_eq!(t.world.wan.tasks()[1].body["input"]["media"][0]["type"], "first_clip");
    let response = ann.uses("job", &[("job", text(&first.job()))]).await;
    assert!(response.text().contains(&format!("used for `{}`", card.job())), "{}", response.text());
    assert!(response.text().contains("(continued)"), "{}", response.text());
    // Fifteen seconds are too long to extend, so that is not offered.
    let options = [("prompt", text("x")), ("duration", OptionValue::Integer(15))];
    ann.uses("video", &options).await;
    t.pass(130).await;
    assert!(!labels(&t.new_message()).contains(&"Continue".to_owned()));
    t.finish().await;
}

/// A fake ffmpeg: it prints its version and outputs an image of the test.
fn stand_in(t: &Story) -> String {
    use std::os::unix::fs::PermissionsExt;
    let image = t.folder().join("last.png");
    std::fs::write(&image, files::png(640, 360)).unwrap();
    let program = t.folder().join("ffmpeg");
    let script = format!(
        "#!/bin/sh\ncase \"$1\" in -version) echo stand-in;; *) cp '{}' last.png;; esac\n",
        image.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program.display().to_string()
}

#[tokio::test]
async fn a_new_video_begins_where_the_last_one_ends() {
    let mut t = Story::prepare(&[]).await;
    let program = stand_in(&t);
    t.set("convert.ffmpeg", program.into());
    t.start().await;
    let ann = t.member("ann");
    let (first, result) = video(&t, &ann).await;
    let card = ann.fills(result.id, "Last frame → next", &[("prompt", "night falls")]).await;
    assert!(card.text().contains("**Animated image**"), "{}", card.text());
    let from = format!("Starts from the last frame of `{}`", first.job());
    assert!(card.text().contains(&from), "{}", card.text());
    t.pass(130).await;
    t.new_message();
    let media = &t.world.wan.tasks()[1].body["input"]["media"];
    assert_eq!(media[0]["type"], "first_frame");
    t.finish().await;
}

#[tokio::test]
async fn the_last_frame_is_the_last_one() {
    if !has_ffmpeg() {
        eprintln!("skipped: there is no ffmpeg");
        return;
    }
    let t = Story::begin_with(&[("convert.ffmpeg", "ffmpeg".into())]).await;
    let ann = t.member("ann");
    // The video ends with an image of a single color.
    let plain = image::RgbImage::from_pixel(640, 360, image::Rgb([200, 30, 30]));
    let mut last = std::io::Cursor::new(Vec::new());
    plain.write_to(&mut last, image::ImageFormat::Png).unwrap();
    let options = [
        ("image", file("first.png", files::png(640, 360))),
        ("last_image", file("last.png", last.into_inner())),
        ("duration", OptionValue::Integer(2)),
    ];
    ann.uses("animate", &options).await;
    t.pass(120).await;
    let result = t.new_message();
    ann.fills(result.id, "Last frame → next", &[]).await;
    t.pass(130).await;
    let next = t.new_message();
    let shown = wanbot::emulator::wan::render::first_frame(&next.files[0].bytes).unwrap();
    let pixel = shown.get_pixel(shown.width() / 2, shown.height() / 2).0;
    assert!(pixel.iter().zip([200u8, 30, 30]).all(|(a, b)| a.abs_diff(b) < 25), "{pixel:?}");
    t.finish().await;
}

#[tokio::test]
async fn a_generated_image_is_animated() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let options = [
        ("prompt", text("a lighthouse")),
        ("count", OptionValue::Integer(2)),
        ("resolution", text("1K")),
    ];
    ann.uses("image", &options).await;
    t.pass(120).await;
    let images = t.new_message();
    let card = bob.fills(images.id, "Animate 2", &[("prompt", "the light turns")]).await;
    assert!(card.text().contains("**Animated image**"), "{}", card.text());
    t.pass(130).await;
    let video = t.new_message();
    assert_eq!(video.pinged, [bob.id]);
    let second = &images.files[1].bytes;
    let sent = t.world.wan.tasks()[1].body["input"]["media"][0]["url"].clone();
    // The emulator stores the hash of the uploaded content instead of the content.
    let encoded = {
        use base64::Engine;
        base64::prelude::BASE64_STANDARD.encode(second)
    };
    let hash: String = {
        use sha2::Digest;
        sha2::Sha256::digest(encoded).iter().map(|b| format!("{b:02x}")).collect()
    };
    assert!(sent.as_str().unwrap().contains(&hash), "the second one, byte for byte");
    t.finish().await;
}

#[tokio::test]
async fn details_tell_all_and_only_to_those_who_may_see() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let card = ann.uses("video", &[("prompt", text("not there yet"))]).await;
    let named = [("job", text(&card.job()))];
    assert!(ann.uses("job", &named).await.text().contains("not there yet"));
    let response = bob.uses("job", &named).await;
    assert!(response.text().contains("no such job here"), "{}", response.text());
    t.pass(120).await;
    let result = t.new_message();
    let response = bob.presses(result.id, "Details").await;
    assert!(
        response.is_private() && response.text().contains("> not there yet"),
        "{}",
        response.text()
    );
    assert!(response.text().contains(&format!("by <@{}>", ann.id)), "{}", response.text());
    assert!(response.message.pinged.is_empty());
    t.finish().await;
}

#[tokio::test]
async fn a_requester_deletes_their_own_and_nobody_elses() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let options = [("image", file("cat.png", files::png(640, 480)))];
    let card = ann.uses("animate", &options).await;
    t.pass(130).await;
    let result = t.new_message();
    assert_eq!((t.archived("clips"), t.archived("inputs")), (1, 1));
    let response = bob.presses(result.id, "Delete").await;
    assert!(response.text().contains("Only the requester"), "{}", response.text());
    // A forged button press does not work either.
    let forged = format!("delete-for-good:{}", card.job());
    let press = t.world.discord.forge_press(bob.id, result.id, &forged, "x").unwrap();
    bob.reads(press).await;
    assert!(t.world.discord.message(result.id).is_some());

    let sure = ann.presses(result.id, "Delete").await;
    assert!(sure.is_private() && sure.text().contains("can't be undone"), "{}", sure.text());
    let response = ann.presses(sure.message.id, "Delete it").await;
    assert!(response.text().contains("Deleted here"), "{}", response.text());
    assert!(t.world.discord.message(result.id).is_none());
    assert_eq!((t.archived("clips"), t.archived("inputs")), (0, 0));
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    assert!(shown.contains("**Deleted** by its requester"), "{shown}");
    let response = ann.uses("again", &[("job", text(&card.job()))]).await;
    assert!(response.text().contains("is no longer stored"), "{}", response.text());
    assert!(response.text().contains("Nothing was charged."));
    t.finish().await;
}

#[tokio::test]
async fn a_moderator_deletes_with_the_same_button_and_it_is_recorded() {
    let t = Story::begin().await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    let (_, result) = video(&t, &ann).await;
    let sure = meg.presses(result.id, "Delete").await;
    let response = meg.presses(sure.message.id, "Delete it").await;
    assert!(response.text().contains("Deleted here"), "{}", response.text());
    let log = meg.uses("wan-mod quota log", &[]).await;
    assert!(log.text().contains("remove result"), "{}", log.text());
    t.finish().await;
}

#[tokio::test]
async fn a_report_reaches_the_moderators_once() {
    let t = Story::begin().await;
    let (ann, bob, meg) = (t.member("ann"), t.member("bob"), t.moderator("meg"));
    let log = t.world.discord.add_channel(t.guild, "mod-log");
    let (card, result) = video(&t, &ann).await;
    let response = bob.fills(result.id, "Report", &[("prompt", "not *nice*")]).await;
    assert!(
        response.is_private() && response.text().contains("no log channel"),
        "{}",
        response.text()
    );
    meg.uses("wan-mod log-channel", &[("channel", OptionValue::Channel(log))]).await;
    let cleo = t.member("cleo");
    let response = cleo.fills(result.id, "Report", &[("prompt", "that is me!")]).await;
    assert!(response.text().contains("have been notified"), "{}", response.text());
    cleo.fills(result.id, "Report", &[("prompt", "that is me!")]).await;
    t.pass(10).await;
    let posts: Vec<_> = t.world.discord.messages(log).into_iter().map(|m| m.content).collect();
    let reports: Vec<_> = posts.iter().filter(|m| m.contains("that is me!")).collect();
    assert_eq!(reports.len(), 1, "{posts:#?}");
    assert!(reports[0].contains(&card.job()) && reports[0].contains(&result.id.to_string()));
    let log = meg.uses("wan-mod quota log", &[]).await;
    assert!(log.text().contains(r"not \*nice\*"), "{}", log.text());
    t.finish().await;
}

#[tokio::test]
async fn the_history_has_pages_and_any_job_can_be_continued() {
    let t = Story::begin_with(&[("quota.credits", "unlimited".into())]).await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let mut first = None;
    for n in 0..12 {
        let options =
            [("prompt", text(&format!("number {n}"))), ("duration", OptionValue::Integer(2))];
        let card = ann.uses("video", &options).await;
        first.get_or_insert(card.job());
        t.pass(110).await;
        t.unheard();
    }
    t.pass(20).await;
    t.unheard();
    let list = ann.uses("jobs", &[]).await;
    assert!(list.text().contains("number 11") && !list.text().contains("number 1 "));
    let older = ann.presses(list.message.id, "Older").await;
    assert!(older.text().contains("page 2") && older.text().contains("number 0"));
    assert!(older.text().contains("https://discord.com/channels/"), "{}", older.text());
    let newer = ann.presses(older.message.id, "Newer").await;
    assert!(newer.text().contains("number 11"), "{}", newer.text());
    let first = first.unwrap();
    let card = bob.uses("again", &[("job", text(&first))]).await;
    assert!(card.text().contains("> number 0"), "{}", card.text());
    let response = bob.uses("again", &[("job", text("nonsense!"))]).await;
    assert!(response.text().contains("not a job ID"), "{}", response.text());
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn what_was_made_for_adults_stays_among_adults() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let adults = t.world.discord.add_channel(t.guild, "after-dark");
    t.world.discord.set_age_restricted(adults, true);
    let there = ann.elsewhere(adults);
    // The gateway sends the channel update before the command, but it is processed asynchronously.
    let card = loop {
        let card = there.uses("video", &[("prompt", text("x"))]).await;
        let job = t.app().store().select(|_| true).pop().unwrap();
        if job.delivery.age_restricted {
            break card;
        }
    };
    t.pass(130).await;
    let response = ann.uses("again", &[("job", text(&card.job()))]).await;
    assert!(
        response.is_private() && response.text().contains("age-restricted"),
        "{}",
        response.text()
    );
    assert!(!there.uses("again", &[("job", text(&card.job()))]).await.is_private());
    t.pass(130).await;
    let posted = t.world.discord.messages(adults);
    assert_eq!(posted.iter().filter(|m| m.files.len() == 1).count(), 2, "both there");
    t.finish().await;
}

#[tokio::test]
async fn buttons_ask_the_same_of_the_bot_as_commands_do() {
    let t = Story::begin_with(&[("quota.credits", "8".into())]).await;
    let ann = t.member("ann");
    let (_, result) = video(&t, &ann).await;
    let response = ann.presses(result.id, "Again").await;
    assert!(response.is_private() && response.text().contains("2 too few"), "{}", response.text());
    t.clock.advance(Duration::from_secs(12 * 3600));
    t.world.discord.set_bot_permissions(t.channel, permission::VIEW_CHANNEL);
    let response = ann.presses(result.id, "Again").await;
    assert!(response.text().contains("I'm missing permissions"), "{}", response.text());
    let seen = t.world.discord.wait(PATIENCE, |d| Some(d.seen(response.interaction))).await;
    assert!(seen.unwrap().followups.is_empty());
    t.finish().await;
}
