//! Discord's OpenAPI description of its HTTP API, and what it does not allow in a body.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value, json};

/// Unchanged, from <https://github.com/discord/discord-api-spec>; its README says which commit.
const TEXT: &str = include_str!("openapi/openapi.json");

/// Where the description is known to be wrong about requests: places, and why. `*` stands for one
/// segment. The description's README prefers the documentation.
const REQUEST_DEVIATIONS: &[(&str, &str)] = &[
    // "Uploading Files" in the documentation lists this endpoint too.
    ("/files[0]", "described for messages, not for responses to interactions"),
    // Bit sets that the description's README calls int-parseable strings.
    ("/default_member_permissions", "permissions are written as a string"),
    ("/*/default_member_permissions", "permissions are written as a string"),
    // The documentation gives every option a list of options; serenity sends it with each, empty.
    ("/options/*/options/*/options", "an empty list, from serenity"),
    ("/*/options/*/options/*/options", "an empty list, from serenity"),
    ("/options/*/options/*/options/*/options", "an empty list, from serenity"),
    ("/*/options/*/options/*/options/*/options", "an empty list, from serenity"),
    // "nsfw?: boolean" in the documentation of Create Global Application Command.
    ("/nsfw", "documented since 2022, described for responses only"),
    ("/*/nsfw", "documented since 2022, described for responses only"),
    // Documented on 2026-08-05, after the description was written.
    ("/options/*/file_types", "newer than the description"),
    ("/*/options/*/file_types", "newer than the description"),
    // "Message Reference Types" in the documentation: 1 is a forward.
    ("/message_reference/type", "described for replies only"),
];

/// The same for responses.
const RESPONSE_DEVIATIONS: &[(&str, &str)] = &[
    // Deprecated and empty since 2019, but still sent: some clients fail without it.
    ("/summary", "an empty text that is not described any more"),
    // Documented on 2026-08-05, after the description was written.
    ("/options/*/file_types", "newer than the description"),
    ("/*/options/*/file_types", "newer than the description"),
    ("/message_reference/type", "described for replies only"),
    ("/*/message_reference/type", "described for replies only"),
];

/// The direction of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// From a client.
    Request,
    /// From Discord.
    Response,
}

/// What is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A key that is not described. Discord ignores it.
    UnknownKey,
    /// A key that is required is missing.
    Missing(String),
    /// A value has another type, length or form.
    Value(String),
}

/// A place in a body that does not match the description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The place, as a JSON pointer.
    pub at: String,
    /// What is wrong there; contains no part of the body.
    pub wrong: Wrong,
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = if self.at.is_empty() { "the body" } else { &self.at };
        match &self.wrong {
            Wrong::UnknownKey => write!(f, "{at}: unknown key"),
            Wrong::Missing(key) => write!(f, "{at}: \"{key}\" is missing"),
            Wrong::Value(what) => write!(f, "{at}: {what}"),
        }
    }
}

/// A method of a route.
#[derive(Debug, Clone, Copy)]
pub struct Operation<'a> {
    /// The route, with names in place of IDs and tokens.
    pub route: &'a str,
    /// Its description.
    pub json: &'a Value,
}

/// The description of the whole API.
pub struct Description {
    whole: Value,
    /// Compiled when first needed, by side and schema.
    validators: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl Description {
    /// Parses the description that is part of the program.
    ///
    /// # Errors
    /// When the file is not JSON.
    pub fn read() -> serde_json::Result<Self> {
        Ok(Self { whole: serde_json::from_str(TEXT)?, validators: Mutex::default() })
    }

    /// The operation of a request, whatever API version its path names.
    pub fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let path = path.strip_prefix("/api").unwrap_or(path);
        let version = ["/v10", "/v9"].into_iter().find_map(|v| path.strip_prefix(v));
        let parts: Vec<_> = version.unwrap_or(path).split('/').collect();
        let fits = |route: &str| {
            let route: Vec<_> = route.split('/').collect();
            route.len() == parts.len()
                && route.iter().zip(&parts).all(|(r, p)| r.starts_with('{') || r == p)
        };
        // The route with the fewest parameters is the most specific match ("@original", "@me").
        let parameters = |route: &str| route.matches('{').count();
        let (route, item) = self.whole["paths"]
            .as_object()?
            .iter()
            .filter(|(route, _)| fits(route))
            .min_by_key(|(route, _)| parameters(route))?;
        Some(Operation { route, json: item.get(method.to_lowercase())? })
    }

