//! Discord with servers and their members, who use commands.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use wanbot::clock::Clock;
use wanbot::emulator::discord::{Discord, OptionValue};
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};

use crate::bot::Bot;
use crate::{KEY, TOKEN};

/// Servers with active members, and such members per server.
pub const SERVERS: u64 = 10;
const MEMBERS: u64 = 500;
/// The longest wait for anything.
pub const PATIENCE: Duration = Duration::from_secs(120);

pub struct World {
    pub running: Running,
    /// Members, and the channel that each uses.
    pub members: Vec<(u64, u64)>,
}

impl World {
    pub async fn new(servers: u64, channels: u64) -> Arc<Self> {
        Self::recording(servers, channels, Record::nowhere(Clock::System)).await
    }

    pub async fn recording(servers: u64, channels: u64, record: Record) -> Arc<Self> {
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
                let add = |n| (discord.add_member(guild, &format!("member {n}"), 0), used);
                members.extend((0..MEMBERS).map(add));
            }
        }
        // No task ends during the measurement: accepted jobs stay open.
        let wan = Wan::new(clock.clone(), KEY, Timing::Fixed { queue: 1.0, run: 3_600.0 });
        let running = start(Addresses::any(), discord, wan, record).await.expect("ports are free");
        Arc::new(Self { running, members })
    }

    pub async fn connected(&self) {
        let up = |d: &Discord| (d.registrations() > 0).then_some(());
        self.running.discord.wait(PATIENCE, up).await.expect("the bot connects");
    }

    /// Requests a video as one member. Returns the interaction.
    fn ask(&self, n: usize) -> u64 {
        let (member, channel) = self.members[n % self.members.len()];
        let prompt =
            OptionValue::Text(format!("a lighthouse in a storm, number {n}, cinematic, 35 mm"));
        let used =
            self.running.discord.run_command(member, channel, "video", &[("prompt", prompt)]);
        used.expect("the client accepts it")
    }

    /// Requests a video and waits for the answer.
    async fn ask_and_wait(&self, n: usize) {
        let id = self.ask(n);
        let answered = |d: &Discord| d.answer_time(id);
        self.running.discord.wait(PATIENCE, answered).await.expect("an answer");
    }

    /// Requests videos one after the other, each when the one before is answered.
    pub async fn one_by_one(&self, from: usize, count: usize) {
        for n in from..from + count {
            self.ask_and_wait(n).await;
        }
    }

    /// Open loop: sends commands at a fixed rate, whether or not they are answered.
    pub async fn steady(&self, bot: &Bot, rate: u64, lasts: Duration, from: usize) -> Outcome {
        let (cpu, began) = (bot.cpu(), Instant::now());
        let mut first = None;
        let mut timer = tokio::time::interval(Duration::from_micros(1_000_000 / rate));
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
        let mut asked = 0;
        while began.elapsed() < lasts {
            timer.tick().await;
            let id = self.ask(from + asked);
            first.get_or_insert(id);
            asked += 1;
        }
        let lasted = began.elapsed();
        self.settled(bot, first.unwrap_or_default(), asked, lasted, cpu).await
    }

    /// Closed loop: each member waits for a response before the next command.
    pub async fn most(
        self: &Arc<Self>,
        bot: &Bot,
        at_once: usize,
        lasts: Duration,
        from: usize,
    ) -> Outcome {
        let (cpu, began) = (bot.cpu(), Instant::now());
        let next = Arc::new(AtomicUsize::new(from));
        let first = self.ask(next.fetch_add(1, Ordering::Relaxed));
        let asking = (0..at_once).map(|_| {
            let (world, next) = (Arc::clone(self), Arc::clone(&next));
            tokio::spawn(async move {
                while began.elapsed() < lasts {
                    world.ask_and_wait(next.fetch_add(1, Ordering::Relaxed)).await;
                }
            })
        });
        for member in asking.collect::<Vec<_>>() {
            member.await.expect("no member gives up");
        }
        let asked = next.load(Ordering::Relaxed) - from;
        self.settled(bot, first, asked, began.elapsed(), cpu).await
    }

    /// Waits until all commands have a response.
    async fn settled(
        &self,
        bot: &Bot,
        first: u64,
        asked: usize,
        lasted: Duration,
        cpu: f64,
    ) -> Outcome {
        let patience = Instant::now() + Duration::from_secs(20);
        let mut all = self.running.discord.answer_times(first - 1);
        while all.iter().any(Option::is_none) && Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(100)).await;
            all = self.running.discord.answer_times(first - 1);
        }
        let unanswered = all.iter().filter(|t| t.is_none()).count();
        let mut times: Vec<_> = all.into_iter().flatten().collect();
        times.sort_unstable();
        Outcome { asked, lasted, times, unanswered, cpu: bot.cpu() - cpu, memory: bot.memory() }
    }
}

/// The results of a load.
pub struct Outcome {
    pub asked: usize,
    lasted: Duration,
    times: Vec<Duration>,
    unanswered: usize,
    cpu: f64,
    memory: f64,
}

impl Outcome {
    pub const NAMES: [&str; 7] = [
        "a second",
        "p50, ms",
        "p99, ms",
        "p99.9, ms",
        "CPU per 1,000, s",
        "no answer",
        "resident, MB",
    ];

    /// In the order of [`Self::NAMES`].
    pub fn figures(&self) -> [f64; 7] {
        let at = |share: f64| {
            let n = ((self.times.len().max(1) - 1) as f64 * share) as usize;
            self.times.get(n).map_or(0.0, |t| t.as_secs_f64() * 1000.0)
        };
        [
            self.asked as f64 / self.lasted.as_secs_f64(),
            at(0.5),
            at(0.99),
            at(0.999),
            self.cpu * 1000.0 / self.asked as f64,
            self.unanswered as f64,
            self.memory,
        ]
    }
}
