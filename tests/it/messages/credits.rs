//! Accounts, budgets, previews and settings of members.

use std::sync::Arc;

use jiff::ToSpan;
use wanbot::discord::texts::{quota, result_actions};
use wanbot::generation::{Catalogue, Credits, Money, Price, Ratio, RequestDefaults, Resolution};
use wanbot::job::{Class, Event, Failure, Job, Preferences, RoleId};
use wanbot::language::Language;
use wanbot::quota::{
    Allowance, Author, Block, BudgetView, GrantView, MemberOverrides, Origin, Pause, Period,
    Policy, Span, View, Window,
};
use wanbot::service::{Preview, QuotaAnswer};

use super::samples::{
    CLASSES, ENGLISH, MIA, after, at, delivered, failed, images, now, place, posted, stored, video,
};
use super::sheet::{Sheet, unmasked};

const FIVE: Price = Price { credits: Credits(5000), money: Money(500_000) };

/// An account with the usual allowance, of which some is spent and reserved.
pub fn view() -> View {
    View {
        allowance: Allowance::Credits(Credits(50_000)),
        origin: Origin::Everyone,
        span: Span { start: at("2026-11-22T00:00:00Z"), end: at("2026-11-23T00:00:00Z") },
        granted: Allowance::Credits(Credits(50_000)),
        reserved: Credits(5000),
        spent: Credits(7500),
        grants: Vec::new(),
        reserved_before: Credits(0),
        overrides: MemberOverrides::default(),
    }
}

fn grant(id: u64, role: Option<RoleId>, reserved: i64) -> GrantView {
    GrantView {
        id,
        role,
        granted: Credits(10_000),
        until: role.map(|_| now() + 72.hours()),
        reserved: Credits(reserved),
        spent: Credits(1000),
    }
}

pub fn policy() -> Policy {
    Policy::plain(Allowance::Credits(Credits(50_000)))
}

pub fn budgets(limit: Option<Money>, used: Money) -> [BudgetView; 2] {
    let until = now() + 12.hours();
    [Period::Day, Period::Month].map(|period| BudgetView { period, until, limit, used })
}

pub fn answer(account: View, policy: Policy) -> QuotaAnswer {
    let unit = |r: &Resolution| match r {
        Resolution::P720 => Price { credits: Credits(1000), money: Money(100_000) },
        _ => Price { credits: Credits(1667), money: Money(166_700) },
    };
    let models = Catalogue::built_in();
    let units = ["wan2.7-t2v", "wan2.7-image"].into_iter().flat_map(|name| {
        let model = models.models().iter().find(|m| m.name == name).unwrap();
        model.resolutions.iter().map(|r| (model.name.clone(), *r, unit(r))).collect::<Vec<_>>()
    });
    QuotaAnswer {
        account,
        policy: Arc::new(policy),
        budgets: budgets(None, Money(0)),
        sample: FIVE,
        units: units.collect(),
    }
}

#[test]
fn accounts_of_members() {
    let mut sheet = Sheet::new();
    let mut show = |title: &str, answer: &QuotaAnswer| {
        sheet.show(title, &quota::quota(ENGLISH, answer, now()));
    };
    show("typical", &answer(view(), policy()));
    let unlimited = Allowance::Unlimited;
    let no_limit = View { allowance: unlimited, granted: unlimited, ..view() };
    show("without a limit", &answer(no_limit, policy()));
    let none = Allowance::Credits(Credits(0));
    let nothing = View { allowance: none, granted: none, spent: Credits(0), ..view() };
    show("with nothing", &answer(nothing, policy()));
    let rich = View {
        origin: Origin::Role(RoleId(5)),
        granted: Allowance::Credits(Credits(45_000)),
        grants: vec![grant(3, None, 0), grant(4, Some(RoleId(5)), 2000)],
        reserved_before: Credits(2500),
        ..view()
    };
    show("by role, with grants and deductions", &answer(rich, policy()));
    let personal = View { origin: Origin::Personal, ..view() };
    for (title, window) in [
        ("set by a moderator, weekly", Window::Weekly),
        ("an hour", Window::Rolling { hours: 1 }),
        ("rolling", Window::Rolling { hours: 48 }),
    ] {
        let policy = Policy { window, ..policy() };
        show(title, &answer(personal.clone(), policy));
    }
    let pause = |reason: &str| Some(Pause { reason: reason.into(), by: Author::Member(MIA) });
    let paused = Policy { paused: pause("maintenance"), ..policy() };
    show("paused", &answer(view(), paused));
    show("paused without a reason", &answer(view(), Policy { paused: pause(""), ..policy() }));
    for (title, until, reason) in
        [("blocked", Some(now() + 24.hours()), "spam"), ("blocked for good", None, "")]
    {
        let block = Block { until, reason: reason.into(), by: Author::Operator };
        let overrides = MemberOverrides { blocked: Some(block), ..MemberOverrides::default() };
        show(title, &answer(View { overrides, ..view() }, policy()));
    }
    let mut poor = answer(view(), policy());
    poor.budgets = budgets(Some(Money(5_000_000)), Money(4_900_000));
    show("with a budget that is nearly used up", &poor);
    sheet.check("accounts", unmasked);
}

#[test]
fn previews_and_prices_of_jobs() {
    let mut sheet = Sheet::new();
    let request = video(1).request;
    let unlimited = Allowance::Unlimited;
    for (title, account) in [
        ("a preview", view()),
        ("a preview without a limit", View { allowance: unlimited, granted: unlimited, ..view() }),
    ] {
        let preview = Preview { price: FIVE, account, request: request.clone() };
        sheet.show(title, &quota::preview(ENGLISH, &preview));
    }
    let mut show = |title: &str, job: &Job| sheet.show(title, &quota::outcome(ENGLISH, job));
    show("reserved", &video(1));
    let mut single = video(1);
    single.price.credits = Credits(1000);
    show("one credit reserved", &single);
    show("charged", &delivered(video(1), place().channel));
    // The provider returned, and billed, half of the images.
    show("charged less", &posted(stored(images(1, 4), 2), place().channel));
    show("cancelled", &after(video(1), &[Event::Cancelled { by: None, unresolved: false }]));
    for class in CLASSES {
        show(&format!("refunded: {}", class.name()), &failed(video(1), Failure::of(class)));
    }
    let collected = Failure { charged: true, ..Failure::of(Class::Undeliverable) };
    show("collected", &failed(video(1), collected));
    sheet.check("prices", unmasked);
}

#[test]
fn settings_of_members() {
    let mut sheet = Sheet::new();
    let none = Preferences::default();
    sheet.show("none", &result_actions::settings(ENGLISH, &none, false));
    let habits = RequestDefaults {
        resolution: Some(Resolution::P1080),
        ratio: Some(Ratio::Tall),
        seconds: Some(8),
        enhance: Some(false),
    };
    let language = Some(Language::English);
    let all = Preferences { habits, quiet: true, private: true, language };
    sheet.show("all, just saved", &result_actions::settings(ENGLISH, &all, true));
    let enhance = Some(true);
    let expanded = Preferences { habits: RequestDefaults { enhance, ..habits }, ..all };
    sheet.show("prompts expanded", &result_actions::settings(ENGLISH, &expanded, false));
    sheet.check("member_settings", unmasked);
}
