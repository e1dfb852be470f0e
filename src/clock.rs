//! Clocks: the system's, an accelerated one, and a manual one for tests.
//!
//! Only entry points (commands, HTTP, CLI), `app` and the emulators read a clock directly; other
//! code gets the time as an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// A source of the current time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The system clock.
    System,
    /// A clock that only moves when it is advanced, in milliseconds since 1970.
    Manual(Arc<AtomicI64>),
    /// The system clock accelerated by a factor, plus an offset.
    Fast {
        /// When it was created.
        since: Timestamp,
        /// The factor.
        times: u32,
        /// The offset in milliseconds.
        ahead: Arc<AtomicI64>,
    },
}

impl Clock {
    /// A manual clock, starting at a time.
    pub fn manual(at: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.as_millisecond())))
    }

    /// An accelerated clock, starting now.
    pub fn fast(times: u32) -> Self {
        Self::Fast { since: Timestamp::now(), times, ahead: Arc::default() }
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Manual(ms) => Timestamp::from_millisecond(ms.load(Ordering::SeqCst))
                .expect("a manual clock stays within valid times"),
            Clock::Fast { since, times, ahead } => {
                let passed = Timestamp::now().duration_since(*since);
                let ahead = Duration::from_millis(ahead.load(Ordering::SeqCst).unsigned_abs());
                *since + passed * i32::try_from(*times).unwrap_or(1) + ahead
            }
        }
    }

    /// How many times as fast as real time this clock runs by itself.
    pub fn speed(&self) -> u32 {
        match self {
            Clock::Fast { times, .. } => *times,
            Clock::System | Clock::Manual(_) => 1,
        }
    }

    /// Advances the clock; has no effect on the system clock.
    pub fn advance(&self, by: Duration) {
        if let Clock::Manual(ms) | Clock::Fast { ahead: ms, .. } = self {
            ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}
