//! Jobs that wait for their turn: first come, first served, for each model apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::job::{InteractionId, Job, JobId, State};

/// By acceptance; interactions are numbered in time, which settles a tie of milliseconds.
type Line = BTreeSet<(Timestamp, InteractionId, JobId)>;

fn entry(job: &Job) -> (Timestamp, InteractionId, JobId) {
    (job.accepted_at, job.origin.interaction, job.id)
}

/// The queue; it follows the states of the jobs by itself, see [`Queue::follow`].
#[derive(Debug, Default)]
pub struct Queue {
    lines: Mutex<BTreeMap<String, Line>>,
}

impl Queue {
    /// Takes in or lets out a job, as its state says.
    pub fn follow(&self, job: &Job) {
        let mut lines = self.lines();
        let line = lines.entry(job.request.model.clone()).or_default();
        let entry = entry(job);
        if matches!(job.state, State::Accepted { .. }) {
            line.insert(entry);
        } else {
            line.remove(&entry);
        }
    }

    /// A job's place, 1 being next; `None` when it does not wait.
    pub fn place(&self, job: &Job) -> Option<usize> {
        let lines = self.lines();
        let line = lines.get(&job.request.model)?;
        let entry = entry(job);
        line.contains(&entry).then(|| line.range(..=entry).count())
    }

    /// The jobs of a model in the order of their turns.
    pub fn line(&self, model: &str) -> Vec<JobId> {
        self.lines().get(model).map_or_else(Vec::new, |l| l.iter().map(|(_, _, id)| *id).collect())
    }

    /// The models for which somebody waits.
    pub fn models(&self) -> Vec<String> {
        let lines = self.lines();
        lines.iter().filter(|(_, l)| !l.is_empty()).map(|(m, _)| m.clone()).collect()
    }

    fn lines(&self) -> MutexGuard<'_, BTreeMap<String, Line>> {
        // A panic elsewhere leaves the sets whole: every change is one insert or remove.
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
