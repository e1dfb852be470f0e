//! What can happen to a job, and what may follow what.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::generation::Usage;
use crate::job::failure::{Class, Failure};
use crate::job::id::{ChannelId, MessageId, TaskId, UserId};
use crate::job::{Job, Removed, State};

/// Something that happened to a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The job was accepted; only ever the first event.
    Accepted,
    /// Its card is visible in the channel.
    CardShown {
        /// The card.
        message: MessageId,
    },
    /// A POST is about to be sent.
    SubmissionStarted,
    /// The provider said "later", or was certainly not reached: nothing was made there.
    SubmissionDeferred {
        /// Not before this time.
        until: Timestamp,
    },
    /// It is not known whether the POST arrived.
    AnswerLost,
    /// The task list shows no trace of it yet.
    TraceMissing,
    /// No task was made: it may be sent again.
    ProvenAbsent,
    /// A task exists: its name came with the answer, or was found in the list.
    TaskCreated {
        /// Its name.
        task: TaskId,
        /// Whether it was found in the list after a lost answer.
        adopted: bool,
    },
    /// The task was seen running.
    TaskRunning,
    /// The task succeeded.
    TaskFinished {
        /// Where the clip, or the first picture, is.
        url: String,
        /// Where further pictures are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
        /// What the provider bills for it, as far as it says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        usage: Option<Usage>,
    },
    /// The clip, or every picture, is in the archive.
    ClipStored {
        /// Where.
        key: String,
        /// Its size.
        bytes: u64,
        /// Where further pictures are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
    },
    /// The clip has more bytes than may be kept: its link is posted instead.
    TooLargeToKeep {
        /// Where it would be.
        key: String,
        /// Its size.
        bytes: u64,
        /// The link that it is at.
        url: String,
    },
    /// Its journal was restored from a backup: what happened since is not known.
    Restored {
        /// When the backup was made.
        backed_up_at: Timestamp,
    },
    /// Its requester was given a result that could not be posted, and pays for it.
    Collected,
    /// A post about this job is about to be sent; while its clip is still being fetched, all of it
    /// but the end.
    PostStarted,
    /// The post was certainly not made.
    PostRefused,
    /// The result is posted.
    Posted {
        /// Where.
        channel: ChannelId,
        /// Its message.
        message: MessageId,
    },
    /// The requester was told of a failure.
    #[serde(rename = "noticed")]
    FailureNotified {
        /// The message that told it.
        message: MessageId,
    },
    /// The requester cannot be told: neither here nor by direct message.
    #[serde(rename = "notice_waived")]
    NotificationSkipped,
    /// The card shows how the job ended, or can show nothing any more.
    CardClosed,
    /// Its result is taken down: the post and the archived clip are being deleted.
    Removed {
        /// By whom.
        by: UserId,
    },
    /// It ended without a clip.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It was stopped.
    Cancelled {
        /// By whom; `None` when it was done at the provider.
        by: Option<UserId>,
        /// The provider did not know its task any more, so what became of that was never learned.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unresolved: bool,
    },
}

/// The event cannot happen in this state; the job is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("a job that is {state} cannot take {event}")]
pub struct NotAllowed {
    /// The state's name.
    pub state: &'static str,
    /// The event, for the log.
    pub event: String,
}

impl Event {
    /// Whether a job has come to one of its ends with it.
    pub fn ends(&self) -> bool {
        matches!(self, Self::Posted { .. } | Self::Failed { .. } | Self::Cancelled { .. })
    }
}

