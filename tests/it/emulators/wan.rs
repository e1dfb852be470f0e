//! Model Studio's contract, call by call (docs/reference/wan-api.md §2-§5, §8).

mod accounts;
mod any_input;
mod control;
mod edges;
mod media;
mod memory;
mod results;

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use wanbot::clock::Clock;
use wanbot::emulator::discord::Discord;
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};

use crate::harness::files;
use crate::harness::http;

const KEY: &str = "sk-1";
const VIDEO: &str = "services/aigc/video-generation/video-synthesis";

struct ModelStudio {
    world: Running,
    clock: Clock,
    http: Client,
}

impl ModelStudio {
    async fn open() -> Self {
        let clock = Clock::manual("2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap());
        let discord = Discord::new(clock.clone(), "t", "bot");
        let wan = Wan::new(clock.clone(), KEY, Timing::Fixed { queue: 2.0, run: 60.0 });
        let record = Record::in_memory(clock.clone());
        let control = Some(std::net::SocketAddr::from(([127, 0, 0, 1], 0)));
        let addresses = Addresses { control, ..Addresses::any() };
        let world = start(addresses, discord, wan, record).await.unwrap();
        Self { world, clock, http: http() }
    }

    /// Calls the control API; returns status and response.
    async fn control(&self, path: &str, body: &Value) -> (u16, Value) {
        let at = self.world.at.control.unwrap();
        let answer = self.http.post(format!("http://{at}{path}")).json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Uploads a file to the temporary store for a model; returns its URL there.
    async fn stored(&self, model: &str, bytes: Vec<u8>) -> String {
        let path = format!("uploads?action=getPolicy&model={model}");
        let policy: Value = self.get(&path).await.json().await.unwrap();
        let text = |k: &str| policy["data"][k].as_str().unwrap().to_owned();
        let key = format!("{}/file", text("upload_dir"));
        let form = Form::new()
            .text("OSSAccessKeyId", text("oss_access_key_id"))
            .text("Signature", text("signature"))
            .text("policy", text("policy"))
            .text("key", key.clone())
            .text("x-oss-object-acl", text("x_oss_object_acl"))
            .text("x-oss-forbid-overwrite", text("x_oss_forbid_overwrite"))
            .text("success_action_status", "200")
            .part("file", Part::bytes(bytes).file_name("file"));
        let answer = self.http.post(text("upload_host")).multipart(form).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        format!("oss://{key}")
    }

    /// Submits a request with files in the store, runs it to the end, and returns the result.
    async fn ended_resolved(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(self.url(path)).bearer_auth(KEY).json(body);
        let request = request
            .header("X-DashScope-Async", "enable")
            .header("X-DashScope-OssResourceResolve", "enable");
        let made: Value = request.send().await.unwrap().json().await.unwrap();
        self.world.wan.looked_at().await;
        self.clock.advance(Duration::from_secs(100));
        self.asked(made["output"]["task_id"].as_str().expect("a task")).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.world.wan_origin())
    }

    async fn get(&self, path: &str) -> Response {
        self.http.get(self.url(path)).bearer_auth(KEY).send().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> Response {
        let request = self.http.post(self.url(path)).bearer_auth(KEY).json(body);
        request.header("X-DashScope-Async", "enable").send().await.unwrap()
    }

    async fn made(&self, body: &Value) -> String {
        let answer = self.post(VIDEO, body).await;
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["output"]["task_status"], "PENDING");
        answer["output"]["task_id"].as_str().unwrap().to_owned()
    }

    async fn asked(&self, task: &str) -> Value {
        let answer = self.get(&format!("tasks/{task}")).await;
        assert_eq!(answer.status(), 200, "a query is always 200");
        answer.json().await.unwrap()
    }

    /// Sends many calls at once, of which so many a second are accepted and no more.
    async fn limited<C: Future<Output = Response>>(
        &self,
        a_second: usize,
        calls: usize,
        call: impl Fn() -> C,
    ) {
        let began = std::time::Instant::now();
        let answers = futures_util::future::join_all((0..calls).map(|_| call())).await;
        // The limit counts by the machine's clock: on a slow machine, more seconds begin meanwhile.
        let seconds = began.elapsed().as_secs() as usize + 2;
        let mut accepted = 0;
        for answer in answers {
            if answer.status() == 429 {
                assert_eq!(code(answer).await.1, "Throttling.RateQuota");
            } else {
                accepted += 1;
            }
        }
        assert!(accepted >= a_second.min(calls), "{accepted}");
        assert!(accepted <= a_second * seconds, "{accepted} within {seconds} s");
    }

    /// Submits a request, runs it to the end, and returns the result.
    async fn ended(&self, body: &Value) -> Value {
        let task = self.made(body).await;
        self.clock.advance(Duration::from_secs(100));
        self.asked(&task).await
    }
}

fn t2v() -> Value {
    json!({"model": "wan2.7-t2v", "input": {"prompt": "a fox"},
        "parameters": {"resolution": "720P", "ratio": "16:9", "duration": 2}})
}

fn data_url(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png))
}

