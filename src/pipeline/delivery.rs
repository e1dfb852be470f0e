//! Delivery: downloads results into the archive and posts each of them once; posts failure notices.
//!
//! A video whose channel is free is posted while it is downloaded (`streaming`). What has to wait
//! for others, images, and videos that are too large are posted from the archive (`post`,
//! `attachments`).

mod attachments;
mod earlier;
mod not_posted;
mod post;
mod refusals;
mod streaming;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use dashmap::DashMap;
use futures_util::{Stream, StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::{Mutex, MutexGuard};
use tracing::{Instrument, debug, error, info, info_span, warn};

use not_posted::{Cause, Kind, NotPosted};
use post::Tried;
use refusals::Refusals;

use crate::archive::{Archive, ArchiveError};
use crate::job::{ChannelId, Class, Event, Failure, Job, JobId, MessageId, State, TaskId};
use crate::media;
use crate::pipeline::backoff::Backoff;
use crate::pipeline::before_restore;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::pipeline::shares::Shares;
use crate::provider::{self, Download, ErrorClass, TaskState};

/// Concurrent downloads, each of which holds one chunk of a video in memory: in total and per
/// member.
const FETCHES: usize = 8;
const FETCHES_EACH: usize = 4;
/// Concurrent ffmpeg conversions: in total and per member.
const CONVERSIONS: usize = 2;
const CONVERSIONS_EACH: usize = 1;
/// Images that are made smaller at the same time: in total and per member.
const SHRINKS: usize = 2;
const SHRINKS_EACH: usize = 1;
/// Memory that concurrent posts may hold, in MB: in total and per member. A larger post runs alone.
const IN_MEMORY: u32 = 64;
const IN_MEMORY_EACH: usize = 32;
/// Largest image, in bytes: 4096 × 4096 pixels of three bytes each, which PNG at worst stores
/// uncompressed. There is no link to post in its place.
const MOST_PICTURE_BYTES: u64 = 64 << 20;

/// The delivery stage.
pub(super) struct Delivery {
    ctx: Arc<PipelineContext>,
    backoff: Backoff,
    /// Jobs that an earlier tick still delivers: ticks may overlap, so that a slow video delays no
    /// other.
    in_flight: InFlight,
    fetches: Shares,
    conversions: Shares,
    shrinks: Shares,
    memory: Shares,
    /// Videos that ffmpeg cannot shrink to fit, with the limit that they exceed, in bytes.
    unfit: DashMap<JobId, u64>,
    /// Destinations that refused a result.
    refusals: Refusals,
    /// One post at a time per channel: Discord limits them by channel, and they stay in order.
    channels: DashMap<ChannelId, Arc<Mutex<()>>>,
}

/// The state of a job after its result was fetched, or was found in the archive.
enum AfterFetch<'a> {
    /// Nothing more to do in this tick.
    Done,
    /// A post is due.
    Owed {
        /// The post lock of the channel, if it was acquired.
        channel_lock: Option<MutexGuard<'a, ()>>,
        /// What earlier attempts to post have shown.
        tried: Tried,
    },
}

/// How the download of a result began.
enum Begun {
    Arriving(Download),
    /// It exceeds the size limit: its size in bytes, and its link.
    TooLarge(u64, String),
    Missed,
}

/// Why a file of a result is not in the archive.
enum NotKept {
    /// It exceeds the size limit and has at least this many bytes.
    TooLarge(u64),
    /// The download broke off, or the archive could not be written.
    Failed,
}

/// What follows from a result that could not be downloaded.
enum Missed {
    /// It is retried later.
    Again,
    /// The provider has deleted it: the job has failed, and a failure notice is due.
    GivenUp,
}

impl Missed {
    fn owed<'a>(self, channel_lock: Option<MutexGuard<'a, ()>>) -> AfterFetch<'a> {
        match self {
            Missed::Again => AfterFetch::Done,
            Missed::GivenUp => AfterFetch::Owed { channel_lock, tried: Tried::default() },
        }
    }
}

