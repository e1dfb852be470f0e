//! Submissions whose answer was lost: was a task made, and which?
//!
//! The provider's list shows tasks by model and time, account-wide, without their prompts. A task
//! that no job knows is a candidate. It is taken for ours only when its finished query echoes our
//! prompt: to adopt another client's task would show a stranger's video to the channel. A task
//! that failed or was cancelled was not billed and is no candidate. When two looks at the list,
//! some time apart, show no candidate, the job is queued again. Where a candidate is done and
//! cannot be told apart, because one of the two has no prompt, nothing is sent again and the
//! member is told: the house pays, if anybody does.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tracing::{debug, error, info, warn};

use crate::job::{Class, Event, Failure, Job, State, TaskId};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::parts::Parts;
use crate::pipeline::submitter::Unwritten;
use crate::wan::TaskState;

/// How far the provider's clock may be from ours. Known tasks are no candidates anyway, so a wide
/// margin costs little.
const SKEW: Duration = Duration::from_secs(15 * 60);
/// Tasks live this long at the provider.
const TASK_LIFE: Duration = Duration::from_secs(24 * 3600);
/// Least time between two looks at the list for one job.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// How often something is sent at least before it is believed that it never arrives.
const MOST_IN_VAIN: u32 = 5;
/// Looks without a trace before absence can be believed.
const LOOKS: u32 = 2;

/// Whatever hinders it lasts: it was sent often enough, and for as long as anything is waited for.
fn is_in_vain(job: &Job, now: Timestamp) -> bool {
    job.sent_in_vain + 1 >= MOST_IN_VAIN && job.accepted_at + TASK_LIFE < now
}

/// The room that finds out about lost answers.
pub(super) struct Reconciler {
    parts: Arc<Parts>,
    unwritten: Unwritten,
    looks: Backoff,
}

enum Finding {
    Ours(TaskId),
    /// A task that may be ours is still going on.
    Perhaps,
    /// A finished task may be ours, and nothing will ever tell.
    Undecidable,
    NoTrace,
}

impl Reconciler {
    pub(super) fn new(parts: Arc<Parts>, unwritten: Unwritten) -> Self {
        Self { parts, unwritten, looks: Backoff::default() }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        self.looks.keep(|id| self.parts.records.open(*id).is_some());
        // A tick of the submitter ends with an outcome for every job that it took in hand: one
        // that is "submitting" now has an outcome that could not be written. Where that is a task,
        // the submitter writes it down itself.
        let cut_off = |j: &Job| {
            matches!(j.state, State::Submitting { .. })
                && !self.unwritten.contains_key(&j.id)
                && self.looks.is_due(j.id, now)
        };
        for job in self.parts.records.upstream(cut_off) {
            if !self.advance(&job, Event::AnswerLost, now).await {
                self.looks.failed(job.id, now);
            }
        }
        for job in self.parts.records.upstream(|j| matches!(j.state, State::Unconfirmed { .. })) {
            self.look(&job, now).await;
        }
    }

    async fn look(&self, job: &Job, now: Timestamp) {
        let State::Unconfirmed { since, lost_at, absences } = job.state else { return };
        if !self.looks.is_due(job.id, now) {
            return;
        }
        if since + TASK_LIFE < now {
            let failure = Failure::of(Class::Lost);
            self.advance(job, Event::Failed { failure }, now).await;
            return;
        }
        // Whatever is found: the next look is some time away.
        self.looks.wait(job.id, now, LOOK_EVERY);
        match self.find(job, since, lost_at).await {
            Ok(Finding::Ours(task)) => {
                info!(job.id = %job.id, task.id = %task, "found the task of a lost answer");
                self.advance(job, Event::TaskCreated { task, adopted: true }, now).await;
            }
            Ok(Finding::Perhaps) => {}
            Ok(Finding::Undecidable) => {
                warn!(job.id = %job.id, "cannot tell whether a finished task is this job's");
                let failure = Failure::of(Class::Lost);
                self.advance(job, Event::Failed { failure }, now).await;
            }
            Ok(Finding::NoTrace) => {
                let lasted = lost_at + self.parts.settings.absence_margin <= now;
                if absences + 1 >= LOOKS && lasted && is_in_vain(job, now) {
                    error!(job.id = %job.id, times = job.sent_in_vain + 1, "never arrived: given up");
                    let failure = Failure::of(Class::Provider);
                    self.advance(job, Event::Failed { failure }, now).await;
                } else if absences + 1 >= LOOKS && lasted {
                    info!(job.id = %job.id, "no task was made: queued again");
                    self.advance(job, Event::ProvenAbsent, now).await;
                } else {
                    self.advance(job, Event::TraceMissing, now).await;
                }
            }
            Err(e) => {
                warn!(job.id = %job.id, error = %e, "the task list cannot be had");
                self.looks.failed(job.id, now);
            }
        }
    }

    async fn find(
        &self,
        job: &Job,
        since: Timestamp,
        lost_at: Timestamp,
    ) -> anyhow::Result<Finding> {
        let listed = self.parts.wan.list(&job.request.model).await?;
        let near: Vec<_> = listed
            .into_iter()
            .filter(|t| t.created_at.is_none_or(|at| at + SKEW >= since && at <= lost_at + SKEW))
            .filter(|t| !matches!(t.status.as_str(), "FAILED" | "CANCELED"))
            .map(|t| t.task)
            .collect();
        let candidates = self.parts.records.journal().unknown_tasks(near).await?;
        let ours = job.request.prompt.as_str();
        let (mut perhaps, mut undecidable) = (false, false);
        for task in candidates {
            let report = match self.parts.wan.query(&task).await {
                Ok(report) => report,
                // It may be ours all the same; the others are looked at first.
                Err(e) => {
                    debug!(job.id = %job.id, error = %e, "a candidate could not be asked for");
                    perhaps = true;
                    continue;
                }
            };
            match report.state {
                TaskState::Succeeded { .. } => {
                    match (report.prompt.as_deref().unwrap_or_default(), ours) {
                        ("", _) => undecidable = true,
                        (echoed, ours) if echoed == ours => return Ok(Finding::Ours(task)),
                        _ => {}
                    }
                }
                TaskState::Pending | TaskState::Running | TaskState::Unknown => perhaps = true,
                TaskState::Failed { .. } | TaskState::Canceled => {}
            }
        }
        Ok(match (perhaps, undecidable) {
            (true, _) => Finding::Perhaps,
            (false, true) => Finding::Undecidable,
            (false, false) => Finding::NoTrace,
        })
    }

    /// Says whether it could be written.
    async fn advance(&self, job: &Job, event: Event, now: Timestamp) -> bool {
        let written = self.parts.records.advance(job.id, event, now).await;
        if let Err(e) = &written {
            error!(job.id = %job.id, error = %e, "a finding could not be written");
        }
        written.is_ok()
    }
}
