//! Queued jobs, one queue per model, and the order in which they are submitted.
//!
//! Turns go by cost, not by count: deficit round robin (Shreedhar and Varghese, 1995) over the
//! servers, and within each server over its members, where a member's weight multiplies their
//! quantum. One of the slots at the provider is the express slot, for members' first jobs of the
//! window. A member's own jobs go in the order in which they were requested.
//!
//! The order is computed by a cursor that does not change the queue; dequeued jobs are charged
//! afterwards. A displayed position comes from the same computation, so it shows what would happen.

mod drr_cursor;
mod flow;
mod model_queue;
mod share;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::job::{Job, JobId, State};
use crate::queue::drr_cursor::DrrCursor;
use crate::queue::model_queue::ModelQueue;

pub use drr_cursor::{ExpressSlot, Gate, Open};
pub use share::jain;

/// Positions are computed up to this one; beyond it only the queue's length is reported.
pub const MAX_POSITION: usize = 100;

/// The queues of all models; [`Queue::sync`] updates them from a job's state.
#[derive(Debug, Default)]
pub struct Queue {
    queues: Mutex<BTreeMap<String, ModelQueue>>,
}

/// A job's position in its queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The position, 1 being next.
    At(usize),
    /// Beyond [`MAX_POSITION`]; the number of queued jobs.
    Beyond(usize),
}

impl Rank {
    /// The number of turns to assume in estimates.
    pub fn count(self) -> usize {
        match self {
            Rank::At(n) | Rank::Beyond(n) => n,
        }
    }
}

impl Queue {
    /// Adds or removes a job according to its state. A job that was dequeued but not submitted
    /// keeps its position and is not charged.
    pub fn sync(&self, job: &Job) {
        let mut queues = self.queues();
        let queue = queues.entry(job.request.model.clone()).or_default();
        if matches!(job.state, State::Accepted { .. }) {
            queue.insert(job);
        } else {
            queue.remove(job.id);
        }
        if queue.is_empty() {
            queues.remove(&job.request.model);
        }
    }

    /// A job's position; `None` if it is not queued. `express` is the state of the express slot.
    pub fn place(&self, job: &Job, express: ExpressSlot) -> Option<Rank> {
        let mut queues = self.queues();
        let queue = queues.get_mut(&job.request.model)?;
        if !queue.contains(job.id) {
            return None;
        }
        let waiting = queue.len();
        let places = queue.places(express);
        Some(places.get(&job.id).map_or(Rank::Beyond(waiting), |n| Rank::At(*n)))
    }

    /// Dequeues up to `most` jobs of a model and charges them. Jobs for which the gate is closed
    /// are skipped, and accumulate no deficit while they wait.
    pub fn dequeue(
        &self,
        model: &str,
        most: usize,
        express: ExpressSlot,
        gate: &mut dyn Gate,
    ) -> Vec<JobId> {
        let mut queues = self.queues();
        let Some(queue) = queues.get_mut(model) else { return Vec::new() };
        // Jobs dequeued earlier that are still here were not submitted.
        queue.refund(&*gate);
        let mut cursor = DrrCursor::new(queue, express);
        let order = cursor.take(most, gate);
        let charged = cursor.charged();
        queue.charge(charged, &order);
        order
    }

    /// The models that have queued jobs.
    pub fn models(&self) -> Vec<String> {
        self.queues().keys().cloned().collect()
    }

    /// The number of queued jobs, by model.
    pub fn waiting(&self) -> HashMap<String, usize> {
        self.queues().iter().map(|(m, l)| (m.clone(), l.len())).collect()
    }

    /// How evenly the last turns of a model were shared among the queued members: Jain's index of
    /// cost by weight, 1 being perfectly even. `None` before the first turn.
    pub fn fairness(&self, model: &str) -> Option<f64> {
        self.queues().get(model)?.fairness()
    }

    fn queues(&self) -> MutexGuard<'_, BTreeMap<String, ModelQueue>> {
        // A panic elsewhere leaves the queues consistent: a change inserts or removes one job.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "queue/queue_tests.rs"]
mod tests;
