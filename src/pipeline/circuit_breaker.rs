//! The circuit breaker of an account: while it is open, jobs wait here and cost nothing, and a
//! trial submission goes out now and then. Opening and closing are logged once, not per job.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::job::{Job, State};
use crate::pipeline::pause::Pause;
use crate::quota::{OutageCause, Scope};

/// Consecutive submissions that do not reach the provider before the breaker opens.
const UNREACHED: u32 = 5;
/// First and longest interval between two trials.
const FIRST_TRIAL_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_TRIAL_PAUSE: Duration = Duration::from_secs(120);

/// How many submissions may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BreakerState {
    /// As many as the models run.
    Closed,
    /// One, as a trial.
    HalfOpen,
    /// None.
    Open,
}

/// Since when the provider accepts nothing, and who was notified.
#[derive(Debug)]
pub(super) struct Outage {
    pub(super) cause: OutageCause,
    pub(super) since: Timestamp,
    /// Until the next trial.
    pause: Pause,
    trials: u32,
    /// Whose log channels were notified.
    pub(super) notified: BTreeSet<Scope>,
}

#[derive(Debug, Default)]
struct BreakerStatus {
    /// Consecutive submissions that did not reach the provider.
    unreached: u32,
    outage: Option<Outage>,
}

/// Stops submissions while the provider accepts none.
#[derive(Debug, Default)]
pub struct CircuitBreaker {
    status: Mutex<BreakerStatus>,
}

impl CircuitBreaker {
    /// The current outage and since when it lasts.
    pub fn outage(&self) -> Option<(OutageCause, Timestamp)> {
        self.lock().outage.as_ref().map(|o| (o.cause, o.since))
    }

    /// Whether nothing may go out now, not even a trial.
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        self.lock().outage.as_ref().is_some_and(|outage| !outage.pause.is_over(now))
    }

    /// How many submissions may go out now. [`BreakerState::HalfOpen`] is returned once for each
    /// trial, and the caller makes the trial.
    fn state(&self, now: Timestamp) -> BreakerState {
        let mut status = self.lock();
        let Some(outage) = &mut status.outage else { return BreakerState::Closed };
        if !outage.pause.is_over(now) {
            return BreakerState::Open;
        }
        outage.trials += 1;
        let pause = FIRST_TRIAL_PAUSE * 2u32.saturating_pow(outage.trials.min(8));
        outage.pause = Pause::new(now, pause.min(LONGEST_TRIAL_PAUSE));
        BreakerState::HalfOpen
    }

    /// Removes from `due` what must not go out to the account now: all but the trial while the
    /// breaker is half-open, and everything while it is open.
    pub(super) fn limit<T>(
        &self,
        due: &mut Vec<T>,
        of_account: impl Fn(&T) -> bool,
        now: Timestamp,
    ) {
        if !due.iter().any(&of_account) {
            return;
        }
        let mut left = match self.state(now) {
            BreakerState::Closed => return,
            BreakerState::HalfOpen => 1,
            BreakerState::Open => 0,
        };
        due.retain(|one| {
            let goes = !of_account(one) || left > 0;
            left -= usize::from(goes && of_account(one));
            goes
        });
    }

    /// Returns a trial that shows nothing about submissions: the next one may be made immediately.
    pub(super) fn return_trial(&self, now: Timestamp) {
        if let Some(outage) = &mut self.lock().outage {
            outage.pause = Pause::new(now, Duration::ZERO);
        }
    }

    /// Records a submission that the provider did not accept. Returns whether it opens the breaker.
    pub(super) fn record_failure(
        &self,
        cause: OutageCause,
        notified: &BTreeSet<Scope>,
        now: Timestamp,
    ) -> bool {
        let mut status = self.lock();
        if cause == OutageCause::Unreachable {
            status.unreached += 1;
            if status.unreached < UNREACHED {
                return false;
            }
        }
        if let Some(outage) = &mut status.outage {
            // The cause can change while the outage lasts.
            if outage.cause != cause {
                (outage.cause, outage.since) = (cause, now);
            }
            return false;
        }
        let pause = Pause::new(now, FIRST_TRIAL_PAUSE);
        let notified = notified.clone();
        status.outage = Some(Outage { cause, since: now, pause, trials: 0, notified });
        true
    }

    /// Records a submission that was answered. Returns the outage that this ends.
    pub(super) fn record_success(&self) -> Option<Outage> {
        let mut status = self.lock();
        status.unreached = 0;
        status.outage.take()
    }

    fn lock(&self) -> MutexGuard<'_, BreakerStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the provider has yet to accept a job.
pub(super) fn waits(job: &Job) -> bool {
    matches!(
        job.state,
        State::Accepted { .. } | State::Submitting { .. } | State::Unconfirmed { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of `due`, what the breaker of the account that serves even numbers lets out.
    fn let_out(breaker: &CircuitBreaker, now: Timestamp) -> Vec<u32> {
        let mut due = vec![1, 2, 3, 4];
        breaker.limit(&mut due, |number| number % 2 == 0, now);
        due
    }

    #[test]
    fn the_breaker_of_one_account_holds_no_job_of_another() {
        let breaker = CircuitBreaker::default();
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(let_out(&breaker, now), [1, 2, 3, 4]);
        assert!(breaker.record_failure(OutageCause::Account, &BTreeSet::new(), now));
        assert_eq!(let_out(&breaker, now), [1, 3]);
        // One trial, until the next pause is over.
        let later = now + FIRST_TRIAL_PAUSE;
        assert_eq!(let_out(&breaker, later), [1, 2, 3]);
        assert_eq!(let_out(&breaker, later), [1, 3]);
        // Jobs of other accounts do not use up the trial.
        let later = later + LONGEST_TRIAL_PAUSE;
        let mut due = vec![1, 3];
        breaker.limit(&mut due, |number| number % 2 == 0, later);
        assert_eq!(due, [1, 3]);
        assert_eq!(let_out(&breaker, later), [1, 2, 3]);
        assert!(breaker.record_success().is_some());
        assert_eq!(let_out(&breaker, later), [1, 2, 3, 4]);
    }
}
