//! The journal in one SQLite file.

pub(super) mod audit_log;
mod derived_jobs;
mod examine;
pub(super) mod ledger;
mod migrations;
mod overview;
pub(super) mod reader;
mod restoring;
mod retention;
mod simulated;
mod timings;
pub(super) mod writer;

pub use audit_log::{Decided, NewEntry};
pub use examine::IntegrityReport;
pub use ledger::SpentRow;
pub use migrations::CURRENT as SCHEMA;
pub use overview::Overview;
pub use reader::{ARCHIVE_ID, EventRow, JournalIdentity, JournalReader};
pub use simulated::{FaultHooks, SimulatedBackup};

#[cfg(test)]
#[path = "sqlite/disk_tests.rs"]
mod tests;
