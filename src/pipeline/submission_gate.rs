//! Conditions for submitting a job: its own delays, its requester's concurrency limit, and that its
//! task could not be confused with another's.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;

use crate::job::{Job, JobId, State, Tenant, UserId};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::context::PipelineContext;
use crate::queue::Gate;

/// Longest delay accepted from the provider: its limits reset within a minute
/// (docs/reference/wan-api.md §5).
pub(super) const LATEST: Duration = Duration::from_secs(120);

/// Jobs of each member that are being submitted: of earlier ticks, and dequeued in this one.
pub(super) type Running = HashMap<(Tenant, UserId), usize>;

/// The gate of one model's queue for one tick.
pub(super) struct SubmissionGate<'a> {
    ctx: &'a PipelineContext,
    backoff: &'a Backoff,
    running: &'a mut Running,
    /// Jobs whose response is lost: a new task could be taken for theirs.
    doubtful: Vec<Job>,
    /// Prompts of jobs being submitted: if the responses of two jobs with the same prompt were
    /// lost, nothing would tell them apart.
    prompts: HashSet<String>,
    /// Jobs that are being submitted.
    in_flight: HashSet<JobId>,
    /// Whether a job's inputs are where the provider can read them.
    ready: &'a dyn Fn(&Job) -> bool,
    now: Timestamp,
}

impl<'a> SubmissionGate<'a> {
    pub(super) fn new(
        ctx: &'a PipelineContext,
        backoff: &'a Backoff,
        model: &str,
        in_flight: &[&Job],
        running: &'a mut Running,
        ready: &'a dyn Fn(&Job) -> bool,
        now: Timestamp,
    ) -> Self {
        let prompts = in_flight.iter().map(|j| j.request.prompt.clone()).collect();
        let in_flight: HashSet<_> = in_flight.iter().map(|j| j.id).collect();
        let doubtful = ctx.store.upstream(|j| {
            j.request.model == model
                && matches!(j.state, State::Unconfirmed { .. } | State::Submitting { .. })
                && !in_flight.contains(&j.id)
        });
        Self { ctx, backoff, running, doubtful, prompts, in_flight, ready, now }
    }

    /// Whether the tasks of two jobs could be confused: only their prompts tell them apart, and
    /// image tasks do not echo them.
    fn confusable(&self, one: &Job, other: &Job) -> bool {
        let echoed = |job| self.ctx.is_echoed(job);
        !echoed(one) || !echoed(other) || one.request.prompt == other.request.prompt
    }
}

impl PipelineContext {
    /// Whether the provider echoes a job's prompt in its task, which identifies the task.
    pub(super) fn is_echoed(&self, job: &Job) -> bool {
        self.account_of(job).provider.echoes_prompt(&job.request.model)
            && !job.request.prompt.is_empty()
    }
}

impl Gate for SubmissionGate<'_> {
    fn is_submitting(&self, id: JobId) -> bool {
        self.in_flight.contains(&id)
    }

    fn is_open(&mut self, id: JobId) -> bool {
        let store = &self.ctx.store;
        let Some(job) = store.open(id) else { return false };
        let waited = match job.state {
            // Farther ahead than any delay: the clock was set back meanwhile.
            State::Accepted { not_before } => {
                not_before.is_none_or(|t| t <= self.now || t > self.now + LATEST)
            }
            _ => false,
        };
        let member = (job.place.tenant, job.requester);
        let theirs = store.running(member.0, member.1)
            + self.running.get(&member).copied().unwrap_or_default();
        waited
            && !self.ctx.account_of(&job).breaker.is_open(self.now)
            && !self.in_flight.contains(&id)
            && self.backoff.is_due(id, self.now)
            && theirs < store.book().policy(job.place.tenant).running
            && !self.prompts.contains(&job.request.prompt)
            && !self.doubtful.iter().any(|lost| self.confusable(lost, &job))
            && (self.ready)(&job)
    }

    fn on_dequeue(&mut self, id: JobId) {
        let Some(job) = self.ctx.store.open(id) else { return };
        *self.running.entry((job.place.tenant, job.requester)).or_default() += 1;
        self.prompts.insert(job.request.prompt);
    }
}
