//! Posts about a job: each once, in its channel or in direct messages to its requester.

use std::time::Duration;

use jiff::Timestamp;
use tracing::{debug, error, info, warn};

use super::Delivery;
use super::attachments::Form;
use crate::discord::cards::Sought;
use crate::discord::{DiscordError, Known, Lookup, Message, cards, texts};
use crate::job::{ChannelId, Event, GuildId, Job, MessageId};
use crate::service::FileStream;

/// How long to wait when an earlier post may exist in a channel that cannot be read any more,
/// before posting in the other destination.
const UNREADABLE_FOR: Duration = Duration::from_secs(3600);

/// What is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Result,
    Notice,
}

impl Kind {
    /// The name in the nonce.
    fn name(self) -> &'static str {
        match self {
            Kind::Result => "result",
            Kind::Notice => "notice",
        }
    }
}

/// Where a post goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// In the job's channel.
    Here,
    /// In direct messages to its requester.
    Direct,
}

impl Destination {
    /// The destinations of a job, the preferred one first.
    pub(super) fn of(job: &Job) -> [Self; 2] {
        if job.delivery.private { [Self::Direct, Self::Here] } else { [Self::Here, Self::Direct] }
    }
}

/// What became of an earlier attempt to post.
enum Earlier {
    /// The post exists.
    Found(ChannelId, MessageId),
    /// It was not found, but some destinations cannot be searched, now or ever.
    NotIn { unseen: Vec<Destination> },
}

/// Why a post was not made in one destination.
enum PostError {
    /// Another destination may accept it. Discord's error, where there was one.
    Destination(Option<DiscordError>),
    /// No destination will.
    All(NotPosted),
}

/// Who prevents a result from being posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Its requester, who locked their own thread and accepts no direct messages.
    Requester,
    /// Somebody else, or it is unknown.
    Other,
}

/// Why a post was not made.
pub(super) enum NotPosted {
    /// Not now: it is retried.
    Later,
    /// It can be posted neither in the channel nor by direct message.
    Nowhere(Cause),
    /// The result does not exist any more.
    Lost,
    /// Discord rejects it as invalid, which is a bug of ours.
    Refused,
}

/// Discord's codes for a thread that is archived or locked.
const THREAD_CLOSED: [isize; 2] = [50083, 160_005];
/// Discord's code for a user who accepts no direct messages from the bot.
const DIRECT_CLOSED: isize = 50007;

/// How often a result is uploaded for one post before it is linked: once for the assumed size
/// limit, once for the limit that a refusal teaches.
const UPLOADS: usize = 2;

/// How long a destination that refused a post of a job is skipped while the other one fails.
const REFUSED_FOR: Duration = Duration::from_secs(600);

/// What earlier attempts to post a result have shown.
#[derive(Debug, Default)]
pub(super) struct Tried {
    /// A destination that has just refused it, and the error.
    pub(super) refused: Option<(Destination, DiscordError)>,
    /// How often it was uploaded and found too large.
    pub(super) uploads: usize,
}

/// A destination that refused a post of a job, with Discord's error code where there was one.
#[derive(Debug, Clone, Copy)]
pub(super) struct RefusedBy {
    destination: Destination,
    code: Option<isize>,
    at: Timestamp,
}

