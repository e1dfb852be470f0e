//! Polls the provider for task states, when an answer is likely to be new
//! ([`crate::forecast::PollScheduler`] decides when).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dashmap::DashMap;
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{debug, error, info, warn};

use crate::forecast::{Observation, OutstandingTask, Phase, PollScheduler, Sample, TaskClass};
use crate::generation::Usage;
use crate::job::{Event, Failure, Job, JobId, State, TaskId};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::before_restore;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::pipeline::provider_accounts::ProviderAccount;
use crate::provider::{ErrorClass, TaskReport, TaskState, Times};

/// Concurrent queries; the rate limiter spaces them.
const MAX_CONCURRENT_QUERIES: usize = 20;
/// How much longer a task that cannot be queried is waited for.
const GRACE_PERIOD: Duration = Duration::from_secs(3600);
/// Delay before the next query after the API key was rejected.
const REFUSED_PAUSE: Duration = Duration::from_secs(60);

/// Delays before a task that the provider reports as unknown is queried again: at first, and once
/// its slot was released.
const DENIED_PAUSE: Duration = Duration::from_secs(10);
const UNKNOWN_PAUSE: Duration = Duration::from_secs(60);
/// How long the provider may report a task as unknown before its slot is given to others: it has
/// been observed to report a known task as unknown for moments.
const SLOT_HELD_FOR: Duration = Duration::from_secs(300);

/// When the tasks of one account are queried.
struct Polling {
    scheduler: Mutex<PollScheduler>,
    /// Whether the last query showed that the account is rejected.
    account_refused: AtomicBool,
}

