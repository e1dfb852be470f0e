//! Migration 9: copies `acts`, whose changes were stored as text with Discord's markup, to
//! `audit_entries`. A text that cannot be read is kept as [`AuditChange::Text`].

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::generation::{Credits, Money};
use crate::job::{ChannelId, JobId, MessageId, RoleId, Tenant, UserId};
use crate::journal::sqlite::audit_log::target_column;
use crate::journal::sqlite::error::SqliteError;
use crate::journal::sqlite::rows::tenant;
use crate::quota::{
    Allowance, AuditChange, Author, Budget, OutageCause, Period, Scope, Setting, SettingValue,
    Target,
};

const ENTRIES: &str = "SELECT number, guild, at, by, what, whom, old, new, reason, member, undo, \
                       left_hash, undoes, once, told, former_log_channel FROM acts ORDER BY number";
const COPY: &str = "INSERT INTO audit_entries (number, scope, at, author, change, member, reason, \
                    target, undo, left_hash, undoes, once, announced, former_log_channel) \
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

/// An entry's change, as it was stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored<'a> {
    pub(super) what: &'a str,
    pub(super) whom: &'a str,
    pub(super) old: &'a str,
    pub(super) new: &'a str,
}

/// Copies every entry and drops the old table.
pub(super) fn copy(db: &Connection) -> Result<(), SqliteError> {
    {
        let mut rows = db.prepare(ENTRIES)?;
        let mut rows = rows.query([])?;
        let mut copy = db.prepare(COPY)?;
        while let Some(row) = rows.next()? {
            copy_entry(row, &mut copy)?;
        }
    }
    // Grants have the numbers of entries as IDs, so numbers of deleted entries are not reused.
    db.execute_batch(
        "DELETE FROM sqlite_sequence WHERE name = 'audit_entries';
         INSERT INTO sqlite_sequence (name, seq)
             SELECT 'audit_entries', seq FROM sqlite_sequence WHERE name = 'acts';
         DROP TABLE acts;",
    )?;
    Ok(())
}

fn copy_entry(row: &Row, copy: &mut rusqlite::Statement) -> Result<(), SqliteError> {
    let text = |n| row.get::<_, String>(n);
    let number = |n| row.get::<_, Option<i64>>(n);
    let (what, whom, old, new) = (text(4)?, text(5)?, text(6)?, text(7)?);
    let change = change(Stored { what: &what, whom: &whom, old: &old, new: &new });
    let tenant = tenant(row.get(1)?);
    let scope = match (tenant, is_global(&change)) {
        (Tenant::Direct, true) => Scope::Bot,
        _ => Scope::Tenant(tenant),
    };
    let author = match row.get::<_, i64>(3)? {
        0 if is_by_bot(&change) => Author::Bot,
        0 => Author::Operator,
        user => Author::Member(UserId(user.cast_unsigned())),
    };
    let undo: Option<String> = row.get(10)?;
    let member = number(9)?.map(|member| Target::Member(UserId(member.cast_unsigned())));
    let target = undo.as_ref().map(|_| target_column(member.unwrap_or(Target::Server)));
    copy.execute(params![
        number(0)?,
        scope.to_string(),
        number(2)?,
        author.to_string(),
        serde_json::to_string(&change)?,
        change.member().or_else(|| user(&whom)).map(|member| member.0.cast_signed()),
        text(8)?,
        target,
        undo,
        row.get::<_, Option<Vec<u8>>>(11)?,
        number(12)?,
        row.get::<_, Option<String>>(13)?.map(|once| deduplication_key(&once)),
        number(14)?,
        number(15)?,
    ])?;
    Ok(())
}

/// Whether an entry of direct messages is about the bot as a whole.
fn is_global(change: &AuditChange) -> bool {
    matches!(
        change,
        AuditChange::BudgetThreshold { budget: Budget::Global, .. }
            | AuditChange::ProviderFailed { .. }
            | AuditChange::ProviderRecovered { .. }
    )
}

