//! Metrics. Names are stable, because dashboards and alerts depend on them (config/grafana.json,
//! config/alerts.yml). No label contains a user, a prompt or a secret.

mod process;

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::generation::{Money, Resolution};

/// A label set with one label.
macro_rules! label {
    ($name:ident { $field:ident }) => {
        #[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
        struct $name {
            $field: String,
        }

        impl $name {
            fn of(what: &str) -> Self {
                Self { $field: what.to_owned() }
            }
        }
    };
}

label!(State { state });
label!(Model { model });
label!(Provider { provider });
label!(Class { class });
label!(Outcome { outcome });
label!(Period { period });
label!(PostMethod { from });

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Event {
    event: &'static str,
    model: String,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Billed {
    model: String,
    resolution: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Call {
    call: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CallName {
    call: &'static str,
}

/// A floating-point gauge.
type Real = Gauge<f64, AtomicU64>;
/// A counter of dollars.
type Dollars = Counter<f64, AtomicU64>;
/// A counter of seconds.
type Seconds = Counter<f64, AtomicU64>;

/// Buckets for waits of members: a second to a day.
const WAITS: [f64; 14] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 45.0, 90.0, 180.0, 360.0, 720.0, 1_800.0, 3_600.0, 14_400.0,
    86_400.0,
];
/// Buckets for the bot's own delays: 0.1 s to five minutes.
const DELAYS: [f64; 11] = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 300.0];
/// Buckets for calls: 5 ms to a minute.
const CALLS: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0, 30.0, 60.0];
/// Buckets for commits: 0.2 ms to a second.
const COMMITS: [f64; 10] = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.3, 1.0];
const BATCHES: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 256.0];

fn waits() -> Histogram {
    Histogram::new(WAITS)
}

fn calls() -> Histogram {
    Histogram::new(CALLS)
}

/// Histograms by label.
type By<L> = Family<L, Histogram, fn() -> Histogram>;

