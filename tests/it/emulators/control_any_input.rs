//! Fuzzes the control API with arbitrary bodies: every request gets a JSON response, and both
//! emulators keep running.

use jiff::Timestamp;
use rand::Rng;
use serde_json::{Value, json};
use wanbot::clock::Clock;
use wanbot::emulator::discord::Discord;
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};

use crate::emulators::any_json::{self, Cases};

/// Keys of the bodies. `wait` is missing, because it waits for a bot.
const KEYS: [&str; 61] = [
    "name",
    "kind",
    "visibility",
    "parent",
    "age_restricted",
    "tier",
    "claimed_limit",
    "unavailable",
    "locale",
    "permissions",
    "user",
    "options",
    "content",
    "files",
    "reply_to",
    "ping",
    "label",
    "custom_id",
    "focused",
    "channel",
    "emoji",
    "remove",
    "values",
    "field",
    "archived",
    "locked",
    "bot_permissions",
    "real_limit",
    "old_edits",
    "owner",
    "takes_direct",
    "avatar",
    "guild",
    "animated",
    "format",
    "base64",
    "stickers",
    "url",
    "embeds",
    "token",
    "message_content",
    "members",
    "heartbeat",
    "identifies",
    "remaining",
    "shards",
    "break_next",
    "code",
    "op",
    "d",
    "queue",
    "run",
    "prompt",
    "times",
    "outcome",
    "account",
    "keys",
    "region",
    "limits",
    "list_lag_seconds",
    "endless_list",
];

/// Keys of nested objects.
const NAMES: [&str; 10] = [
    "kind",
    "name",
    "base64",
    "member",
    "interval_ms",
    "margin_ms",
    "max_concurrency",
    "every_ms",
    "guilds",
    "times",
];

/// Requests per world: many of them destroy something.
const PER_WORLD: usize = 60;

struct Scene {
    world: Running,
    /// Methods and paths.
    calls: Vec<(&'static str, String)>,
    ids: Vec<Value>,
}

async fn scene() -> Scene {
    let clock = Clock::manual("2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap());
    let discord = Discord::new(clock.clone(), "secret", "bot");
    let guild = discord.add_guild("G");
    let channel = discord.add_channel(guild, "general");
    let ann = discord.add_member(guild, "ann", 0);
    let message = discord.say(ann, channel, "hello", Vec::new(), None).unwrap();
    let wan = Wan::new(clock.clone(), "k", Timing::Published);
    let control = Some(std::net::SocketAddr::from(([127, 0, 0, 1], 0)));
    let addresses = Addresses { control, ..Addresses::any() };
    let world = start(addresses, discord, wan, Record::nowhere(clock)).await.unwrap();
    let post = [
        "/guilds".to_owned(),
        format!("/guilds/{guild}/channels"),
        format!("/guilds/{guild}/state"),
        format!("/guilds/{guild}/members"),
        format!("/guilds/{guild}/roles"),
        format!("/guilds/{guild}/emojis"),
        format!("/guilds/{guild}/stickers"),
        "/web".to_owned(),
        format!("/guilds/{guild}/members/{ann}/roles"),
        format!("/guilds/{guild}/members/{ann}/menu"),
        format!("/channels/{channel}/commands"),
        format!("/channels/{channel}/messages"),
        format!("/channels/{channel}/autocomplete"),
        format!("/channels/{channel}/state"),
        format!("/messages/{message}/previews"),
        format!("/messages/{message}/forward"),
        format!("/messages/{message}/press"),
        format!("/messages/{message}/menu"),
        format!("/messages/{message}/react"),
        format!("/messages/{message}/choose"),
        format!("/messages/{message}/repeat"),
        format!("/interactions/{message}/modal"),
        format!("/users/{ann}/state"),
        "/bot".to_owned(),
        "/gateway".to_owned(),
        "/gateway/close".to_owned(),
        "/gateway/op".to_owned(),
        "/wan/timing".to_owned(),
        "/wan/rules".to_owned(),
        "/wan/account".to_owned(),
        "/clock".to_owned(),
        "/faults".to_owned(),
    ];
    let get = [
        format!("/guilds/{guild}/commands"),
        format!("/channels/{channel}/messages"),
        format!("/messages/{message}"),
        format!("/messages/{message}?file=0"),
        format!("/interactions/{message}"),
        format!("/users/{ann}/direct"),
        "/wan/tasks".to_owned(),
        "/guilds/x/commands".to_owned(),
        format!("/messages/{message}?file=x"),
        "/nowhere".to_owned(),
        "/clock".to_owned(),
    ];
    let delete = [
        format!("/channels/{channel}"),
        format!("/messages/{message}"),
        format!("/guilds/{guild}/members/{ann}"),
        format!("/guilds/{guild}/bot"),
    ];
    let mut calls: Vec<_> = post.into_iter().map(|path| ("POST", path)).collect();
    calls.extend(get.into_iter().map(|path| ("GET", path)));
    calls.extend(delete.into_iter().map(|path| ("DELETE", path)));
    calls.push(("PUT", format!("/guilds/{guild}/bot")));
    let ids = [guild, channel, ann, message].map(|id| json!(id.to_string())).into();
    Scene { world, calls, ids }
}

#[tokio::test]
async fn anything_has_an_answer_from_the_control_api() {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut cases = Cases::new("control API", 600);
    let mut s = scene().await;
    while let Some(n) = cases.next() {
        if n % PER_WORLD == PER_WORLD - 1 {
            s = scene().await;
        }
        let (method, path) = &s.calls[cases.rng.random_range(0..s.calls.len())];
        let mut body = any_json::fields(&mut cases.rng, 2, &KEYS, &NAMES, &s.ids);
        if cases.rng.random_bool(0.7) {
            body["user"] = s.ids[2].clone();
            body["advance_seconds"] = any_json::value(&mut cases.rng, 0, &NAMES, &s.ids);
        }
        let bytes = any_json::bytes(&mut cases.rng, &body);
        let told = format!("{n}: {method} {path} {}", String::from_utf8_lossy(&bytes));
        let url = format!("http://{}{path}", s.world.at.control.unwrap());
        let request = http.request(method.parse().unwrap(), url).body(bytes);
        let request = request.header("content-type", "application/json");
        let answer = request.send().await.unwrap_or_else(|e| panic!("{e}: {told}"));
        let status = answer.status().as_u16();
        assert!(status < 500, "{status}: {told}");
        let is_file = path.ends_with("file=0");
        if !is_file {
            let answer: Value = answer.json().await.unwrap_or_else(|e| panic!("{e}: {told}"));
            assert!(status < 400 || answer["error"].is_string(), "{status} {answer}: {told}");
        }
        // Model Studio can still be read.
        assert!(s.world.wan.tasks().is_empty());
    }
}
