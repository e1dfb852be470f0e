//! Evenly spaced permits: so many a second, in the order of asking.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How much longer than a second the provider's window is taken to be: a call that takes longer on
/// its way than the one a second before it would arrive within the same window.
const MARGIN: Duration = Duration::from_millis(150);

/// Lets one caller through every so often. Even spacing, rather than a bucket, keeps any window
/// of a second under the limit whatever the provider's own window is.
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

    /// Takes the next permit and says from when on it is good.
    fn take(&self, now: Instant) -> Instant {
        let mut next = self.next();
        let at = (*next).max(now);
        *next = at + self.gap;
        at
    }

    /// Gives nobody a permit for a while: the provider said "later".
    pub(super) fn pause(&self, now: Instant, pause: Duration) {
        let mut next = self.next();
        *next = (*next).max(now + pause);
    }

    fn next(&self) -> MutexGuard<'_, Instant> {
        // An instant is whole whatever happened to its last holder.
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
            let window = Duration::from_secs(1) + MARGIN;
            let within = at[i..].iter().take_while(|t| **t < *first + window).count();
            assert!(within <= 20, "{within} permits within a second");
        }
        assert!(at[99] - start < Duration::from_secs(6));
        limiter.pause(start, Duration::from_secs(30));
        assert!(limiter.take(start) >= start + Duration::from_secs(30));
    }
}
