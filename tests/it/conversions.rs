//! What real converters make of files whose containers are unusual, and of damaged ones: people have
//! both, and only the latter are refused.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bytes::Bytes;
use wanbot::convert::{ConvertError, Converter, Ffmpeg, Limit, Processes};
use wanbot::media::{self, Detected, Kind, Part};

use crate::harness::has_ffmpeg;

/// Four seconds of pictures, and of a tone.
const PICTURES: &[&str] = &["-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=4"];
const TONE: &[&str] = &["-f", "lavfi", "-i", "sine=f=440:d=4"];
const H264: &[&str] = &["-c:v", "libx264", "-c:a", "aac"];

const LIMIT: Limit = Limit {
    max_bytes: 100_000_000,
    min_side: Some(240),
    max_side: Some(4096),
    max_seconds: Some(10.0),
};

/// A folder in which ffmpeg makes files.
struct Studio {
    folder: tempfile::TempDir,
    converter: Converter,
}

impl Studio {
    /// `None` where there is no ffmpeg.
    async fn open() -> Option<Self> {
        if !has_ffmpeg() {
            println!("SKIPPED: there is no ffmpeg");
            return None;
        }
        let minute = Duration::from_secs(60);
        let ffmpeg = Ffmpeg::find(Path::new("ffmpeg"), minute, Processes::default()).await;
        let converter = Converter { ffmpeg, ..Converter::default() };
        Some(Self { folder: tempfile::tempdir().unwrap(), converter })
    }

    /// Runs ffmpeg, and returns the file that its last argument names.
    fn make(&self, arguments: &[&[&str]]) -> Vec<u8> {
        let arguments = arguments.concat();
        let ffmpeg = Command::new("ffmpeg")
            .args(["-v", "error", "-y", "-fflags", "+bitexact"])
            .args(&arguments)
            .current_dir(self.folder.path())
            .status();
        assert!(ffmpeg.unwrap().success(), "{arguments:?}");
        std::fs::read(self.folder.path().join(arguments.last().unwrap())).unwrap()
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
        let bytes = Bytes::from(bytes);
        let detected = media::identify(&bytes);
        if matches!(detected, Detected::Accepted(_)) {
            let stated = media::measure(&bytes).unwrap().seconds.unwrap();
            if self.converter.is_usable_video(&bytes, stated).await? {
                return Ok(stated);
            }
        }
        let converted = self.converter.video(bytes, detected, &LIMIT, Part::First).await?;
        Ok(media::measure(&converted.bytes).unwrap().seconds.unwrap())
    }

    /// The length of the MP3 that becomes of a sound.
    async fn sound(&self, bytes: Vec<u8>) -> Result<f64, ConvertError> {
        let bytes = Bytes::from(bytes);
        let detected = media::identify(&bytes);
        assert!(self.converter.can_convert(detected, Kind::Audio), "{detected:?}");
        let converted = self.converter.audio(&bytes, detected, &LIMIT).await?;
        Ok(media::measure(&converted.bytes).unwrap().seconds.unwrap())
    }
}

/// A player's view: a file that plays from its first picture to its last is whole.
#[tokio::test]
async fn a_video_is_whole_whatever_its_container_says() {
    let Some(studio) = Studio::open().await else { return };
    let base = studio.make(&[PICTURES, TONE, H264, &["base.mp4"]]);
    std::fs::write(
        studio.folder.path().join("words.srt"),
        "1\n00:00:00,000 --> 00:00:09,000\nThe end\n",
    )
    .unwrap();
    let copy: &[&str] = &["-i", "base.mp4", "-c", "copy"];
    let late: &[&str] = &["-output_ts_offset", "6"];
    let subtitles: &[&str] = &["-i", "base.mp4", "-i", "words.srt", "-map", "0", "-map", "1"];
    let fragments: &[&str] = &["-movflags", "+frag_keyframe+empty_moov"];
    // Half of the pictures are left out, as a recorder does while nothing moves.
    let still: &[&str] = &["-vf", "select='lt(n,25)+gt(n,75)'", "-vsync", "vfr"];
    let variable = |file| studio.make(&[PICTURES, TONE, still, H264, &[file]]);
    let files = [
        ("MP4", base),
        ("MKV", studio.make(&[copy, &["whole.mkv"]])),
        ("MKV that starts late", studio.make(&[copy, late, &["late.mkv"]])),
        ("FLV that starts late", studio.make(&[copy, late, &["late.flv"]])),
        ("TS that starts late", studio.make(&[copy, late, &["late.ts"]])),
        ("MP4 that starts late", studio.make(&[copy, late, &["late.mp4"]])),
        ("fragments that start late", studio.make(&[copy, late, fragments, &["parts.mp4"]])),
        ("subtitles that are longer", studio.make(&[subtitles, &["-c", "copy", "words.mkv"]])),
        ("MP4 of a variable rate", variable("variable.mp4")),
        ("MKV of a variable rate", variable("variable.mkv")),
    ];
    for (what, file) in files {
        let seconds = studio.video(file).await.unwrap_or_else(|e| panic!("{what}: {e}"));
        assert!((seconds - 4.0).abs() < 0.1, "{what}: {seconds} s");
    }
}

