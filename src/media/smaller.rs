//! Makes a finished image small enough for a channel.

use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, resize};

/// Re-encodes an image to at most `limit` bytes as a JPEG. `None` when it cannot be decoded or does
/// not become small enough.
pub fn smaller(bytes: &[u8], limit: u64) -> Option<Vec<u8>> {
    jpeg_within(image::load_from_memory(bytes).ok()?.into_rgb8(), limit)
}

/// An image as a JPEG of at most `limit` bytes: first at lower quality, then with fewer pixels.
pub(super) fn jpeg_within(mut image: RgbImage, limit: u64) -> Option<Vec<u8>> {
    for _ in 0..4 {
        for quality in [92, 80] {
            let mut out = Vec::new();
            image.write_with_encoder(JpegEncoder::new_with_quality(&mut out, quality)).ok()?;
            if out.len() as u64 <= limit {
                return Some(out);
            }
        }
        let (width, height) = (image.width() / 2, image.height() / 2);
        image = resize(&image, width.max(1), height.max(1), FilterType::Triangle);
    }
    None
}
