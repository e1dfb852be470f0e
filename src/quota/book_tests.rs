use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::*;
use crate::job::GuildId;
use crate::quota::{Allowance, Grant, Period, RoleGrant, RoleQuota, Setting};

const GUILD: Tenant = Tenant::Server(GuildId(1));
const ANN: UserId = UserId(10);
const BOB: UserId = UserId(11);
const GOLD: RoleId = RoleId(100);
const SILVER: RoleId = RoleId(101);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn noon() -> Timestamp {
    at("2026-11-22T12:00:00Z")
}

fn credits(n: i64) -> Credits {
    Credits(n * 1000)
}

fn policy() -> Policy {
    Policy::plain(Allowance::Credits(credits(20)))
}

fn book() -> QuotaBook {
    QuotaBook::new(policy(), None, None)
}

fn ann(roles: &[RoleId]) -> Payer<'_> {
    Payer { tenant: GUILD, user: ANN, roles }
}

fn price(n: i64) -> Price {
    Price { credits: credits(n), money: Money(n * 100_000) }
}

fn job(n: u64) -> JobId {
    JobId::from_bits(n)
}

#[track_caller]
fn take(book: &QuotaBook, n: u64, cost: i64, now: Timestamp) {
    book.reserve(job(n), &ann(&[]), price(cost), now).unwrap().commit();
}

