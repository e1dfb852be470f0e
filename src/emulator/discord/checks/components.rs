//! Rows of buttons and menus under a message.

pub(super) mod layout;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde_json::Value;

use super::fields::{
    below, boolean, choice, emoji, id, integer, link, list, model, not_among, required,
    required_text, text,
};
use super::{Refusal, bad, twice};

/// IDs already used in a message; each must be unique.
#[derive(Default)]
pub(super) struct Used {
    custom_ids: BTreeSet<String>,
    numbers: BTreeSet<i64>,
}

impl Used {
    /// Checks that a component's number and custom ID are unique.
    fn once(&mut self, part: &Value, path: &str) -> Result<(), Refusal> {
        let number = integer(part, path, "id", 0..=i32::MAX.into())?.filter(|n| *n != 0);
        if number.is_some_and(|n| !self.numbers.insert(n)) {
            return Err(bad(&below(path, "id"), "Component id cannot be duplicated"));
        }
        match part["custom_id"].as_str() {
            Some(id) if !self.custom_ids.insert(id.to_owned()) => {
                Err(twice(&below(path, "custom_id")))
            }
            _ => Ok(()),
        }
    }
}

/// Checks the rows of a message.
pub(super) fn rows(message: &Value) -> Result<(), Refusal> {
    let mut used = Used::default();
    for (r, one) in list(message, "", "components", 0..=5)?.iter().enumerate() {
        let path = below("components", r);
        model(one, &path)?;
        if one["type"] != 1 {
            return Err(not_among(&below(&path, "type"), &[1]));
        }
        row(one, &path, &mut used)?;
    }
    Ok(())
}

fn row(row: &Value, path: &str, used: &mut Used) -> Result<(), Refusal> {
    used.once(row, path)?;
    let parts = list(row, path, "components", 1..=5)?;
    let path = below(path, "components");
    if parts.is_empty() {
        return Err(required(&path));
    }
    for (n, part) in parts.iter().enumerate() {
        let path = below(&path, n);
        model(part, &path)?;
        match part["type"].as_u64() {
            Some(2) => button(part, &path)?,
            // A menu fills its row.
            Some(3) if parts.len() == 1 => menu(part, &path)?,
            Some(5..=8) if parts.len() == 1 => select(part, &path)?,
            _ => return Err(not_among(&below(&path, "type"), &[2, 3, 5, 6, 7, 8])),
        }
        used.once(part, &path)?;
    }
    Ok(())
}

fn button(part: &Value, path: &str) -> Result<(), Refusal> {
    let labelled = text(part, path, "label", 0..=80)? && part["label"] != "";
    if !emoji(part, path)? && !labelled {
        return Err(bad(path, "A button needs a label or an emoji."));
    }
    boolean(part, path, "disabled")?;
    let named = text(part, path, "custom_id", 1..=100)?;
    let linked = link(part, path, "url", 512, &["http", "https", "discord"])?;
    // Differs: discord-any-emoji
    let sold = id(part, path, "sku_id")?.is_some();
    let style = choice(part, path, "style", &[1, 2, 3, 4, 5, 6])?;
    match style {
        Some(1..=4) if named && !linked && !sold => Ok(()),
        Some(5) if linked && !named && !sold => Ok(()),
        Some(6) if sold && !named && !linked => Ok(()),
        None => Err(required(&below(path, "style"))),
        _ => Err(bad(&below(path, "style"), "Style and target do not go together.")),
    }
}

