//! Fields of a request body by type and size, rejected with the real service's messages.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::{Refusal, bad};
use crate::emulator::discord::payload::snowflake;
use crate::emulator::discord::times::parsed;

/// The path of a nested field.
pub(super) fn below(path: &str, key: impl std::fmt::Display) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}

/// A value as an error message shows it.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(in crate::emulator::discord) fn required(path: &str) -> Refusal {
    Refusal::form(path, "BASE_TYPE_REQUIRED", "This field is required")
}

/// A text of limited length, unless absent or null. Returns whether it is present.
pub(super) fn text(
    of: &Value,
    path: &str,
    key: &str,
    length: RangeInclusive<usize>,
) -> Result<bool, Refusal> {
    let field = &of[key];
    if field.is_null() {
        return Ok(false);
    }
    let path = below(path, key);
    let Some(text) = field.as_str() else {
        let message = format!("Could not interpret \"{}\" as string.", plain(field));
        return Err(Refusal::form(&path, "STRING_TYPE_CONVERT", &message));
    };
    fits(text.chars().count(), &path, length).map(|()| true)
}

/// A required text.
pub(super) fn required_text(
    of: &Value,
    path: &str,
    key: &str,
    length: RangeInclusive<usize>,
) -> Result<(), Refusal> {
    if text(of, path, key, length)? { Ok(()) } else { Err(required(&below(path, key))) }
}

pub(super) fn fits(count: usize, path: &str, length: RangeInclusive<usize>) -> Result<(), Refusal> {
    if length.contains(&count) {
        return Ok(());
    }
    let (least, most) = (length.start(), length.end());
    Err(if *least == 0 {
        let message = format!("Must be {most} or fewer in length.");
        Refusal::form(path, "BASE_TYPE_MAX_LENGTH", &message)
    } else {
        let message = format!("Must be between {least} and {most} in length.");
        Refusal::form(path, "BASE_TYPE_BAD_LENGTH", &message)
    })
}

/// True, false, null or absent.
pub(super) fn boolean(of: &Value, path: &str, key: &str) -> Result<(), Refusal> {
    if matches!(of[key], Value::Null | Value::Bool(_)) {
        return Ok(());
    }
    let message = "Must be either true or false.";
    Err(Refusal::form(&below(path, key), "BOOLEAN_TYPE_CONVERT", message))
}

/// An integer within bounds, unless the field is absent or null.
pub(super) fn integer(
    of: &Value,
    path: &str,
    key: &str,
    bounds: RangeInclusive<i64>,
) -> Result<Option<i64>, Refusal> {
    let field = &of[key];
    if field.is_null() {
        return Ok(None);
    }
    let path = below(path, key);
    let Some(number) = field.as_i64() else {
        let message = format!("Value \"{}\" is not int.", plain(field));
        return Err(Refusal::form(&path, "NUMBER_TYPE_COERCE", &message));
    };
    let (least, most) = (bounds.start(), bounds.end());
    if number < *least {
        let message = format!("int value should be greater than or equal to {least}.");
        return Err(Refusal::form(&path, "NUMBER_TYPE_MIN", &message));
    }
    if number > *most {
        let message = format!("int value should be less than or equal to {most}.");
        return Err(Refusal::form(&path, "NUMBER_TYPE_MAX", &message));
    }
    Ok(Some(number))
}

/// One of some numbers, unless the field is absent or null.
pub(super) fn choice(
    of: &Value,
    path: &str,
    key: &str,
    choices: &[u64],
) -> Result<Option<u64>, Refusal> {
    let field = &of[key];
    match field.as_u64().filter(|n| choices.contains(n)) {
        None if !field.is_null() => Err(not_among(&below(path, key), choices)),
        found => Ok(found),
    }
}

pub(super) fn not_among(path: &str, choices: &[u64]) -> Refusal {
    let listed: Vec<_> = choices.iter().map(u64::to_string).collect();
    let message = format!("Value must be one of {{{}}}.", listed.join(", "));
    Refusal::form(path, "BASE_TYPE_CHOICES", &message)
}

/// An ID, unless the field is absent or null.
pub(super) fn id(of: &Value, path: &str, key: &str) -> Result<Option<u64>, Refusal> {
    match snowflake(&of[key]) {
        None if !of[key].is_null() => Err(Refusal::not_snowflake(&below(path, key), &of[key])),
        found => Ok(found),
    }
}

