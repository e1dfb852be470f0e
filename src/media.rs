//! What bytes are, as the bytes themselves say: never the file name, never the declared type.

pub mod audio;
mod boxes;
mod colour;
pub mod flatten;
pub mod image;
pub mod sniff;
pub mod video;
mod whole;

use serde::{Deserialize, Serialize};

pub use sniff::sniff;

/// A format that some model takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// PNG picture.
    Png,
    /// JPEG picture.
    Jpeg,
    /// BMP picture.
    Bmp,
    /// WebP picture.
    WebP,
    /// MP4 video.
    Mp4,
    /// QuickTime video.
    Mov,
    /// MP3 sound.
    Mp3,
    /// WAV sound.
    Wav,
}

/// What a format shows or plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A still picture.
    Image,
    /// A video.
    Clip,
    /// Sound.
    Audio,
}

impl Format {
    /// What it shows or plays.
    pub fn kind(self) -> Kind {
        match self {
            Format::Png | Format::Jpeg | Format::Bmp | Format::WebP => Kind::Image,
            Format::Mp4 | Format::Mov => Kind::Clip,
            Format::Mp3 | Format::Wav => Kind::Audio,
        }
    }

    /// The media type of RFC 6838.
    pub fn mime(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Bmp => "image/bmp",
            Format::WebP => "image/webp",
            Format::Mp4 => "video/mp4",
            Format::Mov => "video/quicktime",
            Format::Mp3 => "audio/mpeg",
            Format::Wav => "audio/wav",
        }
    }

    /// The usual ending of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Jpeg => "jpg",
            Format::Bmp => "bmp",
            Format::WebP => "webp",
            Format::Mp4 => "mp4",
            Format::Mov => "mov",
            Format::Mp3 => "mp3",
            Format::Wav => "wav",
        }
    }

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Png => "a PNG picture",
            Format::Jpeg => "a JPEG picture",
            Format::Bmp => "a BMP picture",
            Format::WebP => "a WebP picture",
            Format::Mp4 => "an MP4 video",
            Format::Mov => "a QuickTime video",
            Format::Mp3 => "an MP3 sound",
            Format::Wav => "a WAV sound",
        }
    }
}

/// What was measured of some bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// What they are.
    pub format: Format,
    /// How many there are.
    pub bytes: u64,
    /// Pixels across and down as a person sees them, rotation applied.
    pub size: Option<(u32, u32)>,
    /// How long it plays.
    pub seconds: Option<f64>,
    /// Whether the picture must be drawn anew before the provider takes it: it has an alpha
    /// channel, or is stored turned with a note that says so.
    pub redraw: bool,
}

/// Bytes that are not usable.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unusable {
    /// Not of any format that is taken; what it looks like instead.
    #[error("{0}")]
    Unknown(&'static str),
    /// Of a known format, but damaged or cut short.
    #[error("{0}")]
    Damaged(String),
}

/// Recognises and measures bytes.
///
/// # Errors
/// When they are of no known format, or damaged.
pub fn measure(bytes: &[u8]) -> Result<Facts, Unusable> {
    let format = sniff(bytes).ok_or_else(|| Unusable::Unknown(sniff::looks_like(bytes)))?;
    match format.kind() {
        Kind::Image => image::measure(bytes, format),
        Kind::Clip => video::measure(bytes, format),
        Kind::Audio => audio::measure(bytes, format),
    }
}
