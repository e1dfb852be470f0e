//! One member's jobs in a queue, a flow in the terms of deficit round robin.

use std::collections::VecDeque;

use crate::job::{InteractionId, Job, JobId};

/// Sort key: acceptance in milliseconds since 1970; interaction IDs grow with time, which breaks
/// ties.
pub(super) type Entry = (i64, InteractionId, JobId);

pub(super) fn entry(job: &Job) -> Entry {
    (job.accepted_at.as_millisecond(), job.origin.interaction, job.id)
}

/// A member's jobs and deficit.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) weight: i64,
    /// What the member may still spend in this round, in thousandths of a credit; negative after an
    /// express job.
    pub(super) deficit: i64,
    /// Jobs with their cost in thousandths of a credit, sorted. Most members have one or two jobs;
    /// a `BTreeMap` node has capacity for eleven.
    jobs: VecDeque<(Entry, i64)>,
}

impl Flow {
    pub(super) fn new(weight: i64, deficit: i64) -> Self {
        Self { weight, deficit, jobs: VecDeque::with_capacity(1) }
    }

    /// Inserts a job. If it comes last, as every new job does except after a restart, returns the
    /// job right ahead of it.
    pub(super) fn insert(&mut self, entry: Entry, cost: i64) -> Option<JobId> {
        let Err(index) = self.find(entry) else { return None };
        let ahead =
            self.jobs.back().filter(|_| index == self.jobs.len()).map(|((_, _, id), _)| *id);
        self.jobs.insert(index, (entry, cost));
        ahead
    }

    pub(super) fn remove(&mut self, entry: Entry) {
        if let Ok(index) = self.find(entry) {
            self.jobs.remove(index);
        }
    }

    /// The cost of a job.
    pub(super) fn cost(&self, entry: Entry) -> Option<i64> {
        let index = self.find(entry).ok()?;
        self.jobs.get(index).map(|(_, cost)| *cost)
    }

    /// The jobs and their costs, in order.
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
