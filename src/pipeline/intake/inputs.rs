//! Inputs of a request: fetched, measured, converted and stored in the archive.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tracing::{debug, error, warn};

use super::Intake;
use super::fit::Fit;
use super::preparation::Prepared;
use crate::archive::{Archive, ArchiveError};
use crate::generation::{Input, InputProblem, RequestError, Role};
use crate::job::{Job, JobId};
use crate::media::{self, Kind};
use crate::service::{Caller, FileError, InputRef, Refusal, Source};

/// Bytes of an input, and the hash of the member's original file.
struct Fetched {
    bytes: Bytes,
    /// Hash of the file as the member gave it, if `bytes` is a converted version.
    sha256: Option<String>,
}

impl From<Bytes> for Fetched {
    fn from(bytes: Bytes) -> Self {
        Self { bytes, sha256: None }
    }
}

impl Intake {
    /// Fetches one input, measures it and stores it in the archive as the provider will receive it.
    /// If it is a video of which the member has to choose a part, it is not stored, and its whole
    /// length is returned too.
    pub(super) async fn fetch_input(
        &self,
        job: JobId,
        number: usize,
        upload: &InputRef,
        fit: &Fit,
        caller: &Caller,
    ) -> Result<(Input, Option<f64>), Refusal> {
        let role = upload.role;
        let refuse = |problem| {
            Refusal::from(RequestError::Input { role, name: upload.name.clone(), problem })
        };
        let fetched = self.fetch(upload, fit, caller).await.map_err(refuse)?;
        let sha256 = fetched.sha256.unwrap_or_else(|| hex(&Sha256::digest(&fetched.bytes)));
        let prepared = self.prepare_input(role, fetched.bytes, fit, caller).await;
        let (bytes, facts, changes, whole) = match prepared.map_err(refuse)? {
            Prepared::Ready { bytes, facts, changes } => (Some(bytes), facts, changes, None),
            Prepared::Undecided { facts, seconds } => (None, facts, Vec::new(), Some(seconds)),
        };
        let key = Archive::input_key(job, number, role, facts.format.extension());
        if let Some(bytes) = bytes {
            self.ctx.archive.put(&key, bytes).await.map_err(|e| {
                error!(job.id = %job, error = %e, "failed to archive an input");
                Refusal::JournalUnavailable
            })?;
        }
        let input = Input { role, name: upload.name.clone(), key, facts, sha256, changes };
        Ok((input, whole))
    }

    async fn fetch(
        &self,
        upload: &InputRef,
        fit: &Fit,
        caller: &Caller,
    ) -> Result<Fetched, InputProblem> {
        let limit = self.source_limit(upload.role);
        let not_fetched = |e, bytes: u64| match e {
            FileError::ForeignHost => InputProblem::ForeignHost,
            FileError::TooLarge { limit } => {
                InputProblem::TooLarge { bytes: bytes.max(limit + 1), limit }
            }
            other => InputProblem::Unreachable(other.to_string()),
        };
        let files = &self.ctx.files;
        match &upload.source {
            Source::File { url, bytes } => {
                let fetched = files.fetch(url, limit).await;
                Ok(fetched.map_err(|e| not_fetched(e, *bytes))?.into())
            }
            Source::Embed { url } => {
                Ok(files.fetch(url, limit).await.map_err(|e| not_fetched(e, 0))?.into())
            }
            Source::Cdn(image) => {
                Ok(files.fetch_image(image, limit).await.map_err(|e| not_fetched(e, 0))?.into())
            }
            Source::InputOf(job, number) => {
                let job = self.earlier(*job).await?;
                let input = job.request.inputs.get(*number).ok_or(InputProblem::Forgotten)?;
                let sha256 = Some(input.sha256.clone()).filter(|s| !s.is_empty());
                Ok(Fetched { bytes: self.archived(&input.key, limit).await?, sha256 })
            }
            Source::ResultOf(job, number) => {
                let job = self.earlier(*job).await?;
                let key = job.results().get(*number).copied().ok_or(InputProblem::Forgotten)?;
                Ok(self.archived(key, limit).await?.into())
            }
            Source::LastFrameOf(job) => {
                let job = self.earlier(*job).await?;
                let key = job.results().first().copied().ok_or(InputProblem::Forgotten)?;
                let limit = self.ctx.catalogue.limit(Role::Video).max_bytes;
                let clip = self.archived(key, limit).await?;
                let ffmpeg = self.ctx.converter.ffmpeg.as_ref().ok_or(InputProblem::NoLastFrame)?;
                let _share = self.converting.acquire(caller.user, fit.interaction).await;
                let frame = ffmpeg.last_frame(&clip).await.ok_or(InputProblem::NoLastFrame)?;
                Ok(frame.into())
            }
        }
    }

    /// The likeliest kind of a file, by its first bytes.
    pub(super) async fn recognise(&self, url: &str) -> Option<Kind> {
        let start = self.ctx.files.fetch_start(url).await;
        let start = start.map_err(|e| debug!(error = %e, "could not look at a file")).ok()?;
        let detected = media::identify(&start);
        [Kind::Image, Kind::Clip, Kind::Audio].into_iter().find(|kind| detected.can_become(*kind))
    }

    /// The earlier job that an input comes from.
    async fn earlier(&self, job: JobId) -> Result<Job, InputProblem> {
        match self.ctx.store.journal().job(job).await {
            Ok(Some(job)) => Ok(job),
            Ok(None) => Err(InputProblem::Forgotten),
            Err(e) => {
                error!(job.id = %job, error = %e, "failed to read an earlier job");
                Err(InputProblem::Unreadable)
            }
        }
    }

    /// A file of an earlier job, if it is not larger than `limit`.
    async fn archived(&self, key: &str, limit: u64) -> Result<Bytes, InputProblem> {
        let failed = |e: ArchiveError| {
            warn!(error = %e, "failed to read a file of an earlier job");
            if e.is_missing() { InputProblem::Forgotten } else { InputProblem::Unreadable }
        };
        let bytes = self.ctx.archive.size(key).await.map_err(failed)?;
        InputProblem::of_size(bytes, limit)?;
        self.ctx.archive.get(key).await.map_err(failed)
    }

    pub(super) async fn forget_inputs(&self, inputs: &[Input]) {
        for input in inputs {
            if let Err(e) = self.ctx.archive.remove(&input.key).await {
                warn!(error = %e, "failed to remove an input of a refused request");
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
