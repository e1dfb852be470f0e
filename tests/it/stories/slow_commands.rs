//! The journal takes longer than Discord waits for an answer: whatever a member or a moderator does
//! besides requesting a job, they see "thinking…" after two seconds, and then the answer.

use wanbot::emulator::discord::OptionValue;

use crate::harness::member::{Member, Response, text};
use crate::harness::{PATIENCE, Story, files, sqlite};

use super::moderators::{amount, does, has, who};

/// Asserts that each of these interactions is answered by "thinking…", shown to the member alone,
/// while the journal is locked. Returns the answers that follow.
async fn answers_behind_a_stalled_write<const N: usize>(
    t: &Story,
    asked: impl FnOnce() -> [(&'static str, u64); N],
    member: &Member,
) -> [Response; N] {
    let lock = sqlite::lock(&t.journal_path());
    let asked = asked();
    for (what, interaction) in &asked {
        let seen = || t.world.discord.seen(*interaction);
        let thinking =
            t.world.discord.wait(PATIENCE, |d| d.seen(*interaction).answer.filter(|a| a.thinking));
        let thinking = thinking.await.unwrap_or_else(|| panic!("{what}: {:#?}", seen()));
        assert_eq!(thinking.only_for, Some(member.id), "{what}: others see it");
    }
    drop(lock);
    let mut responses = Vec::new();
    for (_, interaction) in asked {
        responses.push(member.reads(interaction).await);
    }
    assert!(responses.iter().all(Response::is_private));
    responses.try_into().unwrap_or_else(|_| panic!("one answer each"))
}

#[tokio::test]
async fn a_grant_is_given_once_and_the_moderator_reads_it() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let [granted, paused] = answers_behind_a_stalled_write(
        &t,
        || {
            let grant = [who(&ann), amount("5")];
            [
                ("a grant", mia.tries("wan-mod quota grant", &grant).unwrap()),
                ("a pause", mia.tries("wan-mod pause", &[]).unwrap()),
            ]
        },
        &mia,
    )
    .await;
    has(granted.text(), "50 left → 5 more");
    has(paused.text(), "pause");
    let log = does(&mia, "quota log", &[]).await;
    assert_eq!(log.matches("**quota grant**").count(), 1, "{log}");
    has(ann.uses("quota", &[]).await.text(), "Granted (entry 1): 5 of 5 left");
    t.finish().await;
}

/// The answers have a list, a file, and a button that works.
#[tokio::test]
async fn what_a_moderator_looks_up_arrives_with_its_files_and_buttons() {
    let t = Story::begin().await;
    let (mia, ann) = (t.moderator("mia"), t.member("ann"));
    let image = ("image", crate::harness::member::file("cat.png", files::png(300, 300)));
    let prompt = ("prompt", text(&format!("{} the end", "a boat on a lake, ".repeat(40))));
    let job = ann.uses("animate", &[image, prompt]).await.job();
    t.pass(130).await;
    let post = t.new_message().id;
    let discord = &t.world.discord;
    let [jobs, found, _] = answers_behind_a_stalled_write(
        &t,
        || {
            [
                ("a list", mia.tries("wan-mod jobs", &[]).unwrap()),
                ("a look-up", discord.use_menu(mia.id, post, "Who made this?").unwrap()),
                ("the audit log", mia.tries("wan-mod quota log", &[]).unwrap()),
            ]
        },
        &mia,
    )
    .await;
    has(jobs.text(), &job);
    has(found.text(), &format!("<@{}>", ann.id));
    has(std::str::from_utf8(&found.message.files[0].bytes).unwrap(), "the end");

    let [removed] = answers_behind_a_stalled_write(
        &t,
        || [("a removal", discord.use_menu(mia.id, post, "Remove this result").unwrap())],
        &mia,
    )
    .await;
    assert!(discord.message(post).is_none(), "the post is deleted");
    let button = "Block its inputs too";
    let [blocked] = answers_behind_a_stalled_write(
        &t,
        || [(button, discord.press(mia.id, removed.message.id, button).unwrap())],
        &mia,
    )
    .await;
    has(blocked.text(), "block");
    let log = does(&mia, "quota log", &[]).await;
    assert_eq!(log.matches("**block inputs**").count(), 1, "{log}");
    t.finish().await;
}

#[tokio::test]
async fn commands_that_request_nothing_are_answered_while_the_journal_is_slow() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(130).await;
    let post = t.new_message().id;
    let card = ann.uses("video", &[("prompt", text("an owl"))]).await;
    let discord = &t.world.discord;
    let modal = discord.press(ann.id, post, "Report").unwrap();
    ann.modal(modal).await;
    let job = card.job();
    let [settings, cancelled, reported, jobs, details, sure] = answers_behind_a_stalled_write(
        &t,
        || {
            let private = [("private", OptionValue::Boolean(true))];
            [
                ("/settings", ann.tries("settings", &private).unwrap()),
                ("/cancel", ann.tries("cancel", &[("job", text(&job))]).unwrap()),
                ("a report", discord.submit_modal(modal, &[("prompt", "odd")]).unwrap()),
                ("/jobs", ann.tries("jobs", &[]).unwrap()),
                ("Details", discord.press(ann.id, post, "Details").unwrap()),
                ("Delete", discord.press(ann.id, post, "Delete").unwrap()),
            ]
        },
        &ann,
    )
    .await;
    has(settings.text(), "direct message");
    has(cancelled.text(), "is cancelled. Nothing was charged.");
    has(reported.text(), "recorded for the moderators");
    has(jobs.text(), &job);
    assert!(!details.message.buttons().is_empty(), "the details offer actions");
    let [deleted] = answers_behind_a_stalled_write(
        &t,
        || [("Delete it", discord.press(ann.id, sure.message.id, "Delete it").unwrap())],
        &ann,
    )
    .await;
    has(deleted.text(), "Deleted here");
    assert!(discord.message(post).is_none(), "the post is deleted");
    assert_eq!(t.app().store().select(|job| !job.is_over()).len(), 0, "the job is cancelled");
    t.finish().await;
}

