//! Job records and the audit log, and their deletion.

use wanbot::emulator::discord::OptionValue;

use super::{amount, asks, does, has, of, who, why};
use crate::harness::member::{file, text};
use crate::harness::{Story, files};

#[tokio::test]
async fn a_moderator_who_presses_cancel_is_on_record() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let card = asks(&ann, 5).await;
    mia.presses(card.message.id, "Cancel").await;
    let log = does(&mia, "quota log", &[of(&ann)]).await;
    has(&log, &format!("<@{}> · **cancel job** · <@{}> · in progress → job", mia.id, ann.id));
    t.pass(20).await;
    t.finish().await;
}

#[tokio::test]
async fn nothing_that_a_moderator_writes_forges_a_line() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let forged = why("fine” · taken back by 99 · “@everyone\n**7**");
    let said = does(&mia, "block", &[of(&ann), forged]).await;
    has(&said, "“fine' ' taken back by 99 ' '\\@everyone \\*\\*7\\*\\*”");
    t.finish().await;
}

#[tokio::test]
async fn the_whole_prompt_is_shown_to_members_who_ask_for_it() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let prompt = format!("{} the end", "a boat on a lake, ".repeat(40));
    let card = ann.uses("video", &[("prompt", text(&prompt))]).await;
    let response = mia.uses("wan-mod who", &[("message", text(&card.job()))]).await;
    let file = String::from_utf8(response.message.files[0].bytes.to_vec()).unwrap();
    has(&file, "the end");
    t.pass(130).await;
    t.new_message();
    t.finish().await;
}

#[tokio::test]
async fn audit_entries_are_posted_in_the_log_channel_exactly_once() {
    let mut t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let log = t.world.discord.add_channel(t.guild, "log");
    does(&mia, "log-channel", &[("channel", OptionValue::Channel(log))]).await;
    does(&mia, "quota set", &[who(&ann), amount("7"), why("because")]).await;
    t.crash_and_restart().await;
    t.pass(10).await;
    let posts = t.world.discord.messages(log);
    assert_eq!(posts.len(), 2, "{posts:#?}");
    has(
        &posts[1].content,
        &format!(
            "**2** <t:{}:R> · <@{}> · **quota set** · <@{}> · by role → 7 · “because”",
            t.now().as_second() - 10,
            mia.id,
            ann.id
        ),
    );
    assert!(posts[1].pinged.is_empty(), "an audit line pings nobody");
    // A deleted log channel does not stop anything.
    t.world.discord.delete_channel(log);
    does(&mia, "quota reset", &[who(&ann)]).await;
    t.pass(10).await;
    t.finish().await;
}

#[tokio::test]
async fn moderators_look_up_and_remove_a_result_from_the_menu() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let png = files::png(300, 300);
    let image = ("image", file("cat.png", png.clone()));
    let card = ann.uses("animate", &[image.clone(), ("prompt", text("it jumps"))]).await;
    t.pass(120).await;
    let result = t.new_message();
    let link = format!("https://discord.com/channels/{}/{}/{}", t.guild, t.channel, result.id);
    let said = does(&mia, "who", &[("message", text(&link))]).await;
    has(&said, &format!("requested by <@{}>", ann.id));
    has(&said, "it jumps");
    has(&said, "wan2.7-i2v · 720P · 5 s · seed");
    has(&said, "first frame: cat.png");
    has(&said, "5 credits charged · $0.50 at the provider");
    has(&said, "submitted <t:");
    let menu = |name: &str, message| t.world.discord.use_menu(mia.id, message, name).unwrap();
    let same = mia.reads(menu("Who made this?", card.message.id)).await;
    assert_eq!(same.text(), said, "card and result tell the same");
    has(&does(&mia, "jobs", &[of(&ann)]).await, &link);

    let removed = mia.reads(menu("Remove this result", result.id)).await;
    has(removed.text(), "the file is removed from storage. The record stays");
    assert!(t.world.discord.message(result.id).is_none());
    assert_eq!(t.archived("clips"), 0);
    let shown = t.world.discord.message(card.message.id).unwrap().content;
    has(&shown, "**Removed** by a moderator");
    assert!(!shown.contains("jumps"));
    has(&does(&mia, "who", &[("message", text(&card.job()))]).await, "**Removed** by");

    let blocked = mia.presses(removed.message.id, "Block its inputs too").await;
    has(blocked.text(), "0 blocked → 1 blocked");
    let response = ann.uses("animate", &[image]).await;
    has(response.text(), "A moderator has blocked this file in this server.");
    assert_eq!(t.archived("inputs"), 0);
    has(&does(&mia, "quota log", &[]).await, "**remove result**");
    // The second time there is nothing left to do, and nothing breaks.
    has(&does(&mia, "remove", &[("message", text(&card.job()))]).await, "Removed");
    t.finish().await;
}

