//! Images for videos: a member's own, or a card with the prompt on it.

use font8x8::{BASIC_FONTS, LATIN_FONTS, UnicodeFonts};
use image::imageops::FilterType;
use image::{DynamicImage, Rgb, RgbImage};

use super::h264::Yuv;

/// Scales an image to cover a size, centred, preserving its aspect ratio.
pub(super) fn cover(image: &RgbImage, width: u32, height: u32) -> RgbImage {
    let cut = cut(image, width, height);
    cut.resize_exact(width, height, FilterType::Triangle).into_rgb8()
}

// Methods of `DynamicImage` are compiled with the library, which is optimised in a development build
// too; generic functions for pixels are not.
fn cut(image: &RgbImage, width: u32, height: u32) -> DynamicImage {
    let (w, h) = image.dimensions();
    let scale = f64::from(w) / f64::from(width);
    let scale = scale.min(f64::from(h) / f64::from(height));
    let (cw, ch) = (f64::from(width) * scale, f64::from(height) * scale);
    let (cw, ch) = ((cw.round() as u32).clamp(1, w), (ch.round() as u32).clamp(1, h));
    let image = DynamicImage::ImageRgb8(image.clone());
    image.crop_imm((w - cw) / 2, (h - ch) / 2, cw, ch)
}

/// Pixels of a card for each pixel of its sky, on a side.
const SKY: u32 = 8;

/// A card that shows the prompt: text on a sky whose colours depend on the seed.
pub(super) fn card(text: &str, seed: u32, width: u32, height: u32) -> RgbImage {
    let hue = |n: u32| f64::from(seed.wrapping_mul(2_654_435_761).rotate_left(n * 7) % 360);
    let (top, bottom) = (colour(hue(1), 0.35), colour(hue(2), 0.75));
    // The sky is smooth, so a few of its pixels are enough.
    let (across, down) = (width.div_ceil(SKY), height.div_ceil(SKY));
    let sky = RgbImage::from_fn(across, down, |x, y| {
        let t = f64::from(y) / f64::from(down);
        let wave = (f64::from(x) / f64::from(across) * 9.0 + t * 6.0 + hue(3)).sin() * 10.0;
        let mix = |i: usize| (top[i] * (1.0 - t) + bottom[i] * t + wave).clamp(0.0, 255.0) as u8;
        Rgb([mix(0), mix(1), mix(2)])
    });
    let sky = DynamicImage::ImageRgb8(sky);
    let mut card = sky.resize_exact(width, height, FilterType::Triangle).into_rgb8();
    let zoom = (width.min(height) / 180).max(2);
    let per_line = (width / (8 * zoom)).saturating_sub(8).max(8) as usize;
    let lines = wrapped(text, per_line, 12);
    let line_height = 11 * zoom;
    let first = (height / 2).saturating_sub(line_height * lines.len() as u32 / 2);
    for (n, line) in lines.iter().enumerate() {
        let left = (width / 2).saturating_sub(line.chars().count() as u32 * 4 * zoom);
        write_line(&mut card, line, left, first + n as u32 * line_height, zoom);
    }
    card
}

fn colour(hue: f64, light: f64) -> [f64; 3] {
    [0.0, 8.0, 4.0].map(|n: f64| {
        let k = (n + hue / 30.0) % 12.0;
        let a = 0.45 * light.min(1.0 - light);
        255.0 * (light - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
    })
}

fn wrapped(text: &str, per_line: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let word: String = word.chars().take(per_line).collect();
        let last = lines.last_mut().expect("there is always one");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > per_line {
            lines.push(word);
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(&word);
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        lines[most - 1].push_str("...");
    }
    lines
}

fn write_line(card: &mut RgbImage, line: &str, left: u32, top: u32, zoom: u32) {
    for (n, c) in line.chars().enumerate() {
        let glyph = BASIC_FONTS.get(c).or_else(|| LATIN_FONTS.get(c)).unwrap_or([0x7e; 8]);
        let x0 = left + n as u32 * 8 * zoom;
        for (row, bits) in glyph.iter().enumerate() {
            for column in (0..8).filter(|i| bits >> i & 1 == 1) {
                let (gx, gy) = (x0 + column * zoom, top + row as u32 * zoom);
                for dy in 0..zoom {
                    for dx in 0..zoom {
                        if gx + dx < card.width() && gy + dy < card.height() {
                            card.put_pixel(gx + dx, gy + dy, Rgb([255, 255, 255]));
                        }
                    }
                }
            }
        }
    }
}

/// Converts to YCbCr (BT.601, limited range), padding the sides to multiples of 16 by repeating the
/// edge.
pub(super) fn to_yuv(image: &RgbImage) -> Yuv {
    let (w, h) = (image.width() as usize, image.height() as usize);
    let (width, height) = (w.div_ceil(16) * 16, h.div_ceil(16) * 16);
    let raw = image.as_raw();
    let pixel = |x: usize, y: usize| {
        let at = (y.min(h - 1) * w + x.min(w - 1)) * 3;
        [i32::from(raw[at]), i32::from(raw[at + 1]), i32::from(raw[at + 2])]
    };
    let mut yuv = Yuv {
        width,
        y: vec![0; width * height],
        cb: vec![0; width * height / 4],
        cr: vec![0; width * height / 4],
    };
    for y in (0..height).step_by(2) {
        for x in (0..width).step_by(2) {
            let mut sum = [0; 3];
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let [r, g, b] = pixel(x + dx, y + dy);
                yuv.y[(y + dy) * width + x + dx] =
                    (((66 * r + 129 * g + 25 * b + 128) >> 8) + 16) as u8;
                for (s, c) in sum.iter_mut().zip([r, g, b]) {
                    *s += c;
                }
            }
            let [r, g, b] = sum.map(|s| s / 4);
            let at = y / 2 * (width / 2) + x / 2;
            yuv.cb[at] = (((-38 * r - 74 * g + 112 * b + 128) >> 8) + 128) as u8;
            yuv.cr[at] = (((112 * r - 94 * g - 18 * b + 128) >> 8) + 128) as u8;
        }
    }
    yuv
}

/// Converts back to an image of the given size.
pub(super) fn from_yuv(yuv: &Yuv, width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (x as usize, y as usize);
        let l = 298 * (i32::from(yuv.y[y * yuv.width + x]) - 16);
        let at = y / 2 * (yuv.width / 2) + x / 2;
        let (u, v) = (i32::from(yuv.cb[at]) - 128, i32::from(yuv.cr[at]) - 128);
        let byte = |n: i32| ((n + 128) >> 8).clamp(0, 255) as u8;
        Rgb([byte(l + 409 * v), byte(l - 100 * u - 208 * v), byte(l + 516 * u)])
    })
}
