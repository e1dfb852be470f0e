use super::*;
use crate::media::Kind;
use crate::media::source_format::SourceFormat as F;

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&((body.len() + 8) as u32).to_be_bytes()[..], kind, body].concat()
}

/// A movie whose tracks have these handlers, and no codec.
fn movie(brand: &[u8; 4], handlers: &[&[u8; 4]]) -> Vec<u8> {
    coded_movie(brand, handlers, b"....")
}

fn coded_movie(brand: &[u8; 4], handlers: &[&[u8; 4]], codec: &[u8; 4]) -> Vec<u8> {
    let stsd = boxed(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1], &boxed(codec, &[0; 8])[..]].concat());
    let minf = boxed(b"minf", &boxed(b"stbl", &stsd));
    let trak = |handler: &&[u8; 4]| {
        let hdlr = boxed(b"hdlr", &[&[0; 8][..], &handler[..], &[0; 12]].concat());
        boxed(b"trak", &boxed(b"mdia", &[&hdlr[..], &minf].concat()))
    };
    let moov = boxed(b"moov", &handlers.iter().map(trak).collect::<Vec<_>>().concat());
    [boxed(b"ftyp", &[&brand[..], &[0; 4]].concat()), moov, boxed(b"mdat", &[0; 9])].concat()
}

/// An EBML element with a size of one byte.
fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    [id, &[0x80 | body.len() as u8], body].concat()
}

fn matroska(doc_type: &[u8], track_types: &[u8]) -> Vec<u8> {
    let entries: Vec<u8> =
        track_types.iter().flat_map(|t| element(b"\xae", &element(b"\x83", &[*t]))).collect();
    let tracks = element(b"\x16\x54\xae\x6b", &entries);
    // A segment of unknown size, as recorders in browsers write it.
    let segment = [&b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"[..], &tracks].concat();
    [element(b"\x1a\x45\xdf\xa3", &element(b"\x42\x82", doc_type)), segment].concat()
}

fn png(chunks: &[&[u8; 4]]) -> Vec<u8> {
    let chunk = |kind: &&[u8; 4]| [&[0, 0, 0, 0], &kind[..], &[0; 4]].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks.iter().map(chunk).collect::<Vec<_>>().concat()].concat()
}

fn wav(tag: u16, sub: u16) -> Vec<u8> {
    let mut format = tag.to_le_bytes().to_vec();
    format.extend([0; 22]);
    format.extend(sub.to_le_bytes());
    [b"RIFF\0\0\0\0WAVEfmt \x28\0\0\0", &format[..], &[0; 14]].concat()
}

