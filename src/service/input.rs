//! Inputs that a request names and that are not fetched yet.

use serde::{Deserialize, Serialize};

use crate::generation::Role;
use crate::job::JobId;

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A file at Discord, known only by what is claimed of it.
    File {
        /// Where it is, signed.
        url: String,
        /// Its size as Discord says.
        bytes: u64,
    },
    /// An input of an earlier job, by number.
    InputOf(JobId, usize),
    /// A result of an earlier job, by number.
    ResultOf(JobId, usize),
    /// The last picture of an earlier job's clip.
    LastFrameOf(JobId),
}

impl Source {
    /// The earlier job that it is taken from.
    pub fn job(&self) -> Option<JobId> {
        match self {
            Source::File { .. } => None,
            Source::InputOf(job, _) | Source::ResultOf(job, _) | Source::LastFrameOf(job) => {
                Some(*job)
            }
        }
    }
}

/// An input before it is taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct InputRef {
    /// What it shall be to the model.
    pub role: Role,
    /// The member's file name.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
}
