//! Inspection of single files: where they come from, and whether the provider accepts them.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use image::{ImageDecoder, ImageReader, RgbImage};

use super::{audio, fault, invalid};
use crate::emulator::movie::{self, Movie};
use crate::emulator::wan::render;
use crate::emulator::wan::world::input_image::InputImage;
use crate::emulator::wan::world::task::Inputs;
use crate::emulator::wan::world::{Fault, Wan};

/// Timeout for downloads from another host in real time, whatever the speed of the emulated clock.
// Differs: wan-media-local
const DOWNLOAD: Duration = Duration::from_secs(5);
/// Files up to this size are decoded in place. That is fast enough to delay nobody, and stories
/// that move the clock by hand see the same order of events in every run.
const QUICK: usize = 1024 * 1024;

/// The caller and model that an inspection is for.
pub(in crate::emulator::wan) struct Look {
    pub(in crate::emulator::wan) wan: Wan,
    pub(in crate::emulator::wan) account: Arc<str>,
    pub(in crate::emulator::wan) model: String,
    /// Whether the submission declares that some of its inputs are in the temporary store.
    pub(in crate::emulator::wan) resolves: bool,
}

impl Look {
    pub(super) async fn image(&self, url: &str) -> Result<InputImage, Fault> {
        let bytes = self.fetch(url, true).await?;
        apart(bytes, |bytes| image(bytes).map(|pixels| InputImage::of(bytes, pixels))).await
    }

    pub(super) async fn video(
        &self,
        inputs: &mut Inputs,
        url: &str,
        least: f64,
        most: f64,
    ) -> Result<(), Fault> {
        let bytes = self.fetch(url, false).await?;
        let (movie, first) = apart(bytes, move |bytes| video(bytes, least, most)).await?;
        let Movie { size, seconds, audio } = movie;
        inputs.video = Some((size, seconds));
        inputs.video_audio |= audio;
        // Five seconds in total are billed, shared among the videos.
        inputs.reference_seconds += seconds.min(inputs.reference_share);
        // The first frame of the emulator's own videos can be decoded; those of other codecs
        // cannot.
        inputs.first = inputs.first.take().or(first);
        Ok(())
    }

    /// Returns the duration of the audio.
    pub(super) async fn audio(
        &self,
        inputs: &mut Inputs,
        url: &str,
        least: f64,
        most: f64,
    ) -> Result<f64, Fault> {
        let bytes = self.fetch(url, false).await?;
        if bytes.len() > 15_000_000 {
            return fault("InvalidFile.Size", "The audio is larger than 15 MB.");
        }
        let Some(seconds) = audio::seconds(&bytes) else {
            return fault("InvalidFile.Format", "The audio format is not supported.");
        };
        if !(least..=most + 0.05).contains(&seconds) {
            return fault(
                "InvalidFile.Duration",
                format!("The audio duration must be between {least} and {most} seconds."),
            );
        }
        inputs.audio = true;
        Ok(seconds)
    }

    /// The bytes behind a URL: inside the request, in the temporary store, or on another host.
    async fn fetch(&self, url: &str, inline: bool) -> Result<Bytes, Fault> {
        if let Some(rest) = url.strip_prefix("data:") {
            if !inline {
                return invalid("data URLs are supported for images only");
            }
            let Some((_, data)) = rest.split_once(";base64,") else {
                return invalid("the data URL is not base64");
            };
            return match BASE64_STANDARD.decode(data) {
                Ok(bytes) => Ok(bytes.into()),
                Err(_) => invalid("the data URL is not base64"),
            };
        }
        match url.strip_prefix("oss://") {
            Some(key) => self.stored(url, key).await,
            None => download(url).await,
        }
    }

