//! Evenly spaced permits: a fixed number per second, first come, first served.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Safety margin added to the provider's window of one second: a call that travels more slowly than
/// the one a second before it would arrive within the same window.
const MARGIN: Duration = Duration::from_millis(150);

/// Rate limiter with even spacing. Unlike a token bucket, it keeps every window of a second under
/// the limit, whatever window the provider uses.
#[derive(Debug)]
pub(super) struct Limiter {
    gap: Duration,
    next: Mutex<Instant>,
}

impl Limiter {
    pub(super) fn per_second(permits: u32) -> Self {
        let gap = (Duration::from_secs(1) + MARGIN) / permits.max(1);
        Self { gap, next: Mutex::new(Instant::now()) }
    }

    /// Waits for the next permit.
    pub(super) async fn permit(&self) {
        tokio::time::sleep_until(self.take(Instant::now())).await;
    }

    /// Takes the next permit and returns the time from which it is valid.
    fn take(&self, now: Instant) -> Instant {
        let mut next = self.next();
        let at = (*next).max(now);
        *next = at + self.gap;
        at
    }

    /// Grants no permit for a while, after the provider throttled a call.
    pub(super) fn pause(&self, now: Instant, pause: Duration) {
        let mut next = self.next();
        *next = (*next).max(now + pause);
    }

    fn next(&self) -> MutexGuard<'_, Instant> {
        // An `Instant` cannot be left half-written, so a poisoned lock is safe to use.
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_has_more_than_its_permits() {
        let limiter = Limiter::per_second(20);
        let start = Instant::now();
        let at: Vec<_> = (0..100).map(|_| limiter.take(start)).collect();
        for (i, first) in at.iter().enumerate() {
            // A call may be a tenth of a second slower on its way than one a second later.
            let window = Duration::from_millis(1_100);
            let within = at[i..].iter().take_while(|t| **t < *first + window).count();
            assert!(within <= 20, "{within} permits within a second");
        }
        assert!(at[99] - start < Duration::from_secs(6));
        limiter.pause(start, Duration::from_secs(30));
        assert!(limiter.take(start) >= start + Duration::from_secs(30));
    }
}
