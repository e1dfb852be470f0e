//! Configuration: the compiled-in defaults, a file over them, the environment over both.
//!
//! Everything that is wrong is reported together, with the place that it came from.

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
use crate::generation::{Catalogue, Money, Region};
use crate::job::{ChannelId, GuildId};
use crate::quota::Policy;

/// The defaults, as documentation and as the lowest layer.
pub const DEFAULTS: &str = include_str!("../config/default.toml");

/// Environment variables, passed in so that nothing reads the process's own in the depths.
pub type Environment = BTreeMap<String, String>;

/// Everything that an operator can decide. Field meanings are in `config/default.toml`.
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
    /// The models on offer, `wan.disabled_models` taken out.
    pub catalogue: Catalogue,
    /// Legal but risky, one sentence each.
    pub warnings: Vec<String>,
}

/// `[discord]`
#[derive(Debug, Clone)]
pub struct Discord {
    /// The bot's token.
    pub token: SecretString,
    /// Origin of the REST API, without `/api`.
    pub api_base: Url,
    /// Servers to register in; empty for everywhere.
    pub register_in: Vec<GuildId>,
    /// Servers that are served; every one that the bot is in where there are none.
    pub servers: Vec<GuildId>,
    /// `host` or `host:port` from which files may be fetched.
    pub file_hosts: Vec<String>,
    /// Most time for one file.
    pub file_timeout: Duration,
    /// Least time between edits of a card.
    pub card_every: Duration,
    /// Whether the bot may ask for the privileged intent "Message Content".
    pub message_content: bool,
}

/// `[wan]`
#[derive(Debug, Clone)]
pub struct Wan {
    /// The account's key.
    pub key: SecretString,
    /// The account's region.
    pub region: Region,
    /// Origin of the API, without `/api/v1`.
    pub api_base: Url,
    /// Watermark on every clip.
    pub watermark: bool,
    /// What a call is worth, in one member's waiting.
    pub poll_cost: Duration,
    /// Queries a second.
    pub queries_per_second: u32,
    /// Most time for one call.
    pub timeout: Duration,
    /// Largest input that is sent inside the request, in bytes.
    pub inline_up_to: u64,
    /// How long absence from the list must last to be believed.
    pub absence_margin: Duration,
    /// How long UNKNOWN must last to be believed.
    pub unknown_for: Duration,
}

/// `[quota]` and `[queue]`: what applies in a server in which nothing was decided.
#[derive(Debug, Clone)]
pub struct Quota {
    /// As a policy.
    pub policy: Policy,
    /// How many jobs of a model go up beyond those that it runs: one or none.
    pub prefetch: usize,
    /// Requests that a member may make in a minute.
    pub requests_per_minute: usize,
    /// Whether direct messages have accounts of their own.
    pub direct_messages: bool,
}

/// `[budget]`: the operator's own money.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Most for a calendar day, in the time zone of `[quota]`.
    pub per_day: Option<Money>,
    /// Most for a calendar month.
    pub per_month: Option<Money>,
    /// Where warnings are told.
    pub log_channel: Option<ChannelId>,
}

/// `[storage]`
#[derive(Debug, Clone)]
pub struct Storage {
    /// The journal's file.
    pub journal: PathBuf,
    /// The archive's folder.
    pub archive: PathBuf,
    /// How long jobs that are over are kept; for ever without it.
    pub keep: Option<Duration>,
}

/// `[delivery]`
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The program, if one is wanted.
    pub ffmpeg: Option<PathBuf>,
    /// Most time for one run of it.
    pub ffmpeg_timeout: Duration,
    /// How long links stay good.
    pub link_lifetime: Duration,
    /// Largest clip fetched, in bytes.
    pub max_clip_bytes: u64,
}

/// `[http]`
#[derive(Debug, Clone)]
pub struct Http {
    /// Where to listen, if at all.
    pub listen: Option<SocketAddr>,
    /// Where metrics are served.
    pub metrics: Option<SocketAddr>,
    /// How members reach it.
    pub public_url: Option<Url>,
}

/// `[run]`
#[derive(Debug, Clone)]
pub struct Run {
    /// Interval of the rooms' ticks.
    pub tick: Duration,
    /// Deadline of a shutdown.
    pub shutdown: Duration,
}

