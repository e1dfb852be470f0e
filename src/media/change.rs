//! What was changed in a member's file so that a model accepts it.

use serde::{Deserialize, Serialize};

use crate::media::Detected;

/// One change, for the member who sent the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Converted from a format that no model accepts.
    Converted {
        /// What the file was, such as a GIF.
        from: Detected,
    },
    /// Cut to the longest that the model accepts.
    Cut {
        /// The part that was kept.
        part: Part,
        /// Its length in seconds.
        seconds: f64,
        /// The length of the whole in seconds, if the file stated it.
        of: Option<f64>,
    },
    /// Cropped around its centre, because it was too thin.
    Cropped {
        /// Width and height of the original in pixels.
        from: (u32, u32),
        /// Width and height of what was kept.
        to: (u32, u32),
    },
    /// Drawn with more or fewer pixels.
    Resized {
        /// Width and height of the original in pixels.
        from: (u32, u32),
        /// Width and height as sent to the model.
        to: (u32, u32),
    },
}

impl Change {
    /// Whether Discord would show the original of an image differently, or not at all.
    pub fn looks_different(&self) -> bool {
        matches!(self, Self::Converted { .. } | Self::Cropped { .. })
    }
}

/// The part of a recording that a cut keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Its beginning.
    First,
    /// Its end.
    Last,
}
