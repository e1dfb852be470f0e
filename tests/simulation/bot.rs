//! The bot over simulated services: the real pipeline, quota book and journal, across several
//! process lifetimes.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::{FuturesUnordered, StreamExt};
use wanbot::archive::Archive;
use wanbot::config::{Config, Environment, Layers};
use wanbot::convert::Converter;
use wanbot::forecast::Forecast;
use wanbot::generation::{Catalogue, DEFAULT_PROVIDER, Money};
use wanbot::journal::Journal;
use wanbot::moderation::Moderation;
use wanbot::pipeline::{
    JobStore, Pipeline, PipelineContext, ProviderAccount, ProviderAccounts, Settings, Stage, Steady,
};
use wanbot::quota::{Policy, QuotaBook};
use wanbot::random::RandomSource;

use crate::people::People;
use crate::provider::{Served, SimAccount};
use crate::store::SimStore;
use crate::world::World;

/// The provider of the second account.
const SECOND: &str = "second";

/// The state that survives a crash, and how a bot is built from it.
pub struct Bot {
    config: Config,
    journal: Journal,
    archive: Archive,
    random: RandomSource,
    pipeline: Mutex<Option<Arc<Pipeline>>>,
}

impl Bot {
    pub fn new(seed: u64, journal: Journal, world: &Arc<World>) -> Self {
        let environment: Environment = [("DISCORD_TOKEN", "t"), ("DASHSCOPE_API_KEY", "k")]
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        let mut layers = Layers::read(None, &environment);
        layers.set("quota.credits", "20", "simulation");
        layers.set("budget.per_day", "25", "simulation");
        layers.set("http.listen", "", "simulation");
        let mut config = Config::read(&layers, &environment).unwrap();
        if world.extras.two_accounts {
            let mut models = include_str!("../../config/models.toml").to_owned();
            for model in
                config.catalogue.models().iter().filter(|m| Served::Second.contains(&m.name))
            {
                let name = format!("name = \"{}\"\n", model.name);
                models = models.replace(&name, &format!("{name}provider = \"{SECOND}\"\n"));
            }
            config.catalogue = Catalogue::parse(&models).unwrap();
        }
        Self {
            config,
            journal,
            archive: Archive::over(Arc::new(SimStore::new(Arc::clone(world)))),
            random: RandomSource::seeded(seed),
            pipeline: Mutex::default(),
        }
    }

    pub fn policy(&self) -> &Policy {
        &self.config.quota.policy
    }

    /// How many jobs of a member may be at the provider at once.
    pub fn running_per_member(&self) -> usize {
        self.config.quota.policy.max_running
    }

    pub fn budget(&self) -> Option<Money> {
        self.config.budget.per_day
    }

    pub fn fresh_book(&self) -> QuotaBook {
        let budget = &self.config.budget;
        QuotaBook::new(self.config.quota.policy.clone(), budget.per_day, budget.per_month)
    }

    /// The running bot.
    pub fn pipeline(&self) -> Option<Arc<Pipeline>> {
        self.pipeline.lock().unwrap().clone()
    }

    /// The process has crashed and has not been restarted.
    pub fn went_down(&self) {
        *self.pipeline.lock().unwrap() = None;
    }

    fn accounts(&self, people: &People) -> ProviderAccounts {
        let account = |name, served| {
            let provider = SimAccount { wan: Arc::clone(&people.wan), served };
            ProviderAccount::new(name, self.config.wan.region, Arc::new(provider))
        };
        if people.world.extras.two_accounts {
            ProviderAccounts::new(
                account(DEFAULT_PROVIDER, Served::First),
                vec![account(SECOND, Served::Second)],
            )
        } else {
            ProviderAccounts::new(account(DEFAULT_PROVIDER, Served::All), Vec::new())
        }
    }

    fn parts(&self, people: &People) -> PipelineContext {
        let config = &self.config;
        PipelineContext {
            store: JobStore::new(self.journal.clone(), Arc::new(self.fresh_book()), Arc::default()),
            accounts: self.accounts(people),
            messenger: people.discord.clone(),
            files: people.discord.clone(),
            archive: self.archive.clone(),
            catalogue: config.catalogue.clone(),
            links: None,
            converter: Converter::default(),
            clock: people.world.clock(),
            steady: Steady::By(people.world.steady_clock()),
            random: self.random.clone(),
            settings: Settings {
                servers: Vec::new(),
                poll_cost: config.wan.poll_cost,
                resubmit_after: config.wan.resubmit_after,
                unknown_task_timeout: config.wan.unknown_task_timeout,
                log_channel: None,
                keep: config.storage.retention,
                card_edit_interval: config.discord.card_edit_interval,
                link_ttl: config.delivery.link_ttl,
                max_clip_size: config.delivery.max_clip_size,
                prefetch: config.quota.prefetch,
                requests_per_minute: config.quota.requests_per_minute,
            },
            forecast: Forecast::new(&config.catalogue),
            metrics: Arc::default(),
        }
    }

    /// Runs one process lifetime, which only a crash ends.
    pub async fn live(&self, people: &People) {
        let pipeline = loop {
            let pipeline = Arc::new(Pipeline::new(self.parts(people)));
            if pipeline.recover(people.world.now()).await.is_ok() {
                break pipeline;
            }
            // The process exits with an error and its supervisor restarts it.
            tokio::time::sleep(Duration::from_secs(5)).await;
        };
        *self.pipeline.lock().unwrap() = Some(Arc::clone(&pipeline));
        let job_service = pipeline.job_service();
        let moderation_service = Moderation::new(pipeline.ctx(), Arc::clone(&job_service));
        let workers = Stage::ALL.map(|stage| keep_ticking(&pipeline, stage, people));
        tokio::join!(join_all(workers), people.act(job_service, &moderation_service));
    }
}

/// Runs the ticks of a stage, like the program's worker loops: where they may overlap, the next one
/// begins although an earlier one still waits.
async fn keep_ticking(pipeline: &Pipeline, stage: Stage, people: &People) {
    let mut ticks = FuturesUnordered::new();
    loop {
        let pause = if people.world.is_peaceful() { 10_000 } else { 2_000 };
        let mut timer = pin!(tokio::time::sleep(Duration::from_millis(pause)));
        loop {
            tokio::select! {
                biased;
                Some(()) = ticks.next() => {}
                () = &mut timer => break,
            }
        }
        people.world.moment("tick").await;
        ticks.push(pipeline.tick(stage, people.world.now()));
        while !stage.overlaps() && ticks.next().await.is_some() {}
    }
}
