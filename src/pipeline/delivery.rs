//! The last stretch: clips are fetched into the archive at once, then posted, once; failures are
//! told.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashSet;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tokio::sync::Semaphore;
use tracing::{Instrument, error, info, info_span, warn};

use crate::archive::Archive;
use crate::discord::cards::{self, Handover};
use crate::discord::outbox::{Attachment, snowflake_at};
use crate::discord::{Message, OutboxError, texts};
use crate::job::{ChannelId, Class, Event, Failure, Job, JobId, MessageId, State};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::parts::Parts;
use crate::wan::ErrorClass;

/// Fetches and posts under way at once; each may hold a whole clip in memory.
const AT_ONCE: usize = 4;
/// The provider keeps results this long.
const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);
/// A link that is refused this often, over some minutes, is dead, whatever its date says.
const DEAD_AFTER: u32 = 8;
/// How far Discord's clock may be from ours when our own post is looked for.
const SKEW: Duration = Duration::from_secs(120);

/// The room that delivers.
pub(super) struct Delivery {
    parts: Arc<Parts>,
    backoff: Backoff,
    /// Jobs that an earlier tick still works on: ticks may overlap, so that one slow clip does not
    /// hold up the others.
    in_hand: DashSet<JobId>,
    places: Semaphore,
}

struct LetGo<'a> {
    of: &'a DashSet<JobId>,
    id: JobId,
}

impl Drop for LetGo<'_> {
    fn drop(&mut self) {
        self.of.remove(&self.id);
    }
}

/// A post was not made.
enum NotPosted {
    /// Not now: it is tried again.
    Later,
    /// Neither in the channel nor by direct message.
    Nowhere,
    /// The file is too large; try another way.
    TooLarge,
    /// Discord finds fault with it, which is our fault.
    Refused,
}

