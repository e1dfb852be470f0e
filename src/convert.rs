//! Converts members' files into formats that the models accept, with ffmpeg and libheif where they
//! are installed, and makes finished videos smaller. Each run is a process of its own with limits.

mod audio;
mod damage;
mod demuxer;
mod error;
mod failure;
mod ffmpeg;
mod fit;
mod image_decoder;
mod inspector;
mod limit;
mod probe;
mod samples;
mod sandbox;
mod tone_map;
mod video;
mod worker;

use bytes::Bytes;

pub use error::ConvertError;
pub use ffmpeg::Ffmpeg;
pub use image_decoder::Heif;
pub use inspector::{inspect_file, strip_file};
pub use limit::{Converted, Excess, Limit, PreparedImage};
pub use sandbox::Processes;
pub use worker::{Worker, draw_thumbnail, run as run_worker, write_frames};

use crate::convert::demuxer::demuxer;
use crate::convert::inspector::Inspector;
use crate::convert::tone_map::Transfer;
use crate::media::{Detected, Facts, ImageLimits, Inspection, Kind, Part, SourceFormat};
use crate::spool::Spooled;

/// The converters that are installed.
#[derive(Debug, Clone, Default)]
pub struct Converter {
    /// ffmpeg, for videos, audio, and images that are not photos of phones.
    pub ffmpeg: Option<Ffmpeg>,
    /// libheif, for HEIC and AVIF.
    pub heif: Option<Heif>,
    /// This program, which reads large files and prepares large images in a process of its own;
    /// without it, both are done in this process.
    pub worker: Option<Worker>,
    /// What limits the processes of all of them together.
    pub processes: Processes,
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
            (Detected::Convertible(SourceFormat::AnimatedWebP), Kind::Video) => {
                probes && self.worker.is_some()
            }
            (_, Kind::Image) => self.ffmpeg.is_some(),
            (_, Kind::Video | Kind::Audio) => probes,
        }
    }

    /// The well-known formats that are converted to a kind here.
    pub fn well_known(&self, to: Kind) -> Vec<SourceFormat> {
        use SourceFormat as F;
        let formats: &[F] = match to {
            Kind::Image => &[F::Gif, F::Heic, F::Avif, F::Tiff],
            Kind::Video => &[F::Gif, F::WebM, F::Matroska, F::Avi],
            Kind::Audio => &[F::Ogg, F::M4a, F::Flac],
        };
        let is_converted = |format: &F| self.can_convert(Detected::Convertible(*format), to);
        formats.iter().copied().filter(is_converted).collect()
    }

    fn inspector(&self) -> Inspector<'_> {
        Inspector { worker: self.worker.as_ref(), processes: &self.processes }
    }

    /// Identifies and measures a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn inspect(&self, file: &Spooled) -> Result<Inspection, ConvertError> {
        self.inspector().inspect(file).await
    }

    /// The file without metadata: see [`crate::media::strip`].
    ///
    /// # Errors
    /// When its structure is damaged, or it cannot be read.
    pub async fn strip(&self, file: &Spooled) -> Result<Spooled, ConvertError> {
        self.inspector().strip(file).await
    }

    /// Decodes an image that [`crate::media::prepare`] does not read, into PNG or JPEG.
    ///
    /// # Errors
    /// When no tool for it is installed, or none can read it.
    pub async fn decode_image(
        &self,
        file: &Spooled,
        inspection: &Inspection,
        format: SourceFormat,
    ) -> Result<Spooled, ConvertError> {
        match format {
            SourceFormat::Heic | SourceFormat::Avif => {
                let heif = self.heif.as_ref().ok_or(ConvertError::NotInstalled)?;
                let decoded = heif.decode(file, inspection, format).await?;
                let decoded = match self.strip(&decoded).await {
                    Err(ConvertError::Unusable(_)) => decoded,
                    stripped => stripped?,
                };
                let transfer = inspection.hdr_transfer.and_then(Transfer::coded);
                let (Some(ffmpeg), Some(transfer)) = (&self.ffmpeg, transfer) else {
                    return Ok(decoded);
                };
                match image_decoder::tone_mapped(ffmpeg, &decoded, transfer).await {
                    // Too dark is better than refused.
                    Err(ConvertError::TooDemanding | ConvertError::Unreadable) => Ok(decoded),
                    mapped => mapped,
                }
            }
            other => {
                let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
                let format = demuxer(Detected::Convertible(other), file.start());
                image_decoder::first_frame(ffmpeg, file, inspection, format).await
            }
        }
    }

    /// Prepares an image for a model: see [`crate::media::prepare`]. Large ones are prepared in a
    /// process of their own, so that their pixels do not stay in this one's memory.
    ///
    /// # Errors
    /// When it cannot be used.
    pub async fn prepare_image(
        &self,
        file: &Spooled,
        facts: &Facts,
        limits: ImageLimits,
    ) -> Result<PreparedImage, ConvertError> {
        worker::prepare(self.worker.as_ref(), &self.processes, file, facts, limits).await
    }

    /// A small JPEG of a prepared image, drawn in the same way.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub async fn thumbnail(&self, file: &Spooled, facts: &Facts) -> Result<Bytes, ConvertError> {
        worker::thumbnail(self.worker.as_ref(), &self.processes, file, facts).await
    }

    /// Whether models take an MP4 or QuickTime video as it is. It is decoded to its end, which takes
    /// about as long as a tenth of it for 1080p.
    ///
    /// # Errors
    /// When ffprobe is not installed, or the video is damaged.
    pub async fn is_usable_video(
        &self,
        file: &Spooled,
        inspection: &Inspection,
    ) -> Result<bool, ConvertError> {
        let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
        Box::pin(video::is_usable(ffmpeg, file, inspection)).await
    }

    /// Decodes an MP3 of `seconds` to its end. Takes a tenth of a second.
    ///
    /// # Errors
    /// When ffmpeg is not installed, or the audio is damaged.
    pub async fn verify_mp3(&self, file: &Spooled, seconds: f64) -> Result<(), ConvertError> {
        let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
        audio::verify_mp3(ffmpeg, file, seconds).await
    }

    fn input<'a>(&'a self, file: &'a Spooled, detected: Detected) -> video::Input<'a> {
        video::Input { file, detected, inspector: self.inspector() }
    }

    /// By how much a video is longer than `max` seconds, if it has to be cut for that. Takes a tenth
    /// of a second.
    ///
    /// # Errors
    /// When no tool for it is installed, or none can read it.
    pub async fn excess(
        &self,
        file: &Spooled,
        detected: Detected,
        max: f64,
    ) -> Result<Option<Excess>, ConvertError> {
        let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
        Box::pin(video::excess(ffmpeg, self.input(file, detected), max)).await
    }

    /// Converts a video to an MP4 that keeps a limit, and keeps the first or the last part of one
    /// that is too long.
    ///
    /// # Errors
    /// When no tool for it is installed, or none can read it.
    pub async fn video(
        &self,
        file: &Spooled,
        detected: Detected,
        limit: &Limit,
        keep: Part,
    ) -> Result<Converted, ConvertError> {
        let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
        // A large future, which every future that awaits this one would hold.
        Box::pin(video::convert(ffmpeg, self.input(file, detected), limit, keep)).await
    }

    /// Converts audio, or the audio of a video, to an MP3 that keeps a limit.
    ///
    /// # Errors
    /// When no tool for it is installed, or none can read it.
    pub async fn audio(
        &self,
        file: &Spooled,
        detected: Detected,
        limit: &Limit,
    ) -> Result<Converted, ConvertError> {
        let ffmpeg = self.ffmpeg.as_ref().ok_or(ConvertError::NotInstalled)?;
        Box::pin(audio::convert(ffmpeg, self.inspector(), file, detected, limit)).await
    }
}
