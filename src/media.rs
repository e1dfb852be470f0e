//! Detects and measures media by content, never by file name or declared type.

mod animation;
pub mod audio;
mod boxes;
mod change;
mod cmyk;
mod colour;
mod damage;
mod detected;
mod extension;
pub mod flatten;
mod heif_colour;
mod identify;
pub mod image;
mod inspection;
mod integers;
mod mp3;
mod orientation;
mod prepare;
mod smaller;
mod source_format;
mod strip;
mod structure;
mod thumbnail;
mod unrecognised;
mod verify;
pub mod video;
mod wav;

use serde::{Deserialize, Serialize};

pub use animation::webp_to_png;
pub use change::{Change, Part};
pub use damage::{Damage, TooMuch, Unusable};
pub use detected::Detected;
pub use extension::contradicts_name;
pub use identify::{identify, sniff};
pub use inspection::{Inspection, inspect};
pub use prepare::{ImageLimits, MAX_RESIZABLE_PIXELS, MIN_RESIZABLE_SIDE, Prepared, prepare};
pub use smaller::smaller;
pub use source_format::SourceFormat;
pub use strip::{strip, stripped};
pub use thumbnail::thumbnail;
pub use unrecognised::Unrecognised;
pub use verify::verify_pixels;

/// A format that at least one model accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// PNG image.
    Png,
    /// JPEG image.
    Jpeg,
    /// BMP image.
    Bmp,
    /// WebP image.
    WebP,
    /// MP4 video.
    Mp4,
    /// QuickTime video.
    Mov,
    /// MP3 audio.
    Mp3,
    /// WAV audio.
    Wav,
}

/// The kind of media of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A still image.
    Image,
    /// A video.
    #[serde(alias = "clip")]
    Video,
    /// Audio.
    Audio,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 8] =
        [Self::Png, Self::Jpeg, Self::Bmp, Self::WebP, Self::Mp4, Self::Mov, Self::Mp3, Self::Wav];

    /// The kind of media.
    pub fn kind(self) -> Kind {
        match self {
            Format::Png | Format::Jpeg | Format::Bmp | Format::WebP => Kind::Image,
            Format::Mp4 | Format::Mov => Kind::Video,
            Format::Mp3 | Format::Wav => Kind::Audio,
        }
    }

    /// The media type (RFC 6838).
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

    /// The usual file extension, without the dot.
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

    /// The display name.
    pub fn name(self) -> &'static str {
        match self {
            Format::Png => "a PNG image",
            Format::Jpeg => "a JPEG image",
            Format::Bmp => "a BMP image",
            Format::WebP => "a WebP image",
            Format::Mp4 => "an MP4 video",
            Format::Mov => "a QuickTime video",
            Format::Mp3 => "an MP3 audio file",
            Format::Wav => "a WAV audio file",
        }
    }
}

/// Measured properties of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The detected format.
    pub format: Format,
    /// Size in bytes.
    pub bytes: u64,
    /// Width and height in pixels as displayed, with rotation applied.
    pub size: Option<(u32, u32)>,
    /// Duration in seconds.
    pub seconds: Option<f64>,
    /// Whether the image must be re-encoded so that the provider accepts it and sees it as people
    /// do: it has an alpha channel, 16 bits per channel, CMYK, a colour profile other than sRGB, or
    /// several frames, or its metadata rotates it.
    pub redraw: bool,
}

/// Detects the format and measures the file.
///
/// # Errors
/// When the format is unknown or the file is damaged.
pub fn measure(bytes: &[u8]) -> Result<Facts, Unusable> {
    let detected = identify(bytes);
    let format = detected.format().ok_or(Unusable::OtherFormat(detected))?;
    match format.kind() {
        Kind::Image => image::measure(bytes, format),
        Kind::Video => video::measure(bytes, format),
        Kind::Audio => audio::measure(bytes, format),
    }
}

#[cfg(test)]
#[path = "media/robustness_tests.rs"]
mod robustness_tests;
