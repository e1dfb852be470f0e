//! Real-world sample files with one fault each (`tests/cases`): what they are measured as and how
//! to regenerate them.

use wanbot::media::{Unusable, flatten::flatten, measure};

fn case(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    std::fs::read(folder.join(name)).unwrap()
}

fn seconds(name: &str) -> f64 {
    measure(&case(name)).unwrap().seconds.unwrap()
}

#[test]
fn a_clip_is_as_long_as_its_samples_wherever_they_are() {
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
fn a_header_does_not_make_a_clip_shorter() {
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
fn an_edit_list_does_not_make_a_clip_shorter() {
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
    assert!(matches!(&refused, Err(Unusable::Damaged(why)) if why.contains("two")), "{refused:?}");
}

#[test]
fn what_is_drawn_anew_keeps_its_colours() {
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
fn damage_is_told_in_words_for_people() {
    let Err(Unusable::Damaged(why)) = measure(&case("14-png-bad-header-crc.png")) else {
        panic!("it is damaged");
    };
    assert_eq!(why, "its header is damaged");
}
