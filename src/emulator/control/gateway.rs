//! The gateway: disconnects, opcodes that the service sends, heartbeats, session start limits.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Sent, Stage, bad, sent};

#[derive(Deserialize)]
pub(super) struct CloseBody {
    code: u16,
}

pub(super) async fn close_gateway(State(s): State<Stage>, b: Sent<CloseBody>) -> Answer {
    s.discord.close_gateway(sent(b)?.code);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct OpBody {
    op: u8,
    #[serde(default)]
    d: Value,
}

pub(super) async fn gateway_op(State(s): State<Stage>, b: Sent<OpBody>) -> Answer {
    let b = sent(b)?;
    if !matches!(b.op, 1 | 7 | 9) {
        return Err(bad("the gateway sends 1, 7 or 9".into()));
    }
    s.discord.gateway_op(b.op, &b.d);
    Ok(Json(json!({})))
}

pub(super) async fn freeze_gateway(State(s): State<Stage>) -> Json<Value> {
    s.discord.freeze_gateway();
    Json(json!({}))
}

#[derive(Deserialize)]
pub(super) struct GatewayBody {
    heartbeat: Option<HeartbeatBody>,
    identifies: Option<IdentifiesBody>,
    remaining: Option<u64>,
    shards: Option<u64>,
    break_next: Option<BreakBody>,
}

#[derive(Deserialize)]
pub(super) struct HeartbeatBody {
    interval_ms: u32,
    margin_ms: u32,
}

#[derive(Deserialize)]
pub(super) struct IdentifiesBody {
    max_concurrency: u64,
    every_ms: u32,
}

#[derive(Deserialize)]
pub(super) struct BreakBody {
    guilds: usize,
    code: u16,
}

/// Sets how gateway sessions start and how they are retained.
pub(super) async fn gateway_state(State(s): State<Stage>, b: Sent<GatewayBody>) -> Answer {
    let b = sent(b)?;
    let ms = |ms: u32| Duration::from_millis(ms.into());
    if let Some(h) = &b.heartbeat {
        s.discord.set_heartbeat(ms(h.interval_ms), ms(h.margin_ms));
    }
    if let Some(i) = &b.identifies {
        s.discord.limit_identifies(i.max_concurrency, ms(i.every_ms));
    }
    if let Some(remaining) = b.remaining {
        s.discord.set_session_starts(remaining);
    }
    if let Some(shards) = b.shards {
        s.discord.set_shards(shards);
    }
    if let Some(at) = &b.break_next {
        s.discord.break_next_start(at.guilds, at.code);
    }
    Ok(Json(json!({})))
}
