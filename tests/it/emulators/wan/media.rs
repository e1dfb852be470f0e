//! Input media: measured by their samples, refused if broken.

use super::*;

fn r2v(videos: &[String]) -> Value {
    let media: Vec<_> =
        videos.iter().map(|url| json!({"type": "reference_video", "url": url})).collect();
    json!({"model": "wan2.7-r2v", "input": {"prompt": "Video 1 waves", "media": media},
        "parameters": {"duration": 2, "resolution": "720P"}})
}

#[tokio::test]
async fn each_of_three_reference_videos_is_billed_up_to_a_third_of_the_limit() {
    let s = ModelStudio::open().await;
    for (count, billed) in [(1, json!(3)), (2, json!(5)), (3, json!(4.95)), (4, json!(5))] {
        let mut videos = Vec::new();
        for _ in 0..count {
            videos.push(s.stored("wan2.7-r2v", files::mp4(3.0)).await);
        }
        let done = s.ended_resolved(VIDEO, &r2v(&videos)).await;
        assert_eq!(done["usage"]["input_video_duration"], billed, "{done}");
        assert_eq!(done["usage"]["output_video_duration"], 2);
    }
}

#[tokio::test]
async fn a_video_is_billed_by_its_frames_whatever_its_header_claims() {
    let s = ModelStudio::open().await;
    let mut video = files::mp4(3.0);
    let mvhd = video.windows(4).position(|w| w == b"mvhd").unwrap();
    // 24 frames of 512 units each: one second.
    video[mvhd + 20..mvhd + 24].copy_from_slice(&(24 * 512u32).to_be_bytes());
    let url = s.stored("wan2.7-videoedit", video).await;
    let edit = json!({"model": "wan2.7-videoedit", "input": {"prompt": "snow",
        "media": [{"type": "video", "url": url}]}, "parameters": {"resolution": "720P"}});
    let done = s.ended_resolved(VIDEO, &edit).await;
    assert_eq!(
        done["usage"],
        json!({"duration": 6, "input_video_duration": 3, "output_video_duration": 3,
        "video_count": 1, "SR": 720})
    );
}

#[tokio::test]
async fn audio_is_as_long_as_its_samples_or_not_audio() {
    let s = ModelStudio::open().await;
    // A WAV without a data chunk.
    let mut broken = files::wav(4);
    broken[36..40].copy_from_slice(b"junk");
    // Frames of 128 kbit/s at 44.1 kHz: 26 ms each.
    let mut frame = vec![0xffu8, 0xfb, 0x90, 0x00];
    frame.resize(417, 0);
    let model = "wan2.7-t2v-2026-06-12";
    for (audio, code) in [
        (broken, json!("InvalidFile.Format")),
        (files::wav(1), json!("InvalidFile.Duration")),
        (frame.repeat(40), json!("InvalidFile.Duration")),
        (frame.repeat(1500), json!("InvalidFile.Duration")),
        (frame.repeat(200), Value::Null),
    ] {
        let mut body = t2v();
        body["model"] = json!(model);
        body["input"]["audio_url"] = json!(s.stored(model, audio).await);
        let ended = s.ended_resolved(VIDEO, &body).await;
        assert_eq!(ended["output"]["code"], code, "{ended}");
    }
}

#[tokio::test]
async fn images_have_the_aspect_ratio_of_their_sources() {
    let s = ModelStudio::open().await;
    let image = |size: &str, source: &str| {
        json!({"model": "wan2.7-image", "input": {"messages": [{"role": "user",
            "content": [{"text": "a fox"}, {"image": source}]}]},
            "parameters": {"n": 1, "size": size}})
    };
    let path = "services/aigc/image-generation/generation";
    let wide = data_url(&files::png(1280, 720));
    let done = s.ended_resolved(path, &image("1K", &wide)).await;
    assert_eq!(done["usage"]["size"], "1365*768");
    let url = done["output"]["choices"][0]["message"]["content"][0]["image"].as_str().unwrap();
    let png = s.http.get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(image::load_from_memory(&png).unwrap().to_rgb8().dimensions(), (1365, 768));
    let done = s.ended_resolved(path, &image("2K", &wide)).await;
    assert_eq!(done["usage"]["size"], "2730*1536");
}

#[tokio::test]
async fn colours_boxes_and_sizes_are_checked() {
    let s = ModelStudio::open().await;
    let colour = json!({"hex": "#C2D1E6", "ratio": "33.33%"});
    for (n, (parameters, fits)) in [
        (json!({"color_palette": [colour, colour, colour]}), true),
        (json!({"color_palette": [colour]}), false),
        (json!({"color_palette": "red"}), false),
        (json!({"bbox_list": [[]]}), true),
        (json!({"bbox_list": "everywhere"}), false),
        (json!({"size": 5}), false),
    ]
    .into_iter()
    .enumerate()
    {
        // Submissions are limited to five per second and model.
        let model = ["wan2.7-image", "wan2.7-image-pro"][n % 2];
        let body = json!({"model": model, "input": {"messages": [{"role": "user",
            "content": [{"text": "a fox"}]}]}, "parameters": parameters});
        let path = "services/aigc/image-generation/generation";
        let ended = s.ended_resolved(path, &body).await;
        let expected = if fits { "SUCCEEDED" } else { "FAILED" };
        assert_eq!(ended["output"]["task_status"], expected, "{parameters}");
    }
}
