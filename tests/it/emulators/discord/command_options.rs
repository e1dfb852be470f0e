//! Options of commands: their types, choices and files; where commands are offered; and answers to
//! autocomplete.

use wanbot::emulator::discord::OptionValue;

use super::bot::Bot;
use super::control::Staged;
use super::places::refused;
use super::rest::field;
use super::*;

fn command(option: Value) -> Value {
    let mut option = option;
    option["name"] = json!("o");
    option["description"] = json!("d");
    json!([{"name": "c", "description": "d", "options": [option]}])
}

#[tokio::test]
async fn numbers_have_the_type_and_the_choices_of_the_option() {
    let mut bot = Bot::open(command(json!({"type": 10, "min_value": 0.5}))).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    let run = |bot: &Bot, given: OptionValue| {
        bot.discord().run_command(ann, channel, "c", &[("o", given)]).map(|_| ())
    };
    for (given, sent) in
        [(OptionValue::Number(1.7), json!(1.7)), (OptionValue::Integer(2), json!(2.0))]
    {
        run(&bot, given).unwrap();
        let option = bot.interaction().await["data"]["options"][0].clone();
        assert_eq!(option, json!({"name": "o", "type": 10, "value": sent}));
    }
    refused(run(&bot, OptionValue::Number(0.25)), "must be between");

    let choices = json!([{"name": "One", "value": 1}, {"name": "Three", "value": 3}]);
    let mut bot = Bot::open(command(json!({"type": 4, "choices": choices}))).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    let run = |bot: &Bot, given: OptionValue| {
        bot.discord().run_command(ann, channel, "c", &[("o", given)]).map(|_| ())
    };
    run(&bot, OptionValue::Integer(3)).unwrap();
    assert_eq!(bot.interaction().await["data"]["options"][0]["value"], 3);
    refused(run(&bot, OptionValue::Integer(2)), "2 is not a choice of o");
    refused(run(&bot, OptionValue::Number(1.0)), "of another kind");
}

#[tokio::test]
async fn the_control_api_gives_numbers_as_they_are() {
    let s = Staged::begin().await;
    let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
    let channel = s.does("POST", &format!("/guilds/{guild}/channels"), json!({"name": "c"})).await;
    let ann = s.does("POST", &format!("/guilds/{guild}/members"), json!({"name": "ann"})).await;
    let bot = s.world.discord.bot();
    let path = format!("/api/v10/applications/{bot}/guilds/{guild}/commands");
    let request = s.http.put(s.world.discord_origin() + &path);
    let request = request.header("Authorization", "Bot secret").json(&command(json!({"type": 4})));
    assert_eq!(request.send().await.unwrap().status(), 200);
    let body =
        |value: Value| json!({"user": ann.to_string(), "name": "c", "options": {"o": value}});
    let path = format!("/channels/{channel}/commands");
    s.does("POST", &path, body(json!(2))).await;
    let (status, answer) = s.asks("POST", &path, body(json!(1.7))).await;
    assert_eq!((status, answer), (422, json!({"error": "option o is of another kind"})));
}

#[tokio::test]
async fn types_of_files_are_groups_or_endings() {
    let bot = Bot::open(json!([])).await;
    let path = bot.api.commands();
    let put = async |types: Value| {
        let commands = command(json!({"type": 11, "file_types": types}));
        bot.api.call("PUT", &path, &commands).await
    };
    for types in [json!(["image"]), json!(["video", "audio", ".flac"])] {
        assert_eq!(put(types.clone()).await.0, 200, "{types}");
    }
    let eleven: Vec<_> = (0..11).map(|n| format!(".{n}")).collect();
    assert_eq!(put(json!(eleven[..10])).await.0, 200);
    for types in [json!(["images"]), json!(["."]), json!(["png"]), json!([7]), json!(eleven)] {
        let (status, answer) = put(types.clone()).await;
        let (code, at, _) = field(&answer);
        let expected = (400, 50035, "/0/options/0/file_types");
        assert_eq!((status, code, at.as_str()), expected, "{types}: {answer}");
    }
    let other = command(json!({"type": 3, "file_types": ["image"]}));
    assert_eq!(bot.api.call("PUT", &path, &other).await.0, 400, "not for a text");
}

#[tokio::test]
async fn a_command_is_offered_in_its_contexts() {
    let commands = json!([
        {"name": "here", "description": "d", "contexts": [0]},
        {"name": "private", "description": "d", "contexts": [1]},
        {"name": "both", "description": "d", "contexts": [0, 1]},
    ]);
    let bot = Bot::open(json!([])).await;
    let path = format!("applications/{}/commands", bot.discord().bot());
    assert_eq!(bot.api.call("PUT", &path, &commands).await.0, 200);
    let direct = bot.discord().open_direct(bot.ann);
    for (channel, offered, hidden) in
        [(bot.api.channel, ["here", "both"], "private"), (direct, ["private", "both"], "here")]
    {
        for name in offered {
            bot.discord().run_command(bot.ann, channel, name, &[]).unwrap();
        }
        let words = format!("there is no command /{hidden}");
        refused(bot.discord().run_command(bot.ann, channel, hidden, &[]), &words);
    }
}

#[tokio::test]
async fn choices_have_the_type_of_the_option() {
    for (kind, fits, others) in [
        (3, json!("fox"), [json!(1), json!(1.5)]),
        (4, json!(7), [json!("fox"), json!(1.5)]),
        (10, json!(1.5), [json!("fox"), json!(null)]),
    ] {
        let option = command(json!({"type": kind, "autocomplete": true}));
        let mut bot = Bot::open(option).await;
        bot.discord().type_option(bot.ann, bot.api.channel, "c", &[], "o").unwrap();
        let interaction = bot.interaction().await;
        let with = |value: &Value| json!({"type": 8, "data": {"choices": [{"name": "n", "value": value}]}});
        for value in &others {
            let (status, answer) = bot.answers(&interaction, with(value)).await;
            let (code, at, _) = field(&answer);
            let expected = (400, 50035, "/data/choices/0/value");
            assert_eq!((status, code, at.as_str()), expected, "{kind} {value}: {answer}");
        }
        assert_eq!(bot.answers(&interaction, with(&fits)).await.0, 200, "{kind}");
    }
}

#[tokio::test]
async fn no_answer_is_edited_to_nothing() {
    let mut bot = Bot::open(json!([{"name": "ping", "description": "d"}])).await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    let row = json!([{"type": 1, "components": [
        {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}]);
    bot.discord().run_command(ann, channel, "ping", &[]).unwrap();
    let interaction = bot.interaction().await;
    let shown = bot.shows(&interaction, json!({"content": "x", "components": row})).await;
    let nothing = json!({"content": "", "components": []});
    let original = format!("{}/messages/@original", bot.hook(&interaction));
    let (status, answer) = bot.api.call("PATCH", &original, &nothing).await;
    assert_eq!((status, &answer["code"]), (400, &json!(50006)));
    let message = rest::id(&shown);
    bot.discord().press(ann, message, "Go").unwrap();
    let pressed = bot.interaction().await;
    let (status, answer) = bot.answers(&pressed, json!({"type": 7, "data": nothing})).await;
    assert_eq!((status, &answer["code"]), (400, &json!(50006)));
    let kept = bot.discord().message(message).unwrap();
    assert_eq!((kept.content.as_str(), kept.buttons().len()), ("x", 1));
}
