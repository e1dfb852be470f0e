//! Model Studio: tasks, their timing and outcomes, and the account.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Sent, Stage, bad, sent};
use crate::emulator::wan::{AccountChange, Outcome, Rule, Timing};

pub(super) async fn tasks(State(s): State<Stage>) -> Json<Value> {
    let all = s.wan.tasks();
    let rows = all.iter().map(|t| {
        json!({"id": t.id, "account": &*t.account, "model": t.model, "status": t.status,
            "billed": t.is_billed(), "submitted_at": t.submitted_at.to_string(), "body": t.body})
    });
    Json(rows.collect())
}

pub(super) async fn timing(State(s): State<Stage>, b: Sent<Timing>) -> Answer {
    let timing = sent(b)?;
    timing.check().map_err(bad)?;
    s.wan.set_timing(timing);
    Ok(Json(json!({})))
}

pub(super) async fn rule(State(s): State<Stage>, b: Sent<Rule>) -> Answer {
    let rule = sent(b)?;
    if let Outcome::Refuse { status, .. } = &rule.outcome
        && !(200..=999).contains(status)
    {
        return Err(bad(format!("{status} is not the status of an answer")));
    }
    s.wan.rule(rule);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct AccountBody {
    account: Option<String>,
    #[serde(flatten)]
    change: AccountChange,
    least_bytes: Option<usize>,
    list_lag_seconds: Option<u64>,
    endless_list: Option<bool>,
}

pub(super) async fn account(State(s): State<Stage>, b: Sent<AccountBody>) -> Answer {
    let b = sent(b)?;
    s.wan.change_account(b.account.as_deref(), b.change).map_err(bad)?;
    if let Some(bytes) = b.least_bytes {
        s.wan.set_least_bytes(bytes);
    }
    if let Some(seconds) = b.list_lag_seconds {
        s.wan.set_list_lag(Duration::from_secs(seconds));
    }
    if let Some(endless) = b.endless_list {
        s.wan.set_endless_list(endless);
    }
    Ok(Json(json!({})))
}
