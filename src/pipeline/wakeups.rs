//! Wakeups of stages before their next timer tick. They only reduce latency: work that sent no
//! wakeup is found at that tick.

use tokio::sync::Notify;

use crate::job::{Job, State};
use crate::pipeline::stage::Stage;

/// One per stage whose latency members notice.
#[derive(Debug, Default)]
pub(super) struct Wakeups {
    uploads: Notify,
    submission: Notify,
    delivery: Notify,
}

impl Wakeups {
    /// Wakes the stage that a changed job needs next, and the submission stage when the job left a
    /// slot free.
    pub(super) fn notify(&self, before: Option<&Job>, job: &Job) {
        let waits = matches!(job.state, State::Accepted { .. });
        // A job that returned to the queue was refused with "later"; the next one most likely would
        // be too.
        let left = before.is_some_and(|b| b.state.is_upstream()) && !job.state.is_upstream();
        if left && !waits || before.is_none() && waits {
            self.submission.notify_one();
        }
        if before.is_none() && waits && !job.request.inputs.is_empty() {
            self.uploads.notify_one();
        }
        if matches!(job.state, State::Finished { .. } | State::Stored { .. })
            || job.needs_failure_notice()
        {
            self.delivery.notify_one();
        }
    }

    /// Wakes the submission stage: a job can be submitted that could not be before.
    pub(super) fn notify_submission(&self) {
        self.submission.notify_one();
    }

    /// Waits for a wakeup of a stage; forever for a stage without wakeups.
    pub(super) async fn notified(&self, stage: Stage) {
        match stage {
            Stage::Uploads => self.uploads.notified().await,
            Stage::Submission => self.submission.notified().await,
            Stage::Delivery => self.delivery.notified().await,
            _ => std::future::pending().await,
        }
    }
}
