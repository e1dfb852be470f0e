//! Rate limit of requests per member: requests and cancellations cost nothing, so without a limit
//! they could be repeated without end.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use jiff::Timestamp;

use crate::job::UserId;

/// How long a request counts.
const WINDOW: Duration = Duration::from_secs(60);
/// Members in memory before those without recent requests are removed, at least.
const MANY: usize = 4_096;

/// The requests of each member within the last minute.
#[derive(Debug)]
pub(super) struct Pace {
    per_minute: usize,
    recent: DashMap<UserId, VecDeque<Timestamp>>,
    /// Members in memory before those without recent requests are removed: twice those that were
    /// left the last time, so that this costs little for each request.
    many: AtomicUsize,
}

impl Pace {
    pub(super) fn new(per_minute: usize) -> Self {
        Self { per_minute, recent: DashMap::new(), many: AtomicUsize::new(MANY) }
    }

    /// Counts a request, or returns how long to wait for the next one.
    pub(super) fn admit(&self, member: UserId, now: Timestamp) -> Result<(), Duration> {
        if self.recent.len() > self.many.load(Ordering::Relaxed) {
            self.recent.retain(|_, times| times.back().is_some_and(|t| *t + WINDOW > now));
            self.many.store(MANY.max(2 * self.recent.len()), Ordering::Relaxed);
        }
        let mut times = self.recent.entry(member).or_default();
        // Times in the future were recorded before the clock was set back.
        times.retain(|t| *t + WINDOW > now && *t <= now);
        match times.front() {
            Some(first) if times.len() >= self.per_minute => {
                let wait = (*first + WINDOW).duration_since(now);
                Err(wait.try_into().unwrap_or_default())
            }
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_without_recent_requests_are_removed() {
        let pace = Pace::new(3);
        let at = |s| Timestamp::UNIX_EPOCH + Duration::from_secs(s);
        for n in 0..2 * MANY as u64 {
            pace.admit(UserId(n), at(0)).unwrap();
        }
        assert_eq!(pace.recent.len(), 2 * MANY, "all of them are recent");
        for n in 0..MANY as u64 + 1 {
            pace.admit(UserId(10 * MANY as u64 + n), at(100)).unwrap();
        }
        assert!(pace.recent.len() <= MANY + 1, "{}", pace.recent.len());
    }

    #[test]
    fn each_member_has_a_limit_per_minute() {
        let (pace, start) = (Pace::new(3), Timestamp::UNIX_EPOCH);
        let at = |s| start + Duration::from_secs(s);
        let (ann, bob) = (UserId(1), UserId(2));
        for s in 0..3 {
            assert_eq!(pace.admit(ann, at(s)), Ok(()));
        }
        assert_eq!(pace.admit(ann, at(10)), Err(Duration::from_secs(50)));
        assert_eq!(pace.admit(bob, at(10)), Ok(()));
        assert_eq!(pace.admit(ann, at(60)), Ok(()), "the first one counts no more");
        assert!(pace.admit(ann, at(60)).is_err());
        assert_eq!(pace.admit(ann, start), Ok(()), "the clock was set back");
    }
}
