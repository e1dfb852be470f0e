//! What a message of the bot shows: forwards, embeds where they are not allowed, times of embeds,
//! white space around the text, and what is said about files.

use super::rest::{Api, field, id};
use super::*;
use crate::harness::{files, http, openapi};

fn forward(channel: u64, message: u64) -> Value {
    json!({"message_reference": {"type": 1, "channel_id": channel, "message_id": message}})
}

#[tokio::test]
async fn the_bot_forwards_what_it_can_read() {
    let a = Api::open().await;
    let d = &a.w.discord;
    let ann = d.add_member(a.guild, "ann", 0);
    let there = d.add_channel(a.guild, "there");
    let file = vec![("a.png".to_owned(), files::png(4, 4).into())];
    let said = d.say(ann, a.channel, "look", file, None).unwrap();
    let path = format!("channels/{there}/messages");
    let sent = async |body: Value| a.call("POST", &path, &body).await;
    let (status, body) = sent(forward(a.channel, said)).await;
    assert_eq!((status, &body["code"]), (400, &json!(160_014)), "its content is hidden");
    d.allow_message_content(true);
    let (status, made) = sent(forward(a.channel, said)).await;
    assert_eq!(
        (status, &made["type"], &made["flags"]),
        (200, &json!(0), &json!(1 << 14)),
        "{made}"
    );
    let shown = &made["message_snapshots"][0]["message"];
    assert_eq!(
        (&shown["content"], &shown["attachments"][0]["filename"]),
        (&json!("look"), &json!("a.png"))
    );
    let reference = json!({"type": 1, "channel_id": a.channel.to_string(),
        "message_id": said.to_string(), "guild_id": a.guild.to_string()});
    assert_eq!(made["message_reference"], reference);
    // A forward of a forward shows the first message.
    let (_, again) = sent(forward(there, id(&made))).await;
    assert_eq!(again["message_reference"], reference);

    let (_, body) = sent(json!({"message_reference": {"type": 1, "message_id": said}})).await;
    assert_eq!(field(&body).1, "/message_reference/channel_id");
    let (_, body) = sent(json!({"message_reference": {"type": 2, "message_id": said}})).await;
    assert_eq!(field(&body).1, "/message_reference/type");
    assert_eq!(sent(forward(a.channel, 7)).await.1["code"], 50035);
    let adult = d.add_adult_channel(a.guild, "adult");
    let there_too = d.say(ann, adult, "look", Vec::new(), None).unwrap();
    assert_eq!(sent(forward(adult, there_too)).await.1["code"], 160_010);
    d.set_bot_permissions(a.channel, permission::VIEW_CHANNEL);
    assert_eq!(sent(forward(a.channel, said)).await.1["code"], 160_009);
    d.set_bot_permissions(a.channel, 0);
    assert_eq!(sent(forward(a.channel, said)).await.1["code"], 50001);
    let fine = a.w.record.exchanges().into_iter().filter(|e| e.status == 200);
    openapi::check(&Vec::from_iter(fine));
}

#[tokio::test]
async fn embeds_need_a_permission() {
    let a = Api::open().await;
    let embeds = json!([{"title": "t"}]);
    let (_, before) = a.post(&json!({"content": "x", "embeds": embeds})).await;
    assert_eq!(before["embeds"][0]["title"], "t");
    let text = id(&a.post(&json!({"content": "x"})).await.1);
    a.w.discord.set_bot_permissions(a.channel, permission::MEMBER & !permission::EMBED_LINKS);
    let (status, body) = a.post(&json!({"embeds": embeds})).await;
    assert_eq!((status, &body["code"]), (403, &json!(50013)));
    let (status, made) = a.post(&json!({"content": "x", "embeds": embeds})).await;
    assert_eq!((status, &made["embeds"]), (200, &json!([])));
    let edit = async |message: u64, body: Value| {
        a.call("PATCH", &format!("{}/{message}", a.messages()), &body).await
    };
    let (status, made) = edit(text, json!({"embeds": embeds})).await;
    assert_eq!((status, &made["embeds"]), (200, &json!([])));
    let (status, body) = edit(text, json!({"content": "", "embeds": embeds})).await;
    assert_eq!((status, &body["code"]), (400, &json!(50006)));
    let (_, kept) = edit(id(&before), json!({"content": "y"})).await;
    assert_eq!(kept["embeds"][0]["title"], "t", "one that is there stays");
}

