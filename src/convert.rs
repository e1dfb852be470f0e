//! Converts members' files into formats that the models accept, with ffmpeg and libheif where they
//! are installed, and makes finished videos smaller. Each run is a process of its own with limits.

mod audio;
mod demuxer;
mod error;
mod ffmpeg;
mod fit;
mod limit;
mod picture;
mod probe;
mod sandbox;
mod video;
mod worker;

use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;

pub use error::ConvertError;
pub use ffmpeg::Ffmpeg;
pub use limit::{Converted, Excess, Limit};
pub use picture::Heif;
pub use sandbox::sweep_temporary_folders;
pub use worker::{run as run_worker, write_frames};

use crate::convert::demuxer::demuxer;
use crate::media::{Detected, Facts, Kind, Part, PictureLimits, Prepared, SourceFormat};

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
            // ffmpeg does not read its frames.
            (Detected::Convertible(SourceFormat::AnimatedWebP), Kind::Clip) => {
                probes && self.worker.is_some()
            }
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

    /// Whether models take an MP4 or QuickTime video as it is. Takes a tenth of a second.
    ///
    /// # Errors
    /// When ffprobe is not installed, or cannot read it.
    pub async fn is_usable_video(&self, bytes: &Bytes) -> Result<bool, ConvertError> {
        let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
        video::is_usable(ffmpeg, bytes).await
    }

    fn input<'a>(&'a self, bytes: &'a Bytes, detected: Detected) -> video::Input<'a> {
        video::Input { bytes, detected, worker: self.worker.as_deref() }
    }

    /// By how much a video is longer than `max` seconds, if it has to be cut for that. Takes a tenth
    /// of a second.
    ///
    /// # Errors
    /// When no tool for it is installed, or none can read it.
    pub async fn excess(
        &self,
        bytes: &Bytes,
        detected: Detected,
        max: f64,
    ) -> Result<Option<Excess>, ConvertError> {
        let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
        let input = self.input(bytes, detected);
        within(ffmpeg.timeout(), Box::pin(video::excess(ffmpeg, &input, max))).await
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
        let input = self.input(bytes, detected);
        within(ffmpeg.timeout(), Box::pin(video::convert(ffmpeg, &input, limit, keep))).await
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
        within(ffmpeg.timeout(), Box::pin(audio::convert(ffmpeg, bytes, detected, limit))).await
    }
}

/// Limits all runs of a conversion together: each has the same limit, and there can be six. The
/// future of a conversion is large, and every future that awaits it would hold it.
async fn within<T>(
    time: Duration,
    conversion: Pin<Box<impl Future<Output = Result<T, ConvertError>>>>,
) -> Result<T, ConvertError> {
    tokio::time::timeout(time, conversion).await.map_err(|_| ConvertError::TimedOut(time))?
}
