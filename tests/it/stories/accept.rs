//! A request is accepted and becomes a video.

use wanbot::emulator::discord::OptionValue;

use crate::harness::member::{file, text};
use crate::harness::{Story, files};

#[tokio::test]
async fn a_prompt_becomes_a_video_in_the_same_channel() {
    let t = Story::begin().await;
    let ann = t.member("ann");

    let card = ann.uses("video", &[("prompt", text("a red fox runs over fresh snow"))]).await;
    assert!(!card.is_private());
    assert!(card.text().contains("> a red fox runs over fresh snow"), "{}", card.text());
    assert!(card.text().contains("wan2.7-t2v · 720P · 16:9 · 5 s"), "{}", card.text());
    assert!(card.text().contains("**Queued**, next in line"), "{}", card.text());
    assert_eq!(card.message.buttons()[0].0, "Cancel");

    t.pass(120).await;
    let result = t.new_message();
    assert_eq!(result.reply_to, Some(card.message.id));
    assert_eq!(result.pinged, [ann.id]);
    assert!(result.content.contains("> a red fox runs over fresh snow"), "{}", result.content);
    let video = &result.files[0];
    assert!(video.name.ends_with(".mp4"));
    assert!(video.description.as_ref().unwrap().contains("a red fox runs over fresh snow"));
    let facts = wanbot::media::measure(&video.bytes).unwrap();
    assert_eq!((facts.size, facts.seconds), (Some((1280, 720)), Some(5.0)));

    t.pass(10).await;
    let card = t.world.discord.message(card.message.id).unwrap();
    assert!(card.content.contains("**Done**"), "{}", card.content);
    assert!(card.buttons().is_empty());
    t.finish().await;
}

#[tokio::test]
async fn an_image_is_animated() {
    let t = Story::begin().await;
    let bob = t.member("bob");
    let card = bob
        .uses(
            "animate",
            &[("image", file("cat.png", files::png(750, 1000))), ("prompt", text("slow push in"))],
        )
        .await;
    assert!(card.text().contains("**Animated image**"), "{}", card.text());
    assert!(card.text().contains("first frame: cat.png"), "{}", card.text());
    t.pass(120).await;
    let result = t.new_message();
    let facts = wanbot::media::measure(&result.files[0].bytes).unwrap();
    // The provider's documented example: 750 x 1000 at 720P becomes 816 x 1104.
    assert_eq!(facts.size, Some((816, 1104)));
    let body = &t.world.wan.tasks()[0].body;
    assert_eq!(body["input"]["media"][0]["type"], "first_frame");
    let url = body["input"]["media"][0]["url"].as_str().unwrap();
    assert!(url.starts_with("data:image/png;base64,"));
    assert!(body["parameters"].get("ratio").is_none(), "i2v has no ratio");
    // The preview is the member's own image.
    let shown = wanbot::emulator::wan::render::first_frame(&result.files[0].bytes).unwrap();
    let (given, shown) = (files::image(750, 1000), shown.get_pixel(408, 552).0);
    let given = given.get_pixel(375, 500).0;
    assert!(shown.iter().zip(given).all(|(a, b)| a.abs_diff(b) < 12), "{shown:?} {given:?}");
    t.finish().await;
}

