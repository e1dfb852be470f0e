//! Delivery options, and where results go when their destination has changed.

use std::time::Duration;

use wanbot::emulator::discord::OptionValue;
use wanbot::emulator::discord::world::permission;

use crate::harness::Story;
use crate::harness::member::{Member, Response, text};

#[tokio::test]
async fn settings_apply_by_default_and_survive_a_restart() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    let settings = [
        ("resolution", text("1080P")),
        ("ratio", text("9:16")),
        ("duration", OptionValue::Integer(3)),
        ("enhance", OptionValue::Boolean(false)),
    ];
    let response = ann.uses("settings", &settings).await;
    assert!(response.is_private() && response.text().contains("**Saved.**"), "{}", response.text());
    t.crash_and_restart().await;
    let response = ann.uses("settings", &[]).await;
    assert!(response.text().contains("Resolution (videos): 1080P"), "{}", response.text());
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("1080P · 9:16 · 3 s"), "{}", card.text());
    assert!(card.text().contains("prompt as written"), "{}", card.text());
    let said = [
        ("prompt", text("x")),
        ("resolution", text("720P")),
        ("enhance", OptionValue::Boolean(true)),
    ];
    let card = ann.uses("video", &said).await;
    assert!(card.text().contains("720P · 9:16 · 3 s"), "{}", card.text());
    assert!(!card.text().contains("prompt as written"), "{}", card.text());
    // The settings contain nothing for images, and do not affect other members.
    let card = ann.uses("image", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("wan2.7-image · 2K"), "{}", card.text());
    let bob = t.member("bob");
    let card = bob.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("720P · 16:9 · 5 s"), "{}", card.text());
    ann.uses("settings", &[("reset", OptionValue::Boolean(true))]).await;
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("720P · 16:9 · 5 s"), "{}", card.text());
    t.pass(150).await;
    assert_eq!(t.unheard().len(), 5);
    t.finish().await;
}

#[tokio::test]
async fn a_channel_has_defaults_that_moderators_set_and_undo() {
    let t = Story::begin().await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    let command = "wan-mod channel-defaults";
    let channel = ("channel", OptionValue::Channel(t.channel));
    let given = [
        channel.clone(),
        ("options", text("9:16 3s verbatim")),
        ("spoiler", OptionValue::Boolean(true)),
    ];
    let response = meg.uses(command, &given).await;
    assert!(response.text().contains("9:16 · 3 s"), "{}", response.text());
    let bad = meg.uses(command, &[channel.clone(), ("options", text("seed 7"))]).await;
    assert!(bad.text().contains("Defaults are words such as"), "{}", bad.text());
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("720P · 9:16 · 3 s"), "{}", card.text());
    // Her own settings take precedence, and a thread inherits the channel's defaults.
    ann.uses("settings", &[("duration", OptionValue::Integer(4))]).await;
    let thread = t.world.discord.add_thread(t.guild, "ideas", t.channel);
    let there = ann.elsewhere(thread);
    let card = there.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("720P · 9:16 · 4 s"), "{}", card.text());
    t.pass(130).await;
    let result = t.new_message();
    assert!(result.files[0].name.starts_with("SPOILER_"), "{}", result.files[0].name);
    assert!(result.files[0].description.is_some(), "hidden or not, it is described");
    let response = meg.uses(command, &[channel]).await;
    assert!(response.text().contains("nothing"), "{}", response.text());
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("720P · 16:9 · 4 s"), "{}", card.text());
    t.pass(130).await;
    assert!(!t.new_message().files[0].name.starts_with("SPOILER_"));
    let response = meg.uses("wan-mod quota undo", &[]).await;
    assert!(response.text().contains("9:16 · 3 s"), "{}", response.text());
    let shown = meg.uses("wan-mod settings show", &[]).await;
    assert!(shown.text().contains("9:16 · 3 s"), "{}", shown.text());
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("720P · 9:16 · 4 s"), "they apply again: {}", card.text());
    t.pass(130).await;
    assert!(t.new_message().files[0].name.starts_with("SPOILER_"));
    t.finish().await;
}

#[tokio::test]
async fn without_a_ping() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("settings", &[("ping", OptionValue::Boolean(false))]).await;
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.pass(120).await;
    let result = t.new_message();
    assert!(result.pinged.is_empty() && result.content.contains("your video is ready"));
    t.finish().await;
}

