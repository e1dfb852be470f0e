//! Command registration: all commands of a scope at once, or one at a time.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::asked::{Path, Query};
use super::{Answer, authorized, nothing, ok};
use crate::emulator::discord::checks::{self, Refusal};
use crate::emulator::discord::nulls::without_null;
use crate::emulator::discord::payload::{Payload, snowflake};
use crate::emulator::discord::world::{Discord, World};

/// Fields of an option in a response, if the option has them.
const OPTION_FIELDS: [&str; 15] = [
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "required",
    "autocomplete",
    "min_length",
    "max_length",
    "min_value",
    "max_value",
    "channel_types",
    "file_types",
    "choices",
    "options",
];

pub(super) fn routes() -> Router<Discord> {
    let all = || get(list).put(set).post(create);
    let one = || get(get_one).patch(edit).delete(delete);
    Router::new()
        .route("/applications/{app}/commands", all())
        .route("/applications/{app}/commands/{command}", one())
        .route("/applications/{app}/guilds/{guild}/commands", all())
        .route("/applications/{app}/guilds/{guild}/commands/{command}", one())
}

/// The addressed commands: of an application, in a server or globally, all or one.
#[derive(Deserialize)]
struct Place {
    app: u64,
    guild: Option<u64>,
    command: Option<u64>,
}

impl Place {
    fn allowed(&self, d: &Discord, headers: &HeaderMap) -> Result<(), Refusal> {
        authorized(d, headers)?;
        let w = d.lock();
        if w.application != self.app {
            return Err(Refusal::unknown(10002, "Application"));
        }
        match self.guild {
            Some(guild) if !w.guilds.contains_key(&guild) => Err(Refusal::missing_access()),
            _ => Ok(()),
        }
    }

    /// The index of the command in its scope.
    fn position(&self, w: &World) -> Result<usize, Refusal> {
        let all = w.commands.get(&self.guild).map(Vec::as_slice).unwrap_or_default();
        all.iter()
            .position(|c| snowflake(&c["id"]) == self.command)
            .ok_or_else(|| Refusal::unknown(10063, "application command"))
    }
}

async fn list(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(place): Path<Place>,
    query: Query,
) -> Answer {
    place.allowed(&d, &headers)?;
    let mut all = json!(d.lock().commands.get(&place.guild).cloned().unwrap_or_default());
    if !query.is_true("with_localizations") {
        without_localizations(&mut all);
    }
    ok(all)
}

async fn set(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(place): Path<Place>,
    payload: Payload,
) -> Answer {
    place.allowed(&d, &headers)?;
    checks::commands(&payload.json)?;
    d.change(|w| {
        let given = payload.json.as_array().into_iter().flatten();
        let all: Vec<_> = given.map(|c| registered(w, place.guild, c)).collect();
        w.registrations += 1;
        w.commands.insert(place.guild, all.clone());
        ok(json!(all))
    })
}

/// A new command replaces one with the same name.
async fn create(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(place): Path<Place>,
    payload: Payload,
) -> Answer {
    place.allowed(&d, &headers)?;
    checks::command(&payload.json, "")?;
    d.change(|w| {
        let mut given = payload.json.clone();
        // Only a bulk overwrite identifies commands by ID.
        given["id"] = Value::Null;
        let made = registered(w, place.guild, &given);
        let mut all = w.commands.get(&place.guild).cloned().unwrap_or_default();
        let status = match all.iter_mut().find(|c| c["id"] == made["id"]) {
            Some(known) => {
                *known = made.clone();
                StatusCode::OK
            }
            None => {
                all.push(made.clone());
                StatusCode::CREATED
            }
        };
        checks::may_stand_together(&all)?;
        w.registrations += 1;
        w.commands.insert(place.guild, all);
        Ok((status, Json(made)).into_response())
    })
}

async fn get_one(State(d): State<Discord>, headers: HeaderMap, Path(place): Path<Place>) -> Answer {
    place.allowed(&d, &headers)?;
    let w = d.lock();
    let n = place.position(&w)?;
    ok(w.commands.get(&place.guild).and_then(|all| all.get(n)).cloned().unwrap_or_default())
}

