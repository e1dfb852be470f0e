//! Path parameters of the control API.

use axum::extract::{FromRequestParts, Path as AnyPath};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::{Refused, bad};

/// The parameters of a path; invalid ones are rejected with this API's own error.
pub(super) struct Path<T>(pub(super) T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        match AnyPath::from_request_parts(parts, state).await {
            Ok(AnyPath(values)) => Ok(Self(values)),
            Err(e) => Err(bad(e.body_text())),
        }
    }
}
