//! The first image of a job is shown beside its card while the job is open.

use serde_json::json;
use wanbot::emulator::Effect;
use wanbot::emulator::discord::{Message, OptionValue};

use super::converted::{case, input, with_converters};
use crate::harness::member::{file, text};
use crate::harness::{Story, files, has_ffmpeg, has_heif};

/// The link of the image that members see beside a message.
fn thumbnail(message: &Message) -> Option<String> {
    let link = message.embeds[0]["thumbnail"]["url"].as_str();
    link.filter(|_| message.shows_embeds()).map(str::to_owned)
}

#[tokio::test]
async fn a_card_shows_its_image_until_the_job_is_over() {
    let t = Story::begin_reading().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let options = [("image", file("boat.png", files::png(300, 300))), ("prompt", text("it sails"))];
    let by_command = ann.uses("animate", &options).await.message.id;
    let boat = vec![("boat.png", files::png(300, 300))];
    let by_mention = bob.says("it turns", boat, None).await.id;
    let now = |id| thumbnail(&t.world.discord.message(id).expect("the card is there"));
    for card in [by_command, by_mention] {
        let link = now(card).expect("it shows the image");
        assert!(link.contains("/boat.png"), "{link}");
    }
    t.pass(30).await;
    assert!(now(by_command).is_some() && now(by_mention).is_some(), "an edit leaves it");
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 2);
    assert_eq!((now(by_command), now(by_mention)), (None, None));
    t.finish().await;
}

/// The mean colour of a picture.
fn mean(image: &image::RgbImage) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for pixel in image.pixels() {
        for (sum, value) in sums.iter_mut().zip(pixel.0) {
            *sum += f64::from(value);
        }
    }
    sums.map(|sum| sum / f64::from(image.width() * image.height()))
}

/// Asserts that a message shows an attached picture of an image beside its text, and no other file.
fn shows(message: &Message, what: &str, expected: &image::RgbImage) {
    assert_eq!(thumbnail(message).as_deref(), Some("attachment://input.jpg"), "{what}");
    let [file] = &message.files[..] else { panic!("{what}: one file: {:?}", message.files.len()) };
    assert_eq!(file.name, "input.jpg");
    assert!(file.description.as_deref().is_some_and(|alt| !alt.is_empty()), "{what}: alt text");
    assert!(file.bytes.len() <= 20_000, "{what}: {} bytes", file.bytes.len());
    let shown = image::load_from_memory(&file.bytes).unwrap().to_rgb8();
    assert!(shown.width().max(shown.height()) <= 256, "{what}: {:?}", shown.dimensions());
    let pairs = mean(&shown).into_iter().zip(mean(expected));
    let means: Vec<_> = pairs.collect();
    assert!(means.iter().all(|(a, b)| (a - b).abs() < 4.0), "{what}: {means:?}");
}

#[tokio::test]
async fn a_card_shows_a_cropped_image_as_it_is_used() {
    let t = Story::begin_reading().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let long = files::png(300, 3000);
    // Its middle.
    let whole = files::image(300, 3000);
    let expected = image::imageops::crop_imm(&whole, 0, 300, 300, 2400).to_image();
    let options = [
        ("image", file("long.png", long.clone())),
        ("prompt", text("it falls")),
        ("crop", OptionValue::Boolean(true)),
    ];
    let by_command = ann.uses("animate", &options).await.message;
    let by_mention = bob.says("it falls crop", vec![("long.png", long)], None).await;
    let now = |id| t.world.discord.message(id).expect("the card is there");
    for card in [&by_command, &by_mention] {
        shows(&now(card.id), "at first", &expected);
    }
    t.pass(30).await;
    for card in [&by_command, &by_mention] {
        let edited = now(card.id);
        assert!(edited.content != card.content, "it was edited: {}", edited.content);
        shows(&edited, "after an edit", &expected);
    }
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 2);
    for card in [by_command, by_mention] {
        let over = now(card.id);
        assert_eq!((thumbnail(&over), over.files.len()), (None, 0), "{}", over.content);
    }
    t.finish().await;
}

#[tokio::test]
async fn a_card_shows_a_converted_image_and_a_cancelled_one_none() {
    if !has_ffmpeg() || !has_heif() {
        return println!("SKIPPED: there is no ffmpeg or no heif-convert");
    }
    let t = with_converters().await;
    let ann = t.member("ann");
    for name in ["05-photo.heic", "05-animated.gif"] {
        let options = [("image", file(name, case(name))), ("prompt", text("it moves"))];
        let card = ann.uses("animate", &options).await;
        let used = image::load_from_memory(&input(&t).await).unwrap().to_rgb8();
        shows(&card.message, name, &used);
        ann.presses(card.message.id, "Cancel").await;
        t.pass(10).await;
        let over = t.world.discord.message(card.message.id).unwrap();
        assert_eq!((thumbnail(&over), over.files.len()), (None, 0), "{}", over.content);
        t.unheard();
    }
    t.finish().await;
}

/// Where the bot may attach no files, the card comes without, and once.
#[tokio::test]
async fn a_card_whose_thumbnail_is_refused_comes_without() {
    let t = Story::begin_reading().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let body = json!({"message": "Missing Permissions", "code": 50013});
    let refused = Effect::Answer { status: 403, body, headers: Vec::new() };
    t.fault("discord", "PATCH", "@original", 1, refused.clone());
    let crop = ("crop", OptionValue::Boolean(true));
    let options =
        [("image", file("a.png", files::png(300, 3000))), ("prompt", text("it falls")), crop];
    let card = ann.uses("animate", &options).await;
    assert!(card.text().contains("credits reserved"), "{}", card.text());
    assert_eq!((thumbnail(&card.message), card.message.files.len()), (None, 0));
    t.fault("discord", "PATCH", "/messages/", 1, refused);
    let long = vec![("long.png", files::png(300, 3000))];
    let card = bob.says("it falls crop", long, None).await;
    assert!(card.content.contains("credits reserved"), "{}", card.content);
    assert_eq!((thumbnail(&card), card.files.len()), (None, 0));
    t.pass(150).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn a_card_shows_no_image_that_is_hidden() {
    let t = Story::begin().await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    let prompt = ("prompt", text("it sails"));
    let image = |name: &str, (width, height)| ("image", file(name, files::png(width, height)));
    let crop = ("crop", OptionValue::Boolean(true));
    let hidden = image("SPOILER_boat.png", (300, 300));
    let cropped = image("SPOILER_long.png", (300, 3000));
    let plain = image("boat.png", (300, 300));
    let shown = async |options: &[_]| thumbnail(&ann.uses("animate", options).await.message);
    assert_eq!(shown(&[hidden, prompt.clone()]).await, None, "a spoiler");
    assert_eq!(shown(&[cropped, prompt.clone(), crop]).await, None, "a cropped spoiler");
    let defaults =
        [("channel", OptionValue::Channel(t.channel)), ("spoiler", OptionValue::Boolean(true))];
    meg.uses("wan-mod channel-defaults", &defaults).await;
    assert_eq!(shown(&[plain, prompt]).await, None, "its result will be a spoiler");
    t.pass(150).await;
    assert_eq!(t.unheard().len(), 3);
    t.finish().await;
}
