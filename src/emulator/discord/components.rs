//! Components of messages and forms, wherever they stand in them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::emulator::discord::json::without_null;

/// Where a component holds others.
const INNER: [&str; 3] = ["components", "accessory", "component"];

/// Components with the numbers that Discord gives to those that have none.
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

/// Each component, with its number, in the order in which they stand there.
pub(super) fn flat(components: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    walk(&mut numbered(components), &mut |part| out.push(part.clone()));
    out
}

fn walk(value: &mut Value, visit: &mut impl FnMut(&mut Value)) {
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
