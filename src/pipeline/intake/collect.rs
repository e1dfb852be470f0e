//! Gives results that could not be posted to their requesters; this is a delivery, and charged.

use jiff::Timestamp;
use tracing::{error, info, warn};

use super::Intake;
use crate::archive::{Archive, ArchiveError};
use crate::generation::{Money, Price};
use crate::job::{Job, State};
use crate::journal::JournalError;
use crate::media::smaller;
use crate::service::{
    Collected, FileFormat, FileLimits, Missing, Refusal, RequestContext, ResultFile,
};

fn missing(job: &Job, error: &ArchiveError) -> Missing {
    if error.is_missing() {
        return Missing::Gone;
    }
    warn!(job.id = %job.id, error = %error, "failed to read a held result");
    Missing::Unreadable
}

/// The available parts of a held result.
#[derive(Default)]
struct HeldResult {
    files: Vec<ResultFile>,
    /// A link in place of a video that is too large.
    link: Option<(String, Timestamp)>,
    missing: Option<Missing>,
}

impl Intake {
    /// Gives a held result to its requester. Files are streamed; only images that have to be made
    /// smaller are loaded whole. It is charged when any part is given: parts that are unavailable
    /// now can be requested again.
    pub(super) async fn collect_result(
        &self,
        context: &RequestContext,
        job: &Job,
    ) -> Result<Collected, Refusal> {
        let held = if job.request.makes_images() {
            self.held_images(context, job).await
        } else {
            self.held_video(context, job).await
        };
        let mut job = job.clone();
        if (!held.files.is_empty() || held.link.is_some()) && !job.is_charged() {
            job = self.charge_collected(context, job).await?;
        }
        Ok(Collected { job, files: held.files, link: held.link, missing: held.missing })
    }

    fn limits_at(&self, context: &RequestContext) -> FileLimits {
        let place = context.place;
        self.ctx.messenger.limits(place.tenant, place.channel, context.origin.attachment_limit)
    }

    async fn held_video(&self, context: &RequestContext, job: &Job) -> HeldResult {
        let key = Archive::video_key(job.id);
        let size = match self.ctx.archive.size(&key).await {
            Ok(size) => size,
            Err(e) => {
                return HeldResult { missing: Some(missing(job, &e)), ..HeldResult::default() };
            }
        };
        if size <= self.limits_at(context).file {
            return HeldResult {
                files: vec![self.file(None, &key, size)],
                ..HeldResult::default()
            };
        }
        let Some(links) = &self.ctx.links else {
            return HeldResult { missing: Some(Missing::TooLarge), ..HeldResult::default() };
        };
        let until = self.ctx.clock.now() + self.ctx.settings.link_ttl;
        HeldResult { link: Some((links.video(job.id, until), until)), ..HeldResult::default() }
    }

    async fn held_images(&self, context: &RequestContext, job: &Job) -> HeldResult {
        let (mut found, mut held) = (Vec::new(), HeldResult::default());
        for number in 0..job.request.count as usize {
            let key = Archive::image_key(job.id, number);
            match self.ctx.archive.size(&key).await {
                Ok(size) => found.push((number, key, size)),
                // The provider may have returned fewer images than requested.
                Err(e) if e.is_missing() => {}
                Err(e) => held.missing = Some(missing(job, &e)),
            }
        }
        let expected = job.work.usage.as_ref().and_then(|u| u.images).unwrap_or(job.request.count);
        if found.len() < expected as usize && held.missing.is_none() {
            held.missing = Some(Missing::Gone);
        }
        let limits = self.limits_at(context);
        let total: u64 = found.iter().map(|(_, _, size)| size).sum();
        let each = if total <= limits.total {
            limits.file
        } else {
            limits.file.min(limits.total / found.len() as u64)
        };
        for (number, key, size) in found {
            if size <= each {
                held.files.push(self.file(Some(number + 1), &key, size));
                continue;
            }
            match self.smaller_image(context, job, number + 1, &key, each).await {
                Ok(file) => held.files.push(file),
                Err(why) => held.missing = Some(why),
            }
        }
        held
    }

    fn file(&self, number: Option<usize>, key: &str, size: u64) -> ResultFile {
        let format = if number.is_some() { FileFormat::Png } else { FileFormat::Mp4 };
        ResultFile { number, format, length: size, pieces: self.ctx.archive.pieces(key, size) }
    }

    /// An image re-encoded to at most `limit` bytes, as for a post.
    async fn smaller_image(
        &self,
        context: &RequestContext,
        job: &Job,
        number: usize,
        key: &str,
        limit: u64,
    ) -> Result<ResultFile, Missing> {
        let _share = self.redrawing.acquire(context.caller.user).await;
        let bytes = self.ctx.archive.get(key).await.map_err(|e| missing(job, &e))?;
        let made = tokio::task::spawn_blocking(move || smaller(&bytes, limit)).await;
        let Ok(Some(bytes)) = made else { return Err(Missing::TooLarge) };
        Ok(ResultFile::of_bytes(Some(number), FileFormat::Jpeg, bytes.into()))
    }

    /// Charges a requester before a held result is given. Its money was counted when the provider
    /// billed it.
    async fn charge_collected(&self, context: &RequestContext, job: Job) -> Result<Job, Refusal> {
        let State::Failed { .. } = job.state else { return Ok(job) };
        let (book, now) = (self.ctx.store.book(), self.ctx.clock.now());
        let price = Price { credits: job.charge(), money: Money(0) };
        let reservation = book.reserve(job.id, &context.caller.payer(), price, now)?;
        match self.ctx.store.collect(job.id, reservation, now).await {
            Ok(job) => {
                info!(job.id = %job.id, credits = %price.credits, "a held result was collected");
                Ok(job)
            }
            // Collected twice concurrently: already charged.
            Err(JournalError::NotAllowed(_)) => Ok(job),
            Err(e) => {
                error!(job.id = %job.id, error = %e, "failed to charge a held result");
                Err(Refusal::JournalUnavailable)
            }
        }
    }
}
