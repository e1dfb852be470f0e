//! Runs ffmpeg, where it is installed: shrinks videos that are too large for a channel and extracts
//! last frames. Also shrinks images, without ffmpeg.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// Shares of the size limit to aim at. Measured: two passes at 0.94 stay below it; one pass does
/// not (bit rate control overshoots).
const AIMS: [f64; 2] = [0.94, 0.85];
/// Audio bit rate, in bits per second.
const AUDIO_BITS: f64 = 96_000.0;
/// Lowest video bit rate worth watching, in bits per second.
const LEAST_VIDEO_BITS: f64 = 80_000.0;

/// The ffmpeg program.
#[derive(Debug, Clone)]
pub struct Ffmpeg {
    program: PathBuf,
    timeout: Duration,
    version: String,
}

impl Ffmpeg {
    /// Returns the program if it runs.
    pub async fn find(program: &Path, timeout: Duration) -> Option<Self> {
        let output = Command::new(program)
            .arg("-version")
            // The child process gets neither token nor key.
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .ok()
            .filter(|o| o.status.success())?;
        let version = String::from_utf8_lossy(&output.stdout).lines().next()?.to_owned();
        Some(Self { program: program.to_owned(), timeout, version })
    }

    /// The first line of `ffmpeg -version`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Re-encodes a video to at most `limit` bytes; `None` when that cannot be done.
    pub(super) async fn shrink(
        &self,
        clip: BoxStream<'static, Result<Bytes, String>>,
        seconds: f64,
        limit: u64,
    ) -> Option<Bytes> {
        let folder = temporary_folder()?;
        let attempts = self.attempts(folder.path(), clip, seconds, limit);
        tokio::time::timeout(self.timeout, attempts).await.ok().flatten()
    }

    /// The last frame of a video, as a PNG.
    pub(super) async fn last_frame(&self, clip: &Bytes) -> Option<Bytes> {
        let folder = temporary_folder()?;
        let frame = self.frame(folder.path(), clip);
        tokio::time::timeout(self.timeout, frame).await.ok().flatten()
    }

    async fn frame(&self, folder: &Path, clip: &Bytes) -> Option<Bytes> {
        tokio::fs::write(folder.join("in.mp4"), clip).await.ok()?;
        // Each frame of the last second overwrites the one before.
        let mut command = self.command(folder);
        command
            .args(["-sseof", "-1", "-i", "in.mp4", "-map", "0:v:0", "-update", "1"])
            .args(["-pix_fmt", "rgb24", "last.png"]);
        run(command).await?;
        let picture = tokio::fs::read(folder.join("last.png")).await.ok()?;
        (!picture.is_empty()).then(|| picture.into())
    }

    /// An ffmpeg command in a directory, without its specific arguments. It runs under a shell that
    /// kills it when the shell's standard input closes, which happens when this process dies,
    /// however it dies.
    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", WITH_PARENT, "sh"])
            .arg(&self.program)
            .current_dir(folder)
            // ffmpeg reads untrusted files: it gets none of our secrets, no network and no other
            // file.
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"])
            .args(["-protocol_whitelist", "file,pipe", "-f", "mov"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // Not killed when dropped: its standard input closes, and the shell then ends everything in
        // order.
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
        run(command).await
    }
}

/// Runs a program beside a watcher that waits for the end of standard input and then kills it. The
/// shell waits for both: in a container no other process would.
const WITH_PARENT: &str = r#"exec 3<&0
"$@" </dev/null 3<&- & child=$!
{ read -r _ <&3; kill -9 $child; } 2>/dev/null & watch=$!
exec 3<&-
wait $child; status=$?
kill -9 $watch 2>/dev/null
wait $watch 2>/dev/null
exit $status"#;

async fn run(mut command: Command) -> Option<()> {
    let mut child = command.spawn().ok()?;
    // Held until the program ends: dropping it ends the program too.
    let _alive = child.stdin.take();
    child.wait().await.ok()?.success().then_some(())
}

/// Prefix of our temporary directories.
const FOLDERS: &str = "wanbot-ffmpeg-";

/// A directory that only we can read, removed when dropped.
fn temporary_folder() -> Option<TempDir> {
    tempfile::Builder::new().prefix(FOLDERS).tempdir().ok()
}

/// Removes directories that an earlier process left behind when it was killed: those of running
/// processes are younger than `longest_run`, the longest that a run of ffmpeg may take.
pub fn sweep_temporary_folders(longest_run: Duration) {
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(FOLDERS);
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
        if is_ours && age.is_some_and(|age| age > longest_run) {
            // A directory of another user stays.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Re-encodes an image to at most `limit` bytes as a JPEG: first at lower quality, then with fewer
/// pixels.
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
