//! The sample files of `tests/cases` go through a command once: which are accepted, what they cost,
//! and what the provider receives.

use image::imageops::FilterType;
use image::{DynamicImage, RgbImage};
use wanbot::generation::Credits;
use wanbot::media::{self, Detected, Format, SourceFormat};

use super::converted::{case, input, with_converters};
use crate::harness::member::{Response, file, text};
use crate::harness::{Story, has_ffmpeg, has_heif};

/// Of what the colours of an image are.
#[derive(Clone, Copy)]
pub(super) enum Colours {
    /// The drawn card, which most of the images show.
    Card,
    /// The file itself, whose pixels need no conversion.
    Own,
    /// The first frame as ffmpeg reads it.
    FirstFrame,
    /// One colour.
    Flat([u8; 3]),
}

/// What becomes of a file.
#[derive(Clone, Copy)]
pub(super) enum Outcome {
    /// `/animate`: an image of a size in pixels.
    Image((u32, u32), Colours),
    /// `/edit`: a video of 320 × 240 with the same first frame, and its length in seconds.
    Video(f64),
    /// `/video`: audio of a format, and its length in seconds.
    Audio(Format, f64),
    /// `/animate`: refused with these words.
    Refused(&'static [&'static str]),
}

use Outcome::{Audio, Image, Refused, Video};

/// Of which ffmpeg reads no frames.
const ANIMATED_WEBP: SourceFormat = SourceFormat::AnimatedWebP;

/// Credits for a video without given length.
pub(super) const VIDEO: i64 = 5_000;

const CASES: &[(&str, i64, Outcome)] = &[
    ("01-control-8s.mp4", 16_000, Video(8.0)),
    ("01-fragments-2s-of-8s.mp4", 16_000, Video(8.0)),
    ("02-fragments-no-length-8s.mp4", 16_000, Video(8.0)),
    ("03-display-p3-turned.jpg", VIDEO, Image((600, 450), Colours::Card)),
    ("03-prophoto-alpha.png", VIDEO, Image((600, 450), Colours::Card)),
    ("04-jpeg-stray-bytes.jpg", VIDEO, Image((600, 450), Colours::Card)),
    ("04-png-no-iend.png", VIDEO, Image((600, 450), Colours::Card)),
    ("05-animated.gif", VIDEO, Image((320, 240), Colours::FirstFrame)),
    ("05-animated.gif", 4_000, Video(2.0)),
    ("05-animated.webp", VIDEO, Image((320, 240), Colours::Own)),
    ("05-animated.webp", 4_000, Video(2.0)),
    ("05-photo.heic", VIDEO, Image((600, 450), Colours::Card)),
    ("06-avatar-200.png", VIDEO, Image((240, 240), Colours::Own)),
    ("06-phone-48mp-flat.jpg", VIDEO, Image((8000, 6000), Colours::Flat([120, 146, 180]))),
    ("06-two-faults-1170x10000.png", 0, Refused(&["each side must be 240 to 8000", "1:8"])),
    ("07-screen.webm", 8_000, Video(4.0)),
    ("08-10.03s.mp4", 20_000, Video(10.0)),
    ("09-sound.aac", VIDEO, Audio(Format::Mp3, 4.0)),
    ("09-voice-message.ogg", VIDEO, Audio(Format::Mp3, 4.0)),
    ("10-recorder-brand-mp42.m4a", VIDEO, Audio(Format::Mp3, 4.0)),
    ("11-wav-ffffffff.wav", VIDEO, Audio(Format::Wav, 4.0)),
    ("11-wav-zero.wav", VIDEO, Audio(Format::Wav, 4.0)),
    ("12-vbr-6s-read-as-too-long.mp3", VIDEO, Audio(Format::Mp3, 5.6)),
    ("13-png-damaged-pixels.png", 0, Refused(&["its pixels are damaged"])),
    ("14-png-bad-header-crc.png", 0, Refused(&["its header is damaged"])),
];

#[test]
fn every_file_has_a_row() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let has_row = CASES.iter().any(|(case, ..)| *case == name);
        assert!(has_row || name == "README.md", "{name}");
    }
}

