//! Request bodies that the real service refuses, by its API description and the limits in its
//! documentation.

use super::rest::{Api, field};
use super::*;

/// Each is refused with an error at the invalid field.
async fn refused(a: &Api, method: &str, path: &str, bodies: Vec<(Value, &str)>) {
    for (body, at) in bodies {
        let (status, answer) = a.call(method, path, &body).await;
        let (code, path, _) = field(&answer);
        assert_eq!((status, code, path.as_str()), (400, 50035, at), "{body}\n{answer}");
    }
}

fn row(part: Value) -> Value {
    json!({"content": "x", "components": [{"type": 1, "components": [part]}]})
}

#[tokio::test]
async fn messages() {
    let a = Api::open().await;
    let part = "/components/0/components/0";
    let button = |more: Value| {
        let mut button = json!({"type": 2, "style": 1, "label": "b", "custom_id": "c"});
        for (key, value) in more.as_object().unwrap() {
            button[key] = value.clone();
        }
        row(button)
    };
    let menu = |option: Value| row(json!({"type": 3, "custom_id": "c", "options": [option]}));
    let long = "x".repeat(5000);
    let (link, style, label) =
        (format!("{part}/url"), format!("{part}/style"), format!("{part}/label"));
    let (option, emoji) = (format!("{part}/options/0/description"), format!("{part}/emoji/name"));
    let custom_id = format!("{part}/custom_id");
    let bodies = vec![
        (json!({"content": 5}), "/content"),
        (json!({"content": "x", "tts": "maybe"}), "/tts"),
        (json!({"content": "x", "flags": "four"}), "/flags"),
        (json!({"content": "x", "components": {}}), "/components"),
        (json!({"content": "x", "embeds": "no"}), "/embeds"),
        (json!({"embeds": [{"title": "x".repeat(300)}]}), "/embeds/0/title"),
        (json!({"embeds": [{"description": long}]}), "/embeds/0/description"),
        (json!({"embeds": [{"url": "javascript:x"}]}), "/embeds/0/url"),
        (json!({"embeds": vec![json!({"description": "x".repeat(3500)}); 2]}), "/embeds"),
        (
            json!({"content": "x", "allowed_mentions": {"users": ["1", "1"]}}),
            "/allowed_mentions/users",
        ),
        (button(json!({"style": 9})), style.as_str()),
        (button(json!({"style": 5, "custom_id": null, "url": "javascript:x"})), link.as_str()),
        (button(json!({"label": ""})), part),
        (button(json!({"label": "x".repeat(81)})), label.as_str()),
        (button(json!({"emoji": {"name": "nonsense"}})), emoji.as_str()),
        (
            menu(json!({"label": "l", "value": "v", "description": "x".repeat(200)})),
            option.as_str(),
        ),
        (row(json!({"type": 3, "options": [{"label": "l", "value": "v"}]})), custom_id.as_str()),
    ];
    refused(&a, "POST", &a.messages(), bodies).await;
    let fine = button(json!({"id": null, "sku_id": null, "emoji": {"name": "🔥"}}));
    let (status, made) = a.call("POST", &a.messages(), &fine).await;
    let shown = json!([{"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 1,
        "label": "b", "custom_id": "c", "emoji": {"name": "🔥"}}]}]);
    assert_eq!((status, &made["components"]), (200, &shown));
}

#[tokio::test]
async fn commands() {
    let a = Api::open().await;
    let with = |option: Value| {
        let mut whole = json!({"type": 3, "name": "o", "description": "d"});
        for (key, value) in option.as_object().unwrap() {
            whole[key] = value.clone();
        }
        json!([{"name": "c", "description": "d", "options": [whole]}])
    };
    let of = |more: Value| {
        let mut whole = json!({"name": "c", "description": "d"});
        for (key, value) in more.as_object().unwrap() {
            whole[key] = value.clone();
        }
        json!([whole])
    };
    let option = "/0/options/0";
    let at = |key: &str| format!("{option}/{key}");
    let choice = |name: &str| json!({"name": name, "value": "v"});
    let menu = json!({"type": 3, "description": null,
        "options": [{"type": 3, "name": "o", "description": "d"}]});
    let bodies = [
        (of(json!({"type": 9})), "/0/type".to_owned()),
        (of(json!({"contexts": [9]})), "/0/contexts/0".to_owned()),
        (of(json!({"default_member_permissions": "abc"})), "/0/default_member_permissions".into()),
        (of(json!({"name_localizations": {"de": "Groß"}})), "/0/name_localizations/de".into()),
        (of(json!({"name_localizations": {"xx": "a"}})), "/0/name_localizations/xx".into()),
        (of(menu), "/0/options".into()),
        (with(json!({"type": 99})), at("type")),
        (with(json!({"choices": [choice("a"), choice("a")]})), at("choices")),
        (with(json!({"choices": [choice(&"x".repeat(200))]})), at("choices/0/name")),
        (with(json!({"choices": [{"name": "a", "value": 1}]})), at("choices/0/value")),
        (with(json!({"choices": [choice("a")], "autocomplete": true})), at("autocomplete")),
        (with(json!({"min_length": 9, "max_length": 3})), at("min_length")),
        (with(json!({"type": 4, "min_value": 9, "max_value": 3})), at("min_value")),
        (with(json!({"type": 4, "max_length": 3})), at("max_length")),
    ];
    let bodies = bodies.iter().map(|(body, at)| (body.clone(), at.as_str())).collect();
    refused(&a, "PUT", &a.commands(), bodies).await;
    assert_eq!(a.w.discord.commands(a.guild), [""; 0], "nothing of a refused set is registered");
}

