//! Real-world sample files with one fault each (`tests/cases`): what they are measured as and how
//! to regenerate them.

use wanbot::generation::{Catalogue, InputProblem, Role};
use wanbot::media::{
    Damage, Detected, Format, SourceFormat, Unusable, flatten::flatten, identify, measure, strip,
    verify_pixels,
};

fn case(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    std::fs::read(folder.join(name)).unwrap()
}

fn seconds(name: &str) -> f64 {
    measure(&case(name)).unwrap().seconds.unwrap()
}

#[test]
fn a_video_is_as_long_as_its_samples_wherever_they_are() {
    for name in ["01-control-8s.mp4", "01-fragments-2s-of-8s.mp4", "02-fragments-no-length-8s.mp4"]
    {
        let seconds = seconds(name);
        assert!((seconds - 8.0).abs() < 0.1, "{name} is {seconds} s long");
    }
}

/// The type of an MP4 box and its content.
fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut out = ((body.len() + 8) as u32).to_be_bytes().to_vec();
    out.extend(kind);
    out.extend(body);
    out
}

/// The top-level boxes of a file.
fn top(bytes: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    let mut all = Vec::new();
    let mut rest = bytes;
    while rest.len() >= 8 {
        let size = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        all.push((rest[4..8].try_into().unwrap(), rest[8..size].to_vec()));
        rest = &rest[size..];
    }
    all
}

/// The control file with its index changed.
fn with_index(change: impl Fn(Vec<u8>) -> Vec<Vec<u8>>) -> Vec<u8> {
    let parts = top(&case("01-control-8s.mp4")).into_iter().flat_map(|(kind, body)| match &kind {
        b"moov" => change(body),
        _ => vec![boxed(&kind, &body)],
    });
    parts.flatten().collect()
}

/// An index that claims a total duration of one second, in every header that has a duration.
fn forged(mut moov: Vec<u8>) -> Vec<u8> {
    for (kind, scale_at, length_at) in [(b"mvhd", 12, 16), (b"mdhd", 12, 16), (b"tkhd", 0, 20)] {
        let mut from = 0;
        while let Some(at) = moov[from..].windows(4).position(|w| w == kind) {
            let body = from + at + 4;
            let one_second = match scale_at {
                0 => [0, 0, 3, 232],
                _ => moov[body + scale_at..body + scale_at + 4].try_into().unwrap(),
            };
            moov[body + length_at..body + length_at + 4].copy_from_slice(&one_second);
            from = body;
        }
    }
    moov
}

#[test]
fn a_header_does_not_make_a_video_shorter() {
    let patched = with_index(|moov| vec![boxed(b"moov", &forged(moov))]);
    let seconds = measure(&patched).unwrap().seconds.unwrap();
    assert!((seconds - 8.0).abs() < 0.1, "patched headers: {seconds} s");

    // A decoy: a short track with dimensions before the real one.
    let decoy = with_index(|moov| {
        let parts = top(&moov);
        let trak = parts.iter().find(|(kind, _)| kind == b"trak").unwrap();
        let short = trak.1.clone();
        let at = short.windows(4).position(|w| w == b"stts").unwrap();
        let mut short = forged(short);
        short[at + 12..at + 16].copy_from_slice(&1u32.to_be_bytes());
        // Its edit list states the whole length too.
        let edits = short.windows(4).position(|w| w == b"edts").unwrap();
        short[edits..edits + 4].copy_from_slice(b"free");
        let mut body = Vec::new();
        for (n, (kind, part)) in parts.iter().enumerate() {
            if kind == b"trak" && n <= 2 {
                body.extend(boxed(b"trak", &short));
            }
            body.extend(boxed(kind, part));
        }
        vec![boxed(b"moov", &forged(body))]
    });
    let seconds = measure(&decoy).unwrap().seconds.unwrap();
    assert!((seconds - 8.0).abs() < 0.1, "a decoy track: {seconds} s");
}