/// Whether the bot reported it, and nobody decided it.
fn is_by_bot(change: &AuditChange) -> bool {
    is_global(change) || matches!(change, AuditChange::BudgetThreshold { .. })
}

/// The deduplication key of an alert about a budget, as it is made today: the alert is not repeated.
fn deduplication_key(once: &str) -> String {
    match (once.strip_prefix("Global 0 "), once.strip_prefix("Server 0 ")) {
        (Some(rest), _) => format!("Global bot {rest}"),
        (_, Some(rest)) => format!("Server direct {rest}"),
        _ => once.to_owned(),
    }
}

/// Reads a change.
pub(super) fn change(stored: Stored) -> AuditChange {
    read(stored).unwrap_or_else(|| AuditChange::Text {
        what: stored.what.into(),
        subject: stored.whom.into(),
        before: stored.old.into(),
        after: stored.new.into(),
    })
}

fn read(s: Stored) -> Option<AuditChange> {
    use AuditChange as C;
    if let Some((entry, what)) = s.what.strip_prefix("undo ").and_then(|t| t.split_once(": ")) {
        let change = change(Stored { what, old: s.new, new: s.old, ..s });
        return Some(C::Undone { entry: entry.parse().ok()?, change: Box::new(change) });
    }
    if let Some(setting) = s.what.strip_prefix("settings set ") {
        // As in a stored document, the name may be one that the setting no longer has.
        let setting: Setting = serde_json::from_value(setting.into()).ok()?;
        let (before, after) = (setting_value(s.old), setting_value(s.new));
        return Some(C::SettingChanged { setting, before, after });
    }
    if s.what.contains("budget of the") {
        return budget_threshold(s);
    }
    if let Some(member) = user(s.whom) {
        return about_member(member, s);
    }
    if let Some(role) = role(s.whom) {
        return about_role(role, s);
    }
    Some(match s.what {
        "pause" => C::Paused,
        "resume" => C::Resumed,
        "block inputs" => {
            let count = |text: &str| text.strip_suffix(" blocked")?.parse().ok();
            C::InputsBlocked { before: count(s.old)?, after: count(s.new)? }
        }
        "the video provider" => {
            let cause = match s.old {
                "it cannot be reached" => OutageCause::Unreachable,
                _ => OutageCause::Account,
            };
            match s.new {
                "it takes jobs again" => C::ProviderRecovered { cause },
                _ => C::ProviderFailed { cause },
            }
        }
        _ => return None,
    })
}

fn about_member(member: UserId, s: Stored) -> Option<AuditChange> {
    use AuditChange as C;
    Some(match s.what {
        "quota set" => {
            let before = if s.old == "by role" { None } else { Some(s.old.parse().ok()?) };
            C::MemberAllowance { member, before, after: s.new.parse().ok()? }
        }
        "quota grant" => {
            let (amount, until) = amount(s.new, " more")?;
            C::MemberGrant { member, available: available(s.old)?, amount, until }
        }
        "quota take" => {
            let left = |text: &str| text.strip_suffix(" left")?.parse().ok();
            C::MemberDeduction { member, before: left(s.old)?, after: left(s.new)? }
        }
        "quota reset" => C::MemberReset { member, available: available(s.old)? },
        "block" => {
            let until = until(s.new.strip_prefix("blocked")?)?;
            C::MemberBlocked { member, renewed: s.old == "blocked", until }
        }
        "unblock" => C::MemberUnblocked { member },
        "cancel job" => C::JobCancelled { member, job: job(s.new)?.0 },
        "remove result" => C::ResultRemoved { member, job: job(s.new)?.0, by_depicted: false },
        "report" => {
            let (job, link) = job(s.new)?;
            let (rest, message) = link.trim().rsplit_once('/')?;
            let channel = rest.rsplit_once('/')?.1.parse().ok().map(ChannelId)?;
            let message = message.parse().ok().map(MessageId)?;
            C::ResultReported { member, job, channel, message }
        }
        _ => return None,
    })
}

