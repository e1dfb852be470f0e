//! Reads `[quota]`, `[queue]` and `[budget]` with the same grammar as moderators' commands.

use crate::config::reader::Reader;
use crate::config::{Budget, Quota};
use crate::generation::{Credits, Money};
use crate::job::ChannelId;
use crate::quota::{Allowance, Policy, Setting};

/// The setting that each key sets, and the values that it takes.
const KEYS: [(&str, Setting, &str); 9] = [
    (
        "quota.window",
        Setting::Window,
        r#""daily", "weekly", or rolling hours such as "48h" (1h to 744h)"#,
    ),
    ("quota.time_zone", Setting::TimeZone, r#"a name such as "Europe/Berlin" or "UTC""#),
    (
        "quota.credits",
        Setting::Credits,
        r#"a number of credits such as "20", "none" or "unlimited""#,
    ),
    ("quota.max_duration", Setting::MaxDuration, r#"a number of seconds, or "any""#),
    ("quota.max_resolution", Setting::MaxResolution, r#""480P", "720P", "1080P" or "any""#),
    ("quota.server_budget_per_day", Setting::BudgetDay, DOLLARS),
    ("quota.server_budget_per_month", Setting::BudgetMonth, DOLLARS),
    ("quota.moderator_role", Setting::ModeratorRole, r#"a role, or "none""#),
    ("quota.language", Setting::Language, r#"a code such as "de" or "ja", or "auto""#),
];
const DOLLARS: &str = r#"dollars such as "20" or "7.50", or "none""#;

pub(super) fn quota(r: &mut Reader) -> Quota {
    let mut policy = Policy {
        max_queued: r.positive_to("queue.waiting_per_member", 10_000) as usize,
        max_running: r.positive_to("queue.running_per_member", 10_000) as usize,
        ..Policy::plain(Allowance::Credits(Credits(0)))
    };
    for (key, setting, wanted) in KEYS {
        let text = r.string(key);
        if setting.apply(&mut policy, &text).is_err() {
            r.problem(key, &format!("{text:?} does not fit: {wanted}"));
        }
    }
    let prefetch = usize::from(r.boolean("queue.prefetch"));
    Quota {
        policy,
        prefetch,
        requests_per_minute: r.positive_to("queue.requests_per_minute", 1_000_000) as usize,
        direct_messages: r.boolean("quota.direct_messages"),
    }
}

pub(super) fn budget(r: &mut Reader) -> Budget {
    let mut money = |key: &str| -> Option<Money> {
        let text = r.string(key);
        if text == "none" {
            return None;
        }
        let money = text.parse().ok().filter(|m| *m >= Money(0));
        if money.is_none() {
            r.problem(key, &format!("{text:?} is neither dollars such as \"20\" nor \"none\""));
        }
        money
    };
    let (per_day, per_month) = (money("budget.per_day"), money("budget.per_month"));
    let log_channel = r.optional("budget.log_channel").and_then(|text| {
        let id = text.parse().ok().filter(|id| *id > 0).map(ChannelId);
        if id.is_none() {
            r.problem("budget.log_channel", &format!("{text:?} is not a channel id"));
        }
        id
    });
    Budget { per_day, per_month, log_channel }
}