#[tokio::test]
async fn results_are_sent_privately_or_in_the_channel_with_a_note_where_that_is_closed() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    for who in [&ann, &bob] {
        who.uses("settings", &[("private", OptionValue::Boolean(true))]).await;
    }
    let card = ann.uses("video", &[("prompt", text("a secret"))]).await;
    t.pass(120).await;
    let result = t.direct_message(&ann);
    assert_eq!(result.files.len(), 1);
    t.pass(10).await;
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    assert!(shown.contains("sent by direct message, as you prefer"), "{shown}");
    // Nobody else can see it; she can, even in her direct messages.
    let response = bob.uses("job", &[("job", text(&card.job()))]).await;
    assert!(response.text().contains("no such job here"), "{}", response.text());
    let response = ann.presses(result.id, "Details").await;
    assert!(response.text().contains("a secret"), "{}", response.text());
    // Direct messages have no server account; she can use `/job` to go on.
    let labels: Vec<_> = result.buttons().into_iter().map(|b| b.0).collect();
    assert_eq!(labels, ["Details", "Delete", "Report"]);
    assert!(result.content.contains("run `/job job:"), "{}", result.content);
    let details = ann.uses("job", &[("job", text(&card.job()))]).await;
    let again = ann.presses(details.message.id, "Again").await;
    assert!(again.text().contains("> a secret"), "{}", again.text());
    t.pass(130).await;
    t.direct_message(&ann);
    // Her card is public, but nobody else can use it for another job.
    let response = bob.says("zoom out", vec![], Some(card.message.id)).await;
    assert!(
        response.content.contains("no image, video or audio")
            || response.content.contains("doesn't let me see")
    );
    let used = t.world.discord.use_menu(bob.id, card.message.id, "Continue this video").unwrap();
    assert!(bob.reads(used).await.text().contains("That message has no video"));
    let forged = format!("go:again:{}:0", card.job());
    let press = t.world.discord.forge_press(bob.id, card.message.id, &forged, "x").unwrap();
    assert!(bob.reads(press).await.text().contains("no such job here"));

    t.world.discord.close_direct(bob.id);
    bob.uses("video", &[("prompt", text("x"))]).await;
    t.pass(130).await;
    let result = t.new_message();
    assert_eq!((result.files.len(), &result.pinged[..]), (1, &[bob.id][..]));
    assert!(result.content.contains("Your DMs are closed"), "{}", result.content);
    t.finish().await;
}

#[tokio::test]
async fn an_archived_thread_is_reopened_and_a_locked_one_is_bypassed() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let sleeping = t.world.discord.add_thread(t.guild, "sleeping", t.channel);
    let locked = t.world.discord.add_thread(t.guild, "locked", t.channel);
    ann.elsewhere(sleeping).uses("video", &[("prompt", text("x"))]).await;
    bob.elsewhere(locked).uses("video", &[("prompt", text("x"))]).await;
    t.pass(20).await;
    t.world.discord.archive_thread(sleeping, false);
    t.world.discord.archive_thread(locked, true);
    t.pass(130).await;
    let woken = t.world.discord.messages(sleeping);
    assert!(woken.iter().any(|m| !m.files.is_empty() && m.pinged == [ann.id]));
    assert!(t.world.discord.messages(locked).iter().all(|m| m.files.is_empty()));
    assert_eq!(t.direct_message(&bob).files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn the_video_is_posted_although_the_requester_left() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.world.discord.remove_member(t.guild, ann.id);
    t.pass(120).await;
    assert_eq!(t.new_message().files.len(), 1, "others may like it");
    t.finish().await;
}

#[tokio::test]
async fn a_job_costs_nothing_when_channel_and_requester_are_gone() {
    let t = Story::begin().await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    let other = t.world.discord.add_channel(t.guild, "short-lived");
    let card = ann.elsewhere(other).uses("video", &[("prompt", text("x"))]).await;
    t.pass(20).await;
    t.world.discord.delete_channel(other);
    t.world.discord.remove_member(t.guild, ann.id);
    t.pass(140).await;
    assert_eq!(t.archived("clips"), 1, "it is held");
    let response = meg.uses("wan-mod who", &[("message", text(&card.job()))]).await;
    assert!(response.text().contains("it couldn't be posted"), "{}", response.text());
    assert!(response.text().contains("5 credits refunded"), "{}", response.text());
    assert_eq!(t.archived("inputs"), 0);
    t.finish().await;
}

