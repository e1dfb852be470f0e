//! Modals.

use std::collections::BTreeSet;

use serde_json::Value;

use super::components::{menu, needs_one, offered, options, select, values};
use super::fields::{
    below, boolean, choice, in_order, integer, list, model, not_among, required, required_text,
    text,
};
use super::{Refusal, bad, twice};

/// Checks a modal.
pub(in crate::emulator::discord) fn modal(modal: &Value) -> Result<(), Refusal> {
    model(modal, "data")?;
    required_text(modal, "data", "title", 1..=45)?;
    required_text(modal, "data", "custom_id", 1..=100)?;
    let parts = list(modal, "data", "components", 1..=5)?;
    if parts.is_empty() {
        return Err(required("data.components"));
    }
    let mut ids = BTreeSet::new();
    for (n, part) in parts.iter().enumerate() {
        let path = below("data.components", n);
        model(part, &path)?;
        let field = match part["type"].as_u64() {
            Some(1) => {
                let inner = list(part, &path, "components", 1..=1)?;
                let Some(field) = inner.first() else {
                    return Err(required(&below(&path, "components")));
                };
                text_input(field, &below(&path, "components.0"), true)?;
                field
            }
            // A label contains what used to be in a row of its own.
            Some(18) => {
                required_text(part, &path, "label", 1..=45)?;
                text(part, &path, "description", 1..=100)?;
                labelled(&part["component"], &below(&path, "component"))?;
                &part["component"]
            }
            Some(10) => {
                required_text(part, &path, "content", 1..=4000)?;
                continue;
            }
            _ => return Err(not_among(&below(&path, "type"), &[1, 10, 18])),
        };
        if !ids.insert(field["custom_id"].as_str()) {
            return Err(twice(&path));
        }
    }
    Ok(())
}

fn labelled(field: &Value, path: &str) -> Result<(), Refusal> {
    model(field, path)?;
    match field["type"].as_u64() {
        Some(4) => return text_input(field, path, false),
        Some(3) => menu(field, path)?,
        Some(5..=8) => select(field, path)?,
        // A checkbox is ticked or not, and cannot be required.
        Some(23) => {
            boolean(field, path, "default")?;
            return required_text(field, path, "custom_id", 1..=100);
        }
        Some(19 | 21 | 22) => required_text(field, path, "custom_id", 1..=100)?,
        _ => return Err(not_among(&below(path, "type"), &[3, 4, 5, 6, 7, 8, 19, 21, 22, 23])),
    }
    if field["disabled"] == true {
        return Err(bad(&below(path, "disabled"), "Modals have no disabled components."));
    }
    boolean(field, path, "required")?;
    let least = match field["type"].as_u64() {
        Some(19) => values(field, path, 10, 1)?.0,
        Some(21) => {
            offered(field, path, options(field, path, 2..=10)?, 1)?;
            1
        }
        Some(22) => {
            let options = options(field, path, 1..=10)?;
            let (least, most) =
                values(field, path, 10, i64::try_from(options.len()).unwrap_or(i64::MAX))?;
            offered(field, path, options, usize::try_from(most).unwrap_or_default())?;
            least
        }
        _ => field["min_values"].as_i64().unwrap_or(1),
    };
    // In a modal, `required` is true by default.
    needs_one(field, path, least, field["required"] != false)
}

/// A text input; in a row it carries its own label.
fn text_input(field: &Value, path: &str, in_row: bool) -> Result<(), Refusal> {
    model(field, path)?;
    if field["type"] != 4 {
        return Err(not_among(&below(path, "type"), &[4]));
    }
    required_text(field, path, "custom_id", 1..=100)?;
    if in_row {
        required_text(field, path, "label", 1..=45)?;
    }
    text(field, path, "placeholder", 0..=100)?;
    boolean(field, path, "required")?;
    let least = integer(field, path, "min_length", 0..=4000)?;
    let most = integer(field, path, "max_length", 1..=4000)?;
    in_order(least, most, &below(path, "min_length"))?;
    let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(4000);
    text(field, path, "value", 0..=most)?;
    match choice(field, path, "style", &[1, 2])? {
        Some(_) => Ok(()),
        None => Err(bad(&below(path, "style"), "Value must be one of {1, 2}.")),
    }
}
