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
use crate::job::{ChannelId, Class, Event, Failure, GuildId, Job, JobId, MessageId, State};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::fit::smaller_picture;
use crate::pipeline::parts::Parts;
use crate::wan::ErrorClass;

/// Fetches and posts under way at once; each may hold a whole clip in memory.
const AT_ONCE: usize = 4;
/// The provider keeps results this long.
const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);
/// A link that is refused this often, over some minutes, is dead, whatever its date says.
const DEAD_AFTER: u32 = 8;
/// Discord takes 25 MiB in one request, whatever a single file may have.
const MOST_IN_A_POST: u64 = 24 * 1024 * 1024;
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

/// What is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Result,
    Notice,
}

impl Kind {
    /// As in a nonce.
    fn name(self) -> &'static str {
        match self {
            Kind::Result => "result",
            Kind::Notice => "notice",
        }
    }
}

/// By which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// In the job's channel.
    Here,
    /// To its requester.
    Direct,
}

/// A post was not made by one way.
enum Refusal {
    /// Another way may do.
    Way,
    /// None will.
    All(NotPosted),
}

/// A post was not made.
enum NotPosted {
    /// Not now: it is tried again.
    Later,
    /// Neither in the channel nor by direct message.
    Nowhere,
    /// The result is not there any more.
    Lost,
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

    /// From the provider into the archive: the clip, or one picture after the other.
    async fn fetch(&self, job: &Job, now: Timestamp) -> Option<Job> {
        let State::Finished { url, more, at, .. } = &job.state else { return None };
        let (mut keys, mut total) = (Vec::new(), 0);
        let mut problem = None;
        for (number, url) in std::iter::once(url).chain(more).enumerate() {
            let key = match job.request.makes_pictures() {
                true => Archive::picture_key(job.id, number),
                false => Archive::clip_key(job.id),
            };
            match self.fetch_one(url, &key).await {
                Ok(bytes) => {
                    total += bytes;
                    keys.push(key);
                }
                Err(class) => {
                    problem = Some(class);
                    break;
                }
            }
        }
        let Some(problem) = problem else {
            self.backoff.clear(job.id);
            let key = keys.remove(0);
            let event = Event::ClipStored { key, bytes: total, more: keys };
            return self.advance(job, event, now).await;
        };
        let attempts = self.backoff.failed(job.id, now);
        let dead = problem == Some(ErrorClass::Bug) && attempts >= DEAD_AFTER;
        if dead || *at + LINK_LIFE < now {
            error!("a finished result is lost: the provider's link has ended");
            let failure = Failure::of(Class::Lost);
            return self.advance(job, Event::Failed { failure }, now).await;
        }
        None
    }

    /// One file; where the provider did not give it, the class of its refusal.
    async fn fetch_one(&self, url: &str, key: &str) -> Result<u64, Option<ErrorClass>> {
        let limit = self.parts.settings.max_clip_bytes;
        let response = self.parts.wan.download(url).await.map_err(|e| {
            warn!(error = %e, "a result could not be fetched");
            Some(e.class)
        })?;
        let pieces = response.bytes_stream().map(|p| p.map_err(|e| e.without_url()));
        let stored = self.parts.archive.put_stream(key, limit, Box::pin(pieces)).await;
        stored.map_err(|e| {
            warn!(error = %e, "a result could not be archived");
            None
        })
    }

    async fn post_result(&self, job: &Job, now: Timestamp) {
        match self.post(job, Kind::Result, now).await {
            Ok((channel, message)) => {
                info!(message.id = %message, "delivered");
                self.backoff.clear(job.id);
                // Its inputs stay beside it, so that it can be made again.
                self.advance(job, Event::Posted { channel, message }, now).await;
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
                self.advance(job, Event::Failed { failure }, now).await;
                self.forget_results(job).await;
            }
            Err(NotPosted::Refused) => {
                let failure = Failure::of(Class::Bug);
                self.advance(job, Event::Failed { failure }, now).await;
                self.forget_results(job).await;
            }
        }
    }

    /// The most that one file may have in a place: direct messages are not boosted.
    fn limit(&self, job: &Job, channel: ChannelId) -> u64 {
        let outbox = &self.parts.outbox;
        match channel == job.place.channel {
            true => outbox.limit(job.place.guild, channel, job.origin.attachment_limit),
            false => outbox.limit(GuildId::DIRECT, channel, u64::MAX),
        }
    }

