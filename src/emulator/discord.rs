//! A stand-in for Discord: REST, gateway and file host over one world.

mod actor;
pub mod cdn;
mod checks;
pub mod gateway;
mod json;
mod payload;
pub mod rest;
pub mod world;

pub use actor::{ClientRefuses, Given};
pub use world::{Discord, Happening, Message, Seen};
