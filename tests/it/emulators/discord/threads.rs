//! Threads that the bot creates.

use super::bot::Bot;
use super::rest::{Api, id};
use super::*;
use crate::harness::openapi;

#[tokio::test]
async fn a_thread_is_started_from_a_message() {
    let mut bot = Bot::open(json!([])).await;
    let message = id(&bot.api.post(&json!({"content": "x"})).await.1);
    let one = format!("{}/{message}", bot.api.messages());
    let path = format!("{one}/threads");
    let body = json!({"name": "about x", "auto_archive_duration": 60});
    let (status, made) = bot.api.call("POST", &path, &body).await;
    assert_eq!((status, id(&made), &made["type"]), (201, message, &json!(11)), "{made}");
    assert_eq!(made["parent_id"], bot.api.channel.to_string());
    assert_eq!(made["owner_id"], bot.discord().bot().to_string());
    assert_eq!(made["thread_metadata"]["auto_archive_duration"], 60);
    assert_eq!(made["member"]["user_id"], bot.discord().bot().to_string());
    let event = bot.socket.event("THREAD_CREATE").await["d"].clone();
    assert_eq!((&event["name"], &event["newly_created"]), (&json!("about x"), &json!(true)));
    let event = bot.socket.event("MESSAGE_UPDATE").await["d"].clone();
    assert_eq!((&event["flags"], &event["thread"]["name"]), (&json!(1 << 5), &json!("about x")));
    assert_eq!(bot.api.get(&one).await.1["thread"]["id"], message.to_string());
    let (status, body) = bot.api.call("POST", &path, &json!({"name": "again"})).await;
    assert_eq!((status, &body["code"]), (400, &json!(160_004)));
    let inside = format!("channels/{message}/messages");
    let (status, first) = bot.api.call("POST", &inside, &json!({"content": "first"})).await;
    assert_eq!((status, first["channel_id"].as_str()), (200, Some(&*message.to_string())));

    let (status, active) = bot.api.get(&format!("guilds/{}/threads/active", bot.api.guild)).await;
    assert_eq!((status, &active["threads"][0]["id"]), (200, &json!(message.to_string())));
    assert_eq!(active["members"].as_array().unwrap().len(), 1);
    bot.discord().archive_thread(message, false);
    let (_, active) = bot.api.get(&format!("guilds/{}/threads/active", bot.api.guild)).await;
    assert_eq!(active["threads"], json!([]));
    openapi::check(&bot.api.w.record.exchanges());
}

#[tokio::test]
async fn a_thread_stands_alone() {
    let a = Api::open().await;
    let path = |channel: u64| format!("channels/{channel}/threads");
    let news = a.w.discord.add_channel_of(a.guild, "news", 5);
    let voice = a.w.discord.add_channel_of(a.guild, "voice", 2);
    for (channel, body, expected) in [
        (a.channel, json!({"name": "t"}), Ok(12)),
        (a.channel, json!({"name": "t", "type": 11}), Ok(11)),
        (a.channel, json!({"name": "t", "type": 10}), Err(50024)),
        (news, json!({"name": "t", "type": 10}), Ok(10)),
        (news, json!({"name": "t"}), Err(50024)),
        (voice, json!({"name": "t", "type": 11}), Err(50024)),
        (a.channel, json!({"type": 11}), Err(50035)),
        (a.channel, json!({"name": "x".repeat(101)}), Err(50035)),
        (a.channel, json!({"name": "t", "type": 0}), Err(50035)),
        (a.channel, json!({"name": "t", "auto_archive_duration": 61}), Err(50035)),
    ] {
        let (status, made) = a.call("POST", &path(channel), &body).await;
        match expected {
            Ok(kind) => assert_eq!((status, &made["type"]), (201, &json!(kind)), "{body}"),
            Err(code) => assert_eq!((status, &made["code"]), (400, &json!(code)), "{body}"),
        }
    }
    // A new session learns of the private one too, because the bot is its member.
    let mut s = Socket::open(&a.w, "v=10").await;
    s.say(identify("secret", 1)).await;
    s.event("GUILD_CREATE").await;
    let threads = s.event("GUILD_CREATE").await["d"]["threads"].clone();
    let kinds: Vec<_> = threads.as_array().unwrap().iter().map(|t| &t["type"]).collect();
    assert_eq!(kinds, [12, 11, 10]);
    a.w.discord.set_bot_permissions(a.channel, permission::VIEW_CHANNEL);
    let (status, body) = a.call("POST", &path(a.channel), &json!({"name": "t"})).await;
    assert_eq!((status, &body["code"]), (403, &json!(50013)));
}

#[tokio::test]
async fn in_a_forum_it_has_a_first_message() {
    let mut bot = Bot::open(json!([])).await;
    let forum = bot.discord().add_channel_of(bot.api.guild, "forum", 15);
    let path = format!("channels/{forum}/threads");
    let body = json!({"name": "t", "message": {"content": "first"}});
    let (status, made) = bot.api.call("POST", &path, &body).await;
    assert_eq!((status, &made["type"]), (201, &json!(11)), "{made}");
    assert_eq!(
        (&made["message"]["id"], &made["message"]["content"]),
        (&made["id"], &json!("first"))
    );
    assert_eq!(made["message"].get("thread"), None);
    bot.socket.event("THREAD_CREATE").await;
    assert_eq!(bot.socket.event("MESSAGE_CREATE").await["d"]["id"], made["id"]);
    let with_file = bot.api.post_files("POST", &path, &body, 1).await.1;
    assert_eq!(with_file["message"]["attachments"].as_array().unwrap().len(), 1, "{with_file}");
    let (status, body) = bot.api.call("POST", &path, &json!({"name": "t"})).await;
    assert_eq!((status, rest::field(&body).1), (400, "/message".to_owned()));
    let empty = json!({"name": "t", "message": {"content": ""}});
    assert_eq!(bot.api.call("POST", &path, &empty).await.1["code"], 50006);
}
