//! Answers of Discord's emulator to the probes.

use futures_util::{SinkExt, StreamExt};
use reqwest::Client;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use wanbot::emulator::Running;

use super::call::Call;
use super::{filled, world};
use crate::harness::{PATIENCE, files};

const NOBODY: &str = "4194304";

/// What the placeholders of a row stand for.
struct Scene {
    http: Client,
    w: Running,
    names: Vec<(&'static str, String)>,
}

impl Scene {
    /// A server with a channel, a member who said something, and messages of the bot.
    async fn open(http: &Client, probe: &str) -> Self {
        let (w, _) = world().await;
        let d = &w.discord;
        let guild = d.add_guild("G");
        let channel = d.add_channel(guild, "c");
        let ann = d.add_member(guild, "ann", 0);
        let theirs = d.say(ann, channel, "x", Vec::new(), None).unwrap();
        let image = vec![("pixel.png".to_owned(), files::png(4, 4).into())];
        d.say(ann, channel, "", image, None).unwrap();
        let mut scene = Self { http: http.clone(), w, names: Vec::new() };
        let d = &scene.w.discord;
        scene.names = vec![
            ("guild", guild.to_string()),
            ("channel", channel.to_string()),
            ("category", d.add_channel_of(guild, "c", 4).to_string()),
            ("forum", d.add_channel_of(guild, "f", 15).to_string()),
            ("role", d.add_role(guild, "r").to_string()),
            ("bot", d.bot().to_string()),
            ("ann", ann.to_string()),
            ("theirs", theirs.to_string()),
            ("nobody", NOBODY.to_owned()),
        ];
        let sent = format!("POST channels/{channel}/messages {{\"content\": \"x\"}}");
        let (_, made) = scene.call(&sent).await;
        let message = made["id"].as_str().unwrap().to_owned();
        scene.names.push(("message", message));
        if probe.contains("{token}") {
            scene.interact(ann, channel).await;
        }
        if probe.contains("{file}") {
            scene.w.discord.allow_message_content(true);
            let list = scene.call(&format!("GET channels/{channel}/messages?limit=10")).await.1;
            let messages = list.as_array().unwrap().iter();
            let link = messages.filter_map(|m| m["attachments"][0]["url"].as_str()).next();
            let link = url::Url::parse(link.unwrap()).unwrap();
            scene.names.push(("file", link.path().trim_end_matches("pixel.png").to_owned()));
            scene.names.push(("query", link.query().unwrap().to_owned()));
        }
        scene
    }

    /// A member uses a command of the bot.
    async fn interact(&mut self, ann: u64, channel: u64) {
        let (guild, bot) = (self.w.discord.guild_of(channel).unwrap(), self.w.discord.bot());
        let path = format!("applications/{bot}/guilds/{guild}/commands");
        self.call(&format!("POST {path} {{\"name\": \"ping\", \"description\": \"d\"}}")).await;
        let url = format!("ws://{}/?v=10", self.w.at.discord);
        let (mut socket, _) = connect_async(url).await.unwrap();
        let identify = json!({"op": 2, "d": {"token": "secret", "intents": 0, "properties": {}}});
        socket.send(Frame::Text(identify.to_string().into())).await.unwrap();
        let mut is_used = false;
        loop {
            let frame = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
            let Some(Ok(Frame::Text(text))) = frame else { panic!("{frame:?}") };
            let payload: Value = serde_json::from_str(&text).unwrap();
            if payload["t"] == "READY" && !is_used {
                is_used = true;
                self.w.discord.run_command(ann, channel, "ping", &[]).unwrap();
            }
            if payload["t"] == "INTERACTION_CREATE" {
                for (name, key) in [("interaction", "id"), ("token", "token")] {
                    self.names.push((name, payload["d"][key].as_str().unwrap().to_owned()));
                }
                return;
            }
        }
    }

    async fn call(&self, sent: &str) -> (String, Value) {
        let call = Call::read(sent);
        // A path with a slash before it is one of the file host.
        let url = match call.path.strip_prefix('/') {
            Some(_) => format!("http://{}{}", self.w.at.cdn, call.path),
            None => format!("{}/api/v10/{}", self.w.discord_origin(), call.path),
        };
        let request = call.request(&self.http, &url).header("Authorization", "Bot secret");
        call.answer(request.send().await.unwrap()).await
    }
}

pub(super) async fn answer(http: &Client, sent: &str) -> String {
    let scene = Scene::open(http, sent).await;
    let (mut answer, _) = scene.call(&filled(sent, &scene.names)).await;
    for (name, value) in &scene.names {
        // A short one could be a part of anything.
        if value.len() > 10 {
            answer = answer.replace(value.as_str(), &format!("{{{name}}}"));
        }
    }
    answer
}

pub(super) async fn answer_of_the_gateway(sent: &str) -> String {
    let (w, _) = world().await;
    let query = sent.strip_prefix('?').unwrap_or("v=10&encoding=json");
    let url = format!("ws://{}/?{query}", w.at.discord);
    let (mut socket, _) = connect_async(url).await.unwrap();
    let mut is_first = true;
    loop {
        let frame = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
        match frame {
            Some(Ok(Frame::Text(text))) => {
                let payload: Value = serde_json::from_str(&text).unwrap();
                match payload["op"].as_u64() {
                    Some(10) if sent.starts_with('?') => return "opcode 10".to_owned(),
                    Some(10) if is_first => {
                        is_first = false;
                        socket.send(Frame::Text(sent.to_owned().into())).await.unwrap();
                    }
                    Some(0) => return payload["t"].as_str().unwrap().to_owned(),
                    op => return format!("opcode {}", op.unwrap()),
                }
            }
            // Compressed, or in another encoding.
            Some(Ok(Frame::Binary(_))) => return "a binary frame".to_owned(),
            Some(Ok(Frame::Close(Some(frame)))) => {
                return format!("closed {}", u16::from(frame.code));
            }
            other => panic!("{sent}: {other:?}"),
        }
    }
}