impl Delivery {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        let places = Semaphore::new(AT_ONCE);
        Self { parts, backoff: Backoff::default(), in_hand: DashSet::new(), places }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let due = self.parts.records.select(|j| {
            let owes = match j.state {
                State::Finished { .. } | State::Stored { .. } => true,
                _ => j.owes_notice(),
            };
            owes && self.backoff.is_due(j.id, now)
        });
        stream::iter(due).for_each_concurrent(None, |job| self.take_in_hand(job, now)).await;
    }

    async fn take_in_hand(&self, job: Job, now: Timestamp) {
        let id = job.id;
        if !self.in_hand.insert(id) {
            return;
        }
        // A room that is cut off in the middle lets go of it all the same.
        let _let_go = LetGo { of: &self.in_hand, id };
        let Ok(_place) = self.places.acquire().await else { return };
        // It may have moved on while this one waited, and so has the clock.
        let Some(job) = self.parts.records.open(id) else { return };
        let now = self.parts.clock.now().max(now);
        let span = info_span!("deliver", job.id = %id);
        self.deliver(job, now).instrument(span).await;
    }

    async fn deliver(&self, mut job: Job, now: Timestamp) {
        if matches!(job.state, State::Finished { .. }) {
            match self.fetch(&job, now).await {
                Some(next) => job = next,
                None => return,
            }
        }
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

    /// From the provider into the archive.
    async fn fetch(&self, job: &Job, now: Timestamp) -> Option<Job> {
        let State::Finished { url, at, .. } = &job.state else { return None };
        let key = Archive::clip_key(job.id);
        let limit = self.parts.settings.max_clip_bytes;
        let problem = match self.parts.wan.download(url).await {
            Ok(response) => {
                let pieces = response.bytes_stream().map(|p| p.map_err(|e| e.without_url()));
                match self.parts.archive.put_stream(&key, limit, Box::pin(pieces)).await {
                    Ok(bytes) => {
                        self.backoff.clear(job.id);
                        return self.advance(job, Event::ClipStored { key, bytes }, now).await;
                    }
                    Err(e) => {
                        warn!(error = %e, "a clip could not be archived");
                        None
                    }
                }
            }
            Err(e) => {
                warn!(error = %e, "a clip could not be fetched");
                Some(e.class)
            }
        };
        let attempts = self.backoff.failed(job.id, now);
        let dead = problem == Some(ErrorClass::Bug) && attempts >= DEAD_AFTER;
        if dead || *at + LINK_LIFE < now {
            error!("a finished clip is lost: the provider's link has ended");
            let failure = Failure::of(Class::Lost);
            return self.advance(job, Event::Failed { failure }, now).await;
        }
        None
    }

    async fn post_result(&self, job: &Job, now: Timestamp) {
        // Too large twice at most: once for the limit that was claimed, once for the one believed.
        for _ in 0..3 {
            let Some((message, file)) = self.result(job, now).await else {
                error!("a clip is in the archive no more, and the provider has forgotten it");
                let failure = Failure::of(Class::Lost);
                self.advance(job, Event::Failed { failure }, now).await;
                return;
            };
            let attached = file.as_ref().map(|f| f.bytes.len() as u64);
            match self.post(job, "result", message, file, now).await {
                Ok((channel, message)) => {
                    info!(message.id = %message, "delivered");
                    self.backoff.clear(job.id);
                    self.advance(job, Event::Posted { channel, message }, now).await;
                    return self.forget_inputs(job).await;
                }
                Err(NotPosted::TooLarge) => {
                    let size = attached.unwrap_or(1);
                    info!(bytes = size, "Discord says that the clip is too large here");
                    self.parts.outbox.believe_too_large(job.place.channel, size);
                }
                Err(NotPosted::Later) => {
                    self.backoff.failed(job.id, now);
                    return;
                }
                Err(NotPosted::Nowhere) => {
                    warn!("the clip cannot be posted here, nor sent to its requester");
                    let failure = Failure::of(Class::Undeliverable);
                    self.advance(job, Event::Failed { failure }, now).await;
                    return;
                }
                Err(NotPosted::Refused) => {
                    let failure = Failure::of(Class::Bug);
                    self.advance(job, Event::Failed { failure }, now).await;
                    return;
                }
            }
        }
        self.backoff.failed(job.id, now);
    }

    /// The result in a form that fits: as it is, made smaller, or as a link.
    async fn result(&self, job: &Job, now: Timestamp) -> Option<(Message, Option<Attachment>)> {
        let State::Stored { key, bytes, url, finished_at, .. } = &job.state else { return None };
        let place = job.place;
        let limit =
            self.parts.outbox.limit(place.guild, place.channel, job.origin.attachment_limit);
        let attach = |bytes| Attachment {
            name: format!("wan-{}.mp4", job.id),
            bytes,
            alt: texts::alt(&job.request),
        };
        let mut kept = true;
        if *bytes <= limit || self.parts.ffmpeg.is_some() {
            match self.parts.archive.get(key).await {
                Ok(clip) if *bytes <= limit => {
                    return Some((
                        cards::result(job, &Handover::Attached, now),
                        Some(attach(clip)),
                    ));
                }
                Ok(clip) => {
                    if let Some(small) = self.shrunk(job, &clip, limit).await {
                        let message = cards::result(job, &Handover::Shrunk, now);
                        return Some((message, Some(attach(small))));
                    }
                }
                Err(e) => {
                    warn!(error = %e, "a clip cannot be read from the archive; linking it");
                    kept = false;
                }
            }
        }
        let how = match self.parts.links.as_ref().filter(|_| kept) {
            None if *finished_at + LINK_LIFE < now => return None,
            Some(links) => {
                let until = now + self.parts.settings.link_lifetime;
                Handover::Linked { url: links.clip(job.id, until), until }
            }
            None => Handover::Linked { url: url.clone(), until: *finished_at + LINK_LIFE },
        };
        Some((cards::result(job, &how, now), None))
    }

    async fn shrunk(&self, job: &Job, clip: &bytes::Bytes, limit: u64) -> Option<bytes::Bytes> {
        let seconds = f64::from(job.request.seconds);
        self.parts.ffmpeg.as_ref()?.shrink(clip, seconds, limit).await
    }

    async fn post_notice(&self, job: &Job, now: Timestamp) {
        let event = match self.post(job, "notice", cards::notice(job), None, now).await {
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
        self.advance(job, event, now).await;
        self.forget_inputs(job).await;
    }

    /// Posts a message about a job once: in its channel as a reply to the card, or, where that is
    /// not possible any more, to its requester.
    async fn post(
        &self,
        job: &Job,
        kind: &'static str,
        message: Message,
        file: Option<Attachment>,
        now: Timestamp,
    ) -> Result<(ChannelId, MessageId), NotPosted> {
        let message = message.once(job.nonce(kind));
        let here = message.clone().replying_to(job.card);
        let channel = job.place.channel;
        match self.post_in(job, channel, here, file.clone(), now).await {
            Err(OutboxError::Forbidden(_) | OutboxError::Gone(_)) => {}
            // Our mistake, but the clip is there: perhaps it is only this channel.
            Err(OutboxError::Refused(why)) => error!(error = %why, "Discord refused a post"),
            other => return other.map(|m| (channel, m)).map_err(|e| self.sorted(e)),
        }
        let direct = match self.parts.outbox.direct(job.requester).await {
            Ok(channel) => {
                let posted = self.post_in(job, channel, message, file, now).await;
                posted.map(|m| (channel, m))
            }
            Err(e) => Err(e),
        };
        direct.map_err(|e| self.sorted(e))
    }

    async fn post_in(
        &self,
        job: &Job,
        channel: ChannelId,
        message: Message,
        file: Option<Attachment>,
        now: Timestamp,
    ) -> Result<MessageId, OutboxError> {
        // An earlier attempt may have arrived although its answer did not, and the nonce is only
        // good for minutes: look first.
        let posting_since = self.parts.records.open(job.id).and_then(|j| j.posting_since);
        if let Some(since) = posting_since {
            let from = snowflake_at(since - SKEW);
            let from = job.card.map_or(from, |card| MessageId(card.0.max(from.0)));
            let found = self.parts.outbox.find_own(channel, from, &cards::marker(job.id)).await?;
            if let Some(message) = found {
                info!(message.id = %message, "an earlier post had arrived");
                return Ok(message);
            }
        }
        let begun = self.parts.records.advance(job.id, Event::PostStarted, now).await;
        begun.map_err(|e| OutboxError::Transient(format!("the journal: {e}")))?;
        let posted = self.parts.outbox.post(channel, message, file).await;
        let refused = matches!(
            &posted,
            Err(OutboxError::Forbidden(_)
                | OutboxError::Gone(_)
                | OutboxError::TooLarge
                | OutboxError::Refused(_)
                | OutboxError::Unauthorized)
        );
        // An earlier attempt whose answer was lost is still to be looked for, here or in the
        // direct messages: only what this attempt began is over.
        if refused && posting_since.is_none() {
            let noted = self.parts.records.advance(job.id, Event::PostRefused, now).await;
            noted.map_err(|e| OutboxError::Transient(format!("the journal: {e}")))?;
        }
        posted
    }

    fn sorted(&self, error: OutboxError) -> NotPosted {
        match error {
            OutboxError::TooLarge => NotPosted::TooLarge,
            OutboxError::Forbidden(_) | OutboxError::Gone(_) => NotPosted::Nowhere,
            OutboxError::Refused(why) => {
                error!(error = %why, "Discord refused a post that we should not have made");
                NotPosted::Refused
            }
            OutboxError::Unauthorized => {
                error!("Discord does not accept the bot's token any more; posts wait");
                NotPosted::Later
            }
            other => {
                warn!(error = %other, "a post did not go through; trying again");
                NotPosted::Later
            }
        }
    }

    /// Inputs are kept until their job ends.
    async fn forget_inputs(&self, job: &Job) {
        for input in &job.request.inputs {
            if let Err(e) = self.parts.archive.remove(&input.key).await {
                warn!(error = %e, "an input could not be removed from the archive");
            }
        }
    }
}
