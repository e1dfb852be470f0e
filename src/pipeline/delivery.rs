//! The last stretch: results are fetched into the archive and posted, once; failures are told.
//!
//! A clip whose channel is free is posted while it is fetched (`at_once`); what has to wait for
//! others, is pictures, or is too large, is posted from the archive (`post`, `fitted`).

mod at_once;
mod fitted;
mod post;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use dashmap::DashMap;
use futures_util::{Stream, StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::{Mutex, MutexGuard, Semaphore};
use tracing::{Instrument, error, info, info_span, warn};

use post::{Kind, NotPosted};

use crate::archive::Archive;
use crate::job::{ChannelId, Class, Event, Failure, Job, JobId, MessageId, State, TaskId};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::in_hand::InHand;
use crate::pipeline::parts::Parts;
use crate::wan::{self, Download, ErrorClass, TaskState};

/// Fetches under way at once; each holds a piece of a clip at a time.
const FETCHES: usize = 8;
/// What posts under way hold in memory at once, in MB. A larger one goes alone.
const IN_MEMORY: u32 = 64;
/// The provider keeps results this long.
const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);

/// The room that delivers.
pub(super) struct Delivery {
    parts: Arc<Parts>,
    backoff: Backoff,
    /// Jobs that an earlier tick still works on: ticks may overlap, so that one slow clip does not
    /// hold up the others.
    in_hand: InHand,
    fetches: Semaphore,
    memory: Semaphore,
    /// One post at a time in each channel: Discord limits them by channel, and they stay in order.
    channels: DashMap<ChannelId, Arc<Mutex<()>>>,
}

impl Delivery {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self {
            parts,
            backoff: Backoff::default(),
            in_hand: InHand::default(),
            fetches: Semaphore::new(FETCHES),
            memory: Semaphore::new(IN_MEMORY as usize),
            channels: DashMap::new(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let due = self.parts.records.owing(|j| self.backoff.is_due(j.id, now));
        let due = due.into_iter().map(|job| job.id);
        stream::iter(due).for_each_concurrent(None, |id| self.take_in_hand(id, now)).await;
    }

    async fn take_in_hand(&self, id: JobId, now: Timestamp) {
        let Some(_held) = self.in_hand.take(id) else { return };
        let span = info_span!("deliver", job.id = %id);
        self.deliver(id, now).instrument(span).await;
    }

    async fn deliver(&self, id: JobId, now: Timestamp) {
        let Some(job) = self.parts.records.open(id) else { return };
        let place = job.place.channel;
        let channel = Arc::clone(&self.channels.entry(place).or_default());
        self.deliver_to(&channel, id, now).await;
        drop(channel);
        // Whoever waits for it holds it too.
        self.channels.remove_if(&place, |_, channel| Arc::strong_count(channel) == 1);
    }

    async fn deliver_to(&self, channel: &Mutex<()>, id: JobId, now: Timestamp) {
        let Some(fetched) = self.fetch_what_is_done(channel, id, now).await else { return };
        let _turn = match fetched {
            Some(turn) => turn,
            None => channel.lock().await,
        };
        self.post_what_is_owed(id, now).await;
    }

