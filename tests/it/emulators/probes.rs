//! The probes of docs/reference/probes.md: each row is sent to a new emulator, whose answer is the
//! one in the table. It is the documented one, or the row names a difference that is listed.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use wanbot::clock::Clock;
use wanbot::emulator::discord::Discord;
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};

use crate::harness::PATIENCE;

const PAGE: &str = "docs/reference/probes.md";
const NOBODY: &str = "4194304";

/// A row of a table.
#[derive(Debug)]
struct Probe {
    sent: String,
    documented: String,
    answered: String,
    difference: String,
}

/// The rows below a heading.
fn rows(page: &str, heading: &str) -> Vec<Probe> {
    let section = page.split("\n## ").find(|part| part.starts_with(heading)).expect(heading);
    let rows = section.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let plain = |cell: &str| cell.trim().trim_matches('`').to_owned();
    let probes: Vec<_> = rows
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split(" | ").map(plain).collect();
            let [_, sent, documented, answered, rest @ ..] = cells.as_slice() else {
                panic!("{PAGE}: {line}");
            };
            let difference = rest.first().map(|d| d.trim_matches(['|', ' ', '`']).to_owned());
            Probe {
                sent: sent.clone(),
                documented: documented.clone(),
                answered: answered.trim_end_matches([' ', '|', '`']).to_owned(),
                difference: difference.unwrap_or_default(),
            }
        })
        .collect();
    assert!(probes.len() > 5, "{heading}: {probes:?}");
    probes
}

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Rows whose answers are not those of the table, or that differ without being listed.
fn complaints(probe: &Probe, answer: &str, listed: &str) -> Vec<String> {
    let mut out = Vec::new();
    if answer != probe.answered {
        out.push(format!("{}: {answer}, and not {}", probe.sent, probe.answered));
    }
    let is_listed = listed.contains(&format!("\n| `{}` |", probe.difference));
    match (probe.documented == probe.answered, probe.difference.is_empty()) {
        (true, false) => out.push(format!("{} differs no longer", probe.sent)),
        (false, true) => out.push(format!("{} differs, and no row is named", probe.sent)),
        (false, false) if !is_listed => {
            out.push(format!("{}: there is no row {}", probe.sent, probe.difference));
        }
        _ => {}
    }
    out
}

