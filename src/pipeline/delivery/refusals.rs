//! Destinations that refused a result, so that it is not uploaded to them again.

use std::time::Duration;

use dashmap::DashMap;
use jiff::Timestamp;

use crate::job::{ChannelId, Destination, Job, JobId};
use crate::service::{DenialReason, MessengerError};

/// How long a refusal is not doubted. Afterwards the destination is tried once more, but only when
/// the other one has refused the result too.
const UNDOUBTED: Duration = Duration::from_secs(600);

/// A destination that refused a post, with the reason where one was stated.
#[derive(Debug, Clone, Copy)]
pub(super) struct RefusedBy {
    pub(super) destination: Destination,
    pub(super) reason: Option<DenialReason>,
    at: Timestamp,
    /// Whether it refused the result of another job.
    of_another: bool,
}

impl RefusedBy {
    pub(super) fn new(
        destination: Destination,
        why: Option<&MessengerError>,
        at: Timestamp,
    ) -> Self {
        let reason = why.and_then(MessengerError::denial).map(|denial| denial.reason);
        Self { destination, reason, at, of_another: false }
    }

    fn is_recent(&self, now: Timestamp) -> bool {
        self.at <= now && now < self.at + UNDOUBTED
    }

    /// Whether the destination may accept the result by now.
    pub(super) fn is_doubtful(&self, now: Timestamp) -> bool {
        self.of_another || !self.is_recent(now)
    }
}

/// What is known about destinations.
#[derive(Default)]
pub(super) struct Refusals {
    jobs: DashMap<JobId, Vec<RefusedBy>>,
    /// Channels that refused files, although the bot may write there: it may not attach files, or
    /// the channel is a locked thread.
    channels: DashMap<ChannelId, RefusedBy>,
}

impl Refusals {
    /// Removes what is no longer of use.
    pub(super) fn retain(&self, is_open: impl Fn(&JobId) -> bool, now: Timestamp) {
        self.jobs.retain(|id, _| is_open(id));
        self.channels.retain(|_, by| by.is_recent(now));
    }

    /// The destinations that refused a job's result, or recently another result.
    pub(super) fn of(&self, job: &Job, now: Timestamp) -> Vec<RefusedBy> {
        let mut all = self.jobs.get(&job.id).map(|own| own.clone()).unwrap_or_default();
        let here = self.channels.get(&job.place.channel).filter(|by| by.is_recent(now));
        if let Some(by) = here
            && !all.iter().any(|own| own.destination == by.destination)
        {
            all.push(RefusedBy { of_another: true, ..*by });
        }
        all
    }

    /// Replaces what is known about a job; what another job's result has shown is not repeated.
    pub(super) fn set(&self, job: JobId, mut refusals: Vec<RefusedBy>) {
        refusals.retain(|by| !by.of_another);
        self.jobs.insert(job, refusals);
    }

    pub(super) fn forget(&self, job: JobId) {
        self.jobs.remove(&job);
    }

    /// Records that a job's channel refused files.
    pub(super) fn note_channel(&self, job: &Job, why: &MessengerError, now: Timestamp) {
        if !job.place.tenant.is_direct() {
            let by = RefusedBy::new(Destination::Channel, Some(why), now);
            self.channels.insert(job.place.channel, by);
        }
    }

    /// Records that a channel accepted a post.
    pub(super) fn channel_accepts(&self, channel: ChannelId) {
        self.channels.remove(&channel);
    }
}

/// Whether the answer to a typing indicator shows that no post would be accepted. Discord has also
/// refused these indicators to all bots, with other codes (docs/reference/discord.md §3.2).
pub(super) fn is_closed(answer: &MessengerError) -> bool {
    answer.denial().is_some_and(|denial| denial.reason == DenialReason::ChannelClosed)
}
