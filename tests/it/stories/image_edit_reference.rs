//! Other modes: reference videos, edited videos, images, and the next model generation.

use wanbot::emulator::discord::OptionValue;

use crate::harness::member::{file, text};
use crate::harness::{Story, files};

fn kinds(body: &serde_json::Value) -> Vec<&str> {
    let media = body["input"]["media"].as_array().unwrap();
    media.iter().map(|m| m["type"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn subjects_of_images_and_videos_appear_in_a_new_video() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let options = [
        ("prompt", text("Image 1 shakes hands with Image 2 while Video 1 plays")),
        // In another order than in the command's option list.
        ("voice", file("ann.wav", files::wav(3))),
        ("video1", file("band.mp4", files::mp4(4.0))),
        ("image2", file("dog.png", files::png(300, 300))),
        ("image1", file("cat.png", files::png(400, 300))),
        ("ratio", text("9:16")),
    ];
    let card = ann.uses("reference", &options).await;
    for words in [
        "**Video from references**",
        "Image 1: cat.png · Image 2: dog.png · Video 1: band.mp4 · voice: ann.wav",
        "wan2.7-r2v · 720P · 9:16 · 5 s",
        // Five seconds, plus four of the input video.
        "9 credits reserved",
    ] {
        assert!(card.text().contains(words), "{words}: {}", card.text());
    }
    t.pass(120).await;
    let result = t.new_message();
    assert!(result.content.contains("9 charged"), "{}", result.content);
    let facts = wanbot::media::measure(&result.files[0].bytes).unwrap();
    assert_eq!((facts.size, facts.seconds), (Some((720, 1280)), Some(5.0)));
    let body = &t.world.wan.tasks()[0].body;
    assert_eq!(kinds(body), ["reference_image", "reference_image", "reference_video"]);
    let media = body["input"]["media"].as_array().unwrap();
    assert!(media[0]["reference_voice"].as_str().unwrap().starts_with("oss://"));
    assert!(media[1].get("reference_voice").is_none());
    t.finish().await;
}

/// The first frame decides the shape of the video: the provider ignores a ratio beside it.
#[tokio::test]
async fn a_ratio_beside_a_first_frame_is_neither_sent_nor_shown() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let options = [
        ("prompt", text("Image 1 waves")),
        ("image1", file("cat.png", files::png(400, 300))),
        ("first_frame", file("room.png", files::png(640, 480))),
        ("ratio", text("9:16")),
    ];
    let card = ann.uses("reference", &options).await;
    assert!(card.text().contains("job `") && !card.text().contains("9:16"), "{}", card.text());
    t.pass(120).await;
    assert!(!t.new_message().content.contains("9:16"));
    let body = &t.world.wan.tasks()[0].body;
    assert!(body["parameters"].get("ratio").is_none(), "{body}");
    t.finish().await;
}

#[tokio::test]
async fn references_that_the_model_does_not_take_are_refused_for_free() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let none = ann.uses("reference", &[("prompt", text("x"))]).await;
    assert!(none.is_private() && none.text().contains("one to five"), "{}", none.text());
    let voice = ("voice", file("long.wav", files::wav(11)));
    let image = ("image1", file("cat.png", files::png(400, 300)));
    let prompt = ("prompt", text("x"));
    let response = ann.uses("reference", &[prompt.clone(), image.clone(), voice]).await;
    assert!(response.text().contains("must be 1 to 10 s"), "{}", response.text());
    let video = ("video1", file("band.mp4", files::mp4(4.0)));
    let long = ("duration", OptionValue::Integer(11));
    let response = ann.uses("reference", &[prompt, image, video, long]).await;
    assert!(response.text().contains("choose 2 to 10 seconds"), "{}", response.text());
    assert!(response.text().contains("Nothing was charged."));
    t.finish().await;
}

#[tokio::test]
async fn a_video_is_edited_and_keeps_its_length_and_audio() {
    let t = Story::begin().await;
    let bob = t.member("bob");
    let options = [
        ("video", file("walk.mp4", files::mp4(3.0))),
        ("prompt", text("in the style of Image 1")),
        ("image1", file("style.png", files::png(300, 300))),
        ("keep_audio", OptionValue::Boolean(true)),
    ];
    let card = bob.uses("edit", &options).await;
    for words in [
        "**Edited video**",
        "wan2.7-videoedit · 720P · 3 s",
        "keeps its own audio",
        "Image 1: style.png · video: walk.mp4",
        // Three seconds of input, three of output.
        "6 credits reserved",
    ] {
        assert!(card.text().contains(words), "{words}: {}", card.text());
    }
    t.pass(120).await;
    let result = t.new_message();
    let facts = wanbot::media::measure(&result.files[0].bytes).unwrap();
    assert_eq!(facts.seconds, Some(3.0), "as long as the video");
    let body = &t.world.wan.tasks()[0].body;
    assert_eq!(body["parameters"]["audio_setting"], "origin");
    assert_eq!(body["parameters"]["duration"], 0);
    assert!(result.files[0].description.as_ref().unwrap().contains("a video, edited"));
    t.finish().await;
}

