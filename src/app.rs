//! The composition root: puts the parts together and runs them. Nothing else wires parts.

mod clips;
mod connection;
mod health;
mod metrics_endpoint;
mod worker_loop;

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context;
use dashmap::DashMap;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use crate::archive::{self, Archive, Belonging, Marks};
use crate::clock::Clock;
use crate::config::Config;
use crate::discord::{DiscordClient, Files, Services, connect};
use crate::forecast::Forecast;
use crate::http::{self, Links};
use crate::journal::{ARCHIVE_ID, Journal, JournalError};
use crate::moderation::Moderation;
use crate::pipeline::{
    CircuitBreaker, Ffmpeg, JobStore, Pipeline, PipelineContext, Settings, Stage, Steady,
    sweep_temporary_folders,
};
use crate::quota::QuotaBook;
use crate::random::RandomSource;
use crate::telemetry::Metrics;
use crate::tls::Tls;
use crate::wan::{self, Instrumented};

use connection::Connection;
pub use health::Readiness;

/// The bot, put together.
pub struct App {
    config: Config,
    clock: Clock,
    journal: Journal,
    archive: Archive,
    links: Option<Links>,
    pipeline: Arc<Pipeline>,
    discord: DiscordClient,
    tls: Tls,
    condition: Arc<Readiness>,
    /// Interactions that are being answered.
    tasks: TaskTracker,
}

impl App {
    /// Opens the journal, takes up every open job and makes the clients; nobody is called yet.
    ///
    /// # Errors
    /// When the journal is in use or damaged, a folder cannot be used, or TLS cannot be set up.
    pub async fn build(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let journal = Journal::open(&config.storage.journal)?;
        let archive = Archive::in_folder(&config.storage.archive)
            .with_context(|| format!("the archive {}", config.storage.archive.display()))?;
        belong_together(&journal, &archive, &config).await?;
        let metrics = Arc::new(Metrics::new());
        let tls = Tls::new()?;
        let rest = connect::rest(&config.discord.token, &config.discord.api_base, &tls)?;
        let discord = DiscordClient::new(rest, &tls, Arc::clone(&metrics))?;
        let links = match &config.http.public_url {
            Some(origin) => {
                let key = journal.keep("link_key", rand::random::<[u8; 32]>().to_vec()).await?;
                Some(Links::new(origin.clone(), key))
            }
            None => None,
        };
        sweep_temporary_folders(config.delivery.ffmpeg_timeout * 2);
        let ffmpeg = match &config.delivery.ffmpeg {
            Some(program) => Ffmpeg::find(program, config.delivery.ffmpeg_timeout).await,
            None => None,
        };
        if ffmpeg.is_none() {
            info!("no ffmpeg: clips that are too large for a channel are linked");
        }
        let book = Arc::new(QuotaBook::new(
            config.quota.policy.clone(),
            config.budget.per_day,
            config.budget.per_month,
        ));
        let client = wan::Client::new(wan_settings(&config), &tls)?;
        let ctx = PipelineContext {
            store: JobStore::new(journal.clone(), Arc::clone(&book), Arc::clone(&metrics)),
            wan: Arc::new(Instrumented::new(client, Arc::clone(&metrics))),
            messenger: Arc::new(discord.clone()),
            files: Arc::new(Files::new(
                config.discord.file_hosts.clone(),
                config.discord.file_timeout,
                &tls,
            )?),
            archive: archive.clone(),
            catalogue: config.catalogue.clone(),
            links: links.clone(),
            ffmpeg,
            clock: clock.clone(),
            steady: Steady::beside(&clock),
            chance: RandomSource::System,
            settings: settings(&config),
            forecast: Forecast::new(&config.catalogue),
            metrics,
            breaker: CircuitBreaker::default(),
            limits: DashMap::new(),
        };
        let pipeline = Arc::new(Pipeline::new(ctx));
        let open = pipeline.recover(clock.now()).await?;
        info!(jobs = open, "journal open, {open} jobs to go on with");
        let condition = Arc::new(Readiness::of(journal.clone(), archive.clone()));
        let tasks = TaskTracker::new();
        Ok(Self {
            config,
            clock,
            journal,
            archive,
            links,
            pipeline,
            discord,
            tls,
            condition,
            tasks,
        })
    }

    /// Connects to the gateway and stays connected until stopped.
    ///
    /// # Errors
    /// When Discord refuses for good: the token or the intents.
    pub async fn stay_connected(&self, stop: CancellationToken) -> anyhow::Result<()> {
        Connection {
            token: self.config.discord.token.clone(),
            api_base: self.config.discord.api_base.clone(),
            tls: self.tls.clone(),
            register_in: self.config.discord.register_in.clone(),
            client: self.discord.clone(),
            doors: self.doors(),
            condition: Arc::clone(&self.condition),
            tasks: self.tasks.clone(),
        }
        .stay(stop)
        .await
    }

    fn doors(&self) -> Services {
        let job_service = self.pipeline.job_service();
        let moderation_service =
            Arc::new(Moderation::new(self.pipeline.ctx(), Arc::clone(&job_service)));
        let discord = &self.config.discord;
        Services::new(
            job_service,
            moderation_service,
            self.config.quota.direct_messages,
            discord.message_content,
        )
    }

    /// Lets one room do what is due at a time.
    pub async fn tick(&self, stage: Stage, now: Timestamp) {
        self.pipeline.tick(stage, now).await;
    }

    /// The jobs that still owe something.
    pub fn store(&self) -> &JobStore {
        self.pipeline.store()
    }

