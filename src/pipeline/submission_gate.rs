//! Conditions for submitting a job: its own delays, its requester's concurrency limit, and that its
//! task could not be confused with another's.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use jiff::Timestamp;

use crate::job::{Job, JobId, State, Tenant, UserId};
use crate::pipeline::context::PipelineContext;
use crate::queue::Gate;

/// Longest delay accepted from the provider: its limits reset within a minute
/// (docs/reference/wan-api.md §5).
pub(super) const LATEST: Duration = Duration::from_secs(120);

/// Lost jobs for which the task list was fetched since, and when their responses were lost. The
/// provider answers again, so only jobs with the same prompt wait for what becomes of them.
pub(super) type ListedSince = Arc<DashMap<JobId, Timestamp>>;

/// Jobs of each member that are being submitted: of earlier ticks, and dequeued in this one.
pub(super) type Running = HashMap<(Tenant, UserId), usize>;

/// The gate of one model's queue for one tick.
pub(super) struct SubmissionGate<'a> {
    ctx: &'a PipelineContext,
    running: &'a mut Running,
    /// Jobs whose response is lost: a new task could be taken for theirs.
    doubtful: Vec<Job>,
    listed: &'a ListedSince,
    /// Prompts, echoed by the provider, of jobs being submitted: if the responses of two jobs with
    /// the same prompt were lost, nothing would tell them apart.
    prompts: HashSet<String>,
    /// Jobs that are being submitted.
    in_flight: HashSet<JobId>,
    /// Whether no failure delays a job, and its inputs are where the provider can read them.
    ready: &'a dyn Fn(&Job) -> bool,
    now: Timestamp,
}

impl<'a> SubmissionGate<'a> {
    pub(super) fn new(
        ctx: &'a PipelineContext,
        model: &str,
        in_flight: &[&Job],
        running: &'a mut Running,
        ready: &'a dyn Fn(&Job) -> bool,
        listed: &'a ListedSince,
        now: Timestamp,
    ) -> Self {
        let prompts = in_flight.iter().filter(|j| ctx.is_echoed(j));
        let prompts = prompts.map(|j| j.request.prompt.clone()).collect();
        let in_flight: HashSet<_> = in_flight.iter().map(|j| j.id).collect();
        let doubtful = ctx.store.upstream(|j| {
            j.request.model == model
                && matches!(j.state, State::Unconfirmed { .. } | State::Submitting { .. })
                && !in_flight.contains(&j.id)
        });
        Self { ctx, running, doubtful, listed, prompts, in_flight, ready, now }
    }

    /// Whether a job that is being submitted has the same prompt.
    fn shares_prompt(&self, job: &Job) -> bool {
        self.ctx.is_echoed(job) && self.prompts.contains(&job.request.prompt)
    }

    /// Whether a new job's task could be confused with that of a lost one. Where the provider echoes
    /// both prompts, only the same prompt can be. Otherwise (image tasks echo none) nothing would
    /// tell them apart if the new response were lost too, which is likely until the provider
    /// answers again.
    fn is_confusable(&self, lost: &Job, job: &Job) -> bool {
        if self.ctx.is_echoed(lost) && self.ctx.is_echoed(job) {
            return lost.request.prompt == job.request.prompt;
        }
        let State::Unconfirmed { lost_at, .. } = lost.state else { return true };
        self.listed.get(&lost.id).is_none_or(|at| *at != lost_at)
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
            && theirs < store.book().policy(job.place.tenant).max_running
            && !self.shares_prompt(&job)
            && !self.doubtful.iter().any(|lost| self.is_confusable(lost, &job))
            && (self.ready)(&job)
    }

    fn on_dequeue(&mut self, id: JobId) {
        let Some(job) = self.ctx.store.open(id) else { return };
        *self.running.entry((job.place.tenant, job.requester)).or_default() += 1;
        if self.ctx.is_echoed(&job) {
            self.prompts.insert(job.request.prompt);
        }
    }
}
