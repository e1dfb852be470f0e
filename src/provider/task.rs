//! What a provider reports about tasks.

use jiff::Timestamp;

use crate::generation::Usage;
use crate::job::{Class, TaskId};

/// State of a task in a query's response.
#[derive(Debug, Clone, PartialEq)]
pub enum TaskState {
    /// Queued at the provider.
    Pending,
    /// The provider is generating the result.
    Running,
    /// Finished.
    Succeeded {
        /// Signed link to the video, or to the first image, valid for 24 hours.
        url: String,
        /// Links to further images.
        more: Vec<String>,
    },
    /// Failed; code and message are both optional.
    Failed {
        /// The cause, as the bot reacts to it.
        class: Class,
        /// The provider's code.
        code: Option<String>,
        /// The provider's message.
        message: Option<String>,
    },
    /// Cancelled.
    Canceled,
    /// Reported as unknown: expired, in another region, or a temporary error of the provider.
    Unknown,
}

/// The response to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskReport {
    /// The task's state.
    pub state: TaskState,
    /// The prompt as submitted, echoed once the task has finished.
    pub prompt: Option<String>,
    /// Durations, as far as the provider reports them.
    pub times: Times,
    /// What the provider bills, reported once the task has finished.
    pub usage: Option<Usage>,
}

/// The provider's timestamps of a task, as durations: its clock may differ from ours.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Times {
    /// From submission to start, in seconds.
    pub queue: Option<f64>,
    /// From submission to end, in seconds.
    pub whole: Option<f64>,
}

/// The state of a task in the list, which has no results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedState {
    /// Waiting.
    Pending,
    /// In progress.
    Running,
    /// Finished, with a result that is billed.
    Succeeded,
    /// Failed; not billed.
    Failed,
    /// Cancelled; not billed.
    Canceled,
    /// Not known to the provider, or a state that is not documented.
    Unknown,
}

impl ListedState {
    /// Whether the task may have a result, which is billed.
    pub fn may_be_billed(self) -> bool {
        !matches!(self, Self::Failed | Self::Canceled)
    }
}

impl std::fmt::Display for ListedState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "cancelled",
            Self::Unknown => "unknown",
        })
    }
}

/// One row of the task list, which has the state only.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedTask {
    /// The task's ID.
    pub task: TaskId,
    /// When it was created, if the list has it.
    pub created_at: Option<Timestamp>,
    /// The model.
    pub model: String,
    /// Its state.
    pub state: ListedState,
}

/// Result of a cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The task will not run.
    Cancelled,
    /// Too late: the task is running or has ended.
    TooLate,
}
