//! Pins, deletion of many messages, and removal of reactions.

use wanbot::emulator::discord::Rate;

use super::bot::Bot;
use super::rest::{Api, id};
use super::*;
use crate::harness::openapi;

async fn status(a: &Api, method: &str, path: &str) -> (u16, Value) {
    let (status, body) = a.said(a.request(method, path)).await;
    (status, body["code"].clone())
}

#[tokio::test]
async fn a_message_is_pinned_by_either_route() {
    let mut bot = Bot::open(json!([])).await;
    let (channel, guild) = (bot.api.channel, bot.api.guild);
    let mut made = Vec::new();
    for text in ["a", "b", "c"] {
        made.push(id(&bot.api.post(&json!({"content": text})).await.1));
    }
    let new = |message: u64| format!("channels/{channel}/messages/pins/{message}");
    let old = |message: u64| format!("channels/{channel}/pins/{message}");
    assert_eq!(status(&bot.api, "PUT", &new(made[0])).await, (403, json!(50013)));
    let may_pin = permission::MEMBER | permission::PIN_MESSAGES;
    bot.discord().set_bot_permissions(channel, may_pin);
    for path in [new(made[0]), old(made[2])] {
        assert_eq!(status(&bot.api, "PUT", &path).await.0, 204);
        assert_eq!(bot.socket.event("MESSAGE_UPDATE").await["d"]["pinned"], true);
        let event = bot.socket.event("CHANNEL_PINS_UPDATE").await["d"].clone();
        let at = event["last_pin_timestamp"].as_str().unwrap();
        assert!(at.starts_with("2026-11-22T12:0"), "{event}");
        assert_eq!(event["guild_id"], guild.to_string());
        bot.discord().advance_clock(Duration::from_secs(60));
    }
    // Once more is no change, and nothing is told.
    assert_eq!(status(&bot.api, "PUT", &new(made[2])).await.0, 204);
    let ids = |list: &Value, of: fn(&Value) -> &Value| -> Vec<u64> {
        list.as_array().unwrap().iter().map(|one| id(of(one))).collect()
    };
    let list = format!("channels/{channel}/messages/pins");
    let (_, all) = bot.api.get(&list).await;
    assert_eq!(ids(&all["items"], |item| &item["message"]), [made[2], made[0]]);
    assert_eq!(all["has_more"], false);
    let (_, first) = bot.api.get(&format!("{list}?limit=1")).await;
    assert_eq!(
        (ids(&first["items"], |i| &i["message"]), &first["has_more"]),
        (vec![made[2]], &json!(true))
    );
    let before = first["items"][0]["pinned_at"].as_str().unwrap().replace('+', "%2B");
    let (_, next) = bot.api.get(&format!("{list}?limit=1&before={before}")).await;
    assert_eq!(
        (ids(&next["items"], |i| &i["message"]), &next["has_more"]),
        (vec![made[0]], &json!(false))
    );
    let (_, old_list) = bot.api.get(&format!("channels/{channel}/pins")).await;
    assert_eq!(ids(&old_list, |message| message), [made[2], made[0]]);
    assert_eq!(bot.api.get(&format!("{list}?before=soon")).await.1["code"], 50035);

    assert_eq!(status(&bot.api, "DELETE", &old(made[2])).await.0, 204);
    assert_eq!(bot.socket.event("MESSAGE_UPDATE").await["d"]["pinned"], false);
    bot.socket.event("CHANNEL_PINS_UPDATE").await;
    assert_eq!(status(&bot.api, "DELETE", &new(made[0])).await.0, 204);
    let event = bot.socket.event("CHANNEL_PINS_UPDATE").await["d"].clone();
    assert_eq!(event["last_pin_timestamp"], Value::Null);
    assert_eq!(status(&bot.api, "PUT", &new(7)).await, (404, json!(10008)));
    bot.discord().set_bot_permissions(channel, permission::VIEW_CHANNEL);
    assert_eq!(bot.api.get(&list).await.1, json!({"items": [], "has_more": false}));
    // Codes of errors are described as numbers, and documented as texts.
    let fine = bot.api.w.record.exchanges().into_iter().filter(|e| e.status < 400);
    openapi::check(&Vec::from_iter(fine));
}

