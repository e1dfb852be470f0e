//! What real converters make of files whose containers are unusual, and of damaged ones: people have
//! both, and only the latter are refused.

mod hdr;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bytes::Bytes;
use wanbot::convert::{ConvertError, Converter, Ffmpeg, Heif, Limit, Processes};
use wanbot::media::{self, Change, Detected, Facts, Kind, Part, SourceFormat};
use wanbot::spool::Spooled;

use crate::harness::has_ffmpeg;

/// Four seconds of frames, and of a tone.
const FRAMES: &[&str] = &["-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=4"];
const TONE: &[&str] = &["-f", "lavfi", "-i", "sine=f=440:d=4"];
const H264: &[&str] = &["-c:v", "libx264", "-c:a", "aac"];

const LIMIT: Limit = Limit {
    max_bytes: 100_000_000,
    min_side: Some(240),
    max_side: Some(4096),
    max_seconds: Some(10.0),
};

/// A folder in which ffmpeg makes files.
struct Fixture {
    folder: tempfile::TempDir,
    converter: Converter,
}

impl Fixture {
    /// `None` where there is no ffmpeg.
    async fn open() -> Option<Self> {
        if !has_ffmpeg() {
            println!("SKIPPED: there is no ffmpeg");
            return None;
        }
        let timeout = Duration::from_secs(300);
        let ffmpeg = Ffmpeg::find(Path::new("ffmpeg"), timeout, Processes::default()).await;
        let heif = Heif::find(Path::new("heif-convert"), timeout, Processes::default());
        let converter = Converter { ffmpeg, heif, ..Converter::default() };
        Some(Self { folder: tempfile::tempdir().unwrap(), converter })
    }

    /// Runs ffmpeg, and returns the file that its last argument names.
    fn make(&self, arguments: &[&[&str]]) -> Vec<u8> {
        let arguments = arguments.concat();
        let ffmpeg = Command::new("ffmpeg")
            .args(["-v", "error", "-y", "-fflags", "+bitexact"])
            .args(&arguments)
            .current_dir(self.folder.path())
            // SVT-AV1 prints its settings otherwise.
            .env("SVT_LOG", "1")
            .status();
        assert!(ffmpeg.unwrap().success(), "{arguments:?}");
        std::fs::read(self.folder.path().join(arguments.last().unwrap())).unwrap()
    }

    /// The same, if ffmpeg has an encoder here.
    fn make_with(&self, encoder: &str, arguments: &[&[&str]]) -> Option<Vec<u8>> {
        let listed = Command::new("ffmpeg").args(["-hide_banner", "-encoders"]).output();
        let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
        if !listed.split_whitespace().any(|word| word == encoder) {
            println!("SKIPPED: ffmpeg has no encoder {encoder}");
            return None;
        }
        Some(self.make(arguments))
    }

    /// Where packets of a stream of a file stand: their first bytes and sizes.
    fn packets(&self, file: &str, stream: &str) -> Vec<(usize, usize)> {
        let listed = Command::new("ffprobe")
            .args(["-v", "error", "-select_streams", stream])
            .args(["-show_entries", "packet=size,pos", "-of", "csv=p=0", file])
            .current_dir(self.folder.path())
            .output();
        let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
        // Behind a packet with side data, there is an empty line.
        let numbers = listed.lines().filter(|line| !line.is_empty()).map(|line| {
            let mut fields = line.split(',').map(|n| n.parse().unwrap());
            let (size, at) = (fields.next().unwrap(), fields.next().unwrap());
            (at, size)
        });
        numbers.collect()
    }

    /// The length of what becomes of a video. One that is taken as it is has its own length.
    async fn video(&self, bytes: Vec<u8>) -> Result<f64, ConvertError> {
        let inspection = media::inspect(&bytes);
        let file = Spooled::from(bytes);
        let detected = inspection.detected;
        if matches!(detected, Detected::Accepted(_))
            && self.converter.is_usable_video(&file, &inspection).await?
        {
            return Ok(inspection.facts.unwrap().seconds.unwrap());
        }
        let converted = self.converter.video(&file, detected, &LIMIT, Part::First).await?;
        Ok(self.measured(&converted.file).await.seconds.unwrap())
    }

    async fn measured(&self, file: &Spooled) -> Facts {
        self.converter.inspect(file).await.unwrap().facts.unwrap()
    }

