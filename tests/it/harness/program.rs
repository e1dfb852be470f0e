//! The real program, as a process of its own.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::{PATIENCE, Story};
use crate::cli::command;

/// `wanbot run` as a process of its own.
pub struct Program {
    pub process: Child,
    /// The address of its web server.
    pub address: String,
}

impl Program {
    /// Starts the program with these settings and waits until it is connected.
    pub async fn start(t: &Story, settings: &[(&str, &str)]) -> Self {
        let any = "127.0.0.1:0";
        let own = [
            ("WANBOT__HTTP__LISTEN", any),
            ("WANBOT__HTTP__METRICS_LISTEN", any),
            ("WANBOT__LOG__FORMAT", "json"),
        ];
        let run = command(t, &["run"], &[&own[..], settings].concat());
        let environment = run.as_std().get_envs().filter_map(|(name, value)| Some((name, value?)));
        // Without the trap, a file that reaches its limit ends the process.
        let mut process = Command::new("/bin/sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" run", env!("CARGO_BIN_EXE_wanbot")])
            .env_clear()
            .envs(environment)
            .current_dir(t.folder())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next_line().await.unwrap().expect("the address");
            let line: Value = serde_json::from_str(&line).unwrap();
            if line["fields"]["message"] == "serving /healthz and /readyz" {
                break line["fields"]["address"].as_str().unwrap().to_owned();
            }
        };
        // The rest of its log is not read, and must not stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let up = t.world.discord.wait(PATIENCE, |d| {
            (d.is_connected() && !d.commands(t.guild).is_empty()).then_some(())
        });
        up.await.expect("it connects");
        Self { process, address }
    }

    /// Megabytes of a field of its `/proc/PID/status` (proc(5)), such as `VmHWM:`, the peak.
    pub fn megabytes(&self, field: &str) -> u64 {
        megabytes(self.process.id().expect("it runs"), field)
    }

    /// Lets its peak be what it has now (proc(5), `clear_refs`).
    pub fn forget_peak(&self) {
        let id = self.process.id().expect("it runs");
        std::fs::write(format!("/proc/{id}/clear_refs"), "5").unwrap();
    }
}

/// Megabytes of a field of `/proc/PID/status`.
pub fn megabytes(process: u32, field: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() / 1024
}