#[tokio::test]
async fn the_end_of_a_video_that_is_missing_is_noticed() {
    let Some(studio) = Studio::open().await else { return };
    studio.make(&[PICTURES, TONE, H264, &["base.mp4"]]);
    let copy: &[&str] = &["-i", "base.mp4", "-c", "copy"];
    let index_first: &[&str] = &["-movflags", "+faststart"];
    for (what, file) in [
        ("MP4", studio.make(&[copy, index_first, &["first.mp4"]])),
        ("MKV", studio.make(&[copy, &["whole.mkv"]])),
        ("MKV that starts late", studio.make(&[copy, &["-output_ts_offset", "2", "late.mkv"]])),
        ("AVI", studio.make(&[copy, &["whole.avi"]])),
    ] {
        let half = file[..file.len() / 2].to_vec();
        // Measuring an MP4 finds that samples are missing before any converter runs.
        if media::measure(&half).is_err() && what == "MP4" {
            continue;
        }
        let refused = studio.video(half).await;
        assert!(
            matches!(refused, Err(ConvertError::CutShort | ConvertError::Unreadable)),
            "half of an {what}: {refused:?}"
        );
    }
}

/// One picture that cannot be decoded is seen; one packet of the sound is not heard.
#[tokio::test]
async fn damaged_pictures_are_refused_and_a_lost_packet_of_sound_is_not() {
    let Some(studio) = Studio::open().await else { return };
    for file in ["base.mp4", "base.mkv"] {
        let whole = studio.make(&[PICTURES, TONE, H264, &[file]]);
        let with_fault = |stream: &str, numbers: &[usize]| {
            let packets = studio.packets(file, stream);
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
        let seconds = studio.video(with_fault("a:0", &[40])).await;
        let seconds = seconds.unwrap_or_else(|e| panic!("{file} with a lost packet: {e}"));
        assert!((seconds - 4.0).abs() < 0.1, "{file}: {seconds} s");
        let half: Vec<usize> = (30..120).collect();
        for (what, damaged) in [
            ("a picture", with_fault("v:0", &[0])),
            ("half of the sound", with_fault("a:0", &half)),
        ] {
            let refused = studio.video(damaged).await;
            assert!(
                matches!(refused, Err(ConvertError::Unreadable)),
                "{what} of {file}: {refused:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_sound_is_whole_whatever_its_container_says() {
    let Some(studio) = Studio::open().await else { return };
    let pause: &[&str] = &["-af", "asetpts='PTS+if(gt(T,2),3/TB,0)'"];
    let late: &[&str] = &["-output_ts_offset", "6"];
    let mut stale = studio.make(&[TONE, &["tone.flac"]]);
    // The number of samples stands in 36 bits of the first block.
    stale[21] &= 0xf0;
    stale[22..26].copy_from_slice(&(44_100_u32 * 30).to_be_bytes());
    for (what, seconds, file) in [
        ("Ogg with a pause", 7.0, studio.make(&[TONE, pause, &["-c:a", "libopus", "pause.ogg"]])),
        ("MKA that starts late", 4.0, studio.make(&[TONE, late, &["late.mka"]])),
        ("M4A that starts late", 4.0, studio.make(&[TONE, late, &["late.m4a"]])),
        ("FLAC of a wrong length", 4.0, stale),
        ("sound of a video", 4.0, studio.make(&[PICTURES, TONE, H264, &["clip.mkv"]])),
        ("sound that is too long", 9.9, {
            studio.make(&[&["-f", "lavfi", "-i", "sine=f=440:d=60"], &["long.ogg"]])
        }),
    ] {
        let made = studio.sound(file).await.unwrap_or_else(|e| panic!("{what}: {e}"));
        assert!((made - seconds).abs() < 0.2, "{what}: {made} s");
    }
}

#[tokio::test]
async fn the_end_of_a_sound_that_is_missing_is_noticed() {
    let Some(studio) = Studio::open().await else { return };
    for (what, file) in [
        ("MKA", studio.make(&[TONE, &["tone.mka"]])),
        ("AIFF", studio.make(&[TONE, &["tone.aiff"]])),
        ("WMA", studio.make(&[TONE, &["tone.wma"]])),
    ] {
        let refused = studio.sound(file[..file.len() / 2].to_vec()).await;
        assert!(
            matches!(refused, Err(ConvertError::CutShort | ConvertError::Unreadable)),
            "half of an {what}: {refused:?}"
        );
    }
}
