//! Types and ranges of a request's parameters, without its media.

use serde_json::Value;

use super::{Fault, given, invalid};

/// Checks the parameters of a video.
pub(super) fn of_video(family: &str, parameters: &Value) -> Result<(), Fault> {
    let (resolutions, ratios, least, most): (&[&str], &[&str], i64, i64) = match family {
        "wan3" => (
            &["480P", "720P", "1080P"],
            &["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"],
            2,
            30,
        ),
        "videoedit" => (&["720P", "1080P"], &["16:9", "9:16", "1:1", "4:3", "3:4"], 2, 10),
        _ => (&["720P", "1080P"], &["16:9", "9:16", "1:1", "4:3", "3:4"], 2, 15),
    };
    if let Some(resolution) = given(parameters, "resolution")
        && !resolution.as_str().is_some_and(|r| resolutions.contains(&r))
    {
        return invalid(format!("resolution {resolution} is not supported"));
    }
    if let Some(ratio) = given(parameters, "ratio")
        && family != "i2v"
        && !ratio.as_str().is_some_and(|r| ratios.contains(&r))
    {
        return invalid(format!("ratio {ratio} is not supported"));
    }
    if let Some(duration) = given(parameters, "duration") {
        let fits = match duration.as_i64() {
            Some(0) => family == "videoedit",
            Some(-1) => family == "wan3",
            Some(n) => (least..=most).contains(&n),
            None => false,
        };
        if !fits {
            return invalid(format!("duration {duration} is out of range"));
        }
    }
    let seed = given(parameters, "seed");
    if !(family == "wan3" && seed.is_some_and(|s| s.as_i64() == Some(-1))) {
        seed_fits(seed)?;
    }
    if let Some(audio) = given(parameters, "audio_setting")
        && !(family == "videoedit" && matches!(audio.as_str(), Some("auto" | "origin")))
    {
        return invalid(format!("audio_setting {audio} is not supported"));
    }
    flags(parameters, &["prompt_extend", "watermark"])?;
    // The 2.7 models have no such parameter and ignore it.
    if family == "wan3" { flags(parameters, &["audio"]) } else { Ok(()) }
}

/// Checks the parameters of an image that is made from `images` other images.
pub(super) fn of_image(family: &str, images: usize, parameters: &Value) -> Result<(), Fault> {
    let most = if parameters["enable_sequential"] == true { 12 } else { 4 };
    if given(parameters, "n").is_some_and(|n| !n.as_u64().is_some_and(|n| (1..=most).contains(&n)))
    {
        return invalid("n is out of range");
    }
    seed_fits(given(parameters, "seed"))?;
    flags(parameters, &["watermark", "thinking_mode", "enable_sequential"])?;
    if let Some(palette) = given(parameters, "color_palette")
        && !is_palette(palette)
    {
        return invalid("color_palette must be 3 to 10 items of {hex, ratio}");
    }
    if let Some(boxes) = given(parameters, "bbox_list")
        && !is_bbox_list(boxes)
    {
        return invalid("bbox_list must be a list of boxes [x1, y1, x2, y2] for each image");
    }
    let Some(size) = given(parameters, "size") else { return Ok(()) };
    match size.as_str() {
        Some("4K") if family != "image-pro" || images > 0 => {
            invalid("size 4K is only supported by wan2.7-image-pro from text")
        }
        Some("1K" | "2K" | "4K") => Ok(()),
        Some(size) if fits(size, family, images) => Ok(()),
        _ => invalid("The size is not match"),
    }
}

fn seed_fits(seed: Option<&Value>) -> Result<(), Fault> {
    match seed {
        Some(seed) if !seed.as_i64().is_some_and(|s| (0..=2_147_483_647).contains(&s)) => {
            invalid(format!("seed {seed} is out of range"))
        }
        _ => Ok(()),
    }
}

fn flags(parameters: &Value, names: &[&str]) -> Result<(), Fault> {
    for name in names {
        if given(parameters, name).is_some_and(|v| !v.is_boolean()) {
            return invalid(format!("{name} must be a boolean"));
        }
    }
    Ok(())
}

