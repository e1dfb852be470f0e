//! Re-encodes images that the provider would refuse or misread: upright, on white, in sRGB.

use std::io::{self, Cursor, Write};

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, ImageDecoder, Rgb, RgbImage};

use crate::media::colour::ToSrgb;
use crate::media::structure::{self, Keep};
use crate::media::{Damage, Facts, Format, TooMuch, Unusable, cmyk, image as still};

/// JPEG quality at which a re-encoded photograph is visually identical to its source.
pub(super) const QUALITY: u8 = 95;

/// Memory limit for the pixels of an image that is decoded whole, in bytes: 120 million pixels, as
/// the largest cameras of phones have, with three bytes per pixel. The process that prepares large
/// images may use 512 MB.
const MAX_PIXEL_BYTES: u64 = 360_000_000;

pub(super) fn damaged() -> Unusable {
    Damage::Pixels.into()
}

/// Re-encodes an image upright on white, without alpha, in sRGB. PNG and WebP become PNG if that
/// fits `max_bytes`; otherwise the result is a JPEG.
///
/// # Errors
/// When the pixels cannot be decoded. Those of a JPEG that are missing are drawn grey: call
/// [`verify_pixels`](crate::media::verify_pixels) first.
pub fn flatten(bytes: &[u8], facts: &Facts, max_bytes: u64) -> Result<(Vec<u8>, Facts), Unusable> {
    let mended = structure::mended(bytes, facts.format, Keep::All)?;
    let bytes = &mended[..];
    let mut decoder = still::decoder(bytes, facts.format)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let to_srgb = profile.as_deref().and_then(ToSrgb::from_profile);
    if facts.format == Format::Png && orientation == Orientation::NoTransforms {
        let (width, height) = decoder.dimensions();
        if let Some(png) = reencode_png(bytes, to_srgb.as_ref(), max_bytes)? {
            return Ok(with_facts(png, Format::Png, (width, height)));
        }
    }
    let flat = match cmyk(bytes, facts.format, profile.as_deref())? {
        Some(flat) => flat,
        None => pixels(decoder, to_srgb.as_ref())?,
    };
    let upright = Upright { image: &flat, orientation };
    if facts.format != Format::Jpeg
        && let Some(png) = as_png(&upright, max_bytes)?
    {
        return Ok(with_facts(png, Format::Png, upright.dimensions()));
    }
    let mut out = Cursor::new(Vec::new());
    let mut encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    encoder.encode_image(&upright).map_err(|_| damaged())?;
    Ok(with_facts(out.into_inner(), Format::Jpeg, upright.dimensions()))
}

/// Decodes an image on white, without alpha, in sRGB; the orientation is not applied.
///
/// # Errors
/// When its pixels cannot be decoded, or are too many.
pub(super) fn decode(bytes: &[u8], format: Format) -> Result<(RgbImage, Orientation), Unusable> {
    let mended = structure::mended(bytes, format, Keep::All)?;
    let mut decoder = still::decoder(&mended, format)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    if let Some(flat) = cmyk(&mended, format, profile.as_deref())? {
        return Ok((flat, orientation));
    }
    let to_srgb = profile.as_deref().and_then(ToSrgb::from_profile);
    Ok((pixels(decoder, to_srgb.as_ref())?, orientation))
}

/// The pixels of a JPEG of four inks with a colour profile.
fn cmyk(
    bytes: &[u8],
    format: Format,
    profile: Option<&[u8]>,
) -> Result<Option<RgbImage>, Unusable> {
    if format == Format::Jpeg { cmyk::pixels(bytes, profile, MAX_PIXEL_BYTES) } else { Ok(None) }
}

fn pixels(decoder: impl ImageDecoder, to_srgb: Option<&ToSrgb>) -> Result<RgbImage, Unusable> {
    let bytes = decoder.total_bytes();
    if bytes > MAX_PIXEL_BYTES {
        let (width, height) = decoder.dimensions();
        let pixels = u64::from(width) * u64::from(height);
        let limit = MAX_PIXEL_BYTES / (bytes / pixels.max(1)).max(1);
        return Err(TooMuch::Pixels { pixels, limit }.into());
    }
    let decoded = DynamicImage::from_decoder(decoder).map_err(|_| damaged())?;
    let mut flat = on_white(decoded);
    if let Some(to_srgb) = to_srgb {
        let width = flat.width() as usize;
        flat.chunks_exact_mut(width * 3).for_each(|row| to_srgb.convert(row));
    }
    Ok(flat)
}

pub(super) fn with_facts(bytes: Vec<u8>, format: Format, size: (u32, u32)) -> (Vec<u8>, Facts) {
    let length = bytes.len() as u64;
    (bytes, Facts { format, bytes: length, size: Some(size), seconds: None, redraw: false })
}

/// A buffer with a size limit; writing beyond it fails.
struct Limited {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Limited {
    fn new(limit: u64) -> Self {
        Self { bytes: Vec::new(), limit: usize::try_from(limit).unwrap_or(usize::MAX), full: false }
    }

