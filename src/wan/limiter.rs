//! Evenly spaced permits: so many a second, in the order of asking.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Lets one caller through every so often. Even spacing, rather than a bucket, keeps any window
/// of a second under the limit whatever the provider's own window is.
#[derive(Debug)]
pub(super) struct Limiter {
    gap: Duration,
    next: Mutex<Instant>,
}

impl Limiter {
    pub(super) fn per_second(permits: u32) -> Self {
        let gap = Duration::from_secs(1) / permits.max(1);
        Self { gap, next: Mutex::new(Instant::now()) }
    }

    /// Waits for the next permit.
    pub(super) async fn permit(&self) {
        let at = {
            let mut next = self.next.lock().await;
            let at = (*next).max(Instant::now());
            *next = at + self.gap;
            at
        };
        tokio::time::sleep_until(at).await;
    }

    /// Gives nobody a permit for a while: the provider said "later".
    pub(super) async fn pause(&self, pause: Duration) {
        let mut next = self.next.lock().await;
        *next = (*next).max(Instant::now() + pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_second_has_more_than_its_permits() {
        let limiter = Limiter::per_second(20);
        let start = Instant::now();
        let mut at = Vec::new();
        for _ in 0..100 {
            limiter.permit().await;
            at.push(start.elapsed());
        }
        for (i, first) in at.iter().enumerate() {
            let within =
                at[i..].iter().take_while(|t| **t < *first + Duration::from_secs(1)).count();
            assert!(within <= 20, "{within} permits in the second after {first:?}");
        }
        assert!(start.elapsed() < Duration::from_secs(6));
        limiter.pause(Duration::from_secs(30)).await;
        let before = Instant::now();
        limiter.permit().await;
        assert!(before.elapsed() >= Duration::from_secs(29));
    }
}
