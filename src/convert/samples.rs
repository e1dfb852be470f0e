//! When the samples of a stream are played, as its packets say. Unlike a header, they cannot claim
//! what is not there.

use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::Ffmpeg;
use crate::convert::sandbox::{RunError, Sandbox};

/// By how much an interval between two pictures may differ from the average, as a share of it.
/// Containers that count milliseconds round by up to 6 % at 60 frames per second.
const REGULAR: f64 = 0.5;

/// The times of a stream's samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Samples {
    /// When the last one ends, in seconds from the start of the file.
    pub end: f64,
    /// Whether the time between two of them is always about the same.
    pub is_regular: bool,
}

/// Reads the times of a stream of a file that starts at `start` seconds. `None` if they are not
/// stated.
pub(super) async fn read(
    ffmpeg: &Ffmpeg,
    sandbox: &Sandbox,
    (file, demuxer): (&str, &str),
    stream: u32,
    start: Option<f64>,
) -> Result<Option<Samples>, ConvertError> {
    let program = ffmpeg.probe().ok_or(ConvertError::NoFfprobe)?;
    let stream = stream.to_string();
    let mut arguments = vec!["-v", "error", "-protocol_whitelist", "file,pipe"];
    arguments.extend(["-select_streams", &stream]);
    arguments.extend(["-show_entries", "packet=pts_time,dts_time,duration_time,flags"]);
    arguments.extend(["-of", "csv=p=0", "-f", demuxer, file]);
    match sandbox.run(program, arguments, &ffmpeg.limits(0)).await {
        Ok(listed) => Ok(samples(&String::from_utf8_lossy(&listed), start)),
        // Damage is found where the file is decoded.
        Err(RunError::Failed(_)) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

fn samples(listed: &str, start: Option<f64>) -> Option<Samples> {
    let mut times: Vec<(f64, Option<f64>)> = listed.lines().filter_map(sample).collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (first, last) = (*times.first()?, *times.last()?);
    let intervals = || times.windows(2).map(|pair| pair[1].0 - pair[0].0);
    let average = (last.0 - first.0) / (times.len().max(2) - 1) as f64;
    let is_regular = intervals().all(|i| (i - average).abs() <= REGULAR * average);
    let end = last.0 + last.1.unwrap_or(average);
    Some(Samples { end: end - start.unwrap_or(first.0), is_regular })
}

/// When a packet is played and how long, by a line with the time of presentation, the time of
/// decoding, the duration and the flags.
fn sample(line: &str) -> Option<(f64, Option<f64>)> {
    let mut fields = line.split(',');
    let mut number = || fields.next().map(|f| f.parse().ok().filter(|n: &f64| n.is_finite()));
    let (presented, decoded, duration) = (number()?, number()?, number()?);
    // D: an edit list leaves it out.
    if fields.next()?.contains('D') {
        return None;
    }
    Some((presented.or(decoded)?, duration))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_picture_counts_whatever_the_order() {
        let listed = "1.400000,1.3,0.1,K_\n1.600000,1.4,0.1,__\n1.500000,1.5,0.1,__,\n\n";
        let read = samples(listed, Some(1.4)).unwrap();
        assert!((read.end - 0.3).abs() < 1e-9, "{read:?}");
        assert!(read.is_regular);
    }

    #[test]
    fn what_is_not_stated_is_estimated_and_what_is_left_out_not_counted() {
        let listed = "-0.1,-0.1,0.1,KD\n0.0,N/A,N/A,K_\nN/A,0.1,N/A,__\n0.2,0.2,N/A,__\n";
        let read = samples(listed, Some(0.0)).unwrap();
        assert!((read.end - 0.3).abs() < 1e-9, "{read:?}");
        assert_eq!(samples("N/A,N/A,0.1,K_\nnan,inf,0.1,K_\n", None), None);
        assert_eq!(samples("", None), None);
    }

    #[test]
    fn milliseconds_are_regular_and_a_changing_rate_is_not() {
        let regular = |times: &[f64]| {
            let lines = times.iter().map(|t| format!("{t},{t},N/A,__\n"));
            samples(&lines.collect::<String>(), None).unwrap().is_regular
        };
        assert!(regular(&[0.0, 0.016, 0.033, 0.05, 0.066]));
        assert!(regular(&[3.0]));
        assert!(!regular(&[0.0, 0.033, 0.066, 0.2, 0.233]), "pictures are missing");
        assert!(!regular(&[0.0, 0.033, 0.066, 0.099, 0.1]), "a burst");
    }
}
