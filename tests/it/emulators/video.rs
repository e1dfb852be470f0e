//! Decodes the emulator's videos with an independent decoder. Only this test needs ffmpeg: without
//! it, it reports that it was skipped.

use std::process::{Command, Stdio};

use wanbot::emulator::wan::render::{Film, Scene, filmed};

use crate::harness::files::image;
use crate::harness::{Story, has_ffmpeg, member::text};

fn scene() -> Scene {
    Scene {
        width: 816,
        height: 1104,
        seconds: 2.0,
        first: Some(image(750, 1000)),
        last: None,
        words: "words".into(),
        seed: 3,
        least_bytes: 0,
    }
}

#[test]
fn ffmpeg_decodes_them_strictly() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let dir = tempfile::tempdir().unwrap();
    for (name, scene) in [
        ("image", scene()),
        ("card", Scene { first: None, width: 1280, height: 720, ..scene() }),
        ("wipe", Scene { last: Some(image(300, 300)), ..scene() }),
        ("cropped", Scene { width: 1920, height: 1080, ..scene() }),
        ("long", Scene { seconds: 15.0, width: 320, height: 240, ..scene() }),
        ("padded", Scene { least_bytes: 5_000_000, ..scene() }),
        ("audio", scene()),
        ("thirty", Scene { width: 976, height: 416, ..scene() }),
    ] {
        let path = dir.path().join(name);
        let fps = if name == "thirty" { 30 } else { 24 };
        let film = Film { fps, audio: matches!(name, "audio" | "thirty") };
        std::fs::write(&path, filmed(&scene, film)).unwrap();
        let output = Command::new("ffmpeg")
            .args(["-v", "verbose", "-xerror", "-err_detect", "explode", "-i"])
            .arg(&path)
            .args(["-f", "null", "-"])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let output_text = String::from_utf8_lossy(&output.stderr);
        let complaints: Vec<_> = output_text
            .lines()
            .filter(|l| {
                ["nvalid", "rror", "issing", "orrupt", "oncealing"].iter().any(|w| l.contains(w))
            })
            .filter(|l| !l.contains("0 decode errors"))
            .collect();
        assert!(output.status.success() && complaints.is_empty(), "{name}: {complaints:#?}");
    }
}

/// Compresses a video that is too large for its channel, as the bot does where ffmpeg is installed.
#[tokio::test]
async fn a_video_that_is_too_large_is_compressed() {
    if !has_ffmpeg() {
        return println!("SKIPPED: there is no ffmpeg");
    }
    let t = Story::begin_with(&[("convert.ffmpeg", "ffmpeg".into())]).await;
    t.world.discord.set_real_limit(t.channel, 1_000_000);
    let ann = t.member("ann");
    let short = wanbot::emulator::discord::OptionValue::Integer(2);
    ann.uses("video", &[("prompt", text("x")), ("duration", short)]).await;
    t.pass(140).await;
    let result = t.new_message();
    assert!(result.content.contains("made it smaller"), "{}", result.content);
    assert!(result.files[0].bytes.len() <= 1_500_000);
    // The audio ends with a whole frame of AAC, which has 21 ms or more.
    let seconds = wanbot::media::measure(&result.files[0].bytes).unwrap().seconds.unwrap();
    assert!((2.0..2.1).contains(&seconds), "{seconds}");
    t.finish().await;
}