/// An edit list that plays a second of the track, or eight, beside patched headers.
#[test]
fn an_edit_list_does_not_make_a_video_shorter() {
    for (plays, length) in [(1_000u32, 8.0), (9_000, 9.0)] {
        let edited = with_index(|moov| {
            let moov = forged(moov);
            let scale = u32::from_be_bytes(moov[20..24].try_into().unwrap());
            let mut elst = vec![0, 0, 0, 0, 0, 0, 0, 1];
            elst.extend((plays * scale / 1_000).to_be_bytes());
            elst.extend([0, 0, 0, 0, 0, 1, 0, 0]);
            let edts = boxed(b"edts", &boxed(b"elst", &elst));
            let parts = top(&moov).into_iter().flat_map(|(kind, mut part)| {
                if &kind == b"trak" {
                    let others = top(&part).into_iter().filter(|(kind, _)| kind != b"edts");
                    part = others.flat_map(|(kind, body)| boxed(&kind, &body)).collect();
                    part.extend(&edts);
                }
                boxed(&kind, &part)
            });
            vec![boxed(b"moov", &parts.collect::<Vec<_>>())]
        });
        let seconds = measure(&edited).unwrap().seconds.unwrap();
        assert!((seconds - length).abs() < 0.1, "it plays {plays} ms: {seconds} s");
    }
}

#[test]
fn two_indexes_contradict_each_other() {
    let twice =
        with_index(|moov| vec![boxed(b"moov", &forged(moov.clone())), boxed(b"moov", &moov)]);
    let refused = measure(&twice);
    assert!(matches!(refused, Err(Unusable::Damaged(Damage::RepeatedPart))), "{refused:?}");
}

#[test]
fn a_redrawn_image_keeps_its_colours() {
    for name in ["03-display-p3-turned.jpg", "03-prophoto-alpha.png"] {
        let bytes = case(name);
        let facts = measure(&bytes).unwrap();
        assert!(facts.redraw, "{name}");
        let (flat, _) = flatten(&bytes, &facts, 20_000_000).unwrap();
        let image = image::load_from_memory(&flat).unwrap().to_rgb8();
        let (width, height) = image.dimensions();
        let [r, g, b] = image.get_pixel(width / 16, height / 16).0;
        let near = |a: u8, b: u8| a.abs_diff(b) <= 4;
        assert!(near(r, 202) && near(g, 42) && near(b, 42), "{name}: ({r}, {g}, {b})");
    }
}

#[test]
fn a_damaged_header_is_told_from_other_damage() {
    let refused = measure(&case("14-png-bad-header-crc.png"));
    assert_eq!(refused, Err(Unusable::Damaged(Damage::Header)));
}

#[test]
fn each_file_is_recognised_whatever_its_name_says() {
    use Detected::{Accepted, Convertible};
    for (name, expected) in [
        ("01-control-8s.mp4", Accepted(Format::Mp4)),
        ("02-fragments-no-length-8s.mp4", Accepted(Format::Mp4)),
        ("04-jpeg-stray-bytes.jpg", Accepted(Format::Jpeg)),
        ("05-animated.gif", Convertible(SourceFormat::Gif)),
        ("05-animated.webp", Convertible(SourceFormat::AnimatedWebP)),
        ("05-photo.heic", Convertible(SourceFormat::Heic)),
        ("07-screen.webm", Convertible(SourceFormat::WebM)),
        ("09-sound.aac", Convertible(SourceFormat::AacAdts)),
        ("09-voice-message.ogg", Convertible(SourceFormat::Ogg)),
        ("10-recorder-brand-mp42.m4a", Convertible(SourceFormat::M4a)),
        ("11-wav-zero.wav", Accepted(Format::Wav)),
        ("12-vbr-6s-read-as-too-long.mp3", Accepted(Format::Mp3)),
    ] {
        assert_eq!(identify(&case(name)), expected, "{name}");
    }
}