async fn world() -> (Running, Clock) {
    let clock = Clock::manual("2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap());
    let discord = Discord::new(clock.clone(), "secret", "bot");
    let wan = Wan::new(clock.clone(), "sk-1", Timing::Fixed { queue: 1.0, run: 10.0 });
    let control = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    let addresses = Addresses { control, ..Addresses::any() };
    let running = start(addresses, discord, wan, Record::nowhere(clock.clone())).await.unwrap();
    (running, clock)
}

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

/// Replaces placeholders, and `x*n` by a text of that length.
fn filled(sent: &str, names: &[(&str, String)]) -> String {
    let mut out = sent.to_owned();
    for (name, value) in names {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    while let Some((before, rest)) = out.split_once("x*") {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let count: usize = rest[..digits].parse().unwrap();
        out = format!("{before}{}{}", "x".repeat(count), &rest[digits..]);
    }
    out
}

/// Method, path and body of a request.
fn parts(sent: &str) -> (&str, &str, Option<Value>) {
    let mut words = sent.splitn(3, ' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let body = words.next().map(|body| serde_json::from_str(body).expect(body));
    (method, path, body)
}

fn with_body(request: RequestBuilder, body: Option<&Value>) -> RequestBuilder {
    match body {
        Some(body) => request.json(body),
        None => request,
    }
}

/// The place of the first error below `errors`.
fn place(errors: &Value) -> String {
    let mut at = Vec::new();
    let mut errors = errors;
    while let Some((key, inner)) = errors.as_object().and_then(|fields| fields.iter().next()) {
        if key == "_errors" {
            break;
        }
        at.push(key.as_str());
        errors = inner;
    }
    at.join(".")
}

async fn answer_of_discord(sent: &str) -> String {
    let (w, _) = world().await;
    let d = &w.discord;
    let guild = d.add_guild("G");
    let channel = d.add_channel(guild, "c");
    let ann = d.add_member(guild, "ann", 0);
    let theirs = d.say(ann, channel, "x", Vec::new(), None).unwrap();
    let call = |sent: &str| {
        let (method, path, body) = parts(sent);
        let url = format!("{}/api/v10/{path}", w.discord_origin());
        let request = client().request(method.parse().unwrap(), url);
        with_body(request.header("Authorization", "Bot secret"), body.as_ref()).send()
    };
    let made = call(&format!("POST channels/{channel}/messages {{\"content\": \"x\"}}"));
    let made: Value = made.await.unwrap().json().await.unwrap();
    let names = [
        ("guild", guild.to_string()),
        ("channel", channel.to_string()),
        ("category", d.add_channel_of(guild, "c", 4).to_string()),
        ("forum", d.add_channel_of(guild, "f", 15).to_string()),
        ("bot", d.bot().to_string()),
        ("theirs", theirs.to_string()),
        ("message", made["id"].as_str().unwrap().to_owned()),
        ("nobody", NOBODY.to_owned()),
    ];
    let answer = call(&filled(sent, &names)).await.unwrap();
    let status = answer.status().as_u16();
    let answer: Value = answer.json().await.unwrap_or_default();
    match (answer["code"].as_u64(), &answer["errors"]) {
        (None, _) => status.to_string(),
        (Some(code), Value::Null) => format!("{status} {code}"),
        (Some(code), errors) => format!("{status} {code} at {}", place(errors)),
    }
}

async fn answer_of_the_gateway(sent: &str) -> String {
    let (w, _) = world().await;
    let query = sent.strip_prefix('?').unwrap_or("v=10&encoding=json");
    let url = format!("ws://{}/?{query}", w.at.discord);
    let (mut socket, _) = connect_async(url).await.unwrap();
    let mut is_first = true;
    loop {
        let frame = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
        match frame {
            Some(Ok(Frame::Text(text))) => {
                let payload: Value = serde_json::from_str(&text).unwrap();
                match payload["op"].as_u64() {
                    Some(10) if is_first => {
                        is_first = false;
                        socket.send(Frame::Text(sent.to_owned().into())).await.unwrap();
                    }
                    Some(0) => return payload["t"].as_str().unwrap().to_owned(),
                    op => return format!("opcode {}", op.unwrap()),
                }
            }
            Some(Ok(Frame::Close(Some(frame)))) => {
                return format!("closed {}", u16::from(frame.code));
            }
            other => panic!("{sent}: {other:?}"),
        }
    }
}

async fn answer_of_model_studio(sent: &str) -> String {
    let (w, clock) = world().await;
    let video = "services/aigc/video-generation/video-synthesis";
    let as_text = sent.starts_with("POST video-as-text ");
    let sent = sent.replace("POST video-as-text ", "POST video ");
    let sent = filled(
        &sent.replace("POST video ", &format!("POST {video} ")),
        &[("nobody", "00000000-0000-4000-8000-000000000000".to_owned())],
    );
    let (method, path, body) = parts(&sent);
    let url = |path: &str| format!("{}/api/v1/{path}", w.wan_origin());
    let request = client().request(method.parse().unwrap(), url(path)).bearer_auth("sk-1");
    let mut request = with_body(request, body.as_ref());
    if path.starts_with("services/") {
        request = request.header("X-DashScope-Async", "enable");
    }
    if as_text {
        request = request.header("content-type", "text/plain");
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let answer: Value = answer.json().await.unwrap();
    let task = answer["output"]["task_id"].as_str().filter(|_| path == video);
    let Some(task) = task else {
        let code = answer["code"].as_str().map(|code| format!(" {code}"));
        return format!("{status}{}", code.unwrap_or_default());
    };
    w.wan.looked_at().await;
    clock.advance(Duration::from_secs(60));
    let done = client().get(url(&format!("tasks/{task}"))).bearer_auth("sk-1").send().await;
    let done: Value = done.unwrap().json().await.unwrap();
    let state = done["output"]["task_status"].as_str().unwrap().to_owned();
    let code = done["output"]["code"].as_str().map(|code| format!(" {code}"));
    state + &code.unwrap_or_default()
}

#[tokio::test]
async fn every_probe_is_answered_as_the_table_says() {
    let (page, listed) = (text(PAGE), text("docs/emulators.md"));
    let mut all = Vec::new();
    for probe in rows(&page, "Discord, REST") {
        all.extend(complaints(&probe, &answer_of_discord(&probe.sent).await, &listed));
    }
    for probe in rows(&page, "Discord, gateway") {
        all.extend(complaints(&probe, &answer_of_the_gateway(&probe.sent).await, &listed));
    }
    for probe in rows(&page, "Model Studio") {
        all.extend(complaints(&probe, &answer_of_model_studio(&probe.sent).await, &listed));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_wrong_answer_and_an_unlisted_difference_are_named() {
    let probe = |documented: &str, answered: &str, difference: &str| Probe {
        sent: "GET x".into(),
        documented: documented.into(),
        answered: answered.into(),
        difference: difference.into(),
    };
    let listed = "\n| `a` | |\n";
    for (probe, answer, expected) in [
        (probe("200", "200", ""), "200", None),
        (probe("200", "200", ""), "404", Some("GET x: 404, and not 200")),
        (probe("200", "404", "a"), "404", None),
        (probe("200", "404", ""), "404", Some("GET x differs, and no row is named")),
        (probe("200", "404", "b"), "404", Some("GET x: there is no row b")),
        (probe("200", "200", "a"), "200", Some("GET x differs no longer")),
    ] {
        assert_eq!(complaints(&probe, answer, listed), Vec::from_iter(expected.map(str::to_owned)));
    }
    let page = "# P\n\n## T\n\n| F | S |\n|---|---|\n".to_owned()
        + &"| f | `GET x {\"a\": 1}` | `200` | `404 5 at a` | `b` |\n".repeat(6);
    let row = &rows(&page, "T")[5];
    let cells = (&*row.sent, &*row.documented, &*row.answered, &*row.difference);
    assert_eq!(cells, ("GET x {\"a\": 1}", "200", "404 5 at a", "b"));
    assert_eq!(filled("{a} x*3.", &[("a", "1".into())]), "1 xxx.");
    assert_eq!(place(&json!({"a": {"0": {"_errors": []}}})), "a.0");
}
