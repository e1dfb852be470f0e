//! Discord's gateway over a raw WebSocket, as other libraries use it.

mod any_input;
mod bodies;
mod bot;
mod command_options;
mod control;
mod controlled_members;
mod described;
mod downloads;
mod emulate;
mod encodings;
mod file_facts;
mod images;
mod layout;
mod limits;
mod malformed;
mod members;
mod menus;
mod metadata;
mod modals;
mod permissions;
mod pings;
mod pins;
mod places;
mod reactions;
mod references;
mod rest;
mod sessions;
mod threads;
mod tls;

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use wanbot::clock::Clock;
use wanbot::emulator::discord::world::permission;
use wanbot::emulator::discord::{Discord, Visibility};
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};

use crate::harness::{PATIENCE, http};

struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    encoding: encodings::Encoding,
}

/// What the gateway sent: a payload, or a close code.
#[derive(Debug)]
enum Observation {
    Payload(Value),
    Closed(u16),
}

impl Socket {
    async fn open(world: &Running, query: &str) -> Self {
        let url = format!("ws://{}/?{query}", world.at.discord);
        let (stream, _) = connect_async(url).await.unwrap();
        Self { stream, encoding: encodings::Encoding::of(query) }
    }

    async fn say(&mut self, payload: Value) {
        self.sends(self.encoding.frame(&payload)).await;
    }

    async fn sends(&mut self, frame: Frame) {
        self.stream.send(frame).await.unwrap();
    }

    async fn hear(&mut self) -> Observation {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.stream.next()).await.unwrap();
            let payload = match frame {
                Some(Ok(Frame::Text(text))) => self.encoding.payload(text.as_bytes()),
                Some(Ok(Frame::Binary(bytes))) => self.encoding.payload(&bytes),
                Some(Ok(Frame::Close(Some(frame)))) => {
                    return Observation::Closed(frame.code.into());
                }
                Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => continue,
                other => panic!("the socket broke: {other:?}"),
            };
            return Observation::Payload(payload);
        }
    }

    async fn event(&mut self, name: &str) -> Value {
        loop {
            match self.hear().await {
                Observation::Payload(p) if p["t"] == name => return p,
                Observation::Payload(_) => {}
                Observation::Closed(code) => panic!("closed with {code} while waiting for {name}"),
            }
        }
    }

    async fn closed(&mut self) -> u16 {
        loop {
            if let Observation::Closed(code) = self.hear().await {
                return code;
            }
        }
    }
}

