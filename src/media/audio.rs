//! Audio: measures the duration.

use std::io::Cursor;

use lofty::config::ParseOptions;
use lofty::file::{AudioFile, FileType};
use lofty::probe::Probe;

use crate::media::{Facts, Format, Unusable};

/// Measures an audio file.
///
/// # Errors
/// When its duration cannot be determined.
pub fn measure(bytes: &[u8], format: Format) -> Result<Facts, Unusable> {
    let kind = match format {
        Format::Mp3 => FileType::Mpeg,
        Format::Wav => FileType::Wav,
        other => return Err(Unusable::Unknown(other.name())),
    };
    let sound = Probe::with_file_type(Cursor::new(bytes), kind)
        .options(ParseOptions::new().read_tags(false).read_cover_art(false))
        .read()
        .map_err(|_| Unusable::Damaged("its header is damaged".into()))?;
    let seconds = sound.properties().duration().as_secs_f64();
    if seconds == 0.0 {
        return Err(Unusable::Damaged("it has no sound in it".into()));
    }
    Ok(Facts {
        format,
        bytes: bytes.len() as u64,
        size: None,
        seconds: Some(seconds),
        redraw: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(seconds: u32) -> Vec<u8> {
        let data = vec![0u8; (8000 * seconds) as usize];
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

    #[test]
    fn the_duration_of_a_wav_is_read() {
        let facts = crate::media::measure(&wav(3)).unwrap();
        assert_eq!(facts.format, Format::Wav);
        assert!((facts.seconds.unwrap() - 3.0).abs() < 0.01);
    }

    #[test]
    fn the_duration_of_an_mp3_is_read() {
        // 100 frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes and 26.12 ms each.
        let mut mp3 = Vec::new();
        for _ in 0..100 {
            mp3.extend([0xff, 0xfb, 0x90, 0x00]);
            mp3.extend([0u8; 413]);
        }
        let facts = crate::media::measure(&mp3).unwrap();
        assert!((facts.seconds.unwrap() - 2.6).abs() < 0.1, "{facts:?}");
    }

    #[test]
    fn noise_after_a_magic_number_is_damaged() {
        let fake = b"RIFF\xff\xff\0\0WAVEjunkjunkjunk";
        assert!(matches!(crate::media::measure(fake), Err(Unusable::Damaged(_))));
    }
}
