//! Serves videos from the archive to the web server.

use std::ops::Range;

use async_trait::async_trait;
use futures_util::StreamExt;
use tracing::warn;

use crate::archive::{Archive, ArchiveError};
use crate::http::{VideoStream, VideoUnreadable, Videos};
use crate::job::JobId;

/// Implements the web server's [`Videos`] over the archive.
pub(super) struct ArchivedVideos(pub(super) Archive);

#[async_trait]
impl Videos for ArchivedVideos {
    async fn size(&self, job: JobId) -> Result<Option<u64>, VideoUnreadable> {
        match self.0.size(&Archive::video_key(job)).await {
            Ok(size) => Ok(Some(size)),
            Err(e) if e.is_missing() => Ok(None),
            Err(e) => Err(unreadable(job, &e)),
        }
    }

    async fn part(&self, job: JobId, part: Range<u64>) -> Result<VideoStream, VideoUnreadable> {
        let stream = self.0.stream(&Archive::video_key(job), part).await;
        let stream = stream.map_err(|e| unreadable(job, &e))?;
        Ok(stream.map(|p| p.map_err(std::io::Error::other)).boxed())
    }
}

fn unreadable(job: JobId, error: &ArchiveError) -> VideoUnreadable {
    warn!(job.id = %job, error = %error, "failed to read a linked video");
    VideoUnreadable
}
