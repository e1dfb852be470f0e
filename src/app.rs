//! The composition root: builds the adapters and services, connects them and runs the bot. No other
//! module does this.

mod connection;
mod health;
mod instrumented;
mod metrics_endpoint;
mod progress_mark;
mod videos;
mod worker_loop;

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use crate::archive::{self, Archive, Ownership, OwnershipFacts};
use crate::clock::Clock;
use crate::config::{Config, Convert};
use crate::convert::{Converter, Ffmpeg, Heif, Processes, Worker};
use crate::discord::{DiscordClient, Features, Files, Services, connect};
use crate::forecast::Forecast;
use crate::generation::DEFAULT_PROVIDER;
use crate::http::{self, Links};
use crate::journal::{ARCHIVE_ID, Journal, JournalError};
use crate::moderation::Moderation;
use crate::pipeline::{
    JobStore, Pipeline, PipelineContext, ProviderAccount, ProviderAccounts, Settings, Stage, Steady,
};
use crate::quota::QuotaBook;
use crate::random::RandomSource;
use crate::spool::sweep_temporary_directories;
use crate::telemetry::Metrics;
use crate::tls::Tls;
use crate::wan;

use connection::Connection;
pub use health::Readiness;
use instrumented::Instrumented;

/// The assembled bot.
pub struct App {
    config: Config,
    clock: Clock,
    journal: Journal,
    archive: Archive,
    links: Option<Links>,
    pipeline: Arc<Pipeline>,
    discord: DiscordClient,
    tls: Tls,
    readiness: Arc<Readiness>,
    /// Interaction handlers in progress.
    tasks: TaskTracker,
}

impl App {
    /// Opens the journal, resumes every open job and creates the clients; sends no request yet.
    ///
    /// # Errors
    /// When the journal is in use or damaged, a directory cannot be used, or TLS cannot be set up.
    pub async fn build(config: Config, clock: Clock) -> anyhow::Result<Self> {
        Self::build_with(config, clock, Tls::new()?).await
    }

