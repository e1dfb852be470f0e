//! Malicious and commonly broken files, with the expected result of validating each.

use std::io::Write;

use super::files;

/// The expected result for a file that is given as an image, a video or audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// It is accepted.
    Taken,
    /// It is refused, and the member's message contains these words.
    Refused(&'static str),
}

/// The kind of input the file is given as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    Image,
    Video,
    Audio,
}

pub struct Hostile {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub given: As,
    pub right: Right,
}

fn zlib_zeros(n: usize) -> Vec<u8> {
    let mut z = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for left in (0..n).step_by(65_536) {
        z.write_all(&vec![0; 65_536.min(n - left)]).unwrap();
    }
    z.finish().unwrap()
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(body);
    [&(body.len() as u32).to_be_bytes()[..], kind, body, &crc.sum().to_be_bytes()].concat()
}

/// Builds a PNG by hand: `before` and `after` are chunks around the pixel data.
fn png(
    size: (u32, u32),
    depth: u8,
    color: u8,
    before: &[u8],
    idat: &[u8],
    after: &[u8],
) -> Vec<u8> {
    let (w, h) = size;
    let ihdr = [&w.to_be_bytes()[..], &h.to_be_bytes(), &[depth, color, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n",
        &chunk(b"IHDR", &ihdr)[..],
        before,
        &chunk(b"IDAT", idat),
        after,
        &chunk(b"IEND", &[]),
    ]
    .concat()
}

/// Builds a PNG of zeros with the given number of bytes per pixel.
fn flat_png(size: (u32, u32), depth: u8, color: u8, bytes: usize, before: &[u8]) -> Vec<u8> {
    let idat = zlib_zeros(size.1 as usize * (1 + size.0 as usize * bytes));
    png(size, depth, color, before, &idat, &[])
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &(body.len() as u16 + 2).to_be_bytes(), body].concat()
}

/// Builds a JPEG of one gray tone by hand: `before` are segments after the start marker.
fn jpeg(size: (u16, u16), components: u8, progressive: bool, before: &[u8]) -> Vec<u8> {
    let (w, h) = size;
    let mut tables = vec![1u8; 65];
    tables[0] = 0;
    let mut out = [&[0xff, 0xd8][..], before, &segment(0xdb, &tables)].concat();
    let mut frame = vec![8];
    frame.extend(h.to_be_bytes());
    frame.extend(w.to_be_bytes());
    frame.push(components);
    let mut scan = vec![components];
    for n in 1..=components {
        frame.extend([n, 0x11, 0]);
        scan.extend([n, 0]);
    }
    scan.extend([0, if progressive { 0 } else { 63 }, 0]);
    out.extend(segment(if progressive { 0xc2 } else { 0xc0 }, &frame));
    for class in [0x00, 0x10] {
        let mut codes = vec![class, 1];
        codes.extend([0; 16]);
        out.extend(segment(0xc4, &codes));
    }
    out.extend(segment(0xda, &scan));
    let blocks = usize::from(w).div_ceil(8) * usize::from(h).div_ceil(8) * usize::from(components);
    out.extend(vec![0; (blocks * if progressive { 1 } else { 2 }).div_ceil(8)]);
    out.extend([0xff, 0xd9]);
    out
}

fn webp_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut out = [kind, &(body.len() as u32).to_le_bytes()[..], body].concat();
    if body.len() % 2 == 1 {
        out.push(0);
    }
    out
}

fn riff(body: &[u8]) -> Vec<u8> {
    [b"RIFF", &(body.len() as u32 + 4).to_le_bytes()[..], b"WEBP", body].concat()
}

fn vp8x(flags: u8, w: u32, h: u32) -> Vec<u8> {
    let side = |n: u32| (n - 1).to_le_bytes();
    webp_chunk(b"VP8X", &[&[flags, 0, 0, 0][..], &side(w)[..3], &side(h)[..3]].concat())
}

/// The pixel data of a real WebP, as one chunk.
fn vp8l(side: u32) -> Vec<u8> {
    files::webp(side, side)[12..].to_vec()
}

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&((body.len() + 8) as u32).to_be_bytes()[..], kind, body].concat()
}

