//! What a file is and what is wrong with it, in words.

use crate::i18n::say;
use crate::language::Language;
use crate::media::{Damage, Detected, Format, SourceFormat, TooMuch, Unrecognised};

/// What a file is: "a HEIC photo".
pub fn format_name(language: Language, detected: Detected) -> String {
    match detected {
        Detected::Accepted(format) => accepted(language, format),
        Detected::Convertible(source) => convertible(language, source),
        Detected::Unknown(found) => unrecognised(language, found),
    }
}

fn accepted(language: Language, format: Format) -> String {
    match format {
        Format::Png => say!(language, "format-png"),
        Format::Jpeg => say!(language, "format-jpeg"),
        Format::Bmp => say!(language, "format-bmp"),
        Format::WebP => say!(language, "format-webp"),
        Format::Mp4 => say!(language, "format-mp4"),
        Format::Mov => say!(language, "format-mov"),
        Format::Mp3 => say!(language, "format-mp3"),
        Format::Wav => say!(language, "format-wav"),
    }
}

fn convertible(language: Language, source: SourceFormat) -> String {
    match source {
        SourceFormat::Heic => say!(language, "format-heic"),
        SourceFormat::Avif => say!(language, "format-avif"),
        SourceFormat::Gif => say!(language, "format-gif"),
        SourceFormat::AnimatedPng => say!(language, "format-animated-png"),
        SourceFormat::AnimatedWebP => say!(language, "format-animated-webp"),
        SourceFormat::Tiff => say!(language, "format-tiff"),
        SourceFormat::JpegXl => say!(language, "format-jpeg-xl"),
        SourceFormat::Jpeg2000 => say!(language, "format-jpeg-2000"),
        SourceFormat::Psd => say!(language, "format-psd"),
        SourceFormat::Matroska => say!(language, "format-matroska"),
        SourceFormat::WebM => say!(language, "format-webm"),
        SourceFormat::Avi => say!(language, "format-avi"),
        SourceFormat::MpegTs => say!(language, "format-mpeg-ts"),
        SourceFormat::MpegPs => say!(language, "format-mpeg-ps"),
        SourceFormat::Flv => say!(language, "format-flv"),
        SourceFormat::Wmv => say!(language, "format-wmv"),
        SourceFormat::ThreeGp => say!(language, "format-3gp"),
        SourceFormat::OggVideo => say!(language, "format-ogg-video"),
        SourceFormat::Ogg => say!(language, "format-ogg"),
        SourceFormat::Flac => say!(language, "format-flac"),
        SourceFormat::AacAdts => say!(language, "format-aac"),
        SourceFormat::Mp2 => say!(language, "format-mp2"),
        SourceFormat::Aiff => say!(language, "format-aiff"),
        SourceFormat::Caf => say!(language, "format-caf"),
        SourceFormat::M4a => say!(language, "format-m4a"),
        SourceFormat::ThreeGpAudio => say!(language, "format-3gp-audio"),
        SourceFormat::Amr => say!(language, "format-amr"),
        SourceFormat::Wma => say!(language, "format-wma"),
        SourceFormat::MatroskaAudio => say!(language, "format-matroska-audio"),
        SourceFormat::WebMAudio => say!(language, "format-webm-audio"),
        SourceFormat::LongWav => say!(language, "format-long-wav"),
        SourceFormat::CompressedWav => say!(language, "format-compressed-wav"),
        SourceFormat::WavPack => say!(language, "format-wavpack"),
    }
}

fn unrecognised(language: Language, found: Unrecognised) -> String {
    match found {
        Unrecognised::Empty => say!(language, "unknown-empty"),
        Unrecognised::Pdf => say!(language, "unknown-pdf"),
        Unrecognised::Zip => say!(language, "unknown-zip"),
        Unrecognised::Archive => say!(language, "unknown-archive"),
        Unrecognised::Midi => say!(language, "unknown-midi"),
        Unrecognised::RawPhoto => say!(language, "unknown-raw"),
        Unrecognised::Playlist => say!(language, "unknown-playlist"),
        Unrecognised::Xml => say!(language, "unknown-xml"),
        Unrecognised::WebPage => say!(language, "unknown-web-page"),
        Unrecognised::Text => say!(language, "unknown-text"),
        Unrecognised::Protected => say!(language, "unknown-protected"),
        Unrecognised::StreamPiece => say!(language, "unknown-fragment"),
        Unrecognised::Other => say!(language, "unknown-other"),
    }
}

/// What there is too much of in a file.
pub(super) fn too_much(language: Language, what: TooMuch) -> String {
    match what {
        TooMuch::Pixels { .. } => say!(language, "damage-too-many-pixels"),
        TooMuch::FramePixels { .. } => say!(language, "damage-too-many-frames"),
        TooMuch::Samples { .. } => say!(language, "damage-too-long"),
        TooMuch::Bytes { .. } => say!(language, "damage-too-big"),
    }
}

/// What to do about a file that is whole, but has more in it than can be used.
pub(super) fn too_much_step(language: Language, what: TooMuch) -> String {
    match what {
        TooMuch::Pixels { .. } | TooMuch::Bytes { .. } => say!(language, "step-save-smaller"),
        TooMuch::FramePixels { .. } => say!(language, "step-shrink-or-shorten"),
        TooMuch::Samples { .. } => say!(language, "step-shorten"),
    }
}

/// Why a file cannot be read.
pub(super) fn damage(language: Language, damage: Damage) -> String {
    match damage {
        Damage::Unreadable => say!(language, "damage-unreadable"),
        Damage::Undecodable => say!(language, "damage-undecodable"),
        Damage::NoVideo => say!(language, "damage-no-video"),
        Damage::NoAudio => say!(language, "damage-no-audio"),
        Damage::NoPixels => say!(language, "damage-no-pixels"),
        Damage::Pixels => say!(language, "damage-pixels"),
        Damage::PixelsOrEnd => say!(language, "damage-pixels-or-cut"),
        Damage::Header => say!(language, "damage-header"),
        Damage::RepeatedPart
        | Damage::TooManyParts
        | Damage::StrayPart
        | Damage::PartTooLarge
        | Damage::PartTooShort => say!(language, "damage-structure"),
        Damage::CutShort => say!(language, "damage-cut-short"),
        Damage::NoEnd => say!(language, "damage-end"),
        Damage::NoLength => say!(language, "damage-length"),
    }
}

/// What to do about a file that cannot be read.
pub(super) fn damage_step(language: Language, damage: Damage) -> String {
    match damage {
        Damage::NoVideo | Damage::NoAudio | Damage::NoPixels => say!(language, "step-other"),
        Damage::Unreadable
        | Damage::Undecodable
        | Damage::Pixels
        | Damage::PixelsOrEnd
        | Damage::Header
        | Damage::RepeatedPart
        | Damage::TooManyParts
        | Damage::StrayPart
        | Damage::PartTooLarge
        | Damage::PartTooShort
        | Damage::CutShort
        | Damage::NoEnd
        | Damage::NoLength => say!(language, "step-export"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_text_which_is_its_name_in_english() {
        for detected in Detected::all() {
            assert_eq!(format_name(Language::English, detected), detected.name());
        }
    }
}
