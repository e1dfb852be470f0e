//! What moderators read: audit entries, refusals, settings, quotas, jobs and spending.

use std::collections::BTreeMap;

use jiff::ToSpan;
use wanbot::discord::texts::moderation;
use wanbot::discord::{render, texts};
use wanbot::generation::{Credits, Money, Ratio, RequestDefaults, Resolution, Role};
use wanbot::job::{
    ChannelId, Class, Depicted, Event, Failure, Job, MessageId, Removed, RoleId, UserId,
};
use wanbot::language::Language;
use wanbot::quota::{
    Allowance, AuditChange, AuditEntry, Author, BadValue, Budget, ChannelDefaults, Grant,
    InvalidCommand, OutageCause, Pause, Period, Policy, RoleGrant, RoleQuota, Scope, Setting,
    SettingValue, Subject, Target, Window,
};
use wanbot::service::{ModerationError, Post, Spender, Spending};

use super::credits::{answer, budgets, policy, view};
use super::samples::{
    ANN, ENGLISH, MIA, after, at, created, delivered, failed, images, now, place, started, video,
    with_inputs,
};
use super::sheet::{Sheet, unmasked};

const ROLE: RoleId = RoleId(5);

fn entry_by(by: Author, change: AuditChange) -> AuditEntry {
    let scope = Scope::Tenant(place().tenant);
    AuditEntry { number: 12, ..AuditEntry::new(scope, by, change, "", now()) }
}

fn credits(n: i64) -> Credits {
    Credits(n * 1000)
}

fn defaults() -> ChannelDefaults {
    let habits = RequestDefaults {
        resolution: Some(Resolution::P1080),
        ratio: Some(Ratio::Wide),
        seconds: Some(8),
        enhance: Some(false),
    };
    ChannelDefaults { habits, spoiler: true }
}

/// Every kind of change.
fn changes() -> Vec<AuditChange> {
    use AuditChange as C;
    let (member, role, job) = (ANN, ROLE, video(1).id);
    let until = Some(now() + 72.hours());
    let text = |text: &str| SettingValue::Text(text.into());
    let twenty = Allowance::Credits(credits(20));
    let enhanced = RequestDefaults { enhance: Some(true), ..RequestDefaults::default() };
    let enhanced = ChannelDefaults { habits: enhanced, spoiler: false };
    let reset = C::MemberReset { member, available: Some(credits(3)) };
    vec![
        C::MemberAllowance { member, before: None, after: twenty },
        C::MemberAllowance { member, before: Some(twenty), after: Allowance::Unlimited },
        C::RoleAllowance { role, before: None, after: Allowance::Credits(credits(0)) },
        C::RoleAllowance { role, before: Some(twenty), after: Allowance::Unlimited },
        C::MemberGrant { member, available: Some(credits(1)), amount: credits(5), until },
        C::MemberGrant { member, available: None, amount: credits(5), until: None },
        C::RoleGrant { role, amount: credits(5), until },
        C::MemberDeduction { member, before: credits(5), after: credits(3) },
        C::RoleDeduction { role, amount: credits(2), until: now() + 12.hours() },
        reset.clone(),
        C::RoleReset { role, before: Some(twenty) },
        C::RoleWeight { role, before: 1, after: 3 },
        C::MemberBlocked { member, renewed: false, until },
        C::MemberBlocked { member, renewed: true, until: None },
        C::MemberUnblocked { member },
        C::Paused,
        C::Resumed,
        C::SettingChanged { setting: Setting::MaxDuration, before: text("any"), after: text("8") },
        C::SettingChanged {
            setting: Setting::Channels,
            before: text("all"),
            after: SettingValue::Channels(vec![ChannelId(3), ChannelId(4)]),
        },
        C::SettingChanged {
            setting: Setting::ModeratorRole,
            before: text("none"),
            after: SettingValue::Role(ROLE),
        },
        C::InputsBlocked { before: 0, after: 2 },
        C::ChannelDefaults {
            channel: ChannelId(3),
            before: ChannelDefaults::default(),
            after: defaults(),
        },
        C::ChannelDefaults { channel: ChannelId(3), before: defaults(), after: enhanced },
        C::Undone { entry: 9, change: Box::new(reset) },
        C::JobCancelled { member, job },
        C::ResultRemoved { member, job, by_depicted: false },
        C::ResultRemoved { member, job, by_depicted: true },
        C::ResultReported { member, job, channel: ChannelId(3), message: MessageId(44) },
        C::Unreadable,
    ]
}

