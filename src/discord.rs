//! Discord: the one place that knows serenity and Discord's rules.
//!
//! Inwards it hands what people ask for to a [`Desk`]; outwards it offers an [`Outbox`].

pub mod actions;
pub mod cards;
mod chart;
mod commands;
pub mod connect;
pub mod desk;
pub mod files;
pub mod gateway;
pub mod guard;
pub mod message;
pub mod messenger;
pub mod office;
pub mod outbox;
pub mod permissions;
mod recent;
mod rest;
pub mod sketch;
pub mod texts;
mod upload;

pub use commands::{Doors, register};
pub use desk::{
    Accepted, CancelAnswer, Collected, Desk, Missing, Order, Outlook, Preview, QuotaAnswer, Source,
    Spot, Unreadable, Upload, Who, Why,
};
pub use serenity::http::Http as DiscordHttp;

pub use files::{FileError, Files};
pub use message::{Attachment, Enclosure, MOST_IN_A_MESSAGE, Message};
pub use messenger::{FileHost, Messenger};
pub use office::{JobRef, NotDone, Office, Spender, Spending};
pub use outbox::{Known, Lookup, Outbox, OutboxError};
pub use sketch::Sketch;
