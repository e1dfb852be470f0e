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
use crate::emulators::routes;
use crate::harness::http;

/// Keys of the bodies. `wait` is missing, because it waits for a bot.
const KEYS: [&str; 70] = [
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
    "give",
    "take",
    "factor",
    "routes",
    "global",
    "invalid",
    "shared",
    "lift_ban",
    "effect",
];

/// Keys of nested objects.
const NAMES: [&str; 15] = [
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
    "requests",
    "within_ms",
    "ban_ms",
    "ms",
    "create_message",
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
    let bot = discord.bot();
    let wan = Wan::new(clock.clone(), "k", Timing::Published);
    let control = Some(std::net::SocketAddr::from(([127, 0, 0, 1], 0)));
    let addresses = Addresses { control, ..Addresses::any() };
    let world = start(addresses, discord, wan, Record::nowhere(clock)).await.unwrap();
    let used = used(&world, (bot, guild, channel, ann)).await;
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
        format!("/guilds/{guild}/members/{ann}/permissions"),
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
        format!("/interactions/{used}/repeat"),
        format!("/users/{ann}/state"),
        "/bot".to_owned(),
        "/gateway".to_owned(),
        "/gateway/close".to_owned(),
        "/gateway/op".to_owned(),
        "/gateway/freeze".to_owned(),
        "/rate_limits".to_owned(),
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
        "/rate_limits".to_owned(),
        "/messages/%ff".to_owned(),
        "/guilds/x/commands".to_owned(),
        format!("/messages/{message}?file=x"),
        "/nowhere".to_owned(),
        "/clock".to_owned(),
    ];
    let delete = [
        format!("/guilds/{guild}"),
        "/faults".to_owned(),
        format!("/channels/{channel}"),
        format!("/messages/{message}"),
        format!("/guilds/{guild}/members/{ann}"),
        format!("/guilds/{guild}/bot"),
    ];
    let mut calls: Vec<_> = post.into_iter().map(|path| ("POST", path)).collect();
    calls.extend(get.into_iter().map(|path| ("GET", path)));
    calls.extend(delete.into_iter().map(|path| ("DELETE", path)));
    calls.push(("PUT", format!("/guilds/{guild}/bot")));
    calls.push(("PUT", format!("/guilds/{guild}/members/{ann}")));
    let ids = [guild, channel, ann, message].map(|id| json!(id.to_string())).into();
    Scene { world, calls, ids }
}

/// An interaction: a command that the member uses.
async fn used(world: &Running, (bot, guild, channel, ann): (u64, u64, u64, u64)) -> u64 {
    let path = format!("/api/v10/applications/{bot}/guilds/{guild}/commands");
    let http = http();
    let request = http.put(world.discord_origin() + &path).header("Authorization", "Bot secret");
    let commands = json!([{"name": "name", "description": "d"}]);
    assert_eq!(request.json(&commands).send().await.unwrap().status(), 200);
    world.discord.run_command(ann, channel, "name", &[]).unwrap()
}

#[tokio::test]
async fn every_route_of_the_control_api_is_fuzzed() {
    let s = scene().await;
    let sent: Vec<_> = s.calls.iter().map(|(method, path)| (*method, path.as_str())).collect();
    assert_eq!(routes::left_out(&["control.rs"], &sent), [""; 0]);
}

#[tokio::test]
async fn anything_has_an_answer_from_the_control_api() {
    let http = http();
    let mut cases = Cases::new("control API", 700);
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
        let description = format!("{n}: {method} {path} {}", String::from_utf8_lossy(&bytes));
        let url = format!("http://{}{path}", s.world.at.control.unwrap());
        let request = http.request(method.parse().unwrap(), url).body(bytes);
        let request = request.header("content-type", "application/json");
        let answer = request.send().await.unwrap_or_else(|e| panic!("{e}: {description}"));
        let status = answer.status().as_u16();
        assert!(status < 500, "{status}: {description}");
        let is_file = path.ends_with("file=0");
        if !is_file {
            let answer: Value =
                answer.json().await.unwrap_or_else(|e| panic!("{e}: {description}"));
            assert!(
                status < 400 || answer["error"].is_string(),
                "{status} {answer}: {description}"
            );
        }
        // Model Studio can still be read.
        assert!(s.world.wan.tasks().is_empty());
    }
}
