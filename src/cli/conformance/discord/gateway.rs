//! Checks of the gateway, over a WebSocket client of their own. They share one session, which
//! costs one IDENTIFY of the bot's thousand a day.

#![expect(clippy::indexing_slicing, reason = "what JSON lacks is read as null")]

use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::Discord;
use super::session::Session;
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::service::{Request, Service};
use crate::cli::conformance::websocket::{Received, WebSocket};
use crate::tls::Tls;

/// A bot may identify once in this time, with a margin.
const BETWEEN_IDENTIFIES: Duration = Duration::from_millis(5_500);
/// IDENTIFYs that are tried before the session is given up.
const IDENTIFIES: usize = 3;
/// An opcode that the gateway does not have.
const NO_OPCODE: u64 = 4001;

/// The opcode of a payload.
fn op(payload: &Value) -> u64 {
    payload["op"].as_u64().unwrap_or(u64::MAX)
}

fn name(received: &Received) -> String {
    match received {
        Received::Json(payload) if payload["t"].is_string() => {
            format!("the event {}", payload["t"])
        }
        Received::Json(payload) => format!("opcode {}", payload["op"]),
        Received::Closed(code) => format!("close code {code}"),
    }
}

fn differs(expected: &str, seen: &Received) -> Problem {
    Problem::differs(expected, name(seen))
}

/// Connects and receives HELLO.
async fn connected(service: &Service, url: &str) -> Result<(WebSocket, Value), Problem> {
    // A gateway has no HTTP/2.
    let tls = Tls::http1().map_err(|e| Problem::differs("OpenSSL", e.to_string()))?;
    let url = format!("{}/?v=10&encoding=json", url.trim_end_matches('/'));
    let mut socket = WebSocket::open(&tls, &url, service.user_agent).await?;
    match socket.receive().await? {
        Received::Json(hello) if op(&hello) == 10 => Ok((socket, hello)),
        other => Err(differs("HELLO (opcode 10)", &other)),
    }
}

fn identify(token: &str) -> Value {
    let properties = json!({"os": "linux", "browser": "wanbot", "device": "wanbot"});
    json!({"op": 2, "d": {"token": token, "intents": 0, "properties": properties}})
}

/// Receives until an event of this name.
async fn event(socket: &mut WebSocket, wanted: &str) -> Result<Value, Problem> {
    loop {
        match socket.receive().await? {
            Received::Json(payload) if payload["t"] == wanted => return Ok(payload),
            Received::Json(payload) if op(&payload) == 0 || op(&payload) == 11 => {}
            other => return Err(differs(&format!("the event {wanted}"), &other)),
        }
    }
}

/// Receives until the connection is closed.
async fn closed(socket: &mut WebSocket, code: u16) -> CheckResult {
    loop {
        match socket.receive().await? {
            Received::Closed(seen) if seen == code => return Ok(()),
            Received::Json(payload) if op(&payload) == 0 || op(&payload) == 11 => {}
            other => return Err(differs(&format!("close code {code}"), &other)),
        }
    }
}

impl Discord {
    async fn gateway_url(&self) -> Result<String, Problem> {
        let answer = self.send(Request::get("/gateway").anonymous()).await?;
        answer.expect_status(&[200])?;
        Ok(answer.text("/url"))
    }
}

pub(super) async fn hello(d: &Discord) -> CheckResult {
    let (_, hello) = connected(&d.service, &d.gateway_url().await?).await?;
    if hello["d"]["heartbeat_interval"].as_u64().is_some_and(|ms| ms > 0) {
        return Ok(());
    }
    Err(Problem::differs("HELLO with a heartbeat_interval", "HELLO without one"))
}

pub(super) async fn invalid_version(d: &Discord) -> CheckResult {
    let tls = Tls::http1().map_err(|e| Problem::differs("OpenSSL", e.to_string()))?;
    let url = format!("{}/?v=1&encoding=json", d.gateway_url().await?.trim_end_matches('/'));
    let mut socket = WebSocket::open(&tls, &url, d.service.user_agent).await?;
    closed(&mut socket, 4012).await
}