/// Checks what all menu types share, and the number of values that can be selected.
pub(super) fn select(part: &Value, path: &str) -> Result<(), Refusal> {
    required_text(part, path, "custom_id", 1..=100)?;
    text(part, path, "placeholder", 0..=150)?;
    boolean(part, path, "disabled")?;
    boolean(part, path, "required")?;
    let (least, most) = values(part, path, 25, 1)?;
    needs_one(part, path, least, part["required"] == true)?;
    let preset = list(part, path, "default_values", 0..=25)?;
    let kinds: &[&str] = match part["type"].as_u64() {
        Some(5) => &["user"],
        Some(6) => &["role"],
        Some(7) => &["user", "role"],
        _ => &["channel"],
    };
    for (n, one) in preset.iter().enumerate() {
        let path = below(&below(path, "default_values"), n);
        model(one, &path)?;
        if id(one, &path, "id")?.is_none() {
            return Err(required(&below(&path, "id")));
        }
        if !kinds.iter().any(|kind| one["type"] == *kind) {
            return Err(bad(&below(&path, "type"), "Not a type that the menu offers."));
        }
    }
    if !preset.is_empty() && !i64::try_from(preset.len()).is_ok_and(|n| (least..=most).contains(&n))
    {
        let message = format!("Must be between {least} and {most} in length.");
        let path = below(path, "default_values");
        return Err(Refusal::form(&path, "BASE_TYPE_BAD_LENGTH", &message));
    }
    Ok(())
}

/// How many values can be given at least (by default one) and at most.
pub(super) fn values(
    part: &Value,
    path: &str,
    limit: i64,
    usual_most: i64,
) -> Result<(i64, i64), Refusal> {
    let least = integer(part, path, "min_values", 0..=limit)?.unwrap_or(1);
    let most = integer(part, path, "max_values", 1..=limit)?.unwrap_or(usual_most);
    if least > most {
        return Err(bad(&below(path, "min_values"), "The minimum is larger than the maximum."));
    }
    Ok((least, most))
}

/// What is required cannot be left empty (code and message: discord-api-docs 7800 and 8177).
pub(super) fn needs_one(
    part: &Value,
    path: &str,
    least: i64,
    is_required: bool,
) -> Result<(), Refusal> {
    if least > 0 || !is_required {
        return Ok(());
    }
    let (kind, what) = match part["type"].as_u64() {
        Some(3 | 5..=8) => ("SELECT_COMPONENT", "Select menus"),
        // Differs: discord-invented-codes
        _ => ("COMPONENT", "Components"),
    };
    let code = format!("{kind}_REQUIRED_ZERO_MIN_VALUES");
    let message = format!("{what} marked as required cannot have a min_values of 0");
    Err(Refusal::form(&below(path, "min_values"), &code, &message))
}

pub(super) fn menu(part: &Value, path: &str) -> Result<(), Refusal> {
    select(part, path)?;
    let options = options(part, path, 1..=25)?;
    for (n, option) in options.iter().enumerate() {
        emoji(option, &below(&below(path, "options"), n))?;
    }
    let most = usize::try_from(part["max_values"].as_u64().unwrap_or(1)).unwrap_or(usize::MAX);
    offered(part, path, options, most)
}

/// The options of a menu, or of a group of buttons or boxes.
pub(super) fn options<'a>(
    part: &'a Value,
    path: &str,
    length: RangeInclusive<usize>,
) -> Result<&'a [Value], Refusal> {
    let options = list(part, path, "options", length)?;
    if options.is_empty() {
        return Err(required(&below(path, "options")));
    }
    let mut values = BTreeSet::new();
    for (n, option) in options.iter().enumerate() {
        let path = below(&below(path, "options"), n);
        model(option, &path)?;
        required_text(option, &path, "label", 1..=100)?;
        required_text(option, &path, "value", 1..=100)?;
        text(option, &path, "description", 0..=100)?;
        boolean(option, &path, "default")?;
        if !values.insert(option["value"].as_str()) {
            let message = "The specified option value is already used";
            let path = below(&path, "value");
            return Err(Refusal::form(&path, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message));
        }
    }
    Ok(options)
}

/// Checks that `most` options can be chosen, and that no more are preset.
pub(super) fn offered(
    part: &Value,
    path: &str,
    options: &[Value],
    most: usize,
) -> Result<(), Refusal> {
    if !part["max_values"].is_null() && most > options.len() {
        return Err(bad(&below(path, "max_values"), "There are not so many options."));
    }
    if options.iter().filter(|o| o["default"] == true).count() > most {
        return Err(bad(&below(path, "options"), "More are chosen than may be."));
    }
    Ok(())
}
