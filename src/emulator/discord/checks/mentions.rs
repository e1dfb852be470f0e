//! Checks of `allowed_mentions`.

use serde_json::Value;

use super::Refusal;
use super::fields::{below, boolean, distinct, list, object};
use crate::emulator::discord::payload::snowflake;

pub(super) fn mentions(message: &Value) -> Result<(), Refusal> {
    let path = "allowed_mentions";
    let Some(allowed) = object(message, "", path)? else { return Ok(()) };
    boolean(allowed, path, "replied_user")?;
    let parse = list(allowed, path, "parse", 0..=1521)?;
    for (n, kind) in parse.iter().enumerate() {
        if !kind.as_str().is_some_and(|k| matches!(k, "users" | "roles" | "everyone")) {
            let path = below(&below(path, "parse"), n);
            let message = "Value must be one of ('users', 'roles', 'everyone').";
            return Err(Refusal::form(&path, "BASE_TYPE_CHOICES", message));
        }
    }
    distinct(parse.iter().filter_map(Value::as_str), &below(path, "parse"))?;
    for kind in ["users", "roles"] {
        let listed = list(allowed, path, kind, 0..=100)?;
        for (n, id) in listed.iter().enumerate() {
            if snowflake(id).is_none() {
                return Err(Refusal::not_snowflake(&below(&below(path, kind), n), id));
            }
        }
        distinct(listed.iter().filter_map(snowflake), &below(path, kind))?;
        if !listed.is_empty() && parse.iter().any(|k| k == kind) {
            return Err(Refusal::form(
                path,
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                &format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive."),
            ));
        }
    }
    Ok(())
}
