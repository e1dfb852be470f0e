//! How a job can fail. Policy hangs on the class, never on a text.

use serde::{Deserialize, Serialize};

/// What a failure means for the member and the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The member can change something: size, length, format, a missing field.
    UserInput,
    /// The provider's content inspection refused prompt, picture or what came out of them.
    Moderated,
    /// The provider failed; the same request may pass later.
    Provider,
    /// The provider forgot the task, or its link died before the clip was fetched.
    Lost,
    /// Key, account, region or billing: only the operator can help.
    Account,
    /// The clip is there but Discord would not take it anywhere that its requester could see.
    Undeliverable,
    /// Our own mistake.
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
    /// What follows from it.
    pub class: Class,
    /// The provider's code, where it gave one.
    pub code: Option<String>,
    /// The provider's message, where it gave one: for the operator, never shown as it is.
    pub message: Option<String>,
    /// The result is there and its requester pays for it: they were given it, or keep it from
    /// being posted themselves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub charged: bool,
}

impl Failure {
    /// A failure without the provider's own words.
    pub fn of(class: Class) -> Self {
        Self { class, code: None, message: None, charged: false }
    }
}
