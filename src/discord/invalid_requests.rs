//! Keeps the bot from being shut out: Discord bans an address for an hour that makes 10,000
//! invalid requests (401, 403, 429) within ten minutes, and a token that is not accepted any more
//! makes every request one.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tracing::{error, info};

use crate::discord::client::DiscordError;

/// Discord's own window (discord reference, "Invalid Request Limit").
const WINDOW: Duration = Duration::from_secs(600);
/// A tenth of what Discord bears: other programs may share the address.
const MOST_INVALID: usize = 1_000;
/// No call takes longer than this; one that is never heard of again was dropped.
const LONGEST_CALL: Duration = Duration::from_secs(420);
/// First and longest pause after a 401.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(900);

/// Decides whether Discord may be called at all.
#[derive(Debug, Default)]
pub struct InvalidRequestLimiter {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the last invalid requests were.
    invalid: VecDeque<Instant>,
    /// How often in a row the token was not accepted.
    refused: u32,
    /// One call is out to see whether it is accepted again.
    looking: bool,
    /// Nothing is sent before.
    shut: Option<(Instant, DiscordError)>,
}

impl InvalidRequestLimiter {
    /// Whether a call may be made now.
    ///
    /// # Errors
    /// What Discord said last, when it may not.
    pub fn admit(&self, now: Instant) -> Result<(), DiscordError> {
        let mut state = self.lock();
        match &mut state.shut {
            Some((until, why)) if *until > now => Err(why.clone()),
            // The pause is over: one call goes out to see, and the others wait for what it finds.
            Some((until, DiscordError::Unauthorized)) => {
                *until = now + LONGEST_CALL;
                state.looking = true;
                Ok(())
            }
            _ => {
                state.shut = None;
                Ok(())
            }
        }
    }

    /// Takes note of how a call ended.
    pub fn note<T>(&self, done: &Result<T, DiscordError>, now: Instant) {
        let mut state = self.lock();
        match done {
            // Others were out with the first one, and say the same.
            Err(DiscordError::Unauthorized) if state.refused > 0 && !state.looking => {
                state.invalid.push_back(now);
            }
            Err(DiscordError::Unauthorized) => {
                state.looking = false;
                let pause = FIRST_PAUSE * 2u32.saturating_pow(state.refused.min(8));
                if state.refused == 0 {
                    error!(
                        "Discord does not accept the bot's token any more: nothing is posted or \
                         answered, and nothing is lost, until DISCORD_TOKEN is right again"
                    );
                }
                state.refused += 1;
                state.shut = Some((now + pause.min(LONGEST_PAUSE), DiscordError::Unauthorized));
                state.invalid.push_back(now);
            }
            _ => count(&mut state, done, now),
        }
        // Whatever else Discord itself says, it says to a bot that it knows.
        let unknown = matches!(
            done,
            Err(DiscordError::Unauthorized
                | DiscordError::Transient(_)
                | DiscordError::Limited
                | DiscordError::Paused)
        );
        if state.refused > 0 && !unknown {
            info!("Discord accepts the bot's token again");
            state.refused = 0;
            state.looking = false;
            state.shut = None;
        } else if state.looking && done.as_ref().is_err_and(DiscordError::is_passing) {
            // It found out nothing: another one, soon.
            state.looking = false;
            state.shut = Some((now + FIRST_PAUSE, DiscordError::Unauthorized));
        }
        bound(&mut state, now);
    }

    /// Takes note of a call that bore no token of the bot, but one of its own: it says nothing of
    /// the bot's.
    pub fn note_other<T>(&self, done: &Result<T, DiscordError>, now: Instant) {
        let mut state = self.lock();
        count(&mut state, done, now);
        bound(&mut state, now);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is whole in itself.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What Discord counts, and a little more: some of these come as a 404, which it does not.
fn count<T>(state: &mut State, done: &Result<T, DiscordError>, now: Instant) {
    let counts = matches!(
        done,
        Err(DiscordError::Forbidden(_)
            | DiscordError::Gone(_)
            | DiscordError::TokenEnded
            | DiscordError::Limited)
    );
    if counts {
        state.invalid.push_back(now);
    }
}

/// Pauses before Discord does.
fn bound(state: &mut State, now: Instant) {
    while state.invalid.front().is_some_and(|t| *t + WINDOW < now) {
        state.invalid.pop_front();
    }
    if state.invalid.len() >= MOST_INVALID && state.shut.is_none() {
        error!(
            "{MOST_INVALID} requests within ten minutes were not allowed: calls to Discord \
                 pause, or it would ban this address; is a permission missing everywhere?"
        );
        let until = state.invalid.front().map_or(now, |t| *t + WINDOW);
        state.shut = Some((until, DiscordError::Paused));
        state.invalid.clear();
    }
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
