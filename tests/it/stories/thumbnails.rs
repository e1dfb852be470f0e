//! The first image of a job is shown beside its card while the job is open.

use wanbot::emulator::discord::{Message, OptionValue};

use crate::harness::member::{file, text};
use crate::harness::{Story, files};

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

#[tokio::test]
async fn a_card_shows_no_image_that_is_hidden_or_not_used_as_it_is() {
    let t = Story::begin().await;
    let (ann, meg) = (t.member("ann"), t.moderator("meg"));
    let prompt = ("prompt", text("it sails"));
    let image = |name: &str, (width, height)| ("image", file(name, files::png(width, height)));
    let crop = ("crop", OptionValue::Boolean(true));
    let hidden = image("SPOILER_boat.png", (300, 300));
    let cropped = image("long.png", (300, 3000));
    let plain = image("boat.png", (300, 300));
    let shown = async |options: &[_]| thumbnail(&ann.uses("animate", options).await.message);
    assert_eq!(shown(&[hidden, prompt.clone()]).await, None, "a spoiler");
    assert_eq!(shown(&[cropped, prompt.clone(), crop]).await, None, "cropped");
    let defaults =
        [("channel", OptionValue::Channel(t.channel)), ("spoiler", OptionValue::Boolean(true))];
    meg.uses("wan-mod channel-defaults", &defaults).await;
    assert_eq!(shown(&[plain, prompt]).await, None, "its result will be a spoiler");
    t.pass(150).await;
    assert_eq!(t.unheard().len(), 3);
    t.finish().await;
}
