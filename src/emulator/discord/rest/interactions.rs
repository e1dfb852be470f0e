//! Answers to interactions: the callback, and what the token allows afterwards.

use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, nothing, ok};
use crate::emulator::discord::checks::{self, Refusal};
use crate::emulator::discord::json::EPHEMERAL;
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::things::Answered;
use crate::emulator::discord::world::{ANSWER_WITHIN, Discord, TOKEN_LIFE, World};

#[derive(Deserialize)]
pub(super) struct CallbackQuery {
    with_response: Option<String>,
}

pub(super) async fn callback(
    State(d): State<Discord>,
    Path((id, token)): Path<(u64, String)>,
    Query(q): Query<CallbackQuery>,
    payload: Payload,
) -> Answer {
    let limit = {
        let w = d.lock();
        let Some(i) = w.interactions.get(&id).filter(|i| i.token == token) else {
            return Err(Refusal::unknown(10062, "interaction"));
        };
        if w.clock.now() > i.at + ANSWER_WITHIN && i.answered == Answered::No {
            return Err(Refusal::unknown(10062, "interaction"));
        }
        if i.answered != Answered::No {
            let message = "Interaction has already been acknowledged.";
            return Err(Refusal::new(400, 40060, message));
        }
        i.limit
    };
    let kind = payload.json["type"].as_u64().unwrap_or(0);
    let data = Payload { json: payload.json["data"].clone(), files: payload.files };
    let flags = data.json["flags"].as_u64().unwrap_or(0);
    if kind == 4 || kind == 7 {
        checks::message(&data, kind == 4, limit)?;
    }
    if kind == 9 {
        // A form does not open another.
        if d.lock().interactions.get(&id).is_some_and(|i| i.kind == 5) {
            return Err(Refusal::form("type", "BASE_TYPE_CHOICES", "Not for a modal."));
        }
        checks::modal(&data.json)?;
    }
    let message = d.change(|w| -> Result<Option<u64>, Refusal> {
        let made = match kind {
            4 => Some(w.answer(id, &data, false)),
            5 => Some(w.answer(
                id,
                &Payload { json: json!({"flags": flags & EPHEMERAL}), files: data.files },
                true,
            )),
            6 | 7 => {
                let source = w.interactions.get(&id).and_then(|i| i.source);
                let Some(source) = source else {
                    return Err(Refusal::form(
                        "type",
                        "INTERACTION_APPLICATION_COMMAND_INVALID_CALLBACK_TYPE",
                        "Only for components.",
                    ));
                };
                if kind == 7 {
                    w.edit(source, &data);
                }
                Some(source)
            }
            8 => None,
            9 => {
                if let Some(i) = w.interactions.get_mut(&id) {
                    i.modal = Some(data.json.clone());
                }
                None
            }
            _ => return Err(Refusal::form("type", "BASE_TYPE_CHOICES", "Not a kind of answer.")),
        };
        if let Some(i) = w.interactions.get_mut(&id) {
            i.original = made;
            i.answered_after = Some(i.sent.elapsed());
            i.answered = if kind == 5 {
                Answered::Thinking { ephemeral: flags & EPHEMERAL != 0 }
            } else {
                Answered::Yes
            };
        }
        Ok(made)
    })?;
    if !matches!(q.with_response.as_deref(), Some("1" | "true" | "True")) {
        return nothing();
    }
    let w = d.lock();
    let kind_of = w.interactions.get(&id).map_or(2, |i| i.kind);
    let mut body = json!({"interaction": {"id": id.to_string(), "type": kind_of,
        "response_message_loading": kind == 5}});
    if let Some(m) = message.and_then(|m| w.messages.get(&m)) {
        body["interaction"]["response_message_id"] = json!(m.id.to_string());
        body["interaction"]["response_message_ephemeral"] = json!(m.only_for.is_some());
        body["resource"] = json!({"type": kind, "message": w.message_json(m)});
    }
    ok(body)
}

/// The interaction behind a token, while it is good.
fn by_token(w: &World, app: u64, token: &str) -> Result<u64, Refusal> {
    let found = w.tokens.get(token).filter(|_| app == w.application);
    let found = found.and_then(|id| w.interactions.get(id));
    let Some(i) = found else { return Err(Refusal::unknown(10015, "Webhook")) };
    if w.clock.now() > i.at + TOKEN_LIFE {
        return Err(Refusal::new(401, 50027, "Invalid Webhook Token"));
    }
    if i.answered == Answered::No {
        return Err(Refusal::unknown(10015, "Webhook"));
    }
    Ok(i.id)
}

fn answer_of(w: &World, interaction: u64, message: &str) -> Result<u64, Refusal> {
    let gone = || Refusal::unknown(10008, "Message");
    if message == "@original" {
        // For a button answered with 6 or 7, this is the message that was pressed.
        let original = w.interactions.get(&interaction).and_then(|i| i.original);
        return original.filter(|m| w.messages.contains_key(m)).ok_or_else(gone);
    }
    let id = message.parse().map_err(|_| gone())?;
    let found = w.messages.get(&id).filter(|m| m.interaction == Some(interaction));
    found.map(|m| m.id).ok_or_else(gone)
}

pub(super) async fn follow_up(
    State(d): State<Discord>,
    Path((app, token)): Path<(u64, String)>,
    payload: Payload,
) -> Answer {
    let (id, limit) = {
        let w = d.lock();
        let id = by_token(&w, app, &token)?;
        (id, w.interactions.get(&id).map_or(0, |i| i.limit))
    };
    checks::message(&payload, true, limit)?;
    d.change(|w| {
        // While "thinking…" is shown, the first follow-up takes its place (deprecated, but so).
        let original = w.interactions.get(&id).and_then(|i| i.original);
        let loading = original.filter(|m| w.messages.get(m).is_some_and(|m| m.thinking));
        let message = match loading {
            Some(message) => {
                w.edit(message, &payload);
                message
            }
            None => w.answer(id, &payload, false),
        };
        ok(w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m)))
    })
}

pub(super) async fn get_answer(
    State(d): State<Discord>,
    Path((app, token, message)): Path<(u64, String, String)>,
) -> Answer {
    let w = d.lock();
    let id = by_token(&w, app, &token)?;
    let message = answer_of(&w, id, &message)?;
    ok(w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m)))
}

pub(super) async fn edit_answer(
    State(d): State<Discord>,
    Path((app, token, message)): Path<(u64, String, String)>,
    payload: Payload,
) -> Answer {
    let (message, limit) = {
        let w = d.lock();
        let id = by_token(&w, app, &token)?;
        let limit = w.interactions.get(&id).map_or(0, |i| i.limit);
        (answer_of(&w, id, &message)?, limit)
    };
    checks::message(&payload, false, limit)?;
    d.change(|w| {
        w.edit(message, &payload);
        ok(w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m)))
    })
}

pub(super) async fn delete_answer(
    State(d): State<Discord>,
    Path((app, token, message)): Path<(u64, String, String)>,
) -> Answer {
    let message = {
        let w = d.lock();
        let id = by_token(&w, app, &token)?;
        answer_of(&w, id, &message)?
    };
    d.change(|w| w.delete(message));
    nothing()
}
