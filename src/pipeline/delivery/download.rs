//! Downloads results from the provider into the archive.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::MutexGuard;
use tracing::{debug, error, warn};

use super::post::Tried;
use super::{AfterFetch, Delivery};
use crate::archive::{Archive, ArchiveError};
use crate::job::{Event, Job, State, TaskId};
use crate::media;
use crate::pipeline::before_restore;
use crate::provider::{self, Download, ErrorClass, TaskState};

/// Largest image, in bytes: 4096 × 4096 pixels of three bytes each, which PNG at worst stores
/// uncompressed. There is no link that could be posted instead.
const MOST_IMAGE_BYTES: u64 = 64 << 20;
/// Bytes needed to recognise the type of a file.
const RECOGNISED_BY: usize = 32;

/// How the download of a result began.
pub(super) enum Begun {
    Arriving(Download),
    /// It exceeds the size limit: its size in bytes, and its link.
    TooLarge(u64, String),
    Missed,
}

/// Why a file of a result is not in the archive.
pub(super) enum NotKept {
    /// It exceeds the size limit and has at least this many bytes.
    TooLarge(u64),
    /// The download broke off, or the archive could not be written.
    Failed,
}

/// What follows from a result that could not be downloaded.
pub(super) enum Missed {
    /// It is retried later.
    Again,
    /// The provider has deleted it: the job has failed, and a failure notice is due.
    GivenUp,
}

impl Missed {
    pub(super) fn owed<'a>(self, channel_lock: Option<MutexGuard<'a, ()>>) -> AfterFetch<'a> {
        match self {
            Missed::Again => AfterFetch::Done,
            Missed::GivenUp => AfterFetch::Owed { channel_lock, tried: Tried::default() },
        }
    }
}

impl Delivery {
    /// Downloads a result into the archive: the video, or the images one after the other.
    pub(super) async fn fetch<'a>(&self, job: &Job, now: Timestamp) -> AfterFetch<'a> {
        let owed = AfterFetch::Owed { channel_lock: None, tried: Tried::default() };
        let State::Finished { task, url, more, at } = &job.state else { return owed };
        let images = job.request.makes_images();
        // Once the links have expired, no further images will arrive.
        let take_what_came = images && *at + self.link_lifetime(job) < now;
        let (mut keys, mut total, mut missing) = (Vec::new(), 0, 0);
        for (number, url) in std::iter::once(url).chain(more).enumerate() {
            let key = if images {
                Archive::image_key(job.id, number)
            } else {
                Archive::video_key(job.id)
            };
            if images && (take_what_came || self.backoff.has_failed(job.id)) {
                match self.ctx.archive.size(&key).await {
                    Ok(bytes) => {
                        total += bytes;
                        keys.push(key);
                        continue;
                    }
                    Err(e) if e.is_missing() => {}
                    Err(e) => {
                        warn!(error = %e, "failed to read an image from the archive");
                        self.backoff.failed(job.id, now);
                        return AfterFetch::Done;
                    }
                }
            }
            let (stored, url) = match self.begin(job, task, url, number).await {
                Begun::Arriving(download) => (
                    self.archive_file(&key, self.most_bytes(job), download.pieces).await,
                    url.clone(),
                ),
                Begun::TooLarge(bytes, url) => (Err(NotKept::TooLarge(bytes)), url),
                Begun::Missed => (Err(NotKept::Failed), url.clone()),
            };
            match stored {
                Ok(bytes) => {
                    total += bytes;
                    keys.push(key);
                }
                Err(NotKept::TooLarge(bytes)) if !images => {
                    self.too_large_to_keep(job, bytes, url, now).await;
                    return owed;
                }
                // The other images are downloaded anyway: their links may expire before the next
                // attempt.
                Err(_) => missing += 1,
            }
        }
        if missing > 0 && (keys.is_empty() || !take_what_came) {
            return self.missed(job, &keys, now).await.owed(None);
        }
        if missing > 0 {
            error!(missing, "images lost, the provider's links have expired");
        }
        let key = keys.remove(0);
        match self.stored(job, Event::ResultStored { key, bytes: total, more: keys }, now).await {
            Some(_) => owed,
            None => AfterFetch::Done,
        }
    }

    /// How long the provider's links to a job's results are valid.
    pub(super) fn link_lifetime(&self, job: &Job) -> Duration {
        self.ctx.account_of(job).provider.capabilities().result_lifetime
    }

    /// Size limit of one file of a result, in bytes.
    pub(super) fn most_bytes(&self, job: &Job) -> u64 {
        let most = self.ctx.settings.max_clip_size;
        if job.request.makes_images() { most.max(MOST_IMAGE_BYTES) } else { most }
    }