#[tokio::test]
async fn several_images_are_posted_in_one_message() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let options = [
        ("prompt", text("a lighthouse at dusk")),
        ("count", OptionValue::Integer(3)),
        ("resolution", text("1K")),
        ("ratio", text("16:9")),
    ];
    let card = ann.uses("image", &options).await;
    for words in ["**Images**", "wan2.7-image · 1K · 16:9 · 3 images", "1.002 credits reserved"]
    {
        assert!(card.text().contains(words), "{words}: {}", card.text());
    }
    t.pass(120).await;
    let result = t.new_message();
    assert!(result.content.contains("your images are ready"), "{}", result.content);
    assert_eq!(result.files.len(), 3);
    for image in &result.files {
        let facts = wanbot::media::measure(&image.bytes).unwrap();
        assert_eq!(facts.size, Some((1360, 768)));
        let alt = image.description.as_ref().unwrap();
        assert!(alt.contains("Image generated from a description. Prompt: a lighthouse"), "{alt}");
    }
    assert_ne!(result.files[0].bytes, result.files[1].bytes);
    let labels: Vec<_> = result.buttons().into_iter().map(|b| b.0).collect();
    let wanted =
        ["Again", "Change", "Animate 1", "Animate 2", "Animate 3", "Details", "Delete", "Report"];
    assert_eq!(labels, wanted);
    assert_eq!(t.archived("pictures"), 3);
    t.finish().await;
}

#[tokio::test]
async fn images_are_made_from_images_by_the_better_model() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let options = [
        ("prompt", text("put the cat on the sofa")),
        ("pro", OptionValue::Boolean(true)),
        ("image1", file("cat.png", files::png(400, 300))),
        ("image2", file("sofa.jpg", files::jpeg(640, 480))),
    ];
    let card = ann.uses("image", &options).await;
    assert!(card.text().contains("wan2.7-image-pro · 2K"), "{}", card.text());
    assert!(card.text().contains("image 1: cat.png · image 2: sofa.jpg"), "{}", card.text());
    let mut large = options.to_vec();
    large.push(("resolution", text("4K")));
    let response = ann.uses("image", &large).await;
    assert!(
        response.is_private() && response.text().contains("doesn't offer 4K here"),
        "{}",
        response.text()
    );
    t.pass(120).await;
    let result = t.new_message();
    assert_eq!(result.files.len(), 1);
    let content = &t.world.wan.tasks()[0].body["input"]["messages"][0]["content"];
    assert_eq!(content[0]["text"], "put the cat on the sofa");
    assert!(content[2]["image"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    t.finish().await;
}

#[tokio::test]
async fn an_image_can_be_4k_or_made_from_nine_images() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let large = [
        ("prompt", text("a lighthouse")),
        ("pro", OptionValue::Boolean(true)),
        ("resolution", text("4K")),
        ("ratio", text("16:9")),
    ];
    ann.uses("image", &large).await;
    let names: Vec<_> = (1..=9).map(|n| format!("image{n}")).collect();
    let mut nine = vec![("prompt", text("all together")), ("resolution", text("1K"))];
    nine.extend(names.iter().map(|n| (n.as_str(), file("p.png", files::png(300, 300)))));
    let card = ann.uses("image", &nine).await;
    assert!(card.text().contains("image 9: p.png"), "{}", card.text());
    t.pass(140).await;
    let results = t.unheard();
    assert_eq!(results.len(), 2, "{results:#?}");
    assert!(results.iter().all(|r| r.files.len() == 1));
    let tasks = t.world.wan.tasks();
    let sizes: Vec<_> = tasks.iter().map(|t| t.body["parameters"]["size"].clone()).collect();
    assert!(sizes.iter().any(|s| *s == "5456*3072"), "{sizes:?}");
    t.finish().await;
}

#[tokio::test]
async fn a_lost_response_about_an_image_is_reported_and_costs_nothing() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("image", &[("prompt", text("a lighthouse"))]).await;
    t.fault("wan", "POST", "/image-generation", 1, wanbot::emulator::Effect::LoseAnswer);
    t.pass(300).await;
    // The query of an image task does not echo the prompt, so it cannot be matched, and nothing is
    // resubmitted.
    let response = t.new_message();
    assert!(
        response.content.contains("your image failed: the provider's answer was lost"),
        "{}",
        response.content
    );
    assert_eq!(t.world.wan.tasks().len(), 1);
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**50 of 50**"), "{}", quota.text());
    t.finish().await;
}

