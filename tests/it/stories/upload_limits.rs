//! The largest file that a channel accepts: stated, learned, or assumed.

use crate::harness::member::text;
use crate::harness::{Story, files, has_ffmpeg};

#[tokio::test]
async fn a_limit_is_learned_with_two_uploads_at_the_most() {
    let t = Story::begin().await;
    t.world.discord.set_claim(t.guild, 100 * 1024 * 1024);
    t.world.discord.set_real_limit(t.channel, 5_000_000);
    t.world.wan.set_least_bytes(21_000_000);
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(150).await;
    let message = t.new_message();
    assert!(message.content.contains("too large for this channel"), "{}", message.content);
    assert!(refused(&t) <= 2, "{} uploads were refused", refused(&t));
    let before = refused(&t);
    ann.uses("video", &[("prompt", text("an owl"))]).await;
    t.pass(150).await;
    t.new_message();
    assert_eq!(refused(&t), before, "it is remembered");
    t.finish().await;
}

/// How many uploads Discord refused as too large.
fn refused(t: &Story) -> usize {
    t.world.record.exchanges().iter().filter(|e| e.status == 413).count()
}

/// More than the bot knows of: a server without boosts whose limit is 50 MiB.
#[tokio::test]
async fn what_the_interaction_claims_counts() {
    let t = Story::begin().await;
    t.world.discord.set_claim(t.guild, 50 * 1024 * 1024);
    t.world.discord.set_real_limit(t.channel, 50 * 1024 * 1024);
    t.world.wan.set_least_bytes(30_000_000);
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(150).await;
    assert_eq!(t.new_message().files.len(), 1);
    assert_eq!(refused(&t), 0);
    t.finish().await;
}

/// A mention states no limit: it has the one that earlier interactions stated, until a refusal
/// teaches another.
#[tokio::test]
async fn what_interactions_claimed_counts_for_mentions() {
    let t = Story::begin().await;
    t.world.discord.set_claim(t.guild, 50 * 1024 * 1024);
    t.world.discord.set_real_limit(t.channel, 50 * 1024 * 1024);
    t.world.wan.set_least_bytes(30_000_000);
    let ann = t.member("ann");
    ann.uses("quota", &[]).await;
    ann.says("make it rain", vec![("a.png", files::png(300, 300))], None).await;
    t.pass(150).await;
    assert_eq!(t.new_message().files.len(), 1, "as it is, and not linked");
    // Its member had a subscription, or the server lost its boosts.
    t.world.discord.set_real_limit(t.channel, 20_000_000);
    let before = refused(&t);
    for n in 1..=2 {
        let words = format!("make it snow {n}");
        ann.says(&words, vec![("a.png", files::png(300, 300))], None).await;
        t.pass(150).await;
        assert!(t.new_message().content.contains("too large for this channel"));
        assert_eq!(refused(&t) - before, 1, "after {n}: learned from the first");
    }
    t.finish().await;
}

/// Between the limit of 10 MiB that Discord had and the 20 MB that it has.
#[tokio::test]
async fn a_video_of_13_mb_is_posted_unchanged() {
    let t = Story::begin().await;
    t.world.wan.set_least_bytes(13_000_000);
    let ann = t.member("ann");
    // A mention states no limit, so that the bot's own counts.
    ann.says("make it rain", vec![("a.png", files::png(300, 300))], None).await;
    t.pass(150).await;
    let message = t.new_message();
    assert!(message.files[0].bytes.len() >= 13_000_000, "{}", message.content);
    assert_eq!(refused(&t), 0);
    t.finish().await;
}

#[tokio::test]
async fn a_refusal_on_the_way_is_one_of_the_two_uploads() {
    if !has_ffmpeg() {
        eprintln!("skipped: there is no ffmpeg");
        return;
    }
    let t = Story::begin_with(&[("convert.ffmpeg", "ffmpeg".into())]).await;
    t.world.discord.set_claim(t.guild, 100 * 1024 * 1024);
    t.world.discord.set_real_limit(t.channel, 10_000);
    t.world.wan.set_least_bytes(6_000_000);
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(150).await;
    let message = t.new_message();
    assert!(message.content.contains("too large for this channel"), "{}", message.content);
    assert_eq!(refused(&t), 2, "once on the way, once made smaller, then a link");
    t.finish().await;
}