fn when(denied: Denied) -> Option<Timestamp> {
    match denied {
        Denied::Credits { when, .. } => when,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_reservation_ends_once() {
    let book = book();
    take(&book, 1, 15, noon());
    let refused = book.reserve(job(2), &ann(&[]), price(6), noon()).unwrap_err();
    let Denied::Credits { price: p, available, when } = refused else { panic!("{refused:?}") };
    assert_eq!((p, available), (credits(6), credits(5)));
    assert_eq!(when, Some(at("2026-11-23T00:00:00Z")));
    assert!(book.refund(GUILD, ANN, job(1), Money(0)));
    assert!(!book.refund(GUILD, ANN, job(1), Money(0)));
    assert!(!book.settle(GUILD, ANN, job(1), Money(0)));
    assert_eq!(book.view(&ann(&[]), noon()).available(), Some(credits(20)));
}

#[test]
fn a_reservation_that_is_not_kept_leaves_no_trace() {
    let book = QuotaBook::new(policy(), Some(Money(2_000_000)), None);
    drop(book.reserve(job(1), &ann(&[]), price(20), noon()).unwrap());
    assert_eq!(book.view(&ann(&[]), noon()).available(), Some(credits(20)));
    assert_eq!(book.global_budgets(noon())[0].used, Money(0));
    take(&book, 1, 20, noon());
}

#[test]
fn the_best_role_wins_and_a_personal_value_beats_it() {
    let book = book();
    let role_quota = |role, text: &str| RoleQuota { role, allowance: text.parse().unwrap() };
    let role_quotas = vec![role_quota(SILVER, "50"), role_quota(GOLD, "unlimited")];
    book.set_server(GUILD, &ServerSettings { role_quotas, ..Default::default() }, 0);
    let gets = |roles: &[RoleId]| book.view(&ann(roles), noon()).allowance.to_string();
    assert_eq!(gets(&[]), "20");
    assert_eq!(gets(&[SILVER]), "50");
    assert_eq!(gets(&[SILVER, GOLD]), "unlimited");
    let none = MemberOverrides { allowance: Some("none".parse().unwrap()), ..Default::default() };
    book.set_overrides(GUILD, ANN, none, 0);
    assert_eq!(gets(&[GOLD]), "none");
    assert_eq!(when(book.check(&ann(&[GOLD]), price(1), noon()).unwrap_err()), None);
}

#[test]
fn what_expires_first_is_spent_first() {
    let book = book();
    let grant = |id, until: Option<&str>| Grant { id, amount: credits(5), until: until.map(at) };
    let grants = vec![
        grant(1, None),
        grant(2, Some("2026-11-22T18:00:00Z")),
        grant(3, Some("2026-12-01T00:00:00Z")),
    ];
    book.set_overrides(GUILD, ANN, MemberOverrides { grants, ..Default::default() }, 0);
    assert_eq!(book.view(&ann(&[]), noon()).available(), Some(credits(35)));
    let reservation = book.reserve(job(1), &ann(&[]), price(27), noon()).unwrap();
    let allocation = reservation.charge().allocation.clone();
    reservation.commit();
    assert_eq!(allocation.window, credits(20));
    assert_eq!(allocation.grants, [(2, credits(5)), (3, credits(2))]);
    // A grant that has expired since is not refunded; the rest is.
    let evening = at("2026-11-22T19:00:00Z");
    assert!(book.refund(GUILD, ANN, job(1), Money(0)));
    assert_eq!(book.view(&ann(&[]), evening).available(), Some(credits(30)));
}

#[test]
fn a_deduction_lasts_until_it_ends() {
    let book = book();
    let until = Some(at("2026-11-23T00:00:00Z"));
    let grants = vec![Grant { id: 9, amount: credits(-15), until }];
    book.set_overrides(GUILD, ANN, MemberOverrides { grants, ..Default::default() }, 0);
    assert_eq!(book.view(&ann(&[]), noon()).available(), Some(credits(5)));
    let refused = book.check(&ann(&[]), price(6), noon()).unwrap_err();
    assert_eq!(when(refused), until);
    let tomorrow = noon() + 24.hours();
    assert_eq!(book.view(&ann(&[]), tomorrow).available(), Some(credits(20)));
}

#[test]
fn a_day_rolls_over_during_a_job() {
    let book = book();
    let late = at("2026-11-22T23:59:00Z");
    take(&book, 1, 20, late);
    let early = at("2026-11-23T00:01:00Z");
    let view = book.view(&ann(&[]), early);
    assert_eq!((view.reserved, view.reserved_before), (Credits(0), credits(20)));
    take(&book, 2, 20, early);
    assert!(book.settle(GUILD, ANN, job(1), Money(0)));
    // The old day's job is not charged to the new day.
    assert_eq!(book.view(&ann(&[]), early).spent, Credits(0));
    assert_eq!(book.view(&ann(&[]), late).spent, credits(20));
}

#[test]
fn a_clock_that_is_set_back_gives_nothing_away() {
    let book = book();
    take(&book, 1, 20, noon());
    assert!(book.settle(GUILD, ANN, job(1), Money(0)));
    assert!(book.check(&ann(&[]), price(1), noon() - 1.hours()).is_err());
    // Also on the day before: the charge is less than a day ahead.
    assert!(book.check(&ann(&[]), price(1), noon() - 20.hours()).is_err());
}

#[test]
fn a_rolling_window_reports_when_enough_has_left_it() {
    let book = book();
    let set = [(Setting::Window, "48h".to_owned())].into();
    book.set_server(GUILD, &ServerSettings { set, ..Default::default() }, 0);
    take(&book, 1, 8, noon());
    assert!(book.settle(GUILD, ANN, job(1), Money(0)));
    take(&book, 2, 12, noon() + 5.hours());
    let refused = |cost| book.check(&ann(&[]), price(cost), noon() + 6.hours()).unwrap_err();
    assert_eq!(when(refused(8)), Some(noon() + 48.hours()));
    assert_eq!(when(refused(9)), Some(noon() + 53.hours()));
    assert_eq!(when(refused(21)), None, "more than a window's allowance");
    assert!(book.check(&ann(&[]), price(8), noon() + 48.hours()).is_ok());
}

#[test]
fn what_was_forgiven_stays_forgiven() {
    let book = book();
    take(&book, 1, 15, noon());
    assert!(book.settle(GUILD, ANN, job(1), Money(0)));
    take(&book, 2, 5, noon() + 1.seconds());
    let since = Some(noon() + 60.seconds());
    book.set_overrides(GUILD, ANN, MemberOverrides { since, ..Default::default() }, 0);
    let now = noon() + 61.seconds();
    assert_eq!(book.view(&ann(&[]), now).available(), Some(credits(20)));
    // One charge before and one after the reset, in the same quarter of an hour.
    take(&book, 3, 4, now);
    assert!(book.settle(GUILD, ANN, job(3), Money(0)));
    assert!(book.settle(GUILD, ANN, job(2), Money(0)));
    assert_eq!(book.view(&ann(&[]), now).spent, credits(4));
}

#[test]
fn a_clock_that_ran_ahead_locks_nobody_out_for_long() {
    let book = book();
    let ahead = noon() + (30 * 24).hours();
    take(&book, 1, 20, ahead);
    assert!(book.settle(GUILD, ANN, job(1), Money(0)));
    assert_eq!(book.view(&ann(&[]), noon()).available(), Some(credits(20)));
    assert_eq!(book.forgiven_until(GUILD, ANN, noon()), noon() + SignedDuration::from_millis(1));
    assert!(book.check(&ann(&[]), price(1), ahead).is_err(), "it counts when its day comes");
}

#[test]
fn the_end_of_a_deduction_is_reported() {
    let book = book();
    let until = Some(at("2026-11-22T15:00:00Z"));
    let far = Some(at("2026-11-25T00:00:00Z"));
    let debit = |id, until| Grant { id, amount: credits(-15), until };
    let set = |grants: Vec<Grant>| {
        book.set_overrides(GUILD, ANN, MemberOverrides { grants, ..Default::default() }, 0);
        when(book.check(&ann(&[]), price(10), noon()).unwrap_err())
    };
    assert_eq!(set(vec![debit(1, until)]), until);
    assert_eq!(set(vec![debit(1, far)]), far);
}

#[test]
fn the_longer_budget_is_reported_and_so_is_a_price_that_never_fits() {
    let book = book();
    let set = [(Setting::BudgetDay, "1".to_owned()), (Setting::BudgetMonth, "1.50".to_owned())];
    book.set_server(GUILD, &ServerSettings { set: set.into(), ..Default::default() }, 0);
    take(&book, 1, 10, noon());
    let until = |cost| match book.check(&ann(&[]), price(cost), noon()).unwrap_err() {
        Denied::Budget { until, .. } => until,
        other => panic!("{other:?}"),
    };
    assert_eq!(until(1), Some(at("2026-11-23T00:00:00Z")));
    assert_eq!(until(6), Some(at("2026-12-01T00:00:00Z")));
    let poor = QuotaBook::new(policy(), Some(Money(100_000)), None);
    let never = poor.check(&ann(&[]), price(6), noon()).unwrap_err();
    assert!(matches!(never, Denied::Budget { until: None, .. }), "{never:?}");
}

#[test]
fn budgets_apply_per_server_and_globally() {
    let book = QuotaBook::new(policy(), None, Some(Money(1_500_000)));
    let set = [(Setting::BudgetDay, "1".to_owned())].into();
    book.set_server(GUILD, &ServerSettings { set, ..Default::default() }, 0);
    let reservation = book.reserve(job(1), &ann(&[]), price(8), noon()).unwrap();
    let crossed: Vec<_> = reservation.crossings().iter().map(|c| (c.budget, c.percent)).collect();
    assert_eq!(crossed, [(Budget::Server, 80), (Budget::Global, 50)]);
    reservation.commit();
    let refused = book.reserve(job(2), &ann(&[]), price(3), noon()).unwrap_err();
    let Denied::Budget { budget, period, left, .. } = refused else { panic!("{refused:?}") };
    assert_eq!((budget, period, left), (Budget::Server, Period::Day, Money(200_000)));
    let elsewhere = Payer { tenant: Tenant::Server(GuildId(2)), ..ann(&[]) };
    assert!(book.reserve(job(2), &elsewhere, price(8), noon()).is_err(), "0.70 is left globally");
    // The member is refunded but the provider still bills: the money is spent.
    assert!(book.refund(GUILD, ANN, job(1), Money(800_000)));
    assert_eq!(book.budgets(GUILD, noon())[0].used, Money(800_000));
    assert_eq!(book.view(&ann(&[]), noon()).available(), Some(credits(20)));
    let tomorrow = noon() + 24.hours();
    assert_eq!(book.budgets(GUILD, tomorrow).map(|b| b.used.0), [0, 800_000]);
}

#[test]
fn concurrent_reservations_never_exceed_the_limit() {
    let book = Arc::new(book());
    let threads: Vec<_> = (0..8)
        .map(|t| {
            let book = Arc::clone(&book);
            std::thread::spawn(move || {
                let mut got = 0;
                for n in 0..200 {
                    if let Ok(reservation) =
                        book.reserve(job(t * 1000 + n), &ann(&[]), price(1), noon())
                    {
                        reservation.commit();
                        got += 1;
                    }
                }
                got
            })
        })
        .collect();
    let got: u32 = threads.into_iter().map(|t| t.join().unwrap()).sum();
    assert_eq!(got, 20);
}

/// Operations that happen in any order.
#[derive(Debug, Clone)]
enum Step {
    Reserve { member: bool, cost: i64, keep: bool },
    End { nth: usize, spend: bool },
    Grant { member: bool, amount: i64, hours: Option<i64> },
    GrantRole { amount: i64, hours: Option<i64> },
    Allow { member: bool, allowance: Option<i64> },
    Limit { credits: i64 },
    Reset { member: bool },
    Window { which: usize },
    Zone { which: usize },
    Roles { gold: bool, silver: bool },
    Pass { minutes: i64 },
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let hours = || proptest::option::of(1i64..72);
    let step = prop_oneof![
        8 => (any::<bool>(), 1i64..12, proptest::bool::weighted(0.9))
            .prop_map(|(member, cost, keep)| Step::Reserve { member, cost, keep }),
        6 => (any::<usize>(), any::<bool>()).prop_map(|(nth, spend)| Step::End { nth, spend }),
        2 => (any::<bool>(), -10i64..15, hours())
            .prop_map(|(member, amount, hours)| Step::Grant { member, amount, hours }),
        1 => (-10i64..15, hours()).prop_map(|(amount, hours)| Step::GrantRole { amount, hours }),
        1 => (any::<bool>(), proptest::option::of(0i64..40))
            .prop_map(|(member, allowance)| Step::Allow { member, allowance }),
        1 => (0i64..40).prop_map(|credits| Step::Limit { credits }),
        1 => any::<bool>().prop_map(|member| Step::Reset { member }),
        1 => (0usize..4).prop_map(|which| Step::Window { which }),
        1 => (0usize..3).prop_map(|which| Step::Zone { which }),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(gold, silver)| Step::Roles { gold, silver }),
        // Mostly forward, sometimes back.
        4 => (-90i64..2000).prop_map(|minutes| Step::Pass { minutes }),
        1 => Just(Step::Restart),
    ];
    proptest::collection::vec(step, 1..80)
}

/// A model of the journal: plain lists, summed naively.
struct Ledger {
    charges: Vec<Charge>,
    settings: ServerSettings,
    overrides: [MemberOverrides; 2],
    roles: Vec<RoleId>,
    now: Timestamp,
    next: u64,
}

impl Ledger {
    fn user(member: bool) -> UserId {
        if member { ANN } else { BOB }
    }

    fn book(&self) -> QuotaBook {
        let book = book();
        book.set_server(GUILD, &self.settings, 0);
        book.set_overrides(GUILD, ANN, self.overrides[1].clone(), 0);
        book.set_overrides(GUILD, BOB, self.overrides[0].clone(), 0);
        for charge in &self.charges {
            book.restore(charge);
        }
        book
    }

    fn payer(&self, member: bool) -> Payer<'_> {
        Payer { tenant: GUILD, user: Self::user(member), roles: &self.roles }
    }

    fn sum(&self, member: bool, from: Timestamp, state: ChargeState) -> Credits {
        let user = Self::user(member);
        // At most a day ahead of the clock.
        let to = self.now + SignedDuration::from_hours(24);
        let fit = self
            .charges
            .iter()
            .filter(|c| c.user == user && c.state == state && c.at >= from && c.at <= to);
        fit.map(|c| c.allocation.window).sum()
    }

    fn of_grant(&self, member: bool, id: u64, state: ChargeState) -> Credits {
        let mine = self.charges.iter().filter(|c| c.user == Self::user(member) && c.state == state);
        mine.flat_map(|c| &c.allocation.grants).filter(|(g, _)| *g == id).map(|(_, c)| *c).sum()
    }

    /// Compares the model with the book.
    fn agrees(&self, book: &QuotaBook, member: bool) {
        let view = book.view(&self.payer(member), self.now);
        let rolling = self.settings.over(&policy()).window.rolls().is_some();
        let since = self.overrides[usize::from(member)].since.unwrap_or(Timestamp::MIN);
        let from = view.span.start.max(since);
        assert_eq!(view.reserved, self.sum(member, from, ChargeState::Reserved));
        let spent = self.sum(member, from, ChargeState::Spent);
        if rolling {
            // Charges leave a rolling window by the quarter of an hour, never too early.
            let wider = (view.span.start - SignedDuration::from_mins(15)).max(since);
            assert!(view.spent >= spent, "{view:?}");
            assert!(view.spent <= self.sum(member, wider, ChargeState::Spent), "{view:?}");
        } else {
            assert_eq!(view.spent, spent);
        }
        for grant in &view.grants {
            assert_eq!(grant.reserved, self.of_grant(member, grant.id, ChargeState::Reserved));
            assert_eq!(grant.spent, self.of_grant(member, grant.id, ChargeState::Spent));
            assert_eq!(grant.granted, grant.available() + grant.reserved + grant.spent);
        }
        if let (Allowance::Credits(granted), Some(left)) = (view.granted, view.left()) {
            let used = view.reserved + view.spent;
            // If a limit was lowered below what was used, nothing is left and nothing is owed.
            assert_eq!(granted.max(used), left + used, "{view:?}");
        }
    }
}

