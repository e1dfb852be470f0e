//! Files of the ISO base media family (ISO/IEC 14496-12) by brand and tracks: MP4, QuickTime, 3GP,
//! M4A, HEIF.

use crate::media::Format;
use crate::media::boxes::{Boxes, find};
use crate::media::detected::Detected;
use crate::media::integers::be32;
use crate::media::source_format::SourceFormat;
use crate::media::unrecognised::Unrecognised;

/// What a file of this family is; `None` if it is of another.
pub(super) fn identify(bytes: &[u8]) -> Option<Detected> {
    match bytes.get(4..8)? {
        b"ftyp" => Some(by_brand(bytes)),
        // QuickTime files older than the ftyp box start with one of these.
        b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot" => {
            Some(Detected::Accepted(Format::Mov))
        }
        b"styp" | b"moof" => Some(Detected::Unknown(Unrecognised::StreamPiece)),
        _ => None,
    }
    .map(|found| match (found, tracks(bytes)) {
        (Detected::Accepted(_), Tracks::Audio) => Detected::Convertible(SourceFormat::M4a),
        (Detected::Convertible(SourceFormat::ThreeGp), Tracks::Audio) => {
            Detected::Convertible(SourceFormat::ThreeGpAudio)
        }
        // A brand of audio on a file with video.
        (Detected::Convertible(SourceFormat::M4a), Tracks::Video { .. }) => {
            Detected::Accepted(Format::Mp4)
        }
        // Phones wrote this brand on what is an MP4 too.
        (Detected::Convertible(SourceFormat::ThreeGp), Tracks::Video { is_modern: true }) => {
            Detected::Accepted(Format::Mp4)
        }
        (found, _) => found,
    })
}

fn by_brand(bytes: &[u8]) -> Detected {
    use Detected::{Accepted, Convertible, Unknown};
    let Some(brand) = bytes.get(8..12) else { return Accepted(Format::Mp4) };
    match brand {
        b"avif" | b"avis" => Convertible(SourceFormat::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => {
            Convertible(SourceFormat::Heic)
        }
        // HEIF in general; the other brands name the codec.
        b"mif1" | b"mif2" | b"msf1" | b"miaf" => {
            let is_avif = brands(bytes).any(|brand| matches!(brand, b"avif" | b"avis"));
            Convertible(if is_avif { SourceFormat::Avif } else { SourceFormat::Heic })
        }
        b"M4A " | b"M4B " | b"F4A " | b"F4B " => Convertible(SourceFormat::M4a),
        b"M4P " | b"aax " | b"aaxc" => Unknown(Unrecognised::Protected),
        b"crx " => Unknown(Unrecognised::RawPhoto),
        b"qt  " => Accepted(Format::Mov),
        [b'3', b'g', ..] => Convertible(SourceFormat::ThreeGp),
        _ => Accepted(Format::Mp4),
    }
}

/// The compatible brands.
fn brands(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let size = be32(bytes, 0).map_or(0, |size| size as usize);
    bytes.get(16..size.min(bytes.len())).unwrap_or_default().chunks_exact(4)
}

/// The tracks of a movie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tracks {
    /// At least one has video; whether it is H.264 or newer.
    Video { is_modern: bool },
    /// There is audio and no video.
    Audio,
    /// Neither, or the list is not there or damaged.
    Unclear,
}

fn tracks(bytes: &[u8]) -> Tracks {
    let moov = Boxes::new(bytes).map_while(Result::ok).find(|(kind, _)| kind == b"moov");
    let Some((_, moov)) = moov else { return Tracks::Unclear };
    let mut has_audio = false;
    for part in Boxes::new(moov) {
        let Ok((kind, trak)) = part else { return Tracks::Unclear };
        if &kind != b"trak" {
            continue;
        }
        match find(trak, &[b"mdia", b"hdlr"]).ok().flatten().and_then(|h| h.get(8..12)) {
            Some(b"vide") => match codec(trak) {
                // The covers of an audiobook's chapters.
                Some(b"jpeg" | b"png " | b"tiff") => {}
                codec => {
                    let is_modern =
                        matches!(codec, Some(b"avc1" | b"avc3" | b"hvc1" | b"hev1" | b"av01"));
                    return Tracks::Video { is_modern };
                }
            },
            Some(b"soun") => has_audio = true,
            _ => {}
        }
    }
    if has_audio { Tracks::Audio } else { Tracks::Unclear }
}

/// The type of a track's first sample entry, which names the codec.
fn codec(trak: &[u8]) -> Option<&[u8]> {
    let stsd = find(trak, &[b"mdia", b"minf", b"stbl", b"stsd"]).ok().flatten()?;
    // Version and number of entries precede the first entry, a box.
    stsd.get(12..16)
}
