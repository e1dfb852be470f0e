//! Options of slash commands, checked against their registration as Discord's client does.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::interact::Place;
use super::resolved::resolve;
use super::{ClientRefuses, OptionValue, refuse};
use crate::emulator::discord::model::File;
use crate::emulator::discord::world::World;

/// The maximum upload size with Nitro, in bytes.
const UPLOAD_LIMIT: usize = 500 * 1024 * 1024;

/// A command in the form in which its user would type it.
pub(super) fn typed(name: &str, options: &[(&str, OptionValue)]) -> String {
    let mut text = format!("/{name}");
    for (name, value) in options {
        let value = match value {
            OptionValue::Text(t) => t.clone(),
            OptionValue::Integer(n) => n.to_string(),
            OptionValue::Number(n) => n.to_string(),
            OptionValue::Boolean(b) => b.to_string(),
            OptionValue::Member(id) => format!("<@{id}>"),
            OptionValue::Role(id) => format!("<@&{id}>"),
            OptionValue::Channel(id) => format!("<#{id}>"),
            OptionValue::File { name, bytes } => {
                format!("{name} ({} kB)", bytes.len().div_ceil(1000))
            }
        };
        text.push_str(&format!(" {name}: {value}"));
    }
    text
}

/// The options of a command, or of the subcommand that `words` names.
fn inner<'a>(registered: &'a Value, words: &[&str]) -> Result<&'a [Value], ClientRefuses> {
    let all = registered["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let nested = |o: &&Value| matches!(o["type"].as_u64(), Some(1 | 2));
    match words.split_first() {
        None if all.iter().any(|o| nested(&o)) => refuse("a subcommand must be chosen"),
        None => Ok(all),
        Some((word, rest)) => match all.iter().filter(nested).find(|o| o["name"] == *word) {
            Some(sub) => inner(sub, rest),
            None => refuse(format!("there is no subcommand {word}")),
        },
    }
}

/// Options as they are sent: inside the subcommand that `words` names. A subcommand always has a
/// list of options, even an empty one, as Discord sends it; a plain command without options has
/// none.
fn wrapped(sent: Vec<Value>, words: &[&str]) -> Value {
    // A subcommand is nested in its group.
    let kinds = if words.len() > 1 { [2, 1] } else { [1, 1] };
    let nested = words.iter().zip(kinds).rev();
    nested.fold(
        json!(sent),
        |inner, (word, kind)| json!([{"name": word, "type": kind, "options": inner}]),
    )
}

impl World {
    /// Options as the client sends them, and the objects that the IDs in them refer to.
    pub(super) fn options(
        &mut self,
        place: Place,
        registered: &Value,
        words: &[&str],
        given: &[(&str, OptionValue)],
    ) -> Result<(Value, Value), ClientRefuses> {
        let registered = inner(registered, words)?;
        for option in registered.iter().filter(|o| o["required"] == true) {
            if !given.iter().any(|(n, _)| option["name"] == *n) {
                return refuse(format!("option {} is required", option["name"]));
            }
        }
        let mut resolved = Value::Object(Map::new());
        let mut sent = Vec::new();
        for (name, value) in given {
            let Some(option) = registered.iter().find(|o| o["name"] == *name) else {
                return refuse(format!("there is no option {name}"));
            };
            sent.push(self.option(place, option, value, &mut resolved)?);
        }
        Ok((wrapped(sent, words), resolved))
    }

    /// Like [`Self::options`] while one option is being typed: required ones can still be missing.
    /// Also returns the type of that option.
    pub(super) fn typing(
        &mut self,
        place: Place,
        registered: &Value,
        words: &[&str],
        given: &[(&str, OptionValue)],
        focused: &str,
    ) -> Result<(Value, Value, Option<u64>), ClientRefuses> {
        let registered = inner(registered, words)?;
        let Some(typed) = registered.iter().find(|o| o["name"] == focused) else {
            return refuse(format!("there is no option {focused}"));
        };
        if typed["autocomplete"] != true {
            return refuse(format!("{focused} is not completed"));
        }
        let mut resolved = Value::Object(Map::new());
        let mut sent = Vec::new();
        // An option that is being typed is sent as text, whatever its type.
        let mut text = String::new();
        for (name, value) in given {
            let Some(option) = registered.iter().find(|o| o["name"] == *name) else {
                return refuse(format!("there is no option {name}"));
            };
            match value {
                value if *name != focused => {
                    sent.push(self.option(place, option, value, &mut resolved)?);
                }
                OptionValue::Text(t) => text.clone_from(t),
                OptionValue::Integer(n) => text = n.to_string(),
                OptionValue::Number(n) => text = n.to_string(),
                _ => return refuse(format!("{focused} is typed")),
            }
        }
        sent.push(json!({"name": focused, "type": typed["type"], "value": text, "focused": true}));
        Ok((wrapped(sent, words), resolved, typed["type"].as_u64()))
    }

