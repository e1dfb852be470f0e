//! Texts of audit entries, for log channels and moderators.

use jiff::Timestamp;

use crate::discord::cards;
use crate::discord::texts::words::say;
use crate::discord::texts::{escaped, relative, shortened};
use crate::generation::Credits;
use crate::job::{Place, RoleId, Tenant, UserId};
use crate::quota::{
    Allowance, AuditChange, AuditEntry, Author, Budget, OutageCause, Scope, SettingValue,
};

/// What changed, in words with Discord's markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeText {
    /// The command or event.
    pub what: String,
    /// The member, role or channel that it is about, if it is about one.
    pub subject: String,
    /// The value before.
    pub before: String,
    /// The value after.
    pub after: String,
}

/// One audit entry: author, subject, before, after, reason.
pub fn entry(entry: &AuditEntry) -> String {
    entry_text(entry, 800, 200)
}

/// One audit entry on a page of many.
pub(super) fn short_entry(entry: &AuditEntry) -> String {
    entry_text(entry, 50, 40)
}

fn entry_text(entry: &AuditEntry, values: usize, reason: usize) -> String {
    let text = change(entry);
    let (before, after) = (shortened(&text.before, values), shortened(&text.after, values));
    let mut parts = vec![format!("**{}** {}", entry.number, relative(entry.at))];
    if entry.by != Author::Bot {
        parts.push(author(entry.by));
    }
    parts.push(format!("**{}**", text.what));
    if !text.subject.is_empty() {
        parts.push(text.subject);
    }
    match (before.as_str(), after.as_str()) {
        ("", "") => {}
        ("", after) => parts.push(after.into()),
        (before, "") => parts.push(before.into()),
        (before, after) => parts.push(format!("{before} → {after}")),
    }
    if !entry.reason.is_empty() {
        parts.push(quoted_reason(&entry.reason, reason));
    }
    if let Some(by) = entry.undone_by {
        parts.push(say!("entry-undone", entry = by));
    }
    parts.join(" · ")
}

/// Who made an entry, a block or a pause.
pub(super) fn author(author: Author) -> String {
    match author {
        Author::Operator => say!("the-operator"),
        Author::Bot => say!("the-bot"),
        Author::Member(user) => mention(user),
    }
}

/// A moderator's reason, in quotation marks that it cannot close.
fn quoted_reason(reason: &str, most: usize) -> String {
    format!("“{}”", escaped(reason, most).replace(['“', '”', '•'], "'"))
}

/// What an entry changed.
pub fn change(entry: &AuditEntry) -> ChangeText {
    let tenant = match entry.scope {
        Scope::Tenant(tenant) => tenant,
        Scope::Bot => Tenant::Direct,
    };
    change_text(&entry.change, tenant)
}

