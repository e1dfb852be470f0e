//! Money reserved and spent over time, of one server or of all.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::generation::Money;
use crate::quota::denied::{Budget, Denied, Period};
use crate::quota::window::{Span, Window, month};

/// Every time zone's midnight falls on a quarter of an hour; in milliseconds.
const QUARTER: i64 = 15 * 60 * 1000;
/// Longer than any month; in milliseconds.
const RETENTION: i64 = 40 * 24 * 3600 * 1000;
/// Number of quarters in memory above which old ones are dropped.
const PRUNE_ABOVE: usize = 8192;

/// Shares of a budget, in percent, that raise an alert when reached.
const ALERT_PERCENTS: [u32; 3] = [50, 80, 100];

/// A share of a budget was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// Whose budget.
    pub budget: Budget,
    /// Its period.
    pub period: Period,
    /// The share, in percent.
    pub percent: u32,
    /// When the next period begins; a share raises one alert per period.
    pub until: Timestamp,
    /// The budget.
    pub limit: Money,
    /// Money reserved and spent of it.
    pub used: Money,
}

/// The balance of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetView {
    /// Its period.
    pub period: Period,
    /// When the next period begins.
    pub until: Timestamp,
    /// The budget, if there is one.
    pub limit: Option<Money>,
    /// Money reserved and spent.
    pub used: Money,
}

#[derive(Debug, Clone, Copy)]
struct Sum {
    span: Span,
    used: Money,
}

/// Money reserved and spent over time.
#[derive(Debug, Default)]
pub(super) struct Tally {
    quarters: BTreeMap<i64, Money>,
    day: Option<Sum>,
    month: Option<Sum>,
}

/// The budgets that apply to a tally.
pub(super) struct Limits<'a> {
    pub(super) budget: Budget,
    pub(super) zone: &'a TimeZone,
    pub(super) day: Option<Money>,
    pub(super) month: Option<Money>,
}

impl Tally {
    /// Adds money at a time, in milliseconds since 1970; a negative amount subtracts.
    pub(super) fn add(&mut self, at: i64, money: Money) {
        let quarter = at.div_euclid(QUARTER) * QUARTER;
        *self.quarters.entry(quarter).or_default() += money;
        for sum in [&mut self.day, &mut self.month].into_iter().flatten() {
            if Timestamp::from_millisecond(quarter).is_ok_and(|t| sum.span.contains(t)) {
                sum.used += money;
            }
        }
        if self.quarters.len() > PRUNE_ABOVE {
            self.quarters.retain(|q, _| *q > at - RETENTION);
        }
    }

    /// Clears the cached day and month after a change of the time zone.
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

    /// Checks whether the budgets allow a price.
    pub(super) fn check(
        &mut self,
        price: Money,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<(), Denied> {
        let mut denied = Ok(());
        // If both budgets forbid it, the month's is reported because it lasts longer.
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

    /// Adds the shares that this price, already counted, has just reached to `into`.
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
            if let Some(percent) = ALERT_PERCENTS.into_iter().rev().find(|p| reached(*p)) {
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

    /// The balance of both budgets.
    pub(super) fn view(&mut self, limits: &Limits, now: Timestamp) -> [BudgetView; 2] {
        [(Period::Day, limits.day), (Period::Month, limits.month)].map(|(period, limit)| {
            let sum = self.sum(period, limits.zone, now);
            BudgetView { period, until: sum.span.end, limit, used: sum.used }
        })
    }
}
