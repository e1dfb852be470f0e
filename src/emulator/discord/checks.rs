//! What Discord refuses, with its codes.

use std::collections::BTreeSet;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::emulator::discord::payload::Payload;

/// A refusal in Discord's form.
pub(super) struct Refusal {
    status: u16,
    code: u32,
    message: String,
    errors: Option<Value>,
}

impl Refusal {
    pub(super) fn new(status: u16, code: u32, message: &str) -> Self {
        Self { status, code, message: message.into(), errors: None }
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(401, 0, "401: Unauthorized")
    }

    pub(super) fn unknown(code: u32, what: &str) -> Self {
        Self::new(404, code, &format!("Unknown {what}"))
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
        for part in path.split('.').rev() {
            errors = json!({part: errors});
        }
        Self { errors: Some(errors), ..Self::new(400, 50035, "Invalid Form Body") }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut body = json!({"code": self.code, "message": self.message});
        if let Some(errors) = self.errors {
            body["errors"] = errors;
        }
        (status, Json(body)).into_response()
    }
}

fn too_long(path: &str, most: usize) -> Refusal {
    let message = format!("Must be {most} or fewer in length.");
    Refusal::form(path, "BASE_TYPE_MAX_LENGTH", &message)
}

fn bad(path: &str, message: &str) -> Refusal {
    Refusal::form(path, "BASE_TYPE_BAD_VALUE", message)
}

/// Whether a message's payload is one that Discord takes. `new`: it must show something.
pub(super) fn message(payload: &Payload, new: bool, limit: u64) -> Result<(), Refusal> {
    let m = &payload.json;
    if !m.is_object() {
        return Err(Refusal::new(400, 50006, "Cannot send an empty message"));
    }
    if let Some(content) = m.get("content").filter(|c| !c.is_null()) {
        let Some(content) = content.as_str() else {
            return Err(bad("content", "Could not interpret as string."));
        };
        if content.chars().count() > 2000 {
            return Err(too_long("content", 2000));
        }
    }
    let count = |key: &str| m[key].as_array().map_or(0, Vec::len);
    if count("embeds") > 10 || count("attachments") > 10 || payload.files.len() > 10 {
        return Err(bad("embeds", "Must be 10 or fewer in length."));
    }
    let has_text = m["content"].as_str().is_some_and(|c| !c.trim().is_empty());
    let shows = has_text
        || count("embeds") + count("components") + count("sticker_ids") > 0
        || !payload.files.is_empty()
        || m.get("poll").is_some_and(|p| !p.is_null());
    if new && !shows {
        return Err(Refusal::new(400, 50006, "Cannot send an empty message"));
    }
    match m.get("nonce") {
        Some(Value::String(nonce)) if nonce.chars().count() > 25 => {
            return Err(too_long("nonce", 25));
        }
        None | Some(Value::Null) if m["enforce_nonce"] == true => {
            return Err(bad("nonce", "A nonce is required with enforce_nonce."));
        }
        _ => {}
    }
    mentions(&m["allowed_mentions"])?;
    components(&m["components"])?;
    attachments(payload, limit)
}

