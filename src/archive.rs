//! The archive: stores results and their inputs as objects. Only the bot chooses keys. Today it is
//! a local folder; the `ObjectStore` trait also supports other backends.

mod ownership;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use jiff::Timestamp;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt};
use tokio::io::AsyncWriteExt;

pub use ownership::{Ownership, OwnershipFacts};

use crate::generation::Role;
use crate::job::JobId;

/// An archive operation failed.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The store returned an error. Its text is part of this one's, so it is not also its `source`.
    #[error("archive: {0}")]
    Store(Box<object_store::Error>),
    /// An I/O error while writing an object.
    #[error("archive: {0}")]
    Io(String),
    /// The stream to be written failed.
    #[error("archive: the source stream failed: {0}")]
    Source(String),
    /// More bytes than allowed.
    #[error("archive: more than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
}

impl From<object_store::Error> for ArchiveError {
    fn from(error: object_store::Error) -> Self {
        Self::Store(Box::new(error))
    }
}

impl From<std::io::Error> for ArchiveError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

impl ArchiveError {
    /// Whether the object does not exist, so that a retry is pointless.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Store(e) if matches!(**e, object_store::Error::NotFound { .. }))
    }
}

/// The object with the ID of the journal that owns this archive.
pub const ID_FILE: &str = "journal-id";

/// The object with the number of the journal's progress.
const PROGRESS_FILE: &str = "journal-progress";

/// The object that a probe writes.
const PROBE: &str = "probe";

/// Bytes read or written at a time.
const PIECE: usize = 256 * 1024;
/// Buffer size in bytes; a smaller object is written in one call.
const BUFFER: usize = 1 << 20;

/// Objects by key.
#[derive(Debug, Clone)]
pub struct Archive {
    store: Arc<dyn ObjectStore>,
}

