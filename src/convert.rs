//! Converts members' files into formats that the models accept, with ffmpeg and libheif where they
//! are installed, and makes finished videos smaller. Each run is a process of its own with limits.

mod audio;
mod ffmpeg;
mod fit;
mod picture;
mod probe;
mod sandbox;
mod video;
mod worker;

use std::io;
use std::path::PathBuf;

use bytes::Bytes;

pub use ffmpeg::Ffmpeg;
pub use picture::Heif;
pub use sandbox::sweep_temporary_folders;
pub use worker::run as run_worker;

use crate::convert::sandbox::RunError;
use crate::media::{
    Change, Detected, Facts, Format, Kind, Part, PictureLimits, Prepared, SourceFormat, Unusable,
};

/// The converters that are installed.
#[derive(Debug, Clone, Default)]
pub struct Converter {
    /// ffmpeg, for videos, audio, and images that are not photos of phones.
    pub ffmpeg: Option<Ffmpeg>,
    /// libheif, for HEIC and AVIF.
    pub heif: Option<Heif>,
    /// This program, which prepares large images in a process of its own; without it, they are
    /// prepared in this process.
    pub worker: Option<PathBuf>,
}

/// What a converted video or sound must keep.
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
    /// The new bytes.
    pub bytes: Bytes,
    /// What the member should know, in order.
    pub changes: Vec<Change>,
}

/// A file that was not converted.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The converter for its format is not installed.
    #[error("no converter is installed for it")]
    NotInstalled,
    /// ffprobe is missing beside ffmpeg.
    #[error("ffprobe is not installed")]
    NoFfprobe,
    /// No converter can read it.
    #[error("the converter cannot read it")]
    Unreadable,
    /// It has no pictures.
    #[error("it has no video")]
    NoVideo,
    /// It has no sound.
    #[error("it has no sound")]
    NoAudio,
    /// It is too small to be enlarged.
    #[error("{width}x{height}, at least {min} pixels on each side are needed")]
    TooSmall {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Minimum of either side.
        min: u32,
    },
    /// It does not fit after the conversion either.
    #[error("larger than {limit} bytes after the conversion")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// The image cannot be used.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// The conversion took too long.
    #[error("not converted within {0:?}")]
    TimedOut(std::time::Duration),
    /// This machine failed: no disk space, no process.
    #[error("the conversion could not be run: {0}")]
    Machine(#[from] io::Error),
}

impl From<RunError> for ConvertError {
    fn from(e: RunError) -> Self {
        match e {
            RunError::NotStarted(e) => Self::Machine(e),
            RunError::TimedOut(time) => Self::TimedOut(time),
            RunError::Failed(_) => Self::Unreadable,
        }
    }
}

impl Converter {
    /// Whether the tools for a conversion are installed.
    pub fn can_convert(&self, detected: Detected, to: Kind) -> bool {
        if !detected.can_become(to) {
            return false;
        }
        let probes = self.ffmpeg.as_ref().is_some_and(|f| f.probe().is_some());
        match (detected, to) {
            (Detected::Convertible(SourceFormat::Heic | SourceFormat::Avif), _) => {
                self.heif.is_some()
            }
            // ffmpeg 5 does not read its frames.
            (Detected::Convertible(SourceFormat::AnimatedWebP), Kind::Clip) => false,
            (_, Kind::Image) => self.ffmpeg.is_some(),
            (_, Kind::Clip | Kind::Audio) => probes,
        }
    }

    /// Decodes an image that [`crate::media::prepare`] does not read, into PNG or JPEG.
    ///
    /// # Errors
    /// When no tool for it is installed, or none can read it.
    pub async fn decode_picture(
        &self,
        bytes: &Bytes,
        format: SourceFormat,
    ) -> Result<Bytes, ConvertError> {
        match format {
            SourceFormat::Heic | SourceFormat::Avif => {
                let heif = self.heif.as_ref().ok_or(ConvertError::NotInstalled)?;
                heif.decode(bytes, format).await
            }
            other => {
                let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
                let format = demuxer(Detected::Convertible(other), bytes);
                picture::first_frame(ffmpeg, bytes, format).await
            }
        }
    }

    /// Prepares an image for a model: see [`crate::media::prepare`]. Large ones are prepared in a
    /// process of their own, so that their pixels do not stay in this one's memory.
    ///
    /// # Errors
    /// When it cannot be used.
    pub async fn prepare_picture(
        &self,
        bytes: &Bytes,
        facts: &Facts,
        limits: PictureLimits,
    ) -> Result<Prepared, ConvertError> {
        worker::prepare(self.worker.as_deref(), bytes, facts, limits).await
    }

    /// Converts a video to an MP4 that keeps a limit, and keeps the first or the last part of one
    /// that is too long.
    ///
    /// # Errors
    /// When no tool for it is installed, or none can read it.
    pub async fn video(
        &self,
        bytes: &Bytes,
        detected: Detected,
        limit: &Limit,
        keep: Part,
    ) -> Result<Converted, ConvertError> {
        let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
        video::convert(ffmpeg, bytes, detected, limit, keep).await
    }

    /// Converts audio, or the sound of a video, to an MP3 that keeps a limit.
    ///
    /// # Errors
    /// When no tool for it is installed, or none can read it.
    pub async fn audio(
        &self,
        bytes: &Bytes,
        detected: Detected,
        limit: &Limit,
    ) -> Result<Converted, ConvertError> {
        let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
        audio::convert(ffmpeg, bytes, detected, limit).await
    }
}

/// ffmpeg's name of the format of a file.
fn demuxer(detected: Detected, bytes: &[u8]) -> &'static str {
    use SourceFormat as F;
    match detected {
        Detected::Accepted(Format::Mp4 | Format::Mov) => "mov",
        Detected::Accepted(Format::Mp3) => "mp3",
        Detected::Accepted(Format::Wav) => "wav",
        // Images in these formats are not converted by ffmpeg.
        Detected::Accepted(_) | Detected::Unknown(_) => "null",
        Detected::Convertible(format) => match format {
            F::Heic | F::Avif | F::ThreeGp | F::ThreeGpAudio | F::M4a => "mov",
            F::Gif => "gif",
            F::AnimatedPng => "apng",
            F::AnimatedWebP => "webp_pipe",
            F::Tiff => "tiff_pipe",
            F::JpegXl => "jpegxl_pipe",
            F::Jpeg2000 => "j2k_pipe",
            F::Psd => "psd_pipe",
            F::Matroska | F::WebM | F::MatroskaAudio | F::WebMAudio => "matroska",
            F::Avi => "avi",
            F::MpegTs => "mpegts",
            // Without a container, the file begins with a sequence header.
            F::MpegPs if bytes.starts_with(&[0, 0, 1, 0xb3]) => "mpegvideo",
            F::MpegPs => "mpeg",
            F::Flv => "flv",
            F::Wmv | F::Wma => "asf",
            F::Ogg | F::OggVideo => "ogg",
            F::Flac => "flac",
            F::AacAdts => "aac",
            F::Mp2 => "mp3",
            F::Aiff => "aiff",
            F::Caf => "caf",
            F::Amr => "amr",
            // Wave64 begins with the first characters of its identifiers in lower case.
            F::LongWav if bytes.starts_with(b"riff") => "w64",
            F::LongWav | F::CompressedWav => "wav",
            F::WavPack => "wv",
        },
    }
}
