//! Open jobs indexed by the work that they need, so that no stage scans all jobs for a few.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use crate::job::{Job, JobId, State, Tenant, UserId};

/// A member of a server.
pub(super) type Member = (Tenant, UserId);

/// Job IDs and counts by state.
#[derive(Debug, Default)]
pub(super) struct JobIndex {
    /// At the provider, or being submitted.
    pub(super) upstream: BTreeSet<JobId>,
    /// A result or a failure notice has yet to be delivered.
    pub(super) owing: BTreeSet<JobId>,
    /// Queued, with inputs, which may have to be uploaded first.
    pub(super) waiting_with_inputs: BTreeSet<JobId>,
    waiting: HashMap<Member, usize>,
    running: HashMap<Member, usize>,
    /// Upstream jobs by model; `firsts` counts those that are a member's first job.
    by_model: HashMap<String, usize>,
    firsts: HashMap<String, usize>,
    states: HashMap<&'static str, usize>,
}

/// Whether a job enters the index or leaves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Enters,
    Leaves,
}

/// Increments or decrements a count; an entry at 0 is removed, since members come and go.
fn count<K: Hash + Eq>(of: &mut HashMap<K, usize>, key: K, change: Change) {
    match (of.entry(key), change) {
        (entry, Change::Enters) => *entry.or_default() += 1,
        (Entry::Occupied(n), Change::Leaves) if *n.get() <= 1 => {
            n.remove();
        }
        (entry, Change::Leaves) => *entry.or_default() -= 1,
    }
}

impl JobIndex {
    /// Records a change of a job. `old` is `None` for a new job, `new` is `None` for a settled one.
    pub(super) fn moved(&mut self, old: Option<&Job>, new: Option<&Job>) {
        if let Some(job) = old {
            self.record(job, Change::Leaves);
        }
        if let Some(job) = new {
            self.record(job, Change::Enters);
        }
    }

    fn record(&mut self, job: &Job, change: Change) {
        let member = (job.place.tenant, job.requester);
        count(&mut self.states, job.state.name(), change);
        if matches!(job.state, State::Accepted { .. }) {
            count(&mut self.waiting, member, change);
            if !job.request.inputs.is_empty() {
                record(&mut self.waiting_with_inputs, job.id, change);
            }
        }
        if job.state.is_upstream() {
            record(&mut self.upstream, job.id, change);
            count(&mut self.running, member, change);
            count(&mut self.by_model, job.request.model.clone(), change);
            if job.priority.first {
                count(&mut self.firsts, job.request.model.clone(), change);
            }
        }
        let owes = matches!(job.state, State::Finished { .. } | State::Stored { .. });
        if owes || job.needs_failure_notice() {
            record(&mut self.owing, job.id, change);
        }
    }

    /// Number of a member's queued jobs.
    pub(super) fn waiting(&self, member: Member) -> usize {
        self.waiting.get(&member).copied().unwrap_or_default()
    }

    /// Number of a member's upstream jobs.
    pub(super) fn running(&self, member: Member) -> usize {
        self.running.get(&member).copied().unwrap_or_default()
    }

    /// Number of upstream jobs of a model, and how many of these are first jobs.
    pub(super) fn of_model(&self, model: &str) -> (usize, usize) {
        let of = |map: &HashMap<String, usize>| map.get(model).copied().unwrap_or_default();
        (of(&self.by_model), of(&self.firsts))
    }

    /// Models with upstream jobs.
    pub(super) fn models(&self) -> Vec<String> {
        self.by_model.keys().cloned().collect()
    }

    /// Number of jobs in each state.
    pub(super) fn states(&self) -> Vec<(&'static str, usize)> {
        self.states.iter().map(|(state, n)| (*state, *n)).collect()
    }
}

fn record(ids: &mut BTreeSet<JobId>, job: JobId, change: Change) {
    match change {
        Change::Enters => ids.insert(job),
        Change::Leaves => ids.remove(&job),
    };
}
