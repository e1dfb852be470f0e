use super::*;
use crate::job::{GuildId, Tenant};
use crate::quota::{Payer, QuotaBook};

const ANN: UserId = UserId(10);
const GOLD: RoleId = RoleId(100);

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn credits(n: i64) -> Credits {
    Credits(n * 1000)
}

fn policy() -> Policy {
    Policy::plain(Allowance::Credits(credits(20)))
}

fn decide(
    command: &ModerationCommand,
    document: &Document,
) -> Result<(Document, AuditChange), InvalidCommand> {
    let (policy, book) = (policy(), QuotaBook::new(policy(), None, None));
    if let Document::Member(overrides) = document {
        book.set_overrides(Tenant::Server(GuildId(1)), ANN, overrides.clone(), 0);
    }
    let payer = Payer { tenant: Tenant::Server(GuildId(1)), user: ANN, roles: &[] };
    let account = book.view(&payer, now());
    command.apply(
        document,
        &CommandContext {
            now: now(),
            by: Author::Member(UserId(1)),
            reason: "because",
            defaults: &policy,
            account: Some(&account),
            forgiven_until: now(),
            window_end: account.span.end,
        },
    )
}

fn member(overrides: MemberOverrides) -> Document {
    Document::Member(overrides)
}

#[test]
fn amounts_are_absolute_or_relative() {
    let ann = Subject::Member(ANN);
    let set = |text: &str| {
        decide(
            &ModerationCommand::Allow(ann, text.parse().unwrap()),
            &member(MemberOverrides::default()),
        )
    };
    for (text, thousandths) in [("+5", 25_000), ("-25", 0), ("7.5", 7_500)] {
        let after = Allowance::Credits(Credits(thousandths));
        let change = AuditChange::MemberAllowance { member: ANN, before: None, after };
        assert_eq!(set(text).unwrap().1, change, "{text}");
    }
    let unlimited = set("unlimited").unwrap().0;
    let more = ModerationCommand::Allow(ann, "+1".parse().unwrap());
    assert_eq!(decide(&more, &unlimited), Err(InvalidCommand::NoLimit(ann)));
    for bad in ["", "five", "+", "1e9", "+99999999"] {
        assert_eq!(bad.parse::<Amount>(), Err(InvalidCommand::Amount), "{bad}");
    }
}

#[test]
fn a_take_uses_grants_first_and_never_more_than_there_is() {
    let ann = Subject::Member(ANN);
    let grants = vec![Grant { id: 3, amount: credits(10), until: None }];
    let before = member(MemberOverrides { grants, ..MemberOverrides::default() });
    let (after, change) =
        decide(&ModerationCommand::Take(ann, credits(12), None), &before).unwrap();
    let deduction = |before, after| {
        let (before, after) = (credits(before), credits(after));
        AuditChange::MemberDeduction { member: ANN, before, after }
    };
    assert_eq!(change, deduction(30, 18));
    let Document::Member(overrides) = &after else { panic!() };
    assert_eq!(overrides.grants[0].amount, Credits(0));
    assert_eq!(overrides.grants[1].amount, credits(-2));
    let (empty, change) =
        decide(&ModerationCommand::Take(ann, credits(500), None), &after).unwrap();
    assert_eq!(change, deduction(18, 0));
    let again = decide(&ModerationCommand::Take(ann, credits(1), None), &empty);
    assert_eq!(again, Err(InvalidCommand::NothingLeft(ann)));
}

#[test]
fn a_command_that_changes_nothing_is_rejected() {
    let server = Document::Server(ServerSettings::default());
    assert_eq!(decide(&ModerationCommand::Resume, &server), Err(InvalidCommand::NoChange));
    let same = ModerationCommand::Set(Setting::Window, None);
    assert_eq!(decide(&same, &server), Err(InvalidCommand::NoChange));
    let bad = ModerationCommand::Set(Setting::TimeZone, Some("Mars/Olympus".into()));
    assert!(matches!(decide(&bad, &server), Err(InvalidCommand::Value(_))));
    let role = Subject::Role(GOLD);
    let (with, change) =
        decide(&ModerationCommand::Allow(role, "50".parse().unwrap()), &server).unwrap();
    let after = Allowance::Credits(credits(50));
    assert_eq!(change, AuditChange::RoleAllowance { role: GOLD, before: None, after });
    let (without, _) = decide(&ModerationCommand::Reset(role), &with).unwrap();
    assert_eq!(without, server);
}

