//! A stand-in for Discord: REST, gateway and file host over one world.

mod actor;
pub mod cdn;
mod checks;
mod components;
pub mod gateway;
mod json;
mod payload;
mod posting;
mod reactions;
pub mod rest;
mod session;
pub mod things;
pub mod world;

pub use actor::{ClientRefuses, Given};
pub use things::{Happening, Message, Seen, Visibility};
pub use world::Discord;
