//! Whether the bot can do its work.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::archive::Archive;
use crate::http::Health;
use crate::journal::Journal;

/// Shards reconnect now and then, which takes a moment and is no reason to be taken out of service.
const RECONNECTING: Duration = Duration::from_secs(10);
/// How often it is tried whether journal and archive can be written: what was full or gone is
/// noticed while nobody asks for anything, and so is its end.
const PROBE_EVERY: Duration = Duration::from_secs(60);
/// How long a disk may take.
const PROBE_WITHIN: Duration = Duration::from_secs(30);

/// What is known of the bot's own condition.
#[derive(Debug, Default)]
pub struct Readiness {
    shards: Mutex<Shards>,
    stopping: AtomicBool,
    storage: Option<Storage>,
}

/// The shards, as far as it was told.
#[derive(Debug, Default)]
struct Shards {
    /// How many there are to be, as Discord says.
    announced: usize,
    /// Whether each is connected, by its number.
    up: BTreeMap<u32, bool>,
    /// Since when some are missing.
    missing_since: Option<Instant>,
}

impl Shards {
    fn connected(&self) -> usize {
        self.up.values().filter(|up| **up).count()
    }

    fn all(&self) -> usize {
        self.announced.max(self.up.len())
    }

    fn noted(&mut self, now: Instant) {
        if self.connected() == self.all() {
            self.missing_since = None;
        } else {
            self.missing_since.get_or_insert(now);
        }
    }

    fn problem(&self, now: Instant) -> Option<String> {
        let (connected, all) = (self.connected(), self.all());
        if connected == 0 {
            return Some("not connected to Discord's gateway".to_owned());
        }
        let since = self.missing_since?;
        let down = all - connected;
        (now.duration_since(since) >= RECONNECTING)
            .then(|| format!("{down} of {all} shards are not connected to Discord"))
    }
}

/// Where the bot writes, and what the last probe found.
#[derive(Debug)]
struct Storage {
    journal: Journal,
    archive: Archive,
    found: Mutex<Vec<&'static str>>,
}

const JOURNAL_HANGS: &str = "the journal's disk does not answer";
const ARCHIVE_HANGS: &str = "the archive does not answer";
const ARCHIVE_REFUSES: &str =
    "the archive cannot be written: is its disk full, or may its folder not be written?";

impl Storage {
    /// Writes a little into both. What the journal says of its own it keeps itself.
    async fn probe(&self) {
        let (journal, archive) = tokio::join!(
            tokio::time::timeout(PROBE_WITHIN, self.journal.probe()),
            tokio::time::timeout(PROBE_WITHIN, self.archive.probe()),
        );
        let mut found = Vec::new();
        if journal.is_err() {
            found.push((JOURNAL_HANGS, String::new()));
        }
        match archive {
            Ok(Ok(())) => {}
            Ok(Err(e)) => found.push((ARCHIVE_REFUSES, e.to_string())),
            Err(_) => found.push((ARCHIVE_HANGS, String::new())),
        }
        let problems = found.iter().map(|(problem, _)| *problem).collect();
        let before = std::mem::replace(&mut *self.found(), problems);
        for (problem, cause) in found.iter().filter(|(problem, _)| !before.contains(problem)) {
            warn!(error = %cause, "{problem}");
        }
        if found.is_empty() && !before.is_empty() {
            info!("journal and archive can be written again");
        }
    }

    fn found(&self) -> MutexGuard<'_, Vec<&'static str>> {
        // Every change is whole in itself.
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tries about every minute whether journal and archive can be written, until it is told to stop.
/// In a loop of its own, which no other work holds up.
pub(super) async fn keep_probing(condition: Arc<Readiness>, stop: CancellationToken) {
    let mut timer = tokio::time::interval(PROBE_EVERY);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = timer.tick() => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = condition.probe() => {}
        }
    }
}

impl Readiness {
    /// The condition of a bot with a journal and an archive.
    pub(super) fn of(journal: Journal, archive: Archive) -> Self {
        let storage = Some(Storage { journal, archive, found: Mutex::default() });
        Self { storage, ..Self::default() }
    }

    /// Whether every shard that was told of is connected.
    pub(super) fn is_connected(&self) -> bool {
        let shards = self.shards();
        !shards.up.is_empty() && shards.up.values().all(|up| *up)
    }

    /// So many shards are about to connect.
    pub(super) fn announced(&self, shards: u32) {
        self.shards().announced = usize::try_from(shards).unwrap_or(usize::MAX);
    }

