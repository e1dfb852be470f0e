//! Fuzzes REST and gateway with arbitrary bodies, queries, methods and frames: every request gets a
//! response in Discord's format, and the emulator keeps running.

use rand::Rng;
use rand::rngs::StdRng;

use super::rest::Api;
use super::*;
use crate::emulators::any_json::{self, Cases};
use crate::emulators::routes;

/// Keys of bodies.
const KEYS: [&str; 26] = [
    "content",
    "messages",
    "message",
    "embeds",
    "components",
    "attachments",
    "flags",
    "nonce",
    "enforce_nonce",
    "tts",
    "allowed_mentions",
    "message_reference",
    "poll",
    "sticker_ids",
    "name",
    "description",
    "options",
    "choices",
    "type",
    "data",
    "recipient_id",
    "default_member_permissions",
    "name_localizations",
    "contexts",
    "nsfw",
    "payload_json",
];

/// Keys of nested objects.
const NAMES: [&str; 30] = [
    "type",
    "components",
    "component",
    "custom_id",
    "label",
    "style",
    "emoji",
    "url",
    "options",
    "value",
    "name",
    "description",
    "required",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "min_values",
    "max_values",
    "choices",
    "title",
    "fields",
    "parse",
    "users",
    "message_id",
    "id",
    "filename",
    "content",
    "accessory",
    "items",
];

/// Requests per world, fewer than the rate limits let through.
const PER_WORLD: usize = 45;

/// A world with something to ask about, and paths to it.
async fn scene() -> (Api, Vec<String>) {
    let a = Api::open().await;
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    let said = a.w.discord.say(ann, a.channel, "hello", Vec::new(), None).unwrap();
    let (_, made) = a.post(&json!({"content": "x"})).await;
    let (guild, channel, bot) = (a.guild, a.channel, a.w.discord.bot());
    let own = rest::id(&made);
    let forum = a.w.discord.add_channel_of(guild, "forum", 15);
    a.w.discord.set_bot_permissions(channel, permission::ADMINISTRATOR);
    let paths = [
        format!("channels/{channel}/messages"),
        format!("channels/{channel}/messages/{own}"),
        format!("channels/{channel}/messages/{said}"),
        format!("channels/{channel}/messages/{own}/reactions"),
        format!("channels/{channel}/messages/{own}/reactions/%F0%9F%94%A5/@me"),
        format!("channels/{channel}/messages/{own}/reactions/%F0%9F%94%A5"),
        format!("channels/{channel}/messages/{own}/reactions/%F0%9F%94%A5/{ann}"),
        format!("channels/{channel}/messages/pins"),
        format!("channels/{channel}/messages/pins/{own}"),
        format!("channels/{channel}/pins"),
        format!("channels/{channel}/pins/{own}"),
        format!("channels/{channel}/messages/bulk-delete"),
        format!("channels/{channel}/messages/{own}/threads"),
        format!("channels/{channel}/threads"),
        format!("channels/{forum}/threads"),
        format!("guilds/{guild}/threads/active"),
        format!("channels/{channel}"),
        format!("channels/{channel}/typing"),
        format!("applications/{bot}/commands"),
        format!("applications/{bot}/guilds/{guild}/commands"),
        format!("guilds/{guild}"),
        format!("guilds/{guild}/members/{ann}"),
        format!("guilds/{guild}/channels"),
        format!("users/{ann}"),
        "users/@me".to_owned(),
        "users/@me/channels".to_owned(),
        "users/@me/guilds".to_owned(),
        "gateway".to_owned(),
        "gateway/bot".to_owned(),
        "applications/@me".to_owned(),
        "oauth2/applications/@me".to_owned(),
        "soundboard-default-sounds".to_owned(),
        format!("applications/{bot}/commands/{said}"),
        format!("applications/{bot}/guilds/{guild}/commands/{said}"),
        format!("webhooks/{bot}/token"),
        format!("webhooks/{bot}/token/messages/@original"),
        format!("interactions/{own}/token/callback"),
        "channels/18446744073709551616/messages".to_owned(),
    ];
    (a, paths.into())
}

fn query(cases: &mut Cases) -> String {
    let names = ["limit", "before", "after", "around", "with_response", "wait", "thread_id"];
    let values = ["", "0", "-1", "1", "100", "1e9", "18446744073709551616", "%ff%00", "true", "x"];
    let pairs = (0..cases.rng.random_range(0..3))
        .map(|_| format!("{}={}", cases.one_of(&names), cases.one_of(&values)));
    pairs.collect::<Vec<_>>().join("&")
}