    /// The encoded image, or `None` if it exceeded the limit.
    fn finish(self, result: Result<(), Unusable>) -> Result<Option<Vec<u8>>, Unusable> {
        if self.full {
            return Ok(None);
        }
        result.map(|()| Some(self.bytes))
    }
}

impl Write for Limited {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.full |= self.bytes.len() + piece.len() > self.limit;
        if self.full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn png_encoder(
    out: &mut Limited,
    (width, height): (u32, u32),
) -> Result<png::Writer<&mut Limited>, Unusable> {
    let mut encoder = png::Encoder::new(out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().map_err(|_| damaged())
}

/// Re-encodes a PNG row by row, so that a large one needs no more memory than a small one. `None`
/// if the PNG is interlaced or the result exceeds `max_bytes`.
fn reencode_png(
    bytes: &[u8],
    to_srgb: Option<&ToSrgb>,
    max_bytes: u64,
) -> Result<Option<Vec<u8>>, Unusable> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|_| damaged())?;
    if reader.info().interlaced {
        return Ok(None);
    }
    let size = reader.info().size();
    let (color, _) = reader.output_color_type();
    let mut out = Limited::new(max_bytes);
    let mut draw = || {
        let mut written = 0;
        let mut writer = png_encoder(&mut out, size)?;
        let mut stream = writer.stream_writer().map_err(|_| damaged())?;
        while let Some(row) = reader.next_row().map_err(|_| damaged())? {
            let mut rgb = row_on_white(row.data(), color);
            if let Some(to_srgb) = to_srgb {
                to_srgb.convert(&mut rgb);
            }
            stream.write_all(&rgb).map_err(|_| damaged())?;
            written += 1;
        }
        // A truncated file was detected before; this makes sure.
        if written < size.1 {
            return Err(damaged());
        }
        stream.finish().map_err(|_| damaged())
    };
    let result = draw();
    out.finish(result)
}

/// A PNG row as RGB pixels on white.
fn row_on_white(row: &[u8], color: png::ColorType) -> Vec<u8> {
    match color {
        png::ColorType::Rgba => {
            row.as_chunks().0.iter().flat_map(|&[r, g, b, a]| over_white(r, g, b, a)).collect()
        }
        png::ColorType::GrayscaleAlpha => {
            row.as_chunks().0.iter().flat_map(|&[g, a]| over_white(g, g, g, a)).collect()
        }
        png::ColorType::Grayscale => row.iter().flat_map(|g| [*g; 3]).collect(),
        // With EXPAND, a palette row is RGB too.
        png::ColorType::Rgb | png::ColorType::Indexed => row.to_vec(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a mean of 255 and a channel is at most 255")]
fn over_white(r: u8, g: u8, b: u8, a: u8) -> [u8; 3] {
    let over = |c: u8| {
        let a = u16::from(a);
        ((u16::from(c) * a + 255 * (255 - a) + 127) / 255) as u8
    };
    [over(r), over(g), over(b)]
}

/// Encodes an image as PNG; `None` if the result exceeds `max_bytes`.
pub(super) fn as_png(image: &Upright, max_bytes: u64) -> Result<Option<Vec<u8>>, Unusable> {
    let mut out = Limited::new(max_bytes);
    let mut draw = || {
        let mut writer = png_encoder(&mut out, image.dimensions())?;
        let mut stream = writer.stream_writer().map_err(|_| damaged())?;
        let (width, height) = image.dimensions();
        if image.orientation == Orientation::NoTransforms {
            stream.write_all(image.image.as_raw()).map_err(|_| damaged())?;
            return stream.finish().map_err(|_| damaged());
        }
        for y in 0..height {
            let row: Vec<u8> = (0..width).flat_map(|x| image.get_pixel(x, y).0).collect();
            stream.write_all(&row).map_err(|_| damaged())?;
        }
        stream.finish().map_err(|_| damaged())
    };
    let result = draw();
    out.finish(result)
}

/// An upright view of an image, without copying its pixels.
pub(super) struct Upright<'a> {
    pub image: &'a RgbImage,
    pub orientation: Orientation,
}

impl<'a> Upright<'a> {
    /// An image that is upright as it is.
    pub(super) fn of(image: &'a RgbImage) -> Self {
        Self { image, orientation: Orientation::NoTransforms }
    }
}

impl GenericImageView for Upright<'_> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        let (width, height) = self.image.dimensions();
        match self.orientation {
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => (height, width),
            _ => (width, height),
        }
    }

    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        let (width, height) = self.image.dimensions();
        let (right, bottom) = (width - 1, height - 1);
        let (x, y) = match self.orientation {
            Orientation::NoTransforms => (x, y),
            Orientation::FlipHorizontal => (right - x, y),
            Orientation::FlipVertical => (x, bottom - y),
            Orientation::Rotate180 => (right - x, bottom - y),
            Orientation::Rotate90 => (y, bottom - x),
            Orientation::Rotate270 => (right - y, x),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270FlipH => (right - y, bottom - x),
        };
        *self.image.get_pixel(x, y)
    }
}

/// Converts to RGB on white, reusing the memory of the pixels.
#[expect(clippy::indexing_slicing, reason = "`count` is the number of whole pixels in `pixels`")]
pub(super) fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    let (width, height) = rgba.dimensions();
    let mut pixels = rgba.into_raw();
    let count = pixels.len() / 4;
    for n in 0..count {
        let from = n * 4;
        let rgb = over_white(pixels[from], pixels[from + 1], pixels[from + 2], pixels[from + 3]);
        pixels[n * 3..n * 3 + 3].copy_from_slice(&rgb);
    }
    pixels.truncate(count * 3);
    RgbImage::from_raw(width, height, pixels).expect("the number of pixels is unchanged")
}

#[cfg(test)]
#[path = "flatten_tests.rs"]
mod tests;