    /// Asserts that a file is of a format and becomes a video that models take as it is, of four
    /// seconds. Returns the video.
    async fn becomes_video(&self, what: &str, bytes: Vec<u8>, is: Detected) -> Bytes {
        let detected = media::identify(&bytes);
        assert_eq!(detected, is, "{what}");
        let converted = self.converter.video(&bytes.into(), detected, &LIMIT, Part::First).await;
        let converted = converted.unwrap_or_else(|e| panic!("{what}: {e}")).file;
        let inspection = self.converter.inspect(&converted).await.unwrap();
        let usable = self.converter.is_usable_video(&converted, &inspection).await;
        let seconds = inspection.facts.unwrap().seconds.unwrap();
        assert!((seconds - 4.0).abs() < 0.1, "{what}: {seconds} s");
        assert!(usable.unwrap(), "{what}");
        converted.read().await.unwrap()
    }

    /// The first frame of a video or image as ffmpeg reads it.
    fn first_frame(&self, bytes: &[u8]) -> image::RgbImage {
        std::fs::write(self.folder.path().join("shown"), bytes).unwrap();
        let shown: &[&str] = &["-i", "shown", "-frames:v", "1", "-pix_fmt", "rgb24", "shown.png"];
        image::load_from_memory(&self.make(&[shown])).unwrap().to_rgb8()
    }

    /// The length of the MP3 that audio becomes.
    async fn audio(&self, bytes: Vec<u8>) -> Result<f64, ConvertError> {
        let detected = media::identify(&bytes);
        assert!(self.converter.can_convert(detected, Kind::Audio), "{detected:?}");
        let converted = self.converter.audio(&bytes.into(), detected, &LIMIT).await?;
        Ok(self.measured(&converted.file).await.seconds.unwrap())
    }
}

/// A player's view: a file that plays from its first frame to its last is whole.
#[tokio::test]
async fn a_video_is_complete_whatever_its_container_says() {
    let Some(fixture) = Fixture::open().await else { return };
    let base = fixture.make(&[FRAMES, TONE, H264, &["base.mp4"]]);
    std::fs::write(
        fixture.folder.path().join("words.srt"),
        "1\n00:00:00,000 --> 00:00:09,000\nThe end\n",
    )
    .unwrap();
    let copy: &[&str] = &["-i", "base.mp4", "-c", "copy"];
    let late: &[&str] = &["-output_ts_offset", "6"];
    let subtitles: &[&str] = &["-i", "base.mp4", "-i", "words.srt", "-map", "0", "-map", "1"];
    let fragments: &[&str] = &["-movflags", "+frag_keyframe+empty_moov"];
    // Half of the frames are left out, as a recorder does while nothing moves.
    let still: &[&str] = &["-vf", "select='lt(n,25)+gt(n,75)'", "-vsync", "vfr"];
    let variable = |file| fixture.make(&[FRAMES, TONE, still, H264, &[file]]);
    let files = [
        ("MP4", base),
        ("MKV", fixture.make(&[copy, &["whole.mkv"]])),
        ("MKV that starts late", fixture.make(&[copy, late, &["late.mkv"]])),
        ("FLV that starts late", fixture.make(&[copy, late, &["late.flv"]])),
        ("TS that starts late", fixture.make(&[copy, late, &["late.ts"]])),
        ("MP4 that starts late", fixture.make(&[copy, late, &["late.mp4"]])),
        ("fragments that start late", fixture.make(&[copy, late, fragments, &["parts.mp4"]])),
        ("subtitles that are longer", fixture.make(&[subtitles, &["-c", "copy", "words.mkv"]])),
        ("MP4 of a variable rate", variable("variable.mp4")),
        ("MKV of a variable rate", variable("variable.mkv")),
    ];
    for (what, file) in files {
        let seconds = fixture.video(file).await.unwrap_or_else(|e| panic!("{what}: {e}"));
        assert!((seconds - 4.0).abs() < 0.1, "{what}: {seconds} s");
    }
}

