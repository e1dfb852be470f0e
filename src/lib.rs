//! wanbot: a Discord bot that turns slash commands and images into videos made by Alibaba's Wan 2.7
//! models. See ARCHITECTURE.md for the module map.

#![cfg_attr(
    test,
    allow(
        clippy::cast_lossless,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "unit tests convert numbers that they have written themselves"
    )
)]

// Domain: no I/O, no clock of its own.
pub mod forecast;
pub mod generation;
pub mod job;
pub mod language;
pub mod media;
pub mod queue;
pub mod quota;

// Texts in each language, for the front ends.
pub mod i18n;

// Service traits that the front ends call, and what the pipeline asks of providers.
pub mod provider;
pub mod service;

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod private_dir;
pub mod random;
pub mod spool;
pub mod telemetry;
pub mod tls;

// Adapters: one external system each.
pub mod archive;
pub mod convert;
pub mod discord;
pub mod http;
pub mod journal;
pub mod wan;

// The application: job processing and moderation.
pub mod moderation;
pub mod pipeline;

#[cfg(feature = "emulator")]
pub mod emulator;
