//! Channels that the bot cannot view, which Discord obfuscates: they log nothing, and their
//! properties are known as soon as the bot can view them.

use wanbot::emulator::discord::Visibility;
use wanbot::emulator::discord::world::permission;
use wanbot::job::Job;

use crate::harness::Story;
use crate::harness::member::{Member, Response, text};

/// Requests a video until the channel update is known: the gateway sends the update before the
/// command, but a separate task processes it.
async fn asked_for_as_adult(t: &Story, there: &Member) -> Response {
    for _ in 0..5 {
        let card = there.uses("video", &[("prompt", text("x"))]).await;
        if newest(t).delivery.age_restricted {
            return card;
        }
    }
    panic!("the channel is never known to be for adults");
}

fn newest(t: &Story) -> Job {
    let jobs = t.app().store().select(|_| true);
    jobs.into_iter().max_by_key(|job| job.origin.interaction).expect("there is a job")
}

#[tokio::test]
async fn hidden_channels_leave_no_line_in_the_log() {
    let mut t = Story::prepare(&[]).await;
    for (n, visibility) in [Visibility::Nulled, Visibility::Reduced].into_iter().enumerate() {
        t.world.discord.add_channel_as(t.guild, &format!("staff {n}"), 0, visibility);
    }
    t.start().await;
    t.world.discord.add_channel_as(t.guild, "board", 0, Visibility::Nulled);
    t.world.discord.set_visibility(t.channel, Visibility::Nulled);
    t.world.discord.set_visibility(t.channel, Visibility::Visible);
    // A response to the command means that all of these events were processed.
    let ann = t.member("ann");
    ann.uses("help", &[]).await;
    let log = t.log();
    let loud = |l: &&str| l.contains(" WARN ") && (l.contains("serenity") || l.contains("discord"));
    let loud: Vec<_> = log.lines().filter(loud).collect();
    assert!(loud.is_empty(), "{loud:#?}");
    t.finish().await;
}

#[tokio::test]
async fn a_hidden_channel_that_becomes_visible_is_known_to_be_for_adults() {
    for hidden in [Visibility::Nulled, Visibility::Reduced] {
        let mut t = Story::prepare(&[]).await;
        let adults = t.world.discord.add_channel(t.guild, "after-dark");
        t.world.discord.set_age_restricted(adults, true);
        t.world.discord.set_visibility(adults, hidden);
        t.start().await;
        let ann = t.member("ann");
        let there = ann.elsewhere(adults);
        let refused = there.uses("video", &[("prompt", text("x"))]).await;
        assert!(refused.text().contains("I'm missing permissions"), "{}", refused.text());
        t.world.discord.set_visibility(adults, Visibility::Visible);
        let card = asked_for_as_adult(&t, &there).await;
        t.pass(130).await;
        let response = ann.uses("again", &[("job", text(&card.job()))]).await;
        assert!(
            response.is_private() && response.text().contains("age-restricted"),
            "{}",
            response.text()
        );
        t.finish().await;
    }
}

/// The properties of a channel stay known while it is hidden: a command can arrive before the
/// update that makes it visible again.
#[tokio::test]
async fn a_channel_for_adults_that_is_hidden_stays_one() {
    for hidden in [Visibility::Nulled, Visibility::Reduced] {
        let t = Story::begin().await;
        let adults = t.world.discord.add_channel(t.guild, "after-dark");
        t.world.discord.set_age_restricted(adults, true);
        let ann = t.member("ann");
        let there = ann.elsewhere(adults);
        asked_for_as_adult(&t, &there).await;
        t.world.discord.set_visibility(adults, hidden);
        t.world.discord.set_bot_permissions(adults, permission::MEMBER);
        // A response to the command means that the event was processed.
        ann.uses("help", &[]).await;
        there.uses("video", &[("prompt", text("y"))]).await;
        assert!(newest(&t).delivery.age_restricted, "it is for adults still");
        t.pass(300).await;
        t.finish().await;
    }
}
