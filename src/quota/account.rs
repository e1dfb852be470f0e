//! One member's account in one server.

use jiff::{SignedDuration, Timestamp};

use crate::generation::{Credits, Money};
use crate::job::{JobId, RoleId};
use crate::quota::denied::Denied;
use crate::quota::member_overrides::{GrantId, MemberOverrides};
use crate::quota::policy::{Allowance, Origin, Policy};
use crate::quota::window::{LONGEST_HOURS, Span};

/// Spent charges are summed per quarter of an hour. Every time zone's midnight falls on a quarter,
/// so calendar windows stay exact, and memory does not grow with the number of jobs.
const QUARTER: i64 = 15 * 60 * 1000;

/// Charges older than the longest window, plus a day for clock changes, are dropped; in
/// milliseconds.
const CHARGE_RETENTION: i64 = (LONGEST_HOURS as i64 + 24) * 3600 * 1000;

/// Charges up to a day ahead count, in case the clock was set back a little. A charge further ahead
/// comes from a wrong clock and must not lock its member out until then; in milliseconds.
const CLOCK_TOLERANCE: i64 = 24 * 3600 * 1000;

/// The times of charges that count, in milliseconds.
type Counted = std::ops::RangeInclusive<i64>;

/// How a charge is split between the window's allowance and grants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allocation {
    /// Credits from the window's allowance.
    pub window: Credits,
    /// Credits from each grant.
    pub grants: Vec<(GrantId, Credits)>,
}

impl Allocation {
    /// The sum of all parts.
    pub fn total(&self) -> Credits {
        self.window + self.grants.iter().map(|(_, c)| *c).sum()
    }

    /// Reduces the total to `total`: refunds the newest grants first, then the window.
    pub fn lowered_to(mut self, total: Credits) -> Self {
        let mut back = (self.total() - total).max(Credits(0));
        self.grants.sort_by_key(|(grant, _)| std::cmp::Reverse(*grant));
        for (_, credits) in &mut self.grants {
            let part = back.min(*credits);
            *credits -= part;
            back -= part;
        }
        self.grants.retain(|(_, credits)| *credits > Credits(0));
        self.window -= back.min(self.window);
        self
    }
}

/// A reservation.
#[derive(Debug, Clone)]
pub(super) struct OpenReservation {
    pub(super) job: JobId,
    /// When it was made, in milliseconds since 1970; it counts in the window of that moment.
    pub(super) at: i64,
    pub(super) allocation: Allocation,
    pub(super) money: Money,
}

/// Credits spent from the allowance within a quarter of an hour.
#[derive(Debug, Clone, Copy)]
struct Spent {
    /// The latest charge in the quarter.
    at: i64,
    credits: Credits,
}

/// Credits spent from a grant.
#[derive(Debug, Clone, Copy)]
struct Used {
    grant: GrantId,
    spent: Credits,
}

/// A member's account.
#[derive(Debug, Default, Clone)]
pub(super) struct Account {
    held: Vec<OpenReservation>,
    spent: Vec<Spent>,
    used: Vec<Used>,
    pub(super) decided: Option<Box<Decided>>,
}

/// The moderators' overrides and the audit entry that last changed them.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    entry: u64,
    pub(super) overrides: MemberOverrides,
}

/// What an account is evaluated against.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) policy: &'a Policy,
    pub(super) span: Span,
    pub(super) roles: &'a [RoleId],
    pub(super) now: Timestamp,
}

/// The balance of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantView {
    /// The grant's ID.
    pub id: GrantId,
    /// The role that gives it, if any.
    pub role: Option<RoleId>,
    /// Credits granted.
    pub granted: Credits,
    /// When it expires; `None`: never.
    pub until: Option<Timestamp>,
    /// Credits reserved by unfinished jobs.
    pub reserved: Credits,
    /// Credits spent.
    pub spent: Credits,
}

impl GrantView {
    /// Credits left.
    pub fn available(&self) -> Credits {
        (self.granted - self.reserved - self.spent).max(Credits(0))
    }
}

