//! A job: one accepted request, from its acceptance until the requester knows the outcome.
//!
//! No I/O: [`Job::apply`] is the only way to change a job, and every change is first written to the
//! journal.

pub mod destination;
pub mod event;
pub mod failure;
pub mod id;
pub mod options;
pub mod priority;
pub mod state;
pub mod tenant;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use destination::Destination;
pub use event::{Event, NotAllowed};
pub use failure::{Class, Failure};
pub use id::{ChannelId, GuildId, InteractionId, JobId, MessageId, RoleId, TaskId, UserId};
pub use options::{DeliveryOptions, Depicted, Derivation, MadeFrom, Preferences};
pub use priority::Priority;
pub use state::State;
pub use tenant::Tenant;

use crate::generation::{Credits, Money, Price, Request, Usage};
use crate::language::Language;

/// Where a job was requested and its result is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The server, or direct messages.
    #[serde(rename = "guild")]
    pub tenant: Tenant,
    /// The channel or thread.
    pub channel: ChannelId,
}

impl Place {
    /// A channel for direct messages with a user.
    pub fn direct(channel: ChannelId) -> Self {
        Self { tenant: Tenant::Direct, channel }
    }
}

/// The interaction that created a job.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The interaction's ID, used for deduplication: one that is delivered twice creates one job.
    pub interaction: InteractionId,
    /// The interaction token, which allows its holder to edit the first response for 15 minutes;
    /// removed when the job is settled.
    pub token: Option<String>,
    /// When Discord created the interaction, which starts the 15 minutes.
    pub at: Timestamp,
    /// Discord's `attachment_size_limit`, in bytes; `None` for a job created from a message, which
    /// has no such field.
    #[serde(default, deserialize_with = "attachment_limit")]
    pub attachment_limit: Option<u64>,
}

/// Before 0.2, `u64::MAX` meant "no limit given".
fn attachment_limit<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
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
    /// The job's ID.
    pub id: JobId,
    /// Incremented with every change.
    pub revision: u64,
    /// The request to the model.
    pub request: Request,
    /// The reserved price.
    pub price: Price,
    /// The member who requested it.
    pub requester: UserId,
    /// Where it was requested.
    pub place: Place,
    /// The interaction that created it.
    pub origin: Origin,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// The current state.
    pub state: State,
    /// The card in the channel, once posted.
    pub card: Option<MessageId>,
    /// When the first attempt to post for this job began; cleared once that is known to have
    /// succeeded or failed. While set, a new attempt first checks whether the earlier post exists.
    pub posting_since: Option<Timestamp>,
    /// The message that notified the requester of a failure.
    pub notice: Option<MessageId>,
    /// The requester cannot be notified of the failure.
    #[serde(rename = "notice_waived")]
    pub notification_skipped: bool,
    /// The card shows the outcome, or cannot be updated any more.
    pub card_closed: bool,
    /// The provider's times and usage, as far as known.
    pub work: Work,
    /// Set when the result was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Removed>,
    /// How to deliver the result.
    #[serde(default, rename = "manner")]
    pub delivery: DeliveryOptions,
    /// Its priority in the queue.
    #[serde(default, rename = "turn")]
    pub priority: Priority,
    /// Number of submissions that were proven not to have arrived.
    #[serde(default, rename = "sent_in_vain")]
    pub lost_submissions: u32,
    /// The job whose result it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_from: Option<MadeFrom>,
    /// The member whose avatar it shows, also where an earlier job it is made from shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depicted: Option<Depicted>,
    /// The time of the backup that the journal was restored from. Tasks and posts made since are
    /// unknown, so they are searched for before anything is submitted or posted again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<Timestamp>,
    /// The requester's language: of the card, the result and the notice.
    #[serde(default)]
    pub language: Language,
    /// The result was too large for the archive; only the provider's link exists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unarchived: bool,
}

/// The removal of a result, by a moderator, the requester or the member whose avatar it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Who removed it.
    pub by: UserId,
    /// When it was removed.
    pub at: Timestamp,
}

/// When the task was submitted and finished, and what the provider bills.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// When it was found finished.
    pub finished_at: Option<Timestamp>,
    /// The provider that it was submitted to; none before that, and for jobs from before there
    /// could be several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The billed usage, if the provider reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

impl Job {
    /// A newly accepted job.
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
            depicted: None,
            restored: None,
            language: Language::default(),
            unarchived: false,
        }
    }

    /// The archive keys of its results, while they are in the archive.
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

    /// Whether a member may delete its result without moderating: they requested it, or it shows
    /// their avatar.
    pub fn may_be_deleted_by(&self, user: UserId) -> bool {
        self.requester == user || self.depicted.as_ref().is_some_and(|d| d.user == user)
    }

    /// Whether its inputs are retained: until it ends, and then as long as the result, so that it
    /// can be made again.
    pub fn keeps_inputs(&self) -> bool {
        match self.state {
            State::Delivered { .. } => self.removed.is_none(),
            _ => !self.is_over(),
        }
    }

    /// Whether nothing is left to do: the result is posted, or the requester was notified of the
    /// failure, and the card shows the outcome.
    pub fn is_settled(&self) -> bool {
        self.card_closed && self.is_over() && (self.is_notified() || !self.needs_failure_notice())
    }

    /// Whether it was delivered, failed or cancelled.
    pub fn is_over(&self) -> bool {
        matches!(
            self.state,
            State::Delivered { .. } | State::Failed { .. } | State::Cancelled { .. }
        )
    }

    /// What the provider bills, as far as known. An unfinished task costs nothing; a task whose
    /// outcome is unknown is assumed to have finished.
    pub fn provider_charge(&self) -> Money {
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

    /// What the requester pays on delivery; missing images cost nothing.
    pub fn charge(&self) -> Credits {
        self.made().credits
    }

    /// Whether the requester pays: the result was delivered, or they prevented its delivery.
    pub fn is_charged(&self) -> bool {
        match &self.state {
            State::Delivered { .. } => true,
            State::Failed { failure, .. } => failure.charged,
            _ => false,
        }
    }

    /// The price of what was made: the billed seconds of a video, or of several images those that
    /// were delivered.
    fn made(&self) -> Price {
        let made = self.work.usage.as_ref().and_then(|u| u.images);
        let came = match &self.state {
            State::Finished { more, .. }
            | State::Stored { more, .. }
            | State::Delivered { more, .. } => {
                u32::try_from(more.len()).ok().and_then(|more| more.checked_add(1))
            }
            _ => made,
        };
        if !self.request.makes_images() {
            // A requester never pays more than the card said; budgets count what is billed.
            return match self.work.usage.as_ref().and_then(|u| u.price) {
                Some(billed) => {
                    let credits = billed.credits.min(self.price.credits);
                    Price { credits, money: billed.money }
                }
                None => self.price,
            };
        }
        let share = |images: Option<u32>| match images {
            Some(images) => self.price.share(images.min(self.request.count), self.request.count),
            None => self.price,
        };
        // The provider bills what it made; the requester pays for what was delivered.
        Price { money: share(made.or(came)).money, credits: share(came).credits }
    }

    /// Whether the requester has yet to be notified of a failure.
    pub fn needs_failure_notice(&self) -> bool {
        matches!(self.state, State::Failed { .. }) && !self.is_notified()
    }

    fn is_notified(&self) -> bool {
        self.notice.is_some() || self.notification_skipped
    }

    /// The provider's task ID, in states where it matters.
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
}

#[cfg(test)]
#[path = "job/job_tests.rs"]
mod tests;
