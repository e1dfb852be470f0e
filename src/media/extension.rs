//! What a file's name says that it is.

use crate::media::{Detected, Format, SourceFormat};

/// Whether a file's name says that it is something else than what was found. A name without an
/// extension, or with one that is not known here, says nothing.
pub fn contradicts_name(file_name: &str, found: Detected) -> bool {
    let Some((_, extension)) = file_name.rsplit_once('.') else { return false };
    let (formats, sources) = formats(&extension.to_ascii_lowercase());
    let is_known = !formats.is_empty() || !sources.is_empty();
    let is_named = match found {
        Detected::Accepted(format) => formats.contains(&format),
        Detected::Convertible(source) => sources.contains(&source),
        Detected::Unknown(_) => false,
    };
    is_known && !is_named
}

/// What can truly have an extension.
fn formats(extension: &str) -> (&'static [Format], &'static [SourceFormat]) {
    use Format::{Bmp, Jpeg, Mov, Mp3, Mp4, Png, Wav, WebP};
    use SourceFormat as F;
    match extension {
        "png" => (&[Png], &[F::AnimatedPng]),
        "apng" => (&[], &[F::AnimatedPng]),
        "jpg" | "jpeg" | "jfif" | "jpe" => (&[Jpeg], &[]),
        "bmp" | "dib" => (&[Bmp], &[]),
        "webp" => (&[WebP], &[F::AnimatedWebP]),
        "gif" => (&[], &[F::Gif]),
        "heic" | "heif" | "hif" => (&[], &[F::Heic, F::Avif]),
        "avif" => (&[], &[F::Avif]),
        "tif" | "tiff" => (&[], &[F::Tiff]),
        "jxl" => (&[], &[F::JpegXl]),
        "jp2" | "j2k" | "jpx" => (&[], &[F::Jpeg2000]),
        "psd" => (&[], &[F::Psd]),
        "mp4" => (&[Mp4, Mov], &[F::M4a, F::ThreeGp]),
        "m4v" => (&[Mp4, Mov], &[]),
        "mov" | "qt" => (&[Mov, Mp4], &[F::M4a]),
        "mkv" => (&[], &[F::Matroska, F::WebM]),
        "webm" => (&[], &[F::WebM, F::WebMAudio, F::Matroska, F::MatroskaAudio]),
        "avi" => (&[], &[F::Avi]),
        "ts" | "mts" | "m2ts" => (&[], &[F::MpegTs]),
        "mpg" | "mpeg" | "vob" => (&[], &[F::MpegPs, F::MpegTs]),
        "flv" => (&[], &[F::Flv]),
        "wmv" | "asf" => (&[], &[F::Wmv, F::Wma]),
        "3gp" | "3g2" => (&[Mp4], &[F::ThreeGp, F::ThreeGpAudio]),
        "ogv" => (&[], &[F::OggVideo]),
        "mp3" => (&[Mp3], &[]),
        "wav" | "wave" => (&[Wav], &[F::LongWav, F::CompressedWav]),
        "ogg" => (&[], &[F::Ogg, F::OggVideo]),
        "oga" | "opus" | "spx" => (&[], &[F::Ogg]),
        "flac" => (&[], &[F::Flac, F::Ogg]),
        "aac" => (&[], &[F::AacAdts, F::M4a]),
        "mp2" => (&[], &[F::Mp2]),
        "aif" | "aiff" | "aifc" => (&[], &[F::Aiff]),
        "caf" => (&[], &[F::Caf]),
        "m4a" | "m4b" => (&[Mp4], &[F::M4a]),
        "amr" => (&[], &[F::Amr]),
        "wma" => (&[], &[F::Wma]),
        "mka" => (&[], &[F::MatroskaAudio]),
        "wv" => (&[], &[F::WavPack]),
        _ => (&[], &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::Unrecognised;

    #[test]
    fn only_a_known_extension_of_something_else_contradicts() {
        let text = Detected::Unknown(Unrecognised::Text);
        let heic = Detected::Convertible(SourceFormat::Heic);
        assert!(contradicts_name("holiday.PNG", text));
        assert!(contradicts_name("photo.jpg", heic));
        assert!(!contradicts_name("photo.heic", heic));
        let ogg = Detected::Convertible(SourceFormat::Ogg);
        assert!(!contradicts_name("voice-message.ogg", ogg));
        assert!(!contradicts_name("notes.txt", text));
        assert!(!contradicts_name("image0", Detected::Convertible(SourceFormat::Gif)));
    }

    #[test]
    fn every_format_that_a_converter_reads_has_an_extension() {
        let extensions = [
            "png", "webp", "gif", "heic", "avif", "tif", "jxl", "jp2", "psd", "mkv", "webm", "avi",
            "ts", "mpg", "flv", "wmv", "3gp", "ogv", "wav", "ogg", "flac", "aac", "mp2", "aif",
            "caf", "m4a", "amr", "wma", "mka", "wv",
        ];
        for source in SourceFormat::ALL {
            let found = extensions.iter().any(|e| formats(e).1.contains(&source));
            assert!(found, "{source:?}");
        }
    }
}
