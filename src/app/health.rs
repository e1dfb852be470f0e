//! Readiness of the bot: gateway connection, journal and archive.

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

/// Grace period for reconnecting shards: a brief reconnect does not make the bot unready.
const RECONNECTING: Duration = Duration::from_secs(10);
/// Interval of the storage probe, which detects a full or missing disk, and its recovery, while
/// there are no requests.
const PROBE_EVERY: Duration = Duration::from_secs(60);
/// Timeout of a storage probe.
const PROBE_WITHIN: Duration = Duration::from_secs(30);

/// The readiness state of the bot.
#[derive(Debug, Default)]
pub struct Readiness {
    shards: Mutex<Shards>,
    stopping: AtomicBool,
    storage: Option<Storage>,
}

/// The shards reported so far.
#[derive(Debug, Default)]
struct Shards {
    /// The number of shards, as announced by Discord.
    announced: usize,
    /// The state of each shard that was reported, by shard ID.
    reported: BTreeMap<u32, Shard>,
    /// Since when some shards are disconnected.
    missing_since: Option<Instant>,
}

/// Whether a shard is connected, and since when.
#[derive(Debug, Clone, Copy)]
struct Shard {
    up: bool,
    since: Instant,
}

/// How many shards are connected, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ShardCount {
    pub(super) connected: usize,
    pub(super) all: usize,
}

impl Shards {
    fn connected(&self) -> usize {
        self.reported.values().filter(|shard| shard.up).count()
    }

    fn all(&self) -> usize {
        self.announced.max(self.reported.len())
    }

    fn update_missing(&mut self, now: Instant) {
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

/// The storage that is probed, and the problems that the last probe found.
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
    /// Writes a small probe to both. The journal reports its own problems itself.
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
            info!("journal and archive are writable again");
        }
    }

    fn found(&self) -> MutexGuard<'_, Vec<&'static str>> {
        // A poisoned lock is safe to use: every change is complete in itself.
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Probes journal and archive every [`PROBE_EVERY`] until stopped, in a loop of its own that no
/// other work delays.
pub(super) async fn keep_probing(readiness: Arc<Readiness>, stop: CancellationToken) {
    let mut timer = tokio::time::interval(PROBE_EVERY);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = timer.tick() => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = readiness.probe() => {}
        }
    }
}

impl Readiness {
    /// Creates the readiness state of a bot with a journal and an archive.
    pub(super) fn of(journal: Journal, archive: Archive) -> Self {
        let storage = Some(Storage { journal, archive, found: Mutex::default() });
        Self { storage, ..Self::default() }
    }

    /// How many shards are connected, of those that Discord announced.
    pub(super) fn shard_count(&self) -> ShardCount {
        let shards = self.shards();
        ShardCount { connected: shards.connected(), all: shards.all() }
    }

    /// The shards that were reported and have not been connected for this long.
    pub(super) fn shards_down_for(&self, least: Duration, now: Instant) -> Vec<u32> {
        let shards = self.shards();
        let down = shards
            .reported
            .iter()
            .filter(|(_, shard)| !shard.up && now.saturating_duration_since(shard.since) >= least);
        down.map(|(id, _)| *id).collect()
    }

    /// Records that a shard is restarted: it has time to connect from now on.
    pub(super) fn restarted(&self, shard: u32, now: Instant) {
        self.shards().reported.insert(shard, Shard { up: false, since: now });
    }

    /// Sets the number of shards that are about to connect.
    pub(super) fn announced(&self, shards: u32) {
        self.shards().announced = usize::try_from(shards).unwrap_or(usize::MAX);
    }

    /// Records that a shard connected or disconnected.
    pub(super) fn shard(&self, shard: u32, up: bool) {
        self.shard_at(shard, up, Instant::now());
    }

    fn shard_at(&self, shard: u32, up: bool, now: Instant) {
        let mut shards = self.shards();
        let state = shards.reported.entry(shard).or_insert(Shard { up, since: now });
        if state.up != up {
            *state = Shard { up, since: now };
        }
        shards.update_missing(now);
    }

    /// Records the end of the whole connection; the next one may have other shards.
    pub(super) fn disconnected(&self) {
        let mut shards = self.shards();
        shards.reported.clear();
        shards.missing_since = None;
    }

    /// Probes whether journal and archive can be written.
    pub(super) async fn probe(&self) {
        if let Some(storage) = &self.storage {
            storage.probe().await;
        }
    }

