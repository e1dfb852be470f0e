//! Finds damage by decoding a file to its end, before a member waits for the provider.

use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::{Ffmpeg, Source};
use crate::convert::sandbox::Sandbox;

/// Tolerated shortfall against the stated length: containers round, and the last packets can be lost
/// without anybody noticing. In seconds, and as a share of the whole.
const SLACK: f64 = 0.5;
const SLACK_SHARE: f64 = 0.05;

/// Whether a file has less in it than it states, in seconds.
pub(super) fn is_cut_short(stated: Option<f64>, read: f64) -> bool {
    stated.is_some_and(|stated| read < stated - SLACK.max(SLACK_SHARE * stated))
}

/// Whether a format begins and ends with whole pictures and sounds. Of a stream, a part can be cut
/// anywhere, and players overlook what cannot be decoded at its ends.
pub(super) fn is_file(demuxer: &str) -> bool {
    !matches!(demuxer, "mpegts" | "mpeg" | "mpegvideo" | "ogg" | "mp3" | "aac" | "amr")
}

/// Whether the length that ffprobe states is that of the file: read from a header or from its end,
/// and not estimated from the first packets. Editors and recorders that stop leave wrong lengths in
/// FLAC and WAV, which players overlook.
pub(super) fn states_length(demuxer: &str) -> bool {
    let is_unreliable = matches!(demuxer, "flac" | "wav" | "w64");
    !is_unreliable && !matches!(demuxer, "mpegvideo" | "mp3" | "aac" | "amr" | "gif" | "apng")
}

/// Decodes the frames of a video to their end. Any fault is an error, including a frame that the
/// decoder conceals.
pub(super) async fn decode_frames(
    ffmpeg: &Ffmpeg,
    sandbox: &Sandbox,
    input: Source<'_>,
    stream: u32,
) -> Result<(), ConvertError> {
    let map = format!("0:{stream}");
    let arguments = ["-map", &map, "-xerror", "-f", "null", "-"];
    ffmpeg.run(sandbox, input, &arguments, &ffmpeg.limits(0)).await?;
    Ok(())
}

/// Decodes an audio track of `seconds` to its end. A few lost packets are inaudible, so only a large
/// shortfall is an error.
pub(super) async fn decode_sound(
    ffmpeg: &Ffmpeg,
    sandbox: &Sandbox,
    input: Source<'_>,
    stream: u32,
    seconds: f64,
) -> Result<(), ConvertError> {
    let map = format!("0:{stream}");
    // The time of a sample is its number: what cannot be decoded leaves no pause.
    let arguments = ["-map", &map, "-af", "asetpts=N/SR/TB", "-progress", "pipe:1", "-f", "null"];
    let arguments: Vec<&str> = arguments.into_iter().chain(["/dev/null"]).collect();
    let said = ffmpeg.run(sandbox, input, &arguments, &ffmpeg.limits(0)).await?;
    let played = played(&String::from_utf8_lossy(&said)).ok_or(ConvertError::Unreadable)?;
    if is_cut_short(Some(seconds), played) {
        return Err(ConvertError::Unreadable);
    }
    Ok(())
}

/// The last time that a progress report states.
fn played(report: &str) -> Option<f64> {
    let mut times = report.lines().filter_map(|line| line.strip_prefix("out_time_us="));
    times.next_back()?.parse::<f64>().ok().map(|microseconds| microseconds / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_little_less_than_stated_is_whole() {
        assert!(!is_cut_short(Some(8.0), 7.6));
        assert!(is_cut_short(Some(8.0), 3.2));
        assert!(!is_cut_short(Some(60.0), 57.5));
        assert!(!is_cut_short(None, 0.1));
    }

    #[test]
    fn the_last_report_counts() {
        let report = "out_time_us=100\nprogress=continue\nout_time_us=2500000\nprogress=end\n";
        assert_eq!(played(report), Some(2.5));
        assert_eq!(played("out_time_us=N/A\n"), None);
    }
}