#[tokio::test]
async fn a_channel_has_250_pins_at_most() {
    let a = Api::open().await;
    a.w.discord.set_bot_permissions(a.channel, permission::MEMBER | permission::PIN_MESSAGES);
    a.w.discord.limit_bot(Rate { requests: 1000, within_ms: 1000 });
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    for n in 0..=250 {
        let said = a.w.discord.say(ann, a.channel, "x", Vec::new(), None).unwrap();
        let path = format!("{}/pins/{said}", a.messages());
        let expected = if n < 250 { (204, Value::Null) } else { (400, json!(30003)) };
        assert_eq!(status(&a, "PUT", &path).await, expected, "{n}");
    }
}

#[tokio::test]
async fn many_messages_are_deleted_with_one_event() {
    let mut bot = Bot::open(json!([])).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    let path = format!("{}/bulk-delete", bot.api.messages());
    let say = |bot: &Bot| bot.discord().say(ann, channel, "x", Vec::new(), None).unwrap();
    let old = say(&bot);
    bot.discord().advance_clock(Duration::from_secs(14 * 24 * 3600 + 1));
    let (a, b, c) = (say(&bot), say(&bot), say(&bot));
    let refused = async |bot: &Bot, messages: Value| {
        let (status, body) = bot.api.call("POST", &path, &json!({"messages": messages})).await;
        (status, body["code"].as_u64().unwrap_or_default())
    };
    assert_eq!(refused(&bot, json!([a, b])).await, (403, 50013));
    let may = permission::MEMBER | permission::MANAGE_MESSAGES;
    bot.discord().set_bot_permissions(channel, may);
    assert_eq!(refused(&bot, json!([a])).await, (400, 50016));
    assert_eq!(refused(&bot, (a..a + 101).collect()).await, (400, 50016));
    assert_eq!(refused(&bot, json!([a, a])).await, (400, 50035));
    assert_eq!(refused(&bot, json!([a, "b"])).await, (400, 50035));
    assert_eq!(refused(&bot, Value::Null).await, (400, 50035));
    assert_eq!(refused(&bot, json!([old, a])).await, (400, 50034));
    // One that does not exist counts, and does no harm.
    let nobody = c + 1;
    let ids = json!([a.to_string(), b.to_string(), nobody.to_string()]);
    assert_eq!(refused(&bot, ids).await, (204, 0));
    let event = bot.socket.event("MESSAGE_DELETE_BULK").await["d"].clone();
    let expected = json!({"ids": [a.to_string(), b.to_string()],
        "channel_id": channel.to_string(), "guild_id": bot.api.guild.to_string()});
    assert_eq!(event, expected);
    let left: Vec<_> = bot.discord().messages(channel).iter().map(|m| m.id).collect();
    assert_eq!(left, [old, c]);
    let direct = bot.discord().open_direct(ann);
    let path = format!("channels/{direct}/messages/bulk-delete");
    let (status, body) = bot.api.call("POST", &path, &json!({"messages": [a, b]})).await;
    assert_eq!((status, &body["code"]), (403, &json!(50003)));
}

#[tokio::test]
async fn reactions_are_removed_together() {
    let mut bot = Bot::open(json!([])).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    let message = id(&bot.api.post(&json!({"content": "x"})).await.1);
    let one = format!("channels/{channel}/messages/{message}");
    let all = format!("{one}/reactions");
    for emoji in ["🔥", "🦊", "fox:77"] {
        bot.discord().react(ann, message, emoji).unwrap();
        bot.socket.event("MESSAGE_REACTION_ADD").await;
    }
    assert_eq!(status(&bot.api, "DELETE", &all).await, (403, json!(50013)));
    let may = permission::MEMBER | permission::MANAGE_MESSAGES;
    bot.discord().set_bot_permissions(channel, may);
    assert_eq!(status(&bot.api, "DELETE", &format!("{all}/fox:77")).await.0, 204);
    let event = bot.socket.event("MESSAGE_REACTION_REMOVE_EMOJI").await["d"].clone();
    let ids = json!({"channel_id": channel.to_string(), "message_id": message.to_string(),
        "guild_id": bot.api.guild.to_string()});
    let mut expected = ids.clone();
    expected["emoji"] = json!({"id": "77", "name": "fox"});
    assert_eq!(event, expected);
    let shown = bot.api.get(&one).await.1["reactions"].as_array().unwrap().len();
    assert_eq!(shown, 2);
    assert_eq!(status(&bot.api, "DELETE", &all).await.0, 204);
    assert_eq!(bot.socket.event("MESSAGE_REACTION_REMOVE_ALL").await["d"], ids);
    assert_eq!(bot.api.get(&one).await.1.get("reactions"), None);
    openapi::check(&bot.api.w.record.exchanges());
}
