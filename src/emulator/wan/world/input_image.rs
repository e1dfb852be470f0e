//! The images of tasks, from which results are rendered for a day.

use bytes::Bytes;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

use super::stored::Stored;

/// An image that a result is made from. It is stored as a small file, because the pixels of a day's
/// tasks would take gigabytes.
#[derive(Debug, Clone)]
pub(in crate::emulator::wan) struct InputImage {
    /// Original width and height in pixels.
    pub(in crate::emulator::wan) size: (u32, u32),
    stored: Stored,
}

impl InputImage {
    /// Files up to this size are stored unchanged.
    const SMALL: usize = 256 * 1024;
    /// Others are downscaled to at most this many pixels per side.
    const SIDE: u32 = 1280;

    /// Creates the stored form of an image file. Blocks on the disk.
    pub(in crate::emulator::wan) fn of(file: &Bytes, pixels: RgbImage) -> Self {
        if file.len() <= Self::SMALL {
            return Self { size: pixels.dimensions(), stored: Stored::of(file) };
        }
        Self::drawn(pixels)
    }

    /// Creates the stored form of an image that is not a file. Blocks on the disk.
    pub(in crate::emulator::wan) fn drawn(mut pixels: RgbImage) -> Self {
        let size = pixels.dimensions();
        let long = size.0.max(size.1);
        if long > Self::SIDE {
            let side = |n: u32| {
                let side = u64::from(n) * u64::from(Self::SIDE) / u64::from(long);
                u32::try_from(side).unwrap_or(Self::SIDE).max(1)
            };
            let (width, height) = (side(size.0), side(size.1));
            // Several times as fast as a resize with a filter, and as good for this purpose.
            pixels = image::imageops::thumbnail(&pixels, width, height);
        }
        let mut file = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut file, 88);
        if let Err(e) = pixels.write_with_encoder(encoder) {
            tracing::warn!(error = %e, "an image cannot be stored; a card takes its place");
        }
        Self { size, stored: Stored::of(&file) }
    }

    /// Its pixels, possibly downscaled. Blocks on the disk.
    pub(in crate::emulator::wan) fn pixels(&self) -> Option<RgbImage> {
        let file = self.stored.read();
        let file = file.inspect_err(|e| tracing::warn!(error = %e, "an image cannot be read"));
        image::load_from_memory(&file.ok()?).ok().map(image::DynamicImage::into_rgb8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels that do not compress well.
    fn noise(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let mixed = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7;
            image::Rgb([mixed as u8, (mixed >> 5) as u8, (mixed >> 9) as u8])
        })
    }

    #[test]
    fn a_large_image_is_stored_small_and_on_disk() {
        let kept = InputImage::of(&Bytes::from(vec![0; 5_000_000]), noise(3000, 2000));
        assert_eq!(kept.size, (3000, 2000));
        assert_eq!(kept.pixels().unwrap().dimensions(), (1280, 853));
        assert!(matches!(kept.stored, Stored::Disk(_)));
        assert!(kept.stored.read().unwrap().len() < 1_500_000);
    }

    #[test]
    fn a_small_file_is_kept_as_it_is() {
        let pixels = RgbImage::from_pixel(300, 240, image::Rgb([200, 30, 30]));
        let mut file = std::io::Cursor::new(Vec::new());
        pixels.write_to(&mut file, image::ImageFormat::Png).unwrap();
        let kept = InputImage::of(&file.into_inner().into(), pixels.clone());
        assert!(matches!(kept.stored, Stored::Memory(_)));
        assert_eq!(kept.pixels().unwrap(), pixels);
    }
}
