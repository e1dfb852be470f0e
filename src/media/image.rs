//! Pictures: size, alpha and rotation from their headers.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::media::{Facts, Format, Unusable};

/// The most memory that reading one picture may take: 8,000 x 8,000 pixels of four bytes, twice.
const MAX_ALLOC: u64 = 512 * 1024 * 1024;

/// Measures a picture without decoding its pixels.
///
/// # Errors
/// When its header cannot be read, or its end is missing.
pub fn measure(bytes: &[u8], format: Format) -> Result<Facts, Unusable> {
    if is_cut_short(bytes, format) {
        return Err(Unusable::Damaged("its end is missing".into()));
    }
    let mut decoder = decoder(bytes, format)?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let turned = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    Ok(Facts {
        format,
        bytes: bytes.len() as u64,
        size: Some(if turned { (height, width) } else { (width, height) }),
        seconds: None,
        redraw: orientation != Orientation::NoTransforms || decoder.color_type().has_alpha(),
    })
}

/// A decoder that has read the header, bounded in memory.
pub(super) fn decoder(bytes: &[u8], format: Format) -> Result<impl ImageDecoder + '_, Unusable> {
    let format = match format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Bmp => ImageFormat::Bmp,
        Format::WebP => ImageFormat::WebP,
        other => return Err(Unusable::Unknown(other.name())),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    reader.into_decoder().map_err(|e| Unusable::Damaged(e.to_string()))
}

/// Looks for the end that each format has, so that half a picture is told at once and not by the
/// provider minutes later.
fn is_cut_short(bytes: &[u8], format: Format) -> bool {
    let le32 = |at: usize| {
        bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
    };
    match format {
        Format::Png => !ends_in_iend(bytes),
        // Some cameras append data after the picture: anywhere in the last part will do.
        Format::Jpeg => {
            let tail = &bytes[bytes.len().saturating_sub(64 * 1024)..];
            !tail.windows(2).any(|w| w == [0xff, 0xd9])
        }
        Format::WebP => le32(4).is_none_or(|size| size.saturating_add(8) > bytes.len()),
        Format::Bmp => le32(2).is_none_or(|size| size > bytes.len()),
        _ => false,
    }
}

fn ends_in_iend(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        if &head[4..8] == b"IEND" {
            return true;
        }
        let Some(next) = at.checked_add(length).and_then(|n| n.checked_add(12)) else {
            return false;
        };
        at = next;
    }
    false
}
