//! Texts of audit entries, for log channels and moderators.

use jiff::Timestamp;

use crate::discord::cards;
use crate::discord::texts::numbers::{allowance, amount, money};
use crate::discord::texts::{escaped, relative, shortened};
use crate::generation::Credits;
use crate::i18n::say;
use crate::job::{Place, RoleId, Tenant, UserId};
use crate::language::Language;
use crate::quota::{
    Allowance, AuditChange, AuditEntry, Author, Budget, ChannelDefaults, OutageCause, Scope,
    SettingValue,
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
pub fn entry(language: Language, entry: &AuditEntry) -> String {
    entry_text(language, entry, 800, 200)
}

/// One audit entry on a page of many.
pub(super) fn short_entry(language: Language, entry: &AuditEntry) -> String {
    entry_text(language, entry, 50, 40)
}

fn entry_text(language: Language, entry: &AuditEntry, values: usize, reason: usize) -> String {
    let text = change(language, entry);
    let (before, after) = (shortened(&text.before, values), shortened(&text.after, values));
    let mut parts = vec![format!("**{}** {}", entry.number, relative(entry.at))];
    if entry.by != Author::Bot {
        parts.push(author(language, entry.by));
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
    let given = self::reason(language, entry);
    if !given.is_empty() {
        parts.push(quoted_reason(language, &given, reason));
    }
    if let Some(by) = entry.undone_by {
        parts.push(say!(language, "entry-undone", entry = by));
    }
    parts.join(" · ")
}

/// The reason of an entry: the one that was given, or what the change says by itself.
pub fn reason(language: Language, entry: &AuditEntry) -> String {
    match entry.change {
        AuditChange::ResultRemoved { by_depicted: true, .. } => {
            say!(language, "audit-shows-own-avatar")
        }
        _ => entry.reason.clone(),
    }
}

/// Who made an entry, a block or a pause.
pub(super) fn author(language: Language, author: Author) -> String {
    match author {
        Author::Operator => say!(language, "the-operator"),
        Author::Bot => say!(language, "the-bot"),
        Author::Member(user) => mention(user),
    }
}

/// Those of every language, and the separator of the parts of an entry.
const QUOTATION_MARKS: [char; 11] = ['“', '”', '„', '«', '»', '‹', '›', '「', '」', '『', '•'];

/// A moderator's reason, in quotation marks that it cannot close.
fn quoted_reason(language: Language, reason: &str, most: usize) -> String {
    let reason = escaped(reason, most).replace(QUOTATION_MARKS, "'");
    say!(language, "quoted-reason", reason = reason)
}

/// What an entry changed.
pub fn change(language: Language, entry: &AuditEntry) -> ChangeText {
    let tenant = match entry.scope {
        Scope::Tenant(tenant) => tenant,
        Scope::Bot => Tenant::Direct,
    };
    change_text(language, &entry.change, tenant)
}

fn change_text(language: Language, change: &AuditChange, tenant: Tenant) -> ChangeText {
    use AuditChange as C;
    let text = |what: String, subject, before, after| ChangeText { what, subject, before, after };
    let of_server = |what: String, before, after| text(what, String::new(), before, after);
    match change {
        C::MemberAllowance { member, before, after } => {
            let before =
                before.map_or_else(|| say!(language, "audit-by-role"), |a| allowance(language, a));
            text(
                say!(language, "entry-quota-set"),
                mention(*member),
                before,
                allowance(language, *after),
            )
        }
        C::RoleAllowance { role, before, after } => text(
            say!(language, "entry-quota-set"),
            mention_role(*role),
            role_quota(language, *before),
            allowance(language, *after),
        ),
        C::MemberGrant { member, available: left, amount: credits, until } => {
            let after = say!(
                language,
                "audit-more",
                amount = amount(*credits),
                until = until_text(language, *until)
            );
            text(
                say!(language, "entry-quota-grant"),
                mention(*member),
                available(language, *left),
                after,
            )
        }
        C::RoleGrant { role, amount: credits, until } => {
            let until = until_text(language, *until);
            let after = say!(language, "audit-more-each", amount = amount(*credits), until = until);
            text(say!(language, "entry-quota-grant"), mention_role(*role), String::new(), after)
        }
        C::MemberDeduction { member, before, after } => {
            let (before, after) =
                (available(language, Some(*before)), available(language, Some(*after)));
            text(say!(language, "entry-quota-take"), mention(*member), before, after)
        }
        C::RoleDeduction { role, amount: credits, until } => {
            let until = until_text(language, Some(*until));
            let after = say!(language, "audit-less-each", amount = amount(*credits), until = until);
            text(say!(language, "entry-quota-take"), mention_role(*role), String::new(), after)
        }
        C::MemberReset { member, available: left } => text(
            say!(language, "entry-quota-reset"),
            mention(*member),
            available(language, *left),
            say!(language, "audit-nothing-used"),
        ),
        C::RoleReset { role, before } => {
            let after = say!(language, "audit-as-everyone");
            text(
                say!(language, "entry-quota-reset"),
                mention_role(*role),
                role_quota(language, *before),
                after,
            )
        }
        C::RoleWeight { role, before, after } => text(
            say!(language, "entry-quota-weight"),
            mention_role(*role),
            weight(language, *before),
            weight(language, *after),
        ),
        C::MemberBlocked { member, renewed, until } => {
            let before = if *renewed {
                blocked(language, None)
            } else {
                say!(language, "audit-not-blocked")
            };
            text(say!(language, "entry-block"), mention(*member), before, blocked(language, *until))
        }
        C::MemberUnblocked { member } => text(
            say!(language, "entry-unblock"),
            mention(*member),
            blocked(language, None),
            say!(language, "audit-not-blocked"),
        ),
        C::Paused => of_server(
            say!(language, "entry-pause"),
            say!(language, "audit-open"),
            say!(language, "audit-paused"),
        ),
        C::Resumed => of_server(
            say!(language, "entry-resume"),
            say!(language, "audit-paused"),
            say!(language, "audit-open"),
        ),
        C::SettingChanged { setting, before, after } => of_server(
            say!(language, "entry-settings-set", setting = setting.name()),
            setting_value(before),
            setting_value(after),
        ),
        C::InputsBlocked { before, after } => {
            let count = |n: usize| say!(language, "audit-inputs", count = n);
            of_server(say!(language, "entry-block-inputs"), count(*before), count(*after))
        }
        C::ChannelDefaults { channel, before, after } => {
            let channel = format!("<#{channel}>");
            text(
                say!(language, "entry-channel-defaults"),
                channel,
                channel_defaults(language, before),
                channel_defaults(language, after),
            )
        }
        C::Undone { entry, change } => {
            let undone = change_text(language, change, tenant);
            ChangeText {
                what: say!(language, "entry-undo-of", entry = *entry, what = undone.what),
                subject: undone.subject,
                before: undone.after,
                after: undone.before,
            }
        }
        C::JobCancelled { member, job } => {
            let after = say!(language, "audit-job-cancelled", job = job.to_string());
            text(
                say!(language, "entry-cancel-job"),
                mention(*member),
                say!(language, "audit-job-open"),
                after,
            )
        }
        C::ResultRemoved { member, job, .. } => {
            let after = say!(language, "audit-job-removed", job = job.to_string());
            text(
                say!(language, "entry-remove-result"),
                mention(*member),
                say!(language, "audit-posted"),
                after,
            )
        }
        C::ResultReported { member, job, channel, message } => {
            let link = cards::link(Place { tenant, channel: *channel }, *message);
            let after = say!(language, "audit-job-reported", job = job.to_string(), link = link);
            text(say!(language, "entry-report"), mention(*member), String::new(), after)
        }
        C::BudgetThreshold { budget, period, percent, used, limit, next } => {
            let (period, percent) = (period.name(), i64::from(*percent));
            let what = match budget {
                Budget::Server => {
                    say!(language, "audit-budget-server", period = period, percent = percent)
                }
                Budget::Global => {
                    say!(language, "audit-budget-global", period = period, percent = percent)
                }
            };
            let used = say!(
                language,
                "audit-budget-used",
                used = money(language, *used),
                limit = money(language, *limit)
            );
            let next = say!(language, "audit-budget-next", period = period, time = time(*next));
            of_server(what, used, next)
        }
        C::ProviderFailed { cause } => of_server(
            say!(language, "audit-provider"),
            outage(language, *cause),
            say!(language, "audit-jobs-wait"),
        ),
        C::ProviderRecovered { cause } => of_server(
            say!(language, "audit-provider"),
            outage(language, *cause),
            say!(language, "audit-provider-back"),
        ),
        C::BilledAbovePrice { day, jobs, reserved, billed } => {
            let before = say!(
                language,
                "audit-bill-reserved",
                amount = money(language, *reserved),
                jobs = *jobs
            );
            let more = money(language, *billed - *reserved);
            let after =
                say!(language, "audit-bill-billed", amount = money(language, *billed), more = more);
            of_server(say!(language, "audit-bill", day = day.to_string()), before, after)
        }
        C::Unreadable => {
            of_server(say!(language, "audit-unreadable"), String::new(), String::new())
        }
        C::Text { what, subject, before, after } => {
            text(what.clone(), subject.clone(), before.clone(), after.clone())
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

/// The defaults of a channel.
pub(super) fn channel_defaults(language: Language, defaults: &ChannelDefaults) -> String {
    let h = &defaults.habits;
    let prompts = |enhance| {
        if enhance {
            say!(language, "defaults-enhanced")
        } else {
            say!(language, "defaults-verbatim")
        }
    };
    let words = [
        h.resolution.map(|r| r.to_string()),
        h.ratio.map(|r| r.to_string()),
        h.seconds.map(|s| say!(language, "detail-seconds", seconds = s)),
        h.enhance.map(prompts),
        defaults.spoiler.then(|| say!(language, "defaults-spoiler")),
    ];
    let words: Vec<_> = words.into_iter().flatten().collect();
    if words.is_empty() { say!(language, "defaults-nothing") } else { words.join(" · ") }
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

fn until_text(language: Language, until: Option<Timestamp>) -> String {
    until.map_or_else(String::new, |until| say!(language, "until", time = time(until)))
}

fn role_quota(language: Language, quota: Option<Allowance>) -> String {
    quota.map_or_else(|| say!(language, "audit-no-role-quota"), |a| allowance(language, a))
}

fn available(language: Language, left: Option<Credits>) -> String {
    match left {
        Some(left) => say!(language, "audit-left", amount = amount(left)),
        None => say!(language, "audit-unlimited"),
    }
}

fn weight(language: Language, weight: u8) -> String {
    say!(language, "audit-weight", weight = weight)
}

fn blocked(language: Language, until: Option<Timestamp>) -> String {
    say!(language, "audit-blocked", until = until_text(language, until))
}

fn outage(language: Language, cause: OutageCause) -> String {
    match cause {
        OutageCause::Account => say!(language, "audit-account-rejected"),
        OutageCause::Unreachable => say!(language, "audit-unreachable"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_a_removal_is_in_the_words_of_the_reader() {
        let entry_of = |by_depicted, reason: &str| {
            let job = "v0491fkh".parse().unwrap();
            let change = AuditChange::ResultRemoved { member: UserId(7), job, by_depicted };
            let (scope, by) = (Scope::Tenant(Tenant::Direct), Author::Member(UserId(8)));
            AuditEntry::new(scope, by, change, reason, Timestamp::UNIX_EPOCH)
        };
        let typed = entry_of(true, "");
        assert!(entry(Language::English, &typed).ends_with("“it shows their avatar”"));
        assert!(entry(Language::German, &typed).ends_with("„es zeigt den eigenen Avatar“"));
        // As earlier versions recorded it.
        let given = entry_of(false, "it shows their avatar");
        assert!(entry(Language::German, &given).ends_with("„it shows their avatar“"));
        assert!(!entry(Language::English, &entry_of(false, "")).contains('“'));
    }
}
