//! Inputs on their way in: fetched, measured, made fit, put into the archive.

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

/// Up to so many bytes are measured at once; more of them not where everybody else's answers wait.
const LOOKED_AT_HERE: usize = 256 * 1024;

/// Bytes of an input, and what they were called when they first came.
struct Fetched {
    bytes: Bytes,
    /// Of the bytes as a member gave them, where these are other ones.
    sha256: Option<String>,
}

impl From<Bytes> for Fetched {
    fn from(bytes: Bytes) -> Self {
        Self { bytes, sha256: None }
    }
}

impl Intake {
    /// Fetches one input, looks at its bytes and puts it into the archive as the provider shall
    /// get it.
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
        let measured = self.measured(upload, fetched.bytes, limit, caller).await;
        let (bytes, facts) = measured.map_err(refuse)?;
        self.ctx.catalogue.check_input(role, &facts).map_err(refuse)?;
        let key = Archive::input_key(job, number, role, facts.format.extension());
        self.ctx.archive.put(&key, bytes).await.map_err(|e| {
            error!(job.id = %job, error = %e, "an input could not be archived");
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
                    // The member cannot make a picture of ours smaller.
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

    /// An earlier job, of which something is needed.
    async fn earlier(&self, job: JobId) -> Result<Job, InputProblem> {
        match self.ctx.store.journal().job(job).await {
            Ok(Some(job)) => Ok(job),
            Ok(None) => Err(InputProblem::Forgotten),
            Err(e) => {
                error!(job.id = %job, error = %e, "an earlier job could not be read");
                Err(InputProblem::Unreadable)
            }
        }
    }

    async fn archived(&self, key: &str) -> Result<Bytes, InputProblem> {
        self.ctx.archive.get(key).await.map_err(|e| {
            warn!(error = %e, "something that was made or given earlier cannot be read");
            if e.is_missing() { InputProblem::Forgotten } else { InputProblem::Unreadable }
        })
    }

    async fn measured(
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
        let facts = if bytes.len() <= LOOKED_AT_HERE {
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
        // Limits first: nobody decodes what is refused anyway.
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
                warn!(error = %e, "an input of a refused request could not be removed");
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
