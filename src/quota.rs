//! Quota: who may spend how much, and what was spent.
//!
//! Pure: the book is in memory and told the time; the journal is the truth that it is rebuilt
//! from. For every account: granted = available + reserved + spent, however often roles, limits
//! and windows change in between.

mod account;
mod book;
mod decision;
mod denied;
mod policy;
mod settings;
mod standing;
mod tally;
mod window;

pub use account::{Allocation, GrantView, View};
pub use book::{Charge, ChargeState, Payer, QuotaBook, Receipt};
pub use decision::{
    Act, Amount, Change, Circumstances, Decision, Document, Subject, Target, Unwise, until,
};
pub use denied::{Budget, Denied, Period};
pub use policy::{Allowance, Origin, Policy, Rung};
pub use settings::{BadValue, ChannelDefaults, Pause, RoleGrant, ServerSettings, Setting};
pub use standing::{Block, Grant, GrantId, Standing};
pub use tally::{BudgetView, Crossing};
pub use window::{Span, Window};
