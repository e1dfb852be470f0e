//! Creation and deletion of servers, channels and threads, and their members.

use wanbot::emulator::discord::ClientRefuses;

use super::*;
use crate::harness::http;

/// A connected client that receives all guild events.
async fn connected(w: &Running) -> Socket {
    let mut s = Socket::open(w, "v=10").await;
    s.say(identify("secret", 1 | 1 << 9)).await;
    s.event("GUILD_CREATE").await;
    s
}

/// The next event: its name and data.
async fn next(s: &mut Socket) -> (String, Value) {
    let Observation::Payload(p) = s.hear().await else { panic!("closed") };
    (p["t"].as_str().unwrap_or_default().to_owned(), p["d"].clone())
}

/// Calls Discord as the bot; returns status and response.
async fn call(w: &Running, method: &str, path: &str, body: Value) -> (u16, Value) {
    let http = http();
    let url = format!("{}/api/v10{path}", w.discord_origin());
    let request = http.request(method.parse().unwrap(), url);
    let answer = request.header("Authorization", "Bot secret").json(&body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

async fn post(w: &Running, channel: u64, body: Value) -> (u16, Value) {
    call(w, "POST", &format!("/channels/{channel}/messages"), body).await
}

fn row(parts: Value) -> Value {
    json!([{"type": 1, "components": parts}])
}

/// A command that anybody can use, registered globally.
async fn register(w: &Running) {
    let path = format!("/applications/{}/commands", w.discord.bot());
    let commands = json!([
        {"name": "ping", "type": 1, "description": "says pong"},
        {"name": "Look", "type": 3},
    ]);
    assert_eq!(call(w, "PUT", &path, commands).await.0, 200);
}

#[track_caller]
pub(super) fn refused<T: std::fmt::Debug>(what: Result<T, ClientRefuses>, words: &str) {
    let why = what.expect_err("Discord's client refuses").0;
    assert!(why.contains(words), "{why}");
}

#[tokio::test]
async fn channels_and_threads_come_and_go() {
    let w = world().await;
    let guild = w.discord.add_guild("H");
    let mut s = connected(&w).await;
    s.event("GUILD_CREATE").await;
    let channel = w.discord.add_adult_channel(guild, "late");
    let (name, event) = next(&mut s).await;
    assert_eq!((name.as_str(), &event["nsfw"]), ("CHANNEL_CREATE", &json!(true)));
    let thread = w.discord.add_thread(guild, "ideas", channel);
    let (name, event) = next(&mut s).await;
    assert_eq!((name.as_str(), &event["newly_created"]), ("THREAD_CREATE", &json!(true)));
    assert_eq!(event["parent_id"], channel.to_string());
    w.discord.delete_channel(thread);
    let gone = json!({"id": thread.to_string(), "guild_id": guild.to_string(),
        "parent_id": channel.to_string(), "type": 11});
    assert_eq!(next(&mut s).await, ("THREAD_DELETE".to_owned(), gone));
    let inner = w.discord.add_thread(guild, "more ideas", channel);
    next(&mut s).await;
    w.discord.delete_channel(channel);
    let (name, event) = next(&mut s).await;
    assert_eq!((name.as_str(), &event["id"]), ("CHANNEL_DELETE", &json!(channel.to_string())));
    for gone in [channel, thread, inner] {
        let (status, answer) = post(&w, gone, json!({"content": "x"})).await;
        assert_eq!((status, &answer["code"]), (404, &json!(10003)));
    }
    // A channel that the bot cannot view has only minimal data.
    let staff = w.discord.add_channel_as(guild, "staff", 0, Visibility::Nulled);
    assert_eq!(next(&mut s).await.1["name"], "___hidden___");
    w.discord.add_thread(guild, "secret", staff);
    w.discord.add_channel_of(guild, "private", 12);
    w.discord.delete_channel(staff);
    let (name, event) = next(&mut s).await;
    assert_eq!((name.as_str(), &event["name"]), ("CHANNEL_DELETE", &json!("___hidden___")));
}

#[tokio::test]
async fn the_bot_is_removed_from_a_server_and_added_again() {
    let w = world().await;
    let guild = w.discord.add_guild("H");
    let channel = w.discord.add_channel(guild, "general");
    let ann = w.discord.add_member(guild, "ann", 0);
    let direct = w.discord.open_direct(ann);
    register(&w).await;
    let mut s = connected(&w).await;
    s.event("GUILD_CREATE").await;
    w.discord.kick_bot(guild);
    let gone = json!({"id": guild.to_string()});
    assert_eq!(next(&mut s).await, ("GUILD_DELETE".to_owned(), gone));
    // Members continue there, and the bot receives no events of it.
    w.discord.say(ann, channel, "it is gone", vec![], None).unwrap();
    refused(w.discord.run_command(ann, channel, "ping", &[]), "the bot is no member");
    let (status, answer) = post(&w, channel, json!({"content": "x"})).await;
    assert_eq!((status, &answer["code"]), (403, &json!(50001)));
    let (status, answer) = post(&w, direct, json!({"content": "x"})).await;
    assert_eq!((status, &answer["code"]), (403, &json!(50007)), "they share no server");
    let (_, mine) = call(&w, "GET", "/users/@me/guilds", Value::Null).await;
    assert_eq!(mine.as_array().unwrap().len(), 1);
    w.discord.invite_bot(guild);
    let (name, event) = next(&mut s).await;
    assert_eq!((name.as_str(), event.get("unavailable")), ("GUILD_CREATE", None), "it is new");
    w.discord.run_command(ann, channel, "ping", &[]).unwrap();
    assert_eq!(post(&w, channel, json!({"content": "x"})).await.0, 200);
    assert_eq!(post(&w, direct, json!({"content": "x"})).await.0, 200);
}

#[tokio::test]
async fn a_server_event_has_its_contents_and_says_whether_it_is_new() {
    let w = world().await;
    let mut s = connected(&w).await;
    let guild = w.discord.add_guild("H");
    let (name, event) = next(&mut s).await;
    assert_eq!((name.as_str(), event.get("unavailable")), ("GUILD_CREATE", None), "it is new");
    let voice = w.discord.add_channel_of(guild, "talk", 2);
    let (_, event) = next(&mut s).await;
    let facts = [&event["bitrate"], &event["user_limit"], &event["rtc_region"]];
    assert_eq!(facts, [&json!(64_000), &json!(0), &Value::Null]);
    assert!(event.as_object().unwrap().contains_key("rtc_region"), "null, and there");
    let channel = w.discord.add_channel(guild, "general");
    let staff = w.discord.add_channel_as(guild, "staff", 0, Visibility::Nulled);
    let thread = w.discord.add_thread(guild, "ideas", channel);
    w.discord.add_thread(guild, "secret", staff);
    let old = w.discord.add_thread(guild, "old ideas", channel);
    w.discord.archive_thread(old, false);
    let mut late = Socket::open(&w, "v=10").await;
    late.say(identify("secret", 1)).await;
    late.event("GUILD_CREATE").await;
    let event = late.event("GUILD_CREATE").await["d"].clone();
    assert_eq!(event["unavailable"], false, "the bot was in it before");
    let ids = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&event["channels"]), [voice, channel, staff].map(|id| id.to_string()));
    assert_eq!(ids(&event["threads"]), [thread.to_string()], "active, and not hidden");
}

