//! What Discord rejects, with its error codes.

mod commands;
mod components;
mod embeds;
mod fields;
mod mentions;
mod modal;
mod threads;

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::emulator::discord::json::COMPONENTS_V2;
use crate::emulator::discord::model::{File, Message};
use crate::emulator::discord::payload::{Payload, snowflake};

pub(super) use commands::{command, commands, may_stand_together, suggestions};
pub(super) use fields::{required, time};
pub(super) use modal::modal;
pub(super) use threads::thread;

use fields::{below, boolean, choice, fits, id, integer, list, model, plain, text};

/// An error response in Discord's form.
pub(super) struct Refusal {
    status: u16,
    code: u32,
    message: String,
    errors: Option<Value>,
    /// Seconds after which the client may retry.
    retry_after: Option<f64>,
}

impl Refusal {
    pub(super) fn new(status: u16, code: u32, message: &str) -> Self {
        Self { status, code, message: message.into(), errors: None, retry_after: None }
    }

    /// Rate limited until some time has passed.
    pub(super) fn too_many(code: u32, message: &str, wait: Duration) -> Self {
        Self { retry_after: Some(wait.as_secs_f64()), ..Self::new(429, code, message) }
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(401, 0, "401: Unauthorized")
    }

    pub(super) fn unknown(code: u32, what: &str) -> Self {
        Self::new(404, code, &format!("Unknown {what}"))
    }

    pub(super) fn missing_access() -> Self {
        Self::new(403, 50001, "Missing Access")
    }

    pub(super) fn too_large() -> Self {
        Self::new(413, 40005, "Request entity too large")
    }

    pub(super) fn not_json() -> Self {
        Self::new(400, 50109, "The request body contains invalid JSON.")
    }

    /// "Invalid Form Body", naming the field.
    pub(super) fn form(path: &str, code: &str, message: &str) -> Self {
        let mut errors = json!({"_errors": [{"code": code, "message": message}]});
        for part in path.split('.').rev().filter(|part| !part.is_empty()) {
            errors = json!({part: errors});
        }
        Self { errors: Some(errors), ..Self::new(400, 50035, "Invalid Form Body") }
    }

    /// A value that must be an ID but is not.
    pub(super) fn not_snowflake(path: &str, value: &Value) -> Self {
        let message = format!("Value \"{}\" is not snowflake.", plain(value));
        Self::form(path, "NUMBER_TYPE_COERCE", &message)
    }

    pub(super) fn empty_message() -> Self {
        Self::new(400, 50006, "Cannot send an empty message")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut body = json!({"code": self.code, "message": self.message});
        if let Some(errors) = self.errors {
            body["errors"] = errors;
        }
        let Some(seconds) = self.retry_after else {
            return (status, Json(body)).into_response();
        };
        body["retry_after"] = json!(seconds);
        body["global"] = json!(false);
        let headers =
            [("retry-after", seconds.ceil().to_string()), ("x-ratelimit-scope", "user".into())];
        (status, headers, Json(body)).into_response()
    }
}

/// The IDs in a required list.
pub(super) fn ids(of: &Value, key: &str) -> Result<Vec<u64>, Refusal> {
    if of[key].is_null() {
        return Err(required(key));
    }
    let listed = list(of, "", key, 0..=usize::MAX)?.iter().enumerate();
    let id = |(n, id)| {
        let path = below(key, n);
        snowflake(id).ok_or_else(|| Refusal::not_snowflake(&path, id))
    };
    listed.map(id).collect()
}

// Differs: discord-invented-codes
fn bad(path: &str, message: &str) -> Refusal {
    Refusal::form(path, "BASE_TYPE_BAD_VALUE", message)
}

fn twice(path: &str) -> Refusal {
    let message = "Component custom id cannot be duplicated";
    Refusal::form(path, "COMPONENT_CUSTOM_ID_DUPLICATED", message)
}

/// Maximum number of files in a message.
const MOST_FILES: usize = 10;

/// Checks that Discord accepts the payload of a new message.
pub(super) fn new_message(payload: &Payload, limit: u64) -> Result<(), Refusal> {
    if !payload.json.is_object() {
        return Err(Refusal::empty_message());
    }
    message(payload, None, limit)?;
    attachments(payload, &[])?;
    if shows_nothing(payload) { Err(Refusal::empty_message()) } else { Ok(()) }
}

/// Checks that Discord accepts the payload of an edit; `before` is the message.
pub(super) fn edit(payload: &Payload, before: Option<&Message>, limit: u64) -> Result<(), Refusal> {
    model(&payload.json, "")?;
    message(payload, before, limit)?;
    attachments(payload, before.map_or(&[], |m| m.files.as_slice()))
}

/// A message of Components V2 (which it stays after edits) has neither text nor embeds.
fn without_legacy(payload: &Payload, before: Option<&Message>) -> Result<(), Refusal> {
    let shows = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    };
    for key in ["content", "embeds", "poll", "sticker_ids"] {
        let stays = before.is_some_and(|m| match key {
            "content" => !m.content.is_empty(),
            "embeds" => shows(&m.embeds),
            _ => false,
        });
        if payload.json.get(key).map_or(stays, shows) {
            let message = format!(
                "The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            );
            let code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2";
            return Err(Refusal::form(key, code, &message));
        }
    }
    Ok(())
}

