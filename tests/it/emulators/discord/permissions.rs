//! Permissions of the bot and of members, per channel.

use wanbot::emulator::discord::world::permission;

use super::places::refused;
use super::rest::{Api, id};
use super::*;

#[tokio::test]
async fn a_thread_has_the_permissions_of_its_channel() {
    let a = Api::open().await;
    let thread = a.w.discord.add_thread(a.guild, "ideas", a.channel);
    let post = async |body: Value| {
        let (status, body) = a.call("POST", &format!("channels/{thread}/messages"), &body).await;
        (status, body["code"].clone())
    };
    let text = json!({"content": "x"});
    a.w.discord.set_bot_permissions(a.channel, permission::VIEW_CHANNEL);
    assert_eq!(post(text.clone()).await, (403, json!(50013)));
    a.w.discord.set_bot_permissions(a.channel, 0);
    assert_eq!(post(text.clone()).await, (403, json!(50001)));
    a.w.discord.set_bot_permissions(thread, permission::MEMBER);
    assert_eq!(post(text.clone()).await.0, 200, "it has its own");
    a.w.discord.set_bot_permissions(a.channel, permission::ADMINISTRATOR);
    a.w.discord.set_bot_permissions(thread, permission::ADMINISTRATOR);
    assert_eq!(post(text).await.0, 200, "an administrator may do everything");
}

#[tokio::test]
async fn a_thread_is_hidden_with_its_channel() {
    let a = Api::open().await;
    let thread = a.w.discord.add_thread(a.guild, "ideas", a.channel);
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    let mut s = Socket::open(&a.w, "v=10").await;
    s.say(identify("secret", 1 | 1 << 9)).await;
    for _ in 0..2 {
        s.event("GUILD_CREATE").await;
    }
    a.w.discord.set_visibility(a.channel, Visibility::Nulled);
    s.event("CHANNEL_UPDATE").await;
    let path = format!("channels/{thread}/messages");
    let (status, body) = a.call("POST", &path, &json!({"content": "x"})).await;
    assert_eq!((status, &body["code"]), (403, &json!(50001)));
    a.w.discord.say(ann, thread, "not for the bot", vec![], None).unwrap();
    a.w.discord.archive_thread(thread, false);
    a.w.discord.set_visibility(a.channel, Visibility::Visible);
    // No event of the thread arrived before it.
    let Observation::Payload(next) = s.hear().await else { panic!("closed") };
    assert_eq!(next["t"], "CHANNEL_UPDATE");
}

#[tokio::test]
async fn in_direct_messages_each_deletes_their_own() {
    let a = Api::open().await;
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    let direct = a.w.discord.open_direct(ann);
    let said = a.w.discord.say(ann, direct, "x", vec![], None).unwrap();
    let path = format!("channels/{direct}/messages");
    let (status, body) = a.said(a.request("DELETE", &format!("{path}/{said}"))).await;
    assert_eq!((status, &body["code"]), (403, &json!(50003)));
    let made = id(&a.call("POST", &path, &json!({"content": "x"})).await.1);
    assert_eq!(a.said(a.request("DELETE", &format!("{path}/{made}"))).await.0, 204);
}

#[tokio::test]
async fn what_people_post_wakes_threads_and_has_limits() {
    let a = Api::open().await;
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    let mod_bits = permission::MANAGE_THREADS;
    let moderator = a.w.discord.add_member(a.guild, "moderator", mod_bits);
    let boss = a.w.discord.add_member(a.guild, "boss", permission::ADMINISTRATOR);
    let thread = a.w.discord.add_thread(a.guild, "ideas", a.channel);
    let say = |who: u64, text: &str, files: usize| {
        let files = (0..files).map(|n| (format!("{n}.txt"), bytes::Bytes::from("x"))).collect();
        a.w.discord.say(who, thread, text, files, None)
    };
    refused(say(ann, &"x".repeat(2001), 0), "2,000 characters");
    refused(say(ann, "x", 11), "more than ten files");
    say(ann, &"x".repeat(2000), 10).unwrap();
    let mut s = Socket::open(&a.w, "v=10").await;
    s.say(identify("secret", 1)).await;
    let asleep = async |s: &mut Socket| {
        let event = s.event("THREAD_UPDATE").await;
        event["d"]["thread_metadata"]["archived"] == true
    };
    s.event("GUILD_CREATE").await;
    a.w.discord.archive_thread(thread, false);
    assert!(asleep(&mut s).await);
    say(ann, "good morning", 0).unwrap();
    assert!(!asleep(&mut s).await, "a message wakes it");
    a.w.discord.archive_thread(thread, true);
    assert!(asleep(&mut s).await);
    refused(say(ann, "x", 0), "locked");
    say(moderator, "x", 0).unwrap();
    assert!(!asleep(&mut s).await);
    say(boss, "x", 0).unwrap();
}

