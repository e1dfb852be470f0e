//! A clip that is too large for a channel, made smaller by ffmpeg where it is installed.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// How much of the limit is aimed at. Measured: two passes at 0.94 stay below it; one pass does
/// not (bit rate control overshoots).
const AIMS: [f64; 2] = [0.94, 0.85];
/// Sound is kept at this many bits a second.
const AUDIO_BITS: f64 = 96_000.0;
/// Below this there is nothing worth looking at.
const LEAST_VIDEO_BITS: f64 = 80_000.0;

/// The program.
#[derive(Debug, Clone)]
pub struct Ffmpeg {
    program: PathBuf,
    timeout: Duration,
    version: String,
}

impl Ffmpeg {
    /// Looks whether the program is there.
    pub async fn find(program: &Path, timeout: Duration) -> Option<Self> {
        let told = Command::new(program)
            .arg("-version")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .ok()
            .filter(|o| o.status.success())?;
        let version = String::from_utf8_lossy(&told.stdout).lines().next()?.to_owned();
        Some(Self { program: program.to_owned(), timeout, version })
    }

    /// What it says of itself.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The clip in at most `limit` bytes, or nothing when that cannot be done.
    pub(super) async fn shrink(
        &self,
        clip: BoxStream<'static, Result<Bytes, String>>,
        seconds: f64,
        limit: u64,
    ) -> Option<Bytes> {
        let folder = tempfile_folder().await?;
        let made = tokio::time::timeout(self.timeout, self.attempts(&folder, clip, seconds, limit));
        let made = made.await.ok().flatten();
        let _ = tokio::fs::remove_dir_all(&folder).await;
        made
    }

    /// The last picture of a clip, as a PNG.
    pub(super) async fn last_frame(&self, clip: &Bytes) -> Option<Bytes> {
        let folder = tempfile_folder().await?;
        let made = tokio::time::timeout(self.timeout, self.frame(&folder, clip));
        let made = made.await.ok().flatten();
        let _ = tokio::fs::remove_dir_all(&folder).await;
        made
    }

    async fn frame(&self, folder: &Path, clip: &Bytes) -> Option<Bytes> {
        tokio::fs::write(folder.join("in.mp4"), clip).await.ok()?;
        // Every picture of the last second takes the place of the one before.
        let mut command = self.command(folder);
        command
            .args(["-sseof", "-1", "-i", "in.mp4", "-map", "0:v:0", "-update", "1"])
            .args(["-pix_fmt", "rgb24", "last.png"]);
        succeeds(command).await?;
        let picture = tokio::fs::read(folder.join("last.png")).await.ok()?;
        (!picture.is_empty()).then(|| picture.into())
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(folder)
            // It reads what others made: it gets none of our secrets, no network and no other file.
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"])
            .args(["-protocol_whitelist", "file,pipe", "-f", "mov"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        command
    }

    async fn attempts(
        &self,
        folder: &Path,
        mut clip: BoxStream<'static, Result<Bytes, String>>,
        seconds: f64,
        limit: u64,
    ) -> Option<Bytes> {
        let mut file = tokio::fs::File::create(folder.join("in.mp4")).await.ok()?;
        while let Some(piece) = clip.next().await {
            file.write_all(&piece.ok()?).await.ok()?;
        }
        file.flush().await.ok()?;
        for aim in AIMS {
            let bits = limit as f64 * 8.0 * aim / seconds.max(0.1) - AUDIO_BITS;
            if bits < LEAST_VIDEO_BITS {
                return None;
            }
            self.pass(folder, bits, 1).await?;
            self.pass(folder, bits, 2).await?;
            let out = tokio::fs::read(folder.join("out.mp4")).await.ok()?;
            if !out.is_empty() && out.len() as u64 <= limit {
                return Some(out.into());
            }
        }
        None
    }

    async fn pass(&self, folder: &Path, bits: f64, pass: u8) -> Option<()> {
        let mut command = self.command(folder);
        command
            .args(["-i", "in.mp4", "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"])
            .args(["-b:v", &format!("{bits:.0}"), "-pass", &pass.to_string()])
            .args(["-passlogfile", "pass"]);
        if pass == 1 {
            command.args(["-an", "-f", "null", "-"]);
        } else {
            command.args(["-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", "out.mp4"]);
        }
        succeeds(command).await
    }
}

async fn succeeds(mut command: Command) -> Option<()> {
    command.status().await.ok()?.success().then_some(())
}

async fn tempfile_folder() -> Option<PathBuf> {
    let name = format!("wanbot-{}-{:016x}", std::process::id(), rand::random::<u64>());
    let folder = std::env::temp_dir().join(name);
    let mut builder = tokio::fs::DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(&folder).await.ok()?;
    Some(folder)
}

/// A picture in at most `limit` bytes, as a JPEG: first of lesser quality, then of fewer pixels.
pub(super) fn smaller_picture(bytes: &Bytes, limit: u64) -> Option<Bytes> {
    let mut picture = image::load_from_memory(bytes).ok()?.into_rgb8();
    for _ in 0..4 {
        for quality in [92, 80] {
            let mut out = Vec::new();
            let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality);
            picture.write_with_encoder(encoder).ok()?;
            if out.len() as u64 <= limit {
                return Some(out.into());
            }
        }
        let (width, height) = (picture.width() / 2, picture.height() / 2);
        let filter = image::imageops::FilterType::Triangle;
        picture = image::imageops::resize(&picture, width.max(1), height.max(1), filter);
    }
    None
}
