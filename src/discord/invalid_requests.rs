//! Keeps the bot below Discord's limit of invalid requests: Discord bans an IP address for an hour
//! after 10,000 invalid requests (401, 403, 429) within ten minutes, and with a rejected token
//! every request is invalid.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tracing::{error, info, warn};

use crate::discord::recent::Recent;
use crate::job::{ChannelId, GuildId, Place, Tenant, UserId};
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
/// Refused calls about one server within [`WINDOW`] after which it gets none for a while: a twentieth
/// of the number at which the bot pauses everywhere. Each kind of call is counted apart, so that a
/// missing permission does not stop answers.
const MOST_OF_SERVER: usize = 50;
/// The same for the direct messages of one user.
const MOST_OF_USER: usize = 10;

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

/// Whom a call is about: their refusals are bounded before they count for the whole bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A server.
    Server(GuildId),
    /// The user of a channel for direct messages, of which each user has one.
    DirectMessages(ChannelId),
    /// A user whose channel for direct messages is not known yet.
    User(UserId),
}

impl From<Place> for Owner {
    fn from(place: Place) -> Self {
        match place.tenant {
            Tenant::Server(guild) => Self::Server(guild),
            Tenant::Direct => Self::DirectMessages(place.channel),
        }
    }
}

/// What authorizes a call, and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// With the bot's token.
    Bot,
    /// The first response to an interaction. If it comes too late, it is refused with a 404, which
    /// Discord does not count.
    Response,
    /// With the token of an interaction, after the response.
    Token,
}

/// Bounds the refused calls of each server and each user, so that one of them does not use up the
/// limit of invalid requests, which is for all.
#[derive(Debug)]
pub struct RefusalLimiter {
    servers: Recent<(Owner, CallKind)>,
    users: Recent<(Owner, CallKind)>,
}

impl Default for RefusalLimiter {
    fn default() -> Self {
        Self {
            servers: Recent::new(MOST_OF_SERVER, WINDOW),
            users: Recent::new(MOST_OF_USER, WINDOW),
        }
    }
}

impl RefusalLimiter {
    /// Whether calls about this server or user are to pause.
    pub fn is_reached(&self, owner: Owner, kind: CallKind) -> bool {
        self.recent(owner).is_too_often(&(owner, kind))
    }

    /// Records the outcome of a call.
    pub fn note<T>(&self, owner: Owner, kind: CallKind, done: &Result<T, MessengerError>) {
        let refused = match done {
            Err(MessengerError::TokenEnded) => kind != CallKind::Bot,
            // Without a code it is no refusal of this server's or user's.
            Err(e) => e.denial().is_some_and(|denial| denial.code != 0),
            Ok(_) => false,
        };
        if !refused {
            return;
        }
        let was_reached = self.is_reached(owner, kind);
        self.recent(owner).note((owner, kind));
        if !was_reached && self.is_reached(owner, kind) {
            log(owner, kind);
        }
    }

    fn recent(&self, owner: Owner) -> &Recent<(Owner, CallKind)> {
        match owner {
            Owner::Server(_) => &self.servers,
            Owner::DirectMessages(_) | Owner::User(_) => &self.users,
        }
    }
}

/// Reports that the limit of a server or a user is reached.
fn log(owner: Owner, kind: CallKind) {
    match (owner, kind) {
        (_, CallKind::Response) => {
            warn!(?owner, "many responses to interactions came too late within ten minutes");
        }
        (_, CallKind::Token) => {
            warn!(?owner, "many tokens of interactions were refused: edits of answers there pause");
        }
        (Owner::Server(guild), CallKind::Bot) => warn!(
            guild.id = %guild,
            "a server refused {MOST_OF_SERVER} calls within ten minutes: those about it pause; \
             which permission does the bot lack there?"
        ),
        (_, CallKind::Bot) => info!(
            ?owner,
            "a user refused {MOST_OF_USER} direct messages within ten minutes: those to them pause"
        ),
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
