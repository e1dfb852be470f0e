//! Discord: the one place that knows serenity and Discord's rules.
//!
//! Inwards it hands what people ask for to a [`JobService`]; outwards it offers an [`Outbox`].

pub mod actions;
pub mod cards;
mod chart;
mod commands;
pub mod connect;
pub mod files;
pub mod gateway;
pub mod guard;
pub mod message;
pub mod messenger;
pub mod outbox;
pub mod permissions;
mod recent;
mod rest;
pub mod texts;
mod upload;

pub use commands::{Services, register};
pub use serenity::http::Http as DiscordHttp;

pub use files::{FileError, Files};
pub use message::{MOST_IN_A_MESSAGE, Message};
pub use messenger::{FileHost, Messenger};
pub use outbox::{Known, Lookup, Outbox, OutboxError};
