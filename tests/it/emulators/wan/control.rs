//! The control API's commands for Model Studio, and its reports of the traffic.

use std::io::Read;

use super::*;

#[tokio::test]
async fn an_impossible_timing_is_refused_and_nothing_breaks() {
    let s = ModelStudio::open().await;
    for timing in [
        json!({"kind": "fixed", "queue": -1, "run": 5}),
        json!({"kind": "fixed", "queue": 1, "run": 1e300}),
        json!({"kind": "fixed", "queue": 1}),
        json!({"kind": "never"}),
        json!([]),
    ] {
        let (status, answer) = s.control("/wan/timing", &timing).await;
        assert_eq!(status, 400, "{timing}");
        assert!(answer["error"].is_string(), "{answer}");
    }
    let rule = json!({"outcome": {"kind": "refuse", "status": 42, "code": "x", "message": "x"}});
    assert_eq!(s.control("/wan/rules", &rule).await.0, 400);
    let fault = json!({"service": "wan", "times": 1, "effect": {"kind": "answer", "status": 7}});
    assert_eq!(s.control("/faults", &fault).await.0, 400);
    let odds = json!({"list_lag_seconds": u64::MAX});
    assert_eq!(s.control("/wan/account", &odds).await.0, 200);
    s.made(&t2v()).await;
    assert_eq!(s.get("tasks").await.status(), 200);
}

#[tokio::test]
async fn an_answer_can_be_any_bytes() {
    let s = ModelStudio::open().await;
    let header = |r: &Response| r.headers()["content-type"].to_str().unwrap().to_owned();
    let page = "<html><body>502 Bad Gateway</body></html>";
    let inject = async |effect: Value| {
        let fault = json!({"service": "wan", "path": "/tasks", "times": 1, "effect": effect});
        assert_eq!(s.control("/faults", &fault).await, (200, json!({"remaining": 1})));
        s.get("tasks").await
    };
    let headers = json!([["content-type", "text/html"]]);
    let effect = json!({"kind": "raw", "status": 502, "text": page, "headers": headers});
    let answer = inject(effect).await;
    assert_eq!((answer.status().as_u16(), header(&answer)), (502, "text/html".to_owned()));
    assert_eq!(answer.text().await.unwrap(), page);
    let headers = json!([["content-type", "application/json"]]);
    let half = json!({"kind": "raw", "status": 200, "text": "{\"data\": [", "headers": headers});
    assert_eq!(inject(half).await.text().await.unwrap(), "{\"data\": [");
    let base64 = BASE64_STANDARD.encode([0xffu8, 0, 1]);
    let bytes = inject(json!({"kind": "raw", "status": 200, "base64": base64})).await;
    assert_eq!(bytes.bytes().await.unwrap()[..], [0xff, 0, 1]);
    let broken = json!({"service": "wan", "times": 1,
        "effect": {"kind": "raw", "status": 200, "base64": "?"}});
    assert_eq!(s.control("/faults", &broken).await.0, 400);
}

#[tokio::test]
async fn responses_have_the_headers_of_the_gateway_and_are_compressed_on_request() {
    let s = ModelStudio::open().await;
    let request = s.http.get(s.url("quotas")).bearer_auth(KEY);
    let answer = request.header("accept-encoding", "br, gzip").send().await.unwrap();
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-encoding"), "gzip");
    assert_eq!(
        header("vary"),
        "Origin,Access-Control-Request-Method,Access-Control-Request-Headers, Accept-Encoding"
    );
    assert_eq!(header("x-envoy-upstream-service-time"), "0", "by a clock that stands still");
    assert_eq!(header("req-arrive-time"), s.clock.now().as_millisecond().to_string());
    let id = header("x-request-id");
    let packed = answer.bytes().await.unwrap();
    let mut plain = String::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut plain).unwrap();
    let plain: Value = serde_json::from_str(&plain).unwrap();
    assert_eq!(plain["request_id"], id);
    let plain = s.get("quotas").await;
    assert!(plain.headers().get("content-encoding").is_none());
    assert_eq!(s.world.record.exchanges()[0].response["request_id"], id, "recorded as it is");
}

#[tokio::test]
async fn the_record_has_the_headers_but_for_secrets_and_large_forms() {
    let s = ModelStudio::open().await;
    s.made(&t2v()).await;
    s.stored("wan2.7-i2v", vec![7; 3_000_000]).await;
    let exchanges = s.world.record.exchanges();
    let submission = exchanges.iter().find(|e| e.path.ends_with("video-synthesis")).unwrap();
    assert_eq!(submission.headers["x-dashscope-async"], "enable");
    assert_eq!(submission.headers["content-type"], "application/json");
    assert!(exchanges.iter().all(|e| !e.headers.contains_key("authorization")));
    assert!(!serde_json::to_string(&exchanges).unwrap().contains(KEY));
    let form = exchanges.iter().find(|e| e.path == "/oss").unwrap();
    assert_eq!(form.request["file"], "file: 3000000 bytes");
    assert_eq!(form.request["success_action_status"], "200");
}
