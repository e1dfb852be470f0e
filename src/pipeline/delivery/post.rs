//! Posts about a job: once, in its channel or to its requester.

use std::time::Duration;

use jiff::Timestamp;
use tracing::{debug, error, info, warn};

use super::Delivery;
use super::attachments::Form;
use crate::discord::cards::Sought;
use crate::discord::{DiscordError, Known, Lookup, Message, cards, texts};
use crate::job::{ChannelId, Event, GuildId, Job, MessageId};
use crate::service::FileStream;

/// How long a post that may have arrived where nothing can be read any more is waited for before
/// it is made in the other place.
const UNREADABLE_FOR: Duration = Duration::from_secs(3600);

/// What is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
pub(super) enum Destination {
    /// In the job's channel.
    Here,
    /// To its requester.
    Direct,
}

impl Destination {
    /// The ways of a job, the one that is preferred first.
    pub(super) fn of(job: &Job) -> [Self; 2] {
        match job.delivery.private {
            true => [Self::Direct, Self::Here],
            false => [Self::Here, Self::Direct],
        }
    }
}

/// What became of an earlier attempt.
enum Earlier {
    /// It had arrived.
    Found(ChannelId, MessageId),
    /// It is nowhere to be seen, but some places cannot be looked into, now or ever.
    NotIn { unseen: Vec<Destination> },
}

/// A post was not made in one place.
enum PostError {
    /// Another place may do. What kept it out of this one, where Discord said so.
    Destination(Option<DiscordError>),
    /// None will.
    All(NotPosted),
}

/// Who keeps a result from being posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Its requester, who locked their own thread and takes no direct messages.
    Requester,
    /// Somebody else, or nobody knows.
    Other,
}

/// A post was not made.
pub(super) enum NotPosted {
    /// Not now: it is tried again.
    Later,
    /// Neither in the channel nor by direct message.
    Nowhere(Cause),
    /// The result is not there any more.
    Lost,
    /// Discord finds fault with it, which is our fault.
    Refused,
}

/// Discord's codes for a thread that is archived or locked.
const THREAD_CLOSED: [isize; 2] = [50083, 160_005];
/// Discord's code for somebody who takes no direct messages from the bot.
const DIRECT_CLOSED: isize = 50007;

/// How often a result is uploaded for one post before it is linked: once for the limit that is
/// claimed, once for the one that its refusal teaches.
const UPLOADS: usize = 2;

/// How long a place that refused a post of a job is left alone while the other place fails.
const REFUSED_FOR: Duration = Duration::from_secs(600);

/// What earlier attempts to post a result have taught.
#[derive(Debug, Default)]
pub(super) struct Tried {
    /// A place that has just refused it, and how.
    pub(super) refused: Option<(Destination, DiscordError)>,
    /// How often it was uploaded and found too large.
    pub(super) uploads: usize,
}

