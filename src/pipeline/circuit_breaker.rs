//! The circuit breaker of the provider: while it is open, jobs wait here and cost nothing, and a
//! trial submission goes out now and then. Opening and closing are logged once, not per job.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tracing::{error, info};

use crate::job::{Job, State};
use crate::journal::NewEntry;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::pause::Pause;
use crate::quota::{AuditChange, AuditEntry, Author, OutageCause, Scope};
use crate::wan::Error;

/// Consecutive submissions that do not reach the provider before the breaker opens.
const UNREACHED: u32 = 5;
/// First and longest interval between two trials.
const FIRST_TRIAL_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_TRIAL_PAUSE: Duration = Duration::from_secs(120);

/// How many submissions may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BreakerState {
    /// As many as the models run.
    Closed,
    /// One, as a trial.
    HalfOpen,
    /// None.
    Open,
}

#[derive(Debug)]
struct Outage {
    cause: OutageCause,
    since: Timestamp,
    /// Until the next trial.
    pause: Pause,
    trials: u32,
    /// Whose log channels were notified.
    notified: BTreeSet<Scope>,
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

    /// How many submissions may go out now. [`BreakerState::HalfOpen`] is returned once for each
    /// trial, and the caller makes the trial.
    pub(super) fn state(&self, now: Timestamp) -> BreakerState {
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

    /// Returns a trial that shows nothing about submissions: the next one may be made immediately.
    pub(super) fn return_trial(&self, now: Timestamp) {
        if let Some(outage) = &mut self.lock().outage {
            outage.pause = Pause::new(now, Duration::ZERO);
        }
    }

    /// Records a submission that the provider did not accept. Returns whether it opens the breaker.
    fn record_failure(
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
    fn record_success(&self) -> Option<Outage> {
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

impl PipelineContext {
    /// Handles a response to a submission: whatever it contains, the breaker closes.
    pub(super) async fn provider_answered(&self, now: Timestamp) {
        let Some(outage) = self.breaker.record_success() else { return };
        let lasted = now.as_second() - outage.since.as_second();
        info!(seconds = lasted, "the provider accepts jobs again");
        let change = AuditChange::ProviderRecovered { cause: outage.cause };
        for scope in outage.notified {
            self.record_outage(scope, &change, outage.since, now).await;
        }
    }

    /// Handles a submission that the provider did not accept.
    pub(super) async fn provider_failed(&self, cause: OutageCause, e: &Error, now: Timestamp) {
        // The operator reads of it once, also where jobs from direct messages wait.
        let mut scopes: BTreeSet<_> = self
            .store
            .select(waits)
            .into_iter()
            .filter(|job| !job.place.tenant.is_direct())
            .map(|job| Scope::Tenant(job.place.tenant))
            .collect();
        scopes.insert(Scope::Bot);
        if !self.breaker.record_failure(cause, &scopes, now) {
            return;
        }
        let (code, request) = (e.code.as_deref(), e.request_id.as_deref());
        match cause {
            OutageCause::Account => error!(
                error = %e, code, request.id = request,
                "the provider does not accept the account; jobs wait: check DASHSCOPE_API_KEY and \
                 wan.region (a key works only in the region where it was made), and billing"
            ),
            OutageCause::Unreachable => {
                error!(error = %e, code, "the provider cannot be reached; jobs wait");
            }
        }
        let change = AuditChange::ProviderFailed { cause };
        for scope in &scopes {
            self.record_outage(*scope, &change, now, now).await;
        }
    }

    /// Writes an audit entry, which the log channels show.
    async fn record_outage(
        &self,
        scope: Scope,
        change: &AuditChange,
        since: Timestamp,
        now: Timestamp,
    ) {
        let state = match change {
            AuditChange::ProviderRecovered { .. } => "ended",
            _ => "began",
        };
        let once = Some(format!("outage {scope} {since} {state}"));
        let entry = AuditEntry::new(scope, Author::Bot, change.clone(), "", now);
        let written = self.store.journal().decide(NewEntry::reported(entry, once)).await;
        if let Err(e) = written {
            error!(error = %e, "failed to write the audit entry of an outage");
        }
    }
}
