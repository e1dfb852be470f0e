//! Prepares large images, and reads the frames of animations, in a process of its own: this program,
//! run as `wanbot prepare-image` or `wanbot webp-frames` in a sandbox. Pixels of a large image take
//! hundreds of megabytes, of which an allocator keeps some. `inspector.rs` runs it too.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::convert::error::ConvertError;
use crate::convert::limit::PreparedImage;
use crate::convert::sandbox::{Limits, MEMORY, Processes, Purpose, Sandbox};
use crate::media::{self, Change, Facts, ImageLimits, Prepared, Unusable};
use crate::spool::Spooled;

/// Images of up to this many pixels, as screens in Full HD have, are prepared in this process:
/// starting another takes longer. Each takes 6 MB, and two are prepared concurrently.
const MAX_PIXELS_INLINE: u64 = 2_100_000;

/// The same, of images that are drawn anew: with 16 bits per channel and alpha, as some have, each
/// takes 12 MB.
const MAX_REDRAWN_INLINE: u64 = 1_000_000;

/// Images of up to this many pixels are prepared on the async thread, which takes a few
/// milliseconds.
const MAX_PIXELS_AT_ONCE: u64 = 200_000;

/// Longest that the other process may take. 120 million pixels, the most that is prepared, take
/// seconds, and many times as long while others use the processors, since its priority is lower.
const MAX_TIME: Duration = Duration::from_secs(120);

/// Largest prepared image in bytes, far more than any model accepts.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// Largest thumbnail that is written, in bytes.
const MAX_THUMBNAIL: u64 = 64 * 1024;

/// This program, as it is run in a process of its own.
#[derive(Debug, Clone)]
pub struct Worker {
    program: PathBuf,
    time: Duration,
}

impl Worker {
    /// The program at a path, which may take `timeout`, and two minutes at most.
    pub fn new(program: PathBuf, timeout: Duration) -> Self {
        Self { program, time: timeout.min(MAX_TIME) }
    }

    /// Limits of a run that writes a file of at most `file_size` bytes. 120 million pixels are
    /// 360 MB.
    fn limits(&self, file_size: u64) -> Limits {
        Limits { memory: MEMORY, file_size, time: self.time }
    }
}

/// A run of the other process, and what it printed.
pub(super) struct Run {
    pub sandbox: Sandbox,
    pub output: Vec<u8>,
}

impl Worker {
    /// Runs the program beside the file `in`, and lets it write a file of at most `file_size` bytes.
    pub(super) async fn run<'a>(
        &self,
        processes: &Processes,
        purpose: Purpose,
        file: &Spooled,
        arguments: impl IntoIterator<Item = &'a str>,
        file_size: u64,
    ) -> Result<Run, ConvertError> {
        let sandbox = Sandbox::new(processes, purpose, self.time)?;
        sandbox.store("in", file).await?;
        let output = sandbox.run(&self.program, arguments, &self.limits(file_size)).await?;
        Ok(Run { sandbox, output })
    }
}

/// The file of frames in a sandbox.
const FRAMES: &str = "frames.png";

/// Largest file of frames without loss, in bytes.
pub(super) const MAX_FRAMES: u64 = 512 * 1024 * 1024;

/// What the other process answers.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    /// The image can be used: its facts and changes, and whether a file has the new bytes.
    Prepared { facts: Facts, changes: Vec<Change>, changed: bool },
    /// The image cannot be used.
    Unusable(Unusable),
}

fn pixels(facts: &Facts) -> u64 {
    facts.size.map_or(0, |(width, height)| u64::from(width) * u64::from(height))
}

/// Whether an image is for a process of its own.
fn is_large(file: &Spooled, facts: &Facts) -> bool {
    let limit = if facts.redraw { MAX_REDRAWN_INLINE } else { MAX_PIXELS_INLINE };
    pixels(facts) > limit || file.in_memory().is_none()
}

