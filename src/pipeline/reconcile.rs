//! Resolves submissions whose response was lost: was a task created, and which?
//!
//! The provider's list shows tasks by model and time, account-wide, without their prompts. A task
//! that no job knows is a candidate. It is adopted only when its finished query echoes our prompt
//! and its usage fits our request: adopting another client's task would show a stranger's video to
//! the channel. A task that failed or was cancelled was not billed and is no candidate. When two
//! looks at the list, some time apart, show no candidate, the job is queued again. When a candidate
//! has finished and cannot be distinguished, because one of the two has no prompt, nothing is
//! submitted again and the member is notified: if a task was billed, the operator pays.
//!
//! One list request serves all lost jobs of a model. Models are processed concurrently, and
//! independently of submissions: a slow list request delays only the jobs that wait for it.

mod candidates;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{debug, error, info, warn};

use crate::job::{Class, Event, Failure, Job, JobId, State};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::before_restore::{self, Ended};
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::pipeline::submission_gate::ListedSince;
use crate::pipeline::submitter::Unwritten;
use crate::service::MessengerError;
use candidates::{Candidates, Finding, Look};

/// Minimum interval between two looks at the list for one job.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// How long the other jobs of a model wait for a list that cannot be fetched, because of a job that
/// only its time tells from them.
const LIST_PATIENCE: Duration = Duration::from_secs(3600);
/// How often a submission must be lost before its job is given up.
const MIN_LOST_SUBMISSIONS: u32 = 5;
/// Looks without a trace before a task counts as absent.
const LOOKS: u32 = 2;

/// Whether a job is given up: it was submitted often enough, and as long ago as the provider keeps
/// tasks.
fn attempts_exhausted(job: &Job, task_lifetime: Duration, now: Timestamp) -> bool {
    job.lost_submissions + 1 >= MIN_LOST_SUBMISSIONS && job.accepted_at + task_lifetime < now
}

/// Lost jobs of a model whose outcomes are decided at once.
const CONCLUDED_AT_ONCE: usize = 8;

/// A model at an account.
type ModelOfAccount = (&'static str, String);

/// The reconciliation stage.
pub(super) struct Reconciler {
    ctx: Arc<PipelineContext>,
    candidates: Candidates,
    unwritten: Unwritten,
    /// Lost jobs for which a list was fetched.
    listed: ListedSince,
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
}

/// When the list was requested, by both clocks.
#[derive(Debug, Clone, Copy)]
struct Moment {
    clock: Timestamp,
    steady: Duration,
}

impl Reconciler {
    pub(super) fn new(
        ctx: Arc<PipelineContext>,
        unwritten: Unwritten,
        listed: ListedSince,
        submitting: Arc<InFlight>,
    ) -> Self {
        Self {
            candidates: Candidates::new(Arc::clone(&ctx)),
            ctx,
            unwritten,
            listed,
            submitting,
            looks: Backoff::default(),
            models: InFlight::default(),
            unlisted: DashMap::new(),
            absent: DashMap::new(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        self.looks.retain(|id| self.ctx.store.is_open(*id));
        self.absent.retain(|id, _| self.ctx.store.is_open(*id));
        self.listed.retain(|id, _| self.ctx.store.is_open(*id));
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
            self.candidates.forget();
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
                // A task without an echoed prompt could not be distinguished from others with the
                // list either, and while it is in doubt no other job of its model is submitted.
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
        let mut look = Look::new(listed);
        let mut findings = Vec::new();
        for job in jobs {
            if let State::Unconfirmed { lost_at, .. } = job.state {
                self.listed.insert(job.id, lost_at);
            }
            // Whatever is found, the next look waits.
            self.looks.wait(job.id, now, LOOK_EVERY);
            match self.candidates.find(&job, &mut look).await {
                Ok(finding) => findings.push((job, finding)),
                Err(e) => {
                    warn!(job.id = %job.id, error = %e, "failed to read which tasks are known");
                    self.looks.failed(job.id, now);
                }
            }
        }
        // After a restored backup, channels are searched: a slow search delays no other job.
        let conclude =
            |(job, finding)| async move { self.conclude(&job, finding, asked, now).await };
        stream::iter(findings).for_each_concurrent(CONCLUDED_AT_ONCE, conclude).await;
    }

    async fn conclude(&self, job: &Job, finding: Finding, asked: Moment, now: Timestamp) {
        let State::Unconfirmed { lost_at, absences, .. } = job.state else { return };
        match finding {
            Finding::Ours(task) => {
                // After a restored backup it can be the task of a job that was lost with the
                // journal and asked for the same, while this job has failed or was cancelled.
                match before_restore::ended(&*self.ctx.messenger, job).await {
                    Ok(Ended::No | Ended::WithResult) => {}
                    Ok(Ended::WithoutResult) => return self.give_up(job, now).await,
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
                    // A member who cancelled it would be charged if it were submitted again.
                    match before_restore::ended(&*self.ctx.messenger, job).await {
                        Ok(Ended::No) => {}
                        Ok(_) => return self.give_up(job, now).await,
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
        let failure = match before_restore::lost(&*self.ctx.messenger, job).await {
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

    /// Returns whether the event was journaled.
    async fn advance(&self, job: &Job, event: Event, now: Timestamp) -> bool {
        let written = self.ctx.store.advance(job.id, event, now).await;
        if let Err(e) = &written {
            error!(job.id = %job.id, error = %e, "failed to write a reconciliation outcome");
        }
        written.is_ok()
    }
}
