//! Configuration: compiled-in defaults, overridden by a file, overridden by the environment.
//!
//! All problems are reported together, each with its origin.

mod layers;
mod quota;
mod reader;
mod secrets;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

pub use layers::Layers;

use crate::config::reader::Reader;
use crate::generation::{Catalogue, DEFAULT_PROVIDER, Money, Region};
use crate::job::{ChannelId, GuildId};
use crate::quota::Policy;
use crate::wan;

/// The defaults: the documentation of every key, and the lowest layer.
pub const DEFAULTS: &str = include_str!("../config/default.toml");

/// Environment variables, passed in so that no other code reads the process environment.
pub type Environment = BTreeMap<String, String>;

/// All settings of an operator. `config/default.toml` documents the fields.
#[derive(Debug, Clone)]
pub struct Config {
    /// `[discord]`
    pub discord: Discord,
    /// `[wan]`
    pub wan: Wan,
    /// `[quota]` and `[queue]`
    pub quota: Quota,
    /// `[budget]`
    pub budget: Budget,
    /// `[storage]`
    pub storage: Storage,
    /// `[convert]`
    pub convert: Convert,
    /// `[delivery]`
    pub delivery: Delivery,
    /// `[http]`
    pub http: Http,
    /// `[run]`
    pub run: Run,
    /// `[otel]`
    pub otel: Otel,
    /// `[log]`
    pub log: Log,
    /// The models on offer, without `wan.disabled_models`.
    pub catalogue: Catalogue,
    /// Settings that are legal but risky, one sentence each.
    pub warnings: Vec<String>,
}

/// `[discord]`
#[derive(Debug, Clone)]
pub struct Discord {
    /// The bot's token.
    pub token: SecretString,
    /// Origin of the REST API, without `/api`.
    pub api_base: Url,
    /// Servers in which commands are registered; empty: globally.
    pub register_commands_in: Vec<GuildId>,
    /// Servers that are served; empty: every server that the bot is in.
    pub allowed_servers: Vec<GuildId>,
    /// Hosts that files may be fetched from, as `host` or `host:port`.
    pub file_hosts: Vec<String>,
    /// Time limit for one file.
    pub file_timeout: Duration,
    /// Minimum time between edits of a card.
    pub card_edit_interval: Duration,
    /// Whether to request the privileged intent "Message Content".
    pub message_content: bool,
}

/// `[wan]`
#[derive(Debug, Clone)]
pub struct Wan {
    /// The account's API key.
    pub key: SecretString,
    /// The account's region.
    pub region: Region,
    /// Origin of the API, without `/api/v1`.
    pub api_base: Url,
    /// Whether the provider adds its watermark to every video.
    pub watermark: bool,
    /// The cost of one poll, as an equivalent waiting time of one member.
    pub poll_cost: Duration,
    /// Queries per second.
    pub queries_per_second: u32,
    /// Timeout of one call.
    pub timeout: Duration,
    /// Largest input sent inside the request, in bytes.
    pub inline_max: u64,
    /// How long a task must be absent from the list before its submission is sent again.
    pub resubmit_after: Duration,
    /// How long a task must be reported as UNKNOWN before it is given up.
    pub unknown_task_timeout: Duration,
}

/// `[quota]` and `[queue]`: defaults for servers whose moderators have changed nothing.
#[derive(Debug, Clone)]
pub struct Quota {
    /// The default policy.
    pub policy: Policy,
    /// How many jobs of a model are submitted beyond those it runs: 0 or 1.
    pub prefetch: usize,
    /// Requests per member and minute.
    pub requests_per_minute: usize,
    /// Whether direct messages are served, with accounts of their own.
    pub direct_messages: bool,
}

/// `[budget]`: limits on the operator's spending.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Limit per calendar day, in the time zone of `[quota]`.
    pub per_day: Option<Money>,
    /// Limit per calendar month.
    pub per_month: Option<Money>,
    /// Channel for budget warnings.
    pub log_channel: Option<ChannelId>,
}

