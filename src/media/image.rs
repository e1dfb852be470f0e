//! Images: size, alpha channel, rotation and colours from the header.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::media::colour::ToSrgb;
use crate::media::structure::{self, Keep};
use crate::media::{Damage, Detected, Facts, Format, Unusable};

/// Memory limit of a decoder in addition to the pixels: an ICC profile or a comment can be
/// compressed a thousand to one.
const MAX_ALLOC: u64 = 64 * 1024 * 1024;

/// Measures an image without decoding its pixels.
///
/// # Errors
/// When its header cannot be read, or parts are missing. Whether the pixels themselves are complete
/// is for [`verify_pixels`](crate::media::verify_pixels) to tell.
pub fn measure(bytes: &[u8], format: Format) -> Result<Facts, Unusable> {
    let mended = structure::mended(bytes, format, Keep::All)?;
    let mut decoder = decoder(&mended, format)?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let turned = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let profile = decoder.icc_profile().ok().flatten();
    let to_srgb = profile.as_deref().and_then(ToSrgb::from_profile);
    Ok(Facts {
        format,
        bytes: bytes.len() as u64,
        size: Some(if turned { (height, width) } else { (width, height) }),
        seconds: None,
        redraw: orientation != Orientation::NoTransforms
            || decoder.color_type().has_alpha()
            || to_srgb.is_some_and(|to_srgb| to_srgb.changes_colours())
            || match format {
                Format::WebP => is_animated_webp(&mended),
                Format::Png => is_deep_png(&mended),
                Format::Jpeg => structure::jpeg::components(&mended) == Some(4),
                _ => false,
            },
    })
}

/// Whether a WebP is animated, according to its extended header.
pub(super) fn is_animated_webp(bytes: &[u8]) -> bool {
    bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 2 != 0)
}

/// Whether a PNG has 16 bits per channel, according to its header, which is the first chunk.
fn is_deep_png(bytes: &[u8]) -> bool {
    bytes.get(24) == Some(&16)
}

/// A decoder with a memory limit that has read the header.
pub(super) fn decoder(bytes: &[u8], format: Format) -> Result<impl ImageDecoder + '_, Unusable> {
    let format = match format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Bmp => ImageFormat::Bmp,
        Format::WebP => ImageFormat::WebP,
        other => return Err(Unusable::OtherFormat(Detected::Accepted(other))),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    reader.into_decoder().map_err(|_| Damage::Header.into())
}
