//! The quota book: every account, in memory.
//!
//! Lock order: server, account, global. An admission holds all three, so that it sees a consistent
//! state and cannot deadlock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use jiff::{SignedDuration, Timestamp};

use crate::generation::{Credits, Money, Price};
use crate::job::{JobId, RoleId, Tenant, UserId};
use crate::quota::account::{Account, Allocation, OpenReservation, Terms, View};
use crate::quota::audit::{AuditEntry, Scope};
use crate::quota::command::Document;
use crate::quota::denied::{Budget, Denied};
use crate::quota::member_overrides::MemberOverrides;
use crate::quota::policy::Policy;
use crate::quota::settings::ServerSettings;
use crate::quota::subject::Target;
use crate::quota::tally::{BudgetView, Crossing, Limits, Tally};
use crate::quota::window::Span;

/// An account's key: a member in a server.
type Key = (Tenant, UserId);

/// Who pays.
#[derive(Debug, Clone, Copy)]
pub struct Payer<'a> {
    /// The server.
    pub tenant: Tenant,
    /// The member.
    pub user: UserId,
    /// The member's roles at this moment.
    pub roles: &'a [RoleId],
}

/// The state of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeState {
    /// Reserved.
    Reserved,
    /// Spent.
    Spent,
    /// Refunded.
    Refunded,
}

/// A charge as stored in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The job it is for.
    pub job: JobId,
    /// The server it was made in.
    pub tenant: Tenant,
    /// The member who pays.
    pub user: UserId,
    /// When it was reserved.
    pub at: Timestamp,
    /// Where the credits come from.
    pub allocation: Allocation,
    /// What the provider bills, or is expected to.
    pub money: Money,
    /// Its state.
    pub state: ChargeState,
}

/// A server's policy and spending.
#[derive(Debug)]
struct Server {
    policy: Arc<Policy>,
    /// The audit entry that last changed the policy.
    entry: u64,
    /// The last computed window, cached because time zone arithmetic is expensive and midnight is
    /// rare.
    span: Option<Span>,
    tally: Tally,
}

impl Server {
    fn new(policy: Arc<Policy>) -> Self {
        Self { policy, entry: 0, span: None, tally: Tally::default() }
    }

    fn span(&mut self, now: Timestamp) -> Span {
        let window = self.policy.window;
        if window.rolls().is_some() {
            return window.span(&self.policy.zone, now);
        }
        match self.span.filter(|s| s.contains(now)) {
            Some(span) => span,
            None => *self.span.insert(window.span(&self.policy.zone, now)),
        }
    }
}

fn limits(policy: &Policy) -> Limits<'_> {
    Limits {
        budget: Budget::Server,
        zone: &policy.zone,
        day: policy.budget_day,
        month: policy.budget_month,
    }
}

/// The accounts of all servers, and the global budget.
#[derive(Debug)]
pub struct QuotaBook {
    defaults: Arc<Policy>,
    /// The operator's budget, in the time zone of the defaults.
    global_day: Option<Money>,
    global_month: Option<Money>,
    global: Mutex<Tally>,
    servers: DashMap<Tenant, Arc<Mutex<Server>>>,
    accounts: DashMap<Key, Account>,
}

/// RAII guard of the credits reserved for a job. Dropping it without [`Reservation::commit`] refunds
/// them, because the job was not written.
#[must_use = "dropped, the reservation is undone"]
#[derive(Debug)]
pub struct Reservation<'a> {
    book: &'a QuotaBook,
    charge: Charge,
    crossings: Vec<Crossing>,
    committed: bool,
}

impl Reservation<'_> {
    /// The charge, for the journal.
    pub fn charge(&self) -> &Charge {
        &self.charge
    }

    /// Budget thresholds that this reservation reached.
    pub fn crossings(&self) -> &[Crossing] {
        &self.crossings
    }

    /// Commits the reservation once the job is durable. From now on it is settled or refunded by
    /// job ID.
    pub fn commit(mut self) {
        self.committed = true;
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if !self.committed {
            let c = &self.charge;
            self.book.refund(c.tenant, c.user, c.job, Money(0));
        }
    }
}

