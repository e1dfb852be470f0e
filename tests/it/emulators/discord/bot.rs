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
    pub(super) async fn told(&mut self) -> Value {
        self.socket.event("INTERACTION_CREATE").await["d"].clone()
    }

    /// Responds to an interaction; returns the status and the response body.
    pub(super) async fn answers(&self, told: &Value, body: Value) -> (u16, Value) {
        let (id, token) = (told["id"].as_str().unwrap(), told["token"].as_str().unwrap());
        let path = format!("interactions/{id}/{token}/callback?with_response=true");
        self.api.call("POST", &path, &body).await
    }

    /// The message that a response creates.
    pub(super) async fn shows(&self, told: &Value, data: Value) -> Value {
        let (status, made) = self.answers(told, json!({"type": 4, "data": data})).await;
        assert_eq!(status, 200, "{made}");
        made["resource"]["message"].clone()
    }

    /// The endpoint for follow-up messages.
    pub(super) fn hook(&self, told: &Value) -> String {
        format!("webhooks/{}/{}", self.discord().bot(), told["token"].as_str().unwrap())
    }
}