/// What the bot notes itself.
fn alerts() -> Vec<AuditChange> {
    use AuditChange as C;
    let mut all = Vec::new();
    for budget in [Budget::Server, Budget::Global] {
        for period in [Period::Day, Period::Month] {
            let (used, limit) = (Money(4_000_000), Money(5_000_000));
            let next = now() + 12.hours();
            all.push(C::BudgetThreshold { budget, period, percent: 80, used, limit, next });
        }
    }
    for cause in [OutageCause::Account, OutageCause::Unreachable] {
        all.extend([C::ProviderFailed { cause }, C::ProviderRecovered { cause }]);
    }
    for jobs in [1, 3] {
        let (reserved, billed) = (Money(500_000), Money(1_250_000));
        let day = "2026-11-21".parse().unwrap();
        all.push(C::BilledAbovePrice { day, jobs, reserved, billed });
    }
    all
}

#[test]
fn entries_of_the_log_channel() {
    let mut sheet = Sheet::new();
    let mut show = |title: String, entry: &AuditEntry| {
        let post = Post::AuditEntry { entry, language: None };
        sheet.show(title, &render(&post, ENGLISH));
    };
    for change in changes() {
        show(format!("{change:?}"), &entry_by(Author::Member(MIA), change));
    }
    for change in alerts() {
        show(format!("{change:?}"), &entry_by(Author::Bot, change));
    }
    let reason = "asked for it".to_owned();
    let operator = entry_by(Author::Operator, AuditChange::Paused);
    let operator = AuditEntry { reason, undone_by: Some(13), ..operator };
    show("by the operator, with a reason, undone".into(), &operator);
    let undoable = AuditEntry { target: Some(Target::Server), ..operator.clone() };
    sheet.show("the answer to a command", &moderation::done(ENGLISH, &undoable));
    sheet.show("one that cannot be undone", &moderation::done(ENGLISH, &operator));
    sheet.show("a page", &moderation::log(ENGLISH, &[operator.clone(), undoable], 0));
    sheet.show("an empty log", &moderation::log(ENGLISH, &[], 0));
    sheet.show("behind the last page", &moderation::log(ENGLISH, &[], 3));
    let paused = Pause { reason: "maintenance".into(), by: Author::Bot };
    let paused = Policy { paused: Some(paused), ..policy() };
    sheet.show("paused by the bot", &moderation::settings(ENGLISH, &paused));
    sheet.check("audit", unmasked);
}

#[test]
fn refusals_of_moderators() {
    use InvalidCommand as I;
    use ModerationError as E;
    let mut sheet = Sheet::new();
    let mut all = vec![
        E::NotModerator,
        E::NoSuchModel("wan9".into()),
        E::Changed,
        E::NoSuchEntry,
        E::Undone { by: 13 },
        E::NotUndoable,
        E::ChangedSince,
        E::NoSuchJob,
        E::NoResult,
        E::NotArchived { deleted: true },
        E::NotArchived { deleted: false },
        E::Everyone,
        E::NotDeleted("Missing Permissions".into()),
        E::JournalUnavailable,
    ];
    let invalid = [
        I::Amount,
        I::Nothing,
        I::NoLimit(Subject::Member(ANN)),
        I::Until,
        I::NothingLeft(Subject::Role(ROLE)),
        I::TooManyGrants(Subject::Member(ANN)),
        I::TooManyInputs,
        I::NoChange,
        I::Weight,
        I::Defaults,
    ];
    all.extend(invalid.into_iter().map(E::InvalidCommand));
    let values = Setting::ALL.map(|setting| I::Value(BadValue { setting }));
    all.extend(values.into_iter().map(E::InvalidCommand));
    for why in all {
        sheet.show(format!("{why:?}"), &moderation::not_done(ENGLISH, &why));
    }
    sheet.check("moderation_refusals", unmasked);
}

