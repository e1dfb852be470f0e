//! The events of a job, and the state machine.

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
    /// The job was accepted; always the first event.
    Accepted,
    /// Its card was posted.
    CardShown {
        /// The card.
        message: MessageId,
    },
    /// A submission is about to be sent.
    SubmissionStarted {
        /// The provider; none in events from before there could be several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider: Option<String>,
    },
    /// The provider asked to retry later, or was certainly not reached: it has no task.
    SubmissionDeferred {
        /// Do not retry before this time.
        until: Timestamp,
    },
    /// The response was lost; it is unknown whether the submission arrived.
    AnswerLost,
    /// The provider's task list does not show the task yet.
    TraceMissing,
    /// The submission proved not to have arrived: it may be sent again.
    ProvenAbsent,
    /// A task exists; its ID came with the response or was found in the task list.
    TaskCreated {
        /// The task's ID.
        task: TaskId,
        /// Whether it was found in the task list after a lost response.
        adopted: bool,
    },
    /// The task was seen running.
    TaskRunning,
    /// The task succeeded.
    TaskFinished {
        /// The URL of the video or the first image.
        url: String,
        /// The URLs of further images.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
        /// The billed usage, if the provider reports it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        usage: Option<Usage>,
    },
    /// The video, or every image, is in the archive.
    #[serde(rename = "clip_stored")]
    ResultStored {
        /// The archive key of the first result.
        key: String,
        /// Its size in bytes.
        bytes: u64,
        /// The archive keys of further images.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<String>,
    },
    /// The result exceeds the archive's size limit: its link is posted instead.
    TooLargeToKeep {
        /// The archive key it would have.
        key: String,
        /// Its size in bytes.
        bytes: u64,
        /// The provider's URL.
        url: String,
    },
    /// The journal was restored from a backup; what happened since is unknown.
    Restored {
        /// When the backup was made.
        backed_up_at: Timestamp,
    },
    /// The requester collected a result that could not be posted, and pays for it.
    Collected,
    /// A post about this job is about to be sent. While the result is still being downloaded, the
    /// post's last chunk is withheld.
    PostStarted,
    /// The post was certainly not created.
    PostRefused,
    /// The result was posted.
    Posted {
        /// The channel.
        channel: ChannelId,
        /// The message.
        message: MessageId,
    },
    /// The requester was notified of a failure.
    #[serde(rename = "noticed")]
    FailureNotified {
        /// The message.
        message: MessageId,
    },
    /// The requester cannot be notified, neither in the channel nor by direct message.
    #[serde(rename = "notice_waived")]
    NotificationSkipped,
    /// The card shows the outcome, or cannot be updated any more.
    CardClosed,
    /// The result is removed: the post and the archived files are being deleted.
    Removed {
        /// Who removed it.
        by: UserId,
    },
    /// It failed.
    Failed {
        /// The cause.
        failure: Failure,
    },
    /// It was cancelled.
    Cancelled {
        /// Who cancelled it; `None` if it was cancelled at the provider.
        by: Option<UserId>,
        /// The provider no longer knows the task, so its outcome is unknown.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unresolved: bool,
    },
}

/// The event is not allowed in this state; the job is unchanged.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("event {event} is not allowed in state {state}")]
pub struct NotAllowed {
    /// The state's name.
    pub state: &'static str,
    /// The event, shortened for the log.
    pub event: String,
}

impl Event {
    /// Whether the event ends the job.
    pub fn ends(&self) -> bool {
        matches!(self, Self::Posted { .. } | Self::Failed { .. } | Self::Cancelled { .. })
    }
}

impl Job {
    /// Applies an event, or rejects it and leaves the job unchanged.
    ///
    /// # Errors
    /// When the event is not allowed in this state. Two stages can race, such as a cancellation
    /// with a submission; the later event is rejected.
    pub fn apply(&mut self, event: &Event, now: Timestamp) -> Result<(), NotAllowed> {
        let reject = |state: &State| NotAllowed {
            state: state.name(),
            event: format!("{event:?}").chars().take(40).collect(),
        };
        let next = match (&self.state, event) {
            (_, Event::CardShown { message }) => {
                self.card = Some(*message);
                None
            }
            (State::Accepted { .. }, Event::SubmissionStarted { provider }) => {
                self.work.provider.clone_from(provider);
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
            (State::Finished { task, url, at, .. }, Event::ResultStored { key, bytes, more }) => {
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
                return Err(reject(&self.state));
            }
            (state, Event::Restored { backed_up_at }) => {
                self.restored = Some(*backed_up_at);
                match state {
                    // It may have been submitted after the backup.
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
                // The first attempt's time counts: later attempts must search from there.
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
            (state, _) => return Err(reject(state)),
        };
        if let Some(next) = next {
            self.state = next;
        }
        self.revision += 1;
        Ok(())
    }
}