#[tokio::test]
async fn the_longest_localization_of_a_text_counts() {
    let a = Api::open().await;
    let with = |translated: usize| {
        let choice = |n: usize| {
            json!({"name": format!("choice {n}"), "value": format!("v{n}"),
                "name_localizations": {"de": "x".repeat(translated), "fr": "x"}})
        };
        let choices: Vec<_> = (0..10).map(choice).collect();
        let option = |n: usize| json!({"type": 3, "name": format!("o{n}"), "description": "d", "choices": choices});
        let options: Vec<_> = (0..10).map(option).collect();
        json!([{"name": "c", "description": "d", "options": options}])
    };
    assert_eq!(a.call("PUT", &a.commands(), &with(50)).await.0, 200);
    refused(&a, "PUT", &a.commands(), vec![(with(100), "/0")]).await;
}

#[tokio::test]
async fn answers_to_interactions() {
    let a = Api::open().await;
    let ping = json!([{"name": "ping", "description": "d"}, {"type": 3, "name": "look"}]);
    assert_eq!(a.call("PUT", &a.commands(), &ping).await.0, 200);
    let mut s = Socket::open(&a.w, "v=10").await;
    s.say(identify("secret", 1)).await;
    s.event("GUILD_CREATE").await;
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    a.w.discord.run_command(ann, a.channel, "ping", &[]).unwrap();
    let first = s.event("INTERACTION_CREATE").await["d"].clone();
    let path = |event: &Value| {
        let (id, token) = (event["id"].as_str().unwrap(), event["token"].as_str().unwrap());
        format!("interactions/{id}/{token}/callback")
    };
    let field = |more: Value| {
        let mut field = json!({"type": 4, "style": 1, "custom_id": "f", "label": "l"});
        for (key, value) in more.as_object().unwrap() {
            field[key] = value.clone();
        }
        field
    };
    let modal = |parts: Vec<Value>| {
        let rows = json!([{"type": 1, "components": parts}]);
        json!({"type": 9, "data": {"title": "t", "custom_id": "c", "components": rows}})
    };
    let row = "/data/components/0/components";
    let least = format!("{row}/0/min_length");
    let bodies = vec![
        (json!({"type": 8, "data": {"choices": []}}), "/type"),
        (json!({"type": 7, "data": {"content": "x"}}), "/type"),
        (json!({"type": 6}), "/type"),
        (json!({"type": 99}), "/type"),
        (modal(vec![field(json!({"min_length": 10, "max_length": 5}))]), least.as_str()),
        (modal(vec![field(json!({})), field(json!({"custom_id": "g"}))]), row),
    ];
    refused(&a, "POST", &path(&first), bodies).await;

    // A command's response, a follow-up and a menu's response each have their own message type.
    let button = row_of_button();
    let answer = json!({"type": 4, "data": button});
    let (status, answer) =
        a.call("POST", &format!("{}?with_response=1", path(&first)), &answer).await;
    let original = &answer["resource"]["message"];
    assert_eq!((status, &original["type"]), (200, &json!(20)));
    let hook = |event: &Value| {
        format!("webhooks/{}/{}", a.w.discord.bot(), event["token"].as_str().unwrap())
    };
    let (_, next) = a.call("POST", &hook(&first), &json!({"content": "y"})).await;
    assert_eq!(
        (&next["type"], &next["message_reference"]["message_id"]),
        (&json!(19), &original["id"])
    );
    let message = original["id"].as_str().unwrap().parse().unwrap();
    a.w.discord.press(ann, message, "b").unwrap();
    let press = s.event("INTERACTION_CREATE").await["d"].clone();
    let url = format!("{}?with_response=1", path(&press));
    let (_, answer) = a.call("POST", &url, &json!({"type": 4, "data": {"content": "z"}})).await;
    let pressed = &answer["resource"]["message"];
    assert_eq!(
        (&pressed["type"], &pressed["referenced_message"]["id"]),
        (&json!(19), &original["id"])
    );
    a.w.discord.use_menu(ann, message, "look").unwrap();
    let used = s.event("INTERACTION_CREATE").await["d"].clone();
    assert_eq!(used["data"]["guild_id"], a.guild.to_string());
    let private = json!({"type": 4, "data": {"content": "only you", "flags": 64}});
    let (_, answer) = a.call("POST", &format!("{}?with_response=1", path(&used)), &private).await;
    assert_eq!(answer["resource"]["message"]["type"], 23);
    // The channel endpoint does not know an ephemeral response.
    let hidden = &answer["resource"]["message"]["id"];
    let reply = json!({"content": "x", "message_reference": {"message_id": hidden}});
    let (status, body) = a.call("POST", &a.messages(), &reply).await;
    let expected = (50035, "/message_reference".into(), "REPLIES_UNKNOWN_MESSAGE".into());
    assert_eq!((status, super::rest::field(&body)), (400, expected));
}

fn row_of_button() -> Value {
    row(json!({"type": 2, "style": 1, "label": "b", "custom_id": "c"}))
}
