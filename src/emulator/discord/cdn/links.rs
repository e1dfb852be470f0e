//! Signatures of links, and the answer to a link that leads to nothing.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, Mac};

pub(super) fn gone() -> Response {
    (StatusCode::NOT_FOUND, "This content is no longer available.").into_response()
}

/// A link to an attachment, without its origin.
pub struct Link<'a> {
    pub(in crate::emulator::discord) channel: u64,
    pub(in crate::emulator::discord) id: u64,
    pub(in crate::emulator::discord) name: &'a str,
    /// When it was made, and when it stops to work, in seconds since 1970.
    pub(in crate::emulator::discord) issued: i64,
    pub(in crate::emulator::discord) expires: i64,
}

impl Link<'_> {
    /// The signature, which covers everything else in the link.
    pub(super) fn signature(&self) -> String {
        let Self { channel, id, name, issued, expires } = self;
        signed(&format!("{channel}/{id}/{name} {issued} {expires}"))
    }

    /// Path and query.
    pub(in crate::emulator::discord) fn path(&self) -> String {
        let Self { channel, id, name, issued, expires } = self;
        let (name, signature) = (encoded(name), self.signature());
        format!("/attachments/{channel}/{id}/{name}?ex={expires:x}&is={issued:x}&hm={signature}")
    }
}

/// A file name encoded as one path segment.
fn encoded(name: &str) -> String {
    name.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(b).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

pub(super) fn signed(text: &str) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"cdn").expect("any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}
