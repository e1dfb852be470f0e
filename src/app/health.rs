//! Whether the bot can do its work.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::http::Health;

/// What is known of the bot's own condition.
#[derive(Debug, Default)]
pub struct Condition {
    connected: AtomicBool,
    stopping: AtomicBool,
}

impl Condition {
    pub(super) fn is_connected(&self) -> bool {
        self.connected.load(Ordering::SeqCst)
    }

    pub(super) fn connected(&self, yes: bool) {
        self.connected.store(yes, Ordering::SeqCst);
    }

    pub(super) fn stopping(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }
}

impl Health for Condition {
    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if !self.connected.load(Ordering::SeqCst) {
            problems.push("not connected to Discord's gateway".to_owned());
        }
        if self.stopping.load(Ordering::SeqCst) {
            problems.push("shutting down".to_owned());
        }
        problems
    }
}
