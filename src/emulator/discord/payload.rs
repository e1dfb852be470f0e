//! A request's payload: JSON, or a form with `payload_json` and files.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use serde_json::Value;

use crate::emulator::discord::checks::Refusal;

pub(super) struct Payload {
    pub(super) json: Value,
    /// Name and bytes by the number in `files[n]`.
    pub(super) files: BTreeMap<u64, (String, Bytes)>,
}

impl<S: Send + Sync> FromRequest<S> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let kind = kind.unwrap_or_default().to_lowercase();
        if kind.starts_with("multipart/form-data") {
            return Self::from_form(request, state).await;
        }
        let Ok(bytes) = Bytes::from_request(request, state).await else {
            return Err(Refusal::too_large());
        };
        if bytes.is_empty() {
            return Ok(Self { json: Value::Null, files: BTreeMap::new() });
        }
        if kind.starts_with("application/x-www-form-urlencoded") {
            return Self::from_fields(&bytes);
        }
        let json = serde_json::from_slice(&bytes).map_err(|_| Refusal::not_json())?;
        Ok(Self { json, files: BTreeMap::new() })
    }
}

impl Payload {
    /// A form without files: `payload_json`, or text fields.
    fn from_fields(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut fields = serde_json::Map::new();
        for (name, value) in url::form_urlencoded::parse(bytes) {
            if name == "payload_json" {
                let json = serde_json::from_str(&value).map_err(|_| Refusal::not_json())?;
                return Ok(Self { json, files: BTreeMap::new() });
            }
            fields.insert(name.into_owned(), Value::String(value.into_owned()));
        }
        Ok(Self { json: Value::Object(fields), files: BTreeMap::new() })
    }

    async fn from_form<S: Send + Sync>(request: Request, state: &S) -> Result<Self, Refusal> {
        let form = Multipart::from_request(request, state).await;
        let mut form = form.map_err(|_| Refusal::not_json())?;
        let mut out = Self { json: Value::Object(serde_json::Map::new()), files: BTreeMap::new() };
        // Fields can come in any order: serenity sends the files first.
        while let Some(field) = form.next_field().await.map_err(|_| Refusal::not_json())? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().unwrap_or("file").to_owned();
            let bytes = field.bytes().await.map_err(|_| Refusal::too_large())?;
            if name == "payload_json" {
                out.json = serde_json::from_slice(&bytes).map_err(|_| Refusal::not_json())?;
            } else if let Some(n) = name
                .strip_prefix("files[")
                .and_then(|n| n.strip_suffix(']'))
                .and_then(|n| n.parse().ok())
            {
                out.files.insert(n, (file_name, bytes));
            }
        }
        Ok(out)
    }
}

/// An ID as clients write it: a string or, since Discord accepts it as well, a number.
pub(super) fn snowflake(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}

/// The IDs in a list.
pub(super) fn snowflakes(list: &Value) -> Vec<u64> {
    list.as_array().into_iter().flatten().filter_map(snowflake).collect()
}
