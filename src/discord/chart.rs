//! A small bar chart of values by day.

use font8x8::{BASIC_FONTS, UnicodeFonts};
use image::{ImageFormat, Rgb, RgbImage};
use jiff::civil::Date;

use crate::generation::Credits;

const WIDTH: u32 = 640;
const HEIGHT: u32 = 260;
/// Space for the values above the bars and the dates below them.
const TOP: u32 = 28;
const BOTTOM: u32 = 28;

// Discord's own dark grey, so that the chart does not glare, and a blue that stands out from it.
const BACKGROUND: Rgb<u8> = Rgb([49, 51, 56]);
const TEXT: Rgb<u8> = Rgb([219, 222, 225]);
const BAR: Rgb<u8> = Rgb([88, 101, 242]);

fn write(canvas: &mut RgbImage, text: &str, center: u32, top: u32) {
    let width: u32 = text.chars().map(|_| 8).sum();
    let left = center.saturating_sub(width / 2).min(WIDTH.saturating_sub(width));
    for (n, glyph) in (0..).zip(text.chars().filter_map(|c| BASIC_FONTS.get(c))) {
        for (y, row) in (0..).zip(glyph) {
            for x in (0..8).filter(|x| row >> x & 1 == 1) {
                let (x, y) = (left + 8 * n + x, top + y);
                if x < WIDTH && y < HEIGHT {
                    canvas.put_pixel(x, y, TEXT);
                }
            }
        }
    }
}

/// Credits by day as bars, in a PNG.
pub(super) fn by_day(days: &[(Date, Credits)]) -> Vec<u8> {
    let mut canvas = RgbImage::from_pixel(WIDTH, HEIGHT, BACKGROUND);
    let most = days.iter().map(|(_, c)| c.0).max().unwrap_or(0).max(1);
    let count = u32::try_from(days.len()).unwrap_or(u32::MAX);
    let step = WIDTH / count.max(1);
    // A value is about five letters wide; where bars are narrower, only some are labelled.
    let every = 48 / step.max(1) + 1;
    let plot_height = i64::from(HEIGHT - TOP - BOTTOM);
    for (n, (day, credits)) in (0..).zip(days) {
        let left = n * step;
        let center = left + step / 2;
        let height = u32::try_from(credits.0 * plot_height / most).unwrap_or_default();
        let top = HEIGHT - BOTTOM - height;
        for x in left + step / 8..left + step - step / 8 {
            for y in top..HEIGHT - BOTTOM {
                canvas.put_pixel(x, y, BAR);
            }
        }
        // Counted back from the last day, so that today is always labelled.
        if (count - 1 - n).is_multiple_of(every) {
            write(
                &mut canvas,
                &format!("{:02}-{:02}", day.month(), day.day()),
                center,
                HEIGHT - 18,
            );
            if credits.0 > 0 {
                // Whole credits: there is no space for more.
                write(&mut canvas, &((credits.0 + 500) / 1000).to_string(), center, top - 14);
            }
        }
    }
    let mut out = std::io::Cursor::new(Vec::new());
    // Encoding an image of a fixed size into memory does not fail.
    let _ = canvas.write_to(&mut out, ImageFormat::Png);
    out.into_inner()
}