#[tokio::test]
async fn a_video_leads_from_one_image_to_another_with_audio() {
    let t = Story::begin().await;
    let bob = t.member("bob");
    let card = bob
        .uses(
            "animate",
            &[
                ("image", file("dawn.jpg", files::jpeg(640, 480))),
                ("last_image", file("dusk.png", files::png(640, 480))),
                ("audio", file("song.wav", files::wav(4))),
                ("duration", OptionValue::Integer(3)),
                ("seed", OptionValue::Integer(42)),
                ("enhance", OptionValue::Boolean(false)),
            ],
        )
        .await;
    for words in ["**From image to image**", "3 s", "seed 42", "prompt as written"] {
        assert!(card.text().contains(words), "{words}: {}", card.text());
    }
    t.pass(120).await;
    let result = t.new_message();
    assert!(result.content.contains("seed 42"), "{}", result.content);
    let body = &t.world.wan.tasks()[0].body;
    let media = body["input"]["media"].as_array().unwrap();
    let kinds: Vec<_> = media.iter().map(|m| m["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["first_frame", "last_frame", "driving_audio"]);
    // Audio must not be sent as a data URL, so it was uploaded to the temporary store.
    assert!(media[2]["url"].as_str().unwrap().starts_with("oss://"));
    assert_eq!(body["parameters"]["seed"], 42);
    assert_eq!(body["parameters"]["prompt_extend"], false);
    t.finish().await;
}

#[tokio::test]
async fn a_video_is_continued() {
    let t = Story::begin().await;
    let cleo = t.member("cleo");
    let card = cleo
        .uses(
            "continue",
            &[("video", file("walk.mp4", files::mp4(3.0))), ("duration", OptionValue::Integer(6))],
        )
        .await;
    assert!(card.text().contains("**Continued video**"), "{}", card.text());
    assert!(card.text().contains("*(no prompt)*"), "{}", card.text());
    t.pass(120).await;
    let result = t.new_message();
    let facts = wanbot::media::measure(&result.files[0].bytes).unwrap();
    assert_eq!(facts.seconds, Some(6.0), "the length is the total");
    t.finish().await;
}

#[tokio::test]
async fn a_transparent_image_is_flattened_and_a_large_one_is_uploaded() {
    // Everything over 100 kB is uploaded to the temporary store.
    let t = Story::begin_with(&[("wan.inline_max", 1000.into())]).await;
    let dan = t.member("dan");
    dan.uses("animate", &[("image", file("logo.png", files::png_with_alpha(600, 400)))]).await;
    t.pass(120).await;
    let result = t.new_message();
    assert_eq!(result.pinged, [dan.id]);
    let body = &t.world.wan.tasks()[0].body;
    assert!(body["input"]["media"][0]["url"].as_str().unwrap().starts_with("oss://"));
    assert!(body["input"].get("prompt").is_none(), "no prompt is sent where none was given");
    t.finish().await;
}

#[tokio::test]
async fn a_video_follows_audio() {
    let t = Story::begin().await;
    let eve = t.member("eve");
    let options = [
        ("prompt", text("a drummer on a roof")),
        ("audio", file("beat.wav", files::wav(5))),
        ("ratio", text("9:16")),
        ("negative", text("people")),
    ];
    let card = eve.uses("video", &options).await;
    assert!(card.text().contains("9:16") && card.text().contains("without: people"));
    t.pass(120).await;
    let result = t.new_message();
    assert!(result.files[0].name.ends_with(".mp4"));
    let input = &t.world.wan.tasks()[0].body["input"];
    assert!(input["audio_url"].as_str().unwrap().starts_with("oss://"));
    assert_eq!(input["negative_prompt"], "people");
    assert!(input.get("media").is_none(), "t2v refuses a media array");
    t.finish().await;
}

#[tokio::test]
async fn what_a_member_writes_cannot_ping_or_format() {
    let t = Story::begin().await;
    let (eve, ann) = (t.member("eve"), t.member("ann"));
    let nasty = format!(
        "@everyone <@{}> **bold** ```code``` ||x|| [a](http://b)\n# big \u{202e}gnp.exe\u{200b}",
        ann.id
    );
    let card = eve.uses("video", &[("prompt", text(&nasty))]).await;
    assert_eq!(card.message.pinged, [0u64; 0]);
    t.pass(120).await;
    let result = t.new_message();
    assert_eq!(result.pinged, [eve.id], "nobody but the requester");
    for message in [card.text(), &result.content] {
        let quoted = message.lines().find(|l| l.starts_with("> ")).unwrap();
        assert!(quoted.contains(r"\@everyone someone"), "{quoted}");
        assert!(!quoted.contains('\u{202e}') && !quoted.contains("**"), "{quoted}");
    }
    // The model receives the prompt as it was written, but for the mention.
    let nasty = nasty.replace(&format!("<@{}>", ann.id), "someone");
    assert_eq!(t.world.wan.tasks()[0].body["input"]["prompt"], nasty.as_str());
    t.finish().await;
}

#[tokio::test]
async fn help_and_an_empty_list_of_jobs_are_shown() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let help = ann.uses("help", &[]).await;
    assert!(help.is_private() && help.text().contains("`/animate`"), "{}", help.text());
    let none = ann.uses("jobs", &[]).await;
    assert!(none.is_private() && none.text().contains("no jobs"), "{}", none.text());
    t.finish().await;
}

#[tokio::test]
async fn a_member_lists_their_jobs_with_their_states() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let first = ann.uses("video", &[("prompt", text("first"))]).await;
    t.pass(120).await;
    let result = t.new_message();
    let second = ann.uses("video", &[("prompt", text("second"))]).await;
    let list = ann.uses("jobs", &[]).await;
    assert!(list.is_private());
    assert!(list.text().contains(&first.job()) && list.text().contains(&second.job()));
    assert!(list.text().contains(&result.id.to_string()), "links to the result: {}", list.text());
    assert!(list.text().contains("queued, position 1"), "{}", list.text());
    assert!(!bob.uses("jobs", &[]).await.text().contains(&first.job()), "mine alone");
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}