    /// Like [`App::build`], with these certificates and names of hosts.
    ///
    /// # Errors
    /// See [`App::build`].
    pub async fn build_with(config: Config, clock: Clock, tls: Tls) -> anyhow::Result<Self> {
        let journal = Journal::open(&config.storage.journal)?;
        let archive = Archive::in_folder(&config.storage.archive)
            .with_context(|| format!("the archive {}", config.storage.archive.display()))?;
        pair_journal_and_archive(&journal, &archive, &config).await?;
        progress_mark::compare(&journal, &archive).await?;
        let metrics = Arc::new(Metrics::new());
        let rest = connect::rest(&config.discord.token, &config.discord.api_base, &tls)?;
        let discord = DiscordClient::new(rest, &tls, Arc::clone(&metrics))?;
        let links = match &config.http.public_url {
            Some(origin) => {
                let key =
                    journal.get_or_insert("link_key", rand::random::<[u8; 32]>().to_vec()).await?;
                Some(Links::new(origin.clone(), key))
            }
            None => None,
        };
        sweep_temporary_directories();
        let converter = converter(&config).await;
        if converter.ffmpeg.is_none() {
            info!(
                "ffmpeg not found: videos too large for a channel are posted as links, and files \
                 that the models do not accept are refused"
            );
        }
        let book = Arc::new(QuotaBook::new(
            config.quota.policy.clone(),
            config.budget.per_day,
            config.budget.per_month,
        ));
        let client = wan::Client::new(wan_settings(&config), &tls)?;
        let client = Instrumented::new(client, Arc::clone(&metrics));
        let account = ProviderAccount::new(DEFAULT_PROVIDER, config.wan.region, Arc::new(client));
        let ctx = PipelineContext {
            store: JobStore::new(journal.clone(), Arc::clone(&book), Arc::clone(&metrics)),
            accounts: ProviderAccounts::new(account, Vec::new()),
            messenger: Arc::new(discord.clone()),
            files: Arc::new(Files::new(
                config.discord.file_hosts.clone(),
                config.discord.file_timeout,
                &tls,
            )?),
            archive: archive.clone(),
            catalogue: config.catalogue.clone(),
            links: links.clone(),
            converter,
            clock: clock.clone(),
            steady: Steady::beside(&clock),
            random: RandomSource::System,
            settings: settings(&config),
            forecast: Forecast::new(&config.catalogue),
            metrics,
        };
        let pipeline = Arc::new(Pipeline::new(ctx));
        let open = pipeline.recover(clock.now()).await?;
        info!(jobs = open, "journal open, resuming {open} jobs");
        let readiness = Arc::new(Readiness::of(journal.clone(), archive.clone()));
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
            readiness,
            tasks,
        })
    }

    /// Connects to the gateway and reconnects until stopped.
    ///
    /// # Errors
    /// When Discord rejects the token or the intents.
    pub async fn stay_connected(&self, stop: CancellationToken) -> anyhow::Result<()> {
        Connection {
            token: self.config.discord.token.clone(),
            api_base: self.config.discord.api_base.clone(),
            tls: self.tls.clone(),
            register_commands_in: self.config.discord.register_commands_in.clone(),
            client: self.discord.clone(),
            services: self.services(),
            readiness: Arc::clone(&self.readiness),
            tasks: self.tasks.clone(),
        }
        .stay(stop)
        .await
    }

    fn services(&self) -> Services {
        let job_service = self.pipeline.job_service();
        let moderation_service =
            Arc::new(Moderation::new(self.pipeline.ctx(), Arc::clone(&job_service)));
        let discord = &self.config.discord;
        Services::new(
            job_service,
            moderation_service,
            Features {
                direct: self.config.quota.direct_messages,
                reads_messages: discord.message_content,
            },
        )
    }

    /// Runs one tick of a stage.
    pub async fn tick(&self, stage: Stage, now: Timestamp) {
        self.pipeline.tick(stage, now).await;
    }

    /// The open jobs.
    pub fn store(&self) -> &JobStore {
        self.pipeline.store()
    }

    /// Runs until `stop`, then finishes work in progress within the shutdown deadline.
    ///
    /// # Errors
    /// When an address cannot be bound, Discord rejects the bot permanently, or the journal turns out
    /// to be damaged.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let workers = TaskTracker::new();
        let drain = CancellationToken::new();
        if let Some(address) = self.config.http.listen {
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("http.listen: {address} cannot be listened on"))?;
            let address = listener.local_addr().unwrap_or(address);
            info!(%address, "serving /healthz and /readyz");
            workers.spawn(self.serve(listener, drain.clone()));
        }
        if let Some(address) = self.config.http.metrics_listen {
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("http.metrics_listen: {address} cannot be listened on"))?;
            let address = listener.local_addr().unwrap_or(address);
            info!(%address, "serving /metrics");
            workers.spawn(self.serve_metrics(listener, drain.clone()));
        }
        for stage in Stage::ALL {
            let (pipeline, clock) = (Arc::clone(&self.pipeline), self.clock.clone());
            workers.spawn(worker_loop::run_stage(
                pipeline,
                clock,
                stage,
                self.config.run.tick_interval,
                drain.clone(),
            ));
        }
        workers.spawn(progress_mark::keep_marking(
            self.journal.clone(),
            self.archive.clone(),
            self.clock.clone(),
            drain.clone(),
        ));
        workers.spawn(health::keep_probing(Arc::clone(&self.readiness), drain.clone()));
        let (journal, stopping) = (self.journal.clone(), stop.clone());
        // No worker: a shutdown does not wait for its end.
        let damage = tokio::spawn(async move {
            match journal.check_pages().await {
                Err(e @ JournalError::Damaged(_)) => {
                    error!(error = %e, "stopping, because the journal cannot be trusted");
                    stopping.cancel();
                    Err(e)
                }
                Err(e) => {
                    warn!(error = %e, "the journal's pages are left to the next start to check");
                    Ok(())
                }
                Ok(()) => Ok(()),
            }
        });
        let connected = self.stay_connected(stop).await;
        if let Err(e) = &connected {
            error!(error = %e, "gateway connection failed permanently");
        }
        self.shut_down(drain, workers).await;
        // Closing the journal has ended the check.
        damage.await.context("the check of the journal ended early")??;
        connected
    }

    /// Serves health checks and video links on a listener until stopped.
    pub fn serve(
        &self,
        listener: TcpListener,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static {
        let videos = Arc::new(videos::ArchivedVideos(self.archive.clone()));
        let health = Arc::clone(&self.readiness) as Arc<dyn http::Health>;
        let (links, clock) = (self.links.clone(), self.clock.clone());
        async move {
            if let Err(e) = http::serve(listener, links, videos, health, clock, stop).await {
                error!(error = %e, "web server failed");
            }
        }
    }

    /// Serves metrics on a listener until stopped.
    pub fn serve_metrics(
        &self,
        listener: TcpListener,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static {
        let endpoint = Arc::new(metrics_endpoint::MetricsEndpoint {
            ctx: self.pipeline.ctx(),
            readiness: Arc::clone(&self.readiness),
            clock: self.clock.clone(),
        });
        async move {
            if let Err(e) = http::serve_metrics(listener, endpoint, stop).await {
                error!(error = %e, "metrics server failed");
            }
        }
    }

    /// Stops accepting requests, waits for work in progress, and closes the journal. Work that the
    /// deadline cuts off is in the journal and resumes at the next start.
    async fn shut_down(&self, drain: CancellationToken, workers: TaskTracker) {
        info!("shutting down");
        self.readiness.stopping();
        self.pipeline.stop_accepting();
        drain.cancel();
        self.tasks.close();
        workers.close();
        let finished = tokio::time::timeout(self.config.run.shutdown_timeout, async {
            self.tasks.wait().await;
            workers.wait().await;
        });
        if finished.await.is_err() {
            warn!("shutdown deadline reached with work in progress; it resumes at the next start");
        }
        self.journal.close().await;
        info!("journal closed");
    }

    /// Marks the progress of the journal in the archive, which the running bot does each minute, for
    /// callers that tick by hand.
    ///
    /// # Errors
    /// When either cannot be written.
    pub async fn mark_progress(&self) -> anyhow::Result<()> {
        progress_mark::mark(&self.journal, &self.archive, &self.clock, None).await.map(drop)
    }

    /// Stops accepting requests, waits for answers in progress and closes the journal, for callers
    /// that tick by hand.
    pub async fn close(&self) {
        self.shut_down(CancellationToken::new(), TaskTracker::new()).await;
    }
}

/// Checks that journal and archive belong together, and marks new ones. With another journal's
/// archive, the startup sweep would delete the inputs of that journal's jobs as leftovers.
async fn pair_journal_and_archive(
    journal: &Journal,
    archive: &Archive,
    config: &Config,
) -> anyhow::Result<()> {
    let marks = OwnershipFacts {
        journal: journal.known(ARCHIVE_ID).await?,
        journal_has_jobs: journal.has_jobs().await?,
        archive: archive.known_id().await?,
        archive_is_only_marked: archive.has_only_id().await?,
    };
    match marks.belonging() {
        Ownership::Same => {}
        Ownership::Unmarked => {
            let id = archive.id(&format!("{:032x}", rand::random::<u128>())).await?;
            journal.get_or_insert(ARCHIVE_ID, id.into_bytes()).await?;
        }
        Ownership::ArchiveUnmarked(ours) => {
            archive.id(&String::from_utf8_lossy(ours)).await?;
        }
        Ownership::JournalUnmarked(theirs) => {
            journal.get_or_insert(ARCHIVE_ID, theirs.as_bytes().to_vec()).await?;
        }
        Ownership::Foreign => return Err(other_archive(config).into()),
    }
    Ok(())
}

/// The error for an archive that belongs to another journal.
pub fn other_archive(config: &Config) -> JournalError {
    JournalError::OtherArchive {
        archive: config.storage.archive.display().to_string(),
        journal: config.storage.journal.display().to_string(),
        id_file: archive::ID_FILE,
    }
}

/// The settings of the provider's client.
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
        protocols: config
            .catalogue
            .models()
            .iter()
            .filter_map(|m| Some((m.name.clone(), m.protocol.parse().ok()?)))
            .collect(),
        watermark: config.wan.watermark,
        inline_max: config.wan.inline_max,
    }
}

/// The converters that are installed.
pub(crate) async fn converter(config: &Config) -> Converter {
    let Convert { ffmpeg, heif, timeout, worker } = &config.convert;
    let processes = Processes::default();
    let find = |program| Heif::find(program, *timeout, processes.clone());
    Converter {
        ffmpeg: match ffmpeg {
            Some(program) => Ffmpeg::find(program, *timeout, processes.clone()).await,
            None => None,
        },
        heif: heif.as_deref().and_then(find),
        worker: worker.clone().map(|program| Worker::new(program, *timeout)),
        processes,
    }
}

fn settings(config: &Config) -> Settings {
    Settings {
        servers: config.discord.allowed_servers.clone(),
        poll_cost: config.wan.poll_cost,
        resubmit_after: config.wan.resubmit_after,
        unknown_task_timeout: config.wan.unknown_task_timeout,
        log_channel: config.budget.log_channel,
        keep: config.storage.retention,
        card_edit_interval: config.discord.card_edit_interval,
        link_ttl: config.delivery.link_ttl,
        max_clip_size: config.delivery.max_clip_size,
        prefetch: config.quota.prefetch,
        requests_per_minute: config.quota.requests_per_minute,
    }
}
