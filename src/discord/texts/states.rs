//! The states of a job, by name.

use crate::i18n::say;
use crate::job::State;
use crate::language::Language;

/// The name of a state, for lists.
pub fn state(language: Language, state: &State) -> String {
    match state {
        State::Accepted { .. } => say!(language, "state-accepted"),
        State::Submitting { .. } => say!(language, "state-submitting"),
        State::Unconfirmed { .. } => say!(language, "state-unconfirmed"),
        State::Submitted { .. } => say!(language, "state-submitted"),
        State::Running { .. } => say!(language, "state-running"),
        State::Finished { .. } => say!(language, "state-finished"),
        State::Stored { .. } => say!(language, "state-stored"),
        State::Delivered { .. } => say!(language, "state-delivered"),
        State::Failed { .. } => say!(language, "state-failed"),
        State::Cancelled { .. } => say!(language, "state-cancelled"),
    }
}

/// A state by the name that the journal gives it.
pub fn named(language: Language, name: &str) -> String {
    match name {
        "accepted" => say!(language, "state-accepted"),
        "submitting" => say!(language, "state-submitting"),
        "unconfirmed" => say!(language, "state-unconfirmed"),
        "submitted" => say!(language, "state-submitted"),
        "running" => say!(language, "state-running"),
        "finished" => say!(language, "state-finished"),
        "stored" => say!(language, "state-stored"),
        "delivered" => say!(language, "state-delivered"),
        "failed" => say!(language, "state-failed"),
        "cancelled" => say!(language, "state-cancelled"),
        other => other.to_owned(),
    }
}