    async fn stored(&self, url: &str, key: &str) -> Result<Bytes, Fault> {
        if !self.resolves {
            return fault(
                "InvalidParameter.DataInspection",
                "Unable to download the media resource during the data inspection process.",
            );
        }
        let file = {
            let world = self.wan.lock();
            let object = world.objects.get(key);
            let own = object.filter(|o| o.model == self.model && o.account == self.account);
            own.map(|o| o.file.clone())
        };
        let failed = || invalid(format!("Failed to download {url}"));
        let Some(file) = file else { return failed() };
        match file.fetch().await {
            Ok(bytes) => Ok(bytes),
            Err(e) => {
                tracing::warn!(error = %e, "an upload cannot be read");
                failed()
            }
        }
    }
}

/// Inspects a large file on a blocking thread, so that it delays nobody.
async fn apart<T: Send + 'static>(
    bytes: Bytes,
    look: impl FnOnce(&Bytes) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    if bytes.len() <= QUICK {
        return look(&bytes);
    }
    let looking = tokio::task::spawn_blocking(move || look(&bytes));
    looking.await.unwrap_or_else(|_| fault("InvalidFile.Openerror", "The file cannot be opened."))
}

/// Downloads only from this machine: the real service accesses the whole internet, an emulator must
/// not.
async fn download(url: &str) -> Result<Bytes, Fault> {
    let failed = || invalid(format!("Failed to download {url}"));
    let Ok(parsed) = url::Url::parse(url) else { return failed() };
    // Differs: wan-media-local
    let local = matches!(parsed.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if !local {
        return failed();
    }
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(DOWNLOAD)
        .build();
    let Ok(client) = client else { return failed() };
    match client.get(parsed).send().await {
        Ok(response) if response.status().is_success() => match response.bytes().await {
            Ok(bytes) => Ok(bytes),
            Err(_) => failed(),
        },
        _ => failed(),
    }
}

/// Decodes an image that the provider accepts.
fn image(bytes: &Bytes) -> Result<RgbImage, Fault> {
    if bytes.len() > 20 * 1024 * 1024 {
        return fault("InvalidFile.Size", "The image is larger than 20 MB.");
    }
    let format = || fault("InvalidFile.Format", "The image format is not supported.");
    let Ok(reader) = ImageReader::new(Cursor::new(bytes)).with_guessed_format() else {
        return format();
    };
    let is_png = reader.format() == Some(image::ImageFormat::Png);
    let Ok(decoder) = reader.into_decoder() else { return format() };
    let (width, height) = decoder.dimensions();
    if is_png && decoder.color_type().has_alpha() {
        return fault("InvalidImage.Format", "PNG images with an alpha channel are not supported.");
    }
    if width.min(height) < 240 || width.max(height) > 8000 {
        return fault("InvalidFile.Resolution", format!("The size is not match {width}*{height}"));
    }
    if width.max(height) > 8 * width.min(height) {
        return fault("InvalidFile.AspectRatio", "The aspect ratio is not supported.");
    }
    match image::DynamicImage::from_decoder(decoder) {
        Ok(image) => Ok(image.into_rgb8()),
        Err(_) => fault("InvalidFile.Openerror", "The image cannot be opened."),
    }
}

/// Measurements and first frame of a video that the provider accepts.
fn video(bytes: &Bytes, least: f64, most: f64) -> Result<(Movie, Option<InputImage>), Fault> {
    if bytes.len() > 100_000_000 {
        return fault("InvalidFile.Size", "The video is larger than 100 MB.");
    }
    // Differs: wan-file-checks
    let Some(movie) = movie::measure(bytes) else {
        return fault("InvalidFile.Format", "The video format is not supported.");
    };
    let Movie { size, seconds, .. } = movie;
    if !(least..=most + 0.05).contains(&seconds) {
        return fault(
            "InvalidFile.Duration",
            format!("The video duration must be between {least} and {most} seconds."),
        );
    }
    let (short, long) = (size.0.min(size.1), size.0.max(size.1));
    if long > 8 * short {
        return fault("InvalidFile.AspectRatio", "The aspect ratio is not supported.");
    }
    if short < 240 || long > 4096 {
        return fault("InvalidFile.Resolution", "The video resolution is not supported.");
    }
    Ok((movie, render::first_frame(bytes).map(InputImage::drawn)))
}
