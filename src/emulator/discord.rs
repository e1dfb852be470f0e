//! An emulator of Discord: REST API, gateway and file host over one world.

mod actor;
mod appearance;
mod body_check;
pub mod cdn;
mod checks;
mod components;
mod emoji;
mod file_types;
pub mod gateway;
mod ids;
mod json;
mod mentions;
pub mod model;
mod nulls;
pub mod openapi;
mod payload;
mod pins;
mod posting;
mod rates;
mod reactions;
pub mod rest;
mod session;
mod threads;
mod times;
pub mod world;

pub use actor::{ClientRefuses, OptionValue};
pub use appearance::{Button, Menu};
pub use model::{Message, Seen, StickerFormat, TimelineEvent, Visibility};
pub use rates::{LimitedRoute, Limits, Rate, Refusals};
pub use world::Discord;
