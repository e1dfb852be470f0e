//! Bells by which a room is told that there is something to do, so that nobody waits for the next
//! tick of its clock. Nothing hangs on them: what was not rung for is found at that tick.

use tokio::sync::Notify;

use crate::job::{Job, State};
use crate::pipeline::Stage;

/// One for each room that people wait for.
#[derive(Debug, Default)]
pub(super) struct Wakeups {
    uploads: Notify,
    submission: Notify,
    delivery: Notify,
}

impl Wakeups {
    /// Rings for whatever a job that moved on needs next, and for the place that it left.
    pub(super) fn notify(&self, before: Option<&Job>, job: &Job) {
        let waits = matches!(job.state, State::Accepted { .. });
        // One that came back was told "later": the next one too, most likely.
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

    /// Rings for submission: a job can go that could not before.
    pub(super) fn notify_submission(&self) {
        self.submission.notify_one();
    }

    /// Waits until it is rung for a room; for ever for one that has no bell.
    pub(super) async fn notified(&self, channel_defaults: Stage) {
        match channel_defaults {
            Stage::Uploads => self.uploads.notified().await,
            Stage::Submission => self.submission.notified().await,
            Stage::Delivery => self.delivery.notified().await,
            _ => std::future::pending().await,
        }
    }
}
