//! MPEG audio: counts its frames. What a header in the first frame states is not believed, and many
//! files of a varying bit rate have none.

use std::borrow::Cow;
use std::ops::Range;

use crate::media::{Damage, Unusable};

/// One frame of MPEG audio.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Frame {
    bytes: usize,
    samples: u32,
    rate: u32,
    /// Bytes from the start to the data: header, checksum and side information.
    data: usize,
}

/// Bit rates in kbit/s of layer III, of MPEG-1 and of MPEG-2 and 2.5, from index 1 (ISO/IEC
/// 11172-3, 2.4.2.3 and 13818-3).
const RATES_1: [usize; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2: [usize; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/// Reads the header of a frame of layer III. A free bit rate (index 0) has no stated length and is
/// not supported.
fn frame(bytes: &[u8]) -> Option<Frame> {
    let &[0xff, b, c, d, ..] = bytes else { return None };
    if b & 0xe6 != 0xe2 {
        return None;
    }
    let is_mpeg_1 = match (b >> 3) & 3 {
        1 => return None,
        version => version == 3,
    };
    let rates = if is_mpeg_1 { RATES_1 } else { RATES_2 };
    let kbits = *rates.get(usize::from(c >> 4).checked_sub(1)?)?;
    let rate = match (c >> 2) & 3 {
        0 => 44_100,
        1 => 48_000,
        2 => 32_000,
        _ => return None,
    };
    let rate = match (b >> 3) & 3 {
        3 => rate,
        2 => rate / 2,
        _ => rate / 4,
    };
    let samples = if is_mpeg_1 { 1152 } else { 576 };
    let padding = usize::from(c >> 1 & 1);
    let is_mono = d >> 6 == 3;
    let side = match (is_mpeg_1, is_mono) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    let checksum = if b & 1 == 0 { 2 } else { 0 };
    let bytes = samples as usize / 8 * kbits * 1000 / rate as usize + padding;
    Some(Frame { bytes, samples, rate, data: 4 + checksum + side })
}

/// Whether a frame has no audio but describes the others: Xing, Info, or VBRI at a fixed place.
fn is_description(bytes: &[u8], frame: &Frame) -> bool {
    let has = |at: usize, tag: &[u8]| bytes.get(at..at + 4) == Some(tag);
    has(frame.data, b"Xing") || has(frame.data, b"Info") || has(36, b"VBRI")
}

/// The frames of a file.
struct Frames {
    seconds: f64,
    /// From the first frame to the end of the last.
    range: Range<usize>,
}

/// Walks all frames. Between them, bytes are skipped up to two frames in a row, as players do; at
/// most as many bytes as the file has.
fn walk(bytes: &[u8]) -> Option<Frames> {
    let start = after_tags(bytes);
    let mut at = start;
    let mut found: Option<Frames> = None;
    let mut in_step = false;
    while let Some(rest) = bytes.get(at..).filter(|rest| rest.len() >= 4) {
        let Some(frame) = frame(rest).filter(|f| in_step || continues(bytes, at, f)) else {
            in_step = false;
            let next = rest.iter().skip(1).position(|b| *b == 0xff);
            match next {
                Some(next) => at += 1 + next,
                None => break,
            }
            continue;
        };
        in_step = true;
        // The last frame can be cut short; decoders play what is there.
        let this = rest.get(..frame.bytes).unwrap_or(rest);
        let end = at + this.len();
        let is_first = found.is_none();
        let found = found.get_or_insert(Frames { seconds: 0.0, range: at..end });
        if !(is_first && is_description(this, &frame)) {
            found.seconds += f64::from(frame.samples) / f64::from(frame.rate);
        }
        found.range.end = end;
        at = end;
    }
    found
}

/// Whether another frame of the same sample rate follows, or the end of the file.
fn continues(bytes: &[u8], at: usize, this: &Frame) -> bool {
    match bytes.get(at + this.bytes..) {
        None | Some([]) => true,
        Some(next) => {
            next.starts_with(b"TAG")
                || next.len() < 4
                || frame(next).is_some_and(|next| next.rate == this.rate)
        }
    }
}

/// The position after tags of ID3v2, of which there can be several.
fn after_tags(bytes: &[u8]) -> usize {
    let mut at = 0usize;
    for _ in 0..4 {
        let Some(&[b'I', b'D', b'3', _, _, flags, a, b, c, d]) = bytes.get(at..at + 10) else {
            break;
        };
        let size = [a, b, c, d].iter().fold(0, |n, b| n << 7 | usize::from(b & 0x7f));
        let footer = if flags & 0x10 == 0 { 0 } else { 10 };
        at = (at + 10 + size + footer).min(bytes.len());
    }
    at
}

fn no_audio() -> Unusable {
    Damage::NoAudio.into()
}

/// The duration in seconds: that of all frames.
///
/// # Errors
/// When it has none.
pub(super) fn seconds(bytes: &[u8]) -> Result<f64, Unusable> {
    walk(bytes).map(|frames| frames.seconds).filter(|s| *s > 0.0).ok_or_else(no_audio)
}

/// The frames without the tags around them.
///
/// # Errors
/// When it has none.
pub(super) fn without_tags(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Unusable> {
    let frames = walk(bytes).ok_or_else(no_audio)?;
    bytes.get(frames.range).map(Cow::Borrowed).ok_or_else(no_audio)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of MPEG-1 layer III at 44.1 kHz, with these indexes of the bit rate.
    fn mp3(rates: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        for rate in rates {
            let header = [0xff, 0xfb, rate << 4, 0];
            let length = frame(&header).unwrap().bytes;
            file.extend(header);
            file.extend(vec![0; length - 4]);
        }
        file
    }

    const FRAME_SECONDS: f64 = 1152.0 / 44_100.0;

    fn frames(file: &[u8]) -> f64 {
        (seconds(file).unwrap() / FRAME_SECONDS * 100.0).round() / 100.0
    }

    #[test]
    fn frames_of_any_bit_rate_are_counted() {
        assert_eq!(frame(&[0xff, 0xfb, 0x90, 0]).unwrap().bytes, 417);
        assert_eq!(frame(&[0xff, 0xfb, 0x92, 0]).unwrap().bytes, 418);
        assert_eq!(frame(&[0xff, 0xf3, 0x80, 0]).unwrap().bytes, 208);
        let rates: Vec<u8> = (0..100).map(|n| 1 + n % 14).collect();
        assert_eq!(frames(&mp3(&rates)), 100.0);
    }

    #[test]
    fn a_description_in_the_first_frame_is_not_trusted_and_has_no_audio() {
        let mut file = mp3(&[9; 50]);
        file[36..40].copy_from_slice(b"Xing");
        file[40..48].copy_from_slice(&[0, 0, 0, 1, 0, 0, 0xff, 0xff]);
        assert_eq!(frames(&file), 49.0);
    }

    #[test]
    fn tags_and_noise_between_frames_are_not_counted() {
        let tag = b"ID3\x04\0\0\0\0\0\x04\xff\xfb\x90\0";
        let first = mp3(&[9; 10]);
        let end = [&b"TAG"[..], &[b' '; 125]].concat();
        let file = [&tag[..], &first, b"\xff\xfbnoise", &first, &end].concat();
        assert_eq!(frames(&file), 20.0);
        let bare = without_tags(&file).unwrap();
        assert_eq!(bare.len(), file.len() - tag.len() - 128);
    }

    #[test]
    fn what_has_no_frames_is_refused() {
        for file in [&b"ID3\x04\0\0\x7f\x7f\x7f\x7f\xff\xfb\x90\0"[..], b"ID3\x04", &[0xff; 500]] {
            assert!(matches!(seconds(file), Err(Unusable::Damaged(_))), "{file:?}");
        }
    }
}
