//! Modals: their content, prefilled values, and how often they can be submitted.

use super::bot::Bot;
use super::places::refused;
use super::*;

async fn bot() -> Bot {
    Bot::open(json!([{"name": "ping", "description": "d"}])).await
}

/// A modal with these components, opened by a command.
async fn opened(bot: &mut Bot, parts: Value) -> u64 {
    let (ann, channel) = (bot.ann, bot.api.channel);
    let used = bot.discord().run_command(ann, channel, "ping", &[]).unwrap();
    let interaction = bot.interaction().await;
    let data = json!({"title": "t", "custom_id": "modal", "components": parts});
    let (status, body) = bot.answers(&interaction, json!({"type": 9, "data": data})).await;
    assert_eq!(status, 200, "{body}");
    used
}

fn label(field: Value) -> Value {
    json!({"type": 18, "label": "l", "component": field})
}

#[tokio::test]
async fn labels_hold_texts_and_menus() {
    let mut bot = bot().await;
    let options = json!([{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]);
    let parts = json!([
        {"type": 10, "content": "read this"},
        label(json!({"type": 4, "style": 1, "custom_id": "text", "id": 9})),
        label(json!({"type": 3, "custom_id": "menu", "options": options, "max_values": 2})),
        label(json!({"type": 5, "custom_id": "who"})),
        label(json!({"type": 8, "custom_id": "where", "required": false})),
    ]);
    let modal = opened(&mut bot, parts).await;
    let (ann, staff) = (bot.ann.to_string(), bot.discord().add_role(bot.api.guild, "staff"));
    let fill = |menu: &[&'static str], who: String| {
        let who: &str = Box::leak(who.into_boxed_str());
        let given = [("text", vec!["words"]), ("menu", menu.to_vec()), ("who", vec![who])];
        bot.discord().fill_modal(modal, &given)
    };
    refused(fill(&["c"], ann.clone()), "not in the menu");
    refused(fill(&["a", "a"], ann.clone()), "twice");
    refused(fill(&[], ann.clone()), "1 to 2");
    refused(fill(&["a"], staff.to_string()), "no such person");
    refused(bot.discord().submit_modal(modal, &[("other", "x")]), "no field other");
    fill(&["b", "a"], ann.clone()).unwrap();
    let data = bot.interaction().await["data"].clone();
    let expected = json!([
        {"type": 10, "id": 1},
        {"type": 18, "id": 2,
            "component": {"type": 4, "id": 9, "custom_id": "text", "value": "words"}},
        {"type": 18, "id": 3,
            "component": {"type": 3, "id": 4, "custom_id": "menu", "values": ["b", "a"]}},
        {"type": 18, "id": 5,
            "component": {"type": 5, "id": 6, "custom_id": "who", "values": [ann]}},
        {"type": 18, "id": 7,
            "component": {"type": 8, "id": 8, "custom_id": "where", "values": []}},
    ]);
    assert_eq!(data["components"], expected);
    assert_eq!(data["resolved"]["users"][&ann]["username"], "ann");
    assert!(data["resolved"]["members"][&ann]["permissions"].is_string());
}

#[tokio::test]
async fn labels_hold_radio_buttons_and_check_boxes() {
    let mut bot = bot().await;
    let options = json!([{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]);
    let parts = json!([
        label(json!({"type": 21, "custom_id": "one", "options": options})),
        label(json!({"type": 22, "custom_id": "some", "options": options})),
        label(json!({"type": 23, "custom_id": "yes"})),
    ]);
    let modal = opened(&mut bot, parts).await;
    refused(bot.discord().fill_modal(modal, &[("one", vec!["c"])]), "one of one");
    let given = [("one", vec!["b"]), ("some", vec!["a", "b"]), ("yes", vec!["true"])];
    bot.discord().fill_modal(modal, &given).unwrap();
    let data = bot.interaction().await["data"].clone();
    let field = |n: usize| &data["components"][n]["component"];
    assert_eq!((&field(0)["value"], &field(2)["value"]), (&json!("b"), &json!(true)));
    assert_eq!(field(1)["values"], json!(["a", "b"]));
}

#[tokio::test]
async fn a_text_has_the_length_that_its_field_asks_for() {
    let mut bot = bot().await;
    let parts = json!([{"type": 1, "components": [{"type": 4, "style": 1, "custom_id": "f",
        "label": "l", "min_length": 3, "max_length": 5, "required": false}]}]);
    let modal = opened(&mut bot, parts).await;
    refused(bot.discord().submit_modal(modal, &[("f", "ab")]), "shorter than 3");
    refused(bot.discord().submit_modal(modal, &[("f", "abcdef")]), "longer than 5");
    // An empty value is enough for a field that is not required.
    bot.discord().submit_modal(modal, &[("f", "")]).unwrap();
    let rows = bot.interaction().await["data"]["components"].clone();
    let field = json!({"type": 4, "id": 2, "custom_id": "f", "value": ""});
    assert_eq!(rows, json!([{"type": 1, "id": 1, "components": [field]}]));
}

#[tokio::test]
async fn a_modal_is_submitted_once_unless_it_was_refused() {
    let mut bot = bot().await;
    let parts = json!([{"type": 1, "components": [{"type": 4, "style": 1, "custom_id": "f",
        "label": "l"}]}]);
    let modal = opened(&mut bot, parts).await;
    bot.discord().submit_modal(modal, &[("f", "x")]).unwrap();
    bot.interaction().await;
    refused(bot.discord().submit_modal(modal, &[("f", "x")]), "submitted already");
    bot.discord().advance_clock(Duration::from_secs(4));
    bot.discord().submit_modal(modal, &[("f", "y")]).unwrap();
    let interaction = bot.interaction().await;
    bot.shows(&interaction, json!({"content": "thanks"})).await;
    bot.discord().advance_clock(Duration::from_secs(4));
    refused(bot.discord().submit_modal(modal, &[("f", "z")]), "submitted already");
}

/// A field that is required, and that a member leaves empty.
#[tokio::test]
async fn what_is_required_cannot_be_left_empty() {
    let mut bot = bot().await;
    let options = json!([{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]);
    for (kind, why) in [
        (3, "1 to 1 must be chosen"),
        (4, "f is required"),
        (5, "1 to 1 must be chosen"),
        (6, "1 to 1 must be chosen"),
        (7, "1 to 1 must be chosen"),
        (8, "1 to 1 must be chosen"),
        (19, "no file can be given"),
        (21, "one of f must be chosen"),
        (22, "1 to 2 must be chosen"),
    ] {
        let mut field = json!({"type": kind, "custom_id": "f"});
        match kind {
            4 => field["style"] = json!(1),
            3 | 21 | 22 => field["options"] = options.clone(),
            _ => {}
        }
        for required in [json!(null), json!(true)] {
            let mut field = field.clone();
            field["required"] = required;
            let modal = opened(&mut bot, json!([label(field)])).await;
            refused(bot.discord().fill_modal(modal, &[]), why);
            refused(bot.discord().fill_modal(modal, &[("f", vec![])]), why);
        }
        field["required"] = json!(false);
        let modal = opened(&mut bot, json!([label(field)])).await;
        bot.discord().fill_modal(modal, &[]).unwrap();
        let sent = bot.interaction().await["data"]["components"][0]["component"].clone();
        let empty = match kind {
            4 => ("value", json!("")),
            21 => ("value", json!(null)),
            _ => ("values", json!([])),
        };
        assert_eq!(sent[empty.0], empty.1, "{sent}");
    }
}

/// Bodies of modals that Discord refuses, each with the place and the code of the error.
#[tokio::test]
async fn fields_that_no_modal_can_have() {
    let mut bot = bot().await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    bot.discord().run_command(ann, channel, "ping", &[]).unwrap();
    let interaction = bot.interaction().await;
    let options = json!([{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]);
    let twice = json!([{"label": "A", "value": "a"}, {"label": "B", "value": "a"}]);
    let zero = "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES";
    let (choices, value) = ("BASE_TYPE_CHOICES", "BASE_TYPE_BAD_VALUE");
    let user = json!([{"id": "1", "type": "user"}]);
    for (field, place, code) in [
        (json!({"type": 5, "min_values": 0}), "/min_values", zero),
        (json!({"type": 6, "min_values": 0, "required": true}), "/min_values", zero),
        (json!({"type": 3, "min_values": 0, "options": options}), "/min_values", zero),
        (json!({"type": 19, "min_values": 0}), "/min_values", "COMPONENT_REQUIRED_ZERO_MIN_VALUES"),
        (json!({"type": 19, "max_values": 11}), "/max_values", "NUMBER_TYPE_MAX"),
        (json!({"type": 19, "min_values": 3, "max_values": 2}), "/min_values", value),
        (json!({"type": 8, "required": 1}), "/required", "BOOLEAN_TYPE_CONVERT"),
        (json!({"type": 5, "disabled": true}), "/disabled", value),
        (json!({"type": 6, "default_values": user}), "/default_values/0/type", value),
        (json!({"type": 21}), "/options", "BASE_TYPE_REQUIRED"),
        (json!({"type": 21, "options": [options[0]]}), "/options", "BASE_TYPE_BAD_LENGTH"),
        (
            json!({"type": 22, "options": twice}),
            "/options/1/value",
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        ),
        (json!({"type": 22, "options": options, "max_values": 3}), "/max_values", value),
        (json!({"type": 2, "style": 1, "label": "b"}), "/type", choices),
        (json!({"type": 10, "content": "x"}), "/type", choices),
        (json!({"type": 20}), "/type", choices),
        (json!({"type": 24}), "/type", choices),
        (json!({"type": "5"}), "/type", choices),
        (json!({}), "/type", choices),
    ] {
        let mut field = field;
        field["custom_id"] = json!("f");
        let data = json!({"title": "t", "custom_id": "c", "components": [label(field.clone())]});
        let (status, body) = bot.answers(&interaction, json!({"type": 9, "data": data})).await;
        let place = format!("/data/components/0/component{place}");
        let expected = (50035, place, code.to_owned());
        assert_eq!((status, super::rest::field(&body)), (400, expected), "{field}");
    }
    // Empty is possible where it is not required.
    let field = json!({"type": 5, "custom_id": "f", "min_values": 0, "required": false});
    let data = json!({"title": "t", "custom_id": "c", "components": [label(field)]});
    let (status, body) = bot.answers(&interaction, json!({"type": 9, "data": data})).await;
    assert_eq!(status, 200, "{body}");
}
