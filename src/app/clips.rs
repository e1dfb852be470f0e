//! Clips for the web server, out of the archive.

use std::ops::Range;

use async_trait::async_trait;
use futures_util::StreamExt;

use crate::archive::Archive;
use crate::http::{ClipStream, Clips};
use crate::job::JobId;

/// The archive as the web server wants it.
pub(super) struct ArchivedClips(pub(super) Archive);

#[async_trait]
impl Clips for ArchivedClips {
    async fn size(&self, job: JobId) -> Option<u64> {
        self.0.size(&Archive::clip_key(job)).await.ok()
    }

    async fn part(&self, job: JobId, part: Range<u64>) -> Option<ClipStream> {
        let stream = self.0.stream(&Archive::clip_key(job), part).await.ok()?;
        Some(stream.map(|p| p.map_err(std::io::Error::other)).boxed())
    }
}
