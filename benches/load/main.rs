//! Load test: the real program in a separate process, and thousands of members on the emulators'
//! gateway in this one. `cargo bench --bench load`; docs/performance.md explains the results.

#[expect(dead_code, reason = "the benchmark of delivery asks for more")]
mod bot;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bot::Bot;
use wanbot::clock::Clock;
use wanbot::emulator::discord::{Discord, Given};
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};

const TOKEN: &str = "emulated-token";
const KEY: &str = "sk-emulated";
/// Servers, and active members per server.
const SERVERS: u64 = 10;
const MEMBERS: u64 = 500;
/// The longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(120);

/// Discord with servers and their members.
struct World {
    running: Running,
    /// Members, and the channel that each uses.
    members: Vec<(u64, u64)>,
}

async fn world(servers: u64, channels: u64) -> World {
    let clock = Clock::System;
    let discord = Discord::new(clock.clone(), TOKEN, "wanbot");
    let mut members = Vec::new();
    for server in 0..servers {
        let guild = discord.add_guild(&format!("server {server}"));
        let used = discord.add_channel(guild, "videos");
        for n in 1..channels {
            discord.add_channel(guild, &format!("channel {n}"));
        }
        if server < SERVERS {
            members.extend(
                (0..MEMBERS).map(|n| (discord.add_member(guild, &format!("member {n}"), 0), used)),
            );
        }
    }
    // No task ends during the measurement: accepted jobs stay open.
    let wan = Wan::new(clock.clone(), KEY, Timing::Fixed { queue: 1.0, run: 3_600.0 });
    let record = Record::nowhere(clock);
    let running = start(Addresses::any(), discord, wan, record).await.expect("ports are free");
    World { running, members }
}

impl World {
    async fn connected(&self) {
        let up = |d: &Discord| (d.registrations() > 0).then_some(());
        self.running.discord.wait(PATIENCE, up).await.expect("the bot connects");
    }

    /// Requests a video as one member. Returns the interaction.
    fn ask(&self, n: usize) -> u64 {
        let (member, channel) = self.members[n % self.members.len()];
        let prompt = Given::Text(format!("a lighthouse in a storm, number {n}, cinematic, 35 mm"));
        let used =
            self.running.discord.run_command(member, channel, "video", &[("prompt", prompt)]);
        used.expect("the client accepts it")
    }
}

/// The results of a load.
struct Outcome {
    asked: usize,
    lasted: Duration,
    times: Vec<Duration>,
    unanswered: usize,
    cpu: f64,
}

/// Open loop: sends commands at a fixed rate, whether or not they are answered.
async fn steady(world: &World, bot: &Bot, rate: u64, lasts: Duration, from: usize) -> Outcome {
    let (cpu, began) = (bot.cpu(), Instant::now());
    let mut first = None;
    let mut timer = tokio::time::interval(Duration::from_micros(1_000_000 / rate));
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut asked = 0;
    while began.elapsed() < lasts {
        timer.tick().await;
        let id = world.ask(from + asked);
        first.get_or_insert(id);
        asked += 1;
    }
    let lasted = began.elapsed();
    settled(world, bot, first.unwrap_or_default(), asked, lasted, cpu).await
}

/// Closed loop: each member waits for a response before the next command.
async fn most(
    world: &Arc<World>,
    bot: &Bot,
    at_once: usize,
    lasts: Duration,
    from: usize,
) -> Outcome {
    let (cpu, began) = (bot.cpu(), Instant::now());
    let next = Arc::new(AtomicUsize::new(from));
    let first = world.ask(next.fetch_add(1, Ordering::Relaxed));
    let asking = (0..at_once).map(|_| {
        let (world, next) = (Arc::clone(world), Arc::clone(&next));
        tokio::spawn(async move {
            while began.elapsed() < lasts {
                let id = world.ask(next.fetch_add(1, Ordering::Relaxed));
                let answered = |d: &Discord| d.answer_time(id);
                world.running.discord.wait(PATIENCE, answered).await.expect("an answer");
            }
        })
    });
    for member in asking.collect::<Vec<_>>() {
        member.await.expect("no member gives up");
    }
    let asked = next.load(Ordering::Relaxed) - from;
    settled(world, bot, first, asked, began.elapsed(), cpu).await
}

/// Waits until all commands have a response.
async fn settled(
    world: &World,
    bot: &Bot,
    first: u64,
    asked: usize,
    lasted: Duration,
    cpu: f64,
) -> Outcome {
    let patience = Instant::now() + Duration::from_secs(20);
    let mut all = world.running.discord.answer_times(first - 1);
    while all.iter().any(Option::is_none) && Instant::now() < patience {
        tokio::time::sleep(Duration::from_millis(100)).await;
        all = world.running.discord.answer_times(first - 1);
    }
    let unanswered = all.iter().filter(|t| t.is_none()).count();
    let mut times: Vec<_> = all.into_iter().flatten().collect();
    times.sort_unstable();
    Outcome { asked, lasted, times, unanswered, cpu: bot.cpu() - cpu }
}

fn tell(name: &str, o: &Outcome, open: usize, bot: &Bot) {
    let at = |share: f64| {
        let n = ((o.times.len().max(1) - 1) as f64 * share) as usize;
        o.times.get(n).map_or(0.0, |t| t.as_secs_f64() * 1000.0)
    };
    println!(
        "| {name} | {:.0} | {:.1} ms | {:.1} ms | {:.1} ms | {:.2} s | {} | {open} | {:.1} MB |",
        o.asked as f64 / o.lasted.as_secs_f64(),
        at(0.5),
        at(0.99),
        at(0.999),
        o.cpu * 1000.0 / o.asked as f64,
        o.unanswered,
        bot.memory()
    );
}

#[tokio::main]
async fn main() {
    // `cargo test --bench load` only checks that it runs.
    let brief = !std::env::args().any(|a| a == "--bench");
    let lasts = |seconds: u64| Duration::from_secs(if brief { 2 } else { seconds });
    let world = Arc::new(world(SERVERS, 5).await);
    let bot = Bot::start(&world.running);
    let began = Instant::now();
    world.connected().await;
    println!("from start to READY and registered: {:.2} s", began.elapsed().as_secs_f64());
    tokio::time::sleep(lasts(10)).await;
    let rest = bot.memory();
    println!("resident at rest, {SERVERS} servers: {rest:.1} MB\n");
    println!(
        "| commands | a second | p50 | p99 | p99.9 | CPU per 1,000 | no answer | open jobs | resident |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut open = 0;
    let mut rates = vec![(50, 20), (500, 10)];
    if brief {
        rates = vec![(20, 2)];
    }
    for (rate, seconds) in rates {
        let o = steady(&world, &bot, rate, lasts(seconds), open).await;
        open += o.asked;
        tell(&format!("{rate} a second"), &o, open, &bot);
    }
    let at_once = if brief { 4 } else { 64 };
    let o = most(&world, &bot, at_once, lasts(10), open).await;
    open += o.asked;
    tell(&format!("the most, {at_once} members at a time"), &o, open, &bot);
    tokio::time::sleep(lasts(10)).await;
    let more = bot.memory() - rest;
    println!("\nresident for each 1,000 open jobs: {:.2} MB", more * 1000.0 / open as f64);
    drop(bot);
    many_servers(if brief { 200 } else { 10_000 }).await;
}

/// Memory with this number of servers, at READY and afterwards.
async fn many_servers(servers: u64) {
    let world = world(servers, 10).await;
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