/// Builds a 1280 × 720 MP4 by hand: its index claims `claimed` seconds, its samples last `real`
/// seconds.
fn mp4(claimed: u32, real: u32, scale: u32) -> Vec<u8> {
    let header = |at: usize, length: usize, seconds: u32| {
        let mut bytes = vec![0u8; length];
        bytes[at..at + 4].copy_from_slice(&scale.to_be_bytes());
        bytes[at + 4..at + 8].copy_from_slice(&seconds.saturating_mul(scale).to_be_bytes());
        bytes
    };
    let mut tkhd = vec![0u8; 84];
    tkhd[40..44].copy_from_slice(&0x1_0000u32.to_be_bytes());
    tkhd[56..60].copy_from_slice(&0x1_0000u32.to_be_bytes());
    tkhd[76..80].copy_from_slice(&(1280u32 << 16).to_be_bytes());
    tkhd[80..84].copy_from_slice(&(720u32 << 16).to_be_bytes());
    let mut hdlr = vec![0u8; 24];
    hdlr[8..12].copy_from_slice(b"vide");
    let mdia = [boxed(b"mdhd", &header(12, 24, real)), boxed(b"hdlr", &hdlr)].concat();
    let trak = [boxed(b"tkhd", &tkhd), boxed(b"mdia", &mdia)].concat();
    let moov = [boxed(b"mvhd", &header(12, 100, claimed)), boxed(b"trak", &trak)].concat();
    [boxed(b"ftyp", b"isom\0\0\0\0"), boxed(b"moov", &moov), boxed(b"mdat", &[0; 64])].concat()
}

/// Builds an MP4 whose data box has a 64-bit length.
fn long_box(length: &[u8]) -> Vec<u8> {
    [&mp4(5, 5, 1000)[..], &[0, 0, 0, 1], b"mdat", length].concat()
}

