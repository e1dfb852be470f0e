//! Path and query parameters of the file host.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path as AnyPath};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use super::links::gone;

/// IDs and names of a path; there is nothing at an invalid one.
pub(super) struct Path<T>(pub(super) T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        // Differs: discord-cdn-refusals
        AnyPath::from_request_parts(parts, state)
            .await
            .map(|AnyPath(p)| Self(p))
            .map_err(|_| gone())
    }
}

/// The fields of a query; of fields with the same name, the last one counts.
pub(super) struct Query(HashMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

impl Query {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The requested side of an image: a power of two from 16 to 4096.
    pub(super) fn size(&self) -> Result<Option<u32>, InvalidSize> {
        let Some(text) = self.text("size") else { return Ok(None) };
        let size = text.parse::<u32>().ok();
        match size.filter(|n| n.is_power_of_two() && (16..=4096).contains(n)) {
            None => Err(InvalidSize),
            size => Ok(size),
        }
    }
}

/// The requested size is none that images have.
pub(super) struct InvalidSize;

impl IntoResponse for InvalidSize {
    fn into_response(self) -> Response {
        // Differs: discord-cdn-refusals
        (StatusCode::BAD_REQUEST, "Invalid resource").into_response()
    }
}
