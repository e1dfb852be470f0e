//! The REST API, with requests as other libraries send them.

use reqwest::{Method, RequestBuilder, Response};

use super::*;
use crate::harness::http;

/// The bot's requests, in a server of their own.
pub(super) struct Api {
    pub(super) w: Running,
    http: reqwest::Client,
    pub(super) guild: u64,
    pub(super) channel: u64,
}

impl Api {
    pub(super) async fn open() -> Self {
        let w = world().await;
        let guild = w.discord.add_guild("K");
        let channel = w.discord.add_channel(guild, "c");
        let http = http();
        Self { w, http, guild, channel }
    }

    pub(super) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = method.parse::<Method>().unwrap();
        let url = format!("{}/api/v10/{path}", self.w.discord_origin());
        self.http.request(method, url).header("Authorization", "Bot secret")
    }

    /// Returns status and body of a response.
    pub(super) async fn said(&self, request: RequestBuilder) -> (u16, Value) {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    pub(super) async fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        self.said(self.request(method, path).json(body)).await
    }

    pub(super) async fn get(&self, path: &str) -> (u16, Value) {
        self.said(self.request("GET", path)).await
    }

    pub(super) fn messages(&self) -> String {
        format!("channels/{}/messages", self.channel)
    }

    pub(super) fn commands(&self) -> String {
        format!("applications/{}/guilds/{}/commands", self.w.discord.bot(), self.guild)
    }

    pub(super) async fn post(&self, body: &Value) -> (u16, Value) {
        self.call("POST", &self.messages(), body).await
    }

    /// Sends files with these names, numbered.
    pub(super) async fn post_files(
        &self,
        method: &str,
        path: &str,
        body: &Value,
        n: usize,
    ) -> (u16, Value) {
        let mut form = reqwest::multipart::Form::new().text("payload_json", body.to_string());
        for n in 0..n {
            let part = reqwest::multipart::Part::text("x").file_name(format!("{n}.txt"));
            form = form.part(format!("files[{n}]"), part);
        }
        self.said(self.request(method, path).multipart(form)).await
    }
}

/// The error code, and path and code of the field, of an "Invalid Form Body" error.
pub(super) fn field(body: &Value) -> (u64, String, String) {
    fn walk(errors: &Value, path: &str) -> Option<(String, String)> {
        if let Some(code) = errors["_errors"][0]["code"].as_str() {
            return Some((path.to_owned(), code.to_owned()));
        }
        let fields = errors.as_object()?;
        fields.iter().find_map(|(key, inner)| walk(inner, &format!("{path}/{key}")))
    }
    let (path, code) = walk(&body["errors"], "").unwrap_or_default();
    (body["code"].as_u64().unwrap_or_default(), path, code)
}

