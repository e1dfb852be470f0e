//! JPEG: segments, and the pixels between them (ITU-T T.81, annex B).

use std::borrow::Cow;
use std::ops::Range;

use super::{Keep, Ranges};
use crate::media::Damage;
use crate::media::integers::be16;

/// Maximum segments. Cameras write some dozens; decoders scan all earlier segments for each one, so
/// a hundred thousand would take minutes.
const MAX_SEGMENTS: usize = 2_000;

const EOI: &[u8] = b"\xff\xd9";
const APP0: u8 = 0xe0;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
const APP15: u8 = 0xef;
const COMMENT: u8 = 0xfe;
const START_OF_SCAN: u8 = 0xda;

/// A segment, and the pixels after it if it starts a scan.
pub(in crate::media) struct Segment {
    pub(in crate::media) marker: u8,
    /// All of it.
    range: Range<usize>,
    /// Where its content ends and pixels begin.
    body: Range<usize>,
}

impl Segment {
    /// Its content, without marker and length, in the file where it was found.
    pub(in crate::media) fn body<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.body.clone()).unwrap_or_default()
    }

    /// The pixels that follow the start of a scan.
    pub(in crate::media) fn pixels<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.body.end..self.range.end).unwrap_or_default()
    }
}

/// Stray bytes between segments are left out, and so is what follows the end: cameras and phones
/// append videos and further images.
pub(super) fn mended(bytes: &[u8], keep: Keep) -> Result<Cow<'_, [u8]>, Damage> {
    let (segments, end) = segments(bytes)?;
    let mut kept = Ranges::default();
    kept.push(0..2);
    for segment in segments {
        if keep == Keep::All || is_for_pixels(segment.marker, segment.body(bytes)) {
            kept.push(segment.range);
        }
    }
    match end {
        Some(end) => {
            kept.push(end);
            kept.of(bytes, &[])
        }
        None => kept.of(bytes, EOI),
    }
}

/// Whether decoding needs a segment: all but comments and applications' own, of which three describe
/// the colours.
fn is_for_pixels(marker: u8, body: &[u8]) -> bool {
    match marker {
        APP0 => body.starts_with(b"JFIF\0"),
        APP2 => body.starts_with(b"ICC_PROFILE\0"),
        APP14 => body.starts_with(b"Adobe"),
        APP0..=APP15 | COMMENT => false,
        _ => true,
    }
}

/// The number of colour components that the frame header states.
pub(in crate::media) fn components(bytes: &[u8]) -> Option<u8> {
    let (segments, _) = segments(bytes).ok()?;
    let is_frame = |marker| matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
    let frame = segments.into_iter().find(|segment| is_frame(segment.marker))?;
    // After precision, height and width.
    frame.body(bytes).get(1 + 4).copied()
}

/// Where Adobe's segment says how colours are stored (Adobe technical note 5116, section 18).
pub(in crate::media) fn adobe_transform(bytes: &[u8]) -> Option<usize> {
    let (segments, _) = segments(bytes).ok()?;
    let is_adobe = |s: &&Segment| s.marker == APP14 && s.body(bytes).starts_with(b"Adobe");
    // Behind its name, version and flags.
    let body = segments.iter().find(is_adobe)?.body.clone();
    let at = body.start + 11;
    body.contains(&at).then_some(at)
}

/// All segments, and the end marker; `None` if it is missing.
pub(in crate::media) fn segments(
    bytes: &[u8],
) -> Result<(Vec<Segment>, Option<Range<usize>>), Damage> {
    let (mut at, mut segments, mut pixels) = (2usize, Vec::new(), false);
    loop {
        // At a segment boundary. Decoders skip stray bytes up to the next marker, and any number of
        // fill bytes before it.
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(stray) = rest.iter().position(|b| *b == 0xff) else {
            return if pixels { Ok((segments, None)) } else { Err(Damage::NoEnd) };
        };
        let start = at + stray;
        let fill = rest.iter().skip(stray).take_while(|b| **b == 0xff).count();
        at = start + fill + 1;
        let Some(&marker) = bytes.get(start + fill) else {
            return if pixels { Ok((segments, None)) } else { Err(Damage::NoEnd) };
        };
        match marker {
            0xd9 if pixels => return Ok((segments, Some(start..at))),
            0xd9 => return Err(Damage::NoPixels),
            // The start of another image after the pixels: this one's end is missing.
            0xd8 if pixels => return Ok((segments, None)),
            0x00 => continue,
            0x01..=0xbf | 0xd0..=0xd8 => return Err(Damage::StrayPart),
            _ => {}
        }
        let length = usize::from(be16(bytes, at).ok_or(Damage::NoEnd)?);
        if length < 2 {
            return Err(Damage::PartTooShort);
        }
        let body = at + 2..at + length;
        at += length;
        if at > bytes.len() {
            return Err(Damage::NoEnd);
        }
        if marker == START_OF_SCAN {
            pixels = true;
            at = after_scan(bytes, at);
        }
        segments.push(Segment { marker, range: start..at, body });
        if segments.len() > MAX_SEGMENTS {
            return Err(Damage::TooManyParts);
        }
    }
}

/// The position of the next marker, or the end. Within pixels, FF is followed by 00 or a restart
/// marker.
fn after_scan(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == 0xff)) {
        at += next;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => return at,
        }
    }
    bytes.len()
}