#[test]
fn faults_that_viewers_tolerate_are_tolerated_and_repaired() {
    for name in ["04-jpeg-stray-bytes.jpg", "04-png-no-iend.png"] {
        let bytes = case(name);
        let facts = measure(&bytes).unwrap();
        assert_eq!(verify_pixels(&bytes, &facts), Ok(()), "{name}");
        let mended = strip(&bytes, facts.format).unwrap();
        assert_ne!(mended[..], bytes[..], "{name}");
        let image = image::load_from_memory(&mended).unwrap();
        assert_eq!(Some((image.width(), image.height())), facts.size, "{name}");
    }
}

#[test]
fn audio_is_as_long_as_its_content() {
    for name in ["11-wav-ffffffff.wav", "11-wav-zero.wav"] {
        assert_eq!(seconds(name), 4.0, "{name}");
        let bytes = case(name);
        let mended = strip(&bytes, Format::Wav).unwrap();
        assert_eq!(measure(&mended).unwrap().seconds, Some(4.0), "{name}");
        let size = u32::from_le_bytes(mended[4..8].try_into().unwrap());
        assert_eq!(size as usize, mended.len() - 8, "{name}");
    }
    let vbr = seconds("12-vbr-6s-read-as-too-long.mp3");
    assert!((vbr - 5.6).abs() < 0.1, "{vbr}");
}

#[test]
fn damaged_pixels_are_found_by_decoding_them() {
    let bytes = case("13-png-damaged-pixels.png");
    let facts = measure(&bytes).unwrap();
    assert!(matches!(verify_pixels(&bytes, &facts), Err(Unusable::Damaged(_))));
}

#[test]
fn a_truncated_video_is_damaged() {
    for name in ["01-control-8s.mp4", "01-fragments-2s-of-8s.mp4", "08-10.03s.mp4"] {
        let bytes = case(name);
        for percent in (5..100).step_by(5) {
            let cut = measure(&bytes[..bytes.len() * percent / 100]);
            assert!(matches!(cut, Err(Unusable::Damaged(_))), "{name} at {percent} %: {cut:?}");
        }
    }
    // Whole boxes, but the samples of the last fragment are not there.
    let bytes = case("01-fragments-2s-of-8s.mp4");
    let last = bytes.windows(4).rposition(|w| w == b"mdat").unwrap() - 4;
    let cut = measure(&bytes[..last]);
    assert!(matches!(cut, Err(Unusable::Damaged(Damage::CutShort))), "{cut:?}");
}

#[test]
fn limits_are_checked_all_at_once_and_with_slack() {
    let catalogue = Catalogue::built_in();
    let check = |role, name| catalogue.check_input(role, &measure(&case(name)).unwrap());
    assert_eq!(check(Role::Video, "08-10.03s.mp4"), Ok(()));
    let both = check(Role::FirstFrame, "06-two-faults-1170x10000.png").unwrap_err();
    assert!(
        matches!(both.each(), [InputProblem::Sides { .. }, InputProblem::Aspect { .. }]),
        "{both:?}"
    );
}

/// What is sent to the provider has neither EXIF nor comments, and the same pixels.
#[test]
fn metadata_is_removed_without_loss() {
    let bytes = case("04-jpeg-stray-bytes.jpg");
    let gps = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0";
    let segment = [&[0xff, 0xe1, 0, gps.len() as u8 + 2][..], gps].concat();
    let marked = [&bytes[..2], &segment, &bytes[2..]].concat();
    let bare = strip(&marked, Format::Jpeg).unwrap();
    assert!(!bare.windows(4).any(|w| w == b"Exif"));
    let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().to_rgb8();
    assert_eq!(pixels(&bare), pixels(&bytes));

    let video = case("01-control-8s.mp4");
    let bare = strip(&video, Format::Mp4).unwrap();
    assert_eq!(bare.len(), video.len());
    assert!(video.windows(4).any(|w| w == b"udta") && !bare.windows(4).any(|w| w == b"udta"));
    let seconds = |bytes: &[u8]| measure(bytes).unwrap().seconds;
    assert_eq!(seconds(&bare), seconds(&video));
}