impl Archive {
    /// Opens an archive in a folder, creating the folder if needed.
    ///
    /// # Errors
    /// When the folder cannot be created or used.
    pub fn in_folder(folder: &FilePath) -> Result<Self, ArchiveError> {
        crate::private_dir::private(folder)?;
        // Removes the folder of a job's inputs together with its last file.
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store.with_automatic_cleanup(true)) })
    }

    /// Wraps any store, for example an in-memory one in a simulation.
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// The key of an input. It contains nothing that a member chose.
    pub fn input_key(job: JobId, number: usize, role: Role, extension: &str) -> String {
        format!("inputs/{job}/{number}-{}.{extension}", role.id())
    }

    /// The key of a finished video.
    pub fn video_key(job: JobId) -> String {
        format!("clips/{job}.mp4")
    }

    /// The key of a video compressed for a post; the object is removed once it is posted.
    pub fn compressed_key(job: JobId) -> String {
        format!("fitted/{job}.mp4")
    }

    /// The key of a finished image, by its number in the job.
    pub fn image_key(job: JobId, number: usize) -> String {
        format!("pictures/{job}-{number}.png")
    }

    /// Writes a whole object.
    ///
    /// # Errors
    /// When the store fails; nothing is stored then.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), ArchiveError> {
        self.store.put(&Path::from(key), bytes.into()).await?;
        Ok(())
    }

    /// Writes a small object, to test that the archive is writable.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn probe(&self) -> Result<(), ArchiveError> {
        self.put(PROBE, Bytes::from_static(&[b'.'; PIECE / 4])).await
    }

    /// Writes an object from a stream and returns its size in bytes.
    ///
    /// # Errors
    /// When the stream fails, is too large, or the store fails; nothing is stored then.
    pub async fn put_stream<E: std::fmt::Display>(
        &self,
        key: &str,
        limit: u64,
        mut source: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<u64, ArchiveError> {
        let mut writer = BufWriter::with_capacity(Arc::clone(&self.store), Path::from(key), BUFFER);
        let mut size = 0;
        while let Some(piece) = source.next().await {
            let problem = match piece {
                Ok(piece) => {
                    size += piece.len() as u64;
                    if size <= limit {
                        writer.put(piece).await?;
                        continue;
                    }
                    ArchiveError::TooLarge { limit }
                }
                Err(e) => ArchiveError::Source(e.to_string()),
            };
            writer.abort().await?;
            return Err(problem);
        }
        writer.shutdown().await?;
        Ok(size)
    }

    /// Reads an object of a known size in pieces.
    pub fn pieces(&self, key: &str, size: u64) -> BoxStream<'static, Result<Bytes, String>> {
        let (store, path) = (Arc::clone(&self.store), Path::from(key));
        let starts = (0..size).step_by(PIECE);
        let piece = move |start: u64| {
            let (store, path) = (Arc::clone(&store), path.clone());
            async move {
                let part = start..(start + PIECE as u64).min(size);
                store.get_range(&path, part).await.map_err(|e| e.to_string())
            }
        };
        stream::iter(starts).then(piece).boxed()
    }

    /// Reads a whole object.
    ///
    /// # Errors
    /// When it does not exist or cannot be read.
    pub async fn get(&self, key: &str) -> Result<Bytes, ArchiveError> {
        Ok(self.store.get(&Path::from(key)).await?.bytes().await?)
    }

    /// The size of an object in bytes.
    ///
    /// # Errors
    /// When it does not exist.
    pub async fn size(&self, key: &str) -> Result<u64, ArchiveError> {
        Ok(self.store.head(&Path::from(key)).await?.size)
    }

    /// Streams a range of an object.
    ///
    /// # Errors
    /// When it does not exist or cannot be read.
    pub async fn stream(
        &self,
        key: &str,
        part: Range<u64>,
    ) -> Result<impl Stream<Item = object_store::Result<Bytes>> + use<>, ArchiveError> {
        let options = GetOptions::new().with_range(Some(part));
        Ok(self.store.get_opts(&Path::from(key), options).await?.into_stream())
    }

    /// The jobs whose stored inputs are all older than `before`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn jobs_with_inputs(&self, before: Timestamp) -> Result<Vec<JobId>, ArchiveError> {
        let mut newest: BTreeMap<JobId, i64> = BTreeMap::new();
        let mut objects = self.store.list(Some(&Path::from("inputs")));
        while let Some(object) = objects.next().await {
            let object = object?;
            let job = object.location.parts().nth(1).and_then(|part| part.as_ref().parse().ok());
            if let Some(job) = job {
                let at = newest.entry(job).or_insert(i64::MIN);
                *at = (*at).max(object.last_modified.timestamp_millis());
            }
        }
        let before = before.as_millisecond();
        Ok(newest.into_iter().filter(|(_, at)| *at < before).map(|(job, _)| job).collect())
    }

    /// The jobs that have a compressed video stored.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn jobs_with_compressed(&self) -> Result<Vec<JobId>, ArchiveError> {
        let found = self.store.list_with_delimiter(Some(&Path::from("fitted"))).await?;
        let names = found.objects.iter().filter_map(|o| o.location.filename());
        Ok(names.filter_map(|name| name.strip_suffix(".mp4")?.parse().ok()).collect())
    }

    /// The archive's ID, which must equal its journal's. Writes `fresh` if there is no ID yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn id(&self, fresh: &str) -> Result<String, ArchiveError> {
        if let Some(id) = self.known_id().await? {
            return Ok(id);
        }
        self.put(ID_FILE, Bytes::from(format!("{fresh}\n"))).await?;
        Ok(fresh.to_owned())
    }

    /// The archive's ID, if it has one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn known_id(&self) -> Result<Option<String>, ArchiveError> {
        match self.get(ID_FILE).await {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned())),
            Err(e) if e.is_missing() => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// The number of the journal's progress that was stored last, if any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn progress(&self) -> Result<Option<u64>, ArchiveError> {
        match self.get(PROGRESS_FILE).await {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).trim().parse().ok()),
            Err(e) if e.is_missing() => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Stores the number of the journal's progress.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn store_progress(&self, number: u64) -> Result<(), ArchiveError> {
        self.put(PROGRESS_FILE, Bytes::from(format!("{number}\n"))).await
    }

    /// Whether the archive contains nothing but its ID.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_only_id(&self) -> Result<bool, ArchiveError> {
        let found = self.store.list_with_delimiter(None).await?;
        Ok(found.common_prefixes.is_empty())
    }

    /// Whether the archive is empty.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_empty(&self) -> Result<bool, ArchiveError> {
        let found = self.store.list_with_delimiter(None).await?;
        Ok(found.objects.is_empty() && found.common_prefixes.is_empty())
    }

    /// Removes all inputs of a job.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_inputs(&self, job: JobId) -> Result<(), ArchiveError> {
        let mut objects = self.store.list(Some(&Path::from(format!("inputs/{job}"))));
        while let Some(object) = objects.next().await {
            self.remove(object?.location.as_ref()).await?;
        }
        Ok(())
    }

    /// Removes an object; succeeds if it does not exist.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove(&self, key: &str) -> Result<(), ArchiveError> {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }
}
