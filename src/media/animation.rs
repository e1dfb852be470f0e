//! Animated WebP, written as an animated PNG: ffmpeg 5 does not read the frames of a WebP.

use std::io::{Cursor, Write};

use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, DynamicImage};

use crate::media::flatten::{damaged, on_white};
use crate::media::integers::le32;
use crate::media::structure::{self, Keep};
use crate::media::{Format, TooMuch, Unusable};

/// Most pixels of all frames together: 10 s of 720p at 15 frames a second. As a PNG they have three
/// bytes each at most.
const MAX_PIXELS: u64 = 140_000_000;

/// Frames that say that they last this long or less are shown for [`USUAL_MS`], as browsers do.
const UNSET_MS: u32 = 10;
const USUAL_MS: u32 = 100;

/// Writes the frames of an animated WebP on white, with their durations, as an animated PNG.
///
/// # Errors
/// When a frame cannot be decoded, or the frames have too many pixels.
pub fn webp_to_png(bytes: &[u8], out: impl Write) -> Result<(), Unusable> {
    let mended = structure::mended(bytes, Format::WebP, Keep::All)?;
    let count = frame_count(&mended);
    let decoder = WebPDecoder::new(Cursor::new(&mended[..])).map_err(|_| damaged())?;
    let (width, height) = image::ImageDecoder::dimensions(&decoder);
    let pixels = u64::from(width) * u64::from(height) * u64::from(count);
    if pixels > MAX_PIXELS {
        return Err(TooMuch::FramePixels { pixels, limit: MAX_PIXELS }.into());
    }
    let mut encoder = png::Encoder::new(out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_animated(count, 1).map_err(|_| damaged())?;
    let mut writer = encoder.write_header().map_err(|_| damaged())?;
    for frame in decoder.into_frames() {
        let frame = frame.map_err(|_| damaged())?;
        let (ms, per) = frame.delay().numer_denom_ms();
        let ms = Some(ms / per.max(1)).filter(|ms| *ms > UNSET_MS).unwrap_or(USUAL_MS);
        let ms = u16::try_from(ms).unwrap_or(u16::MAX);
        writer.set_frame_delay(ms, 1000).map_err(|_| damaged())?;
        let flat = on_white(DynamicImage::ImageRgba8(frame.into_buffer()));
        writer.write_image_data(flat.as_raw()).map_err(|_| damaged())?;
    }
    // Fails if there were fewer frames than chunks.
    writer.finish().map_err(|_| damaged())
}

/// The number of frames, which a PNG states before the first one.
fn frame_count(webp: &[u8]) -> u32 {
    let (mut at, mut count) = (12, 0);
    while let Some(kind) = webp.get(at..at + 4) {
        count += u32::from(kind == b"ANMF");
        let size = le32(webp, at + 4).map_or(usize::MAX, |size| size as usize);
        at = at.saturating_add(8).saturating_add(size).saturating_add(size % 2);
        if at > webp.len() {
            break;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An animated WebP of frames in one colour each, with their durations.
    fn animated(frames: &[([u8; 3], u32)]) -> Vec<u8> {
        let chunk = |kind: &[u8; 4], body: &[u8]| {
            let mut out = kind.to_vec();
            out.extend((body.len() as u32).to_le_bytes());
            out.extend(body);
            out.resize(out.len().next_multiple_of(2), 0);
            out
        };
        let le24 = |n: u32| n.to_le_bytes()[..3].to_vec();
        let (width, height) = (32, 16);
        let mut header = vec![2, 0, 0, 0];
        header.extend([le24(width - 1), le24(height - 1)].concat());
        let mut body = chunk(b"VP8X", &header);
        body.extend(chunk(b"ANIM", &[255, 255, 255, 255, 0, 0]));
        for (colour, ms) in frames {
            let image = image::RgbImage::from_pixel(width, height, image::Rgb(*colour));
            let mut still = Cursor::new(Vec::new());
            image.write_to(&mut still, image::ImageFormat::WebP).unwrap();
            let mut frame = [le24(0), le24(0), le24(width - 1), le24(height - 1)].concat();
            frame.extend(le24(*ms));
            frame.push(0);
            // The chunks of the still image, without its header.
            frame.extend(&still.into_inner()[12..]);
            body.extend(chunk(b"ANMF", &frame));
        }
        let mut webp = b"RIFF".to_vec();
        webp.extend((body.len() as u32 + 4).to_le_bytes());
        webp.extend(b"WEBP");
        webp.extend(body);
        webp
    }

    #[test]
    fn every_frame_is_written_with_its_duration() {
        let webp = animated(&[([200, 0, 0], 500), ([0, 200, 0], 0), ([0, 0, 200], 70_000)]);
        let mut png = Vec::new();
        webp_to_png(&webp, &mut png).unwrap();
        let mut reader = png::Decoder::new(Cursor::new(png)).read_info().unwrap();
        assert_eq!(reader.info().animation_control().unwrap().num_frames, 3);
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        for (colour, ms) in [([200, 0, 0], 500), ([0, 200, 0], 100), ([0, 0, 200], 65_535)] {
            reader.next_frame(&mut pixels).unwrap();
            let frame = reader.info().frame_control().unwrap();
            assert_eq!((frame.delay_num, frame.delay_den), (ms, 1000));
            // The decoder rounds when it draws a frame over the one before.
            let near = |p: &[u8]| p.iter().zip(colour).all(|(a, b)| a.abs_diff(b) <= 4);
            assert!(pixels.chunks_exact(3).all(near), "{colour:?}");
        }
    }

    #[test]
    fn damage_and_endless_animations_are_refused() {
        let webp = animated(&[([200, 0, 0], 500); 4]);
        assert!(webp_to_png(&webp[..webp.len() - 9], std::io::sink()).is_err());
        let mut large = webp;
        // A canvas of 16,384 × 16,384.
        large[24..30].copy_from_slice(&[0xff, 0x3f, 0, 0xff, 0x3f, 0]);
        let refused = webp_to_png(&large, std::io::sink());
        assert!(matches!(refused, Err(Unusable::TooMuch(TooMuch::FramePixels { .. }))));
    }
}
