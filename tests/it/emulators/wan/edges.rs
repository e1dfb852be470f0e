//! Immediate refusals and later failures, each with a proper response.

use axum::Router;
use axum::routing::get;
use tokio::sync::watch;

use super::*;

#[tokio::test]
async fn an_illegal_duration_fails_its_task_and_breaks_no_connection() {
    let s = ModelStudio::open().await;
    let durations =
        [json!(-7), json!(-100), json!(1e300), json!(1e19), json!(9_223_372_036_854_775_808u64)];
    for (n, duration) in durations.into_iter().enumerate() {
        // Submissions are limited to five per second and model.
        let mut body = t2v();
        body["model"] = json!(["wan2.7-t2v", "wan2.7-t2v-2026-04-25"][n % 2]);
        body["parameters"]["duration"] = duration.clone();
        let ended = s.ended(&body).await;
        assert_eq!(ended["output"]["task_status"], "FAILED", "{duration}");
        assert_eq!(ended["output"]["code"], "InvalidParameter", "{duration}");
    }
    let fine = s.ended(&t2v()).await;
    assert_eq!(fine["output"]["task_status"], "SUCCEEDED");
}

#[tokio::test]
async fn every_refusal_has_the_envelope() {
    let s = ModelStudio::open().await;
    for (method, path, expected) in [
        ("GET", "tasks/?page_no=-1", 400),
        ("GET", "tasks/?page_no=x", 400),
        ("GET", "tasks/?page_size=-5", 400),
        ("GET", "quotas?model=wan2.7-t2v&page_no=x", 400),
        ("GET", VIDEO, 405),
        ("GET", "tasks/1/cancel", 405),
        ("DELETE", "tasks", 405),
        ("PUT", "uploads", 405),
    ] {
        let method = method.parse::<reqwest::Method>().unwrap();
        let request = s.http.request(method, s.url(path)).bearer_auth(KEY);
        let (status, _, message) = code(request.send().await.unwrap()).await;
        assert_eq!(status, expected, "{path}");
        assert!(!message.is_empty(), "{path}");
    }
    let path = "tasks/?page_no=1152921504606846977&page_size=100";
    let page: Value = s.get(path).await.json().await.unwrap();
    assert_eq!((&page["data"], &page["total"]), (&json!([]), &json!(0)));
    let unreadable = s.get("tasks/%ff").await.json::<Value>().await.unwrap();
    assert_eq!(unreadable["output"]["task_status"], "UNKNOWN");
}