fn body(rng: &mut StdRng, ids: &[Value]) -> Value {
    let one = |rng: &mut StdRng| {
        let mut body = any_json::fields(rng, 4, &KEYS, &NAMES, ids);
        // Otherwise few bodies are understood far enough.
        if rng.random_bool(0.5) {
            body["content"] = json!("x");
        }
        if rng.random_bool(0.5) {
            body["type"] = json!(rng.random_range(0..14));
            body["name"] = json!("name");
            body["description"] = json!("d");
        }
        body
    };
    if rng.random_bool(0.2) {
        return (0..rng.random_range(0..3)).map(|_| one(rng)).collect();
    }
    one(rng)
}

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

#[tokio::test]
async fn every_route_is_fuzzed() {
    let (_, paths) = scene().await;
    let paths: Vec<_> = paths.iter().map(|path| format!("/{path}")).collect();
    let sent: Vec<_> =
        paths.iter().flat_map(|path| METHODS.map(|method| (method, path.as_str()))).collect();
    // Those of commands and reactions are not literals; the list above has all of them.
    let of = ["discord/rest.rs", "discord/rest/pins.rs", "discord/rest/threads.rs"];
    assert_eq!(routes::left_out(&of, &sent), [""; 0]);
}

#[tokio::test]
async fn anything_has_an_answer() {
    let kinds =
        ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", ""];
    let mut cases = Cases::new("Discord", 900);
    let (mut a, mut paths) = scene().await;
    while let Some(n) = cases.next() {
        if n % PER_WORLD == PER_WORLD - 1 {
            // What came before did no harm.
            let (status, made) = a.post(&json!({"content": "fine"})).await;
            assert!(status == 200 || status == 429, "{made}");
            (a, paths) = scene().await;
        }
        let ids: Vec<Value> = paths.iter().flat_map(|p| p.split('/')).map(Value::from).collect();
        let path = &paths[cases.rng.random_range(0..paths.len())];
        let (method, query) = (cases.one_of(&METHODS), query(&mut cases));
        let body = body(&mut cases.rng, &ids);
        let bytes = any_json::bytes(&mut cases.rng, &body);
        let description =
            format!("{n}: {method} {path}?{query} {}", String::from_utf8_lossy(&bytes));
        let mut request = a.request(method, &format!("{path}?{query}")).body(bytes);
        // Usually as JSON.
        let kind = if cases.rng.random_bool(0.8) { kinds[0] } else { cases.one_of(&kinds) };
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        let answer = request.send().await.unwrap_or_else(|e| panic!("{e}: {description}"));
        let status = answer.status().as_u16();
        assert!(status < 500, "{status}: {description}");
        if status >= 400 {
            let answer: Value =
                answer.json().await.unwrap_or_else(|e| panic!("{e}: {description}"));
            let has = answer["code"].is_u64() && answer["message"].is_string();
            assert!(has, "{status} {answer}: {description}");
        }
    }
}

#[tokio::test]
async fn any_frame_is_taken_or_ends_the_connection() {
    let names = ["op", "d", "token", "intents", "properties", "shard", "session_id", "seq", "s"];
    let w = world().await;
    let special = [json!("secret"), json!([0, 1]), json!([5, 2]), json!({})];
    let mut cases = Cases::new("gateway", 150);
    while let Some(n) = cases.next() {
        let mut socket = Socket::open(&w, "v=10&encoding=json").await;
        for _ in 0..4 {
            let mut frame = any_json::fields(&mut cases.rng, 2, &names, &names, &special);
            if cases.rng.random_bool(0.7) {
                frame["op"] = json!(cases.rng.random_range(0..12));
            }
            let bytes = any_json::bytes(&mut cases.rng, &frame);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let is_text = cases.rng.random_bool(0.9);
            let frame =
                if is_text { Frame::Text(text.into()) } else { Frame::Binary(bytes.into()) };
            // It may be closed already.
            let _ = socket.stream.send(frame).await;
        }
        let fresh = Socket::open(&w, "v=10&encoding=json").await.hear().await;
        assert!(matches!(&fresh, Observation::Payload(p) if p["op"] == 10), "{n}: {fresh:?}");
    }
    let mut socket = Socket::open(&w, "v=10&encoding=json").await;
    socket.say(identify("secret", 1)).await;
    socket.event("READY").await;
}