async fn code(response: Response) -> (u16, String, String) {
    let status = response.status().as_u16();
    let header = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["request_id"], header.as_str(), "body and header name the same call");
    let text = |k: &str| body[k].as_str().unwrap().to_owned();
    (status, text("code"), text("message"))
}

#[tokio::test]
async fn what_is_refused_at_submission() {
    let s = ModelStudio::open().await;
    let no_key = s.http.post(s.url(VIDEO)).json(&t2v()).send().await.unwrap();
    assert_eq!(code(no_key).await, (401, "InvalidApiKey".into(), "No API-key provided.".into()));
    let other = s.http.post(s.url(VIDEO)).bearer_auth("sk-2").json(&t2v()).send().await.unwrap();
    assert_eq!(code(other).await.2, "Invalid API-key provided.");
    let sync = s.http.post(s.url(VIDEO)).bearer_auth(KEY).json(&t2v()).send().await.unwrap();
    assert_eq!(
        code(sync).await,
        (403, "AccessDenied".into(), "current user api does not support synchronous calls.".into())
    );
    for (body, expected) in [
        (json!({"model": "wan9", "input": {"prompt": "x"}}), (400, "InvalidParameter")),
        (json!({"input": {"prompt": "x"}}), (400, "BadRequest.EmptyModel")),
        (json!({"model": "wan2.7-t2v"}), (400, "BadRequest.EmptyInput")),
        (json!({"model": "wan2.7-image", "input": {"messages": []}}), (400, "InvalidParameter")),
    ] {
        let (status, code, _) = code(s.post(VIDEO, &body).await).await;
        assert_eq!((status, code.as_str()), expected, "{body}");
        // Submissions of a model are limited to five per second; these calls do not count.
    }
    assert!(s.world.wan.tasks().is_empty());
}

#[tokio::test]
async fn faults_of_inputs_are_reported_by_the_task() {
    let s = ModelStudio::open().await;
    let small = data_url(&files::png(100, 100));
    let holes = data_url(&files::png_with_alpha(300, 300));
    let media = |list: Value| json!({"model": "wan2.7-i2v", "input": {"media": list}});
    let text = |field: Value| {
        let mut body = t2v();
        body["input"].as_object_mut().unwrap().extend(field.as_object().unwrap().clone());
        body
    };
    for (body, code) in [
        (json!({"model": "wan2.7-i2v", "input": {"prompt": "x"}}), "InvalidParameter"),
        (media(json!([{"url": "x"}])), "InvalidParameter"),
        (text(json!({"negative_prompt": 5})), "InvalidParameter"),
        (text(json!({"audio_url": {}})), "InvalidParameter"),
        (text(json!({"prompt": ["x"]})), "InvalidParameter"),
        (media(json!([{"type": "last_frame", "url": small}])), "InvalidParameter"),
        (media(json!([{"type": "first_frame", "url": small}])), "InvalidFile.Resolution"),
        (media(json!([{"type": "first_frame", "url": holes}])), "InvalidImage.Format"),
    ] {
        let ended = s.ended(&body).await;
        assert_eq!(ended["output"]["task_status"], "FAILED", "{body}");
        assert_eq!(ended["output"]["code"], code, "{body}");
        assert!(ended["output"]["message"].is_string() && ended.get("usage").is_none());
        tokio::time::sleep(Duration::from_millis(210)).await;
    }
    let mut long = t2v();
    long["parameters"]["duration"] = json!(16);
    assert_eq!(s.ended(&long).await["output"]["task_status"], "FAILED");
}

