//! Recognises what a file is by its bytes.

mod iso;
mod matroska;
mod mpeg;

use crate::media::detected::Detected;
use crate::media::integers::le16;
use crate::media::source_format::SourceFormat;
use crate::media::unrecognised::Unrecognised;
use crate::media::{Format, image};

/// Recognises a file by its first bytes, and by its list of tracks where those do not tell video
/// from audio. The beginning of a file is enough if that list is not needed.
pub fn identify(bytes: &[u8]) -> Detected {
    let accepted = accepted(bytes).map(Detected::Accepted);
    let convertible = || convertible(bytes).map(Detected::Convertible);
    accepted.or_else(convertible).unwrap_or_else(|| Detected::Unknown(looks_like(bytes)))
}

/// The format as which a file can be measured; see [`Detected::format`].
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    identify(bytes).format()
}

/// Compares bytes at an offset.
fn at(bytes: &[u8], from: usize, magic: &[u8]) -> bool {
    bytes.get(from..from + magic.len()).is_some_and(|found| found == magic)
}

fn accepted(bytes: &[u8]) -> Option<Format> {
    let at = |from, magic| at(bytes, from, magic);
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Some(Format::Png).filter(|_| !is_animated_png(bytes));
    }
    if at(0, b"\xff\xd8\xff") {
        return Some(Format::Jpeg);
    }
    if at(0, b"BM") && bytes.len() >= 26 {
        return Some(Format::Bmp);
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Some(Format::WebP).filter(|_| !image::is_animated_webp(bytes));
    }
    if at(0, b"RIFF") && at(8, b"WAVE") {
        return Some(Format::Wav).filter(|_| !is_compressed_wav(bytes));
    }
    if let Some(Detected::Accepted(format)) = iso::identify(bytes) {
        return Some(format);
    }
    mpeg::is_mp3(bytes).then_some(Format::Mp3)
}

fn convertible(bytes: &[u8]) -> Option<SourceFormat> {
    use SourceFormat as F;
    if let Some(Detected::Convertible(source)) = iso::identify(bytes) {
        return Some(source);
    }
    let at = |from, magic| at(bytes, from, magic);
    let starts = |magics: &[&[u8]]| magics.iter().any(|magic| bytes.starts_with(magic));
    let found = if starts(&[b"\x89PNG"]) {
        F::AnimatedPng
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        F::AnimatedWebP
    } else if at(0, b"RIFF") && at(8, b"WAVE") {
        F::CompressedWav
    } else if at(0, b"RIFF") && (at(8, b"AVI ") || at(8, b"AVIX")) {
        F::Avi
    } else if starts(&[b"RF64", b"BW64"]) && at(8, b"WAVE") || starts(&[WAVE64]) {
        F::LongWav
    } else if starts(&[b"GIF87a", b"GIF89a"]) {
        F::Gif
    } else if starts(&[b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]) && !at(8, b"CR\x02") {
        F::Tiff
    } else if starts(&[b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"]) {
        F::JpegXl
    } else if starts(&[b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"]) {
        F::Jpeg2000
    } else if starts(&[b"8BPS"]) {
        F::Psd
    } else if starts(&[b"FLV\x01"]) {
        F::Flv
    } else if starts(&[ASF]) {
        if contains(bytes, ASF_VIDEO) { F::Wmv } else { F::Wma }
    } else if starts(&[b"OggS"]) {
        if contains(bytes, b"\x80theora") { F::OggVideo } else { F::Ogg }
    } else if starts(&[b"FORM"]) && (at(8, b"AIFF") || at(8, b"AIFC")) {
        F::Aiff
    } else if starts(&[b"caff"]) {
        F::Caf
    } else if starts(&[b"#!AMR\n", b"#!AMR-WB\n"]) {
        F::Amr
    } else if starts(&[b"wvpk"]) {
        F::WavPack
    } else if let Some(source) = matroska::identify(bytes) {
        source
    } else {
        return mpeg::identify(bytes);
    };
    Some(found)
}

/// The GUID with which Wave64 begins ("riff").
const WAVE64: &[u8] = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0";
/// The GUID of an ASF header.
const ASF: &[u8] = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c";
/// The GUID of a stream of video in ASF.
const ASF_VIDEO: &[u8] = b"\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\0\x80\x5f\x5c\x44\x2b";

/// Whether a file's header has this; headers list all streams within the first 64 KB.
fn contains(bytes: &[u8], what: &[u8]) -> bool {
    let header = bytes.get(..64 * 1024).unwrap_or(bytes);
    header.windows(what.len()).any(|found| found == what)
}

/// Whether a PNG announces an animation, which it must before its pixels (`acTL`).
fn is_animated_png(bytes: &[u8]) -> bool {
    let mut from = 8usize;
    while let Some(&[a, b, c, d, ref kind @ ..]) = bytes.get(from..from.saturating_add(8)) {
        match kind {
            b"acTL" => return true,
            b"IDAT" | b"IEND" => return false,
            _ => {}
        }
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        from = from.saturating_add(length).saturating_add(12);
    }
    false
}

/// Whether a WAV's samples are neither PCM (1), nor floating-point (3), nor one of them in an
/// extended header (FFFE).
fn is_compressed_wav(bytes: &[u8]) -> bool {
    let header = bytes.get(..4096).unwrap_or(bytes);
    let Some(format) = header.windows(4).position(|w| w == b"fmt ") else {
        return false;
    };
    match le16(bytes, format + 8) {
        // The first two bytes of the GUID are the tag; others follow the extension's fields.
        Some(0xfffe) => !matches!(le16(bytes, format + 8 + 24), Some(1 | 3) | None),
        Some(tag) => !matches!(tag, 1 | 3),
        None => false,
    }
}

/// Whether the first 64 bytes are UTF-8 text; the last character may be incomplete.
fn is_text(bytes: &[u8]) -> bool {
    let look = bytes.get(..64).unwrap_or(bytes);
    let readable = match std::str::from_utf8(look) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none(),
    };
    readable && !look.contains(&0)
}

/// What a file that cannot be used appears to be.
fn looks_like(bytes: &[u8]) -> Unrecognised {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let page = bytes.trim_ascii_start();
    let opens = |tag: &[u8]| page.get(..tag.len()).is_some_and(|p| p.eq_ignore_ascii_case(tag));
    if let Some(Detected::Unknown(found)) = iso::identify(bytes) {
        found
    } else if bytes.is_empty() {
        Unrecognised::Empty
    } else if starts(b"%PDF") {
        Unrecognised::Pdf
    } else if starts(b"PK\x03\x04") {
        Unrecognised::Zip
    } else if starts(b"Rar!") || starts(b"7z\xbc\xaf\x27\x1c") || starts(b"\x1f\x8b") {
        Unrecognised::Archive
    } else if starts(b"MThd") {
        Unrecognised::Midi
    } else if starts(b"II*\0") || starts(b"FUJIFILM") {
        Unrecognised::RawPhoto
    } else if starts(b"#EXTM3U") {
        Unrecognised::Playlist
    } else if opens(b"<svg") || opens(b"<?xml") {
        Unrecognised::Xml
    } else if opens(b"<!doctype") || opens(b"<html") {
        Unrecognised::WebPage
    } else if is_text(bytes) {
        Unrecognised::Text
    } else {
        Unrecognised::Other
    }
}

#[cfg(test)]
#[path = "identify_tests.rs"]
mod tests;