/// A snapshot of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The allowance per window.
    pub allowance: Allowance,
    /// Where the allowance comes from.
    pub origin: Origin,
    /// The current window.
    pub span: Span,
    /// The allowance after deductions.
    pub granted: Allowance,
    /// Credits of the allowance reserved by unfinished jobs.
    pub reserved: Credits,
    /// Credits of the allowance spent in this window.
    pub spent: Credits,
    /// Active grants, in order of expiry.
    pub grants: Vec<GrantView>,
    /// Credits reserved by jobs of an earlier window.
    pub reserved_before: Credits,
    /// The moderators' overrides for the member.
    pub overrides: MemberOverrides,
}

impl View {
    /// Credits left of the window's allowance; `None`: unlimited.
    pub fn left(&self) -> Option<Credits> {
        match self.granted {
            Allowance::Unlimited => None,
            Allowance::Credits(c) => Some((c - self.reserved - self.spent).max(Credits(0))),
        }
    }

    /// Credits that can be spent now; `None`: unlimited.
    pub fn available(&self) -> Option<Credits> {
        Some(self.left()? + self.grants.iter().map(GrantView::available).sum())
    }
}

impl Account {
    pub(super) fn overrides(&self) -> Option<&MemberOverrides> {
        self.decided.as_ref().map(|d| &d.overrides)
    }

    fn counts_from_reset(&self) -> i64 {
        self.overrides().and_then(|s| s.since).map_or(i64::MIN, |t| t.as_millisecond())
    }

    /// Whether there is a charge in the window or any reservation.
    pub(super) fn has_charges_in(&self, span: Span) -> bool {
        let from = span.start.as_millisecond();
        !self.held.is_empty() || self.spent.iter().any(|s| s.at >= from)
    }

    /// The times of charges that count: since the window began or the last reset, whichever is
    /// later.
    fn counted(&self, terms: &Terms) -> Counted {
        let from = terms.span.start.as_millisecond().max(self.counts_from_reset());
        from..=terms.now.as_millisecond() + CLOCK_TOLERANCE
    }

    fn reserved_in(&self, counted: &Counted) -> Credits {
        self.held.iter().filter(|h| counted.contains(&h.at)).map(|h| h.allocation.window).sum()
    }

    fn spent_in(&self, counted: &Counted) -> Credits {
        self.spent.iter().filter(|s| counted.contains(&s.at)).map(|s| s.credits).sum()
    }

    /// The allowance after deductions.
    fn granted(&self, allowance: Allowance, terms: &Terms, at: Timestamp) -> Allowance {
        let Allowance::Credits(credits) = allowance else { return allowance };
        let own = self.overrides().into_iter().flat_map(|s| &s.grants);
        let debits: Credits = own
            .filter(|g| g.counts(at))
            .chain(terms.policy.grants_of(terms.roles, at).map(|g| &g.grant))
            .map(|g| g.amount.min(Credits(0)))
            .sum();
        Allowance::Credits((credits + debits).max(Credits(0)))
    }

    /// Grants active at a time, in order of expiry.
    fn grants(&self, terms: &Terms, at: Timestamp) -> Vec<GrantView> {
        let own = self.overrides().into_iter().flat_map(|s| &s.grants).filter(|g| g.counts(at));
        let roles = terms.policy.grants_of(terms.roles, at);
        let all = own.map(|g| (g, None)).chain(roles.map(|g| (&g.grant, Some(g.role))));
        let mut views: Vec<_> = all
            .filter(|(g, _)| g.amount > Credits(0))
            .map(|(g, role)| GrantView {
                id: g.id,
                role,
                granted: g.amount,
                until: g.until,
                reserved: self.reserved_of(g.id),
                spent: self.used.iter().filter(|u| u.grant == g.id).map(|u| u.spent).sum(),
            })
            .collect();
        views.sort_by_key(|g| (g.until.unwrap_or(Timestamp::MAX), g.id));
        views
    }

