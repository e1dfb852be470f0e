//! Files on their way through the program: small ones in memory, larger ones in temporary
//! directories, so that its memory does not grow with the files that members send.

mod directory;

use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream, StreamExt};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

pub use directory::{TemporaryDirectory, sweep_temporary_directories};

/// Largest file that is kept in memory, in bytes. Eight are downloaded at a time.
pub const MAX_IN_MEMORY: u64 = 4 * 1024 * 1024;

/// First bytes of a file on disk that are kept in memory too: headers name all streams within them.
const START: usize = 64 * 1024;

/// Bytes of a file that are read at a time.
const PIECE: usize = 256 * 1024;

/// The name of a file in its directory.
const NAME: &str = "spooled";

/// A file in memory, or in a temporary directory of its own that is removed with the last copy of
/// this.
#[derive(Debug, Clone)]
pub struct Spooled(Content);

#[derive(Debug, Clone)]
enum Content {
    Memory(Bytes),
    Disk(Arc<OnDisk>),
}

#[derive(Debug)]
struct OnDisk {
    directory: TemporaryDirectory,
    length: u64,
    start: Bytes,
}

impl OnDisk {
    fn path(&self) -> std::path::PathBuf {
        self.directory.path().join(NAME)
    }
}

impl From<Bytes> for Spooled {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Memory(bytes))
    }
}

impl From<Vec<u8>> for Spooled {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl Spooled {
    /// Takes over a finished file of another temporary directory: a small one is read, and a larger
    /// one is moved.
    ///
    /// # Errors
    /// When it is missing, or cannot be moved.
    pub async fn take(path: &Path) -> io::Result<Self> {
        let length = tokio::fs::metadata(path).await?.len();
        if length <= MAX_IN_MEMORY {
            return Ok(tokio::fs::read(path).await?.into());
        }
        let directory = TemporaryDirectory::new()?;
        let own = directory.path().join(NAME);
        tokio::fs::rename(path, &own).await?;
        let mut start = Vec::with_capacity(START);
        File::open(&own).await?.take(START as u64).read_to_end(&mut start).await?;
        Ok(Self::on_disk(directory, length, start.into()))
    }

    fn on_disk(directory: TemporaryDirectory, length: u64, start: Bytes) -> Self {
        Self(Content::Disk(Arc::new(OnDisk { directory, length, start })))
    }

    /// Its size in bytes.
    pub fn len(&self) -> u64 {
        match &self.0 {
            Content::Memory(bytes) => bytes.len() as u64,
            Content::Disk(file) => file.length,
        }
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its first bytes: all that there are, or at least 64 KB.
    pub fn start(&self) -> &[u8] {
        match &self.0 {
            Content::Memory(bytes) => bytes,
            Content::Disk(file) => &file.start,
        }
    }

    /// Its bytes, if they are in memory.
    pub fn in_memory(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Memory(bytes) => Some(bytes),
            Content::Disk(_) => None,
        }
    }

    /// All of its bytes, however many there are.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn read(&self) -> io::Result<Bytes> {
        match &self.0 {
            Content::Memory(bytes) => Ok(bytes.clone()),
            Content::Disk(file) => Ok(tokio::fs::read(file.path()).await?.into()),
        }
    }

    /// Its SHA-256, in hexadecimal.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn sha256(&self) -> io::Result<String> {
        let mut hash = Sha256::new();
        let mut pieces = self.pieces();
        while let Some(piece) = pieces.next().await {
            hash.update(piece?);
        }
        Ok(hex(hash))
    }

    /// Puts it into another directory: writes the bytes, or links the file, which is not copied.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn place(&self, path: &Path) -> io::Result<()> {
        match &self.0 {
            // Of anything else than owned bytes, a copy would be made.
            Content::Memory(bytes) => tokio::fs::write(path, bytes.clone()).await,
            Content::Disk(file) => match tokio::fs::hard_link(file.path(), path).await {
                Ok(()) => Ok(()),
                // Some file systems have no links.
                Err(_) => tokio::fs::copy(file.path(), path).await.map(drop),
            },
        }
    }

    /// Its bytes in pieces.
    pub fn pieces(&self) -> BoxStream<'static, io::Result<Bytes>> {
        match &self.0 {
            Content::Memory(bytes) => stream::iter([Ok(bytes.clone())]).boxed(),
            Content::Disk(file) => {
                // The stream holds the directory too, which must outlive the file's use.
                let read = async |(kept, open): (Arc<OnDisk>, Option<File>)| {
                    let mut open = match open {
                        Some(open) => open,
                        None => File::open(kept.path()).await?,
                    };
                    let mut piece = BytesMut::with_capacity(PIECE);
                    let read = open.read_buf(&mut piece).await?;
                    Ok((read > 0).then(|| (piece.freeze(), (kept, Some(open)))))
                };
                stream::try_unfold((Arc::clone(file), None), read).boxed()
            }
        }
    }
}

/// A file that was fetched.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Its content.
    pub file: Spooled,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// Why a file could not be spooled.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// It has more bytes than allowed.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// It could not be written to disk.
    #[error("a temporary file could not be written: {0}")]
    Disk(#[from] io::Error),
}

/// Writes a file that arrives in pieces, and computes its hash.
#[derive(Debug)]
pub struct Spool {
    limit: u64,
    /// How many bytes stay in memory.
    in_memory: u64,
    length: u64,
    hash: Sha256,
    /// All bytes while there are few, and the first ones afterwards.
    kept: BytesMut,
    disk: Option<(TemporaryDirectory, File)>,
}

impl Spool {
    /// A file of at most `limit` bytes, of which `expected` are announced.
    pub fn new(limit: u64, expected: u64) -> Self {
        let in_memory = if expected > MAX_IN_MEMORY { START as u64 } else { MAX_IN_MEMORY };
        // Not more than needed, which a buffer that grows would take.
        let capacity = usize::try_from(expected.min(in_memory)).unwrap_or_default();
        let kept = BytesMut::with_capacity(capacity);
        Self { limit, in_memory, length: 0, hash: Sha256::new(), kept, disk: None }
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// When the file becomes too large, or cannot be written.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), SpoolError> {
        self.length += piece.len() as u64;
        if self.length > self.limit {
            return Err(SpoolError::TooLarge { limit: self.limit });
        }
        self.hash.update(piece);
        if let Some((_, file)) = &mut self.disk {
            return Ok(file.write_all(piece).await?);
        }
        self.kept.extend_from_slice(piece);
        if self.length > self.in_memory {
            let directory = TemporaryDirectory::new()?;
            let mut file = File::create(directory.path().join(NAME)).await?;
            file.write_all(&self.kept).await?;
            self.kept = BytesMut::from(self.kept.get(..START).unwrap_or(&self.kept));
            self.disk = Some((directory, file));
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn finish(self) -> Result<Fetched, SpoolError> {
        let sha256 = hex(self.hash);
        let file = match self.disk {
            None => Spooled::from(self.kept.freeze()),
            Some((directory, mut file)) => {
                file.flush().await?;
                Spooled::on_disk(directory, self.length, self.kept.freeze())
            }
        };
        Ok(Fetched { file, sha256 })
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
#[path = "spool/spool_tests.rs"]
mod tests;
