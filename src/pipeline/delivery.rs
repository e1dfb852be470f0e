//! The last stretch: results are fetched into the archive and posted, once; failures are told.
//!
//! A clip whose channel is free is posted while it is fetched (`at_once`); what has to wait for
//! others, is pictures, or is too large, is posted from the archive (`post`, `fitted`).

mod attachments;
mod post;
mod streaming;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use dashmap::DashMap;
use futures_util::{Stream, StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::{Mutex, MutexGuard, Semaphore};
use tracing::{Instrument, error, info, info_span, warn};

use post::{Cause, Kind, NotPosted, RefusedBy, Tried};

use crate::archive::{Archive, ArchiveError};
use crate::job::{ChannelId, Class, Event, Failure, Job, JobId, MessageId, State, TaskId};
use crate::media;
use crate::pipeline::backoff::Backoff;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::pipeline::shares::Shares;
use crate::wan::{self, Download, ErrorClass, TaskState};

/// Fetches under way at once, each of which holds a piece of a clip at a time, and how many of them
/// may be one member's.
const FETCHES: usize = 8;
const FETCHES_EACH: usize = 4;
/// Clips that ffmpeg makes smaller at once, and how many of them may be one member's.
const CONVERSIONS: usize = 2;
const CONVERSIONS_EACH: usize = 1;
/// What posts under way hold in memory at once, in MB. A larger one goes alone.
const IN_MEMORY: u32 = 64;
/// A picture of 4096 × 4096 pixels with three bytes each, which PNG at its worst only wraps; there is
/// no link to post in its place.
const MOST_PICTURE_BYTES: u64 = 64 << 20;
/// The provider keeps results this long.
const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);

/// The stage that delivers.
pub(super) struct Delivery {
    ctx: Arc<PipelineContext>,
    backoff: Backoff,
    /// Jobs that an earlier tick still works on: ticks may overlap, so that one slow clip does not
    /// hold up the others.
    in_flight: InFlight,
    fetches: Shares,
    conversions: Shares,
    memory: Semaphore,
    /// Clips of which ffmpeg can make nothing that fits, with the limit that they do not fit.
    unfit: DashMap<JobId, u64>,
    /// Places that refused a post of a job.
    refusals: DashMap<JobId, Vec<RefusedBy>>,
    /// One post at a time in each channel: Discord limits them by channel, and they stay in order.
    channels: DashMap<ChannelId, Arc<Mutex<()>>>,
}

/// Where a job stands after its result was fetched, or was found to be there.
enum AfterFetch<'a> {
    /// Nothing is left to be done about it now.
    Done,
    /// A post is owed.
    Owed {
        /// The turn in the channel, if it was taken.
        priority: Option<MutexGuard<'a, ()>>,
        /// What was tried on the way.
        tried: Tried,
    },
}

/// How an attempt to fetch a result began.
enum Begun {
    Arriving(Download),
    /// It has more bytes than may be kept: how many, and the link that it is at.
    TooLarge(u64, String),
    Missed,
}

/// Why a file of a result is not in the archive.
enum NotKept {
    /// It has more bytes than may be kept, so many at the least.
    TooLarge(u64),
    /// It broke off, or the archive does not take it.
    Failed,
}

/// What follows from a result that could not be fetched.
enum Missed {
    /// It is tried again later.
    Again,
    /// The provider has forgotten it: the job has failed, which its requester is to be told.
    GivenUp,
}

