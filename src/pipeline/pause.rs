//! Waits on the machine's clock, which can be set back meanwhile.

use std::time::Duration;

use jiff::Timestamp;

/// A wait of a certain length. A clock that is set back to before its beginning ends it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pause {
    began: Timestamp,
    length: Duration,
}

impl Pause {
    pub(super) fn new(began: Timestamp, length: Duration) -> Self {
        Self { began, length }
    }

    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        !(self.began..self.began + self.length).contains(&now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_ends_after_its_length_and_when_the_clock_is_set_back() {
        let began: Timestamp = "2026-11-26T12:00:00Z".parse().unwrap();
        let second = Duration::from_secs(1);
        let pause = Pause::new(began, 60 * second);
        assert!(!pause.is_over(began));
        assert!(!pause.is_over(began + 59 * second));
        assert!(pause.is_over(began + 60 * second));
        assert!(pause.is_over(began - second));
    }
}