pub(super) fn id(body: &Value) -> u64 {
    body["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn ids_may_be_numbers() {
    let a = Api::open().await;
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    let (status, direct) =
        a.call("POST", "users/@me/channels", &json!({"recipient_id": ann})).await;
    assert_eq!((status, id(&direct)), (200, a.w.discord.direct(ann).unwrap()));

    let (_, first) = a.post(&json!({"content": "first"})).await;
    let body = json!({"content": format!("<@{ann}>"), "message_reference": {"message_id": id(&first)},
        "allowed_mentions": {"users": [ann]}});
    let (status, reply) = a.post(&body).await;
    let message = a.w.discord.message(id(&reply)).unwrap();
    assert_eq!(
        (status, message.reply_to, &message.pinged[..]),
        (200, Some(id(&first)), &[ann][..])
    );

    let listed = json!({"content": "x", "attachments": [{"id": 0}, {"id": "1"}]});
    let (_, made) = a.post_files("POST", &a.messages(), &listed, 2).await;
    let kept = made["attachments"][1]["id"].as_str().unwrap().parse::<u64>().unwrap();
    let path = format!("{}/{}", a.messages(), id(&made));
    let (status, edited) = a.call("PATCH", &path, &json!({"attachments": [{"id": kept}]})).await;
    assert_eq!((status, edited["attachments"].as_array().unwrap().len()), (200, 1));
    assert_eq!(edited["attachments"][0]["id"], kept.to_string());

    let (status, body) = a
        .post(&json!({"content": "x",
        "message_reference": {"message_id": "abc"}}))
        .await;
    let expected = (50035, "/message_reference/message_id".into(), "NUMBER_TYPE_COERCE".into());
    assert_eq!((status, field(&body)), (400, expected));
}

#[tokio::test]
async fn a_message_cannot_be_edited_to_nothing() {
    let a = Api::open().await;
    let (_, made) = a.post_files("POST", &a.messages(), &json!({"content": "x"}), 1).await;
    let path = format!("{}/{}", a.messages(), id(&made));
    let edit = async |body: Value| a.call("PATCH", &path, &body).await;
    let (status, body) = edit(json!({"content": "", "attachments": []})).await;
    assert_eq!((status, &body["code"]), (400, &json!(50006)));
    let (status, body) = edit(json!({"content": ""})).await;
    assert_eq!((status, &body["content"]), (200, &json!("")), "its file remains");
    let embed = json!({"title": "t", "footer": null});
    let (status, body) = edit(json!({"attachments": [], "embeds": [embed]})).await;
    assert_eq!((status, &body["embeds"]), (200, &json!([{"title": "t", "type": "rich"}])));
    assert_eq!(edit(json!({"embeds": null})).await.0, 400);
}

#[tokio::test]
async fn listed_files_are_there_and_not_too_many() {
    let a = Api::open().await;
    let missing = (50035, "/attachments/0".to_owned(), "ATTACHMENT_NOT_FOUND".to_owned());
    let many = (50035, "/attachments".to_owned(), "BASE_TYPE_MAX_LENGTH".to_owned());
    let one = json!({"content": "x", "attachments": [{"id": "5", "filename": "a.mp4"}]});
    let (status, body) = a.post(&one).await;
    assert_eq!((status, field(&body)), (400, missing.clone()));
    let (status, body) = a.post_files("POST", &a.messages(), &one, 1).await;
    assert_eq!((status, field(&body)), (400, missing.clone()));
    let (status, body) = a.post_files("POST", &a.messages(), &json!({}), 11).await;
    assert_eq!((status, field(&body)), (400, many.clone()));

    let (_, made) = a.post_files("POST", &a.messages(), &json!({}), 10).await;
    let path = format!("{}/{}", a.messages(), id(&made));
    let (status, body) = a.post_files("PATCH", &path, &json!({}), 1).await;
    assert_eq!((status, field(&body)), (400, many));
    let (status, body) = a.call("PATCH", &path, &one).await;
    assert_eq!((status, field(&body)), (400, missing));
    let first = &made["attachments"][0]["id"];
    let kept = json!({"attachments": [{"id": first}, {"id": 0}]});
    let (status, body) = a.post_files("PATCH", &path, &kept, 1).await;
    assert_eq!((status, body["attachments"].as_array().unwrap().len()), (200, 2));
}

#[tokio::test]
async fn a_nonce_comes_back_as_it_was_sent() {
    let a = Api::open().await;
    let mut s = Socket::open(&a.w, "v=10").await;
    s.say(identify("secret", 1 | 1 << 9)).await;
    s.event("GUILD_CREATE").await;
    for nonce in [json!("n1"), json!(17)] {
        let body = json!({"content": "x", "nonce": nonce, "enforce_nonce": true});
        let (_, first) = a.post(&body).await;
        assert_eq!(s.event("MESSAGE_CREATE").await["d"]["nonce"], nonce);
        let (_, again) = a.post(&body).await;
        assert_eq!((&again["id"], &again["nonce"]), (&first["id"], &nonce));
        let (_, fetched) = a.get(&format!("{}/{}", a.messages(), id(&first))).await;
        assert_eq!(fetched["nonce"], Value::Null, "one event");
    }
}

#[tokio::test]
async fn a_nonce_is_the_author_s_whatever_the_channel() {
    let a = Api::open().await;
    let other = a.w.discord.add_channel(a.guild, "other");
    let body = json!({"content": "x", "nonce": "n1", "enforce_nonce": true});
    let (_, first) = a.post(&body).await;
    let (_, again) = a.call("POST", &format!("channels/{other}/messages"), &body).await;
    assert_eq!((id(&again), &again["channel_id"]), (id(&first), &json!(a.channel.to_string())));
    assert_eq!(a.w.discord.messages(other).len(), 0);
}

#[tokio::test]
async fn an_edit_of_the_text_computes_its_mentions_again() {
    let a = Api::open().await;
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    let staff = a.w.discord.add_role(a.guild, "staff");
    let text = format!("<@{ann}> <@&{staff}> @everyone");
    let none = json!({"parse": []});
    let (_, made) = a.post(&json!({"content": text, "allowed_mentions": none})).await;
    let path = format!("{}/{}", a.messages(), id(&made));
    for (edit, users, roles, everyone) in [
        (json!({"content": text}), 1, 1, true),
        (json!({"embeds": [{"title": "t"}]}), 1, 1, true),
        (json!({"content": text, "allowed_mentions": {"parse": ["roles"]}}), 0, 1, false),
        (json!({"content": text, "allowed_mentions": none}), 0, 0, false),
    ] {
        let (_, shown) = a.call("PATCH", &path, &edit).await;
        let count = |key: &str| shown[key].as_array().unwrap().len();
        let found = (count("mentions"), count("mention_roles"), &shown["mention_everyone"]);
        assert_eq!(found, (users, roles, &json!(everyone)), "{edit}");
    }
    let message = a.w.discord.message(id(&made)).unwrap();
    assert!(message.pinged.is_empty() && !message.pings_everyone, "an edit pings nobody");
}

#[tokio::test]
async fn a_form_of_texts_carries_a_payload() {
    let a = Api::open().await;
    let body: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("payload_json", &json!({"content": "ä & b"}).to_string())
        .finish();
    let request = a.request("POST", &a.messages()).body(body);
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    let (status, made) = a.said(request).await;
    assert_eq!((status, &made["content"]), (200, &json!("ä & b")));
}

#[tokio::test]
async fn a_role_is_pinged_if_it_may_be() {
    let a = Api::open().await;
    let role = a.w.discord.add_role(a.guild, "staff");
    for (text, allowed, pinged) in [
        (format!("<@&{role}>"), Value::Null, true),
        (format!("<@&{role}>"), json!({"parse": ["roles"]}), true),
        (format!("<@&{role}>"), json!({"roles": [role]}), true),
        (format!("<@&{role}>"), json!({"parse": []}), false),
        (format!("<@&{role}>"), json!({"parse": ["users"]}), false),
        (format!("\\<@&{role}>"), json!({"parse": ["roles"]}), false),
    ] {
        let (_, made) = a.post(&json!({"content": text, "allowed_mentions": allowed})).await;
        let expected = if pinged { vec![role] } else { vec![] };
        let message = a.w.discord.message(id(&made)).unwrap();
        assert_eq!(message.pinged_roles, expected, "{text} {allowed}");
        let shown: Vec<_> = expected.iter().map(u64::to_string).collect();
        assert_eq!(made["mention_roles"], json!(shown), "{text} {allowed}");
    }
}

#[tokio::test]
async fn categories_and_forums_hold_no_messages() {
    let a = Api::open().await;
    for kind in [4, 15] {
        let place = a.w.discord.add_channel_of(a.guild, "p", kind);
        let path = format!("channels/{place}/messages");
        let (status, body) = a.call("POST", &path, &json!({"content": "x"})).await;
        assert_eq!((status, &body["code"]), (400, &json!(50008)), "{kind}");
    }
}

#[tokio::test]
async fn unreadable_paths_and_queries_are_refused_in_json() {
    let a = Api::open().await;
    let messages = a.messages();
    for (path, at, code) in [
        ("channels/abc".to_owned(), "/channel_id", "NUMBER_TYPE_COERCE"),
        (format!("{messages}/x"), "/message_id", "NUMBER_TYPE_COERCE"),
        (format!("{messages}?limit=abc"), "/limit", "NUMBER_TYPE_COERCE"),
        (format!("{messages}?limit=0"), "/limit", "NUMBER_TYPE_MIN"),
        (format!("{messages}?limit=101"), "/limit", "NUMBER_TYPE_MAX"),
        (format!("{messages}?after=x"), "/after", "NUMBER_TYPE_COERCE"),
    ] {
        let (status, body) = a.get(&path).await;
        let expected = (50035, at.to_owned(), code.to_owned());
        assert_eq!((status, field(&body)), (400, expected), "{path}");
    }
    let (status, body) = a.said(a.request("DELETE", "channels/1/messages/2")).await;
    assert_eq!((status, &body["code"]), (404, &json!(10003)));
    let (status, body) = a.said(a.request("PUT", &messages)).await;
    assert_eq!((status, body), (405, json!({"code": 0, "message": "405: Method Not Allowed"})));
}

#[tokio::test]
async fn history_around_a_message_has_as_much_on_both_sides() {
    let a = Api::open().await;
    let mut ids = Vec::new();
    for n in 0..7 {
        ids.push(id(&a.post(&json!({"content": n.to_string()})).await.1));
    }
    for (limit, around, expected) in [
        (3, ids[2], &ids[1..=3]),
        (4, ids[3], &ids[1..=5]),
        (1, ids[3], &ids[3..=3]),
        (4, ids[0], &ids[0..=2]),
        (2, ids[6] + 1, &ids[6..=6]),
    ] {
        let path = format!("{}?limit={limit}&around={around}", a.messages());
        let (_, found) = a.get(&path).await;
        let mut found: Vec<_> = found.as_array().unwrap().iter().map(id).collect();
        found.reverse();
        assert_eq!(found, expected, "{limit} around {around}");
    }
}

#[tokio::test]
async fn rate_limits_are_stated_as_clients_expect() {
    let a = Api::open().await;
    let header = |answer: &Response, name: &str| {
        answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned())
    };
    let mut refused = None;
    let mut buckets = std::collections::BTreeSet::new();
    // All within a second; the limit is fifty.
    let sent = (0..120).map(|n| {
        let path = if n % 2 == 0 { "users/@me".to_owned() } else { a.messages() };
        a.request("GET", &path).send()
    });
    for answer in futures_util::future::join_all(sent).await {
        let answer = answer.unwrap();
        assert_eq!(header(&answer, "via").as_deref(), Some("1.1 google"));
        if answer.status() == 429 {
            assert_eq!(header(&answer, "x-ratelimit-bucket"), None, "it is not of a route");
            refused = Some(answer);
            continue;
        }
        let reset = header(&answer, "x-ratelimit-reset").unwrap().parse::<f64>().unwrap();
        assert!(reset > 1.7e9, "{reset}");
        buckets.insert(header(&answer, "x-ratelimit-bucket").unwrap());
    }
    assert_eq!(buckets.len(), 2, "one for each route");
    let refused = refused.expect("a hundred and twenty at once are too many");
    assert_eq!(header(&refused, "x-ratelimit-scope").as_deref(), Some("global"));
    assert_eq!(header(&refused, "retry-after").as_deref(), Some("1"));
    let body = refused.json::<Value>().await.unwrap();
    let wait = body["retry_after"].as_f64().unwrap();
    assert!(wait > 0.0 && wait <= 1.0, "{wait}");
}

