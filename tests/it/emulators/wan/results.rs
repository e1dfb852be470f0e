//! Results: videos and images as requested, in ranges, with audio.

use super::*;

/// Size, frame count and duration of each track of a video.
fn tracks(video: &[u8]) -> Vec<(u16, u16, usize, f64)> {
    let read = re_mp4::Mp4::read_bytes(video).unwrap();
    let length = |duration: u64, scale: u64| duration as f64 / scale as f64;
    let tracks = read.tracks().values();
    tracks.map(|t| (t.width, t.height, t.samples.len(), length(t.duration, t.timescale))).collect()
}

async fn video_of(s: &ModelStudio, done: &Value) -> bytes::Bytes {
    let url = done["output"]["video_url"].as_str().unwrap_or_else(|| panic!("{done}"));
    s.http.get(url).send().await.unwrap().bytes().await.unwrap()
}

#[tokio::test]
async fn the_next_generation_has_its_sizes_thirty_frames_per_second_and_audio() {
    let s = ModelStudio::open().await;
    for (ratio, (width, height)) in [("21:9", (976, 416)), ("4:3", (736, 544))] {
        let body = json!({"model": "wan3.0-video", "input": {"prompt": "a fox"},
            "parameters": {"duration": 2, "resolution": "480P", "ratio": ratio}});
        let done = s.ended(&body).await;
        let video = video_of(&s, &done).await;
        assert_eq!(tracks(&video), [(width, height, 60, 2.0), (0, 0, 94, 2.0)]);
    }
    let silent = json!({"model": "wan3.0-video", "input": {"prompt": "a fox"},
        "parameters": {"duration": 2, "resolution": "480P", "audio": false}});
    let done = s.ended(&silent).await;
    assert_eq!(tracks(&video_of(&s, &done).await), [(848, 480, 60, 2.0)]);
}

#[tokio::test]
async fn a_video_from_text_has_audio_and_one_from_an_image_has_none() {
    let s = ModelStudio::open().await;
    let done = s.ended(&t2v()).await;
    assert_eq!(tracks(&video_of(&s, &done).await), [(1280, 720, 48, 2.0), (0, 0, 94, 2.0)]);
    let body = json!({"model": "wan2.7-i2v", "input": {"media": [
        {"type": "first_frame", "url": data_url(&files::png(640, 360))}]},
        "parameters": {"duration": 2, "resolution": "720P"}});
    let done = s.ended(&body).await;
    assert_eq!(tracks(&video_of(&s, &done).await), [(1280, 720, 48, 2.0)]);
}

#[tokio::test]
async fn an_edited_or_continued_video_keeps_its_audio() {
    use wanbot::emulator::wan::render::{Film, Scene, filmed};

    let s = ModelStudio::open().await;
    for audio in [true, false] {
        let (width, height, words) = (640, 368, String::new());
        let scene = Scene {
            width,
            height,
            seconds: 2.0,
            first: None,
            last: None,
            words,
            seed: 1,
            least_bytes: 0,
        };
        let source = filmed(&scene, Film { fps: 24, audio });
        let tracks_of = |kind: &str, setting: Option<&str>| {
            let model = format!("wan2.7-{kind}");
            let media = if kind == "i2v" { "first_clip" } else { "video" };
            let mut body = json!({"model": model, "input": {"prompt": "snow", "media":
                [{"type": media}]}, "parameters": {"resolution": "720P"}});
            if kind == "i2v" {
                body["parameters"]["duration"] = json!(3);
            }
            if let Some(setting) = setting {
                body["parameters"]["audio_setting"] = json!(setting);
            }
            let (s, source) = (&s, source.clone());
            async move {
                let url = s.stored(&model, source).await;
                body["input"]["media"][0]["url"] = json!(url);
                let done = s.ended_resolved(VIDEO, &body).await;
                tracks(&video_of(s, &done).await).len()
            }
        };
        let expected = if audio { 2 } else { 1 };
        assert_eq!(tracks_of("videoedit", None).await, expected, "{audio}");
        assert_eq!(tracks_of("videoedit", Some("origin")).await, expected, "{audio}");
        assert_eq!(tracks_of("i2v", None).await, expected, "{audio}");
    }
}

#[tokio::test]
async fn a_synchronous_image_takes_time_and_delays_no_other_call() {
    let s = ModelStudio::open().await;
    let body = json!({"model": "wan2.7-image", "input": {"messages": [{"role": "user",
        "content": [{"text": "a fox"}]}]}, "parameters": {"n": 1, "size": "1K"}});
    let url = s.url("services/aigc/multimodal-generation/generation");
    let image = async { s.http.post(url).bearer_auth(KEY).json(&body).send().await.unwrap() };
    let other = async {
        s.get("quotas").await;
        s.get("tasks").await
    };
    tokio::pin!(image, other);
    let first = futures_util::future::select(image.as_mut(), other.as_mut()).await;
    let is_other = matches!(&first, futures_util::future::Either::Right((answer, _))
        if answer.status() == 200);
    assert!(is_other, "the image was there at once");
    drop(first);
    assert_eq!(image.await.status(), 200);
}

