//! Avatars, emoji, stickers and the proxy for embeds on the file host; and the events about
//! them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::control::Staged;
use super::*;
use crate::harness::files;

impl Staged {
    /// The status, the type and the bytes of a path of the file host.
    async fn gets(&self, path: &str) -> (u16, String, Vec<u8>) {
        let url = format!("http://{}{path}", self.world.at.cdn);
        let answer = self.http.get(url).send().await.unwrap();
        let kind = answer.headers().get("content-type").map(|v| v.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        (status, kind.unwrap_or_default(), answer.bytes().await.unwrap().to_vec())
    }
}

fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

fn size(bytes: &[u8]) -> (u32, u32) {
    let image = image::load_from_memory(bytes).unwrap();
    (image.width(), image.height())
}

#[tokio::test]
async fn avatars_emoji_and_stickers_are_at_their_documented_paths() {
    let s = Staged::begin().await;
    let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
    let member = format!("/guilds/{guild}/members");
    let ann = s.does("POST", &member, json!({"name": "ann"})).await;
    let state = format!("/users/{ann}/state");
    let avatar = files::png(400, 400);
    s.does("POST", &state, json!({"avatar": base64(&avatar)})).await;
    let hash = s.world.discord.user(ann).unwrap().avatar.is_some();
    assert!(hash);
    let url = format!("{}/api/v10/users/{ann}", s.world.discord_origin());
    let answer = s.http.get(url).header("Authorization", "Bot secret").send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    let hash = answer["avatar"].as_str().unwrap();
    let at = |rest: &str| format!("/avatars/{ann}/{rest}");
    let (status, kind, bytes) = s.gets(&at(&format!("{hash}.png"))).await;
    assert_eq!((status, kind.as_str(), size(&bytes)), (200, "image/png", (400, 400)));
    let (status, kind, bytes) = s.gets(&at(&format!("{hash}.webp?size=128"))).await;
    assert_eq!((status, kind.as_str(), size(&bytes)), (200, "image/webp", (128, 128)));
    assert_eq!(s.gets(&at(&format!("{hash}.png?size=100"))).await.0, 400);
    assert_eq!(s.gets(&at(&format!("{hash}.gif"))).await.0, 415);
    assert_eq!(s.gets(&at("0123456789abcdef0123456789abcdef.png")).await.0, 404);
    // One for this server alone.
    let own = json!({"avatar": base64(&files::png(300, 300)), "guild": guild.to_string()});
    s.does("POST", &state, own).await;
    let url = format!("{}/api/v10/guilds/{guild}/members/{ann}", s.world.discord_origin());
    let answer = s.http.get(url).header("Authorization", "Bot secret").send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["user"]["avatar"], hash);
    let own = answer["avatar"].as_str().unwrap();
    let path = format!("/guilds/{guild}/users/{ann}/avatars/{own}.png");
    assert_eq!(size(&s.gets(&path).await.2), (300, 300));
    s.does("POST", &state, json!({"avatar": ""})).await;
    assert_eq!(s.gets(&at(&format!("{hash}.png"))).await.0, 404, "it is gone");
    let (status, kind, _) = s.gets("/embed/avatars/5.png").await;
    assert_eq!((status, kind.as_str()), (200, "image/png"));
    assert_eq!(s.gets("/embed/avatars/6.png").await.0, 404);
    let no_image = json!({"avatar": base64(b"no image")});
    assert_eq!(s.asks("POST", &state, no_image).await.0, 422);

    let emoji = json!({"name": "cat", "base64": base64(&files::png(128, 128))});
    let emoji = s.does("POST", &format!("/guilds/{guild}/emojis"), emoji).await;
    assert_eq!(s.gets(&format!("/emojis/{emoji}.webp")).await.1, "image/webp");
    assert_eq!(s.gets(&format!("/emojis/{}.webp", emoji + 1)).await.0, 404);

