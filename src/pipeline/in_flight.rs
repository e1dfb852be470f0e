//! What is being worked on, so that ticks which overlap leave it alone.

use std::hash::Hash;

use dashmap::DashSet;

use crate::job::JobId;

/// Jobs, or other things with a name, that somebody works on.
#[derive(Debug)]
pub(super) struct InFlight<K: Eq + Hash = JobId> {
    keys: DashSet<K>,
}

impl<K: Eq + Hash> Default for InFlight<K> {
    fn default() -> Self {
        Self { keys: DashSet::default() }
    }
}

/// Ends the work when it is dropped, also where a stage is cut off in the middle.
#[derive(Debug)]
pub(super) struct InFlightGuard<'a, K: Eq + Hash + Clone = JobId> {
    of: &'a InFlight<K>,
    key: K,
}

impl<K: Eq + Hash + Clone> Drop for InFlightGuard<'_, K> {
    fn drop(&mut self) {
        self.of.keys.remove(&self.key);
    }
}

impl<K: Eq + Hash + Clone> InFlight<K> {
    /// Begins to work on something, unless somebody does already.
    pub(super) fn begin(&self, key: K) -> Option<InFlightGuard<'_, K>> {
        // Not `then_some`: a guard that is made only to be dropped would end another's work.
        self.keys.insert(key.clone()).then(|| InFlightGuard { of: self, key })
    }

    /// Whether somebody works on it.
    pub(super) fn contains(&self, key: &K) -> bool {
        self.keys.contains(key)
    }

    /// Everything that is worked on.
    pub(super) fn all(&self) -> Vec<K> {
        self.keys.iter().map(|key| key.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_works_on_is_left_alone_until_they_end() {
        let in_flight = InFlight::default();
        let job = JobId::from_bits(1);
        let guard = in_flight.begin(job);
        assert!(guard.is_some() && in_flight.begin(job).is_none() && in_flight.contains(&job));
        drop(guard);
        assert!(in_flight.begin(job).is_some());
    }
}