#[tokio::test]
async fn a_missing_end_of_a_video_is_noticed() {
    let Some(fixture) = Fixture::open().await else { return };
    fixture.make(&[FRAMES, TONE, H264, &["base.mp4"]]);
    let copy: &[&str] = &["-i", "base.mp4", "-c", "copy"];
    let index_first: &[&str] = &["-movflags", "+faststart"];
    for (what, file) in [
        ("MP4", fixture.make(&[copy, index_first, &["first.mp4"]])),
        ("MKV", fixture.make(&[copy, &["whole.mkv"]])),
        ("MKV that starts late", fixture.make(&[copy, &["-output_ts_offset", "2", "late.mkv"]])),
        ("AVI", fixture.make(&[copy, &["whole.avi"]])),
    ] {
        let half = file[..file.len() / 2].to_vec();
        // Measuring an MP4 finds that samples are missing before any converter runs.
        if media::measure(&half).is_err() && what == "MP4" {
            continue;
        }
        let refused = fixture.video(half).await;
        assert!(
            matches!(refused, Err(ConvertError::CutShort | ConvertError::Unreadable)),
            "half of an {what}: {refused:?}"
        );
    }
}

/// A frame that cannot be decoded is seen; one packet of the audio is not heard.
#[tokio::test]
async fn damaged_frames_are_refused_and_a_lost_packet_of_audio_is_not() {
    let Some(fixture) = Fixture::open().await else { return };
    for file in ["base.mp4", "base.mkv"] {
        let whole = fixture.make(&[FRAMES, TONE, H264, &[file]]);
        let with_fault = |stream: &str, numbers: &[usize]| {
            let packets = fixture.packets(file, stream);
            let mut bytes = whole.clone();
            for number in numbers {
                let (at, size) = packets[*number];
                // In Matroska, a packet's position is that of the block's header.
                for byte in &mut bytes[at + size / 4..at + size * 3 / 4] {
                    *byte = 0xff;
                }
            }
            bytes
        };
        let seconds = fixture.video(with_fault("a:0", &[40])).await;
        let seconds = seconds.unwrap_or_else(|e| panic!("{file} with a lost packet: {e}"));
        assert!((seconds - 4.0).abs() < 0.1, "{file}: {seconds} s");
        let half: Vec<usize> = (30..120).collect();
        for (what, damaged) in
            [("a frame", with_fault("v:0", &[0])), ("half of the audio", with_fault("a:0", &half))]
        {
            let refused = fixture.video(damaged).await;
            assert!(
                matches!(refused, Err(ConvertError::Unreadable)),
                "{what} of {file}: {refused:?}"
            );
        }
    }
}

#[tokio::test]
async fn audio_is_complete_whatever_its_container_says() {
    let Some(fixture) = Fixture::open().await else { return };
    let pause: &[&str] = &["-af", "asetpts='PTS+if(gt(T,2),3/TB,0)'"];
    let late: &[&str] = &["-output_ts_offset", "6"];
    let mut stale = fixture.make(&[TONE, &["tone.flac"]]);
    // The number of samples stands in 36 bits of the first block.
    stale[21] &= 0xf0;
    stale[22..26].copy_from_slice(&(44_100_u32 * 30).to_be_bytes());
    for (what, seconds, file) in [
        ("Ogg with a pause", 7.0, fixture.make(&[TONE, pause, &["-c:a", "libopus", "pause.ogg"]])),
        ("MKA that starts late", 4.0, fixture.make(&[TONE, late, &["late.mka"]])),
        ("M4A that starts late", 4.0, fixture.make(&[TONE, late, &["late.m4a"]])),
        ("FLAC of a wrong length", 4.0, stale),
        ("audio of a video", 4.0, fixture.make(&[FRAMES, TONE, H264, &["clip.mkv"]])),
        ("audio that is too long", 9.9, {
            fixture.make(&[&["-f", "lavfi", "-i", "sine=f=440:d=60"], &["long.ogg"]])
        }),
    ] {
        let made = fixture.audio(file).await.unwrap_or_else(|e| panic!("{what}: {e}"));
        assert!((made - seconds).abs() < 0.2, "{what}: {made} s");
    }
}

#[tokio::test]
async fn a_missing_end_of_audio_is_noticed() {
    let Some(fixture) = Fixture::open().await else { return };
    for (what, file) in [
        ("MKA", fixture.make(&[TONE, &["tone.mka"]])),
        ("AIFF", fixture.make(&[TONE, &["tone.aiff"]])),
        ("WMA", fixture.make(&[TONE, &["tone.wma"]])),
    ] {
        let refused = fixture.audio(file[..file.len() / 2].to_vec()).await;
        assert!(
            matches!(refused, Err(ConvertError::CutShort | ConvertError::Unreadable)),
            "half of an {what}: {refused:?}"
        );
    }
}