    pub(super) fn stopping(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    fn shards(&self) -> MutexGuard<'_, Shards> {
        // A poisoned lock is safe to use: every change is complete in itself.
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

    impl Readiness {
        fn counts(&self) -> (usize, usize) {
            let count = self.shard_count();
            (count.connected, count.all)
        }
    }

    #[test]
    fn a_shard_that_stays_down_is_found_apart_from_the_others() {
        let (readiness, began) = (Readiness::default(), Instant::now());
        let after = |seconds| began + Duration::from_secs(seconds);
        let down = |seconds| readiness.shards_down_for(Duration::from_secs(600), after(seconds));
        readiness.announced(3);
        assert_eq!(readiness.counts(), (0, 3));
        readiness.shard_at(0, true, began);
        readiness.shard_at(1, true, began);
        assert_eq!(readiness.counts(), (2, 3));
        readiness.shard_at(1, false, after(100));
        // serenity reports each stage of its attempts.
        readiness.shard_at(1, false, after(400));
        assert_eq!(down(699), [0; 0]);
        assert_eq!(down(700), [1], "the third was never started, so it is not restarted");
        readiness.restarted(1, after(700));
        assert_eq!(down(1299), [0; 0]);
        assert_eq!(down(1300), [1]);
        readiness.shard_at(1, true, after(1301));
        readiness.shard_at(2, true, after(1301));
        assert_eq!((readiness.counts(), down(9000)), ((3, 3), vec![]));
    }

    const NOT_CONNECTED: [&str; 1] = ["not connected to Discord's gateway"];

    #[test]
    fn a_disconnected_shard_is_reported_after_the_grace_period() {
        let (readiness, began) = (Readiness::default(), Instant::now());
        let after = |seconds| began + Duration::from_secs(seconds);
        assert_eq!(readiness.problems_at(began), NOT_CONNECTED);
        for shard in 0..3 {
            readiness.shard_at(shard, true, began);
        }
        assert_eq!(readiness.counts(), (3, 3));
        assert!(readiness.problems_at(after(60)).is_empty());
        readiness.shard_at(1, false, after(100));
        assert!(readiness.problems_at(after(109)).is_empty(), "it reconnects");
        let one = ["1 of 3 shards are not connected to Discord"];
        assert_eq!(readiness.problems_at(after(110)), one);
        // Another shard that reconnects quickly does not restart the grace period.
        readiness.shard_at(2, false, after(111));
        readiness.shard_at(2, true, after(112));
        assert_eq!(readiness.problems_at(after(113)), one);
        readiness.shard_at(1, true, after(114));
        assert_eq!(readiness.counts(), (3, 3));
        assert!(readiness.problems_at(after(200)).is_empty());
        readiness.shard_at(1, false, after(300));
        assert!(readiness.problems_at(after(301)).is_empty(), "the grace period starts again");
    }

    #[test]
    fn missing_shards_are_reported_late_and_no_connection_immediately() {
        let (readiness, began) = (Readiness::default(), Instant::now());
        let after = |seconds| began + Duration::from_secs(seconds);
        readiness.announced(3);
        readiness.shard_at(0, true, began);
        assert!(readiness.problems_at(after(9)).is_empty(), "the others are about to connect");
        let two = ["2 of 3 shards are not connected to Discord"];
        assert_eq!(readiness.problems_at(after(10)), two);
        readiness.shard_at(0, false, after(11));
        assert_eq!(readiness.problems_at(after(11)), NOT_CONNECTED);
        readiness.shard_at(0, true, after(12));
        readiness.disconnected();
        assert_eq!(readiness.problems_at(after(13)), NOT_CONNECTED);
    }

    #[tokio::test]
    async fn an_unwritable_archive_is_reported_until_it_recovers() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join("archive");
        let journal = Journal::open(&dir.path().join("j.sqlite")).expect("it opens");
        let archive = Archive::in_folder(&folder).expect("it is made");
        let readiness = Readiness::of(journal, archive);
        readiness.announced(1);
        readiness.shard(0, true);
        readiness.probe().await;
        assert_eq!(readiness.problems(), [""; 0]);
        // A file in place of the directory makes writes fail even for root.
        std::fs::remove_dir_all(&folder).expect("it is removed");
        std::fs::write(&folder, b"").expect("the file is written");
        readiness.probe().await;
        assert_eq!(readiness.problems(), [ARCHIVE_REFUSES]);
        std::fs::remove_file(&folder).expect("it is removed");
        readiness.probe().await;
        assert_eq!(readiness.problems(), [""; 0]);
    }
}
