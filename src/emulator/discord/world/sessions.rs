//! How sessions of the gateway begin and are kept, as far as it can be set.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Discord, World};
use crate::emulator::discord::session::Push;

/// IDENTIFYs are counted for so long, by the world's clock.
const STARTS_FOR: Duration = Duration::from_secs(24 * 3600);

/// How sessions may begin.
pub(in crate::emulator::discord) struct Starts {
    /// What HELLO tells of heartbeats, and how much later than that they may come.
    pub(in crate::emulator::discord) heartbeat: (Duration, Duration),
    /// The number of shards that is recommended.
    shards: u64,
    /// IDENTIFYs at once, one in each bucket of shards.
    max_concurrency: u64,
    /// A bucket takes one IDENTIFY within this time of the machine's clock.
    every: Duration,
    last: HashMap<u64, Instant>,
    total: u64,
    remaining: u64,
    renewed_at: Option<Timestamp>,
    /// The next session breaks after so many GUILD_CREATEs, with a close code.
    pub(in crate::emulator::discord) breaks: Option<(usize, u16)>,
}

impl Default for Starts {
    fn default() -> Self {
        Self {
            // The real service tells this interval; how late a heartbeat may be is not documented.
            // Differs: discord-heartbeat-margin
            heartbeat: (Duration::from_millis(41_250), Duration::from_secs(20)),
            shards: 1,
            max_concurrency: 1,
            // Bots of stories are started again and again: who wants the five seconds sets them.
            // Differs: discord-identify-interval
            every: Duration::ZERO,
            last: HashMap::new(),
            total: 1000,
            remaining: 1000,
            renewed_at: None,
            breaks: None,
        }
    }
}

/// What becomes of an IDENTIFY.
pub(in crate::emulator::discord) enum Start {
    /// A session begins.
    Granted,
    /// Another one of its bucket was just before it: "Invalid Session".
    TooSoon,
    /// There were too many in a day: every session ends, and the token is reset.
    UsedUp,
}

impl World {
    /// Counts an IDENTIFY of a shard, if a session begins with it.
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
        starts.last.insert(bucket, at);
        Start::Granted
    }

    /// What `GET /gateway/bot` answers.
    pub(in crate::emulator::discord) fn gateway_bot_json(&self) -> Value {
        let (starts, now) = (&self.starts, self.clock.now());
        let (remaining, reset_after) = match starts.renewed_at.filter(|at| *at > now) {
            Some(at) => (starts.remaining, at.as_millisecond() - now.as_millisecond()),
            None => (starts.total, STARTS_FOR.as_millis() as i64),
        };
        json!({"url": self.gateway, "shards": starts.shards, "session_start_limit": {
            "total": starts.total, "remaining": remaining, "reset_after": reset_after,
            "max_concurrency": starts.max_concurrency}})
    }
}

impl Discord {
    /// Sets what HELLO tells of heartbeats, and how much later one may come before the connection
    /// is closed with 4009. It holds for connections to come.
    pub fn set_heartbeat(&self, interval: Duration, margin: Duration) {
        self.lock().starts.heartbeat = (interval, margin);
    }

    /// Sets how many IDENTIFYs are taken within a time of the machine's clock, in buckets of shards
    /// as documented. Discord takes one (`max_concurrency`) within five seconds; unless it is set
    /// here, the stand-in takes any number.
    pub fn limit_identifies(&self, max_concurrency: u64, every: Duration) {
        let mut w = self.lock();
        let starts = &mut w.starts;
        (starts.max_concurrency, starts.every) = (max_concurrency.max(1), every);
        starts.last.clear();
    }

    /// Sets how many IDENTIFYs are left of the thousand for the next day.
    pub fn set_session_starts(&self, remaining: u64) {
        let mut w = self.lock();
        let renewed = w.clock.now() + STARTS_FOR;
        w.starts.remaining = remaining.min(w.starts.total);
        w.starts.renewed_at = Some(renewed);
    }

    /// Sets how many shards Discord recommends.
    pub fn set_shards(&self, shards: u64) {
        self.lock().starts.shards = shards.max(1);
    }

    /// The next session that begins breaks after so many GUILD_CREATEs, with a close code, or
    /// without a word (1006). What it was not told it is told when it is resumed, where the code
    /// lets it be.
    pub fn break_next_start(&self, guilds: usize, code: u16) {
        self.lock().starts.breaks = Some((guilds, code));
    }

    /// Every gateway connection goes dead: it stays open, and nothing is heard or said on it any
    /// more. New ones are in order.
    pub fn freeze_gateway(&self) {
        self.push_all(|| Push::Dead);
    }
}