impl Missed {
    fn owed<'a>(self, priority: Option<MutexGuard<'a, ()>>) -> AfterFetch<'a> {
        match self {
            Missed::Again => AfterFetch::Done,
            Missed::GivenUp => AfterFetch::Owed { priority, tried: Tried::default() },
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
            memory: Semaphore::new(IN_MEMORY as usize),
            unfit: DashMap::new(),
            refusals: DashMap::new(),
            channels: DashMap::new(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let open = |id: &JobId| self.ctx.store.open(*id).is_some();
        self.backoff.keep(open);
        self.unfit.retain(|id, _| open(id));
        self.refusals.retain(|id, _| open(id));
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
        // Whoever waits for it holds it too.
        self.channels.remove_if(&place, |_, channel| Arc::strong_count(channel) == 1);
    }

    async fn deliver_to(&self, channel: &Mutex<()>, id: JobId, now: Timestamp) {
        let AfterFetch::Owed { priority, tried } = self.fetch_what_is_done(channel, id, now).await
        else {
            return;
        };
        // What takes minutes of a processor keeps nobody from posting either.
        if priority.is_none() {
            self.fit_beforehand(id).await;
        }
        let _turn = match priority {
            Some(priority) => priority,
            None => channel.lock().await,
        };
        self.post_what_is_owed(id, tried, now).await;
    }

    /// Fetches a result, and posts it on the way where the channel is free.
    async fn fetch_what_is_done<'a>(
        &self,
        channel: &'a Mutex<()>,
        id: JobId,
        now: Timestamp,
    ) -> AfterFetch<'a> {
        let owed = AfterFetch::Owed { priority: None, tried: Tried::default() };
        let is_finished = |job: &Job| matches!(job.state, State::Finished { .. });
        let Some(job) = self.ctx.store.open(id) else { return AfterFetch::Done };
        if !is_finished(&job) {
            return owed;
        }
        let place = self.fetches.acquire(job.requester).await;
        // It may have moved on while this one waited, and so may the clock.
        let now = self.ctx.clock.now().max(now);
        let Some(job) = self.ctx.store.open(id) else { return AfterFetch::Done };
        if !is_finished(&job) {
            return owed;
        }
        // A post that began along with an earlier attempt to fetch it was never ended.
        let job = match job.posting_since {
            Some(_) => self.advance(&job, Event::PostRefused, now).await,
            None => Some(job),
        };
        let Some(job) = job else { return AfterFetch::Done };
        // What went wrong once goes one after the other: a line that is slow must not keep a
        // result from the archive again and again. What a restored journal says was not posted may
        // have been: it is looked for first.
        let at_once =
            !job.request.makes_pictures() && !self.backoff.has_failed(id) && job.restored.is_none();
        // What is only fetched keeps nobody from posting.
        let priority = if at_once { channel.try_lock().ok() } else { None };
        match priority {
            Some(priority) => self.fetch_and_post(&job, place, priority, now).await,
            None => self.fetch(&job, now).await,
        }
    }

    async fn post_what_is_owed(&self, id: JobId, tried: Tried, now: Timestamp) {
        let Some(job) = self.ctx.store.open(id) else { return };
        // What holds nothing in memory waits for nobody who does.
        let _memory = match Self::megabytes(&job) {
            0 => None,
            megabytes => self.memory.acquire_many(megabytes).await.ok(),
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
                error!(error = %e, "a step of a delivery could not be written");
                self.backoff.failed(job.id, now);
                None
            }
        }
    }

    /// What a post holds in memory: pictures do; a clip goes a piece at a time, and what ffmpeg makes
    /// of one is bounded by the number of conversions.
    fn megabytes(job: &Job) -> u32 {
        match job.state {
            State::Stored { bytes, .. } if job.request.makes_pictures() => {
                u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(IN_MEMORY).clamp(1, IN_MEMORY)
            }
            _ => 0,
        }
    }

    /// From the provider into the archive: the clip, or one picture after the other.
    async fn fetch<'a>(&self, job: &Job, now: Timestamp) -> AfterFetch<'a> {
        let owed = AfterFetch::Owed { priority: None, tried: Tried::default() };
        let State::Finished { task, url, more, at } = &job.state else { return owed };
        let pictures = job.request.makes_pictures();
        // Once the links have ended, the pictures that came are all that will ever come.
        let take_what_came = pictures && *at + LINK_LIFE < now;
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
                        warn!(error = %e, "a picture in the archive cannot be read now");
                        self.backoff.failed(job.id, now);
                        return AfterFetch::Done;
                    }
                }
            }
            let (kept, url) = match self.begin(job, task, url, number).await {
                Begun::Arriving(download) => {
                    (self.keep(&key, self.most_bytes(job), download.pieces).await, url.clone())
                }
                Begun::TooLarge(bytes, url) => (Err(NotKept::TooLarge(bytes)), url),
                Begun::Missed => (Err(NotKept::Failed), url.clone()),
            };
            match kept {
                Ok(bytes) => {
                    total += bytes;
                    keys.push(key);
                }
                Err(NotKept::TooLarge(bytes)) if !pictures => {
                    self.too_large_to_keep(job, bytes, url, now).await;
                    return owed;
                }
                // The others are fetched all the same: they may be gone when this one comes.
                Err(_) => missing += 1,
            }
        }
        if missing > 0 && (keys.is_empty() || !take_what_came) {
            return self.missed(job, &keys, now).await.owed(None);
        }
        if missing > 0 {
            error!(missing, "pictures are lost: the provider's links have ended");
        }
        let key = keys.remove(0);
        match self.stored(job, Event::ClipStored { key, bytes: total, more: keys }, now).await {
            Some(_) => owed,
            None => AfterFetch::Done,
        }
    }

    /// The most that one file of a result may have.
    fn most_bytes(&self, job: &Job) -> u64 {
        let most = self.ctx.settings.max_clip_bytes;
        if job.request.makes_pictures() { most.max(MOST_PICTURE_BYTES) } else { most }
    }

    async fn stored(&self, job: &Job, event: Event, now: Timestamp) -> Option<Job> {
        // It took its time to come.
        let stored = self.advance(job, event, self.ctx.clock.now().max(now)).await?;
        self.backoff.clear(job.id);
        Some(stored)
    }

    /// A clip with more bytes than may be kept is linked at the provider instead.
    async fn too_large_to_keep(&self, job: &Job, bytes: u64, url: String, now: Timestamp) {
        warn!(bytes, "a result is larger than delivery.max_clip_bytes: its link is posted");
        let key = Archive::clip_key(job.id);
        self.advance(job, Event::TooLargeToKeep { key, bytes, url }, now).await;
    }

    /// A result could not be had. Tried again while the provider keeps it, ever more rarely.
    async fn missed(&self, job: &Job, keys: &[String], now: Timestamp) -> Missed {
        self.backoff.failed(job.id, now);
        let State::Finished { at, .. } = &job.state else { return Missed::Again };
        if *at + LINK_LIFE >= now {
            return Missed::Again;
        }
        error!("a finished result is lost: the provider's link has ended");
        let failure = Failure::of(Class::Lost);
        if self.advance(job, Event::Failed { failure }, now).await.is_none() {
            return Missed::Again;
        }
        // Some of several images may have come.
        self.forget(keys).await;
        Missed::GivenUp
    }

    /// Begins to fetch one file of a result, and looks whether it is one by its first bytes.
    async fn begin(&self, job: &Job, task: &TaskId, url: &str, number: usize) -> Begun {
        let warned = |e: wan::Error| {
            warn!(error = %e, "a result could not be fetched");
            e.class
        };
        let mut link = url.to_owned();
        let download = match self.ctx.wan.download(url).await.map_err(warned) {
            Ok(download) => download,
            // A link that is refused may have been signed badly; a task has a fresh one.
            Err(ErrorClass::Bug) => {
                let Some(fresh) = self.fresh_link(task, number).await else { return Begun::Missed };
                link.clone_from(&fresh);
                match self.ctx.wan.download(&fresh).await.map_err(warned) {
                    Ok(download) => download,
                    Err(_) => return Begun::Missed,
                }
            }
            Err(_) => return Begun::Missed,
        };
        if let Some(bytes) = download.length.filter(|n| *n > self.most_bytes(job)) {
            return Begun::TooLarge(bytes, link);
        }
        let kind =
            if job.request.makes_pictures() { media::Kind::Image } else { media::Kind::Clip };
        match genuine(download, kind).await {
            Some(download) => Begun::Arriving(download),
            None => {
                warn!("what the provider gives as a result is none: empty, or of another kind");
                Begun::Missed
            }
        }
    }

    /// The link to a result as the provider gives it now.
    async fn fresh_link(&self, task: &TaskId, number: usize) -> Option<String> {
        let report = self.ctx.wan.query(task).await.ok()?;
        let TaskState::Succeeded { url, more } = report.state else { return None };
        std::iter::once(url).chain(more).nth(number)
    }

    /// One file into the archive, and how large it became.
    async fn keep(
        &self,
        key: &str,
        limit: u64,
        pieces: impl Stream<Item = Result<Bytes, String>> + Unpin,
    ) -> Result<u64, NotKept> {
        let stored = self.ctx.archive.put_stream(key, limit, pieces).await;
        stored.map_err(|e| {
            warn!(error = %e, "a result could not be archived");
            match e {
                ArchiveError::TooLarge { limit } => NotKept::TooLarge(limit + 1),
                _ => NotKept::Failed,
            }
        })
    }

    async fn post_result(&self, job: &Job, tried: Tried, now: Timestamp) {
        match self.post(job, Kind::Result, tried, now).await {
            Ok((channel, message)) => {
                self.ctx.metrics.handed_over("archive");
                self.posted(job, channel, message, now).await;
            }
            Err(NotPosted::Later) => {
                self.backoff.failed(job.id, now);
            }
            Err(NotPosted::Nowhere(cause)) => {
                warn!("the result cannot be posted here, nor sent to its requester");
                let charged = cause == Cause::Requester;
                let failure = Failure { charged, ..Failure::of(Class::Undeliverable) };
                if self.advance(job, Event::Failed { failure }, now).await.is_some() {
                    self.forget_fitted(job.id).await;
                }
            }
            Err(NotPosted::Lost) => {
                error!("a result is in the archive no more, and the provider has forgotten it");
                let failure = Failure::of(Class::Lost);
                let failed = self.advance(job, Event::Failed { failure }, now).await;
                if failed.is_some() {
                    self.forget(&job.results()).await;
                }
            }
            // Our own fault: what was made stays in the archive, for the operator.
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
        // Its inputs stay beside it, so that it can be made again.
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
                warn!("a failure cannot be told to its requester");
                Event::NotificationSkipped
            }
        };
        self.backoff.clear(job.id);
        if self.advance(job, event, now).await.is_some() {
            self.forget_inputs(job).await;
        }
    }

    /// What was made smaller for a post is not needed any more.
    async fn forget_fitted(&self, job: JobId) {
        if self.ctx.ffmpeg.is_some() {
            self.forget(&[Archive::fitted_key(job)]).await;
        }
    }

    async fn forget(&self, keys: &[impl AsRef<str>]) {
        for key in keys {
            if let Err(e) = self.ctx.archive.remove(key.as_ref()).await {
                warn!(error = %e, "a result could not be removed from the archive");
            }
        }
    }

    /// Nothing can be made of the inputs of a job that failed.
    async fn forget_inputs(&self, job: &Job) {
        for input in &job.request.inputs {
            if let Err(e) = self.ctx.archive.remove(&input.key).await {
                warn!(error = %e, "an input could not be removed from the archive");
            }
        }
    }
}

/// Bytes by which a kind of file is known.
const RECOGNISED_BY: usize = 32;

/// A download whose first bytes are those of a file of a kind; nothing when it is empty, or of
/// another kind: an error page, say.
async fn genuine(download: Download, kind: media::Kind) -> Option<Download> {
    let Download { length, mut pieces } = download;
    let (mut first, mut begun) = (Vec::new(), Vec::new());
    while begun.len() < RECOGNISED_BY {
        let Some(piece) = pieces.next().await else { break };
        let piece = piece.inspect_err(|e| warn!(error = %e, "a result broke off")).ok()?;
        begun.extend_from_slice(&piece[..piece.len().min(RECOGNISED_BY)]);
        first.push(Ok(piece));
    }
    let is_of_kind = media::sniff(&begun).is_some_and(|format| format.kind() == kind);
    is_of_kind.then(|| Download { length, pieces: stream::iter(first).chain(pieces).boxed() })
}
