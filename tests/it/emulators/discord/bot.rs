//! A bot that responds by hand: a gateway session and REST requests.

use super::rest::Api;
use super::*;

pub(super) struct Bot {
    pub(super) api: Api,
    pub(super) socket: Socket,
    /// A member of the server.
    pub(super) ann: u64,
}

impl Bot {
    /// A bot with these commands in a server.
    pub(super) async fn open(commands: Value) -> Self {
        let api = Api::open().await;
        assert_eq!(api.call("PUT", &api.commands(), &commands).await.0, 200);
        let mut socket = Socket::open(&api.w, "v=10").await;
        socket.say(identify("secret", 1 | 1 << 9 | 1 << 10 | 1 << 12)).await;
        for _ in 0..2 {
            socket.event("GUILD_CREATE").await;
        }
        let ann = api.w.discord.add_member(api.guild, "ann", 0);
        Self { api, socket, ann }
    }

    pub(super) fn discord(&self) -> &Discord {
        &self.api.w.discord
    }

    /// Waits for the next interaction that the gateway sends.
    pub(super) async fn interaction(&mut self) -> Value {
        self.socket.event("INTERACTION_CREATE").await["d"].clone()
    }

    /// Responds to an interaction; returns the status and the response body.
    pub(super) async fn answers(&self, interaction: &Value, body: Value) -> (u16, Value) {
        let (id, token) =
            (interaction["id"].as_str().unwrap(), interaction["token"].as_str().unwrap());
        let path = format!("interactions/{id}/{token}/callback?with_response=true");
        self.api.call("POST", &path, &body).await
    }

    /// The message that a response creates.
    pub(super) async fn shows(&self, interaction: &Value, data: Value) -> Value {
        let (status, made) = self.answers(interaction, json!({"type": 4, "data": data})).await;
        assert_eq!(status, 200, "{made}");
        made["resource"]["message"].clone()
    }

    /// The endpoint for follow-up messages.
    pub(super) fn hook(&self, interaction: &Value) -> String {
        format!("webhooks/{}/{}", self.discord().bot(), interaction["token"].as_str().unwrap())
    }
}

#[tokio::test]
async fn ephemeral_responses_cause_events_like_direct_messages() {
    let mut bot = Bot::open(json!([{"name": "ping", "description": "d"}])).await;
    let mut guilds_only = Socket::open(&bot.api.w, "v=10").await;
    guilds_only.say(identify("secret", 1 | 1 << 9)).await;
    guilds_only.event("READY").await;
    let (ann, channel) = (bot.ann, bot.api.channel);
    bot.discord().run_command(ann, channel, "ping", &[]).unwrap();
    let interaction = bot.interaction().await;
    let private = bot.shows(&interaction, json!({"content": "x", "flags": 64})).await;
    let edit = format!("{}/messages/@original", bot.hook(&interaction));
    assert_eq!(bot.api.call("PATCH", &edit, &json!({"content": "y"})).await.0, 200);
    for (name, content) in [("MESSAGE_CREATE", "x"), ("MESSAGE_UPDATE", "y")] {
        let event = &bot.socket.event(name).await["d"];
        assert_eq!((&event["id"], &event["content"]), (&private["id"], &json!(content)));
        assert_eq!(
            (&event["flags"], event["channel_id"].as_str().unwrap()),
            (&json!(64), channel.to_string().as_str())
        );
        assert!(event.get("guild_id").is_none() && event.get("member").is_none(), "{event}");
    }
    let (_, public) = bot.api.post(&json!({"content": "z"})).await;
    let event = &guilds_only.event("MESSAGE_CREATE").await["d"];
    assert_eq!(event["id"], public["id"], "the first that is not of direct messages");
    assert!(event["guild_id"].is_string() && event["member"].is_object(), "{event}");
}