#[tokio::test]
async fn a_page_that_is_waited_for_is_a_message_of_its_own() {
    let t = Story::begin_with(&[
        ("queue.waiting_per_member", 12.into()),
        ("queue.requests_per_minute", 100.into()),
        ("quota.credits", "unlimited".into()),
    ])
    .await;
    let ann = t.member("ann");
    let mut jobs = Vec::new();
    for _ in 0..11 {
        jobs.push(ann.uses("video", &[("prompt", text("a fox"))]).await.job());
    }
    let list = ann.uses("jobs", &[]).await;
    let [older] = answers_behind_a_stalled_write(
        &t,
        || [("Older", t.world.discord.press(ann.id, list.message.id, "Older").unwrap())],
        &ann,
    )
    .await;
    has(older.text(), "page 2");
    assert!(jobs.iter().any(|job| older.text().contains(job)), "{}", older.text());
    assert_ne!(older.message.id, list.message.id);
    for job in jobs {
        ann.uses("cancel", &[("job", text(&job))]).await;
    }
    t.finish().await;
}

/// A modal cannot follow "thinking…": a button opens it, as often as it is pressed.
#[tokio::test]
async fn a_modal_that_would_come_too_late_is_behind_a_button() {
    let t = Story::begin().await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("a fox"))]).await;
    t.pass(130).await;
    let post = t.new_message().id;
    let one = ann.posts("look", vec![("a.png", files::png(300, 300))], None);
    let two = vec![("b.png", files::png(300, 300)), ("c.png", files::png(300, 300))];
    let two = ann.posts("look", two, None);
    let discord = &t.world.discord;
    let asked = discord.use_menu(ann.id, two, "Animate this").unwrap();
    let menu = ann.reads(asked).await.message.id;
    let offers = answers_behind_a_stalled_write(
        &t,
        || {
            [
                ("Change", discord.press(ann.id, post, "Change").unwrap()),
                ("Animate this", discord.use_menu(ann.id, one, "Animate this").unwrap()),
                ("a choice", discord.choose(ann.id, menu, &["1"]).unwrap()),
            ]
        },
        &ann,
    )
    .await;
    let cards = [("Change", "**Video**"), ("Animate", "a.png"), ("Animate", "c.png")];
    for (offer, (label, words)) in offers.into_iter().zip(cards) {
        let said = "Opening the form took too long. Press the button to open it.";
        assert_eq!(offer.text(), said);
        let buttons = offer.message.buttons();
        assert_eq!(buttons.len(), 1, "{buttons:?}");
        has(&buttons[0].0, label);
        let card = ann.fills(offer.message.id, &buttons[0].0, &[("prompt", "rain")]).await;
        has(card.text(), words);
    }
    t.pass(250).await;
    assert_eq!(t.unheard().len(), 3);
    t.finish().await;
}
