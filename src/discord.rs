//! Discord: the one place that knows serenity and Discord's rules.
//!
//! Inwards it hands what people ask for to a [`Desk`]; outwards it offers an [`Outbox`].

pub mod cards;
mod commands;
pub mod connect;
pub mod desk;
pub mod files;
pub mod gateway;
pub mod outbox;
pub mod permissions;
pub mod texts;

pub use commands::register;
pub use desk::{Accepted, CancelAnswer, Desk, Order, Outlook, Upload, Who};
pub use files::{FileError, Files};
pub use outbox::{Message, Outbox, OutboxError};
