//! A job: one accepted request, from its acceptance until its requester knows how it ended.
//!
//! Pure: [`Job::apply`] is the only way in which a job changes, and every change is first written
//! to the journal.

pub mod event;
pub mod failure;
pub mod id;
pub mod options;
pub mod priority;
pub mod state;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use event::{Event, NotAllowed};
pub use failure::{Class, Failure};
pub use id::{ChannelId, GuildId, InteractionId, JobId, MessageId, RoleId, TaskId, UserId};
pub use options::{DeliveryOptions, Derivation, MadeFrom, Preferences};
pub use priority::Priority;
pub use state::State;

use crate::generation::{Credits, Money, Price, Request, Usage};

/// Where a job was asked for and where its result goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The server.
    pub guild: GuildId,
    /// The channel or thread.
    pub channel: ChannelId,
}

/// The interaction that a job came from.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Unique per request: the same one delivered twice makes one job.
    pub interaction: InteractionId,
    /// Lets its holder edit the first answer for 15 minutes; forgotten when the job ends.
    pub token: Option<String>,
    /// When Discord made the interaction, which is when the 15 minutes began.
    pub at: Timestamp,
    /// Discord's `attachment_size_limit`, in bytes; nothing where none was said: with a message.
    #[serde(default, deserialize_with = "said")]
    pub attachment_limit: Option<u64>,
}

/// Before 0.2 the largest number stood for "none was said".
fn said<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(Option::<u64>::deserialize(from)?.filter(|limit| *limit < u64::MAX))
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Origin")
            .field("interaction", &self.interaction)
            .field("token", &self.token.as_ref().map(|_| "[redacted]"))
            .field("at", &self.at)
            .field("attachment_limit", &self.attachment_limit)
            .finish()
    }
}

/// One accepted request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// Counts the changes.
    pub revision: u64,
    /// What is asked of the model.
    pub request: Request,
    /// What it costs.
    pub price: Price,
    /// Who asked.
    pub requester: UserId,
    /// Where.
    pub place: Place,
    /// The interaction that it came from.
    pub origin: Origin,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// The card in the channel, once known.
    pub card: Option<MessageId>,
    /// When a post for this job was first begun; cleared when it is known to have been made or
    /// refused. While set, a new attempt first looks whether the old one arrived.
    pub posting_since: Option<Timestamp>,
    /// The message that told the requester of a failure.
    pub notice: Option<MessageId>,
    /// There is no way to tell them.
    #[serde(rename = "notice_waived")]
    pub notification_skipped: bool,
    /// The card shows how it ended, or can show nothing any more.
    pub card_closed: bool,
    /// When the provider began and ended its work, once known.
    pub work: Work,
    /// Its result was taken down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Removed>,
    /// How its requester, or the channel, wants the result.
    #[serde(default, rename = "manner")]
    pub delivery: DeliveryOptions,
    /// How it stands in the queue.
    #[serde(default, rename = "turn")]
    pub priority: Priority,
    /// How often it was sent and proven not to have arrived.
    #[serde(default, rename = "sent_in_vain")]
    pub lost_submissions: u32,
    /// The job that it goes on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<MadeFrom>,
    /// Its journal was restored from a backup of this time: what was sent and posted since is not
    /// known, and is looked for before anything is sent or posted again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<Timestamp>,
    /// Its result was too large for the archive: the provider's link is all that there is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unarchived: bool,
}

/// A result that was taken down: by a moderator, or by its requester.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// The provider's own times of a task, and what it bills.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// Handed over.
    pub submitted_at: Option<Timestamp>,
    /// Found finished.
    pub finished_at: Option<Timestamp>,
    /// What it bills for it, as far as it said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

