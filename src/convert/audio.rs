//! Audio: voice messages, recordings and the sound of videos become MP3.

use bytes::Bytes;

use crate::convert::demuxer::demuxer;
use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::{Ffmpeg, Source};
use crate::convert::limit::{Converted, Limit};
use crate::convert::probe;
use crate::convert::sandbox::Sandbox;
use crate::media::{self, Change, Detected, Kind, Part};

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
    if let Some(seconds) = &seconds {
        arguments.extend(["-t", seconds]);
    }
    arguments.extend(["-c:a", "libmp3lame", "-b:a", "192k", "-map_metadata", "-1"]);
    arguments.extend(["-f", "mp3", "out.mp3"]);
    let limits = ffmpeg.limits(limit.max_bytes);
    ffmpeg.run(&sandbox, Source::new("in", format), &arguments, &limits).await?;
    let out = Bytes::from(tokio::fs::read(sandbox.path("out.mp3")).await?);
    let mut changes = Vec::new();
    if !matches!(detected, Detected::Accepted(format) if format.kind() == Kind::Audio) {
        changes.push(Change::Converted { from: detected.name().to_owned() });
    }
    if let (Some(max), Some(kept)) = (limit.max_seconds, kept) {
        // Where the file states no length, a result that is as long as allowed was cut.
        let is_cut = match contents.seconds {
            Some(total) => total > max,
            None => media::measure(&out)?.seconds.is_some_and(|seconds| seconds >= kept),
        };
        if is_cut {
            changes.push(Change::Cut { part: Part::First, seconds: kept, of: contents.seconds });
        }
    }
    Ok(Converted { bytes: out, changes })
}
