//! Delivery: downloads results into the archive and posts each of them once; posts failure notices.
//!
//! A video whose channel is free is posted while it is downloaded (`streaming`). What has to wait
//! for others, images, and videos that are too large are downloaded first (`download`) and posted
//! from the archive (`post`, `attachments`).

mod attachments;
mod download;
mod earlier;
mod not_posted;
mod post;
mod refusals;
mod streaming;

use std::sync::Arc;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::{Mutex, MutexGuard};
use tracing::{Instrument, error, info, info_span, warn};

use not_posted::{Cause, Kind, NotPosted};
use post::Tried;
use refusals::Refusals;

use crate::archive::Archive;
use crate::job::{ChannelId, Class, Event, Failure, Job, JobId, MessageId, State};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::pipeline::shares::Shares;

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
        let now = self.ctx.clock.now().max(now);
        // Its inputs are retained, so that the job can be repeated.
        if self.advance(job, Event::Posted { channel, message }, now).await.is_some() {
            // Not before the write: the delays would not grow while the journal fails.
            self.backoff.clear(job.id);
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
        if self.advance(job, event, now).await.is_some() {
            self.backoff.clear(job.id);
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
