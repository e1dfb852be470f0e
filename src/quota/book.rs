//! The book: every account, decided in memory.
//!
//! Locks are taken in one order, server before account before house, so that one admission sees
//! all three as they are and nobody waits for himself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use jiff::{SignedDuration, Timestamp};

use crate::generation::{Credits, Money, Price};
use crate::job::{GuildId, JobId, RoleId, UserId};
use crate::quota::account::{Account, Allocation, Held, Terms, View};
use crate::quota::command::{AuditEntry, Document, Target};
use crate::quota::denied::{Budget, Denied};
use crate::quota::member_overrides::MemberOverrides;
use crate::quota::policy::Policy;
use crate::quota::settings::ServerSettings;
use crate::quota::tally::{BudgetView, Crossing, Limits, Tally};
use crate::quota::window::Span;

/// An account's name: a member in a server.
type Key = (GuildId, UserId);

/// Who pays.
#[derive(Debug, Clone, Copy)]
pub struct Payer<'a> {
    /// The server.
    pub guild: GuildId,
    /// The member.
    pub user: UserId,
    /// The roles that they have there at this moment.
    pub roles: &'a [RoleId],
}

/// How a charge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeState {
    /// Reserved.
    Held,
    /// Spent.
    Spent,
    /// Given back.
    Returned,
}

/// A charge as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// For this job.
    pub job: JobId,
    /// In this server.
    pub guild: GuildId,
    /// To this member.
    pub user: UserId,
    /// When it was reserved.
    pub at: Timestamp,
    /// From where.
    pub allocation: Allocation,
    /// What the provider bills, or will.
    pub money: Money,
    /// How it stands.
    pub state: ChargeState,
}

/// One server's side of an admission.
#[derive(Debug)]
struct Server {
    policy: Arc<Policy>,
    /// The act that decided it.
    entry: u64,
    /// The window as last reckoned; reckoning is dear, midnight is rare.
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

/// Every account of every server, and the house's own budget.
#[derive(Debug)]
pub struct QuotaBook {
    defaults: Arc<Policy>,
    /// The operator's own budget, in the time zone of the defaults.
    global_day: Option<Money>,
    global_month: Option<Money>,
    global: Mutex<Tally>,
    servers: DashMap<GuildId, Arc<Mutex<Server>>>,
    accounts: DashMap<Key, Account>,
}

/// Credits set aside for one job. Dropped without [`Reservation::keep`], it gives them back: the job
/// was not written down.
#[must_use = "dropped, the reservation is undone"]
#[derive(Debug)]
pub struct Reservation<'a> {
    book: &'a QuotaBook,
    charge: Charge,
    crossings: Vec<Crossing>,
    kept: bool,
}