fn change_text(change: &AuditChange, tenant: Tenant) -> ChangeText {
    use AuditChange as C;
    let text = |what: &str, subject: String, before: String, after: String| ChangeText {
        what: what.into(),
        subject,
        before,
        after,
    };
    let of_server = |what: &str, before, after| text(what, String::new(), before, after);
    match change {
        C::MemberAllowance { member, before, after } => {
            let before = before.map_or_else(|| say!("audit-by-role"), allowance);
            text("quota set", mention(*member), before, allowance(*after))
        }
        C::RoleAllowance { role, before, after } => {
            text("quota set", mention_role(*role), role_quota(*before), allowance(*after))
        }
        C::MemberGrant { member, available: left, amount, until } => {
            let after = say!("audit-more", amount = amount.to_string(), until = until_text(*until));
            text("quota grant", mention(*member), available(*left), after)
        }
        C::RoleGrant { role, amount, until } => {
            let until = until_text(*until);
            let after = say!("audit-more-each", amount = amount.to_string(), until = until);
            text("quota grant", mention_role(*role), String::new(), after)
        }
        C::MemberDeduction { member, before, after } => {
            let (before, after) = (available(Some(*before)), available(Some(*after)));
            text("quota take", mention(*member), before, after)
        }
        C::RoleDeduction { role, amount, until } => {
            let until = until_text(Some(*until));
            let after = say!("audit-less-each", amount = amount.to_string(), until = until);
            text("quota take", mention_role(*role), String::new(), after)
        }
        C::MemberReset { member, available: left } => {
            text("quota reset", mention(*member), available(*left), say!("audit-nothing-used"))
        }
        C::RoleReset { role, before } => {
            let after = say!("audit-as-everyone");
            text("quota reset", mention_role(*role), role_quota(*before), after)
        }
        C::RoleWeight { role, before, after } => {
            text("quota weight", mention_role(*role), weight(*before), weight(*after))
        }
        C::MemberBlocked { member, renewed, until } => {
            let before = if *renewed { blocked(None) } else { say!("audit-not-blocked") };
            text("block", mention(*member), before, blocked(*until))
        }
        C::MemberUnblocked { member } => {
            text("unblock", mention(*member), blocked(None), say!("audit-not-blocked"))
        }
        C::Paused => of_server("pause", say!("audit-open"), say!("audit-paused")),
        C::Resumed => of_server("resume", say!("audit-paused"), say!("audit-open")),
        C::SettingChanged { setting, before, after } => of_server(
            &format!("settings set {setting}"),
            setting_value(before),
            setting_value(after),
        ),
        C::InputsBlocked { before, after } => {
            let count = |n: usize| say!("audit-inputs", count = n);
            of_server("block inputs", count(*before), count(*after))
        }
        C::ChannelDefaults { channel, before, after } => {
            let channel = format!("<#{channel}>");
            text("channel defaults", channel, before.to_string(), after.to_string())
        }
        C::Undone { entry, change } => {
            let undone = change_text(change, tenant);
            ChangeText {
                what: format!("undo {entry}: {}", undone.what),
                subject: undone.subject,
                before: undone.after,
                after: undone.before,
            }
        }
        C::JobCancelled { member, job } => {
            let after = say!("audit-job-cancelled", job = job.to_string());
            text("cancel job", mention(*member), say!("audit-job-open"), after)
        }
        C::ResultRemoved { member, job } => {
            let after = say!("audit-job-removed", job = job.to_string());
            text("remove result", mention(*member), say!("audit-posted"), after)
        }
        C::ResultReported { member, job, channel, message } => {
            let link = cards::link(Place { tenant, channel: *channel }, *message);
            let after = say!("audit-job-reported", job = job.to_string(), link = link);
            text("report", mention(*member), String::new(), after)
        }
        C::BudgetThreshold { budget, period, percent, used, limit, next } => {
            let (period, percent) = (period.name(), i64::from(*percent));
            let what = match budget {
                Budget::Server => say!("audit-budget-server", period = period, percent = percent),
                Budget::Global => say!("audit-budget-global", period = period, percent = percent),
            };
            let used =
                say!("audit-budget-used", used = used.to_string(), limit = limit.to_string());
            let next = say!("audit-budget-next", period = period, time = time(*next));
            of_server(&what, used, next)
        }
        C::ProviderFailed { cause } => {
            of_server(&say!("audit-provider"), outage(*cause), say!("audit-jobs-wait"))
        }
        C::ProviderRecovered { cause } => {
            of_server(&say!("audit-provider"), outage(*cause), say!("audit-provider-back"))
        }
        C::BilledAbovePrice { day, jobs, reserved, billed } => {
            let before = say!("audit-bill-reserved", amount = reserved.to_string(), jobs = *jobs);
            let more = (*billed - *reserved).to_string();
            let after = say!("audit-bill-billed", amount = billed.to_string(), more = more);
            of_server(&say!("audit-bill", day = day.to_string()), before, after)
        }
        C::Unreadable => of_server(&say!("audit-unreadable"), String::new(), String::new()),
        C::Text { what, subject, before, after } => {
            text(what, subject.clone(), before.clone(), after.clone())
        }
    }
}

/// The value of a setting: channels and roles are shown by name.
pub fn setting_value(value: &SettingValue) -> String {
    match value {
        SettingValue::Text(text) => text.clone(),
        SettingValue::Role(role) => mention_role(*role),
        SettingValue::Channels(channels) => {
            let all: Vec<_> = channels.iter().map(|channel| format!("<#{channel}>")).collect();
            all.join(" ")
        }
    }
}

pub(super) fn mention(user: UserId) -> String {
    format!("<@{user}>")
}

pub(super) fn mention_role(role: RoleId) -> String {
    format!("<@&{role}>")
}

/// A time, which Discord shows in the reader's own zone.
pub(super) fn time(t: Timestamp) -> String {
    format!("<t:{}:f>", t.as_second())
}

fn until_text(until: Option<Timestamp>) -> String {
    until.map_or_else(String::new, |until| say!("until", time = time(until)))
}

fn allowance(allowance: Allowance) -> String {
    allowance.to_string()
}

fn role_quota(quota: Option<Allowance>) -> String {
    quota.map_or_else(|| say!("audit-no-role-quota"), allowance)
}

fn available(left: Option<Credits>) -> String {
    match left {
        Some(left) => say!("audit-left", amount = left.to_string()),
        None => say!("audit-unlimited"),
    }
}

fn weight(weight: u8) -> String {
    say!("audit-weight", weight = weight.to_string())
}

fn blocked(until: Option<Timestamp>) -> String {
    say!("audit-blocked", until = until_text(until))
}

fn outage(cause: OutageCause) -> String {
    match cause {
        OutageCause::Account => say!("audit-account-rejected"),
        OutageCause::Unreachable => say!("audit-unreachable"),
    }
}
