//! Interaction responses: the callback, and what the token permits afterwards.

use axum::extract::State;
use serde_json::{Value, json};

use super::asked::{Path, Query};
use super::{Answer, nothing, ok};
use crate::emulator::discord::checks::{self, Refusal};
use crate::emulator::discord::json::EPHEMERAL;
use crate::emulator::discord::model::Answered;
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::world::{Discord, TOKEN_LIFE, World};

pub(super) async fn callback(
    State(d): State<Discord>,
    Path((id, token)): Path<(u64, String)>,
    query: Query,
    payload: Payload,
) -> Answer {
    let (limit, interaction, source, typed) = {
        let w = d.lock();
        let Some(i) = w.interactions.get(&id).filter(|i| i.token == token) else {
            return Err(Refusal::unknown(10062, "interaction"));
        };
        if w.clock.now() > i.at + w.clock.answer_window() && i.answered == Answered::No {
            return Err(Refusal::unknown(10062, "interaction"));
        }
        if i.answered != Answered::No {
            let message = "Interaction has already been acknowledged.";
            return Err(Refusal::new(400, 40060, message));
        }
        (taken(&w, id), i.kind, i.source, i.typed)
    };
    let kind = payload.json["type"].as_u64().unwrap_or(0);
    let data = Payload { json: payload.json["data"].clone(), files: payload.files };
    let flags = data.json["flags"].as_u64().unwrap_or(0);
    may_answer(interaction, source, kind)?;
    // Differs: discord-embed-links
    match kind {
        4 => checks::new_message(&data, limit)?,
        7 if !data.json.is_null() => {
            if let Some(source) = source {
                may_edit(&d.lock(), source, &data, limit)?;
            }
        }
        8 => checks::suggestions(&data.json, typed.unwrap_or(3))?,
        9 => checks::modal(&data.json)?,
        _ => {}
    }
    let message = d.change(|w| {
        let made = match kind {
            4 => Some(w.answer(id, &data, false)),
            5 => Some(w.answer(
                id,
                &Payload { json: json!({"flags": flags & EPHEMERAL}), files: data.files },
                true,
            )),
            6 | 7 => {
                if kind == 7
                    && let Some(source) = source
                {
                    w.edit(source, &data);
                }
                source
            }
            8 | 9 => {
                if let Some(i) = w.interactions.get_mut(&id) {
                    match kind {
                        8 => i.choices = Some(data.json["choices"].clone()),
                        _ => i.modal = Some(data.json.clone()),
                    }
                }
                None
            }
            _ => None,
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
        made
    });
    if !query.is_true("with_response") {
        return nothing();
    }
    let w = d.lock();
    let kind_of = w.interactions.get(&id).map_or(2, |i| i.kind);
    let mut body = json!({"interaction": {"id": id.to_string(), "type": kind_of,
        "response_message_loading": kind == 5}});
    if let Some(m) = message.and_then(|m| w.messages.get(&m)) {
        body["interaction"]["response_message_id"] = json!(m.id.to_string());
        body["interaction"]["response_message_ephemeral"] = json!(m.only_for.is_some());
        // Differs: discord-callback-resource
        body["resource"] = json!({"type": kind, "message": w.message_json(m)});
    }
    ok(body)
}

/// Checks that an interaction may be answered with this callback type. Only a component, or a modal
/// that a component opened, has a message to update; a modal cannot open another; and autocomplete
/// is answered only with choices.
fn may_answer(interaction: u8, source: Option<u64>, kind: u64) -> Result<(), Refusal> {
    // Differs: discord-no-activities
    let (fits, code) = match interaction {
        2 => (matches!(kind, 4 | 5 | 9), "INTERACTION_APPLICATION_COMMAND_INVALID_CALLBACK_TYPE"),
        3 => (matches!(kind, 4..=7 | 9), "INTERACTION_MESSAGE_COMPONENT_INVALID_CALLBACK_TYPE"),
        4 => (kind == 8, "INTERACTION_APPLICATION_COMMAND_AUTOCOMPLETE_INVALID_CALLBACK_TYPE"),
        _ => (
            matches!(kind, 4 | 5) || (matches!(kind, 6 | 7) && source.is_some()),
            "INTERACTION_MODAL_SUBMIT_INVALID_CALLBACK_TYPE",
        ),
    };
    if fits {
        return Ok(());
    }
    if !matches!(kind, 1 | 4..=9 | 12 | 13) {
        let message = "Value must be one of {1, 4, 5, 6, 7, 8, 9, 12, 13}.";
        return Err(Refusal::form("type", "BASE_TYPE_CHOICES", message));
    }
    let message = "Interaction callback type is invalid for this interaction.";
    Err(Refusal::form("type", code, message))
}

/// The largest file that a response may have: the real limit can be below the one that the
/// interaction claims.
fn taken(w: &World, interaction: u64) -> u64 {
    let Some(i) = w.interactions.get(&interaction) else { return 0 };
    let real = w.channels.get(&i.channel).and_then(|c| c.real_limit);
    i.limit.min(real.unwrap_or(u64::MAX))
}

/// Checks that a response may be edited this way.
fn may_edit(w: &World, message: u64, payload: &Payload, limit: u64) -> Result<(), Refusal> {
    checks::edit(payload, w.messages.get(&message), limit)?;
    if w.would_be_empty(message, payload) { Err(Refusal::empty_message()) } else { Ok(()) }
}

/// The interaction of a token, while the token is valid.
fn by_token(w: &World, app: u64, token: &str) -> Result<u64, Refusal> {
    let found = w.tokens.get(token).filter(|_| app == w.application);
    let found = found.and_then(|id| w.interactions.get(id));
    let Some(i) = found else { return Err(Refusal::unknown(10015, "Webhook")) };
    // Differs: discord-kicked-tokens
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
        // For a button answered with 6 or 7, this is the message with the button.
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
        (id, taken(&w, id))
    };
    checks::new_message(&payload, limit)?;
    d.change(|w| {
        // While "thinking…" is shown, the first follow-up replaces it (deprecated, but still the
        // case).
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
    let message = {
        let w = d.lock();
        let id = by_token(&w, app, &token)?;
        let limit = taken(&w, id);
        let message = answer_of(&w, id, &message)?;
        may_edit(&w, message, &payload, limit)?;
        message
    };
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
