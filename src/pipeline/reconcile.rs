//! Submissions whose answer was lost: was a task made, and which?
//!
//! The provider's list shows tasks by model and time, account-wide, without their prompts. A task
//! that no job knows is a candidate. It is taken for ours only when its finished query echoes our
//! prompt: to adopt another client's task would show a stranger's video to the channel. A task
//! that failed or was cancelled was not billed and is no candidate. When two looks at the list,
//! some time apart, show no candidate, the job is queued again.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tracing::{error, info, warn};

use crate::job::{Class, Event, Failure, Job, State, TaskId};
use crate::pipeline::parts::Parts;
use crate::wan::TaskState;

/// How far the provider's clock may be from ours.
const SKEW: Duration = Duration::from_secs(120);
/// Tasks live this long at the provider.
const TASK_LIFE: Duration = Duration::from_secs(24 * 3600);
/// Least time between two looks at the list for one job.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// Looks without a trace before absence can be believed.
const LOOKS: u32 = 2;

/// The room that finds out about lost answers.
pub(super) struct Reconciler {
    parts: Arc<Parts>,
}

enum Finding {
    Ours(TaskId),
    /// A task that may be ours is still going on.
    Perhaps,
    NoTrace,
}

impl Reconciler {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self { parts }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        // A tick of the submitter ends with an outcome for every job that it took in hand: one
        // that is "submitting" now has an outcome that could not be written.
        for job in self.parts.records.select(|j| matches!(j.state, State::Submitting { .. })) {
            self.advance(&job, Event::AnswerLost, now).await;
        }
        for job in self.parts.records.select(|j| matches!(j.state, State::Unconfirmed { .. })) {
            self.look(&job, now).await;
        }
    }

    async fn look(&self, job: &Job, now: Timestamp) {
        let State::Unconfirmed { since, absences, asked_at } = job.state else { return };
        if asked_at.is_some_and(|t| t + LOOK_EVERY > now) {
            return;
        }
        if since + TASK_LIFE < now {
            let failure = Failure::of(Class::Lost);
            return self.advance(job, Event::Failed { failure }, now).await;
        }
        match self.find(job, since).await {
            Ok(Finding::Ours(task)) => {
                info!(job.id = %job.id, task.id = %task, "found the task of a lost answer");
                self.advance(job, Event::TaskCreated { task, adopted: true }, now).await;
            }
            Ok(Finding::Perhaps) => {}
            Ok(Finding::NoTrace) => {
                let lasted = since + self.parts.settings.absence_margin <= now;
                if absences + 1 >= LOOKS && lasted {
                    info!(job.id = %job.id, "no task was made: queued again");
                    self.advance(job, Event::ProvenAbsent, now).await;
                } else {
                    self.advance(job, Event::TraceMissing, now).await;
                }
            }
            Err(e) => warn!(job.id = %job.id, error = %e, "the task list cannot be had"),
        }
    }

    async fn find(&self, job: &Job, since: Timestamp) -> anyhow::Result<Finding> {
        let listed = self.parts.wan.list(&job.request.model).await?;
        let near: Vec<_> = listed
            .into_iter()
            .filter(|t| t.created_at + SKEW >= since && t.created_at <= since + SKEW * 2)
            .filter(|t| !matches!(t.status.as_str(), "FAILED" | "CANCELED"))
            .map(|t| t.task)
            .collect();
        let candidates = self.parts.records.journal().unknown_tasks(near).await?;
        let mut perhaps = false;
        for task in &candidates {
            let report = self.parts.wan.query(task).await?;
            match report.state {
                TaskState::Succeeded { .. } => {
                    let echoed = report.prompt.unwrap_or_default();
                    // Without a prompt there is nothing to tell tasks apart by but their number.
                    let telling = !echoed.is_empty() || candidates.len() == 1;
                    if telling && echoed == job.request.prompt {
                        return Ok(Finding::Ours(task.clone()));
                    }
                }
                TaskState::Pending | TaskState::Running | TaskState::Unknown => perhaps = true,
                TaskState::Failed { .. } | TaskState::Canceled => {}
            }
        }
        Ok(if perhaps { Finding::Perhaps } else { Finding::NoTrace })
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) {
        if let Err(e) = self.parts.records.advance(job.id, event, now).await {
            error!(job.id = %job.id, error = %e, "a finding could not be written");
        }
    }
}