fn about_role(role: RoleId, s: Stored) -> Option<AuditChange> {
    use AuditChange as C;
    Some(match s.what {
        "quota set" => {
            let before =
                if s.old == "not on the ladder" { None } else { Some(s.old.parse().ok()?) };
            C::RoleAllowance { role, before, after: s.new.parse().ok()? }
        }
        "quota grant" => {
            let (amount, until) = amount(s.new, " more for each holder")?;
            C::RoleGrant { role, amount, until }
        }
        "quota take" => {
            let (amount, until) = amount(s.new, " less for each holder")?;
            C::RoleDeduction { role, amount, until: until? }
        }
        "quota reset" => {
            let before: Option<Allowance> = match s.old {
                "no rung of its own" => None,
                allowance => Some(allowance.parse().ok()?),
            };
            C::RoleReset { role, before }
        }
        "quota weight" => {
            let weight = |text: &str| text.strip_suffix(" times everyone's share")?.parse().ok();
            C::RoleWeight { role, before: weight(s.old)?, after: weight(s.new)? }
        }
        _ => return None,
    })
}

fn budget_threshold(s: Stored) -> Option<AuditChange> {
    let (whose, rest) = s.what.split_once(" budget of the ")?;
    let (period, percent) = rest.strip_suffix(" %")?.split_once(": ")?;
    let (used, limit) = s.old.strip_suffix(" used or set aside")?.split_once(" of ")?;
    let money = |text: &str| text.parse::<Money>().ok();
    Some(AuditChange::BudgetThreshold {
        budget: if whose == "the whole bot's" { Budget::Global } else { Budget::Server },
        period: if period == "month" { Period::Month } else { Period::Day },
        percent: percent.parse().ok()?,
        used: money(used)?,
        limit: money(limit)?,
        next: time(s.new.split_once("begins ")?.1)?,
    })
}

fn user(text: &str) -> Option<UserId> {
    id(text, "<@").map(UserId)
}

fn role(text: &str) -> Option<RoleId> {
    id(text, "<@&").map(RoleId)
}

fn id(text: &str, opening: &str) -> Option<u64> {
    text.strip_prefix(opening)?.strip_suffix('>')?.parse().ok()
}

/// A Discord timestamp.
fn time(text: &str) -> Option<Timestamp> {
    let seconds = text.strip_prefix("<t:")?.strip_suffix(":f>")?.parse().ok()?;
    Timestamp::from_second(seconds).ok()
}

/// An optional end: "" or " until <t:…:f>".
#[expect(clippy::option_option, reason = "the outer one says whether the text could be read")]
fn until(text: &str) -> Option<Option<Timestamp>> {
    if text.is_empty() { Some(None) } else { time(text.strip_prefix(" until ")?).map(Some) }
}

/// An amount with words after it and an optional end.
fn amount(text: &str, words: &str) -> Option<(Credits, Option<Timestamp>)> {
    let (amount, end) = text.split_once(words)?;
    Some((amount.parse().ok()?, until(end)?))
}

/// What a member had left: "5 left", or "unlimited".
#[expect(clippy::option_option, reason = "the outer one says whether the text could be read")]
fn available(text: &str) -> Option<Option<Credits>> {
    if text == "unlimited" {
        Some(None)
    } else {
        text.strip_suffix(" left")?.parse().ok().map(Some)
    }
}

/// The job of a text such as "job `abc` removed", and what follows its ID.
fn job(text: &str) -> Option<(JobId, &str)> {
    let (id, rest) = text.strip_prefix("job `")?.split_once('`')?;
    Some((id.parse().ok()?, rest))
}

fn setting_value(text: &str) -> SettingValue {
    if let Some(role) = role(text) {
        return SettingValue::Role(role);
    }
    let channels = text.split(' ').map(|word| id(word, "<#").map(ChannelId));
    match channels.collect::<Option<Vec<_>>>() {
        Some(channels) => SettingValue::Channels(channels),
        None => SettingValue::Text(text.into()),
    }
}

#[cfg(test)]
#[path = "audit_entries_tests.rs"]
mod tests;