#[tokio::test]
async fn the_life_of_a_task() {
    let s = ModelStudio::open().await;
    let task = s.made(&t2v()).await;
    let pending = s.asked(&task).await;
    assert_eq!(pending["output"]["task_status"], "PENDING");
    assert_eq!(pending["output"]["submit_time"], "2026-11-22 20:00:00.000", "UTC+8, no offset");
    s.clock.advance(Duration::from_secs(10));
    let running = s.asked(&task).await;
    assert_eq!(running["output"]["scheduled_time"], "2026-11-22 20:00:02.000");
    // Python's asynchronous SDK sends a trailing slash and its parameters.
    let odd = s.get(&format!("tasks/{task}/?duration=5&resolution=720P")).await;
    assert_eq!(odd.json::<Value>().await.unwrap()["output"]["task_status"], "RUNNING");
    s.clock.advance(Duration::from_secs(60));
    let done = s.asked(&task).await;
    assert_eq!(done["output"]["end_time"], "2026-11-22 20:01:02.000");
    assert_eq!(done["output"]["orig_prompt"], "a fox");
    assert_eq!(
        done["usage"],
        json!({"duration": 2, "input_video_duration": 0,
        "output_video_duration": 2, "video_count": 1, "ratio": "16:9", "SR": 720})
    );

    let url = done["output"]["video_url"].as_str().unwrap().to_owned();
    let video = s.http.get(&url).send().await.unwrap();
    assert_eq!(video.headers()["content-type"], "video/mp4");
    let video = video.bytes().await.unwrap();
    let read = re_mp4::Mp4::read_bytes(&video).unwrap();
    let track = read.tracks().values().next().unwrap();
    assert_eq!((track.width, track.height, track.samples.len()), (1280, 720, 48));

    let forged = s.http.get(url.replace("Signature=", "Signature=0")).send().await.unwrap();
    assert_eq!(forged.status(), 403);
    s.clock.advance(Duration::from_secs(24 * 3600));
    let ended = s.http.get(&url).send().await.unwrap();
    assert_eq!(ended.status(), 403);
    assert!(ended.text().await.unwrap().contains("<Code>AccessDenied</Code>"));
    s.clock.advance(Duration::from_secs(3600));
    let forgotten = s.asked(&task).await;
    assert_eq!(forgotten["output"], json!({"task_id": task, "task_status": "UNKNOWN"}));
}

#[tokio::test]
async fn cancelling_and_listing() {
    let s = ModelStudio::open().await;
    let (a, b) = (s.made(&t2v()).await, s.made(&t2v()).await);
    let cancel =
        |id: &str| s.http.post(s.url(&format!("tasks/{id}/cancel"))).bearer_auth(KEY).send();
    assert_eq!(cancel(&a).await.unwrap().status(), 200);
    let (status, code, _) = code(cancel(&a).await.unwrap()).await;
    assert_eq!((status, code.as_str()), (400, "UnsupportedOperation"));
    s.clock.advance(Duration::from_secs(10));
    for path in ["tasks/?model_name=wan2.7-t2v&page_size=1&page_no=2", "tasks?status=CANCELED"] {
        let page: Value = s.get(path).await.json().await.unwrap();
        let row = &page["data"][0];
        assert_eq!((page["data"].as_array().unwrap().len(), &row["task_id"]), (1, &json!(a)));
        assert_eq!(row["status"], "CANCELED");
        for secret in ["output", "usage", "video_url", "prompt"] {
            assert!(row.get(secret).is_none(), "the list tells states alone");
        }
    }
    let running: Value = s.get("tasks?status=RUNNING").await.json().await.unwrap();
    assert_eq!(running["data"][0]["task_id"], b.as_str());
    assert!(running["data"][0].get("end_time").is_none());
    let wide = s.get("tasks?start_time=20261101000000&end_time=20261122000000").await;
    assert_eq!(wide.status(), 400);
}

