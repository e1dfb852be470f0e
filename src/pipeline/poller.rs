//! Waits for the provider: asks how tasks are, when it is likely that there is something to hear
//! ([`crate::forecast::PollScheduler`] says when).

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{debug, error, info, warn};

use crate::forecast::{Observation, OutstandingTask, Phase, PollScheduler, Sample, TaskClass};
use crate::job::Class;
use crate::job::{Event, Failure, Job, JobId, State, TaskId};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::wan::{ErrorClass, TaskReport, TaskState, Times, job_class};

/// Questions under way at once; the limiter spaces them.
const AT_ONCE: usize = 20;
/// Tasks and their results live this long at the provider.
const TASK_LIFE: Duration = Duration::from_secs(24 * 3600);
/// How long after that a task that cannot be asked for is still waited for.
const PATIENCE: Duration = Duration::from_secs(3600);
/// How long to wait before asking again with a key that was refused.
const REFUSED_PAUSE: Duration = Duration::from_secs(60);

/// How long to wait before asking again for a task that the provider claims not to know: first, and
/// once its place is given back.
const DENIED_PAUSE: Duration = Duration::from_secs(10);
const UNKNOWN_PAUSE: Duration = Duration::from_secs(60);
/// How long the provider may claim not to know a task before its place is given to others: it has
/// been seen to deny a task for moments.
const KEPT_PLACE: Duration = Duration::from_secs(300);

/// The room that waits for the provider.
pub(super) struct Poller {
    ctx: Arc<PipelineContext>,
    scheduler: Mutex<PollScheduler>,
    /// Tasks that could not be asked for.
    backoff: Backoff,
    doubted: DashMap<JobId, Timestamp>,
    account_refused: AtomicBool,
    /// Jobs that an earlier tick still asks for: ticks may overlap, so that answers need not wait
    /// for a long list, nor the list for answers.
    in_flight: InFlight,
}

/// Seconds since 1970.
fn seconds(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1000.0
}

/// When a job was handed over.
fn handed_over(job: &Job) -> Timestamp {
    job.work.submitted_at.unwrap_or(job.accepted_at)
}

impl Poller {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self {
            scheduler: Mutex::new(PollScheduler::new(ctx.settings.poll_cost.as_secs_f64())),
            ctx,
            backoff: Backoff::default(),
            doubted: DashMap::new(),
            account_refused: AtomicBool::new(false),
            in_flight: InFlight::default(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let jobs = self.ctx.store.upstream(is_out);
        if jobs.is_empty() {
            return;
        }
        let outs: Vec<_> = jobs.iter().map(out).collect();
        let plan = self.scheduler().plan(seconds(now), &outs, &self.ctx.forecast);
        self.backoff.keep(|id| self.ctx.store.open(*id).is_some());
        self.doubted.retain(|id, _| self.ctx.store.open(*id).is_some());
        let listed = async {
            if plan.list {
                let gone = self.list(&jobs, now).await;
                self.ask_all(gone, now).await;
            }
        };
        tokio::join!(self.ask_all(plan.single, now), listed);
    }

    async fn ask_all(&self, jobs: Vec<JobId>, now: Timestamp) {
        let ask = |id| async move {
            let Some(_guard) = self.in_flight.begin(id) else { return };
            // It may have moved on meanwhile, and so may the clock.
            let Some(job) = self.ctx.store.open(id).filter(is_out) else { return };
            let now = self.ctx.clock.now().max(now);
            if self.backoff.is_due(id, now) {
                self.ask(job, now).await;
            }
        };
        stream::iter(jobs).for_each_concurrent(AT_ONCE, ask).await;
    }

    /// Looks at what runs, and says what is to be asked for by itself.
    async fn list(&self, jobs: &[Job], now: Timestamp) -> Vec<JobId> {
        match self.ctx.wan.running().await {
            Ok((tasks, pages)) => {
                let tasks: HashSet<TaskId> = tasks.into_iter().collect();
                let runs = |j: &&Job| j.task().is_some_and(|t| tasks.contains(t));
                let running: HashSet<_> = jobs.iter().filter(runs).map(|j| j.id).collect();
                for id in &running {
                    // It may have moved on while the list was on its way, and may be in hand.
                    let Some(_guard) = self.in_flight.begin(*id) else { continue };
                    let begun = |j: &Job| {
                        matches!(j.state, State::Submitted { .. }) && self.backoff.is_due(j.id, now)
                    };
                    if let Some(job) = self.ctx.store.open(*id).filter(begun) {
                        self.advance(&job, Event::TaskRunning, now).await;
                    }
                }
                // What it shows is what was when it was asked for.
                self.scheduler().listed(seconds(now), &running, pages)
            }
            Err(e) => {
                debug!(error = %e, "the list of what runs cannot be had; asking one by one");
                self.scheduler().list_failed(seconds(now));
                Vec::new()
            }
        }
    }

