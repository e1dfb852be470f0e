//! "@wan make it rain": replies to files, and messages with files.

use serde_json::json;
use wanbot::emulator::Effect;

use crate::harness::{Story, files};

fn job(message: &wanbot::emulator::discord::Message) -> String {
    let (_, after) = message.content.split_once("job `").expect("a card names its job");
    after.split('`').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_reply_to_a_members_image_animates_it() {
    let t = Story::begin_reading().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let image = bob.posts("look", vec![("cat.png", files::png(640, 480))], None);
    let card = ann.says("make it rain, slow push in 10s 1080p seed 7", vec![], Some(image)).await;
    for words in [
        "**Animated image**",
        "> make it rain, slow push in\n",
        "1080P · 10 s · seed 7",
        "first frame: cat.png",
    ] {
        assert!(card.content.contains(words), "{words}: {}", card.content);
    }
    assert_eq!(card.pinged, [0u64; 0]);
    t.pass(120).await;
    let result = t.new_message();
    assert_eq!((result.reply_to, &result.pinged[..]), (Some(card.id), &[ann.id][..]));
    t.pass(10).await;
    let card = t.world.discord.message(card.id).unwrap();
    assert!(card.content.contains("**Done**"), "{}", card.content);
    t.finish().await;
}

#[tokio::test]
async fn without_the_intent_the_menu_is_named_and_it_works() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let image = bob.posts("look", vec![("cat.png", files::png(640, 480))], None);
    let response = ann.says("make it rain", vec![], Some(image)).await;
    assert!(response.content.contains("Discord doesn't let me see"), "{}", response.content);
    assert!(response.content.contains("Apps > Animate this"), "{}", response.content);
    assert!(response.content.contains("Nothing was charged."));
    let card = ann.points(image, "Animate this", &[("prompt", "make it rain")]).await;
    assert!(card.text().contains("first frame: cat.png"), "{}", card.text());
    t.pass(120).await;
    assert_eq!(t.new_message().pinged, [ann.id]);
    t.finish().await;
}

#[tokio::test]
async fn without_the_intent_files_on_the_message_itself_are_seen() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let sent = vec![("dawn.png", files::png(640, 480)), ("dusk.png", files::png(640, 480))];
    let card = ann.says("from dawn to dusk", sent, None).await;
    assert!(card.content.contains("**From image to image**"), "{}", card.content);
    assert!(card.content.contains("first frame: dawn.png · last frame: dusk.png"));
    let card = ann.says("and on it goes", vec![("walk.mp4", files::mp4(3.0))], None).await;
    assert!(card.content.contains("**Continued video**"), "{}", card.content);
    // Five seconds more than the input video.
    assert!(card.content.contains("720P · 8 s"), "{}", card.content);
    let card = ann.says("a drummer on a roof 16:9", vec![("beat.wav", files::wav(5))], None).await;
    assert!(card.content.contains("**Video**") && card.content.contains("audio: beat.wav"));
    t.pass(150).await;
    assert_eq!(t.unheard().len(), 3);
    t.finish().await;
}

#[tokio::test]
async fn what_is_not_obvious_is_offered_before_anything_is_spent() {
    let t = Story::begin_reading().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let video = bob.posts("my walk", vec![("walk.mp4", files::mp4(3.0))], None);
    let card = ann.says("on it goes", vec![], Some(video)).await;
    assert!(card.content.contains("**Continued video**"), "{}", card.content);
    let song = bob.posts("my song", vec![("song.wav", files::wav(5))], None);
    let card = ann.says("a drummer on a roof", vec![], Some(song)).await;
    assert!(card.content.contains("audio: song.wav"), "{}", card.content);
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 2);
    let both = vec![("walk.mp4", files::mp4(3.0)), ("hat.png", files::png(300, 300))];
    let thing = bob.posts("my walk, my hat", both, None);
    let offer = ann.says("wear the hat", vec![], Some(thing)).await;
    assert!(offer.content.contains("one image and one video"), "{}", offer.content);
    assert!(offer.content.contains("Nothing is charged until you choose."));
    let labels: Vec<_> = offer.buttons().into_iter().map(|b| b.0).collect();
    assert_eq!(
        labels,
        [
            "Edit the video · from 4 credits",
            "Use as references · from 5 credits",
            "Continue the video to the image · from 4 credits"
        ]
    );
    assert_eq!(t.app().store().select(|_| true).len(), 0);
    // Only she can choose, and choosing twice counts once.
    let response = bob.presses(offer.id, &labels[0]).await;
    assert!(
        response.is_private() && response.text().contains("belongs to someone else"),
        "{}",
        response.text()
    );
    let first = t.world.discord.press(ann.id, offer.id, &labels[0]).unwrap();
    let second = t.world.discord.press(ann.id, offer.id, &labels[0]);
    let card = t.world.discord.wait(crate::harness::PATIENCE, |d| {
        d.message(offer.id).filter(|m| m.content.contains("**Edited video**"))
    });
    let card = card.await.expect("the offer becomes the card");
    assert!(card.content.contains("Image 1: hat.png · video: walk.mp4"), "{}", card.content);
    assert!(card.content.contains("6 credits reserved"), "{}", card.content);
    ann.reads(first).await;
    if let Ok(second) = second {
        ann.reads(second).await;
    }
    t.pass(130).await;
    assert_eq!(t.new_message().reply_to, Some(offer.id));
    assert_eq!(t.world.wan.tasks().len(), 3, "one job of the offer");
    t.finish().await;
}