#[tokio::test]
async fn the_temporary_store() {
    let s = ModelStudio::open().await;
    let path = "uploads?action=getPolicy&model=wan2.7-i2v";
    let policy: Value = s.get(path).await.json().await.unwrap();
    let p = policy["data"].clone();
    let text = |k: &str| p[k].as_str().unwrap().to_owned();
    let key = format!("{}/cat.png", text("upload_dir"));
    let form = |file_last: bool| {
        let file = Part::bytes(files::png(400, 400)).file_name("cat.png");
        let mut form = Form::new();
        if !file_last {
            form = form.part("file", Part::bytes(vec![1, 2, 3]));
        }
        form = form
            .text("OSSAccessKeyId", text("oss_access_key_id"))
            .text("Signature", text("signature"))
            .text("policy", text("policy"))
            .text("key", key.clone())
            .text("x-oss-object-acl", text("x_oss_object_acl"))
            .text("x-oss-forbid-overwrite", text("x_oss_forbid_overwrite"))
            .text("success_action_status", "200");
        if file_last { form.part("file", file) } else { form }
    };
    let send = |form: Form| s.http.post(text("upload_host")).multipart(form).send();
    assert_eq!(send(form(false)).await.unwrap().status(), 403, "what follows the file is unread");
    assert_eq!(send(form(true)).await.unwrap().status(), 200);
    assert_eq!(send(form(true)).await.unwrap().status(), 409, "nothing is overwritten");

    let body = json!({"model": "wan2.7-i2v",
        "input": {"media": [{"type": "first_frame", "url": format!("oss://{key}")}]},
        "parameters": {"duration": 2, "resolution": "720P"}});
    let unresolved = s.ended(&body).await;
    assert_eq!(unresolved["output"]["code"], "InvalidParameter.DataInspection");
    let request = s.http.post(s.url(VIDEO)).bearer_auth(KEY).json(&body);
    let request = request
        .header("X-DashScope-Async", "enable")
        .header("X-DashScope-OssResourceResolve", "enable");
    let made: Value = request.send().await.unwrap().json().await.unwrap();
    s.clock.advance(Duration::from_secs(100));
    let done = s.asked(made["output"]["task_id"].as_str().unwrap()).await;
    assert_eq!(done["output"]["task_status"], "SUCCEEDED");
    assert!(done["usage"].get("ratio").is_none(), "i2v has no ratio");

    s.clock.advance(Duration::from_secs(300));
    let late = send(form(true)).await.unwrap();
    assert_eq!(late.status(), 403);
    assert!(late.text().await.unwrap().contains("Policy expired."));
}

#[tokio::test]
async fn the_other_models_of_the_family() {
    let s = ModelStudio::open().await;
    let reference = data_url(&files::png(600, 400));
    let r2v = json!({"model": "wan2.7-r2v", "input": {"prompt": "Image 1 waves",
        "media": [{"type": "reference_image", "url": reference}]},
        "parameters": {"duration": 2, "resolution": "720P", "ratio": "1:1"}});
    let done = s.ended(&r2v).await;
    assert_eq!(done["output"]["task_status"], "SUCCEEDED", "{done}");
    assert_eq!(done["usage"]["ratio"], "1:1");
    let edit = json!({"model": "wan2.7-videoedit", "input": {"prompt": "snow",
        "media": [{"type": "video", "url": "https://example.org/a.mp4"}]}, "parameters": {}});
    let failed = s.ended(&edit).await;
    assert!(failed["output"]["message"].as_str().unwrap().starts_with("Failed to download"));
    let wan3 = json!({"model": "wan3.0-video", "input": {"prompt": "x"},
        "parameters": {"duration": 2, "resolution": "480P", "ratio": "adaptive"}});
    assert_eq!(s.ended(&wan3).await["output"]["task_status"], "SUCCEEDED");

    let image = json!({"model": "wan2.7-image", "input": {"messages": [{"role": "user",
        "content": [{"text": "a fox"}]}]}, "parameters": {"n": 2, "size": "1K"}});
    let path = "services/aigc/image-generation/generation";
    let made: Value = s.post(path, &image).await.json().await.unwrap();
    s.clock.advance(Duration::from_secs(100));
    let done = s.asked(made["output"]["task_id"].as_str().unwrap()).await;
    let choices = done["output"]["choices"].as_array().unwrap();
    assert_eq!((choices.len(), &done["usage"]["image_count"]), (2, &json!(2)));
    let url = choices[1]["message"]["content"][0]["image"].as_str().unwrap();
    let png = s.http.get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(image::load_from_memory(&png).unwrap().to_rgb8().dimensions(), (1024, 1024));

    let now = s.http.post(s.url("services/aigc/multimodal-generation/generation"));
    let now: Value = now.bearer_auth(KEY).json(&image).send().await.unwrap().json().await.unwrap();
    assert_eq!(now["output"]["choices"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn twenty_queries_a_second_and_no_more() {
    let s = ModelStudio::open().await;
    let task = s.made(&t2v()).await;
    let path = format!("tasks/{task}");
    s.limited(20, 200, || s.get(&path)).await;
}

#[tokio::test]
async fn five_submissions_a_second_and_no_more() {
    let s = ModelStudio::open().await;
    let body = t2v();
    s.limited(5, 60, || s.post(VIDEO, &body)).await;
}

#[tokio::test]
async fn a_hundred_upload_policies_a_second_and_no_more() {
    let s = ModelStudio::open().await;
    s.limited(100, 350, || s.get("uploads?action=getPolicy&model=wan2.7-i2v")).await;
}