fn samples() -> Vec<(Vec<u8>, Detected)> {
    use Detected::{Accepted, Convertible};
    let adts = [&[0xff, 0xf1, 0x58, 0x40, 0x01, 0x1f, 0xfc][..], &[0; 1]].concat();
    let tag = b"ID3\x04\0\0\0\0\0\x02\0\0";
    let mut packets = vec![0u8; 600];
    let mut camcorder = vec![0u8; 600];
    for n in 0..3 {
        packets[188 * n] = 0x47;
        camcorder[4 + 192 * n] = 0x47;
    }
    vec![
        (png(&[b"IHDR", b"IDAT"]), Accepted(Format::Png)),
        (png(&[b"IHDR", b"acTL", b"IDAT"]), Convertible(F::AnimatedPng)),
        (png(&[b"IHDR", b"IDAT", b"acTL"]), Accepted(Format::Png)),
        (b"\xff\xd8\xff\xe0".to_vec(), Accepted(Format::Jpeg)),
        (b"RIFF....WEBPVP8 \0\0\0\0\0\0".to_vec(), Accepted(Format::WebP)),
        (b"RIFF....WEBPVP8X\x0a\0\0\0\x02\0".to_vec(), Convertible(F::AnimatedWebP)),
        (wav(1, 0), Accepted(Format::Wav)),
        (wav(0xfffe, 3), Accepted(Format::Wav)),
        (wav(0xfffe, 2), Convertible(F::CompressedWav)),
        (wav(0x55, 0), Convertible(F::CompressedWav)),
        (b"RF64\xff\xff\xff\xffWAVEds64".to_vec(), Convertible(F::LongWav)),
        (b"\0\0\0\x18ftypqt  ....".to_vec(), Accepted(Format::Mov)),
        (b"\0\0\0\x18ftypisom....".to_vec(), Accepted(Format::Mp4)),
        (b"\0\0\0\x08wide\0\0\0\x08mdat".to_vec(), Accepted(Format::Mov)),
        (movie(b"mp42", &[b"vide", b"soun"]), Accepted(Format::Mp4)),
        (movie(b"mp42", &[b"soun"]), Convertible(F::M4a)),
        (movie(b"qt  ", &[b"soun", b"text"]), Convertible(F::M4a)),
        (movie(b"M4A ", &[b"soun"]), Convertible(F::M4a)),
        (movie(b"M4A ", &[b"soun", b"vide"]), Accepted(Format::Mp4)),
        (movie(b"3gp4", &[b"vide", b"soun"]), Convertible(F::ThreeGp)),
        (coded_movie(b"3gp4", &[b"vide"], b"s263"), Convertible(F::ThreeGp)),
        (coded_movie(b"3gp4", &[b"vide"], b"avc1"), Accepted(Format::Mp4)),
        (coded_movie(b"M4B ", &[b"soun", b"vide"], b"jpeg"), Convertible(F::M4a)),
        (movie(b"3gp4", &[b"soun"]), Convertible(F::ThreeGpAudio)),
        (b"\0\0\0\x18ftypheic....".to_vec(), Convertible(F::Heic)),
        (b"\0\0\0\x18ftypmif1\0\0\0\0miafheic".to_vec(), Convertible(F::Heic)),
        (b"\0\0\0\x18ftypmif1\0\0\0\0miafavif".to_vec(), Convertible(F::Avif)),
        (b"\0\0\0\x18ftypavif....".to_vec(), Convertible(F::Avif)),
        (b"GIF89a".to_vec(), Convertible(F::Gif)),
        (b"II*\0\x08\0\0\0\0\0\0".to_vec(), Convertible(F::Tiff)),
        (b"II*\0\x10\0\0\0CR\x02\0".to_vec(), Detected::Unknown(Unrecognised::RawPhoto)),
        (b"\xff\x0a\xfa\x1f".to_vec(), Convertible(F::JpegXl)),
        (b"\0\0\0\x0cJXL \r\n\x87\n".to_vec(), Convertible(F::JpegXl)),
        (b"\0\0\0\x0cjP  \r\n\x87\n".to_vec(), Convertible(F::Jpeg2000)),
        (matroska(b"webm", &[1, 2]), Convertible(F::WebM)),
        (matroska(b"webm", &[2]), Convertible(F::WebMAudio)),
        (matroska(b"matroska", &[2, 1]), Convertible(F::Matroska)),
        (matroska(b"matroska", &[2, 17]), Convertible(F::MatroskaAudio)),
        (b"RIFF....AVI LIST".to_vec(), Convertible(F::Avi)),
        (packets, Convertible(F::MpegTs)),
        (camcorder, Convertible(F::MpegTs)),
        (b"\0\0\x01\xba\x44".to_vec(), Convertible(F::MpegPs)),
        (b"FLV\x01\x05".to_vec(), Convertible(F::Flv)),
        ([ASF, &[0; 30], ASF_VIDEO].concat(), Convertible(F::Wmv)),
        ([ASF, &[0; 30]].concat(), Convertible(F::Wma)),
        (b"OggS\0\x02..........................OpusHead".to_vec(), Convertible(F::Ogg)),
        (b"OggS\0\x02..........................\x80theora".to_vec(), Convertible(F::OggVideo)),
        (b"fLaC\0\0\0\x22".to_vec(), Convertible(F::Flac)),
        ([&tag[..], b"fLaC"].concat(), Convertible(F::Flac)),
        (adts.clone(), Convertible(F::AacAdts)),
        ([&tag[..], &adts].concat(), Convertible(F::AacAdts)),
        (vec![0xff, 0xfb, 0x90, 0x00], Accepted(Format::Mp3)),
        ([&tag[..], &[0xff, 0xfb, 0x90, 0x00]].concat(), Accepted(Format::Mp3)),
        (vec![0xff, 0xfd, 0x90, 0x00], Convertible(F::Mp2)),
        (b"FORM....AIFCFVER".to_vec(), Convertible(F::Aiff)),
        (b"caff\0\x01".to_vec(), Convertible(F::Caf)),
        (b"#!AMR\n".to_vec(), Convertible(F::Amr)),
        (b"wvpk".to_vec(), Convertible(F::WavPack)),
        (Vec::new(), Detected::Unknown(Unrecognised::Empty)),
        (b"\xff\xfeh\0i\0".to_vec(), Detected::Unknown(Unrecognised::Other)),
        (b"#EXTM3U\n".to_vec(), Detected::Unknown(Unrecognised::Playlist)),
        (b"just words".to_vec(), Detected::Unknown(Unrecognised::Text)),
        (b"ffconcat version 1.0".to_vec(), Detected::Unknown(Unrecognised::Text)),
    ]
}

#[test]
fn each_format_is_recognised_by_its_bytes() {
    for (bytes, expected) in samples() {
        assert_eq!(identify(&bytes), expected, "{:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn no_prefix_of_a_file_panics() {
    for (bytes, _) in samples() {
        for end in 0..bytes.len() {
            let _ = identify(&bytes[..end]);
        }
    }
}

#[test]
fn what_a_file_can_become_follows_from_its_kind() {
    let kinds = |detected: Detected| {
        [Kind::Image, Kind::Video, Kind::Audio].map(|kind| detected.can_become(kind))
    };
    assert_eq!(kinds(Detected::Accepted(Format::Png)), [true, false, false]);
    assert_eq!(kinds(Detected::Accepted(Format::Mov)), [false, true, true]);
    assert_eq!(kinds(Detected::Accepted(Format::Wav)), [false, false, true]);
    assert_eq!(kinds(Detected::Convertible(F::Gif)), [true, true, false]);
    assert_eq!(kinds(Detected::Convertible(F::AnimatedWebP)), [true, true, false]);
    assert_eq!(kinds(Detected::Convertible(F::Heic)), [true, false, false]);
    assert_eq!(kinds(Detected::Convertible(F::WebM)), [false, true, true]);
    assert_eq!(kinds(Detected::Convertible(F::M4a)), [false, false, true]);
    assert_eq!(kinds(Detected::Unknown(Unrecognised::Text)), [false; 3]);
}

#[test]
fn an_animated_image_can_be_read_as_a_still_one() {
    assert_eq!(sniff(&png(&[b"IHDR", b"acTL", b"IDAT"])), Some(Format::Png));
    assert_eq!(sniff(b"RIFF....WEBPVP8X\x0a\0\0\0\x02\0"), Some(Format::WebP));
    assert_eq!(sniff(b"GIF89a"), None);
}
