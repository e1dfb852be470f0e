//! A job's priority in the queue, set when it is accepted.

use serde::{Deserialize, Serialize};

/// The highest weight.
pub const MAX_WEIGHT: u8 = 10;

/// A job's priority in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priority {
    /// The requester's scheduling weight: 1 to [`MAX_WEIGHT`].
    pub weight: u8,
    /// Whether it is the requester's first job of the window, which makes it eligible for the
    /// express slot.
    pub first: bool,
}

impl Default for Priority {
    fn default() -> Self {
        Self { weight: 1, first: false }
    }
}