impl Delivery {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self {
            ctx,
            backoff: Backoff::default(),
            in_flight: InFlight::default(),
            fetches: Shares::new(FETCHES, FETCHES_EACH),
            conversions: Shares::new(CONVERSIONS, CONVERSIONS_EACH),
            shrinks: Shares::new(SHRINKS, SHRINKS_EACH),
            memory: Shares::new(IN_MEMORY as usize, IN_MEMORY_EACH),
            unfit: DashMap::new(),
            refusals: Refusals::default(),
            channels: DashMap::new(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let open = |id: &JobId| self.ctx.store.is_open(*id);
        self.backoff.retain(open);
        self.unfit.retain(|id, _| open(id));
        self.refusals.retain(open, now);
        let due = self.ctx.store.owing(|j| self.backoff.is_due(j.id, now));
        let due = due.into_iter().map(|job| job.id);
        stream::iter(due).for_each_concurrent(None, |id| self.begin_delivery(id, now)).await;
    }

    async fn begin_delivery(&self, id: JobId, now: Timestamp) {
        let Some(_guard) = self.in_flight.begin(id) else { return };
        let span = info_span!("deliver", job.id = %id);
        self.deliver(id, now).instrument(span).await;
    }

    async fn deliver(&self, id: JobId, now: Timestamp) {
        let Some(job) = self.ctx.store.open(id) else { return };
        let place = job.place.channel;
        let channel = Arc::clone(&self.channels.entry(place).or_default());
        self.deliver_to(&channel, id, now).await;
        drop(channel);
        // A waiting task holds a reference too.
        self.channels.remove_if(&place, |_, channel| Arc::strong_count(channel) == 1);
    }

    async fn deliver_to(&self, channel: &Mutex<()>, id: JobId, now: Timestamp) {
        let AfterFetch::Owed { channel_lock, tried } =
            self.fetch_what_is_done(channel, id, now).await
        else {
            return;
        };
        // A conversion can take minutes, so it runs without the channel's post lock.
        if channel_lock.is_none() {
            self.fit_beforehand(id).await;
        }
        let _channel_lock = match channel_lock {
            Some(channel_lock) => channel_lock,
            None => channel.lock().await,
        };
        self.post_what_is_owed(id, tried, now).await;
    }

