//! Pictures that the provider would refuse or misread, drawn anew.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, RgbImage};

use crate::media::{Facts, Format, Unusable, image as picture};

/// JPEG quality at which a redrawn photograph is not told from its source.
const QUALITY: u8 = 95;

/// The most that the pixels of a picture that is drawn anew may take, in bytes: the largest that
/// any model takes, 8,000 x 8,000, of four bytes. Drawing takes up to three times as much.
const MOST_PIXELS: u64 = 256 * 1024 * 1024;

/// Draws a picture upright on white, without alpha. PNG stays PNG while it fits `max_bytes`;
/// otherwise the result is a JPEG.
///
/// # Errors
/// When the pixels cannot be decoded.
pub fn flatten(bytes: &[u8], facts: &Facts, max_bytes: u64) -> Result<(Vec<u8>, Facts), Unusable> {
    let damaged = |e: image::ImageError| Unusable::Damaged(e.to_string());
    let mut decoder = picture::decoder(bytes, facts.format)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    if decoder.total_bytes() > MOST_PIXELS {
        return Err(Unusable::Damaged(
            "it has too many pixels to be drawn anew: save it smaller, or without transparency"
                .into(),
        ));
    }
    let mut decoded = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    decoded.apply_orientation(orientation);
    let flat = on_white(decoded);

    let mut out = Cursor::new(Vec::new());
    let mut format = Format::Png;
    if facts.format != Format::Jpeg {
        flat.write_to(&mut out, ImageFormat::Png).map_err(damaged)?;
    }
    if facts.format == Format::Jpeg || out.get_ref().len() as u64 > max_bytes {
        out = Cursor::new(Vec::new());
        format = Format::Jpeg;
        flat.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))
            .map_err(damaged)?;
    }
    let out = out.into_inner();
    let facts = Facts {
        format,
        bytes: out.len() as u64,
        size: Some(flat.dimensions()),
        seconds: None,
        redraw: false,
    };
    Ok((out, facts))
}

fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let (width, height) = rgba.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        let over = |c: u8| {
            let a = u16::from(a);
            ((u16::from(c) * a + 255 * (255 - a) + 127) / 255) as u8
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;
    use crate::media::measure;

    #[test]
    fn alpha_becomes_white_and_the_provider_takes_it() {
        let clear = RgbaImage::from_pixel(300, 240, Rgba([10, 20, 30, 0]));
        let mut png = Cursor::new(Vec::new());
        clear.write_to(&mut png, ImageFormat::Png).unwrap();
        let png = png.into_inner();
        let facts = measure(&png).unwrap();
        assert!(facts.redraw);

        let (flat, facts) = flatten(&png, &facts, 20_000_000).unwrap();
        assert_eq!((facts.format, facts.redraw), (Format::Png, false));
        let back = image::load_from_memory(&flat).unwrap();
        assert!(!back.color().has_alpha());
        assert_eq!(back.to_rgb8().get_pixel(5, 5).0, [255, 255, 255]);
        assert!(!measure(&flat).unwrap().redraw);
    }

    #[test]
    fn a_flat_picture_too_large_as_png_becomes_jpeg() {
        let noisy = RgbaImage::from_fn(256, 256, |x, y| {
            let n = x.wrapping_mul(2_654_435_761).rotate_left(y % 31) ^ y.wrapping_mul(40_503);
            Rgba([n as u8, (n >> 8) as u8, (n >> 16) as u8, 200])
        });
        let mut png = Cursor::new(Vec::new());
        noisy.write_to(&mut png, ImageFormat::Png).unwrap();
        let facts = measure(png.get_ref()).unwrap();
        let (_, facts) = flatten(png.get_ref(), &facts, 100_000).unwrap();
        assert_eq!(facts.format, Format::Jpeg);
    }

    /// A JPEG with an EXIF block that says "turn me a quarter".
    #[test]
    fn rotation_is_seen_and_applied() {
        let wide = RgbImage::from_pixel(400, 300, image::Rgb([200, 30, 30]));
        let mut jpeg = Cursor::new(Vec::new());
        wide.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let mut turned = jpeg.get_ref()[..2].to_vec();
        turned.extend([0xff, 0xe1]);
        turned.extend(((exif.len() + 2) as u16).to_be_bytes());
        turned.extend(exif);
        turned.extend(&jpeg.get_ref()[2..]);

        let facts = measure(&turned).unwrap();
        assert_eq!((facts.size, facts.redraw), (Some((300, 400)), true));
        let (flat, facts) = flatten(&turned, &facts, 20_000_000).unwrap();
        assert_eq!((facts.size, facts.redraw), (Some((300, 400)), false));
        assert_eq!(measure(&flat).unwrap().size, Some((300, 400)));
    }

    #[test]
    fn half_a_picture_is_damaged() {
        let plain = RgbImage::from_pixel(300, 300, image::Rgb([1, 2, 3]));
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::WebP] {
            let mut out = Cursor::new(Vec::new());
            plain.write_to(&mut out, format).unwrap();
            let whole = out.into_inner();
            assert!(measure(&whole).is_ok(), "{format:?}");
            let half = &whole[..whole.len() / 2];
            assert!(matches!(measure(half), Err(Unusable::Damaged(_))), "{format:?}");
        }
    }
}