impl Polling {
    fn scheduler(&self) -> MutexGuard<'_, PollScheduler> {
        // A poisoned lock is safe to use: at worst a task is queried at another time.
        self.scheduler.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The polling stage.
pub(super) struct Poller {
    ctx: Arc<PipelineContext>,
    /// By account.
    polling: HashMap<&'static str, Polling>,
    /// Tasks that could not be queried.
    backoff: Backoff,
    /// Since when the provider reports tasks as unknown, on the steady clock.
    doubted: DashMap<JobId, Duration>,
    /// Jobs that an earlier tick still queries: ticks may overlap, so that single queries need not
    /// wait for a slow list request, nor the list for them.
    in_flight: InFlight,
}

/// Seconds since 1970.
fn seconds(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1000.0
}

/// When a job was submitted.
fn submitted_at(job: &Job) -> Timestamp {
    job.work.submitted_at.unwrap_or(job.accepted_at)
}

impl Poller {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        let polling = |account: &ProviderAccount| {
            let lists = account.provider.capabilities().lists_tasks;
            let call_cost = ctx.settings.poll_cost.as_secs_f64();
            Polling {
                scheduler: Mutex::new(PollScheduler::new(call_cost, lists)),
                account_refused: AtomicBool::new(false),
            }
        };
        Self {
            polling: ctx.accounts.all().map(|account| (account.name, polling(account))).collect(),
            ctx,
            backoff: Backoff::default(),
            doubted: DashMap::new(),
            in_flight: InFlight::default(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let jobs = self.ctx.store.upstream(is_out);
        if jobs.is_empty() {
            return;
        }
        self.backoff.retain(|id| self.ctx.store.is_open(*id));
        self.doubted.retain(|id, _| self.ctx.store.is_open(*id));
        let mut by_account: BTreeMap<&str, Vec<Job>> = BTreeMap::new();
        for job in jobs {
            by_account.entry(self.ctx.account_of(&job).name).or_default().push(job);
        }
        let accounts = self.ctx.accounts.all();
        let polls = accounts.filter_map(|account| {
            let jobs = by_account.remove(account.name)?;
            Some(self.poll(account, jobs, now))
        });
        join_all(polls).await;
    }

    /// Queries the tasks of an account that are due.
    async fn poll(&self, account: &ProviderAccount, jobs: Vec<Job>, now: Timestamp) {
        let tasks: Vec<_> = jobs.iter().map(outstanding).collect();
        let plan = self.polling(account).scheduler().plan(seconds(now), &tasks, &self.ctx.forecast);
        let listed = async {
            if plan.list {
                let gone = self.list(account, &jobs, now).await;
                self.ask_all(gone, now).await;
            }
        };
        tokio::join!(self.ask_all(plan.single, now), listed);
    }

    /// How long the provider keeps the task of a job.
    fn task_lifetime(&self, job: &Job) -> Duration {
        self.ctx.account_of(job).provider.capabilities().task_lifetime
    }

    #[expect(clippy::indexing_slicing, reason = "`new` has made one for each account")]
    fn polling(&self, account: &ProviderAccount) -> &Polling {
        &self.polling[account.name]
    }

    async fn ask_all(&self, jobs: Vec<JobId>, now: Timestamp) {
        let ask = |id| async move {
            let Some(_guard) = self.in_flight.begin(id) else { return };
            // The job may have advanced meanwhile, and so may the clock.
            let Some(job) = self.ctx.store.open(id).filter(is_out) else { return };
            let now = self.ctx.clock.now().max(now);
            if self.backoff.is_due(id, now) {
                self.ask(job, now).await;
            }
        };
        stream::iter(jobs).for_each_concurrent(MAX_CONCURRENT_QUERIES, ask).await;
    }

    /// Lists the running tasks. Returns the jobs to query individually.
    async fn list(&self, account: &ProviderAccount, jobs: &[Job], now: Timestamp) -> Vec<JobId> {
        match account.provider.running().await {
            Ok((tasks, pages)) => {
                let tasks: HashSet<TaskId> = tasks.into_iter().collect();
                let runs = |j: &&Job| j.task().is_some_and(|t| tasks.contains(t));
                let running: HashSet<_> = jobs.iter().filter(runs).map(|j| j.id).collect();
                for id in &running {
                    // The job may have advanced during the request, or be in progress.
                    let Some(_guard) = self.in_flight.begin(*id) else { continue };
                    let begun = |j: &Job| {
                        matches!(j.state, State::Submitted { .. }) && self.backoff.is_due(j.id, now)
                    };
                    if let Some(job) = self.ctx.store.open(*id).filter(begun) {
                        self.advance(&job, Event::TaskRunning, now).await;
                    }
                }
                // The list shows the state at the time of the request.
                self.polling(account).scheduler().listed(seconds(now), &running, pages)
            }
            Err(e) => {
                debug!(error = %e, "failed to list the running tasks, querying them one by one");
                self.polling(account).scheduler().list_failed(seconds(now));
                Vec::new()
            }
        }
    }

    async fn ask(&self, job: Job, now: Timestamp) {
        let Some(task) = job.task() else { return };
        if self.ctx.has_lost_account(&job) {
            if let Some(event) = self.give_up(&job, now).await {
                error!(job.id = %job.id, "the provider of a task has no account any more");
                self.advance(&job, event, now).await;
            }
            return;
        }
        let account = self.ctx.account_of(&job);
        let polling = self.polling(account);
        let report = match account.provider.query(task).await {
            Ok(report) => report,
            Err(e) => {
                if submitted_at(&job) + self.task_lifetime(&job) + GRACE_PERIOD < now {
                    if let Some(event) = self.give_up(&job, now).await {
                        error!(job.id = %job.id, error = %e, "failed to query a task for as long \
                            as the provider keeps it");
                        self.advance(&job, event, now).await;
                    }
                    return;
                }
                // The task is paid for and may succeed: it is queried again until then.
                match e.class {
                    ErrorClass::Account => {
                        if !polling.account_refused.swap(true, Ordering::SeqCst) {
                            error!(error = %e, "the provider does not accept the account; \
                                outstanding tasks are queried again every minute");
                        }
                        self.backoff.wait(job.id, now, REFUSED_PAUSE);
                    }
                    _ => {
                        debug!(job.id = %job.id, error = %e, "failed to query a task");
                        self.backoff.failed(job.id, now);
                    }
                }
                return;
            }
        };
        polling.account_refused.store(false, Ordering::SeqCst);
        match observed(&job, &report) {
            Some(observed) => {
                polling.scheduler().observed(job.id, seconds(now), observed);
                self.doubted.remove(&job.id);
                self.ctx.store.set_known(job.id);
            }
            None if self.ctx.store.is_unknown(job.id) => {
                self.backoff.wait(job.id, now, UNKNOWN_PAUSE);
            }
            None => self.backoff.wait(job.id, now, DENIED_PAUSE),
        }
        let event = match report.state {
            TaskState::Pending => return self.backoff.clear(job.id),
            TaskState::Running if matches!(job.state, State::Running { .. }) => {
                return self.backoff.clear(job.id);
            }
            TaskState::Running => Event::TaskRunning,
            TaskState::Succeeded { url, mut more } => {
                // Results beyond the requested number are neither charged nor posted.
                more.truncate((job.request.count as usize).saturating_sub(1));
                Event::TaskFinished { url, more, usage: self.priced(&job, report.usage) }
            }
            TaskState::Failed { class, code, message } => {
                warn!(job.id = %job.id, task.id = %task, code, ?class, "a task failed");
                Event::Failed { failure: Failure { code, message, ..Failure::of(class) } }
            }
            TaskState::Canceled => Event::Cancelled { by: None, unresolved: false },
            TaskState::Unknown => match self.doubt(&job, now).await {
                Some(event) => event,
                None => return,
            },
        };
        let elapsed = now.duration_since(submitted_at(&job)).as_secs_f64();
        let Some(job) = self.advance(&job, event, now).await else { return };
        match job.state {
            State::Finished { .. } => {
                info!(job.id = %job.id, task.id = job.task().map(|t| t.0.as_str()), "finished");
                self.learn(&job, report.times).await;
            }
            State::Failed { .. } => {
                let after = report.times.whole.unwrap_or(elapsed);
                self.ctx.forecast.failed(&TaskClass::of(&job.request), after);
            }
            _ => {}
        }
    }

    /// Adds the price of what the provider bills.
    fn priced(&self, job: &Job, usage: Option<Usage>) -> Option<Usage> {
        let mut usage = usage?;
        let region = self.ctx.account_of(job).region;
        usage.price = self.ctx.catalogue.billed_price(&job.request, &usage, region);
        if let Some(billed) = usage.price.filter(|billed| billed.money > job.price.money) {
            // The operator reads of it in the daily report.
            debug!(
                job.id = %job.id,
                billed = %billed.money,
                reserved = %job.price.money,
                "the provider bills more than was reserved"
            );
        }
        Some(usage)
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) -> Option<Job> {
        match self.ctx.store.advance(job.id, event, now).await {
            Ok(job) => {
                // Not before the write: the delays would not grow while the journal fails.
                self.backoff.clear(job.id);
                Some(job)
            }
            Err(e) => {
                error!(job.id = %job.id, error = %e, "failed to write a task's state");
                self.backoff.failed(job.id, now);
                None
            }
        }
    }

    /// Feeds the duration of a finished task to the forecast, if the provider reports it: the time
    /// at which we noticed its end also reflects our own outages.
    async fn learn(&self, job: &Job, times: Times) {
        let (from, until) = (job.work.submitted_at, job.work.finished_at);
        let ours = until.zip(from).map(|(u, f)| u.duration_since(f).as_secs_f64());
        let Some(whole) = times.whole else { return };
        let queue = times.queue.unwrap_or(0.0).min(whole);
        let found_after = ours.map(|ours| ours - whole);
        self.ctx.metrics.task(&job.request.model, whole, found_after);
        let (kind, sample) = (TaskClass::of(&job.request), Sample { queue, run: whole - queue });
        self.ctx.forecast.learn(&kind, sample);
        if let Err(e) = self.ctx.store.journal().insert_timing(kind, sample).await {
            // Only the next start would lack this sample.
            warn!(job.id = %job.id, error = %e, "failed to write a task's duration");
        }
    }

    /// Handles a task that the provider reports as unknown. This has been wrong before: the task is
    /// given up when the report persists, or when the task is older than the provider keeps them.
    async fn doubt(&self, job: &Job, now: Timestamp) -> Option<Event> {
        let elapsed = self.ctx.steady.elapsed();
        let since = *self.doubted.entry(job.id).or_insert(elapsed);
        let unknown_for = elapsed.saturating_sub(since);
        if unknown_for >= SLOT_HELD_FOR && self.ctx.store.set_unknown(job) {
            warn!(
                job.id = %job.id,
                "the provider reports a task as unknown; its slot is free, and it is still queried"
            );
        }
        let expired = submitted_at(job) + self.task_lifetime(job) < now;
        if unknown_for < self.ctx.settings.unknown_task_timeout && !expired {
            debug!(job.id = %job.id, "the provider reports a task as unknown, querying again");
            return None;
        }
        let given_up = self.give_up(job, now).await?;
        self.doubted.remove(&job.id);
        warn!(job.id = %job.id, "the provider keeps reporting a task as unknown, giving up");
        Some(given_up)
    }

    /// The end of a job whose task is lost; `None` where its channels cannot be searched now for a
    /// result from before a restored backup.
    async fn give_up(&self, job: &Job, now: Timestamp) -> Option<Event> {
        match before_restore::lost(&*self.ctx.messenger, job).await {
            Ok(failure) => Some(Event::Failed { failure }),
            Err(e) => {
                debug!(job.id = %job.id, error = %e, "failed to search a channel");
                self.backoff.failed(job.id, now);
                None
            }
        }
    }
}

/// Whether the provider has a task of the job that may still be in progress.
fn is_out(job: &Job) -> bool {
    matches!(job.state, State::Submitted { .. } | State::Running { .. })
}

fn outstanding(job: &Job) -> OutstandingTask {
    let phase = match &job.state {
        State::Running { since, .. } => Phase::Running { since: seconds(*since) },
        _ => Phase::Pending,
    };
    let submitted = seconds(submitted_at(job));
    OutstandingTask { job: job.id, kind: TaskClass::of(&job.request), submitted, phase }
}

/// The observation in a report; `None` where the provider reports the task as unknown.
fn observed(job: &Job, report: &TaskReport) -> Option<Observation> {
    let submitted = seconds(submitted_at(job));
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