/// Three to ten colours such as `{"hex": "#C2D1E6", "ratio": "23.51%"}`.
fn is_palette(value: &Value) -> bool {
    let is_colour = |item: &Value| {
        let hex = item["hex"].as_str().and_then(|h| h.strip_prefix('#'));
        let share = item["ratio"].as_str().and_then(|r| r.strip_suffix('%'));
        let share = share.and_then(|s| s.parse::<f64>().ok());
        hex.is_some_and(|h| h.len() == 6 && h.bytes().all(|b| b.is_ascii_hexdigit()))
            && share.is_some_and(|s| (0.0..=100.0).contains(&s))
    };
    value.as_array().is_some_and(|l| (3..=10).contains(&l.len()) && l.iter().all(is_colour))
}

/// A list for each image, possibly empty, of boxes of four numbers.
fn is_bbox_list(value: &Value) -> bool {
    all_of(value, |of_image| all_of(of_image, is_box))
}

fn all_of(value: &Value, fits: impl Fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(fits))
}

fn is_box(value: &Value) -> bool {
    value.as_array().is_some_and(|l| l.len() == 4 && l.iter().all(Value::is_u64))
}

/// Total pixels: 768 x 768 to 2048 x 2048, or to 4096 x 4096 from text alone with the better model.
fn fits(size: &str, family: &str, images: usize) -> bool {
    let Some((w, h)) = written_size(size) else { return false };
    let side: u64 = if family == "image-pro" && images == 0 { 4096 } else { 2048 };
    let pixels = u64::from(w) * u64::from(h);
    (768 * 768..=side * side).contains(&pixels)
}

/// A size as `W*H`. The total pixels (see `fits`) and the aspect ratio are limited; a documented 2K
/// sample has a side of 2985.
pub(in crate::emulator::wan) fn written_size(text: &str) -> Option<(u32, u32)> {
    let (w, h) = text.split_once('*')?;
    let (w, h) = (w.parse().ok()?, h.parse().ok()?);
    let fits = |n: u32| (240..=12_000).contains(&n);
    (fits(w) && fits(h) && w.max(h) <= 8 * w.min(h)).then_some((w, h))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_null_is_absent() {
        let nulls = json!({"resolution": null, "ratio": null, "duration": null, "seed": null,
            "prompt_extend": null, "watermark": null, "audio_setting": null});
        assert_eq!(of_video("t2v", &nulls), Ok(()));
        let nulls = json!({"n": null, "size": null, "seed": null, "color_palette": null,
            "bbox_list": null, "watermark": null});
        assert_eq!(of_image("image", 0, &nulls), Ok(()));
    }

    #[test]
    fn palettes_boxes_and_sizes_have_their_shapes() {
        let colour = json!({"hex": "#c2D1E6", "ratio": "25.00%"});
        let palette = |count: usize| json!({"color_palette": vec![colour.clone(); count]});
        let fits = |parameters: &Value| of_image("image", 1, parameters).is_ok();
        assert!(fits(&palette(3)) && fits(&palette(10)));
        assert!(!fits(&palette(2)) && !fits(&palette(11)));
        for wrong in [
            json!({"color_palette": "red"}),
            json!({"color_palette": [1, 2, 3]}),
            json!({"color_palette": [colour, colour, {"hex": "#c2D1E6", "ratio": 25}]}),
            json!({"bbox_list": "all"}),
            json!({"bbox_list": [[1, 2, 3, 4]]}),
            json!({"bbox_list": [[[1, 2, 3]]]}),
            json!({"size": 5}),
            json!({"size": "100*100"}),
            json!({"size": "3000*3000"}),
            json!({"n": 5}),
        ] {
            assert!(!fits(&wrong), "{wrong}");
        }
        assert!(fits(&json!({"bbox_list": [[], [[1, 2, 30, 40], [5, 6, 7, 8]]]})));
        assert!(fits(&json!({"size": "2985*1405"})));
        assert!(of_image("image-pro", 0, &json!({"size": "4K"})).is_ok());
        assert!(!fits(&json!({"size": "4K"})));
    }

    #[test]
    fn the_audio_of_the_next_generation_is_a_switch() {
        assert!(of_video("wan3", &json!({"audio": false, "seed": -1})).is_ok());
        assert!(of_video("wan3", &json!({"audio": "yes"})).is_err());
        assert!(of_video("t2v", &json!({"audio": "yes"})).is_ok());
    }
}
