//! What can be seen of the bot from outside: its log, readable on a terminal or JSON lines for
//! machines, and its metrics.

mod metrics;

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Log;

pub use metrics::{Metrics, Snapshot};

/// Starts logging for this process.
///
/// # Errors
/// When it was started before.
pub fn start(log: &Log) -> anyhow::Result<()> {
    let mut filter = EnvFilter::try_new(&log.filter)?;
    if !log.filter.contains("serenity") {
        // Below WARN its spans can carry whole events, prompts and tokens with them.
        filter = filter.add_directive("serenity=warn".parse()?);
    }
    if !log.filter.contains("tungstenite") {
        // Below WARN it shows frames, the token among them.
        filter = filter.add_directive("tungstenite=warn".parse()?);
    }
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if log.json { builder.json().try_init() } else { builder.try_init() };
    started.map_err(|e| anyhow::anyhow!("logging cannot be started: {e}"))
}
