//! Sample files that members attach.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use wanbot::emulator::wan::render::{Scene, video as rendered};

fn written(image: &image::DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// An image with visible content.
pub fn image(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 120])
    })
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    written(&image(width, height).into(), ImageFormat::Png)
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    written(&image(width, height).into(), ImageFormat::Jpeg)
}

pub fn webp(width: u32, height: u32) -> Vec<u8> {
    written(&image(width, height).into(), ImageFormat::WebP)
}

/// A PNG with transparent areas.
pub fn png_with_alpha(width: u32, height: u32) -> Vec<u8> {
    let clear = RgbaImage::from_fn(width, height, |x, _| Rgba([200, 0, 0, (x % 256) as u8]));
    written(&clear.into(), ImageFormat::Png)
}

/// An MP4 of the given duration in seconds.
pub fn mp4(seconds: f64) -> Vec<u8> {
    rendered(&Scene {
        width: 640,
        height: 360,
        seconds,
        first: Some(image(640, 360)),
        last: None,
        words: String::new(),
        seed: 1,
        least_bytes: 0,
    })
}

/// A silent WAV of the given duration in seconds.
pub fn wav(seconds: u32) -> Vec<u8> {
    let data = vec![0x80u8; (8000 * seconds) as usize];
    let mut out = b"RIFF".to_vec();
    out.extend((36 + data.len() as u32).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    out.extend(8000u32.to_le_bytes());
    out.extend(8000u32.to_le_bytes());
    out.extend([1, 0, 8, 0]);
    out.extend(b"data");
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    out
}

/// The given number of bytes with an MP4 header, for code that only checks the header.
pub fn video_of(bytes: usize) -> Vec<u8> {
    let mut video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    video.resize(bytes, 7);
    video
}
