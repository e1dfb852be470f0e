//! Renders playable videos from the actual inputs: the member's own image moves.

#![expect(
    clippy::indexing_slicing,
    reason = "indexes are counted from the sizes that the planes and lists were made with"
)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a drawn video has sides of 16 bits and a file of 32 bits, and colours are below 256"
)]

mod bits;
mod drawing;
mod h264;
mod mp4;

use image::RgbImage;

use h264::{Block, Encoder};

/// The content of a video.
pub struct Scene {
    /// Width in pixels; even.
    pub width: u32,
    /// Height in pixels; even.
    pub height: u32,
    /// Duration in seconds.
    pub seconds: f64,
    /// The first frame; without one, a card with the words.
    pub first: Option<RgbImage>,
    /// The last frame.
    pub last: Option<RgbImage>,
    /// The text on the card.
    pub words: String,
    /// Determines the card's colours and the camera's direction.
    pub seed: u32,
    /// The minimum size of the file in bytes.
    pub least_bytes: usize,
}

/// Frame rate and audio of a rendered scene.
#[derive(Debug, Clone, Copy)]
pub struct Film {
    /// Frames per second: 24, or 30 as the next model generation makes them.
    pub fps: u32,
    /// Whether there is an audio track, which is silent.
    pub audio: bool,
}

impl Default for Film {
    fn default() -> Self {
        Self { fps: 24, audio: false }
    }
}

/// Renders a scene as an MP4 file without audio.
pub fn video(scene: &Scene) -> Vec<u8> {
    filmed(scene, Film::default())
}

/// Renders a scene as an MP4 file.
pub fn filmed(scene: &Scene, film: Film) -> Vec<u8> {
    let (width, height) = (scene.width, scene.height);
    // Differs: wan-results-drawn
    let first = match &scene.first {
        Some(image) => drawing::cover(image, width, height),
        None => drawing::card(&scene.words, scene.seed, width, height),
    };
    let first = drawing::to_yuv(&first);
    let count = ((scene.seconds * f64::from(film.fps)).round() as usize).max(2);
    let mut encoder = Encoder::new(width as usize, height as usize);
    let (sps, pps) = (encoder.sps(), Encoder::pps());
    let mut frames = vec![encoder.key(&first)];

    match &scene.last {
        None => {
            for n in 1..count {
                let motion = Camera::at(n as f64 / (count - 1) as f64, scene).motion(scene);
                frames.push(encoder.panned(false, &motion.across, &motion.down));
            }
        }
        Some(last) => {
            let last = drawing::to_yuv(&drawing::cover(last, width, height));
            wipe(&mut encoder, &mut frames, count, &last, scene);
        }
    }
    let mut track = mp4::Track {
        width,
        height,
        fps: film.fps,
        audio: film.audio,
        level: encoder.level(),
        sps: &sps,
        pps: &pps,
        frames: &frames,
        keys: &[0],
        padding: 0,
    };
    let file = mp4::write(&track);
    if file.len() >= scene.least_bytes {
        return file;
    }
    track.padding = (scene.least_bytes - file.len()).max(8);
    mp4::write(&track)
}

/// A moving first image, which is then wiped away from left to right by the last image.
fn wipe(
    encoder: &mut Encoder,
    frames: &mut Vec<Vec<u8>>,
    count: usize,
    last: &h264::Yuv,
    scene: &Scene,
) {
    let columns = last.width / 16;
    let (begin, end) = (count * 2 / 5, (count * 4 / 5).max(2));
    let mut wiped = 0;
    for n in 1..count {
        if n < begin {
            // The frame before the wipe is the image that the wipe starts from.
            let motion = Camera::at(n as f64 / count as f64, scene).motion(scene);
            let keep = n + 1 == begin;
            frames.push(encoder.panned(keep, &motion.across, &motion.down));
            continue;
        }
        let until = if n >= end { columns } else { columns * (n - begin + 1) / (end - begin + 1) };
        let from = wiped;
        wiped = until;
        frames.push(encoder.moved(true, |x, _| {
            if (from..until).contains(&x) { Block::Raw(last) } else { Block::Moved(0, 0) }
        }));
    }
}

/// The camera position: it zooms in slowly and pans to one side.
struct Camera {
    zoom: f64,
    shift: (f64, f64),
    centre: (f64, f64),
}

impl Camera {
    fn at(progress: f64, scene: &Scene) -> Self {
        // Ease in and out.
        let t = progress * progress * (3.0 - 2.0 * progress);
        let (w, h) = (f64::from(scene.width), f64::from(scene.height));
        let side = if scene.seed.is_multiple_of(2) { 1.0 } else { -1.0 };
        Self {
            zoom: 1.0 / (1.0 + 0.18 * t),
            shift: (side * 0.02 * w * t, 0.01 * h * t),
            centre: (w / 2.0, h / 2.0),
        }
    }

