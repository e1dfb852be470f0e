//! Resolves submissions whose response was lost: was a task created, and which?
//!
//! The provider's list shows tasks by model and time, account-wide, without their prompts. A task
//! that no job knows is a candidate. It is adopted only when its finished query echoes our prompt
//! and its usage fits our request: adopting another client's task would show a stranger's video to
//! the channel. A task that failed or was cancelled was not billed and is no candidate. When two
//! looks at the list, some time apart, show no candidate, the job is queued again. When a candidate
//! has finished and cannot be told apart, because one of the two has no prompt, nothing is
//! submitted again and the member is notified: if a task was billed, the operator pays.
//!
//! One list request serves all lost jobs of a model. Models are processed concurrently, and
//! independently of submissions: a slow list request delays only the jobs that wait for it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{debug, error, info, warn};

use crate::job::{Class, Event, Failure, Job, JobId, MessageId, State, TaskId};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::pipeline::posted_before;
use crate::pipeline::submitter::Unwritten;
use crate::provider::{ListedState, ListedTask, TaskReport, TaskState};
use crate::service::{Known, Lookup, MessengerError, Sought};

/// Largest assumed difference between the provider's clock and ours: ours may have been wrong by
/// hours when the job was submitted, as after a start with a dead battery or a wrong time zone.
/// Known tasks are no candidates anyway, so a wide margin costs little.
const SKEW: Duration = Duration::from_secs(4 * 3600);
/// Minimum interval between two looks at the list for one job.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// How long the other jobs of a model wait for a list that cannot be fetched, because of a job that
/// only its time tells from them.
const LIST_PATIENCE: Duration = Duration::from_secs(3600);
/// How often a submission must be lost before its job is given up.
const MIN_LOST_SUBMISSIONS: u32 = 5;
/// Looks without a trace before a task counts as absent.
const LOOKS: u32 = 2;
/// Candidates queried in one look, for all lost jobs of a model; the others are queried in the
/// next.
const MOST_CANDIDATES: usize = 100;
/// Ended candidates whose report is cached, so that they are not queried again.
const REMEMBERED: usize = 10_000;

/// Whether a job is given up: it was submitted often enough, and as long ago as the provider keeps
/// tasks.
fn attempts_exhausted(job: &Job, task_lifetime: Duration, now: Timestamp) -> bool {
    job.lost_submissions + 1 >= MIN_LOST_SUBMISSIONS && job.accepted_at + task_lifetime < now
}