/// An object; `None` if the field is absent or null.
pub(super) fn object<'a>(
    of: &'a Value,
    path: &str,
    key: &str,
) -> Result<Option<&'a Value>, Refusal> {
    match &of[key] {
        Value::Null => Ok(None),
        found => model(found, &below(path, key)).map(|()| Some(found)),
    }
}

/// Checks that a value is an object.
pub(super) fn model(value: &Value, path: &str) -> Result<(), Refusal> {
    if value.is_object() {
        return Ok(());
    }
    let message = "Only dictionaries may be used in a ModelType";
    Err(Refusal::form(path, "MODEL_TYPE_CONVERT", message))
}

/// A list of limited length; empty if the field is absent or null.
pub(super) fn list<'a>(
    of: &'a Value,
    path: &str,
    key: &str,
    length: RangeInclusive<usize>,
) -> Result<&'a [Value], Refusal> {
    let path = below(path, key);
    match &of[key] {
        Value::Null => Ok(&[]),
        Value::Array(list) => fits(list.len(), &path, length).map(|()| list.as_slice()),
        _ => Err(not_a_list(&path)),
    }
}

pub(super) fn not_a_list(path: &str) -> Refusal {
    Refusal::form(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
}

/// Checks that no two values are equal.
pub(super) fn distinct<T: Ord>(
    values: impl IntoIterator<Item = T>,
    path: &str,
) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    if values.into_iter().all(|value| seen.insert(value)) {
        return Ok(());
    }
    let message = "The set already contains this value";
    Err(Refusal::form(path, "SET_TYPE_ALREADY_CONTAINS_VALUE", message))
}

/// Distinct numbers out of `choices`.
pub(super) fn set_of(of: &Value, path: &str, key: &str, choices: &[u64]) -> Result<(), Refusal> {
    let all = list(of, path, key, 0..=choices.len())?;
    for (n, value) in all.iter().enumerate() {
        if !value.as_u64().is_some_and(|v| choices.contains(&v)) {
            return Err(not_among(&below(&below(path, key), n), choices));
        }
    }
    distinct(all.iter().filter_map(Value::as_u64), &below(path, key))
}

/// A time of ISO 8601.
pub(in crate::emulator::discord) fn time(text: &str, path: &str) -> Result<Timestamp, Refusal> {
    parsed(text).ok_or_else(|| {
        let message = format!("Could not parse {text}. Should be ISO8601.");
        Refusal::form(path, "DATE_TIME_TYPE_PARSE", &message)
    })
}

/// A URL with one of some schemes. Returns whether it is present.
pub(super) fn link(
    of: &Value,
    path: &str,
    key: &str,
    most: usize,
    schemes: &[&str],
) -> Result<bool, Refusal> {
    if !text(of, path, key, 0..=most)? {
        return Ok(false);
    }
    let path = below(path, key);
    let Ok(url) = Url::parse(of[key].as_str().unwrap_or_default()) else {
        return Err(Refusal::form(&path, "URL_TYPE_INVALID_URL", "Not a well formed URL."));
    };
    if schemes.contains(&url.scheme()) {
        return Ok(true);
    }
    let listed: Vec<_> = schemes.iter().map(|s| format!("'{s}'")).collect();
    let message = format!(
        "Scheme \"{}\" is not supported. Scheme must be one of ({}).",
        url.scheme(),
        listed.join(", ")
    );
    Err(Refusal::form(&path, "URL_TYPE_INVALID_SCHEME", &message))
}

/// An emoji of a button or an option: a Unicode one, or a server's by its ID.
pub(super) fn emoji(of: &Value, path: &str) -> Result<bool, Refusal> {
    // Differs: discord-any-emoji
    let Some(emoji) = object(of, path, "emoji")? else { return Ok(false) };
    let path = below(path, "emoji");
    let named = text(emoji, &path, "name", 0..=32)?;
    let name = emoji["name"].as_str().unwrap_or_default();
    if id(emoji, &path, "id")?.is_some() || (named && !name.is_empty() && !name.is_ascii()) {
        return Ok(true);
    }
    Err(Refusal::form(&below(&path, "name"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji"))
}

/// Checks that the minimum is not above the maximum.
pub(super) fn in_order<T: PartialOrd>(
    least: Option<T>,
    most: Option<T>,
    path: &str,
) -> Result<(), Refusal> {
    match (least, most) {
        (Some(least), Some(most)) if least > most => {
            Err(bad(path, "The minimum is larger than the maximum."))
        }
        _ => Ok(()),
    }
}
