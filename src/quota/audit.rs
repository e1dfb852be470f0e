//! Audit entries: what was decided or happened, by whom, and which document it changed. Front ends
//! render them in the words of their readers.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::generation::{Credits, Money};
use crate::job::{ChannelId, JobId, MessageId, RoleId, Tenant, UserId};
use crate::quota::author::Author;
use crate::quota::denied::{Budget, Period};
use crate::quota::policy::Allowance;
use crate::quota::settings::{ChannelDefaults, Setting, SettingValue};
use crate::quota::subject::{Subject, Target};

/// What an entry concerns, which decides where it is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// The accounts of a server or of direct messages.
    Tenant(Tenant),
    /// The bot as a whole. Only its operator reads it.
    Bot,
}

const BOT: &str = "bot";

impl std::str::FromStr for Scope {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            BOT => Scope::Bot,
            tenant => Scope::Tenant(tenant.parse()?),
        })
    }
}

/// The tenant, or the word `bot`.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Tenant(tenant) => tenant.fmt(f),
            Scope::Bot => f.write_str(BOT),
        }
    }
}

/// Why the provider accepts no submissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageCause {
    /// The provider rejects the account: key, region or billing.
    Account,
    /// It cannot be reached, or does not work.
    Unreachable,
}

/// What changed or happened. `before` and `after` are the values on both sides of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AuditChange {
    /// A member's own allowance was set. `None`: the allowance of their roles applied.
    MemberAllowance { member: UserId, before: Option<Allowance>, after: Allowance },
    /// A role's allowance was set. `None`: the role had none.
    RoleAllowance { role: RoleId, before: Option<Allowance>, after: Allowance },
    /// A member was granted credits once. `available` is what they had left before; `None`:
    /// unlimited.
    MemberGrant {
        member: UserId,
        available: Option<Credits>,
        amount: Credits,
        until: Option<Timestamp>,
    },
    /// Each holder of a role was granted credits once.
    RoleGrant { role: RoleId, amount: Credits, until: Option<Timestamp> },
    /// Credits were deducted from a member: what they had left before and after.
    MemberDeduction { member: UserId, before: Credits, after: Credits },
    /// Credits were deducted from each holder of a role.
    RoleDeduction { role: RoleId, amount: Credits, until: Timestamp },
    /// A member's overrides were removed and their usage forgiven. `available` as in a grant.
    MemberReset { member: UserId, available: Option<Credits> },
    /// A role's allowance and grants were removed. `before` is its allowance.
    RoleReset { role: RoleId, before: Option<Allowance> },
    /// The scheduling weight of a role was set.
    RoleWeight { role: RoleId, before: u8, after: u8 },
    /// A member was blocked; `renewed` if they were blocked before.
    MemberBlocked { member: UserId, renewed: bool, until: Option<Timestamp> },
    /// A member was unblocked.
    MemberUnblocked { member: UserId },
    /// The server stopped accepting requests.
    Paused,
    /// The server accepts requests again.
    Resumed,
    /// A setting of the server was changed.
    SettingChanged { setting: Setting, before: SettingValue, after: SettingValue },
    /// Inputs were blocked: how many are blocked before and after.
    InputsBlocked { before: usize, after: usize },
    /// The defaults of a channel were set.
    ChannelDefaults { channel: ChannelId, before: ChannelDefaults, after: ChannelDefaults },
    /// An earlier entry was undone.
    Undone { entry: u64, change: Box<AuditChange> },
    /// A moderator cancelled a member's job.
    JobCancelled { member: UserId, job: JobId },
    /// A moderator removed a result, or the member whose avatar it shows.
    ResultRemoved {
        member: UserId,
        job: JobId,
        /// Entries of earlier versions have a reason in English instead.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_depicted: bool,
    },
    /// A reader reported a result, and where it is posted.
    ResultReported { member: UserId, job: JobId, channel: ChannelId, message: MessageId },
    /// A threshold of a budget was reached.
    BudgetThreshold {
        budget: Budget,
        period: Period,
        percent: u32,
        used: Money,
        limit: Money,
        /// When the next day or month begins.
        next: Timestamp,
    },
    /// The provider accepts no jobs.
    ProviderFailed { cause: OutageCause },
    /// The provider accepts jobs again.
    ProviderRecovered { cause: OutageCause },
    /// The provider billed more than was reserved for some jobs of a day.
    BilledAbovePrice {
        /// In UTC.
        day: Date,
        jobs: usize,
        reserved: Money,
        billed: Money,
    },
    /// A damaged entry.
    Unreadable,
    /// An entry of an older journal that could not be read as one of the others, in its own words.
    Text { what: String, subject: String, before: String, after: String },
}

