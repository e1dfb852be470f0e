//! The control API's commands for Discord.

use super::*;
use crate::harness::http;

pub(super) struct Staged {
    pub(super) world: Running,
    clock: Clock,
    pub(super) http: reqwest::Client,
}

impl Staged {
    pub(super) async fn begin() -> Self {
        let clock = Clock::manual("2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap());
        let discord = Discord::new(clock.clone(), "secret", "bot");
        let wan = Wan::new(clock.clone(), "k", Timing::Published);
        let control = Some(std::net::SocketAddr::from(([127, 0, 0, 1], 0)));
        let addresses = Addresses { control, ..Addresses::any() };
        let world = start(addresses, discord, wan, Record::nowhere(clock.clone())).await.unwrap();
        Self { world, clock, http: http() }
    }

    pub(super) async fn asks(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("http://{}{path}", self.world.at.control.unwrap());
        let request = self.http.request(method.parse().unwrap(), url).json(&body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// A successful call; returns the created ID, if any.
    pub(super) async fn does(&self, method: &str, path: &str, body: Value) -> u64 {
        let (status, answer) = self.asks(method, path, body).await;
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer["id"].as_str().map_or(0, |id| id.parse().unwrap())
    }

    /// Posts as the bot; returns the status and Discord's error code.
    pub(super) async fn posts(&self, channel: u64, token: &str) -> (u16, Value) {
        let url = format!("{}/api/v10/channels/{channel}/messages", self.world.discord_origin());
        let request = self.http.post(url).header("Authorization", format!("Bot {token}"));
        let answer = request.json(&json!({"content": "x"})).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap()["code"].clone())
    }
}

#[tokio::test]
async fn places_and_what_may_be_done_there() {
    let s = Staged::begin().await;
    let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
    let new = format!("/guilds/{guild}/channels");
    let channel = s.does("POST", &new, json!({"name": "general"})).await;
    let parent = json!({"name": "ideas", "parent": channel.to_string()});
    let thread = s.does("POST", &new, parent).await;
    let adult = json!({"name": "late", "age_restricted": true});
    s.does("POST", &new, adult).await;
    let member = format!("/guilds/{guild}/members");
    let ann = s.does("POST", &member, json!({"name": "ann"})).await;
    let mut socket = Socket::open(&s.world, "v=10").await;
    socket.say(identify("secret", 1)).await;
    let event = socket.event("GUILD_CREATE").await;
    assert_eq!(event["d"]["channels"][1]["nsfw"], true);

    let state = format!("/channels/{channel}/state");
    s.does("POST", &state, json!({"bot_permissions": "1024"})).await;
    assert_eq!(s.posts(channel, "secret").await, (403, json!(50013)));
    s.does("POST", &state, json!({"bot_permissions": "0"})).await;
    assert_eq!(s.posts(channel, "secret").await, (403, json!(50001)));
    s.does("POST", &state, json!({"bot_permissions": "3072", "real_limit": 1000})).await;
    assert_eq!(s.posts(channel, "secret").await.0, 200);
    let path = format!("/channels/{thread}/state");
    s.does("POST", &path, json!({"owner": ann.to_string(), "archived": true})).await;
    let event = socket.event("THREAD_UPDATE").await;
    assert_eq!(event["d"]["owner_id"], ann.to_string());
    s.does("POST", &format!("/guilds/{guild}/state"), json!({"tier": 2, "locale": "de"})).await;
    assert_eq!(socket.event("GUILD_UPDATE").await["d"]["premium_tier"], 2);

    let direct = s.world.discord.open_direct(ann);
    let user = format!("/users/{ann}/state");
    s.does("POST", &user, json!({"takes_direct": false})).await;
    assert_eq!(s.posts(direct, "secret").await, (403, json!(50007)));
    s.does("POST", &user, json!({"takes_direct": true, "locale": "de"})).await;
    assert_eq!(s.posts(direct, "secret").await.0, 200);
    s.does("POST", "/bot", json!({"token": "another", "message_content": true})).await;
    assert_eq!(s.posts(direct, "secret").await.0, 401);
    assert_eq!(s.posts(direct, "another").await.0, 200);

    s.does("DELETE", &format!("/channels/{channel}"), Value::Null).await;
    let event = socket.event("CHANNEL_DELETE").await;
    assert_eq!(event["d"]["id"], channel.to_string());
    for away in [true, false] {
        let body = json!({"unavailable": away});
        s.does("POST", &format!("/guilds/{guild}/state"), body).await;
    }
    assert_eq!(socket.event("GUILD_DELETE").await["d"]["unavailable"], true);
    socket.event("GUILD_CREATE").await;
    s.does("DELETE", &format!("/guilds/{guild}/bot"), Value::Null).await;
    assert_eq!(socket.event("GUILD_DELETE").await["d"], json!({"id": guild.to_string()}));
    s.does("PUT", &format!("/guilds/{guild}/bot"), Value::Null).await;
    socket.event("GUILD_CREATE").await;

    for (method, path) in [
        ("DELETE", "/channels/1"),
        ("POST", "/channels/1/state"),
        ("POST", "/guilds/1/state"),
        ("DELETE", "/guilds/1/bot"),
    ] {
        let (status, answer) = s.asks(method, path, json!({})).await;
        assert_eq!(status, 404, "{method} {path}: {answer}");
    }
}

#[tokio::test]
async fn the_gateway_obeys_the_control_interface() {
    let s = Staged::begin().await;
    let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
    let channel = s.does("POST", &format!("/guilds/{guild}/channels"), json!({"name": "c"})).await;
    let ann = s.does("POST", &format!("/guilds/{guild}/members"), json!({"name": "ann"})).await;
    let settings = json!({"heartbeat": {"interval_ms": 30_000, "margin_ms": 1000}, "shards": 2,
        "remaining": 500, "identifies": {"max_concurrency": 16, "every_ms": 0}});
    s.does("POST", "/gateway", settings).await;
    let mut socket = Socket::open(&s.world, "v=10").await;
    let Observation::Payload(hello) = socket.hear().await else { panic!("no hello") };
    assert_eq!(hello["d"]["heartbeat_interval"], 30_000);
    socket.say(identify("secret", 1 | 1 << 9)).await;
    socket.event("GUILD_CREATE").await;
    let url = format!("{}/api/v10/gateway/bot", s.world.discord_origin());
    let asked = s.http.get(url).header("Authorization", "Bot secret").send().await.unwrap();
    let answer: Value = asked.json().await.unwrap();
    let limit = &answer["session_start_limit"];
    assert_eq!((&answer["shards"], &limit["remaining"]), (&json!(2), &json!(499)));
    assert_eq!(limit["max_concurrency"], 16);

    // A message event that the bot receives twice.
    let said = json!({"user": ann.to_string(), "content": "hello"});
    let said = s.does("POST", &format!("/channels/{channel}/messages"), said).await;
    s.does("POST", &format!("/messages/{said}/repeat"), Value::Null).await;
    let first = socket.event("MESSAGE_CREATE").await;
    let again = socket.event("MESSAGE_CREATE").await;
    assert_eq!(again["d"], first["d"]);
    assert!(again["s"].as_u64() > first["s"].as_u64(), "{} {}", again["s"], first["s"]);
    for op in [1, 7] {
        s.does("POST", "/gateway/op", json!({"op": op})).await;
        let Observation::Payload(heard) = socket.hear().await else { panic!("closed") };
        assert_eq!(heard["op"], op);
    }
    assert_eq!(s.asks("POST", "/gateway/op", json!({"op": 10})).await.0, 400);
    s.does("POST", "/gateway/freeze", Value::Null).await;
    s.does("POST", "/gateway", json!({"break_next": {"guilds": 0, "code": 4000}})).await;
    let mut other = Socket::open(&s.world, "v=10").await;
    other.say(identify("secret", 1)).await;
    other.event("READY").await;
    assert_eq!(other.closed().await, 4000);
    socket.say(json!({"op": 1, "d": 1})).await;
    let heard = tokio::time::timeout(Duration::from_millis(100), socket.hear()).await;
    assert!(heard.is_err(), "its connection is dead: {heard:?}");
}

#[tokio::test]
async fn a_reply_can_be_made_without_a_ping_and_only_by_members() {
    let s = Staged::begin().await;
    let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
    let channel = s.does("POST", &format!("/guilds/{guild}/channels"), json!({"name": "c"})).await;
    let ann = s.does("POST", &format!("/guilds/{guild}/members"), json!({"name": "ann"})).await;
    assert_eq!(s.posts(channel, "secret").await.0, 200);
    let bots = s.world.discord.messages(channel)[0].id;
    let path = format!("/channels/{channel}/messages");
    let user = ann.to_string();
    for (ping, pinged) in [(true, vec![s.world.discord.bot()]), (false, vec![])] {
        let reply = json!({"user": user, "content": "x", "reply_to": bots.to_string(),
            "ping": ping});
        let id = s.does("POST", &path, reply).await;
        assert_eq!(s.world.discord.message(id).unwrap().pinged, pinged);
    }
    let body = json!({"user": user, "content": "x", "ping": false});
    assert_eq!(s.asks("POST", &path, body).await.0, 400, "no reply");
    s.does("DELETE", &format!("/guilds/{guild}/members/{ann}"), Value::Null).await;
    let body = json!({"user": user, "content": "x"});
    let (status, answer) = s.asks("POST", &path, body.clone()).await;
    assert_eq!(status, 422, "{answer}");
    s.does("PUT", &format!("/guilds/{guild}/members/{ann}"), Value::Null).await;
    s.does("POST", &path, body).await;
}

#[tokio::test]
async fn members_act_through_the_control_interface() {
    let s = Staged::begin().await;
    let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
    let channel = s.does("POST", &format!("/guilds/{guild}/channels"), json!({"name": "c"})).await;
    let ann = s.does("POST", &format!("/guilds/{guild}/members"), json!({"name": "ann"})).await;
    let http = http();
    let origin = s.world.discord_origin();
    let call = async |method: &str, path: &str, body: Value| {
        let request = http.request(method.parse().unwrap(), format!("{origin}/api/v10/{path}"));
        let answer = request.header("Authorization", "Bot secret").json(&body).send().await;
        answer.unwrap().json::<Value>().await.unwrap_or(Value::Null)
    };
    let query = json!({"type": 3, "name": "q", "description": "d", "autocomplete": true});
    let commands = json!([
        {"name": "find", "description": "d", "options": [query]},
        {"type": 2, "name": "Look"},
    ]);
    let bot = s.world.discord.bot();
    call("PUT", &format!("applications/{bot}/guilds/{guild}/commands"), commands).await;
    let mut socket = Socket::open(&s.world, "v=10").await;
    socket.say(identify("secret", 1)).await;
    socket.event("GUILD_CREATE").await;
    let answers = async |socket: &mut Socket, body: Value| {
        let interaction = socket.event("INTERACTION_CREATE").await["d"].clone();
        let (id, token) =
            (interaction["id"].as_str().unwrap(), interaction["token"].as_str().unwrap());
        call("POST", &format!("interactions/{id}/{token}/callback"), body).await;
        interaction
    };
    let user = ann.to_string();
    let path = format!("/channels/{channel}/autocomplete");
    let body = json!({"user": user, "name": "find", "options": {"q": "fo"}, "focused": "q"});
    let choices = json!([{"name": "Fox", "value": "fox"}]);
    let (typed, _) = tokio::join!(
        s.asks("POST", &path, body),
        answers(&mut socket, json!({"type": 8, "data": {"choices": choices}}))
    );
    assert_eq!((typed.0, &typed.1["choices"]), (200, &choices));

    let path = format!("/guilds/{guild}/members/{ann}/menu");
    let body = json!({"user": user, "name": "Look"});
    let opened = s.does("POST", &path, body).await;
    let parts = json!([
        {"type": 18, "label": "l", "component": {"type": 4, "style": 1, "custom_id": "text"}},
        {"type": 18, "label": "l", "component": {"type": 5, "custom_id": "who"}},
        {"type": 18, "label": "l", "component": {"type": 23, "custom_id": "yes"}},
    ]);
    let form = json!({"title": "t", "custom_id": "modal", "components": parts});
    let answer = answers(&mut socket, json!({"type": 9, "data": form})).await;
    assert_eq!(answer["channel_id"], channel.to_string(), "the first one for text");
    let path = format!("/interactions/{opened}/modal");
    let filled = json!({"text": "words", "who": [user], "yes": true});
    s.does("POST", &path, filled.clone()).await;
    let sent = socket.event("INTERACTION_CREATE").await["d"]["data"]["components"].clone();
    assert_eq!(sent[0]["component"]["value"], "words");
    assert_eq!(sent[1]["component"]["values"], json!([user]));
    assert_eq!(sent[2]["component"]["value"], true);
    assert_eq!(s.asks("POST", &path, filled).await.0, 422, "it was sent already");

    let menu = json!([{"type": 1, "components": [{"type": 5, "custom_id": "people"}]}]);
    let body = json!({"content": "x", "components": menu});
    let made = call("POST", &format!("channels/{channel}/messages"), body).await;
    let path = format!("/messages/{}/choose", made["id"].as_str().unwrap());
    s.does("POST", &path, json!({"user": user, "values": [user]})).await;
    let interaction = socket.event("INTERACTION_CREATE").await["d"]["data"].clone();
    assert_eq!(interaction["resolved"]["users"][&user]["username"], "ann");
    let other = json!({"user": user, "values": [user], "custom_id": "other"});
    assert_eq!(s.asks("POST", &path, other).await.0, 422);
}

#[tokio::test]
async fn an_injected_429_comes_from_the_service_unless_it_says_otherwise() {
    let s = Staged::begin().await;
    for (headers, via) in [(json!([]), Some("1.1 google")), (json!([["server", "x"]]), None)] {
        let effect = json!({"kind": "answer", "status": 429, "body": {}, "headers": headers});
        let fault = json!({"service": "discord", "times": 1, "effect": effect});
        s.does("POST", "/faults", fault).await;
        let url = format!("{}/api/v10/gateway", s.world.discord_origin());
        let answer = s.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers().get("via").map(|v| v.to_str().unwrap()), via);
    }
}

#[tokio::test]
async fn clocks_move_together_or_alone_and_no_further_than_ids_reach() {
    let s = Staged::begin().await;
    for seconds in [json!(1e300), json!(-1), json!(9e9), json!(null), json!("1")] {
        let (status, answer) = s.asks("POST", "/clock", json!({"advance_seconds": seconds})).await;
        assert_eq!(status, 400, "{seconds}: {answer}");
    }
    for (service, discords, others) in [
        (json!(null), "2026-11-22T12:01:00Z", "2026-11-22T12:01:00Z"),
        (json!("discord"), "2026-11-22T12:02:00Z", "2026-11-22T12:01:00Z"),
        (json!("wan"), "2026-11-22T12:02:00Z", "2026-11-22T12:02:00Z"),
        (json!("wan"), "2026-11-22T12:02:00Z", "2026-11-22T12:03:00Z"),
    ] {
        let body = json!({"advance_seconds": 60, "service": service});
        let (status, answer) = s.asks("POST", "/clock", body).await;
        assert_eq!((status, &answer["now"]), (200, &json!(discords)), "{service}");
        assert_eq!(s.clock.now().to_string(), others, "{service}");
    }
}
