//! Open jobs sorted by what is to be done about them, so that nobody looks through all of them for
//! a few.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use crate::job::{GuildId, Job, JobId, State, UserId};

/// A member in a server.
pub(super) type Member = (GuildId, UserId);

/// What there is on each shelf.
#[derive(Debug, Default)]
pub(super) struct JobIndex {
    /// At the provider, or about to be.
    pub(super) upstream: BTreeSet<JobId>,
    /// A result or a notice is to be handed over.
    pub(super) owing: BTreeSet<JobId>,
    /// Waits, and has inputs, which may have to be uploaded first.
    pub(super) waiting_with_inputs: BTreeSet<JobId>,
    waiting: HashMap<Member, usize>,
    running: HashMap<Member, usize>,
    /// Upstream, by model: how many, and how many of them are first jobs.
    by_model: HashMap<String, usize>,
    firsts: HashMap<String, usize>,
    states: HashMap<&'static str, usize>,
}

/// One more or one less of something; nought is not kept, since members come and go.
fn count<K: Hash + Eq>(of: &mut HashMap<K, usize>, key: K, more: bool) {
    match of.entry(key) {
        Entry::Occupied(n) if !more && *n.get() <= 1 => {
            n.remove();
        }
        entry => {
            let n = entry.or_default();
            *n = if more { *n + 1 } else { *n - 1 };
        }
    }
}

impl JobIndex {
    /// A job moved on: from nowhere when it is new, to nowhere when it is settled.
    pub(super) fn moved(&mut self, old: Option<&Job>, new: Option<&Job>) {
        if let Some(job) = old {
            self.put(job, false);
        }
        if let Some(job) = new {
            self.put(job, true);
        }
    }

    fn put(&mut self, job: &Job, on: bool) {
        let member = (job.place.guild, job.requester);
        count(&mut self.states, job.state.name(), on);
        if matches!(job.state, State::Accepted { .. }) {
            count(&mut self.waiting, member, on);
            if !job.request.inputs.is_empty() {
                put(&mut self.waiting_with_inputs, job.id, on);
            }
        }
        if job.state.is_upstream() {
            put(&mut self.upstream, job.id, on);
            count(&mut self.running, member, on);
            count(&mut self.by_model, job.request.model.clone(), on);
            if job.priority.first {
                count(&mut self.firsts, job.request.model.clone(), on);
            }
        }
        let owes = matches!(job.state, State::Finished { .. } | State::Stored { .. });
        if owes || job.needs_failure_notice() {
            put(&mut self.owing, job.id, on);
        }
    }

    /// How many of a member's jobs wait.
    pub(super) fn waiting(&self, member: Member) -> usize {
        self.waiting.get(&member).copied().unwrap_or_default()
    }

    /// How many of a member's jobs are upstream.
    pub(super) fn running(&self, member: Member) -> usize {
        self.running.get(&member).copied().unwrap_or_default()
    }

    /// How many jobs of a model are upstream, and how many of these are first ones.
    pub(super) fn of_model(&self, model: &str) -> (usize, usize) {
        let of = |map: &HashMap<String, usize>| map.get(model).copied().unwrap_or_default();
        (of(&self.by_model), of(&self.firsts))
    }

    /// Models of which something is upstream.
    pub(super) fn models(&self) -> Vec<String> {
        self.by_model.keys().cloned().collect()
    }

    /// How many are in each state.
    pub(super) fn states(&self) -> Vec<(&'static str, usize)> {
        self.states.iter().map(|(state, n)| (*state, *n)).collect()
    }
}

fn put(shelf: &mut BTreeSet<JobId>, job: JobId, on: bool) {
    if on {
        shelf.insert(job);
    } else {
        shelf.remove(&job);
    }
}
