//! Posts about a job: each once, in its channel or in direct messages to its requester.

use jiff::Timestamp;
use tracing::{debug, error, info, warn};

use super::Delivery;
use super::attachments::Form;
use super::earlier::Earlier;
use super::not_posted::{Cause, Kind, NotPosted, allows_other_destination, is_not_made};
use super::refusals::{RefusedBy, is_closed};
use crate::job::{ChannelId, Destination, Event, Job, MessageId, Place, Tenant};
use crate::service::{DenialReason, MessengerError, Post, ResultFile, ResultPost};

/// Why a post was not made in one destination.
enum PostError {
    /// Another destination may accept it. The error, where there was one.
    Destination(Option<MessengerError>),
    /// No destination will.
    All(NotPosted),
}

/// How often a result is uploaded for one post before it is linked: once for the assumed size
/// limit, once for the limit that a refusal teaches.
const UPLOADS: usize = 2;

/// What earlier attempts to post a result have shown.
#[derive(Debug, Default)]
pub(super) struct Tried {
    /// A destination that has just refused it, and the error.
    pub(super) refused: Option<(Destination, MessengerError)>,
    /// How often it was uploaded and found too large.
    pub(super) uploads: usize,
}

impl Delivery {
    /// Posts a message about a job once: in its channel as a reply to the card, or, where that is
    /// not possible any more, in direct messages to its requester. In the opposite order where the
    /// requester wants it in private.
    pub(super) async fn post(
        &self,
        job: &Job,
        kind: Kind,
        tried: Tried,
        now: Timestamp,
    ) -> Result<(ChannelId, MessageId), NotPosted> {
        let private = job.delivery.private;
        let destinations = Destination::of(job);
        let unseen = match self.earlier(job, kind, destinations, now).await? {
            Earlier::Found(channel, message) => return Ok((channel, message)),
            Earlier::NotIn { unseen } => unseen,
        };
        // A result is not uploaded again to a destination that refused it each time the other one
        // fails.
        let mut refusals = match kind {
            Kind::Result => self.refusals.of(job, now),
            // A notice has no files: a destination that refused those may accept it.
            Kind::Notice => Vec::new(),
        };
        if let Some((destination, why)) = &tried.refused {
            refusals.retain(|by| by.destination != *destination);
            refusals.push(RefusedBy::new(*destination, Some(why), now));
        }
        let refused_before = refusals.clone();
        let doubtful = |destination: &Destination| {
            refused_before.iter().any(|by| by.destination == *destination && by.is_doubtful(now))
        };
        // Where both refuse it, one whose refusal is in doubt is tried once more.
        let again =
            destinations.into_iter().filter(doubtful).map(|destination| (destination, true));
        let first = destinations.into_iter().map(|destination| (destination, false));
        for (destination, again) in first.chain(again) {
            // The post may exist in a destination that we cannot read: never post there a second
            // time.
            if unseen.contains(&destination) {
                continue;
            }
            if again {
                refusals.retain(|by| by.destination != destination);
            } else if refusals.iter().any(|by| by.destination == destination) {
                continue;
            }
            let closed = private && destination == Destination::Channel;
            match self.post_by(job, kind, destination, closed, tried.uploads, now).await {
                Err(PostError::Destination(why)) => {
                    refusals.push(RefusedBy::new(destination, why.as_ref(), now))
                }
                Err(PostError::All(why)) => {
                    self.refusals.set(job.id, refusals);
                    return Err(why);
                }
                Ok(done) => {
                    self.refusals.forget(job.id);
                    return Ok(done);
                }
            }
        }
        let cause = self.cause(job, &refusals).await;
        if cause.is_ok() {
            self.refusals.forget(job.id);
        } else {
            self.refusals.set(job.id, refusals);
        }
        Err(NotPosted::Nowhere(cause?))
    }

    /// Who prevents a result from being posted: its requester, if they closed both destinations
    /// themselves.
    async fn cause(&self, job: &Job, refusals: &[RefusedBy]) -> Result<Cause, NotPosted> {
        let by = |destination| refusals.iter().find(|by| by.destination == destination);
        let reason = |by: Option<&RefusedBy>| by.and_then(|by| by.reason);
        if reason(by(Destination::Direct)) != Some(DenialReason::DirectMessagesClosed) {
            return Ok(Cause::Other);
        }
        if job.place.tenant.is_direct() {
            // Both destinations are the same direct messages, and nobody else can close them.
            return Ok(Cause::Requester);
        }
        let here = by(Destination::Channel);
        if here.is_none() {
            return Ok(Cause::Other);
        }
        match self.ctx.messenger.thread(job.place).await {
            Ok(Some(thread)) if thread.owner == job.requester => {
                // Another reason than the lock may be stated, such as a missing permission.
                let locked = thread.closed || reason(here) == Some(DenialReason::ThreadClosed);
                Ok(if locked { Cause::Requester } else { Cause::Other })
            }
            Ok(_) => Ok(Cause::Other),
            Err(e) => match self.classify(e) {
                NotPosted::Later => Err(NotPosted::Later),
                _ => Ok(Cause::Other),
            },
        }
    }

    pub(super) async fn channel(
        &self,
        job: &Job,
        destination: Destination,
    ) -> Result<ChannelId, MessengerError> {
        match destination {
            Destination::Channel => Ok(job.place.channel),
            Destination::Direct => self.ctx.messenger.direct(job.requester).await,
        }
    }

