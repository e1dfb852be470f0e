//! One member's account in one server.

use jiff::{SignedDuration, Timestamp};

use crate::generation::{Credits, Money};
use crate::job::{JobId, RoleId};
use crate::quota::denied::Denied;
use crate::quota::member_overrides::{GrantId, MemberOverrides};
use crate::quota::policy::{Allowance, Origin, Policy};
use crate::quota::window::{LONGEST_HOURS, Span};

/// Charges that are spent are kept by the quarter of an hour: every time zone's midnight falls on
/// one, so windows by the calendar stay exact, and a member with many jobs costs no more memory.
const QUARTER: i64 = 15 * 60 * 1000;

/// Charges older than the longest window, and a day for clocks that are set, are forgotten.
const KEPT: i64 = (LONGEST_HOURS as i64 + 24) * 3600 * 1000;

/// Charges of the next day count already, for clocks that are set back a little. What is farther
/// ahead was made by a clock that was wrong, and must not lock its member out until then.
const AHEAD: i64 = 24 * 3600 * 1000;

/// Times of charges that count, in milliseconds.
type Counted = std::ops::RangeInclusive<i64>;

/// Where the credits of a charge came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allocation {
    /// From the window's allowance.
    pub window: Credits,
    /// From grants.
    pub grants: Vec<(GrantId, Credits)>,
}

impl Allocation {
    /// All of them together.
    pub fn total(&self) -> Credits {
        self.window + self.grants.iter().map(|(_, c)| *c).sum()
    }

    /// The same with less in all: the newest grants get theirs back first, then the window.
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
pub(super) struct Held {
    pub(super) job: JobId,
    /// When it was made, in milliseconds: its window is the one of this moment.
    pub(super) at: i64,
    pub(super) allocation: Allocation,
    pub(super) money: Money,
}

/// What was spent of the allowance within a quarter of an hour.
#[derive(Debug, Clone, Copy)]
struct Spent {
    /// The latest charge in it.
    at: i64,
    credits: Credits,
}

/// What was taken from a grant.
#[derive(Debug, Clone, Copy)]
struct Used {
    grant: GrantId,
    spent: Credits,
}

/// A member's account.
#[derive(Debug, Default, Clone)]
pub(super) struct Account {
    held: Vec<Held>,
    spent: Vec<Spent>,
    used: Vec<Used>,
    pub(super) decided: Option<Box<Decided>>,
}

/// What moderators decided, and by which act last.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    entry: u64,
    pub(super) overrides: MemberOverrides,
}

/// What the account is held against: the policy, the roles, the window, the time.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) policy: &'a Policy,
    pub(super) span: Span,
    pub(super) roles: &'a [RoleId],
    pub(super) now: Timestamp,
}

/// One grant as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantView {
    /// Its number.
    pub id: GrantId,
    /// The role that brings it, if one does.
    pub role: Option<RoleId>,
    /// What was granted.
    pub granted: Credits,
    /// Until when.
    pub until: Option<Timestamp>,
    /// Held by running jobs.
    pub reserved: Credits,
    /// Spent.
    pub spent: Credits,
}

impl GrantView {
    /// What is left.
    pub fn available(&self) -> Credits {
        (self.granted - self.reserved - self.spent).max(Credits(0))
    }
}

/// An account as it stands at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// What a window brings.
    pub allowance: Allowance,
    /// And why.
    pub origin: Origin,
    /// The window.
    pub span: Span,
    /// What the window brings when what was taken is off.
    pub granted: Allowance,
    /// Held by running jobs, of the window's allowance.
    pub reserved: Credits,
    /// Spent in the window, of its allowance.
    pub spent: Credits,
    /// Grants that count, first to expire first.
    pub grants: Vec<GrantView>,
    /// Held by jobs of an earlier window.
    pub reserved_before: Credits,
    /// What moderators decided about the member.
    pub overrides: MemberOverrides,
}

impl View {
    /// What is left of the window's allowance; `None` when there is no limit.
    pub fn left(&self) -> Option<Credits> {
        match self.granted {
            Allowance::Unlimited => None,
            Allowance::Credits(c) => Some((c - self.reserved - self.spent).max(Credits(0))),
        }
    }

    /// All that can be spent now; `None` when there is no limit.
    pub fn available(&self) -> Option<Credits> {
        Some(self.left()? + self.grants.iter().map(GrantView::available).sum())
    }
}

impl Account {
    /// What moderators decided.
    pub(super) fn overrides(&self) -> Option<&MemberOverrides> {
        self.decided.as_ref().map(|d| &d.overrides)
    }

    fn counts_from_reset(&self) -> i64 {
        self.overrides().and_then(|s| s.since).map_or(i64::MIN, |t| t.as_millisecond())
    }

    /// Whether anything was charged in a window, or still is.
    pub(super) fn has_charges_in(&self, span: Span) -> bool {
        let from = span.start.as_millisecond();
        !self.held.is_empty() || self.spent.iter().any(|s| s.at >= from)
    }

