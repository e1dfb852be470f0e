//! Asks how tasks are.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{debug, error, info, warn};

use crate::job::Class;
use crate::job::{Event, Failure, Job, JobId, State};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::parts::Parts;
use crate::wan::{ErrorClass, TaskState, job_class};

/// Questions under way at once; the limiter spaces them.
const AT_ONCE: usize = 20;
/// Tasks and their results live this long at the provider.
const TASK_LIFE: Duration = Duration::from_secs(24 * 3600);
/// How long after that a task that cannot be asked for is still waited for.
const PATIENCE: Duration = Duration::from_secs(3600);
/// How long to wait before asking again with a key that was refused.
const REFUSED_PAUSE: Duration = Duration::from_secs(60);

/// The room that waits for the provider.
pub(super) struct Poller {
    parts: Arc<Parts>,
    next: Backoff,
    doubted: DashMap<JobId, Timestamp>,
    account_refused: AtomicBool,
}

impl Poller {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self {
            parts,
            next: Backoff::default(),
            doubted: DashMap::new(),
            account_refused: AtomicBool::new(false),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let every = self.parts.settings.poll_every;
        let out = self.parts.records.select(|j| {
            let at = match &j.state {
                State::Submitted { at, .. } | State::Running { at, .. } => *at,
                _ => return false,
            };
            at + every <= now && self.next.is_due(j.id, now)
        });
        stream::iter(out).for_each_concurrent(AT_ONCE, |job| self.ask(job, now)).await;
    }

    async fn ask(&self, job: Job, now: Timestamp) {
        let Some(task) = job.task() else { return };
        let report = match self.parts.wan.query(task).await {
            Ok(report) => report,
            Err(e) => {
                let submitted = job.work.submitted_at.unwrap_or(job.accepted_at);
                if submitted + TASK_LIFE + PATIENCE < now {
                    error!(job.id = %job.id, error = %e, "could not ask for a task until the \
                        provider forgot it");
                    let failure = Failure::of(Class::Lost);
                    let lost = self.parts.records.advance(job.id, Event::Failed { failure }, now);
                    if let Err(e) = lost.await {
                        error!(job.id = %job.id, error = %e, "a loss could not be written");
                    }
                    return;
                }
                // The task itself is paid for and may be well: it is asked for again until then.
                match e.class {
                    ErrorClass::Account => {
                        if !self.account_refused.swap(true, Ordering::SeqCst) {
                            error!(error = %e, "the provider does not accept the account; tasks \
                                that are out are asked for again every minute");
                        }
                        self.next.wait(job.id, now, REFUSED_PAUSE);
                    }
                    _ => {
                        debug!(job.id = %job.id, error = %e, "a task could not be asked for");
                        self.next.failed(job.id, now);
                    }
                }
                return;
            }
        };
        self.account_refused.store(false, Ordering::SeqCst);
        self.next.clear(job.id);
        self.next.wait(job.id, now, self.parts.settings.poll_every);
        if report.state != TaskState::Unknown {
            self.doubted.remove(&job.id);
        }
        let event = match report.state {
            TaskState::Pending => return,
            TaskState::Running if matches!(job.state, State::Running { .. }) => return,
            TaskState::Running => Event::TaskRunning,
            TaskState::Succeeded { url, more } => Event::TaskFinished { url, more },
            TaskState::Failed { code, message } => {
                let class = job_class(code.as_deref());
                warn!(job.id = %job.id, task.id = %task, code, ?class, "a task failed");
                Event::Failed { failure: Failure { class, code, message } }
            }
            TaskState::Canceled => Event::Cancelled { by: None },
            TaskState::Unknown => match self.doubt(&job, now) {
                Some(event) => event,
                None => return,
            },
        };
        let over = !matches!(event, Event::TaskRunning);
        match self.parts.records.advance(job.id, event, now).await {
            Ok(job) => {
                if over {
                    self.next.clear(job.id);
                }
                if matches!(job.state, State::Finished { .. }) {
                    info!(job.id = %job.id, task.id = job.task().map(|t| t.0.as_str()), "finished");
                    self.parts.estimator.learn(&job);
                }
            }
            Err(e) => error!(job.id = %job.id, error = %e, "a task's state could not be written"),
        }
    }

    /// The provider claims not to know a task. It has been wrong before: it is believed when it
    /// keeps saying so, or when the task is older than it keeps them.
    fn doubt(&self, job: &Job, now: Timestamp) -> Option<Event> {
        let since = *self.doubted.entry(job.id).or_insert(now);
        let submitted = job.work.submitted_at.unwrap_or(job.accepted_at);
        let expired = submitted + TASK_LIFE < now;
        if since + self.parts.settings.unknown_for > now && !expired {
            debug!(job.id = %job.id, "the provider claims not to know a task; asking again");
            return None;
        }
        self.doubted.remove(&job.id);
        warn!(job.id = %job.id, "the provider keeps claiming not to know a task: given up");
        Some(Event::Failed { failure: Failure::of(Class::Lost) })
    }
}
