//! Lets a start recognise a journal that is older than its archive: both store the same number, which
//! grows while the bot works.

use std::time::Duration;

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::archive::Archive;
use crate::clock::Clock;
use crate::journal::Journal;

/// How often the number grows while there are jobs. What an old copy lacks of the last minute is not
/// noticed.
const EVERY: Duration = Duration::from_secs(60);

/// Stores the number until stopped.
pub(super) async fn keep_marking(
    journal: Journal,
    archive: Archive,
    clock: Clock,
    stop: CancellationToken,
) {
    let mut timer = tokio::time::interval(EVERY);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stored = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = timer.tick() => {}
        }
        match mark(&journal, &archive, &clock, stored).await {
            Ok(number) => stored = Some(number),
            // Readiness reports storage that fails.
            Err(e) => debug!(error = %e, "failed to mark the progress of the journal"),
        }
    }
}

/// Stores the number in both, if it has grown since `stored`, and returns it. The journal is first,
/// so that the archive is never ahead of the journal that belongs to it.
pub(super) async fn mark(
    journal: &Journal,
    archive: &Archive,
    clock: &Clock,
    stored: Option<u64>,
) -> anyhow::Result<u64> {
    let number = journal.mark_progress(clock.now()).await?;
    if stored != Some(number) {
        archive.store_progress(number).await?;
    }
    Ok(number)
}

/// Compares both. An older journal is treated like a restored backup: the task list is read before
/// anything is submitted again, and channels before anything is posted again.
pub(super) async fn compare(journal: &Journal, archive: &Archive) -> anyhow::Result<()> {
    let Some(number) = archive.progress().await? else { return Ok(()) };
    if let Some(at) = journal.compare_progress(number).await? {
        warn!("the journal is older than its archive: it is a copy from {at}");
    }
    Ok(())
}