pub(super) async fn prepare(
    worker: Option<&Worker>,
    processes: &Processes,
    file: &Spooled,
    facts: &Facts,
    limits: ImageLimits,
) -> Result<PreparedImage, ConvertError> {
    if let Some(worker) = worker.filter(|_| is_large(file, facts)) {
        return elsewhere(worker, processes, file, limits).await;
    }
    let bytes = file.read().await?;
    let (pixels, facts) = (pixels(facts), facts.clone());
    let work = move || media::prepare(&bytes, &facts, &limits);
    let prepared = if pixels <= MAX_PIXELS_AT_ONCE {
        work()
    } else {
        tokio::task::spawn_blocking(work).await.map_err(|_| ConvertError::Unreadable)?
    };
    let Prepared { bytes, facts, changes } = prepared?;
    Ok(PreparedImage { file: bytes.map(Spooled::from), facts, changes })
}

async fn elsewhere(
    worker: &Worker,
    processes: &Processes,
    file: &Spooled,
    limits: ImageLimits,
) -> Result<PreparedImage, ConvertError> {
    let said = serde_json::to_string(&limits).map_err(std::io::Error::from)?;
    let arguments = ["prepare-image", &said];
    let run = worker.run(processes, Purpose::Check, file, arguments, MAX_FILE).await?;
    match serde_json::from_slice(&run.output).map_err(|_| ConvertError::Unreadable)? {
        Answer::Unusable(why) => Err(why.into()),
        Answer::Prepared { facts, changes, changed } => {
            let file = if changed { Some(run.sandbox.take("out").await?) } else { None };
            Ok(PreparedImage { file, facts, changes })
        }
    }
}

/// A small JPEG of a prepared image.
pub(super) async fn thumbnail(
    worker: Option<&Worker>,
    processes: &Processes,
    file: &Spooled,
    facts: &Facts,
) -> Result<Bytes, ConvertError> {
    if let Some(worker) = worker.filter(|_| is_large(file, facts)) {
        let arguments = ["draw-thumbnail"];
        let run = worker.run(processes, Purpose::Check, file, arguments, MAX_THUMBNAIL).await?;
        return Ok(run.sandbox.take("out").await?.read().await?);
    }
    let bytes = file.read().await?;
    let drawn = tokio::task::spawn_blocking(move || media::thumbnail(&bytes)).await;
    Ok(drawn.map_err(|_| ConvertError::Unreadable)??.into())
}

/// The other process: draws a thumbnail of the file `in` of the current directory as `out`.
///
/// # Errors
/// When a file cannot be read, drawn or written.
pub fn draw_thumbnail() -> std::io::Result<()> {
    let drawn = media::thumbnail(&std::fs::read("in")?);
    std::fs::write("out", drawn.map_err(std::io::Error::other)?)
}

/// The other process: prepares the file `in` of the current directory and writes `out`. Returns what
/// to print.
///
/// # Errors
/// When a file cannot be read or written.
pub fn run(limits: &str) -> std::io::Result<String> {
    let limits: ImageLimits = serde_json::from_str(limits)?;
    let bytes = std::fs::read("in")?;
    let prepared = media::measure(&bytes).and_then(|f| media::prepare(&bytes, &f, &limits));
    let answer = match prepared {
        Err(why) => Answer::Unusable(why),
        Ok(Prepared { bytes, facts, changes }) => {
            if let Some(bytes) = &bytes {
                std::fs::write("out", bytes)?;
            }
            Answer::Prepared { facts, changes, changed: bytes.is_some() }
        }
    };
    Ok(serde_json::to_string(&answer)?)
}

/// Writes the frames of an animated WebP in the sandbox as an animated PNG, and returns its name.
pub(super) async fn frames(
    worker: &Worker,
    sandbox: &Sandbox,
    file: &str,
) -> Result<&'static str, ConvertError> {
    let arguments = ["webp-frames", file, FRAMES];
    let output = sandbox.run(&worker.program, arguments, &worker.limits(MAX_FRAMES)).await?;
    let why: Option<Unusable> =
        serde_json::from_slice(&output).map_err(|_| ConvertError::Unreadable)?;
    match why {
        Some(why) => Err(why.into()),
        None => Ok(FRAMES),
    }
}

/// The other process: writes the frames of an animated WebP as an animated PNG. Returns what to
/// print.
///
/// # Errors
/// When a file cannot be read or written.
pub fn write_frames(from: &Path, to: &Path) -> std::io::Result<String> {
    let bytes = std::fs::read(from)?;
    let out = std::io::BufWriter::new(std::fs::File::create(to)?);
    let why: Option<Unusable> = media::webp_to_png(&bytes, out).err();
    Ok(serde_json::to_string(&why)?)
}
