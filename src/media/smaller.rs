//! Makes a finished image small enough for a channel.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, resize};

/// Re-encodes an image to at most `limit` bytes as a JPEG: first at lower quality, then with fewer
/// pixels. `None` when it cannot be decoded or does not become small enough.
pub fn smaller(bytes: &[u8], limit: u64) -> Option<Vec<u8>> {
    let mut picture = image::load_from_memory(bytes).ok()?.into_rgb8();
    for _ in 0..4 {
        for quality in [92, 80] {
            let mut out = Vec::new();
            picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, quality)).ok()?;
            if out.len() as u64 <= limit {
                return Some(out);
            }
        }
        let (width, height) = (picture.width() / 2, picture.height() / 2);
        picture = resize(&picture, width.max(1), height.max(1), FilterType::Triangle);
    }
    None
}
