//! Tracks work in progress, so that overlapping ticks skip it.

use std::hash::Hash;

use dashmap::DashSet;

use crate::job::JobId;

/// Keys, such as job IDs, that are in progress.
#[derive(Debug)]
pub(super) struct InFlight<K: Eq + Hash = JobId> {
    keys: DashSet<K>,
}

impl<K: Eq + Hash> Default for InFlight<K> {
    fn default() -> Self {
        Self { keys: DashSet::default() }
    }
}

/// Ends the work when dropped, also where a stage panics or is cancelled.
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
    /// Starts work on a key, unless it is in progress.
    pub(super) fn begin(&self, key: K) -> Option<InFlightGuard<'_, K>> {
        // Not `then_some`: it would create a guard only to drop it, which would end the other's
        // work.
        self.keys.insert(key.clone()).then(|| InFlightGuard { of: self, key })
    }

    /// Whether a key is in progress.
    pub(super) fn contains(&self, key: &K) -> bool {
        self.keys.contains(key)
    }

    /// All keys in progress.
    pub(super) fn all(&self) -> Vec<K> {
        self.keys.iter().map(|key| key.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_progress_is_not_begun_again_until_its_guard_drops() {
        let in_flight = InFlight::default();
        let job = JobId::from_bits(1);
        let guard = in_flight.begin(job);
        assert!(guard.is_some() && in_flight.begin(job).is_none() && in_flight.contains(&job));
        drop(guard);
        assert!(in_flight.begin(job).is_some());
    }
}
