//! Stories: the real program (real serenity, reqwest, SQLite) against the stand-ins on loopback.
//!
//! Each story is told by people; each ends by failing if anything unexpected was said, logged at
//! ERROR, or left undone (`Story::finish`). Clocks stand still until a story moves them.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected has failed")]

mod cases;
mod check;
mod cli;
mod conformance;
mod contract;
mod differences;
mod emulators;
mod fuzz;
mod harness;
mod hostile;
mod job_store;
mod journal;
mod layering;
mod stories;
#[cfg(feature = "otel")]
mod traces;