#[tokio::test]
async fn what_libraries_read_at_a_start() {
    let a = Api::open().await;
    let (guild, bot) = (a.guild, a.w.discord.bot());
    let ann = a.w.discord.add_member(guild, "ann", 0);
    a.w.discord.add_channel_as(guild, "hidden", 0, Visibility::Reduced);
    a.w.discord.add_thread(guild, "thread", a.channel);
    let (_, application) = a.get("oauth2/applications/@me").await;
    assert_eq!(application["summary"], "");
    let (_, channels) = a.get(&format!("guilds/{guild}/channels")).await;
    let shown: Vec<_> = channels.as_array().unwrap().iter().map(id).collect();
    assert_eq!(shown, [a.channel], "neither threads nor what it may not view");
    let channel = &channels[0];
    assert_eq!(
        (channel.get("topic"), &channel["rate_limit_per_user"]),
        (Some(&Value::Null), &json!(0))
    );
    let (_, found) = a.get(&format!("guilds/{guild}?with_counts=true")).await;
    assert_eq!((&found["name"], &found["approximate_member_count"]), (&json!("K"), &json!(2)));
    for member in [ann, bot] {
        let (_, found) = a.get(&format!("guilds/{guild}/members/{member}")).await;
        assert_eq!(found["user"]["id"], member.to_string());
    }
    assert_eq!(a.get(&format!("users/{ann}")).await.1["username"], "ann");
    assert_eq!(a.get("soundboard-default-sounds").await.1[0]["name"], "quack");
    for (path, code) in [
        ("guilds/1".to_owned(), 10004),
        (format!("guilds/{guild}/members/1"), 10007),
        ("users/1".to_owned(), 10013),
    ] {
        let (status, body) = a.get(&path).await;
        assert_eq!((status, &body["code"]), (404, &json!(code)), "{path}");
    }
    let url = format!("{}/api/v9/users/@me", a.w.discord_origin());
    let old = a.http.get(url).header("Authorization", "Bot secret").send().await.unwrap();
    assert_eq!(old.status(), 200);
}

