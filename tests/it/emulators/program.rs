//! `wanbot emulate`: the real program, with addresses that the system picks.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

/// The running program, killed when dropped.
pub struct Emulate {
    process: Child,
    /// Origins of its services.
    pub discord: String,
    pub wan: String,
    pub control: String,
    /// Discord over TLS; empty unless it was requested.
    pub discord_tls: String,
    /// The channel that it creates.
    pub channel: String,
    /// The bot's ID.
    pub bot: String,
}

impl Emulate {
    pub async fn start(args: &[&str]) -> Self {
        let any = ["--discord", "--cdn", "--wan", "--control"].map(|name| [name, "127.0.0.1:0"]);
        let mut process = Command::new(env!("CARGO_BIN_EXE_wanbot"))
            .arg("emulate")
            .args(any.concat())
            .args(args)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let [mut discord, mut discord_tls, mut wan] = [const { String::new() }; 3];
        let [mut control, mut channel, mut bot] = [const { String::new() }; 3];
        while channel.is_empty() {
            let line = lines.next_line().await.unwrap().expect("the addresses");
            let words: Vec<_> = line.split_whitespace().collect();
            match words.as_slice() {
                ["Discord", at, ..] => discord = (*at).to_owned(),
                ["Model", "Studio", at] => wan = (*at).to_owned(),
                ["control", at] => control = (*at).to_owned(),
                [at] if at.starts_with("https://") => discord_tls = (*at).to_owned(),
                ["server", _, "channel", id, .., "bot", own] => {
                    channel = id.trim_end_matches(',').to_owned();
                    bot = (*own).to_owned();
                }
                _ => {}
            }
        }
        // The rest of its output is not read, and must not stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { process, discord, discord_tls, wan, control, channel, bot }
    }

    pub fn process_id(&self) -> u32 {
        self.process.id().unwrap()
    }

    /// Ends the program; returns what it wrote to the terminal.
    pub async fn warnings(mut self) -> Vec<String> {
        self.process.start_kill().unwrap();
        let mut text = String::new();
        let mut errors = self.process.stderr.take().unwrap();
        errors.read_to_string(&mut text).await.unwrap();
        text.lines().map(str::to_owned).collect()
    }
}
