//! Emulators of Discord and Model Studio, written from the reference documents alone. They share no
//! wire types with the clients, so each side tests the other.
//!
//! Each service has a world (plain data, rules and its own clock) and faces (HTTP, websocket). An
//! emulator rejects what the real service rejects, with the same error codes. A request to a route
//! that an emulator does not implement is recorded so that tests fail.

#![expect(
    clippy::indexing_slicing,
    reason = "nearly all is JSON: a missing field is read as null, and only objects get fields"
)]

pub mod control;
pub mod discord;
mod download;
pub mod fault;
mod movie;
pub mod record;
pub mod serve;
pub mod tls;
pub mod wan;

pub use fault::{Effect, Fault, Faults};
pub use record::{Exchange, Record};
pub use serve::{Addresses, Running, start};
pub use tls::Certificate;