/// A place that refused a post of a job, with Discord's code where it gave one.
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
    /// not possible any more, to its requester; the other way round where they want it in private.
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
        // A place that refused it is not sent the whole of it again each time the other one fails.
        let mut refusals = match kind {
            Kind::Result => self.refusals.get(&job.id).map(|r| r.clone()).unwrap_or_default(),
            // It has no files: what refused those may take it.
            Kind::Notice => Vec::new(),
        };
        refusals.retain(|r| r.at <= now && now < r.at + REFUSED_FOR);
        let refused =
            tried.refused.map(|(destination, why)| RefusedBy::new(destination, Some(&why), now));
        refusals.extend(refused);
        for (n, destination) in destinations.into_iter().enumerate() {
            // It may stand where nobody lets us look: never a second time there.
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

    /// Who keeps a result from being posted: its requester, if they closed both places themselves.
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
            // Both places are the same direct messages, and nobody else can close them.
            return Ok(Cause::Requester);
        }
        if !THREAD_CLOSED.contains(&code(Destination::Here)) {
            return Ok(Cause::Other);
        }
        match self.ctx.messenger.thread_owner(job.place.channel).await {
            Ok(Some(owner)) if owner == job.requester => Ok(Cause::Requester),
            Ok(_) => Ok(Cause::Other),
            Err(e) => match self.sorted(e) {
                NotPosted::Later => Err(NotPosted::Later),
                _ => Ok(Cause::Other),
            },
        }
    }

    /// An earlier attempt may have arrived although its answer did not, and the nonce is only good
    /// for minutes: look first, wherever it may have gone. After a restored backup, also for posts
    /// that this journal knows nothing of.
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
        // Ids of interactions and messages are Discord's own times: whatever our clock did, a post
        // about a job comes after what asked for it.
        let from = MessageId(job.origin.interaction.0);
        let what = match kind {
            Kind::Result => Sought::Result(job.id),
            Kind::Notice => Sought::Post(job.id),
        };
        for destination in destinations {
            let channel = match self.channel(job, destination).await {
                Ok(channel) => channel,
                // Where nothing can be sent now, something may have been before.
                Err(e) if elsewhere(&e) || matches!(e, DiscordError::Refused(_)) => {
                    unseen.push(destination);
                    continue;
                }
                Err(e) => return Err(self.sorted(e)),
            };
            let known = match destination {
                // A person's own direct messages can always be read.
                Destination::Here if job.place.guild == GuildId::DIRECT => Known::Readable,
                Destination::Here => Known::Card(job.card),
                Destination::Direct => Known::Readable,
            };
            match self.ctx.messenger.find_post(channel, from, known, what).await {
                Ok(Lookup::Absent) => {}
                Ok(Lookup::Found(message)) => {
                    info!(message.id = %message, "an earlier post had arrived");
                    return Ok(Earlier::Found(channel, message));
                }
                // It may be there, where nobody lets us look: not at once in the other place.
                Ok(Lookup::Unreadable) | Err(DiscordError::Forbidden(_))
                    if since + UNREADABLE_FOR > now =>
                {
                    return Err(NotPosted::Later);
                }
                Ok(Lookup::Unreadable) => unseen.push(destination),
                // What is gone today may be there again tomorrow, with all that was said in it.
                Err(e) if elsewhere(&e) => unseen.push(destination),
                Err(e) => return Err(self.sorted(e)),
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
                warn!(error = %why, "there are no direct messages with the requester");
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
                    info!(bytes = size, "Discord says that the result is too large here");
                    self.ctx.messenger.believe_too_large(
                        self.server_of(job, destination),
                        channel,
                        size,
                    );
                }
                Err(e) => return Err(self.refused(job, destination, e)),
            }
        }
        Err(PostError::All(NotPosted::Later))
    }

    /// The server whose limits hold in a place.
    pub(super) fn server_of(&self, job: &Job, destination: Destination) -> GuildId {
        match destination {
            Destination::Here => job.place.guild,
            Destination::Direct => GuildId::DIRECT,
        }
    }

    /// Whether another way is worth a try.
    fn refused(&self, job: &Job, destination: Destination, e: DiscordError) -> PostError {
        match e {
            e if elsewhere(&e) => PostError::Destination(Some(e)),
            // Our mistake, but the result is there: perhaps it is only this channel. What is
            // private is not published for it.
            DiscordError::Refused(why)
                if destination == Destination::Here && !job.delivery.private =>
            {
                error!(error = %why, "Discord refused a post");
                PostError::Destination(None)
            }
            e => PostError::All(self.sorted(e)),
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
        // An earlier attempt whose answer was lost is still to be looked for, here or in the
        // direct messages: only what this attempt began is over.
        if not_made && posting_since.is_none() {
            let noted = self.ctx.store.advance(job.id, Event::PostRefused, now).await;
            noted.map_err(|e| DiscordError::Transient(format!("the journal: {e}")))?;
        }
        posted
    }

    fn sorted(&self, error: DiscordError) -> NotPosted {
        match error {
            DiscordError::Forbidden(_) | DiscordError::Gone(_) => NotPosted::Nowhere(Cause::Other),
            DiscordError::Refused(why) => {
                error!(error = %why, "Discord refused a post that we should not have made");
                NotPosted::Refused
            }
            e @ (DiscordError::Unauthorized | DiscordError::Paused | DiscordError::Limited) => {
                debug!(error = %e, "posts wait");
                NotPosted::Later
            }
            other => {
                warn!(error = %other, "a post did not go through; trying again");
                NotPosted::Later
            }
        }
    }
}

/// A message with what lets it arrive once, and in the right place.
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

/// Whether Discord, or we ourselves, said that a post was not made.
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

/// Whether a post that was not made can be made in another place.
fn elsewhere(error: &DiscordError) -> bool {
    matches!(error, DiscordError::Forbidden(_) | DiscordError::Gone(_))
}
