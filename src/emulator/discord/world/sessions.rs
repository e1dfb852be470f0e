//! Start limits and heartbeats of gateway sessions, as far as they can be configured.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Discord, World};
use crate::emulator::discord::session::Push;

/// Window in which IDENTIFYs are counted, by the world's clock.
const STARTS_FOR: Duration = Duration::from_secs(24 * 3600);

/// Limits on session starts, and the heartbeat settings.
pub(in crate::emulator::discord) struct Starts {
    /// The heartbeat interval in HELLO, and how much later than that a heartbeat may arrive.
    pub(in crate::emulator::discord) heartbeat: (Duration, Duration),
    /// The recommended number of shards.
    shards: u64,
    /// Concurrent IDENTIFYs, one per shard bucket.
    max_concurrency: u64,
    /// A bucket accepts one IDENTIFY within this time, by the system clock.
    every: Duration,
    last: HashMap<u64, Instant>,
    /// How many started a session.
    granted: u64,
    /// How many came too soon after another.
    refused: u64,
    total: u64,
    remaining: u64,
    renewed_at: Option<Timestamp>,
    /// The next session breaks after this many GUILD_CREATEs, with this close code.
    pub(in crate::emulator::discord) breaks: Option<(usize, u16)>,
}

impl Default for Starts {
    fn default() -> Self {
        Self {
            // The real service sends this interval; how late a heartbeat may be is not documented.
            // Differs: discord-heartbeat-margin
            heartbeat: (Duration::from_millis(41_250), Duration::from_secs(20)),
            shards: 1,
            max_concurrency: 1,
            // Stories restart bots many times; a test that wants the five seconds sets them.
            // Differs: discord-identify-interval
            every: Duration::ZERO,
            last: HashMap::new(),
            granted: 0,
            refused: 0,
            total: 1000,
            remaining: 1000,
            renewed_at: None,
            breaks: None,
        }
    }
}

/// The result of an IDENTIFY.
pub(in crate::emulator::discord) enum Start {
    /// The session starts.
    Granted,
    /// Another session of the same bucket started just before: "Invalid Session".
    TooSoon,
    /// The day's limit is exceeded: every session ends, and the token is reset.
    UsedUp,
}

impl World {
    /// Counts an IDENTIFY of a shard if it starts a session.
    pub(in crate::emulator::discord) fn count_identify(&mut self, shard: u64) -> Start {
        // Differs: discord-rates-real-time
        let (now, at) = (self.clock.now(), Instant::now());
        let starts = &mut self.starts;
        if starts.renewed_at.is_none_or(|renewed| renewed <= now) {
            starts.remaining = starts.total;
            starts.renewed_at = Some(now + STARTS_FOR);
        }
        let bucket = shard % starts.max_concurrency.max(1);
        let last = starts.last.get(&bucket);
        if last.is_some_and(|last| at.duration_since(*last) < starts.every) {
            starts.refused += 1;
            return Start::TooSoon;
        }
        if starts.remaining == 0 {
            // Differs: discord-identify-used-up
            self.token = format!("reset-{:032x}", rand::random::<u128>());
            for line in self.sessions.iter_mut().filter_map(|s| s.line.take()) {
                let _ = line.send(Push::Close(4004, "Authentication failed."));
            }
            self.sessions.clear();
            return Start::UsedUp;
        }
        starts.remaining -= 1;
        starts.granted += 1;
        starts.last.insert(bucket, at);
        Start::Granted
    }

    /// The response to `GET /gateway/bot`.
    pub(in crate::emulator::discord) fn gateway_bot_json(&self) -> Value {
        let (starts, now) = (&self.starts, self.clock.now());
        let (remaining, reset_after) = match starts.renewed_at.filter(|at| *at > now) {
            Some(at) => (starts.remaining, at.as_millisecond() - now.as_millisecond()),
            None => (starts.total, i64::try_from(STARTS_FOR.as_millis()).unwrap_or(i64::MAX)),
        };
        json!({"url": self.gateway, "shards": starts.shards, "session_start_limit": {
            "total": starts.total, "remaining": remaining, "reset_after": reset_after,
            "max_concurrency": starts.max_concurrency}})
    }
}

impl Discord {
    /// Sets the heartbeat interval in HELLO, and how much later a heartbeat may arrive before the
    /// connection is closed with 4009. Applies to future connections.
    pub fn set_heartbeat(&self, interval: Duration, margin: Duration) {
        self.lock().starts.heartbeat = (interval, margin);
    }

    /// Sets how many IDENTIFYs are accepted within a time of the system clock, in shard buckets as
    /// documented. Discord accepts one per bucket (`max_concurrency`) within five seconds; unless
    /// it is set here, the emulator accepts any number.
    pub fn limit_identifies(&self, max_concurrency: u64, every: Duration) {
        let mut w = self.lock();
        let starts = &mut w.starts;
        (starts.max_concurrency, starts.every) = (max_concurrency.max(1), every);
        starts.last.clear();
    }

    /// How many IDENTIFYs started a session.
    pub fn granted_identifies(&self) -> u64 {
        self.lock().starts.granted
    }

    /// How many IDENTIFYs were refused because they came too soon after another.
    pub fn refused_identifies(&self) -> u64 {
        self.lock().starts.refused
    }

    /// Sets how many of the thousand IDENTIFYs are left for the next day.
    pub fn set_session_starts(&self, remaining: u64) {
        let mut w = self.lock();
        let renewed = w.clock.now() + STARTS_FOR;
        w.starts.remaining = remaining.min(w.starts.total);
        w.starts.renewed_at = Some(renewed);
    }

    /// Sets the recommended number of shards.
    pub fn set_shards(&self, shards: u64) {
        self.lock().starts.shards = shards.max(1);
    }

    /// Breaks the next session that starts after this many GUILD_CREATEs, with a close code or
    /// without a close frame (1006). Events that were not sent are sent on resume, if the code
    /// permits one.
    pub fn break_next_start(&self, guilds: usize, code: u16) {
        self.lock().starts.breaks = Some((guilds, code));
    }

    /// Makes every gateway connection go dead: it stays open, but nothing is read or written on it.
    /// New connections work.
    pub fn freeze_gateway(&self) {
        self.push_all(|| Push::Dead);
    }
}
