//! Audio: voice messages, recordings and the sound of videos become MP3.

use bytes::Bytes;

use crate::convert::demuxer::demuxer;
use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::{Ffmpeg, Source};
use crate::convert::limit::{Converted, Limit};
use crate::convert::{damage, probe};
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
    let sandbox = ffmpeg.sandbox()?;
    sandbox.store("in", bytes).await?;
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
    let length = media::measure(&out)?.seconds.unwrap_or_default();
    if damage::states_length(format) {
        let expected = contents.seconds.map(|total| total.min(kept.unwrap_or(f64::MAX)));
        if contents.video.is_none() && damage::is_cut_short(expected, length) {
            return Err(ConvertError::CutShort);
        }
    }
    let mut changes = Vec::new();
    if !matches!(detected, Detected::Accepted(format) if format.kind() == Kind::Audio) {
        changes.push(Change::Converted { from: detected.name().to_owned() });
    }
    if let (Some(max), Some(kept)) = (limit.max_seconds, kept) {
        // Where the file states no length, a result that is as long as allowed was cut.
        let is_cut = match contents.seconds {
            Some(total) => total > max,
            None => length >= kept,
        };
        if is_cut {
            changes.push(Change::Cut { part: Part::First, seconds: kept, of: contents.seconds });
        }
    }
    Ok(Converted { bytes: out, changes })
}

/// Decodes an MP3 to its end: fewer seconds than its frames have mean that some are damaged.
pub(super) async fn verify_mp3(
    ffmpeg: &Ffmpeg,
    bytes: &Bytes,
    seconds: f64,
) -> Result<(), ConvertError> {
    let sandbox = ffmpeg.sandbox()?;
    sandbox.store("in", bytes).await?;
    let input = Source::new("in", "mp3");
    let played = damage::decoded_seconds(ffmpeg, &sandbox, input, "0:a:0").await?;
    if damage::is_cut_short(Some(seconds), played) {
        return Err(ConvertError::Unreadable);
    }
    Ok(())
}
