//! The gateway face: one websocket per shard.

mod etf;
mod members;
mod wire;

use std::collections::HashMap;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message as Frame, WebSocketUpgrade};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::any;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use url::form_urlencoded;

use crate::emulator::discord::json::Arrival;
use crate::emulator::discord::session::{Push, Session};
use crate::emulator::discord::world::{Discord, Start, World};

use wire::Wire;

/// `GUILDS`.
const GUILDS: u64 = 1;
/// Intents that must be enabled for the application: members, presences, message content.
// Differs: discord-privileged-intents
const PRIVILEGED: u64 = GUILD_MEMBERS | (1 << 8) | MESSAGE_CONTENT;
const GUILD_MEMBERS: u64 = 1 << 1;
const MESSAGE_CONTENT: u64 = 1 << 15;
/// Every known intent: up to scheduled events, GUILD_EMBEDDED_ACTIVITIES (1 << 17, not documented,
/// but in the default of interactions.py), two of AutoMod, two of polls.
// Differs: discord-intent-17
const KNOWN: u64 = ((1 << 18) - 1) | (1 << 20) | 1 << 21 | 1 << 24 | 1 << 25;
/// The close code 1006, which no close frame has: the connection breaks without a close frame.
const WITHOUT_A_WORD: u16 = 1006;
/// Commands that a connection may send per minute.
const SENDS: usize = 120;

pub fn routes(discord: Discord) -> Router {
    Router::new().route("/", any(connect)).with_state(discord)
}

async fn connect(State(discord): State<Discord>, uri: Uri, upgrade: WebSocketUpgrade) -> Response {
    let query = uri.query().unwrap_or_default();
    let asked: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    upgrade.on_upgrade(move |socket| async move {
        let asked = |name: &str| asked.get(name).map(String::as_str);
        let wire = Wire::new(socket);
        let heartbeat = discord.lock().starts.heartbeat;
        let beat_by = tokio::time::Instant::now() + heartbeat.0 + heartbeat.1;
        let sends = Vec::new();
        // Any other text is none of the versions.
        let version = asked("v").map_or(10, |v| v.parse().unwrap_or(0));
        let mut talk =
            Conversation { discord, wire, version, session: None, sends, heartbeat, beat_by };
        // Differs: discord-v9-is-v10
        if !matches!(version, 9 | 10) {
            return talk.wire.close(4012, "Invalid API version").await;
        }
        if let Err(why) = talk.wire.set(asked("encoding"), asked("compress")) {
            return talk.wire.close(4012, why).await;
        }
        talk.run().await;
    })
}

struct Conversation {
    discord: Discord,
    wire: Wire,
    /// The gateway version that the client requested.
    version: u8,
    session: Option<(String, mpsc::UnboundedReceiver<Push>)>,
    sends: Vec<tokio::time::Instant>,
    /// The heartbeat interval, and how much later a heartbeat may arrive.
    heartbeat: (Duration, Duration),
    /// The deadline of the next heartbeat.
    beat_by: tokio::time::Instant,
}

/// A session that has started.
struct Begun {
    id: String,
    receive: mpsc::UnboundedReceiver<Push>,
    ready: Value,
    guilds: Vec<u64>,
}

