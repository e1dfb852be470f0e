//! The whole program as an operator runs it, with its own loops and clock.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use wanbot::app::App;
use wanbot::clock::Clock;

use crate::harness::member::text;
use crate::harness::{Story, sqlite};

/// Real time, tasks of one second: everything that other stories drive manually runs by itself, and
/// stops on request.
#[tokio::test]
async fn the_emulators_run_and_stop_by_themselves() {
    let t = Story::prepare(&[
        ("run.tick_interval", "20ms".into()),
        ("wan.poll_cost", "100ms".into()),
        ("discord.card_edit_interval", "100ms".into()),
    ])
    .await;
    // The bot has its own clock, independent of the emulators': they need not agree.
    t.clock.advance(Duration::from_secs(3600));
    let clock = Clock::System;
    let app = App::build(t.config(), clock).await.unwrap();
    let stop = CancellationToken::new();
    let running = tokio::spawn(app.run(stop.clone()));
    let up = t.world.discord.wait(crate::harness::PATIENCE, |d| {
        (d.is_connected() && !d.commands(t.guild).is_empty()).then_some(())
    });
    up.await.expect("it connects");
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("x"))]).await;
    let submitted = async {
        while t.world.wan.tasks().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(crate::harness::PATIENCE, submitted).await.expect("the job is submitted");
    t.clock.advance(Duration::from_secs(120));
    let channel = t.channel;
    let posted = t.world.discord.wait(crate::harness::PATIENCE, |d| {
        d.messages(channel).into_iter().find(|m| !m.files.is_empty())
    });
    posted.await.expect("it delivers");
    t.unheard();
    stop.cancel();
    running.await.unwrap().unwrap();
    assert!(!t.world.discord.is_connected());
    t.finish().await;
}

/// A page of the journal goes bad while the bot is stopped. A start does not read the whole file
/// again; the bot that does so meanwhile finds the page and stops.
#[tokio::test]
async fn a_bot_whose_journal_went_bad_stops() {
    let mut t = Story::begin().await;
    t.stop().await;
    let spoilt = sqlite::spoil(&t.config().storage.journal, "events");
    t.expect_error("stopping, because the journal cannot be trusted");
    let app = App::build(t.config(), Clock::System).await.expect("no start needs the page");
    let ended = app.run(CancellationToken::new()).await.unwrap_err().to_string();
    assert!(ended.contains("run `wanbot journal check`, and restore a backup"), "{ended}");
    assert!(!t.world.discord.is_connected());
    spoilt.mend();
    t.finish().await;
}
