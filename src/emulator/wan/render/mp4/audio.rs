//! A silent audio track: AAC-LC in stereo at 48 kHz (ISO/IEC 14496-3).

use super::{boxed, mdia, tkhd, words};

/// Samples per second.
const RATE: u32 = 48_000;
/// Samples per frame.
const FRAME: u32 = 1024;
/// A silent frame: two channels with empty spectra.
const EMPTY: [u8; 9] = [0x21, 0x00, 0x49, 0x90, 0x02, 0x19, 0x00, 0x23, 0x80];
/// The decoder configuration (`AudioSpecificConfig`): object type 2, rate number 3, two channels.
const CONFIG: [u8; 2] = [0x11, 0x90];
/// The approximate bit rate of empty frames.
const BITS_PER_SECOND: u32 = 3_400;

pub(super) struct Silence {
    samples: u32,
}

impl Silence {
    /// Silence as long as this many frames of video.
    pub(super) fn of(frames: u32, fps: u32) -> Self {
        Self { samples: frames * (RATE / fps) }
    }

    fn frames(&self) -> u32 {
        self.samples.div_ceil(FRAME)
    }

    /// The frames, concatenated.
    pub(super) fn data(&self) -> Vec<u8> {
        EMPTY.repeat(self.frames() as usize)
    }

    /// The track, `length` long in the file's timescale, with its frames at `data_at` in the file.
    pub(super) fn trak(&self, length: u32, data_at: u32) -> Vec<u8> {
        let frames = self.frames();
        // The last frame is cut to end with the video.
        let whole = frames.saturating_sub(1);
        let last = self.samples - whole * FRAME;
        let mut mp4a = vec![0, 0, 0, 0, 0, 0, 0, 1];
        mp4a.extend(words(&[0, 0, 0x0002_0010, 0, RATE << 16]));
        mp4a.extend(esds());
        let stsd = boxed(b"stsd", &[&words(&[0, 1]), &boxed(b"mp4a", &[&mp4a])]);
        let stbl = boxed(
            b"stbl",
            &[
                &stsd,
                &boxed(b"stts", &[&words(&[0, 2, whole, FRAME, 1, last])]),
                &boxed(b"stsc", &[&words(&[0, 1, 1, frames, 1])]),
                &boxed(b"stsz", &[&words(&[0, EMPTY.len() as u32, frames])]),
                &boxed(b"stco", &[&words(&[0, 1, data_at])]),
            ],
        );
        let smhd = boxed(b"smhd", &[&words(&[0, 0])]);
        let mdia = mdia(b"soun", RATE, self.samples, &smhd, &stbl);
        boxed(b"trak", &[&tkhd(2, length, 0x0100_0000, (0, 0)), &mdia])
    }
}

/// The decoder descriptors (ISO/IEC 14496-1, 7.2.6): each is a tag, a length and a body.
fn esds() -> Vec<u8> {
    let descriptor = |number: u8, body: &[u8]| [&[number, body.len() as u8][..], body].concat();
    let setup = descriptor(5, &CONFIG);
    // MPEG-4 audio, an audio stream, no buffer size, then the maximum and average bit rate.
    let bits = words(&[BITS_PER_SECOND, BITS_PER_SECOND]);
    let decoder = descriptor(4, &[&[0x40, 0x15, 0, 0, 0][..], &bits, &setup].concat());
    let stream = descriptor(3, &[&[0, 2, 0][..], &decoder, &descriptor(6, &[2])].concat());
    boxed(b"esds", &[&words(&[0]), &stream])
}
