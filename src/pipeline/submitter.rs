//! Submits the next jobs, as many as each model runs concurrently. Inputs that are not sent inside
//! the request are uploaded beforehand ([`super::uploader`]). Submissions run concurrently, so that
//! a slow one delays no other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{Instrument, error, info, info_span, warn};

use crate::archive::ArchiveError;
use crate::job::{Class, Event, Job, JobId, State, TaskId};
use crate::journal::JournalError;
use crate::pipeline::backoff::Backoff;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::{InFlight, InFlightGuard};
use crate::pipeline::provider_accounts::ProviderAccount;
use crate::pipeline::provider_refusal::failed;
use crate::pipeline::submission_gate::{LATEST, ListedSince, Running, SubmissionGate};
use crate::pipeline::uploader::Uploads;
use crate::provider::{Error, InputData, SubmitError};
use crate::quota::OutageCause;

/// Minimum delay of a job after the provider answered "later" without naming a delay, or did not
/// accept the submission at all.
const MIN_RETRY_DELAY: Duration = Duration::from_secs(5);
/// How long jobs wait while the provider rejects the account.
const REJECTED_TIMEOUT: Duration = Duration::from_secs(24 * 3600);

/// Tasks that were created but could not be journaled yet.
pub(super) type Unwritten = Arc<DashMap<JobId, TaskId>>;

/// The submission stage.
pub(super) struct Submitter {
    ctx: Arc<PipelineContext>,
    backoff: Backoff,
    unwritten: Unwritten,
    listed: ListedSince,
    uploads: Arc<Uploads>,
    /// Jobs that an earlier tick still submits. The reconciler skips them too.
    in_flight: Arc<InFlight>,
    /// Only one tick at a time selects jobs.
    deciding: Mutex<()>,
}

/// Why the inputs of a job are not ready.
enum NotReady {
    Archive(ArchiveError),
    /// An upload has expired meanwhile; the uploader repeats it.
    Expired,
}

impl Submitter {
    pub(super) fn new(
        ctx: Arc<PipelineContext>,
        unwritten: Unwritten,
        listed: ListedSince,
        uploads: Arc<Uploads>,
        in_flight: Arc<InFlight>,
    ) -> Self {
        let backoff = Backoff::default();
        Self { ctx, backoff, unwritten, listed, uploads, in_flight, deciding: Mutex::default() }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        self.write_down(now).await;
        self.give_up(now).await;
        self.backoff.retain(|id| self.ctx.store.is_open(*id));
        let due = self.decide(now).into_iter();
        let submit = |(job, guard)| self.submit_alone(job, guard, now);
        stream::iter(due).for_each_concurrent(None, submit).await;
    }

    /// Submits a job and holds its in-flight guard until that has ended.
    async fn submit_alone(&self, job: Job, guard: InFlightGuard<'_>, now: Timestamp) {
        let span = info_span!("submit", job.id = %job.id);
        self.submit(job, now).instrument(span).await;
        drop(guard);
    }

    /// Selects the jobs to submit, over all models.
    fn decide(&self, now: Timestamp) -> Vec<(Job, InFlightGuard<'_>)> {
        // The mutex guards no data, so a poisoned lock is safe to use.
        let _deciding = self.deciding.lock().unwrap_or_else(PoisonError::into_inner);
        let in_flight: Vec<_> =
            self.in_flight.all().into_iter().filter_map(|id| self.ctx.store.open(id)).collect();
        // Counted over all models, as the limit per member is. Jobs whose intent is not journaled
        // yet count too.
        let mut running: Running = HashMap::new();
        for job in in_flight.iter().filter(|j| !j.state.is_upstream()) {
            *running.entry((job.place.tenant, job.requester)).or_default() += 1;
        }
        let mut due = Vec::new();
        for model in self.ctx.store.queue().models() {
            due.extend(self.due(&model, &in_flight, &mut running, now));
        }
        for account in self.ctx.accounts.all() {
            account.breaker.limit(&mut due, |job| self.ctx.is_served_by(job, account), now);
        }
        let begun = due.into_iter().map(|job| {
            let guard = self.in_flight.begin(job.id)?;
            Some((job, guard))
        });
        begun.flatten().collect()
    }

