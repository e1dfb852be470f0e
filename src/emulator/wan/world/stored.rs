//! Files that tasks may need for a day or two: on disk, because together they are larger than memory.

use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use tempfile::TempPath;

/// Larger files are stored on disk.
const IN_MEMORY: usize = 16 * 1024;

/// A stored file; clones share it.
#[derive(Debug, Clone)]
pub(in crate::emulator::wan) enum Stored {
    Memory(Bytes),
    /// A temporary file, removed with the last clone.
    Disk(Arc<TempPath>),
}

impl Stored {
    /// Stores a file. Blocks on the disk; a file that cannot be written stays in memory.
    pub(in crate::emulator::wan) fn of(file: &[u8]) -> Self {
        if file.len() > IN_MEMORY {
            match on_disk(file) {
                Ok(path) => return Self::Disk(Arc::new(path)),
                Err(e) => tracing::warn!(error = %e, "a temporary file stays in memory"),
            }
        }
        // Copied, because a slice of an upload would keep the whole upload in memory.
        Self::Memory(Bytes::copy_from_slice(file))
    }

    /// The file. Blocks on the disk.
    ///
    /// # Errors
    /// When somebody removed the temporary file.
    pub(in crate::emulator::wan) fn read(&self) -> std::io::Result<Bytes> {
        match self {
            Self::Memory(bytes) => Ok(bytes.clone()),
            Self::Disk(path) => std::fs::read(&**path).map(Bytes::from),
        }
    }

    /// Like [`of`](Self::of), without blocking the runtime.
    pub(in crate::emulator::wan) async fn keep(file: Bytes) -> Self {
        if file.len() <= IN_MEMORY {
            return Self::of(&file);
        }
        let copy = file.clone();
        let stored = tokio::task::spawn_blocking(move || Self::of(&copy)).await;
        stored.unwrap_or(Self::Memory(file))
    }

    /// Like [`read`](Self::read), without blocking the runtime.
    ///
    /// # Errors
    /// When somebody removed the temporary file.
    pub(in crate::emulator::wan) async fn fetch(&self) -> std::io::Result<Bytes> {
        match self {
            Self::Memory(bytes) => Ok(bytes.clone()),
            Self::Disk(path) => tokio::fs::read(&**path).await.map(Bytes::from),
        }
    }
}

/// Writes a temporary file that only this user can read.
fn on_disk(file: &[u8]) -> std::io::Result<TempPath> {
    let mut at = tempfile::Builder::new().prefix("wanbot-emulator-").tempfile()?;
    at.write_all(file)?;
    Ok(at.into_temp_path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn large_files_are_on_disk_as_long_as_they_are_needed() {
        let large: Bytes = (0..IN_MEMORY + 1).map(|n| n as u8).collect::<Vec<_>>().into();
        let stored = Stored::keep(large.clone()).await;
        let Stored::Disk(path) = &stored else { panic!("{stored:?}") };
        let path = path.to_path_buf();
        let clone = stored.clone();
        drop(stored);
        assert_eq!(clone.fetch().await.unwrap(), large);
        assert_eq!(clone.read().unwrap(), large);
        drop(clone);
        assert!(!path.exists());
        let small = Stored::keep(large.slice(..IN_MEMORY)).await;
        assert!(matches!(small, Stored::Memory(_)));
        assert_eq!(small.fetch().await.unwrap(), large.slice(..IN_MEMORY));
    }
}
