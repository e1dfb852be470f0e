//! Traces as a collector receives them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tracing::{Instrument, info_span, warn};
use tracing_subscriber::layer::SubscriberExt;
use url::Url;
use wanbot::telemetry::Traces;

use crate::harness::Story;
use crate::harness::member::text;

/// A collector and the requests it received.
async fn collector() -> (Url, mpsc::UnboundedReceiver<Value>) {
    let (heard, hear) = mpsc::unbounded_channel();
    let take = move |Json(body): Json<Value>| {
        let _ = heard.send(body);
        async { Json(json!({})) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let app = Router::new().route("/v1/traces", post(take));
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, hear)
}

fn spans(body: &Value) -> Vec<Value> {
    let scopes = body["resourceSpans"].as_array().unwrap().iter();
    let scopes = scopes.flat_map(|r| r["scopeSpans"].as_array().unwrap());
    scopes.flat_map(|s| s["spans"].as_array().unwrap()).cloned().collect()
}

/// The IDs of a job's trace and root span, in hex.
fn numbers(job: &str) -> (String, String) {
    let hash = Sha256::digest(job.as_bytes());
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect();
    (hex(&hash[..16]), hex(&hash[16..24]))
}

fn layered(traces: &Traces) -> Arc<dyn tracing::Subscriber + Send + Sync> {
    let layers: Vec<_> = traces.layer().into_iter().collect();
    Arc::new(tracing_subscriber::registry().with(layers))
}

#[tokio::test]
async fn a_job_has_one_trace_over_tasks_and_processes() {
    let (url, mut hear) = collector().await;
    let mut all = Vec::new();
    // Twice, as if the process had been restarted.
    for ends in [false, true] {
        let traces = Traces::start(Some(&url)).unwrap();
        let logs = tracing::subscriber::set_default(layered(&traces));
        let work = async { warn!(prompt = "a secret cat", "an event") };
        let span =
            info_span!(target: "wanbot", "deliver", job.id = "abcd1234", url = "http://secret");
        tokio::spawn(work.instrument(span)).await.unwrap();
        info_span!(target: "hyper::client", "request").in_scope(|| {});
        tracing::debug_span!(target: "wanbot", "too fine").in_scope(|| {});
        if ends {
            let begun = 1_700_000_000_000_000_i64;
            let id = "abcd1234";
            drop(info_span!(target: "wanbot", parent: None, "job", job.id = id, begun));
        }
        drop(logs);
        traces.close().await;
        while let Ok(body) = hear.try_recv() {
            assert!(!body.to_string().contains("secret"), "{body}");
            all.extend(spans(&body));
        }
    }
    let names: Vec<_> = all.iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["deliver", "deliver", "job"]);
    let (trace, root) = numbers("abcd1234");
    assert!(all.iter().all(|s| s["traceId"] == trace.as_str()), "{all:?}");
    let (job, others) = all.split_last().unwrap();
    assert_eq!(job["spanId"], root.as_str());
    assert_eq!(job["startTimeUnixNano"], "1700000000000000000");
    assert!(matches!(job["parentSpanId"].as_str(), None | Some("")));
    assert!(others.iter().all(|s| s["parentSpanId"] == root.as_str()), "{all:?}");
}

#[tokio::test]
async fn a_collector_that_is_down_holds_up_nothing() {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: Url = format!("http://{}", gone.local_addr().unwrap()).parse().unwrap();
    drop(gone);
    let traces = Traces::start(Some(&url)).unwrap();
    let logs = tracing::subscriber::set_default(layered(&traces));
    drop(info_span!(target: "wanbot", "deliver", job.id = "abcd1234"));
    drop(logs);
    tokio::time::timeout(Duration::from_secs(30), traces.close()).await.expect("it ends");
}

#[tokio::test]
async fn a_trace_goes_from_the_command_to_the_post() {
    let (url, mut hear) = collector().await;
    let traces = Traces::start(Some(&url)).unwrap();
    let t = Story::begin_seen_by(traces.layer()).await;
    let ann = t.member("ann");
    ann.uses("video", &[("prompt", text("nothing for a collector"))]).await;
    t.tick().await;
    let job = t.only_job().id.to_string();
    t.pass(140).await;
    assert_eq!(t.new_message().files.len(), 1);
    t.finish().await;
    traces.close().await;
    let mut names = BTreeSet::new();
    while let Ok(body) = hear.try_recv() {
        assert!(!body.to_string().contains("nothing for a collector"), "{body}");
        let ours = spans(&body).into_iter().filter(|s| s["traceId"] == numbers(&job).0.as_str());
        names.extend(ours.map(|s| s["name"].as_str().unwrap().to_owned()));
    }
    let wanted = ["accept", "deliver", "job", "make", "submit", "wait"];
    assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
}