pub(super) async fn invalid_token(d: &Discord) -> CheckResult {
    let (mut socket, _) = connected(&d.service, &d.gateway_url().await?).await?;
    socket.send(&identify("wanbot.conformance.no-token")).await?;
    closed(&mut socket, 4004).await
}

pub(super) async fn ready(d: &Discord) -> CheckResult {
    let url = d.gateway_url().await?;
    let (mut socket, _) = connected(&d.service, &url).await?;
    for _ in 0..IDENTIFIES {
        socket.send(&identify(d.service.secret.expose_secret())).await?;
        let ready = match socket.receive().await? {
            Received::Json(payload) if payload["t"] == "READY" => payload,
            // Another session of the bot was started just before.
            Received::Json(payload) if op(&payload) == 9 => {
                tokio::time::sleep(BETWEEN_IDENTIFIES).await;
                continue;
            }
            other => return Err(differs("READY", &other)),
        };
        let text = |key: &str| ready["d"][key].as_str().unwrap_or_default().to_owned();
        let (id, resume_url) = (text("session_id"), text("resume_gateway_url"));
        let is_whole = !id.is_empty()
            && resume_url.starts_with("ws")
            && ready["d"]["user"]["bot"] == true
            && ready["d"]["guilds"].is_array()
            && ready["d"]["application"]["id"].is_string();
        if !is_whole {
            let fields = ready["d"].as_object().into_iter().flat_map(|d| d.keys());
            let seen = format!("the fields {}", fields.cloned().collect::<Vec<_>>().join(", "));
            return Err(Problem::differs(
                "READY with user, guilds, application, session_id and resume_gateway_url",
                seen,
            ));
        }
        let seq = ready["s"].as_u64().unwrap_or(0);
        *d.session.lock().await = Some(Session { socket, id, resume_url, seq });
        return Ok(());
    }
    Err(Problem::differs("READY", "opcode 9 to each IDENTIFY"))
}

fn no_session() -> Problem {
    Problem::skipped("the gateway started no session")
}

pub(super) async fn acknowledged(d: &Discord) -> CheckResult {
    let mut session = d.session.lock().await;
    let Session { socket, seq, .. } = session.as_mut().ok_or_else(no_session)?;
    socket.send(&json!({"op": 1, "d": *seq})).await?;
    loop {
        match socket.receive().await? {
            Received::Json(payload) if op(&payload) == 11 => return Ok(()),
            Received::Json(payload) if op(&payload) == 0 => {
                *seq = payload["s"].as_u64().unwrap_or(*seq);
            }
            other => return Err(differs("an ACK (opcode 11) to a heartbeat", &other)),
        }
    }
}

pub(super) async fn resumed(d: &Discord) -> CheckResult {
    let mut session = d.session.lock().await;
    let Session { socket, id, resume_url, seq } = session.take().ok_or_else(no_session)?;
    // Any code but 1000 and 1001 leaves the session alive.
    socket.close(4000).await?;
    let (mut socket, _) = connected(&d.service, &resume_url).await?;
    let token = d.service.secret.expose_secret();
    let resume = json!({"op": 6, "d": {"token": token, "session_id": id, "seq": seq}});
    socket.send(&resume).await?;
    let resumed = event(&mut socket, "RESUMED").await?;
    let seq = resumed["s"].as_u64().unwrap_or(seq);
    *session = Some(Session { socket, id, resume_url, seq });
    Ok(())
}

pub(super) async fn unknown_opcode(d: &Discord) -> CheckResult {
    let mut session = d.session.lock().await;
    let Session { mut socket, .. } = session.take().ok_or_else(no_session)?;
    socket.send(&json!({"op": NO_OPCODE, "d": null})).await?;
    closed(&mut socket, 4001).await
}