impl Reservation<'_> {
    /// The charge, for the journal.
    pub fn charge(&self) -> &Charge {
        &self.charge
    }

    /// Shares of budgets that it reached.
    pub fn crossings(&self) -> &[Crossing] {
        &self.crossings
    }

    /// The job is durable: from now on its name alone can settle or release the reservation.
    pub fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if !self.kept {
            let c = &self.charge;
            self.book.give_back(c.guild, c.user, c.job, Money(0));
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

    fn server(&self, guild: GuildId) -> Arc<Mutex<Server>> {
        if let Some(server) = self.servers.get(&guild) {
            return Arc::clone(&server);
        }
        let fresh = || Arc::new(Mutex::new(Server::new(Arc::clone(&self.defaults))));
        Arc::clone(&self.servers.entry(guild).or_insert_with(fresh))
    }

    fn global_limits(&self) -> Limits<'_> {
        Limits {
            budget: Budget::Global,
            zone: &self.defaults.zone,
            day: self.global_day,
            month: self.global_month,
        }
    }

    /// What applies where nothing was decided.
    pub fn defaults(&self) -> &Policy {
        &self.defaults
    }

    /// What a server allows.
    pub fn policy(&self, guild: GuildId) -> Arc<Policy> {
        match self.servers.get(&guild) {
            Some(server) => Arc::clone(&lock(&server).policy),
            None => Arc::clone(&self.defaults),
        }
    }

    /// Takes over what an act decided for a server, unless a later one is known.
    pub fn set_server(&self, guild: GuildId, settings: &ServerSettings, entry: u64) {
        let server = self.server(guild);
        let mut server = lock(&server);
        if server.entry > entry {
            return;
        }
        server.entry = entry;
        server.policy = Arc::new(settings.over(&self.defaults));
        server.span = None;
        server.tally.zone_changed();
    }

    /// Takes over what an act decided about a member, unless a later one is known.
    pub fn set_overrides(
        &self,
        guild: GuildId,
        user: UserId,
        overrides: MemberOverrides,
        entry: u64,
    ) {
        self.accounts.entry((guild, user)).or_default().set_overrides(overrides, entry);
    }

    /// Takes over the document that an act left.
    pub fn apply_entry(&self, entry: &AuditEntry, document: Document) {
        match (entry.target, document) {
            (Some(Target::Member(user)), Document::Member(overrides)) => {
                self.set_overrides(entry.guild, user, overrides, entry.number);
            }
            (Some(Target::Server), Document::Server(settings)) => {
                self.set_server(entry.guild, &settings, entry.number);
            }
            _ => {}
        }
    }

    /// Sets a job's price aside, or says why not. All that limits it is looked at in one moment:
    /// the account, the server's budget and the house's.
    ///
    /// # Errors
    /// The first thing that forbids it; nothing is set aside then.
    pub fn reserve(
        &self,
        job: JobId,
        payer: &Payer,
        price: Price,
        now: Timestamp,
    ) -> Result<Reservation<'_>, Denied> {
        let server = self.server(payer.guild);
        let mut server = lock(&server);
        let span = server.span(now);
        let policy = Arc::clone(&server.policy);
        let terms = Terms { policy: &policy, span, roles: payer.roles, now };
        let mut account = match self.accounts.entry((payer.guild, payer.user)) {
            Entry::Occupied(found) => found.into_ref(),
            Entry::Vacant(none) => {
                // Nobody gets an account by asking in vain.
                Account::default().plan(price.credits, &terms)?;
                none.insert(Account::default())
            }
        };
        let allocation = account.plan(price.credits, &terms)?;
        // A clock set back to before a reset must not make what is charged now forgiven. The money
        // goes to the same moment, and is looked at there.
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
        account.hold(Held { job, at, allocation: allocation.clone(), money: price.money });
        let charge = Charge {
            job,
            guild: payer.guild,
            user: payer.user,
            at: charged_at,
            allocation,
            money: price.money,
            state: ChargeState::Held,
        };
        Ok(Reservation { book: self, charge, crossings, kept: false })
    }

    /// Whether a reservation would be made now; nothing changes.
    ///
    /// # Errors
    /// What [`QuotaBook::reserve`] would say.
    pub fn check(&self, payer: &Payer, price: Price, now: Timestamp) -> Result<(), Denied> {
        let server = self.server(payer.guild);
        let mut server = lock(&server);
        let span = server.span(now);
        let policy = Arc::clone(&server.policy);
        let terms = Terms { policy: &policy, span, roles: payer.roles, now };
        self.account(payer).plan(price.credits, &terms)?;
        server.tally.check(price.money, &limits(&policy), now)?;
        lock_tally(&self.global).check(price.money, &self.global_limits(), now)
    }

    /// Spends a job's reservation; `billed` is what the provider bills. Says whether there was
    /// one: it works once.
    pub fn settle(&self, guild: GuildId, user: UserId, job: JobId, billed: Money) -> bool {
        self.end(guild, user, job, billed, Some(Credits(i64::MAX)))
    }

    /// Spends as much of a job's reservation as was made, and gives the rest back.
    pub fn settle_part(
        &self,
        guild: GuildId,
        user: UserId,
        job: JobId,
        spent: Credits,
        billed: Money,
    ) -> bool {
        self.end(guild, user, job, billed, Some(spent))
    }

    /// Gives a job's reservation back; `billed` is what the provider bills all the same. Says
    /// whether there was one: it works once.
    pub fn give_back(&self, guild: GuildId, user: UserId, job: JobId, billed: Money) -> bool {
        self.end(guild, user, job, billed, None)
    }

    fn end(
        &self,
        guild: GuildId,
        user: UserId,
        job: JobId,
        billed: Money,
        spent: Option<Credits>,
    ) -> bool {
        let server = self.server(guild);
        let mut server = lock(&server);
        let Some(mut account) = self.accounts.get_mut(&(guild, user)) else { return false };
        let Some(held) = account.end(job, spent) else { return false };
        drop(account);
        let change = billed - held.money;
        if change != Money(0) {
            server.tally.add(held.at, change);
            lock_tally(&self.global).add(held.at, change);
        }
        true
    }

    /// Puts a charge of the journal back into its account, at a start.
    pub fn restore(&self, charge: &Charge) {
        let at = charge.at.as_millisecond();
        if charge.money != Money(0) {
            lock(&self.server(charge.guild)).tally.add(at, charge.money);
            lock_tally(&self.global).add(at, charge.money);
        }
        if charge.state == ChargeState::Returned {
            return;
        }
        let mut account = self.accounts.entry((charge.guild, charge.user)).or_default();
        match charge.state {
            ChargeState::Held => account.hold(Held {
                job: charge.job,
                at,
                allocation: charge.allocation.clone(),
                money: charge.money,
            }),
            _ => account.spend(at, &charge.allocation),
        }
    }

    /// Charges older than this matter no more, unless they are held or were paid by a grant.
    pub fn matters_since(now: Timestamp) -> Timestamp {
        now.checked_sub(Account::kept()).unwrap_or(Timestamp::MIN)
    }

    /// An account as it stands.
    pub fn view(&self, payer: &Payer, now: Timestamp) -> View {
        self.view_of(payer, now, |_| {})
    }

    /// An account as it would stand if this had been decided about its member.
    pub fn view_as(&self, payer: &Payer, overrides: MemberOverrides, now: Timestamp) -> View {
        self.view_of(payer, now, |account| account.set_overrides(overrides, u64::MAX))
    }

    /// Whether somebody has got nothing in this window yet, and waits for nothing.
    pub fn is_first(&self, payer: &Payer, now: Timestamp) -> bool {
        let server = self.server(payer.guild);
        let span = lock(&server).span(now);
        let account = self.accounts.get(&(payer.guild, payer.user));
        account.is_none_or(|account| !account.has_charges_in(span))
    }

    /// A copy of an account; an empty one for somebody who has none yet.
    fn account(&self, payer: &Payer) -> Account {
        let found = self.accounts.get(&(payer.guild, payer.user));
        found.map(|account| account.clone()).unwrap_or_default()
    }

    fn view_of(&self, payer: &Payer, now: Timestamp, change: impl FnOnce(&mut Account)) -> View {
        let server = self.server(payer.guild);
        let mut server = lock(&server);
        let span = server.span(now);
        let policy = Arc::clone(&server.policy);
        let terms = Terms { policy: &policy, span, roles: payer.roles, now };
        let mut account = self.account(payer);
        change(&mut account);
        account.view(&terms)
    }

    /// What was decided about a member.
    pub fn overrides(&self, guild: GuildId, user: UserId) -> MemberOverrides {
        let account = self.accounts.get(&(guild, user));
        account.and_then(|a| a.overrides().cloned()).unwrap_or_default()
    }

    /// The moment from which charges count when all that was charged so far is forgiven: after
    /// every one of them, even if the clock was set back since.
    pub fn forgiven_until(&self, guild: GuildId, user: UserId, now: Timestamp) -> Timestamp {
        let latest = self.accounts.get(&(guild, user)).and_then(|a| a.latest(now));
        let latest = latest.and_then(|at| Timestamp::from_millisecond(at).ok());
        let last = latest.unwrap_or(now).max(now);
        last.checked_add(SignedDuration::from_millis(1)).unwrap_or(last)
    }

    /// How a server's budgets stand, by day and by month.
    pub fn budgets(&self, guild: GuildId, now: Timestamp) -> [BudgetView; 2] {
        let server = self.server(guild);
        let mut server = lock(&server);
        let policy = Arc::clone(&server.policy);
        server.tally.view(&limits(&policy), now)
    }

    /// How the house's budgets stand, by day and by month.
    pub fn global_budgets(&self, now: Timestamp) -> [BudgetView; 2] {
        lock_tally(&self.global).view(&self.global_limits(), now)
    }

    /// Every account as it stands, for somebody without roles: two books that agree in this agree.
    pub fn views(&self, now: Timestamp) -> Vec<(GuildId, UserId, View)> {
        let mut keys: Vec<_> = self.accounts.iter().map(|a| *a.key()).collect();
        keys.sort_unstable();
        let view =
            |(guild, user)| (guild, user, self.view(&Payer { guild, user, roles: &[] }, now));
        keys.into_iter().map(view).collect()
    }

    /// How many accounts there are.
    pub fn accounts(&self) -> usize {
        self.accounts.len()
    }

    /// All that is held, over all accounts: what has been promised and not yet come to an end.
    pub fn held(&self) -> Credits {
        self.accounts.iter().map(|a| a.held_total()).sum()
    }
}

fn lock(server: &Mutex<Server>) -> MutexGuard<'_, Server> {
    // A panic elsewhere leaves sums that are at most too careful until the next start.
    server.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lock_tally(tally: &Mutex<Tally>) -> MutexGuard<'_, Tally> {
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