impl AuditChange {
    /// The member that it is about, if it is about one.
    pub fn member(&self) -> Option<UserId> {
        use AuditChange as C;
        match self {
            C::MemberAllowance { member, .. }
            | C::MemberGrant { member, .. }
            | C::MemberDeduction { member, .. }
            | C::MemberReset { member, .. }
            | C::MemberBlocked { member, .. }
            | C::MemberUnblocked { member }
            | C::JobCancelled { member, .. }
            | C::ResultRemoved { member, .. }
            | C::ResultReported { member, .. } => Some(*member),
            C::Undone { change, .. } => change.member(),
            C::RoleAllowance { .. }
            | C::RoleGrant { .. }
            | C::RoleDeduction { .. }
            | C::RoleReset { .. }
            | C::RoleWeight { .. }
            | C::Paused
            | C::Resumed
            | C::SettingChanged { .. }
            | C::InputsBlocked { .. }
            | C::ChannelDefaults { .. }
            | C::BudgetThreshold { .. }
            | C::ProviderFailed { .. }
            | C::ProviderRecovered { .. }
            | C::BilledAbovePrice { .. }
            | C::Unreadable
            | C::Text { .. } => None,
        }
    }

    /// A change of the allowance of a member or a role.
    pub(super) fn allowance(subject: Subject, before: Option<Allowance>, after: Allowance) -> Self {
        match subject {
            Subject::Member(member) => Self::MemberAllowance { member, before, after },
            Subject::Role(role) => Self::RoleAllowance { role, before, after },
        }
    }
}

/// An audit entry.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its number, assigned by the journal.
    pub number: u64,
    /// What it concerns.
    pub scope: Scope,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: Author,
    /// What changed.
    pub change: AuditChange,
    /// The reason given by the author.
    pub reason: String,
    /// The document that it changed, if any.
    pub target: Option<Target>,
    /// The log channel that this entry replaced or removed; the entry is announced there.
    pub former_log_channel: Option<ChannelId>,
    /// The entry that it undoes.
    pub undoes: Option<u64>,
    /// The entry that undid it.
    pub undone_by: Option<u64>,
}

impl AuditEntry {
    /// An entry that is not written yet and changes no document.
    pub fn new(scope: Scope, by: Author, change: AuditChange, reason: &str, at: Timestamp) -> Self {
        Self {
            number: 0,
            scope,
            at,
            by,
            change,
            reason: reason.to_owned(),
            target: None,
            former_log_channel: None,
            undoes: None,
            undone_by: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removal_that_an_earlier_version_recorded_is_read() {
        let removed = |by_depicted| {
            let job = "v0491fkh".parse().unwrap();
            AuditChange::ResultRemoved { member: UserId(7), job, by_depicted }
        };
        let mut stored = serde_json::to_value(removed(true)).unwrap();
        assert_eq!(serde_json::from_value::<AuditChange>(stored.clone()).unwrap(), removed(true));
        // Earlier versions had no such field.
        stored.as_object_mut().unwrap().remove("by_depicted").unwrap();
        assert_eq!(serde_json::from_value::<AuditChange>(stored.clone()).unwrap(), removed(false));
        assert_eq!(serde_json::to_value(removed(false)).unwrap(), stored);
    }
}
