//! Whether the bot can do its work.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::http::Health;
use crate::journal::Journal;

/// What is known of the bot's own condition.
#[derive(Debug, Default)]
pub struct Condition {
    /// Whether each shard is connected, by its number, as far as it was told.
    shards: Mutex<BTreeMap<u32, bool>>,
    stopping: AtomicBool,
    journal: Option<Journal>,
}

impl Condition {
    /// The condition of a bot with a journal.
    pub(super) fn of(journal: Journal) -> Self {
        Self { journal: Some(journal), ..Self::default() }
    }

    /// Whether every shard is connected.
    pub(super) fn is_connected(&self) -> bool {
        let shards = self.shards();
        !shards.is_empty() && shards.values().all(|up| *up)
    }

    /// A shard came up or went down.
    pub(super) fn shard(&self, shard: u32, up: bool) {
        self.shards().insert(shard, up);
    }

    /// The whole connection ended; the next one may have other shards.
    pub(super) fn disconnected(&self) {
        self.shards().clear();
    }

    pub(super) fn stopping(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    fn shards(&self) -> MutexGuard<'_, BTreeMap<u32, bool>> {
        // Every change is whole in itself.
        self.shards.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn disconnected_shards(&self) -> Option<String> {
        let shards = self.shards();
        if shards.is_empty() {
            return Some("not connected to Discord's gateway".to_owned());
        }
        let down: Vec<_> = shards.iter().filter(|(_, up)| !**up).map(|(n, _)| n).collect();
        match (down.len(), shards.len()) {
            (0, _) => None,
            (1, 1) => Some("not connected to Discord's gateway".to_owned()),
            (down, all) => Some(format!("{down} of {all} shards are not connected to Discord")),
        }
    }
}

impl Health for Condition {
    fn problems(&self) -> Vec<String> {
        let stopping = self.stopping.load(Ordering::SeqCst).then(|| "shutting down".to_owned());
        let journal = self.journal.as_ref().and_then(Journal::problem);
        self.disconnected_shards().into_iter().chain(stopping).chain(journal).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_shard_of_many_that_reconnects_is_told_as_such() {
        let condition = Condition::default();
        assert_eq!(condition.problems(), ["not connected to Discord's gateway"]);
        for shard in 0..3 {
            condition.shard(shard, true);
        }
        assert!(condition.is_connected() && condition.problems().is_empty());
        condition.shard(1, false);
        assert_eq!(condition.problems(), ["1 of 3 shards are not connected to Discord"]);
        condition.shard(1, true);
        assert!(condition.is_connected());
    }
}