    /// The result in a form that fits a place: as it is, made smaller, or as a link.
    async fn result(
        &self,
        job: &Job,
        channel: ChannelId,
        now: Timestamp,
    ) -> Result<(Message, Vec<Attachment>), NotPosted> {
        let State::Stored { key, bytes, url, finished_at, .. } = &job.state else {
            return Err(NotPosted::Later);
        };
        let limit = self.limit(job, channel);
        let text = |how: &Handover| cards::result(job, how, self.parts.ffmpeg.is_some(), now);
        if job.request.makes_pictures() {
            let (files, shrunk) = self.pictures(job, limit).await?;
            let how = if shrunk { Handover::Shrunk } else { Handover::Attached };
            return Ok((text(&how), files));
        }
        let attach = |bytes| {
            let name = file_name(job, None, "mp4");
            vec![Attachment { name, bytes, alt: texts::alt(&job.request) }]
        };
        let mut kept = true;
        if *bytes <= limit || self.parts.ffmpeg.is_some() {
            match self.parts.archive.get(key).await {
                Ok(clip) if *bytes <= limit => {
                    return Ok((text(&Handover::Attached), attach(clip)));
                }
                Ok(clip) => {
                    if let Some(small) = self.shrunk(job, &clip, limit).await {
                        return Ok((text(&Handover::Shrunk), attach(small)));
                    }
                }
                Err(e) => {
                    warn!(error = %e, "a clip cannot be read from the archive; linking it");
                    kept = false;
                }
            }
        }
        let how = match self.parts.links.as_ref().filter(|_| kept) {
            None if *finished_at + LINK_LIFE < now => return Err(NotPosted::Lost),
            Some(links) => {
                let until = now + self.parts.settings.link_lifetime;
                Handover::Linked { url: links.clip(job.id, until), until }
            }
            None => Handover::Linked { url: url.clone(), until: *finished_at + LINK_LIFE },
        };
        Ok((text(&how), Vec::new()))
    }

    /// All pictures of a job for one message, and whether one had to be made smaller.
    async fn pictures(&self, job: &Job, limit: u64) -> Result<(Vec<Attachment>, bool), NotPosted> {
        let keys = job.results();
        let limit = limit.min(MOST_IN_A_POST / keys.len().max(1) as u64);
        let (mut files, mut shrunk) = (Vec::new(), false);
        for (number, key) in keys.iter().enumerate() {
            let bytes = match self.parts.archive.get(key).await {
                Ok(bytes) => bytes,
                Err(e) if e.is_missing() => return Err(NotPosted::Lost),
                Err(e) => {
                    warn!(error = %e, "a picture cannot be read now");
                    return Err(NotPosted::Later);
                }
            };
            let (bytes, ending) = if bytes.len() as u64 <= limit {
                (bytes, "png")
            } else {
                shrunk = true;
                let made = tokio::task::spawn_blocking(move || smaller_picture(&bytes, limit));
                match made.await {
                    Ok(Some(small)) => (small, "jpg"),
                    _ => {
                        error!("a picture that was made cannot be made smaller");
                        return Err(NotPosted::Refused);
                    }
                }
            };
            let name = file_name(job, Some(number + 1), ending);
            files.push(Attachment { name, bytes, alt: texts::alt(&job.request) });
        }
        Ok((files, shrunk))
    }

    async fn shrunk(&self, job: &Job, clip: &bytes::Bytes, limit: u64) -> Option<bytes::Bytes> {
        let seconds = job.request.length();
        self.parts.ffmpeg.as_ref()?.shrink(clip, seconds, limit).await
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
        self.advance(job, event, now).await;
        self.forget_inputs(job).await;
    }

    /// Posts a message about a job once: in its channel as a reply to the card, or, where that is
    /// not possible any more, to its requester; the other way round where they want it in private.
    async fn post(
        &self,
        job: &Job,
        kind: Kind,
        now: Timestamp,
    ) -> Result<(ChannelId, MessageId), NotPosted> {
        let private = job.manner.private;
        let ways = if private { [Way::Direct, Way::Here] } else { [Way::Here, Way::Direct] };
        if let Some(found) = self.earlier(job, ways).await? {
            return Ok(found);
        }
        for (n, way) in ways.into_iter().enumerate() {
            let posted = self.post_by(job, kind, way, private && n == 1, now).await;
            match posted {
                Err(Refusal::Way) if n == 0 => {}
                Err(Refusal::Way) => return Err(NotPosted::Nowhere),
                Err(Refusal::All(why)) => return Err(why),
                Ok(done) => return Ok(done),
            }
        }
        Err(NotPosted::Nowhere)
    }

