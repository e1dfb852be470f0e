//! Channels and servers that vanish while the bot runs, and come back.

use crate::harness::Story;
use crate::harness::member::text;

/// Warnings and errors in the log about events from Discord.
fn complaints(t: &Story) -> Vec<String> {
    let log = t.log();
    let loud = log.lines().filter(|l| l.contains(" WARN ") && l.contains("cannot read"));
    loud.map(str::to_owned).collect()
}

#[tokio::test]
async fn a_channel_for_adults_is_made_and_deleted_while_a_job_runs_there() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let adults = t.world.discord.add_adult_channel(t.guild, "after-dark");
    let there = ann.elsewhere(adults);
    // The gateway sends the channel update before the command, but it is processed asynchronously.
    let mut asked = 0;
    while t.app().store().select(|job| job.delivery.age_restricted).is_empty() {
        assert!(asked < 5, "the channel is never known to be for adults");
        there.uses("video", &[("prompt", text("x"))]).await;
        asked += 1;
    }
    t.pass(20).await;
    t.world.discord.delete_channel(adults);
    assert!(there.tries("video", &[("prompt", text("y"))]).is_err(), "there is no such place");
    t.pass(300).await;
    let direct = t.world.discord.direct(ann.id).expect("the results go to her");
    let sent = t.world.discord.messages(direct);
    assert_eq!(sent.iter().filter(|m| m.files.len() == 1).count(), asked);
    assert_eq!(complaints(&t), [""; 0]);
    t.finish().await;
}

#[tokio::test]
async fn a_thread_is_made_and_deleted_while_a_job_runs_there() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let thread = t.world.discord.add_thread(t.guild, "ideas", t.channel);
    ann.elsewhere(thread).uses("video", &[("prompt", text("x"))]).await;
    t.pass(20).await;
    t.world.discord.delete_channel(thread);
    t.pass(140).await;
    assert_eq!(t.direct_message(&ann).files.len(), 1);
    assert_eq!(complaints(&t), [""; 0]);
    t.finish().await;
}

#[tokio::test]
async fn a_bot_that_is_removed_while_a_job_runs_sends_the_result_directly() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    // Discord lets the bot send her direct messages only while they share a server.
    let other = t.world.discord.add_guild("Elsewhere");
    t.world.discord.join(other, ann.id);
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.pass(20).await;
    t.world.discord.kick_bot(t.guild);
    assert!(ann.tries("jobs", &[]).is_err(), "its commands are gone");
    t.pass(140).await;
    assert_eq!(t.direct_message(&ann).files.len(), 1);
    assert!(t.unheard().is_empty(), "no further message where it is not");
    assert_eq!(complaints(&t), [""; 0]);
    t.finish().await;
}

#[tokio::test]
async fn a_bot_removed_from_its_only_server_keeps_the_result_until_it_is_added_again() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    let card = ann.uses("video", &[("prompt", text("x"))]).await;
    t.pass(20).await;
    t.world.discord.kick_bot(t.guild);
    t.pass(140).await;
    assert_eq!(t.archived("clips"), 1, "it is held");
    assert_eq!(t.world.discord.direct(ann.id).map_or(0, |d| t.world.discord.messages(d).len()), 0);
    t.world.discord.invite_bot(t.guild);
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**50 of 50**"), "she does not have it: {}", quota.text());
    let held = ann.uses("job", &[("job", text(&card.job()))]).await;
    assert_eq!((held.is_private(), held.message.files.len()), (true, 1));
    let quota = ann.uses("quota", &[]).await;
    assert!(quota.text().contains("**45 of 50**"), "and now she does: {}", quota.text());
    t.finish().await;
}

#[tokio::test]
async fn a_result_is_posted_after_an_outage_of_its_server() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    t.world.discord.set_unavailable(t.guild, true);
    assert!(ann.tries("jobs", &[]).is_err(), "nobody acts there");
    t.pass(140).await;
    t.world.discord.set_unavailable(t.guild, false);
    assert_eq!(t.new_message().files.len(), 1);
    ann.uses("jobs", &[]).await;
    assert_eq!(complaints(&t), [""; 0]);
    t.finish().await;
}
