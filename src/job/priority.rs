//! What a job's turn in the queue hangs on, decided when it is accepted.

use serde::{Deserialize, Serialize};

/// The most that a weight can be.
pub const HEAVIEST: u8 = 10;

/// How a job stands in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priority {
    /// How much its requester gets in a round, against others: 1 to [`HEAVIEST`].
    pub weight: u8,
    /// It is its requester's first job of the window.
    pub first: bool,
}

impl Default for Priority {
    fn default() -> Self {
        Self { weight: 1, first: false }
    }
}