#[test]
fn settings_and_quotas_of_a_server() {
    let mut sheet = Sheet::new();
    let grant = |id, n, until| {
        let grant = Grant { id, amount: credits(n), until };
        RoleGrant { role: ROLE, grant }
    };
    let quota = |role, n| RoleQuota { role, allowance: Allowance::Credits(credits(n)) };
    let rich = Policy {
        window: Window::Rolling { hours: 48 },
        role_quotas: vec![quota(RoleId(6), 60), quota(ROLE, 100)],
        weights: BTreeMap::from([(ROLE, 3)]),
        grants: vec![grant(3, 5, None), grant(4, -2, Some(now() + 12.hours()))],
        channels: vec![ChannelId(3), ChannelId(4)],
        models: vec!["wan2.7-t2v".into()],
        moderator_role: Some(ROLE),
        log_channel: Some(ChannelId(5)),
        language: Some(Language::German),
        budget_day: Some(Money(5_000_000)),
        max_duration: Some(8),
        max_resolution: Some(Resolution::P720),
        avatars: true,
        paused: Some(Pause { reason: "maintenance".into(), by: Author::Operator }),
        blocked_inputs: vec!["0".repeat(64), "1".repeat(64)],
        channel_defaults: BTreeMap::from([
            (ChannelId(3), defaults()),
            (ChannelId(4), ChannelDefaults::default()),
        ]),
        ..policy()
    };
    let one = Policy { blocked_inputs: vec!["0".repeat(64)], window: Window::Weekly, ..policy() };
    for (title, policy) in [("plain", policy()), ("rich", rich.clone()), ("weekly", one)] {
        sheet.show(format!("settings, {title}"), &moderation::settings(ENGLISH, &policy));
        sheet.show(format!("quotas, {title}"), &moderation::role_quotas(ENGLISH, &policy));
        let role = moderation::role(ENGLISH, ROLE, &policy, now());
        sheet.show(format!("a role, {title}"), &role);
    }
    let limited = budgets(Some(Money(5_000_000)), Money(1_200_000));
    sheet.show("budgets", &moderation::budgets(ENGLISH, &limited));
    let unlimited = budgets(None, Money(1_200_000));
    sheet.show("without budgets", &moderation::budgets(ENGLISH, &unlimited));
    let account = moderation::account(ENGLISH, ANN, &answer(view(), policy()), now());
    sheet.show("a member", &account);
    sheet.check("server_settings", unmasked);
}

fn spending(members: usize) -> Spending {
    let spender = |n: usize| Spender {
        user: UserId(10 + n as u64),
        jobs: n + 1,
        credits: credits(5),
        money: Money(500_000),
    };
    let day = |day: &str, n| {
        let day: jiff::civil::Date = day.parse().unwrap();
        (day, credits(n))
    };
    Spending {
        members: (0..members).map(spender).collect(),
        days: vec![day("2026-11-20", 10), day("2026-11-21", 0), day("2026-11-22", 5)],
    }
}

#[test]
fn jobs_and_spending_of_a_server() {
    let mut sheet = Sheet::new();
    for (title, members, days) in [
        ("nobody today", 0, 1),
        ("nobody", 0, 7),
        ("two today", 2, 1),
        ("more than are shown", 20, 7),
    ] {
        sheet.show(title, &moderation::top(ENGLISH, &spending(members), days));
    }
    sheet.show("the chart", &moderation::chart(ENGLISH, &spending(2)));
    sheet.show("no jobs", &moderation::jobs(ENGLISH, &[], 0));
    sheet.show("no more jobs", &moderation::jobs(ENGLISH, &[], 1));
    let jobs = [delivered(video(1), place().channel), failed(video(2), Failure::of(Class::Bug))];
    sheet.show("jobs", &moderation::jobs(ENGLISH, &jobs, 0));
    let mut whole = with_inputs(1, "wan2.7-i2v", &[(Role::FirstFrame, "fox.png")]);
    whole.depicted = Some(Depicted { user: MIA, name: "Mia".into() });
    whole.request.negative = Some("blurry".repeat(20));
    let mut unknown = with_inputs(3, "wan2.7-i2v", &[(Role::FirstFrame, "fox.png")]);
    unknown.request.inputs[0].sha256.clear();
    unknown.request.inputs[0].facts.bytes = 999;
    let gone = after(delivered(whole.clone(), place().channel), &[Event::Removed { by: MIA }]);
    let removed = Some(Removed { by: MIA, at: at("2026-11-22T13:00:00Z") });
    let told = |job: &Job| moderation::provenance(ENGLISH, job);
    sheet.show("an open job", &told(&after(video(1), &[started(), created()])));
    sheet.show("a removed result", &told(&Job { removed, ..gone }));
    sheet.show("of an old version", &told(&failed(unknown, Failure::of(Class::Provider))));
    sheet.show("images", &told(&delivered(images(1, 4), place().channel)));
    sheet.show("the whole prompt", &moderation::whole_prompt(ENGLISH, &whole).unwrap());
    sheet.show("a removal", &moderation::removed(ENGLISH, &video(1)));
    for setting in Setting::ALL {
        let meaning = moderation::setting_meaning(ENGLISH, setting);
        sheet.show(format!("the setting {setting}"), &meaning);
    }
    let name = texts::depicted(ENGLISH, &whole).unwrap();
    sheet.show("an avatar", &name);
    sheet.check("moderation", unmasked);
}
