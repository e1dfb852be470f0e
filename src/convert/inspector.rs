//! Measures files and removes their metadata: small ones here, and larger ones in a process of its
//! own, so that they are never in the memory of this one.

use bytes::Bytes;

use crate::convert::error::ConvertError;
use crate::convert::sandbox::{Processes, Purpose};
use crate::convert::worker::Worker;
use crate::media::{self, Damage, Inspection, Unusable};
use crate::spool::Spooled;

/// Files up to this size are read on the async thread, larger ones on a blocking thread, so that
/// other responses are not delayed.
const READ_AT_ONCE: usize = 256 * 1024;

/// Largest file without its metadata, in bytes: images in between have most.
const MAX_STRIPPED: u64 = 300_000_000;

/// This program, and what limits its processes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inspector<'a> {
    /// Without it, files are read in this process.
    pub worker: Option<&'a Worker>,
    pub processes: &'a Processes,
}

impl Inspector<'_> {
    /// Identifies and measures a file.
    ///
    /// # Errors
    /// When it could not be read, or not by a process within its limits.
    pub(super) async fn inspect(&self, file: &Spooled) -> Result<Inspection, ConvertError> {
        if let (None, Some(worker)) = (file.in_memory(), self.worker) {
            let arguments = ["inspect-file"];
            let purpose = Purpose::Measurement;
            let run = worker.run(self.processes, purpose, file, arguments, 0).await?;
            return serde_json::from_slice(&run.output).map_err(|_| ConvertError::Unreadable);
        }
        read_with(file.read().await?, |bytes| Ok(media::inspect(bytes))).await
    }

    /// The file without metadata, and with wrong sizes in its headers set right.
    ///
    /// # Errors
    /// The same, or when its structure is damaged.
    pub(super) async fn strip(&self, file: &Spooled) -> Result<Spooled, ConvertError> {
        if let (None, Some(worker)) = (file.in_memory(), self.worker) {
            let arguments = ["strip-file"];
            let purpose = Purpose::Measurement;
            let run = worker.run(self.processes, purpose, file, arguments, MAX_STRIPPED).await?;
            let changed: Result<bool, Unusable> =
                serde_json::from_slice(&run.output).map_err(|_| ConvertError::Unreadable)?;
            return if changed? { Ok(run.sandbox.take("out").await?) } else { Ok(file.clone()) };
        }
        let stripped = read_with(file.read().await?, stripped).await?;
        Ok(stripped.map_or_else(|| file.clone(), Spooled::from))
    }
}

/// The bytes without metadata; `None` if nothing changes.
fn stripped(bytes: &[u8]) -> Result<Option<Vec<u8>>, Unusable> {
    let Some(format) = media::sniff(bytes) else { return Ok(None) };
    media::stripped(bytes, format)
}

/// Reads bytes off the threads that answer, if there are many.
async fn read_with<T: Send + 'static>(
    bytes: Bytes,
    work: impl Fn(&[u8]) -> Result<T, Unusable> + Send + 'static,
) -> Result<T, ConvertError> {
    if bytes.len() <= READ_AT_ONCE {
        return Ok(work(&bytes)?);
    }
    let done = tokio::task::spawn_blocking(move || work(&bytes)).await;
    let done = done.unwrap_or_else(|_| Err(Damage::Unreadable.into()));
    Ok(done?)
}

/// The other process: inspects the file `in` of the current directory. Returns what to print.
///
/// # Errors
/// When the file cannot be read.
pub fn inspect_file() -> std::io::Result<String> {
    Ok(serde_json::to_string(&media::inspect(&std::fs::read("in")?))?)
}

/// The other process: writes the file `in` of the current directory without metadata as `out`, if
/// that changes it. Returns what to print.
///
/// # Errors
/// When a file cannot be read or written.
pub fn strip_file() -> std::io::Result<String> {
    let stripped = stripped(&std::fs::read("in")?);
    if let Ok(Some(bytes)) = &stripped {
        std::fs::write("out", bytes)?;
    }
    Ok(serde_json::to_string(&stripped.map(|bytes| bytes.is_some()))?)
}
