//! Answers of Model Studio's emulator to the probes.

use std::time::Duration;

use reqwest::Client;

use super::call::Call;
use super::{filled, world};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const AIGC: &str = "services/aigc";

pub(super) async fn answer(http: &Client, sent: &str) -> String {
    let (w, clock) = world().await;
    let names = [
        ("nobody", NOBODY.to_owned()),
        ("video", format!("{AIGC}/video-generation/video-synthesis")),
        ("image", format!("{AIGC}/image-generation/generation")),
    ];
    let sent = filled(sent, &names);
    let call = Call::read(&sent);
    let url = |path: &str| match path.strip_prefix('/') {
        Some(_) => format!("{}{path}", w.wan_origin()),
        None => format!("{}/api/v1/{path}", w.wan_origin()),
    };
    let mut request = call.request(http, &url(call.path));
    if !call.path.starts_with('/') {
        request = request.bearer_auth("sk-1");
    }
    if call.path.starts_with(AIGC) {
        request = request.header("X-DashScope-Async", "enable");
    }
    let (answer, body) = call.answer(request.send().await.unwrap()).await;
    let task = body["output"]["task_id"].as_str().filter(|_| call.path.starts_with(AIGC));
    let Some(task) = task else { return answer };
    w.wan.looked_at().await;
    clock.advance(Duration::from_secs(60));
    let done = http.get(url(&format!("tasks/{task}"))).bearer_auth("sk-1").send().await;
    let done: serde_json::Value = done.unwrap().json().await.unwrap();
    let state = done["output"]["task_status"].as_str().unwrap().to_owned();
    let code = done["output"]["code"].as_str().map(|code| format!(" {code}"));
    state + &code.unwrap_or_default()
}