#[test]
fn an_end_is_a_length_or_a_date_of_the_server() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let read = |text: &str| until(text, &zone, now()).map(|t| t.to_string());
    assert_eq!(read("3d").unwrap(), "2026-11-25T12:00:00Z");
    assert_eq!(read("2026-12-24").unwrap(), "2026-12-24T23:00:00Z", "the day is part of it");
    assert_eq!(read("2026-12-24 18:00").unwrap(), "2026-12-24T17:00:00Z");
    for bad in ["", "yesterday", "2026-11-21", "2026-11-22 12:00", "0s", "999999999d", "2026-13-01"]
    {
        assert_eq!(read(bad), Err(InvalidCommand::Until), "{bad}");
    }
}

#[test]
fn every_setting_reads_what_it_shows() {
    let mut policy = policy();
    for (setting, text, shown) in [
        (Setting::Window, "rolling 36 hours", "36h"),
        (Setting::TimeZone, "Asia/Kathmandu", "Asia/Kathmandu"),
        (Setting::Credits, "12.50", "12.5"),
        (Setting::MaxQueued, "3", "3"),
        (Setting::MaxRunning, "2", "2"),
        (Setting::MaxDuration, "8s", "8"),
        (Setting::MaxResolution, "720p", "720P"),
        (Setting::Channels, "<#5>, 6", "5 6"),
        (Setting::Models, "wan2.7-t2v", "wan2.7-t2v"),
        (Setting::AllowAvatars, "Yes", "yes"),
        (Setting::ModeratorRole, "<@&7>", "7"),
        (Setting::LogChannel, "<#8>", "8"),
        (Setting::BudgetDay, "$7.50", "$7.50"),
        (Setting::BudgetMonth, "none", "none"),
        (Setting::Language, "PT-br", "pt-BR"),
        (Setting::Language, "auto", "auto"),
    ] {
        setting.apply(&mut policy, text).unwrap();
        assert_eq!(setting.value(&policy).to_string(), shown);
        let again = policy.clone();
        setting.apply(&mut policy, shown).unwrap();
        assert_eq!(policy, again, "{setting}");
    }
    for (setting, bad) in [
        (Setting::MaxQueued, "0"),
        (Setting::MaxDuration, "-1"),
        (Setting::MaxResolution, "8K"),
        (Setting::Channels, "#videos"),
        (Setting::Models, ""),
        (Setting::AllowAvatars, "on"),
        (Setting::BudgetDay, "-5"),
        (Setting::LogChannel, "0"),
        (Setting::Language, "tlh"),
    ] {
        assert!(setting.apply(&mut policy, bad).is_err(), "{setting} accepted {bad:?}");
    }
}

#[test]
fn a_stored_document_with_an_old_name_of_a_setting_is_read_and_stored_with_the_new_one() {
    const P720: crate::generation::Resolution = crate::generation::Resolution::P720;
    let stored = r#"{"set":{"largest":"720P","longest":"8","running":"2","waiting":"3"}}"#;
    let settings: ServerSettings = serde_json::from_str(stored).unwrap();
    let policy = settings.over(&policy());
    assert_eq!((policy.max_queued, policy.max_running), (3, 2));
    assert_eq!((policy.max_duration, policy.max_resolution), (Some(8), Some(P720)));
    let now = serde_json::to_string(&settings).unwrap();
    for name in ["max-queued", "max-running", "max-duration", "max-resolution"] {
        assert!(now.contains(name), "{now}");
    }
    assert_eq!(serde_json::from_str::<ServerSettings>(&now).unwrap(), settings);
    assert!("longest".parse::<Setting>().unwrap_err().contains("was renamed to max-duration"));
}

#[test]
fn grants_are_limited_and_expired_ones_make_room() {
    let ann = Subject::Member(ANN);
    let grant = |id| Grant { id, amount: credits(1), until: None };
    let many: Vec<_> = (1..=MOST_GRANTS as u64).map(grant).collect();
    let full = member(MemberOverrides { grants: many.clone(), ..MemberOverrides::default() });
    let more = ModerationCommand::Grant(ann, credits(1), None);
    assert_eq!(decide(&more, &full), Err(InvalidCommand::TooManyGrants(ann)));
    // One of them has expired.
    let mut grants = many;
    grants[0].until = Some(now());
    let ended = member(MemberOverrides { grants, ..MemberOverrides::default() });
    let Document::Member(after) = decide(&more, &ended).unwrap().0 else { panic!("a member's") };
    assert_eq!(after.grants.len(), MOST_GRANTS);

    let inputs = (0..=MOST_BLOCKED_INPUTS).map(|n| format!("{n:064x}")).collect();
    let server = Document::Server(ServerSettings::default());
    assert_eq!(
        decide(&ModerationCommand::BlockInputs(inputs), &server),
        Err(InvalidCommand::TooManyInputs)
    );
}
