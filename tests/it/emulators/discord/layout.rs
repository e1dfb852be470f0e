//! Components V2: messages that consist of components only.

use super::bot::Bot;
use super::rest::{Api, field, id};
use super::*;

const V2: u64 = 1 << 15;

fn text(content: &str) -> Value {
    json!({"type": 10, "content": content})
}

fn button(custom_id: &str) -> Value {
    json!({"type": 2, "style": 1, "label": custom_id, "custom_id": custom_id})
}

#[tokio::test]
async fn layout_components_are_shown_with_what_discord_adds() {
    let mut bot = Bot::open(json!([])).await;
    let row = json!({"type": 1, "components": [button("press")]});
    let section = json!({"type": 9, "components": [text("beside")], "accessory": button("go")});
    let link = "https://example.com/a.png";
    let gallery = json!({"type": 12, "items": [{"media": {"url": link}},
        {"media": {"url": "attachment://0.txt"}, "description": "d", "spoiler": true}]});
    let container = json!({"type": 17, "components": [text("inside"), {"type": 14}, section, row]});
    let parts = json!([text("# Title"), container, gallery,
        {"type": 13, "file": {"url": "attachment://0.txt"}}]);
    let body = json!({"flags": V2, "components": parts});
    let path = bot.api.messages();
    let (status, made) = bot.api.post_files("POST", &path, &body, 1).await;
    assert_eq!(status, 200, "{made}");
    assert_eq!(made["flags"], V2);
    let file = &made["attachments"][0];
    let of_file = json!({"id": file["id"], "attachment_id": file["id"], "url": file["url"],
        "proxy_url": file["proxy_url"], "content_type": "text/plain; charset=utf-8"});
    let of_link = json!({"id": made["id"], "url": link, "proxy_url": link});
    let expected = json!([
        {"type": 10, "id": 1, "content": "# Title"},
        {"type": 17, "id": 2, "accent_color": null, "spoiler": false, "components": [
            {"type": 10, "id": 3, "content": "inside"},
            {"type": 14, "id": 4, "spacing": 1, "divider": true},
            {"type": 9, "id": 5, "components": [{"type": 10, "id": 6, "content": "beside"}],
                "accessory": {"type": 2, "id": 7, "style": 1, "label": "go", "custom_id": "go"}},
            {"type": 1, "id": 8, "components": [
                {"type": 2, "id": 9, "style": 1, "label": "press", "custom_id": "press"}]},
        ]},
        {"type": 12, "id": 10, "items": [
            {"media": of_link, "description": null, "spoiler": false},
            {"media": of_file, "description": "d", "spoiler": true}]},
        {"type": 13, "id": 11, "file": of_file, "name": "0.txt", "size": 1, "spoiler": false},
    ]);
    assert_eq!(made["components"], expected);
    let message = bot.discord().message(id(&made)).unwrap();
    assert_eq!(message.texts(), ["# Title", "inside", "beside"]);
    let ann = bot.ann;
    for (label, number) in [("go", 7), ("press", 9)] {
        bot.discord().press(ann, id(&made), label).unwrap();
        let data = bot.interaction().await["data"].clone();
        assert_eq!((&data["custom_id"], &data["id"]), (&json!(label), &json!(number)));
    }
}

#[tokio::test]
async fn layout_components_exclude_content_and_their_flag_remains() {
    let a = Api::open().await;
    let with = |more: Value| {
        let mut body = json!({"flags": V2, "components": [text("x")]});
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    let path = "/components/0";
    let url = format!("{path}/file/url");
    let file = |url: &str| json!({"components": [{"type": 13, "file": {"url": url}}]});
    let many: Vec<_> = (0..10).map(|_| text("x")).collect();
    let boxes: Vec<_> = (0..4).map(|_| json!({"type": 17, "components": many})).collect();
    let row = json!({"type": 1, "components": [button("a")]});
    let inner = format!("{path}/components/0/type");
    for (more, at) in [
        (json!({"content": "x"}), "/content"),
        (json!({"embeds": [{"title": "t"}]}), "/embeds"),
        (json!({"flags": 0}), "/components/0/type"),
        (json!({"components": [text("")]}), "/components/0/content"),
        (json!({"components": [text(&"x".repeat(2001)), text(&"x".repeat(2000))]}), "/components"),
        (json!({"components": boxes}), "/components"),
        (
            json!({"components": [{"type": 17, "components": [
            {"type": 17, "components": [text("x")]}]}]}),
            inner.as_str(),
        ),
        (
            json!({"components": [{"type": 9, "components": [text("x")]}]}),
            "/components/0/accessory",
        ),
        (json!({"components": [{"type": 12, "items": []}]}), "/components/0/items"),
        (json!({"components": [row, row]}), "/components/1/components/0/custom_id"),
        (
            json!({"components": [{"type": 10, "id": 5, "content": "x"},
            {"type": 10, "id": 5, "content": "x"}]}),
            "/components/1/id",
        ),
        (json!({"components": [{"type": 14, "spacing": 3}]}), "/components/0/spacing"),
        (file("https://example.com/a"), url.as_str()),
        (file("attachment://a.mp4"), url.as_str()),
    ] {
        let body = with(more);
        let (status, answer) = a.post(&body).await;
        assert_eq!((status, field(&answer).1.as_str()), (400, at), "{body}\n{answer}");
    }
    assert_eq!(a.post(&with(json!({"components": []}))).await.1["code"], 50006);
    let (_, made) = a.post(&with(json!({"content": null, "embeds": []}))).await;
    let path = format!("{}/{}", a.messages(), id(&made));
    let (status, answer) = a.call("PATCH", &path, &json!({"content": "text"})).await;
    assert_eq!((status, field(&answer).1.as_str()), (400, "/content"));
    let edit = json!({"flags": 0, "components": [text("y")]});
    let (status, edited) = a.call("PATCH", &path, &edit).await;
    assert_eq!((status, &edited["flags"]), (200, &json!(V2)), "it stays one");
    // A message with text becomes one when its text is removed.
    let (_, made) = a.post(&json!({"content": "text"})).await;
    let path = format!("{}/{}", a.messages(), id(&made));
    let (status, answer) = a.call("PATCH", &path, &with(json!({}))).await;
    assert_eq!((status, field(&answer).1.as_str()), (400, "/content"));
    assert_eq!(a.call("PATCH", &path, &with(json!({"content": null}))).await.0, 200);
}