#[tokio::test]
async fn what_is_really_taken_counts_for_answers_too() {
    let mut bot = super::bot::Bot::open(json!([{"name": "ping", "description": "d"}])).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    bot.discord().set_real_limit(channel, 3);
    bot.discord().run_command(ann, channel, "ping", &[]).unwrap();
    let interaction = bot.interaction().await;
    assert_eq!(interaction["attachment_size_limit"], 20_000_000, "it claims more");
    let upload = |method: &str, path: &str, payload: Value, bytes: &'static str| {
        let part = reqwest::multipart::Part::text(bytes).file_name("a.txt");
        let form = reqwest::multipart::Form::new();
        let form = form.text("payload_json", payload.to_string()).part("files[0]", part);
        let request = bot.api.request(method, path).multipart(form);
        async { bot.api.said(request).await.0 }
    };
    let (id, token) = (interaction["id"].as_str().unwrap(), interaction["token"].as_str().unwrap());
    let callback = format!("interactions/{id}/{token}/callback");
    let answer = json!({"type": 4, "data": {"content": "x"}});
    assert_eq!(upload("POST", &callback, answer.clone(), "four").await, 413);
    assert_eq!(upload("POST", &callback, answer, "abc").await, 204);
    let hook = bot.hook(&interaction);
    assert_eq!(upload("POST", &hook, json!({"content": "x"}), "four").await, 413);
    let edit = format!("{hook}/messages/@original");
    assert_eq!(upload("PATCH", &edit, json!({"content": "x"}), "four").await, 413);
}

#[tokio::test]
async fn edits_of_old_messages_are_limited_where_a_number_is_set() {
    let a = Api::open().await;
    let made = id(&a.post(&json!({"content": "x"})).await.1);
    let path = format!("{}/{made}", a.messages());
    let edit = async || a.call("PATCH", &path, &json!({"content": "y"})).await;
    a.w.discord.advance_clock(Duration::from_secs(3601));
    for _ in 0..3 {
        assert_eq!(edit().await.0, 200, "any number, until one is set");
    }
    a.w.discord.limit_old_edits(a.channel, 1);
    assert_eq!(edit().await.0, 200);
    let (status, body) = edit().await;
    assert_eq!((status, &body["code"], &body["global"]), (429, &json!(30046), &json!(false)));
    assert_eq!(body["retry_after"], 60.0);
    a.w.discord.advance_clock(Duration::from_secs(60));
    assert_eq!(edit().await.0, 200);
    let young = id(&a.post(&json!({"content": "x"})).await.1);
    let path = format!("{}/{young}", a.messages());
    assert_eq!(a.call("PATCH", &path, &json!({"content": "y"})).await.0, 200, "it is young");
}

#[tokio::test]
async fn a_channel_without_the_permission_to_view_it_is_hidden() {
    let a = Api::open().await;
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    let other = a.w.discord.add_channel(a.guild, "other");
    let mut socket = Socket::open(&a.w, "v=10").await;
    socket.say(identify("secret", 1 | 1 << 9)).await;
    for _ in 0..2 {
        socket.event("GUILD_CREATE").await;
    }
    let shown = async || {
        let (_, channels) = a.get(&format!("guilds/{}/channels", a.guild)).await;
        channels.as_array().unwrap().iter().map(id).collect::<Vec<_>>()
    };
    a.w.discord.set_bot_permissions(a.channel, permission::SEND_MESSAGES);
    let update = socket.event("CHANNEL_UPDATE").await["d"].clone();
    assert_eq!((id(&update), &update["name"]), (a.channel, &json!("___hidden___")));
    assert_eq!(update["flags"], 1 << 17);
    assert_eq!(shown().await, [other]);
    a.w.discord.say(ann, a.channel, "nobody hears", vec![], None).unwrap();
    let heard = a.w.discord.say(ann, other, "hello", vec![], None).unwrap();
    assert_eq!(id(&socket.event("MESSAGE_CREATE").await["d"]), heard);
    // Changes of other permissions are no change of the channel.
    a.w.discord.set_bot_permissions(a.channel, 0);
    a.w.discord.set_bot_permissions(a.channel, permission::MEMBER);
    let update = socket.event("CHANNEL_UPDATE").await["d"].clone();
    assert_eq!((id(&update), &update["name"]), (a.channel, &json!("c")));
    assert_eq!(shown().await, [a.channel, other]);
}
