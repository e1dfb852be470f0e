//! What goes into a conversion of a recording, and what comes out.

use crate::media::{Change, Facts};
use crate::spool::Spooled;

/// What a converted video or audio must keep.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Maximum size in bytes.
    pub max_bytes: u64,
    /// Minimum of either side in pixels.
    pub min_side: Option<u32>,
    /// Maximum of either side in pixels.
    pub max_side: Option<u32>,
    /// Maximum duration in seconds.
    pub max_seconds: Option<f64>,
}

/// A converted file, and what was changed in it.
#[derive(Debug, Clone)]
pub struct Converted {
    /// The new file.
    pub file: Spooled,
    /// What the member should know, in order.
    pub changes: Vec<Change>,
}

/// An image as a model accepts it.
#[derive(Debug, Clone)]
pub struct PreparedImage {
    /// The new file; `None` if the original one is used.
    pub file: Option<Spooled>,
    /// The facts of the file that is used.
    pub facts: Facts,
    /// What the member should know.
    pub changes: Vec<Change>,
}

/// By how much a video is too long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Excess {
    /// Its length in seconds.
    pub seconds: f64,
    /// The length that a cut leaves, in seconds.
    pub kept: f64,
}
