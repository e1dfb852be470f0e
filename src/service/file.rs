//! Files that members send and results that they get.

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};

use crate::generation::Unreachable;

/// A file of a result. A front end names and describes it.
pub struct ResultFile {
    /// Its number, from 1, where a result may have several files.
    pub number: Option<usize>,
    /// Its format.
    pub format: FileFormat,
    /// Size in bytes; the stream must yield exactly this many.
    pub length: u64,
    /// The content in chunks, so that it is never in memory as a whole; an error states the reason.
    pub pieces: BoxStream<'static, Result<Bytes, String>>,
}

impl ResultFile {
    /// A file in memory.
    pub fn of_bytes(number: Option<usize>, format: FileFormat, bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self { number, format, length, pieces: stream::iter([Ok(bytes)]).boxed() }
    }
}

/// The formats of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// A video.
    Mp4,
    /// An image.
    Png,
    /// An image that was made smaller.
    Jpeg,
}

/// A member's file could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The URL does not point to a host of members' files.
    #[error("not one of Discord's file hosts")]
    ForeignHost,
    /// The file is larger than announced or allowed.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// Allowed size in bytes.
        limit: u64,
    },
    /// It could not be downloaded.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// It was too large for memory, and could not be written to disk.
    #[error("not written to disk: {0}")]
    Disk(String),
}