#[tokio::test]
async fn one_command_at_a_time() {
    let a = Api::open().await;
    let all = a.commands();
    let ping = json!({"name": "ping", "description": "d", "default_permission": true,
        "integration_types": null, "default_member_permissions": 32,
        "options": [{"type": 3, "name": "o", "description": "d", "choices": null, "options": []}]});
    let (status, made) = a.call("POST", &all, &ping).await;
    assert_eq!(status, 201);
    let expected = json!({"id": made["id"], "application_id": a.w.discord.bot().to_string(),
        "version": made["version"], "guild_id": a.guild.to_string(), "type": 1, "name": "ping",
        "name_localizations": null, "description": "d", "description_localizations": null,
        "default_member_permissions": "32", "contexts": null, "integration_types": [0],
        "nsfw": false, "options": [{"type": 3, "name": "o", "description": "d"}]});
    assert_eq!(made, expected);
    let (status, again) = a.call("POST", &all, &ping).await;
    assert_eq!((status, again), (200, made.clone()), "it takes its own place");

    let one = format!("{all}/{}", id(&made));
    let (status, edited) = a.call("PATCH", &one, &json!({"description": "e"})).await;
    assert_eq!((status, &edited["description"], &edited["id"]), (200, &json!("e"), &made["id"]));
    assert_ne!(edited["version"], made["version"]);
    assert_eq!(a.get(&one).await, (200, edited));
    // A bulk overwrite keeps the IDs of existing commands.
    let pong = json!({"name": "pong", "description": "d"});
    let (_, set) = a.call("PUT", &all, &json!([pong, ping])).await;
    assert_eq!((&set[1]["id"], a.w.discord.commands(a.guild).len()), (&made["id"], 2));
    let (status, body) = a.call("PATCH", &one, &json!({"name": "pong"})).await;
    assert_eq!((status, &body["code"]), (400, &json!(50035)), "the name is taken");
    assert_eq!(a.said(a.request("DELETE", &one)).await.0, 204);
    let (status, body) = a.get(&one).await;
    assert_eq!((status, &body["code"]), (404, &json!(10063)));
    assert_eq!(a.w.discord.commands(a.guild), ["pong"]);
    let everywhere = format!("applications/{}/commands", a.w.discord.bot());
    assert_eq!(a.call("POST", &everywhere, &ping).await.0, 201);
}
