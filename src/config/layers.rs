//! Layered keys, each with the origin of its value.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value};

use crate::config::{DEFAULTS, Environment};

/// Every key with its value and origin, and the problems found while reading.
#[derive(Debug, Clone)]
pub struct Layers {
    values: BTreeMap<String, (Value, String)>,
    problems: Vec<String>,
}

/// The prefix of environment variables that set keys.
const PREFIX: &str = "WANBOT__";
/// Lists that restrict access only while they are not empty: a blank one would allow everything.
const ALLOW_LISTS: [&str; 4] = [
    "discord.allowed_servers",
    "discord.register_commands_in",
    "discord.file_hosts",
    "wan.disabled_models",
];

/// Variables read elsewhere: by the command line, tests and benches.
pub(super) const READ_ELSEWHERE: [&str; 11] = [
    "WANBOT_CHAOS_SEED",
    "WANBOT_CONFIG",
    "WANBOT_FUZZ_SECONDS",
    "WANBOT_FUZZ_SEED",
    "WANBOT_KILLS",
    "WANBOT_LARGE_TASKS",
    "WANBOT_LOAD_LOG",
    "WANBOT_SEEDS",
    "WANBOT_SIM_LOG",
    "WANBOT_SOAK_SECONDS",
    "WANBOT_WRITE_CORPUS",
];
/// Parts of the variables that Kubernetes sets for a service called wanbot.
const OF_SERVICES: [&str; 2] = ["_SERVICE_HOST", "_PORT"];

/// Whether a list has no entries.
fn is_blank(text: &str) -> bool {
    text.split(',').all(|t| t.trim().is_empty())
}

impl Layers {
    /// Reads the defaults, then the file, then the environment.
    pub fn read(file: Option<&Path>, environment: &Environment) -> Self {
        let mut layers = Self { values: BTreeMap::new(), problems: Vec::new() };
        let defaults: Table = DEFAULTS.parse().expect("a test parses the compiled-in defaults");
        for (key, value) in flat(&defaults) {
            layers.values.insert(key, (value, "default".into()));
        }
        if let Some(path) = file {
            layers.read_file(path);
        }
        layers.read_environment(environment);
        layers
    }

    /// Overrides a key, above all other layers.
    pub fn set(&mut self, key: &str, value: impl Into<Value>, origin: &str) {
        self.put(key, value.into(), origin);
    }

