//! A task: what was asked for, where it stands, what it is made from.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A task that is worked on for so long fails with `InternalError.Timeout`.
pub(super) const LONGEST_RUN: Duration = Duration::from_secs(3 * 3600);

/// The states of the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TaskStatus {
    // Differs: wan-no-suspended
    /// It waits.
    Pending,
    /// It is worked on.
    Running,
    /// It is done.
    Succeeded,
    /// It failed.
    Failed,
    /// It was cancelled while it waited.
    Canceled,
}

impl TaskStatus {
    /// As the provider writes it.
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
    /// As FAILED; code and message can both be missing.
    Fail {
        /// `output.code`.
        code: Option<String>,
        /// `output.message`.
        message: Option<String>,
    },
    /// Refused at submission, so that no task is made.
    Refuse {
        /// HTTP status.
        status: u16,
        /// `code`.
        code: String,
        /// `message`.
        message: String,
    },
    /// The query claims UNKNOWN so many times, then tells the truth.
    Deny {
        /// How often.
        times: u32,
    },
}

/// What happens to tasks whose prompt contains a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// A part of the prompt; empty for any.
    #[serde(default)]
    pub prompt: String,
    /// How many tasks it strikes; 0 for all.
    #[serde(default)]
    pub times: u32,
    /// What happens to them.
    pub outcome: Outcome,
}

/// One task.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its name.
    pub id: String,
    /// The account that it belongs to, by name.
    pub account: Arc<str>,
    /// The model.
    pub model: String,
    /// The path of the service, for `user_api_unique_key`.
    pub api: &'static str,
    /// The body of the submission; in the place of long base64 stand its length and its hash.
    pub body: Value,
    /// When it was made.
    pub submitted_at: Timestamp,
    /// When work began.
    pub scheduled_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Where it stands.
    pub status: TaskStatus,
    /// How it will end.
    pub outcome: Outcome,
    /// What it is made from.
    pub(in crate::emulator::wan) inputs: Inputs,
    /// Since when it may begin: nothing while its inputs are still looked at.
    pub(super) ready_at: Option<Timestamp>,
    pub(super) queue: Duration,
    pub(super) run: Duration,
    pub(super) denials: u32,
    /// Found faulty: it fails without ever taking a slot.
    pub(super) faulty: bool,
    /// Made by a synchronous call: it is neither listed nor queried, only its results are fetched.
    pub(super) instant: bool,
    pub(in crate::emulator::wan) request_id: String,
    /// Which of the account's keys it was made with.
    pub(in crate::emulator::wan) key_id: usize,
    /// How large a result of it has to be at least, settled when the first one is rendered.
    pub(in crate::emulator::wan) least_bytes: Option<usize>,
}

impl Task {
    /// Whether it will be billed: succeeded, or on its way to it.
    pub fn is_billed(&self) -> bool {
        self.status == TaskStatus::Succeeded
    }

    /// `parameters` of the submission, nothing where it is null.
    pub(in crate::emulator::wan) fn parameter(&self, name: &str) -> &Value {
        &self.body["parameters"][name]
    }

    /// When the work that is under way ends.
    pub(super) fn due(&self) -> Timestamp {
        self.scheduled_at.unwrap_or(self.submitted_at) + self.run.min(LONGEST_RUN)
    }

    /// It is over.
    pub(super) fn end(&mut self, at: Timestamp, status: TaskStatus) {
        self.ended_at = Some(at);
        self.status = status;
        if status != TaskStatus::Succeeded {
            self.inputs.release();
        }
    }
}

/// The inputs of a task, looked at.
#[derive(Debug, Clone, Default)]
pub(in crate::emulator::wan) struct Inputs {
    pub(in crate::emulator::wan) first: Option<Picture>,
    pub(in crate::emulator::wan) last: Option<Picture>,
    /// Size and length of a clip among them.
    pub(in crate::emulator::wan) clip: Option<((u32, u32), f64)>,
    /// Size of a `first_frame` among references.
    pub(in crate::emulator::wan) frame: Option<(u32, u32)>,
    /// Size of the last picture that a picture is made from.
    pub(in crate::emulator::wan) shape: Option<(u32, u32)>,
    /// Seconds of reference clips that are billed: five of each at the most.
    pub(in crate::emulator::wan) reference_seconds: f64,
    /// How many seconds of each are billed at most.
    pub(in crate::emulator::wan) reference_share: f64,
    /// There is a sound among them.
    pub(in crate::emulator::wan) sound: bool,
}

impl Inputs {
    /// Nothing will be made of them: pictures go.
    fn release(&mut self) {
        (self.first, self.last) = (None, None);
    }
}

/// A picture that a result is made from. It is kept as a small file: a day's tasks with their
/// pixels would take gigabytes.
#[derive(Debug, Clone)]
pub(in crate::emulator::wan) struct Picture {
    /// Pixels across and down, as it was given.
    pub(in crate::emulator::wan) size: (u32, u32),
    file: Bytes,
}

impl Picture {
    /// Files up to this size are kept as they are.
    const SMALL: usize = 256 * 1024;
    /// Others are kept with so many pixels a side at the most.
    const SIDE: u32 = 1280;

    /// What is kept of a picture.
    pub(in crate::emulator::wan) fn of(file: &Bytes, pixels: RgbImage) -> Self {
        if file.len() <= Self::SMALL {
            // A copy: a part of an upload would hold all of it.
            return Self { size: pixels.dimensions(), file: Bytes::copy_from_slice(file) };
        }
        Self::drawn(pixels)
    }

    /// What is kept of a picture that is no file of its own.
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

    /// Its pixels, fewer perhaps than it was given with.
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
