//! Prepares an image for a model: within its limits, upright, in sRGB, without alpha and without
//! metadata, and checked to its last pixel.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, crop_imm, thumbnail};
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, RgbImage};
use serde::{Deserialize, Serialize};

use crate::media::flatten::{self, QUALITY, Upright, as_png, flatten, with_facts};
use crate::media::verify::{MAX_PIXELS, verify_pixels};
use crate::media::{Change, Facts, Format, TooMuch, Unusable, stripped};

/// Smaller images are not enlarged, in pixels of the shorter side: nothing could be recognised.
pub const MIN_RESIZABLE_SIDE: u32 = 64;

/// Images with more pixels are not made smaller: the largest cameras of phones have fewer, and as
/// many fit into the memory of the process that prepares them.
pub const MAX_RESIZABLE_PIXELS: u64 = 120_000_000;

/// JPEG quality of an image that is too large at the usual one.
const LOWER_QUALITY: u8 = 85;

/// What a model accepts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ImageLimits {
    /// Maximum size in bytes.
    pub max_bytes: u64,
    /// Minimum of either side in pixels.
    pub min_side: u32,
    /// Maximum of either side in pixels.
    pub max_side: u32,
    /// The ratio of the longer to the shorter side to which a thinner image is cropped; if it is
    /// missing, none is cropped.
    pub crop_to: Option<f64>,
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
pub fn prepare(bytes: &[u8], facts: &Facts, limits: &ImageLimits) -> Result<Prepared, Unusable> {
    let from = facts.size.unwrap_or_default();
    let kept = cropped(from, limits.crop_to);
    let to = fitting(kept, limits);
    // Larger ones are decoded below, where less damage is noticed.
    if u64::from(from.0) * u64::from(from.1) <= MAX_PIXELS {
        verify_pixels(bytes, facts)?;
    }
    if to != from || facts.bytes > limits.max_bytes {
        let (image, orientation) = flatten::decode(bytes, facts.format)?;
        let drawn = draw(image, orientation, kept, to);
        let (bytes, facts) = encode(drawn, facts.format, limits.max_bytes)?;
        let to = facts.size.unwrap_or(to);
        let cropped = (kept != from).then_some(Change::Cropped { from, to: kept });
        let resized = (to != kept).then_some(Change::Resized { from: kept, to });
        let changes = cropped.into_iter().chain(resized).collect();
        return Ok(Prepared { bytes: Some(bytes), facts, changes });
    }
    if facts.redraw {
        let (bytes, facts) = flatten(bytes, facts, limits.max_bytes)?;
        return Ok(Prepared { bytes: Some(bytes), facts, changes: Vec::new() });
    }
    let stripped = stripped(bytes, facts.format)?;
    let facts = match &stripped {
        Some(bytes) => Facts { bytes: bytes.len() as u64, ..facts.clone() },
        None => facts.clone(),
    };
    Ok(Prepared { bytes: stripped, facts, changes: Vec::new() })
}

/// The size that is kept of an image that is thinner than a ratio of its sides.
fn cropped((width, height): (u32, u32), ratio: Option<f64>) -> (u32, u32) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float stops at the limits"
    )]
    let longest = |shorter: u32| ratio.map_or(u32::MAX, |r| (f64::from(shorter) * r) as u32);
    (width.min(longest(height)), height.min(longest(width)))
}

/// The size within the limits, in the same proportions.
fn fitting((width, height): (u32, u32), limits: &ImageLimits) -> (u32, u32) {
    let (longer, shorter) = (width.max(height).max(1), width.min(height).max(1));
    if longer <= limits.max_side && shorter >= limits.min_side {
        return (width, height);
    }
    let down = f64::from(limits.max_side) / f64::from(longer);
    let up = f64::from(limits.min_side) / f64::from(shorter);
    let factor = if longer > limits.max_side { down } else { up };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float stops at the limits"
    )]
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
        // Rounded up, so that the thinnest images do not become thinner.
        drawn = thumbnail(&drawn, (width * 3).div_ceil(4), (height * 3).div_ceil(4));
    }
    Err(TooMuch::Bytes { limit: max_bytes }.into())
}