#[tokio::test]
async fn each_file_is_accepted_or_refused_priced_and_sent_as_it_is_seen() {
    if !has_ffmpeg() || !has_heif() {
        return println!("SKIPPED: there is no ffmpeg or no heif-convert");
    }
    let t = with_converters().await;
    for (number, (name, credits, outcome)) in CASES.iter().enumerate() {
        // With credits of their own.
        let member = t.member(&format!("member{number}"));
        let (command, option) = match outcome {
            Image(..) | Refused(_) => ("animate", "image"),
            Video(_) => ("edit", "video"),
            Audio(..) => ("video", "audio"),
        };
        let options = [(option, file(name, case(name))), ("prompt", text("it turns"))];
        let response = member.uses(command, &options).await;
        if let Refused(words) = outcome {
            refused(name, &response, words);
        } else {
            assert!(!response.is_private(), "{name}: {}", response.text());
            sent(&t, name, outcome, &input(&t).await);
            let held = t.app().store().book().held();
            assert!((held.0 - credits).abs() <= 100, "{name}: {held:?}");
            t.pass(140).await;
            assert!(t.new_message().content.contains("your video is ready"), "{name}");
        }
        let views = t.app().store().book().views(t.now());
        let spent = views.iter().filter(|(_, user, _)| user.0 == member.id).map(|v| v.2.spent);
        let spent = spent.sum::<Credits>();
        assert!((spent.0 - credits).abs() <= 100, "{name}: {spent:?}");
    }
    t.finish().await;
}

#[track_caller]
fn refused(name: &str, response: &Response, words: &[&str]) {
    assert!(response.is_private(), "{name}: {}", response.text());
    for words in words.iter().chain(&["Nothing was charged."]) {
        assert!(response.text().contains(words), "{name}: {}", response.text());
    }
}

/// Checks what the provider receives.
#[track_caller]
pub(super) fn sent(t: &Story, name: &str, outcome: &Outcome, sent: &[u8]) {
    let facts = media::measure(sent).unwrap();
    // AAC without a container does not state the silence that its encoder adds.
    let lasts = |seconds: f64| {
        let length = facts.seconds.unwrap();
        assert!((length - seconds).abs() < 0.15, "{name}: {length} s");
    };
    match *outcome {
        Image(size, colours) => {
            assert_eq!(facts.size, Some(size), "{name}");
            let image = image::load_from_memory(sent).unwrap();
            let expected = expected(t, name, colours);
            let difference = difference(&image, &expected);
            assert!(difference.iter().all(|d| *d < 2.0), "{name}: {difference:?}");
        }
        Video(seconds) => {
            assert_eq!((facts.format, facts.size), (Format::Mp4, Some((320, 240))), "{name}");
            lasts(seconds);
            let is_read = media::identify(&case(name)) != Detected::Convertible(ANIMATED_WEBP);
            if is_read {
                let difference = difference(&first_frame(t, sent), &first_frame(t, &case(name)));
                assert!(difference.iter().all(|d| *d < 2.0), "{name}: {difference:?}");
            }
        }
        Audio(format, seconds) => {
            assert_eq!(facts.format, format, "{name}");
            lasts(seconds);
        }
        Refused(_) => panic!("{name} was sent"),
    }
}

fn expected(t: &Story, name: &str, colours: Colours) -> DynamicImage {
    let read = |bytes: &[u8]| image::load_from_memory(bytes).unwrap();
    match colours {
        Colours::Card => {
            let end = b"\0\0\0\0IEND\xae\x42\x60\x82";
            read(&[&case("04-png-no-iend.png")[..], end].concat())
        }
        Colours::Own => read(&case(name)),
        Colours::Flat(colour) => RgbImage::from_pixel(2, 2, image::Rgb(colour)).into(),
        Colours::FirstFrame => first_frame(t, &case(name)),
    }
}

/// The first frame of a video or an animation as ffmpeg reads it.
fn first_frame(t: &Story, bytes: &[u8]) -> DynamicImage {
    let (from, to) = (t.folder().join("first"), t.folder().join("first.png"));
    std::fs::write(&from, bytes).unwrap();
    let made = std::process::Command::new("ffmpeg")
        .args(["-y", "-loglevel", "error", "-i"])
        .arg(&from)
        .args(["-frames:v", "1", "-pix_fmt", "rgb24"])
        .arg(&to)
        .status();
    assert!(made.unwrap().success());
    image::open(to).unwrap()
}

/// The mean difference of each channel, of both images in the size of a thumbnail.
fn difference(one: &DynamicImage, other: &DynamicImage) -> [f64; 3] {
    let small = |image: &DynamicImage| image.resize_exact(60, 45, FilterType::Triangle).to_rgb8();
    let (one, other) = (small(one), small(other));
    let mut sums = [0.0; 3];
    for (a, b) in one.pixels().zip(other.pixels()) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.0.iter().zip(b.0)) {
            *sum += f64::from(a.abs_diff(b));
        }
    }
    sums.map(|sum| sum / f64::from(60 * 45))
}
