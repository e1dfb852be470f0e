//! Quota: who may spend how much, and what was spent.
//!
//! No I/O: the book is in memory, gets the time as an argument, and is rebuilt from the journal.
//! For every account, granted = available + reserved + spent, however often roles, limits and
//! windows change.

mod account;
mod book;
mod command;
mod denied;
mod member_overrides;
mod policy;
mod settings;
mod tally;
mod window;

pub use account::{Allocation, GrantView, View};
pub use book::{Charge, ChargeState, Payer, QuotaBook, Reservation};
pub use command::{
    Amount, AuditDiff, AuditEntry, CommandContext, Document, InvalidCommand, ModerationCommand,
    Subject, Target, until,
};
pub use denied::{Budget, Denied, Period};
pub use member_overrides::{Block, Grant, GrantId, MemberOverrides};
pub use policy::{Allowance, Origin, Policy, RoleQuota};
pub use settings::{BadValue, ChannelDefaults, Pause, RoleGrant, ServerSettings, Setting};
pub use tally::{BudgetView, Crossing};
pub use window::{Span, Window};
