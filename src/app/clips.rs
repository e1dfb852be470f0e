//! Clips for the web server, out of the archive.

use async_trait::async_trait;
use futures_util::StreamExt;

use crate::archive::Archive;
use crate::http::{Clip, Clips};
use crate::job::JobId;

/// The archive as the web server wants it.
pub(super) struct ArchivedClips(pub(super) Archive);

#[async_trait]
impl Clips for ArchivedClips {
    async fn clip(&self, job: JobId) -> Option<Clip> {
        let (bytes, stream) = self.0.stream(&Archive::clip_key(job)).await.ok()?;
        Some(Clip { bytes, stream: stream.map(|p| p.map_err(std::io::Error::other)).boxed() })
    }
}
