use std::borrow::Cow;

use proptest::prelude::*;

use super::*;

fn mend(bytes: &[u8], format: Format, keep: Keep) -> Vec<u8> {
    mended(bytes, format, keep).unwrap().into_owned()
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &(body.len() as u16 + 2).to_be_bytes(), body].concat()
}

/// The structure of a JPEG, without valid tables or pixels.
fn jpeg(extra: &[u8]) -> Vec<u8> {
    let scan = [segment(0xda, &[1, 2, 3]), b"pixels\xff\0more\xff\xd0end".to_vec()].concat();
    [&b"\xff\xd8"[..], extra, &segment(0xdb, &[0; 65]), &scan, b"\xff\xd9"].concat()
}

#[test]
fn a_complete_file_is_borrowed() {
    assert!(matches!(mended(&jpeg(&[]), Format::Jpeg, Keep::Pixels), Ok(Cow::Borrowed(_))));
    let png = png(&[]);
    assert!(matches!(mended(&png, Format::Png, Keep::Pixels), Ok(Cow::Borrowed(_))));
    let webp = webp(&[chunk(b"VP8 ", b"pixels")]);
    assert!(matches!(mended(&webp, Format::WebP, Keep::Pixels), Ok(Cow::Borrowed(_))));
}

#[test]
fn slips_of_a_jpeg_are_mended() {
    let plain = jpeg(&[]);
    for stray in [&b"\0\0\0"[..], b"\xff\0\xff", b"any text"] {
        assert_eq!(mend(&jpeg(stray), Format::Jpeg, Keep::Pixels).len(), {
            // A fill byte before a marker is allowed and stays.
            plain.len() + usize::from(stray.ends_with(b"\xff"))
        });
    }
    for missing in 1..=2 {
        let cut = &plain[..plain.len() - missing];
        assert_eq!(mend(cut, Format::Jpeg, Keep::All), plain, "{missing} bytes are missing");
    }
    let followed = [&plain[..], b"\0\0\0\x18ftypisom a film of the same moment"].concat();
    assert_eq!(mend(&followed, Format::Jpeg, Keep::All), plain);
}

#[test]
fn metadata_of_a_jpeg_is_left_out_and_colours_stay() {
    let profile = segment(0xe2, b"ICC_PROFILE\0\x01\x01 profile");
    let kept = [segment(0xe0, b"JFIF\0\x01\x02"), profile, segment(0xee, b"Adobe\0d")].concat();
    let dropped = [
        segment(0xe1, b"Exif\0\0 51 N 7 E"),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
        segment(0xe2, b"MPF\0"),
        segment(0xed, b"Photoshop 3.0\0"),
        segment(0xfe, b"a comment"),
        // With a fill byte before the marker.
        [&[0xff][..], &segment(0xe1, b"Exif\0\0")].concat(),
    ]
    .concat();
    let file = jpeg(&[dropped.clone(), kept.clone(), dropped].concat());
    assert_eq!(mend(&file, Format::Jpeg, Keep::Pixels), jpeg(&kept));
    assert_eq!(mend(&file, Format::Jpeg, Keep::All), file);
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut out = [kind, &(body.len() as u32).to_le_bytes()[..], body].concat();
    out.resize(out.len() + body.len() % 2, 0);
    out
}

fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    [b"RIFF", &(body.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &body].concat()
}

#[test]
fn metadata_and_wrong_sizes_of_a_webp_are_mended() {
    let head = |flags: u8| chunk(b"VP8X", &[flags, 0, 0, 0, 9, 0, 0, 9, 0, 0]);
    let (profile, pixels) = (chunk(b"ICCP", b"profile"), chunk(b"VP8L", b"pixels"));
    let meta = [chunk(b"EXIF", b"51 N 7 E"), chunk(b"XMP ", b"<x/>"), chunk(b"mine", b"?")];
    let all = [&[head(0x3c), profile.clone(), pixels.clone()][..], &meta].concat();
    let bare = webp(&[head(0x30), profile, pixels.clone()]);
    assert_eq!(mend(&webp(&all), Format::WebP, Keep::Pixels), bare);
    assert_eq!(mend(&webp(&all), Format::WebP, Keep::All), webp(&all));

    let right = webp(&[pixels]);
    for wrong in [0, 9, 1 << 20, u32::MAX] {
        let mut file = right.clone();
        file[4..8].copy_from_slice(&wrong.to_le_bytes());
        assert_eq!(mend(&file, Format::WebP, Keep::All), right, "{wrong}");
    }
    assert_eq!(mend(&[&right[..], b"PK\x05\x06zip"].concat(), Format::WebP, Keep::All), right);
    assert!(mended(&right[..right.len() - 1], Format::WebP, Keep::All).is_err());
}

fn png(extra: &[&[u8; 4]]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for kind in [&[b"IHDR"], extra, &[b"IDAT"]].concat() {
        out.extend([&[0, 0, 0, 2], &kind[..], b"..", b"csum"].concat());
    }
    out.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    out
}

#[test]
fn metadata_and_a_missing_end_of_a_png_are_mended() {
    let kept: [&[u8; 4]; 4] = [b"iCCP", b"PLTE", b"tRNS", b"gAMA"];
    let dropped: [&[u8; 4]; 7] = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"acTL", b"caBX"];
    let file = png(&[&kept[..], &dropped].concat());
    assert_eq!(mend(&file, Format::Png, Keep::Pixels), png(&kept));
    assert_eq!(mend(&[&file[..], b"PK"].concat(), Format::Png, Keep::All), file);
    for missing in 1..=12 {
        let cut = &file[..file.len() - missing];
        assert_eq!(mend(cut, Format::Png, Keep::All), file, "{missing} bytes are missing");
    }
    assert!(mended(&file[..file.len() - 13], Format::Png, Keep::All).is_err());
}

#[test]
fn a_wrong_size_of_a_bmp_is_set_right() {
    let mut bmp = b"BM\xff\xff\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bmp.extend([4, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0]);
    bmp.extend([0; 24]);
    bmp.extend([7; 24]);
    let made = mend(&bmp, Format::Bmp, Keep::Pixels);
    assert_eq!((made.len(), &made[2..6]), (78, &[78, 0, 0, 0][..]));
    assert!(mended(&bmp[..77], Format::Bmp, Keep::Pixels).is_err());
}

proptest! {
    /// Whatever follows a signature: no panic, and mending twice changes nothing more.
    #[test]
    fn any_bytes_are_mended_once_or_refused(
        tail in proptest::collection::vec(any::<u8>(), 0..200),
        markers in proptest::collection::vec((0xc0u8..=0xff, 0u8..20), 0..12),
    ) {
        let segments = markers.iter().flat_map(|(m, n)| segment(*m, &vec![*n; usize::from(*n)]));
        let segments: Vec<u8> = segments.chain(tail.iter().copied()).collect();
        let starts: [(Format, &[u8]); 4] = [
            (Format::Jpeg, b"\xff\xd8"),
            (Format::Png, b"\x89PNG\r\n\x1a\n"),
            (Format::WebP, b"RIFF\x40\0\0\0WEBPVP8 \x04\0\0\0...."),
            (Format::Bmp, b"BM"),
        ];
        for (format, start) in starts {
            let body = if format == Format::Jpeg { &segments } else { &tail };
            let file = [start, body].concat();
            for keep in [Keep::All, Keep::Pixels] {
                if let Ok(once) = mended(&file, format, keep) {
                    let twice = mended(&once, format, keep).unwrap();
                    prop_assert_eq!(&once, &twice);
                }
            }
        }
    }
}
