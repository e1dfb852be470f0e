//! The gateway session that checks share.

use crate::cli::conformance::websocket::WebSocket;

/// A session that is connected.
pub(super) struct Session {
    pub(super) socket: WebSocket,
    pub(super) id: String,
    /// Where it is resumed.
    pub(super) resume_url: String,
    /// The number of the last event.
    pub(super) seq: u64,
}
