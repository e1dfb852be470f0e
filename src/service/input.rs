//! Inputs that a request refers to and that have not been fetched yet.

use serde::{Deserialize, Serialize};

use crate::generation::Role;
use crate::job::{Depicted, GuildId, JobId};

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
    /// The media of an embed, through Discord's proxy. Discord does not say its size.
    Embed {
        /// The proxy's URL.
        url: String,
    },
    /// An image of Discord's CDN.
    Cdn(CdnImage),
    /// An input of an earlier job, by index.
    InputOf(JobId, usize),
    /// A result of an earlier job, by index.
    ResultOf(JobId, usize),
    /// The last frame of an earlier job's video.
    LastFrameOf(JobId),
}

impl Source {
    /// The member whose avatar it is, if it is one.
    pub fn depicted(&self) -> Option<&Depicted> {
        match self {
            Source::Cdn(CdnImage::Avatar { of, .. }) => Some(of),
            _ => None,
        }
    }

    /// The earlier job that it refers to, if any.
    pub fn job(&self) -> Option<JobId> {
        match self {
            Source::File { .. } | Source::Embed { .. } | Source::Cdn(_) => None,
            Source::InputOf(job, _) | Source::ResultOf(job, _) | Source::LastFrameOf(job) => {
                Some(*job)
            }
        }
    }
}

/// An image that Discord's CDN has at a documented path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CdnImage {
    /// A custom emoji, by ID.
    Emoji(u64),
    /// A sticker.
    Sticker {
        /// Its ID.
        id: u64,
        /// Whether it is a GIF; else a PNG, possibly animated.
        gif: bool,
    },
    /// A member's avatar.
    Avatar {
        /// The member.
        of: Depicted,
        /// The avatar's hash.
        hash: String,
        /// The server, if it is the avatar that the member has there only.
        guild: Option<GuildId>,
    },
}

/// An input before it is fetched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InputRef {
    /// Its role for the model.
    pub role: Role,
    /// The member's file name.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
}
