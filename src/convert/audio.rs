//! Audio: voice messages, recordings and the audio of videos become MP3.

use crate::convert::demuxer::demuxer;
use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::{Ffmpeg, Source};
use crate::convert::inspector::Inspector;
use crate::convert::limit::{Converted, Limit};
use crate::convert::sandbox::Purpose;
use crate::convert::{damage, probe, samples};
use crate::media::{Change, Detected, Kind, Part};
use crate::spool::Spooled;

/// A cut ends this much before the limit, in seconds, because MP3 consists of whole frames, and an
/// encoder adds up to three.
const CUT_MARGIN: f64 = 0.1;

/// Converts audio, or the audio of a video, to an MP3 that keeps a limit.
pub(super) async fn convert(
    ffmpeg: &Ffmpeg,
    inspector: Inspector<'_>,
    file: &Spooled,
    detected: Detected,
    limit: &Limit,
) -> Result<Converted, ConvertError> {
    let sandbox = ffmpeg.sandbox(Purpose::Conversion)?;
    sandbox.store("in", file).await?;
    let format = demuxer(detected, file.start());
    damage::verify_size(format, file)?;
    let contents = probe::look(ffmpeg, &sandbox, "in", format).await?;
    let audio = contents.audio.as_ref().ok_or(ConvertError::NoAudio)?;
    let packets = samples::read(ffmpeg, &sandbox, "in", format).await?;
    let stated = contents.seconds.filter(|_| damage::states_length(format));
    damage::verify_end(&packets, contents.start, stated)?;
    let kept = limit.max_seconds.map(|max| max - CUT_MARGIN);
    let input = Source::new("in", format);
    if let Some(seconds) = packets.content(audio.index) {
        let needed = seconds.min(kept.unwrap_or(f64::MAX));
        damage::decode_audio(ffmpeg, &sandbox, input, audio.index, needed).await?;
    }
    let map = format!("0:{}", audio.index);
    let seconds = kept.map(|s| format!("{s:.3}"));
    // MP3 has no times: a pause in those of the source is filled, so that what follows stays in place.
    let mut arguments = vec!["-map", &map, "-vn", "-af", "aresample=async=1"];
    arguments.extend(["-ar", "44100", "-ac", "2"]);
    if let Some(seconds) = &seconds {
        arguments.extend(["-t", seconds]);
    }
    arguments.extend(["-c:a", "libmp3lame", "-b:a", "192k", "-map_metadata", "-1"]);
    arguments.extend(["-f", "mp3", "out.mp3"]);
    let limits = ffmpeg.limits(limit.max_bytes);
    ffmpeg.run(&sandbox, input, &arguments, &limits).await?;
    let out = sandbox.take("out.mp3").await?;
    let length = inspector.inspect(&out).await?.facts?.seconds.unwrap_or_default();
    let mut changes = Vec::new();
    if !matches!(detected, Detected::Accepted(format) if format.kind() == Kind::Audio) {
        changes.push(Change::Converted { from: detected });
    }
    if let (Some(max), Some(kept)) = (limit.max_seconds, kept) {
        let total = packets.samples(audio.index, contents.start).map(|samples| samples.end);
        let total = total.or(contents.seconds);
        // Where the length is unknown, a result that is as long as allowed was cut.
        if total.map_or(length >= kept, |total| total > max) {
            // The limit, which people know, and not the margin before it.
            changes.push(Change::Cut { part: Part::First, seconds: max, of: total });
        }
    }
    Ok(Converted { file: out, changes })
}

/// Decodes an MP3 to its end: fewer seconds than its frames have mean that some are damaged.
pub(super) async fn verify_mp3(
    ffmpeg: &Ffmpeg,
    file: &Spooled,
    seconds: f64,
) -> Result<(), ConvertError> {
    let sandbox = ffmpeg.sandbox(Purpose::Check)?;
    sandbox.store("in", file).await?;
    // Before a cover, the audio is always the first stream.
    damage::decode_audio(ffmpeg, &sandbox, Source::new("in", "mp3"), 0, seconds).await
}
