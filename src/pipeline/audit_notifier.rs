//! Posts audit entries and alerts in the server's log channel, once. They are read from the
//! journal, where another process may have written them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dashmap::{DashMap, DashSet};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{debug, error, warn};

use crate::job::{ChannelId, Place, Tenant};
use crate::journal::{ChangeMark, JournalError};
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::pipeline::pause::Pause;
use crate::quota::{AuditEntry, Scope};
use crate::service::{MessengerError, Post};

/// How long a log channel that cannot be written to is skipped.
const RETRY_DELAY: Duration = Duration::from_secs(10);

/// The stage that announces audit entries.
pub(super) struct AuditNotifier {
    ctx: Arc<PipelineContext>,
    /// Scopes whose entries an earlier tick still posts. Each is independent: a log channel that
    /// hangs delays no other.
    scopes: InFlight<Scope>,
    /// Scopes that are skipped for a while.
    later: DashMap<Scope, Pause>,
    /// Entries that were posted but not yet marked as announced: the journal could not be written.
    posted: DashSet<u64>,
    /// Set after a failed read, until entries are read again.
    unreadable: Mutex<Option<Pause>>,
    /// The state of the journal in which there was nothing to announce.
    nothing_new_since: Mutex<Option<ChangeMark>>,
}

impl AuditNotifier {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self {
            ctx,
            scopes: InFlight::default(),
            later: DashMap::new(),
            posted: DashSet::new(),
            unreadable: Mutex::default(),
            nothing_new_since: Mutex::default(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        if self.unreadable().is_some_and(|pause| !pause.is_over(now)) {
            return;
        }
        match self.unannounced().await {
            Ok(entries) => {
                let announce = |(scope, entries)| self.announce(scope, entries, now);
                stream::iter(entries).for_each_concurrent(None, announce).await;
            }
            Err(e) => {
                *self.unreadable() = Some(Pause::new(now, RETRY_DELAY));
                error!(error = %e, "failed to read audit entries");
            }
        }
    }

    fn nothing_new_since(&self) -> MutexGuard<'_, Option<ChangeMark>> {
        self.nothing_new_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unreadable(&self) -> MutexGuard<'_, Option<Pause>> {
        self.unreadable.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entries to announce in each scope, oldest first.
    async fn unannounced(&self) -> Result<BTreeMap<Scope, Vec<AuditEntry>>, JournalError> {
        let mut by_scope: BTreeMap<_, Vec<_>> = BTreeMap::new();
        // Taken first: what is written while the entries are read is seen in the next tick.
        let mark = self.ctx.store.journal().change_mark().await?;
        if *self.nothing_new_since() == Some(mark) {
            return Ok(by_scope);
        }
        self.ctx.store.sync_audit_log().await?;
        for entry in self.ctx.store.journal().unannounced_entries().await? {
            by_scope.entry(entry.scope).or_default().push(entry);
        }
        *self.nothing_new_since() = by_scope.is_empty().then_some(mark);
        Ok(by_scope)
    }

    /// Announces the entries of a scope in order; the first that has to wait holds back the others.
    async fn announce(&self, scope: Scope, entries: Vec<AuditEntry>, now: Timestamp) {
        let Some(_guard) = self.scopes.begin(scope) else { return };
        if self.later.get(&scope).is_some_and(|pause| !pause.is_over(now)) {
            return;
        }
        for entry in entries {
            if !self.posted.contains(&entry.number) && !self.post_entry(&entry).await {
                self.later.insert(scope, Pause::new(now, RETRY_DELAY));
                return;
            }
            if let Err(e) = self.ctx.store.journal().mark_announced(entry.number).await {
                // Do not post it again, however long the journal cannot be written.
                self.posted.insert(entry.number);
                self.later.insert(scope, Pause::new(now, RETRY_DELAY));
                return error!(
                    entry = entry.number,
                    error = %e,
                    "failed to mark an audit entry as announced"
                );
            }
            self.posted.remove(&entry.number);
        }
    }

    /// The channel of an entry. An entry that moves or closes the log channel goes to the old one.
    fn channel(&self, entry: &AuditEntry) -> Option<ChannelId> {
        let book = self.ctx.store.book();
        let now = match entry.scope {
            Scope::Tenant(tenant @ Tenant::Server(_)) => book.policy(tenant).log_channel,
            Scope::Tenant(Tenant::Direct) | Scope::Bot => self.ctx.settings.log_channel,
        };
        entry.former_log_channel.or(now)
    }

    /// Posts an entry. Returns whether nothing is left to do for it.
    async fn post_entry(&self, entry: &AuditEntry) -> bool {
        let Some(channel) = self.channel(entry) else { return true };
        let place = Place { tenant: tenant_of(entry.scope), channel };
        let language = self.ctx.store.book().policy(place.tenant).language;
        let post = Post::AuditEntry { entry, language };
        match self.ctx.messenger.post(place, post, Vec::new()).await {
            Ok(_) | Err(MessengerError::IdUnread) => true,
            Err(MessengerError::Transient(why)) => {
                debug!(entry = entry.number, error = %why, "failed to post an audit entry");
                false
            }
            Err(
                MessengerError::Unauthorized | MessengerError::Paused | MessengerError::Limited,
            ) => false,
            Err(e) => {
                warn!(
                    scope = %entry.scope,
                    entry = entry.number,
                    error = %e,
                    "cannot post an audit entry in the log channel; it is in the journal"
                );
                true
            }
        }
    }
}

/// The tenant of a log channel. The server of the operator's log channel is not known.
fn tenant_of(scope: Scope) -> Tenant {
    match scope {
        Scope::Tenant(tenant) => tenant,
        Scope::Bot => Tenant::Direct,
    }
}
