//! How a result is delivered, and what it was made from.

use serde::{Deserialize, Serialize};

use crate::generation::RequestDefaults;
use crate::job::id::{JobId, UserId};
use crate::language::Language;

/// How a result is delivered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryOptions {
    /// By direct message; in the channel only if direct messages are closed.
    pub private: bool,
    /// Without a ping.
    pub quiet: bool,
    /// Hidden behind a spoiler.
    pub spoiler: bool,
    /// It was requested in an age-restricted channel, and may only be used further in one.
    pub age_restricted: bool,
}

/// The member whose avatar a job shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Depicted {
    /// The member.
    pub user: UserId,
    /// Their name at the time of the request.
    pub name: String,
}

/// What a job was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFrom {
    /// The earlier job.
    pub job: JobId,
    /// How its result was used.
    #[serde(rename = "way")]
    pub derivation: Derivation,
}

/// How a job's result is used for a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Derivation {
    /// The same request with another seed.
    Again,
    /// The same request with another prompt or options.
    Change,
    /// Extends the video.
    Continue,
    /// Makes a new video that starts from the last frame.
    LastFrame,
    /// The same request at a higher resolution.
    Larger,
    /// Animates the image.
    Animate,
    /// Uses its content as a reference for something new.
    Reference,
}

/// A user's defaults.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Defaults for requests.
    #[serde(flatten)]
    pub habits: RequestDefaults,
    /// Results are posted without a ping.
    pub quiet: bool,
    /// Results are sent by direct message.
    pub private: bool,
    /// The language of answers, cards and results; `None`: the one that Discord states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}
