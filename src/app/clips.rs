//! Clips for the web server, out of the archive.

use std::ops::Range;

use async_trait::async_trait;
use futures_util::StreamExt;
use tracing::warn;

use crate::archive::{Archive, ArchiveError};
use crate::http::{ClipStream, ClipUnreadable, Clips};
use crate::job::JobId;

/// The archive as the web server wants it.
pub(super) struct ArchivedClips(pub(super) Archive);

#[async_trait]
impl Clips for ArchivedClips {
    async fn size(&self, job: JobId) -> Result<Option<u64>, ClipUnreadable> {
        match self.0.size(&Archive::clip_key(job)).await {
            Ok(size) => Ok(Some(size)),
            Err(e) if e.is_missing() => Ok(None),
            Err(e) => Err(unreadable(job, &e)),
        }
    }

    async fn part(&self, job: JobId, part: Range<u64>) -> Result<ClipStream, ClipUnreadable> {
        let stream = self.0.stream(&Archive::clip_key(job), part).await;
        let stream = stream.map_err(|e| unreadable(job, &e))?;
        Ok(stream.map(|p| p.map_err(std::io::Error::other)).boxed())
    }
}

fn unreadable(job: JobId, error: &ArchiveError) -> ClipUnreadable {
    warn!(job.id = %job, error = %error, "a linked clip cannot be read");
    ClipUnreadable
}
