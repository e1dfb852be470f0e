//! Stories: end-to-end tests that run the real program (real serenity, reqwest and SQLite) against
//! the emulators on loopback.
//!
//! Each story acts through members and moderators. `Story::finish` then fails if there are
//! unexpected messages, unexpected ERROR log lines or unfinished work. Clocks are manual: time
//! passes only when a story advances it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets the unexpected has failed"
)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "the numbers are the tests' own, and small"
)]

mod cases;
mod check;
mod cli;
mod conformance;
mod contract;
mod conversions;
mod differences;
mod emulators;
mod fuzz;
mod harness;
mod hostile;
mod image;
mod job_store;
mod journal;
mod journal_open;
mod languages;
mod layering;
mod messages;
mod posts;
mod stories;
#[cfg(feature = "otel")]
mod traces;
