//! Values without null fields, which Discord omits from most responses.

use serde_json::Value;

/// A copy of a value without null fields.
pub(super) fn without_null(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(_, v)| !v.is_null());
            Value::Object(fields.map(|(k, v)| (k.clone(), without_null(v))).collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(without_null).collect()),
        other => other.clone(),
    }
}
