//! Audio: voice messages, recordings and the sound of videos become MP3.

use bytes::Bytes;

use crate::convert::demuxer::demuxer;
use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::{Ffmpeg, Source};
use crate::convert::limit::{Converted, Limit};
use crate::convert::probe;
use crate::convert::sandbox::{RunError, Sandbox};
use crate::media::{Change, Detected, Part};

/// A cut ends this much before the limit, in seconds, because MP3 consists of whole frames, and an
/// encoder adds up to three.
const CUT_MARGIN: f64 = 0.1;

/// Converts audio, or the sound of a video, to an MP3 that keeps a limit.
pub(super) async fn convert(
    ffmpeg: &Ffmpeg,
    bytes: &Bytes,
    detected: Detected,
    limit: &Limit,
) -> Result<Converted, ConvertError> {
    let sandbox = Sandbox::new()?;
    tokio::fs::write(sandbox.path("in"), bytes).await?;
    let format = demuxer(detected, bytes);
    let contents = probe::look(ffmpeg, &sandbox, "in", format).await?;
    let audio = contents.audio.as_ref().ok_or(ConvertError::NoAudio)?;
    let map = format!("0:{}", audio.index);
    let kept = limit.max_seconds.map(|max| max - CUT_MARGIN);
    let seconds = kept.map(|s| format!("{s:.3}"));
    let mut arguments = vec!["-map", &map, "-vn", "-ar", "44100", "-ac", "2"];
    // A file without a stated length is cut too; whether there was more is seen from the result.
    if let Some(seconds) = &seconds {
        arguments.extend(["-t", seconds]);
    }
    arguments.extend(["-c:a", "libmp3lame", "-b:a", "192k", "-map_metadata", "-1"]);
    arguments.extend(["-f", "mp3", "out.mp3"]);
    let limits = ffmpeg.limits(limit.max_bytes);
    match ffmpeg.run(&sandbox, Source::new("in", format), &arguments, &limits).await {
        Ok(()) => {}
        Err(RunError::Failed(_)) => return Err(ConvertError::Unreadable),
        Err(e) => return Err(e.into()),
    }
    let out = Bytes::from(tokio::fs::read(sandbox.path("out.mp3")).await?);
    let mut changes = Vec::new();
    if !matches!(detected, Detected::Accepted(format) if format.kind() == crate::media::Kind::Audio)
    {
        changes.push(Change::Converted { from: detected.name().to_owned() });
    }
    if let (Some(total), Some(max), Some(seconds)) = (contents.seconds, limit.max_seconds, kept)
        && total > max
    {
        changes.push(Change::Cut { part: Part::First, seconds, of: Some(total) });
    }
    Ok(Converted { bytes: out, changes })
}
