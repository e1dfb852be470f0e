//! What a file is and what is wrong with it, by the names that `media` gives these things. A name
//! that is not listed here is shown as it is.

use crate::i18n::say;
use crate::language::Language;

/// What a file is: "a HEIC photo".
pub fn format_name(language: Language, name: &str) -> String {
    match name {
        "a PNG image" => say!(language, "format-png"),
        "a JPEG image" => say!(language, "format-jpeg"),
        "a BMP image" => say!(language, "format-bmp"),
        "a WebP image" => say!(language, "format-webp"),
        "an MP4 video" => say!(language, "format-mp4"),
        "a QuickTime video" => say!(language, "format-mov"),
        "an MP3 audio file" => say!(language, "format-mp3"),
        "a WAV audio file" => say!(language, "format-wav"),
        "a HEIC photo" => say!(language, "format-heic"),
        "an AVIF image" => say!(language, "format-avif"),
        "a GIF image" => say!(language, "format-gif"),
        "an animated PNG image" => say!(language, "format-animated-png"),
        "an animated WebP image" => say!(language, "format-animated-webp"),
        "a TIFF image" => say!(language, "format-tiff"),
        "a JPEG XL image" => say!(language, "format-jpeg-xl"),
        "a JPEG 2000 image" => say!(language, "format-jpeg-2000"),
        "a Photoshop image" => say!(language, "format-psd"),
        "a Matroska (MKV) video" => say!(language, "format-matroska"),
        "a WebM video" => say!(language, "format-webm"),
        "an AVI video" => say!(language, "format-avi"),
        "an MPEG-TS video" => say!(language, "format-mpeg-ts"),
        "an MPEG video" => say!(language, "format-mpeg-ps"),
        "a Flash (FLV) video" => say!(language, "format-flv"),
        "a WMV video" => say!(language, "format-wmv"),
        "a 3GP video" => say!(language, "format-3gp"),
        "an Ogg video" => say!(language, "format-ogg-video"),
        "an Ogg audio file" => say!(language, "format-ogg"),
        "a FLAC audio file" => say!(language, "format-flac"),
        "an AAC audio file" => say!(language, "format-aac"),
        "an MP2 audio file" => say!(language, "format-mp2"),
        "an AIFF audio file" => say!(language, "format-aiff"),
        "a CAF audio file" => say!(language, "format-caf"),
        "an M4A audio file" => say!(language, "format-m4a"),
        "a 3GP audio file" => say!(language, "format-3gp-audio"),
        "an AMR audio file" => say!(language, "format-amr"),
        "a WMA audio file" => say!(language, "format-wma"),
        "a Matroska audio file" => say!(language, "format-matroska-audio"),
        "a WebM audio file" => say!(language, "format-webm-audio"),
        "a 64-bit WAV audio file" => say!(language, "format-long-wav"),
        "a compressed WAV audio file" => say!(language, "format-compressed-wav"),
        "a WavPack audio file" => say!(language, "format-wavpack"),
        "an empty file" => say!(language, "unknown-empty"),
        "a PDF document" => say!(language, "unknown-pdf"),
        "a ZIP archive or an office document" => say!(language, "unknown-zip"),
        "an archive" => say!(language, "unknown-archive"),
        "a MIDI file, which has notes but no audio" => say!(language, "unknown-midi"),
        "a camera's raw photo" => say!(language, "unknown-raw"),
        "a playlist" => say!(language, "unknown-playlist"),
        "an SVG or XML file" => say!(language, "unknown-xml"),
        "a web page" => say!(language, "unknown-web-page"),
        "a text file" => say!(language, "unknown-text"),
        "an audio file with copy protection" => say!(language, "unknown-protected"),
        "a piece of a streamed video" => say!(language, "unknown-fragment"),
        "an unknown type of file" => say!(language, "unknown-other"),
        other => other.to_owned(),
    }
}

/// What to do about a file that is whole, but has more in it than can be used.
pub(super) fn excess_step(language: Language, why: &str) -> Option<String> {
    Some(match why {
        "it has too many pixels to check"
        | "it has too many pixels to convert"
        | "it cannot be made small enough" => say!(language, "step-save-smaller"),
        "its frames have too many pixels in all" => say!(language, "step-shrink-or-shorten"),
        "it is too long for a WAV file" => say!(language, "step-shorten"),
        _ => return None,
    })
}

/// What to do about a file that cannot be read.
pub(super) fn damage_step(language: Language, why: &str) -> String {
    match why {
        "it has no video in it"
        | "it contains no frames"
        | "it has no video track"
        | "it contains no audio"
        | "it has no pixels in it" => say!(language, "step-other"),
        _ => say!(language, "step-export"),
    }
}

/// Why a file cannot be read; `None` for a reason that is not listed here.
pub(super) fn damage(language: Language, why: &str) -> Option<String> {
    let text = match why {
        "it could not be read" => say!(language, "damage-unreadable"),
        "its contents cannot be decoded" => say!(language, "damage-undecodable"),
        "it has no video in it" | "it contains no frames" | "it has no video track" => {
            say!(language, "damage-no-video")
        }
        "it contains no audio" => say!(language, "damage-no-audio"),
        "it has no pixels in it" => say!(language, "damage-no-pixels"),
        "its pixels are damaged" => say!(language, "damage-pixels"),
        "its pixels are damaged or cut short" => say!(language, "damage-pixels-or-cut"),
        "its header is damaged"
        | "its track header is cut short"
        | "its track header is of no known version"
        | "it does not state its audio format" => say!(language, "damage-header"),
        "it has two indexes"
        | "it has two headers"
        | "it has two lists of its parts"
        | "it has two of a part that there may be once"
        | "it has too many parts"
        | "its parts do not follow each other"
        | "one of its parts is larger than the file"
        | "one of its parts is shorter than its own header" => say!(language, "damage-structure"),
        "it was cut short"
        | "it has no index: it was cut short"
        | "it was cut short: the last frames or audio samples are missing"
        | "it was cut short: its end is missing" => {
            say!(language, "damage-cut-short")
        }
        "its end is missing" => say!(language, "damage-end"),
        "its length is not stated, nor can it be counted"
        | "its length is not stated: the times of a track have no unit" => {
            say!(language, "damage-length")
        }
        "it has too many pixels to check" | "it has too many pixels to convert" => {
            say!(language, "damage-too-many-pixels")
        }
        "its frames have too many pixels in all" => say!(language, "damage-too-many-frames"),
        "it is too long for a WAV file" => say!(language, "damage-too-long"),
        "it cannot be made small enough" => say!(language, "damage-too-big"),
        _ => return None,
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{Format, SourceFormat, identify};

    #[test]
    fn every_format_has_a_text_which_is_its_name_in_english() {
        let formats = [
            Format::Png,
            Format::Jpeg,
            Format::Bmp,
            Format::WebP,
            Format::Mp4,
            Format::Mov,
            Format::Mp3,
            Format::Wav,
        ];
        let unknown = [&b""[..], b"%PDF", b"PK\x03\x04", b"Rar!", b"MThd", b"words", b"\0\0"];
        let names = SourceFormat::ALL.iter().map(|source| source.name());
        let names = names.chain(formats.iter().map(|format| format.name()));
        for name in names.chain(unknown.iter().map(|bytes| identify(bytes).name())) {
            assert_eq!(format_name(Language::English, name), name);
        }
        assert_eq!(format_name(Language::English, "a new format"), "a new format");
        assert_eq!(damage(Language::English, "it is new"), None);
        let cut = damage(Language::English, "it was cut short");
        assert_eq!(cut.as_deref(), Some("it was cut short"));
    }
}
