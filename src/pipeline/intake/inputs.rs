//! Inputs of a request: fetched, measured, converted and stored in the archive.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tracing::{error, warn};

use super::Intake;
use crate::archive::Archive;
use crate::discord::FileError;
use crate::generation::Input;
use crate::generation::{InputProblem, RequestError};
use crate::job::{Job, JobId};
use crate::media::{self, Facts, Kind, Unusable};
use crate::pipeline::ffmpeg::smaller_picture;
use crate::service::Refusal;
use crate::service::{Caller, InputRef, Source};

/// Inputs up to this size are measured on the async thread, larger ones on a blocking thread, so
/// that other responses are not delayed.
const MEASURED_INLINE: usize = 256 * 1024;

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
    pub(super) async fn fetch_input(
        &self,
        job: JobId,
        number: usize,
        upload: &InputRef,
        caller: &Caller,
    ) -> Result<Input, Refusal> {
        let role = upload.role;
        let refuse = |problem| {
            Refusal::from(RequestError::Input { role, name: upload.name.clone(), problem })
        };
        let limit = self.ctx.catalogue.limit(role).max_bytes;
        let fetched = self.fetch(upload, limit).await.map_err(refuse)?;
        let sha256 = fetched.sha256.unwrap_or_else(|| hex(&Sha256::digest(&fetched.bytes)));
        let measured = self.measure_input(upload, fetched.bytes, limit, caller).await;
        let (bytes, facts) = measured.map_err(refuse)?;
        self.ctx.catalogue.check_input(role, &facts).map_err(refuse)?;
        let key = Archive::input_key(job, number, role, facts.format.extension());
        self.ctx.archive.put(&key, bytes).await.map_err(|e| {
            error!(job.id = %job, error = %e, "failed to archive an input");
            Refusal::JournalUnavailable
        })?;
        Ok(Input { role, name: upload.name.clone(), key, facts, sha256 })
    }

    async fn fetch(&self, upload: &InputRef, limit: u64) -> Result<Fetched, InputProblem> {
        match &upload.source {
            Source::File { url, bytes } => {
                let fetched = self.ctx.files.fetch(url, limit).await;
                let fetched = fetched.map_err(|e| match e {
                    FileError::ForeignHost => InputProblem::ForeignHost,
                    FileError::TooLarge { limit } => {
                        InputProblem::TooLarge { bytes: (*bytes).max(limit + 1), limit }
                    }
                    other => InputProblem::Unreachable(other.to_string()),
                })?;
                Ok(fetched.into())
            }
            Source::InputOf(job, number) => {
                let job = self.earlier(*job).await?;
                let input = job.request.inputs.get(*number).ok_or(InputProblem::Forgotten)?;
                let sha256 = Some(input.sha256.clone()).filter(|s| !s.is_empty());
                Ok(Fetched { bytes: self.archived(&input.key).await?, sha256 })
            }
            Source::ResultOf(job, number) => {
                let job = self.earlier(*job).await?;
                let key = job.results().get(*number).copied().ok_or(InputProblem::Forgotten)?;
                let bytes = self.archived(key).await?;
                if upload.role.kind() == Kind::Image && bytes.len() as u64 > limit {
                    // The member cannot make a generated image smaller.
                    let small = tokio::task::spawn_blocking(move || smaller_picture(&bytes, limit));
                    return Ok(small.await.ok().flatten().ok_or(InputProblem::Forgotten)?.into());
                }
                Ok(bytes.into())
            }
            Source::LastFrameOf(job) => {
                let job = self.earlier(*job).await?;
                let key = job.results().first().copied().ok_or(InputProblem::Forgotten)?;
                let clip = self.archived(key).await?;
                let ffmpeg = self.ctx.ffmpeg.as_ref().ok_or(InputProblem::NoLastFrame)?;
                let frame = ffmpeg.last_frame(&clip).await.ok_or(InputProblem::NoLastFrame)?;
                Ok(frame.into())
            }
        }
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

    async fn archived(&self, key: &str) -> Result<Bytes, InputProblem> {
        self.ctx.archive.get(key).await.map_err(|e| {
            warn!(error = %e, "failed to read a file of an earlier job");
            if e.is_missing() { InputProblem::Forgotten } else { InputProblem::Unreadable }
        })
    }

    async fn measure_input(
        &self,
        upload: &InputRef,
        bytes: Bytes,
        limit: u64,
        caller: &Caller,
    ) -> Result<(Bytes, Facts), InputProblem> {
        let wanted = upload.role.kind();
        let problem = move |e| match e {
            Unusable::Unknown(found) => InputProblem::WrongKind { found: found.into(), wanted },
            Unusable::Damaged(why) => InputProblem::Damaged(why),
        };
        if bytes.is_empty() {
            return Err(InputProblem::Empty);
        }
        let facts = if bytes.len() <= MEASURED_INLINE {
            media::measure(&bytes)
        } else {
            let looked_at = bytes.clone();
            let facts = tokio::task::spawn_blocking(move || media::measure(&looked_at)).await;
            facts.map_err(|_| InputProblem::Damaged("it could not be read".into()))?
        };
        let facts = facts.map_err(problem)?;
        if !facts.redraw {
            return Ok((bytes, facts));
        }
        // Check the limits first, so that refused images are not decoded.
        self.ctx.catalogue.check_input(upload.role, &facts)?;
        let _share = self.redrawing.acquire(caller.user).await;
        let drawn =
            tokio::task::spawn_blocking(move || media::flatten::flatten(&bytes, &facts, limit))
                .await;
        let (bytes, facts) = drawn
            .map_err(|_| InputProblem::Damaged("it could not be drawn".into()))?
            .map_err(problem)?;
        Ok((bytes.into(), facts))
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