/// Values measured at the time of a scrape.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Open jobs by state.
    pub states: Vec<(&'static str, usize)>,
    /// Queued jobs by model, and the fairness index of the last turns.
    pub queues: Vec<(String, usize, Option<f64>)>,
    /// Age of the oldest open job, in seconds.
    pub oldest: f64,
    /// The bot's spending and budget, by period.
    pub budgets: Vec<(&'static str, Money, Option<Money>)>,
    /// How many shards of the gateway are connected, and how many Discord announced.
    pub shards: (usize, usize),
    /// Whether each provider accepts jobs.
    pub providers: Vec<(&'static str, bool)>,
}

/// Every metric of one bot.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    jobs: Family<State, Gauge>,
    queue: Family<Model, Gauge>,
    fairness: Family<Model, Real>,
    oldest: Real,
    spent: Family<Period, Real>,
    budget: Family<Period, Real>,
    connected: Gauge,
    shards_connected: Gauge,
    shards: Gauge,
    provider_up: Family<Provider, Gauge>,
    events: Family<Event, Counter>,
    failures: Family<Class, Counter>,
    admissions: Family<Outcome, Counter>,
    queue_wait: By<Model>,
    task: By<Model>,
    poll_delay: Histogram,
    delivery: Histogram,
    job_total: Histogram,
    eta_outcomes: Family<Outcome, Counter>,
    result_posts: Family<PostMethod, Counter>,
    provider_calls: Family<Call, Counter>,
    provider_seconds: By<CallName>,
    discord_calls: Family<Outcome, Counter>,
    discord_seconds: Histogram,
    interactions: Counter,
    interaction_ack: Histogram,
    connections: Counter,
    billed: Family<Model, Dollars>,
    billed_seconds: Family<Billed, Seconds>,
    billed_images: Family<Billed, Counter>,
    billed_failures: Family<Model, Counter>,
    commits: Histogram,
    batches: Histogram,
    commit_failures: Counter,
    process: process::Figures,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Creates all metrics with zero values.
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("wanbot"),
            jobs: Family::default(),
            queue: Family::default(),
            fairness: Family::default(),
            oldest: Real::default(),
            spent: Family::default(),
            budget: Family::default(),
            connected: Gauge::default(),
            shards_connected: Gauge::default(),
            shards: Gauge::default(),
            provider_up: Family::default(),
            events: Family::default(),
            failures: Family::default(),
            admissions: Family::default(),
            queue_wait: By::new_with_constructor(waits),
            task: By::new_with_constructor(waits),
            poll_delay: Histogram::new(DELAYS),
            delivery: Histogram::new(DELAYS),
            job_total: waits(),
            eta_outcomes: Family::default(),
            result_posts: Family::default(),
            provider_calls: Family::default(),
            provider_seconds: By::new_with_constructor(calls),
            discord_calls: Family::default(),
            discord_seconds: calls(),
            interactions: Counter::default(),
            interaction_ack: calls(),
            connections: Counter::default(),
            billed: Family::default(),
            billed_seconds: Family::default(),
            billed_images: Family::default(),
            billed_failures: Family::default(),
            commits: Histogram::new(COMMITS),
            batches: Histogram::new(BATCHES),
            commit_failures: Counter::default(),
            process: process::Figures::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let mut r = std::mem::take(&mut self.registry);
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        r.register("build", "This program", version);
        r.register("jobs", "Open jobs by state", self.jobs.clone());
        r.register("queue_jobs", "Jobs that wait for their turn", self.queue.clone());
        r.register(
            "queue_fairness",
            "Jain's index of the last turns, by weight, over the members who waited",
            self.fairness.clone(),
        );
        let oldest = self.oldest.clone();
        r.register_with_unit("oldest_job", "Age of the oldest open job", Unit::Seconds, oldest);
        r.register("spent_dollars", "Reserved and spent in this period", self.spent.clone());
        r.register("budget_dollars", "The bot's own budget", self.budget.clone());
        r.register(
            "gateway_connected",
            "1 while all shards are connected to Discord",
            self.connected.clone(),
        );
        let connected = self.shards_connected.clone();
        r.register("gateway_shards_connected", "Shards connected to Discord", connected);
        r.register("gateway_shards", "Shards that Discord announced", self.shards.clone());
        let open = self.provider_up.clone();
        r.register("provider_up", "1 while the provider accepts jobs", open);
        r.register("job_events", "Job events", self.events.clone());
        r.register("failures", "Jobs that failed, by class", self.failures.clone());
        r.register("admissions", "Requests by outcome", self.admissions.clone());
        let seconds = |r: &mut Registry, name: &str, help: &str, metric: Histogram| {
            r.register_with_unit(name, help, Unit::Seconds, metric);
        };
        let wait = self.queue_wait.clone();
        r.register_with_unit("queue_wait", "Accepted until submitted", Unit::Seconds, wait);
        let task = self.task.clone();
        r.register_with_unit("task", "From submission to the end of the task", Unit::Seconds, task);
        seconds(
            &mut r,
            "poll_delay",
            "From the end of the task to its detection",
            self.poll_delay.clone(),
        );
        seconds(&mut r, "delivery", "From detection to post", self.delivery.clone());
        seconds(&mut r, "job_total", "Accepted until posted", self.job_total.clone());
        r.register(
            "eta_outcomes",
            "Results compared with the expected time on the card",
            self.eta_outcomes.clone(),
        );
        let result_posts = self.result_posts.clone();
        r.register(
            "result_posts",
            "Results posted while they were fetched, or afterwards",
            result_posts,
        );
        let calls = self.provider_calls.clone();
        r.register("provider_calls", "Calls to the provider", calls);
        let lasted = self.provider_seconds.clone();
        r.register_with_unit("provider_call", "How long they took", Unit::Seconds, lasted);
        r.register("discord_calls", "Calls to Discord", self.discord_calls.clone());
        seconds(&mut r, "discord_call", "How long they took", self.discord_seconds.clone());
        let interactions = self.interactions.clone();
        r.register("interactions", "Commands, buttons and modals", interactions);
        let first = self.interaction_ack.clone();
        seconds(&mut r, "interaction_ack", "Interaction received until answered", first);
        let connections = self.connections.clone();
        r.register("gateway_connections", "Gateway connections", connections);
        let billed = self.billed.clone();
        r.register("billed_dollars", "What delivered jobs and billed failures cost", billed);
        let seconds_billed = self.billed_seconds.clone();
        r.register_with_unit(
            "billed",
            "Seconds of video that the provider billed",
            Unit::Seconds,
            seconds_billed,
        );
        let images = self.billed_images.clone();
        r.register("billed_images", "Images that the provider billed", images);
        let failures = self.billed_failures.clone();
        r.register("billed_failures", "Jobs that failed although they were billed", failures);
        let commits = self.commits.clone();
        seconds(&mut r, "journal_commit", "Transactions of the journal, flush included", commits);
        let batches = self.batches.clone();
        r.register("journal_batch", "Operations in one transaction", batches);
        let failures = self.commit_failures.clone();
        r.register("journal_failures", "Transactions that failed", failures);
        self.process.register(&mut r);
        self.registry = r;
    }

    /// All metrics in the OpenMetrics text format.
    pub fn text(&self, now: &Snapshot) -> String {
        self.jobs.clear();
        for (state, n) in &now.states {
            self.jobs.get_or_create(&State::of(state)).set(gauge(*n));
        }
        self.queue.clear();
        self.fairness.clear();
        for (model, waiting, fairness) in &now.queues {
            self.queue.get_or_create(&Model::of(model)).set(gauge(*waiting));
            if let Some(fairness) = fairness {
                self.fairness.get_or_create(&Model::of(model)).set(*fairness);
            }
        }
        self.oldest.set(now.oldest);
        for (period, spent, budget) in &now.budgets {
            self.spent.get_or_create(&Period::of(period)).set(dollars(*spent));
            if let Some(budget) = budget {
                self.budget.get_or_create(&Period::of(period)).set(dollars(*budget));
            }
        }
        let (connected, shards) = now.shards;
        self.connected.set(i64::from(connected > 0 && connected == shards));
        self.shards_connected.set(i64::try_from(connected).unwrap_or(i64::MAX));
        self.shards.set(i64::try_from(shards).unwrap_or(i64::MAX));
        for (provider, up) in &now.providers {
            self.provider_up.get_or_create(&Provider::of(provider)).set(i64::from(*up));
        }
        self.process.read();
        let mut text = String::new();
        // Writing into a `String` does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    /// Counts an event of a job, such as accepted, submitted or delivered.
    pub fn job(&self, event: &'static str, model: &str) {
        self.events.get_or_create(&Event { event, model: model.to_owned() }).inc();
    }

    /// Counts a failed job.
    pub fn failed(&self, class: &str) {
        self.failures.get_or_create(&Class::of(class)).inc();
    }

    /// Counts the outcome of a request: accepted, or the reason for the refusal.
    pub fn admission(&self, outcome: &str) {
        self.admissions.get_or_create(&Outcome::of(outcome)).inc();
    }

    /// Records how long a job waited before its submission.
    pub fn queue_wait(&self, model: &str, seconds: f64) {
        self.queue_wait.get_or_create(&Model::of(model)).observe(seconds.max(0.0));
    }

    /// Records how long a task took, and how much later the bot found that it had ended.
    pub fn task(&self, model: &str, took: f64, found_after: Option<f64>) {
        self.task.get_or_create(&Model::of(model)).observe(took);
        if let Some(delay) = found_after {
            self.poll_delay.observe(delay.max(0.0));
        }
    }

    /// Records the times from a task's end being found to its result's post, and from request to
    /// post.
    pub fn posted(&self, after: f64, job_total: f64) {
        self.delivery.observe(after.max(0.0));
        self.job_total.observe(job_total.max(0.0));
    }

    /// Counts a posted result by source: `at_once` (streamed while downloading) or `archive`.
    pub fn result_posted(&self, from: &str) {
        self.result_posts.get_or_create(&PostMethod::of(from)).inc();
    }

    /// Adds the cost of a delivered job.
    pub fn billed(&self, model: &str, money: Money) {
        self.billed.get_or_create(&Model::of(model)).inc_by(dollars(money).max(0.0));
    }

    /// Counts a job that failed although the provider billed it, and adds its cost.
    pub fn billed_failure(&self, model: &str, money: Money) {
        self.billed_failures.get_or_create(&Model::of(model)).inc();
        self.billed(model, money);
    }

    /// Adds what the provider's bill of a task counts.
    pub fn billed_units(&self, model: &str, resolution: Resolution, seconds: f64, images: u32) {
        let of = Billed { model: model.to_owned(), resolution: resolution.id() };
        if seconds.is_finite() && seconds > 0.0 {
            self.billed_seconds.get_or_create(&of).inc_by(seconds);
        }
        if images > 0 {
            self.billed_images.get_or_create(&of).inc_by(u64::from(images));
        }
    }

    /// Counts whether a result came earlier than, within or later than the estimate on its card.
    pub fn eta_outcome(&self, outcome: &str) {
        self.eta_outcomes.get_or_create(&Outcome::of(outcome)).inc();
    }

    /// Records a finished call to the provider.
    pub fn provider_call(&self, call: &'static str, outcome: &'static str, took: Duration) {
        self.provider_calls.get_or_create(&Call { call, outcome }).inc();
        self.provider_seconds.get_or_create(&CallName { call }).observe(took.as_secs_f64());
    }

    /// Records a finished call to Discord.
    pub fn discord_call(&self, outcome: &str, took: Duration) {
        self.discord_calls.get_or_create(&Outcome::of(outcome)).inc();
        self.discord_seconds.observe(took.as_secs_f64());
    }

    /// Records the time from an interaction to its first response.
    pub fn interaction_acked(&self, took: Duration) {
        self.interactions.inc();
        self.interaction_ack.observe(took.as_secs_f64());
    }

    /// Counts a connection of the gateway.
    pub fn connected(&self) {
        self.connections.inc();
    }

    /// Records a journal transaction with this many writes.
    pub fn commit(&self, pieces: usize, took: Duration, well: bool) {
        self.commits.observe(took.as_secs_f64());
        self.batches.observe(pieces as f64);
        if !well {
            self.commit_failures.inc();
        }
    }
}

/// A count as the value of a gauge.
fn gauge(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn dollars(money: Money) -> f64 {
    money.0 as f64 / 1e6
}