#[tokio::test]
async fn an_offer_works_after_a_restart_and_for_a_day() {
    let mut t = Story::begin_reading().await;
    let ann = t.member("ann");
    let sent = || vec![("a.png", files::png(300, 300)); 3];
    let offer = ann.says("they meet", sent(), None).await;
    t.crash_and_restart().await;
    t.clock.advance(std::time::Duration::from_secs(3600));
    let card = ann.presses(offer.id, "Use as references · from 5 credits").await;
    let shown = t.world.discord.wait(crate::harness::PATIENCE, |d| {
        d.message(card.message.id).filter(|m| m.content.contains("Image 3: a.png"))
    });
    shown.await.expect("the offer becomes the card");
    t.pass(130).await;
    t.new_message();
    let offer = ann.says("they meet", sent(), None).await;
    t.clock.advance(std::time::Duration::from_secs(25 * 3600));
    let response = ann.presses(offer.id, "Use as references · from 5 credits").await;
    assert!(response.text().contains("no longer available"), "{}", response.text());
    t.finish().await;
}

/// Discord showed her that the bot did not respond, so nothing may be made or charged.
#[tokio::test]
async fn a_choice_that_is_answered_too_late_costs_nothing_and_can_be_repeated() {
    let t = Story::begin_reading().await;
    let ann = t.member("ann");
    let offer = ann.says("they meet", vec![("a.png", files::png(300, 300)); 3], None).await;
    let body = json!({"message": "Unknown interaction", "code": 10062});
    let late = Effect::Answer { status: 404, body, headers: vec![] };
    t.fault("discord", "POST", "/callback", 1, late);
    let label = "Use as references · from 5 credits";
    t.world.discord.press(ann.id, offer.id, label).unwrap();
    let refused = async {
        while t.world.faults.remaining() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::harness::PATIENCE, refused).await.expect("it is too late");
    t.pass(130).await;
    assert_eq!(t.app().store().select(|_| true).len(), 0);
    assert!(t.world.wan.tasks().is_empty());
    ann.presses(offer.id, label).await;
    let card = t.world.discord.wait(crate::harness::PATIENCE, |d| {
        d.message(offer.id).filter(|m| m.content.contains("5 credits reserved"))
    });
    card.await.expect("the offer becomes the card");
    t.pass(130).await;
    assert_eq!(t.new_message().reply_to, Some(offer.id));
    t.finish().await;
}

#[tokio::test]
async fn ten_attachments_are_too_many_for_one_video_and_the_menu_offers_a_choice() {
    let t = Story::begin_reading().await;
    let ann = t.member("ann");
    let names: Vec<_> = (1..=10).map(|n| format!("p{n}.png")).collect();
    let sent: Vec<_> = names.iter().map(|n| (n.as_str(), files::png(300, 300))).collect();
    let album = ann.posts("my album", sent, None);
    let response = ann.says("all of them dance", vec![], Some(album)).await;
    assert!(
        response.content.contains("I can't make one video from 10 images"),
        "{}",
        response.content
    );
    let asked = t.world.discord.use_menu(ann.id, album, "Use as reference").unwrap();
    let menu = ann.reads(asked).await;
    assert!(menu.is_private() && menu.text().contains("At most 5"), "{}", menu.text());
    assert!(t.world.discord.choose(ann.id, menu.message.id, &["0"; 6]).is_err(), "not six");
    let chosen = t.world.discord.choose(ann.id, menu.message.id, &["2", "9"]).unwrap();
    let card = ann.sends(chosen, &[("prompt", "Image 1 dances with Image 2")]).await;
    assert!(card.text().contains("Image 1: p3.png · Image 2: p10.png"), "{}", card.text());
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn a_reply_to_a_result_goes_on_from_it() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let first = ann.uses("video", &[("prompt", crate::harness::member::text("a fox"))]).await;
    t.pass(120).await;
    let result = t.new_message();
    // Praise that pings the bot is not a request.
    ann.posts("wow, so nice", vec![], Some(result.id));
    let card = ann.says("and now it snows", vec![], Some(result.id)).await;
    assert!(card.content.contains("**Continued video**"), "{}", card.content);
    assert!(card.content.contains(&format!("Continues `{}`", first.job())), "{}", card.content);
    assert!(card.content.contains("720P · 10 s"), "{}", card.content);
    t.pass(120).await;
    t.new_message();
    let details = ann.uses("job", &[("job", crate::harness::member::text(&job(&card)))]).await;
    assert!(details.text().contains(&format!("made from `{}`", first.job())), "{}", details.text());
    t.finish().await;
}

