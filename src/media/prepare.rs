//! Prepares an image for a model: within its limits, upright, in sRGB, without alpha and without
//! metadata, and checked to its last pixel.

use std::borrow::Cow;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, thumbnail};
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, RgbImage};
use serde::{Deserialize, Serialize};

use crate::media::flatten::{self, QUALITY, Upright, as_png, flatten, with_facts};
use crate::media::verify::{MAX_PIXELS, verify_pixels};
use crate::media::{Change, Facts, Format, Unusable, strip};

/// Smaller images are not enlarged, in pixels of the shorter side: nothing could be recognised.
pub const MIN_RESIZABLE_SIDE: u32 = 64;

/// Images with more pixels are not made smaller: the largest cameras of phones have fewer, and as
/// many fit into the memory of the process that prepares them.
pub const MAX_RESIZABLE_PIXELS: u64 = 120_000_000;

/// JPEG quality of an image that is too large at the usual one.
const LOWER_QUALITY: u8 = 85;

/// What a model accepts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PictureLimits {
    /// Maximum size in bytes.
    pub max_bytes: u64,
    /// Minimum of either side in pixels.
    pub min_side: u32,
    /// Maximum of either side in pixels.
    pub max_side: u32,
}

/// A prepared image.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The new bytes; `None` if the original ones are used.
    pub bytes: Option<Vec<u8>>,
    /// The facts of the bytes that are used.
    pub facts: Facts,
    /// What the member should know.
    pub changes: Vec<Change>,
}

/// Prepares an image. Its pixels are decoded once in any case, so that damage is found now and not
/// by the provider minutes later.
///
/// # Errors
/// When its pixels cannot be decoded, or are too many.
pub fn prepare(bytes: &[u8], facts: &Facts, limits: &PictureLimits) -> Result<Prepared, Unusable> {
    let from = facts.size.unwrap_or_default();
    let to = fitting(from, limits);
    // Larger ones are decoded below, where less damage is noticed.
    if u64::from(from.0) * u64::from(from.1) <= MAX_PIXELS {
        verify_pixels(bytes, facts)?;
    }
    if to != from || facts.bytes > limits.max_bytes {
        let (image, orientation) = flatten::decode(bytes, facts.format)?;
        let drawn = draw(image, orientation, to);
        let (bytes, facts) = encode(drawn, facts.format, limits.max_bytes)?;
        let to = facts.size.unwrap_or(to);
        let resized = (to != from).then_some(Change::Resized { from, to });
        return Ok(Prepared { bytes: Some(bytes), facts, changes: resized.into_iter().collect() });
    }
    if facts.redraw {
        let (bytes, facts) = flatten(bytes, facts, limits.max_bytes)?;
        return Ok(Prepared { bytes: Some(bytes), facts, changes: Vec::new() });
    }
    let stripped = match strip(bytes, facts.format)? {
        Cow::Borrowed(_) => None,
        Cow::Owned(stripped) => Some(stripped),
    };
    let facts = match &stripped {
        Some(bytes) => Facts { bytes: bytes.len() as u64, ..facts.clone() },
        None => facts.clone(),
    };
    Ok(Prepared { bytes: stripped, facts, changes: Vec::new() })
}

/// The size within the limits, in the same proportions.
fn fitting((width, height): (u32, u32), limits: &PictureLimits) -> (u32, u32) {
    let (longer, shorter) = (width.max(height).max(1), width.min(height).max(1));
    if longer <= limits.max_side && shorter >= limits.min_side {
        return (width, height);
    }
    let down = f64::from(limits.max_side) / f64::from(longer);
    let up = f64::from(limits.min_side) / f64::from(shorter);
    let factor = if longer > limits.max_side { down } else { up };
    let scaled = |side: u32| (f64::from(side) * factor).round() as u32;
    (scaled(width), scaled(height))
}