impl QuotaBook {
    /// An empty book.
    pub fn new(defaults: Policy, global_day: Option<Money>, global_month: Option<Money>) -> Self {
        Self {
            defaults: Arc::new(defaults),
            global_day,
            global_month,
            global: Mutex::default(),
            servers: DashMap::new(),
            accounts: DashMap::new(),
        }
    }

    fn server(&self, tenant: Tenant) -> Arc<Mutex<Server>> {
        if let Some(server) = self.servers.get(&tenant) {
            return Arc::clone(&server);
        }
        let fresh = || Arc::new(Mutex::new(Server::new(Arc::clone(&self.defaults))));
        Arc::clone(&self.servers.entry(tenant).or_insert_with(fresh))
    }

    fn global_limits(&self) -> Limits<'_> {
        Limits {
            budget: Budget::Global,
            zone: &self.defaults.zone,
            day: self.global_day,
            month: self.global_month,
        }
    }

    /// The policy of servers without settings.
    pub fn defaults(&self) -> &Policy {
        &self.defaults
    }

    /// A server's policy.
    pub fn policy(&self, tenant: Tenant) -> Arc<Policy> {
        match self.servers.get(&tenant) {
            Some(server) => Arc::clone(&lock(&server).policy),
            None => Arc::clone(&self.defaults),
        }
    }

    /// Applies a server's settings as of an audit entry, unless a later one was applied.
    pub fn set_server(&self, tenant: Tenant, settings: &ServerSettings, entry: u64) {
        let server = self.server(tenant);
        let mut server = lock(&server);
        if server.entry > entry {
            return;
        }
        server.entry = entry;
        server.policy = Arc::new(settings.over(&self.defaults));
        server.span = None;
        server.tally.zone_changed();
    }

    /// Applies a member's overrides as of an audit entry, unless a later one was applied.
    pub fn set_overrides(
        &self,
        tenant: Tenant,
        user: UserId,
        overrides: MemberOverrides,
        entry: u64,
    ) {
        self.accounts.entry((tenant, user)).or_default().set_overrides(overrides, entry);
    }

    /// Applies the document that an audit entry left.
    pub fn apply_entry(&self, entry: &AuditEntry, document: Document) {
        // Nothing about the bot as a whole is in a document.
        let Scope::Tenant(tenant) = entry.scope else { return };
        match (entry.target, document) {
            (Some(Target::Member(user)), Document::Member(overrides)) => {
                self.set_overrides(tenant, user, overrides, entry.number);
            }
            (Some(Target::Server), Document::Server(settings)) => {
                self.set_server(tenant, &settings, entry.number);
            }
            _ => {}
        }
    }

    /// Reserves a job's price. Checks the account, the server's budget and the global budget under
    /// one set of locks.
    ///
    /// # Errors
    /// The first limit that forbids it; nothing is reserved then.
    pub fn reserve(
        &self,
        job: JobId,
        payer: &Payer,
        price: Price,
        now: Timestamp,
    ) -> Result<Reservation<'_>, Denied> {
        let server = self.server(payer.tenant);
        let mut server = lock(&server);
        let span = server.span(now);
        let policy = Arc::clone(&server.policy);
        let terms = Terms { policy: &policy, span, roles: payer.roles, now };
        let mut account = match self.accounts.entry((payer.tenant, payer.user)) {
            Entry::Occupied(found) => found.into_ref(),
            Entry::Vacant(none) => {
                // A refused request must not create an account.
                Account::default().plan(price.credits, &terms)?;
                none.insert(Account::default())
            }
        };
        let allocation = account.plan(price.credits, &terms)?;
        // A reset may lie in the future if the clock was set back since; charging no earlier than
        // the reset keeps the new charge from being forgiven. Budgets are checked at the same time.
        let since = account.overrides().and_then(|s| s.since).unwrap_or(now);
        let charged_at = now.max(since);
        server.tally.check(price.money, &limits(&policy), charged_at)?;
        let mut global = lock_tally(&self.global);
        global.check(price.money, &self.global_limits(), charged_at)?;

        let at = charged_at.as_millisecond();
        let mut crossings = Vec::new();
        server.tally.add(at, price.money);
        server.tally.crossed(price.money, &limits(&policy), charged_at, &mut crossings);
        global.add(at, price.money);
        global.crossed(price.money, &self.global_limits(), charged_at, &mut crossings);
        drop(global);
        account.hold(OpenReservation {
            job,
            at,
            allocation: allocation.clone(),
            money: price.money,
        });
        let charge = Charge {
            job,
            tenant: payer.tenant,
            user: payer.user,
            at: charged_at,
            allocation,
            money: price.money,
            state: ChargeState::Reserved,
        };
        Ok(Reservation { book: self, charge, crossings, committed: false })
    }

    /// Whether a reservation would succeed now. Changes nothing.
    ///
    /// # Errors
    /// As [`QuotaBook::reserve`].
    pub fn check(&self, payer: &Payer, price: Price, now: Timestamp) -> Result<(), Denied> {
        let server = self.server(payer.tenant);
        let mut server = lock(&server);
        let span = server.span(now);
        let policy = Arc::clone(&server.policy);
        let terms = Terms { policy: &policy, span, roles: payer.roles, now };
        self.account(payer).plan(price.credits, &terms)?;
        server.tally.check(price.money, &limits(&policy), now)?;
        lock_tally(&self.global).check(price.money, &self.global_limits(), now)
    }

    /// Spends a job's reservation; `billed` is what the provider bills. Returns whether there was
    /// one: only the first call has an effect.
    pub fn settle(&self, tenant: Tenant, user: UserId, job: JobId, billed: Money) -> bool {
        self.end(tenant, user, job, billed, Some(Credits(i64::MAX)))
    }

    /// Spends `spent` credits of a job's reservation and refunds the rest.
    pub fn settle_partially(
        &self,
        tenant: Tenant,
        user: UserId,
        job: JobId,
        spent: Credits,
        billed: Money,
    ) -> bool {
        self.end(tenant, user, job, billed, Some(spent))
    }

    /// Refunds a job's reservation; `billed` is what the provider bills regardless. Returns whether
    /// there was one: only the first call has an effect.
    pub fn refund(&self, tenant: Tenant, user: UserId, job: JobId, billed: Money) -> bool {
        self.end(tenant, user, job, billed, None)
    }

    fn end(
        &self,
        tenant: Tenant,
        user: UserId,
        job: JobId,
        billed: Money,
        spent: Option<Credits>,
    ) -> bool {
        let server = self.server(tenant);
        let mut server = lock(&server);
        let Some(mut account) = self.accounts.get_mut(&(tenant, user)) else { return false };
        let Some(held) = account.end(job, spent) else { return false };
        drop(account);
        let change = billed - held.money;
        if change != Money(0) {
            server.tally.add(held.at, change);
            lock_tally(&self.global).add(held.at, change);
        }
        true
    }

    /// Puts a charge from the journal back into its account, at startup.
    pub fn restore(&self, charge: &Charge) {
        let at = charge.at.as_millisecond();
        if charge.money != Money(0) {
            lock(&self.server(charge.tenant)).tally.add(at, charge.money);
            lock_tally(&self.global).add(at, charge.money);
        }
        if charge.state == ChargeState::Refunded {
            return;
        }
        let mut account = self.accounts.entry((charge.tenant, charge.user)).or_default();
        match charge.state {
            ChargeState::Reserved => account.hold(OpenReservation {
                job: charge.job,
                at,
                allocation: charge.allocation.clone(),
                money: charge.money,
            }),
            _ => account.spend(at, &charge.allocation),
        }
    }

    /// Charges older than this no longer matter, unless they are reserved or were paid by a grant.
    pub fn matters_since(now: Timestamp) -> Timestamp {
        now.checked_sub(Account::charge_retention()).unwrap_or(Timestamp::MIN)
    }

    /// A snapshot of an account.
    pub fn view(&self, payer: &Payer, now: Timestamp) -> View {
        self.view_of(payer, now, |_| {})
    }

    /// A snapshot of an account as if the member had these overrides.
    pub fn view_as(&self, payer: &Payer, overrides: MemberOverrides, now: Timestamp) -> View {
        self.view_of(payer, now, |account| account.set_overrides(overrides, u64::MAX))
    }

    /// Whether a member has no charge in this window and no reservation, which makes a job eligible
    /// for the express slot.
    pub fn is_first(&self, payer: &Payer, now: Timestamp) -> bool {
        let server = self.server(payer.tenant);
        let span = lock(&server).span(now);
        let account = self.accounts.get(&(payer.tenant, payer.user));
        account.is_none_or(|account| !account.has_charges_in(span))
    }

    /// A copy of an account; an empty one if there is none.
    fn account(&self, payer: &Payer) -> Account {
        let found = self.accounts.get(&(payer.tenant, payer.user));
        found.map(|account| account.clone()).unwrap_or_default()
    }

    fn view_of(&self, payer: &Payer, now: Timestamp, change: impl FnOnce(&mut Account)) -> View {
        let server = self.server(payer.tenant);
        let mut server = lock(&server);
        let span = server.span(now);
        let policy = Arc::clone(&server.policy);
        let terms = Terms { policy: &policy, span, roles: payer.roles, now };
        let mut account = self.account(payer);
        change(&mut account);
        account.view(&terms)
    }

    /// A member's overrides.
    pub fn overrides(&self, tenant: Tenant, user: UserId) -> MemberOverrides {
        let account = self.accounts.get(&(tenant, user));
        account.and_then(|a| a.overrides().cloned()).unwrap_or_default()
    }

    /// The time from which charges count after a reset: later than every charge so far, even if the
    /// clock was set back since.
    pub fn forgiven_until(&self, tenant: Tenant, user: UserId, now: Timestamp) -> Timestamp {
        let latest = self.accounts.get(&(tenant, user)).and_then(|a| a.latest(now));
        let latest = latest.and_then(|at| Timestamp::from_millisecond(at).ok());
        let last = latest.unwrap_or(now).max(now);
        last.checked_add(SignedDuration::from_millis(1)).unwrap_or(last)
    }

    /// A server's budgets, by day and by month.
    pub fn budgets(&self, tenant: Tenant, now: Timestamp) -> [BudgetView; 2] {
        let server = self.server(tenant);
        let mut server = lock(&server);
        let policy = Arc::clone(&server.policy);
        server.tally.view(&limits(&policy), now)
    }

    /// The global budgets, by day and by month.
    pub fn global_budgets(&self, now: Timestamp) -> [BudgetView; 2] {
        lock_tally(&self.global).view(&self.global_limits(), now)
    }

    /// A snapshot of every account, evaluated without roles; used to compare two books.
    pub fn views(&self, now: Timestamp) -> Vec<(Tenant, UserId, View)> {
        let mut keys: Vec<_> = self.accounts.iter().map(|a| *a.key()).collect();
        keys.sort_unstable();
        let view =
            |(tenant, user)| (tenant, user, self.view(&Payer { tenant, user, roles: &[] }, now));
        keys.into_iter().map(view).collect()
    }

    /// The number of accounts.
    pub fn accounts(&self) -> usize {
        self.accounts.len()
    }

    /// The sum of all reservations.
    pub fn held(&self) -> Credits {
        self.accounts.iter().map(|a| a.held_total()).sum()
    }
}

fn lock(server: &Mutex<Server>) -> MutexGuard<'_, Server> {
    // After a panic elsewhere, sums are at most too high until the next start.
    server.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lock_tally(tally: &Mutex<Tally>) -> MutexGuard<'_, Tally> {
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