impl Job {
    /// A job as it is accepted.
    pub fn accepted(
        id: JobId,
        request: Request,
        price: Price,
        requester: UserId,
        place: Place,
        origin: Origin,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            revision: 0,
            request,
            price,
            requester,
            place,
            origin,
            accepted_at: now,
            state: State::Accepted { not_before: None },
            card: None,
            posting_since: None,
            notice: None,
            notification_skipped: false,
            card_closed: false,
            work: Work::default(),
            removed: None,
            delivery: DeliveryOptions::default(),
            priority: Priority::default(),
            lost_submissions: 0,
            made_from: None,
            restored: None,
            unarchived: false,
        }
    }

    /// Its results in the archive, once they are there and as long as they are.
    pub fn results(&self) -> Vec<&str> {
        match &self.state {
            State::Stored { key, more, .. } | State::Delivered { key, more, .. }
                if self.removed.is_none() && !self.unarchived =>
            {
                std::iter::once(key).chain(more).map(String::as_str).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether its inputs are kept: until it ends, and after that as long as its result, so that
    /// it can be made again.
    pub fn keeps_inputs(&self) -> bool {
        match self.state {
            State::Delivered { .. } => self.removed.is_none(),
            _ => !self.is_over(),
        }
    }

    /// Nothing more is owed: the result is posted, or the requester knows why there is none, and
    /// the card says so too.
    pub fn is_settled(&self) -> bool {
        self.card_closed && self.is_over() && (self.is_notified() || !self.needs_failure_notice())
    }

    /// It came to one of its three ends.
    pub fn is_over(&self) -> bool {
        matches!(
            self.state,
            State::Delivered { .. } | State::Failed { .. } | State::Cancelled { .. }
        )
    }

    /// What the provider bills for it, as far as is known: what it did not finish costs nothing,
    /// and a task whose fate was never learned is taken to have been finished.
    pub fn billed(&self) -> Money {
        let finished = self.work.finished_at.is_some();
        match &self.state {
            State::Failed { failure, .. } if failure.class == Class::Lost || finished => {
                self.made().money
            }
            State::Cancelled { unresolved: true, .. } => self.price.money,
            State::Failed { .. } | State::Cancelled { .. } => Money(0),
            _ => self.made().money,
        }
    }

    /// What its requester pays for it once it is delivered: images that did not come cost nothing.
    pub fn charge(&self) -> Credits {
        self.made().credits
    }

    /// Whether its requester pays for it: they have the result, or keep it from being posted.
    pub fn is_charged(&self) -> bool {
        match &self.state {
            State::Delivered { .. } => true,
            State::Failed { failure, .. } => failure.charged,
            _ => false,
        }
    }

    /// The price of what was made: of several images those that came.
    fn made(&self) -> Price {
        let made = self.work.usage.as_ref().and_then(|u| u.images);
        let came = match &self.state {
            State::Finished { more, .. }
            | State::Stored { more, .. }
            | State::Delivered { more, .. } => Some(1 + more.len() as u32),
            _ => made,
        };
        if !self.request.makes_pictures() {
            return self.price;
        }
        let share = |images: Option<u32>| match images {
            Some(images) => self.price.share(images.min(self.request.count), self.request.count),
            None => self.price,
        };
        // The provider bills what it made; its requester pays for what came.
        Price { money: share(made.or(came)).money, credits: share(came).credits }
    }

    /// A failure that its requester does not know of yet.
    pub fn needs_failure_notice(&self) -> bool {
        matches!(self.state, State::Failed { .. }) && !self.is_notified()
    }

    fn is_notified(&self) -> bool {
        self.notice.is_some() || self.notification_skipped
    }

    /// The provider's name of the task, while it has one that matters.
    pub fn task(&self) -> Option<&TaskId> {
        match &self.state {
            State::Submitted { task, .. }
            | State::Running { task, .. }
            | State::Finished { task, .. }
            | State::Stored { task, .. }
            | State::Delivered { task, .. } => Some(task),
            _ => None,
        }
    }

    /// A nonce for a message of a kind about this job; Discord allows 25 characters.
    pub fn nonce(&self, kind: &'static str) -> String {
        let nonce = format!("{}-{kind}", self.id);
        debug_assert!(nonce.len() <= 25, "kinds of post are short");
        nonce
    }
}

#[cfg(test)]
#[path = "job/job_tests.rs"]
mod tests;