/// A model at an account.
type ModelOfAccount = (&'static str, String);

/// The reconciliation stage.
pub(super) struct Reconciler {
    ctx: Arc<PipelineContext>,
    unwritten: Unwritten,
    /// Jobs that the submitter works on: their outcome is still to come.
    submitting: Arc<InFlight>,
    looks: Backoff,
    /// Models that an earlier tick still looks at.
    models: InFlight<ModelOfAccount>,
    /// Since when this process has found no trace of a job's task, by the monotonic clock: a system
    /// clock that is set ahead makes no absence longer.
    absent: DashMap<JobId, Duration>,
    /// Since when the list of a model cannot be fetched, by the monotonic clock.
    unlisted: DashMap<ModelOfAccount, Duration>,
    /// Reports of ended candidates, which do not change any more.
    ended: DashMap<TaskId, TaskReport>,
}

/// When the list was requested, by both clocks.
#[derive(Debug, Clone, Copy)]
struct Moment {
    clock: Timestamp,
    steady: Duration,
}

/// What one look at a model's tasks has found so far, for all lost jobs of the model.
struct Look {
    listed: Vec<ListedTask>,
    /// Candidates that were queried; `None` where the query failed.
    asked: HashMap<TaskId, Option<TaskReport>>,
}

enum Finding {
    Ours(TaskId),
    /// A task that may be ours is still in progress.
    Perhaps,
    /// A finished task may be ours, and nothing will ever tell.
    Undecidable,
    NoTrace,
}

impl Reconciler {
    pub(super) fn new(
        ctx: Arc<PipelineContext>,
        unwritten: Unwritten,
        submitting: Arc<InFlight>,
    ) -> Self {
        Self {
            ctx,
            unwritten,
            submitting,
            looks: Backoff::default(),
            models: InFlight::default(),
            unlisted: DashMap::new(),
            absent: DashMap::new(),
            ended: DashMap::new(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        self.looks.retain(|id| self.ctx.store.is_open(*id));
        self.absent.retain(|id, _| self.ctx.store.is_open(*id));
        // Every submission ends with an outcome: a job that is "submitting" while no submitter
        // works on it has an outcome that could not be journaled. If it is a task, the submitter
        // journals it.
        let cut_off = |j: &Job| {
            matches!(j.state, State::Submitting { .. })
                && !self.submitting.contains(&j.id)
                && !self.unwritten.contains_key(&j.id)
                && self.looks.is_due(j.id, now)
        };
        for job in self.ctx.store.upstream(cut_off) {
            if !self.advance(&job, Event::AnswerLost, now).await {
                self.looks.failed(job.id, now);
            }
        }
        let mut lost: BTreeMap<ModelOfAccount, Vec<Job>> = BTreeMap::new();
        for job in self.ctx.store.upstream(|j| matches!(j.state, State::Unconfirmed { .. })) {
            if self.ctx.has_lost_account(&job) {
                error!(job.id = %job.id, "the provider of a task has no account any more");
                self.give_up(&job, now).await;
                continue;
            }
            let account = self.ctx.account_of(&job).name;
            lost.entry((account, job.request.model.clone())).or_default().push(job);
        }
        if lost.is_empty() {
            self.ended.clear();
        }
        let look = |(of, jobs)| self.look(of, jobs, now);
        stream::iter(lost).for_each_concurrent(None, look).await;
    }

    /// Looks for the tasks of all lost jobs of a model at one account, with one list request.
    async fn look(&self, of: ModelOfAccount, mut jobs: Vec<Job>, now: Timestamp) {
        let Some(_guard) = self.models.begin(of.clone()) else { return };
        let provider = &self.ctx.accounts.named(Some(of.0)).provider;
        let capabilities = provider.capabilities();
        let model = &of.1;
        jobs.retain(|job| self.looks.is_due(job.id, now));
        let is_expired = |job: &Job| match job.state {
            // Without a list, nothing can show whether its task exists.
            State::Unconfirmed { since, .. } => {
                !capabilities.lists_tasks || since + capabilities.task_lifetime < now
            }
            _ => false,
        };
        let (expired, jobs): (Vec<_>, Vec<_>) = jobs.into_iter().partition(is_expired);
        for job in expired {
            self.give_up(&job, now).await;
        }
        if jobs.is_empty() {
            return;
        }
        // The list is from this moment or later, however long the request takes.
        let asked =
            Moment { clock: self.ctx.clock.now().max(now), steady: self.ctx.steady.elapsed() };
        let listed = provider.list(model).await;
        let now = self.ctx.clock.now().max(now);
        let listed = match listed {
            Ok(listed) => listed,
            Err(e) => {
                warn!(model, error = %e, "failed to fetch the task list");
                // A task without an echoed prompt could not be told from others with the list
                // either, and while it is in doubt no other job of its model is submitted.
                let since = *self.unlisted.entry(of.clone()).or_insert(asked.steady);
                let for_long = since + LIST_PATIENCE <= asked.steady;
                for job in &jobs {
                    if for_long && !self.ctx.is_echoed(job) {
                        self.give_up(job, now).await;
                    } else {
                        self.looks.failed(job.id, now);
                    }
                }
                return;
            }
        };
        self.unlisted.remove(&of);
        let mut look = Look { listed, asked: HashMap::new() };
        for job in jobs {
            // Whatever is found, the next look waits.
            self.looks.wait(job.id, now, LOOK_EVERY);
            match self.find(&job, &mut look).await {
                Ok(finding) => self.conclude(&job, finding, asked, now).await,
                Err(e) => {
                    warn!(job.id = %job.id, error = %e, "failed to read which tasks are known");
                    self.looks.failed(job.id, now);
                }
            }
        }
    }

    async fn conclude(&self, job: &Job, finding: Finding, asked: Moment, now: Timestamp) {
        let State::Unconfirmed { lost_at, absences, .. } = job.state else { return };
        match finding {
            Finding::Ours(task) => {
                // After a restored backup it can be the task of a job that was lost with the
                // journal and asked for the same, while this job has failed.
                match posted_before::has_failed(&*self.ctx.messenger, job).await {
                    Ok(false) => {}
                    Ok(true) => return self.give_up(job, now).await,
                    Err(e) => return self.retry_later(job, &e, now),
                }
                info!(job.id = %job.id, task.id = %task, "found the task of a lost response");
                self.advance(job, Event::TaskCreated { task, adopted: true }, now).await;
            }
            Finding::Perhaps => {}
            Finding::Undecidable => {
                warn!(job.id = %job.id, "cannot tell whether a finished task is this job's");
                self.give_up(job, now).await;
            }
            Finding::NoTrace => {
                let margin = self.ctx.settings.resubmit_after;
                let since = *self.absent.entry(job.id).or_insert(asked.steady);
                let lasted = lost_at + margin <= asked.clock && since + margin <= asked.steady;
                if absences + 1 >= LOOKS && lasted {
                    match self.ended_before(job).await {
                        Ok(false) => {}
                        Ok(true) => return self.give_up(job, now).await,
                        Err(e) => return self.retry_later(job, &e, now),
                    }
                    let task_lifetime =
                        self.ctx.account_of(job).provider.capabilities().task_lifetime;
                    let event = if attempts_exhausted(job, task_lifetime, now) {
                        error!(
                            job.id = %job.id,
                            times = job.lost_submissions + 1,
                            "submissions keep getting lost, giving up the job"
                        );
                        Event::Failed { failure: Failure::of(Class::Provider) }
                    } else {
                        info!(job.id = %job.id, "no task was created, queued again");
                        Event::ProvenAbsent
                    };
                    if self.advance(job, event, now).await {
                        self.absent.remove(&job.id);
                    }
                } else {
                    self.advance(job, Event::TraceMissing, now).await;
                }
            }
        }
    }

    /// Fails a job whose task is lost. If its result was posted before a backup was restored, the
    /// job is charged.
    async fn give_up(&self, job: &Job, now: Timestamp) {
        let failure = match posted_before::lost(&*self.ctx.messenger, job).await {
            Ok(failure) => failure,
            Err(e) => return self.retry_later(job, &e, now),
        };
        if !self.advance(job, Event::Failed { failure }, now).await {
            self.looks.failed(job.id, now);
        }
    }

    fn retry_later(&self, job: &Job, error: &MessengerError, now: Timestamp) {
        debug!(job.id = %job.id, error = %error, "failed to search a channel");
        self.looks.failed(job.id, now);
    }

    /// Whether a job ended before the journal was restored: its result or its notice is posted, or
    /// its card has no cancel button any more. A member who cancelled it would be charged if it were
    /// submitted again.
    async fn ended_before(&self, job: &Job) -> Result<bool, MessengerError> {
        if job.restored.is_none() {
            return Ok(false);
        }
        if let Some(card) = self.card(job).await?
            && self.ctx.messenger.card_offers_cancel(job.place, card).await? == Some(false)
        {
            return Ok(true);
        }
        posted_before::has_ended(&*self.ctx.messenger, job).await
    }

    /// A job's card. One that the backup does not know is looked for in the job's channel.
    async fn card(&self, job: &Job) -> Result<Option<MessageId>, MessengerError> {
        if job.card.is_some() {
            return Ok(job.card);
        }
        let (place, from) = (job.place, MessageId(job.origin.interaction.0));
        let sought = Sought::Card(job.id);
        match self.ctx.messenger.find_post(place, from, Known::Readable, sought).await {
            Ok(Lookup::Found(card)) => Ok(Some(card)),
            Ok(_)
            | Err(
                MessengerError::Forbidden(_) | MessengerError::Gone(_) | MessengerError::Refused(_),
            ) => Ok(None),
            Err(e) => Err(e),
        }
    }

    async fn find(&self, job: &Job, look: &mut Look) -> anyhow::Result<Finding> {
        let State::Unconfirmed { since, lost_at, .. } = job.state else {
            return Ok(Finding::Perhaps);
        };
        let near = look
            .listed
            .iter()
            .filter(|t| t.created_at.is_none_or(|at| at + SKEW >= since && at <= lost_at + SKEW))
            .filter(|t| t.state.may_be_billed())
            .map(|t| t.task.clone());
        let near = near.collect();
        let mut candidates = self.ctx.store.journal().unknown_tasks(near).await?;
        // Finished candidates first: however many pending ones there are, they must not use up the
        // queries.
        let done =
            look.listed.iter().filter(|t| t.state == ListedState::Succeeded).map(|t| &t.task);
        let done: HashSet<_> = done.collect();
        candidates.sort_by_key(|task| !done.contains(task));
        let ours = job.request.prompt.as_str();
        let (mut perhaps, mut undecidable) = (false, false);
        for task in candidates {
            let Some(report) = self.report(&task, job, look).await else {
                // It may still be ours; the others are checked first.
                perhaps = true;
                continue;
            };
            match &report.state {
                TaskState::Succeeded { .. } => {
                    let fits = report.usage.as_ref().is_none_or(|u| u.fits(&job.request));
                    match report.prompt.as_deref().unwrap_or_default() {
                        echoed if echoed == ours && fits && !ours.is_empty() => {
                            return Ok(Finding::Ours(task));
                        }
                        echoed if !echoed.is_empty() && echoed != ours => {}
                        // Another length or resolution: another client's task with the same prompt.
                        _ if report.usage.as_ref().is_some_and(|u| u.contradicts(&job.request)) => {
                        }
                        // It fits another lost job, which adopts it.
                        _ if !fits && self.is_sought(&report, job) => perhaps = true,
                        // The prompt is ours, or is not echoed: whatever speaks against a match,
                        // submitting the job again could pay for it twice.
                        _ => undecidable = true,
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

    /// Whether a task fits another lost job.
    fn is_sought(&self, report: &TaskReport, by: &Job) -> bool {
        let Some(usage) = &report.usage else { return false };
        let prompt = report.prompt.as_deref().unwrap_or_default();
        let others = self.ctx.store.upstream(|j| {
            matches!(j.state, State::Unconfirmed { .. })
                && j.id != by.id
                && (prompt.is_empty() || j.request.prompt == prompt)
                && usage.fits(&j.request)
        });
        !others.is_empty()
    }

    /// The provider's report on a candidate: queried once per look, and not again once the task has
    /// ended. `None` where it was not queried, or the query failed.
    async fn report(&self, task: &TaskId, job: &Job, look: &mut Look) -> Option<TaskReport> {
        if let Some(report) = self.ended.get(task) {
            return Some(report.clone());
        }
        if let Some(report) = look.asked.get(task) {
            return report.clone();
        }
        if look.asked.len() >= MOST_CANDIDATES {
            return None;
        }
        let asked = self.ctx.account_of(job).provider.query(task).await;
        let report = asked
            .inspect_err(|e| debug!(task.id = %task, error = %e, "failed to query a candidate"))
            .ok();
        look.asked.insert(task.clone(), report.clone());
        if let Some(report) = &report
            && !matches!(report.state, TaskState::Pending | TaskState::Running | TaskState::Unknown)
            && self.ended.len() < REMEMBERED
        {
            self.ended.insert(task.clone(), report.clone());
        }
        report
    }

    /// Returns whether the event was journaled.
    async fn advance(&self, job: &Job, event: Event, now: Timestamp) -> bool {
        let written = self.ctx.store.advance(job.id, event, now).await;
        if let Err(e) = &written {
            error!(job.id = %job.id, error = %e, "failed to write a reconciliation outcome");
        }
        written.is_ok()
    }
}