fn images() -> Vec<Hostile> {
    use Right::{Refused, Taken};
    let turned =
        chunk(b"eXIf", b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    let palette = [chunk(b"PLTE", &[200, 30, 30, 0, 0, 0]), chunk(b"tRNS", &[0])].concat();
    let animated = {
        let control = |seq: u32| {
            let mut body = seq.to_be_bytes().to_vec();
            for n in [300u32, 300, 0, 0] {
                body.extend(n.to_be_bytes());
            }
            body.extend([0, 1, 0, 10, 0, 0]);
            chunk(b"fcTL", &body)
        };
        let frames = chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
        let pixels = zlib_zeros(300 * 901);
        let second = chunk(b"fdAT", &[&2u32.to_be_bytes()[..], &pixels].concat());
        let before = [frames, control(0)].concat();
        png((300, 300), 8, 2, &before, &pixels, &[control(1), second].concat())
    };
    let webp_frames = {
        let mut frame = vec![0u8; 6];
        frame.extend(&299u32.to_le_bytes()[..3]);
        frame.extend(&299u32.to_le_bytes()[..3]);
        frame.extend([100, 0, 0, 0]);
        frame.extend(vp8l(300));
        let frame = webp_chunk(b"ANMF", &frame);
        riff(&[vp8x(2, 300, 300), webp_chunk(b"ANIM", &[0; 6]), frame.clone(), frame].concat())
    };
    let lying_webp = {
        let mut body = [vp8x(8, 300, 300), vp8l(300)].concat();
        body.extend(b"EXIF");
        body.extend(0xffff_fff0u32.to_le_bytes());
        riff(&body)
    };
    let many_segments = {
        let note = [&b"http://ns.adobe.com/xmp/extension/\0"[..], &[b'g'; 32], &[0xff; 4], &[0; 4]]
            .concat();
        let notes = segment(0xe1, &note).repeat(10_000);
        let comments = [0xff, 0xfe, 0, 2].repeat(200_000);
        jpeg((300, 300), 3, false, &[notes, comments].concat())
    };
    let thumbnail = segment(0xe1, b"Exif\0\0 a thumbnail that ends \xff\xd9 here");
    let cut_photo = {
        let whole = jpeg((600, 600), 3, false, &thumbnail);
        whole[..whole.len() - 200].to_vec()
    };
    let motion_photo = [
        jpeg((600, 600), 3, false, &[]),
        boxed(b"ftyp", b"isom\0\0\0\0"),
        boxed(b"mdat", &[0x55; 100_000]),
    ]
    .concat();
    let bare_bmp = {
        let mut out = b"BM".to_vec();
        for n in [54u32, 0, 54, 40, 1000, 1000] {
            out.extend(n.to_le_bytes());
        }
        out.extend([1, 0, 24, 0]);
        out.extend([0; 24]);
        out
    };
    let zip = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    [
        (
            "claims-2-billion-a-side.png",
            png((0x7fff_ffff, 0x7fff_ffff), 16, 6, &[], &zlib_zeros(64), &[]),
            Refused("can't be read"),
        ),
        (
            "claims-100000-a-side.png",
            png((100_000, 100_000), 8, 2, &[], &zlib_zeros(64), &[]),
            Refused("each side must be"),
        ),
        (
            "one-by-65535.png",
            png((1, 65_535), 8, 2, &[], &zlib_zeros(65_535 * 4), &[]),
            Refused("each side must be"),
        ),
        (
            "65535-by-one.png",
            png((65_535, 1), 8, 2, &[], &zlib_zeros(65_535 * 3 + 1), &[]),
            Refused("each side must be"),
        ),
        (
            "64-million-deep-pixels.png",
            png((8_000, 8_000), 16, 6, &[], &zlib_zeros(1 << 20), &[]),
            Refused("its pixels are damaged"),
        ),
        (
            "packed-profile.png",
            flat_png(
                (300, 300),
                8,
                2,
                3,
                &chunk(b"iCCP", &[&b"x\0\0"[..], &zlib_zeros(80 << 20)].concat()),
            ),
            Taken,
        ),
        (
            "pixels-that-do-not-come.png",
            png((300, 300), 8, 6, &[], &zlib_zeros(64), &[]),
            Refused("can't be read"),
        ),
        ("turned.png", flat_png((300, 400), 8, 2, 3, &turned), Taken),
        ("palette-with-holes.png", flat_png((300, 300), 8, 3, 1, &palette), Taken),
        ("sixteen-bits.png", flat_png((300, 300), 16, 2, 6, &[]), Taken),
        ("sixteen-bits-with-alpha.png", flat_png((300, 300), 16, 6, 8, &[]), Taken),
        ("animated.png", animated, Taken),
        ("and-a-zip.png", [files::png(300, 300), zip.clone()].concat(), Taken),
        ("and-a-video.png", [files::png(300, 300), mp4(5, 5, 1000)].concat(), Taken),
        ("half.png", half(files::png(600, 600)), Refused("can't be read")),
        (
            "header-of-100000.jpg",
            jpeg((65_535, 65_535), 1, false, &[])[..600].to_vec(),
            Refused("each side must be"),
        ),
        ("cmyk.jpg", jpeg((300, 300), 4, false, &[]), Taken),
        ("progressive.jpg", jpeg((300, 300), 3, true, &[]), Taken),
        (
            "two-hundred-thousand-segments.jpg",
            many_segments,
            Refused("its parts don't fit together"),
        ),
        ("cut-with-a-thumbnail.jpg", cut_photo, Refused("can't be read")),
        ("motion-photo.jpg", motion_photo, Taken),
        ("half.jpg", half(files::jpeg(600, 600)), Refused("can't be read")),
        ("no-pixels.jpg", vec![0xff, 0xd8, 0xff, 0xd9], Refused("can't be read")),
        ("animated.webp", webp_frames, Taken),
        ("lying-chunk.webp", lying_webp, Refused("can't be read")),
        (
            "canvas-of-16384.webp",
            riff(&[vp8x(0, 1 << 14, 1 << 14), vp8l(300)].concat()),
            Refused(""),
        ),
        ("half.webp", half(files::webp(300, 300)), Refused("can't be read")),
        ("no-pixels.bmp", bare_bmp, Refused("can't be read")),
        ("page.gif", b"GIF89a/*<html><script>*/=1".to_vec(), Refused("is a GIF image")),
        (
            "drawing.png",
            b"\n <svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
            Refused("an SVG or XML file"),
        ),
        ("page.png", b" <!doctype html><p>hello".to_vec(), Refused("a web page")),
        ("paper.png", b"%PDF-1.7\n%\xe2\xe3".to_vec(), Refused("a PDF document")),
        ("photo.png", boxed(b"ftyp", b"heim\0\0\0\0mif1"), Refused("a HEIC photo")),
        ("photo-of-another-make.png", boxed(b"ftyp", b"avif\0\0\0\0"), Refused("an AVIF image")),
        ("zeros.png", vec![0; 4_096], Refused("an unknown type of file")),
        ("one-byte.png", vec![0x89], Refused("an unknown type of file")),
    ]
    .into_iter()
    .map(|(name, bytes, right)| Hostile { name, bytes, given: As::Image, right })
    .collect()
}

fn videos() -> Vec<Hostile> {
    use Right::{Refused, Taken};
    let good = mp4(5, 5, 1000);
    let at = |what: &[u8; 4]| good.windows(4).position(|w| w == what).unwrap() - 4;
    let (moov, mdat) = (at(b"moov"), at(b"mdat"));
    let moved = [&good[..moov], &good[mdat..], &good[moov..mdat]].concat();
    let zero_sized = {
        let mut bytes = good.clone();
        bytes[mdat..mdat + 4].copy_from_slice(&[0; 4]);
        bytes
    };
    let nested: Vec<u8> = {
        let n = 50_000u32;
        (0..n).flat_map(|i| [&((n - i) * 8).to_be_bytes()[..], b"moov"].concat()).collect()
    };
    let crowded = [boxed(b"ftyp", b"isom\0\0\0\0"), boxed(b"free", &[]).repeat(10_001)].concat();
    [
        ("whole.mp4", good.clone(), Taken),
        ("index-at-the-end.mp4", moved, Taken),
        ("no-end.mp4", zero_sized, Taken),
        ("no-index.mp4", [&good[..moov], &good[mdat..]].concat(), Refused("it was cut short")),
        ("no-frames.mp4", good[..mdat].to_vec(), Refused("contains no video")),
        ("half.mp4", good[..moov + 60].to_vec(), Refused("can't be read")),
        ("length-of-nothing.mp4", mp4(5, 5, 0), Refused("its length isn't stated")),
        ("says-two-lasts-sixty.mp4", mp4(2, 60, 1000), Refused("60.0 s")),
        ("box-of-zero.mp4", long_box(&0u64.to_be_bytes()), Refused("can't be read")),
        ("box-of-fifteen.mp4", long_box(&15u64.to_be_bytes()), Refused("can't be read")),
        ("box-without-end.mp4", long_box(&u64::MAX.to_be_bytes()), Refused("can't be read")),
        ("box-cut.mp4", long_box(&[1, 2]), Refused("can't be read")),
        ("fifty-thousand-deep.mp4", nested, Refused("can't be read")),
        ("ten-thousand-wide.mp4", crowded, Refused("its parts don't fit together")),
        ("song.mp4", boxed(b"ftyp", b"M4A \0\0\0\0"), Refused("an M4A audio file")),
        ("film.mp4", b"\x1aE\xdf\xa3\x01\0\0\0".to_vec(), Refused("a Matroska (MKV) video")),
    ]
    .into_iter()
    .map(|(name, bytes, right)| Hostile { name, bytes, given: As::Video, right })
    .collect()
}

fn audio_files() -> Vec<Hostile> {
    use Right::{Refused, Taken};
    let patched = |at: usize, value: &[u8]| {
        let mut bytes = files::wav(3);
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    };
    let tagged = [&b"ID3\x04\0\0\x7f\x7f\x7f\x7f"[..], &[0xff, 0xfb, 0x90, 0]].concat();
    [
        ("whole.wav", files::wav(3), Taken),
        ("four-gigabytes.wav", patched(40, &u32::MAX.to_le_bytes()), Taken),
        ("no-channels.wav", patched(22, &[0, 0]), Refused("can't be read")),
        ("no-rate.wav", patched(24, &[0; 8]), Refused("can't be read")),
        ("half.wav", files::wav(3)[..30].to_vec(), Refused("can't be read")),
        ("tag-of-256-megabytes.mp3", tagged, Refused("can't be read")),
    ]
    .into_iter()
    .map(|(name, bytes, right)| Hostile { name, bytes, given: As::Audio, right })
    .collect()
}

/// Returns all cases.
pub fn corpus() -> Vec<Hostile> {
    [images(), videos(), audio_files()].into_iter().flatten().collect()
}
