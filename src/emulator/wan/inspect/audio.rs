//! Duration of audio: of a WAV by the size of its samples, of an MP3 frame by frame.

/// The duration of audio in seconds; `None` if it is neither format or contains no sample.
pub(super) fn seconds(file: &[u8]) -> Option<f64> {
    if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WAVE") {
        return wav(file.get(12..)?);
    }
    mp3(file)
}

/// Reads the chunks: bytes of samples that are present, divided by the bytes per second.
fn wav(mut chunks: &[u8]) -> Option<f64> {
    let le =
        |bytes: &[u8], at: usize| bytes.get(at..)?.first_chunk().map(|b| u32::from_le_bytes(*b));
    let (mut per_second, mut samples) = (None, None);
    while let (Some(kind), Some(length)) = (chunks.get(..4), le(chunks, 4)) {
        let rest = chunks.get(8..).unwrap_or_default();
        // A file written while recording can claim any length.
        let length = (length as usize).min(rest.len());
        let body = rest.get(..length).unwrap_or_default();
        match kind {
            b"fmt " => per_second = le(body, 8),
            b"data" => samples = samples.or(Some(length)),
            _ => {}
        }
        // Chunks are aligned to even offsets.
        chunks = rest.get(length + length % 2..).unwrap_or_default();
    }
    let (samples, per_second) = (samples?, per_second?);
    (samples > 0 && per_second > 0).then(|| samples as f64 / f64::from(per_second))
}

/// One frame of MPEG audio, layer III.
struct Frame {
    bytes: usize,
    samples: u32,
    rate: u32,
}

impl Frame {
    /// Parses the four-byte frame header.
    fn read(head: &[u8; 4]) -> Option<Self> {
        const KBITS: [[usize; 14]; 2] = [
            [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
            [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        ];
        let [sync, kind, rates, _] = *head;
        if sync != 0xff || kind & 0xe6 != 0xe2 {
            return None;
        }
        // MPEG 1; MPEG 2 with half of every rate; MPEG 2.5 with half of MPEG 2's sample rates.
        let (later, shift) = match (kind >> 3) & 3 {
            3 => (0, 0),
            2 => (1, 1),
            0 => (1, 2),
            _ => return None,
        };
        let rate = [44_100, 48_000, 32_000].get(usize::from((rates >> 2) & 3))? >> shift;
        let kbits = KBITS.get(later)?.get(usize::from(rates >> 4).checked_sub(1)?)?;
        let samples = if later == 0 { 1152 } else { 576 };
        let padding = usize::from((rates >> 1) & 1);
        let bytes = samples as usize / 8 * kbits * 1000 / rate as usize + padding;
        Some(Self { bytes, samples, rate })
    }
}

/// Reads frame by frame, after an optional tag.
fn mp3(file: &[u8]) -> Option<f64> {
    let mut at = 0;
    if file.starts_with(b"ID3") {
        let size = file.get(6..10)?.iter().fold(0, |sum, b| (sum << 7) | usize::from(b & 0x7f));
        let footer = if file.get(5)? & 0x10 == 0 { 0 } else { 10 };
        at = 10 + size + footer;
    } else if Frame::read(file.first_chunk()?).is_none() {
        return None;
    }
    let mut seconds = 0.0;
    while let Some(head) = file.get(at..).and_then(|rest| rest.first_chunk()) {
        match Frame::read(head) {
            Some(frame) => {
                let Some(whole) = file.get(at..at + frame.bytes) else { break };
                // The first frame can be a table about the other frames laid out as a frame.
                let begins = whole.get(..64).unwrap_or(whole);
                let is_table = begins.windows(4).any(|w| w == b"Xing" || w == b"Info");
                if !is_table {
                    seconds += f64::from(frame.samples) / f64::from(frame.rate);
                }
                at += frame.bytes;
            }
            // A tag at the end, or other bytes that players skip too.
            None => at += 1,
        }
    }
    (seconds > 0.0).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav_file(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut out = b"RIFF\0\0\0\0WAVE".to_vec();
        for (kind, body) in chunks {
            out.extend(*kind);
            out.extend((body.len() as u32).to_le_bytes());
            out.extend(*body);
            out.resize(out.len().next_multiple_of(2), 0);
        }
        out
    }

    fn format(per_second: u32) -> Vec<u8> {
        let mut out = vec![1, 0, 1, 0, 0x40, 0x1f, 0, 0];
        out.extend(per_second.to_le_bytes());
        out.extend([1, 0, 8, 0]);
        out
    }

    #[test]
    fn a_wav_is_as_long_as_its_samples() {
        let format = format(8000);
        let data = vec![0u8; 12_000];
        let odd: (&[u8; 4], &[u8]) = (b"LIST", b"a data chunk is named here");
        assert_eq!(
            seconds(&wav_file(&[(b"fmt ", &format[..]), odd, (b"data", &data[..])])),
            Some(1.5)
        );
        let mut open = wav_file(&[(b"fmt ", &format[..]), (b"data", &data[..])]);
        let length = open.len() - data.len() - 4;
        open[length..length + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(seconds(&open), Some(1.5), "a length that was never filled in");
        for broken in [
            wav_file(&[(b"fmt ", &format[..]), odd]),
            wav_file(&[(b"data", &data[..])]),
            wav_file(&[(b"fmt ", &format[..]), (b"data", &[][..])]),
            wav_file(&[(b"fmt ", &[0; 16][..]), (b"data", &data[..])]),
        ] {
            assert_eq!(seconds(&broken), None);
        }
    }

    /// Frames of 128 kbit/s at 44.1 kHz, MPEG 1.
    fn frames(count: usize) -> Vec<u8> {
        let mut frame = vec![0xffu8, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        frame.repeat(count)
    }

    #[test]
    fn an_mp3_is_as_long_as_its_frames() {
        let tag = [&b"ID3\x04\0\0\0\0\x01\x02"[..], &[0; 130]].concat();
        let mut table = frames(1);
        table[36..40].copy_from_slice(b"Xing");
        let file = [tag, table, frames(100), b"TAG of old".to_vec()].concat();
        let found = seconds(&file).unwrap();
        assert!((found - 100.0 * 1152.0 / 44_100.0).abs() < 1e-9, "{found}");
        // MPEG 2, 64 kbit/s at 24 kHz.
        let mut later = vec![0xffu8, 0xf3, 0x84, 0x00];
        later.resize(192, 0);
        let found = seconds(&later.repeat(50)).unwrap();
        assert!((found - 50.0 * 576.0 / 24_000.0).abs() < 1e-9, "{found}");
        for none in [&b""[..], b"ID3", b"ID3\x04\0\0\0\0\0\0text", b"text", &frames(1)[..100]] {
            assert_eq!(seconds(none), None);
        }
    }
}
