//! The emulators, and the program that connects to them.

use std::path::PathBuf;
use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;
use tokio::process::{Child, Command};
use wanbot::clock::Clock;
use wanbot::emulator::discord::Discord;
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Effect, Fault, Record, Running, start};
use wanbot::job::Job;
use wanbot::journal::Journal;

pub const TOKEN: &str = "discord-token-of-the-chaos";
pub const KEY: &str = "sk-key-of-the-chaos";
/// Daily credits of each member.
pub const CREDITS: i64 = 60;

pub struct World {
    pub running: Running,
    dir: tempfile::TempDir,
    pub guild: u64,
    pub channel: u64,
}

impl World {
    pub async fn begin() -> Self {
        let clock = Clock::System;
        let discord = Discord::new(clock.clone(), TOKEN, "wanbot");
        let guild = discord.add_guild("The Club");
        let channel = discord.add_channel(guild, "videos");
        let wan = Wan::new(clock.clone(), KEY, Timing::Fixed { queue: 0.05, run: 0.25 });
        let running = start(Addresses::any(), discord, wan, Record::nowhere(clock)).await.unwrap();
        Self { running, dir: tempfile::tempdir().unwrap(), guild, channel }
    }

    pub fn journal(&self) -> PathBuf {
        self.dir.path().join("journal.sqlite")
    }

    pub fn archive(&self) -> PathBuf {
        self.dir.path().join("archive")
    }

    /// The output of all runs of the program.
    pub fn whole_log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// The last lines of the program's output.
    pub fn log(&self) -> String {
        let log = self.whole_log();
        let lines: Vec<_> = log.lines().rev().take(40).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// All jobs, newest first.
    pub async fn jobs(&self) -> Vec<Job> {
        match Journal::open_read_only(&self.journal()) {
            Ok(journal) => journal.newest_jobs(None, 1_000_000).await.unwrap(),
            // The program was killed before it created a journal.
            Err(_) => Vec::new(),
        }
    }

    /// Starts the program without waiting until it is ready.
    pub fn start(&self) -> Child {
        self.start_with(&[])
    }

    /// Like [`World::start`], with additional environment variables.
    pub fn start_with(&self, more: &[(&str, &str)]) -> Child {
        let log = self.dir.path().join("log");
        let log = std::fs::File::options().create(true).append(true).open(log).unwrap();
        Command::new(env!("CARGO_BIN_EXE_wanbot"))
            .arg("run")
            .env_clear()
            .current_dir(self.dir.path())
            .env("DISCORD_TOKEN", TOKEN)
            .env("DASHSCOPE_API_KEY", KEY)
            .env("WANBOT__DISCORD__API_BASE", self.running.discord_origin())
            .env("WANBOT__DISCORD__FILE_HOSTS", self.running.file_host())
            .env("WANBOT__DISCORD__CARD_EDIT_INTERVAL", "500ms")
            .env("WANBOT__WAN__API_BASE", self.running.wan_origin())
            .env("WANBOT__WAN__POLL_COST", "1ms")
            .env("WANBOT__WAN__TIMEOUT", "3s")
            .env("WANBOT__WAN__RESUBMIT_AFTER", "1s")
            .env("WANBOT__RUN__TICK_INTERVAL", "20ms")
            .env("WANBOT__QUEUE__REQUESTS_PER_MINUTE", "1000")
            .env("WANBOT__QUOTA__CREDITS", CREDITS.to_string())
            .env("WANBOT__HTTP__LISTEN", "")
            .env("WANBOT__HTTP__METRICS_LISTEN", "")
            .env("WANBOT__CONVERT__FFMPEG", "")
            .env("WANBOT__STORAGE__JOURNAL", self.journal())
            .env("WANBOT__STORAGE__ARCHIVE", self.archive())
            .envs(more.iter().copied())
            .stdout(std::process::Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// Makes some of the next calls fail.
    pub fn trouble(&self, rng: &mut StdRng) {
        let calls = [
            ("wan", "POST", "/video-synthesis"),
            ("wan", "GET", "/tasks"),
            ("wan", "GET", "/results/"),
            ("discord", "POST", "/messages"),
            ("discord", "PATCH", "/messages"),
            ("discord", "GET", "/messages"),
            ("discord", "POST", "/callback"),
            ("cdn", "GET", ""),
        ];
        // The request is carried out and its response is still on the way: the worst moment for a
        // crash.
        for (service, path) in
            [("wan", "/video-synthesis"), ("discord", "/messages"), ("discord", "/callback")]
        {
            let (times, ms) = (rng.random_range(0..4), rng.random_range(50..800));
            if times > 0 {
                let effect = Effect::Linger { ms };
                let (service, method, path) = (service.into(), "POST".into(), path.into());
                self.running.faults.add(Fault { service, method, path, times, effect });
            }
        }
        for _ in 0..rng.random_range(0..4) {
            let (service, method, path) = calls[rng.random_range(0..calls.len())];
            let broken = || {
                let body = match service {
                    "wan" => serde_json::json!({"code": "InternalError", "message": ""}),
                    _ => serde_json::Value::Null,
                };
                Effect::Answer { status: 500, body, headers: Vec::new() }
            };
            let effect = match rng.random_range(0..5) {
                0 | 1 => Effect::LoseAnswer,
                2 => Effect::LoseRequest,
                3 => broken(),
                _ => Effect::Delay { ms: 300 },
            };
            let times = rng.random_range(1..4);
            let (service, method) = (service.into(), method.into());
            self.running.faults.add(Fault { service, method, path: path.into(), times, effect });
        }
    }

    pub fn make_peace(&self) {
        self.running.faults.clear();
    }

    /// Waits until every job has ended.
    pub async fn settled(&self) {
        loop {
            let jobs = self.jobs().await;
            if !jobs.is_empty() && jobs.iter().all(Job::is_settled) {
                return;
            }
            // Changes of another process's file give no notification; its posts usually do.
            self.running.discord.wait(Duration::from_millis(200), |_| None::<()>).await;
        }
    }
}
