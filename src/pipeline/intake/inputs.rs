//! Inputs of a request: fetched, measured, converted and stored in the archive.

use bytes::Bytes;
use futures_util::StreamExt;
use tracing::{debug, error, warn};

use super::Intake;
use super::loaded::{InputContext, Loaded, Step};
use super::preparation::Prepared;
use crate::archive::{Archive, ArchiveError};
use crate::generation::{Input, InputProblem, RequestError, Role};
use crate::job::{Job, JobId};
use crate::media::{self, Change, Kind};
use crate::service::{Caller, FileError, InputRef, Refusal, Source};
use crate::spool::{Fetched, Spool, SpoolError, Spooled};

/// An input as it is stored.
pub(super) struct FetchedInput {
    pub(super) input: Input,
    /// The whole length in seconds of a video of which the member has to choose a part. It is not
    /// stored.
    pub(super) whole: Option<f64>,
    /// See [`crate::service::Accepted`].
    pub(super) thumbnail: Option<Bytes>,
}

/// An input as it was fetched.
struct Original<'a> {
    loaded: Loaded<'a>,
    /// Hash of the file as the member gave it, even if this is a converted version.
    sha256: String,
}

impl Intake {
    /// Fetches one input, measures it and stores it in the archive as the provider will receive it.
    pub(super) async fn fetch_input(
        &self,
        upload: &InputRef,
        input: &InputContext<'_>,
    ) -> Result<FetchedInput, Refusal> {
        let (job, role) = (input.job, input.role);
        let refuse = |problem| {
            Refusal::from(RequestError::Input { role, name: upload.name.clone(), problem })
        };
        let Original { loaded, sha256 } = self.fetch(upload, input).await.map_err(refuse)?;
        let prepared = self.prepare_input(loaded, input).await;
        let (loaded, facts, changes, whole) = match prepared.map_err(refuse)? {
            Prepared::Ready { loaded, facts, changes } => (Some(loaded), facts, changes, None),
            Prepared::Undecided { facts, seconds } => (None, facts, Vec::new(), Some(seconds)),
        };
        let key = Archive::input_key(job, input.number, role, facts.format.extension());
        let mut thumbnail = None;
        if let Some(Loaded { file, share: _share, .. }) = loaded {
            let is_first_file = input.number == 0 && matches!(upload.source, Source::File { .. });
            let is_shown = is_first_file && role.kind() == Kind::Image;
            if is_shown && changes.iter().any(Change::looks_different) {
                let drawn = self.ctx.converter.thumbnail(&file, &facts).await;
                let drawn = drawn.inspect_err(|e| warn!(job.id = %job, error = %e, "no thumbnail"));
                thumbnail = drawn.ok();
            }
            self.store(&key, &file).await.map_err(|e| {
                error!(job.id = %job, error = %e, "failed to archive an input");
                Refusal::JournalUnavailable
            })?;
        }
        let input = Input { role, name: upload.name.clone(), key, facts, sha256, changes };
        Ok(FetchedInput { input, whole, thumbnail })
    }

