//! The control API: what members may do, what their interactions claim, and what they see.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use wanbot::emulator::discord::world::permission;

use super::control::Staged;
use super::*;
use crate::harness::files;

/// A server with a channel, and a member of it.
struct Scene {
    s: Staged,
    guild: u64,
    channel: u64,
    ann: u64,
}

impl Scene {
    async fn open() -> Self {
        let s = Staged::begin().await;
        let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
        let new = format!("/guilds/{guild}/channels");
        let channel = s.does("POST", &new, json!({"name": "c"})).await;
        let new = format!("/guilds/{guild}/members");
        let ann = s.does("POST", &new, json!({"name": "ann"})).await;
        Self { s, guild, channel, ann }
    }

    /// Calls Discord as the bot; returns the status and the response.
    async fn calls(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/api/v10/{path}", self.s.world.discord_origin());
        let request = self.s.http.request(method.parse().unwrap(), url);
        let request = request.header("Authorization", "Bot secret").json(&body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// Registers commands in the server.
    async fn registers(&self, commands: Value) {
        let bot = self.s.world.discord.bot();
        let path = format!("applications/{bot}/guilds/{}/commands", self.guild);
        assert_eq!(self.calls("PUT", &path, commands).await.0, 200);
    }

    async fn connects(&self) -> Socket {
        let mut socket = Socket::open(&self.s.world, "v=10").await;
        socket.say(identify("secret", 1 | 1 << 9)).await;
        socket.event("GUILD_CREATE").await;
        socket
    }

    /// Changes permissions of a member or of the bot; returns those that result.
    async fn permits(&self, who: u64, body: Value) -> Value {
        let path = format!("/guilds/{}/members/{who}/permissions", self.guild);
        let (status, answer) = self.s.asks("POST", &path, body).await;
        assert_eq!(status, 200, "{answer}");
        answer["permissions"].clone()
    }

    fn says(&self, more: Value) -> Value {
        let mut body = json!({"user": self.ann.to_string(), "content": "x"});
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    }
}

#[tokio::test]
async fn a_member_posts_a_file_of_32_mb() {
    let t = Scene::open().await;
    let file = vec![7; 32 * 1024 * 1024];
    let files = json!([{"name": "a.bin", "base64": BASE64_STANDARD.encode(&file)}]);
    let path = format!("/channels/{}/messages", t.channel);
    let said = t.s.does("POST", &path, t.says(json!({"files": files}))).await;
    assert_eq!(t.s.world.discord.message(said).unwrap().files[0].bytes, file);
}

#[tokio::test]
async fn an_answer_has_all_that_a_member_sees() {
    let t = Scene::open().await;
    let components = json!([
        {"type": 1, "components": [
            {"type": 2, "style": 1, "emoji": {"name": "🔥"}, "custom_id": "fire"},
            {"type": 2, "style": 2, "label": "Off", "custom_id": "off", "disabled": true},
            {"type": 2, "style": 5, "label": "Open", "url": "https://a.example/"},
        ]},
        {"type": 1, "components": [{"type": 3, "custom_id": "pick", "placeholder": "Which?",
            "options": [{"label": "One", "value": "1"}]}]},
    ]);
    let embed = json!({"title": "Cats", "description": "a page"});
    let body = json!({"content": "look", "embeds": [embed], "components": components});
    let path = format!("channels/{}/messages", t.channel);
    let (status, made) = t.calls("POST", &path, body).await;
    assert_eq!(status, 200, "{made}");
    let (_, shown) =
        t.s.asks("GET", &format!("/messages/{}", made["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(
        shown["embeds"],
        json!([{"type": "rich", "title": "Cats", "description": "a page"}])
    );
    let buttons = json!([
        {"label": "🔥", "custom_id": "fire", "disabled": false},
        {"label": "Off", "custom_id": "off", "disabled": true},
        {"label": "Open", "custom_id": null, "disabled": false, "url": "https://a.example/"},
    ]);
    assert_eq!(shown["buttons"], buttons);
    let menu = json!({"custom_id": "pick", "placeholder": "Which?", "disabled": false,
        "options": [{"label": "One", "value": "1"}]});
    assert_eq!(shown["menus"], json!([menu]));
    assert_eq!((&shown["stickers"], &shown["forwarded"]), (&json!([]), &Value::Null));

    let sticker = json!({"name": "wave", "format": "png",
        "base64": BASE64_STANDARD.encode(files::png(8, 8))});
    let sticker = t.s.does("POST", &format!("/guilds/{}/stickers", t.guild), sticker).await;
    let path = format!("/channels/{}/messages", t.channel);
    let body = t.says(json!({"content": "hi", "stickers": [sticker.to_string()]}));
    let said = t.s.does("POST", &path, body).await;
    let to = json!({"user": t.ann.to_string(), "channel": t.channel.to_string()});
    t.s.does("POST", &format!("/messages/{said}/forward"), to).await;
    let (_, all) = t.s.asks("GET", &path, json!({})).await;
    assert_eq!(all[1]["stickers"], json!(["wave"]));
    let forwarded = json!({"content": "hi", "texts": [], "files": [], "embeds": [],
        "stickers": ["wave"], "buttons": [], "menus": []});
    assert_eq!((&all[2]["content"], &all[2]["forwarded"]), (&json!(""), &forwarded));
}

#[tokio::test]
async fn the_limit_claimed_for_a_member_precedes_that_of_the_server() {
    let t = Scene::open().await;
    t.registers(json!([{"name": "ping", "description": "d"}])).await;
    let mut socket = t.connects().await;
    let (guild, user) = (format!("/guilds/{}/state", t.guild), format!("/users/{}/state", t.ann));
    let bob = json!({"name": "bob"});
    let bob = t.s.does("POST", &format!("/guilds/{}/members", t.guild), bob).await;
    for (path, limit, of_ann, of_bob) in [
        (&guild, 30_000_000, 30_000_000, 30_000_000),
        (&user, 500_000_000, 500_000_000, 30_000_000),
    ] {
        t.s.does("POST", path, json!({"claimed_limit": limit})).await;
        for (who, expected) in [(t.ann, of_ann), (bob, of_bob)] {
            let body = json!({"user": who.to_string(), "name": "ping"});
            t.s.does("POST", &format!("/channels/{}/commands", t.channel), body).await;
            let interaction = socket.event("INTERACTION_CREATE").await;
            assert_eq!(interaction["d"]["attachment_size_limit"], expected, "{path} {who}");
        }
    }
}

#[tokio::test]
async fn members_do_only_what_they_may() {
    let t = Scene::open().await;
    t.registers(json!([{"name": "ping", "description": "d"}])).await;
    let mut socket = t.connects().await;
    let posts = format!("/channels/{}/messages", t.channel);
    let said = t.s.does("POST", &posts, t.says(json!({}))).await;
    let ping = json!({"user": t.ann.to_string(), "name": "ping"});
    let react = json!({"user": t.ann.to_string(), "emoji": "🔥"});
    let file = json!([{"name": "a.txt", "base64": "eA=="}]);
    let commands = format!("/channels/{}/commands", t.channel);
    let reacts = format!("/messages/{said}/react");
    let forwards = format!("/messages/{said}/forward");
    let forward = json!({"user": t.ann.to_string(), "channel": t.channel.to_string()});
    let acts = [
        (permission::SEND_MESSAGES, &posts, t.says(json!({})), "may not post"),
        (permission::SEND_MESSAGES, &forwards, forward, "may not post"),
        (permission::ATTACH_FILES, &posts, t.says(json!({"files": file})), "may not attach"),
        (permission::USE_APPLICATION_COMMANDS, &commands, ping.clone(), "may not use commands"),
        (permission::ADD_REACTIONS, &reacts, react.clone(), "may not add reactions"),
        (permission::READ_MESSAGE_HISTORY, &reacts, react, "may not read the history"),
        (permission::VIEW_CHANNEL, &commands, ping.clone(), "may not view"),
        (permission::VIEW_CHANNEL, &posts, t.says(json!({})), "may not view"),
    ];
    // Those in the channel go before those in the server, once there are any.
    for channel in [None, Some(t.channel.to_string())] {
        for (bit, path, body, words) in &acts {
            let bit = bit.to_string();
            t.permits(t.ann, json!({"take": bit, "channel": channel})).await;
            let (status, answer) = t.s.asks("POST", path, body.clone()).await;
            let why = answer["error"].as_str().unwrap_or_default();
            assert!(status == 422 && why.contains(words), "{bit} {path}: {answer}");
            t.permits(t.ann, json!({"give": bit, "channel": channel})).await;
            let answer = t.s.asks("POST", path, body.clone()).await;
            assert_eq!(answer.0, 200, "{bit} {path}: {}", answer.1);
            if body["emoji"].is_string() {
                t.s.does(
                    "POST",
                    path,
                    json!({"user": t.ann.to_string(), "emoji": "🔥", "remove": true}),
                )
                .await;
            }
        }
    }
    // The bot receives the permissions in the channel.
    let bits = permission::MEMBER.to_string();
    let here = json!({"permissions": bits, "channel": t.channel.to_string()});
    assert_eq!(t.permits(t.ann, here).await, json!(bits));
    t.permits(t.ann, json!({"permissions": "1024"})).await;
    let used = t.s.does("POST", &commands, ping).await;
    let interaction = loop {
        let interaction = socket.event("INTERACTION_CREATE").await["d"].clone();
        if interaction["id"] == json!(used.to_string()) {
            break interaction;
        }
    };
    assert_eq!(interaction["member"]["permissions"], json!(bits));
    // In another channel, those in the server hold.
    let other = json!({"name": "other"});
    let other = t.s.does("POST", &format!("/guilds/{}/channels", t.guild), other).await;
    let path = format!("/channels/{other}/messages");
    assert_eq!(t.s.asks("POST", &path, t.says(json!({}))).await.0, 422);
}

#[tokio::test]
async fn nobody_posts_where_there_are_no_messages() {
    let t = Scene::open().await;
    let new = format!("/guilds/{}/channels", t.guild);
    for kind in [4, 15, 16] {
        let channel = t.s.does("POST", &new, json!({"name": "c", "kind": kind})).await;
        let path = format!("/channels/{channel}/messages");
        let (status, answer) = t.s.asks("POST", &path, t.says(json!({}))).await;
        let error = json!({"error": "messages cannot be posted in a channel of this type"});
        assert_eq!((status, answer), (422, error), "{kind}");
        assert_eq!(t.s.posts(channel, "secret").await, (400, json!(50008)));
    }
}

#[tokio::test]
async fn the_bots_permissions_in_a_server_hold_in_its_channels() {
    let t = Scene::open().await;
    let own = json!({"name": "own"});
    let own = t.s.does("POST", &format!("/guilds/{}/channels", t.guild), own).await;
    let bot = t.s.world.discord.bot();
    let bits = permission::MEMBER.to_string();
    t.permits(bot, json!({"permissions": bits, "channel": own.to_string()})).await;
    let mut socket = t.connects().await;
    t.permits(bot, json!({"take": permission::SEND_MESSAGES.to_string()})).await;
    assert_eq!(t.s.posts(t.channel, "secret").await, (403, json!(50013)));
    t.permits(bot, json!({"take": permission::VIEW_CHANNEL.to_string()})).await;
    let event = socket.event("CHANNEL_UPDATE").await["d"].clone();
    let hidden = (json!(t.channel.to_string()), json!("___hidden___"));
    assert_eq!((event["id"].clone(), event["name"].clone()), hidden);
    assert_eq!(t.s.posts(t.channel, "secret").await, (403, json!(50001)));
    assert_eq!(t.s.posts(own, "secret").await.0, 200, "it has others there");
    t.permits(bot, json!({"permissions": bits})).await;
    assert_eq!(socket.event("CHANNEL_UPDATE").await["d"]["name"], "c");
    assert_eq!(t.s.posts(t.channel, "secret").await.0, 200);

    for (body, status) in [
        (json!({"take": "x"}), 400),
        (json!({"channel": "1"}), 404),
        (json!({"channel": own}), 400),
    ] {
        let path = format!("/guilds/{}/members/{bot}/permissions", t.guild);
        assert_eq!(t.s.asks("POST", &path, body.clone()).await.0, status, "{body}");
    }
    let path = format!("/guilds/{}/members/1/permissions", t.guild);
    assert_eq!(t.s.asks("POST", &path, json!({})).await.0, 404);
}

#[tokio::test]
async fn a_deleted_server_is_gone_with_its_channels() {
    let t = Scene::open().await;
    let mut socket = t.connects().await;
    t.s.does("DELETE", &format!("/guilds/{}", t.guild), json!({})).await;
    let event = socket.event("GUILD_DELETE").await["d"].clone();
    assert_eq!(event, json!({"id": t.guild.to_string()}));
    let (status, answer) = t.calls("GET", &format!("guilds/{}", t.guild), json!({})).await;
    assert_eq!((status, &answer["code"]), (404, &json!(10004)));
    assert_eq!(t.s.posts(t.channel, "secret").await, (404, json!(10003)));
    let (status, answer) = t.s.asks("DELETE", &format!("/guilds/{}", t.guild), json!({})).await;
    assert_eq!((status, answer), (404, json!({"error": "there is no such server"})));
    t.s.does("POST", "/guilds", json!({"name": "G"})).await;
    assert_eq!(socket.event("GUILD_CREATE").await["d"]["name"], "G");
}

#[tokio::test]
async fn an_unknown_message_or_interaction_cannot_be_repeated() {
    let t = Scene::open().await;
    let path = format!("/channels/{}/messages", t.channel);
    let said = t.s.does("POST", &path, t.says(json!({}))).await;
    for (path, what) in [
        ("/messages/1/repeat".to_owned(), "message"),
        ("/interactions/1/repeat".to_owned(), "interaction"),
        (format!("/interactions/{said}/repeat"), "interaction"),
    ] {
        let answer = t.s.asks("POST", &path, json!({})).await;
        let error = json!({"error": format!("there is no such {what}")});
        assert_eq!(answer, (404, error), "{path}");
    }
    // Nobody was connected when it was posted.
    let answer = t.s.asks("POST", &format!("/messages/{said}/repeat"), json!({})).await;
    assert_eq!(answer, (200, json!({"sessions": 0})));
}

#[tokio::test]
async fn a_reply_with_files_can_be_made_without_a_ping() {
    let t = Scene::open().await;
    assert_eq!(t.s.posts(t.channel, "secret").await.0, 200);
    let bots = t.s.world.discord.messages(t.channel)[0].id.to_string();
    let file = json!([{"name": "a.txt", "base64": "eA=="}]);
    let body = t.says(json!({"files": file, "reply_to": bots, "ping": false}));
    let path = format!("/channels/{}/messages", t.channel);
    let said = t.s.does("POST", &path, body).await;
    let said = t.s.world.discord.message(said).unwrap();
    assert_eq!((said.files.len(), said.pinged), (1, vec![]));
}

#[tokio::test]
async fn a_channel_is_locked_hidden_limited_and_exhausted() {
    let t = Scene::open().await;
    t.registers(json!([{"name": "ping", "description": "d"}])).await;
    let mut socket = t.connects().await;
    let thread = json!({"name": "ideas", "parent": t.channel.to_string()});
    let thread = t.s.does("POST", &format!("/guilds/{}/channels", t.guild), thread).await;
    t.s.does("POST", &format!("/channels/{thread}/state"), json!({"locked": true})).await;
    let event = socket.event("THREAD_UPDATE").await["d"]["thread_metadata"].clone();
    assert_eq!((&event["archived"], &event["locked"]), (&json!(true), &json!(true)));
    let path = format!("/channels/{thread}/messages");
    let (status, answer) = t.s.asks("POST", &path, t.says(json!({}))).await;
    assert_eq!((status, answer), (422, json!({"error": "the thread is locked"})));
    assert_eq!(t.s.posts(thread, "secret").await, (400, json!(160_005)));

    let state = format!("/channels/{}/state", t.channel);
    for (visibility, name, status) in [("nulled", "___hidden___", 403), ("visible", "c", 200)] {
        t.s.does("POST", &state, json!({"visibility": visibility})).await;
        assert_eq!(socket.event("CHANNEL_UPDATE").await["d"]["name"], name);
        assert_eq!(t.s.posts(t.channel, "secret").await.0, status);
    }

    let made = t.s.world.discord.messages(t.channel)[0].id;
    t.s.does("POST", &state, json!({"old_edits": 1})).await;
    t.s.does("POST", "/clock", json!({"advance_seconds": 3700})).await;
    let path = format!("channels/{}/messages/{made}", t.channel);
    let codes = [(200, Value::Null), (429, json!(30046))];
    for (n, expected) in codes.into_iter().enumerate() {
        let (status, answer) = t.calls("PATCH", &path, json!({"content": n.to_string()})).await;
        assert_eq!((status, answer["code"].clone()), expected);
    }

    let shared = json!({"channel": t.channel.to_string(), "ms": 3_600_000});
    t.s.does("POST", "/rate_limits", json!({"shared": shared})).await;
    let url = format!("{}/api/v10/channels/{}/messages", t.s.world.discord_origin(), t.channel);
    let request = t.s.http.post(url).header("Authorization", "Bot secret");
    let answer = request.json(&json!({"content": "x"})).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["x-ratelimit-scope"]),
        (429, &"shared".parse::<reqwest::header::HeaderValue>().unwrap())
    );
}