    /// An earlier attempt may have arrived although its answer did not, and the nonce is only good
    /// for minutes: look first, wherever it may have gone.
    async fn earlier(
        &self,
        job: &Job,
        ways: [Way; 2],
    ) -> Result<Option<(ChannelId, MessageId)>, NotPosted> {
        let since = self.parts.records.open(job.id).and_then(|j| j.posting_since);
        let Some(since) = since else { return Ok(None) };
        let from = snowflake_at(since - SKEW);
        let from = job.card.map_or(from, |card| MessageId(card.0.max(from.0)));
        for way in ways {
            let channel = match self.channel(job, way).await {
                Ok(channel) => channel,
                // Where nothing can be sent, nothing was.
                Err(e) if elsewhere(&e) => continue,
                Err(e) => return Err(self.sorted(e)),
            };
            let says = |content: &str| cards::is_post_of(job.id, content);
            match self.parts.outbox.find_own(channel, from, says).await {
                Ok(None) => {}
                Ok(Some(message)) => {
                    info!(message.id = %message, "an earlier post had arrived");
                    return Ok(Some((channel, message)));
                }
                // What cannot be looked into any more cannot be posted into either.
                Err(e) if elsewhere(&e) => {}
                Err(e) => return Err(self.sorted(e)),
            }
        }
        Ok(None)
    }

    async fn channel(&self, job: &Job, way: Way) -> Result<ChannelId, OutboxError> {
        match way {
            Way::Here => Ok(job.place.channel),
            Way::Direct => self.parts.outbox.direct(job.requester).await,
        }
    }

    async fn post_by(
        &self,
        job: &Job,
        kind: Kind,
        way: Way,
        closed: bool,
        now: Timestamp,
    ) -> Result<(ChannelId, MessageId), Refusal> {
        let channel = self.channel(job, way).await.map_err(|e| self.refused(job, way, e))?;
        // Too large twice at most: once for the limit that was claimed, once for the one believed.
        for _ in 0..3 {
            let (message, files) = match kind {
                Kind::Notice => (cards::notice(job), Vec::new()),
                Kind::Result => self.result(job, channel, now).await.map_err(Refusal::All)?,
            };
            let message = if closed { message.with_line(&texts::closed_to_me()) } else { message };
            let message = message.once(job.nonce(kind.name()));
            let message = match way {
                Way::Here => message.replying_to(job.card),
                Way::Direct => message,
            };
            let largest = files.iter().map(|f| f.bytes.len() as u64).max();
            match self.post_once(job, channel, message, files, now).await {
                Ok(message) => return Ok((channel, message)),
                Err(OutboxError::TooLarge) => {
                    let size = largest.unwrap_or(1);
                    info!(bytes = size, "Discord says that the result is too large here");
                    self.parts.outbox.believe_too_large(channel, size);
                }
                Err(e) => return Err(self.refused(job, way, e)),
            }
        }
        Err(Refusal::All(NotPosted::Later))
    }

    /// Whether another way is worth a try.
    fn refused(&self, job: &Job, way: Way, e: OutboxError) -> Refusal {
        match e {
            e if elsewhere(&e) => Refusal::Way,
            // Our mistake, but the result is there: perhaps it is only this channel. What is
            // private is not published for it.
            OutboxError::Refused(why) if way == Way::Here && !job.manner.private => {
                error!(error = %why, "Discord refused a post");
                Refusal::Way
            }
            e => Refusal::All(self.sorted(e)),
        }
    }

    async fn post_once(
        &self,
        job: &Job,
        channel: ChannelId,
        message: Message,
        files: Vec<Attachment>,
        now: Timestamp,
    ) -> Result<MessageId, OutboxError> {
        let posting_since = self.parts.records.open(job.id).and_then(|j| j.posting_since);
        let begun = self.parts.records.advance(job.id, Event::PostStarted, now).await;
        begun.map_err(|e| OutboxError::Transient(format!("the journal: {e}")))?;
        let posted = self.parts.outbox.post(channel, message, files).await;
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

    /// Nobody will ever get a result that could not be posted through our own fault.
    async fn forget_results(&self, job: &Job) {
        for key in job.results() {
            if let Err(e) = self.parts.archive.remove(key).await {
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

/// Whether a post that was not made can be made in another place.
fn elsewhere(error: &OutboxError) -> bool {
    matches!(error, OutboxError::Forbidden(_) | OutboxError::Gone(_))
}

/// The name of a file in a post; Discord hides those that begin with `SPOILER_`.
fn file_name(job: &Job, number: Option<usize>, ending: &str) -> String {
    let hidden = if job.manner.spoiler { "SPOILER_" } else { "" };
    let number = number.map_or(String::new(), |n| format!("-{n}"));
    format!("{hidden}wan-{}{number}.{ending}", job.id)
}