/// `[storage]`
#[derive(Debug, Clone)]
pub struct Storage {
    /// Path of the journal file.
    pub journal: PathBuf,
    /// Path of the archive folder.
    pub archive: PathBuf,
    /// How long ended jobs are retained; `None`: forever.
    pub retention: Option<Duration>,
}

/// `[convert]`
#[derive(Debug, Clone)]
pub struct Convert {
    /// Path of ffmpeg, if it is used; ffprobe is expected beside it.
    pub ffmpeg: Option<PathBuf>,
    /// Path of libheif's converter, if it is used.
    pub heif: Option<PathBuf>,
    /// Time limit for one run of a converter.
    pub timeout: Duration,
    /// This program, to prepare large images in a process of its own. No key sets it: the command
    /// that runs the bot does.
    pub worker: Option<PathBuf>,
}

/// `[delivery]`
#[derive(Debug, Clone)]
pub struct Delivery {
    /// How long links are valid.
    pub link_ttl: Duration,
    /// Size limit of a downloaded video, in bytes.
    pub max_clip_size: u64,
}

/// `[http]`
#[derive(Debug, Clone)]
pub struct Http {
    /// Listen address, if the server is enabled.
    pub listen: Option<SocketAddr>,
    /// Listen address of the metrics endpoint.
    pub metrics_listen: Option<SocketAddr>,
    /// The server's URL as members reach it.
    pub public_url: Option<Url>,
}

/// `[run]`
#[derive(Debug, Clone)]
pub struct Run {
    /// Interval between the ticks of the pipeline stages.
    pub tick_interval: Duration,
    /// Timeout of a shutdown.
    pub shutdown_timeout: Duration,
}

/// `[otel]`
#[derive(Debug, Clone)]
pub struct Otel {
    /// Origin of an OpenTelemetry collector, without `/v1/traces`.
    pub endpoint: Option<Url>,
}

/// `[log]`
#[derive(Debug, Clone)]
pub struct Log {
    /// JSON lines instead of text.
    pub json: bool,
    /// A `tracing` filter.
    pub filter: String,
}