impl Job {
    /// Takes an event, or refuses it and stays as it was.
    ///
    /// # Errors
    /// When the event cannot happen in this state, which a race between two rooms can bring
    /// about: a cancellation while a POST is sent, say. The later one loses.
    pub fn apply(&mut self, event: &Event, now: Timestamp) -> Result<(), NotAllowed> {
        let refuse = |state: &State| NotAllowed {
            state: state.name(),
            event: format!("{event:?}").chars().take(40).collect(),
        };
        let next = match (&self.state, event) {
            (_, Event::CardShown { message }) => {
                self.card = Some(*message);
                None
            }
            (State::Accepted { .. }, Event::SubmissionStarted) => {
                Some(State::Submitting { since: now })
            }
            (
                State::Accepted { .. } | State::Submitting { .. },
                Event::SubmissionDeferred { until },
            ) => Some(State::Accepted { not_before: Some(*until) }),
            (State::Submitting { since }, Event::AnswerLost) => {
                Some(State::Unconfirmed { since: *since, lost_at: now, absences: 0 })
            }
            (State::Unconfirmed { since, lost_at, absences }, Event::TraceMissing) => {
                Some(State::Unconfirmed {
                    since: *since,
                    lost_at: *lost_at,
                    absences: absences + 1,
                })
            }
            (State::Unconfirmed { .. }, Event::ProvenAbsent) => {
                self.lost_submissions += 1;
                Some(State::Accepted { not_before: None })
            }
            (
                State::Submitting { since } | State::Unconfirmed { since, .. },
                Event::TaskCreated { task, adopted },
            ) => {
                let at = if *adopted { *since } else { now };
                self.work.submitted_at = Some(at);
                Some(State::Submitted { task: task.clone(), at })
            }
            (State::Submitted { task, at }, Event::TaskRunning) => {
                Some(State::Running { task: task.clone(), at: *at, since: now })
            }
            (
                State::Submitted { task, .. } | State::Running { task, .. },
                Event::TaskFinished { url, more, usage },
            ) => {
                self.work.finished_at = Some(now);
                self.work.usage.clone_from(usage);
                let (url, more) = (url.clone(), more.clone());
                Some(State::Finished { task: task.clone(), url, more, at: now })
            }
            (State::Finished { task, url, at, .. }, Event::ClipStored { key, bytes, more }) => {
                Some(State::Stored {
                    task: task.clone(),
                    url: url.clone(),
                    finished_at: *at,
                    key: key.clone(),
                    bytes: *bytes,
                    more: more.clone(),
                })
            }
            (State::Finished { task, at, .. }, Event::TooLargeToKeep { key, bytes, url }) => {
                self.unarchived = true;
                Some(State::Stored {
                    task: task.clone(),
                    url: url.clone(),
                    finished_at: *at,
                    key: key.clone(),
                    bytes: *bytes,
                    more: Vec::new(),
                })
            }
            (State::Delivered { .. } | State::Cancelled { .. }, Event::Restored { .. }) => {
                return Err(refuse(&self.state));
            }
            (state, Event::Restored { backed_up_at }) => {
                self.restored = Some(*backed_up_at);
                match state {
                    // It may have been sent since.
                    State::Accepted { .. } => {
                        Some(State::Unconfirmed { since: *backed_up_at, lost_at: now, absences: 0 })
                    }
                    State::Submitting { since } | State::Unconfirmed { since, .. } => {
                        Some(State::Unconfirmed { since: *since, lost_at: now, absences: 0 })
                    }
                    _ => None,
                }
            }
            (State::Failed { failure, at }, Event::Collected)
                if failure.class == Class::Undeliverable && !failure.charged =>
            {
                let failure = Failure { charged: true, ..failure.clone() };
                Some(State::Failed { failure, at: *at })
            }
            (
                State::Finished { .. } | State::Stored { .. } | State::Failed { .. },
                Event::PostStarted,
            ) => {
                // The first attempt counts: a later one must look for it.
                self.posting_since = self.posting_since.or(Some(now));
                None
            }
            (
                State::Finished { .. } | State::Stored { .. } | State::Failed { .. },
                Event::PostRefused,
            ) => {
                self.posting_since = None;
                None
            }
            (State::Stored { task, key, more, .. }, Event::Posted { channel, message }) => {
                self.posting_since = None;
                Some(State::Delivered {
                    task: task.clone(),
                    key: key.clone(),
                    more: more.clone(),
                    channel: *channel,
                    message: *message,
                    at: now,
                })
            }
            (State::Delivered { .. }, Event::Removed { by }) if self.removed.is_none() => {
                self.removed = Some(Removed { by: *by, at: now });
                None
            }
            (State::Failed { .. }, Event::FailureNotified { message }) if !self.is_notified() => {
                self.posting_since = None;
                self.notice = Some(*message);
                None
            }
            (State::Failed { .. }, Event::NotificationSkipped) if !self.is_notified() => {
                self.posting_since = None;
                self.notification_skipped = true;
                None
            }
            (
                State::Delivered { .. } | State::Failed { .. } | State::Cancelled { .. },
                Event::CardClosed,
            ) if !self.card_closed => {
                self.card_closed = true;
                None
            }
            (
                State::Accepted { .. }
                | State::Submitting { .. }
                | State::Unconfirmed { .. }
                | State::Submitted { .. }
                | State::Running { .. }
                | State::Finished { .. }
                | State::Stored { .. },
                Event::Failed { failure },
            ) => {
                self.posting_since = None;
                Some(State::Failed { failure: failure.clone(), at: now })
            }
            (
                State::Accepted { .. } | State::Submitted { .. } | State::Running { .. },
                Event::Cancelled { by, unresolved },
            ) => Some(State::Cancelled { by: *by, at: now, unresolved: *unresolved }),
            (state, _) => return Err(refuse(state)),
        };
        if let Some(next) = next {
            self.state = next;
        }
        self.revision += 1;
        Ok(())
    }
}
