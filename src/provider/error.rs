//! A provider's errors, classified by how the bot reacts to them.

use std::time::Duration;

/// How the bot must react to an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// The request is invalid.
    UserInput,
    /// Content inspection refused it.
    Moderated,
    /// Rate limited: retry later.
    Throttled,
    /// The provider or the connection to it failed.
    Transient,
    /// Key, workspace, permission or billing.
    Account,
    /// A malformed request that only a bug of ours can have produced.
    Bug,
}

impl ErrorClass {
    /// Whether the error is temporary, so that a retry can succeed.
    pub fn is_temporary(self) -> bool {
        matches!(self, Self::Throttled | Self::Transient)
    }
}

/// A failed call to the provider.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{class:?}: {}{}", code.as_deref().unwrap_or("no code"), status.map(|s| format!(" (HTTP {s})")).unwrap_or_default())]
pub struct Error {
    /// The class of the error.
    pub class: ErrorClass,
    /// Whether the error concerns the whole account, so that every other request would fail too.
    pub is_account_wide: bool,
    /// Whether the call timed out.
    pub is_timeout: bool,
    /// The HTTP status, if there was a response.
    pub status: Option<u16>,
    /// The provider's code, or ours for a failure below HTTP.
    pub code: Option<String>,
    /// The provider's message: for the operator, never shown to members verbatim.
    pub message: Option<String>,
    /// The provider's request ID, to quote to its support.
    pub request_id: Option<String>,
    /// How long the provider asks to wait, if it says so.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// An error of a class, of which nothing else is known.
    pub fn new(class: ErrorClass) -> Self {
        Self {
            class,
            is_account_wide: false,
            is_timeout: false,
            status: None,
            code: None,
            message: None,
            request_id: None,
            retry_after: None,
        }
    }

    /// Whether the error comes from the provider itself, in its envelope, and not from a proxy.
    pub fn is_from_provider(&self) -> bool {
        self.code.is_some() && self.request_id.is_some()
    }
}

/// A submission that returned no task ID.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SubmitError {
    /// The provider certainly created no task.
    #[error("not accepted: {0}")]
    NotAccepted(Error),
    /// A task may exist. Nothing may be submitted again until that is known.
    #[error("answer lost: {0}")]
    Unknown(Error),
}
