//! Looks for a post of an earlier attempt.

use std::time::Duration;

use jiff::Timestamp;
use tracing::info;

use super::Delivery;
use super::not_posted::{Kind, NotPosted, allows_other_destination};
use crate::job::{ChannelId, Destination, Job, MessageId};
use crate::service::{Known, Lookup, MessengerError, Sought};

/// How long to wait when an earlier post may exist in a channel that cannot be read any more,
/// before posting in the other destination.
const UNREADABLE_FOR: Duration = Duration::from_secs(3600);

/// What became of an earlier attempt to post.
pub(super) enum Earlier {
    /// The post exists.
    Found(ChannelId, MessageId),
    /// It was not found, but some destinations cannot be searched, now or ever.
    NotIn { unseen: Vec<Destination> },
}

impl Delivery {
    /// Looks for the post of an earlier attempt, in every destination: it may exist although its
    /// response was lost, and the nonce is only valid for minutes. After a restored backup, also
    /// looks for posts that this journal does not know.
    pub(super) async fn earlier(
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
                Err(e)
                    if allows_other_destination(&e) || matches!(e, MessengerError::Refused(_)) =>
                {
                    unseen.push(destination);
                    continue;
                }
                Err(e) => return Err(self.classify(e)),
            };
            let known = match destination {
                // The bot can always read its direct messages with a user.
                Destination::Channel if job.place.tenant.is_direct() => Known::Readable,
                Destination::Channel => Known::Card(job.card),
                Destination::Direct => Known::Readable,
            };
            let place = self.place_of(job, destination, channel);
            match self.ctx.messenger.find_post(place, from, known, what).await {
                Ok(Lookup::Absent) => {}
                Ok(Lookup::Found(message)) => {
                    info!(message.id = %message, "found an earlier post");
                    return Ok(Earlier::Found(channel, message));
                }
                // The post may exist in a channel that we cannot read: wait before using the other
                // destination.
                Ok(Lookup::Unreadable) | Err(MessengerError::Forbidden(_))
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
}
