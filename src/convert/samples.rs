//! When the samples of a file are played, as its packets say. Unlike a header, they cannot claim
//! what is not there.

use std::collections::BTreeMap;

use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::Ffmpeg;
use crate::convert::sandbox::{RunError, Sandbox};

/// By how much an interval between two frames may differ from the average, as a share of it.
/// Containers that count milliseconds round by up to 6 % at 60 frames per second.
const REGULAR: f64 = 0.5;

/// Lists of up to this many bytes are parsed on the async thread, which takes a millisecond or two.
/// An hour with audio has 13 MB.
const MAX_LIST_AT_ONCE: usize = 128 * 1024;

/// When a packet is played and how long, in seconds.
type Time = (f64, Option<f64>);

/// The times of all packets of a file, by stream.
#[derive(Debug, Default)]
pub(super) struct Packets {
    streams: BTreeMap<u32, Vec<Time>>,
}

/// The times of a stream's samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Samples {
    /// When the last one ends, in seconds from the start of the file.
    pub end: f64,
    /// Whether the time between two of them is always about the same.
    pub is_regular: bool,
}

/// Reads the times of a file's packets. Where they cannot be read, there are none: damage is found
/// where the file is decoded.
pub(super) async fn read(
    ffmpeg: &Ffmpeg,
    sandbox: &Sandbox,
    file: &str,
    demuxer: &str,
) -> Result<Packets, ConvertError> {
    let program = ffmpeg.probe().ok_or(ConvertError::NoFfprobe)?;
    let mut arguments = vec!["-v", "error", "-protocol_whitelist", "file,pipe"];
    let entries = "packet=stream_index,pts_time,dts_time,duration_time,flags";
    arguments.extend(["-show_entries", entries, "-of", "csv=p=0", "-f", demuxer, file]);
    match sandbox.run(program, arguments, &ffmpeg.limits(0)).await {
        Ok(listed) if listed.len() <= MAX_LIST_AT_ONCE => {
            Ok(parse(&String::from_utf8_lossy(&listed)))
        }
        Ok(listed) => {
            let work = move || parse(&String::from_utf8_lossy(&listed));
            let parsed = tokio::task::spawn_blocking(work).await;
            Ok(parsed.map_err(|_| ConvertError::Unreadable)?)
        }
        Err(RunError::Failed(_)) => Ok(Packets::default()),
        Err(e) => Err(e.into()),
    }
}

fn parse(listed: &str) -> Packets {
    let mut streams: BTreeMap<u32, Vec<Time>> = BTreeMap::new();
    for (stream, time) in listed.lines().filter_map(packet) {
        streams.entry(stream).or_default().push(time);
    }
    for times in streams.values_mut() {
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    Packets { streams }
}

/// A line with a packet's stream, time of presentation, time of decoding, duration and flags.
fn packet(line: &str) -> Option<(u32, Time)> {
    let (stream, times) = line.split_once(',')?;
    let mut fields = times.split(',');
    let mut number = || fields.next().map(|f| f.parse().ok().filter(|n: &f64| n.is_finite()));
    let (presented, decoded, duration) = (number()?, number()?, number()?);
    // D: an edit list leaves it out.
    if fields.next()?.contains('D') {
        return None;
    }
    Some((stream.parse().ok()?, (presented.or(decoded)?, duration)))
}

/// The average time between two packets.
fn average(times: &[Time]) -> f64 {
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return 0.0 };
    (last.0 - first.0) / (times.len().max(2) - 1) as f64
}

fn end(times: &[Time]) -> Option<f64> {
    let last = times.last()?;
    Some(last.0 + last.1.unwrap_or_else(|| average(times)))
}

impl Packets {
    /// The samples of a stream of a file that starts at `start` seconds.
    pub(super) fn samples(&self, stream: u32, start: Option<f64>) -> Option<Samples> {
        let times = self.streams.get(&stream)?;
        let average = average(times);
        let mut intervals =
            times.iter().zip(times.iter().skip(1)).map(|(one, next)| next.0 - one.0);
        let is_regular = intervals.all(|i| (i - average).abs() <= REGULAR * average);
        let start = start.unwrap_or(times.first()?.0);
        Some(Samples { end: end(times)? - start, is_regular })
    }

    /// When the last packet of any stream ends, in seconds from the start of the file or from zero,
    /// whichever is later: some formats state their length from the one, some from the other.
    pub(super) fn end(&self, start: Option<f64>) -> Option<f64> {
        let last = self.streams.values().filter_map(|times| end(times)).reduce(f64::max)?;
        Some(last - start.unwrap_or_default().min(0.0))
    }

    /// How many seconds the packets of a stream have together, without the pauses between them.
    /// `None` if that is not stated.
    pub(super) fn content(&self, stream: u32) -> Option<f64> {
        self.streams.get(&stream)?.iter().map(|(_, duration)| *duration).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(listed: &str, start: Option<f64>) -> Option<Samples> {
        parse(listed).samples(0, start)
    }

    #[test]
    fn the_last_frame_counts_whatever_the_order() {
        let listed = "0,1.400000,1.3,0.1,K_\n0,1.600000,1.4,0.1,__\n0,1.500000,1.5,0.1,__,\n\n";
        let read = samples(listed, Some(1.4)).unwrap();
        assert!((read.end - 0.3).abs() < 1e-9, "{read:?}");
        assert!(read.is_regular);
    }

    #[test]
    fn what_is_not_stated_is_estimated_and_what_is_left_out_not_counted() {
        let listed = "0,-0.1,-0.1,0.1,KD\n0,0.0,N/A,N/A,K_\n0,N/A,0.1,N/A,__\n0,0.2,0.2,N/A,__\n";
        let read = samples(listed, Some(0.0)).unwrap();
        assert!((read.end - 0.3).abs() < 1e-9, "{read:?}");
        assert_eq!(samples("0,N/A,N/A,0.1,K_\n0,nan,inf,0.1,K_\n", None), None);
        assert_eq!(samples("", None), None);
    }

    #[test]
    fn a_file_ends_with_the_last_packet_of_any_stream() {
        let packets =
            parse("0,5.0,5.0,0.1,K_\n1,5.0,5.0,0.5,K_\n1,9.5,9.5,0.5,K_\n2,11.0,11.0,1.0,K_\n");
        assert_eq!(packets.end(Some(5.0)), Some(12.0), "a file that starts late");
        assert_eq!(packets.end(Some(-1.0)), Some(13.0), "a file that starts before zero");
        assert_eq!(packets.content(1), Some(1.0), "a pause is no content");
        assert_eq!(packets.content(7), None);
        assert_eq!(parse("0,1.0,1.0,N/A,K_\n").content(0), None, "not stated");
    }

    #[test]
    fn milliseconds_are_regular_and_a_changing_rate_is_not() {
        let regular = |times: &[f64]| {
            let lines = times.iter().map(|t| format!("0,{t},{t},N/A,__\n"));
            samples(&lines.collect::<String>(), None).unwrap().is_regular
        };
        assert!(regular(&[0.0, 0.016, 0.033, 0.05, 0.066]));
        assert!(regular(&[3.0]));
        assert!(!regular(&[0.0, 0.033, 0.066, 0.2, 0.233]), "frames are missing");
        assert!(!regular(&[0.0, 0.033, 0.066, 0.099, 0.1]), "a burst");
    }
}
