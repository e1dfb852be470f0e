//! Checks that an image file is complete, in one pass over its structure and before a decoder runs.
//! A truncated image is refused immediately, not by the provider minutes later, and so is a file
//! that would make a decoder work or allocate without limit.

use crate::media::{Format, Unusable};

/// Maximum JPEG segments before the pixels. Cameras write some dozens; decoders scan all earlier
/// segments for each one, so a hundred thousand would take minutes.
const MAX_SEGMENTS: usize = 2_000;

/// Checks that all parts of an image are present.
///
/// # Errors
/// A description of the damage for the member who sent it.
pub(super) fn check(bytes: &[u8], format: Format) -> Result<(), Unusable> {
    let whole = match format {
        Format::Png => png(bytes),
        Format::Jpeg => jpeg(bytes),
        Format::WebP => webp(bytes),
        Format::Bmp => bmp(bytes),
        _ => Ok(()),
    };
    whole.map_err(|why| Unusable::Damaged(why.to_owned()))
}

const CUT: &str = "its end is missing";

fn le32(bytes: &[u8], at: usize) -> Option<usize> {
    let b = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
}

/// Walks the chunks up to IEND.
fn png(bytes: &[u8]) -> Result<(), &'static str> {
    let mut at = 8usize;
    while let Some(head) = bytes.get(at..at.saturating_add(8)) {
        if &head[4..8] == b"IEND" {
            return Ok(());
        }
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        at = at.saturating_add(length).saturating_add(12);
    }
    Err(CUT)
}

/// Walks the segments and the pixels up to the end of the image. Data that cameras and phones
/// append after it is ignored.
fn jpeg(bytes: &[u8]) -> Result<(), &'static str> {
    let (mut at, mut segments, mut pixels) = (2usize, 0, false);
    loop {
        // At a segment boundary; any number of fill bytes may precede a marker.
        if bytes.get(at) != Some(&0xff) {
            return Err(if at >= bytes.len() { CUT } else { "its parts do not follow each other" });
        }
        while bytes.get(at) == Some(&0xff) {
            at += 1;
        }
        let marker = *bytes.get(at).ok_or(CUT)?;
        at += 1;
        match marker {
            0xd9 if pixels => return Ok(()),
            0xd9 => return Err("it has no pixels in it"),
            0x00 | 0x01 | 0xd0..=0xd8 => return Err("its parts do not follow each other"),
            _ => {}
        }
        segments += 1;
        if segments > MAX_SEGMENTS {
            return Err("it has too many parts");
        }
        let length = bytes.get(at..at + 2).ok_or(CUT)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if length < 2 {
            return Err("one of its parts is shorter than its own header");
        }
        at += length;
        if marker == 0xda {
            pixels = true;
            at = after_scan(bytes, at).ok_or(CUT)?;
        }
    }
}

/// The position of the next marker. Within pixels, FF is followed by 00 or a restart marker.
fn after_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == 0xff)?;
        match bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// The bytes that belong to a WebP, without trailing data.
pub(super) fn of_webp(bytes: &[u8]) -> &[u8] {
    let end = le32(bytes, 4).map_or(0, |n| n.saturating_add(8));
    &bytes[..end.min(bytes.len())]
}

/// Walks the chunks. A decoder trusts the size of a chunk and allocates that much, so it is
/// checked.
fn webp(bytes: &[u8]) -> Result<(), &'static str> {
    let claimed = le32(bytes, 4).ok_or(CUT)?.saturating_add(8);
    if claimed > bytes.len() {
        return Err(CUT);
    }
    let bytes = of_webp(bytes);
    let mut at = 12usize;
    while at + 8 <= bytes.len() {
        let size = le32(bytes, at + 4).ok_or(CUT)?;
        if size > bytes.len() - at - 8 {
            return Err("one of its parts is larger than the file");
        }
        at += 8 + size + size % 2;
    }
    Ok(())
}

/// Checks that the pixel rows fit, by the dimensions in the header.
fn bmp(bytes: &[u8]) -> Result<(), &'static str> {
    if le32(bytes, 2).is_none_or(|size| size > bytes.len()) {
        return Err(CUT);
    }
    let header = le32(bytes, 14).ok_or(CUT)?;
    let compression = le32(bytes, 30);
    // Older headers and compressed rows do not state a size; the decoder detects truncation.
    if header < 40 || !matches!(compression, Some(0 | 3)) {
        return Ok(());
    }
    let number = |at| le32(bytes, at).map(|n| u64::from((n as u32 as i32).unsigned_abs()));
    let (offset, width, height) = (number(10), number(18), number(22));
    let bits = bytes.get(28..30).map(|b| u64::from(u16::from_le_bytes([b[0], b[1]])));
    let (Some(offset), Some(width), Some(height), Some(bits)) = (offset, width, height, bits)
    else {
        return Err(CUT);
    };
    let row = (width * bits).div_ceil(32) * 4;
    let end = row.checked_mul(height).and_then(|n| n.checked_add(offset));
    if end.is_none_or(|end| end > bytes.len() as u64) { Err(CUT) } else { Ok(()) }
}
