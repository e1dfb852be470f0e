//! Fuzzes every route with arbitrary bodies, queries and methods: each request gets a response in
//! the provider's format, and the emulator keeps running.

use rand::Rng;
use rand::rngs::StdRng;
use wanbot::emulator::wan::AccountChange;

use super::*;
use crate::emulators::any_json::{self, Cases};
use crate::emulators::routes;

const ROUTES: [&str; 15] = [
    VIDEO,
    "services/aigc/image-generation/generation",
    "services/aigc/multimodal-generation/generation",
    "services/aigc/image2video/video-synthesis",
    "services/aigc/text2image/image-synthesis",
    "services/aigc/image2image/image-synthesis",
    "tasks",
    "tasks/",
    "tasks/0385dc79-5ff8-4d82-bcb6-000000000000",
    "tasks/x/",
    "tasks/x/cancel",
    "quotas",
    "models/limits",
    "uploads",
    "tokens",
];

/// Keys of nested objects.
const NAMES: [&str; 7] = ["type", "url", "image", "text", "hex", "role", "content"];

/// A value of an arbitrary type.
fn value(rng: &mut StdRng, depth: u32) -> Value {
    any_json::value(rng, depth, &NAMES, &special())
}

/// An object with some of these keys.
fn fields(rng: &mut StdRng, depth: u32, keys: &[&str]) -> Value {
    any_json::fields(rng, depth, keys, &NAMES, &special())
}

fn special() -> [Value; 3] {
    ["data:image/png;base64,AAAA", "oss://nowhere", "http://127.0.0.1:1/"].map(Value::from)
}

fn body(rng: &mut StdRng) -> Vec<u8> {
    const MODELS: [&str; 8] = [
        "wan2.7-t2v",
        "wan2.7-i2v",
        "wan2.7-r2v",
        "wan2.7-videoedit",
        "wan3.0-video",
        "wan2.7-image",
        "wan2.7-image-pro",
        "wan2.7-t2v-2026-06-12",
    ];
    if rng.random_bool(0.1) {
        return value(rng, 3).to_string().into_bytes();
    }
    let input = ["prompt", "negative_prompt", "media", "messages", "audio_url"];
    let parameters = [
        "resolution",
        "ratio",
        "duration",
        "seed",
        "prompt_extend",
        "watermark",
        "audio_setting",
        "audio",
        "n",
        "size",
        "color_palette",
        "bbox_list",
        "enable_sequential",
    ];
    let mut body = json!({"model": MODELS[rng.random_range(0..MODELS.len())],
        "input": fields(rng, 3, &input), "parameters": fields(rng, 2, &parameters)});
    if rng.random_bool(0.2) {
        let name = ["model", "input", "parameters"][rng.random_range(0..3)];
        body[name] = value(rng, 2);
    }
    any_json::bytes(rng, &body)
}

fn query(rng: &mut StdRng) -> String {
    const NAMES: [&str; 12] = [
        "page_no",
        "page_size",
        "start_time",
        "end_time",
        "task_id",
        "model",
        "model_name",
        "name",
        "status",
        "region",
        "action",
        "expire_in_seconds",
    ];
    const VALUES: [&str; 12] = [
        "",
        "-1",
        "0",
        "1152921504606846976",
        "99999999999999999999999",
        "x",
        "%ff%00",
        "20261122120000",
        "99999999999999",
        "wan2.7-t2v",
        "getPolicy",
        "1e9",
    ];
    let pairs = (0..rng.random_range(0..4)).map(|_| {
        let name = NAMES[rng.random_range(0..NAMES.len())];
        format!("{name}={}", VALUES[rng.random_range(0..VALUES.len())])
    });
    pairs.collect::<Vec<_>>().join("&")
}