    pub(super) async fn stored(&self, job: &Job, event: Event, now: Timestamp) -> Option<Job> {
        // The download took time.
        let stored = self.advance(job, event, self.ctx.clock.now().max(now)).await?;
        self.backoff.clear(job.id);
        Some(stored)
    }

    /// Records that a video exceeds the size limit: its link at the provider is posted instead.
    pub(super) async fn too_large_to_keep(
        &self,
        job: &Job,
        bytes: u64,
        url: String,
        now: Timestamp,
    ) {
        warn!(bytes, "a result exceeds delivery.max_clip_size, posting its link");
        let key = Archive::video_key(job.id);
        self.advance(job, Event::TooLargeToKeep { key, bytes, url }, now).await;
    }

    /// Handles a result that could not be downloaded: retried with growing delays while the
    /// provider keeps it.
    pub(super) async fn missed(&self, job: &Job, keys: &[String], now: Timestamp) -> Missed {
        self.backoff.failed(job.id, now);
        let State::Finished { at, .. } = &job.state else { return Missed::Again };
        if *at + self.link_lifetime(job) >= now {
            return Missed::Again;
        }
        let failure = match before_restore::lost(&*self.ctx.messenger, job).await {
            Ok(failure) => failure,
            Err(e) => {
                debug!(error = %e, "failed to search a channel");
                return Missed::Again;
            }
        };
        error!("a finished result is lost, the provider's link has expired");
        if self.advance(job, Event::Failed { failure }, now).await.is_none() {
            return Missed::Again;
        }
        // Some of several images may have been stored.
        self.forget(keys).await;
        Missed::GivenUp
    }

    /// Starts the download of one file of a result, and checks its type by its first bytes.
    pub(super) async fn begin(&self, job: &Job, task: &TaskId, url: &str, number: usize) -> Begun {
        let warned = |e: provider::Error| {
            warn!(error = %e, "failed to download a result");
            e.class
        };
        let mut link = url.to_owned();
        let provider = &self.ctx.account_of(job).provider;
        let download = match provider.download(url).await.map_err(warned) {
            Ok(download) => download,
            // A rejected link may have a bad signature; a query of the task returns a fresh one.
            Err(ErrorClass::Bug) => {
                let Some(fresh) = self.fresh_link(job, task, number).await else {
                    return Begun::Missed;
                };
                link.clone_from(&fresh);
                match provider.download(&fresh).await.map_err(warned) {
                    Ok(download) => download,
                    Err(_) => return Begun::Missed,
                }
            }
            Err(_) => return Begun::Missed,
        };
        if let Some(bytes) = download.length.filter(|n| *n > self.most_bytes(job)) {
            return Begun::TooLarge(bytes, link);
        }
        let kind = if job.request.makes_images() { media::Kind::Image } else { media::Kind::Video };
        match check_kind(download, kind).await {
            Some(download) => Begun::Arriving(download),
            None => {
                warn!("the provider's result is empty or of the wrong type");
                Begun::Missed
            }
        }
    }

    /// Queries the task for the current link to a result.
    async fn fresh_link(&self, job: &Job, task: &TaskId, number: usize) -> Option<String> {
        let report = self.ctx.account_of(job).provider.query(task).await.ok()?;
        let TaskState::Succeeded { url, more } = report.state else { return None };
        std::iter::once(url).chain(more).nth(number)
    }

    /// Stores one file in the archive. Returns its size in bytes.
    pub(super) async fn archive_file(
        &self,
        key: &str,
        limit: u64,
        pieces: impl Stream<Item = Result<Bytes, String>> + Unpin,
    ) -> Result<u64, NotKept> {
        let stored = self.ctx.archive.put_stream(key, limit, pieces).await;
        stored.map_err(|e| {
            warn!(error = %e, "failed to archive a result");
            match e {
                ArchiveError::TooLarge { limit } => NotKept::TooLarge(limit + 1),
                _ => NotKept::Failed,
            }
        })
    }
}

/// Returns the download if its first bytes are those of a file of the kind; `None` when it is
/// empty, or of another kind such as an error page.
async fn check_kind(download: Download, kind: media::Kind) -> Option<Download> {
    let Download { length, mut pieces } = download;
    let (mut first, mut begun) = (Vec::new(), Vec::new());
    while begun.len() < RECOGNISED_BY {
        let Some(piece) = pieces.next().await else { break };
        let piece = piece.inspect_err(|e| warn!(error = %e, "a result download failed")).ok()?;
        begun.extend_from_slice(piece.get(..RECOGNISED_BY).unwrap_or(&piece));
        first.push(Ok(piece));
    }
    let is_of_kind = media::sniff(&begun).is_some_and(|format| format.kind() == kind);
    is_of_kind.then(|| Download { length, pieces: stream::iter(first).chain(pieces).boxed() })
}
