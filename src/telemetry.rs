//! What can be seen of the bot from outside: its log, readable on a terminal or JSON lines for
//! machines, its metrics, and its traces where they are built in and asked for.

mod metrics;
#[cfg(feature = "otel")]
mod traces;

use std::io::IsTerminal;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};
use url::Url;

use crate::config::Log;

pub use metrics::{Metrics, Snapshot};
#[cfg(feature = "otel")]
pub use traces::Traces;

/// Something that sees spans and events.
pub type AnyLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// Without the feature `otel` there are none.
#[cfg(not(feature = "otel"))]
#[derive(Debug)]
pub struct Traces;

#[cfg(not(feature = "otel"))]
impl Traces {
    /// # Errors
    /// When an address is given: nothing would be sent there.
    pub fn start(collector: Option<&Url>) -> anyhow::Result<Self> {
        anyhow::ensure!(collector.is_none(), "this wanbot was built without the feature `otel`");
        Ok(Self)
    }

    fn layer(&self) -> Option<AnyLayer> {
        None
    }

    /// Nothing is left to send.
    pub async fn close(self) {}
}

/// Discord's library, as it names itself in the log.
const SERENITY: &str = "serenity";
/// The part of it that reads the channels of servers.
const SERENITY_CHANNELS: &str = concat!("serenity", "::model::utils");

/// The filter that `log.filter` makes, with what is kept out of the log unless it names it.
///
/// # Errors
/// When it is no filter.
pub fn filter(directives: &str) -> anyhow::Result<EnvFilter> {
    let mut filter = EnvFilter::try_new(directives)?;
    if !directives.contains(SERENITY) {
        // Below WARN its spans can carry whole events, prompts and tokens with them.
        filter = filter.add_directive(format!("{SERENITY}=warn").parse()?);
    }
    if !directives.contains(SERENITY_CHANNELS) {
        // A line for every channel that the bot may not see: Discord sends them with most fields
        // empty since 2026-11-16, which serenity 0.12 does not expect.
        filter = filter.add_directive(format!("{SERENITY_CHANNELS}=error").parse()?);
    }
    if !directives.contains("tungstenite") {
        // Below WARN it shows frames, the token among them.
        filter = filter.add_directive("tungstenite=warn".parse()?);
    }
    Ok(filter)
}

/// Starts logging for this process, and sending traces if a collector is given. What comes back
/// is closed last.
///
/// # Errors
/// When it was started before, or the client for the collector cannot be set up.
pub fn start(log: &Log, collector: Option<&Url>) -> anyhow::Result<Traces> {
    let filter = filter(&log.filter)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // Filters of their own: what the log leaves out is not missing from the traces.
    let lines: AnyLayer = if log.json {
        lines.json().with_filter(filter).boxed()
    } else {
        lines.with_filter(filter).boxed()
    };
    let traces = Traces::start(collector)?;
    let layers: Vec<_> = std::iter::once(lines).chain(traces.layer()).collect();
    let started = tracing_subscriber::registry().with(layers).try_init();
    started.map_err(|e| anyhow::anyhow!("logging cannot be started: {e}"))?;
    Ok(traces)
}
