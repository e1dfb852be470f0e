//! Keeps the bot from being shut out: Discord bans an address for an hour that makes 10,000
//! invalid requests (401, 403, 429) within ten minutes, and a token that is not accepted any more
//! makes every request one.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tracing::{error, info};

use crate::discord::outbox::OutboxError;

/// Discord's own window (discord reference, "Invalid Request Limit").
const WINDOW: Duration = Duration::from_secs(600);
/// A tenth of what Discord bears: other programs may share the address.
const MOST_INVALID: usize = 1_000;
/// First and longest pause after a 401.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(900);

/// Decides whether Discord may be called at all.
#[derive(Debug, Default)]
pub struct Guard {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the last invalid requests were.
    invalid: VecDeque<Instant>,
    /// How often in a row the token was not accepted.
    refused: u32,
    /// Nothing is sent before.
    shut: Option<(Instant, OutboxError)>,
}

impl Guard {
    /// Whether a call may be made now.
    ///
    /// # Errors
    /// What Discord said last, when it may not.
    pub fn admit(&self, now: Instant) -> Result<(), OutboxError> {
        let mut state = self.lock();
        match &mut state.shut {
            Some((until, why)) if *until > now => Err(why.clone()),
            // The pause is over: one call goes out to see, and the others wait for what it finds.
            Some((until, OutboxError::Unauthorized)) => {
                *until = now + FIRST_PAUSE;
                Ok(())
            }
            _ => {
                state.shut = None;
                Ok(())
            }
        }
    }

    /// Takes note of how a call ended.
    pub fn note<T>(&self, done: &Result<T, OutboxError>, now: Instant) {
        let mut state = self.lock();
        match done {
            Err(OutboxError::Unauthorized) => {
                let pause = FIRST_PAUSE * 2u32.saturating_pow(state.refused.min(8));
                if state.refused == 0 {
                    error!(
                        "Discord does not accept the bot's token any more: nothing is posted or \
                         answered, and nothing is lost, until DISCORD_TOKEN is right again"
                    );
                }
                state.refused += 1;
                state.shut = Some((now + pause.min(LONGEST_PAUSE), OutboxError::Unauthorized));
                state.invalid.push_back(now);
            }
            Err(OutboxError::Forbidden(_)) => state.invalid.push_back(now),
            _ => {}
        }
        // Whatever else Discord itself says, it says to a bot that it knows.
        let unknown = matches!(done, Err(OutboxError::Unauthorized | OutboxError::Transient(_)));
        if state.refused > 0 && !unknown {
            info!("Discord accepts the bot's token again");
            state.refused = 0;
            state.shut = None;
        }
        while state.invalid.front().is_some_and(|t| *t + WINDOW < now) {
            state.invalid.pop_front();
        }
        if state.invalid.len() >= MOST_INVALID && state.shut.is_none() {
            error!(
                "{MOST_INVALID} requests within ten minutes were not allowed: calls to Discord \
                 pause, or it would ban this address; is a permission missing everywhere?"
            );
            let until = state.invalid.front().map_or(now, |t| *t + WINDOW);
            let why = OutboxError::Transient("paused, to stay below Discord's limit".into());
            state.shut = Some((until, why));
            state.invalid.clear();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is whole in itself.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