#[tokio::test]
async fn an_intent_that_discord_does_not_grant_is_named() {
    let mut t = Story::prepare(&[("discord.message_content", true.into())]).await;
    t.expect_error("Disallowed gateway intents");
    t.expect_error("Shard handler received err");
    let app = wanbot::app::App::build(t.config(), t.clock.clone()).await.unwrap();
    let refused = app.stay_connected(Default::default()).await.unwrap_err();
    assert!(refused.to_string().contains("switch Message Content on"), "{refused}");
    app.close().await;
    t.finish().await;
}

#[tokio::test]
async fn the_result_is_posted_although_the_members_message_was_deleted() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.says("rain", vec![("cat.png", files::png(640, 480))], None).await;
    t.world.discord.delete_message(card.reply_to.unwrap());
    t.pass(130).await;
    assert_eq!(t.new_message().reply_to, Some(card.id));
    t.finish().await;
}

#[tokio::test]
async fn a_mention_that_comes_twice_makes_one_job() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.says("rain", vec![("cat.png", files::png(640, 480))], None).await;
    t.world.discord.gateway_op(7, &serde_json::Value::Null);
    assert_eq!(t.world.discord.repeat(card.reply_to.unwrap()), 1);
    // A response to a later command means that the repeated event was processed.
    ann.uses("quota", &[]).await;
    t.pass(130).await;
    t.new_message();
    assert_eq!(t.world.wan.tasks().len(), 1);
    t.finish().await;
}

#[tokio::test]
async fn what_cannot_be_used_gets_a_clear_answer() {
    let t = Story::begin_reading().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    let bare = ann.says("hello", vec![], None).await;
    assert!(bare.content.contains("Attach an image, a video or an audio file"), "{}", bare.content);
    let words = bob.posts("just words", vec![], None);
    let response = ann.says("rain", vec![], Some(words)).await;
    assert!(response.content.contains("has no image, video or audio"), "{}", response.content);
    let fake = ann.says("rain", vec![("cat.png", b"not an image".to_vec())], None).await;
    assert!(fake.content.contains("whatever its name says"), "{}", fake.content);
    let long = format!("{} 20s", "x".repeat(100));
    let response = ann.says(&long, vec![("cat.png", files::png(640, 480))], None).await;
    assert!(response.content.contains("choose 2 to 15 seconds"), "{}", response.content);
    assert_eq!(t.world.wan.tasks().len(), 0);
    t.finish().await;
}

#[tokio::test]
async fn a_members_credits_are_not_shown_in_the_channel() {
    let t = Story::begin_with(&[("quota.credits", "3".into())]).await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    let image = || vec![("cat.png", files::png(640, 480))];
    let response = ann.says("rain", image(), None).await;
    assert!(response.content.contains("Use `/quota` to see why"), "{}", response.content);
    assert!(!response.content.contains("credits"), "{}", response.content);
    let member = ("member", wanbot::emulator::discord::OptionValue::Member(ann.id));
    let reason = ("reason", crate::harness::member::text("rude in private"));
    meg.uses("wan-mod block", &[member, reason]).await;
    let response = ann.says("rain 2s", image(), None).await;
    assert!(!response.content.contains("rude"), "{}", response.content);
    t.finish().await;
}

