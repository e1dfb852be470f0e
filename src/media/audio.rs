//! Audio: measures the duration by the samples that are there.

use crate::media::{Detected, Facts, Format, Unusable, mp3, wav};

/// Measures an audio file.
///
/// # Errors
/// When it has no audio, or was cut short.
pub fn measure(bytes: &[u8], format: Format) -> Result<Facts, Unusable> {
    let seconds = match format {
        Format::Mp3 => mp3::seconds(bytes)?,
        Format::Wav => wav::seconds(bytes)?,
        other => return Err(Unusable::OtherFormat(Detected::Accepted(other))),
    };
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

    #[test]
    fn noise_after_a_magic_number_is_damaged() {
        let fake = b"RIFF\xff\xff\0\0WAVEjunkjunkjunk";
        assert!(matches!(crate::media::measure(fake), Err(Unusable::Damaged(_))));
    }
}
