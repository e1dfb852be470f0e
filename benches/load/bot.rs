//! The bot in a separate process, and its resource use as reported by the system.

#[path = "../made/memory.rs"]
mod memory;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use wanbot::emulator::Running;

use crate::{KEY, TOKEN};

/// Linux counts CPU time in hundredths of a second (`USER_HZ`, proc(5)).
const TICKS: f64 = 100.0;

pub struct Bot {
    child: Child,
    folder: TempDir,
}

impl Bot {
    pub fn start(world: &Running) -> Self {
        Self::start_with(world, &[])
    }

    /// Starts the bot with additional environment variables.
    pub fn start_with(world: &Running, environment: &[(&str, &str)]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_wanbot"));
        Self::start_as(world, program.arg("run").env_clear(), environment)
    }

    /// Starts a command that runs the bot, such as one of another version.
    pub fn start_as(world: &Running, program: &mut Command, environment: &[(&str, &str)]) -> Self {
        program
            .env("WANBOT__DISCORD__API_BASE", world.discord_origin())
            .env("WANBOT__DISCORD__FILE_HOSTS", world.file_host())
            .env("WANBOT__WAN__API_BASE", world.wan_origin())
            .env("WANBOT__HTTP__LISTEN", "")
            .env("WANBOT__HTTP__METRICS_LISTEN", "")
            .env("WANBOT__QUOTA__CREDITS", "unlimited")
            .env("WANBOT__QUEUE__WAITING_PER_MEMBER", "1000")
            .env("WANBOT__QUEUE__REQUESTS_PER_MINUTE", "1000")
            .envs(environment.iter().copied())
            .env("WANBOT__LOG__FILTER", std::env::var("WANBOT_LOAD_LOG").unwrap_or("error".into()));
        Self::spawn(program)
    }

    /// Starts one of the other bots in `benches/peers`.
    pub fn start_peer(world: &Running, peer: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers").join(peer);
        let mut program = if folder.join("index.js").exists() {
            let mut node = Command::new("node");
            node.arg(folder.join("index.js"));
            node
        } else {
            let python = folder.join(".venv/bin/python");
            let mut python = Command::new(if python.exists() { python } else { "python3".into() });
            python.arg(folder.join("bot.py"));
            python
        };
        let origin = world.discord_origin();
        program
            .env("DISCORD_GATEWAY", origin.replacen("http", "ws", 1))
            .env("DISCORD_ORIGIN", origin)
            .env("WAN_ORIGIN", world.wan_origin());
        // Where they are too slow they print several lines for each command.
        if std::env::var_os("WANBOT_LOAD_LOG").is_none() {
            program.stderr(Stdio::null());
        }
        Self::spawn(&mut program)
    }

    fn spawn(program: &mut Command) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let child = program
            .current_dir(folder.path())
            .env("DISCORD_TOKEN", TOKEN)
            .env("DASHSCOPE_API_KEY", KEY)
            .stdout(Stdio::null())
            .spawn()
            .expect("the bot starts");
        Self { child, folder }
    }

    /// Ends it as an operator does, and waits until it has.
    pub fn end(&mut self) {
        let id = self.child.id().to_string();
        let ended = Command::new("kill").args(["-TERM", &id]).status();
        assert!(ended.is_ok_and(|s| s.success()), "the bot runs");
        let _ = self.child.wait();
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap_or_default()
    }

    /// CPU time so far with that of its children that have ended, in seconds.
    pub fn cpu(&self) -> f64 {
        let stat = self.read("stat");
        let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let times = after.split_whitespace().skip(11).take(4);
        times.filter_map(|t| t.parse::<f64>().ok()).sum::<f64>() / TICKS
    }

    /// Where it runs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Resident memory in MB.
    pub fn memory(&self) -> f64 {
        self.status("VmRSS:")
    }

    /// Peak resident memory.
    pub fn peak(&self) -> f64 {
        self.status("VmHWM:")
    }

    /// The path of its journal.
    pub fn journal(&self) -> PathBuf {
        self.folder.path().join("wanbot-data/journal.sqlite")
    }

    fn status(&self, what: &str) -> f64 {
        memory::said(&self.child.id().to_string(), what) / (1024.0 * 1024.0)
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(self.folder.path());
    }
}
