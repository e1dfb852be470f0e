//! Detects formats by their first bytes.

use crate::media::Format;

/// The accepted format that the first bytes indicate, if any.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    let at = |from: usize, magic: &[u8]| {
        bytes.get(from..from + magic.len()).is_some_and(|found| found == magic)
    };
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Some(Format::Png);
    }
    if at(0, b"\xff\xd8\xff") {
        return Some(Format::Jpeg);
    }
    if at(0, b"BM") && bytes.len() >= 26 {
        return Some(Format::Bmp);
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Some(Format::WebP);
    }
    if at(0, b"RIFF") && at(8, b"WAVE") {
        return Some(Format::Wav);
    }
    if at(4, b"ftyp") {
        // HEIF images and M4A audio use the same container; their brands are not video.
        if is_heif(bytes) || is_m4a(bytes) {
            return None;
        }
        return Some(if at(8, b"qt  ") { Format::Mov } else { Format::Mp4 });
    }
    // QuickTime files older than the ftyp box start with one of these.
    if at(4, b"moov") || at(4, b"mdat") || at(4, b"wide") {
        return Some(Format::Mov);
    }
    if at(0, b"ID3") || is_mpeg_audio(bytes) {
        return Some(Format::Mp3);
    }
    None
}

fn is_heif(bytes: &[u8]) -> bool {
    matches!(
        bytes.get(8..12),
        Some(
            b"heic"
                | b"heix"
                | b"heim"
                | b"heis"
                | b"hevc"
                | b"hevx"
                | b"hevm"
                | b"hevs"
                | b"mif1"
                | b"mif2"
                | b"msf1"
                | b"avif"
                | b"avis"
        )
    )
}

fn is_m4a(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp") && matches!(bytes.get(8..12), Some(b"M4A " | b"M4B "))
}

/// Whether the first 64 bytes are UTF-8 text; the last character may be incomplete.
fn is_text(bytes: &[u8]) -> bool {
    let look = &bytes[..bytes.len().min(64)];
    let readable = match std::str::from_utf8(look) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none(),
    };
    readable && !look.contains(&0)
}

/// Frame sync, layer III, and no reserved value in version, bit rate or sample rate.
fn is_mpeg_audio(bytes: &[u8]) -> bool {
    let &[a, b, c, ..] = bytes else { return false };
    a == 0xff
        && b & 0xe0 == 0xe0
        && (b >> 3) & 3 != 1
        && (b >> 1) & 3 == 1
        && c >> 4 != 0xf
        && (c >> 2) & 3 != 3
}

/// A short description of an unaccepted file, for the member who sent it.
pub fn looks_like(bytes: &[u8]) -> &'static str {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let page = bytes.trim_ascii_start();
    let opens = |tag: &[u8]| page.get(..tag.len()).is_some_and(|p| p.eq_ignore_ascii_case(tag));
    if bytes.is_empty() {
        "an empty file"
    } else if starts(b"GIF8") {
        "a GIF"
    } else if starts(b"%PDF") {
        "a PDF document"
    } else if starts(b"PK\x03\x04") {
        "a ZIP archive or an office document"
    } else if starts(b"\x1aE\xdf\xa3") {
        "a WebM or Matroska video"
    } else if starts(b"OggS") {
        "an Ogg sound"
    } else if starts(b"fLaC") {
        "a FLAC sound"
    } else if is_heif(bytes) {
        "a HEIC or AVIF picture"
    } else if is_m4a(bytes) {
        "an M4A sound"
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        "a TIFF picture"
    } else if opens(b"<svg") || opens(b"<?xml") {
        "an SVG or XML file"
    } else if opens(b"<!doctype") || opens(b"<html") {
        "a web page"
    } else if is_text(bytes) {
        "a text file"
    } else {
        "a file of a kind that is not known here"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_detected_from_the_bytes() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n...."), Some(Format::Png));
        assert_eq!(sniff(b"\0\0\0\x18ftypqt  ...."), Some(Format::Mov));
        assert_eq!(sniff(b"\0\0\0\x18ftypisom...."), Some(Format::Mp4));
        assert_eq!(sniff(b"\0\0\0\x18ftypheic...."), None);
        assert_eq!(sniff(b"RIFF....WAVEfmt "), Some(Format::Wav));
        assert_eq!(sniff(&[0xff, 0xfb, 0x90, 0x00]), Some(Format::Mp3));
        assert_eq!(sniff(b"GIF89a"), None);
        assert_eq!(looks_like(b"GIF89a"), "a GIF");
        assert_eq!(looks_like(b"\0\0\0\x18ftypheic"), "a HEIC or AVIF picture");
        assert_eq!(looks_like(b""), "an empty file");
    }

    #[test]
    fn no_prefix_panics() {
        for magic in [&b"\x89PNG\r\n\x1a\n"[..], b"RIFF....WEBP", b"\0\0\0\x18ftypqt  ", b"ID3"] {
            for n in 0..magic.len() {
                let _ = sniff(&magic[..n]);
                let _ = looks_like(&magic[..n]);
            }
        }
    }
}
