//! A response, and expectations about it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::finding::{CheckResult, Problem};

static NULL: Value = Value::Null;

/// The response to a request.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// By lower-case name.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
    /// The body, or null if it is not JSON.
    pub(super) json: Value,
}

/// The required type of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A Discord ID: a string of digits.
    Id,
    /// A non-empty string.
    Text,
    Number,
    Bool,
    List,
    Null,
}

impl Answer {
    /// The value at a JSON pointer, or null if it is missing.
    pub(super) fn at(&self, pointer: &str) -> &Value {
        self.json.pointer(pointer).unwrap_or(&NULL)
    }

    /// A string, or a number as text; empty for any other value.
    pub(super) fn text(&self, pointer: &str) -> String {
        match self.at(pointer) {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The items of a list; empty if it is not a list.
    pub(super) fn items(&self, pointer: &str) -> &[Value] {
        self.at(pointer).as_array().map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Describes what was received instead of what was expected: status, code and message, or the
    /// names of the fields. Other values are left out, because they may be secret.
    pub(super) fn differs(&self, expected: impl Into<String>) -> Problem {
        Problem::differs(expected, self.summary())
    }

    fn summary(&self) -> String {
        let mut seen = format!("status {}", self.status);
        match &self.json {
            Value::Object(fields) => {
                let (code, message) = (self.text("/code"), self.text("/message"));
                if !code.is_empty() {
                    seen.push_str(&format!(", code {code}"));
                }
                if !message.is_empty() {
                    seen.push_str(&format!(", message {message:?}"));
                }
                let names: Vec<_> = match fields.get("errors").and_then(Value::as_object) {
                    Some(errors) => errors.keys().map(|k| format!("errors.{k}")).collect(),
                    None if message.is_empty() => fields.keys().cloned().collect(),
                    None => Vec::new(),
                };
                if !names.is_empty() {
                    seen.push_str(&format!(", fields {}", names.join(", ")));
                }
            }
            Value::Array(items) => seen.push_str(&format!(", a list of {}", items.len())),
            _ if self.body.is_empty() => seen.push_str(", no body"),
            _ => {
                let kind = self.header("content-type").unwrap_or("of no type");
                seen.push_str(&format!(", {} bytes {kind}", self.body.len()));
            }
        }
        seen
    }

    pub(super) fn expect_status(&self, statuses: &[u16]) -> CheckResult {
        if statuses.contains(&self.status) {
            return Ok(());
        }
        let listed: Vec<_> = statuses.iter().map(u16::to_string).collect();
        let (expected, seen) = (format!("status {}", listed.join(" or ")), self.summary());
        Err(match self.status {
            401 | 403 | 429 | 500.. => Problem::Unanswered { expected, seen },
            _ => Problem::Differs { expected, seen },
        })
    }

    /// Expects each field to exist and have its type.
    pub(super) fn expect_fields(&self, fields: &[(&str, Kind)]) -> CheckResult {
        fields.iter().try_for_each(|(pointer, kind)| {
            let value = self.at(pointer);
            if kind.fits(value) {
                return Ok(());
            }
            let is_there = self.json.pointer(pointer).is_some();
            let seen = if is_there { name_of(value) } else { "no such field" };
            Err(Problem::differs(
                format!("{pointer} to be {}", kind.name()),
                format!("{seen} in an answer with status {}", self.status),
            ))
        })
    }

    /// Expects a field to have a value. Must not be used for secrets.
    pub(super) fn expect_value(&self, pointer: &str, expected: impl Into<Value>) -> CheckResult {
        let (expected, seen) = (expected.into(), self.at(pointer));
        if *seen == expected {
            return Ok(());
        }
        Err(Problem::differs(
            format!("{pointer} to be {expected}"),
            format!("{seen} in an answer with status {}", self.status),
        ))
    }

    /// How long a rate limit asks to wait, from the body or the header; a second by default.
    pub(super) fn retry_after(&self) -> Duration {
        let header = || self.header("retry-after").and_then(|text| text.parse().ok());
        let seconds: Option<f64> = self.at("/retry_after").as_f64().or_else(header);
        let seconds = seconds.filter(|s| s.is_finite()).unwrap_or(1.0);
        // A margin, because a retry exactly on time can still be too early.
        Duration::from_secs_f64(seconds.clamp(0.0, 3600.0)) + Duration::from_millis(100)
    }
}

impl Kind {
    fn fits(self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Id => {
                text.is_some_and(|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()))
            }
            Self::Text => text.is_some_and(|t| !t.is_empty()),
            Self::Number => value.is_number(),
            Self::Bool => value.is_boolean(),
            Self::List => value.is_array(),
            Self::Null => value.is_null(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Id => "an ID as text",
            Self::Text => "a text that is not empty",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::List => "a list",
            Self::Null => "null or absent",
        }
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(text) if text.is_empty() => "an empty text",
        Value::String(_) => "another text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(status: u16, json: Value) -> Answer {
        Answer { status, headers: BTreeMap::new(), body: json.to_string().into_bytes(), json }
    }

    #[test]
    fn a_summary_names_fields_and_not_their_values() {
        let Problem::Differs { seen, .. } =
            answer(200, json!({"expires_at": 5, "token": "st-1"})).differs("")
        else {
            panic!("skipped");
        };
        assert_eq!(seen, "status 200, fields expires_at, token");
        let refusal = json!({"code": 50035, "message": "Invalid Form Body",
            "errors": {"content": {}}});
        let Problem::Differs { seen, .. } = answer(400, refusal).differs("") else {
            panic!("skipped");
        };
        let expected =
            "status 400, code 50035, message \"Invalid Form Body\", fields errors.content";
        assert_eq!(seen, expected);
    }

    #[test]
    fn fields_are_held_against_their_kinds() {
        let answer = answer(200, json!({"id": "12", "name": "", "n": 5}));
        assert!(answer.expect_fields(&[("/id", Kind::Id), ("/none", Kind::Null)]).is_ok());
        for (pointer, kind) in [("/name", Kind::Text), ("/n", Kind::Id), ("/none", Kind::Number)] {
            assert!(answer.expect_fields(&[(pointer, kind)]).is_err(), "{pointer}");
        }
        assert_eq!(answer.text("/n"), "5");
    }

    #[test]
    fn any_wait_is_a_wait() {
        for seconds in [json!(-5), json!(1e300), json!("x"), json!(null), json!(0.25)] {
            let wait = answer(429, json!({"retry_after": seconds})).retry_after();
            assert!(wait <= Duration::from_secs(3601), "{wait:?}");
        }
    }
}
