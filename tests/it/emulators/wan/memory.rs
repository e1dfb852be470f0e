//! The resident memory of `wanbot emulate` after many large tasks. Takes long, so it runs on request:
//! `WANBOT_LARGE_TASKS=1000 cargo test --test it -- --ignored --nocapture memory`.

use image::codecs::jpeg::JpegEncoder;

use super::*;
use crate::emulators::program::Emulate;
use crate::harness::http;
use crate::harness::program::megabytes;

/// Tasks at the same time.
const AT_ONCE: usize = 2;

/// A JPEG of twelve megapixels, as large as a photo.
fn photo() -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(4000, 3000, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)) >> 27;
        image::Rgb([(x / 16) as u8 ^ noise as u8, (y / 12) as u8, noise as u8 * 4])
    });
    let mut file = Vec::new();
    pixels.write_with_encoder(JpegEncoder::new_with_quality(&mut file, 75)).unwrap();
    file
}

/// Submits a task, waits for its end, and downloads its result.
async fn run(http: &Client, e: &Emulate, body: &Value) {
    let url = |path: &str| format!("{}/api/v1/{path}", e.wan);
    let task = loop {
        let request = http.post(url(VIDEO)).bearer_auth("sk-emulated").json(body);
        let made = request.header("X-DashScope-Async", "enable").send().await.unwrap();
        let made: Value = made.json().await.unwrap();
        if let Some(task) = made["output"]["task_id"].as_str() {
            break task.to_owned();
        }
        assert_eq!(made["code"], "Throttling.RateQuota");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let link = loop {
        let query = http.get(url(&format!("tasks/{task}"))).bearer_auth("sk-emulated");
        let answer: Value = query.send().await.unwrap().json().await.unwrap();
        match answer["output"]["task_status"].as_str() {
            Some("SUCCEEDED") => break answer["output"]["video_url"].as_str().unwrap().to_owned(),
            Some("FAILED") => panic!("{answer}"),
            _ => tokio::time::sleep(Duration::from_millis(300)).await,
        }
    };
    let video = http.get(link).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(&video[4..8], b"ftyp");
}

#[tokio::test]
#[ignore = "takes long: see the head of the file"]
async fn memory_after_large_tasks_does_not_grow() {
    let count = std::env::var("WANBOT_LARGE_TASKS").map_or(1000, |n| n.parse::<usize>().unwrap());
    let e = Emulate::start(&["--speed", "200"]).await;
    let http = http();
    let timing = json!({"kind": "fixed", "queue": 0, "run": 1});
    let timing = http.post(format!("{}/wan/timing", e.control)).json(&timing).send().await;
    assert_eq!(timing.unwrap().status(), 200);
    let photo = photo();
    println!("{} tasks, each with an image of {} bytes", count, photo.len());
    let url = format!("data:image/jpeg;base64,{}", BASE64_STANDARD.encode(&photo));
    let body = json!({"model": "wan2.7-i2v", "input": {"prompt": "a fox",
        "media": [{"type": "first_frame", "url": url}]},
        "parameters": {"resolution": "720P", "duration": 2}});
    let resident = || megabytes(e.process_id(), "VmRSS:");
    println!("at the start: {} MB", resident());
    let mut after_a_tenth = 0;
    for n in (0..count).step_by(AT_ONCE) {
        futures_util::future::join_all((0..AT_ONCE).map(|_| run(&http, &e, &body))).await;
        let done = n + AT_ONCE;
        if after_a_tenth == 0 && done >= count / 10 {
            after_a_tenth = resident();
        }
        if done % 50 < AT_ONCE {
            println!("{done} tasks: {} MB", resident());
        }
    }
    let peak = megabytes(e.process_id(), "VmHWM:");
    println!("at the end: {} MB, at the peak {peak} MB", resident());
    // The cache of results takes 64 MB, and the allocator keeps some of what is freed.
    assert!(resident() < after_a_tenth + 200, "{} MB, from {after_a_tenth} MB", resident());
}
