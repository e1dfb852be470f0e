//! Rate limits: of the bot, of each route and resource, and of invalid requests.
//!
//! They are counted by the machine's clock and not by the emulated one, because clients wait by
//! theirs.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// At most this many requests within a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The number of requests.
    pub requests: u32,
    /// The time in milliseconds.
    pub within_ms: u32,
}

impl Rate {
    const fn new(requests: u32, within_ms: u32) -> Self {
        Self { requests, within_ms }
    }

    fn within(self) -> Duration {
        Duration::from_millis(self.within_ms.into())
    }

    /// Checks that the rate is one.
    ///
    /// # Errors
    /// When it permits nothing, or never ends.
    pub fn check(self) -> Result<Self, String> {
        match self {
            Self { requests: 0, .. } => Err("a limit permits at least one request".into()),
            Self { within_ms: 0, .. } => Err("a limit lasts at least a millisecond".into()),
            Self { within_ms, .. } if Duration::from_millis(within_ms.into()) > LONGEST => {
                Err("a limit lasts an hour at most".into())
            }
            rate => Ok(rate),
        }
    }
}

/// The longest time of a rate.
const LONGEST: Duration = Duration::from_secs(3600);

/// A route with a limit of its own, named as in Discord's documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitedRoute {
    /// Create Message.
    CreateMessage,
    /// Get Channel Messages.
    GetChannelMessages,
    /// Edit Message.
    EditMessage,
    /// Delete Message.
    DeleteMessage,
    /// Create Reaction.
    CreateReaction,
    /// Trigger Typing Indicator.
    TriggerTyping,
    /// Create DM.
    CreateDm,
    /// Create Followup Message.
    CreateFollowup,
    /// Edit Original Interaction Response, and Edit Followup Message.
    EditResponse,
    /// Every other route: each has a limit of its own with these numbers.
    Other,
}

/// The limits: method, path and numbers. A row counts for each channel, server or webhook alone.
///
/// **The numbers are invented.** Discord does not document its own, changes them, and asks clients
/// to read them from the headers. These are of the order that client libraries observe.
// Differs: discord-route-limits
const TABLE: [(LimitedRoute, &str, &str, Rate); 10] = [
    (LimitedRoute::CreateMessage, "POST", MESSAGES, Rate::new(5, 5_000)),
    (LimitedRoute::GetChannelMessages, "GET", MESSAGES, Rate::new(10, 5_000)),
    (LimitedRoute::EditMessage, "PATCH", MESSAGE, Rate::new(5, 5_000)),
    (LimitedRoute::DeleteMessage, "DELETE", MESSAGE, Rate::new(5, 1_000)),
    (LimitedRoute::CreateReaction, "PUT", REACTION, Rate::new(1, 250)),
    (LimitedRoute::TriggerTyping, "POST", "/channels/{channel}/typing", Rate::new(5, 5_000)),
    (LimitedRoute::CreateDm, "POST", "/users/@me/channels", Rate::new(10, 10_000)),
    (LimitedRoute::CreateFollowup, "POST", "/webhooks/{app}/{token}", Rate::new(5, 2_000)),
    (LimitedRoute::EditResponse, "PATCH", RESPONSE, Rate::new(5, 2_000)),
    (LimitedRoute::Other, "", "", Rate::new(50, 1_000)),
];
const MESSAGES: &str = "/channels/{channel}/messages";
const MESSAGE: &str = "/channels/{channel}/messages/{message}";
const REACTION: &str = "/channels/{channel}/messages/{message}/reactions/{emoji}/@me";
const RESPONSE: &str = "/webhooks/{app}/{token}/messages/{message}";

/// All requests of the bot, except those of interactions (docs, Rate Limits).
const GLOBAL: Rate = Rate::new(50, 1_000);
/// Docs, Rate Limits, "Invalid Request Limit".
const INVALID: Rate = Rate::new(10_000, 600_000);
/// How long a ban lasts is not documented.
// Differs: discord-invalid-ban
const BAN: Duration = Duration::from_secs(3600);

/// How much larger the table's numbers are in a world that Rust makes. The clock of a test passes
/// an hour in a second, in which a client does the work of an hour.
const WIDE: u32 = 100;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The bot exceeds the limit of the route.
    User,
    /// The bot exceeds the limit of all its requests.
    Global,
    /// Others exceed the limit of the resource.
    Shared,
}

