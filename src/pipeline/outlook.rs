//! When a clip may be there: a band, from this installation's own tasks once it has seen some.

use std::collections::VecDeque;
use std::time::Duration;

use dashmap::DashMap;
use jiff::Timestamp;

use crate::discord::Outlook;
use crate::generation::Catalogue;
use crate::generation::catalogue::Band;
use crate::job::{Job, State};
use crate::journal::{JournalError, work_seconds};
use crate::pipeline::parts::Parts;
use crate::pipeline::records::Records;

/// How many of the last tasks of a model are remembered.
const REMEMBERED: usize = 50;
/// How many must have been seen before they are believed.
const ENOUGH: usize = 5;

impl Parts {
    /// What is ahead of a job, while anything is.
    pub(super) fn outlook(&self, job: &Job, now: Timestamp) -> Option<Outlook> {
        let outlook = self.estimator.outlook(&self.catalogue, &self.records, job, now)?;
        let waits = matches!(job.state, State::Accepted { .. });
        Some(Outlook { stalled: waits && self.circuit.trouble().is_some(), ..outlook })
    }
}

/// How long the last tasks of each model took, in seconds.
#[derive(Debug, Default)]
pub struct Estimator {
    recent: DashMap<String, VecDeque<i64>>,
}

impl Estimator {
    /// Reads the last tasks of every model from the journal.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn load(&self, catalogue: &Catalogue, records: &Records) -> Result<(), JournalError> {
        for model in catalogue.models() {
            let name = model.name.clone();
            let seen = records.journal().recent_work(name.clone(), REMEMBERED as u32).await?;
            self.recent.insert(name, seen.into());
        }
        Ok(())
    }

    /// Notes a finished task.
    pub fn learn(&self, job: &Job) {
        let Some(seconds) = work_seconds(job) else { return };
        let mut recent = self.recent.entry(job.request.model.clone()).or_default();
        recent.push_front(seconds);
        recent.truncate(REMEMBERED);
    }

    /// From a quick task to a slow one.
    fn band(&self, model: &str, prior: Band) -> (i64, i64) {
        match self.recent.get(model) {
            Some(seen) if seen.len() >= ENOUGH => {
                let mut sorted: Vec<_> = seen.iter().copied().collect();
                sorted.sort_unstable();
                (sorted[sorted.len() / 10], sorted[sorted.len() * 9 / 10])
            }
            _ => (i64::from(prior.low), i64::from(prior.high)),
        }
    }

    /// What is ahead of a job, while anything is.
    pub fn outlook(
        &self,
        catalogue: &Catalogue,
        records: &Records,
        job: &Job,
        now: Timestamp,
    ) -> Option<Outlook> {
        let model = catalogue.model(&job.request.model)?;
        let (low, high) = self.band(&model.name, model.typical_seconds);
        let seconds = |n: i64| Duration::from_secs(n.max(0).unsigned_abs());
        match &job.state {
            State::Accepted { .. } => {
                let place = records.queue().place(job)?;
                let upstream =
                    records.count(|j| j.request.model == model.name && j.state.is_upstream());
                // Whole rounds of tasks that must end before this one begins.
                let rounds = ((upstream + place - 1) / model.running.max(1)) as i64;
                Some(Outlook {
                    place,
                    stalled: false,
                    earliest: now + seconds(low * (rounds + 1)),
                    latest: now + seconds(high * (rounds + 1)),
                })
            }
            State::Submitting { since: at }
            | State::Submitted { at, .. }
            | State::Running { at, .. } => Some(Outlook {
                place: 0,
                stalled: false,
                earliest: (*at + seconds(low)).max(now),
                // Late already: nobody knows better than "soon".
                latest: (*at + seconds(high)).max(now + seconds(30)),
            }),
            _ => None,
        }
    }
}