    /// The next jobs of a model: as many as it runs concurrently, plus the configured prefetch,
    /// which keeps the provider's queue filled.
    fn due(
        &self,
        model: &str,
        in_flight: &[Job],
        running: &mut Running,
        now: Timestamp,
    ) -> Vec<Job> {
        let store = &self.ctx.store;
        let of_model: Vec<_> = in_flight.iter().filter(|j| j.request.model == model).collect();
        let most = self.ctx.concurrency(model) + self.ctx.settings.prefetch;
        let beginning = of_model.iter().filter(|j| !j.state.is_upstream()).count();
        let free = most.saturating_sub(store.busy(model) + beginning);
        if free == 0 {
            return Vec::new();
        }
        let mut express = store.express(model, self.ctx.concurrency(model));
        express.free &= !of_model.iter().any(|j| !j.state.is_upstream() && j.priority.first);
        let ready = |job: &Job| {
            self.backoff.is_due(job.id, now) && self.uploads.are_ready(&self.ctx, job, now)
        };
        let mut gate =
            SubmissionGate::new(&self.ctx, model, &of_model, running, &ready, &self.listed, now);
        let due = store.queue().dequeue(model, free, express, &mut gate);
        due.into_iter().filter_map(|id| store.open(id)).collect()
    }

    /// Journals tasks that could not be journaled when they were created. Only this process knows
    /// them, so they are not looked for in the task list.
    async fn write_down(&self, now: Timestamp) {
        let unwritten: Vec<_> =
            self.unwritten.iter().map(|e| (*e.key(), e.value().clone())).collect();
        for (id, task) in unwritten {
            if !self.backoff.is_due(id, now) {
                continue;
            }
            let event = Event::TaskCreated { task, adopted: false };
            match self.ctx.store.advance(id, event, now).await {
                // The task belongs to another job. This job's own task is looked for in the list,
                // as after a lost response.
                Err(JournalError::TaskTaken(_)) => {
                    self.unwritten.remove(&id);
                }
                Err(e) if !matches!(e, JournalError::NotAllowed(_)) => {
                    self.backoff.failed(id, now);
                }
                done => {
                    // Otherwise the job has ended meanwhile, and needs no task.
                    if done.is_ok() {
                        info!(job.id = %id, "journaled a task after a retry");
                    }
                    self.unwritten.remove(&id);
                    self.backoff.clear(id);
                }
            }
        }
    }

    /// Fails jobs that have waited too long for an account that the provider rejects.
    async fn give_up(&self, now: Timestamp) {
        let rejected =
            |a: &ProviderAccount| matches!(a.breaker.outage(), Some((OutageCause::Account, _)));
        if !self.ctx.accounts.all().any(rejected) {
            return;
        }
        let too_long = |j: &Job| {
            matches!(j.state, State::Accepted { .. })
                && matches!(
                    self.ctx.account_of(j).breaker.outage(),
                    Some((OutageCause::Account, since)) if j.accepted_at.max(since) + REJECTED_TIMEOUT < now
                )
        };
        for job in self.ctx.store.select(too_long) {
            // If the failure cannot be journaled, it is not retried at every tick.
            if !self.backoff.is_due(job.id, now) {
                continue;
            }
            self.advance(&job, failed(Class::Account, None), now).await;
        }
    }

