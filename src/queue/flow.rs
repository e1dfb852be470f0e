//! A member's jobs in a line.

use std::collections::VecDeque;

use crate::job::{InteractionId, Job, JobId};

/// By acceptance, in milliseconds since 1970; interactions are numbered in time, which settles a
/// tie.
pub(super) type Entry = (i64, InteractionId, JobId);

pub(super) fn entry(job: &Job) -> Entry {
    (job.accepted_at.as_millisecond(), job.origin.interaction, job.id)
}

/// A member's jobs, and what they may have of the round.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) weight: i64,
    /// What they may still have in this round; below nought after a turn out of turn.
    pub(super) deficit: i64,
    /// Their jobs and what each costs, in thousandths of a credit, in order. Most have one or two,
    /// which a tree would give room for eleven.
    jobs: VecDeque<(Entry, i64)>,
}

impl Flow {
    pub(super) fn new(weight: i64, deficit: i64) -> Self {
        Self { weight, deficit, jobs: VecDeque::with_capacity(1) }
    }

    /// Takes in a job, and says which one it stands right behind when it is the last, as new ones
    /// are but after a restart.
    pub(super) fn enter(&mut self, entry: Entry, cost: i64) -> Option<JobId> {
        let Err(place) = self.find(entry) else { return None };
        let ahead =
            self.jobs.back().filter(|_| place == self.jobs.len()).map(|((_, _, id), _)| *id);
        self.jobs.insert(place, (entry, cost));
        ahead
    }

    pub(super) fn leave(&mut self, entry: Entry) {
        if let Ok(place) = self.find(entry) {
            self.jobs.remove(place);
        }
    }

    /// What one of them costs.
    pub(super) fn cost(&self, entry: Entry) -> Option<i64> {
        let place = self.find(entry).ok()?;
        self.jobs.get(place).map(|(_, cost)| *cost)
    }

    /// Their jobs and what each costs, in order.
    pub(super) fn jobs(&self) -> impl Iterator<Item = (JobId, i64)> {
        self.jobs.iter().map(|((_, _, id), cost)| (*id, *cost))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    fn find(&self, entry: Entry) -> Result<usize, usize> {
        self.jobs.binary_search_by_key(&entry, |(entry, _)| *entry)
    }
}