/// A member's channel is deleted before the result is ready, and their direct messages are closed.
async fn undeliverable(
    t: &Story,
    who: &Member,
    command: &str,
    options: &[(&str, OptionValue)],
) -> Response {
    let other = t.world.discord.add_channel(t.guild, "short-lived");
    let card = who.elsewhere(other).uses(command, options).await;
    t.pass(20).await;
    t.world.discord.delete_channel(other);
    t.world.discord.close_direct(who.id);
    t.pass(140).await;
    card
}

#[tokio::test]
async fn an_undeliverable_result_is_held_for_its_requester() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let card = undeliverable(&t, &ann, "video", &[("prompt", text("x"))]).await;
    let named = [("job", text(&card.job()))];
    let held = ann.uses("job", &named).await;
    assert!(held.is_private() && held.text().contains("5 credits charged"), "{}", held.text());
    assert_eq!(held.message.files.len(), 1);
    assert!(wanbot::media::measure(&held.message.files[0].bytes).is_ok());
    assert!(bob.uses("job", &named).await.text().contains("no such job here"));
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50**"), "delivered, it is paid: {}", quota.text());
    // Charged once, however often it is fetched.
    assert_eq!(ann.uses("job", &named).await.message.files.len(), 1);
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50**"), "{}", quota.text());
    t.finish().await;
}

#[tokio::test]
async fn all_images_that_could_not_be_delivered_are_given_to_the_requester() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let options =
        [("prompt", text("x")), ("count", OptionValue::Integer(2)), ("resolution", text("1K"))];
    let card = undeliverable(&t, &ann, "image", &options).await;
    let held = ann.uses("job", &[("job", text(&card.job()))]).await;
    let files = &held.message.files;
    assert_eq!((files.len(), held.is_private()), (2, true));
    assert!(files[0].bytes != files[1].bytes && files[0].name != files[1].name);
    t.finish().await;
}

/// The bot cannot read the channel in which its post may have arrived: it waits before it posts to
/// the other destination.
#[tokio::test]
async fn a_post_that_may_be_in_an_unreadable_channel_is_not_repeated_immediately() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.tick().await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_stage(wanbot::pipeline::Stage::Polling).await;
    let path = format!("/channels/{}/messages", t.channel);
    t.fault("discord", "POST", &path, 1, wanbot::emulator::Effect::LoseAnswer);
    t.tick_stage(wanbot::pipeline::Stage::Delivery).await;
    t.world.discord.set_bot_permissions(t.channel, 0);
    t.pass(600).await;
    assert_eq!(t.world.discord.direct(ann.id), None, "not by direct message");
    t.world.discord.set_bot_permissions(t.channel, permission::MEMBER);
    t.pass(130).await;
    assert_eq!(t.new_message().files.len(), 1, "it was there");
    t.finish().await;
}

/// The post arrived in the channel, its response was lost, and then she opened her direct messages,
/// as the post had asked her to.
#[tokio::test]
async fn a_private_result_is_not_posted_twice_when_the_place_changes() {
    let mut t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("settings", &[("private", OptionValue::Boolean(true))]).await;
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.world.discord.close_direct(ann.id);
    t.tick().await;
    t.clock.advance(Duration::from_secs(120));
    t.tick_stage(wanbot::pipeline::Stage::Polling).await;
    let path = format!("/channels/{}/messages", t.channel);
    t.fault("discord", "POST", &path, 1, wanbot::emulator::Effect::LoseAnswer);
    t.tick_stage(wanbot::pipeline::Stage::Delivery).await;
    t.crash().await;
    t.world.discord.open_to_bot(ann.id);
    t.clock.advance(Duration::from_secs(3600));
    t.start().await;
    t.pass(30).await;
    assert_eq!(t.new_message().files.len(), 1, "once, in the channel");
    let direct = t.world.discord.direct(ann.id).map(|c| t.world.discord.messages(c).len());
    assert_eq!(direct.unwrap_or(0), 0, "and not once more");
    t.finish().await;
}

/// A direct message has a lower size limit than the boosted channel, and does not affect its limit.
#[tokio::test]
async fn a_private_result_has_the_size_limit_of_direct_messages() {
    let t = Story::begin().await;
    t.world.discord.set_tier(t.guild, 2);
    t.world.wan.set_least_bytes(21 * 1024 * 1024);
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("settings", &[("private", OptionValue::Boolean(true))]).await;
    ann.uses("video", &[("prompt", text("x"))]).await;
    bob.uses("video", &[("prompt", text("y"))]).await;
    t.pass(150).await;
    assert!(t.direct_message(&ann).content.contains("too large"));
    assert_eq!(t.new_message().files.len(), 1, "the channel accepts it unchanged");
    t.finish().await;
}