    async fn submit(&self, job: Job, now: Timestamp) {
        let inputs = match self.input_data(&job, now).await {
            Ok(ready) => ready,
            Err(NotReady::Expired) => return,
            Err(NotReady::Archive(e)) if e.is_missing() => {
                error!(error = %e, "an input is missing from the archive");
                return self.advance(&job, failed(Class::Bug, None), now).await;
            }
            Err(NotReady::Archive(e)) => {
                warn!(error = %e, "failed to read an input from the archive");
                self.backoff.failed(job.id, now);
                return;
            }
        };
        // A model that an upgrade removed: nothing is sent, so nothing is learned of the provider.
        if self.ctx.catalogue.model(&job.request.model).is_none() {
            return self.advance(&job, failed(Class::Bug, None), now).await;
        }

        let account = self.ctx.account_of(&job);
        account.provider.submission_permit(&job.request.model).await;
        // Journal the intent first, with the current time: uploads and the rate limiter took some.
        // From here on the outcome comes from the response, or from the provider's task list.
        let now = self.ctx.clock.now().max(now);
        let started = Event::SubmissionStarted { provider: Some(account.name.to_owned()) };
        let intent = self.ctx.store.advance(job.id, started, now).await;
        if let Err(e) = intent {
            // Cancelled concurrently, or the journal cannot be written: nothing was sent.
            self.backoff.failed(job.id, now);
            return warn!(error = %e, "not submitted");
        }
        let answer = account.provider.submit(&job.request, &inputs).await;
        let now = self.ctx.clock.now().max(now);
        match answer {
            Ok(task) => {
                info!(task.id = %task, "submitted");
                self.ctx.provider_answered(account, now).await;
                self.backoff.clear(job.id);
                self.uploads.forget(job.id);
                let event = Event::TaskCreated { task: task.clone(), adopted: false };
                match self.ctx.store.advance(job.id, event, now).await {
                    Ok(_) => {}
                    Err(e @ JournalError::TaskTaken(_)) => {
                        error!(error = %e, "the submission response names another job's task");
                        self.advance(&job, Event::AnswerLost, now).await;
                    }
                    Err(e) => {
                        error!(error = %e, "failed to journal a task, retrying");
                        self.unwritten.insert(job.id, task);
                    }
                }
            }
            Err(SubmitError::NotAccepted(e)) => self.refused(&job, e, now).await,
            Err(SubmitError::Unknown(e)) => {
                warn!(error = %e, "submission response lost, checking the task list");
                self.ctx.provider_failed(account, OutageCause::Unreachable, &e, now).await;
                self.advance(&job, Event::AnswerLost, now).await;
            }
        }
    }

    /// Puts a job back into the queue, with growing delays.
    async fn defer(&self, job: &Job, wait: Duration, now: Timestamp) {
        self.backoff.failed(job.id, now);
        let until = now + wait.min(LATEST);
        self.advance(job, Event::SubmissionDeferred { until }, now).await;
    }

    /// Handles an error after which the provider certainly has no task. The outcome depends on the
    /// error class alone.
    async fn refused(&self, job: &Job, error: Error, now: Timestamp) {
        let wait = error.retry_after.unwrap_or(MIN_RETRY_DELAY);
        match self.ctx.refused(job, error, now).await {
            Some(failure) => self.advance(job, failure, now).await,
            None => self.defer(job, wait, now).await,
        }
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) {
        if let Err(e) = self.ctx.store.advance(job.id, event, now).await {
            // Between the POST and its outcome the job stays "submitting", and the reconciler
            // resolves it.
            error!(job.id = %job.id, error = %e, "failed to write a submission outcome");
            self.backoff.failed(job.id, now);
        }
    }

    /// The inputs: small ones are sent inside the request, the others are in the provider's
    /// temporary store.
    async fn input_data(&self, job: &Job, now: Timestamp) -> Result<Vec<InputData>, NotReady> {
        let mut inputs = Vec::new();
        let inline = self.ctx.account_of(job).provider.inline_inputs(&job.request);
        for (number, (input, inline)) in job.request.inputs.iter().zip(inline).enumerate() {
            if inline {
                let length = self.ctx.archive.size(&input.key).await.map_err(NotReady::Archive)?;
                let (archive, key) = (self.ctx.archive.clone(), input.key.clone());
                inputs.push(InputData::Inline {
                    mime: input.facts.format.mime(),
                    length,
                    open: Arc::new(move || archive.pieces(&key, length)),
                });
            } else {
                let url = self.uploads.url(job.id, number, now).ok_or(NotReady::Expired)?;
                inputs.push(InputData::Stored(url));
            }
        }
        Ok(inputs)
    }
}