    /// What a reference such as `#/components/schemas/User` refers to; null if nothing.
    pub fn at(&self, reference: &str) -> &Value {
        self.whole.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null)
    }

    /// Everything in a body that a schema does not allow, unknown keys included.
    ///
    /// # Errors
    /// When the schema is not valid.
    pub fn mismatches(
        &self,
        side: Side,
        schema: &Value,
        body: &Value,
    ) -> Result<Vec<Mismatch>, Box<ValidationError<'static>>> {
        let mut found = Vec::new();
        for error in self.validator(side, schema)?.iter_errors(body) {
            collect(&error, &mut found);
        }
        self.unknown_keys(&[schema], body, "", &mut found);
        let deviations = match side {
            Side::Request => REQUEST_DEVIATIONS,
            Side::Response => RESPONSE_DEVIATIONS,
        };
        found.retain(|m| !deviations.iter().any(|(pattern, _)| like(pattern, &m.at)));
        Ok(found)
    }

    fn validator(
        &self,
        side: Side,
        schema: &Value,
    ) -> Result<Arc<Validator>, Box<ValidationError<'static>>> {
        let key = format!("{side:?} {schema}");
        let mut known = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = known.get(&key) {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(self.compile(side, schema)?);
        known.insert(key, Arc::clone(&made));
        Ok(made)
    }

    /// Compiles a schema with everything that it refers to.
    fn compile(
        &self,
        side: Side,
        schema: &Value,
    ) -> Result<Validator, Box<ValidationError<'static>>> {
        let mut schemas = serde_json::Map::new();
        let mut wanted = BTreeSet::new();
        references(schema, &mut wanted);
        while let Some(name) = wanted.pop_first() {
            if schemas.contains_key(&name) {
                continue;
            }
            let mut found = self.whole["components"]["schemas"][&name].clone();
            references(&found, &mut wanted);
            if name == "SnowflakeType" && side == Side::Request {
                // Discord accepts IDs as numbers, which several libraries send.
                found = json!({"anyOf": [found, {"type": "integer", "minimum": 0}]});
            }
            schemas.insert(name, found);
        }
        let whole = json!({"allOf": [schema], "components": {"schemas": schemas}});
        let options = jsonschema::options().with_draft(Draft::Draft202012);
        options.build(&whole).map_err(Box::new)
    }

    /// The description allows unknown keys, so that validation accepts a misspelled one.
    fn unknown_keys(&self, schemas: &[&Value], value: &Value, at: &str, found: &mut Vec<Mismatch>) {
        // Most values of a body have no keys.
        if !value.is_object() && !value.is_array() {
            return;
        }
        let mut flat = Vec::new();
        for schema in schemas {
            self.flatten(schema, &mut flat, 0);
        }
        match value {
            Value::Object(object) => {
                let open = flat
                    .iter()
                    .any(|s| s.get("additionalProperties").is_some_and(|a| *a != json!(false)));
                let closed = flat.iter().any(|s| s.get("properties").is_some());
                for (key, inner) in object {
                    let below: Vec<_> =
                        flat.iter().filter_map(|s| s["properties"].get(key)).collect();
                    let path = format!("{at}/{key}");
                    if !below.is_empty() {
                        self.unknown_keys(&below, inner, &path, found);
                    } else if closed && !open {
                        found.push(Mismatch { at: path, wrong: Wrong::UnknownKey });
                    }
                }
            }
            Value::Array(list) => {
                let below: Vec<_> = flat.iter().filter_map(|s| s.get("items")).collect();
                for (n, inner) in list.iter().enumerate() {
                    self.unknown_keys(&below, inner, &format!("{at}/{n}"), found);
                }
            }
            _ => {}
        }
    }

    /// A schema and all its alternatives.
    fn flatten<'a>(&'a self, schema: &'a Value, out: &mut Vec<&'a Value>, depth: usize) {
        if depth > 8 {
            return;
        }
        if let Some(reference) = schema["$ref"].as_str() {
            return self.flatten(self.at(reference), out, depth + 1);
        }
        out.push(schema);
        for key in ["allOf", "anyOf", "oneOf"] {
            for part in schema[key].as_array().into_iter().flatten() {
                self.flatten(part, out, depth + 1);
            }
        }
    }
}

