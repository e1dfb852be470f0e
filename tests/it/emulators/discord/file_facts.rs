//! What is known of a file: its type by its ending, its size by its content.

use super::rest::Api;
use super::*;
use crate::harness::files;

#[tokio::test]
async fn the_ending_gives_the_type_and_the_content_the_size() {
    let a = Api::open().await;
    let ann = a.w.discord.add_member(a.guild, "ann", 0);
    for (name, bytes, kind, size) in [
        ("a.mp4", files::mp4(1.0), json!("video/mp4"), (json!(640), json!(360))),
        ("a.MOV", files::mp4(1.0), json!("video/quicktime"), (json!(640), json!(360))),
        ("a.png", files::png(30, 20), json!("image/png"), (json!(30), json!(20))),
        ("a.webm", vec![1, 2], json!("video/webm"), (Value::Null, Value::Null)),
        ("a.ogg", vec![1, 2], json!("audio/ogg"), (Value::Null, Value::Null)),
        ("a.txt", vec![1, 2], json!("text/plain; charset=utf-8"), (Value::Null, Value::Null)),
        ("a.unknown", vec![1, 2], Value::Null, (Value::Null, Value::Null)),
    ] {
        let file = vec![(name.to_owned(), bytes.into())];
        let said = a.w.discord.say(ann, a.channel, "", file, None).unwrap();
        a.w.discord.allow_message_content(true);
        let (_, answer) = a.get(&format!("channels/{}/messages/{said}", a.channel)).await;
        let file = &answer["attachments"][0];
        let found = (&file["content_type"], (&file["width"], &file["height"]));
        assert_eq!(found, (&kind, (&size.0, &size.1)), "{name}");
    }
}

#[tokio::test]
async fn what_is_read_aloud_and_the_servers_language_are_shown() {
    let a = Api::open().await;
    for tts in [true, false] {
        let (_, made) = a.post(&json!({"content": "x", "tts": tts})).await;
        assert_eq!(made["tts"], tts);
    }
    let mut s = Socket::open(&a.w, "v=10").await;
    s.say(identify("secret", 1)).await;
    s.event("GUILD_CREATE").await;
    a.w.discord.set_locale(a.guild, "fr");
    assert_eq!(s.event("GUILD_UPDATE").await["d"]["preferred_locale"], "fr");
    let (_, guild) = a.get(&format!("guilds/{}", a.guild)).await;
    assert_eq!(guild["preferred_locale"], "fr");
}

#[tokio::test]
async fn the_bots_id_is_that_of_its_token() {
    for (token, id) in [
        ("MTQwMDAwMDAwMDAwMDAwMDAwMA.emulated.token", Some(1_400_000_000_000_000_000)),
        ("secret", None),
    ] {
        let discord = Discord::new(Clock::System, token, "bot");
        match id {
            Some(id) => assert_eq!(discord.bot(), id),
            None => assert!(discord.bot() > 1_400_000_000_000_000_000, "a new one"),
        }
        discord.set_bot_id(1234);
        assert_eq!((discord.bot(), discord.user(1234).unwrap().bot), (1234, true));
    }
}