/// Draws the centre of an image upright in a size. `kept` and `to` are widths and heights of the
/// upright image.
fn draw(image: RgbImage, orientation: Orientation, kept: (u32, u32), to: (u32, u32)) -> RgbImage {
    let upright = Upright { image: &image, orientation };
    let is_turned = upright.dimensions() != image.dimensions();
    let stored = |(width, height)| if is_turned { (height, width) } else { (width, height) };
    let ((across, down), kept) = (stored(to), stored(kept));
    let image = DynamicImage::ImageRgb8(if kept == image.dimensions() {
        image
    } else {
        let (x, y) = ((image.width() - kept.0) / 2, (image.height() - kept.1) / 2);
        crop_imm(&image, x, y, kept.0, kept.1).to_image()
    });
    let mut drawn = if across < image.width() {
        // Averages the pixels that become one, without a copy in floating point.
        image.thumbnail_exact(across, down)
    } else if (across, down) == kept {
        image
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

    const LIMITS: ImageLimits =
        ImageLimits { max_bytes: 20_000_000, min_side: 240, max_side: 8000, crop_to: None };

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 90])
        });
        let mut out = Cursor::new(Vec::new());
        image.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn prepared(bytes: &[u8], limits: &ImageLimits) -> Prepared {
        prepare(bytes, &measure(bytes).unwrap(), limits).unwrap()
    }

    #[test]
    fn sizes_keep_their_proportions() {
        let limits = ImageLimits { max_side: 800, ..LIMITS };
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
            let limits = ImageLimits { max_side: 800, ..LIMITS };
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
    fn what_is_kept_has_the_ratio_and_the_shorter_side() {
        assert_eq!(cropped((300, 2400), Some(8.0)), (300, 2400));
        assert_eq!(cropped((300, 2401), Some(8.0)), (300, 2400));
        assert_eq!(cropped((5000, 301), Some(8.0)), (2408, 301));
        assert_eq!(cropped((5000, 301), None), (5000, 301));
    }

    /// Only the middle third is kept of an image of three colours.
    #[test]
    fn a_cropped_image_shows_the_centre_of_the_original() {
        let image = RgbImage::from_fn(240, 5760, |_, y| match y {
            0..1920 => image::Rgb([200, 0, 0]),
            1920..3840 => image::Rgb([0, 200, 0]),
            _ => image::Rgb([0, 0, 200]),
        });
        let mut png = Cursor::new(Vec::new());
        image.write_to(&mut png, ImageFormat::Png).unwrap();
        let limits = ImageLimits { crop_to: Some(8.0), ..LIMITS };
        let prepared = prepared(png.get_ref(), &limits);
        let change = Change::Cropped { from: (240, 5760), to: (240, 1920) };
        assert_eq!(prepared.changes, [change]);
        let drawn = image::load_from_memory(&prepared.bytes.unwrap()).unwrap().to_rgb8();
        assert_eq!(drawn.dimensions(), (240, 1920));
        assert!(drawn.pixels().all(|p| p.0 == [0, 200, 0]));
    }

    #[test]
    fn a_turned_image_is_cropped_along_its_longer_side_and_resized() {
        let image = RgbImage::from_pixel(2000, 100, image::Rgb([9, 9, 9]));
        let drawn = draw(image, Orientation::Rotate90, (100, 800), (240, 1920));
        assert_eq!(drawn.dimensions(), (240, 1920));
    }

    #[test]
    fn too_many_bytes_become_fewer() {
        let bmp = encoded(600, 400, ImageFormat::Bmp);
        let limits = ImageLimits { max_bytes: 8_000, ..LIMITS };
        let prepared = prepared(&bmp, &limits);
        let bytes = prepared.bytes.unwrap();
        assert!(bytes.len() <= 8_000, "{}", bytes.len());
        assert_eq!(measure(&bytes).unwrap().size, prepared.facts.size);
    }
}
