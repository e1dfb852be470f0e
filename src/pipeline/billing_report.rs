//! A daily report to the operator: what the provider billed above the reserved prices.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tracing::{error, warn};

use crate::generation::Money;
use crate::journal::{JournalError, NewEntry, Overbilled};
use crate::pipeline::context::PipelineContext;
use crate::pipeline::pause::Pause;
use crate::quota::{AuditChange, AuditEntry, Author, Scope, Window};

/// How far back complete days are looked at, so that none is lost while the bot does not run.
const DAYS: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long a job can take from its acceptance until its task is finished, as far as reports go.
const LONGEST_JOB: Duration = Duration::from_secs(7 * 24 * 3600);
/// Delay after midnight, and after a start: the jobs of the day before are in the journal by then,
/// and a start has more urgent work.
const DELAY: Duration = Duration::from_secs(600);

/// Reports each day (UTC, as the global budget) once, from the journal's jobs.
pub(super) struct BillingReport {
    ctx: Arc<PipelineContext>,
    /// Until the next report; `None` before the first tick.
    pause: Mutex<Option<Pause>>,
}

/// The sums of a day.
#[derive(Debug, Default)]
struct Total {
    jobs: usize,
    reserved: Money,
    billed: Money,
}

impl BillingReport {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self { ctx, pause: Mutex::default() }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        if !self.pause().get_or_insert(Pause::new(now, DELAY)).is_over(now) {
            return;
        }
        let today = Window::Daily.span(&TimeZone::UTC, now - DELAY);
        let next = match self.report(today.start, now).await {
            Ok(()) => today.end + DELAY,
            Err(e) => {
                error!(error = %e, "failed to report what was billed above the reserved prices");
                now + DELAY
            }
        };
        let length = Duration::try_from(next.duration_since(now)).unwrap_or_default();
        *self.pause() = Some(Pause::new(now, length));
    }

    fn pause(&self) -> MutexGuard<'_, Option<Pause>> {
        // A poisoned lock is safe to use: the value is replaced as a whole.
        self.pause.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports the days before `today` that are not reported yet.
    async fn report(&self, today: Timestamp, now: Timestamp) -> Result<(), JournalError> {
        let from = today - DAYS;
        let mut days: BTreeMap<Date, Total> = BTreeMap::new();
        let jobs = self.ctx.store.journal().overbilled(from - LONGEST_JOB, today).await?;
        for job in jobs.iter().filter(|j| from <= j.finished_at && j.finished_at < today) {
            let day = job.finished_at.to_zoned(TimeZone::UTC).date();
            days.entry(day).or_default().add(job);
        }
        for (day, total) in days {
            self.report_day(day, &total, now).await?;
        }
        Ok(())
    }

    async fn report_day(
        &self,
        day: Date,
        total: &Total,
        now: Timestamp,
    ) -> Result<(), JournalError> {
        let once = Some(format!("billed above the reserved prices on {day}"));
        let entry = total.entry(day, now);
        if self.ctx.store.journal().record_entry(NewEntry::reported(entry, once)).await?.is_some() {
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
