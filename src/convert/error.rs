//! Why a file was not converted.

use std::io;

use crate::convert::failure::Failure;
use crate::convert::sandbox::RunError;
use crate::media::Unusable;

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
    /// Its end is missing.
    #[error("it is shorter than it states")]
    CutShort,
    /// It has no video stream.
    #[error("it has no video")]
    NoVideo,
    /// It has no audio.
    #[error("it has no audio")]
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
        /// Maximum of either side.
        max: u32,
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
    /// It needs more memory or processor time than a converter may use, or becomes too large.
    #[error("a converter reached its limits")]
    TooDemanding,
    /// The converter has no decoder for its codec.
    #[error("the converter has no decoder for it")]
    NoDecoder,
    /// This machine failed: no disk space, no process.
    #[error("the conversion could not be run")]
    Machine(#[from] io::Error),
}

impl From<RunError> for ConvertError {
    fn from(e: RunError) -> Self {
        match e {
            RunError::NotStarted(e) => Self::Machine(e),
            RunError::TimedOut(time) => Self::TimedOut(time),
            RunError::Failed(Failure::LimitReached) => Self::TooDemanding,
            RunError::Failed(Failure::NoDecoder) => Self::NoDecoder,
            RunError::Failed(Failure::Other) => Self::Unreadable,
        }
    }
}