    let stickers = format!("/guilds/{guild}/stickers");
    for (format, ending, kind) in [
        ("apng", "png", "image/png"),
        ("gif", "gif", "image/gif"),
        ("lottie", "json", "application/json"),
    ] {
        let sticker = json!({"name": "s", "format": format, "base64": base64(b"any bytes")});
        let sticker = s.does("POST", &stickers, sticker).await;
        let (status, found, bytes) = s.gets(&format!("/stickers/{sticker}.{ending}")).await;
        assert_eq!((status, found.as_str(), &bytes[..]), (200, kind, &b"any bytes"[..]));
        assert_eq!(s.gets(&format!("/stickers/{sticker}.webp")).await.0, 404, "{format}");
    }
}

#[tokio::test]
async fn stickers_forwards_and_previews_cause_events() {
    let s = Staged::begin().await;
    let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
    let channels = format!("/guilds/{guild}/channels");
    let channel = s.does("POST", &channels, json!({"name": "general"})).await;
    let ann = s.does("POST", &format!("/guilds/{guild}/members"), json!({"name": "ann"})).await;
    s.does("POST", "/bot", json!({"message_content": true})).await;
    let mut socket = Socket::open(&s.world, "v=10").await;
    // GUILDS, GUILD_EXPRESSIONS, GUILD_MESSAGES, MESSAGE_CONTENT
    socket.say(identify("secret", 1 | 1 << 3 | 1 << 9 | 1 << 15)).await;
    socket.event("READY").await;
    let sticker = json!({"name": "Wave", "format": "png", "base64": base64(b"x")});
    let sticker = s.does("POST", &format!("/guilds/{guild}/stickers"), sticker).await;
    let event = socket.event("GUILD_STICKERS_UPDATE").await["d"].take();
    assert_eq!(event["stickers"][0]["id"], sticker.to_string());

    let said = json!({"user": ann.to_string(), "content": "", "stickers": [sticker.to_string()]});
    let said = s.does("POST", &format!("/channels/{channel}/messages"), said).await;
    let event = socket.event("MESSAGE_CREATE").await["d"].take();
    let item = json!({"id": sticker.to_string(), "name": "Wave", "format_type": 1});
    assert_eq!(event["sticker_items"], json!([item]));

    let forward = json!({"user": ann.to_string(), "channel": channel.to_string()});
    s.does("POST", &format!("/messages/{said}/forward"), forward).await;
    let event = socket.event("MESSAGE_CREATE").await["d"].take();
    assert_eq!((&event["type"], &event["message_reference"]["type"]), (&json!(0), &json!(1)));
    assert_eq!(event["message_reference"]["message_id"], said.to_string());
    assert_eq!(event["message_snapshots"][0]["message"]["sticker_items"], json!([item]));
    assert_eq!(event["flags"], 1 << 14);
    assert!(event["referenced_message"].is_null());

    let url = "https://images.example/a/b.png?x=1";
    s.does("POST", "/web", json!({"url": url, "base64": base64(&files::png(30, 20))})).await;
    let embeds = json!({"embeds": [{"type": "image", "url": url, "thumbnail": {"url": url}}]});
    s.does("POST", &format!("/messages/{said}/previews"), embeds).await;
    let event = socket.event("MESSAGE_UPDATE").await["d"].take();
    let medium = &event["embeds"][0]["thumbnail"];
    assert_eq!((&medium["width"], &medium["height"]), (&json!(30), &json!(20)));
    let proxy = medium["proxy_url"].as_str().unwrap();
    assert!(proxy.ends_with("/%3Fx=1/https/images.example/a/b.png"), "{proxy}");
    let found = s.http.get(proxy).send().await.unwrap();
    assert_eq!(size(&found.bytes().await.unwrap()), (30, 20));
    let unknown = s.asks("POST", "/messages/1/previews", json!({"embeds": []})).await;
    assert_eq!(unknown.0, 404);
}