/// Changes the fields that are given and leaves the rest.
async fn edit(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(place): Path<Place>,
    payload: Payload,
) -> Answer {
    place.allowed(&d, &headers)?;
    d.change(|w| {
        let n = place.position(w)?;
        let mut all = w.commands.get(&place.guild).cloned().unwrap_or_default();
        let Some(known) = all.get_mut(n) else {
            return Err(Refusal::unknown(10063, "application command"));
        };
        let mut given = known.clone();
        for (key, value) in payload.json.as_object().into_iter().flatten() {
            if !matches!(key.as_str(), "id" | "type") {
                given[key] = value.clone();
            }
        }
        checks::command(&given, "")?;
        let made = registered(w, place.guild, &given);
        *known = made.clone();
        checks::may_stand_together(&all)?;
        w.registrations += 1;
        w.commands.insert(place.guild, all);
        ok(made)
    })
}

async fn delete(State(d): State<Discord>, headers: HeaderMap, Path(place): Path<Place>) -> Answer {
    place.allowed(&d, &headers)?;
    d.change(|w| {
        let n = place.position(w)?;
        if let Some(all) = w.commands.get_mut(&place.guild) {
            all.remove(n);
        }
        nothing()
    })
}

/// A command as it is stored and returned. It has the ID of the command that it replaces, and the
/// same version if nothing has changed.
fn registered(w: &mut World, guild: Option<u64>, given: &Value) -> Value {
    let mut made = normalised(given);
    made["application_id"] = json!(w.application.to_string());
    if let Some(guild) = guild {
        made["guild_id"] = json!(guild.to_string());
    } else {
        let direct = given["contexts"].as_array().is_none_or(|all| all.iter().any(|c| *c == 1));
        made["dm_permission"] = json!(given["dm_permission"] != false && direct);
    }
    let all = w.commands.get(&guild).map(Vec::as_slice).unwrap_or_default();
    let named = snowflake(&given["id"]);
    let known = all
        .iter()
        .find(|c| named.is_some() && snowflake(&c["id"]) == named)
        .or_else(|| all.iter().find(|c| c["type"] == made["type"] && c["name"] == made["name"]))
        .cloned();
    // Differs: discord-command-creates
    let version = w.id().to_string();
    if let Some(known) = known {
        made["id"] = known["id"].clone();
        made["version"] = known["version"].clone();
        if made == known {
            return made;
        }
    } else {
        made["id"] = json!(version);
    }
    made["version"] = json!(version);
    made
}

/// A command definition in Discord's form: every field is present, and of one type.
fn normalised(given: &Value) -> Value {
    let words = |key: &str| match given[key].as_object() {
        Some(words) if !words.is_empty() => json!(words),
        _ => Value::Null,
    };
    let permissions = match &given["default_member_permissions"] {
        Value::Number(bits) => json!(bits.to_string()),
        other => other.clone(),
    };
    let mut made = json!({
        "type": given["type"].as_u64().unwrap_or(1),
        "name": given["name"],
        "name_localizations": words("name_localizations"),
        "description": given["description"].as_str().unwrap_or_default(),
        "description_localizations": words("description_localizations"),
        "default_member_permissions": permissions,
        "contexts": given["contexts"],
        "integration_types": given["integration_types"].as_array().map_or(json!([0]), |l| json!(l)),
        "nsfw": given["nsfw"] == true,
    });
    let options: Vec<_> =
        given["options"].as_array().into_iter().flatten().map(normalised_option).collect();
    if !options.is_empty() {
        made["options"] = json!(options);
    }
    if !given["handler"].is_null() {
        made["handler"] = given["handler"].clone();
    }
    made
}

/// Discord omits absent fields of an option.
fn normalised_option(given: &Value) -> Value {
    let mut made = Map::new();
    for key in OPTION_FIELDS {
        let value = match &given[key] {
            Value::Null | Value::Bool(false) => continue,
            Value::Array(list) if list.is_empty() => continue,
            Value::Object(words) if words.is_empty() => continue,
            Value::Array(list) if key == "options" => list.iter().map(normalised_option).collect(),
            other => without_null(other),
        };
        made.insert(key.to_owned(), value);
    }
    Value::Object(made)
}

/// A list omits localized texts unless they are requested.
fn without_localizations(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(without_localizations),
        Value::Object(fields) => {
            fields.remove("name_localizations");
            fields.remove("description_localizations");
            for key in ["options", "choices"] {
                if let Some(inner) = fields.get_mut(key) {
                    without_localizations(inner);
                }
            }
        }
        _ => {}
    }
}