    async fn fetch<'a>(
        &'a self,
        upload: &InputRef,
        input: &InputContext<'_>,
    ) -> Result<Original<'a>, InputProblem> {
        let limit = self.source_limit(upload.role);
        let not_fetched = |e, bytes: u64| match e {
            FileError::ForeignHost => InputProblem::ForeignHost,
            FileError::TooLarge { limit } => {
                InputProblem::TooLarge { bytes: bytes.max(limit + 1), limit }
            }
            FileError::Unreachable(why) => InputProblem::Unreachable(why),
            FileError::Disk(e) => {
                error!(job.id = %input.job, error = %e, "a file could not be written to disk");
                InputProblem::ConversionFailed
            }
        };
        let files = &self.ctx.files;
        let step = Step::Fetching;
        let slot = async || self.slot(step, input).await;
        let (share, fetched, sha256) = match &upload.source {
            Source::File { url, bytes } => {
                let share = slot().await;
                let fetched = files.fetch(url, limit).await;
                (share, fetched.map_err(|e| not_fetched(e, *bytes))?, None)
            }
            Source::Embed { url } => {
                let share = slot().await;
                let fetched = files.fetch(url, limit).await;
                (share, fetched.map_err(|e| not_fetched(e, 0))?, None)
            }
            Source::Cdn(image) => {
                let share = slot().await;
                let fetched = files.fetch_image(image, limit).await;
                (share, fetched.map_err(|e| not_fetched(e, 0))?, None)
            }
            Source::InputOf(job, number) => {
                let share = slot().await;
                let job = self.earlier(*job).await?;
                let input = job.request.inputs.get(*number).ok_or(InputProblem::Forgotten)?;
                let sha256 = Some(input.sha256.clone()).filter(|s| !s.is_empty());
                (share, self.archived(&input.key, limit).await?, sha256)
            }
            Source::ResultOf(job, number) => {
                let share = slot().await;
                let job = self.earlier(*job).await?;
                let key = job.results().get(*number).copied().ok_or(InputProblem::Forgotten)?;
                (share, self.archived(key, limit).await?, None)
            }
            Source::LastFrameOf(job) => return self.last_frame(*job, input).await,
        };
        let Fetched { file, sha256: own } = fetched;
        Ok(Original { loaded: Loaded { file, step, share }, sha256: sha256.unwrap_or(own) })
    }

    /// The last frame of an earlier job's video, which is read once a converter is free.
    async fn last_frame<'a>(
        &'a self,
        job: JobId,
        input: &InputContext<'_>,
    ) -> Result<Original<'a>, InputProblem> {
        let ffmpeg = self.ctx.converter.ffmpeg.as_ref().ok_or(InputProblem::NoLastFrame)?;
        let job = self.earlier(job).await?;
        let key = job.results().first().copied().ok_or(InputProblem::Forgotten)?;
        let step = Step::Converting;
        let share = self.slot(step, input).await;
        let limit = self.ctx.catalogue.limit(Role::Video).max_bytes;
        let video = self.archived(key, limit).await?;
        let file = ffmpeg.last_frame(&video.file).await.ok_or(InputProblem::NoLastFrame)?;
        let sha256 = file.sha256().await.map_err(|e| {
            error!(job.id = %input.job, error = %e, "a last frame could not be read");
            InputProblem::ConversionFailed
        })?;
        Ok(Original { loaded: Loaded { file, step, share }, sha256 })
    }

    /// The likeliest kind of a file, by its first bytes.
    pub(super) async fn recognise(&self, caller: &Caller, url: &str) -> Option<Kind> {
        let _share = self.recognising.acquire(caller.user).await;
        let start = self.ctx.files.fetch_start(url).await;
        let start = start.map_err(|e| debug!(error = %e, "could not look at a file")).ok()?;
        let detected = media::identify(&start);
        [Kind::Image, Kind::Video, Kind::Audio].into_iter().find(|kind| detected.can_become(*kind))
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
    async fn archived(&self, key: &str, limit: u64) -> Result<Fetched, InputProblem> {
        let failed = |e: ArchiveError| {
            warn!(error = %e, "failed to read a file of an earlier job");
            if e.is_missing() { InputProblem::Forgotten } else { InputProblem::Unreadable }
        };
        let bytes = self.ctx.archive.size(key).await.map_err(failed)?;
        InputProblem::of_size(bytes, limit)?;
        let mut pieces = self.ctx.archive.stream(key, 0..bytes).await.map_err(failed)?;
        let not_spooled = |e: SpoolError| {
            error!(error = %e, "a file of an earlier job could not be written to disk");
            InputProblem::Unreadable
        };
        let mut spool = Spool::new(limit, bytes);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|e| failed(e.into()))?;
            spool.write(&piece).await.map_err(not_spooled)?;
        }
        spool.finish().await.map_err(not_spooled)
    }

    /// Writes a file into the archive: a large one in pieces.
    async fn store(&self, key: &str, file: &Spooled) -> Result<(), ArchiveError> {
        match file.in_memory() {
            Some(bytes) => self.ctx.archive.put(key, bytes.clone()).await,
            None => self.ctx.archive.put_stream(key, file.len(), file.pieces()).await.map(drop),
        }
    }

    pub(super) async fn forget_inputs(&self, inputs: &[Input]) {
        for input in inputs {
            if let Err(e) = self.ctx.archive.remove(&input.key).await {
                warn!(error = %e, "failed to remove an input of a refused request");
            }
        }
    }
}
