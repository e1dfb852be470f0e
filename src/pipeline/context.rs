//! What the rooms of the road share.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use tokio::time::Instant;

use crate::archive::Archive;
use crate::clock::Clock;
use crate::discord::{FileHost, Messenger};
use crate::forecast::Forecast;
use crate::generation::{Catalogue, Region};
use crate::http::Links;
use crate::job::{ChannelId, GuildId};
use crate::pipeline::circuit_breaker::CircuitBreaker;
use crate::pipeline::ffmpeg::Ffmpeg;
use crate::pipeline::job_store::JobStore;
use crate::random::RandomSource;
use crate::telemetry::Metrics;
use crate::wan::Provider;

/// A clock that nobody sets: what has to last a while must last it by this one too.
#[derive(Debug, Clone)]
pub enum Steady {
    /// The machine's own, since a moment.
    Since(Instant),
    /// The clock that all else goes by, where a test moves it or the demo runs it faster.
    By(Clock),
}

impl Steady {
    /// The steady clock beside a clock.
    pub fn beside(clock: &Clock) -> Self {
        match clock {
            Clock::System => Self::Since(Instant::now()),
            other => Self::By(other.clone()),
        }
    }

    /// The time that has passed since some moment, the same for the life of the process.
    pub fn elapsed(&self) -> Duration {
        match self {
            Self::Since(began) => began.elapsed(),
            Self::By(clock) => Duration::from_millis(clock.now().as_millisecond().unsigned_abs()),
        }
    }
}

/// Adapters, rules and records, put together by `app`.
pub struct PipelineContext {
    /// Every open job.
    pub store: JobStore,
    /// The provider.
    pub wan: Arc<dyn Provider>,
    /// Discord, outwards.
    pub messenger: Arc<dyn Messenger>,
    /// Members' files.
    pub files: Arc<dyn FileHost>,
    /// Inputs and clips.
    pub archive: Archive,
    /// What can be asked for.
    pub catalogue: Catalogue,
    /// Signed links to clips that are too large, if the bot can be reached.
    pub links: Option<Links>,
    /// The program that makes clips smaller, if it is there.
    pub ffmpeg: Option<Ffmpeg>,
    /// For those who are asked at no time of their own choosing: the doors.
    pub clock: Clock,
    /// For what has to last a while, whatever happens to the clock.
    pub steady: Steady,
    /// Names of jobs and seeds for the provider are drawn from it.
    pub chance: RandomSource,
    /// Numbers that the operator decides.
    pub settings: Settings,
    /// What is known of how long tasks take.
    pub forecast: Forecast,
    /// What is counted and measured.
    pub metrics: Arc<Metrics>,
    /// Whether the provider takes jobs at all.
    pub breaker: CircuitBreaker,
    /// How many tasks of each model the provider says that it runs at once.
    pub limits: DashMap<String, usize>,
}

/// Numbers that the operator decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The account's region.
    pub region: Region,
    /// Servers whose members may ask for something; all where there are none.
    pub servers: Vec<GuildId>,
    /// Watermark on every clip.
    pub watermark: bool,
    /// What a call to the provider is worth, in one member's waiting.
    pub poll_cost: Duration,
    /// Inputs up to this size go along inside the request, in bytes.
    pub inline_up_to: u64,
    /// How long absence from the list must last to be believed.
    pub absence_margin: Duration,
    /// How long UNKNOWN must last to be believed.
    pub unknown_for: Duration,
    /// Where warnings of the operator's own budget are told.
    pub log_channel: Option<ChannelId>,
    /// How long jobs that are over are kept, with their results; for ever without it.
    pub keep: Option<Duration>,
    /// Least time between edits of a card.
    pub card_every: Duration,
    /// How long links stay good.
    pub link_lifetime: Duration,
    /// Largest clip fetched, in bytes.
    pub max_clip_bytes: u64,
    /// How many jobs of a model go up beyond those that it runs.
    pub prefetch: usize,
    /// Requests that a member may make in a minute.
    pub requests_per_minute: usize,
}

impl PipelineContext {
    /// How many tasks of a model the provider runs at once: as it says where it says so, else as
    /// the catalogue does.
    pub fn places(&self, model: &str) -> usize {
        let said = self.limits.get(model).map(|n| *n);
        said.unwrap_or_else(|| self.catalogue.model(model).map_or(0, |m| m.running))
    }
}