    fn reserved_of(&self, grant: GrantId) -> Credits {
        let allocation = self.held.iter().flat_map(|h| &h.allocation.grants);
        allocation.filter(|(id, _)| *id == grant).map(|(_, c)| *c).sum()
    }

    pub(super) fn view(&self, terms: &Terms) -> View {
        let (allowance, origin) = terms.policy.allowance(terms.roles, self.overrides());
        let counted = self.counted(terms);
        let reserved = self.reserved_in(&counted);
        View {
            allowance,
            origin,
            span: terms.span,
            granted: self.granted(allowance, terms, terms.now),
            reserved,
            spent: self.spent_in(&counted),
            grants: self.grants(terms, terms.now),
            reserved_before: self.reserved_in(&(i64::MIN..=i64::MAX)) - reserved,
            overrides: self.overrides().cloned().unwrap_or_default(),
        }
    }

    /// Splits a charge between the allowance and grants, those that expire first being used first.
    /// Fails if the member is blocked or has too few credits.
    pub(super) fn plan(&self, want: Credits, terms: &Terms) -> Result<Allocation, Denied> {
        let overrides = self.overrides();
        if let Some(block) = overrides.and_then(|s| s.blocked(terms.now)) {
            return Err(Denied::Blocked { until: block.until, reason: block.reason.clone() });
        }
        let (allowance, _) = terms.policy.allowance(terms.roles, overrides);
        let counted = self.counted(terms);
        let left = match self.granted(allowance, terms, terms.now) {
            Allowance::Unlimited => return Ok(Allocation { window: want, grants: Vec::new() }),
            Allowance::Credits(limit) => {
                (limit - self.reserved_in(&counted) - self.spent_in(&counted)).max(Credits(0))
            }
        };
        // Most accounts have no grants; this path allocates nothing.
        if terms.policy.grants.is_empty() && overrides.is_none_or(|s| s.grants.is_empty()) {
            if want <= left {
                return Ok(Allocation { window: want, grants: Vec::new() });
            }
            return Err(self.insufficient(want, left, allowance, terms));
        }
        let grants = self.grants(terms, terms.now);
        let available = left + grants.iter().map(GrantView::available).sum();
        if want > available {
            return Err(self.insufficient(want, available, allowance, terms));
        }
        let mut allocation = Allocation::default();
        let mut remaining = want;
        let mut window = Some(left);
        for grant in grants {
            if grant.until.is_none_or(|until| until > terms.span.end)
                && let Some(left) = window.take()
            {
                allocation.window = left.min(remaining);
                remaining -= allocation.window;
            }
            let part = grant.available().min(remaining);
            if part > Credits(0) {
                allocation.grants.push((grant.id, part));
                remaining -= part;
            }
        }
        if let Some(left) = window {
            allocation.window = left.min(remaining);
        }
        Ok(allocation)
    }

    fn insufficient(
        &self,
        price: Credits,
        available: Credits,
        allowance: Allowance,
        terms: &Terms,
    ) -> Denied {
        Denied::Credits { price, available, when: self.possible_at(price, allowance, terms) }
    }