#[tokio::test]
async fn the_limits_of_a_server_apply_to_defaults() {
    let t = Story::begin().await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    for (setting, value) in [("max-duration", "4"), ("max-resolution", "720P")] {
        let given = [("setting", text(setting)), ("value", text(value))];
        meg.uses("wan-mod settings set", &given).await;
    }
    let habits = [("resolution", text("1080P")), ("duration", OptionValue::Integer(9))];
    ann.uses("settings", &habits).await;
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    assert!(card.text().contains("720P · 16:9 · 4 s"), "{}", card.text());
    let said = [("prompt", text("x")), ("duration", OptionValue::Integer(9))];
    let response = ann.uses("video", &said).await;
    assert!(response.text().contains("allows videos of up to 4 s"), "{}", response.text());
    // An edited video keeps its duration, whatever the default is.
    let file = |s| crate::harness::member::file("w.mp4", crate::harness::files::mp4(s));
    let response = ann.uses("edit", &[("video", file(6.0)), ("prompt", text("x"))]).await;
    assert!(
        response.text().contains("This server allows videos of up to 4 s; 6 s is 2 s too long")
    );
    let edit = [("video", file(3.0)), ("prompt", text("x")), ("duration", OptionValue::Integer(4))];
    let card = ann.uses("edit", &edit).await;
    assert!(card.text().contains("720P · 3 s") && card.text().contains("6 credits reserved"));
    t.pass(150).await;
    assert_eq!(t.unheard().len(), 2);
    let tasks = t.world.wan.tasks();
    let edited = tasks.iter().find(|task| task.body["model"] == "wan2.7-videoedit").unwrap();
    assert_eq!(edited.body["parameters"]["duration"], 0, "as long as its video: {}", edited.body);
    t.finish().await;
}

#[tokio::test]
async fn the_video_is_sent_directly_when_the_channel_is_gone() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let other = t.world.discord.add_channel(t.guild, "short-lived");
    ann.elsewhere(other).uses("video", &[("prompt", text("x"))]).await;
    t.pass(20).await;
    t.world.discord.delete_channel(other);
    t.pass(140).await;
    assert_eq!(t.direct_message(&ann).files.len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn the_result_is_posted_without_a_reply_when_the_card_was_deleted() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.tick().await;
    t.world.discord.delete_message(card.message.id);
    t.pass(130).await;
    let result = t.new_message();
    assert_eq!((result.reply_to, result.files.len()), (None, 1));
    t.finish().await;
}

/// The text chats of voice channels, announcement channels, their threads and forum posts: each
/// works, or states the missing permission.
#[tokio::test]
async fn every_kind_of_channel_works_or_refuses_clearly() {
    let t = Story::begin_with(&[("quota.credits", "unlimited".into())]).await;
    let ann = t.member("ann");
    let add = |name: &str, kind| t.world.discord.add_channel_of(t.guild, name, kind);
    let (voice, news, stage) = (add("voice", 2), add("news", 5), add("stage", 13));
    let forum = add("forum", 15);
    let post = t.world.discord.add_thread(t.guild, "a post", forum);
    let news_thread = t.world.discord.add_channel_of(t.guild, "news thread", 10);
    for place in [voice, news, stage, post, news_thread] {
        let there = ann.elsewhere(place);
        let card = there
            .uses("video", &[("prompt", text("x")), ("duration", OptionValue::Integer(2))])
            .await;
        assert!(!card.is_private(), "{}", card.text());
    }
    let lacking = permission::MEMBER & !permission::SEND_MESSAGES_IN_THREADS;
    t.world.discord.set_bot_permissions(post, lacking);
    let response = ann.elsewhere(post).uses("video", &[("prompt", text("x"))]).await;
    assert!(response.text().contains("Send Messages in Threads"), "{}", response.text());
    t.world.discord.set_bot_permissions(post, permission::MEMBER);
    t.pass(140).await;
    for place in [voice, news, stage, post, news_thread] {
        let all = t.world.discord.messages(place);
        assert!(all.iter().any(|m| m.files.len() == 1), "a video in {place}");
    }
    t.clock.advance(Duration::from_secs(1));
    t.finish().await;
}
