//! Checks of command registrations and of autocomplete responses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fields::{
    below, boolean, choice, fits, in_order, integer, list, model, not_a_list, required,
    required_text, set_of,
};
use super::{Refusal, bad};

/// Every locale that Discord supports.
const LOCALES: [&str; 34] = [
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE",
    "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];
/// Every channel type.
const CHANNEL_KINDS: [u64; 13] = [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16];
/// Integers that JavaScript can represent.
const INT53: std::ops::RangeInclusive<i64> = -9_007_199_254_740_991..=9_007_199_254_740_991;

/// Checks a list of commands for registration.
pub(in crate::emulator::discord) fn commands(list: &Value) -> Result<(), Refusal> {
    let Some(list) = list.as_array() else { return Err(not_a_list("")) };
    for (n, one) in list.iter().enumerate() {
        command(one, &n.to_string())?;
    }
    may_stand_together(list)
}

/// Checks the number of commands, and that no two of a type have the same name.
pub(in crate::emulator::discord) fn may_stand_together(list: &[Value]) -> Result<(), Refusal> {
    let mut names = BTreeSet::new();
    for (n, command) in list.iter().enumerate() {
        let kind = command["type"].as_u64().unwrap_or(1);
        if !names.insert((kind, command["name"].as_str().unwrap_or_default())) {
            return Err(Refusal::form(
                &n.to_string(),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
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

/// Checks a command for registration.
pub(in crate::emulator::discord) fn command(command: &Value, path: &str) -> Result<(), Refusal> {
    model(command, path)?;
    let kind = choice(command, path, "type", &[1, 2, 3, 4])?.unwrap_or(1);
    name(command, path, kind == 1)?;
    if kind == 1 {
        required_text(command, path, "description", 1..=100)?;
    } else if command["description"].as_str().is_some_and(|d| !d.is_empty()) {
        let message = "Context menu commands cannot have description";
        let path = below(path, "description");
        return Err(Refusal::form(
            &path,
            "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
            message,
        ));
    }
    localized(command, path, "description_localizations", |text, path| {
        fits(text.chars().count(), path, 1..=100)
    })?;
    let bits = &command["default_member_permissions"];
    let written = bits.as_str().is_some_and(|b| b.parse::<u64>().is_ok());
    if !(bits.is_null() || bits.is_u64() || written) {
        let message = format!("Value \"{bits}\" is not int.");
        let path = below(path, "default_member_permissions");
        return Err(Refusal::form(&path, "NUMBER_TYPE_COERCE", &message));
    }
    for (key, choices) in [("contexts", &[0, 1, 2][..]), ("integration_types", &[0, 1])] {
        if command[key].as_array().is_some_and(Vec::is_empty) {
            fits(0, &below(path, key), 1..=choices.len())?;
        }
        set_of(command, path, key, choices)?;
    }
    for key in ["nsfw", "dm_permission"] {
        boolean(command, path, key)?;
    }
    choice(command, path, "handler", &[1, 2])?;
    let given = list(command, path, "options", 0..=25)?;
    if kind != 1 && !given.is_empty() {
        return Err(bad(&below(path, "options"), "Context menu commands cannot have options."));
    }
    options(given, &below(path, "options"))?;
    if text_size(command) > 8000 {
        let message = "Command exceeds maximum size (8000)";
        return Err(Refusal::form(path, "APPLICATION_COMMAND_TOO_LARGE", message));
    }
    Ok(())
}

fn name(of: &Value, path: &str, lower_case: bool) -> Result<(), Refusal> {
    let fine = |name: &str| is_name(name, lower_case);
    if !of["name"].as_str().is_some_and(fine) {
        return Err(invalid_name(&below(path, "name")));
    }
    localized(of, path, "name_localizations", |name, path| {
        if fine(name) { Ok(()) } else { Err(invalid_name(path)) }
    })
}

fn invalid_name(path: &str) -> Refusal {
    Refusal::form(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
}

/// Checks localized texts.
fn localized(
    of: &Value,
    path: &str,
    key: &str,
    fits: impl Fn(&str, &str) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let path = below(path, key);
    if of[key].is_null() {
        return Ok(());
    }
    model(&of[key], &path)?;
    for (locale, words) in of[key].as_object().into_iter().flatten() {
        let path = below(&path, locale);
        if !LOCALES.contains(&locale.as_str()) {
            return Err(Refusal::form(&path, "BASE_TYPE_CHOICES", "Not a locale."));
        }
        let Some(words) = words.as_str() else {
            return Err(bad(&path, "Could not interpret as string."));
        };
        fits(words, &path)?;
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

fn options(given: &[Value], path: &str) -> Result<(), Refusal> {
    let mut optional = false;
    let mut names = BTreeSet::new();
    let kind = |o: &Value| o["type"].as_u64().unwrap_or(0);
    for (n, option) in given.iter().enumerate() {
        let path = below(path, n);
        model(option, &path)?;
        if choice(option, &path, "type", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])?.is_none() {
            return Err(required(&below(&path, "type")));
        }
        name(option, &path, true)?;
        if !names.insert(option["name"].as_str()) {
            return Err(Refusal::form(
                &path,
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                "Option name already exists",
            ));
        }
        required_text(option, &path, "description", 1..=100)?;
        localized(option, &path, "description_localizations", |text, path| {
            fits(text.chars().count(), path, 1..=100)
        })?;
        boolean(option, &path, "required")?;
        let required = option["required"] == true;
        if required && optional {
            return Err(Refusal::form(
                &path,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            ));
        }
        optional |= !required;
        // Groups contain subcommands, subcommands contain values, and neither can be next to a
        // value.
        let inner = list(option, &path, "options", 0..=25)?;
        let audio = match kind(option) {
            2 => inner.iter().all(|o| kind(o) == 1),
            1 => inner.iter().all(|o| kind(o) > 2),
            _ => inner.is_empty() && given.iter().all(|o| kind(o) > 2),
        };
        if !audio {
            return Err(bad(&path, "Sub-commands and options do not go together like this."));
        }
        options(inner, &below(&path, "options"))?;
        values(option, kind(option), &path)?;
    }
    Ok(())
}

/// Entries of `file_types`.
const MAX_FILE_TYPES: usize = 10;

/// Groups of files, or endings (docs/reference/discord.md, 2026-08-05).
fn file_types(option: &Value, path: &str) -> Result<(), Refusal> {
    let path = below(path, "file_types");
    let kinds = option["file_types"].as_array().map(Vec::as_slice).unwrap_or_default();
    if kinds.len() > MAX_FILE_TYPES {
        return Err(bad(&path, &format!("Must be {MAX_FILE_TYPES} or fewer in length.")));
    }
    for kind in kinds {
        let known = kind.as_str().is_some_and(|k| {
            ["image", "video", "audio"].contains(&k) || (k.starts_with('.') && k.len() > 1)
        });
        if !known {
            return Err(bad(&path, "Must be \"image\", \"video\", \"audio\" or an ending."));
        }
    }
    Ok(())
}

/// Checks the limits of an option; each limit applies only to some option types.
fn values(option: &Value, kind: u64, path: &str) -> Result<(), Refusal> {
    for (key, kinds) in [
        ("min_length", &[3][..]),
        ("max_length", &[3]),
        ("min_value", &[4, 10]),
        ("max_value", &[4, 10]),
        ("choices", &[3, 4, 10]),
        ("autocomplete", &[3, 4, 10]),
        ("channel_types", &[7]),
        ("file_types", &[11]),
    ] {
        let given = match &option[key] {
            Value::Null | Value::Bool(false) => false,
            Value::Array(list) => !list.is_empty(),
            _ => true,
        };
        if given && !kinds.contains(&kind) {
            return Err(bad(&below(path, key), "Not for an option of this type."));
        }
    }
    boolean(option, path, "autocomplete")?;
    set_of(option, path, "channel_types", &CHANNEL_KINDS)?;
    file_types(option, path)?;
    let least = integer(option, path, "min_length", 0..=6000)?;
    let most = integer(option, path, "max_length", 1..=6000)?;
    in_order(least, most, &below(path, "min_length"))?;
    for key in ["min_value", "max_value"] {
        if kind == 4 {
            integer(option, path, key, INT53)?;
        } else if !(option[key].is_null() || option[key].is_number()) {
            let message = format!("Value \"{}\" is not float.", option[key]);
            return Err(Refusal::form(&below(path, key), "NUMBER_TYPE_COERCE", &message));
        }
    }
    let (least, most) = (option["min_value"].as_f64(), option["max_value"].as_f64());
    in_order(least, most, &below(path, "min_value"))?;
    let offered = choices(option, path, |value, path| choice_value(value, kind, path))?;
    let mut names = BTreeSet::new();
    if !offered.iter().all(|one| names.insert(one["name"].as_str())) {
        return Err(Refusal::form(
            &below(path, "choices"),
            "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS",
            "Option choice name already exists",
        ));
    }
    if !offered.is_empty() && option["autocomplete"] == true {
        let message = "Autocomplete and choices exclude each other.";
        return Err(bad(&below(path, "autocomplete"), message));
    }
    Ok(())
}

fn choices<'a>(
    of: &'a Value,
    path: &str,
    fits_option: impl Fn(&Value, &str) -> Result<(), Refusal>,
) -> Result<&'a [Value], Refusal> {
    let all = list(of, path, "choices", 0..=25)?;
    for (n, one) in all.iter().enumerate() {
        let path = below(&below(path, "choices"), n);
        model(one, &path)?;
        required_text(one, &path, "name", 1..=100)?;
        localized(one, &path, "name_localizations", |text, path| {
            fits(text.chars().count(), path, 1..=100)
        })?;
        fits_option(&one["value"], &below(&path, "value"))?;
    }
    Ok(all)
}

fn choice_value(value: &Value, kind: u64, path: &str) -> Result<(), Refusal> {
    let whole = |n: i64| INT53.contains(&n);
    let fine = match kind {
        // Differs: discord-choice-length
        // "up to 100 characters if string".
        3 => value.as_str().is_some_and(|t| t.chars().count() <= 100),
        4 => value.as_i64().is_some_and(whole),
        _ => value.is_number(),
    };
    if fine { Ok(()) } else { Err(bad(path, "Not a value of an option of this type.")) }
}

/// Checks an autocomplete response to an option of this type.
pub(in crate::emulator::discord) fn suggestions(data: &Value, kind: u64) -> Result<(), Refusal> {
    model(data, "data")?;
    choices(data, "data", |value, path| choice_value(value, kind, path))?;
    Ok(())
}

/// Total length of the names, descriptions and values of a command and everything in it. Of
/// localized texts, the longest counts.
fn text_size(part: &Value) -> usize {
    let length = |text: &Value| text.as_str().map_or(0, |t| t.chars().count());
    let longest = |key: &str| {
        let others = part[format!("{key}_localizations")].as_object().into_iter().flatten();
        others.map(|(_, text)| length(text)).chain([length(&part[key])]).max().unwrap_or(0)
    };
    let own = longest("name") + longest("description") + length(&part["value"]);
    let inner = ["options", "choices"]
        .iter()
        .flat_map(|k| part[*k].as_array().into_iter().flatten())
        .map(text_size)
        .sum::<usize>();
    own + inner
}
