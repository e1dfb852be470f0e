//! Puts a result into a form that fits its destination.

use bytes::Bytes;
use futures_util::stream::BoxStream;
use jiff::Timestamp;
use tracing::{error, warn};

use super::Delivery;
use super::not_posted::{Cause, NotPosted};
use crate::archive::Archive;
use crate::convert::Ffmpeg;
use crate::job::{ChannelId, Destination, Job, JobId, State, Tenant};
use crate::media::smaller;
use crate::service::{DeliveryMethod, FileFormat, FileLimits, ResultFile};

/// The requested form of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A file that fits, if possible.
    Fitting,
    /// A link: files were refused twice.
    Link,
}

impl Delivery {
    /// Size limits of files in a channel: direct messages have no server boost.
    pub(super) fn limits(&self, job: &Job, channel: ChannelId) -> FileLimits {
        let messenger = &self.ctx.messenger;
        if channel == job.place.channel {
            messenger.limits(job.place.tenant, channel, job.origin.attachment_limit)
        } else {
            messenger.limits(Tenant::Direct, channel, None)
        }
    }

    /// The result in a form that fits a channel: as it is, made smaller, or as a link.
    pub(super) async fn result(
        &self,
        job: &Job,
        channel: ChannelId,
        form: Form,
        now: Timestamp,
    ) -> Result<(DeliveryMethod, Vec<ResultFile>), NotPosted> {
        let State::Stored { key, bytes, url, finished_at, .. } = &job.state else {
            return Err(NotPosted::Later);
        };
        let limits = self.limits(job, channel);
        let limit = limits.file;
        if job.request.makes_images() {
            let (files, shrunk) = self.images(job, limits).await?;
            let how = if shrunk { DeliveryMethod::Shrunk } else { DeliveryMethod::Attached };
            return Ok((how, files));
        }
        let mut archived = !job.unarchived;
        let fits = *bytes <= limit || self.ctx.converter.ffmpeg.is_some();
        if archived && fits && form == Form::Fitting {
            match self.ctx.archive.size(key).await {
                Ok(size) if size <= limit => {
                    let video = video_file(size, self.ctx.archive.pieces(key, size));
                    return Ok((DeliveryMethod::Attached, vec![video]));
                }
                Ok(size) => {
                    if let Some((key, size)) = self.shrunk(job, key, size, limit).await {
                        let video = video_file(size, self.ctx.archive.pieces(&key, size));
                        return Ok((DeliveryMethod::Shrunk, vec![video]));
                    }
                }
                Err(e) if e.is_missing() => {
                    warn!(error = %e, "a video is missing from the archive, linking it");
                    archived = false;
                }
                Err(e) => {
                    warn!(error = %e, "failed to read a video");
                    return Err(NotPosted::Later);
                }
            }
        }
        let how = match self.ctx.links.as_ref().filter(|_| archived) {
            // The video is archived but fits nowhere: it is held until its requester collects it.
            None if archived && *finished_at + self.link_lifetime(job) < now => {
                return Err(NotPosted::Nowhere(Cause::Other));
            }
            None if *finished_at + self.link_lifetime(job) < now => return Err(NotPosted::Lost),
            Some(links) => {
                let until = now + self.ctx.settings.link_ttl;
                DeliveryMethod::Linked { url: links.video(job.id, until), until }
            }
            None => DeliveryMethod::Linked {
                url: url.clone(),
                until: *finished_at + self.link_lifetime(job),
            },
        };
        Ok((how, Vec::new()))
    }

    /// All images of a job for one message, and whether one had to be made smaller.
    async fn images(
        &self,
        job: &Job,
        limits: FileLimits,
    ) -> Result<(Vec<ResultFile>, bool), NotPosted> {
        let keys = job.results();
        let limit = limits.file.min(limits.total / keys.len().max(1) as u64);
        let (mut files, mut shrunk) = (Vec::new(), false);
        for (number, key) in keys.iter().enumerate() {
            let bytes = match self.ctx.archive.get(key).await {
                Ok(bytes) => bytes,
                Err(e) if e.is_missing() => return Err(NotPosted::Lost),
                Err(e) => {
                    warn!(error = %e, "failed to read an image");
                    return Err(NotPosted::Later);
                }
            };
            let (bytes, format) = if bytes.len() as u64 <= limit {
                (bytes, FileFormat::Png)
            } else {
                shrunk = true;
                let _share = self.shrinks.acquire(job.requester).await;
                let made =
                    tokio::task::spawn_blocking(move || smaller(&bytes, limit).map(Bytes::from));
                match made.await {
                    Ok(Some(small)) => (small, FileFormat::Jpeg),
                    _ => {
                        error!("failed to make an image smaller");
                        return Err(NotPosted::Refused);
                    }
                }
            };
            files.push(ResultFile::of_bytes(Some(number + 1), format, bytes));
        }
        Ok((files, shrunk))
    }

    /// Makes a video smaller that is too large for its channel, before the channel's post lock is
    /// acquired.
    pub(super) async fn fit_beforehand(&self, id: JobId) {
        let Some(job) = self.ctx.store.open(id) else { return };
        let State::Stored { key, bytes, .. } = &job.state else { return };
        let Ok(channel) = self.channel(&job, Destination::of(&job)[0]).await else { return };
        let limit = self.limits(&job, channel).file;
        if !job.request.makes_images() && !job.unarchived && *bytes > limit {
            self.shrunk(&job, key, *bytes, limit).await;
        }
    }

    /// A video that was made smaller, and its size in bytes. It is stored until it is posted, so
    /// that a repeated post does not convert it again.
    async fn shrunk(&self, job: &Job, key: &str, size: u64, limit: u64) -> Option<(String, u64)> {
        let ffmpeg = self.ctx.converter.ffmpeg.as_ref()?;
        let fitted = Archive::compressed_key(job.id);
        if let Ok(size) = self.ctx.archive.size(&fitted).await
            && size <= limit
        {
            return Some((fitted, size));
        }
        // A conversion that failed or timed out is not repeated for each attempt.
        if self.unfit.get(&job.id).is_some_and(|unfit| limit <= *unfit) {
            return None;
        }
        let made = self.made_smaller(ffmpeg, job, &fitted, key, size, limit).await;
        if made.is_none() {
            self.unfit.insert(job.id, limit);
        }
        Some((fitted, made?))
    }

    /// Makes a video smaller and stores it. Returns its size in bytes.
    async fn made_smaller(
        &self,
        ffmpeg: &Ffmpeg,
        job: &Job,
        fitted: &str,
        key: &str,
        size: u64,
        limit: u64,
    ) -> Option<u64> {
        let _share = self.conversions.acquire(job.requester).await;
        let video = self.ctx.archive.pieces(key, size);
        let small = ffmpeg.shrink(video, job.request.length(), limit).await?;
        let archived = self.ctx.archive.put_stream(fitted, small.len(), small.pieces()).await;
        archived.map_err(|e| warn!(error = %e, "failed to store a smaller video")).ok()
    }
}

/// A video as a file of its post.
pub(super) fn video_file(
    length: u64,
    pieces: BoxStream<'static, Result<Bytes, String>>,
) -> ResultFile {
    ResultFile { number: None, format: FileFormat::Mp4, length, pieces }
}
