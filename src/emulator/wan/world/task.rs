//! A task: its request, its status, its inputs.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A task that runs for this long fails with `InternalError.Timeout`.
pub(super) const LONGEST_RUN: Duration = Duration::from_secs(3 * 3600);

/// The statuses of the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TaskStatus {
    // Differs: wan-no-suspended
    /// Waiting to run.
    Pending,
    /// It is worked on.
    Running,
    /// It is done.
    Succeeded,
    /// It failed.
    Failed,
    /// Cancelled while pending.
    Canceled,
}

impl TaskStatus {
    /// The status as the provider writes it.
    pub(in crate::emulator::wan) fn name(self) -> &'static str {
        match self {
            TaskStatus::Pending => "PENDING",
            TaskStatus::Running => "RUNNING",
            TaskStatus::Succeeded => "SUCCEEDED",
            TaskStatus::Failed => "FAILED",
            TaskStatus::Canceled => "CANCELED",
        }
    }
}

/// How a task ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// With a result.
    Succeed,
    /// As FAILED; code and message can both be absent.
    Fail {
        /// `output.code`.
        code: Option<String>,
        /// `output.message`.
        message: Option<String>,
    },
    /// Rejected at submission, so that no task is created.
    Refuse {
        /// HTTP status.
        status: u16,
        /// `code`.
        code: String,
        /// `message`.
        message: String,
    },
    /// The query returns UNKNOWN this many times, then the real status.
    Deny {
        /// The number of such queries.
        times: u32,
    },
}

/// An outcome for tasks whose prompt contains a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// A part of the prompt; empty matches any.
    #[serde(default)]
    pub prompt: String,
    /// How many tasks it applies to; 0 for all.
    #[serde(default)]
    pub times: u32,
    /// The outcome of these tasks.
    pub outcome: Outcome,
}

/// One task.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its name.
    pub id: String,
    /// The name of the account that it belongs to.
    pub account: Arc<str>,
    /// The model.
    pub model: String,
    /// The API path, for `user_api_unique_key`.
    pub api: &'static str,
    /// The body of the submission, with long base64 values replaced by their length and hash.
    pub body: Value,
    /// When it was created.
    pub submitted_at: Timestamp,
    /// When it started to run.
    pub scheduled_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Its status.
    pub status: TaskStatus,
    /// How it will end.
    pub outcome: Outcome,
    /// Its inspected inputs.
    pub(in crate::emulator::wan) inputs: Inputs,
    /// The time from which it may start; `None` while its inputs are still being inspected.
    pub(super) ready_at: Option<Timestamp>,
    pub(super) queue: Duration,
    pub(super) run: Duration,
    pub(super) denials: u32,
    /// Inspection found an error: the task fails without using a slot.
    pub(super) faulty: bool,
    /// Created by a synchronous call: it is neither listed nor queried, only its results are
    /// downloaded.
    pub(super) instant: bool,
    pub(in crate::emulator::wan) request_id: String,
    /// The number of the key that created it.
    pub(in crate::emulator::wan) key_id: usize,
    /// The minimum size of its results in bytes, fixed when the first one is rendered.
    pub(in crate::emulator::wan) least_bytes: Option<usize>,
}

impl Task {
    /// Whether it will be billed: it has succeeded or is going to.
    pub fn is_billed(&self) -> bool {
        self.status == TaskStatus::Succeeded
    }

    /// A field of the submission's `parameters`; null if absent.
    pub(in crate::emulator::wan) fn parameter(&self, name: &str) -> &Value {
        &self.body["parameters"][name]
    }

    /// When the current run ends.
    pub(super) fn due(&self) -> Timestamp {
        self.scheduled_at.unwrap_or(self.submitted_at) + self.run.min(LONGEST_RUN)
    }

    /// Ends the task.
    pub(super) fn end(&mut self, at: Timestamp, status: TaskStatus) {
        self.ended_at = Some(at);
        self.status = status;
        if status != TaskStatus::Succeeded {
            self.inputs.release();
        }
    }
}

