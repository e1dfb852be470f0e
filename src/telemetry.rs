//! Telemetry of the bot: its log (text or JSON lines), its metrics, and its traces if the feature
//! `otel` is built in and a collector is configured.

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

/// A boxed `tracing` layer.
pub type AnyLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// Without the feature `otel` no traces are exported.
#[cfg(not(feature = "otel"))]
#[derive(Debug)]
pub struct Traces;

#[cfg(not(feature = "otel"))]
impl Traces {
    /// # Errors
    /// When a collector is given, because nothing could be sent to it.
    pub fn start(collector: Option<&Url>) -> anyhow::Result<Self> {
        anyhow::ensure!(collector.is_none(), "this wanbot was built without the feature `otel`");
        Ok(Self)
    }

    fn layer(&self) -> Option<AnyLayer> {
        None
    }

    /// Does nothing: there are no spans to send.
    pub async fn close(self) {}
}

/// The target of serenity's log events.
const SERENITY: &str = "serenity";
/// The target of serenity's parser of channels.
const SERENITY_CHANNELS: &str = concat!("serenity", "::model::utils");

/// The filter of `log.filter`, plus limits for noisy or sensitive targets that it does not name.
///
/// # Errors
/// When `directives` is not a valid filter.
pub fn filter(directives: &str) -> anyhow::Result<EnvFilter> {
    let mut filter = EnvFilter::try_new(directives)?;
    if !directives.contains(SERENITY) {
        // Below WARN, serenity's spans can contain whole events with prompts and tokens.
        filter = filter.add_directive(format!("{SERENITY}=warn").parse()?);
    }
    if !directives.contains(SERENITY_CHANNELS) {
        // It logs a line for every channel that the bot may not see: since 2026-11-16 Discord sends
        // those with most fields empty, which serenity 0.12 does not expect.
        filter = filter.add_directive(format!("{SERENITY_CHANNELS}=error").parse()?);
    }
    if !directives.contains("tungstenite") {
        // Below WARN, it logs frames that contain the token.
        filter = filter.add_directive("tungstenite=warn".parse()?);
    }
    Ok(filter)
}

/// Starts logging for this process, and sending traces if a collector is given. Close the returned
/// [`Traces`] last.
///
/// # Errors
/// When logging was started before, or the client for the collector cannot be set up.
pub fn start(log: &Log, collector: Option<&Url>) -> anyhow::Result<Traces> {
    let filter = filter(&log.filter)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // Per-layer filters: spans that the log filters out still reach the traces.
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
