//! Signatures of links, and the answer to a link that leads to nothing.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, Mac};

pub(super) fn gone() -> Response {
    (StatusCode::NOT_FOUND, "This content is no longer available.").into_response()
}

/// The signature of a link to an attachment.
pub fn signature(channel: u64, id: u64, expires: i64) -> String {
    // Differs: discord-cdn-unsigned
    signed(&format!("{channel}/{id}/{expires}"))
}

pub(super) fn signed(text: &str) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"cdn").expect("any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}