    /// By how much each block of a frame moves.
    fn motion(&self, scene: &Scene) -> Motion {
        let along = |side: u32, centre: f64, shift: f64| -> Vec<i32> {
            let blocks = 0..side.div_ceil(16);
            let moved = blocks.map(|n| {
                let at = f64::from(n * 16 + 8);
                (((at - centre) * (self.zoom - 1.0) + shift) * 4.0).round() as i32
            });
            moved.collect()
        };
        Motion {
            across: along(scene.width, self.centre.0, self.shift.0),
            down: along(scene.height, self.centre.1, self.shift.1),
        }
    }
}

/// The motion of a frame's blocks, in quarters of a pixel: to the side by column, and up or down by
/// row.
struct Motion {
    across: Vec<i32>,
    down: Vec<i32>,
}

/// The first frame of a video that [`video`] made; other encoders are not supported.
pub fn first_frame(file: &[u8]) -> Option<RgbImage> {
    let (unit, width, height) = mp4::first_frame(file)?;
    let yuv = h264::decode_key(unit, width, height)?;
    Some(drawing::from_yuv(&yuv, width as u32, height as u32))
}

/// An image of a size with words on it, as a PNG file.
pub fn still(words: &str, seed: u32, width: u32, height: u32, from: Option<&RgbImage>) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    // Differs: wan-results-drawn
    let mut still = drawing::card(words, seed, width, height);
    if let Some(from) = from {
        // The given image, blended with the card.
        let from = drawing::cover(from, width, height);
        for (made, given) in still.pixels_mut().zip(from.pixels()) {
            for (made, given) in made.0.iter_mut().zip(given.0) {
                *made = ((u16::from(*made) + 3 * u16::from(given)) / 4) as u8;
            }
        }
    }
    still.write_to(&mut out, image::ImageFormat::Png).expect("a PNG in memory can be written");
    out.into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        Scene {
            width: 640,
            height: 360,
            seconds: 2.0,
            first: None,
            last: None,
            words: "a fox runs over snow".into(),
            seed: 4,
            least_bytes: 0,
        }
    }

    #[test]
    fn a_video_has_the_requested_size_and_length() {
        let made = video(&scene());
        let facts = crate::media::measure(&made).unwrap();
        assert_eq!((facts.size, facts.seconds), (Some((640, 360)), Some(2.0)));
        // Verified with an independent parser.
        let read = re_mp4::Mp4::read_bytes(&made).unwrap();
        let track = read.tracks().values().next().unwrap();
        assert_eq!((track.width, track.height, track.samples.len()), (640, 360, 48));
    }

    #[test]
    fn a_panned_frame_is_the_frame_of_its_blocks() {
        let motions = [[0, 0, 0, 0], [3, 3, 3, 3], [-9, -2, 5, 40], [7, 0, -7, 0], [-40, 9, 1, 0]];
        for (across, down) in [(4, 4), (1, 4), (4, 1), (2, 3)] {
            let encoder = || Encoder::new(across * 16, down * 16);
            let (mut by_block, mut at_once) = (encoder(), encoder());
            for (columns, rows) in motions.iter().flat_map(|c| motions.map(|r| (&c[..across], r))) {
                let rows = &rows[..down];
                for keep in [false, true] {
                    let block = |x: usize, y: usize| Block::Moved(columns[x], rows[y]);
                    let expected = by_block.moved(keep, block);
                    let made = at_once.panned(keep, columns, rows);
                    assert_eq!(made, expected, "{columns:?} {rows:?} {keep}");
                }
            }
        }
    }

    #[test]
    fn audio_and_frames_are_equally_long() {
        for fps in [24, 30] {
            let made = filmed(&scene(), Film { fps, audio: true });
            let read = re_mp4::Mp4::read_bytes(&made).unwrap();
            let lengths: Vec<_> = read
                .tracks()
                .values()
                .map(|t| {
                    let units: u64 = t.samples.iter().map(|s| s.duration).sum();
                    (t.samples.len(), units as f64 / t.timescale as f64)
                })
                .collect();
            // 94 audio frames, of which the last is cut short.
            assert_eq!(lengths, [(2 * fps as usize, 2.0), (94, 2.0)]);
            let facts = crate::media::measure(&made).unwrap();
            assert_eq!((facts.size, facts.seconds), (Some((640, 360)), Some(2.0)));
            assert!(first_frame(&made).is_some());
        }
    }

    #[test]
    fn the_first_frame_is_the_given_image() {
        let given = RgbImage::from_fn(320, 180, |x, y| image::Rgb([x as u8, y as u8, 90]));
        let made = video(&Scene { first: Some(given), ..scene() });
        let back = first_frame(&made).unwrap();
        assert_eq!(back.dimensions(), (640, 360));
        let [r, g, b] = back.get_pixel(320, 180).0.map(i32::from);
        assert!((r - 160).abs() < 12 && (g - 90).abs() < 12 && (b - 90).abs() < 12, "{r} {g} {b}");
        assert!(first_frame(b"\0\0\0\x18ftypisom").is_none());
    }

    #[test]
    fn a_file_can_be_made_as_large_as_wanted() {
        let made = video(&Scene { least_bytes: 3_000_000, ..scene() });
        assert!((3_000_000..3_000_100).contains(&made.len()), "{}", made.len());
        assert_eq!(crate::media::measure(&made).unwrap().seconds, Some(2.0));
    }
}