impl RefusedBy {
    fn new(destination: Destination, why: Option<&DiscordError>, at: Timestamp) -> Self {
        let code = match why {
            Some(DiscordError::Forbidden(code) | DiscordError::Gone(code)) => Some(*code),
            _ => None,
        };
        Self { destination, code, at }
    }
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
            Kind::Result => self.refusals.get(&job.id).map(|r| r.clone()).unwrap_or_default(),
            // A notice has no files: a destination that refused those may accept it.
            Kind::Notice => Vec::new(),
        };
        refusals.retain(|r| r.at <= now && now < r.at + REFUSED_FOR);
        let refused =
            tried.refused.map(|(destination, why)| RefusedBy::new(destination, Some(&why), now));
        refusals.extend(refused);
        for (n, destination) in destinations.into_iter().enumerate() {
            // The post may exist in a destination that we cannot read: never post there a second
            // time.
            if unseen.contains(&destination)
                || refusals.iter().any(|by| by.destination == destination)
            {
                continue;
            }
            match self.post_by(job, kind, destination, private && n == 1, tried.uploads, now).await
            {
                Err(PostError::Destination(why)) => {
                    refusals.push(RefusedBy::new(destination, why.as_ref(), now))
                }
                Err(PostError::All(why)) => {
                    self.refusals.insert(job.id, refusals);
                    return Err(why);
                }
                Ok(done) => {
                    self.refusals.remove(&job.id);
                    return Ok(done);
                }
            }
        }
        let cause = self.cause(job, &refusals).await;
        if cause.is_ok() {
            self.refusals.remove(&job.id);
        } else {
            self.refusals.insert(job.id, refusals);
        }
        Err(NotPosted::Nowhere(cause?))
    }

    /// Who prevents a result from being posted: its requester, if they closed both destinations
    /// themselves.
    async fn cause(&self, job: &Job, refusals: &[RefusedBy]) -> Result<Cause, NotPosted> {
        let code = |destination| {
            refusals
                .iter()
                .find(|by| by.destination == destination)
                .and_then(|by| by.code)
                .unwrap_or(0)
        };
        if code(Destination::Direct) != DIRECT_CLOSED {
            return Ok(Cause::Other);
        }
        if job.place.guild == GuildId::DIRECT {
            // Both destinations are the same direct messages, and nobody else can close them.
            return Ok(Cause::Requester);
        }
        if !THREAD_CLOSED.contains(&code(Destination::Here)) {
            return Ok(Cause::Other);
        }
        match self.ctx.messenger.thread_owner(job.place.channel).await {
            Ok(Some(owner)) if owner == job.requester => Ok(Cause::Requester),
            Ok(_) => Ok(Cause::Other),
            Err(e) => match self.classify(e) {
                NotPosted::Later => Err(NotPosted::Later),
                _ => Ok(Cause::Other),
            },
        }
    }

    /// Looks for the post of an earlier attempt, in every destination: it may exist although its
    /// response was lost, and the nonce is only valid for minutes. After a restored backup, also
    /// looks for posts that this journal does not know.
    async fn earlier(
        &self,
        job: &Job,
        kind: Kind,
        destinations: [Destination; 2],
        now: Timestamp,
    ) -> Result<Earlier, NotPosted> {
        let mut unseen = Vec::new();
        let since = self.ctx.store.open(job.id).and_then(|j| j.posting_since.or(j.restored));
        let Some(since) = since else { return Ok(Earlier::NotIn { unseen }) };
        // Interaction and message IDs carry Discord's own timestamps: whatever our clock did, a
        // post about a job comes after the interaction that requested it.
        let from = MessageId(job.origin.interaction.0);
        let what = match kind {
            Kind::Result => Sought::Result(job.id),
            Kind::Notice => Sought::Post(job.id),
        };
        for destination in destinations {
            let channel = match self.channel(job, destination).await {
                Ok(channel) => channel,
                // A destination that accepts nothing now may have received a post before.
                Err(e) if allows_other_destination(&e) || matches!(e, DiscordError::Refused(_)) => {
                    unseen.push(destination);
                    continue;
                }
                Err(e) => return Err(self.classify(e)),
            };
            let known = match destination {
                // The bot can always read its direct messages with a user.
                Destination::Here if job.place.guild == GuildId::DIRECT => Known::Readable,
                Destination::Here => Known::Card(job.card),
                Destination::Direct => Known::Readable,
            };
            match self.ctx.messenger.find_post(channel, from, known, what).await {
                Ok(Lookup::Absent) => {}
                Ok(Lookup::Found(message)) => {
                    info!(message.id = %message, "found an earlier post");
                    return Ok(Earlier::Found(channel, message));
                }
                // The post may exist in a channel that we cannot read: wait before using the other
                // destination.
                Ok(Lookup::Unreadable) | Err(DiscordError::Forbidden(_))
                    if since + UNREADABLE_FOR > now =>
                {
                    return Err(NotPosted::Later);
                }
                Ok(Lookup::Unreadable) => unseen.push(destination),
                // A channel that is gone today may return tomorrow, with all its messages.
                Err(e) if allows_other_destination(&e) => unseen.push(destination),
                Err(e) => return Err(self.classify(e)),
            }
        }
        Ok(Earlier::NotIn { unseen })
    }

    pub(super) async fn channel(
        &self,
        job: &Job,
        destination: Destination,
    ) -> Result<ChannelId, DiscordError> {
        match destination {
            Destination::Here => Ok(job.place.channel),
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
            Err(DiscordError::Refused(why)) => {
                warn!(error = %why, "cannot open direct messages with the requester");
                return Err(PostError::Destination(None));
            }
            Err(e) => return Err(self.refused(job, destination, e)),
        };
        for attempt in uploads.min(UPLOADS)..=UPLOADS {
            let (message, files) = match kind {
                Kind::Notice => (cards::notice(job), Vec::new()),
                Kind::Result => {
                    let form = if attempt < UPLOADS { Form::Fitting } else { Form::Link };
                    self.result(job, channel, form, now).await.map_err(PostError::All)?
                }
            };
            let message = if closed { message.with_line(&texts::closed_to_me()) } else { message };
            let message = addressed(message, job, kind, destination);
            let largest = files.iter().map(|f| f.length).max();
            match self.post_once(job, channel, message, files, now).await {
                Ok(message) => return Ok((channel, message)),
                Err(DiscordError::TooLarge) => {
                    let size = largest.unwrap_or(1);
                    info!(bytes = size, "Discord refused the result as too large");
                    self.ctx.messenger.learn_limit(self.server_of(job, destination), channel, size);
                }
                Err(e) => return Err(self.refused(job, destination, e)),
            }
        }
        Err(PostError::All(NotPosted::Later))
    }

    /// The server whose limits apply to a destination.
    pub(super) fn server_of(&self, job: &Job, destination: Destination) -> GuildId {
        match destination {
            Destination::Here => job.place.guild,
            Destination::Direct => GuildId::DIRECT,
        }
    }

    /// Whether another destination is worth a try.
    fn refused(&self, job: &Job, destination: Destination, e: DiscordError) -> PostError {
        match e {
            e if allows_other_destination(&e) => PostError::Destination(Some(e)),
            // A bug of ours, but the result exists, and perhaps only this channel rejects it. A
            // private result is not published because of it.
            DiscordError::Refused(why)
                if destination == Destination::Here && !job.delivery.private =>
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
        channel: ChannelId,
        message: Message,
        files: Vec<FileStream>,
        now: Timestamp,
    ) -> Result<MessageId, DiscordError> {
        let posting_since = self.ctx.store.open(job.id).and_then(|j| j.posting_since);
        let begun = self.ctx.store.advance(job.id, Event::PostStarted, now).await;
        begun.map_err(|e| DiscordError::Transient(format!("the journal: {e}")))?;
        let posted = self.ctx.messenger.post(channel, message, files).await;
        let not_made = posted.as_ref().is_err_and(is_not_made);
        // An earlier attempt whose response was lost must still be looked for, in the channel or in
        // the direct messages: only the intent that this attempt recorded is cleared.
        if not_made && posting_since.is_none() {
            let noted = self.ctx.store.advance(job.id, Event::PostRefused, now).await;
            noted.map_err(|e| DiscordError::Transient(format!("the journal: {e}")))?;
        }
        posted
    }

    fn classify(&self, error: DiscordError) -> NotPosted {
        match error {
            DiscordError::Forbidden(_) | DiscordError::Gone(_) => NotPosted::Nowhere(Cause::Other),
            DiscordError::Refused(why) => {
                error!(error = %why, "Discord rejected an invalid post");
                NotPosted::Refused
            }
            e @ (DiscordError::Unauthorized | DiscordError::Paused | DiscordError::Limited) => {
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

/// Adds the nonce, which lets the message arrive once, and in its channel the reply to the card.
pub(super) fn addressed(
    message: Message,
    job: &Job,
    kind: Kind,
    destination: Destination,
) -> Message {
    let message = message.once(job.nonce(kind.name()));
    match destination {
        Destination::Here => message.replying_to(job.card),
        Destination::Direct => message,
    }
}

/// Whether a post was certainly not made: Discord refused it, or we did not send it.
pub(super) fn is_not_made(error: &DiscordError) -> bool {
    matches!(
        error,
        DiscordError::Forbidden(_)
            | DiscordError::Gone(_)
            | DiscordError::TooLarge
            | DiscordError::Refused(_)
            | DiscordError::Limited
            | DiscordError::Paused
            | DiscordError::Unauthorized
    )
}

/// Whether a post that was not made can be made in another destination.
fn allows_other_destination(error: &DiscordError) -> bool {
    matches!(error, DiscordError::Forbidden(_) | DiscordError::Gone(_))
}