/// A request that is over a limit, and how long to wait.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused {
    pub(super) scope: Scope,
    pub(super) wait: Duration,
}

/// The state of a bucket after a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    pub(super) limit: u32,
    pub(super) remaining: u32,
    pub(super) reset_after: Duration,
}

/// A request, as far as limits depend on it.
pub(super) struct Call<'a> {
    pub(super) method: &'a str,
    /// The path with placeholders, without version.
    pub(super) route: &'a str,
    /// Channel, server or webhook with its token; empty for none.
    pub(super) resource: &'a str,
    /// Whether it belongs to an interaction: it does not count towards the limit of the bot.
    pub(super) of_interaction: bool,
}

/// How many requests were refused since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Refusals {
    /// By the limit of a route.
    pub user: u64,
    /// By the limit of a resource that others use too.
    pub shared: u64,
    /// By the limit of the bot.
    pub global: u64,
    /// By the ban of the address.
    pub banned: u64,
}

/// The limits that apply, and what they have refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Of each route.
    pub routes: BTreeMap<LimitedRoute, Rate>,
    /// Of all requests of the bot, except those of interactions.
    pub global: Rate,
    /// So many invalid requests ban the address.
    pub invalid: Rate,
    /// How long a ban lasts, in milliseconds.
    pub ban_ms: u64,
    /// Whether the address is banned.
    pub banned: bool,
    /// Refused requests.
    pub refused: Refusals,
}

#[derive(Debug)]
struct Window {
    since: Instant,
    within: Duration,
    used: u32,
}

impl Window {
    fn left(&self, now: Instant) -> Duration {
        (self.since + self.within).saturating_duration_since(now)
    }
}

/// Buckets are cleared of ended ones when there are this many.
const FEW: usize = 1024;

pub(super) struct Rates {
    factor: u32,
    set: BTreeMap<LimitedRoute, Rate>,
    buckets: HashMap<(String, String, String), Window>,
    clear_at: usize,
    global: Rate,
    sent: VecDeque<Instant>,
    /// Channels whose limit others have exceeded.
    shared: HashMap<String, Instant>,
    invalid: Rate,
    invalid_at: VecDeque<Instant>,
    ban: Duration,
    banned_until: Option<Instant>,
    refusals: Refusals,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            factor: WIDE,
            set: BTreeMap::new(),
            buckets: HashMap::new(),
            clear_at: FEW,
            global: GLOBAL,
            sent: VecDeque::new(),
            shared: HashMap::new(),
            invalid: INVALID,
            invalid_at: VecDeque::new(),
            ban: BAN,
            banned_until: None,
            refusals: Refusals::default(),
        }
    }
}

impl Rates {
    /// Multiplies the table's numbers.
    pub(super) fn set_factor(&mut self, factor: u32) {
        self.factor = factor.max(1);
        self.buckets.clear();
    }

    pub(super) fn set_route(&mut self, route: LimitedRoute, rate: Rate) {
        self.set.insert(route, rate);
        self.buckets.clear();
    }

    pub(super) fn set_global(&mut self, rate: Rate) {
        self.global = rate;
        self.sent.clear();
    }

    /// From now on, so many invalid requests ban the address for this long.
    pub(super) fn set_invalid(&mut self, rate: Rate, ban: Duration) {
        (self.invalid, self.ban) = (rate, ban);
        self.lift_ban();
    }

    pub(super) fn lift_ban(&mut self) {
        self.banned_until = None;
        self.invalid_at.clear();
    }

    /// Others exceed the limit of a channel until then.
    pub(super) fn exhaust(&mut self, channel: u64, until: Instant) {
        self.shared.insert(channel.to_string(), until);
    }

    /// The limits that apply.
    pub(super) fn limits(&self, now: Instant) -> Limits {
        Limits {
            routes: TABLE.iter().map(|(name, ..)| (*name, self.rate(*name))).collect(),
            global: self.global,
            invalid: self.invalid,
            ban_ms: u64::try_from(self.ban.as_millis()).unwrap_or(u64::MAX),
            banned: self.banned_until.is_some_and(|until| until > now),
            refused: self.refusals,
        }
    }