/// An image in one layer, without compression, of the pixels of another.
fn psd(image: &image::RgbImage) -> Vec<u8> {
    let mut out = b"8BPS\0\x01\0\0\0\0\0\0\0\x03".to_vec();
    out.extend(image.height().to_be_bytes());
    out.extend(image.width().to_be_bytes());
    // 8 bits, RGB; neither a palette nor resources nor layers; not compressed.
    out.extend([0, 8, 0, 3]);
    out.extend([0; 12]);
    out.extend([0; 2]);
    for channel in 0..3 {
        out.extend(image.pixels().map(|pixel| pixel.0[channel]));
    }
    out
}

#[tokio::test]
async fn images_keep_their_size_and_their_colours() {
    use SourceFormat as F;
    let Some(fixture) = Fixture::open().await else { return };
    let card: &[&str] = &["-f", "lavfi", "-i", "testsrc=s=320x240:d=1", "-frames:v", "1"];
    let png = fixture.make(&[card, &["-pix_fmt", "rgb24", "card.png"]]);
    let expected = image::load_from_memory(&png).unwrap().to_rgb8();
    let avif: &[&str] =
        &["-c:v", "libaom-av1", "-pix_fmt", "yuv420p", "-still-picture", "1", "-crf", "10"];
    let jxl: &[&str] = &["-c:v", "libjxl", "-distance", "0.3", "card.jxl"];
    let deep: &[&str] = &["-pix_fmt", "rgb48le", "deep.tiff"];
    for (format, file) in [
        (F::Avif, fixture.make_with("libaom-av1", &[card, avif, &["card.avif"]])),
        (F::JpegXl, fixture.make_with("libjxl", &[card, jxl])),
        (F::Jpeg2000, fixture.make_with("jpeg2000", &[card, &["-c:v", "jpeg2000", "card.jp2"]])),
        (F::Psd, Some(psd(&expected))),
        (F::Tiff, Some(fixture.make(&[card, deep]))),
    ] {
        let Some(file) = file else { continue };
        let detected = Detected::Convertible(format);
        assert_eq!(media::identify(&file), detected);
        if !fixture.converter.can_convert(detected, Kind::Image) {
            println!("SKIPPED: there is no converter for {format:?}");
            continue;
        }
        let inspection = media::inspect(&file);
        let decoded = fixture.converter.decode_image(&file.into(), &inspection, format).await;
        let decoded = decoded.unwrap_or_else(|e| panic!("{format:?}: {e}")).read().await.unwrap();
        let image = image::load_from_memory(&decoded).unwrap().to_rgb8();
        assert_eq!(image.dimensions(), (320, 240), "{format:?}");
        let pixels = image.pixels().zip(expected.pixels());
        let sums = pixels.fold([0.0; 3], |mut sums, (a, b)| {
            for (sum, (a, b)) in sums.iter_mut().zip(a.0.iter().zip(b.0)) {
                *sum += f64::from(a.abs_diff(b));
            }
            sums
        });
        let means = sums.map(|sum| sum / f64::from(320 * 240));
        assert!(means.iter().all(|mean| *mean < 2.0), "{format:?}: {means:?}");
    }
}