#[tokio::test]
async fn a_result_is_served_in_parts() {
    let s = ModelStudio::open().await;
    let done = s.ended(&t2v()).await;
    let url = done["output"]["video_url"].as_str().unwrap().to_owned();
    let whole = s.http.get(&url).send().await.unwrap();
    let header = |r: &Response, name: &str| r.headers()[name].to_str().unwrap().to_owned();
    let (tag, modified) = (header(&whole, "etag"), header(&whole, "last-modified"));
    assert_eq!(header(&whole, "accept-ranges"), "bytes");
    assert_eq!(modified, "Sun, 22 Nov 2026 12:01:02 GMT");
    assert_eq!(header(&whole, "x-oss-request-id").len(), 24);
    let whole = whole.bytes().await.unwrap();
    let length = whole.len();

    let part = async |range: &str, known: &str| {
        let request = s.http.get(&url).header("range", range).header("if-range", known);
        request.send().await.unwrap()
    };
    let middle = part("bytes=100-199", &tag).await;
    assert_eq!(middle.status(), 206);
    assert_eq!(header(&middle, "content-range"), format!("bytes 100-199/{length}"));
    assert_eq!(header(&middle, "content-type"), "video/mp4");
    assert_eq!(middle.bytes().await.unwrap(), whole.slice(100..200));
    let rest = part(&format!("bytes={}-", length - 7), &tag).await;
    assert_eq!(
        (rest.status().as_u16(), rest.bytes().await.unwrap()),
        (206, whole.slice(length - 7..))
    );
    let changed = part("bytes=100-199", "\"another\"").await;
    assert_eq!((changed.status().as_u16(), changed.bytes().await.unwrap().len()), (200, length));
    let beyond = part(&format!("bytes={length}-"), &tag).await;
    assert_eq!(beyond.status(), 416);
    assert_eq!(header(&beyond, "content-range"), format!("bytes */{length}"));
    assert!(beyond.text().await.unwrap().contains("<Code>InvalidRange</Code>"));
    for (name, value) in [("if-none-match", &tag), ("if-modified-since", &modified)] {
        let known = s.http.get(&url).header(name, value).send().await.unwrap();
        assert_eq!((known.status().as_u16(), header(&known, "etag")), (304, tag.clone()), "{name}");
    }
}

#[tokio::test]
async fn a_result_is_the_same_however_often_it_is_rendered() {
    let s = ModelStudio::open().await;
    let body = json!({"model": "wan2.7-i2v", "input": {"media": [
        {"type": "first_frame", "url": data_url(&files::png(640, 360))}]},
        "parameters": {"duration": 2, "resolution": "720P", "seed": 9}});
    s.world.wan.set_least_bytes(40 * 1024 * 1024);
    let (first, second) = (s.ended(&body).await, s.ended(&body).await);
    let before = video_of(&s, &first).await;
    // Two of them exceed the cache, and the settings for new results differ from the earlier ones.
    video_of(&s, &second).await;
    s.world.wan.set_least_bytes(0);
    let after = video_of(&s, &first).await;
    assert!(before == after, "{} and {} bytes", before.len(), after.len());
}

#[tokio::test]
async fn the_store_always_speaks_xml() {
    let s = ModelStudio::open().await;
    let done = s.ended(&t2v()).await;
    let url = done["output"]["video_url"].as_str().unwrap();
    let (path, signature) =
        (url.split('?').next().unwrap(), url.split("Signature=").nth(1).unwrap());
    let store = format!("{}/oss", s.world.wan_origin());
    for (request, status, expected) in [
        (s.http.get(format!("{path}?Expires=x&Signature={signature}")), 403, "AccessDenied"),
        (s.http.get(path), 403, "AccessDenied"),
        (s.http.post(url), 405, "MethodNotAllowed"),
        (s.http.get(&store), 405, "MethodNotAllowed"),
        (s.http.post(&store).body("no form"), 400, "MalformedPOSTRequest"),
        (
            s.http
                .post(&store)
                .header("content-type", "multipart/form-data; boundary=x")
                .body("--y"),
            400,
            "MalformedPOSTRequest",
        ),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status);
        let id = answer.headers()["x-oss-request-id"].to_str().unwrap().to_owned();
        let text = answer.text().await.unwrap();
        assert!(text.contains(&format!("<Code>{expected}</Code>")), "{text}");
        assert!(text.contains(&format!("<RequestId>{id}</RequestId>")), "{text}");
    }
}

#[tokio::test]
async fn a_synchronous_image_is_no_task_and_obeys_the_rules() {
    let s = ModelStudio::open().await;
    let image = |text: &str| {
        json!({"model": "wan2.7-image", "input": {"messages": [{"role": "user",
            "content": [{"text": text}]}]}, "parameters": {"n": 1, "size": "1K"}})
    };
    let now = async |body: &Value| {
        let path = s.url("services/aigc/multimodal-generation/generation");
        s.http.post(path).bearer_auth(KEY).json(body).send().await.unwrap()
    };
    let made: Value = now(&image("a fox")).await.json().await.unwrap();
    let url = made["output"]["choices"][0]["message"]["content"][0]["image"].as_str().unwrap();
    let png = s.http.get(url).send().await.unwrap();
    assert_eq!(png.headers()["content-type"], "image/png");
    let list: Value = s.get("tasks").await.json().await.unwrap();
    assert_eq!(list["total"], 0);
    let name = url.split("/results/").nth(1).unwrap().rsplit_once('-').unwrap().0;
    assert_eq!(s.asked(name).await["output"]["task_status"], "UNKNOWN");

    let refuse = json!({"kind": "refuse", "status": 400, "code": "Arrearage", "message": "no"});
    for (outcome, expected) in [
        (refuse, (400, "Arrearage")),
        (json!({"kind": "fail", "code": null, "message": null}), (500, "InternalError")),
    ] {
        let rule = json!({"prompt": "a secret", "times": 1, "outcome": outcome});
        assert_eq!(s.control("/wan/rules", &rule).await.0, 200);
        let (status, code, _) = code(now(&image("a secret")).await).await;
        assert_eq!((status, code.as_str()), expected);
    }
    assert_eq!(now(&image("a secret")).await.status(), 200);
}