    /// Fetches a result, and posts it on the way where the channel is free. Nothing when there is
    /// no more to be done for now; else the turn in the channel, if it was taken.
    async fn fetch_what_is_done<'a>(
        &self,
        channel: &'a Mutex<()>,
        id: JobId,
        now: Timestamp,
    ) -> Option<Option<MutexGuard<'a, ()>>> {
        let is_finished = |job: &Job| matches!(job.state, State::Finished { .. });
        if !is_finished(&self.parts.records.open(id)?) {
            return Some(None);
        }
        let place = self.fetches.acquire().await.ok()?;
        // It may have moved on while this one waited, and so may the clock.
        let now = self.parts.clock.now().max(now);
        let job = self.parts.records.open(id)?;
        if !is_finished(&job) {
            return Some(None);
        }
        // A post that began along with an earlier attempt to fetch it was never ended.
        let job = match job.posting_since {
            Some(_) => self.advance(&job, Event::PostRefused, now).await?,
            None => job,
        };
        // What went wrong once goes one after the other: a line that is slow shall not keep a
        // result from the archive again and again.
        let at_once = !job.request.makes_pictures() && !self.backoff.has_failed(id);
        match channel.try_lock() {
            Ok(turn) if at_once => self.fetch_and_post(&job, place, turn, now).await,
            _ => self.fetch(&job, now).await.map(|_| None),
        }
    }

    async fn post_what_is_owed(&self, id: JobId, now: Timestamp) {
        let Some(job) = self.parts.records.open(id) else { return };
        let Ok(_memory) = self.memory.acquire_many(self.megabytes(&job)).await else { return };
        let now = self.parts.clock.now().max(now);
        let Some(job) = self.parts.records.open(id) else { return };
        match job.state {
            State::Stored { .. } => self.post_result(&job, now).await,
            _ if job.owes_notice() => self.post_notice(&job, now).await,
            _ => {}
        }
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) -> Option<Job> {
        match self.parts.records.advance(job.id, event, now).await {
            Ok(job) => Some(job),
            Err(e) => {
                error!(error = %e, "a step of a delivery could not be written");
                self.backoff.failed(job.id, now);
                None
            }
        }
    }

    /// What a post of a result holds in memory: pictures, or what ffmpeg makes; a clip that goes
    /// as it is goes a piece at a time.
    fn megabytes(&self, job: &Job) -> u32 {
        let State::Stored { bytes, .. } = job.state else { return 1 };
        let limit = self.limit(job, job.place.channel);
        let held = match () {
            () if job.request.makes_pictures() => bytes,
            () if bytes > limit && self.parts.ffmpeg.is_some() => limit,
            () => 1,
        };
        u32::try_from(held.div_ceil(1 << 20)).unwrap_or(IN_MEMORY).clamp(1, IN_MEMORY)
    }

    /// From the provider into the archive: the clip, or one picture after the other.
    async fn fetch(&self, job: &Job, now: Timestamp) -> Option<Job> {
        let State::Finished { task, url, more, .. } = &job.state else { return None };
        let (mut keys, mut total) = (Vec::new(), 0);
        for (number, url) in std::iter::once(url).chain(more).enumerate() {
            let key = Archive::result_key(job.id, job.request.makes_pictures(), number);
            let fetched = match self.begin(task, url, number).await {
                Some(download) => self.keep(&key, download.pieces).await,
                None => None,
            };
            let Some(bytes) = fetched else { return self.missed(job, &keys, now).await };
            total += bytes;
            keys.push(key);
        }
        let key = keys.remove(0);
        self.stored(job, Event::ClipStored { key, bytes: total, more: keys }, now).await
    }

    async fn stored(&self, job: &Job, event: Event, now: Timestamp) -> Option<Job> {
        self.backoff.clear(job.id);
        // It took its time to come.
        self.advance(job, event, self.parts.clock.now().max(now)).await
    }

    /// A result could not be had. Tried again while the provider keeps it; then the job has
    /// failed, which is to be told.
    async fn missed(&self, job: &Job, keys: &[String], now: Timestamp) -> Option<Job> {
        let State::Finished { at, .. } = &job.state else { return None };
        self.backoff.failed(job.id, now);
        if *at + LINK_LIFE >= now {
            return None;
        }
        error!("a finished result is lost: the provider's link has ended");
        let failure = Failure::of(Class::Lost);
        let failed = self.advance(job, Event::Failed { failure }, now).await;
        // Some of several pictures may have come.
        if failed.is_some() {
            self.forget(keys).await;
        }
        failed
    }

    /// Begins to fetch one file of a result.
    async fn begin(&self, task: &TaskId, url: &str, number: usize) -> Option<Download> {
        let warned = |e: wan::Error| {
            warn!(error = %e, "a result could not be fetched");
            e.class
        };
        match self.parts.wan.download(url).await.map_err(warned) {
            Ok(download) => Some(download),
            // A link that is refused may have been signed badly; a task has a fresh one.
            Err(ErrorClass::Bug) => {
                let fresh = self.fresh_link(task, number).await?;
                self.parts.wan.download(&fresh).await.map_err(warned).ok()
            }
            Err(_) => None,
        }
    }

    /// The link to a result as the provider gives it now.
    async fn fresh_link(&self, task: &TaskId, number: usize) -> Option<String> {
        let report = self.parts.wan.query(task).await.ok()?;
        let TaskState::Succeeded { url, more } = report.state else { return None };
        std::iter::once(url).chain(more).nth(number)
    }

    /// One file into the archive, and how large it became.
    async fn keep(
        &self,
        key: &str,
        pieces: impl Stream<Item = Result<Bytes, String>> + Unpin,
    ) -> Option<u64> {
        let limit = self.parts.settings.max_clip_bytes;
        let stored = self.parts.archive.put_stream(key, limit, pieces).await;
        stored.map_err(|e| warn!(error = %e, "a result could not be archived")).ok()
    }

    async fn post_result(&self, job: &Job, now: Timestamp) {
        match self.post(job, Kind::Result, now).await {
            Ok((channel, message)) => {
                self.parts.metrics.handed_over("archive");
                self.posted(job, channel, message, now).await;
            }
            Err(NotPosted::Later) => {
                self.backoff.failed(job.id, now);
            }
            Err(NotPosted::Nowhere) => {
                warn!("the result cannot be posted here, nor sent to its requester");
                let failure = Failure::of(Class::Undeliverable);
                self.advance(job, Event::Failed { failure }, now).await;
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
        let now = self.parts.clock.now().max(now);
        // Its inputs stay beside it, so that it can be made again.
        self.advance(job, Event::Posted { channel, message }, now).await;
    }

    async fn post_notice(&self, job: &Job, now: Timestamp) {
        let event = match self.post(job, Kind::Notice, now).await {
            Ok((_, message)) => Event::Noticed { message },
            Err(NotPosted::Later) => {
                self.backoff.failed(job.id, now);
                return;
            }
            Err(_) => {
                warn!("a failure cannot be told to its requester");
                Event::NoticeWaived
            }
        };
        self.backoff.clear(job.id);
        if self.advance(job, event, now).await.is_some() {
            self.forget_inputs(job).await;
        }
    }

    async fn forget(&self, keys: &[impl AsRef<str>]) {
        for key in keys {
            if let Err(e) = self.parts.archive.remove(key.as_ref()).await {
                warn!(error = %e, "a result could not be removed from the archive");
            }
        }
    }

    /// Nothing can be made of the inputs of a job that failed.
    async fn forget_inputs(&self, job: &Job) {
        for input in &job.request.inputs {
            if let Err(e) = self.parts.archive.remove(&input.key).await {
                warn!(error = %e, "an input could not be removed from the archive");
            }
        }
    }
}