async fn world() -> Running {
    let clock = Clock::manual("2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap());
    let discord = Discord::new(clock.clone(), "secret", "bot");
    let guild = discord.add_guild("G");
    discord.add_channel(guild, "general");
    let wan = Wan::new(clock.clone(), "k", Timing::Published);
    start(Addresses::any(), discord, wan, Record::in_memory(clock)).await.unwrap()
}

fn identify(token: &str, intents: u64) -> Value {
    json!({"op": 2, "d": {"token": token, "intents": intents,
        "properties": {"os": "linux", "browser": "x", "device": "x"}}})
}

#[tokio::test]
async fn hello_identify_heartbeat() {
    let w = world().await;
    for query in ["v=10&encoding=json", "v=10&encoding=json&compress=zlib-stream"] {
        let mut s = Socket::open(&w, query).await;
        let Observation::Payload(hello) = s.hear().await else { panic!("no hello") };
        assert_eq!(
            (hello["op"].as_u64(), hello["d"]["heartbeat_interval"].as_u64()),
            (Some(10), Some(41_250))
        );
        s.say(identify("secret", 1)).await;
        let ready = s.event("READY").await;
        assert_eq!(ready["s"], 1);
        assert_eq!(ready["d"]["user"]["mfa_enabled"], true);
        assert!(ready["d"]["resume_gateway_url"].is_string());
        assert_eq!(s.event("GUILD_CREATE").await["d"]["name"], "G");
        s.say(json!({"op": 1, "d": 2})).await;
        let Observation::Payload(ack) = s.hear().await else { panic!("no ack") };
        assert_eq!(ack["op"], 11);
        s.say(identify("secret", 1)).await;
        assert_eq!(s.closed().await, 4005);
    }
}

#[tokio::test]
async fn payloads_can_be_packed_one_by_one() {
    let w = world().await;
    let mut s = Socket::open(&w, "v=10").await;
    let mut asked = identify("secret", 1);
    asked["d"]["compress"] = json!(true);
    s.say(asked).await;
    assert_eq!(s.event("READY").await["d"]["v"], 10);
}

#[tokio::test]
async fn close_codes() {
    let w = world().await;
    for (payload, code) in [
        (identify("wrong", 1), 4004),
        (identify("secret", 1 << 40), 4013),
        (identify("secret", 1 << 18), 4013),
        (identify("secret", 1 << 23), 4013),
        (identify("secret", 1 << 26), 4013),
        (identify("secret", 1 << 15), 4014),
        (json!({"op": 3, "d": {}}), 4003),
        (json!({"op": 99}), 4001),
        (json!("x".repeat(5000)), 4002),
    ] {
        let mut s = Socket::open(&w, "v=10").await;
        s.say(payload.clone()).await;
        assert_eq!(s.closed().await, code, "{payload}");
    }
    let mut s = Socket::open(&w, "v=8").await;
    assert_eq!(s.closed().await, 4012);
    for version in [9, 10] {
        let mut s = Socket::open(&w, &format!("v={version}")).await;
        s.say(identify("secret", 1 << 24 | 1 << 25 | 1 << 20 | 1 << 21)).await;
        assert_eq!(s.event("READY").await["d"]["v"], version);
    }
    w.discord.allow_message_content(true);
    let mut s = Socket::open(&w, "v=10").await;
    s.say(identify("secret", 1 | 1 << 15)).await;
    s.event("READY").await;
}

#[tokio::test]
async fn a_session_is_resumed_with_what_was_missed() {
    let w = world().await;
    let mut s = Socket::open(&w, "v=10").await;
    s.say(identify("secret", 1 | 1 << 9)).await;
    let ready = s.event("READY").await;
    s.event("GUILD_CREATE").await;
    let id = ready["d"]["session_id"].as_str().unwrap().to_owned();
    drop(s);
    let gone = w.discord.wait(PATIENCE, |d| (!d.is_connected()).then_some(()));
    gone.await.unwrap();

    let guild = w.discord.add_guild("H");
    let channel = w.discord.add_channel(guild, "late");
    let ann = w.discord.add_member(guild, "ann", 0);
    w.discord.say(ann, channel, "hello", vec![], None).unwrap();
    let mut s = Socket::open(&w, "v=10").await;
    let resume = |id: &str| json!({"op": 6, "d": {"token": "secret", "session_id": id, "seq": 2}});
    s.say(resume(&id)).await;
    assert_eq!(s.event("GUILD_CREATE").await["d"]["name"], "H");
    let missed = s.event("MESSAGE_CREATE").await;
    assert_eq!(missed["d"]["content"], "", "hidden without the privileged intent");
    s.event("RESUMED").await;

    let mut other = Socket::open(&w, "v=10").await;
    other.say(resume("no such session")).await;
    loop {
        let Observation::Payload(p) = other.hear().await else { panic!("closed") };
        if p["op"] == 9 {
            assert_eq!(p["d"], false);
            break;
        }
    }
}

#[tokio::test]
async fn a_channel_that_the_bot_may_not_view_is_obfuscated_until_it_may() {
    let w = world().await;
    let guild = w.discord.add_guild("S");
    let staff = w.discord.add_channel_as(guild, "staff", 0, Visibility::Nulled);
    let mut s = Socket::open(&w, "v=10").await;
    s.say(identify("secret", 1 | 1 << 9)).await;
    s.event("GUILD_CREATE").await;
    let event = s.event("GUILD_CREATE").await;
    let nulled = json!({
        "id": staff.to_string(), "guild_id": guild.to_string(), "type": 0, "position": 0,
        "parent_id": null, "flags": 1 << 17, "name": "___hidden___",
        "permission_overwrites": [
            {"id": guild.to_string(), "type": 0, "allow": "0", "deny": "1024"},
        ],
        "nsfw": null, "topic": null, "last_message_id": null, "rate_limit_per_user": null,
    });
    assert_eq!(event["d"]["channels"], json!([nulled]));
    let ann = w.discord.add_member(guild, "ann", 0);
    w.discord.say(ann, staff, "not for the bot", vec![], None).unwrap();
    w.discord.set_visibility(staff, Visibility::Reduced);
    // No message from there arrived before it.
    let Observation::Payload(next) = s.hear().await else { panic!("closed") };
    assert_eq!((&next["t"], &next["d"]["nsfw"]), (&json!("CHANNEL_UPDATE"), &json!(false)));
    assert_eq!(next["d"]["flags"], 1 << 17);
    w.discord.set_visibility(staff, Visibility::Visible);
    let shown = s.event("CHANNEL_UPDATE").await;
    assert_eq!((&shown["d"]["name"], &shown["d"]["flags"]), (&json!("staff"), &json!(0)));
    let made = w.discord.add_channel_as(guild, "board", 0, Visibility::Reduced);
    let created = s.event("CHANNEL_CREATE").await;
    assert_eq!(created["d"]["id"], made.to_string());
    assert_eq!(created["d"]["name"], "___hidden___");
    let http = http();
    let url = format!("{}/api/v10/channels/{made}", w.discord_origin());
    let asked = http.get(url).header("Authorization", "Bot secret").send().await.unwrap();
    assert_eq!(asked.status(), 403, "it may not be looked into");
}

#[tokio::test]
async fn rest_under_both_prefixes_and_its_refusals() {
    let w = world().await;
    let http = http();
    let get = |path: &str, token: &str| {
        let url = format!("{}{path}", w.discord_origin());
        http.get(url).header("Authorization", token.to_owned()).send()
    };
    for path in ["/api/users/@me", "/api/v10/users/@me", "/api/v10/gateway/bot"] {
        assert_eq!(get(path, "Bot secret").await.unwrap().status(), 200, "{path}");
        assert_eq!(get(path, "Bot wrong").await.unwrap().status(), 401, "{path}");
    }
    assert_eq!(get("/api/v10/nonsense", "Bot secret").await.unwrap().status(), 404);

    let guild = w.discord.add_guild("K");
    let channel = w.discord.add_channel(guild, "c");
    let url = format!("{}/api/v10/channels/{channel}/messages", w.discord_origin());
    let post =
        |body: Value| http.post(&url).header("Authorization", "Bot secret").json(&body).send();
    for (body, code) in [
        (json!({"content": ""}), 50006),
        (json!({"content": "x".repeat(2001)}), 50035),
        (json!({"content": "x", "nonce": "n".repeat(26)}), 50035),
        (json!({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}), 50035),
        (json!({"content": "x", "message_reference": {"message_id": "1"}}), 50035),
        (json!({"content": "x", "components": [{"type": 2, "style": 1, "label": "b"}]}), 50035),
    ] {
        let answer = post(body.clone()).await.unwrap();
        assert_eq!(answer.status(), 400, "{body}");
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], code, "{body}");
    }
    // Within a few minutes, the same nonce is the same message; later it is another one.
    let once = json!({"content": "x", "nonce": "n1", "enforce_nonce": true});
    let id = |v: Value| v["id"].as_str().unwrap().to_owned();
    let first = id(post(once.clone()).await.unwrap().json().await.unwrap());
    assert_eq!(id(post(once.clone()).await.unwrap().json().await.unwrap()), first);
    w.discord.advance_clock(Duration::from_secs(600));
    assert_ne!(id(post(once).await.unwrap().json().await.unwrap()), first);
}
