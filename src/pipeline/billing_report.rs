//! A daily report to the operator: what the provider billed above the reserved prices.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tracing::{error, warn};

use crate::generation::Money;
use crate::journal::{JournalError, NewEntry, Overbilled};
use crate::pipeline::context::PipelineContext;
use crate::quota::{AuditChange, AuditEntry, Author, Scope};

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Complete days that are looked at, so that none is lost while the bot does not run.
const DAYS: i32 = 7;
/// How long a job can take from its acceptance until its task is finished, as far as reports go.
const LONGEST_JOB: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Delay after midnight, and after a start: the jobs of the day before are in the journal by then,
/// and a start has more urgent work.
const DELAY: SignedDuration = SignedDuration::from_mins(10);

/// Reports each day (UTC, as the global budget) once, from the journal's jobs.
pub(super) struct BillingReport {
    ctx: Arc<PipelineContext>,
    /// When the next report is due; `None` before the first tick.
    due: Mutex<Option<Timestamp>>,
}

/// The sums of a day.
#[derive(Debug, Default)]
struct Total {
    jobs: usize,
    reserved: Money,
    billed: Money,
}

/// The beginning of the day that contains a moment.
fn midnight(at: Timestamp) -> Timestamp {
    at - SignedDuration::from_secs(at.as_second().rem_euclid(DAY.as_secs()))
        - SignedDuration::from_nanos(i64::from(at.subsec_nanosecond()))
}

impl BillingReport {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self { ctx, due: Mutex::default() }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let due = *self.due().get_or_insert(now + DELAY);
        // Farther ahead than a day: the clock was set back meanwhile.
        if now < due && due <= now + DAY + DELAY {
            return;
        }
        let next = match self.report(now).await {
            Ok(()) => midnight(now - DELAY) + DAY + DELAY,
            Err(e) => {
                error!(error = %e, "failed to report what was billed above the reserved prices");
                now + DELAY
            }
        };
        *self.due() = Some(next);
    }

    fn due(&self) -> MutexGuard<'_, Option<Timestamp>> {
        // A poisoned lock is safe to use: the value is replaced as a whole.
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports the days that are complete and not reported yet.
    async fn report(&self, now: Timestamp) -> Result<(), JournalError> {
        let until = midnight(now - DELAY);
        let from = until - DAY * DAYS;
        let mut days: BTreeMap<Timestamp, Total> = BTreeMap::new();
        // By days of acceptance, so that no other operation of the journal waits for long.
        let mut accepted = from - LONGEST_JOB;
        while accepted < until {
            let jobs = self.ctx.store.journal().overbilled(accepted, accepted + DAY).await?;
            for job in jobs.iter().filter(|j| from <= j.finished_at && j.finished_at < until) {
                days.entry(midnight(job.finished_at)).or_default().add(job);
            }
            accepted += DAY;
        }
        for (day, total) in days {
            self.report_day(day, &total, now).await?;
        }
        Ok(())
    }

    async fn report_day(
        &self,
        day: Timestamp,
        total: &Total,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        let day = day.to_zoned(TimeZone::UTC).date();
        let once = Some(format!("billed above the reserved prices on {day}"));
        let entry = total.entry(day, now);
        if self.ctx.store.journal().decide(NewEntry::reported(entry, once)).await?.is_some() {
            warn!(
                day = %day,
                jobs = total.jobs,
                reserved = %total.reserved,
                billed = %total.billed,
                "the provider billed more than was reserved; budgets count it, members do not pay it"
            );
        }
        Ok(())
    }
}

impl Total {
    fn add(&mut self, job: &Overbilled) {
        self.jobs += 1;
        self.reserved += job.reserved;
        self.billed += job.billed;
    }

    /// The audit entry, for the operator's log channel.
    fn entry(&self, day: Date, now: Timestamp) -> AuditEntry {
        let Self { jobs, reserved, billed } = *self;
        let change = AuditChange::BilledAbovePrice { day, jobs, reserved, billed };
        AuditEntry::new(Scope::Bot, Author::Bot, change, "", now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight() {
        for (at, begins) in [
            ("2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z"),
            ("2026-11-22T23:59:59.999999999Z", "2026-11-22T00:00:00Z"),
            ("1969-12-31T12:00:00Z", "1969-12-31T00:00:00Z"),
        ] {
            let at: Timestamp = at.parse().expect("a time");
            assert_eq!(midnight(at).to_string(), begins);
        }
    }
}
