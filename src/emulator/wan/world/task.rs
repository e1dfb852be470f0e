//! A task: its request, its status, its inputs.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::input_image::InputImage;

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
    pub(in crate::emulator::wan) first: Option<InputImage>,
    pub(in crate::emulator::wan) last: Option<InputImage>,
    /// Size and duration of a video among them.
    pub(in crate::emulator::wan) video: Option<((u32, u32), f64)>,
    /// Whether such a video has audio.
    pub(in crate::emulator::wan) video_audio: bool,
    /// Size of a `first_frame` among references.
    pub(in crate::emulator::wan) frame: Option<(u32, u32)>,
    /// Size of the last image that an image is made from.
    pub(in crate::emulator::wan) shape: Option<(u32, u32)>,
    /// Billed seconds of reference videos: at most five in total.
    pub(in crate::emulator::wan) reference_seconds: f64,
    /// How many seconds of each reference video are billed at most.
    pub(in crate::emulator::wan) reference_share: f64,
    /// Whether there is audio among them.
    pub(in crate::emulator::wan) audio: bool,
}

impl Inputs {
    /// The task will have no result: releases the images.
    fn release(&mut self) {
        (self.first, self.last) = (None, None);
    }
}