#[tokio::test]
async fn a_result_that_discord_does_not_delete_is_said_to_be_there() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let card = asks(&ann, 5).await;
    has(&does(&mia, "remove", &[("message", text(&card.job()))]).await, "no result to remove");
    t.pass(120).await;
    let result = t.new_message();
    t.world.discord.set_bot_permissions(t.channel, 0);
    let link = ("message", text(&result.id.to_string()));
    has(&does(&mia, "remove", std::slice::from_ref(&link)).await, "Discord didn't delete the post");
    t.world.discord.set_bot_permissions(t.channel, u64::MAX);
    has(&does(&mia, "remove", &[link]).await, "is deleted");
    assert!(t.world.discord.message(result.id).is_none());
    t.finish().await;
}

#[tokio::test]
async fn a_moderator_cancels_a_members_job() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let card = asks(&ann, 5).await;
    let job = ("job", text(&card.job()));
    has(&does(&mia, "cancel", &[job, why("wrong channel")]).await, "is cancelled");
    t.pass(20).await;
    has(
        &t.world.discord.message(card.message.id).unwrap().content,
        "5 credits refunded: cancelled",
    );
    has(&does(&mia, "quota log", &[]).await, "**cancel job** · <@");
    let undo = does(&mia, "quota undo", &[("number", OptionValue::Integer(1))]).await;
    has(&undo, "changed nothing that could be undone");
    t.finish().await;
}

#[tokio::test]
async fn spending_by_member_is_listed_with_a_chart() {
    let t = Story::begin().await;
    let (mia, ann, bob) = (t.moderator("mia"), t.member("ann"), t.member("bob"));
    asks(&ann, 5).await;
    asks(&ann, 3).await;
    asks(&bob, 2).await;
    t.pass(130).await;
    assert_eq!(t.unheard().len(), 3);
    let response = mia.uses("wan-mod quota top", &[("period", text("30"))]).await;
    assert!(response.is_private());
    has(
        response.text(),
        &format!(
            "1. <@{}> – 8 credits in 2 jobs ($0.80)\n2. <@{}> – 2 credits in 1 job ($0.20)",
            ann.id, bob.id
        ),
    );
    let chart = &response.message.files[0];
    has(
        chart.description.as_deref().unwrap(),
        "Bar chart of credits spent by day. 2026-11-22: 10.",
    );
    let drawn = image::load_from_memory(&chart.bytes).unwrap().to_rgb8();
    let bars = drawn.pixels().filter(|p| p.0 == [88, 101, 242]).count();
    assert!(bars > 1000, "today's bar is there");
    t.finish().await;
}

#[tokio::test]
async fn long_lists_have_pages() {
    let t = Story::begin_with(&[("queue.waiting_per_member", 30.into())]).await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    for n in 1..=10 {
        does(&mia, "quota set", &[who(&ann), amount(&(100 + n).to_string())]).await;
    }
    let first = mia.uses("wan-mod quota log", &[]).await;
    has(first.text(), "**10**");
    assert!(!first.text().contains("**2** <"));
    let labels = |m: u64| -> Vec<_> {
        t.world.discord.message(m).unwrap().buttons().into_iter().map(|(l, _)| l).collect()
    };
    assert_eq!(labels(first.message.id), ["Older"]);
    mia.presses(first.message.id, "Older").await;
    let shown = t.world.discord.message(first.message.id).unwrap();
    has(&shown.content, "**2** <");
    assert_eq!(labels(first.message.id), ["Newer"]);
    mia.presses(first.message.id, "Newer").await;
    has(&t.world.discord.message(first.message.id).unwrap().content, "**10**");
    for _ in 0..12 {
        asks(&ann, 2).await;
    }
    let first = mia.uses("wan-mod jobs", &[]).await;
    assert_eq!(first.text().lines().count(), 7);
    assert_eq!(labels(first.message.id), ["Older"]);
    // A member who is not a moderator presses the button, or forges one.
    let forged = t.world.discord.forge_press(ann.id, first.message.id, "page:jobs:0:1", "Older");
    has(ann.reads(forged.unwrap()).await.text(), "You need the Manage Server permission");
    assert_eq!(t.world.discord.message(first.message.id).unwrap().content, first.text());
    t.pass(360).await;
    assert_eq!(t.unheard().len(), 12);
    t.finish().await;
}
