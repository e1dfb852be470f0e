//! A video that is too long: the member chooses which part is used.

use serde_json::json;
use wanbot::emulator::Effect;
use wanbot::emulator::discord::{Message, OptionValue};
use wanbot::generation::Credits;
use wanbot::media;

use super::converted::{input, with_converters};
use crate::harness::member::{file, text};
use crate::harness::{PATIENCE, Story, has_ffmpeg};

/// A video that is red for all but the last three seconds, which are blue.
fn long(t: &Story, seconds: u32) -> Vec<u8> {
    let path = t.folder().join("long.mkv");
    let red = format!("color=red:s=320x240:r=10:d={}", seconds - 3);
    let made = std::process::Command::new("ffmpeg")
        .args(["-y", "-loglevel", "error", "-f", "lavfi", "-i", &red])
        .args(["-f", "lavfi", "-i", "color=blue:s=320x240:r=10:d=3"])
        .args(["-filter_complex", "concat=n=2", "-c:v", "mpeg4"])
        .arg(&path)
        .status();
    assert!(made.unwrap().success());
    std::fs::read(path).unwrap()
}

fn labels(message: &Message) -> Vec<String> {
    message.buttons().into_iter().map(|button| button.0).collect()
}

/// The card that appears in the channel.
async fn card(t: &Story) -> Message {
    let card = t.world.discord.wait(PATIENCE, |d| {
        d.messages(t.channel).into_iter().find(|m| m.content.contains("**Queued**"))
    });
    card.await.expect("a card")
}

/// The colour of a frame of a video, far from its edges.
fn colour(t: &Story, video_file: &[u8], at: &str) -> [u8; 3] {
    let (video, frame) = (t.folder().join("sent.mp4"), t.folder().join("frame.png"));
    std::fs::write(&video, video_file).unwrap();
    let made = std::process::Command::new("ffmpeg")
        .args(["-y", "-loglevel", "error", "-ss", at, "-i"])
        .arg(&video)
        .args(["-frames:v", "1"])
        .arg(&frame)
        .status();
    assert!(made.unwrap().success());
    image::open(frame).unwrap().to_rgb8().get_pixel(160, 120).0
}

#[tokio::test]
async fn the_last_part_of_a_long_video_is_edited_once() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let (ann, eve) = (t.member("ann"), t.member("eve"));
    let video_file = || file("long.mkv", long(&t, 14));
    let asked = ann.uses("edit", &[("video", video_file()), ("prompt", text("in the snow"))]).await;
    assert!(asked.is_private(), "{}", asked.text());
    let words =
        "The video (long.mkv) is 14.0 s long, and 10 s is the limit. Which part should I use?";
    assert!(asked.text().contains(words), "{}", asked.text());
    assert!(asked.text().contains("Either costs about 19.9 credits."), "{}", asked.text());
    assert_eq!(labels(&asked.message), ["First 10 s", "Last 10 s"]);
    // Nothing is held, and no file is kept.
    assert_eq!(t.app().store().select(|_| true).len(), 0);
    assert_eq!(t.archived("inputs"), 0);
    assert_eq!(t.app().store().book().held(), Credits(0));

    // Only she can choose, and choosing twice counts once.
    let id = format!("part:last:{}", asked.interaction);
    let forged = t.world.discord.forge_press(eve.id, asked.message.id, &id, "Last 10 s").unwrap();
    let response = eve.reads(forged).await;
    assert!(
        response.is_private() && response.text().contains("belongs to someone else"),
        "{}",
        response.text()
    );
    let first = t.world.discord.press(ann.id, asked.message.id, "Last 10 s").unwrap();
    let id = format!("part:first:{}", asked.interaction);
    let second = t.world.discord.forge_press(ann.id, asked.message.id, &id, "First 10 s").unwrap();
    let card = card(&t).await;
    let line = "video: long.mkv (converted from a Matroska (MKV) video, last 10 s of 14 s)";
    assert!(card.content.contains(line), "{}", card.content);
    assert_eq!(card.only_for, None, "everybody sees the card");
    ann.reads(first).await;
    ann.reads(second).await;
    let sent = input(&t).await;
    assert!((media::measure(&sent).unwrap().seconds.unwrap() - 9.95).abs() < 0.1);
    let [red, _, blue] = colour(&t, &sent, "9");
    assert!(red < 60 && blue > 200, "its end is blue");
    // Once more, after the job was accepted.
    let third = t.world.discord.forge_press(ann.id, asked.message.id, &id, "First 10 s").unwrap();
    let before = t.world.discord.wait(PATIENCE, |d| {
        d.seen(third).answer.filter(|answer| answer.content.contains("You already chose"))
    });
    before.await.expect("she is notified");
    t.pass(130).await;
    let results = t.unheard();
    assert_eq!(results.len(), 2, "the card and the result: {results:#?}");
    assert_eq!(results[1].reply_to, Some(card.id));
    assert_eq!(t.world.wan.tasks().len(), 1);
    t.finish().await;
}