#[tokio::test]
async fn images_that_are_too_large_for_the_channel_are_compressed() {
    let t = Story::begin().await;
    t.world.discord.set_real_limit(t.channel, 200_000);
    let ann = t.member("ann");
    ann.uses("image", &[("prompt", text("a lighthouse")), ("count", OptionValue::Integer(2))])
        .await;
    t.pass(140).await;
    let result = t.new_message();
    assert!(result.content.contains("made it smaller"), "{}", result.content);
    assert_eq!(result.files.len(), 2);
    for image in &result.files {
        assert!(image.bytes.len() <= 200_000 && image.name.ends_with(".jpg"));
        assert!(wanbot::media::measure(&image.bytes).is_ok());
    }
    t.finish().await;
}

#[tokio::test]
async fn an_image_whose_download_breaks_off_is_fetched_again() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("image", &[("prompt", text("a lighthouse")), ("count", OptionValue::Integer(2))])
        .await;
    t.fault("wan", "GET", "-1.png", 1, wanbot::emulator::Effect::Truncate { bytes: 100 });
    t.pass(160).await;
    assert_eq!(t.new_message().files.len(), 2);
    t.finish().await;
}

#[tokio::test]
async fn the_next_generation_is_offered_once_it_is_switched_on() {
    let names = toml::Value::Array(vec!["wan3.0-video".into()]);
    let t =
        Story::begin_with(&[("wan.enabled_models", names), ("quota.credits", "unlimited".into())])
            .await;
    let ann = t.member("ann");
    let model = ("model", text("wan3.0-video"));
    let prompt = ("prompt", text("a fox"));
    let usual = ann.uses("video", std::slice::from_ref(&prompt)).await;
    assert!(usual.text().contains("wan2.7-t2v"), "{}", usual.text());
    let card = ann
        .uses("video", &[prompt.clone(), model.clone(), ("duration", OptionValue::Integer(20))])
        .await;
    assert!(card.text().contains("wan3.0-video · 720P · adaptive · 20 s"), "{}", card.text());
    let image = |name: &'static str| (name, file("cat.png", files::png(640, 480)));
    let ends = [image("image"), image("last_image"), model.clone(), ("resolution", text("480P"))];
    let card = ann.uses("animate", &ends).await;
    assert!(card.text().contains("wan3.0-video · 480P"), "{}", card.text());
    let reference = [prompt.clone(), image("image1"), image("image2"), model.clone()];
    let card = ann.uses("reference", &reference).await;
    assert!(card.text().contains("wan3.0-video"), "{}", card.text());
    let videos = [
        prompt.clone(),
        ("video1", file("a.mp4", files::mp4(7.0))),
        ("video2", file("b.mp4", files::mp4(7.0))),
        ("voice", file("ann.wav", files::wav(3))),
        model.clone(),
        ("duration", OptionValue::Integer(30)),
    ];
    let card = ann.uses("reference", &videos).await;
    assert!(card.text().contains("reference audio: ann.wav"), "{}", card.text());
    let mut long = videos.to_vec();
    long[2].1 = file("b.mp4", files::mp4(9.0));
    let response = ann.uses("reference", &long).await;
    assert!(response.text().contains("together are 16.0 s long"), "{}", response.text());
    // Unsupported options are refused before anything is charged.
    let audio = ("audio", file("beat.wav", files::wav(5)));
    let response = ann.uses("video", &[prompt, audio, model]).await;
    assert!(response.is_private() && response.text().contains("doesn't accept these together"));
    t.pass(200).await;
    let results = t.unheard();
    assert_eq!(results.len(), 5);
    let tasks = t.world.wan.tasks();
    let of_three: Vec<_> = tasks.iter().filter(|t| t.model == "wan3.0-video").collect();
    assert_eq!((tasks.len(), of_three.len()), (5, 4));
    let last = of_three.iter().find(|t| t.body["parameters"]["duration"] == 30).unwrap();
    assert_eq!(kinds(&last.body), ["reference_video", "reference_video", "reference_audio"]);
    // The modal for changes is accepted unedited, whatever the model calls its aspect ratios.
    let of_words = results.iter().find(|r| r.content.contains("· 20 s ·")).unwrap();
    let again = ann.fills(of_words.id, "Change", &[]).await;
    assert!(again.text().contains("adaptive · 20 s"), "{}", again.text());
    t.pass(200).await;
    t.new_message();
    t.finish().await;
}
