//! What a file was recognised as.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::media::source_format::SourceFormat;
use crate::media::unrecognised::Unrecognised;
use crate::media::{Format, Kind};

/// What a file is. Stored by its display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detected {
    /// A format that models accept, though perhaps damaged, or beyond their limits.
    Accepted(Format),
    /// A format that a converter reads.
    Convertible(SourceFormat),
    /// Nothing that can be used; what it appears to be.
    Unknown(Unrecognised),
}

impl Detected {
    /// Everything that a file can be.
    pub fn all() -> impl Iterator<Item = Self> {
        let accepted = Format::ALL.into_iter().map(Self::Accepted);
        let convertible = SourceFormat::ALL.into_iter().map(Self::Convertible);
        let unknown = Unrecognised::ALL.into_iter().map(Self::Unknown);
        accepted.chain(convertible).chain(unknown)
    }

    /// The display name with its article: "a HEIC photo", "an MP3 audio file".
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted(format) => format.name(),
            Self::Convertible(source) => source.name(),
            Self::Unknown(found) => found.name(),
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
                Kind::Video => matches!(kind, Kind::Video | Kind::Audio),
                own => own == kind,
            },
            Self::Convertible(source) => source.kinds().contains(&kind),
            Self::Unknown(_) => false,
        }
    }
}

impl Serialize for Detected {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Detected {
    /// A name that is not known, as another version may have stored, is an unknown type of file.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        let known = Self::all().find(|detected| detected.name() == name);
        Ok(known.unwrap_or(Self::Unknown(Unrecognised::Other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_stored_by_its_name() {
        for detected in Detected::all() {
            let stored = serde_json::to_string(&detected).unwrap();
            assert_eq!(stored, format!("{:?}", detected.name()));
            assert_eq!(serde_json::from_str::<Detected>(&stored).unwrap(), detected);
        }
        let other: Detected = serde_json::from_str("\"a GIF\"").unwrap();
        assert_eq!(other, Detected::Unknown(Unrecognised::Other));
    }
}