    /// When the charge would be possible, if nothing else changes and all reservations are spent.
    fn possible_at(
        &self,
        price: Credits,
        allowance: Allowance,
        terms: &Terms,
    ) -> Option<Timestamp> {
        let enough = |at: Timestamp, counted: Credits| {
            let left = match self.granted(allowance, terms, at) {
                Allowance::Unlimited => return true,
                Allowance::Credits(limit) => (limit - counted).max(Credits(0)),
            };
            let grants = self.grants(terms, at);
            left + grants.iter().map(GrantView::available).sum() >= price
        };
        let within = self.counted(terms);
        let Some(length) = terms.policy.window.rolls() else {
            let used = self.reserved_in(&within) + self.spent_in(&within);
            let own = self.overrides().into_iter().flat_map(|s| &s.grants);
            let all = own.chain(terms.policy.grants_of(terms.roles, terms.now).map(|g| &g.grant));
            // Deductions may end before or after the window.
            let deductions = all.filter(|g| g.amount < Credits(0) && g.counts(terms.now));
            let mut moments: Vec<_> =
                deductions.filter_map(|g| g.until).chain([terms.span.end]).collect();
            moments.sort_unstable();
            return moments
                .into_iter()
                .find(|at| enough(*at, if *at < terms.span.end { used } else { Credits(0) }));
        };
        let mut charges: Vec<_> = self
            .held
            .iter()
            .map(|h| (h.at, h.allocation.window))
            .chain(self.spent.iter().map(|s| (s.at, s.credits)))
            .filter(|(at, _)| within.contains(at))
            .collect();
        charges.sort_unstable();
        let mut counted: Credits = charges.iter().map(|(_, c)| *c).sum();
        let free = |at: i64| Timestamp::from_millisecond(at).ok()?.checked_add(length).ok();
        charges.into_iter().find_map(|(at, credits)| {
            counted -= credits;
            free(at).filter(|at| enough(*at, counted))
        })
    }

    pub(super) fn hold(&mut self, held: OpenReservation) {
        // Most members have one job at a time, so no capacity is allocated for more.
        self.held.reserve_exact(1);
        self.held.push(held);
    }

    /// Ends a reservation: spends `spent` credits of it, or refunds it for `None`. Returns `None`
    /// if it has already ended.
    pub(super) fn end(&mut self, job: JobId, spent: Option<Credits>) -> Option<OpenReservation> {
        let place = self.held.iter().position(|h| h.job == job)?;
        let held = self.held.swap_remove(place);
        if self.held.is_empty() {
            self.held = Vec::new();
        }
        if let Some(credits) = spent {
            self.spend(held.at, &held.allocation.clone().lowered_to(credits));
        }
        Some(held)
    }

    /// Records spent credits.
    pub(super) fn spend(&mut self, at: i64, allocation: &Allocation) {
        if allocation.window != Credits(0) {
            let quarter = at.div_euclid(QUARTER);
            // Charges before and after a reset are summed separately.
            let since = self.counts_from_reset();
            let together =
                |s: &Spent| s.at.div_euclid(QUARTER) == quarter && (s.at >= since) == (at >= since);
            match self.spent.iter_mut().rev().find(|s| together(s)) {
                Some(spent) => {
                    spent.at = spent.at.max(at);
                    spent.credits += allocation.window;
                }
                None => {
                    if self.spent.len() == self.spent.capacity() {
                        self.spent.retain(|s| s.at > at - CHARGE_RETENTION);
                    }
                    self.spent.push(Spent { at, credits: allocation.window });
                }
            }
        }
        for (grant, credits) in &allocation.grants {
            match self.used.iter_mut().find(|u| u.grant == *grant) {
                Some(used) => used.spent += *credits,
                None => self.used.push(Used { grant: *grant, spent: *credits }),
            }
        }
    }

    /// The time of the latest charge that counts, in milliseconds since 1970.
    pub(super) fn latest(&self, now: Timestamp) -> Option<i64> {
        let held = self.held.iter().map(|h| h.at);
        let all = held.chain(self.spent.iter().map(|s| s.at));
        all.filter(|at| *at <= now.as_millisecond() + CLOCK_TOLERANCE).max()
    }

    /// The sum of all reservations.
    pub(super) fn held_total(&self) -> Credits {
        self.held.iter().map(|h| h.allocation.total()).sum()
    }

    /// Replaces the overrides, unless they come from a later audit entry.
    pub(super) fn set_overrides(&mut self, overrides: MemberOverrides, entry: u64) {
        if self.decided.as_ref().is_none_or(|d| d.entry <= entry) {
            self.decided = Some(Box::new(Decided { entry, overrides }));
        }
    }

    /// How long a charge matters after it was made.
    pub(super) fn charge_retention() -> SignedDuration {
        SignedDuration::from_millis(CHARGE_RETENTION)
    }
}
