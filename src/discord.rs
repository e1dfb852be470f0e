//! The Discord adapter: the only module that knows serenity and Discord's rules.
//!
//! Passes members' requests to a [`crate::service::JobService`]; the application calls Discord
//! through a [`Messenger`] and a [`FileHost`].

pub mod actions;
pub mod cards;
mod chart;
pub mod client;
mod commands;
pub mod connect;
mod error;
pub mod files;
pub mod gateway;
pub mod invalid_requests;
mod markup;
pub mod message;
pub mod messenger;
pub mod permissions;
mod recent;
mod rest;
pub mod texts;
mod upload;

pub use commands::{Services, register};
pub use serenity::http::Http as DiscordHttp;

pub use client::{DiscordClient, Known, Lookup};
pub use error::DiscordError;
pub use files::{FileError, Files};
pub use message::{MOST_IN_A_MESSAGE, Message};
pub use messenger::{FileHost, Messenger, Thread};
