//! A request is refused: ephemerally, with what to change, without charge and without side effects.

use wanbot::emulator::Effect;
use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::discord::world::permission;

use crate::harness::member::{Response, file, text};
use crate::harness::{Story, files};

#[track_caller]
fn refused(response: &Response, words: &str) {
    assert!(response.is_private(), "a refusal is for one person's eyes: {}", response.text());
    assert!(response.text().contains(words), "{words:?} is not in: {}", response.text());
    assert!(response.text().contains("Nothing was charged."), "{}", response.text());
}

/// Asserts that nothing was created, posted or stored.
async fn nothing_came_of_it(t: Story) {
    assert!(t.app().store().select(|_| true).is_empty());
    t.pass(30).await;
    assert!(t.world.wan.tasks().is_empty());
    assert!(t.world.discord.messages(t.channel).is_empty(), "no card is left behind");
    t.finish().await;
}

#[tokio::test]
async fn discords_own_client_keeps_to_the_limits() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let prompt = ("prompt", text("x"));
    for options in [
        vec![],
        vec![("prompt", text(&"x".repeat(5001)))],
        vec![prompt.clone(), ("duration", OptionValue::Integer(1))],
        vec![prompt.clone(), ("duration", OptionValue::Integer(16))],
        vec![prompt.clone(), ("seed", OptionValue::Integer(-1))],
        vec![prompt.clone(), ("ratio", text("2:1"))],
        vec![prompt.clone(), ("resolution", text("4K"))],
        vec![prompt.clone(), ("negative", text(&"x".repeat(501)))],
        vec![prompt.clone(), ("audio", text("a link"))],
    ] {
        assert!(ann.tries("video", &options).is_err(), "{options:?}");
    }
    nothing_came_of_it(t).await;
}

#[tokio::test]
async fn an_empty_prompt_says_what_belongs_there() {
    let t = Story::begin().await;
    let response = t.member("ann").uses("video", &[("prompt", text(" \n "))]).await;
    refused(&response, "who or what, where, and how it moves");
    nothing_came_of_it(t).await;
}

#[tokio::test]
async fn damaged_files_are_refused_after_a_check_and_leave_no_card() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let half = files::png(600, 600);
    let half = half[..half.len() / 2].to_vec();
    for (name, bytes, words) in [
        ("notes.png", b"just some words".to_vec(), "is a text file, whatever its name says"),
        ("dance.png", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "is a GIF"),
        ("song.png", files::wav(3), "is a WAV audio file"),
        ("half.png", half, "can't be read"),
        ("small.png", files::png(63, 300), "63 × 300 pixels; each side must be 240 to 8000"),
        ("thin.png", files::png(240, 1921), "aspect ratio is too extreme"),
    ] {
        let response = ann.uses("animate", &[("image", file(name, bytes))]).await;
        refused(&response, words);
        assert!(
            response.text().contains(&name.replace('.', "\\.")) || response.text().contains(name)
        );
    }
    nothing_came_of_it(t).await;
}

#[tokio::test]
async fn sixty_megabytes_named_png_are_refused_without_being_fetched() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let response = ann.uses("animate", &[("image", file("huge.png", vec![0u8; 60_000_000]))]).await;
    refused(&response, "60.0 MB (max 50.0 MB)");
    assert_eq!(t.calls("GET", "/attachments/"), 0);
    nothing_came_of_it(t).await;
}

#[tokio::test]
async fn videos_and_audio_have_limits_too() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let video = |seconds, total| {
        [("video", file("c.mp4", files::mp4(seconds))), ("duration", OptionValue::Integer(total))]
    };
    refused(&ann.uses("continue", &video(1.5, 5)).await, "must be 2 to 10 s");
    refused(&ann.uses("continue", &video(10.5, 15)).await, "must be 2 to 10 s");
    refused(&ann.uses("continue", &video(5.0, 5)).await, "`duration` is the total length");
    let response =
        ann.uses("video", &[("prompt", text("x")), ("audio", file("a.wav", files::wav(31)))]).await;
    refused(&response, "must be 2 to 30 s");
    nothing_came_of_it(t).await;
}

#[tokio::test]
async fn a_dead_link_is_reported() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let gone = Effect::Answer { status: 404, body: serde_json::Value::Null, headers: vec![] };
    t.fault("cdn", "GET", "", 1, gone);
    let response = ann.uses("animate", &[("image", file("cat.png", files::png(300, 300)))]).await;
    refused(&response, "couldn't be downloaded from Discord");
    t.fault("cdn", "GET", "", 1, Effect::Truncate { bytes: 100 });
    let response = ann.uses("animate", &[("image", file("cat.png", files::png(300, 300)))]).await;
    refused(&response, "Upload it again");
    nothing_came_of_it(t).await;
}

#[tokio::test]
async fn a_channel_in_which_the_bot_may_not_post_is_named() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    t.world.discord.set_bot_permissions(t.channel, permission::VIEW_CHANNEL);
    let response = ann.uses("video", &[("prompt", text("x"))]).await;
    refused(&response, "Attach Files, Read Message History, Send Messages");
    nothing_came_of_it(t).await;
}

#[tokio::test]
async fn nobody_fills_the_queue_alone() {
    let t = Story::begin_with(&[("queue.waiting_per_member", 2.into())]).await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    for _ in 0..2 {
        assert!(!ann.uses("video", &[("prompt", text("x"))]).await.is_private());
    }
    refused(&ann.uses("video", &[("prompt", text("x"))]).await, "2 jobs waiting (max 2)");
    assert!(!bob.uses("video", &[("prompt", text("x"))]).await.is_private());
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 3);
    t.finish().await;
}

#[tokio::test]
async fn only_servers_that_are_named_are_served() {
    let mut t = Story::prepare(&[]).await;
    let elsewhere = t.world.discord.add_guild("Another Club");
    let mine = toml::Value::Array(vec![t.guild.to_string().into()]);
    t.set("discord.allowed_servers", mine);
    t.start().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    let channel = t.world.discord.add_channel(elsewhere, "videos");
    let bob = t.world.discord.add_member(elsewhere, "bob", 0);
    let seen = t.world.discord.run_command(bob, channel, "video", &[("prompt", text("x"))]);
    let response = ann.reads(seen.unwrap()).await;
    assert!(response.text().contains("Ask the bot's operator to allow it"), "{}", response.text());
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

/// Direct messages belong to no server: where servers are named, none of them are served, although
/// requests in direct messages are allowed.
#[tokio::test]
async fn direct_messages_are_not_served_where_servers_are_named() {
    let mut t = Story::prepare(&[("quota.direct_messages", true.into())]).await;
    let mine = toml::Value::Array(vec![t.guild.to_string().into()]);
    t.set("discord.allowed_servers", mine);
    t.start().await;
    let ann = t.member("ann");
    let alone = ann.elsewhere(t.world.discord.open_direct(ann.id));
    let response = alone.uses("video", &[("prompt", text("x"))]).await;
    assert!(response.text().contains("Ask the bot's operator to allow it"), "{}", response.text());
    assert_eq!(t.app().store().select(|_| true).len(), 0);
    t.finish().await;
}