    fn option(
        &mut self,
        place: Place,
        option: &Value,
        value: &OptionValue,
        resolved: &mut Value,
    ) -> Result<Value, ClientRefuses> {
        let name = option["name"].as_str().unwrap_or_default();
        let kind = option["type"].as_u64().unwrap_or(0);
        let value = match (kind, value) {
            (3, OptionValue::Text(text)) => text_fits(option, name, text)?,
            (4, OptionValue::Integer(n)) => integer_fits(option, name, *n)?,
            (10, OptionValue::Integer(n)) => number_fits(option, name, *n as f64)?,
            (10, OptionValue::Number(n)) => number_fits(option, name, *n)?,
            (5, OptionValue::Boolean(b)) => json!(b),
            (6 | 9, OptionValue::Member(id)) => self.user_given(place, *id, resolved)?,
            (8 | 9, OptionValue::Role(id)) => self.role_given(place.guild, *id, resolved)?,
            (7, OptionValue::Channel(id)) => {
                self.channel_given(place, *id, &option["channel_types"], resolved)?
            }
            (11, OptionValue::File { name, bytes }) => self.file_given(name, bytes, resolved)?,
            _ => return refuse(format!("option {name} is of another kind")),
        };
        Ok(json!({"name": name, "type": kind, "value": value}))
    }

    fn file_given(
        &mut self,
        name: &str,
        bytes: &Bytes,
        resolved: &mut Value,
    ) -> Result<Value, ClientRefuses> {
        // Differs: discord-option-filters
        if bytes.len() > UPLOAD_LIMIT {
            return refuse("the file is too large to upload");
        }
        let file = File {
            spoiler: false,
            id: self.id(),
            channel: self.bot.id,
            name: name.to_owned(),
            description: None,
            bytes: bytes.clone(),
        };
        let shown = self.file_json(&file, true);
        let id = file.id;
        self.loose_files.insert(id, file);
        Ok(resolve(resolved, "attachments", id, shown))
    }
}

fn text_fits(option: &Value, name: &str, text: &str) -> Result<Value, ClientRefuses> {
    let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !choices.is_empty() && !choices.iter().any(|c| c["value"] == text) {
        return refuse(format!("{text} is not a choice of {name}"));
    }
    let length = text.chars().count() as u64;
    let most = option["max_length"].as_u64().unwrap_or(6000);
    if length > most || length < option["min_length"].as_u64().unwrap_or(0) {
        return refuse(format!("{name} may have at most {most} characters"));
    }
    Ok(json!(text))
}

/// Whether a number is among the choices of an option, if it has any.
fn is_choice(option: &Value, n: f64) -> bool {
    let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    choices.is_empty() || choices.iter().any(|c| c["value"].as_f64() == Some(n))
}

fn number_fits(option: &Value, name: &str, n: f64) -> Result<Value, ClientRefuses> {
    let low = option["min_value"].as_f64().unwrap_or(f64::MIN);
    let high = option["max_value"].as_f64().unwrap_or(f64::MAX);
    if !is_choice(option, n) {
        return refuse(format!("{n} is not a choice of {name}"));
    }
    if (low..=high).contains(&n) {
        Ok(json!(n))
    } else {
        refuse(format!("{name} must be between {low} and {high}"))
    }
}

fn integer_fits(option: &Value, name: &str, n: i64) -> Result<Value, ClientRefuses> {
    if !is_choice(option, n as f64) {
        return refuse(format!("{n} is not a choice of {name}"));
    }
    let low = option["min_value"].as_i64().unwrap_or(i64::MIN);
    let high = option["max_value"].as_i64().unwrap_or(i64::MAX);
    if (low..=high).contains(&n) {
        Ok(json!(n))
    } else {
        refuse(format!("{name} must be between {low} and {high}"))
    }
}
