//! The first image of a job is shown beside its card while the job is open.

use wanbot::emulator::discord::{Given, Message};

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
    let ann = t.member("ann");
    let image = |name: &str, side| ("image", file(name, files::png(300, side)));
    let prompt = ("prompt", text("it sails"));
    let spoiler = ("spoiler", Given::Boolean(true));
    for options in [
        vec![image("SPOILER_boat.png", 300), prompt.clone()],
        vec![image("boat.png", 300), prompt.clone(), spoiler],
    ] {
        let card = ann.uses("animate", &options).await;
        assert_eq!(thumbnail(&card.message), None, "{}", card.text());
    }
    t.pass(120).await;
    assert_eq!(t.unheard().len(), 2);
    t.finish().await;
}
