//! Changed and cut files: any answer, but no panic, and what is accepted can be read again.

use std::io::Cursor;

use ::image::{ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;

use super::*;

fn encoded(format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(40, 30, |x, y| Rgb([x as u8 * 6, y as u8 * 8, (x * y) as u8]));
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn seeds() -> Vec<Vec<u8>> {
    let cases = [
        &include_bytes!("../../tests/cases/01-control-8s.mp4")[..],
        include_bytes!("../../tests/cases/01-fragments-2s-of-8s.mp4"),
        include_bytes!("../../tests/cases/05-photo.heic"),
        &include_bytes!("../../tests/cases/07-screen.webm")[..4_000],
        include_bytes!("../../tests/cases/09-sound.aac"),
        include_bytes!("../../tests/cases/10-recorder-brand-mp42.m4a"),
        &include_bytes!("../../tests/cases/11-wav-zero.wav")[..4_000],
        &include_bytes!("../../tests/cases/12-vbr-6s-read-as-too-long.mp3")[..20_000],
        include_bytes!("../../tests/cases/03-prophoto-alpha.png"),
        include_bytes!("../../tests/cases/03-display-p3-turned.jpg"),
    ];
    let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Bmp, ImageFormat::WebP];
    cases.iter().map(|case| case.to_vec()).chain(formats.map(encoded)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_file_causes_a_panic(
        seed in 0..seeds().len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        in_header in any::<bool>(),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = seeds().swap_remove(seed);
        for (at, value) in changes {
            let length = if in_header { file.len().min(200) } else { file.len() };
            file[at.index(length)] = value;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        let detected = identify(&file);
        prop_assert!(!detected.name().is_empty());
        if let Some(format) = detected.format() {
            let _ = strip(&file, format);
        }
        let Ok(facts) = measure(&file) else { return Ok(()) };
        let pixels = facts.size.map_or(0, |(w, h)| u64::from(w) * u64::from(h));
        if pixels < 1 << 20 {
            let _ = verify_pixels(&file, &facts);
        }
        let handed_over = strip(&file, facts.format).expect("it was measured");
        // The rotation is gone with the metadata.
        if !facts.redraw {
            let again = measure(&handed_over).expect("it was measured before");
            prop_assert_eq!((again.size, again.seconds), (facts.size, facts.seconds));
        }
    }
}

/// Nothing that stands before or behind what a model needs is passed on, although what is kept may be
/// one part of the file.
#[test]
fn what_is_appended_is_not_passed_on() {
    let secret = b"52.5200 N, 13.4050 E";
    let mut checked = 0;
    for file in seeds() {
        // The WAV among them states no length, and ends where the file ends.
        let Some(format) = sniff(&file).filter(|format| *format != Format::Wav) else { continue };
        // The MP3 is cut within a frame, which the zeros complete.
        let marked = [&file[..], &[0; 2_000], secret].concat();
        let Ok(bare) = stripped(&marked, format) else { continue };
        let passed_on = bare.as_deref().unwrap_or(&marked);
        assert!(!passed_on.windows(secret.len()).any(|w| w == secret), "{format:?}");
        checked += 1;
    }
    assert!(checked >= 4, "{checked} files");
}