    /// Runs until `stop`, then finishes what is under way within the deadline.
    ///
    /// # Errors
    /// When an address cannot be had, or Discord refuses for good.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let rooms = TaskTracker::new();
        let quiet = CancellationToken::new();
        if let Some(address) = self.config.http.listen {
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("http.listen: {address} cannot be listened on"))?;
            info!(%address, "serving /healthz and /readyz");
            rooms.spawn(self.serve(listener, quiet.clone()));
        }
        if let Some(address) = self.config.http.metrics {
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("http.metrics: {address} cannot be listened on"))?;
            info!(%address, "serving /metrics");
            rooms.spawn(self.serve_metrics(listener, quiet.clone()));
        }
        for stage in Stage::ALL {
            let (pipeline, clock) = (Arc::clone(&self.pipeline), self.clock.clone());
            rooms.spawn(worker_loop::keep(
                pipeline,
                clock,
                stage,
                self.config.run.tick,
                quiet.clone(),
            ));
        }
        rooms.spawn(health::keep_probing(Arc::clone(&self.condition), quiet.clone()));
        let connected = self.stay_connected(stop.clone()).await;
        if let Err(e) = &connected {
            error!(error = %e, "giving up on Discord");
        }
        self.shut_down(quiet, rooms).await;
        connected
    }

    /// Serves health and links on a listener until stopped.
    pub fn serve(
        &self,
        listener: TcpListener,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static {
        let clips = Arc::new(clips::ArchivedClips(self.archive.clone()));
        let health = Arc::clone(&self.condition) as Arc<dyn http::Health>;
        let (links, clock) = (self.links.clone(), self.clock.clone());
        async move {
            if let Err(e) = http::serve(listener, links, clips, health, clock, stop).await {
                error!(error = %e, "the web server broke");
            }
        }
    }

    /// Serves metrics on a listener until stopped.
    pub fn serve_metrics(
        &self,
        listener: TcpListener,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static {
        let figures = Arc::new(metrics_endpoint::MetricsEndpoint {
            ctx: self.pipeline.ctx(),
            condition: Arc::clone(&self.condition),
            clock: self.clock.clone(),
        });
        async move {
            if let Err(e) = http::serve_metrics(listener, figures, stop).await {
                error!(error = %e, "the server of metrics broke");
            }
        }
    }

    /// Takes nothing more, lets what is under way finish, and closes the journal. What the
    /// deadline cuts off is in the journal and goes on at the next start.
    async fn shut_down(&self, quiet: CancellationToken, rooms: TaskTracker) {
        info!("shutting down");
        self.condition.stopping();
        self.pipeline.stop_taking();
        quiet.cancel();
        self.tasks.close();
        rooms.close();
        let finished = tokio::time::timeout(self.config.run.shutdown, async {
            self.tasks.wait().await;
            rooms.wait().await;
        });
        if finished.await.is_err() {
            warn!("the deadline cut something off; it goes on at the next start");
        }
        self.journal.close().await;
        info!("journal closed, goodbye");
    }

    /// Stops taking, waits for answers under way and closes the journal, for those who tick by
    /// hand.
    pub async fn close(&self) {
        self.shut_down(CancellationToken::new(), TaskTracker::new()).await;
    }
}

/// Makes sure that a journal and an archive belong together: with another journal's archive, a start
/// would take what that one's jobs wait for as left behind.
async fn belong_together(
    journal: &Journal,
    archive: &Archive,
    config: &Config,
) -> anyhow::Result<()> {
    let marks = Marks {
        journal: journal.known(ARCHIVE_ID).await?,
        journal_has_jobs: journal.has_jobs().await?,
        archive: archive.known_id().await?,
        archive_is_only_marked: archive.is_only_marked().await?,
    };
    match marks.belonging() {
        Belonging::Same => {}
        Belonging::Unmarked => {
            let id = archive.id(&format!("{:032x}", rand::random::<u128>())).await?;
            journal.keep(ARCHIVE_ID, id.into_bytes()).await?;
        }
        Belonging::ArchiveUnmarked(ours) => {
            archive.id(&String::from_utf8_lossy(ours)).await?;
        }
        Belonging::JournalUnmarked(theirs) => {
            journal.keep(ARCHIVE_ID, theirs.as_bytes().to_vec()).await?;
        }
        Belonging::Foreign => return Err(other_archive(config).into()),
    }
    Ok(())
}

/// What is said of an archive that belongs to another journal.
pub fn other_archive(config: &Config) -> JournalError {
    JournalError::OtherArchive {
        archive: config.storage.archive.display().to_string(),
        journal: config.storage.journal.display().to_string(),
        id_file: archive::ID_FILE,
    }
}

/// What the provider's client needs of the configuration.
pub fn wan_settings(config: &Config) -> wan::Settings {
    wan::Settings {
        origin: config.wan.api_base.clone(),
        key: config.wan.key.clone(),
        timeout: config.wan.timeout,
        queries_per_second: config.wan.queries_per_second,
        submissions_per_second: config
            .catalogue
            .models()
            .iter()
            .map(|m| (m.name.clone(), m.submissions_per_second))
            .collect::<HashMap<_, _>>(),
    }
}

fn settings(config: &Config) -> Settings {
    Settings {
        region: config.wan.region,
        servers: config.discord.servers.clone(),
        watermark: config.wan.watermark,
        poll_cost: config.wan.poll_cost,
        inline_up_to: config.wan.inline_up_to,
        absence_margin: config.wan.absence_margin,
        unknown_for: config.wan.unknown_for,
        log_channel: config.budget.log_channel,
        keep: config.storage.keep,
        card_every: config.discord.card_every,
        link_lifetime: config.delivery.link_lifetime,
        max_clip_bytes: config.delivery.max_clip_bytes,
        prefetch: config.quota.prefetch,
        requests_per_minute: config.quota.requests_per_minute,
    }
}
