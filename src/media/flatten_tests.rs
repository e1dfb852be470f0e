use image::{ImageFormat, Rgba, RgbaImage};

use super::*;
use crate::media::{measure, verify_pixels};

#[test]
fn alpha_becomes_white() {
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
fn an_image_too_large_as_png_becomes_jpeg() {
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

/// A JPEG whose EXIF block requests a rotation by 90 degrees.
#[test]
fn rotation_is_detected_and_applied() {
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
fn a_truncated_image_is_damaged() {
    let plain = RgbImage::from_pixel(300, 300, image::Rgb([1, 2, 3]));
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::WebP] {
        let mut out = Cursor::new(Vec::new());
        plain.write_to(&mut out, format).unwrap();
        let whole = out.into_inner();
        assert!(measure(&whole).is_ok(), "{format:?}");
        let half = &whole[..whole.len() / 2];
        let seen = measure(half).and_then(|facts| verify_pixels(half, &facts));
        assert!(matches!(seen, Err(Unusable::Damaged(_))), "{format:?}");
    }
}

/// Every orientation, compared with the library's own rotation of a copy.
#[test]
fn each_orientation_is_viewed_upright() {
    let image = RgbImage::from_fn(3, 2, |x, y| image::Rgb([x as u8, y as u8, 7]));
    for exif in 1..=8 {
        let orientation = Orientation::from_exif(exif).unwrap();
        let mut copy = DynamicImage::ImageRgb8(image.clone());
        copy.apply_orientation(orientation);
        let upright = Upright { image: &image, orientation };
        assert_eq!(upright.dimensions(), copy.dimensions(), "{exif}");
        for (x, y, pixel) in copy.to_rgb8().enumerate_pixels() {
            assert_eq!(upright.get_pixel(x, y), *pixel, "{exif}: {x}, {y}");
        }
    }
}

/// An image in Display P3, as phones and screens produce them.
fn in_p3(format: ImageFormat, image: DynamicImage) -> Vec<u8> {
    use image::ImageEncoder;
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let mut out = Cursor::new(Vec::new());
    let (size, color) = (image.dimensions(), image.color().into());
    if format == ImageFormat::Png {
        let mut encoder = image::codecs::png::PngEncoder::new(&mut out);
        encoder.set_icc_profile(profile).unwrap();
        encoder.write_image(image.as_bytes(), size.0, size.1, color).unwrap();
    } else {
        let mut encoder = JpegEncoder::new_with_quality(&mut out, 100);
        encoder.set_icc_profile(profile).unwrap();
        encoder.write_image(image.as_bytes(), size.0, size.1, color).unwrap();
    }
    out.into_inner()
}

#[test]
fn colours_of_a_profile_are_converted() {
    // sRGB red (202, 42, 42) as values of Display P3.
    let p3 = [186, 57, 51];
    let png = in_p3(
        ImageFormat::Png,
        DynamicImage::ImageRgba8(RgbaImage::from_pixel(300, 240, Rgba([p3[0], p3[1], p3[2], 255]))),
    );
    let jpeg = in_p3(
        ImageFormat::Jpeg,
        DynamicImage::ImageRgb8(RgbImage::from_pixel(300, 240, image::Rgb(p3))),
    );
    for bytes in [png, jpeg] {
        let facts = measure(&bytes).unwrap();
        let (flat, _) = flatten(&bytes, &facts, 20_000_000).unwrap();
        let [r, g, b] = image::load_from_memory(&flat).unwrap().to_rgb8().get_pixel(9, 9).0;
        let near = |a: u8, b: u8| a.abs_diff(b) <= 3;
        assert!(near(r, 202) && near(g, 42) && near(b, 42), "{r} {g} {b}");
    }
}

/// Sixteen bits per channel, opaque, without a profile.
#[test]
fn deep_channels_become_eight_bits() {
    let deep = image::ImageBuffer::from_pixel(300, 240, Rgb([0x1234u16, 0x8080, 0xfedc]));
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageRgb16(deep).write_to(&mut png, ImageFormat::Png).unwrap();
    let facts = measure(png.get_ref()).unwrap();
    assert!(facts.redraw);
    let (flat, facts) = flatten(png.get_ref(), &facts, 20_000_000).unwrap();
    assert!(!facts.redraw && !measure(&flat).unwrap().redraw);
    let image = image::load_from_memory(&flat).unwrap();
    assert_eq!(image.color(), image::ColorType::Rgb8);
    assert_eq!(image.to_rgb8().get_pixel(9, 9).0, [0x12, 0x80, 0xfe]);
}

/// A JPEG of four inks, each at half; its colours are those of Adobe, inverted (transform 0), or of
/// those turned into brightness and colour (transform 2).
fn inks(transform: u8) -> Vec<u8> {
    let segment = |marker: u8, body: &[u8]| {
        [&[0xff, marker][..], &(body.len() as u16 + 2).to_be_bytes(), body].concat()
    };
    let quantities = [&[0][..], &[1; 64]].concat();
    let frame =
        [&[8, 1, 0, 1, 0, 4][..], &[1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]].concat();
    // One code, a zero bit, for a difference of zero and for the end of a block.
    let codes = |class: u8| segment(0xc4, &[&[class, 1][..], &[0; 16]].concat());
    let scan = segment(0xda, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
    [
        b"\xff\xd8".to_vec(),
        segment(0xee, &[b"Adobe\0\x64\0\0\0\0", &[transform][..]].concat()),
        segment(0xdb, &quantities),
        segment(0xc0, &frame),
        codes(0x00),
        codes(0x10),
        scan,
        // Two bits for each of the blocks of 256 x 256 pixels.
        vec![0; 32 * 32 * 4 * 2 / 8],
        b"\xff\xd9".to_vec(),
    ]
    .concat()
}

#[test]
fn inks_become_red_green_and_blue() {
    for transform in [0, 2] {
        let jpeg = inks(transform);
        let facts = measure(&jpeg).unwrap();
        assert!(facts.redraw);
        assert_eq!(verify_pixels(&jpeg, &facts), Ok(()));
        let (flat, facts) = flatten(&jpeg, &facts, 20_000_000).unwrap();
        assert_eq!((facts.format, measure(&flat).unwrap().redraw), (Format::Jpeg, false));
        let [r, g, b] = image::load_from_memory(&flat).unwrap().to_rgb8().get_pixel(9, 9).0;
        // Half of the light through one ink, and half of that through black.
        assert!([r, g, b].iter().all(|c| c.abs_diff(64) <= 1), "{r} {g} {b}");
    }
}
