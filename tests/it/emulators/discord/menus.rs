//! Message and user menus, and autocomplete options.

use wanbot::emulator::discord::OptionValue;

use super::bot::Bot;
use super::places::refused;
use super::rest::id;
use super::*;

#[tokio::test]
async fn menus_of_members_roles_and_channels_accept_their_types() {
    let mut bot = Bot::open(json!([])).await;
    let (ann, guild) = (bot.ann, bot.api.guild);
    let staff = bot.discord().add_role(guild, "staff");
    let voice = bot.discord().add_channel_of(guild, "talk", 2);
    let thread = bot.discord().add_thread(guild, "ideas", bot.api.channel);
    let menu = |kind: u8, more: Value| {
        let mut menu = json!({"type": kind, "custom_id": format!("m{kind}")});
        for (key, value) in more.as_object().unwrap() {
            menu[key] = value.clone();
        }
        json!({"type": 1, "components": [menu]})
    };
    let components = json!([
        menu(5, json!({})),
        menu(6, json!({})),
        menu(7, json!({"max_values": 2})),
        menu(8, json!({"channel_types": [0, 11]})),
    ]);
    let panel = json!({"content": "x", "components": components});
    let panel = id(&bot.api.post(&panel).await.1);
    let chosen = async |bot: &mut Bot, menu: &str, values: &[u64]| {
        let values: Vec<_> = values.iter().map(u64::to_string).collect();
        let values: Vec<_> = values.iter().map(String::as_str).collect();
        bot.discord().choose_from(ann, panel, Some(menu), &values).map(|_| ())?;
        let data = bot.interaction().await["data"].clone();
        assert_eq!(data["custom_id"], menu);
        assert_eq!(data["values"], json!(values));
        Ok(data)
    };
    let data = chosen(&mut bot, "m5", &[ann]).await.unwrap();
    assert_eq!((&data["component_type"], &data["id"]), (&json!(5), &json!(2)));
    assert_eq!(data["resolved"]["users"][ann.to_string()]["username"], "ann");
    let data = chosen(&mut bot, "m6", &[staff]).await.unwrap();
    assert_eq!(data["resolved"]["roles"][staff.to_string()]["name"], "staff");
    let data = chosen(&mut bot, "m7", &[staff, ann]).await.unwrap();
    let resolved = data["resolved"].as_object().unwrap();
    assert!(["users", "members", "roles"].iter().all(|kind| resolved.contains_key(*kind)));
    let data = chosen(&mut bot, "m8", &[thread]).await.unwrap();
    let answer = &data["resolved"]["channels"][thread.to_string()];
    assert_eq!(answer["parent_id"], bot.api.channel.to_string());
    assert!(answer["thread_metadata"].is_object() && answer["permissions"].is_string(), "{answer}");
    refused(chosen(&mut bot, "m8", &[voice]).await, "not offered");
    refused(chosen(&mut bot, "m6", &[ann]).await, "no such role");
    refused(chosen(&mut bot, "m9", &[ann]).await, "no menu");
}

#[tokio::test]
async fn a_user_menu_entry_targets_a_member() {
    let mut bot = Bot::open(json!([{"type": 2, "name": "Look"}])).await;
    let (ann, guild, channel) = (bot.ann, bot.api.guild, bot.api.channel);
    let bob = bot.discord().add_member(guild, "bob", 0);
    refused(bot.discord().use_user_menu(ann, channel, bob, "Other"), "no entry");
    bot.discord().use_user_menu(ann, channel, bob, "Look").unwrap();
    let interaction = bot.interaction().await;
    let data = &interaction["data"];
    assert_eq!((&data["type"], &data["target_id"]), (&json!(2), &json!(bob.to_string())));
    assert_eq!(data["resolved"]["users"][bob.to_string()]["username"], "bob");
    assert!(data["resolved"]["members"][bob.to_string()]["permissions"].is_string());
    let made = bot.shows(&interaction, json!({"content": "seen"})).await;
    let target = &made["interaction_metadata"]["target_user"];
    assert_eq!((&made["type"], &target["username"]), (&json!(23), &json!("bob")));
}

#[tokio::test]
async fn what_is_typed_is_completed() {
    let options = json!([
        {"type": 3, "name": "q", "description": "d", "required": true, "autocomplete": true},
        {"type": 5, "name": "b", "description": "d", "required": true},
    ]);
    let commands = json!([
        {"name": "find", "description": "d", "options": options},
        {"name": "deep", "description": "d", "options": [
            {"type": 2, "name": "group", "description": "d", "options": [
                {"type": 1, "name": "sub", "description": "d", "options": options},
                {"type": 1, "name": "bare", "description": "d"},
            ]},
        ]},
    ]);
    let mut bot = Bot::open(commands).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    let so_far = [("q", OptionValue::Text("fo".into()))];
    refused(bot.discord().type_option(ann, channel, "find", &so_far, "b"), "not completed");
    let typed = bot.discord().type_option(ann, channel, "find", &so_far, "q").unwrap();
    let interaction = bot.interaction().await;
    let expected = json!([{"name": "q", "type": 3, "value": "fo", "focused": true}]);
    assert_eq!((&interaction["type"], &interaction["data"]["options"]), (&json!(4), &expected));
    assert_eq!(
        bot.answers(&interaction, json!({"type": 4, "data": {"content": "x"}})).await.0,
        400
    );
    let choices = json!([{"name": "Fox", "value": "fox"}]);
    let (status, _) =
        bot.answers(&interaction, json!({"type": 8, "data": {"choices": choices}})).await;
    assert_eq!((status, bot.discord().seen(typed).choices), (200, Some(choices)));

    bot.discord().type_option(ann, channel, "deep group sub", &[], "q").unwrap();
    let group = bot.interaction().await["data"]["options"][0].clone();
    assert_eq!((&group["name"], &group["type"]), (&json!("group"), &json!(2)));
    let sub = &group["options"][0];
    assert_eq!((&sub["name"], &sub["type"]), (&json!("sub"), &json!(1)));
    assert_eq!(sub["options"][0]["value"], "");
    // A subcommand without options has an empty list of them; a command has no list.
    bot.discord().run_command(ann, channel, "deep group bare", &[]).unwrap();
    let group = bot.interaction().await["data"]["options"][0].clone();
    let bare = json!({"name": "bare", "type": 1, "options": []});
    assert_eq!(group["options"], json!([bare]));
    let ping = json!({"name": "ping", "description": "d"});
    assert_eq!(bot.api.call("POST", &bot.api.commands(), &ping).await.0, 201);
    bot.discord().run_command(ann, channel, "ping", &[]).unwrap();
    assert_eq!(bot.interaction().await["data"].get("options"), None);
}