/// `[otel]`
#[derive(Debug, Clone)]
pub struct Otel {
    /// Origin of a collector, without `/v1/traces`.
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

/// Everything that is wrong with a configuration.
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

/// `[quota]`, `[queue]` and `[budget]` alone, for those who need no secrets.
///
/// # Errors
/// All problems of the configuration that can be seen without secrets.
pub fn accounts(layers: &Layers) -> Result<(Quota, Budget), Problems> {
    let mut r = Reader::new(layers);
    let read = (quota::quota(&mut r), quota::budget(&mut r));
    match r.finish() {
        problems if problems.is_empty() => Ok(read),
        problems => Err(Problems(problems)),
    }
}

impl Config {
    /// Reads the layers and checks them as a whole.
    ///
    /// # Errors
    /// All problems that were found, not only the first.
    pub fn read(layers: &Layers, environment: &Environment) -> Result<Self, Problems> {
        let mut r = Reader::new(layers);
        let token = secrets::read("DISCORD_TOKEN", environment, r.problems());
        let key = secrets::read("DASHSCOPE_API_KEY", environment, r.problems());
        secrets::check_key(key.as_ref(), r.problems());

        let region = r.region("wan.region");
        let mut catalogue = Catalogue::built_in();
        for (key, enabled) in [("wan.enabled_models", true), ("wan.disabled_models", false)] {
            if let Err(unknown) = catalogue.offer(&r.strings(key), enabled) {
                r.problem(key, &format!("no such model: {}", unknown.join(", ")));
            }
        }
        let workspace = r.optional("wan.workspace");
        let api_base = match r.optional_url("wan.api_base") {
            Some(url) => Some(url),
            None if r.is_set("wan.api_base") => None,
            None => region.and_then(|region| {
                let origin = region.origin(workspace.as_deref()).and_then(|o| Url::parse(&o).ok());
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
            register_in: r.guilds("discord.register_in"),
            servers: r.guilds("discord.servers"),
            file_hosts: r.strings("discord.file_hosts"),
            file_timeout: r.duration_within("discord.file_timeout", "1s", "10m"),
            card_every: r.duration_within("discord.card_every", "100ms", "10m"),
            message_content: r.boolean("discord.message_content"),
        };
        if discord.file_hosts.is_empty() {
            r.problem("discord.file_hosts", "must name at least one host");
        }
        // What is shorter breaks the second law, or throws away what was paid for; only a stand-in
        // on this machine has neither a lag nor a price.
        let stand_in = api_base.as_ref().is_some_and(is_loopback);
        let (least_margin, least_unknown) = if stand_in { ("1s", "1s") } else { ("10m", "1h") };
        let wan = Wan {
            key: key.unwrap_or_default(),
            region: region.unwrap_or(Region::Singapore),
            api_base: api_base.unwrap_or_else(|| discord.api_base.clone()),
            watermark: r.boolean("wan.watermark"),
            poll_cost: r.duration_within("wan.poll_cost", "1ms", "1m"),
            queries_per_second: r.positive("wan.queries_per_second"),
            timeout: r.duration_within("wan.timeout", "1s", "10m"),
            inline_up_to: r.size("wan.inline_up_to"),
            absence_margin: r.duration_within("wan.absence_margin", least_margin, "12h"),
            unknown_for: r.duration_within("wan.unknown_for", least_unknown, "7days"),
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
        // 16 MiB decoded for the whole body, of which two pictures and the prompt are parts.
        if wan.inline_up_to > 7_500_000 {
            r.problem(
                "wan.inline_up_to",
                "at most 7500000: two pictures must fit the provider's 16 MiB for one request",
            );
        }
        let http = Http {
            listen: r.optional_address("http.listen"),
            metrics: r.optional_address("http.metrics"),
            public_url: r.optional_url("http.public_url"),
        };
        if let (Some(listen), Some(metrics)) = (http.listen, http.metrics)
            && collide(listen, metrics)
        {
            r.problem("http.metrics", "is taken by `http.listen`: give it a port of its own");
        }
        if http.public_url.is_some() && http.listen.is_none() {
            r.problem("http.public_url", "needs `http.listen`, or nobody answers there");
        }
        if http.public_url.is_none() {
            warnings.push(
                "http.public_url is not set: a clip that is too large for a channel will be linked \
                 at the provider, where it is deleted after 24 hours"
                    .into(),
            );
        }
        if r.boolean("quota.direct_messages") && !discord.servers.is_empty() {
            warnings.push(
                "quota.direct_messages is of no use beside discord.servers: direct messages belong \
                 to no server, so none of them are served"
                    .into(),
            );
        }
        if r.boolean("quota.direct_messages") && !discord.register_in.is_empty() {
            warnings.push(
                "quota.direct_messages needs commands that are registered everywhere: with \
                 discord.register_in they are only in those servers"
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
        let max_clip_bytes = r.size("delivery.max_clip_bytes");
        if max_clip_bytes < LEAST_CLIP {
            r.problem("delivery.max_clip_bytes", "must be 10000000 at the least: a video has more");
        }
        let config = Self {
            discord,
            wan,
            quota: quota::quota(&mut r),
            budget,
            storage: Storage {
                journal: r.path("storage.journal"),
                archive: r.path("storage.archive"),
                keep: r.duration_or("storage.keep", "forever"),
            },
            delivery: Delivery {
                ffmpeg: r.optional("delivery.ffmpeg").map(PathBuf::from),
                ffmpeg_timeout: r.duration_within("delivery.ffmpeg_timeout", "1s", "1h"),
                link_lifetime: r.duration_within("delivery.link_lifetime", "1m", "366days"),
                max_clip_bytes,
            },
            http,
            run: Run {
                tick: r.duration_within("run.tick", "10ms", "10s"),
                shutdown: r.duration_within("run.shutdown", "1s", "10m"),
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

/// Whether only one of two addresses can be listened on. An unspecified one takes its port on every
/// address of its family, `[::]` on those of IPv4 too; port 0 is a fresh one each time.
fn collide(a: SocketAddr, b: SocketAddr) -> bool {
    let covers =
        |a: SocketAddr, b: SocketAddr| a.ip().is_unspecified() && (a.is_ipv6() || b.is_ipv4());
    a.port() > 0 && a.port() == b.port() && (a.ip() == b.ip() || covers(a, b) || covers(b, a))
}

/// The longest videos at 1080P have some ten megabytes.
const LEAST_CLIP: u64 = 10_000_000;

/// Whether an address stays on this machine.
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