    /// A shard came up or went down.
    pub(super) fn shard(&self, shard: u32, up: bool) {
        self.shard_at(shard, up, Instant::now());
    }

    fn shard_at(&self, shard: u32, up: bool, now: Instant) {
        let mut shards = self.shards();
        shards.up.insert(shard, up);
        shards.noted(now);
    }

    /// The whole connection ended; the next one may have other shards.
    pub(super) fn disconnected(&self) {
        let mut shards = self.shards();
        shards.up.clear();
        shards.missing_since = None;
    }

    /// Tries whether journal and archive can be written.
    pub(super) async fn probe(&self) {
        if let Some(storage) = &self.storage {
            storage.probe().await;
        }
    }

    pub(super) fn stopping(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    fn shards(&self) -> MutexGuard<'_, Shards> {
        // Every change is whole in itself.
        self.shards.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn problems_at(&self, now: Instant) -> Vec<String> {
        let mut problems: Vec<_> = self.shards().problem(now).into_iter().collect();
        if self.stopping.load(Ordering::SeqCst) {
            problems.push("shutting down".to_owned());
        }
        if let Some(storage) = &self.storage {
            problems.extend(storage.journal.problem());
            problems.extend(storage.found().iter().map(|found| (*found).to_owned()));
        }
        problems
    }
}

impl Health for Readiness {
    fn problems(&self) -> Vec<String> {
        self.problems_at(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOT_AT_ALL: [&str; 1] = ["not connected to Discord's gateway"];

    #[test]
    fn one_shard_of_many_that_reconnects_is_told_as_such_when_it_takes_long() {
        let (condition, began) = (Readiness::default(), Instant::now());
        let after = |seconds| began + Duration::from_secs(seconds);
        assert_eq!(condition.problems_at(began), NOT_AT_ALL);
        for shard in 0..3 {
            condition.shard_at(shard, true, began);
        }
        assert!(condition.is_connected() && condition.problems_at(after(60)).is_empty());
        condition.shard_at(1, false, after(100));
        assert!(condition.problems_at(after(109)).is_empty(), "it reconnects");
        let one = ["1 of 3 shards are not connected to Discord"];
        assert_eq!(condition.problems_at(after(110)), one);
        // Another one that comes and goes does not make it a matter of a moment.
        condition.shard_at(2, false, after(111));
        condition.shard_at(2, true, after(112));
        assert_eq!(condition.problems_at(after(113)), one);
        condition.shard_at(1, true, after(114));
        assert!(condition.is_connected() && condition.problems_at(after(200)).is_empty());
        condition.shard_at(1, false, after(300));
        assert!(condition.problems_at(after(301)).is_empty(), "it begins anew");
    }

    #[test]
    fn shards_that_never_connected_are_missed_and_none_at_all_at_once() {
        let (condition, began) = (Readiness::default(), Instant::now());
        let after = |seconds| began + Duration::from_secs(seconds);
        condition.announced(3);
        condition.shard_at(0, true, began);
        assert!(condition.problems_at(after(9)).is_empty(), "the others are about to connect");
        let two = ["2 of 3 shards are not connected to Discord"];
        assert_eq!(condition.problems_at(after(10)), two);
        condition.shard_at(0, false, after(11));
        assert_eq!(condition.problems_at(after(11)), NOT_AT_ALL);
        condition.shard_at(0, true, after(12));
        condition.disconnected();
        assert_eq!(condition.problems_at(after(13)), NOT_AT_ALL);
    }

    #[tokio::test]
    async fn an_archive_that_cannot_be_written_is_found_and_so_is_its_end() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join("archive");
        let journal = Journal::open(&dir.path().join("j.sqlite")).expect("it opens");
        let archive = Archive::in_folder(&folder).expect("it is made");
        let condition = Readiness::of(journal, archive);
        condition.announced(1);
        condition.shard(0, true);
        condition.probe().await;
        assert_eq!(condition.problems(), [""; 0]);
        // A file in place of the folder refuses even those who may write everywhere.
        std::fs::remove_dir_all(&folder).expect("it goes");
        std::fs::write(&folder, b"").expect("it is in the way");
        condition.probe().await;
        assert_eq!(condition.problems(), [ARCHIVE_REFUSES]);
        std::fs::remove_file(&folder).expect("it goes");
        condition.probe().await;
        assert_eq!(condition.problems(), [""; 0]);
    }
}
