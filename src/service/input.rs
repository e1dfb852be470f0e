//! Inputs that a request refers to and that have not been fetched yet.

use serde::{Deserialize, Serialize};

use crate::generation::Role;
use crate::job::JobId;

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A file at Discord, of which only Discord's claims are known.
    File {
        /// Signed URL.
        url: String,
        /// Size in bytes, as claimed by Discord.
        bytes: u64,
    },
    /// An input of an earlier job, by index.
    InputOf(JobId, usize),
    /// A result of an earlier job, by index.
    ResultOf(JobId, usize),
    /// The last frame of an earlier job's video.
    LastFrameOf(JobId),
}

impl Source {
    /// The earlier job that it refers to, if any.
    pub fn job(&self) -> Option<JobId> {
        match self {
            Source::File { .. } => None,
            Source::InputOf(job, _) | Source::ResultOf(job, _) | Source::LastFrameOf(job) => {
                Some(*job)
            }
        }
    }
}

/// An input before it is fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct InputRef {
    /// Its role for the model.
    pub role: Role,
    /// The member's file name.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
}