    async fn ask(&self, job: Job, now: Timestamp) {
        let Some(task) = job.task() else { return };
        let report = match self.ctx.wan.query(task).await {
            Ok(report) => report,
            Err(e) => {
                if handed_over(&job) + TASK_LIFE + PATIENCE < now {
                    error!(job.id = %job.id, error = %e, "could not ask for a task until the \
                        provider forgot it");
                    let failure = Failure::of(Class::Lost);
                    self.advance(&job, Event::Failed { failure }, now).await;
                    return;
                }
                // The task itself is paid for and may be well: it is asked for again until then.
                match e.class {
                    ErrorClass::Account => {
                        if !self.account_refused.swap(true, Ordering::SeqCst) {
                            error!(error = %e, "the provider does not accept the account; tasks \
                                that are out are asked for again every minute");
                        }
                        self.backoff.wait(job.id, now, REFUSED_PAUSE);
                    }
                    _ => {
                        debug!(job.id = %job.id, error = %e, "a task could not be asked for");
                        self.backoff.failed(job.id, now);
                    }
                }
                return;
            }
        };
        self.account_refused.store(false, Ordering::SeqCst);
        self.backoff.clear(job.id);
        match observed(&job, &report) {
            Some(observed) => {
                self.scheduler().observed(job.id, seconds(now), observed);
                self.doubted.remove(&job.id);
                self.ctx.store.set_known(job.id);
            }
            None if self.ctx.store.is_unknown(job.id) => {
                self.backoff.wait(job.id, now, UNKNOWN_PAUSE);
            }
            None => self.backoff.wait(job.id, now, DENIED_PAUSE),
        }
        let event = match report.state {
            TaskState::Pending => return,
            TaskState::Running if matches!(job.state, State::Running { .. }) => return,
            TaskState::Running => Event::TaskRunning,
            TaskState::Succeeded { url, mut more } => {
                // What was not asked for is neither paid for nor posted.
                more.truncate((job.request.count as usize).saturating_sub(1));
                Event::TaskFinished { url, more, usage: report.usage }
            }
            TaskState::Failed { code, message } => {
                let class = job_class(code.as_deref());
                warn!(job.id = %job.id, task.id = %task, code, ?class, "a task failed");
                Event::Failed { failure: Failure { code, message, ..Failure::of(class) } }
            }
            TaskState::Canceled => Event::Cancelled { by: None, unresolved: false },
            TaskState::Unknown => match self.doubt(&job, now) {
                Some(event) => event,
                None => return,
            },
        };
        let asked_for = now.duration_since(handed_over(&job)).as_secs_f64();
        let Some(job) = self.advance(&job, event, now).await else { return };
        match job.state {
            State::Finished { .. } => {
                info!(job.id = %job.id, task.id = job.task().map(|t| t.0.as_str()), "finished");
                self.learn(&job, report.times).await;
            }
            State::Failed { .. } => {
                let after = report.times.whole.unwrap_or(asked_for);
                self.ctx.forecast.failed(&TaskClass::of(&job.request), after);
            }
            _ => {}
        }
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) -> Option<Job> {
        let written = self.ctx.store.advance(job.id, event, now).await;
        let failed = |e| {
            error!(job.id = %job.id, error = %e, "a task's state could not be written");
            self.backoff.failed(job.id, now);
        };
        written.map_err(failed).ok()
    }

    /// A finished task says how long the next ones may take, where the provider says how long it
    /// took: when it was found out says as much of our own outages.
    async fn learn(&self, job: &Job, times: Times) {
        let (from, until) = (job.work.submitted_at, job.work.finished_at);
        let ours = until.zip(from).map(|(u, f)| u.duration_since(f).as_secs_f64());
        let Some(whole) = times.whole else { return };
        let queue = times.queue.unwrap_or(0.0).min(whole);
        let found_after = ours.map(|ours| ours - whole);
        self.ctx.metrics.task(&job.request.model, whole, found_after);
        let (kind, sample) = (TaskClass::of(&job.request), Sample { queue, run: whole - queue });
        self.ctx.forecast.learn(&kind, sample);
        if let Err(e) = self.ctx.store.journal().note_timing(kind, sample).await {
            // Only the next start would know less.
            warn!(job.id = %job.id, error = %e, "how long a task took could not be written");
        }
    }

    /// The provider claims not to know a task. It has been wrong before: it is believed when it
    /// keeps saying so, or when the task is older than it keeps them.
    fn doubt(&self, job: &Job, now: Timestamp) -> Option<Event> {
        let since = *self.doubted.entry(job.id).or_insert(now);
        if since + KEPT_PLACE <= now && self.ctx.store.set_unknown(job) {
            warn!(
                job.id = %job.id,
                "the provider claims not to know a task; its place is free, and it is asked for on"
            );
        }
        let expired = handed_over(job) + TASK_LIFE < now;
        if since + self.ctx.settings.unknown_for > now && !expired {
            debug!(job.id = %job.id, "the provider claims not to know a task; asking again");
            return None;
        }
        self.doubted.remove(&job.id);
        warn!(job.id = %job.id, "the provider keeps claiming not to know a task: given up");
        Some(Event::Failed { failure: Failure::of(Class::Lost) })
    }

    fn scheduler(&self) -> MutexGuard<'_, PollScheduler> {
        // Were a change cut off, a task would be asked for at another time, no more.
        self.scheduler.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the provider has a task of it that may still go on.
fn is_out(job: &Job) -> bool {
    matches!(job.state, State::Submitted { .. } | State::Running { .. })
}

fn out(job: &Job) -> OutstandingTask {
    let phase = match &job.state {
        State::Running { since, .. } => Phase::Running { since: seconds(*since) },
        _ => Phase::Pending,
    };
    let submitted = seconds(handed_over(job));
    OutstandingTask { job: job.id, kind: TaskClass::of(&job.request), submitted, phase }
}

/// What is learned of a task; nothing where the provider claims not to know it.
fn observed(job: &Job, report: &TaskReport) -> Option<Observation> {
    let submitted = seconds(handed_over(job));
    Some(match report.state {
        TaskState::Unknown => return None,
        TaskState::Pending => Observation::Pending,
        TaskState::Running => {
            Observation::Running { since: report.times.queue.map(|queue| submitted + queue) }
        }
        TaskState::Succeeded { .. } | TaskState::Failed { .. } | TaskState::Canceled => {
            Observation::Over { took: report.times.whole }
        }
    })
}