    /// Downloads a result, and posts it at the same time if the channel is free.
    async fn fetch_what_is_done<'a>(
        &self,
        channel: &'a Mutex<()>,
        id: JobId,
        now: Timestamp,
    ) -> AfterFetch<'a> {
        let owed = AfterFetch::Owed { channel_lock: None, tried: Tried::default() };
        let is_finished = |job: &Job| matches!(job.state, State::Finished { .. });
        let Some(job) = self.ctx.store.open(id) else { return AfterFetch::Done };
        if !is_finished(&job) {
            return owed;
        }
        let place = self.fetches.acquire(job.requester).await;
        // The job may have advanced while this task waited, and so may the clock.
        let now = self.ctx.clock.now().max(now);
        let Some(job) = self.ctx.store.open(id) else { return AfterFetch::Done };
        if !is_finished(&job) {
            return owed;
        }
        // A post that was streamed with an earlier download was never completed.
        let job = match job.posting_since {
            Some(_) => self.advance(&job, Event::PostRefused, now).await,
            None => Some(job),
        };
        let Some(job) = job else { return AfterFetch::Done };
        // After a failure, download first and post afterwards: a slow connection to Discord must
        // not keep a result from the archive again and again. After a restored backup the result
        // may have been posted already, so it is looked for first.
        let may_stream =
            !job.request.makes_images() && !self.backoff.has_failed(id) && job.restored.is_none();
        // A download alone does not need the channel's post lock.
        let channel_lock = if may_stream { channel.try_lock().ok() } else { None };
        match channel_lock {
            Some(channel_lock) => self.fetch_and_post(&job, place, channel_lock, now).await,
            None => self.fetch(&job, now).await,
        }
    }

    async fn post_what_is_owed(&self, id: JobId, tried: Tried, now: Timestamp) {
        let Some(job) = self.ctx.store.open(id) else { return };
        // A post that holds no memory does not wait for those that do.
        let _memory = match Self::megabytes(&job) {
            0 => None,
            megabytes => Some(self.memory.acquire_many(job.requester, megabytes).await),
        };
        let now = self.ctx.clock.now().max(now);
        let Some(job) = self.ctx.store.open(id) else { return };
        match job.state {
            State::Stored { .. } => self.post_result(&job, tried, now).await,
            _ if job.needs_failure_notice() => self.post_notice(&job, now).await,
            _ => {}
        }
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) -> Option<Job> {
        match self.ctx.store.advance(job.id, event, now).await {
            Ok(job) => Some(job),
            Err(e) => {
                error!(error = %e, "failed to write a delivery step");
                self.backoff.failed(job.id, now);
                None
            }
        }
    }

    /// What a post holds in memory, in MB: images are loaded whole; a video is streamed, and the
    /// output of ffmpeg is bounded by the number of conversions.
    fn megabytes(job: &Job) -> u32 {
        match job.state {
            State::Stored { bytes, .. } if job.request.makes_images() => {
                u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(IN_MEMORY).clamp(1, IN_MEMORY)
            }
            _ => 0,
        }
    }

    /// Downloads a result into the archive: the video, or the images one after the other.
    async fn fetch<'a>(&self, job: &Job, now: Timestamp) -> AfterFetch<'a> {
        let owed = AfterFetch::Owed { channel_lock: None, tried: Tried::default() };
        let State::Finished { task, url, more, at } = &job.state else { return owed };
        let pictures = job.request.makes_images();
        // Once the links have expired, no further images will arrive.
        let take_what_came = pictures && *at + self.link_lifetime(job) < now;
        let (mut keys, mut total, mut missing) = (Vec::new(), 0, 0);
        for (number, url) in std::iter::once(url).chain(more).enumerate() {
            let key = Archive::result_key(job.id, pictures, number);
            if pictures && (take_what_came || self.backoff.has_failed(job.id)) {
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
                Err(NotKept::TooLarge(bytes)) if !pictures => {
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
        match self.stored(job, Event::ClipStored { key, bytes: total, more: keys }, now).await {
            Some(_) => owed,
            None => AfterFetch::Done,
        }
    }

    /// How long the provider's links to a job's results are valid.
    fn link_lifetime(&self, job: &Job) -> Duration {
        self.ctx.account_of(job).provider.capabilities().result_lifetime
    }

    /// Size limit of one file of a result, in bytes.
    fn most_bytes(&self, job: &Job) -> u64 {
        let most = self.ctx.settings.max_clip_size;
        if job.request.makes_images() { most.max(MOST_PICTURE_BYTES) } else { most }
    }

    async fn stored(&self, job: &Job, event: Event, now: Timestamp) -> Option<Job> {
        // The download took time.
        let stored = self.advance(job, event, self.ctx.clock.now().max(now)).await?;
        self.backoff.clear(job.id);
        Some(stored)
    }

    /// Records that a video exceeds the size limit: its link at the provider is posted instead.
    async fn too_large_to_keep(&self, job: &Job, bytes: u64, url: String, now: Timestamp) {
        warn!(bytes, "a result exceeds delivery.max_clip_size, posting its link");
        let key = Archive::clip_key(job.id);
        self.advance(job, Event::TooLargeToKeep { key, bytes, url }, now).await;
    }

    /// Handles a result that could not be downloaded: retried with growing delays while the
    /// provider keeps it.
    async fn missed(&self, job: &Job, keys: &[String], now: Timestamp) -> Missed {
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
    async fn begin(&self, job: &Job, task: &TaskId, url: &str, number: usize) -> Begun {
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
        let kind = if job.request.makes_images() { media::Kind::Image } else { media::Kind::Clip };
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
    async fn archive_file(
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

    async fn post_result(&self, job: &Job, tried: Tried, now: Timestamp) {
        match self.post(job, Kind::Result, tried, now).await {
            Ok((channel, message)) => {
                self.ctx.metrics.result_posted("archive");
                self.posted(job, channel, message, now).await;
            }
            Err(NotPosted::Later) => {
                self.backoff.failed(job.id, now);
            }
            Err(NotPosted::Nowhere(cause)) => {
                warn!("the result can be posted neither in its channel nor to its requester");
                let charged = cause == Cause::Requester;
                let failure = Failure { charged, ..Failure::of(Class::Undeliverable) };
                if self.advance(job, Event::Failed { failure }, now).await.is_some() {
                    self.forget_fitted(job.id).await;
                }
            }
            Err(NotPosted::Lost) => {
                error!("a result is missing from the archive, and the provider has deleted it");
                let failure = Failure::of(Class::Lost);
                let failed = self.advance(job, Event::Failed { failure }, now).await;
                if failed.is_some() {
                    self.forget(&job.results()).await;
                }
            }
            // A bug of ours: the result stays in the archive, for the operator.
            Err(NotPosted::Refused) => {
                let failure = Failure::of(Class::Bug);
                self.advance(job, Event::Failed { failure }, now).await;
            }
        }
    }

    async fn posted(&self, job: &Job, channel: ChannelId, message: MessageId, now: Timestamp) {
        info!(message.id = %message, "delivered");
        self.backoff.clear(job.id);
        let now = self.ctx.clock.now().max(now);
        // Its inputs are retained, so that the job can be repeated.
        if self.advance(job, Event::Posted { channel, message }, now).await.is_some() {
            self.forget_fitted(job.id).await;
        }
    }

    async fn post_notice(&self, job: &Job, now: Timestamp) {
        let event = match self.post(job, Kind::Notice, Tried::default(), now).await {
            Ok((_, message)) => Event::FailureNotified { message },
            Err(NotPosted::Later) => {
                self.backoff.failed(job.id, now);
                return;
            }
            Err(_) => {
                warn!("cannot notify a requester of a failure");
                Event::NotificationSkipped
            }
        };
        self.backoff.clear(job.id);
        if self.advance(job, event, now).await.is_some() {
            self.forget_inputs(job).await;
        }
    }

    /// Removes the shrunk video, which is not needed after the post.
    async fn forget_fitted(&self, job: JobId) {
        if self.ctx.converter.ffmpeg.is_some() {
            self.forget(&[Archive::compressed_key(job)]).await;
        }
    }

    async fn forget(&self, keys: &[impl AsRef<str>]) {
        for key in keys {
            if let Err(e) = self.ctx.archive.remove(key.as_ref()).await {
                warn!(error = %e, "failed to remove a result from the archive");
            }
        }
    }

    /// Removes the inputs of a job that failed, which have no further use.
    async fn forget_inputs(&self, job: &Job) {
        for input in &job.request.inputs {
            if let Err(e) = self.ctx.archive.remove(&input.key).await {
                warn!(error = %e, "failed to remove an input from the archive");
            }
        }
    }
}

/// Bytes needed to recognise the type of a file.
const RECOGNISED_BY: usize = 32;

/// Returns the download if its first bytes are those of a file of the kind; `None` when it is
/// empty, or of another kind such as an error page.
async fn check_kind(download: Download, kind: media::Kind) -> Option<Download> {
    let Download { length, mut pieces } = download;
    let (mut first, mut begun) = (Vec::new(), Vec::new());
    while begun.len() < RECOGNISED_BY {
        let Some(piece) = pieces.next().await else { break };
        let piece = piece.inspect_err(|e| warn!(error = %e, "a result download failed")).ok()?;
        begun.extend_from_slice(&piece[..piece.len().min(RECOGNISED_BY)]);
        first.push(Ok(piece));
    }
    let is_of_kind = media::sniff(&begun).is_some_and(|format| format.kind() == kind);
    is_of_kind.then(|| Download { length, pieces: stream::iter(first).chain(pieces).boxed() })
}