/// Number of cases of up to 80 steps; raise it with PROPTEST_CASES.
const CASES: u32 = 1000;

fn config() -> ProptestConfig {
    let defaults = ProptestConfig::default();
    ProptestConfig { failure_persistence: None, cases: defaults.cases.max(CASES), ..defaults }
}

proptest! {
    #![proptest_config(config())]

    /// granted = available + reserved + spent for every account after every step; no charge exceeds
    /// what is available; nothing ends twice; a restart changes nothing.
    #[test]
    fn the_ledger_balances(steps in steps()) {
        let mut l = Ledger {
            charges: Vec::new(),
            settings: ServerSettings::default(),
            overrides: Default::default(),
            roles: Vec::new(),
            // The night when Berlin's clocks go back.
            now: at("2026-10-24T20:00:00Z"),
            next: 1,
        };
        let mut book = l.book();
        for step in steps {
            l.next += 1;
            let id = l.next;
            match step {
                Step::Reserve { member, cost, keep } => {
                    let before = book.view(&l.payer(member), l.now).available();
                    let charge = match book.reserve(job(id), &l.payer(member), price(cost), l.now) {
                        Ok(reservation) => {
                            let charge = reservation.charge().clone();
                            if keep { reservation.commit() }
                            Some(charge)
                        }
                        Err(_) => None,
                    };
                    prop_assert_eq!(charge.is_some(), before.is_none_or(|b| credits(cost) <= b));
                    if let Some(charge) = charge {
                        prop_assert_eq!(charge.allocation.total(), credits(cost));
                        if keep { l.charges.push(charge) }
                        let after = book.view(&l.payer(member), l.now).available();
                        let due = if keep { credits(cost) } else { Credits(0) };
                        prop_assert_eq!(after, before.map(|b| b - due));
                    }
                }
                Step::End { nth, spend } if !l.charges.is_empty() => {
                    let nth = nth % l.charges.len();
                    let charge = &mut l.charges[nth];
                    let open = charge.state == ChargeState::Reserved;
                    let (user, id) = (charge.user, charge.job);
                    let done = if spend {
                        book.settle(GUILD, user, id, charge.money)
                    } else {
                        book.refund(GUILD, user, id, Money(0))
                    };
                    prop_assert_eq!(done, open, "once, and only once");
                    if open {
                        charge.state =
                            if spend { ChargeState::Spent } else { ChargeState::Refunded };
                        if !spend { charge.money = Money(0) }
                    }
                }
                Step::End { .. } => {}
                Step::Grant { member, amount, hours } => {
                    let until = hours.map(|h| l.now + h.hours());
                    let overrides = &mut l.overrides[usize::from(member)];
                    overrides.grants.push(Grant { id, amount: credits(amount), until });
                    book.set_overrides(GUILD, Ledger::user(member), overrides.clone(), 0);
                }
                Step::GrantRole { amount, hours } => {
                    let until = hours.map(|h| l.now + h.hours());
                    let grant = Grant { id, amount: credits(amount), until };
                    l.settings.grants.push(RoleGrant { role: SILVER, grant });
                    book.set_server(GUILD, &l.settings, 0);
                }
                Step::Allow { member, allowance } => {
                    let overrides = &mut l.overrides[usize::from(member)];
                    overrides.allowance = allowance.map(|a| Allowance::Credits(credits(a)));
                    book.set_overrides(GUILD, Ledger::user(member), overrides.clone(), 0);
                }
                Step::Limit { credits: n } => {
                    l.settings.role_quotas = vec![RoleQuota {
                        role: GOLD,
                        allowance: if n > 35 { Allowance::Unlimited } else {
                            Allowance::Credits(credits(n))
                        },
                    }];
                    l.settings.set.insert(Setting::Credits, (n / 2).to_string());
                    book.set_server(GUILD, &l.settings, 0);
                }
                Step::Reset { member } => {
                    let overrides = &mut l.overrides[usize::from(member)];
                    let since = book.forgiven_until(GUILD, Ledger::user(member), l.now);
                    *overrides = MemberOverrides { since: Some(since), ..Default::default() };
                    book.set_overrides(GUILD, Ledger::user(member), overrides.clone(), 0);
                }
                Step::Window { which } => {
                    let text = ["daily", "weekly", "5h", "72h"][which];
                    l.settings.set.insert(Setting::Window, text.into());
                    book.set_server(GUILD, &l.settings, 0);
                }
                Step::Zone { which } => {
                    let text = ["UTC", "Europe/Berlin", "Asia/Kathmandu"][which];
                    l.settings.set.insert(Setting::TimeZone, text.into());
                    book.set_server(GUILD, &l.settings, 0);
                }
                Step::Roles { gold, silver } => {
                    l.roles = [(gold, GOLD), (silver, SILVER)]
                        .into_iter().filter(|(has, _)| *has).map(|(_, r)| r).collect();
                }
                Step::Pass { minutes } => l.now += SignedDuration::from_mins(minutes),
                Step::Restart => {
                    let views = |b: &QuotaBook| [true, false].map(|m| b.view(&l.payer(m), l.now));
                    let (before, money) = (views(&book), book.budgets(GUILD, l.now));
                    book = l.book();
                    prop_assert_eq!(&before[0].grants, &views(&book)[0].grants);
                    prop_assert_eq!(money, book.budgets(GUILD, l.now));
                    if l.settings.over(&policy()).window.rolls().is_none() {
                        prop_assert_eq!(before, views(&book));
                    }
                }
            }
            l.agrees(&book, true);
            l.agrees(&book, false);
        }
    }
}