#[tokio::test]
async fn a_server_becomes_unavailable_and_available_again() {
    let w = world().await;
    let guild = w.discord.add_guild("H");
    let channel = w.discord.add_channel(guild, "general");
    let ann = w.discord.add_member(guild, "ann", 0);
    let mut s = connected(&w).await;
    s.event("GUILD_CREATE").await;
    w.discord.set_unavailable(guild, true);
    let away = json!({"id": guild.to_string(), "unavailable": true});
    assert_eq!(next(&mut s).await, ("GUILD_DELETE".to_owned(), away));
    refused(w.discord.say(ann, channel, "hello?", vec![], None), "not available");
    refused(w.discord.run_command(ann, channel, "ping", &[]), "not available");
    // A client that connects now learns only that the server exists.
    let mut late = Socket::open(&w, "v=10").await;
    late.say(identify("secret", 1)).await;
    let ready = late.event("READY").await;
    assert_eq!(ready["d"]["guilds"].as_array().unwrap().len(), 2);
    assert_eq!(next(&mut late).await.1["name"], "G");
    w.discord.set_unavailable(guild, false);
    for s in [&mut s, &mut late] {
        let (name, event) = next(s).await;
        assert_eq!((name.as_str(), &event["name"]), ("GUILD_CREATE", &json!("H")));
        assert_eq!(event["unavailable"], false);
    }
    w.discord.say(ann, channel, "at last", vec![], None).unwrap();
}

