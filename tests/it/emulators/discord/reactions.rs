//! Reactions to messages.

use super::bot::Bot;
use super::places::refused;
use super::rest::id;
use super::*;

#[tokio::test]
async fn reactions_of_the_bot_and_of_members_cause_events() {
    let mut bot = Bot::open(json!([])).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    let message = id(&bot.api.post(&json!({"content": "x"})).await.1);
    let one = format!("channels/{channel}/messages/{message}");
    let fire = format!("{one}/reactions/%F0%9F%94%A5");
    let put = async |bot: &Bot, path: String| bot.api.said(bot.api.request("PUT", &path)).await;
    assert_eq!(put(&bot, format!("{fire}/@me")).await.0, 204);
    let event = bot.socket.event("MESSAGE_REACTION_ADD").await["d"].clone();
    let expected = json!({
        "user_id": bot.discord().bot().to_string(), "channel_id": channel.to_string(),
        "message_id": message.to_string(), "guild_id": bot.api.guild.to_string(),
        "message_author_id": bot.discord().bot().to_string(), "member": event["member"],
        "emoji": {"id": null, "name": "🔥"}, "burst": false, "type": 0,
    });
    assert_eq!(event, expected);
    // Reacting twice counts once.
    assert_eq!(put(&bot, format!("{fire}/@me")).await.0, 204);
    bot.discord().react(ann, message, "🔥").unwrap();
    let event = bot.socket.event("MESSAGE_REACTION_ADD").await["d"].clone();
    assert_eq!(event["member"]["user"]["id"], ann.to_string());
    let shown = bot.api.get(&one).await.1["reactions"].clone();
    let expected = json!([{"emoji": {"id": null, "name": "🔥"}, "count": 2,
        "count_details": {"burst": 0, "normal": 2}, "burst_colors": [], "me_burst": false,
        "me": true}]);
    assert_eq!(shown, expected);
    let (_, who) = bot.api.get(&format!("{fire}?after={}", ann - 1)).await;
    assert_eq!((&who[0]["username"], who.as_array().unwrap().len()), (&json!("ann"), 1));
    assert_eq!(bot.api.said(bot.api.request("DELETE", &format!("{fire}/@me"))).await.0, 204);
    let event = bot.socket.event("MESSAGE_REACTION_REMOVE").await["d"].clone();
    assert_eq!(event["user_id"], bot.discord().bot().to_string());
    let (status, body) = bot.api.said(bot.api.request("DELETE", &format!("{fire}/{ann}"))).await;
    assert_eq!((status, &body["code"]), (403, &json!(50013)), "it does not moderate");
    bot.discord().unreact(ann, message, "🔥").unwrap();
    refused(bot.discord().unreact(ann, message, "🔥"), "no such reaction");
    assert_eq!(bot.api.get(&one).await.1.get("reactions"), None);
    let (status, body) = put(&bot, format!("{one}/reactions/fire/@me")).await;
    assert_eq!((status, &body["code"]), (400, &json!(10014)));
    assert_eq!(put(&bot, format!("{one}/reactions/fox:77/@me")).await.0, 204);
    let event = bot.socket.event("MESSAGE_REACTION_ADD").await["d"].clone();
    assert_eq!(event["emoji"], json!({"id": "77", "name": "fox"}));
    for n in 1..20 {
        bot.discord().react(ann, message, &format!("e:{n}")).unwrap();
    }
    let (status, body) = put(&bot, format!("{fire}/@me")).await;
    assert_eq!((status, &body["code"]), (400, &json!(30010)));
    refused(bot.discord().react(ann, message, "🔥"), "twenty");
    let (status, body) =
        put(&bot, format!("channels/{channel}/messages/7/reactions/a:1/@me")).await;
    assert_eq!((status, &body["code"]), (404, &json!(10008)));
}
