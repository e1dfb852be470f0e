//! What the pipeline stages share.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::archive::Archive;
use crate::clock::Clock;
use crate::convert::Converter;
use crate::forecast::Forecast;
use crate::generation::Catalogue;
use crate::http::Links;
use crate::job::{ChannelId, GuildId};
use crate::pipeline::job_store::JobStore;
use crate::pipeline::provider_accounts::ProviderAccounts;
use crate::random::RandomSource;
use crate::service::{FileHost, Messenger};
use crate::telemetry::Metrics;

/// A monotonic clock, for waits that a change of the system clock must neither shorten nor prolong.
#[derive(Debug, Clone)]
pub enum Steady {
    /// The machine's monotonic clock, since an instant.
    Since(Instant),
    /// The application clock, where a test moves it or the demo runs it faster.
    By(Clock),
}

impl Steady {
    /// The monotonic clock that goes with an application clock.
    pub fn beside(clock: &Clock) -> Self {
        match clock {
            Clock::System => Self::Since(Instant::now()),
            other => Self::By(other.clone()),
        }
    }

    /// The time passed since a fixed moment, which stays the same for the life of the process.
    pub fn elapsed(&self) -> Duration {
        match self {
            Self::Since(began) => began.elapsed(),
            Self::By(clock) => Duration::from_millis(clock.now().as_millisecond().unsigned_abs()),
        }
    }
}

/// Adapters, settings and stores of the pipeline, built by `app`.
pub struct PipelineContext {
    /// Every open job.
    pub store: JobStore,
    /// The accounts at providers.
    pub accounts: ProviderAccounts,
    /// Posts and edits messages.
    pub messenger: Arc<dyn Messenger>,
    /// Fetches members' files.
    pub files: Arc<dyn FileHost>,
    /// Stores inputs and results.
    pub archive: Archive,
    /// The models with their limits and prices.
    pub catalogue: Catalogue,
    /// Signed links to videos that are too large to attach, if the bot has a public URL.
    pub links: Option<Links>,
    /// The converters that are installed.
    pub converter: Converter,
    /// For callers outside a tick, which get no `now`: commands and buttons.
    pub clock: Clock,
    /// For waits that a change of the system clock must neither shorten nor prolong.
    pub steady: Steady,
    /// Source of job IDs and of seeds for the provider.
    pub random: RandomSource,
    /// Values from the operator's configuration.
    pub settings: Settings,
    /// Learned task durations.
    pub forecast: Forecast,
    /// Counters and histograms.
    pub metrics: Arc<Metrics>,
}

/// Values from the operator's configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Servers whose members may send requests; all if empty.
    pub servers: Vec<GuildId>,
    /// Cost of one call to the provider, as an equal amount of one member's waiting time.
    pub poll_cost: Duration,
    /// How long a task must be absent from the list before its job is submitted again.
    pub resubmit_after: Duration,
    /// How long the provider must report UNKNOWN before a task is given up.
    pub unknown_task_timeout: Duration,
    /// Where alerts about the operator's own budget are posted.
    pub log_channel: Option<ChannelId>,
    /// How long ended jobs and their results are retained; forever if unset.
    pub keep: Option<Duration>,
    /// Minimum interval between edits of a card.
    pub card_edit_interval: Duration,
    /// How long links are valid.
    pub link_ttl: Duration,
    /// Largest video that is fetched, in bytes.
    pub max_clip_size: u64,
    /// How many jobs of a model are submitted beyond those that it runs concurrently.
    pub prefetch: usize,
    /// Requests that a member may make per minute.
    pub requests_per_minute: usize,
}
