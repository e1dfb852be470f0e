//! Clocks: the machine's, a faster one, and one that tests move by hand.
//!
//! Only the doors through which people come, `app` and the stand-ins hold one; everything else is
//! told the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// One that stands still until it is moved, in milliseconds since 1970.
    Manual(Arc<AtomicI64>),
    /// The machine's, so many times as fast since it was made, and moved ahead by hand.
    Fast {
        /// When it was made.
        since: Timestamp,
        /// How many seconds pass in one.
        times: u32,
        /// Milliseconds ahead.
        ahead: Arc<AtomicI64>,
    },
}

impl Clock {
    /// A clock that stands still at a time.
    pub fn manual(at: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.as_millisecond())))
    }

    /// A clock that runs so many times as fast from now on.
    pub fn fast(times: u32) -> Self {
        Self::Fast { since: Timestamp::now(), times, ahead: Arc::default() }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Manual(ms) => Timestamp::from_millisecond(ms.load(Ordering::SeqCst))
                .expect("a manual clock is set to real times"),
            Clock::Fast { since, times, ahead } => {
                let passed = Timestamp::now().duration_since(*since);
                let ahead = Duration::from_millis(ahead.load(Ordering::SeqCst).unsigned_abs());
                *since + passed * i32::try_from(*times).unwrap_or(1) + ahead
            }
        }
    }

    /// Moves a clock ahead; the machine's cannot be moved.
    pub fn advance(&self, by: Duration) {
        if let Clock::Manual(ms) | Clock::Fast { ahead: ms, .. } = self {
            ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}