/// What she reads while her choice is carried out, and when it is.
#[tokio::test]
async fn a_choice_in_progress_and_one_that_was_made_are_shown() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    let video_file = file("long.mkv", long(&t, 14));
    let asked = ann.uses("edit", &[("video", video_file), ("prompt", text("in the snow"))]).await;
    t.fault("cdn", "GET", "", 1, Effect::Delay { ms: 3_000 });
    let first = t.world.discord.press(ann.id, asked.message.id, "Last 10 s").unwrap();
    let shows = async |interaction: u64, words: &str| {
        let shown = t.world.discord.wait(PATIENCE, |d| {
            d.seen(interaction).answer.filter(|answer| answer.content == words)
        });
        shown.await.unwrap_or_else(|| panic!("{words}: {:?}", t.world.discord.seen(interaction)));
    };
    shows(first, "**Last 10 s**: checking the file…").await;
    let other = format!("part:first:{}", asked.interaction);
    let press = || t.world.discord.forge_press(ann.id, asked.message.id, &other, "First 10 s");
    let second = press().unwrap();
    shows(second, "Already in progress, with the part that you chose first.").await;
    card(&t).await;
    let job = t.only_job().id;
    shows(first, &format!("**Last 10 s**: job `{job}`")).await;
    let third = press().unwrap();
    shows(third, &format!("You already chose: job `{job}`")).await;
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2, "the card and the result");
    t.finish().await;
}

#[tokio::test]
async fn a_choice_works_after_a_restart_and_for_a_day() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let mut t = with_converters().await;
    let ann = t.member("ann");
    let video_file = || file("long.mkv", long(&t, 14));
    let (video_file, later) = (video_file(), video_file());
    let asked = ann.uses("edit", &[("video", video_file), ("prompt", text("in the snow"))]).await;
    t.crash_and_restart().await;
    ann.presses(asked.message.id, "First 10 s").await;
    let card = card(&t).await;
    assert!(card.content.contains("first 10 s of 14 s"), "{}", card.content);
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2);

    let asked = ann.uses("edit", &[("video", later), ("prompt", text("in the snow"))]).await;
    t.clock.advance(std::time::Duration::from_secs(25 * 3600));
    let response = ann.presses(asked.message.id, "First 10 s").await;
    assert!(response.text().contains("no longer available"), "{}", response.text());
    t.finish().await;
}

/// "thinking…" cannot be deleted, so the question replaces it and everybody sees it.
#[tokio::test]
async fn a_question_that_cannot_be_asked_in_private_keeps_its_buttons() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    let body = json!({"message": "500: Internal Server Error", "code": 0});
    let broken = Effect::Answer { status: 500, body, headers: vec![] };
    t.fault("discord", "DELETE", "/messages/@original", 100, broken);
    let video_file = file("long.mkv", long(&t, 14));
    let asked = ann.uses("edit", &[("video", video_file), ("prompt", text("in the snow"))]).await;
    assert!(!asked.is_private(), "{}", asked.text());
    assert_eq!(labels(&asked.message), ["First 10 s", "Last 10 s"]);
    t.world.faults.clear();
    ann.presses(asked.message.id, "Last 10 s").await;
    let card = card(&t).await;
    assert!(card.content.contains("last 10 s of 14 s"), "{}", card.content);
    t.pass(130).await;
    t.unheard();
    t.finish().await;
}

#[tokio::test]
async fn nobody_is_asked_where_it_does_not_matter_or_cannot_be_asked() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    let video_file = || file("long.mkv", long(&t, 14));
    let options = [
        ("video", video_file()),
        ("prompt", text("in the snow")),
        ("preview", OptionValue::Boolean(true)),
    ];
    let response = ann.uses("edit", &options).await;
    assert!(response.text().contains("It costs 19.9"), "{}", response.text());
    let card = ann.uses("continue", &[("video", video_file()), ("prompt", text("and on"))]).await;
    assert!(card.text().contains("last 10 s of 14 s"), "{}", card.text());
    t.pass(130).await;
    t.new_message();
    // What she cannot afford with either part is refused without a question.
    let given = [("who", OptionValue::Member(ann.id)), ("amount", text("25"))];
    t.moderator("meg").uses("wan-mod quota set", &given).await;
    let response =
        ann.uses("edit", &[("video", video_file()), ("prompt", text("in the snow"))]).await;
    assert!(
        response.text().contains("This costs 19.9 credits and you have 10: 9.9 too few"),
        "{}",
        response.text()
    );
    assert!(labels(&response.message).is_empty());
    t.finish().await;
}

#[tokio::test]
async fn one_choice_holds_for_all_references_and_a_refusal_leaves_it_open() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = with_converters().await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    let video_file = |name: &str| file(name, long(&t, 33));
    let options = [
        ("prompt", text("Video 1 meets Video 2")),
        ("video1", video_file("a.mkv")),
        ("video2", video_file("b.mkv")),
    ];
    let asked = ann.uses("reference", &options).await;
    let words = "a.mkv) is 33.0 s long, and 30 s is the limit";
    assert!(asked.text().contains(words), "{}", asked.text());
    assert!(asked.text().contains("the other videos that are too long"), "{}", asked.text());
    let member = [("member", OptionValue::Member(ann.id))];
    meg.uses("wan-mod block", &member).await;
    let response = ann.presses(asked.message.id, "First 30 s").await;
    assert!(
        response.is_private() && response.text().contains("Nothing was charged."),
        "{}",
        response.text()
    );
    meg.uses("wan-mod unblock", &member).await;
    ann.presses(asked.message.id, "First 30 s").await;
    let card = card(&t).await;
    assert_eq!(card.content.matches("first 30 s of 33 s").count(), 2, "{}", card.content);
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}
