//! Jobs that wait for their turn at a model, and whose turn it is.
//!
//! Turns go by cost, not by count: deficit round robin (Shreedhar and Varghese, 1995) over the
//! servers of the account, and within each over its members, a member's weight deciding how much
//! they get in a round. One of the places at the provider is quick: it is for members' first jobs
//! of the window. A member's own jobs go in the order in which they were asked for.
//!
//! The order is computed without being changed, by a walk along the line; what a walk hands out is
//! then charged. What is said of a job's place is such a walk too, so it says what would happen.

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

/// Places are counted up to here; farther back nobody counts.
pub const COUNTED: usize = 100;

/// The queue; it follows the states of the jobs by itself, see [`Queue::sync`].
#[derive(Debug, Default)]
pub struct Queue {
    queues: Mutex<BTreeMap<String, ModelQueue>>,
}

/// Where a job stands in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// So many turns from now, 1 being next.
    At(usize),
    /// Farther back than places are counted; so many wait in all.
    Beyond(usize),
}

impl Rank {
    /// The number to reckon with.
    pub fn count(self) -> usize {
        match self {
            Rank::At(n) | Rank::Beyond(n) => n,
        }
    }
}

impl Queue {
    /// Takes in or lets out a job, as its state says. One that was handed out and did not go
    /// stands where it stood, and is not charged.
    pub fn sync(&self, job: &Job) {
        let mut queues = self.queues();
        let queue = queues.entry(job.request.model.clone()).or_default();
        if matches!(job.state, State::Accepted { .. }) {
            queue.enter(job);
        } else {
            queue.leave(job.id);
        }
        if queue.is_empty() {
            queues.remove(&job.request.model);
        }
    }

    /// A job's place; `None` when it does not wait. `express` says how the quick place is.
    pub fn place(&self, job: &Job, express: ExpressSlot) -> Option<Rank> {
        let mut queues = self.queues();
        let queue = queues.get_mut(&job.request.model)?;
        if !queue.holds(job.id) {
            return None;
        }
        let waiting = queue.len();
        let places = queue.places(express);
        Some(places.get(&job.id).map_or(Rank::Beyond(waiting), |n| Rank::At(*n)))
    }

    /// Hands out the next jobs of a model, `most` of them, and charges them: jobs to which the
    /// gate is shut are passed over, and gain nothing by waiting.
    pub fn dequeue(
        &self,
        model: &str,
        most: usize,
        express: ExpressSlot,
        gate: &mut dyn Gate,
    ) -> Vec<JobId> {
        let mut queues = self.queues();
        let Some(queue) = queues.get_mut(model) else { return Vec::new() };
        // What was handed out before and is still here did not go after all.
        queue.refund(&*gate);
        let mut cursor = DrrCursor::along(queue, express);
        let order = cursor.take(most, gate);
        let charged = cursor.charged();
        queue.charge(charged, &order);
        order
    }

    /// The models for which somebody waits.
    pub fn models(&self) -> Vec<String> {
        self.queues().keys().cloned().collect()
    }

    /// How many wait, by model.
    pub fn waiting(&self) -> HashMap<String, usize> {
        self.queues().iter().map(|(m, l)| (m.clone(), l.len())).collect()
    }

    /// How evenly the last turns of a model were shared among the members who waited, by Jain's
    /// index: 1 when all got the same for their weight.
    pub fn fairness(&self, model: &str) -> Option<f64> {
        self.queues().get(model)?.fairness()
    }

    fn queues(&self) -> MutexGuard<'_, BTreeMap<String, ModelQueue>> {
        // A panic elsewhere leaves the lines whole: a change is one insert or remove of a job.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "queue/queue_tests.rs"]
mod tests;
