//! ffmpeg's names of formats.

use crate::media::{Detected, Format, SourceFormat};

/// ffmpeg's name of the format of a file that begins with these bytes.
pub(super) fn demuxer(detected: Detected, start: &[u8]) -> &'static str {
    use SourceFormat as F;
    match detected {
        Detected::Accepted(Format::Mp4 | Format::Mov) => "mov",
        Detected::Accepted(Format::Mp3) => "mp3",
        Detected::Accepted(Format::Wav) => "wav",
        // Images in these formats are not converted by ffmpeg.
        Detected::Accepted(_) | Detected::Unknown(_) => "null",
        Detected::Convertible(format) => match format {
            F::Heic | F::Avif | F::ThreeGp | F::ThreeGpAudio | F::M4a => "mov",
            F::Gif => "gif",
            // ffmpeg gets the frames of a WebP as an animated PNG (`worker`).
            F::AnimatedPng | F::AnimatedWebP => "apng",
            F::Tiff => "tiff_pipe",
            F::JpegXl => "jpegxl_pipe",
            F::Jpeg2000 => "j2k_pipe",
            F::Psd => "psd_pipe",
            F::Matroska | F::WebM | F::MatroskaAudio | F::WebMAudio => "matroska",
            F::Avi => "avi",
            F::MpegTs => "mpegts",
            // Without a container, the file begins with a sequence header.
            F::MpegPs if start.starts_with(&[0, 0, 1, 0xb3]) => "mpegvideo",
            F::MpegPs => "mpeg",
            F::Flv => "flv",
            F::Wmv | F::Wma => "asf",
            F::Ogg | F::OggVideo => "ogg",
            F::Flac => "flac",
            F::AacAdts => "aac",
            F::Mp2 => "mp3",
            F::Aiff => "aiff",
            F::Caf => "caf",
            F::Amr => "amr",
            // Wave64 begins with the first characters of its identifiers in lower case.
            F::LongWav if start.starts_with(b"riff") => "w64",
            F::LongWav | F::CompressedWav => "wav",
            F::WavPack => "wv",
        },
    }
}
