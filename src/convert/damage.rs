//! Finds damage by decoding a file to its end, before a member waits for the provider.

use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::{Ffmpeg, Source};
use crate::convert::samples::Packets;
use crate::convert::sandbox::Sandbox;
use crate::spool::Spooled;

/// Tolerated shortfall against the stated length: containers round, and the last packets can be lost
/// without anybody noticing. In seconds, and as a share of the whole.
const SLACK: f64 = 0.5;
const SLACK_SHARE: f64 = 0.05;

/// Whether a file has less in it than it states, in seconds.
fn is_cut_short(stated: Option<f64>, read: f64) -> bool {
    stated.is_some_and(|stated| read < stated - SLACK.max(SLACK_SHARE * stated))
}

/// Whether a format begins and ends with whole frames. Of a stream, a part can be cut
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

/// The GUID of the object of an ASF file that states its size (ASF specification, 3.2).
const ASF_PROPERTIES: &[u8] = b"\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\0\xc0\x0c\x20\x53\x65";

/// Checks that a file has as many bytes as its header states. Only of ASF does ffmpeg not find this
/// out itself: it estimates the length from what is there.
pub(super) fn verify_size(demuxer: &str, file: &Spooled) -> Result<(), ConvertError> {
    let is_cut = demuxer == "asf" && is_cut_asf(file.start(), file.len());
    if is_cut { Err(ConvertError::CutShort) } else { Ok(()) }
}

/// Checks that the last packet of any stream ends when the file says that it ends: subtitles and
/// audio may be longer than the frames.
pub(super) fn verify_end(
    packets: &Packets,
    start: Option<f64>,
    stated: Option<f64>,
) -> Result<(), ConvertError> {
    match packets.end(start) {
        Some(end) if is_cut_short(stated, end) => Err(ConvertError::CutShort),
        _ => Ok(()),
    }
}

/// Whether an ASF file has fewer bytes than its header states.
fn is_cut_asf(start: &[u8], length: u64) -> bool {
    let header = start.get(..64 * 1024).unwrap_or(start);
    let found = header.windows(ASF_PROPERTIES.len()).position(|w| w == ASF_PROPERTIES);
    let Some(object) = found.and_then(|at| header.get(at..)) else { return false };
    let size = object.get(40..).and_then(<[u8]>::first_chunk).copied().map(u64::from_le_bytes);
    // The first bit: a broadcast, whose size was not known when it began.
    let is_broadcast = object.get(88).is_none_or(|flags| flags & 1 == 1);
    !is_broadcast && size.is_some_and(|size| (length as f64) < size as f64 * (1.0 - SLACK_SHARE))
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
pub(super) async fn decode_audio(
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
    fn an_asf_file_is_as_long_as_its_header_states_unless_it_is_a_broadcast() {
        let file = |flags: u8, length: usize| {
            let size = 1_000u64.to_le_bytes();
            let object = [ASF_PROPERTIES, &[0; 24], &size, &[0; 40], &[flags]].concat();
            let mut bytes = [&[0; 30][..], &object].concat();
            bytes.resize(length, 0);
            bytes
        };
        let is_cut_asf = |file: Vec<u8>| super::is_cut_asf(&file, file.len() as u64);
        assert!(is_cut_asf(file(2, 500)));
        assert!(!is_cut_asf(file(2, 960)), "the last packets may be lost");
        assert!(!is_cut_asf(file(3, 500)), "a broadcast");
        assert!(!is_cut_asf(file(2, 100)), "no whole header");
    }

    #[test]
    fn the_last_report_counts() {
        let report = "out_time_us=100\nprogress=continue\nout_time_us=2500000\nprogress=end\n";
        assert_eq!(played(report), Some(2.5));
        assert_eq!(played("out_time_us=N/A\n"), None);
    }
}