    /// Which charges count: those since the window began, or since all was forgiven.
    fn counted(&self, terms: &Terms) -> Counted {
        let from = terms.span.start.as_millisecond().max(self.counts_from_reset());
        from..=terms.now.as_millisecond() + AHEAD
    }

    fn reserved_in(&self, counted: &Counted) -> Credits {
        self.held.iter().filter(|h| counted.contains(&h.at)).map(|h| h.allocation.window).sum()
    }

    fn spent_in(&self, counted: &Counted) -> Credits {
        self.spent.iter().filter(|s| counted.contains(&s.at)).map(|s| s.credits).sum()
    }

    /// What a window brings: the allowance, less what was taken.
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

    /// Grants that count at a time, first to expire first.
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
                reserved: self.held_of(g.id),
                spent: self.used.iter().filter(|u| u.grant == g.id).map(|u| u.spent).sum(),
            })
            .collect();
        views.sort_by_key(|g| (g.until.unwrap_or(Timestamp::MAX), g.id));
        views
    }

    fn held_of(&self, grant: GrantId) -> Credits {
        let allocation = self.held.iter().flat_map(|h| &h.allocation.grants);
        allocation.filter(|(id, _)| *id == grant).map(|(_, c)| *c).sum()
    }

    /// The account as it stands.
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

    /// Where the credits for a charge would come from: whatever expires first, first.
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
        // Most have no grants, and nothing is allocated for them.
        if terms.policy.grants.is_empty() && overrides.is_none_or(|s| s.grants.is_empty()) {
            if want <= left {
                return Ok(Allocation { window: want, grants: Vec::new() });
            }
            return Err(self.short(want, left, allowance, terms));
        }
        let grants = self.grants(terms, terms.now);
        let available = left + grants.iter().map(GrantView::available).sum();
        if want > available {
            return Err(self.short(want, available, allowance, terms));
        }
        let mut allocation = Allocation::default();
        let mut open = want;
        let mut window = Some(left);
        for grant in grants {
            if grant.until.is_none_or(|until| until > terms.span.end)
                && let Some(left) = window.take()
            {
                allocation.window = left.min(open);
                open -= allocation.window;
            }
            let part = grant.available().min(open);
            if part > Credits(0) {
                allocation.grants.push((grant.id, part));
                open -= part;
            }
        }
        if let Some(left) = window {
            allocation.window = left.min(open);
        }
        Ok(allocation)
    }

    fn short(
        &self,
        price: Credits,
        available: Credits,
        allowance: Allowance,
        terms: &Terms,
    ) -> Denied {
        Denied::Credits { price, available, when: self.when(price, allowance, terms) }
    }

    /// When a charge would go through if nothing else happened and all that is held is spent.
    fn when(&self, price: Credits, allowance: Allowance, terms: &Terms) -> Option<Timestamp> {
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
            // What was taken may come back sooner or later than the window ends.
            let taken = all.filter(|g| g.amount < Credits(0) && g.counts(terms.now));
            let mut moments: Vec<_> =
                taken.filter_map(|g| g.until).chain([terms.span.end]).collect();
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

    /// Notes a reservation.
    pub(super) fn hold(&mut self, held: Held) {
        // Most members have one job at a time: no room is kept for more.
        self.held.reserve_exact(1);
        self.held.push(held);
    }

    /// Ends a reservation: so much of it is spent, or it goes as if it had never been. Whoever comes
    /// second finds none.
    pub(super) fn end(&mut self, job: JobId, spent: Option<Credits>) -> Option<Held> {
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

    /// Notes what was spent.
    pub(super) fn spend(&mut self, at: i64, allocation: &Allocation) {
        if allocation.window != Credits(0) {
            let quarter = at.div_euclid(QUARTER);
            // What was forgiven and what came after stay apart.
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
                        self.spent.retain(|s| s.at > at - KEPT);
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

    /// The time of the latest charge that counts, in milliseconds.
    pub(super) fn latest(&self, now: Timestamp) -> Option<i64> {
        let held = self.held.iter().map(|h| h.at);
        let all = held.chain(self.spent.iter().map(|s| s.at));
        all.filter(|at| *at <= now.as_millisecond() + AHEAD).max()
    }

    /// All that is held.
    pub(super) fn held_total(&self) -> Credits {
        self.held.iter().map(|h| h.allocation.total()).sum()
    }

    /// Replaces what moderators decided, unless a later act is known.
    pub(super) fn set_overrides(&mut self, overrides: MemberOverrides, entry: u64) {
        if self.decided.as_ref().is_none_or(|d| d.entry <= entry) {
            self.decided = Some(Box::new(Decided { entry, overrides }));
        }
    }

    /// How long until a charge made at a time no longer matters.
    pub(super) fn kept() -> SignedDuration {
        SignedDuration::from_millis(KEPT)
    }
}
