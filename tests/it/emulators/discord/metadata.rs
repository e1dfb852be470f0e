//! Interaction metadata of messages.

use super::bot::Bot;
use super::rest::id;
use super::*;

fn modal() -> Value {
    let field = json!({"type": 4, "style": 1, "custom_id": "f", "label": "l"});
    let rows = json!([{"type": 1, "components": [field]}]);
    json!({"type": 9, "data": {"title": "t", "custom_id": "c", "components": rows}})
}

#[tokio::test]
async fn a_message_has_the_metadata_of_a_modal_that_a_button_opened() {
    let mut bot = Bot::open(json!([{"name": "ping", "description": "d"}])).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    let button = json!({"type": 2, "style": 1, "label": "Open", "custom_id": "open"});
    let panel = json!({"content": "x", "components": [{"type": 1, "components": [button]}]});
    let panel = id(&bot.api.post(&panel).await.1);
    let pressed = bot.discord().press(ann, panel, "Open").unwrap();
    let interaction = bot.interaction().await;
    let owners = json!({"0": bot.api.guild.to_string()});
    assert_eq!(interaction["authorizing_integration_owners"], owners);
    bot.answers(&interaction, modal()).await;
    let sent = bot.discord().submit_modal(pressed, &[("f", "words")]).unwrap();
    let interaction = bot.interaction().await;
    let made = bot.shows(&interaction, json!({"content": "thanks"})).await;
    let (_, fetched) = bot.api.get(&format!("channels/{channel}/messages/{}", id(&made))).await;
    let user = fetched["interaction_metadata"]["user"].clone();
    assert_eq!(user["id"], ann.to_string());
    let expected = json!({
        "id": sent.to_string(), "type": 5, "user": user, "authorizing_integration_owners": owners,
        "triggering_interaction_metadata": {
            "id": pressed.to_string(), "type": 3, "user": user,
            "authorizing_integration_owners": owners, "interacted_message_id": panel.to_string(),
        },
    });
    assert_eq!(fetched["interaction_metadata"], expected);
}

#[tokio::test]
async fn messages_have_the_metadata_of_commands_menus_and_follow_ups() {
    let commands = json!([{"name": "ping", "description": "d"}, {"type": 3, "name": "Look"}]);
    let mut bot = Bot::open(commands).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    let pinged = bot.discord().run_command(ann, channel, "ping", &[]).unwrap();
    let interaction = bot.interaction().await;
    let first = bot.shows(&interaction, json!({"content": "pong"})).await;
    let metadata = &first["interaction_metadata"];
    assert_eq!(metadata["id"], pinged.to_string());
    for absent in ["original_response_message_id", "target_message_id"] {
        assert_eq!(metadata.get(absent), None, "{metadata}");
    }
    let (_, next) =
        bot.api.call("POST", &bot.hook(&interaction), &json!({"content": "more"})).await;
    assert_eq!(next["interaction_metadata"]["original_response_message_id"], first["id"]);

    let target = bot.discord().say(ann, channel, "look here", vec![], None).unwrap();
    bot.discord().use_menu(ann, target, "Look").unwrap();
    let interaction = bot.interaction().await;
    let made = bot.shows(&interaction, json!({"content": "seen"})).await;
    let metadata = &made["interaction_metadata"];
    assert_eq!(
        (&metadata["type"], &metadata["target_message_id"]),
        (&json!(2), &json!(target.to_string()))
    );
    // In direct messages, no server has installed the application.
    let direct = bot.discord().open_direct(ann);
    let everywhere = format!("applications/{}/commands", bot.discord().bot());
    let ping = json!({"name": "ping", "description": "d"});
    assert_eq!(bot.api.call("POST", &everywhere, &ping).await.0, 201);
    bot.discord().run_command(ann, direct, "ping", &[]).unwrap();
    let interaction = bot.interaction().await;
    let made = bot.shows(&interaction, json!({"content": "pong"})).await;
    let owners = &made["interaction_metadata"]["authorizing_integration_owners"];
    assert_eq!(owners, &json!({"0": "0"}));
}
