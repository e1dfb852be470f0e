//! Load test: the real program in a separate process, and thousands of members on the emulators'
//! gateway in this one. `cargo bench --bench load`; docs/performance.md explains the results.
//!
//! With `PEER=…` the same load runs against other bots too, in turns (benches/peers/README.md).
//! With `-- --count` the instructions and calls of one command are counted instead, and with
//! `-- conversions` the load runs beside conversions of videos.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    reason = "the numbers and lists are the benchmark's own"
)]

#[expect(dead_code, reason = "the benchmark of delivery asks for more")]
mod bot;
mod conversions;
mod counts;
mod rounds;
mod world;

use std::time::{Duration, Instant};

use bot::Bot;
use rounds::{Subject, Table};
use world::{SERVERS, World};

const TOKEN: &str = "emulated-token";
const KEY: &str = "sk-emulated";
/// Members who use commands at a time, at the maximum rate.
const AT_ONCE: usize = 64;

#[tokio::main]
async fn main() {
    if std::env::args().any(|a| a == "--count") {
        return counts::count().await;
    }
    if std::env::args().any(|a| a == "conversions") {
        return conversions::measure().await;
    }
    // `cargo test --bench load` only checks that it runs.
    let brief = !std::env::args().any(|a| a == "--bench");
    let subjects = Subject::all();
    let rounds = if subjects.len() > 1 { 3 } else { 1 };
    let rounds = std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(rounds);
    let mut table = Table::default();
    for round in 1..=rounds {
        for subject in &subjects {
            println!("round {round} of {rounds}: {}", subject.name());
            load(subject, brief, &mut table).await;
        }
    }
    table.print();
    if subjects.len() == 1 {
        many_servers(if brief { 200 } else { 10_000 }).await;
    }
}

/// All loads, with one bot.
async fn load(subject: &Subject, brief: bool, table: &mut Table) {
    let lasts = |seconds: u64| Duration::from_secs(if brief { 2 } else { seconds });
    let world = World::new(SERVERS, 5).await;
    let began = Instant::now();
    let bot = subject.start(&world.running);
    world.connected().await;
    let up = began.elapsed().as_secs_f64();
    tokio::time::sleep(lasts(10)).await;
    let rest = bot.memory();
    println!("  from start to READY and registered: {up:.2} s; resident at rest: {rest:.1} MB");
    let mut open = 0;
    for (rate, seconds) in if brief { vec![(20, 2)] } else { vec![(50, 20), (500, 10)] } {
        let outcome = world.steady(&bot, rate, lasts(seconds), open).await;
        open += outcome.asked;
        table.add(&format!("{rate} a second"), subject, &outcome);
    }
    let at_once = if brief { 4 } else { AT_ONCE };
    let outcome = world.most(&bot, at_once, lasts(10), open).await;
    open += outcome.asked;
    table.add(&format!("the most, {at_once} members at a time"), subject, &outcome);
    let cpu = bot.cpu();
    tokio::time::sleep(lasts(10)).await;
    let idle = 100.0 * (bot.cpu() - cpu) / lasts(10).as_secs_f64();
    let more = (bot.memory() - rest) * 1000.0 / open as f64;
    println!("  with {open} open jobs: {more:.2} KB resident each, {idle:.1} % of a core at rest");
}

/// Memory with this number of servers, at READY and afterwards.
async fn many_servers(servers: u64) {
    let world = World::new(servers, 10).await;
    let bot = Bot::start(&world.running);
    world.connected().await;
    // Each server arrives separately after READY.
    let mut last = 0.0;
    for _ in 0..30 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let now = bot.memory();
        if (now - last).abs() < 0.5 {
            break;
        }
        last = now;
    }
    println!("resident with {servers} servers of 10 channels: {:.1} MB", bot.memory());
}
