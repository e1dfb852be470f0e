//! Alerts for budgets that run low: each threshold is reported once per day or month.

use std::sync::Arc;

use jiff::Timestamp;
use tracing::{error, warn};

use crate::job::Tenant;
use crate::journal::NewEntry;
use crate::pipeline::context::PipelineContext;
use crate::quota::{AuditChange, AuditEntry, Author, Budget, Crossing, Denied, Scope};

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
        let scope = match c.budget {
            Budget::Server => Scope::Tenant(tenant),
            Budget::Global => Scope::Bot,
        };
        let change = AuditChange::BudgetThreshold {
            budget: c.budget,
            period: c.period,
            percent: c.percent,
            used: c.used,
            limit: c.limit,
            next: c.until,
        };
        let entry = AuditEntry::new(scope, Author::Bot, change, "", now);
        let (budget, period) = (c.budget, c.period.name());
        let once =
            Some(format!("{budget:?} {scope} {period} {} % of {} {}", c.percent, c.limit, c.until));
        match self.ctx.store.journal().record_entry(NewEntry::reported(entry, once)).await {
            Ok(Some(_)) => warn!(
                scope = %scope,
                period,
                percent = c.percent,
                used = %c.used,
                limit = %c.limit,
                "a budget is running low"
            ),
            Ok(None) => {}
            Err(e) => error!(error = %e, "failed to write a budget alert"),
        }
    }
}