#[tokio::test]
async fn a_slow_host_holds_up_its_task_and_no_answer() {
    let s = ModelStudio::open().await;
    let (go, waits) = watch::channel(false);
    let slow = get(move || {
        let mut waits = waits.clone();
        async move {
            waits.wait_for(|go| *go).await.unwrap();
            files::png(300, 300)
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        axum::serve(listener, Router::new().route("/a.png", slow)).await.unwrap();
    });
    let body = json!({"model": "wan2.7-i2v", "input": {"media": [
        {"type": "first_frame", "url": format!("http://{host}/a.png")}]},
        "parameters": {"resolution": "720P", "duration": 2}});
    let task = s.made(&body).await;
    s.clock.advance(Duration::from_secs(30));
    let waiting = s.asked(&task).await;
    assert_eq!(waiting["output"]["task_status"], "PENDING", "nothing was inspected yet");
    assert_eq!(waiting["output"]["submit_time"], "2026-11-22 20:00:00.000");
    go.send(true).unwrap();
    s.world.wan.looked_at().await;
    let running = s.asked(&task).await;
    assert_eq!(running["output"]["scheduled_time"], "2026-11-22 20:00:30.000");
    s.clock.advance(Duration::from_secs(60));
    assert_eq!(s.asked(&task).await["output"]["task_status"], "SUCCEEDED");
    serving.abort();
}

#[tokio::test]
async fn a_host_that_is_not_there_fails_its_task_alone() {
    let s = ModelStudio::open().await;
    let mut body = t2v();
    body["input"]["audio_url"] = json!("http://127.0.0.1:1/a.wav");
    let task = s.made(&body).await;
    s.world.wan.looked_at().await;
    s.clock.advance(Duration::from_secs(1));
    let failed = s.asked(&task).await;
    let message = "Failed to download http://127.0.0.1:1/a.wav";
    assert_eq!(failed["output"]["message"], message);
}

#[tokio::test]
async fn a_model_on_the_path_of_an_older_one_is_refused_with_the_reason() {
    let s = ModelStudio::open().await;
    let wrong: (u16, String, String) =
        (400, "InvalidParameter".into(), "url error, please check url!".into());
    for (path, model) in [
        ("services/aigc/image2video/video-synthesis", "wan2.7-i2v"),
        ("services/aigc/text2image/image-synthesis", "wan2.7-image"),
        ("services/aigc/image2image/image-synthesis", "wan2.7-image-pro"),
        ("services/aigc/image-generation/generation", "wan2.7-t2v"),
    ] {
        let body = json!({"model": model, "input": {"prompt": "x"}});
        assert_eq!(code(s.post(path, &body).await).await, wrong, "{path}");
    }
    let exchanges = s.world.record.exchanges();
    assert!(exchanges.iter().all(|e| !e.unknown_route));
}

#[tokio::test]
async fn one_value_in_base64_has_a_size_of_its_own() {
    let s = ModelStudio::open().await;
    let body = |url: String| {
        json!({"model": "wan2.7-i2v", "input": {"media": [{"type": "first_frame", "url": url}]},
            "parameters": {"duration": 2, "resolution": "720P"}})
    };
    // More than 20 MiB encoded, less than 16 MiB decoded.
    let large = format!("data:image/png;base64,{}", "A".repeat(20 * 1024 * 1024 + 4));
    assert_eq!(code(s.post(VIDEO, &body(large)).await).await.0, 413);
    assert!(s.world.wan.tasks().is_empty());
    let done = s.ended(&body(data_url(&files::png(640, 360)))).await;
    assert_eq!(done["output"]["task_status"], "SUCCEEDED");
    let kept = s.world.wan.tasks()[0].body["input"]["media"][0]["url"].clone();
    let kept = kept.as_str().unwrap();
    assert!(kept.starts_with("data:image/png;base64,<") && kept.len() < 200, "{kept}");
}

#[tokio::test]
async fn a_task_of_three_hours_runs_out_of_time() {
    let s = ModelStudio::open().await;
    s.world.wan.set_timing(Timing::Fixed { queue: 0.0, run: 5.0 * 3600.0 });
    let task = s.made(&t2v()).await;
    s.clock.advance(Duration::from_secs(3 * 3600 - 1));
    assert_eq!(s.asked(&task).await["output"]["task_status"], "RUNNING");
    s.clock.advance(Duration::from_secs(1));
    let failed = s.asked(&task).await;
    assert_eq!(failed["output"]["code"], "InternalError.Timeout");
    assert_eq!(failed["output"]["end_time"], "2026-11-22 23:00:00.000");
}

#[tokio::test]
async fn what_is_null_is_absent() {
    let s = ModelStudio::open().await;
    let body = json!({"model": "wan2.7-t2v",
        "input": {"prompt": "a fox", "negative_prompt": null, "audio_url": null, "media": null},
        "parameters": {"resolution": null, "ratio": null, "duration": null, "seed": null,
            "prompt_extend": null, "watermark": null}});
    let done = s.ended(&body).await;
    assert_eq!(done["output"]["task_status"], "SUCCEEDED", "{done}");
    assert_eq!((&done["usage"]["SR"], &done["usage"]["duration"]), (&json!(1080), &json!(5)));
    let image = json!({"model": "wan2.7-image", "input": {"messages": [{"role": "user",
        "content": [{"text": "a fox", "image": null}]}]},
        "parameters": {"n": null, "size": null, "seed": null, "color_palette": null}});
    let path = "services/aigc/image-generation/generation";
    let done = s.ended_resolved(path, &image).await;
    assert_eq!(done["usage"]["image_count"], 4, "{done}");
}

#[tokio::test]
async fn the_next_generation_needs_something_and_checks_its_switch() {
    let s = ModelStudio::open().await;
    let nothing = json!({"model": "wan3.0-video", "input": {"negative_prompt": "rain"}});
    let failed = s.ended(&nothing).await;
    assert_eq!(failed["output"]["message"], "Field required: input.prompt");
    let audio = json!({"model": "wan3.0-video", "input": {"prompt": "a fox"},
        "parameters": {"audio": "yes"}});
    let failed = s.ended(&audio).await;
    assert_eq!(failed["output"]["message"], "audio must be a boolean");
}

#[tokio::test]
async fn limits_are_listed_for_all_models_and_set_for_a_workspace() {
    let s = ModelStudio::open().await;
    let asked = async |query: &str| {
        let answer: Value = s.get(query).await.json().await.unwrap();
        answer["output"].clone()
    };
    let all = asked("quotas?page_size=5&page_no=3").await;
    assert_eq!((&all["total"], all["quotas"].as_array().unwrap().len()), (&json!(12), 2));
    assert_eq!(asked("quotas?name=r2v").await["total"], 2);
    assert_eq!(asked("models/limits?model=wan9").await["quotas"], json!([]));
    let one = asked("quotas?model=wan2.7-t2v").await["quotas"][0].clone();
    assert_eq!(one["model_limit"]["async_user_concurrency_limit"], 5);
    assert_eq!(one["model_limit"]["async_user_queue_limit"], Value::Null);
    assert_eq!(one["workspace_limit"], Value::Null);

    let limit = json!({"model": "wan2.7-t2v", "async_user_concurrency_limit": 1});
    assert_eq!(s.post("models/limits", &limit).await.status(), 200);
    let one = asked("quotas?model=wan2.7-t2v").await["quotas"][0].clone();
    assert_eq!(one["workspace_limit"], json!({"async_user_concurrency_limit": 1}));
    let (first, second) = (s.made(&t2v()).await, s.made(&t2v()).await);
    s.clock.advance(Duration::from_secs(10));
    assert_eq!(s.asked(&first).await["output"]["task_status"], "RUNNING");
    assert_eq!(s.asked(&second).await["output"]["task_status"], "PENDING", "it is obeyed");
    for wrong in [
        json!({"model": "wan9", "request_limit": 1}),
        json!({"model": "wan2.7-t2v"}),
        json!({"model": "wan2.7-t2v", "request_limit": -1}),
        json!([]),
    ] {
        let (status, _, _) = code(s.post("models/limits", &wrong).await).await;
        assert_eq!(status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_list_is_filtered_as_documented() {
    let s = ModelStudio::open().await;
    s.made(&t2v()).await;
    let total = async |query: &str| {
        let page: Value = s.get(&format!("tasks?{query}")).await.json().await.unwrap();
        page["total"].clone()
    };
    for (query, expected) in [
        ("region=ap-southeast-1", 1),
        ("region=cn-beijing", 0),
        ("api_key_id=1", 1),
        ("api_key_id=2", 0),
        ("start_time=20261122190000", 1),
        ("start_time=20261122190000&end_time=20261122193000", 0),
        ("end_time=20261122193000", 0),
    ] {
        assert_eq!(total(query).await, expected, "{query}");
    }
    let long_ago = s.get("tasks?start_time=20261028200000").await;
    assert_eq!(code(long_ago).await.0, 400, "more than a day at once");
}
