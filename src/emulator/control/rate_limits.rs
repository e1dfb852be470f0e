//! Rate limits and the ban for invalid requests.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Sent, Stage, bad, known_channel, sent};
use crate::emulator::discord::{LimitedRoute, Rate};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RatesBody {
    factor: Option<u32>,
    #[serde(default)]
    routes: BTreeMap<LimitedRoute, Rate>,
    global: Option<Rate>,
    invalid: Option<InvalidBody>,
    shared: Option<SharedBody>,
    #[serde(default)]
    lift_ban: bool,
}

#[derive(Deserialize)]
pub(super) struct InvalidBody {
    requests: u32,
    within_ms: u32,
    ban_ms: u32,
}

#[derive(Deserialize)]
pub(super) struct SharedBody {
    channel: String,
    ms: u32,
}

pub(super) async fn read(State(s): State<Stage>) -> Answer {
    Ok(Json(json!(s.discord.rate_limits())))
}

/// Sets limits; nothing is set if anything in the body is wrong.
pub(super) async fn set(State(s): State<Stage>, b: Sent<RatesBody>) -> Answer {
    let b = sent(b)?;
    let invalid =
        b.invalid.map(|i| (Rate { requests: i.requests, within_ms: i.within_ms }, i.ban_ms));
    let invalid_rate = invalid.iter().map(|(rate, _)| *rate);
    for rate in b.routes.values().copied().chain(b.global).chain(invalid_rate) {
        rate.check().map_err(bad)?;
    }
    if b.factor == Some(0) {
        return Err(bad("a factor is at least 1".into()));
    }
    let shared = match &b.shared {
        Some(shared) => Some((known_channel(&s, &shared.channel)?, shared.ms)),
        None => None,
    };
    let ms = |ms: u32| Duration::from_millis(ms.into());
    if let Some(factor) = b.factor {
        s.discord.scale_rate_limits(factor);
    }
    for (route, rate) in b.routes {
        s.discord.limit_route(route, rate);
    }
    if let Some(rate) = b.global {
        s.discord.limit_bot(rate);
    }
    if let Some((rate, ban)) = invalid {
        s.discord.limit_invalid_requests(rate, ms(ban));
    }
    if let Some((channel, time)) = shared {
        s.discord.exhaust_channel(channel, ms(time));
    }
    if b.lift_ban {
        s.discord.lift_ban();
    }
    read(State(s)).await
}
