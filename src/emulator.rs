//! Stand-ins for Discord and Model Studio, written from the reference documents alone: they share
//! no wire type with the clients, so that each proves the other.
//!
//! Each service has a world (plain data, rules, its own clock) and faces (HTTP, websocket). What
//! the real service refuses, they refuse, with its codes; a route that they do not have is a loud
//! failure.

pub mod control;
pub mod discord;
pub mod fault;
pub mod record;
pub mod serve;
pub mod wan;

pub use fault::{Effect, Fault, Faults};
pub use record::{Exchange, Record};
pub use serve::{Addresses, Running, start};
