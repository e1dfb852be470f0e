//! Compresses finished videos that are too large for a channel, and extracts their last frame.

use std::path::Path;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use tokio::io::AsyncWriteExt;

use crate::convert::ffmpeg::{Ffmpeg, Source};
use crate::convert::sandbox::{Limits, Purpose, Sandbox};
use crate::spool::Spooled;

/// Shares of the size limit to aim at. Measured: two passes at 0.94 stay below it; one pass does
/// not (bit rate control overshoots).
const AIMS: [f64; 2] = [0.94, 0.85];
/// Audio bit rate, in bits per second.
const AUDIO_BITS: f64 = 96_000.0;
/// Lowest video bit rate worth watching, in bits per second.
const LEAST_VIDEO_BITS: f64 = 80_000.0;
/// Largest last frame as a PNG, in bytes.
const MAX_FRAME: u64 = 64 * 1024 * 1024;

impl Ffmpeg {
    /// Re-encodes a video to at most `limit` bytes; `None` when that cannot be done.
    pub async fn shrink(
        &self,
        video: BoxStream<'static, Result<Bytes, String>>,
        seconds: f64,
        limit: u64,
    ) -> Option<Spooled> {
        let sandbox = self.sandbox(Purpose::Conversion).ok()?;
        let limits = self.limits(limit * 2);
        let path = sandbox.path("in.mp4");
        let stored = store(&path, video);
        tokio::time::timeout(limits.time, stored).await.ok()??;
        self.attempts(&sandbox, seconds, limit, &limits).await
    }

    /// The last frame of a video, as a PNG.
    pub async fn last_frame(&self, video: &Spooled) -> Option<Spooled> {
        let sandbox = self.sandbox(Purpose::Check).ok()?;
        sandbox.store("in.mp4", video).await.ok()?;
        // Each frame of the last second overwrites the one before.
        let input = Source { before: &["-sseof", "-1"], ..Source::new("in.mp4", "mov") };
        let arguments = ["-map", "0:v:0", "-update", "1", "-pix_fmt", "rgb24", "last.png"];
        self.run(&sandbox, input, &arguments, &self.limits(MAX_FRAME)).await.ok()?;
        let image = sandbox.take("last.png").await.ok()?;
        (!image.is_empty()).then_some(image)
    }

    async fn attempts(
        &self,
        sandbox: &Sandbox,
        seconds: f64,
        limit: u64,
        limits: &Limits,
    ) -> Option<Spooled> {
        for aim in AIMS {
            let bits = limit as f64 * 8.0 * aim / seconds.max(0.1) - AUDIO_BITS;
            if bits < LEAST_VIDEO_BITS {
                return None;
            }
            self.pass(sandbox, bits, 1, limits).await?;
            self.pass(sandbox, bits, 2, limits).await?;
            let out = sandbox.take("out.mp4").await.ok()?;
            if !out.is_empty() && out.len() <= limit {
                return Some(out);
            }
        }
        None
    }

    async fn pass(&self, sandbox: &Sandbox, bits: f64, pass: u8, limits: &Limits) -> Option<()> {
        let (bits, pass_number) = (format!("{bits:.0}"), pass.to_string());
        let mut arguments = vec!["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"];
        arguments.extend(["-threads", "2", "-b:v", &bits, "-pass", &pass_number]);
        arguments.extend(["-passlogfile", "pass"]);
        if pass == 1 {
            arguments.extend(["-an", "-f", "null", "-"]);
        } else {
            let end = ["-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", "out.mp4"];
            arguments.extend(end);
        }
        self.run(sandbox, Source::new("in.mp4", "mov"), &arguments, limits).await.ok().map(drop)
    }
}

async fn store(path: &Path, mut video: BoxStream<'static, Result<Bytes, String>>) -> Option<()> {
    let mut file = tokio::fs::File::create(path).await.ok()?;
    while let Some(piece) = video.next().await {
        file.write_all(&piece.ok()?).await.ok()?;
    }
    file.flush().await.ok()
}
