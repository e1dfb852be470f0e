//! Where a job stands.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::job::failure::Failure;
use crate::job::id::{ChannelId, MessageId, TaskId, UserId};

/// The states of a job's life, in the order in which they are passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// In our queue; nothing was sent.
    Accepted {
        /// Not before this time: the provider throttled us.
        not_before: Option<Timestamp>,
    },
    /// The POST may be on its way: from here on nothing is sent again until it is known.
    Submitting {
        /// When the intent was written.
        since: Timestamp,
    },
    /// The POST's answer was lost; the task list is asked.
    Unconfirmed {
        /// When the intent was written.
        since: Timestamp,
        /// When the answer was found to be lost, from which its absence is reckoned.
        lost_at: Timestamp,
        /// How often the list was asked without a trace of the task.
        absences: u32,
    },
    /// The provider has a task.
    Submitted {
        /// Its name there.
        task: TaskId,
        /// When it was handed over.
        at: Timestamp,
    },
    /// The provider works on it.
    Running {
        /// Its name there.
        task: TaskId,
        /// When it was handed over.
        at: Timestamp,
        /// When it was first seen running.
        since: Timestamp,
    },
    /// The provider is done; the clip is still only there.
    Finished {
        /// Its name there.
        task: TaskId,
        /// The provider's signed link, good for 24 hours.
        url: String,
        /// Where further pictures are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
        /// When it was found finished.
        at: Timestamp,
    },
    /// The clip is in our archive.
    Stored {
        /// Its name at the provider.
        task: TaskId,
        /// The provider's signed link, the last resort for a clip too large to post.
        url: String,
        /// When the provider was found done, from which its link's 24 hours are reckoned.
        finished_at: Timestamp,
        /// Where the clip is in the archive.
        key: String,
        /// Its size.
        bytes: u64,
        /// Where further pictures are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
    },
    /// The clip is posted.
    Delivered {
        /// Its name at the provider.
        task: TaskId,
        /// Where the clip is in the archive.
        key: String,
        /// Where further pictures are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
        /// Where the result was posted: the job's channel, or direct messages.
        channel: ChannelId,
        /// The result's message.
        message: MessageId,
        /// When it was posted.
        at: Timestamp,
    },
    /// It ended without a clip.
    Failed {
        /// Why.
        failure: Failure,
        /// When.
        at: Timestamp,
    },
    /// Someone allowed to do so stopped it.
    Cancelled {
        /// Who; `None` when it was done at the provider, outside the bot.
        by: Option<UserId>,
        /// When.
        at: Timestamp,
        /// The provider did not know its task any more: what became of that was never learned.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unresolved: bool,
    },
}

impl State {
    /// The names of all states, in the order in which they are passed.
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

    /// The name of the state, as in the journal and on the command line.
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

    /// Whether the provider may be busy with it: it counts against what runs at once.
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
