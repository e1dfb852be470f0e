//! Size and duration of a video, and what is billed for it.

use serde_json::{Value, json};

use super::family;
use crate::emulator::wan::render::Film;
use crate::emulator::wan::world::task::Task;

/// The duration of the result in seconds.
pub(super) fn seconds_of(task: &Task) -> f64 {
    // Differs: wan-free-duration
    let asked = task.parameter("duration").as_f64().filter(|d| *d > 0.0);
    match (kind(task), task.inputs.video) {
        ("videoedit", Some((_, video))) => asked.map_or(video, |a| a.min(video)),
        _ => asked.unwrap_or(5.0),
    }
}

/// Frame rate and audio of the result. The results have audio where the pages say so
/// (docs/reference/wan-api.md §1.1 and §2).
pub(super) fn film_of(task: &Task) -> Film {
    let kind = kind(task);
    // Differs: wan-no-audio-generation
    let audio = match kind {
        "t2v" => true,
        "wan3" => task.parameter("audio") != false,
        // An edited or continued video keeps its audio; `audio_setting` `auto` may make other
        // audio.
        "videoedit" | "i2v" => task.inputs.video_audio || task.inputs.audio,
        _ => task.inputs.audio,
    };
    Film { fps: if kind == "wan3" { 30 } else { 24 }, audio }
}

fn kind(task: &Task) -> &'static str {
    family(&task.model).map_or("", |(family, _)| family)
}

/// The billed usage.
pub(super) fn usage(task: &Task) -> Value {
    let kind = kind(task);
    let output = seconds_of(task);
    let input = match kind {
        "videoedit" => output,
        "r2v" => task.inputs.reference_seconds,
        _ => 0.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "a cast from a float stops at the limits")]
    let number = |n: f64| {
        let n = (n * 100.0).round() / 100.0;
        if n.fract() == 0.0 { json!(n as i64) } else { json!(n) }
    };
    // Differs: wan-usage-of-wan3
    let mut usage = json!({
        "duration": number(input + output),
        "input_video_duration": number(input),
        "output_video_duration": number(output),
        "video_count": 1,
        "SR": resolution(task).trim_end_matches('P').parse::<u32>().unwrap_or(1080),
    });
    if matches!(kind, "t2v" | "r2v") {
        usage["ratio"] = json!(task.parameter("ratio").as_str().unwrap_or("16:9"));
    }
    usage
}

fn resolution(task: &Task) -> &str {
    task.parameter("resolution").as_str().unwrap_or("1080P")
}

/// Width and height of the result in pixels (docs/reference/wan-api.md §2.2 and §2.3).
pub(super) fn size_of(task: &Task) -> (u32, u32) {
    let resolution = resolution(task);
    let ratio = task.parameter("ratio").as_str();
    let image = task.inputs.first.as_ref().map(|image| image.size);
    let shape = task.inputs.video.map(|(size, _)| size).or(image);
    let follows = match kind(task) {
        "i2v" => shape,
        // `ratio` is ignored where there is a first frame.
        "r2v" => task.inputs.frame,
        "videoedit" if ratio.is_none() => shape,
        "wan3" if ratio.is_none_or(|r| r == "adaptive") => shape,
        _ => None,
    };
    match follows {
        Some(shape) => shaped(resolution, shape),
        None => of_ratio(resolution, ratio.unwrap_or("16:9")),
    }
}

/// Width and height with this aspect ratio and the resolution's pixel count, as multiples of 16.
fn shaped(resolution: &str, (w, h): (u32, u32)) -> (u32, u32) {
    let area = match resolution {
        "480P" => 848.0 * 480.0,
        "720P" => 1280.0 * 720.0,
        _ => 1920.0 * 1080.0,
    };
    let ratio = f64::from(w) / f64::from(h);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float stops at the limits"
    )]
    let side = |n: f64| ((n / 16.0).floor() as u32 * 16).max(16);
    (side(f64::sqrt(area * ratio)), side(f64::sqrt(area / ratio)))
}

/// The table of the pages. They give no sizes for 480P and 21:9: those are sides in multiples of 16
/// with about as many pixels as the others of their resolution, in about that ratio.
// Differs: wan-sizes
fn of_ratio(resolution: &str, ratio: &str) -> (u32, u32) {
    match (resolution, ratio) {
        ("480P", "21:9") => (976, 416),
        ("480P", "9:16") => (480, 848),
        ("480P", "1:1") => (640, 640),
        ("480P", "4:3") => (736, 544),
        ("480P", "3:4") => (544, 736),
        ("480P", _) => (848, 480),
        ("720P", "21:9") => (1472, 624),
        ("720P", "9:16") => (720, 1280),
        ("720P", "1:1") => (960, 960),
        ("720P", "4:3") => (1104, 832),
        ("720P", "3:4") => (832, 1104),
        ("720P", _) => (1280, 720),
        (_, "21:9") => (2192, 944),
        (_, "9:16") => (1080, 1920),
        (_, "1:1") => (1440, 1440),
        (_, "4:3") => (1648, 1248),
        (_, "3:4") => (1248, 1648),
        _ => (1920, 1080),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_the_pages_or_near_their_ratio() {
        // The documented example.
        assert_eq!(shaped("720P", (750, 1000)), (816, 1104));
        for (ratio, number) in
            [("21:9", 21.0 / 9.0), ("16:9", 16.0 / 9.0), ("4:3", 4.0 / 3.0), ("1:1", 1.0)]
        {
            for (resolution, area) in
                [("480P", 848.0 * 480.0), ("720P", 1280.0 * 720.0), ("1080P", 1920.0 * 1080.0)]
            {
                let (w, h) = of_ratio(resolution, ratio);
                let (w, h) = (f64::from(w), f64::from(h));
                assert!((w / h / number - 1.0).abs() < 0.02, "{resolution} {ratio}: {w} x {h}");
                assert!((w * h / area - 1.0).abs() < 0.02, "{resolution} {ratio}: {w} x {h}");
            }
        }
    }
}