/// All problems of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<String>);

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n = self.0.len();
        writeln!(f, "{n} problem{} in the configuration:", if n == 1 { "" } else { "s" })?;
        for problem in &self.0 {
            writeln!(f, "  - {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Reads `[quota]`, `[queue]` and `[budget]` only, for commands that need no secrets.
///
/// # Errors
/// All problems that can be found without secrets.
pub fn accounts(layers: &Layers) -> Result<(Quota, Budget), Problems> {
    let mut r = Reader::new(layers);
    let read = (quota::quota(&mut r), quota::budget(&mut r));
    match r.finish() {
        problems if problems.is_empty() => Ok(read),
        problems => Err(Problems(problems)),
    }
}

impl Config {
    /// Merges and validates the layers.
    ///
    /// # Errors
    /// All problems found, not only the first.
    pub fn read(layers: &Layers, environment: &Environment) -> Result<Self, Problems> {
        let mut r = Reader::new(layers);
        let token = secrets::read("DISCORD_TOKEN", environment, r.problems());
        let key = secrets::read("DASHSCOPE_API_KEY", environment, r.problems());
        secrets::check_key(key.as_ref(), r.problems());

        let region = r.region("wan.region");
        let mut catalogue = Catalogue::built_in();
        let enabled = catalogue.enable(&r.strings("wan.enabled_models"));
        let disabled = catalogue.disable(&r.strings("wan.disabled_models"));
        for (key, done) in [("wan.enabled_models", enabled), ("wan.disabled_models", disabled)] {
            if let Err(unknown) = done {
                r.problem(key, &format!("no such model: {}", unknown.join(", ")));
            }
        }
        for model in catalogue.models().iter().filter(|m| m.enabled) {
            if model.provider != DEFAULT_PROVIDER {
                let problem = format!("{} has the provider {:?}", model.name, model.provider);
                r.problem("wan.enabled_models", &format!("{problem}, which has no account"));
            }
        }
        let workspace = r.optional("wan.workspace");
        let api_base = match r.optional_url("wan.api_base") {
            Some(url) => Some(url),
            None if r.is_set("wan.api_base") => None,
            None => region.and_then(|region| {
                let origin =
                    wan::origin(region, workspace.as_deref()).and_then(|o| Url::parse(&o).ok());
                if origin.is_none() {
                    r.problem(
                        "wan.region",
                        &format!(
                            "{} has no shared host: set `wan.workspace` to your workspace id",
                            region.id()
                        ),
                    );
                }
                origin
            }),
        };
        let mut warnings = Vec::new();
        if let Some(region) = region {
            for problem in catalogue.problems(region) {
                r.problems().push(problem);
            }
            warnings.extend(catalogue.warnings(region));
        }

        let discord = Discord {
            token: token.unwrap_or_default(),
            api_base: r.url("discord.api_base"),
            register_commands_in: r.guilds("discord.register_commands_in"),
            allowed_servers: r.guilds("discord.allowed_servers"),
            file_hosts: r.strings("discord.file_hosts"),
            file_timeout: r.duration_within("discord.file_timeout", "1s", "10m"),
            card_edit_interval: r.duration_within("discord.card_edit_interval", "100ms", "10m"),
            message_content: r.boolean("discord.message_content"),
        };
        if discord.file_hosts.is_empty() {
            r.problem("discord.file_hosts", "must name at least one host");
        }
        // A shorter margin can pay for a job twice (law 2), and a shorter timeout can discard a
        // paid result. Only an emulator on this machine has neither lag nor costs.
        let stand_in = api_base.as_ref().is_some_and(is_loopback);
        let (min_margin, min_unknown) = if stand_in { ("1s", "1s") } else { ("10m", "1h") };
        let wan = Wan {
            key: key.unwrap_or_default(),
            region: region.unwrap_or(Region::Singapore),
            api_base: api_base.unwrap_or_else(|| discord.api_base.clone()),
            watermark: r.boolean("wan.watermark"),
            poll_cost: r.duration_within("wan.poll_cost", "1ms", "1m"),
            queries_per_second: r.positive("wan.queries_per_second"),
            timeout: r.duration_within("wan.timeout", "1s", "10m"),
            inline_max: r.size("wan.inline_max"),
            resubmit_after: r.duration_within("wan.resubmit_after", min_margin, "12h"),
            unknown_task_timeout: r.duration_within(
                "wan.unknown_task_timeout",
                min_unknown,
                "7days",
            ),
        };
        for (key, url) in [("discord.api_base", &discord.api_base), ("wan.api_base", &wan.api_base)]
        {
            if url.scheme() == "http" && !is_loopback(url) {
                warnings.push(format!(
                    "{key} is not https://: tokens, keys and prompts go over the network unencrypted"
                ));
            }
        }
        if is_folder(&r.string("storage.journal")) {
            r.problem("storage.journal", "is a folder; the journal is a file in one");
        }
        if wan.queries_per_second > 20 {
            r.problem("wan.queries_per_second", "the provider allows 20");
        }
        // The provider allows 16 MiB decoded per request, for two images and the prompt.
        if wan.inline_max > 7_500_000 {
            r.problem(
                "wan.inline_max",
                "at most 7500000: two images must fit the provider's 16 MiB for one request",
            );
        }
        let http = Http {
            listen: r.optional_address("http.listen"),
            metrics_listen: r.optional_address("http.metrics_listen"),
            public_url: r.optional_url("http.public_url"),
        };
        if let (Some(listen), Some(metrics)) = (http.listen, http.metrics_listen)
            && collide(listen, metrics)
        {
            r.problem(
                "http.metrics_listen",
                "is taken by `http.listen`: give it a port of its own",
            );
        }
        if http.public_url.is_some() && http.listen.is_none() {
            r.problem("http.public_url", "needs `http.listen`, or nobody answers there");
        }
        if http.public_url.is_none() {
            warnings.push(
                "http.public_url is not set: a video that is too large for a channel will be linked \
                 at the provider, where it is deleted after 24 hours"
                    .into(),
            );
        }
        if r.boolean("quota.direct_messages") && !discord.allowed_servers.is_empty() {
            warnings.push(
                "quota.direct_messages is of no use beside discord.allowed_servers: direct messages belong \
                 to no server, so none of them are served"
                    .into(),
            );
        }
        if r.boolean("quota.direct_messages") && !discord.register_commands_in.is_empty() {
            warnings.push(
                "quota.direct_messages needs commands that are registered everywhere: with \
                 discord.register_commands_in they are only in those servers"
                    .into(),
            );
        }
        let otel = Otel { endpoint: r.optional_url("otel.endpoint") };
        if otel.endpoint.is_some() && !cfg!(feature = "otel") {
            r.problem("otel.endpoint", "this wanbot was built without the feature `otel`");
        }
        let log = Log {
            json: r.one_of("log.format", &["pretty", "json"]) == 1,
            filter: r.string("log.filter"),
        };
        if let Err(e) = tracing_subscriber::EnvFilter::try_new(&log.filter) {
            r.problem("log.filter", &e.to_string());
        }
        let budget = quota::budget(&mut r);
        if budget.per_day.is_none() && budget.per_month.is_none() {
            warnings.push(
                "budget.per_day and budget.per_month are not set: only the members' credits limit \
                 what the whole bot may cost"
                    .into(),
            );
        }
        let max_clip_size = r.size("delivery.max_clip_size");
        if max_clip_size < MIN_SIZE_LIMIT {
            r.problem("delivery.max_clip_size", "must be 10000000 at the least: a video has more");
        }
        if max_clip_size > MAX_SIZE_LIMIT {
            r.problem(
                "delivery.max_clip_size",
                "must be 2000000000 at most: Discord accepts 25 MiB in a request, and images, for \
                 which it is the limit too, are read into memory",
            );
        }
        let config = Self {
            discord,
            wan,
            quota: quota::quota(&mut r),
            budget,
            storage: Storage {
                journal: r.path("storage.journal"),
                archive: r.path("storage.archive"),
                retention: r.duration_or("storage.retention", "forever"),
            },
            convert: Convert {
                ffmpeg: r.optional("convert.ffmpeg").map(PathBuf::from),
                heif: r.optional("convert.heif").map(PathBuf::from),
                timeout: r.duration_within("convert.timeout", "1s", "1h"),
                worker: None,
            },
            delivery: Delivery {
                link_ttl: r.duration_within("delivery.link_ttl", "1m", "366days"),
                max_clip_size,
            },
            http,
            run: Run {
                tick_interval: r.duration_within("run.tick_interval", "10ms", "10s"),
                shutdown_timeout: r.duration_within("run.shutdown_timeout", "1s", "10m"),
            },
            otel,
            log,
            catalogue,
            warnings,
        };
        match r.finish() {
            problems if problems.is_empty() => Ok(config),
            problems => Err(Problems(problems)),
        }
    }
}

fn is_folder(path: &str) -> bool {
    !path.is_empty() && std::path::Path::new(path).is_dir()
}

/// Whether two listen addresses conflict. An unspecified address occupies its port on every address
/// of its family, `[::]` also on those of IPv4; port 0 picks a free port each time.
fn collide(a: SocketAddr, b: SocketAddr) -> bool {
    let covers =
        |a: SocketAddr, b: SocketAddr| a.ip().is_unspecified() && (a.is_ipv6() || b.is_ipv4());
    a.port() > 0 && a.port() == b.port() && (a.ip() == b.ip() || covers(a, b) || covers(b, a))
}

/// Minimum of `delivery.max_clip_size`: the longest videos at 1080P have roughly ten megabytes.
const MIN_SIZE_LIMIT: u64 = 10_000_000;

/// Maximum of `delivery.max_clip_size`. Images have the same limit and are read into memory before
/// they are posted. A video is streamed, but nothing above the 25 MiB that Discord accepts in a
/// request is ever posted as it is: it is compressed or linked.
const MAX_SIZE_LIMIT: u64 = 2_000_000_000;

/// Whether a URL points to this machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
#[path = "config/config_tests.rs"]
mod tests;