/// Encodes an image within a limit: if necessary with a lower quality, then with fewer pixels.
fn encode(
    mut drawn: RgbImage,
    format: Format,
    max_bytes: u64,
) -> Result<(Vec<u8>, Facts), Unusable> {
    let upright = Upright::of(&drawn);
    if format != Format::Jpeg
        && let Some(png) = as_png(&upright, max_bytes)?
    {
        return Ok(with_facts(png, Format::Png, drawn.dimensions()));
    }
    for _ in 0..6 {
        for quality in [QUALITY, LOWER_QUALITY] {
            let mut out = Cursor::new(Vec::new());
            let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
            encoder.encode_image(&drawn).map_err(|_| flatten::damaged())?;
            let out = out.into_inner();
            if out.len() as u64 <= max_bytes {
                return Ok(with_facts(out, Format::Jpeg, drawn.dimensions()));
            }
        }
        let (width, height) = drawn.dimensions();
        drawn = thumbnail(&drawn, width * 3 / 4, height * 3 / 4);
    }
    Err(Unusable::Damaged("it does not become small enough".into()))
}

/// Draws an image upright in a size.
fn draw(image: RgbImage, orientation: Orientation, (width, height): (u32, u32)) -> RgbImage {
    let upright = Upright { image: &image, orientation };
    let is_turned = upright.dimensions() != image.dimensions();
    let (across, down) = if is_turned { (height, width) } else { (width, height) };
    let image = DynamicImage::ImageRgb8(image);
    let mut drawn = if across < image.width() {
        // Averages the pixels that become one, without a copy in floating point.
        image.thumbnail_exact(across, down)
    } else {
        image.resize_exact(across, down, FilterType::CatmullRom)
    };
    drawn.apply_orientation(orientation);
    drawn.into_rgb8()
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;
    use crate::media::measure;

    const LIMITS: PictureLimits =
        PictureLimits { max_bytes: 20_000_000, min_side: 240, max_side: 8000 };

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 90])
        });
        let mut out = Cursor::new(Vec::new());
        image.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn prepared(bytes: &[u8], limits: &PictureLimits) -> Prepared {
        prepare(bytes, &measure(bytes).unwrap(), limits).unwrap()
    }

    #[test]
    fn sizes_keep_their_proportions() {
        let limits = PictureLimits { max_side: 800, ..LIMITS };
        assert_eq!(fitting((300, 400), &limits), (300, 400));
        assert_eq!(fitting((1600, 1200), &limits), (800, 600));
        assert_eq!(fitting((120, 200), &limits), (240, 400));
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let png = encoded(300, 240, ImageFormat::Png);
        let prepared = prepared(&png, &LIMITS);
        assert_eq!((prepared.bytes, prepared.changes), (None, Vec::new()));
    }

    #[test]
    fn a_resized_image_shows_the_same() {
        for (size, to) in [((120, 160), (240, 320)), ((900, 600), (800, 533))] {
            let limits = PictureLimits { max_side: 800, ..LIMITS };
            let png = encoded(size.0, size.1, ImageFormat::Png);
            let prepared = prepared(&png, &limits);
            assert_eq!(prepared.changes, [Change::Resized { from: size, to }]);
            let drawn = image::load_from_memory(&prepared.bytes.unwrap()).unwrap().to_rgb8();
            assert_eq!(drawn.dimensions(), to);
            let [r, g, b] = drawn.get_pixel(to.0 / 2, to.1 / 2).0;
            assert!(r.abs_diff(127) < 4 && g.abs_diff(127) < 4 && b.abs_diff(90) < 4);
        }
    }

    #[test]
    fn too_many_bytes_become_fewer() {
        let bmp = encoded(600, 400, ImageFormat::Bmp);
        let limits = PictureLimits { max_bytes: 8_000, ..LIMITS };
        let prepared = prepared(&bmp, &limits);
        let bytes = prepared.bytes.unwrap();
        assert!(bytes.len() <= 8_000, "{}", bytes.len());
        assert_eq!(measure(&bytes).unwrap().size, prepared.facts.size);
    }
}
