//! Alerts for budgets that run low: each threshold is reported once per day or month.

use std::sync::Arc;

use jiff::Timestamp;
use tracing::{error, warn};

use crate::job::{Tenant, UserId};
use crate::journal::NewEntry;
use crate::pipeline::context::PipelineContext;
use crate::quota::{AuditDiff, AuditEntry, Budget, Crossing, Denied};

/// Writes alerts to the journal, from where they are posted.
pub(super) struct BudgetAlerts {
    ctx: Arc<PipelineContext>,
}

impl BudgetAlerts {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self { ctx }
    }

    /// Writes alerts for the thresholds that a reservation reached.
    pub(super) async fn crossed(&self, tenant: Tenant, crossings: &[Crossing], now: Timestamp) {
        for crossing in crossings {
            self.warn(tenant, crossing, now).await;
        }
    }

    /// Writes an alert after a job was refused because a budget is used up: what is left may be too
    /// little for any job, and then no reservation would ever reach 100 %.
    pub(super) async fn refused(&self, tenant: Tenant, denied: &Denied, now: Timestamp) {
        // A job that exceeds even an empty budget says nothing about how full it is.
        if let Denied::Budget { budget, period, limit, left, until: Some(_), next, .. } = *denied {
            let used = limit - left;
            let crossing = Crossing { budget, period, percent: 100, until: next, limit, used };
            self.warn(tenant, &crossing, now).await;
        }
    }

    async fn warn(&self, tenant: Tenant, c: &Crossing, now: Timestamp) {
        let (tenant, whose) = match c.budget {
            Budget::Server => (tenant, "this server's"),
            Budget::Global => (Tenant::Direct, "the whole bot's"),
        };
        let what = format!("{whose} budget of the {}: {} %", c.period.name(), c.percent);
        let change = AuditDiff {
            what: what.clone(),
            whom: String::new(),
            before: format!("{} of {} used or set aside", c.used, c.limit),
            after: format!("the next {} begins <t:{}:f>", c.period.name(), c.until.as_second()),
        };
        let entry = AuditEntry::new(tenant, UserId(0), change, "", now);
        let (budget, period) = (c.budget, c.period.name());
        let once = Some(format!(
            "{budget:?} {tenant} {period} {} % of {} {}",
            c.percent, c.limit, c.until
        ));
        match self.ctx.store.journal().decide(NewEntry::reported(entry, once)).await {
            Ok(Some(_)) => warn!(
                guild.id = %tenant,
                percent = c.percent,
                used = %c.used,
                limit = %c.limit,
                "{what}"
            ),
            Ok(None) => {}
            Err(e) => error!(error = %e, "failed to write a budget alert"),
        }
    }
}
