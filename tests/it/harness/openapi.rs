//! Compares recorded traffic with Discord's OpenAPI description (`tests/vendor`): every request of
//! the bot and every response of the emulator, including unknown keys.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};
use wanbot::emulator::Exchange;

/// Known deviations of the description from the documentation: a part of the complaint, and the
/// reason to ignore it.
const DEVIATIONS: &[(&str, &str)] = &[
    // "Uploading Files" in the documentation lists this endpoint too.
    ("request /files[0]", "described for messages, not for answers to interactions"),
    // Bit sets that the description's README calls int-parseable strings.
    ("request /*/default_member_permissions", "permissions are written as a string"),
    // The documentation gives every option a list of options; serenity sends it with each, empty.
    ("request /*/options/*/options/*/options", "an empty list, from serenity"),
    ("request /*/options/*/options/*/options/*/options", "an empty list, from serenity"),
    // The documentation's own examples number files with `"id": 0`, and so does serenity.
    ("request /attachments/*/id", "a file's number may be a number"),
    // "nsfw?: boolean" in the documentation of Create Global Application Command.
    ("request /*/nsfw", "documented since 2022, described for answers only"),
    // Deprecated and empty since 2019, but still sent: some clients fail without it.
    ("response /summary", "an empty text that is not described any more"),
];

/// What was checked, for the summary.
#[derive(Default, Debug)]
pub struct Counts {
    pub requests: usize,
    pub responses: usize,
    pub complaints: Vec<String>,
}

struct Spec {
    whole: Value,
    validators: Mutex<BTreeMap<String, std::sync::Arc<Validator>>>,
}

fn spec() -> &'static Spec {
    static SPEC: LazyLock<Spec> = LazyLock::new(|| {
        let text = include_str!("../../vendor/discord-openapi/openapi.json");
        let whole = serde_json::from_str(text).expect("the description is JSON");
        Spec { whole, validators: Mutex::default() }
    });
    &SPEC
}

/// Fails on the first story whose traffic does not match the description.
#[track_caller]
pub fn check(exchanges: &[Exchange]) {
    let counts = count(exchanges);
    assert!(
        counts.complaints.is_empty(),
        "traffic does not fit Discord's description:\n{}",
        counts.complaints.join("\n")
    );
}

/// Compares traffic with the description.
pub fn count(exchanges: &[Exchange]) -> Counts {
    let mut counts = Counts::default();
    let spec = spec();
    for e in exchanges.iter().filter(|e| e.service == "discord" && !e.unknown_route) {
        let Some(operation) = spec.operation(e) else {
            counts.complaints.push(format!("{} {}: no such operation", e.method, e.path));
            continue;
        };
        if !e.request.is_null() {
            counts.requests += 1;
            let content = &operation["requestBody"]["content"];
            let kind = if e.content_type.is_empty() { "application/json" } else { &e.content_type };
            spec.hold("request", e, &content[kind]["schema"], &e.request, &mut counts);
        }
        // Injected faults are not the emulator's own responses.
        if !e.response.is_null() && e.response["dropped"] != true && e.status < 500 {
            counts.responses += 1;
            let responses = &operation["responses"];
            let status = e.status.to_string();
            let class = format!("{}XX", &status[..1]);
            let found = responses.get(&status).or_else(|| responses.get(&class));
            let Some(found) = found else {
                counts.complaints.push(format!("{} {}: status {status}", e.method, e.path));
                continue;
            };
            let schema = match found["$ref"].as_str() {
                Some(at) => &spec.at(at)["content"]["application/json"]["schema"],
                None => &found["content"]["application/json"]["schema"],
            };
            spec.hold("response", e, schema, &e.response, &mut counts);
        }
    }
    counts
}

impl Spec {
    fn at(&self, reference: &str) -> &Value {
        self.whole.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null)
    }

    fn operation(&self, e: &Exchange) -> Option<&Value> {
        let path = e.path.trim_start_matches("/api").trim_start_matches("/v10");
        let parts: Vec<_> = path.split('/').collect();
        let paths = self.whole["paths"].as_object()?;
        let fits = |template: &str| {
            let template: Vec<_> = template.split('/').collect();
            template.len() == parts.len()
                && template.iter().zip(&parts).all(|(t, p)| t.starts_with('{') || t == p)
        };
        // The template with the fewest parameters is the most specific match ("@original", "@me").
        let holes = |t: &str| t.matches('{').count();
        let (_, item) =
            paths.iter().filter(|(t, _)| fits(t)).min_by_key(|(t, _)| holes(t.as_str()))?;
        item.get(e.method.to_lowercase())
    }

    fn hold(&self, side: &str, e: &Exchange, schema: &Value, value: &Value, counts: &mut Counts) {
        let mut complain = |at: &str, what: String| {
            let place = format!("{side} {at}");
            if !DEVIATIONS.iter().any(|(pattern, _)| like(pattern, &place)) {
                let path = &e.path;
                counts.complaints.push(format!("{} {path}: {place}: {what}", e.method));
            }
        };
        if schema.is_null() {
            return complain("", "not described".into());
        }
        for error in self.validator(schema).iter_errors(value) {
            complain(&error.instance_path().to_string(), error.to_string());
        }
        self.unknown_keys(&[schema], value, "", &mut complain);
    }

    fn validator(&self, schema: &Value) -> std::sync::Arc<Validator> {
        let key = schema.to_string();
        let mut known = self.validators.lock().unwrap();
        let made = known.entry(key).or_insert_with(|| {
            let mut whole = json!({"allOf": [schema]});
            let mut schemas = serde_json::Map::new();
            let mut wanted = BTreeSet::new();
            references(schema, &mut wanted);
            while let Some(name) = wanted.pop_first() {
                if schemas.contains_key(&name) {
                    continue;
                }
                let found = self.whole["components"]["schemas"][&name].clone();
                references(&found, &mut wanted);
                schemas.insert(name, found);
            }
            whole["components"] = json!({"schemas": schemas});
            let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
            std::sync::Arc::new(options.build(&whole).expect("the description is a schema"))
        });
        std::sync::Arc::clone(made)
    }

    /// The description allows unknown keys, so schema validation accepts a misspelled field; this
    /// check does not.
    fn unknown_keys(
        &self,
        schemas: &[&Value],
        value: &Value,
        at: &str,
        complain: &mut dyn FnMut(&str, String),
    ) {
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
                    if below.is_empty() {
                        if closed && !open {
                            complain(&path, "unknown key".into());
                        }
                    } else {
                        self.unknown_keys(&below, inner, &path, complain);
                    }
                }
            }
            Value::Array(list) => {
                let below: Vec<_> = flat.iter().filter_map(|s| s.get("items")).collect();
                for (n, inner) in list.iter().enumerate() {
                    self.unknown_keys(&below, inner, &format!("{at}/{n}"), complain);
                }
            }
            _ => {}
        }
    }

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

fn references(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(name) = object
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|r| r.strip_prefix("#/components/schemas/"))
            {
                into.insert(name.to_owned());
            }
            object.values().for_each(|v| references(v, into));
        }
        Value::Array(list) => list.iter().for_each(|v| references(v, into)),
        _ => {}
    }
}

/// Whether a JSON path matches a pattern; `*` stands for one segment.
fn like(pattern: &str, place: &str) -> bool {
    let (pattern, place): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), place.split('/').collect());
    pattern.len() == place.len() && pattern.iter().zip(&place).all(|(p, s)| *p == "*" || p == s)
}
