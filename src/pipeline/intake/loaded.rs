//! Files while they are prepared. Each holds a slot, so that their number is bounded. A file that
//! waits for another slot is on disk, so that files for which slots are free pass it.

use tracing::{error, warn};

use super::Intake;
use super::fit::Fit;
use crate::archive::{Archive, ArchiveError};
use crate::generation::{InputProblem, Role};
use crate::job::JobId;
use crate::pipeline::shares::Share;
use crate::service::Caller;
use crate::spool::Spooled;

/// A file, and the slot that it holds.
pub(super) struct Loaded<'a> {
    pub(super) file: Spooled,
    /// What the slot is for.
    pub(super) step: Step,
    pub(super) share: Share<'a>,
}

/// What is done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is downloaded, or read from the archive.
    Fetching,
    /// Ffprobe and ffmpeg read a video or audio.
    Checking,
    /// Ffmpeg or libheif converts a file.
    Converting,
    /// An image is decoded and drawn again.
    Redrawing,
}

/// The input of a job for which a file is prepared, and the options of the request.
#[derive(Clone, Copy)]
pub(super) struct InputContext<'a> {
    pub(super) job: JobId,
    /// The number of the input.
    pub(super) number: usize,
    pub(super) role: Role,
    pub(super) fit: &'a Fit,
    pub(super) caller: &'a Caller,
}

impl Intake {
    /// Exchanges the slot of a file for that of another step. If none is free, the file waits on
    /// disk, and neither memory nor a slot is held until there is one; where too many files wait on
    /// disk already, it keeps its slot.
    pub(super) async fn proceed<'a>(
        &'a self,
        loaded: Loaded<'a>,
        step: Step,
        input: &InputContext<'_>,
    ) -> Result<Loaded<'a>, InputProblem> {
        if loaded.step == step {
            return Ok(loaded);
        }
        if let Some(share) = self.free_slot(step, input) {
            return Ok(Loaded { step, share, ..loaded });
        }
        let Some(_on_disk) = self.on_disk.try_acquire(input.caller.user) else {
            let share = self.slot(step, input).await;
            return Ok(Loaded { step, share, ..loaded });
        };
        let failed = |e: ArchiveError| {
            error!(job.id = %input.job, error = %e, "a file that waits could not be stored or read");
            InputProblem::ConversionFailed
        };
        let Loaded { file, share, .. } = loaded;
        let Some(bytes) = file.in_memory().cloned() else {
            // It is on disk already.
            drop(share);
            return Ok(Loaded { file, step, share: self.slot(step, input).await });
        };
        drop(file);
        // After a crash it is removed with the other inputs that belong to no job.
        let key = Archive::input_key(input.job, input.number, input.role, "waiting");
        self.ctx.archive.put(&key, bytes).await.map_err(failed)?;
        drop(share);
        let share = self.slot(step, input).await;
        let bytes = self.ctx.archive.get(&key).await.map_err(failed);
        if let Err(e) = self.ctx.archive.remove(&key).await {
            warn!(job.id = %input.job, error = %e, "failed to remove a file that waited");
        }
        Ok(Loaded { file: bytes?.into(), step, share })
    }

    fn free_slot(&self, step: Step, input: &InputContext<'_>) -> Option<Share<'_>> {
        let user = input.caller.user;
        match step {
            Step::Fetching => self.fetching.try_acquire(user),
            Step::Checking => self.checking.try_acquire(user),
            Step::Converting => self.converting.try_acquire(user),
            Step::Redrawing => self.redrawing.try_acquire(user),
        }
    }

    /// Waits for a slot.
    pub(super) async fn slot(&self, step: Step, input: &InputContext<'_>) -> Share<'_> {
        let user = input.caller.user;
        match step {
            Step::Fetching => self.fetching.acquire(user).await,
            Step::Checking => self.checking.acquire(user).await,
            Step::Converting => self.converting.acquire(user, input.fit.interaction).await,
            Step::Redrawing => self.redrawing.acquire(user).await,
        }
    }
}