    fn read_file(&mut self, path: &Path) {
        let origin = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) => return self.problems.push(format!("{origin} cannot be read: {e}")),
        };
        self.add(&text, &origin);
    }

    /// Adds a layer on top: TOML text and its origin.
    pub fn add(&mut self, text: &str, origin: &str) {
        match text.parse::<Table>() {
            Ok(table) => {
                for (key, value) in flat(&table) {
                    self.put(&key, value, origin);
                }
            }
            Err(e) => self.problems.push(format!("{origin} is not TOML: {}", e.to_string().trim())),
        }
    }

    fn read_environment(&mut self, environment: &Environment) {
        for (name, text) in environment {
            let Some(rest) = name.strip_prefix(PREFIX) else {
                self.note_unread(name);
                continue;
            };
            let key = rest.to_lowercase().replace("__", ".");
            // The default's type decides how the text is parsed.
            let value = match self.values.get(&key).map(|(v, _)| v) {
                Some(Value::Boolean(_)) => text.parse().map(Value::Boolean).ok(),
                Some(Value::Integer(_)) => text.replace('_', "").parse().map(Value::Integer).ok(),
                // To get an empty list, leave the variable out.
                Some(Value::Array(_)) if ALLOW_LISTS.contains(&key.as_str()) && is_blank(text) => {
                    self.problems.push(format!(
                        "{key} ({name}): is blank; name at least one, or leave the variable out"
                    ));
                    continue;
                }
                Some(Value::Array(_)) => Some(Value::Array(
                    text.split(',')
                        .map(str::trim)
                        .filter(|t| !t.is_empty())
                        .map(|t| Value::String(t.into()))
                        .collect(),
                )),
                _ => Some(Value::String(text.clone())),
            };
            match value {
                Some(value) => self.put(&key, value, name),
                None => self.problems.push(format!("{key} ({name}): {text:?} is not {}", {
                    self.values.get(&key).map_or("a value", |(v, _)| kind(v))
                })),
            }
        }
    }

    /// Reports an unknown variable that looks like ours, for example one with an underscore too
    /// few; otherwise it would be ignored silently.
    fn note_unread(&mut self, name: &str) {
        let Some(rest) = name.strip_prefix("WANBOT_") else { return };
        let is_of_a_service = !rest.contains("__") && OF_SERVICES.iter().any(|p| name.contains(p));
        if is_of_a_service || READ_ELSEWHERE.contains(&name) {
            return;
        }
        let meant = |key: &&String| key.to_uppercase().replace('.', "_") == rest.replace("__", "_");
        let hint = match self.values.keys().find(meant) {
            Some(key) => {
                format!("did you mean {PREFIX}{}?", key.to_uppercase().replace('.', "__"))
            }
            None => format!("keys begin with {PREFIX}"),
        };
        self.problems.push(format!("{name}: unknown variable; {hint}"));
    }

    fn put(&mut self, key: &str, value: Value, origin: &str) {
        match self.values.get_mut(key) {
            None => {
                if let Some((_, new)) = RENAMED.iter().find(|(old, _)| *old == key) {
                    self.problems.push(format!("{key} ({origin}): was renamed to {new}"));
                    return;
                }
                let near = self
                    .values
                    .keys()
                    .map(|k| (distance(k, key), k))
                    .min()
                    .filter(|(d, _)| *d <= 3)
                    .map(|(_, k)| format!("; did you mean {k}?"))
                    .unwrap_or_default();
                self.problems.push(format!("{key} ({origin}): there is no such key{near}"));
            }
            Some((old, from)) if std::mem::discriminant(old) == std::mem::discriminant(&value) => {
                *old = value;
                *from = origin.to_owned();
            }
            Some((old, _)) => {
                let problem =
                    format!("{key} ({origin}): is {}, must be {}", kind(&value), kind(old));
                self.problems.push(problem);
            }
        }
    }

    /// A value and its origin.
    pub(super) fn get(&self, key: &str) -> Option<(&Value, &str)> {
        self.values.get(key).map(|(v, from)| (v, from.as_str()))
    }

    /// A key's text, for callers that need one key instead of a whole configuration.
    pub fn text(&self, key: &str) -> String {
        self.get(key).and_then(|(v, _)| v.as_str()).unwrap_or_default().to_owned()
    }

    /// The problems found while reading.
    pub(super) fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Every key with its value and origin, for `wanbot check`. Secrets are not among the keys.
    pub fn table(&self) -> impl Iterator<Item = (&str, String, &str)> {
        self.values.iter().map(|(k, (v, from))| (k.as_str(), v.to_string(), from.as_str()))
    }
}

fn flat(table: &Table) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    for (section, value) in table {
        match value {
            Value::Table(keys) => {
                out.extend(keys.iter().map(|(k, v)| (format!("{section}.{k}"), v.clone())));
            }
            other => out.push((section.clone(), other.clone())),
        }
    }
    out
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text in quotes",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a section",
    }
}

/// Keys that had another name: a configuration that still uses one is refused with the new name.
const RENAMED: [(&str, &str); 16] = [
    ("delivery.ffmpeg", "convert.ffmpeg"),
    ("delivery.ffmpeg_timeout", "convert.timeout"),
    ("delivery.link_lifetime", "delivery.link_ttl"),
    ("delivery.max_clip_bytes", "delivery.max_clip_size"),
    ("discord.card_every", "discord.card_edit_interval"),
    ("discord.register_in", "discord.register_commands_in"),
    ("discord.servers", "discord.allowed_servers"),
    ("http.metrics", "http.metrics_listen"),
    ("quota.largest", "quota.max_resolution"),
    ("quota.longest", "quota.max_duration"),
    ("run.shutdown", "run.shutdown_timeout"),
    ("run.tick", "run.tick_interval"),
    ("storage.keep", "storage.retention"),
    ("wan.absence_margin", "wan.resubmit_after"),
    ("wan.inline_up_to", "wan.inline_max"),
    ("wan.unknown_for", "wan.unknown_task_timeout"),
];

/// Levenshtein distance, for "did you mean".
fn distance(a: &str, b: &str) -> usize {
    // From the part of `a` read so far to each beginning of `b`, but the empty one.
    let mut row: Vec<_> = (1..=b.chars().count()).collect();
    for (read, ca) in a.chars().enumerate() {
        let (mut diagonal, mut left) = (read, read + 1);
        for (cell, cb) in row.iter_mut().zip(b.chars()) {
            let replace = diagonal + usize::from(ca != cb);
            diagonal = *cell;
            *cell = replace.min(left + 1).min(diagonal + 1);
            left = *cell;
        }
    }
    row.last().copied().unwrap_or_else(|| a.chars().count())
}
