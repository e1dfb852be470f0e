//! Path and query parameters, rejected with Discord's messages.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path as AnyPath, RawPathParams};
use axum::http::request::Parts;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::emulator::discord::checks::{Refusal, time};
use crate::emulator::discord::payload::snowflake;

/// IDs and tokens of a path.
pub(super) struct Path<T>(pub(super) T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        if let Ok(AnyPath(values)) = AnyPath::from_request_parts(parts, state).await {
            return Ok(Self(values));
        }
        let all = RawPathParams::from_request_parts(parts, state).await;
        let all = all.as_ref().ok();
        // IDs come before tokens and message names.
        let bad = all.and_then(|all| all.iter().find(|(_, v)| snowflake(&json!(v)).is_none()));
        let (name, value) = bad.unwrap_or(("id", ""));
        let name = if name == "app" { "application" } else { name };
        Err(Refusal::not_snowflake(&format!("{name}_id"), &json!(value)))
    }
}

/// The fields of a query.
pub(super) struct Query(HashMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

impl Query {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn is_true(&self, name: &str) -> bool {
        matches!(self.text(name), Some("1" | "true" | "True"))
    }

    pub(super) fn id(&self, name: &str) -> Result<Option<u64>, Refusal> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match snowflake(&json!(text)) {
            None => Err(Refusal::not_snowflake(name, &json!(text))),
            id => Ok(id),
        }
    }

    /// A time.
    pub(super) fn time(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        self.text(name).map(|text| time(text, name)).transpose()
    }

    /// The maximum number of results that is requested.
    pub(super) fn limit(&self, usual: usize, most: usize) -> Result<usize, Refusal> {
        let Some(text) = self.text("limit") else { return Ok(usual) };
        let Ok(limit) = text.parse::<i64>() else {
            let message = format!("Value \"{text}\" is not int.");
            return Err(Refusal::form("limit", "NUMBER_TYPE_COERCE", &message));
        };
        if limit < 1 {
            let message = "int value should be greater than or equal to 1.";
            return Err(Refusal::form("limit", "NUMBER_TYPE_MIN", message));
        }
        match usize::try_from(limit) {
            Ok(limit) if limit <= most => Ok(limit),
            _ => {
                let message = format!("int value should be less than or equal to {most}.");
                Err(Refusal::form("limit", "NUMBER_TYPE_MAX", &message))
            }
        }
    }
}
