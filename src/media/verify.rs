//! Decodes an image once to see whether its pixels are complete and undamaged.

mod bits;
mod jpeg;

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder};

use crate::media::structure::{self, Keep};
use crate::media::{Damage, Facts, Format, TooMuch, Unusable, image as still};

/// Maximum pixels of an image that is decoded: the largest that any model accepts, 8,000 x 8,000.
pub(super) const MAX_PIXELS: u64 = 64_000_000;

/// Decodes every pixel of an image and drops it. Takes seconds for the largest images: not for a
/// thread that answers.
///
/// Memory: two rows of a PNG, which is read row by row, at most 32 MB for a progressive JPEG, whose
/// coefficients are read but not stored, and nothing for an uncompressed BMP. Others are decoded
/// whole: 256 MB for the largest WebP.
///
/// # Errors
/// When pixels are missing or damaged, or there are more than 64 million: an image that is to be
/// made smaller is decoded by whatever does that.
pub fn verify_pixels(bytes: &[u8], facts: &Facts) -> Result<(), Unusable> {
    let (width, height) = facts.size.unwrap_or_default();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        return Err(TooMuch::Pixels { pixels, limit: MAX_PIXELS }.into());
    }
    // Chunks that pixels do not need cannot damage them.
    let mended = structure::mended(bytes, facts.format, Keep::Pixels)?;
    let whole = match facts.format {
        Format::Png => png(&mended),
        Format::Jpeg => jpeg::verify(&mended),
        Format::WebP => decode(&mended, facts.format),
        Format::Bmp if is_uncompressed_bmp(&mended) => Some(()),
        Format::Bmp => decode(&mended, facts.format),
        _ => Some(()),
    };
    whole.ok_or(Damage::PixelsOrEnd.into())
}

/// Reads row by row, checksums included.
fn png(bytes: &[u8]) -> Option<()> {
    let mut options = png::DecodeOptions::default();
    options.set_ignore_adler32(false);
    options.set_ignore_iccp_chunk(true);
    let decoder = png::Decoder::new_with_options(Cursor::new(bytes), options);
    let mut reader = decoder.read_info().ok()?;
    // Ends after reading the data to its checksum.
    while reader.next_interlaced_row().ok()?.is_some() {}
    Some(())
}

fn decode(bytes: &[u8], format: Format) -> Option<()> {
    let decoder = still::decoder(bytes, format).ok()?;
    // A header that contradicts the measurement.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return None;
    }
    DynamicImage::from_decoder(decoder).ok().map(drop)
}

/// Whether the pixels are stored as they are, so that only their number matters, which is checked.
fn is_uncompressed_bmp(bytes: &[u8]) -> bool {
    matches!(bytes.get(30..34), Some([0 | 3, 0, 0, 0]))
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgb, RgbImage};

    use super::*;
    use crate::media::measure;

    fn noisy(format: ImageFormat) -> Vec<u8> {
        let image = RgbImage::from_fn(300, 260, |x, y| {
            let n = x.wrapping_mul(2_654_435_761).rotate_left(y % 31) ^ y.wrapping_mul(40_503);
            Rgb([n as u8, (n >> 8) as u8, (x + y) as u8])
        });
        let mut out = Cursor::new(Vec::new());
        image.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn verified(bytes: &[u8]) -> Result<(), Unusable> {
        measure(bytes).and_then(|facts| verify_pixels(bytes, &facts))
    }

    #[test]
    fn complete_images_pass_and_cut_ones_do_not() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::WebP] {
            let whole = noisy(format);
            assert_eq!(verified(&whole), Ok(()), "{format:?}");
            for percent in [20, 50, 90, 98] {
                let cut = &whole[..whole.len() * percent / 100];
                assert!(
                    matches!(verified(cut), Err(Unusable::Damaged(_))),
                    "{format:?} at {percent} %"
                );
            }
        }
    }

    #[test]
    fn a_missing_end_marker_alone_is_no_damage() {
        let jpeg = noisy(ImageFormat::Jpeg);
        assert_eq!(verified(&jpeg[..jpeg.len() - 2]), Ok(()));
        let png = noisy(ImageFormat::Png);
        assert_eq!(verified(&png[..png.len() - 12]), Ok(()));
        assert_eq!(verified(&png[..png.len() - 3]), Ok(()));
    }

    #[test]
    fn each_flipped_bit_of_a_png_is_found() {
        let whole = noisy(ImageFormat::Png);
        let pixels = whole.windows(4).position(|w| w == b"IDAT").unwrap() + 4;
        for at in (pixels..whole.len() - 12).step_by(1_000) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            assert!(verified(&damaged).is_err(), "byte {at}");
        }
    }
}
