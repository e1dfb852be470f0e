//! What a job must pass when its turn comes: its own waits, its requester's share of places, and
//! that its task could not be taken for another's.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;

use crate::generation::catalogue::Api;
use crate::job::{GuildId, Job, JobId, State, UserId};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::context::PipelineContext;
use crate::queue::Gate;

/// The longest that the provider is believed to ask for: its limits pass within a minute
/// (wan-api reference §5).
pub(super) const LATEST: Duration = Duration::from_secs(120);

/// Jobs of each member that were handed out in this tick.
pub(super) type Running = HashMap<(GuildId, UserId), usize>;

/// The gate of one model's line for one tick.
pub(super) struct SubmissionGate<'a> {
    ctx: &'a PipelineContext,
    backoff: &'a Backoff,
    running: &'a mut Running,
    /// While an answer is lost, a new task could be taken for the lost one.
    doubtful: Vec<Job>,
    /// Were the answers of two with the same words lost, nothing would tell them apart.
    words: HashSet<String>,
    /// Jobs that are being submitted at this moment.
    in_flight: HashSet<JobId>,
    /// Whether a job's inputs are where the provider finds them.
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
        let words = in_flight.iter().map(|j| j.request.prompt.clone()).collect();
        let in_flight: HashSet<_> = in_flight.iter().map(|j| j.id).collect();
        let doubtful = ctx.store.upstream(|j| {
            j.request.model == model
                && matches!(j.state, State::Unconfirmed { .. } | State::Submitting { .. })
                && !in_flight.contains(&j.id)
        });
        Self { ctx, backoff, running, doubtful, words, in_flight, ready, now }
    }

    /// Whether the task of one could be taken for that of the other: nothing tells them apart but
    /// their words, which pictures are not given back with.
    fn confusable(&self, one: &Job, other: &Job) -> bool {
        let echoed = |job| self.ctx.is_echoed(job);
        !echoed(one) || !echoed(other) || one.request.prompt == other.request.prompt
    }
}

impl PipelineContext {
    /// Whether the provider gives a job's words back with its task, by which it can be known.
    pub(super) fn is_echoed(&self, job: &Job) -> bool {
        let api = self.catalogue.model(&job.request.model).map(|m| m.api);
        api.is_some_and(|api| api != Api::Messages) && !job.request.prompt.is_empty()
    }
}

impl Gate for SubmissionGate<'_> {
    fn is_under_way(&self, id: JobId) -> bool {
        self.in_flight.contains(&id)
    }

    fn is_open(&mut self, id: JobId) -> bool {
        let store = &self.ctx.store;
        let Some(job) = store.open(id) else { return false };
        let waited = match job.state {
            // Farther ahead than any wait: the clock was set back meanwhile.
            State::Accepted { not_before } => {
                not_before.is_none_or(|t| t <= self.now || t > self.now + LATEST)
            }
            _ => false,
        };
        let member = (job.place.guild, job.requester);
        let theirs = store.running(member.0, member.1)
            + self.running.get(&member).copied().unwrap_or_default();
        waited
            && !self.in_flight.contains(&id)
            && self.backoff.is_due(id, self.now)
            && theirs < store.book().policy(job.place.guild).running
            && !self.words.contains(&job.request.prompt)
            && !self.doubtful.iter().any(|lost| self.confusable(lost, &job))
            && (self.ready)(&job)
    }

    fn on_dequeue(&mut self, id: JobId) {
        let Some(job) = self.ctx.store.open(id) else { return };
        *self.running.entry((job.place.guild, job.requester)).or_default() += 1;
        self.words.insert(job.request.prompt);
    }
}
