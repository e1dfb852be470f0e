//! Quota: who may spend how much, and what was spent.
//!
//! No I/O: the book is in memory, gets the time as an argument, and is rebuilt from the journal.
//! For every account, granted = available + reserved + spent, however often roles, limits and
//! windows change.

mod account;
mod audit;
mod author;
mod book;
mod command;
mod denied;
mod member_overrides;
mod policy;
mod settings;
mod subject;
mod tally;
mod window;

pub use account::{Allocation, GrantView, View};
pub use audit::{AuditChange, AuditEntry, OutageCause, Scope};
pub use author::Author;
pub use book::{Charge, ChargeState, Payer, QuotaBook, Reservation};
pub use command::{
    Amount, CommandContext, Document, InvalidCommand, MOST_BLOCKED_INPUTS, MOST_GRANTS,
    ModerationCommand, until,
};
pub use denied::{Budget, Denied, Period};
pub use member_overrides::{Block, Grant, GrantId, MemberOverrides};
pub use policy::{Allowance, Origin, Policy, RoleQuota};
pub use settings::{
    BadValue, ChannelDefaults, Pause, RoleGrant, ServerSettings, Setting, SettingValue, Wanted,
};
pub use subject::{Subject, Target};
pub use tally::{BudgetView, Crossing};
pub use window::{Span, Window};
