//! What an operator can observe: metrics, health and logs.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use wanbot::emulator::wan::{Outcome, Rule};
use wanbot::generation::Money;
use wanbot::telemetry::{Metrics, Snapshot};

use crate::harness::Story;
use crate::harness::member::text;

/// The metrics as Prometheus would scrape them.
async fn scraped(t: &Story) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let serving = tokio::spawn(t.app().serve_metrics(listener, stop.clone()));
    let answer = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    stop.cancel();
    serving.await.unwrap();
    text
}

#[track_caller]
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find(|l| l.strip_prefix(series).is_some_and(|r| r.starts_with(' ')));
    let line = line.unwrap_or_else(|| panic!("no {series} in\n{text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn metrics_tell_what_happened() {
    let t = Story::begin().await;
    let (ann, bob) = (t.member("ann"), t.member("bob"));
    ann.uses("video", &[("prompt", text("a prompt that no metric may hold"))]).await;
    t.pass(120).await;
    t.new_message();
    t.world.wan.rule(Rule {
        prompt: String::new(),
        outcome: Outcome::Fail { code: Some("DataInspectionFailed".into()), message: None },
        times: 1,
    });
    bob.uses("video", &[("prompt", text("x"))]).await;
    t.pass(120).await;
    t.new_message();
    bob.uses("video", &[("prompt", text("y"))]).await;
    t.tick().await;
    let text = scraped(&t).await;
    let model = "model=\"wan2.7-t2v\"";
    for (series, wanted) in [
        (format!("wanbot_job_events_total{{event=\"accepted\",{model}}}"), 3.0),
        (format!("wanbot_job_events_total{{event=\"delivered\",{model}}}"), 1.0),
        ("wanbot_failures_total{class=\"moderated\"}".into(), 1.0),
        ("wanbot_admissions_total{outcome=\"taken\"}".into(), 3.0),
        ("wanbot_jobs{state=\"submitted\"}".into(), 1.0),
        (format!("wanbot_billed_dollars_total{{{model}}}"), 0.5),
        (format!("wanbot_billed_seconds_total{{{model},resolution=\"720P\"}}"), 5.0),
        ("wanbot_spent_dollars{period=\"day\"}".into(), 1.0),
        ("wanbot_gateway_connected".into(), 1.0),
        ("wanbot_gateway_shards_connected".into(), 1.0),
        ("wanbot_gateway_shards".into(), 1.0),
        ("wanbot_provider_up{provider=\"wan\"}".into(), 1.0),
        ("wanbot_eta_outcomes_total{outcome=\"within\"}".into(), 1.0),
        ("wanbot_provider_calls_total{call=\"submit\",outcome=\"ok\"}".into(), 3.0),
        ("wanbot_interactions_total".into(), 3.0),
        ("wanbot_interaction_ack_seconds_count".into(), 3.0),
        (format!("wanbot_queue_wait_seconds_count{{{model}}}"), 3.0),
        ("wanbot_poll_delay_seconds_count".into(), 1.0),
        ("wanbot_delivery_seconds_count".into(), 1.0),
    ] {
        assert_eq!(value(&text, &series), wanted, "{series}");
    }
    assert!(value(&text, "wanbot_journal_batch_sum") > 10.0);
    assert!(!text.contains("no metric may hold") && !text.contains(&ann.id.to_string()));
    assert!(text.ends_with("# EOF\n"), "OpenMetrics ends so");
    t.pass(120).await;
    t.new_message();
    t.finish().await;
}

/// Every time series that can exist, by name.
fn exported() -> BTreeSet<String> {
    let m = Metrics::new();
    let second = Duration::from_secs(1);
    m.job("accepted", "m");
    m.failed("bug");
    m.admission("taken");
    m.queue_wait("m", 1.0);
    m.task("m", 1.0, Some(1.0));
    m.posted(1.0, 1.0);
    m.billed("m", Money(1));
    m.billed_units("m", wanbot::generation::Resolution::P720, 5.0, 1);
    m.billed_failure("m", Money(1));
    m.eta_outcome("within");
    m.result_posted("archive");
    m.provider_call("query", "ok", second);
    m.discord_call("ok", second);
    m.interaction_acked(second);
    m.connected();
    m.commit(1, second, false);
    let text = m.text(&Snapshot {
        states: vec![("accepted", 1)],
        queues: vec![("m".into(), 1, Some(1.0))],
        oldest: 1.0,
        budgets: vec![("day", Money(1), Some(Money(2)))],
        shards: (1, 1),
        providers: vec![("wan", true)],
    });
    let series = text.lines().filter(|l| !l.starts_with('#'));
    series.map(|l| l.split(['{', ' ']).next().unwrap().to_owned()).collect()
}

#[test]
fn dashboard_and_alerts_ask_for_what_there_is() {
    let exported = exported();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let mut asked = BTreeSet::new();
    for file in ["grafana.json", "alerts.yml"] {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let names: BTreeSet<_> = words.filter(|w| w.starts_with("wanbot_")).collect();
        assert!(names.len() > 8, "{file}");
        for name in names {
            assert!(exported.contains(name), "{file} asks for {name}, which there is not");
            asked.insert(name.to_owned());
        }
    }
    let dashboard = std::fs::read_to_string(root.join("grafana.json")).unwrap();
    let dashboard: serde_json::Value = serde_json::from_str(&dashboard).unwrap();
    assert!(dashboard["panels"].as_array().unwrap().len() > 20);
    // No metric is exported that is not used.
    let base = |n: &str| {
        let of = ["_bucket", "_sum", "_count"].into_iter().find_map(|end| n.strip_suffix(end));
        of.unwrap_or(n).to_owned()
    };
    let seen: BTreeSet<_> = asked.iter().map(|n| base(n)).collect();
    let unseen: Vec<_> =
        exported.iter().filter(|n| !seen.contains(&base(n)) && *n != "wanbot_build_info").collect();
    assert!(unseen.is_empty(), "on no panel and in no alert: {unseen:?}");
}