#[tokio::test]
async fn the_time_of_an_embed_is_a_time() {
    let a = Api::open().await;
    for (given, shown) in [
        ("2026-11-22T13:00:00.25+01:00", Some("2026-11-22T12:00:00.250000+00:00")),
        ("2026-11-22T12:00:00Z", Some("2026-11-22T12:00:00.000000+00:00")),
        ("2026-11-22T12:00:00", Some("2026-11-22T12:00:00.000000+00:00")),
        ("2026-11-22", Some("2026-11-22T00:00:00.000000+00:00")),
        ("no time", None),
        ("", None),
        ("1795348800", None),
    ] {
        let (status, made) = a.post(&json!({"embeds": [{"title": "t", "timestamp": given}]})).await;
        match shown {
            Some(shown) => {
                assert_eq!((status, &made["embeds"][0]["timestamp"]), (200, &json!(shown)))
            }
            None => assert_eq!(field(&made).1, "/embeds/0/timestamp", "{given}"),
        }
    }
}

#[tokio::test]
async fn white_space_around_the_text_goes() {
    let a = Api::open().await;
    let (_, made) = a.post(&json!({"content": " \n a  b \t"})).await;
    assert_eq!(made["content"], "a  b");
    let path = format!("{}/{}", a.messages(), id(&made));
    let (_, made) = a.call("PATCH", &path, &json!({"content": "\n c \n"})).await;
    assert_eq!(made["content"], "c");
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    let said = a.w.discord.say(ann, a.channel, "  hello ", Vec::new(), None).unwrap();
    assert_eq!(a.w.discord.message(said).unwrap().content, "hello");
}

#[tokio::test]
async fn a_file_that_stays_is_described_anew() {
    let a = Api::open().await;
    let listed = json!({"attachments": [{"id": 0, "description": "old", "is_spoiler": true}]});
    let (_, made) = a.post_files("POST", &a.messages(), &listed, 1).await;
    let file = &made["attachments"][0];
    assert_eq!((&file["description"], &file["flags"]), (&json!("old"), &json!(1 << 3)));
    let path = format!("{}/{}", a.messages(), id(&made));
    for (edit, description, flags) in [
        (json!({}), Some("old"), Some(1 << 3)),
        (json!({"description": "new"}), Some("new"), Some(1 << 3)),
        (json!({"description": null, "is_spoiler": false}), Some("new"), None),
        (json!({"description": ""}), None, None),
    ] {
        let mut kept = edit.clone();
        kept["id"] = file["id"].clone();
        let (_, made) = a.call("PATCH", &path, &json!({"attachments": [kept]})).await;
        let file = &made["attachments"][0];
        let found = (file["description"].as_str(), file["flags"].as_u64());
        assert_eq!(found, (description, flags), "{edit}");
    }
    openapi::check(&a.w.record.exchanges());
}

#[tokio::test]
async fn a_file_of_an_embed_is_shown_there_only() {
    let a = Api::open().await;
    let form = |body: &Value| {
        let image = reqwest::multipart::Part::bytes(files::png(30, 20)).file_name("a.png");
        let form = reqwest::multipart::Form::new().text("payload_json", body.to_string());
        form.part("files[0]", image)
    };
    let embed = json!({"title": "t", "image": {"url": "attachment://a.png"},
        "footer": {"text": "f", "icon_url": "attachment://a.png"}});
    let body = json!({"embeds": [embed, {"title": "u", "image": {"url": "attachment://b.png"}}]});
    let (_, made) = a.said(a.request("POST", &a.messages()).multipart(form(&body))).await;
    assert_eq!(made["attachments"], json!([]), "{made}");
    let image = &made["embeds"][0]["image"];
    assert_eq!((&image["width"], &image["height"]), (&json!(30), &json!(20)));
    let link = image["url"].as_str().unwrap();
    assert_eq!(made["embeds"][0]["footer"]["icon_url"], link);
    let http = http();
    let fetched = http.get(link).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(fetched, files::png(30, 20));
    assert_eq!(made["embeds"][1]["image"]["url"], "attachment://b.png", "there is no such file");

    let path = format!("{}/{}", a.messages(), id(&made));
    let (_, edited) = a.call("PATCH", &path, &json!({"content": "x", "attachments": []})).await;
    assert!(edited["embeds"][0]["image"]["url"].as_str().unwrap().starts_with("http"), "{edited}");
    let (_, edited) = a.call("PATCH", &path, &json!({"embeds": []})).await;
    assert_eq!(edited["attachments"][0]["filename"], "a.png", "without the embed it is listed");
    openapi::check(&a.w.record.exchanges());
}