/// A close code and its reason.
type Closed = (u16, &'static str);

impl Conversation {
    async fn run(&mut self) {
        let interval = u64::try_from(self.heartbeat.0.as_millis()).unwrap_or(u64::MAX);
        let hello = json!({"op": 10, "d": {"heartbeat_interval": interval}, "s": null, "t": null});
        if !self.wire.send(&hello).await {
            return;
        }
        loop {
            let step = tokio::select! {
                frame = self.wire.socket.recv() => match frame {
                    Some(Ok(Frame::Text(text))) => self.heard(text.as_bytes(), true).await,
                    Some(Ok(Frame::Binary(bytes))) => self.heard(&bytes, false).await,
                    Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => Ok(()),
                    // A client that closes the connection normally ends its session too.
                    Some(Ok(Frame::Close(Some(said)))) if matches!(said.code, 1000 | 1001) => {
                        self.forget();
                        // The reply to the close frame is sent when the socket is read once more.
                        let _ = self.wire.socket.recv().await;
                        break;
                    }
                    Some(Ok(Frame::Close(_))) => {
                        let _ = self.wire.socket.recv().await;
                        break;
                    }
                    Some(Err(_)) | None => break,
                },
                push = next_push(&mut self.session) => match push {
                    Some(Push::Event(event)) => {
                        if self.wire.send(&event).await { Ok(()) } else { break }
                    }
                    Some(Push::Op(payload)) => {
                        if payload["op"] == 9 {
                            self.lose_session(payload["d"] == true);
                        }
                        if self.wire.send(&payload).await { Ok(()) } else { break }
                    }
                    Some(Push::Close(WITHOUT_A_WORD, _)) => break,
                    Some(Push::Close(code, reason)) => Err((code, reason)),
                    Some(Push::Dead) => {
                        self.stay_silent().await;
                        break;
                    }
                    None => break,
                },
                // Whatever else it sends, a client without a heartbeat is dead.
                () = tokio::time::sleep_until(self.beat_by) => Err((4009, "Session timed out.")),
            };
            if let Err((code, reason)) = step {
                self.wire.close(code, reason).await;
                // Sessions survive a closed socket except with these codes (gateway close codes).
                if matches!(code, 1000 | 1001 | 4004 | 4007 | 4009 | 4010..=4014) {
                    self.forget();
                }
                break;
            }
        }
        if let Some((id, _)) = &self.session {
            let mut world = self.discord.lock();
            if let Some(s) = world.sessions.iter_mut().find(|s| s.id == *id)
                && s.line.as_ref().is_some_and(mpsc::UnboundedSender::is_closed)
            {
                s.line = None;
            }
        }
        let session = self.session.take();
        drop(session);
        self.discord.change(|w| {
            for s in &mut w.sessions {
                if s.line.as_ref().is_some_and(mpsc::UnboundedSender::is_closed) {
                    s.line = None;
                }
            }
        });
    }

    fn forget(&mut self) {
        if let Some((id, _)) = &self.session {
            self.discord.change(|w| w.sessions.retain(|s| s.id != *id));
        }
    }

    /// Ends the session, or retains it for a resume, which may happen on the same connection.
    fn lose_session(&mut self, resumable: bool) {
        if resumable {
            let Some((id, _)) = &self.session else { return };
            self.discord.change(|w| {
                if let Some(s) = w.sessions.iter_mut().find(|s| s.id == *id) {
                    s.line = None;
                }
            });
        } else {
            self.forget();
        }
        self.session = None;
    }

    /// Nothing is read or written any more, as on a dead connection, until the client disconnects.
    async fn stay_silent(&mut self) {
        loop {
            match self.wire.socket.recv().await {
                Some(Ok(Frame::Close(_))) => {
                    let _ = self.wire.socket.recv().await;
                    return;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            }
        }
    }

    async fn heard(&mut self, sent: &[u8], is_text: bool) -> Result<(), Closed> {
        let now = tokio::time::Instant::now();
        self.sends.retain(|t| now.duration_since(*t) < Duration::from_secs(60));
        self.sends.push(now);
        if self.sends.len() > SENDS {
            return Err((4008, "You are being rate limited."));
        }
        let undecodable = (4002, "Error while decoding payload.");
        if sent.len() > 4096 {
            return Err(undecodable);
        }
        let payload = self.wire.parse(sent, is_text);
        let payload = payload.filter(Value::is_object).ok_or(undecodable)?;
        let data = &payload["d"];
        match payload["op"].as_u64() {
            Some(1) => {
                self.beat_by = now + self.heartbeat.0 + self.heartbeat.1;
                let ack = json!({"op": 11, "d": null, "s": null, "t": null});
                if self.wire.send(&ack).await { Ok(()) } else { Err((1001, "gone")) }
            }
            Some(2) if self.session.is_some() => Err((4005, "Already authenticated.")),
            Some(2) => self.identify(data).await,
            Some(6) if self.session.is_some() => Err((4005, "Already authenticated.")),
            Some(6) => self.resume(data).await,
            Some(8) if self.session.is_some() => {
                self.request_members(data);
                Ok(())
            }
            // Differs: discord-no-presences
            // Differs: discord-no-voice
            Some(3 | 4 | 31) if self.session.is_some() => Ok(()),
            Some(3 | 4 | 8 | 31) => Err((4003, "Not authenticated.")),
            _ => Err((4001, "Unknown opcode.")),
        }
    }

    async fn identify(&mut self, data: &Value) -> Result<(), Closed> {
        let given = data["token"].as_str().unwrap_or_default();
        let given = given.strip_prefix("Bot ").unwrap_or(given);
        let intents = data["intents"].as_u64().ok_or((4013, "Invalid intent(s)."))?;
        let shard = match data["shard"].as_array().map(Vec::as_slice) {
            Some([i, n]) => (i.as_u64().unwrap_or(0), n.as_u64().unwrap_or(1)),
            Some(_) => return Err((4010, "Invalid shard.")),
            None => (0, 1),
        };
        if shard.0 >= shard.1 {
            return Err((4010, "Invalid shard."));
        }
        if data["properties"].as_object().is_none() {
            return Err((4002, "Error while decoding payload."));
        }
        let begun = begin(&mut self.discord.lock(), given, intents, shard)?;
        let Some(Begun { id, receive, mut ready, guilds }) = begun else {
            self.discord.change(|_| ());
            return self.invalid_session().await;
        };
        ready["v"] = json!(self.version);
        if data["compress"] == true {
            self.wire.pack_each();
        }
        self.session = Some((id.clone(), receive));
        self.discord.change(|w| {
            // Only to this session: the others already have this state.
            let send = |w: &mut World, name: &str, d: Value| {
                if let Some(s) = w.sessions.iter_mut().find(|s| s.id == id) {
                    s.tell(name, &d);
                }
            };
            send(w, "READY", ready);
            let guilds = if intents & GUILDS != 0 { guilds } else { Vec::new() };
            let breaks =
                w.starts.breaks.take().map(|(after, code)| (after.min(guilds.len()), code));
            for sent in 0..=guilds.len() {
                if let Some((after, code)) = breaks
                    && sent == after
                    && let Some(s) = w.sessions.iter_mut().find(|s| s.id == id)
                    && let Some(line) = s.line.take()
                {
                    let _ = line.send(Push::Close(code, "closed by the emulator"));
                }
                if let Some(guild) = guilds.get(sent) {
                    let data = w.guild_create_json(*guild, Arrival::Available);
                    send(w, "GUILD_CREATE", data);
                }
            }
        });
        Ok(())
    }

    async fn invalid_session(&mut self) -> Result<(), Closed> {
        let invalid = json!({"op": 9, "d": false, "s": null, "t": null});
        if self.wire.send(&invalid).await { Ok(()) } else { Err((1001, "gone")) }
    }

    async fn resume(&mut self, data: &Value) -> Result<(), Closed> {
        let given = data["token"].as_str().unwrap_or_default();
        let given = given.strip_prefix("Bot ").unwrap_or(given);
        let id = data["session_id"].as_str().unwrap_or_default().to_owned();
        let last = data["seq"].as_u64().unwrap_or(0);
        let (send, receive) = mpsc::unbounded_channel();
        let known = {
            let mut world = self.discord.lock();
            if given != world.token {
                return Err((4004, "Authentication failed."));
            }
            // Differs: discord-sessions-kept
            match world.sessions.iter_mut().find(|s| s.id == id) {
                None => false,
                Some(s) if last > s.seq => return Err((4007, "Invalid seq.")),
                // The missed events are no longer stored.
                Some(s) if s.past.front().is_some_and(|(first, _)| *first > last + 1) => false,
                Some(s) => {
                    for (_, event) in s.past.iter().filter(|(seq, _)| *seq > last) {
                        let _ = send.send(Push::Event(event.clone()));
                    }
                    s.seq += 1;
                    let resumed = json!({"op": 0, "t": "RESUMED", "s": s.seq, "d": {"_trace": []}});
                    let _ = send.send(Push::Event(resumed));
                    s.line = Some(send);
                    true
                }
            }
        };
        if known {
            self.session = Some((id, receive));
            self.discord.change(|_| ());
            return Ok(());
        }
        self.invalid_session().await
    }
}

/// Starts a session; `None` if another one was started too recently.
fn begin(
    world: &mut World,
    token: &str,
    intents: u64,
    shard: (u64, u64),
) -> Result<Option<Begun>, Closed> {
    if token != world.token {
        return Err((4004, "Authentication failed."));
    }
    if intents & !KNOWN != 0 {
        return Err((4013, "Invalid intent(s)."));
    }
    let content = if world.may_read_content { MESSAGE_CONTENT } else { 0 };
    let members = if world.may_read_members { GUILD_MEMBERS } else { 0 };
    if intents & PRIVILEGED & !content & !members != 0 {
        return Err((4014, "Disallowed intent(s)."));
    }
    match world.count_identify(shard.0) {
        Start::Granted => {}
        Start::TooSoon => return Ok(None),
        Start::UsedUp => return Err((4004, "Authentication failed.")),
    }
    // Differs: discord-no-sharding-limit
    let id = format!("{:032x}", rand::random::<u128>());
    let (send, receive) = mpsc::unbounded_channel();
    world.sessions.push(Session {
        id: id.clone(),
        intents,
        shard,
        line: Some(send),
        seq: 0,
        past: Default::default(),
    });
    let mine = world.guilds.iter().filter(|(g, _)| (**g >> 22) % shard.1 == shard.0);
    let unavailable: Vec<_> =
        mine.clone().map(|(g, _)| json!({"id": g.to_string(), "unavailable": true})).collect();
    // An unavailable guild is not announced until it is available again.
    let guilds = mine.filter(|(_, g)| !g.unavailable).map(|(id, _)| *id).collect();
    let flags = world.application_json()["flags"].clone();
    // Differs: discord-resume-url
    let ready = json!({
        "user": world.self_json(), "guilds": unavailable, "session_id": id,
        "resume_gateway_url": world.gateway, "shard": [shard.0, shard.1],
        "application": {"id": world.application.to_string(), "flags": flags},
        "private_channels": [], "relationships": [], "geo_ordered_rtc_regions": [],
        "session_type": "normal", "user_settings": {}, "_trace": [],
    });
    Ok(Some(Begun { id, receive, ready, guilds }))
}

async fn next_push(session: &mut Option<(String, mpsc::UnboundedReceiver<Push>)>) -> Option<Push> {
    match session {
        Some((_, receive)) => receive.recv().await,
        None => std::future::pending().await,
    }
}
