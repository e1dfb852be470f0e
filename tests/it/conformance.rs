//! `wanbot conformance` against the emulators: the real program over plain HTTP.

use std::net::SocketAddr;
use std::process::Output;

use serde_json::{Value, json};
use tokio::process::Command;

use wanbot::clock::Clock;
use wanbot::emulator::discord::Discord;
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};

use crate::harness::{KEY, TOKEN, http};

/// Both emulators, with one server and one channel.
struct Services {
    world: Running,
    guild: u64,
    channel: u64,
}

impl Services {
    async fn open() -> Self {
        // In real time, because the program waits for tasks in real time too. Tasks are pending
        // long enough to be cancelled, and finish soon.
        let clock = Clock::fast(1);
        let discord = Discord::new(clock.clone(), TOKEN, "bot");
        let guild = discord.add_guild("A server");
        let channel = discord.add_channel(guild, "checks");
        let wan = Wan::new(clock.clone(), KEY, Timing::Fixed { queue: 2.5, run: 0.5 });
        let control = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
        let addresses = Addresses { control, ..Addresses::any() };
        let world = start(addresses, discord, wan, Record::nowhere(clock)).await.unwrap();
        Self { world, guild, channel }
    }

    async fn control(&self, path: &str, body: &Value) {
        let http = http();
        let url = format!("http://{}{path}", self.world.at.control.unwrap());
        let answer = http.post(url).json(body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }

    async fn check(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wanbot"));
        command
            .arg("conformance")
            .args(args)
            .env_clear()
            .env("DISCORD_TOKEN", TOKEN)
            .env("DASHSCOPE_API_KEY", KEY);
        command.output().await.unwrap()
    }

    /// The Discord checks, as JSON.
    async fn check_discord(&self) -> (Output, Value) {
        let (guild, channel) = (self.guild.to_string(), self.channel.to_string());
        let at = self.world.discord_origin();
        let args = ["--discord", &at, "--guild", &guild, "--channel", &channel, "--json"];
        let output = self.check(&args).await;
        let found = serde_json::from_slice(&output.stdout);
        let found = found.unwrap_or_else(|e| panic!("{e}: {}", said(&output)));
        (output, found)
    }
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(both).unwrap()
}

/// The IDs of one service's checks with a given outcome.
fn ids<'a>(found: &'a Value, service: &str, outcome: &str) -> Vec<&'a str> {
    let checks = found["checks"].as_array().unwrap().iter();
    let fits = checks.filter(|check| check["outcome"] == outcome);
    fits.map(|check| check["id"].as_str().unwrap()).filter(|id| id.starts_with(service)).collect()
}

#[tokio::test]
async fn the_emulators_have_every_behaviour_that_is_checked() {
    let s = Services::open().await;
    let (guild, channel) = (s.guild.to_string(), s.channel.to_string());
    let (discord, wan) = (s.world.discord_origin(), s.world.wan_origin());
    let output = s
        .check(&[
            "--discord",
            &discord,
            "--wan",
            &wan,
            "--guild",
            &guild,
            "--channel",
            &channel,
            "--spend",
            "--json",
        ])
        .await;
    let words = said(&output);
    assert!(output.status.success(), "{words}");
    let found: Value = serde_json::from_slice(&output.stdout).expect(&words);
    assert_eq!((&found["differ"], &found["skipped"]), (&json!(0), &json!(0)), "{words}");
    assert!(ids(&found, "discord.", "confirmed").len() >= 25, "{words}");
    assert!(ids(&found, "wan.", "confirmed").len() >= 20, "{words}");
    // The emulators have none of the behaviours that they are known to lack.
    assert_eq!(ids(&found, "", "present"), [""; 0], "{words}");
    assert!(ids(&found, "discord.", "absent").len() >= 8, "{words}");
    assert!(ids(&found, "wan.", "absent").len() >= 3, "{words}");
    assert!(!words.contains(TOKEN) && !words.contains(KEY), "{words}");
    assert!(!words.contains("Signature=") && !words.contains("hm="), "{words}");
    // Nothing is left behind, and at most one task was paid for.
    assert_eq!(found["left_behind"], json!([]));
    assert_eq!(s.world.discord.messages(s.channel).len(), 0);
    assert_eq!(s.world.wan.tasks().iter().filter(|task| task.is_billed()).count(), 1);
}

#[tokio::test]
async fn a_behaviour_that_differs_is_reported_and_fails_the_run() {
    let s = Services::open().await;
    let text = json!({"url": "ws://127.0.0.1", "shards": "1"}).to_string();
    let effect = json!({"kind": "raw", "status": 200, "text": text,
        "headers": [["content-type", "application/json"]]});
    let fault = json!({"service": "discord", "method": "GET", "path": "/gateway/bot", "times": 2,
        "effect": effect});
    s.control("/faults", &fault).await;
    let (output, found) = s.check_discord().await;
    let words = said(&output);
    assert_eq!(output.status.code(), Some(1), "{words}");
    let differ = ids(&found, "discord.", "differs");
    let expected = ["discord.gateway.bot-needs-token", "discord.gateway.bot-shape"];
    assert_eq!(differ, expected, "{words}");
    let checks = found["checks"].as_array().unwrap();
    let shape = checks.iter().find(|check| check["id"] == expected[1]).unwrap();
    assert_eq!(shape["expected"], "/shards to be a number");
    assert_eq!(shape["seen"], "another text in an answer with status 200");
    // What the emulators lack fails no run.
    assert!(found["absent"].as_u64().unwrap() > 0, "{words}");
    assert_eq!(ids(&found, "discord.", "skipped"), [""; 0], "{words}");
    // No request was sent to Model Studio.
    assert_eq!(ids(&found, "wan.", "confirmed"), [""; 0]);
    assert_eq!(s.world.discord.messages(s.channel).len(), 0);
}

#[tokio::test]
async fn what_is_not_allowed_is_skipped_with_a_reason() {
    let s = Services::open().await;
    let output = s.check(&["--discord", &s.world.discord_origin()]).await;
    let words = said(&output);
    assert!(output.status.success(), "{words}");
    for part in [
        "  ok    discord.gateway.bot-shape",
        "  ok    discord.gateway.session-is-resumed",
        "  lacks discord.missing.default-sounds: ",
        "Of those that the emulators lack, 0 are there and ",
        "--channel ID names no channel to post in:\n",
        "--guild ID names no server to register commands in:\n",
        "--wan URL is not given:\n",
        " 0 differ, ",
    ] {
        assert!(words.contains(part), "{part:?} is not in\n{words}");
    }
    assert_eq!(s.world.discord.messages(s.channel).len(), 0);
    let nothing = s.check(&[]).await;
    assert!(!nothing.status.success() && said(&nothing).contains("--wan URL or both"));
}