/// Turns an error into mismatches. If none of several alternatives fits, the one that was most
/// probably meant tells more than that none fits.
fn collect(error: &ValidationError<'_>, found: &mut Vec<Mismatch>) {
    let at = error.instance_path().to_string();
    let wrong = match error.kind() {
        // The description has alternatives that overlap.
        ValidationErrorKind::OneOfMultipleValid { .. } => return,
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let alternatives = context.iter().filter(|errors| !errors.is_empty());
            let meant = alternatives.min_by_key(|errors| {
                let deepest = errors.iter().map(|e| e.instance_path().to_string().len()).max();
                (is_another_kind(errors, &at), errors.len(), Reverse(deepest))
            });
            if let Some(errors) = meant {
                errors.iter().for_each(|error| collect(error, found));
                return;
            }
            Wrong::Value(error.masked().to_string())
        }
        ValidationErrorKind::Required { property } => {
            Wrong::Missing(property.as_str().unwrap_or_default().to_owned())
        }
        _ => Wrong::Value(error.masked().to_string()),
    };
    found.push(Mismatch { at, wrong });
}

/// Whether an alternative describes another kind of value, by JSON type or by the key `type`.
fn is_another_kind(errors: &[ValidationError<'_>], at: &str) -> bool {
    let by_key = format!("{at}/type");
    errors.iter().any(|error| {
        let place = error.instance_path().to_string();
        let is_type = matches!(error.kind(), ValidationErrorKind::Type { .. });
        (is_type && place == at) || place == by_key
    })
}

/// The names of the schemas that a schema refers to.
fn references(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            let reference = object.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|r| r.strip_prefix("#/components/schemas/")) {
                into.insert(name.to_owned());
            }
            object.values().for_each(|v| references(v, into));
        }
        Value::Array(list) => list.iter().for_each(|v| references(v, into)),
        _ => {}
    }
}

/// Whether a JSON pointer matches a pattern.
fn like(pattern: &str, place: &str) -> bool {
    let (pattern, place): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), place.split('/').collect());
    pattern.len() == place.len() && pattern.iter().zip(&place).all(|(p, s)| *p == "*" || p == s)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mismatches of a request, each as text.
    fn said(method: &str, path: &str, body: &Value) -> Vec<String> {
        let description = Description::read().unwrap();
        let operation = description.operation(method, path).unwrap();
        let schema = &operation.json["requestBody"]["content"]["application/json"]["schema"];
        let found = description.mismatches(Side::Request, schema, body).unwrap();
        found.iter().map(Mismatch::to_string).collect()
    }

    #[test]
    fn the_most_specific_route_is_found_in_any_version() {
        let description = Description::read().unwrap();
        for (path, route) in [
            ("/api/v10/channels/1/messages", "/channels/{channel_id}/messages"),
            ("/api/channels/1/messages", "/channels/{channel_id}/messages"),
            ("/api/v9/webhooks/1/t", "/webhooks/{webhook_id}/{webhook_token}"),
        ] {
            assert_eq!(description.operation("POST", path).unwrap().route, route);
        }
        let original = description.operation("PATCH", "/api/v10/webhooks/1/t/messages/@original");
        assert!(original.unwrap().route.ends_with("/@original"));
        assert!(description.operation("POST", "/api/v10/nowhere").is_none());
    }

    #[test]
    fn what_is_wrong_is_named_without_the_value() {
        let message = |body| said("POST", "/api/v10/channels/1/messages", &body);
        assert_eq!(message(json!({"content": "fine", "nonce": 5})), [""; 0]);
        assert_eq!(message(json!({"contnet": "x"})), ["/contnet: unknown key"]);
        let flags = message(json!({"flags": "secret"}));
        assert!(flags.len() == 1 && flags[0].starts_with("/flags: "), "{flags:?}");
        assert!(!flags[0].contains("secret"), "{flags:?}");
        // An ID may be a number, and nothing else but a text of digits.
        assert_eq!(message(json!({"message_reference": {"message_id": 5}})), [""; 0]);
        assert_eq!(message(json!({"message_reference": {"message_id": "5"}})), [""; 0]);
        let id = message(json!({"message_reference": {"message_id": "abc"}}));
        assert!(id[0].starts_with("/message_reference/message_id: "), "{id:?}");
    }

    #[test]
    fn the_intended_alternative_is_reported() {
        let button = json!({"type": 2, "style": 1, "label": 7, "custom_id": "x"});
        let rows = json!({"components": [{"type": 1, "components": [button]}]});
        let reported = said("POST", "/api/v10/channels/1/messages", &rows);
        assert_eq!(reported.len(), 1, "{reported:?}");
        assert!(reported[0].starts_with("/components/0/components/0/label: "), "{reported:?}");
        let no_data = said("POST", "/api/v10/interactions/1/t/callback", &json!({"type": 9}));
        assert_eq!(no_data, ["the body: \"data\" is missing"]);
    }
}