#[tokio::test]
async fn videos_of_every_codec_become_what_models_take() {
    use SourceFormat as F;
    let Some(fixture) = Fixture::open().await else { return };
    let av1: &[&str] = &["-c:v", "libsvtav1", "-preset", "10", "av1.mp4"];
    let prores: &[&str] = &["-c:v", "prores", "-c:a", "pcm_s16le", "prores.mov"];
    let quiet: &[&str] = &["-x265-params", "log-level=none", "-preset", "ultrafast"];
    let deep: &[&str] = &["-c:v", "libx265", "-pix_fmt", "yuv420p10le", "deep.mp4"];
    let wmv: &[&str] = &["-c:v", "wmv2", "-c:a", "wmav2", "old.wmv"];
    let phone: &[&str] = &["-s", "352x288", "-c:v", "h263", "-c:a", "aac", "old.3gp"];
    let wide: &[&str] = &["-s", "4400x1100", "-preset", "ultrafast", "wide.mp4"];
    let (mp4, mov) = (media::Format::Mp4, media::Format::Mov);
    let (accepted, convertible) = (Detected::Accepted, Detected::Convertible);
    for (what, is, file) in [
        ("AV1", accepted(mp4), fixture.make_with("libsvtav1", &[FRAMES, TONE, av1])),
        ("ProRes", accepted(mov), fixture.make_with("prores", &[FRAMES, TONE, prores])),
        ("HEVC", accepted(mp4), fixture.make_with("libx265", &[FRAMES, TONE, quiet, deep])),
        ("WMV", convertible(F::Wmv), fixture.make_with("wmv2", &[FRAMES, TONE, wmv])),
        ("3GP", convertible(F::ThreeGp), fixture.make_with("h263", &[FRAMES, TONE, phone])),
        ("wide", accepted(mp4), Some(fixture.make(&[FRAMES, TONE, H264, wide]))),
    ] {
        let Some(file) = file else { continue };
        let made = fixture.becomes_video(what, file, is).await;
        if what == "wide" {
            assert_eq!(media::measure(&made).unwrap().size, Some((1920, 480)));
        }
    }
}

/// Four seconds of AMR, in which each frame of 20 ms has 31 bytes behind its header.
fn amr() -> Vec<u8> {
    let frame = [&[0x3c][..], &[0; 31]].concat();
    [&b"#!AMR\n"[..], &frame.repeat(200)].concat()
}

#[tokio::test]
async fn audio_of_every_codec_becomes_mp3() {
    let Some(fixture) = Fixture::open().await else { return };
    for (what, file) in [
        ("CAF", fixture.make(&[TONE, &["tone.caf"]])),
        ("ALAC in CAF", fixture.make(&[TONE, &["-c:a", "alac", "alac.caf"]])),
        ("ALAC in M4A", fixture.make(&[TONE, &["-c:a", "alac", "alac.m4a"]])),
        ("AMR", amr()),
        ("WavPack", fixture.make(&[TONE, &["tone.wv"]])),
    ] {
        let seconds = fixture.audio(file).await.unwrap_or_else(|e| panic!("{what}: {e}"));
        assert!((seconds - 4.0).abs() < 0.2, "{what}: {seconds} s");
    }
}

/// The card states the limit that people know.
#[tokio::test]
async fn audio_that_is_cut_is_as_long_as_the_limit() {
    let Some(fixture) = Fixture::open().await else { return };
    let long = fixture.make(&[&["-f", "lavfi", "-i", "sine=f=440:d=600"], &["long.ogg"]]);
    let detected = media::identify(&long);
    let converted = fixture.converter.audio(&long.into(), detected, &LIMIT).await.unwrap();
    let cut = converted.changes.iter().find_map(|change| match change {
        Change::Cut { part, seconds, of } => Some((*part, *seconds, of.map(f64::round))),
        _ => None,
    });
    assert_eq!(cut, Some((Part::First, 10.0, Some(600.0))));
}

/// Real videos that need more memory than a converter may have are not damaged.
#[tokio::test]
async fn a_video_of_too_many_pixels_is_too_demanding() {
    let Some(fixture) = Fixture::open().await else { return };
    let large: &[&str] = &["-f", "lavfi", "-i", "color=gray:s=8192x8192:r=10:d=1"];
    let encode: &[&str] = &["-c:v", "libx264", "-preset", "ultrafast", "-threads", "1"];
    let file = fixture.make(&[large, encode, &["large.mp4"]]);
    let detected = media::identify(&file);
    let refused = fixture.converter.video(&file.into(), detected, &LIMIT, Part::First).await;
    assert!(matches!(refused, Err(ConvertError::TooDemanding)), "{refused:?}");
}

/// Two frames, ten hours apart: neither is the time between them drawn, nor waited for.
#[tokio::test]
async fn a_pause_of_hours_takes_no_time() {
    let Some(fixture) = Fixture::open().await else { return };
    let two: &[&str] = &["-vf", "setpts='N*36000/TB'", "-frames:v", "2", "-vsync", "passthrough"];
    let file = fixture.make(&[FRAMES, two, &["-c:v", "ffv1", "pause.mkv"]]);
    let seconds = fixture.video(file).await.unwrap();
    assert!((seconds - 10.0).abs() < 0.1, "{seconds} s");
}
