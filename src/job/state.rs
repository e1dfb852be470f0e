//! The states of a job.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::job::failure::Failure;
use crate::job::id::{ChannelId, MessageId, TaskId, UserId};

/// The states of a job, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Queued; nothing was submitted.
    Accepted {
        /// The provider throttled us: do not submit before this time.
        not_before: Option<Timestamp>,
    },
    /// A submission may be in flight: nothing is sent again until its outcome is known.
    Submitting {
        /// When the intent to submit was written.
        since: Timestamp,
    },
    /// The submission's response was lost; the provider's task list is searched.
    Unconfirmed {
        /// When the intent to submit was written.
        since: Timestamp,
        /// When the response was found lost; the wait before resubmission starts here.
        lost_at: Timestamp,
        /// How often the task list was searched without finding the task.
        absences: u32,
    },
    /// The provider has a task.
    Submitted {
        /// The provider's task ID.
        task: TaskId,
        /// When it was submitted.
        at: Timestamp,
    },
    /// The task is running.
    Running {
        /// The provider's task ID.
        task: TaskId,
        /// When it was submitted.
        at: Timestamp,
        /// When it was first seen running.
        since: Timestamp,
    },
    /// The task has finished; the result is only at the provider.
    Finished {
        /// The provider's task ID.
        task: TaskId,
        /// The provider's signed link, valid for 24 hours.
        url: String,
        /// Links to further images.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
        /// When it was found finished.
        at: Timestamp,
    },
    /// The result is in the archive.
    Stored {
        /// The provider's task ID.
        task: TaskId,
        /// The provider's signed link, the last resort for a video too large to post.
        url: String,
        /// When the task was found finished; the link's 24 hours start here.
        finished_at: Timestamp,
        /// The archive key of the first result.
        key: String,
        /// Its size in bytes.
        bytes: u64,
        /// The archive keys of further images.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
    },
    /// The result is posted.
    Delivered {
        /// The provider's task ID.
        task: TaskId,
        /// The archive key of the first result.
        key: String,
        /// The archive keys of further images.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
        /// Where the result was posted: the job's channel, or direct messages.
        channel: ChannelId,
        /// The message with the result.
        message: MessageId,
        /// When it was posted.
        at: Timestamp,
    },
    /// It ended without a result.
    Failed {
        /// The cause.
        failure: Failure,
        /// When it failed.
        at: Timestamp,
    },
    /// It was cancelled.
    Cancelled {
        /// Who cancelled it; `None` if it was cancelled at the provider, outside the bot.
        by: Option<UserId>,
        /// When it was cancelled.
        at: Timestamp,
        /// The provider no longer knew the task, so its outcome is unknown.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unresolved: bool,
    },
}

impl State {
    /// The names of all states, in order.
    pub const NAMES: [&str; 10] = [
        "accepted",
        "submitting",
        "unconfirmed",
        "submitted",
        "running",
        "finished",
        "stored",
        "delivered",
        "failed",
        "cancelled",
    ];

    /// The state's name, as in the journal and on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            State::Accepted { .. } => "accepted",
            State::Submitting { .. } => "submitting",
            State::Unconfirmed { .. } => "unconfirmed",
            State::Submitted { .. } => "submitted",
            State::Running { .. } => "running",
            State::Finished { .. } => "finished",
            State::Stored { .. } => "stored",
            State::Delivered { .. } => "delivered",
            State::Failed { .. } => "failed",
            State::Cancelled { .. } => "cancelled",
        }
    }

    /// Whether the provider may be working on it; such jobs count against the limits on running
    /// jobs.
    pub fn is_upstream(&self) -> bool {
        matches!(
            self,
            State::Submitting { .. }
                | State::Unconfirmed { .. }
                | State::Submitted { .. }
                | State::Running { .. }
        )
    }
}
