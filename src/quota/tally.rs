//! Money by time: what a server, or the whole house, holds and has spent.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::generation::Money;
use crate::quota::denied::{Budget, Denied, Period};
use crate::quota::window::{Span, Window, month};

/// Every time zone's midnight falls on a quarter of an hour.
const QUARTER: i64 = 15 * 60 * 1000;
/// Older than any month.
const KEPT: i64 = 40 * 24 * 3600 * 1000;
/// Quarters of an hour in memory before old ones are looked for.
const MANY: usize = 8192;

/// Shares of a budget, in percent, that are told when they are reached.
const TOLD: [u32; 3] = [50, 80, 100];

/// A share of a budget was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// Whose.
    pub budget: Budget,
    /// For how long.
    pub period: Period,
    /// The share, in percent.
    pub percent: u32,
    /// When the next period begins: a share is told once for each.
    pub until: Timestamp,
    /// The budget.
    pub limit: Money,
    /// What is held and spent of it.
    pub used: Money,
}

/// How a budget stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetView {
    /// For how long.
    pub period: Period,
    /// When the next period begins.
    pub until: Timestamp,
    /// The budget, if there is one.
    pub limit: Option<Money>,
    /// Held and spent.
    pub used: Money,
}

#[derive(Debug, Clone, Copy)]
struct Sum {
    span: Span,
    used: Money,
}

/// Money by time.
#[derive(Debug, Default)]
pub(super) struct Tally {
    quarters: BTreeMap<i64, Money>,
    day: Option<Sum>,
    month: Option<Sum>,
}

/// The budgets of a tally, and whose they are.
pub(super) struct Limits<'a> {
    pub(super) budget: Budget,
    pub(super) zone: &'a TimeZone,
    pub(super) day: Option<Money>,
    pub(super) month: Option<Money>,
}

impl Tally {
    /// Adds money at a time, or takes it away again.
    pub(super) fn add(&mut self, at: i64, money: Money) {
        let quarter = at.div_euclid(QUARTER) * QUARTER;
        *self.quarters.entry(quarter).or_default() += money;
        for sum in [&mut self.day, &mut self.month].into_iter().flatten() {
            if Timestamp::from_millisecond(quarter).is_ok_and(|t| sum.span.contains(t)) {
                sum.used += money;
            }
        }
        if self.quarters.len() > MANY {
            self.quarters.retain(|q, _| *q > at - KEPT);
        }
    }

    /// Forgets what it knows of days and months: the time zone is another one.
    pub(super) fn zone_changed(&mut self) {
        (self.day, self.month) = (None, None);
    }

    fn sum(&mut self, period: Period, zone: &TimeZone, now: Timestamp) -> Sum {
        let known = match period {
            Period::Day => &mut self.day,
            Period::Month => &mut self.month,
        };
        if let Some(sum) = known.filter(|s| s.span.contains(now)) {
            return sum;
        }
        let span = match period {
            Period::Day => Window::Daily.span(zone, now),
            Period::Month => month(zone, now),
        };
        let within = span.start.as_millisecond()..span.end.as_millisecond();
        let used = self.quarters.range(within).map(|(_, m)| *m).sum();
        *known.insert(Sum { span, used })
    }

    /// Whether a job can be paid for.
    pub(super) fn check(
        &mut self,
        price: Money,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<(), Denied> {
        let mut denied = Ok(());
        // Of two that forbid it, the month lasts longer and is the one to be told.
        for (period, limit) in [(Period::Day, limits.day), (Period::Month, limits.month)] {
            let Some(limit) = limit else { continue };
            let sum = self.sum(period, limits.zone, now);
            if sum.used + price > limit {
                let never =
                    price > limit || matches!(denied, Err(Denied::Budget { until: None, .. }));
                denied = Err(Denied::Budget {
                    budget: limits.budget,
                    period,
                    limit,
                    left: (limit - sum.used).max(Money(0)),
                    price,
                    until: (!never).then_some(sum.span.end),
                    next: sum.span.end,
                });
            }
        }
        denied
    }

    /// The shares that this price, already added, has just reached.
    pub(super) fn crossed(
        &mut self,
        price: Money,
        limits: &Limits,
        now: Timestamp,
        into: &mut Vec<Crossing>,
    ) {
        for (period, limit) in [(Period::Day, limits.day), (Period::Month, limits.month)] {
            let Some(limit) = limit else { continue };
            let sum = self.sum(period, limits.zone, now);
            let share = |m: Money| i128::from(m.0) * 100;
            let reached = |p: u32| {
                let mark = i128::from(limit.0) * i128::from(p);
                share(sum.used) >= mark && share(sum.used - price) < mark
            };
            if let Some(percent) = TOLD.into_iter().rev().find(|p| reached(*p)) {
                into.push(Crossing {
                    budget: limits.budget,
                    period,
                    percent,
                    until: sum.span.end,
                    limit,
                    used: sum.used,
                });
            }
        }
    }

    /// How both budgets stand.
    pub(super) fn view(&mut self, limits: &Limits, now: Timestamp) -> [BudgetView; 2] {
        [(Period::Day, limits.day), (Period::Month, limits.month)].map(|(period, limit)| {
            let sum = self.sum(period, limits.zone, now);
            BudgetView { period, until: sum.span.end, limit, used: sum.used }
        })
    }
}
