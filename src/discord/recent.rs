//! Recent events: those that Discord delivers again after a reconnect, and those that occur too
//! often, such as members who are refused repeatedly.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dashmap::DashMap;
use tokio::time::Instant;

/// Number of events that are remembered: more than Discord redelivers when a session is resumed.
const EVENTS: usize = 10_000;

/// The IDs of the last events.
#[derive(Debug, Default)]
pub(super) struct RecentEvents {
    seen: Mutex<(HashSet<u64>, VecDeque<u64>)>,
}

impl RecentEvents {
    /// Returns whether an event is seen for the first time, and remembers it.
    pub(super) fn is_new(&self, id: u64) -> bool {
        let mut seen = self.lock();
        let (ids, order) = &mut *seen;
        if !ids.insert(id) {
            return false;
        }
        order.push_back(id);
        if order.len() > EVENTS
            && let Some(oldest) = order.pop_front()
        {
            ids.remove(&oldest);
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, (HashSet<u64>, VecDeque<u64>)> {
        // If a panic interrupted a change, an event is at worst answered twice.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts recent occurrences per key.
#[derive(Debug)]
pub(super) struct Recent<K: Eq + Hash> {
    most: usize,
    window: Duration,
    times: DashMap<K, VecDeque<Instant>>,
}

/// Number of keys above which keys without recent occurrences are removed.
const MAX_KEYS: usize = 4_096;

impl<K: Eq + Hash> Recent<K> {
    /// `most` occurrences within `window` are too many.
    pub(super) fn new(most: usize, window: Duration) -> Self {
        Self { most, window, times: DashMap::new() }
    }

    /// Counts an occurrence.
    pub(super) fn note(&self, key: K) {
        if self.times.len() > MAX_KEYS {
            self.times.retain(|_, t| t.back().is_some_and(|t| t.elapsed() < self.window));
        }
        let mut times = self.times.entry(key).or_default();
        times.push_back(Instant::now());
        while times.len() > self.most {
            times.pop_front();
        }
    }

    /// Removes the last occurrence.
    pub(super) fn remove_last(&self, key: &K) {
        if let Some(mut times) = self.times.get_mut(key) {
            times.pop_back();
        }
    }

    /// Whether the key occurred too often.
    pub(super) fn is_too_often(&self, key: &K) -> bool {
        let is_recent = |t: &Instant| t.elapsed() < self.window;
        self.times
            .get(key)
            .is_some_and(|times| times.len() >= self.most && times.front().is_some_and(is_recent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_new_once() {
        let events = RecentEvents::default();
        assert!(events.is_new(1) && !events.is_new(1));
        for id in 2..=EVENTS as u64 + 1 {
            assert!(events.is_new(id));
        }
        assert!(events.is_new(1), "only the last `EVENTS` are remembered");
    }

    #[tokio::test(start_paused = true)]
    async fn old_occurrences_do_not_count() {
        let recent = Recent::new(2, Duration::from_secs(10));
        recent.note("ann");
        assert!(!recent.is_too_often(&"ann"));
        recent.note("ann");
        assert!(recent.is_too_often(&"ann") && !recent.is_too_often(&"bob"));
        tokio::time::advance(Duration::from_secs(11)).await;
        assert!(!recent.is_too_often(&"ann"));
    }
}
