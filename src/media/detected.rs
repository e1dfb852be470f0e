//! What a file was recognised as.

use crate::media::source_format::SourceFormat;
use crate::media::{Format, Kind};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detected {
    /// A format that models accept, though perhaps damaged, or beyond their limits.
    Accepted(Format),
    /// A format that a converter reads.
    Convertible(SourceFormat),
    /// Nothing that can be used; what it appears to be.
    Unknown(&'static str),
}

impl Detected {
    /// The display name with its article: "a HEIC photo", "an MP3 audio file".
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted(format) => format.name(),
            Self::Convertible(source) => source.name(),
            Self::Unknown(name) => name,
        }
    }

    /// The format as which the file is measured and accepted as it is. An animated PNG or WebP
    /// counts as a still image: its first frame.
    pub fn format(&self) -> Option<Format> {
        match self {
            Self::Accepted(format) => Some(*format),
            Self::Convertible(SourceFormat::AnimatedPng) => Some(Format::Png),
            Self::Convertible(SourceFormat::AnimatedWebP) => Some(Format::WebP),
            Self::Convertible(_) | Self::Unknown(_) => None,
        }
    }

    /// Whether it is of this kind, or a converter can make that of it.
    pub fn can_become(&self, kind: Kind) -> bool {
        match self {
            Self::Accepted(format) => match format.kind() {
                Kind::Clip => matches!(kind, Kind::Clip | Kind::Audio),
                own => own == kind,
            },
            Self::Convertible(source) => source.kinds().contains(&kind),
            Self::Unknown(_) => false,
        }
    }
}