/// The inspected inputs of a task.
#[derive(Debug, Clone, Default)]
pub(in crate::emulator::wan) struct Inputs {
    pub(in crate::emulator::wan) first: Option<Picture>,
    pub(in crate::emulator::wan) last: Option<Picture>,
    /// Size and duration of a video among them.
    pub(in crate::emulator::wan) clip: Option<((u32, u32), f64)>,
    /// Size of a `first_frame` among references.
    pub(in crate::emulator::wan) frame: Option<(u32, u32)>,
    /// Size of the last image that an image is made from.
    pub(in crate::emulator::wan) shape: Option<(u32, u32)>,
    /// Billed seconds of reference videos: at most five in total.
    pub(in crate::emulator::wan) reference_seconds: f64,
    /// How many seconds of each reference video are billed at most.
    pub(in crate::emulator::wan) reference_share: f64,
    /// Whether there is audio among them.
    pub(in crate::emulator::wan) sound: bool,
}

impl Inputs {
    /// The task will have no result: releases the images.
    fn release(&mut self) {
        (self.first, self.last) = (None, None);
    }
}

/// An image that a result is made from. It is stored as a small file, because the pixels of a day's
/// tasks would take gigabytes.
#[derive(Debug, Clone)]
pub(in crate::emulator::wan) struct Picture {
    /// Original width and height in pixels.
    pub(in crate::emulator::wan) size: (u32, u32),
    file: Bytes,
}

impl Picture {
    /// Files up to this size are stored unchanged.
    const SMALL: usize = 256 * 1024;
    /// Others are downscaled to at most this many pixels per side.
    const SIDE: u32 = 1280;

    /// Creates the stored form of an image file.
    pub(in crate::emulator::wan) fn of(file: &Bytes, pixels: RgbImage) -> Self {
        if file.len() <= Self::SMALL {
            // Copied, because a slice of an upload would keep the whole upload in memory.
            return Self { size: pixels.dimensions(), file: Bytes::copy_from_slice(file) };
        }
        Self::drawn(pixels)
    }

    /// Creates the stored form of an image that is not a file.
    pub(in crate::emulator::wan) fn drawn(mut pixels: RgbImage) -> Self {
        let size = pixels.dimensions();
        let long = size.0.max(size.1);
        if long > Self::SIDE {
            let side = |n: u32| (u64::from(n) * u64::from(Self::SIDE) / u64::from(long)).max(1);
            let (width, height) = (side(size.0) as u32, side(size.1) as u32);
            pixels = image::imageops::resize(&pixels, width, height, FilterType::Triangle);
        }
        let mut file = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut file, 88);
        if let Err(e) = pixels.write_with_encoder(encoder) {
            tracing::warn!(error = %e, "a picture cannot be kept; a card takes its place");
        }
        Self { size, file: file.into() }
    }

    /// Its pixels, possibly downscaled.
    pub(in crate::emulator::wan) fn pixels(&self) -> Option<RgbImage> {
        image::load_from_memory(&self.file).ok().map(image::DynamicImage::into_rgb8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_large_picture_is_small() {
        let pixels = RgbImage::from_fn(3000, 2000, |x, y| image::Rgb([x as u8, y as u8, 9]));
        let kept = Picture::of(&Bytes::from(vec![0; 5_000_000]), pixels);
        assert_eq!(kept.size, (3000, 2000));
        assert_eq!(kept.pixels().unwrap().dimensions(), (1280, 853));
        assert!(kept.file.len() < 1_000_000, "{}", kept.file.len());
    }

    #[test]
    fn a_small_file_is_kept_as_it_is() {
        let pixels = RgbImage::from_pixel(300, 240, image::Rgb([200, 30, 30]));
        let mut file = std::io::Cursor::new(Vec::new());
        pixels.write_to(&mut file, image::ImageFormat::Png).unwrap();
        let kept = Picture::of(&file.into_inner().into(), pixels.clone());
        assert_eq!(kept.pixels().unwrap(), pixels);
    }
}
