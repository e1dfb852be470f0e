//! Small pictures of images.

use crate::media::flatten::{damaged, decode};
use crate::media::smaller::jpeg_within;
use crate::media::{TooMuch, Unusable, sniff};

/// The longer side in pixels, more than Discord shows beside a text.
const SIDE: u32 = 256;

/// The largest size in bytes.
const MAX_BYTES: u64 = 20_000;

/// Draws a small JPEG of an image that is upright.
///
/// # Errors
/// When its pixels cannot be decoded.
pub fn thumbnail(bytes: &[u8]) -> Result<Vec<u8>, Unusable> {
    let format = sniff(bytes).ok_or_else(damaged)?;
    let (image, _) = decode(bytes, format)?;
    let (width, height) = image.dimensions();
    let longer = width.max(height).max(SIDE);
    let shrunk = |length: u32| {
        let shrunk = u64::from(length) * u64::from(SIDE) / u64::from(longer);
        u32::try_from(shrunk).unwrap_or(SIDE).max(1)
    };
    let small = image::imageops::thumbnail(&image, shrunk(width), shrunk(height));
    jpeg_within(small, MAX_BYTES).ok_or(TooMuch::Bytes { limit: MAX_BYTES }.into())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, Rgb, RgbImage};

    use super::*;

    fn of(image: &RgbImage) -> (RgbImage, usize) {
        let mut png = Cursor::new(Vec::new());
        image.write_to(&mut png, ImageFormat::Png).unwrap();
        let small = thumbnail(png.get_ref()).unwrap();
        (image::load_from_memory(&small).unwrap().to_rgb8(), small.len())
    }

    #[test]
    fn a_thumbnail_is_small_and_shows_the_same() {
        for (size, expected) in
            [((1600, 800), (256, 128)), ((100, 50), (100, 50)), ((2, 2000), (1, 256))]
        {
            let (small, _) = of(&RgbImage::from_pixel(size.0, size.1, Rgb([200, 90, 30])));
            assert_eq!(small.dimensions(), expected);
            let [r, g, b] = small.get_pixel(0, 0).0;
            assert!(r.abs_diff(200) < 6 && g.abs_diff(90) < 6 && b.abs_diff(30) < 6);
        }
    }

    #[test]
    fn noise_is_small_too() {
        let noise = RgbImage::from_fn(256, 256, |x, y| {
            let n = x.wrapping_mul(2_654_435_761).rotate_left(y % 31) ^ y.wrapping_mul(40_503);
            Rgb([n as u8, (n >> 8) as u8, (n >> 16) as u8])
        });
        assert!(of(&noise).1 as u64 <= MAX_BYTES);
        assert!(thumbnail(b"no image").is_err());
    }
}
