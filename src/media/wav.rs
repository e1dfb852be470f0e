//! WAV: RIFF chunks with the format and the samples.

use std::borrow::Cow;

use crate::media::integers::{le16, le32};
use crate::media::{Damage, TooMuch, Unusable};

/// RIFF, its size, WAVE.
const HEADER: usize = 12;
/// Maximum chunks before the samples; regular files have some few.
const MAX_CHUNKS: usize = 1_000;
/// Sizes from here on are placeholders: programs that write to a pipe leave FFFFFFFF, 7FFFFFFF or
/// a little less than either, or 0.
const PLACEHOLDER: u32 = 0x7fff_0000;
/// Seconds by which the stated size can exceed what is there: some programs count the header too.
/// More is missing from a file that was cut short.
const SLACK_SECONDS: f64 = 0.1;

/// The chunks that matter.
struct Wav<'a> {
    /// The body of `fmt `.
    format: &'a [u8],
    /// Whole samples of all channels.
    samples: &'a [u8],
    bytes_per_second: f64,
}

/// The duration in seconds, by the bytes that are there.
///
/// # Errors
/// When it cannot be read, or was cut short.
pub(super) fn seconds(bytes: &[u8]) -> Result<f64, Unusable> {
    let wav = read(bytes)?;
    Ok(wav.samples.len() as f64 / wav.bytes_per_second)
}

/// Writes the sizes anew and leaves out chunks other than the format and the samples.
///
/// # Errors
/// When it cannot be read, or was cut short.
pub(super) fn with_true_sizes(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Unusable> {
    let wav = read(bytes)?;
    let chunk = |kind: &[u8; 4], body: &[u8]| -> Option<Vec<u8>> {
        let size = u32::try_from(body.len()).ok()?.to_le_bytes();
        let padding: &[u8] = if body.len().is_multiple_of(2) { &[] } else { &[0] };
        Some([kind, &size[..], body, padding].concat())
    };
    let made = || {
        let body = [b"WAVE".to_vec(), chunk(b"fmt ", wav.format)?, chunk(b"data", wav.samples)?];
        chunk(b"RIFF", &body.concat())
    };
    // A file of more than 4 GB has no size that fits, and no model takes it.
    let made = made().ok_or(TooMuch::Samples { bytes: wav.samples.len() as u64 })?;
    Ok(if made == bytes { Cow::Borrowed(bytes) } else { Cow::Owned(made) })
}

fn read(bytes: &[u8]) -> Result<Wav<'_>, Damage> {
    let (mut at, mut format) = (HEADER, None);
    for _ in 0..MAX_CHUNKS {
        let (Some(kind), Some(size)) = (bytes.get(at..at + 4), le32(bytes, at + 4)) else {
            return Err(if format.is_some() { Damage::NoAudio } else { Damage::Header });
        };
        let body = at + 8;
        let end = body.saturating_add(size as usize);
        match kind {
            b"data" => {
                let samples = bytes.get(body..).unwrap_or_default();
                return with_samples(format.ok_or(Damage::Header)?, samples, size);
            }
            b"fmt " => format = Some(bytes.get(body..end).ok_or(Damage::Header)?),
            _ => {}
        }
        at = end.saturating_add(size as usize % 2);
    }
    Err(Damage::Header)
}

/// `rest` is the file from its samples on, which should have `size` bytes.
fn with_samples<'a>(format: &'a [u8], rest: &'a [u8], size: u32) -> Result<Wav<'a>, Damage> {
    let channels = le16(format, 2).ok_or(Damage::Header)?;
    let rate = le32(format, 4).ok_or(Damage::Header)?;
    let bits = le16(format, 14).ok_or(Damage::Header)?;
    let block = usize::from(channels) * usize::from(bits.div_ceil(8));
    if block == 0 || rate == 0 {
        return Err(Damage::Header);
    }
    let bytes_per_second = block as f64 * f64::from(rate);
    let there = rest.len();
    let stated = size as usize;
    let is_placeholder = size == 0 || size >= PLACEHOLDER;
    let missing = stated.saturating_sub(there);
    if !is_placeholder && missing as f64 > SLACK_SECONDS * bytes_per_second {
        return Err(Damage::NoEnd);
    }
    let length = if is_placeholder { there } else { stated.min(there) };
    if length < block {
        return Err(Damage::NoAudio);
    }
    let samples = rest.get(..length - length % block).ok_or(Damage::NoEnd)?;
    Ok(Wav { format, samples, bytes_per_second })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 8-bit mono at 8 kHz, with these stated sizes.
    fn wav(seconds: usize, riff: u32, data: u32) -> Vec<u8> {
        let mut out = b"RIFF".to_vec();
        out.extend(riff.to_le_bytes());
        out.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        out.extend(8000u32.to_le_bytes());
        out.extend(8000u32.to_le_bytes());
        out.extend([1, 0, 8, 0]);
        out.extend(b"LIST\x03\0\0\0abc\0data");
        out.extend(data.to_le_bytes());
        out.extend(vec![128; 8000 * seconds]);
        out
    }

    #[test]
    fn placeholders_for_sizes_are_measured_by_what_is_there() {
        for size in [0, u32::MAX, 0x7fff_ffff, 0x8000_0000, u32::MAX - 36] {
            let file = wav(3, size, size);
            assert_eq!(seconds(&file), Ok(3.0), "{size:x}");
            let made = with_true_sizes(&file).unwrap();
            assert_eq!(seconds(&made), Ok(3.0), "{size:x}");
            assert_eq!(made[4..8], (made.len() as u32 - 8).to_le_bytes());
            assert_eq!(made[40..44], 24_000u32.to_le_bytes());
            assert!(!made.windows(4).any(|w| w == b"LIST"));
        }
    }

    #[test]
    fn a_right_file_stays_as_it_is() {
        let made = with_true_sizes(&wav(3, 0, 24_000)).unwrap().into_owned();
        assert!(matches!(with_true_sizes(&made), Ok(Cow::Borrowed(_))));
    }

    #[test]
    fn a_size_that_counts_the_header_is_overlooked_but_not_a_cut() {
        assert_eq!(seconds(&wav(3, 0, 24_044)), Ok(3.0));
        let cut = seconds(&wav(3, 0, 48_000));
        assert_eq!(cut, Err(Unusable::Damaged(Damage::NoEnd)));
        let after = [wav(3, 0, 24_000), b"id3 \x04\0\0\0abcd".to_vec()].concat();
        assert_eq!(seconds(&after), Ok(3.0));
    }

    #[test]
    fn every_truncation_is_reported_and_none_panics() {
        let whole = wav(3, 24_036, 24_000);
        for end in 0..whole.len() {
            let _ = seconds(&whole[..end]);
            let _ = with_true_sizes(&whole[..end]);
        }
        assert!(seconds(&whole[..12_000]).is_err());
    }
}
