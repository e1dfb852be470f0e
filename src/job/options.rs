//! How a result is wanted, and what it was made from.

use serde::{Deserialize, Serialize};

use crate::generation::Habits;
use crate::job::id::JobId;

/// How a result is handed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryOptions {
    /// By direct message, and in the channel only where those are closed.
    pub private: bool,
    /// Without a ping.
    pub quiet: bool,
    /// Hidden until it is clicked.
    pub spoiler: bool,
    /// It was asked for in an age-restricted channel, and goes on in no other.
    pub age_restricted: bool,
}

/// What a job was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFrom {
    /// The earlier job.
    pub job: JobId,
    /// What was done with it.
    #[serde(rename = "way")]
    pub derivation: Derivation,
}

/// A way on from a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Derivation {
    /// The same with another seed.
    Again,
    /// The same with another prompt or other options.
    Change,
    /// The clip goes on.
    Continue,
    /// A new clip begins where it ends.
    LastFrame,
    /// The same, larger.
    Larger,
    /// The picture begins to move.
    Animate,
    /// What is in it appears in something new.
    Reference,
}

/// What somebody wants when they say nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Of what they ask for.
    #[serde(flatten)]
    pub habits: Habits,
    /// Results come without a ping.
    pub quiet: bool,
    /// Results come by direct message.
    pub private: bool,
}
