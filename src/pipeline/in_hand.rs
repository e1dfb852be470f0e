//! Jobs that somebody works on, so that ticks which overlap leave them alone.

use dashmap::DashSet;

use crate::job::JobId;

/// Who is in hand.
#[derive(Debug, Default)]
pub(super) struct InHand {
    jobs: DashSet<JobId>,
}

/// A job is let go of when this is dropped, also where a room is cut off in the middle.
#[derive(Debug)]
pub(super) struct Held<'a> {
    of: &'a InHand,
    job: JobId,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.of.jobs.remove(&self.job);
    }
}

impl InHand {
    /// Takes a job in hand, unless somebody has it.
    pub(super) fn take(&self, job: JobId) -> Option<Held<'_>> {
        // Not `then_some`: what is made only to be dropped would let go of another's job.
        self.jobs.insert(job).then(|| Held { of: self, job })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_has_is_not_taken_until_they_let_go() {
        let in_hand = InHand::default();
        let job = JobId::from_bits(1);
        let held = in_hand.take(job);
        assert!(held.is_some() && in_hand.take(job).is_none() && in_hand.take(job).is_none());
        drop(held);
        assert!(in_hand.take(job).is_some());
    }
}
