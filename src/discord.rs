//! The Discord adapter: the only module that knows serenity and Discord's rules.
//!
//! Passes members' requests to a [`crate::service::JobService`], and implements the application's
//! [`crate::service::Messenger`] and [`crate::service::FileHost`].

pub mod actions;
mod attachment;
pub mod card_editor;
pub mod cards;
mod cdn;
mod chart;
pub mod client;
mod commands;
pub mod connect;
mod error;
pub mod files;
mod first_card;
pub mod gateway;
pub mod invalid_requests;
mod markup;
pub mod message;
pub mod messenger;
pub mod own_messages;
pub mod permissions;
mod recent;
mod refusals;
mod rest;
mod role_names;
pub mod texts;
mod upload;
mod words;

pub use commands::{Features, Services, localized, register};
pub use serenity::http::Http as DiscordHttp;

pub use attachment::FileStream;
pub use client::DiscordClient;
pub use error::denial;
pub use files::Files;
pub use message::Message;
pub use messenger::{render, render_card};
