//! The control API of the emulators: act as members and moderators, read channels, move clocks, set
//! timings, inject faults. Documented in `docs/emulators.md`.

mod acts;
mod gateway;
mod path;
mod permissions;
mod rate_limits;
mod scenario;
mod shown;
mod wan;

use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::emulator::discord::{ClientRefuses, Discord};
use crate::emulator::fault::{Fault, Faults};
use crate::emulator::wan::Wan;

/// What the control API acts on.
#[derive(Clone)]
pub struct Stage {
    /// Discord's world.
    pub discord: Discord,
    /// Model Studio's world.
    pub wan: Wan,
    /// Faults to inject.
    pub faults: Faults,
}

/// Larger bodies are refused. A file in base64 has a third more bytes.
const MOST_BYTES: usize = 512 * 1024 * 1024;
/// How long `wait=true` waits for a response other than "thinking…".
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

pub fn routes(stage: Stage) -> Router {
    Router::new()
        .route("/guilds", post(scenario::add_guild))
        .route("/guilds/{guild}", delete(scenario::delete_guild))
        .route("/guilds/{guild}/channels", post(scenario::add_channel))
        .route("/guilds/{guild}/members", post(scenario::add_member))
        .route("/guilds/{guild}/roles", post(scenario::add_role))
        .route("/guilds/{guild}/emojis", post(scenario::add_emoji))
        .route("/guilds/{guild}/stickers", post(scenario::add_sticker))
        .route("/web", post(scenario::put_in_web))
        .route("/guilds/{guild}/members/{member}/roles", post(scenario::set_roles))
        .route("/guilds/{guild}/members/{member}/permissions", post(permissions::set))
        .route("/guilds/{guild}/commands", get(acts::commands))
        .route("/channels/{channel}/commands", post(acts::run_command))
        .route("/channels/{channel}/autocomplete", post(acts::autocomplete))
        .route("/guilds/{guild}/members/{member}/menu", post(acts::use_user_menu))
        .route("/channels/{channel}", delete(scenario::delete_channel))
        .route("/channels/{channel}/messages", get(acts::messages).post(acts::say))
        .route("/messages/{message}", get(acts::message).delete(acts::delete_message))
        .route("/messages/{message}/repeat", post(acts::repeat_message))
        .route("/messages/{message}/previews", post(acts::show_previews))
        .route("/messages/{message}/forward", post(acts::forward))
        .route("/messages/{message}/press", post(acts::press))
        .route("/messages/{message}/menu", post(acts::use_menu))
        .route("/messages/{message}/react", post(acts::react))
        .route("/messages/{message}/choose", post(acts::choose))
        .route("/channels/{channel}/state", post(scenario::channel_state))
        .route("/guilds/{guild}/state", post(scenario::guild_state))
        .route("/guilds/{guild}/bot", put(scenario::invite_bot).delete(scenario::kick_bot))
        .route(
            "/guilds/{guild}/members/{member}",
            put(scenario::join).delete(scenario::remove_member),
        )
        .route("/interactions/{id}", get(acts::seen))
        .route("/interactions/{id}/modal", post(acts::submit_modal))
        .route("/interactions/{id}/repeat", post(acts::repeat_interaction))
        .route("/users/{user}/direct", get(acts::direct))
        .route("/users/{user}/state", post(scenario::user_state))
        .route("/bot", post(scenario::bot_state))
        .route("/gateway", post(gateway::gateway_state))
        .route("/gateway/close", post(gateway::close_gateway))
        .route("/gateway/op", post(gateway::gateway_op))
        .route("/gateway/freeze", post(gateway::freeze_gateway))
        .route("/rate_limits", get(rate_limits::read).post(rate_limits::set))
        .route("/wan/tasks", get(wan::tasks))
        .route("/wan/timing", post(wan::timing))
        .route("/wan/rules", post(wan::rule))
        .route("/wan/account", post(wan::account))
        .route("/clock", post(move_clock))
        .route("/faults", post(fault).delete(clear_faults))
        .fallback(|| async { none("call") })
        .method_not_allowed_fallback(|| async {
            Refused(StatusCode::METHOD_NOT_ALLOWED, "this call has another method".into())
        })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(stage)
}

type Answer = Result<Json<Value>, Refused>;

struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<ClientRefuses> for Refused {
    fn from(refusal: ClientRefuses) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, refusal.0)
    }
}

fn none(what: &str) -> Refused {
    Refused(StatusCode::NOT_FOUND, format!("there is no such {what}"))
}

fn id(id: u64) -> Json<Value> {
    Json(json!({"id": id.to_string()}))
}

/// Parses an ID, which is text as in Discord's API.
fn parsed(text: &str) -> Result<u64, Refused> {
    text.parse().map_err(|_| Refused(StatusCode::BAD_REQUEST, format!("{text:?} is not an id")))
}

fn decoded(base64: &str) -> Result<Bytes, Refused> {
    let bytes = BASE64_STANDARD.decode(base64);
    bytes.map(Bytes::from).map_err(|e| bad(e.to_string()))
}

/// A server that exists, whether the bot is still in it or not.
fn known_guild(s: &Stage, text: &str) -> Result<u64, Refused> {
    let guild = parsed(text)?;
    if s.discord.has_guild(guild) { Ok(guild) } else { Err(none("server")) }
}

/// A channel that exists.
fn known_channel(s: &Stage, text: &str) -> Result<u64, Refused> {
    let channel = parsed(text)?;
    if s.discord.has_channel(channel) { Ok(channel) } else { Err(none("channel")) }
}

/// A JSON body; an invalid one is rejected with this API's own error.
type Sent<T> = Result<Json<T>, JsonRejection>;

fn sent<T>(body: Sent<T>) -> Result<T, Refused> {
    body.map(|Json(body)| body).map_err(|e| bad(e.body_text()))
}

fn bad(why: String) -> Refused {
    Refused(StatusCode::BAD_REQUEST, why)
}

#[derive(Deserialize)]
struct ClockBody {
    advance_seconds: f64,
    /// The service whose clock alone is moved; absent for both.
    service: Option<Service>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Service {
    Discord,
    Wan,
}

/// The year 2150: Discord's IDs cannot encode times after 2154.
const LAST_SECOND: i64 = 5_680_281_600;

/// Moves the clock of both worlds, or of one, ahead of the system clock.
async fn move_clock(State(s): State<Stage>, b: Sent<ClockBody>) -> Answer {
    let b = sent(b)?;
    let left = LAST_SECOND.saturating_sub(s.discord.latest().as_second()).max(0) as f64;
    if !(0.0..=left).contains(&b.advance_seconds) {
        return Err(bad("clocks only move forward, and not beyond the year 2150".into()));
    }
    let by = Duration::from_secs_f64(b.advance_seconds);
    let now = match b.service {
        None => s.discord.advance_clock(by),
        Some(Service::Discord) => s.discord.advance_alone(by),
        Some(Service::Wan) => s.discord.advance_others(by),
    };
    Ok(Json(json!({"now": now.to_string()})))
}

async fn fault(State(s): State<Stage>, b: Sent<Fault>) -> Answer {
    let fault = sent(b)?;
    fault.effect.check().map_err(bad)?;
    s.faults.add(fault);
    Ok(Json(json!({"remaining": s.faults.remaining()})))
}

async fn clear_faults(State(s): State<Stage>) -> Json<Value> {
    s.faults.clear();
    Json(json!({}))
}