fn mentions(allowed: &Value) -> Result<(), Refusal> {
    let parse: Vec<_> =
        allowed["parse"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for kind in &parse {
        if !matches!(*kind, "users" | "roles" | "everyone") {
            return Err(bad("allowed_mentions.parse", "Not a kind of mention."));
        }
    }
    for kind in ["users", "roles"] {
        let listed = allowed[kind].as_array().map_or(0, Vec::len);
        if listed > 0 && parse.contains(&kind) {
            return Err(Refusal::form(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                &format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive."),
            ));
        }
        if listed > 100 {
            return Err(too_long(&format!("allowed_mentions.{kind}"), 100));
        }
    }
    Ok(())
}

fn components(rows: &Value) -> Result<(), Refusal> {
    let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
    if rows.len() > 5 {
        return Err(too_long("components", 5));
    }
    let mut ids = BTreeSet::new();
    for (r, row) in rows.iter().enumerate() {
        if row["type"] != 1 {
            return Err(bad(&format!("components.{r}"), "Only rows may stand at the top."));
        }
        let parts = row["components"].as_array().map(Vec::as_slice).unwrap_or_default();
        if parts.is_empty() || parts.len() > 5 {
            return Err(bad(&format!("components.{r}.components"), "Must be between 1 and 5."));
        }
        for (n, part) in parts.iter().enumerate() {
            let at = format!("components.{r}.components.{n}");
            match part["type"].as_u64() {
                Some(2) => button(part, &at)?,
                // A menu fills its row.
                Some(3) if parts.len() == 1 => menu(part, &at)?,
                Some(5..=8) if parts.len() == 1 => {}
                _ => return Err(bad(&at, "Not a component of a row.")),
            }
            if let Some(id) = part["custom_id"].as_str() {
                if id.is_empty() || id.chars().count() > 100 {
                    return Err(too_long(&format!("{at}.custom_id"), 100));
                }
                if !ids.insert(id.to_owned()) {
                    return Err(Refusal::form(
                        &format!("{at}.custom_id"),
                        "COMPONENT_CUSTOM_ID_DUPLICATED",
                        "Component custom id cannot be duplicated",
                    ));
                }
            }
        }
    }
    Ok(())
}

fn button(part: &Value, at: &str) -> Result<(), Refusal> {
    if part["label"].as_str().is_some_and(|l| l.chars().count() > 80) {
        return Err(too_long(&format!("{at}.label"), 80));
    }
    let has = |key: &str| part.get(key).is_some_and(|v| !v.is_null());
    if !has("label") && !has("emoji") {
        return Err(bad(at, "A button needs a label or an emoji."));
    }
    match part["style"].as_u64() {
        Some(1..=4) if has("custom_id") && !has("url") => Ok(()),
        Some(5) if has("url") && !has("custom_id") => Ok(()),
        Some(6) if has("sku_id") => Ok(()),
        _ => Err(bad(&format!("{at}.style"), "Style and target do not go together.")),
    }
}

fn menu(part: &Value, at: &str) -> Result<(), Refusal> {
    let options = part["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !(1..=25).contains(&options.len()) {
        return Err(bad(&format!("{at}.options"), "Must be between 1 and 25 in length."));
    }
    let mut values = BTreeSet::new();
    for (n, option) in options.iter().enumerate() {
        for key in ["label", "value"] {
            let length = option[key].as_str().map_or(0, |t| t.chars().count());
            if !(1..=100).contains(&length) {
                return Err(too_long(&format!("{at}.options.{n}.{key}"), 100));
            }
        }
        if !values.insert(option["value"].as_str()) {
            let message = "The specified option value is already used";
            let path = format!("{at}.options.{n}.value");
            return Err(Refusal::form(&path, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message));
        }
    }
    if part["placeholder"].as_str().is_some_and(|p| p.chars().count() > 150) {
        return Err(too_long(&format!("{at}.placeholder"), 150));
    }
    let number = |key: &str| part[key].as_u64().unwrap_or(1) as usize;
    let (least, most) = (number("min_values"), number("max_values"));
    if least > most || most > options.len() || most == 0 {
        return Err(bad(&format!("{at}.max_values"), "There are not so many options."));
    }
    Ok(())
}

/// Docs for Create Message: so many bytes in one request, or one file of what the channel takes.
const MOST_IN_A_REQUEST: u64 = 25 * 1024 * 1024;

fn attachments(payload: &Payload, limit: u64) -> Result<(), Refusal> {
    if payload.files.values().any(|(_, bytes)| bytes.len() as u64 > limit) {
        return Err(Refusal::too_large());
    }
    let total: u64 = payload.files.values().map(|(_, bytes)| bytes.len() as u64).sum();
    if total > limit.max(MOST_IN_A_REQUEST) {
        return Err(Refusal::too_large());
    }
    for (i, listed) in payload.json["attachments"].as_array().into_iter().flatten().enumerate() {
        let text = listed["description"].as_str().unwrap_or_default();
        if text.chars().count() > 1024 {
            return Err(too_long(&format!("attachments.{i}.description"), 1024));
        }
    }
    Ok(())
}

/// Whether a modal is one that Discord opens.
pub(super) fn modal(modal: &Value) -> Result<(), Refusal> {
    let length = |key: &str| modal[key].as_str().map_or(0, |t| t.chars().count());
    if !(1..=45).contains(&length("title")) {
        return Err(too_long("data.title", 45));
    }
    if !(1..=100).contains(&length("custom_id")) {
        return Err(too_long("data.custom_id", 100));
    }
    let parts = modal["components"].as_array().map_or(0, Vec::len);
    if !(1..=5).contains(&parts) {
        return Err(bad("data.components", "Must be between 1 and 5 in length."));
    }
    let mut ids = BTreeSet::new();
    for (n, part) in modal["components"].as_array().into_iter().flatten().enumerate() {
        let at = format!("data.components.{n}");
        let text = match part["type"].as_u64() {
            Some(1) => &part["components"][0],
            // A label holds what was in a row of its own.
            Some(18) => &part["component"],
            Some(10) => continue,
            _ => return Err(bad(&at, "Not a part of a modal.")),
        };
        if !ids.insert(text["custom_id"].as_str()) {
            let message = "Component custom id cannot be duplicated";
            return Err(Refusal::form(&at, "COMPONENT_CUSTOM_ID_DUPLICATED", message));
        }
        if part["type"] == 1 {
            text_input(text, &at)?;
        }
    }
    Ok(())
}

/// A field of a modal, in a row of its own.
fn text_input(text: &Value, at: &str) -> Result<(), Refusal> {
    if text["type"] != 4 {
        return Err(bad(at, "Only a text may stand in a row."));
    }
    let length = |key: &str| text[key].as_str().map_or(0, |t| t.encode_utf16().count());
    if !(1..=100).contains(&length("custom_id")) {
        return Err(too_long(&format!("{at}.custom_id"), 100));
    }
    if !(1..=45).contains(&length("label")) {
        return Err(too_long(&format!("{at}.label"), 45));
    }
    if length("placeholder") > 100 {
        return Err(too_long(&format!("{at}.placeholder"), 100));
    }
    let most = text["max_length"].as_u64().unwrap_or(4000);
    if !(1..=4000).contains(&most) || length("value") as u64 > most {
        return Err(too_long(&format!("{at}.value"), most as usize));
    }
    if !matches!(text["style"].as_u64(), Some(1 | 2)) {
        return Err(bad(&format!("{at}.style"), "Value must be one of {1, 2}."));
    }
    Ok(())
}

/// Whether a set of commands is one that Discord registers.
pub(super) fn commands(list: &Value) -> Result<(), Refusal> {
    let Some(list) = list.as_array() else {
        return Err(bad("", "Only iterables may be used in a ListType"));
    };
    let mut names = BTreeSet::new();
    for (n, command) in list.iter().enumerate() {
        let kind = command["type"].as_u64().unwrap_or(1);
        let name = command["name"].as_str().unwrap_or_default();
        if !names.insert((kind, name)) {
            return Err(Refusal::form(
                &n.to_string(),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            ));
        }
        command_fits(command, kind, &n.to_string())?;
        let size = text_size(command);
        if size > 8000 {
            return Err(Refusal::form(
                &n.to_string(),
                "APPLICATION_COMMAND_TOO_LARGE",
                "Command exceeds maximum size (8000)",
            ));
        }
    }
    let of = |wanted: u64| names.iter().filter(|(k, _)| *k == wanted).count();
    if of(1) > 100 || of(2) > 15 || of(3) > 15 {
        let message = "Maximum number of application commands reached";
        return Err(Refusal::new(400, 30032, message));
    }
    Ok(())
}

fn is_name(name: &str, slash: bool) -> bool {
    let length = name.chars().count();
    let fits = (1..=32).contains(&length);
    if !slash {
        return fits;
    }
    let allowed = |c: char| c == '-' || c == '_' || c == '\'' || c.is_alphanumeric();
    fits && name.chars().all(allowed) && name == name.to_lowercase()
}

fn command_fits(command: &Value, kind: u64, at: &str) -> Result<(), Refusal> {
    let name = command["name"].as_str().unwrap_or_default();
    if !is_name(name, kind == 1) {
        return Err(Refusal::form(
            &format!("{at}.name"),
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        ));
    }
    let description = command["description"].as_str().unwrap_or_default();
    let described = (1..=100).contains(&description.chars().count());
    if (kind == 1) != described {
        let message = "Must be between 1 and 100 in length.";
        return Err(Refusal::form(&format!("{at}.description"), "BASE_TYPE_BAD_LENGTH", message));
    }
    options_fit(&command["options"], at)
}

fn options_fit(options: &Value, at: &str) -> Result<(), Refusal> {
    let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
    if options.len() > 25 {
        return Err(too_long(&format!("{at}.options"), 25));
    }
    let mut optional = false;
    let mut names = BTreeSet::new();
    for (n, option) in options.iter().enumerate() {
        let at = format!("{at}.options.{n}");
        let name = option["name"].as_str().unwrap_or_default();
        if !is_name(name, true) || !names.insert(name) {
            return Err(Refusal::form(
                &format!("{at}.name"),
                "APPLICATION_COMMAND_INVALID_NAME",
                "Command name is invalid",
            ));
        }
        let description = option["description"].as_str().unwrap_or_default();
        if !(1..=100).contains(&description.chars().count()) {
            return Err(Refusal::form(
                &format!("{at}.description"),
                "BASE_TYPE_BAD_LENGTH",
                "Must be between 1 and 100 in length.",
            ));
        }
        let required = option["required"] == true;
        if required && optional {
            return Err(Refusal::form(
                &at,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            ));
        }
        optional |= !required;
        // Groups hold subcommands, subcommands hold values, and neither stands beside a value.
        let kind = |o: &Value| o["type"].as_u64().unwrap_or(0);
        let inner = option["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        let sound = match kind(option) {
            2 => inner.iter().all(|o| kind(o) == 1),
            1 => inner.iter().all(|o| kind(o) > 2),
            _ => inner.is_empty() && options.iter().all(|o| kind(o) > 2),
        };
        if !sound {
            return Err(bad(&at, "Sub-commands and options do not go together like this."));
        }
        let choices = option["choices"].as_array().map_or(0, Vec::len);
        if choices > 25 || option["max_length"].as_u64().is_some_and(|n| !(1..=6000).contains(&n)) {
            return Err(too_long(&at, 25));
        }
        options_fit(&option["options"], &at)?;
    }
    Ok(())
}

/// Name, description and values of a command and all that is in it.
fn text_size(part: &Value) -> usize {
    let own = ["name", "description", "value"]
        .iter()
        .map(|k| part[*k].as_str().map_or(0, |t| t.chars().count()))
        .sum::<usize>();
    let inner = ["options", "choices"]
        .iter()
        .flat_map(|k| part[*k].as_array().into_iter().flatten())
        .map(text_size)
        .sum::<usize>();
    own + inner
}