#[tokio::test]
async fn users_who_are_not_in_a_server_cannot_act_in_it() {
    let w = world().await;
    let guild = w.discord.add_guild("H");
    let channel = w.discord.add_channel(guild, "general");
    let [ann, bob] = ["ann", "bob"].map(|name| w.discord.add_member(guild, name, 0));
    let eve = w.discord.add_member(w.discord.add_guild("Elsewhere"), "eve", 0);
    register(&w).await;
    let button = json!([{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]);
    let body = json!({"content": "x", "components": row(button)});
    let made = post(&w, channel, body).await.1;
    let message = made["id"].as_str().unwrap().parse().unwrap();
    w.discord.remove_member(guild, bob);
    for who in [bob, eve] {
        refused(w.discord.say(who, channel, "x", vec![], None), "no member");
        refused(w.discord.run_command(who, channel, "ping", &[]), "no member");
        refused(w.discord.use_menu(who, message, "Look"), "no member");
        refused(w.discord.press(who, message, "Go"), "no member");
        refused(w.discord.forge_press(who, message, "go", "x"), "no member");
    }
    w.discord.press(ann, message, "Go").unwrap();
    w.discord.join(guild, bob);
    w.discord.press(bob, message, "Go").unwrap();
    let direct = w.discord.open_direct(ann);
    refused(w.discord.say(bob, direct, "x", vec![], None), "no member");
    refused(w.discord.say(ann, 1, "x", vec![], None), "no such channel");
    w.discord.say(ann, direct, "x", vec![], None).unwrap();
}

#[tokio::test]
async fn what_is_disabled_cannot_be_used() {
    let w = world().await;
    let guild = w.discord.add_guild("H");
    let channel = w.discord.add_channel(guild, "general");
    let ann = w.discord.add_member(guild, "ann", 0);
    let buttons = json!([
        {"type": 2, "style": 1, "label": "Off", "custom_id": "off", "disabled": true},
        {"type": 2, "style": 1, "label": "On", "custom_id": "on", "disabled": false},
        {"type": 2, "style": 1, "emoji": {"name": "🦊"}, "custom_id": "fox"},
    ]);
    let body = json!({"content": "x", "components": row(buttons)});
    let made = post(&w, channel, body).await.1;
    let message = made["id"].as_str().unwrap().parse().unwrap();
    refused(w.discord.press(ann, message, "Off"), "disabled");
    for label in ["On", "🦊"] {
        w.discord.press(ann, message, label).unwrap();
    }
    let menu = json!([{"type": 3, "custom_id": "menu", "disabled": true,
        "options": [{"label": "one", "value": "1"}]}]);
    let made = post(&w, channel, json!({"content": "x", "components": row(menu)})).await.1;
    let message = made["id"].as_str().unwrap().parse().unwrap();
    refused(w.discord.choose(ann, message, &["1"]), "disabled");
}

#[tokio::test]
async fn replies_and_messages_of_commands_show_what_they_refer_to() {
    let w = world().await;
    let guild = w.discord.add_guild("H");
    let channel = w.discord.add_channel(guild, "general");
    let ann = w.discord.add_member(guild, "ann", 0);
    register(&w).await;
    let mut s = connected(&w).await;
    let made = post(&w, channel, json!({"content": "a message"})).await.1;
    let message = made["id"].as_str().unwrap().parse().unwrap();
    w.discord.run_command(ann, channel, "ping", &[]).unwrap();
    let event = s.event("INTERACTION_CREATE").await;
    let (id, token) = (&event["d"]["id"], &event["d"]["token"]);
    let path = format!(
        "/interactions/{}/{}/callback?with_response=true",
        id.as_str().unwrap(),
        token.as_str().unwrap()
    );
    let pong = json!({"type": 4, "data": {"content": "pong"}});
    let (_, answer) = call(&w, "POST", &path, pong).await;
    let answer = answer["resource"]["message"]["id"].as_str().unwrap().parse().unwrap();
    s.event("MESSAGE_CREATE").await;
    let mention = format!("<@{}> secret words", w.discord.bot());
    for (to, content, shown) in [
        (message, "secret words", true),
        (answer, "secret words", false),
        (answer, mention.as_str(), true),
    ] {
        w.discord.say(ann, channel, content, vec![], Some(to)).unwrap();
        let heard = s.event("MESSAGE_CREATE").await;
        let wanted = if shown { content } else { "" };
        assert_eq!((&heard["d"]["content"], &heard["d"]["type"]), (&json!(wanted), &json!(19)));
    }
    w.discord.reply_without_ping(ann, channel, "secret words", vec![], message).unwrap();
    let heard = s.event("MESSAGE_CREATE").await;
    assert_eq!((&heard["d"]["content"], &heard["d"]["mentions"]), (&json!(""), &json!([])));
    assert_eq!(heard["d"]["message_reference"]["message_id"], json!(message.to_string()));
}

#[tokio::test]
async fn interactions_state_the_language_of_the_user_and_of_the_server() {
    let w = world().await;
    let guild = w.discord.add_guild("H");
    let channel = w.discord.add_channel(guild, "general");
    let ann = w.discord.add_member(guild, "ann", 0);
    register(&w).await;
    let mut s = connected(&w).await;
    for (person, server) in [("en-US", "en-US"), ("de", "fr")] {
        if person != "en-US" {
            w.discord.set_locale(ann, person);
            w.discord.set_locale(guild, server);
        }
        w.discord.run_command(ann, channel, "ping", &[]).unwrap();
        let heard = s.event("INTERACTION_CREATE").await["d"].clone();
        assert_eq!((&heard["locale"], &heard["guild_locale"]), (&json!(person), &json!(server)));
        assert_eq!(heard["guild"]["locale"], server);
    }
}