#[test]
fn every_route_is_fuzzed() {
    let declared = routes::declared(&["wan/api.rs"]);
    // Those of the object store are fuzzed in `files_any_input.rs`.
    let store = ["/oss", "/oss/", "/results/{name}"];
    let apis = declared.iter().filter(|(_, path)| !store.contains(&path.as_str()));
    assert!(apis.clone().count() > 10);
    let paths = ROUTES.map(|route| format!("/api/v1/{route}"));
    for (method, path) in apis {
        let path =
            path.strip_prefix("services").map_or(path.clone(), |p| format!("/api/v1/services{p}"));
        let is_sent = paths.iter().any(|sent| routes::fits(&path, sent));
        assert!(is_sent, "{method} {path} is not fuzzed");
    }
}

#[tokio::test]
async fn anything_has_an_answer_with_the_envelope() {
    let s = ModelStudio::open().await;
    let methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
    let mut cases = Cases::new("Model Studio", 600);
    while let Some(n) = cases.next() {
        // In a long run, tasks also end meanwhile.
        if n % 600 == 599 {
            s.clock.advance(Duration::from_secs(4 * 3600));
        }
        let rng = &mut cases.rng;
        let route = ROUTES[n % ROUTES.len()];
        // Usually the route's real method.
        let usual = if n % ROUTES.len() < 6 || route.ends_with("cancel") { "POST" } else { "GET" };
        let method =
            if rng.random_bool(0.7) { usual } else { methods[rng.random_range(0..methods.len())] };
        let (query, body) = (query(rng), body(rng));
        let description =
            format!("{n}: {method} {route}?{query} {}", String::from_utf8_lossy(&body));
        let url = s.url(&format!("{route}?{query}"));
        let mut request = s.http.request(method.parse().unwrap(), url).body(body);
        if rng.random_bool(0.95) {
            request = request.bearer_auth(KEY);
        }
        if rng.random_bool(0.8) {
            request = request.header("x-dashscope-async", "enable");
        }
        if rng.random_bool(0.5) {
            request = request.header("x-dashscope-ossresourceresolve", "enable");
        }
        let answer = request.send().await.unwrap_or_else(|e| panic!("{e}: {description}"));
        let (status, id) = (answer.status(), answer.headers().get("x-request-id").cloned());
        let id = id.unwrap_or_else(|| panic!("{status} without x-request-id: {description}"));
        let answer: Value = answer.json().await.unwrap_or_else(|e| panic!("{e}: {description}"));
        assert_eq!(answer["request_id"], id.to_str().unwrap(), "{description}");
        if !status.is_success() {
            assert!(answer["code"].is_string() && answer["message"].is_string(), "{description}");
            assert_ne!(status, 500, "{description}");
        }
    }
    s.world.wan.looked_at().await;
    s.clock.advance(Duration::from_secs(4 * 3600));
    let exchanges = s.world.record.exchanges();
    assert!(exchanges.iter().all(|e| !e.unknown_route));
    let made = s.world.wan.tasks();
    let over = |t: &wanbot::emulator::wan::Task| t.ended_at.is_some();
    assert!(!made.is_empty() && made.iter().all(over), "every task came to an end");
    // Checked with a separate account, whose limits are unused.
    let keys = Some(vec!["sk-after".to_owned()]);
    let account = AccountChange { keys, ..AccountChange::default() };
    s.world.wan.change_account(Some("after"), account).unwrap();
    let request = s.http.post(s.url(VIDEO)).bearer_auth("sk-after").json(&t2v());
    let made = request.header("x-dashscope-async", "enable").send().await.unwrap();
    let made: Value = made.json().await.unwrap();
    s.clock.advance(Duration::from_secs(100));
    let path = format!("tasks/{}", made["output"]["task_id"].as_str().expect("a task"));
    let done = s.http.get(s.url(&path)).bearer_auth("sk-after").send().await.unwrap();
    let done: Value = done.json().await.unwrap();
    assert_eq!(done["output"]["task_status"], "SUCCEEDED", "it works as before");
}
