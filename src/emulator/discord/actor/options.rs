//! Options of slash commands, held against their registration as Discord's client does.

use serde_json::{Map, Value, json};

use super::{ClientRefuses, Given, refuse};
use crate::emulator::discord::things::File;
use crate::emulator::discord::world::World;

/// The most that a person can upload with Nitro.
const UPLOAD_LIMIT: usize = 500 * 1024 * 1024;

/// A command as its user would see it typed.
pub(super) fn typed(name: &str, options: &[(&str, Given)]) -> String {
    let mut text = format!("/{name}");
    for (name, value) in options {
        let value = match value {
            Given::Text(t) => t.clone(),
            Given::Integer(n) => n.to_string(),
            Given::Number(n) => n.to_string(),
            Given::Boolean(b) => b.to_string(),
            Given::Member(id) => format!("<@{id}>"),
            Given::Role(id) => format!("<@&{id}>"),
            Given::Channel(id) => format!("<#{id}>"),
            Given::File { name, bytes } => format!("{name} ({} kB)", bytes.len().div_ceil(1000)),
        };
        text.push_str(&format!(" {name}: {value}"));
    }
    text
}

/// Adds what an option's id stands for.
fn resolve(resolved: &mut Value, kind: &str, id: u64, what: Value) -> Value {
    resolved[kind][id.to_string()] = what;
    json!(id.to_string())
}

impl World {
    /// Options as the client sends them, and what the ids in them stand for.
    pub(super) fn options(
        &mut self,
        (guild, who): (u64, u64),
        registered: &Value,
        words: &[&str],
        given: &[(&str, Given)],
    ) -> Result<(Value, Value), ClientRefuses> {
        let inner = registered["options"].as_array().cloned().unwrap_or_default();
        let nested = |o: &&Value| matches!(o["type"].as_u64(), Some(1 | 2));
        let Some((word, rest)) = words.split_first() else {
            if inner.iter().any(|o| nested(&o)) {
                return refuse("a subcommand must be chosen");
            }
            let mut resolved = Value::Object(Map::new());
            let sent = self.values((guild, who), &inner, given, &mut resolved)?;
            return Ok((json!(sent), resolved));
        };
        let Some(sub) = inner.iter().filter(nested).find(|o| o["name"] == *word) else {
            return refuse(format!("there is no subcommand {word}"));
        };
        let (sent, resolved) = self.options((guild, who), sub, rest, given)?;
        Ok((json!([{"name": word, "type": sub["type"], "options": sent}]), resolved))
    }

    fn values(
        &mut self,
        (guild, who): (u64, u64),
        registered: &[Value],
        given: &[(&str, Given)],
        resolved: &mut Value,
    ) -> Result<Vec<Value>, ClientRefuses> {
        for option in registered.iter().filter(|o| o["required"] == true) {
            if !given.iter().any(|(n, _)| option["name"] == *n) {
                return refuse(format!("option {} is required", option["name"]));
            }
        }
        let mut sent = Vec::new();
        for (name, value) in given {
            let Some(option) = registered.iter().find(|o| o["name"] == *name) else {
                return refuse(format!("there is no option {name}"));
            };
            let kind = option["type"].as_u64().unwrap_or(0);
            let value = match (kind, value) {
                (3, Given::Text(text)) => text_fits(option, name, text)?,
                (4, Given::Integer(n)) => integer_fits(option, name, *n)?,
                (10, Given::Integer(n)) => number_fits(option, name, *n as f64)?,
                (10, Given::Number(n)) => number_fits(option, name, *n)?,
                (5, Given::Boolean(b)) => json!(b),
                (6 | 9, Given::Member(id)) => self.member_given(guild, *id, resolved)?,
                (8 | 9, Given::Role(id)) => {
                    let role = self.role_json(guild, *id);
                    if role.is_null() {
                        return refuse("there is no such role");
                    }
                    resolve(resolved, "roles", *id, role)
                }
                (7, Given::Channel(id)) => {
                    // Differs: discord-option-filters
                    let found = self.channels.get(id).filter(|c| c.guild == Some(guild));
                    let Some(found) = found else { return refuse("there is no such channel") };
                    // Differs: discord-option-channels
                    // The member's permissions, and beside them the bot's (since 2026-07-16).
                    let channel = json!({
                        "id": id.to_string(), "name": found.name, "type": found.kind,
                        "permissions": self.permissions(guild, who).to_string(),
                        "app_permissions": self.bot_permissions(found).to_string(),
                    });
                    resolve(resolved, "channels", *id, channel)
                }
                (11, Given::File { name, bytes }) => {
                    // Differs: discord-option-filters
                    if bytes.len() > UPLOAD_LIMIT {
                        return refuse("the file is too large to upload");
                    }
                    let file = File {
                        id: self.id(),
                        channel: self.bot.id,
                        name: name.clone(),
                        description: None,
                        bytes: bytes.clone(),
                    };
                    let shown = self.file_json(&file, true);
                    let id = file.id;
                    self.loose_files.insert(id, file);
                    resolve(resolved, "attachments", id, shown)
                }
                _ => return refuse(format!("option {name} is of another kind")),
            };
            sent.push(json!({"name": name, "type": kind, "value": value}));
        }
        Ok(sent)
    }

    fn member_given(
        &self,
        guild: u64,
        id: u64,
        resolved: &mut Value,
    ) -> Result<Value, ClientRefuses> {
        let Some(user) = self.users.get(&id) else { return refuse("there is no such person") };
        // Someone who left the server has a user and no member.
        if self.guilds.get(&guild).is_some_and(|g| g.members.contains_key(&id)) {
            let mut member = self.partial_member_json(guild, id);
            if let Some(fields) = member.as_object_mut() {
                fields.remove("deaf");
                fields.remove("mute");
            }
            member["permissions"] = json!(self.permissions(guild, id).to_string());
            resolved["members"][id.to_string()] = member;
        }
        Ok(resolve(resolved, "users", id, crate::emulator::discord::json::user(user)))
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

/// Whether a number is among the choices of an option, where it has some.
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
