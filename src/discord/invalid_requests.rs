//! Keeps the bot below Discord's limit of invalid requests: Discord bans an IP address for an hour
//! after 10,000 invalid requests (401, 403, 429) within ten minutes, and with a rejected token
//! every request is invalid.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tracing::{error, info};

use crate::service::MessengerError;

/// Discord's window (docs/reference/discord.md §3.9, "Invalid Request Limit").
const WINDOW: Duration = Duration::from_secs(600);
/// A tenth of Discord's limit, since other programs may share the IP address.
const MOST_INVALID: usize = 1_000;
/// Longest duration of a call; a probe without a result by then was dropped.
const LONGEST_CALL: Duration = Duration::from_secs(420);
/// First and longest pause after a 401.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(900);

/// Decides whether Discord may be called.
#[derive(Debug, Default)]
pub struct InvalidRequestLimiter {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Times of the latest invalid requests.
    invalid: VecDeque<Instant>,
    /// Number of consecutive 401s.
    refused: u32,
    /// Whether a probe is in flight to find out if the token is accepted again.
    probing: bool,
    /// The end of the pause, if calls are paused, and the error to return until then.
    paused: Option<(Instant, MessengerError)>,
}

impl InvalidRequestLimiter {
    /// Whether a call may be made now.
    ///
    /// # Errors
    /// The last error from Discord, while calls are paused.
    pub fn admit(&self, now: Instant) -> Result<(), MessengerError> {
        let mut state = self.lock();
        match &mut state.paused {
            Some((until, why)) if *until > now => Err(why.clone()),
            // The pause is over: one call goes out as a probe, and the others wait for its result.
            Some((until, MessengerError::Unauthorized)) => {
                *until = now + LONGEST_CALL;
                state.probing = true;
                Ok(())
            }
            _ => {
                state.paused = None;
                Ok(())
            }
        }
    }

    /// Records the outcome of a call.
    pub fn note<T>(&self, done: &Result<T, MessengerError>, now: Instant) {
        let mut state = self.lock();
        match done {
            // Calls that were in flight together with the first one get the same answer.
            Err(MessengerError::Unauthorized) if state.refused > 0 && !state.probing => {
                state.invalid.push_back(now);
            }
            Err(MessengerError::Unauthorized) => {
                state.probing = false;
                let pause = FIRST_PAUSE * 2u32.saturating_pow(state.refused.min(8));
                if state.refused == 0 {
                    error!(
                        "Discord no longer accepts the bot's token: nothing is posted or \
                         answered, and nothing is lost, until DISCORD_TOKEN is corrected"
                    );
                }
                state.refused += 1;
                state.paused = Some((now + pause.min(LONGEST_PAUSE), MessengerError::Unauthorized));
                state.invalid.push_back(now);
            }
            _ => count(&mut state, done, now),
        }
        // Any other answer of Discord itself shows that the token is accepted.
        let unknown = matches!(
            done,
            Err(MessengerError::Unauthorized
                | MessengerError::Transient(_)
                | MessengerError::Limited
                | MessengerError::Paused)
        );
        if state.refused > 0 && !unknown {
            info!("Discord accepts the bot's token again");
            state.refused = 0;
            state.probing = false;
            state.paused = None;
        } else if state.probing && done.as_ref().is_err_and(MessengerError::is_passing) {
            // The probe was inconclusive: another one follows soon.
            state.probing = false;
            state.paused = Some((now + FIRST_PAUSE, MessengerError::Unauthorized));
        }
        pause_at_limit(&mut state, now);
    }

    /// Records the outcome of a call that carried an interaction's token: it says nothing about the
    /// bot's token.
    pub fn note_other<T>(&self, done: &Result<T, MessengerError>, now: Instant) {
        let mut state = self.lock();
        count(&mut state, done, now);
        pause_at_limit(&mut state, now);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is complete in itself, so a poisoned lock can still be used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts what Discord counts, and a little more: some of these come as a 404, which it does not
/// count.
fn count<T>(state: &mut State, done: &Result<T, MessengerError>, now: Instant) {
    let counts = matches!(
        done,
        Err(MessengerError::Forbidden(_)
            | MessengerError::Gone(_)
            | MessengerError::TokenEnded
            | MessengerError::Limited)
    );
    if counts {
        state.invalid.push_back(now);
    }
}

/// Pauses calls before Discord bans the address.
fn pause_at_limit(state: &mut State, now: Instant) {
    while state.invalid.front().is_some_and(|t| *t + WINDOW < now) {
        state.invalid.pop_front();
    }
    if state.invalid.len() >= MOST_INVALID && state.paused.is_none() {
        error!(
            "{MOST_INVALID} invalid requests within ten minutes: calls to Discord pause, or it \
                 would ban this address; is a permission missing everywhere?"
        );
        let until = state.invalid.front().map_or(now, |t| *t + WINDOW);
        state.paused = Some((until, MessengerError::Paused));
        state.invalid.clear();
    }
}

#[cfg(test)]
#[path = "invalid_requests_tests.rs"]
mod tests;
