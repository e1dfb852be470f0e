//! Records that an account's provider accepts no submissions, and that it accepts them again.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tracing::{error, info};

use crate::journal::NewEntry;
use crate::pipeline::circuit_breaker::waits;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::provider_accounts::ProviderAccount;
use crate::provider::Error;
use crate::quota::{AuditChange, AuditEntry, Author, OutageCause, Scope};

impl PipelineContext {
    /// Handles a response to a submission: whatever it contains, the breaker closes.
    pub(super) async fn provider_answered(&self, account: &ProviderAccount, now: Timestamp) {
        let Some(outage) = account.breaker.record_success() else { return };
        let lasted = now.as_second() - outage.since.as_second();
        info!(provider = account.name, seconds = lasted, "the provider accepts jobs again");
        let change = AuditChange::ProviderRecovered { cause: outage.cause };
        for scope in outage.notified {
            self.record_outage(account, scope, &change, outage.since, now).await;
        }
    }

    /// Handles a submission that the provider did not accept.
    pub(super) async fn provider_failed(
        &self,
        account: &ProviderAccount,
        cause: OutageCause,
        e: &Error,
        now: Timestamp,
    ) {
        // The global scope notifies the operator once, also of jobs in direct messages.
        let mut scopes: BTreeSet<_> = self
            .store
            .select(|job| waits(job) && self.is_served_by(job, account))
            .into_iter()
            .filter(|job| !job.place.tenant.is_direct())
            .map(|job| Scope::Tenant(job.place.tenant))
            .collect();
        scopes.insert(Scope::Bot);
        if !account.breaker.record_failure(cause, &scopes, now) {
            return;
        }
        let (code, request) = (e.code.as_deref(), e.request_id.as_deref());
        match cause {
            OutageCause::Account => error!(
                provider = account.name, error = %e, code, request.id = request,
                "the provider does not accept the account; jobs wait: {}",
                account.provider.account_advice().rejected
            ),
            OutageCause::Unreachable => {
                error!(
                    provider = account.name, error = %e, code,
                    "the provider cannot be reached; jobs wait"
                );
            }
        }
        let change = AuditChange::ProviderFailed { cause };
        for scope in &scopes {
            self.record_outage(account, *scope, &change, now, now).await;
        }
    }

    /// Writes an audit entry, which the log channels show.
    async fn record_outage(
        &self,
        account: &ProviderAccount,
        scope: Scope,
        change: &AuditChange,
        since: Timestamp,
        now: Timestamp,
    ) {
        let state = match change {
            AuditChange::ProviderRecovered { .. } => "ended",
            _ => "began",
        };
        let once = Some(format!("outage {} {scope} {since} {state}", account.name));
        let entry = AuditEntry::new(scope, Author::Bot, change.clone(), "", now);
        let written = self.store.journal().record_entry(NewEntry::reported(entry, once)).await;
        if let Err(e) = written {
            error!(error = %e, "failed to write the audit entry of an outage");
        }
    }
}
