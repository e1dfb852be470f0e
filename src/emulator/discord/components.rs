//! Components of messages and modals, at any nesting level.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::emulator::discord::nulls::without_null;

/// Fields in which a component holds others.
const INNER: [&str; 3] = ["components", "accessory", "component"];

/// Components with the IDs that Discord assigns to those without one.
pub(super) fn numbered(components: &Value) -> Value {
    let mut out = without_null(components);
    let mut taken = BTreeSet::new();
    walk(&mut out, &mut |part| {
        taken.extend(part["id"].as_u64());
    });
    let mut next = 1;
    walk(&mut out, &mut |part| {
        if part["id"].as_u64().is_none_or(|id| id == 0) {
            while taken.contains(&next) {
                next += 1;
            }
            part["id"] = json!(next);
            next += 1;
        }
    });
    out
}

/// All components, flattened in document order.
pub(super) fn flat(components: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    walk(&mut numbered(components), &mut |part| out.push(part.clone()));
    out
}

/// The label of a button or, if it has none, its emoji.
pub(super) fn label_of(button: &Value) -> &str {
    button["label"].as_str().or(button["emoji"]["name"].as_str()).unwrap_or_default()
}

/// Shows each component, those that hold others before these.
pub(super) fn walk(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|part| walk(part, visit)),
        Value::Object(fields) if fields.contains_key("type") => {
            visit(value);
            for inner in INNER {
                if let Some(inner) = value.get_mut(inner) {
                    walk(inner, visit);
                }
            }
        }
        _ => {}
    }
}
