//! wanbot: a Discord bot that turns slash commands and pictures into videos made by Alibaba's
//! Wan 2.7 models. ARCHITECTURE.md has the map.

// Domain: pure.
pub mod forecast;
pub mod generation;
pub mod job;
pub mod media;
pub mod queue;
pub mod quota;

pub mod app;
pub mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod folder;
pub mod telemetry;
pub mod tls;

// Adapters: one outside thing each.
pub mod archive;
pub mod discord;
pub mod http;
pub mod journal;
pub mod wan;

// The road, and those who keep order on it.
pub mod moderation;
pub mod pipeline;

#[cfg(feature = "emulator")]
pub mod emulator;