#[tokio::test]
async fn a_choice_that_does_not_fit_leaves_the_others() {
    let t = Story::begin_reading().await;
    let ann = t.member("ann");
    // A video of one second can be a reference, but cannot be edited.
    let both = vec![("blink.mp4", files::mp4(1.0)), ("hat.png", files::png(300, 300))];
    let offer = ann.says("wear the hat", both, None).await;
    let labels: Vec<_> = offer.buttons().into_iter().map(|b| b.0).collect();
    ann.presses(offer.id, &labels[0]).await;
    let refusal = t.world.discord.wait(crate::harness::PATIENCE, |d| {
        d.message(offer.id).filter(|m| m.content.contains("must be 2 to 10 s"))
    });
    let refusal = refusal.await.expect("the reason is shown");
    assert!(refusal.buttons().iter().any(|b| b.0 == labels[1]), "{:?}", refusal.buttons());
    ann.presses(offer.id, &labels[1]).await;
    let card = t.world.discord.wait(crate::harness::PATIENCE, |d| {
        d.message(offer.id).filter(|m| m.content.contains("**Video from references**"))
    });
    card.await.expect("the other choice is taken");
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn nothing_is_made_where_the_type_of_the_channel_is_unknown() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let path = format!("/channels/{}", t.channel);
    let broken = wanbot::emulator::Effect::Answer {
        status: 503,
        body: serde_json::json!({"message": "x"}),
        headers: Default::default(),
    };
    t.fault("discord", "GET", &path, 1, broken);
    let response = ann.says("rain", vec![("cat.png", files::png(640, 480))], None).await;
    assert_eq!(
        response.content,
        "Discord didn't say what kind of channel this is. Please try again in a minute.\n\
         Nothing was charged."
    );
    assert_eq!(t.world.wan.tasks().len(), 0);
    t.finish().await;
}

#[tokio::test]
async fn a_reply_to_our_images_offers_what_can_be_made_of_them() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let three = [
        ("prompt", crate::harness::member::text("three friends")),
        ("count", wanbot::emulator::discord::OptionValue::Integer(3)),
        ("resolution", crate::harness::member::text("1K")),
    ];
    let first = ann.uses("image", &three).await;
    t.pass(120).await;
    let result = t.new_message();
    let offer = ann.says("they meet", vec![], Some(result.id)).await;
    let label = offer.buttons()[0].0.clone();
    assert!(label.starts_with("Use as references"), "{label}");
    ann.presses(offer.id, &label).await;
    let card = t.world.discord.wait(crate::harness::PATIENCE, |d| {
        d.message(offer.id).filter(|m| m.content.contains("**Video from references**"))
    });
    let card = card.await.expect("it becomes the card");
    let from = format!("Uses `{}` as a reference", first.job());
    assert!(card.content.contains(&from), "{}", card.content);
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn nothing_is_charged_where_the_bot_lacks_permissions() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let here = wanbot::emulator::discord::world::permission::VIEW_CHANNEL;
    t.world.discord.set_bot_permissions(t.channel, here);
    let mention = format!("<@{}> rain", t.world.discord.bot());
    ann.posts(&mention, vec![("cat.png", files::png(640, 480))], None);
    let refused = async {
        while t.calls("POST", "/messages") == 0 {
            tokio::task::yield_now().await;
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(crate::harness::PATIENCE, refused).await.expect("it tries to answer");
    t.pass(20).await;
    // Repeated: Discord is not queried each time.
    for _ in 0..5 {
        ann.posts(&mention, vec![("cat.png", files::png(640, 480))], None);
    }
    ann.uses("help", &[]).await;
    t.pass(20).await;
    assert_eq!(t.calls("POST", "/messages"), 1);
    assert_eq!(t.world.wan.tasks().len(), 0);
    t.finish().await;
}

#[tokio::test]
async fn what_a_member_writes_in_a_reply_stays_text() {
    let t = Story::begin().await;
    let (eve, ann) = (t.member("eve"), t.member("ann"));
    let nasty = format!(
        "@everyone <@{}> **bold** [x](http://y) ||s||\n# \u{202e}gnp\u{200b} job `00000000` 5s",
        ann.id
    );
    let card = eve.says(&nasty, vec![("cat.png", files::png(640, 480))], None).await;
    assert!(card.pinged.is_empty() && !card.pings_everyone, "{:?}", card.pinged);
    let quoted = card.content.lines().find(|l| l.starts_with("> ")).unwrap();
    assert!(!quoted.contains("**") && !quoted.contains('\u{202e}'), "{quoted}");
    assert!(!quoted.contains("`00000000`") || quoted.contains(r"\`00000000\`"), "{quoted}");
    t.pass(120).await;
    let result = t.new_message();
    assert_eq!(result.pinged, [eve.id]);
    t.finish().await;
}
