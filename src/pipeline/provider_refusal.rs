//! What follows for a job from an error of the provider that created no task.

use jiff::Timestamp;
use tracing::{debug, error};

use crate::job::{Class, Event, Failure, Job};
use crate::pipeline::context::PipelineContext;
use crate::provider::{Error, ErrorClass};
use crate::quota::OutageCause;

impl PipelineContext {
    /// Handles an error that created no task. Returns the job's failure, or `None` when the
    /// submission is to be retried.
    pub(super) async fn refused(&self, job: &Job, error: Error, now: Timestamp) -> Option<Event> {
        let account = self.account_of(job);
        if error.class == ErrorClass::Transient || error.is_account_wide {
            debug!(job.id = %job.id, error = %error, "the provider accepted no submission");
            let outage =
                if error.is_account_wide { OutageCause::Account } else { OutageCause::Unreachable };
            self.provider_failed(account, outage, &error, now).await;
            return None;
        }
        self.provider_answered(account, now).await;
        self.refusal(job, error)
    }

    /// The failure of a job after an error that concerns it alone; `None` when it is retried later.
    pub(super) fn refusal(&self, job: &Job, error: Error) -> Option<Event> {
        let class = match error.class {
            ErrorClass::Throttled | ErrorClass::Transient => return None,
            ErrorClass::UserInput => Class::UserInput,
            ErrorClass::Moderated => Class::Moderated,
            ErrorClass::Account => {
                error!(
                    job.id = %job.id,
                    error = %error,
                    code = error.code, request.id = error.request_id,
                    "the account may not use this model: {}",
                    self.account_of(job).provider.account_advice().not_enabled
                );
                Class::Account
            }
            ErrorClass::Bug => {
                error!(
                    job.id = %job.id,
                    error = %error,
                    message = error.message, request.id = error.request_id,
                    "the provider refused a request that we should not have sent"
                );
                Class::Bug
            }
        };
        Some(failed(class, Some(error)))
    }
}

/// The failure of a job, with what the provider said.
pub(super) fn failed(class: Class, error: Option<Error>) -> Event {
    let (code, message) = error.map_or((None, None), |e| (e.code, e.message));
    Event::Failed { failure: Failure { code, message, ..Failure::of(class) } }
}
