//! How a job can fail. Retries and refunds depend on the class, never on a text.

use serde::{Deserialize, Serialize};

/// The class of a failure, which decides what the member and the operator can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The member can fix it: size, duration, format, a missing field.
    UserInput,
    /// The provider's content moderation rejected the prompt, an input or the result.
    Moderated,
    /// The provider failed; the same request may succeed later.
    Provider,
    /// The provider forgot the task, or its link expired before the result was downloaded.
    Lost,
    /// API key, account, region or billing: only the operator can fix it.
    Account,
    /// The result exists but Discord rejected it everywhere the requester could see it.
    Undeliverable,
    /// A bug in this program.
    Bug,
}

impl Class {
    /// Its name, as in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::UserInput => "user_input",
            Self::Moderated => "moderated",
            Self::Provider => "provider",
            Self::Lost => "lost",
            Self::Account => "account",
            Self::Undeliverable => "undeliverable",
            Self::Bug => "bug",
        }
    }
}

/// Why a job failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The class.
    pub class: Class,
    /// The provider's error code, if any.
    pub code: Option<String>,
    /// The provider's message, if any: for the operator, never shown to members.
    pub message: Option<String>,
    /// The result exists and the requester pays for it: they collected it, or prevented its
    /// delivery.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub charged: bool,
}

impl Failure {
    /// A failure without a code and message from the provider.
    pub fn of(class: Class) -> Self {
        Self { class, code: None, message: None, charged: false }
    }
}
