//! JPEGs of four inks: with a colour profile, what a print looks like, in sRGB.

use image::RgbImage;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::media::colour::InksToSrgb;
use crate::media::structure::jpeg;
use crate::media::{Damage, TooMuch, Unusable};

/// How Adobe's segment says that the inks are stored as brightness and colour (Adobe technical note
/// 5116, section 18).
const YCCK: u8 = 2;

/// The pixels of a JPEG of four inks, of at most `max_bytes` bytes; `None` if it has another number
/// of components or no profile that can be used.
///
/// # Errors
/// When its pixels cannot be decoded, or are too many.
#[expect(clippy::indexing_slicing, reason = "the length of `pixels` is checked before the rows")]
pub(super) fn pixels(
    bytes: &[u8],
    profile: Option<&[u8]>,
    max_bytes: u64,
) -> Result<Option<RgbImage>, Unusable> {
    if jpeg::components(bytes) != Some(4) {
        return Ok(None);
    }
    let Some(to_srgb) = profile.and_then(InksToSrgb::from_profile) else { return Ok(None) };
    let transform = jpeg::adobe_transform(bytes);
    let is_ycck = transform.and_then(|at| bytes.get(at)) == Some(&YCCK);
    // The decoder returns the four components as they are only if they are said to be inks.
    let mut stored = bytes.to_vec();
    if let Some(transform) = transform.and_then(|at| stored.get_mut(at)) {
        *transform = 0;
    }
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::CMYK);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&stored), options);
    decoder.decode_headers().map_err(|_| Damage::Header)?;
    let (width, height) = decoder.dimensions().ok_or(Damage::Header)?;
    let size = u32::try_from(width).ok().zip(u32::try_from(height).ok()).ok_or(Damage::Header)?;
    let count = u64::from(size.0) * u64::from(size.1);
    if count * 4 > max_bytes {
        return Err(TooMuch::Pixels { pixels: count, limit: max_bytes / 4 }.into());
    }
    let mut pixels = decoder.decode().map_err(|_| Damage::Pixels)?;
    if width == 0 || pixels.len() != width * height * 4 {
        return Err(Damage::Pixels.into());
    }
    // In place: a pixel in sRGB is shorter than its inks.
    let (mut inks, mut srgb) = (vec![0; width * 4], vec![0; width * 3]);
    for row in 0..height {
        inks.copy_from_slice(&pixels[row * width * 4..][..width * 4]);
        inks.as_chunks_mut().0.iter_mut().for_each(|pixel| unstore(pixel, is_ycck));
        to_srgb.convert(&inks, &mut srgb);
        pixels[row * width * 3..][..width * 3].copy_from_slice(&srgb);
    }
    pixels.truncate(width * height * 3);
    let image = RgbImage::from_raw(size.0, size.1, pixels);
    Ok(Some(image.expect("the number of pixels is unchanged")))
}

/// Makes amounts of ink, from 0 to 255, of a stored pixel. Inks are stored inverted, and those as
/// brightness and colour after they were turned into red, green and blue.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float stops at 0 and 255"
)]
fn unstore(pixel: &mut [u8; 4], is_ycck: bool) {
    if is_ycck {
        let [y, cb, cr] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
        let (cb, cr) = (cb - 128.0, cr - 128.0);
        pixel[0] = (y + 1.402 * cr).round() as u8;
        pixel[1] = (y - 0.344_136 * cb - 0.714_136 * cr).round() as u8;
        pixel[2] = (y + 1.772 * cb).round() as u8;
        pixel[3] = 255 - pixel[3];
    } else {
        pixel.iter_mut().for_each(|ink| *ink = 255 - *ink);
    }
}

#[cfg(test)]
#[path = "cmyk_tests.rs"]
mod tests;