    fn rate(&self, route: LimitedRoute) -> Rate {
        let in_table = TABLE.iter().find(|(name, ..)| *name == route);
        let wide = in_table.map_or(GLOBAL, |(.., rate)| *rate);
        let wide = Rate { requests: wide.requests.saturating_mul(self.factor), ..wide };
        self.set.get(&route).copied().unwrap_or(wide)
    }

    /// Counts a request against its route's and the bot's limit, if both accept it. Returns the
    /// state of the route's bucket.
    pub(super) fn admit(
        &mut self,
        call: &Call<'_>,
        now: Instant,
    ) -> (Option<Bucket>, Result<(), Refused>) {
        let rate = self.rate(route_of(call.method, call.route));
        let bucket = self.open(call, rate, now);
        let shared = self.shared.get(call.resource).filter(|until| **until > now);
        let refused = if let Some(until) = shared {
            self.refusals.shared += 1;
            Some((Scope::Shared, until.saturating_duration_since(now)))
        } else if bucket.remaining == 0 {
            self.refusals.user += 1;
            Some((Scope::User, bucket.reset_after))
        } else if let Some(wait) = self.global_wait(now).filter(|_| !call.of_interaction) {
            self.refusals.global += 1;
            // The documented response has no bucket.
            return (None, Err(Refused { scope: Scope::Global, wait }));
        } else {
            None
        };
        if let Some((scope, wait)) = refused {
            return (Some(bucket), Err(Refused { scope, wait }));
        }
        if !call.of_interaction {
            self.sent.push_back(now);
        }
        if let Some(window) = self.buckets.get_mut(&key(call)) {
            window.used += 1;
        }
        (Some(Bucket { remaining: bucket.remaining - 1, ..bucket }), Ok(()))
    }

    /// The bucket of a request. Its time begins with its first request.
    fn open(&mut self, call: &Call<'_>, rate: Rate, now: Instant) -> Bucket {
        if self.buckets.len() >= self.clear_at {
            self.buckets.retain(|_, window| !window.left(now).is_zero());
            self.clear_at = FEW.max(self.buckets.len() * 2);
        }
        let fresh = || Window { since: now, within: rate.within(), used: 0 };
        let window = self.buckets.entry(key(call)).or_insert_with(fresh);
        if window.left(now).is_zero() {
            *window = fresh();
        }
        Bucket {
            limit: rate.requests,
            remaining: rate.requests.saturating_sub(window.used),
            reset_after: window.left(now),
        }
    }

    /// How long a request has to wait because of the limit of the bot.
    fn global_wait(&mut self, now: Instant) -> Option<Duration> {
        let within = self.global.within();
        while self.sent.front().is_some_and(|sent| now.duration_since(*sent) >= within) {
            self.sent.pop_front();
        }
        let first = self.sent.front()?;
        let is_full = self.sent.len() >= self.global.requests as usize;
        is_full.then(|| within.saturating_sub(now.duration_since(*first)))
    }

    /// Counts an invalid request.
    pub(super) fn count_invalid(&mut self, now: Instant) {
        let within = self.invalid.within();
        while self.invalid_at.front().is_some_and(|at| now.duration_since(*at) >= within) {
            self.invalid_at.pop_front();
        }
        self.invalid_at.push_back(now);
        if self.invalid_at.len() >= self.invalid.requests as usize {
            self.invalid_at.clear();
            self.banned_until = Some(now + self.ban);
        }
    }

    /// Counts a request of a banned address; returns how much of the ban is left.
    pub(super) fn refuse_banned(&mut self, now: Instant) -> Option<Duration> {
        let until = self.banned_until.filter(|until| *until > now)?;
        self.refusals.banned += 1;
        Some(until.saturating_duration_since(now))
    }
}

fn key(call: &Call<'_>) -> (String, String, String) {
    (call.method.to_owned(), call.route.to_owned(), call.resource.to_owned())
}

fn route_of(method: &str, route: &str) -> LimitedRoute {
    let row = TABLE.iter().find(|(_, m, path, _)| (*m, *path) == (method, route));
    row.map_or(LimitedRoute::Other, |(name, ..)| *name)
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
