//! Files in memory while they are prepared. Each holds a slot, so that their number is bounded; one
//! that waits for another slot waits on disk, and delays nobody whose file needs no more than what
//! is free.

use bytes::Bytes;
use tracing::{error, warn};

use super::Intake;
use super::fit::Fit;
use crate::archive::{Archive, ArchiveError};
use crate::generation::{InputProblem, Role};
use crate::job::JobId;
use crate::pipeline::shares::Share;
use crate::service::Caller;

/// A file in memory, and the slot that it holds.
pub(super) struct Loaded<'a> {
    pub(super) bytes: Bytes,
    /// What the slot is for.
    pub(super) work: Work,
    pub(super) share: Share<'a>,
}

/// What is done with a file in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// It is downloaded, or read from the archive.
    Fetching,
    /// Ffprobe reads a video.
    Probing,
    /// Ffmpeg or libheif converts a file.
    Converting,
    /// An image is decoded and drawn again.
    Redrawing,
}

/// An input that is being prepared.
#[derive(Clone, Copy)]
pub(super) struct Preparing<'a> {
    pub(super) job: JobId,
    /// The number of the input.
    pub(super) number: usize,
    pub(super) role: Role,
    pub(super) fit: &'a Fit,
    pub(super) caller: &'a Caller,
}

impl Intake {
    /// Exchanges the slot of a file for one of another kind. If none is free, the file is written to
    /// the archive, and neither memory nor a slot is held until there is one.
    pub(super) async fn proceed<'a>(
        &'a self,
        file: Loaded<'a>,
        work: Work,
        input: &Preparing<'_>,
    ) -> Result<Loaded<'a>, InputProblem> {
        if file.work == work {
            return Ok(file);
        }
        if let Some(share) = self.free_slot(work, input) {
            return Ok(Loaded { work, share, ..file });
        }
        let failed = |e: ArchiveError| {
            error!(job.id = %input.job, error = %e, "a file that waits could not be stored");
            InputProblem::ConversionFailed
        };
        // After a crash it is removed with the other inputs that belong to no job.
        let key = Archive::input_key(input.job, input.number, input.role, "waiting");
        let Loaded { bytes, share, .. } = file;
        self.ctx.archive.put(&key, bytes).await.map_err(failed)?;
        drop(share);
        let share = self.slot(work, input).await;
        let bytes = self.ctx.archive.get(&key).await.map_err(failed);
        if let Err(e) = self.ctx.archive.remove(&key).await {
            warn!(job.id = %input.job, error = %e, "failed to remove a file that waited");
        }
        Ok(Loaded { bytes: bytes?, work, share })
    }

    fn free_slot(&self, work: Work, input: &Preparing<'_>) -> Option<Share<'_>> {
        let user = input.caller.user;
        match work {
            Work::Fetching => self.fetching.try_acquire(user),
            Work::Probing => self.probing.try_acquire(user),
            Work::Converting => self.converting.try_acquire(user),
            Work::Redrawing => self.redrawing.try_acquire(user),
        }
    }

    /// Waits for a slot.
    pub(super) async fn slot(&self, work: Work, input: &Preparing<'_>) -> Share<'_> {
        let user = input.caller.user;
        match work {
            Work::Fetching => self.fetching.acquire(user).await,
            Work::Probing => self.probing.acquire(user).await,
            Work::Converting => self.converting.acquire(user, input.fit.interaction).await,
            Work::Redrawing => self.redrawing.acquire(user).await,
        }
    }
}