    async fn post_by(
        &self,
        job: &Job,
        kind: Kind,
        destination: Destination,
        closed: bool,
        uploads: usize,
        now: Timestamp,
    ) -> Result<(ChannelId, MessageId), PostError> {
        let channel = match self.channel(job, destination).await {
            Ok(channel) => channel,
            Err(MessengerError::Refused(why)) => {
                warn!(error = %why, "cannot open direct messages with the requester");
                return Err(PostError::Destination(None));
            }
            Err(e) => return Err(self.refused(job, destination, e)),
        };
        let place = self.place_of(job, destination, channel);
        let mut asked = false;
        for attempt in uploads.min(UPLOADS)..=UPLOADS {
            let (method, files) = match kind {
                Kind::Notice => (None, Vec::new()),
                Kind::Result => {
                    let form = if attempt < UPLOADS { Form::Fitting } else { Form::Link };
                    let result = self.result(job, channel, form, now).await;
                    let (method, files) = result.map_err(PostError::All)?;
                    (Some(method), files)
                }
            };
            let largest = files.iter().map(|f| f.length).max();
            if largest.is_some()
                && !std::mem::replace(&mut asked, true)
                && let Some(e) = self.closed(place).await
            {
                return Err(self.refused(job, destination, e));
            }
            let post = match &method {
                None => Post::Notice { job, to: destination, fallback: closed },
                Some(method) => Post::Result(ResultPost {
                    job,
                    method,
                    to: destination,
                    fallback: closed,
                    last_frames: self.ctx.converter.ffmpeg.is_some(),
                    now,
                }),
            };
            match self.post_once(job, place, post, files, now).await {
                Ok(message) => {
                    self.refusals.channel_accepts(channel);
                    return Ok((channel, message));
                }
                Err(MessengerError::TooLarge) => {
                    let size = largest.unwrap_or(1);
                    info!(bytes = size, "the result was refused as too large");
                    self.ctx.messenger.learn_limit(place.tenant, channel, size);
                }
                Err(e) => {
                    if largest.is_some() {
                        self.note_refusal(job, destination, &e, now);
                    }
                    return Err(self.refused(job, destination, e));
                }
            }
        }
        Err(PostError::All(NotPosted::Later))
    }

    /// A destination as a place: direct messages belong to no server.
    pub(super) fn place_of(&self, job: &Job, to: Destination, channel: ChannelId) -> Place {
        let tenant = match to {
            Destination::Channel => job.place.tenant,
            Destination::Direct => Tenant::Direct,
        };
        Place { tenant, channel }
    }

    /// Why nothing can be posted in a channel of a server, determined without an upload. `None` where
    /// that is not known: a post may still be refused.
    pub(super) async fn closed(&self, place: Place) -> Option<MessengerError> {
        if place.tenant.is_direct() {
            return None;
        }
        self.ctx.messenger.trigger_typing(place).await.err().filter(is_closed)
    }

    /// Records that the channel of a job refused files.
    pub(super) fn note_refusal(
        &self,
        job: &Job,
        destination: Destination,
        why: &MessengerError,
        now: Timestamp,
    ) {
        if destination == Destination::Channel && allows_other_destination(why) {
            self.refusals.note_channel(job, why, now);
        }
    }

    /// Whether another destination is worth a try.
    fn refused(&self, job: &Job, destination: Destination, e: MessengerError) -> PostError {
        match e {
            e if allows_other_destination(&e) => PostError::Destination(Some(e)),
            // A bug of ours, but the result exists, and perhaps only this channel rejects it. A
            // private result is not published because of it.
            MessengerError::Refused(why)
                if destination == Destination::Channel && !job.delivery.private =>
            {
                error!(error = %why, "Discord rejected a post");
                PostError::Destination(None)
            }
            e => PostError::All(self.classify(e)),
        }
    }

    async fn post_once(
        &self,
        job: &Job,
        place: Place,
        post: Post<'_>,
        files: Vec<ResultFile>,
        now: Timestamp,
    ) -> Result<MessageId, MessengerError> {
        let posting_since = self.ctx.store.open(job.id).and_then(|j| j.posting_since);
        let begun = self.ctx.store.advance(job.id, Event::PostStarted, now).await;
        begun.map_err(|e| MessengerError::Transient(format!("the journal: {e}")))?;
        let posted = self.ctx.messenger.post(place, post, files).await;
        let not_made = posted.as_ref().is_err_and(is_not_made);
        // An earlier attempt whose response was lost must still be looked for, in the channel or in
        // the direct messages: only the intent that this attempt recorded is cleared.
        if not_made && posting_since.is_none() {
            let recorded = self.ctx.store.advance(job.id, Event::PostRefused, now).await;
            recorded.map_err(|e| MessengerError::Transient(format!("the journal: {e}")))?;
        }
        posted
    }

    pub(super) fn classify(&self, error: MessengerError) -> NotPosted {
        match error {
            MessengerError::Forbidden(_) | MessengerError::Gone(_) => {
                NotPosted::Nowhere(Cause::Other)
            }
            MessengerError::Refused(why) => {
                error!(error = %why, "Discord rejected an invalid post");
                NotPosted::Refused
            }
            e @ (MessengerError::Unauthorized
            | MessengerError::Paused
            | MessengerError::Limited) => {
                debug!(error = %e, "posts are paused");
                NotPosted::Later
            }
            other => {
                warn!(error = %other, "a post failed, retrying");
                NotPosted::Later
            }
        }
    }
}