/// Names of the files that the message will have.
fn names(payload: &Payload, before: Option<&Message>) -> Vec<String> {
    let listed = payload.json["attachments"].as_array();
    let said = |id: u64| listed.into_iter().flatten().find(|one| snowflake(&one["id"]) == Some(id));
    let old = before.map_or(&[][..], |m| m.files.as_slice()).iter();
    let kept = old.filter(|file| listed.is_none() || said(file.id).is_some());
    let new = payload.files.iter().map(|(n, (name, _))| {
        said(*n).and_then(|one| one["filename"].as_str()).unwrap_or(name).to_owned()
    });
    kept.map(|file| file.name.clone()).chain(new).collect()
}

/// Whether a new message would have nothing to show.
pub(super) fn shows_nothing(payload: &Payload) -> bool {
    let m = &payload.json;
    let has = |key: &str| m[key].as_array().is_some_and(|list| !list.is_empty());
    let has_text = m["content"].as_str().is_some_and(|c| !c.trim().is_empty());
    let has_list = has("embeds") || has("components") || has("sticker_ids");
    let is_forward = m["message_reference"]["type"] == 1;
    !has_text && !has_list && payload.files.is_empty() && m["poll"].is_null() && !is_forward
}

/// Checks shared by new messages and edits.
fn message(payload: &Payload, before: Option<&Message>, limit: u64) -> Result<(), Refusal> {
    let m = &payload.json;
    text(m, "", "content", 0..=2000)?;
    boolean(m, "", "tts")?;
    boolean(m, "", "enforce_nonce")?;
    integer(m, "", "flags", 0..=i64::MAX)?;
    // Differs: discord-no-polls
    for (n, sticker) in list(m, "", "sticker_ids", 0..=3)?.iter().enumerate() {
        if snowflake(sticker).is_none() {
            return Err(Refusal::not_snowflake(&below("sticker_ids", n), sticker));
        }
    }
    match &m["nonce"] {
        Value::Null if m["enforce_nonce"] == true => {
            return Err(bad("nonce", "A nonce is required with enforce_nonce."));
        }
        Value::Number(_) => {
            integer(m, "", "nonce", i64::MIN..=i64::MAX)?;
        }
        _ => {
            text(m, "", "nonce", 0..=25)?;
        }
    }
    if let Some(reference) = fields::object(m, "", "message_reference")? {
        for key in ["channel_id", "guild_id"] {
            id(reference, "message_reference", key)?;
        }
        if id(reference, "message_reference", "message_id")?.is_none() {
            return Err(required("message_reference.message_id"));
        }
        boolean(reference, "message_reference", "fail_if_not_exists")?;
        // A forward needs the channel (docs, Message Reference Structure).
        let kind = choice(reference, "message_reference", "type", &[0, 1])?;
        if kind == Some(1) && reference["channel_id"].is_null() {
            return Err(required("message_reference.channel_id"));
        }
    }
    // Differs: discord-no-polls
    fields::object(m, "", "poll")?;
    embeds::embeds(m)?;
    mentions::mentions(m)?;
    let flags = m["flags"].as_u64().unwrap_or(0) | before.map_or(0, |m| m.flags);
    if flags & COMPONENTS_V2 == 0 {
        components::rows(m)?;
    } else {
        without_legacy(payload, before)?;
        components::layout::layout(m, &names(payload, before))?;
    }
    sizes(payload, limit)
}

/// Docs for Create Message: the maximum bytes per request, or one file of the channel's size limit.
const MOST_IN_A_REQUEST: u64 = 25 * 1024 * 1024;

fn sizes(payload: &Payload, limit: u64) -> Result<(), Refusal> {
    if payload.files.values().any(|(_, bytes)| bytes.len() as u64 > limit) {
        return Err(Refusal::too_large());
    }
    let total: u64 = payload.files.values().map(|(_, bytes)| bytes.len() as u64).sum();
    if total > limit.max(MOST_IN_A_REQUEST) { Err(Refusal::too_large()) } else { Ok(()) }
}

/// Each listed attachment was either sent with the request (by number) or is already on the message
/// (by ID). Existing and new files together are at most ten.
fn attachments(payload: &Payload, files: &[File]) -> Result<(), Refusal> {
    let listed = list(&payload.json, "", "attachments", 0..=MOST_FILES)?;
    let mut kept = 0;
    for (n, one) in listed.iter().enumerate() {
        let path = below("attachments", n);
        model(one, &path)?;
        text(one, &path, "filename", 1..=1024)?;
        text(one, &path, "description", 0..=1024)?;
        boolean(one, &path, "is_spoiler")?;
        let Some(id) = id(one, &path, "id")? else { return Err(required(&below(&path, "id"))) };
        if files.iter().any(|file| file.id == id) {
            kept += 1;
        } else if !payload.files.contains_key(&id) {
            let message = "Attachment data not found";
            return Err(Refusal::form(&path, "ATTACHMENT_NOT_FOUND", message));
        }
    }
    if payload.json["attachments"].is_null() {
        kept = files.len();
    }
    fits(kept + payload.files.len(), "attachments", 0..=MOST_FILES)
}
