//! A request becomes a clip.

use crate::harness::Story;
use crate::harness::member::text;

#[tokio::test]
async fn words_become_a_clip_in_the_same_channel() {
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
    let clip = &result.files[0];
    assert!(clip.name.ends_with(".mp4"));
    assert!(clip.description.as_ref().unwrap().contains("a red fox runs over fresh snow"));
    let facts = wanbot::media::measure(&clip.bytes).unwrap();
    assert_eq!((facts.size, facts.seconds), (Some((1280, 720)), Some(5.0)));

    t.pass(10).await;
    let card = t.world.discord.message(card.message.id).unwrap();
    assert!(card.content.contains("**Done**"), "{}", card.content);
    assert!(card.buttons().is_empty());
    t.finish().await;
}
