//! `/readyz` of the real program while its journal cannot be written.

use std::process::Stdio;

use reqwest::StatusCode;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::cli::command;
use crate::harness::member::text;
use crate::harness::{PATIENCE, Story};

/// `wanbot run` as a process of its own.
struct Program {
    process: Child,
    /// The address of its web server.
    address: String,
}

impl Program {
    /// Starts the program and waits until it is connected.
    async fn start(t: &Story) -> Self {
        let any = "127.0.0.1:0";
        let settings = [
            ("WANBOT__HTTP__LISTEN", any),
            ("WANBOT__HTTP__METRICS_LISTEN", any),
            ("WANBOT__LOG__FORMAT", "json"),
        ];
        let run = command(t, &["run"], &settings);
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

    /// Limits the size of the files that it can write.
    fn limit_files(&self, bytes: Option<u64>) {
        let process = Pid::from_raw(self.process.id().unwrap().cast_signed());
        let limit = Rlimit { current: bytes, maximum: None };
        prlimit(process, Resource::Fsize, limit).unwrap();
    }

    async fn readiness(&self) -> (StatusCode, Value) {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http.get(format!("http://{}/readyz", self.address)).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }
}

/// What an operator's monitoring sees of a disk that takes no more: the journal's own words, until
/// a write succeeds again.
#[tokio::test]
async fn a_journal_that_cannot_grow_is_not_ready_until_it_can() {
    let t = Story::prepare(&[]).await;
    let program = Program::start(&t).await;
    let ann = t.member("ann");
    let ready = (StatusCode::OK, json!({"ready": true, "problems": []}));
    assert_eq!(program.readiness().await, ready);

    // No file can become larger than the journal's log is now. The archive's files are small.
    let log = t.folder().join("journal.sqlite-wal");
    program.limit_files(Some(std::fs::metadata(log).unwrap().len()));
    let told = ann.uses("video", &[("prompt", text("a fox"))]).await;
    assert!(
        told.is_private() && told.text().contains("Storage is temporarily unavailable"),
        "{}",
        told.text()
    );
    let problem = "the disk with the journal fails (disk I/O error): check it, its quotas and the \
                   system's log; no accepted job is lost";
    let not_ready =
        (StatusCode::SERVICE_UNAVAILABLE, json!({"ready": false, "problems": [problem]}));
    assert_eq!(program.readiness().await, not_ready);
    assert_eq!(program.readiness().await, not_ready, "asking changes nothing");

    program.limit_files(None);
    let told = ann.uses("video", &[("prompt", text("a fox"))]).await;
    assert!(told.text().contains("job `"), "{}", told.text());
    assert_eq!(program.readiness().await, ready);
    drop(program);
    t.finish().await;
}
