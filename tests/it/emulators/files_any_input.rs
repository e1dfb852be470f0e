//! Fuzzes the file hosts of both services, the temporary store, and ETF frames of the gateway, with
//! any path, query, method, form and bytes.

use eetf::Term;
use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use rand::Rng;
use rand::rngs::StdRng;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message as Frame;
use wanbot::clock::Clock;
use wanbot::emulator::discord::{Discord, StickerFormat};
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};

use crate::emulators::any_json::Cases;
use crate::emulators::routes;
use crate::harness::files;
use crate::harness::http;

const METHODS: [&str; 6] = ["GET", "GET", "GET", "POST", "DELETE", "HEAD"];

async fn world() -> Running {
    let clock = Clock::manual("2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap());
    let discord = Discord::new(clock.clone(), "secret", "bot");
    let wan = Wan::new(clock.clone(), "k", Timing::Published);
    start(Addresses::any(), discord, wan, Record::nowhere(clock)).await.unwrap()
}

fn client() -> reqwest::Client {
    http()
}

/// A path of which a part is changed now and then.
fn changed(cases: &mut Cases, path: &str) -> String {
    const PARTS: [&str; 7] = ["", "x", "%ff", "0", "-1", "18446744073709551616", "a.png.gif"];
    let mut parts: Vec<_> = path.split('/').collect();
    if cases.rng.random_bool(0.5) {
        let at = cases.rng.random_range(1..parts.len());
        parts[at] = cases.one_of(&PARTS);
    }
    parts.join("/")
}

fn query(cases: &mut Cases) -> String {
    let names = ["size", "ex", "is", "hm", "Expires", "Signature", "OSSAccessKeyId", "quality"];
    let values = [
        "",
        "0",
        "-1",
        "16",
        "64",
        "17",
        "4096",
        "abc",
        "%ff%00",
        "7fffffffffffffff",
        "99999999999999999999",
        "more-than-any-number",
    ];
    let pairs = (0..cases.rng.random_range(0..4))
        .map(|_| format!("{}={}", cases.one_of(&names), cases.one_of(&values)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Paths of the file host at which there is something.
fn paths(w: &Running) -> Vec<String> {
    let (d, png) = (&w.discord, bytes::Bytes::from(files::png(40, 40)));
    let guild = d.add_guild("G");
    let channel = d.add_channel(guild, "c");
    let ann = d.add_member(guild, "ann", 0);
    d.set_avatar(ann, None, Some(&png)).unwrap();
    d.set_avatar(ann, Some(guild), Some(&png)).unwrap();
    let file = vec![("a.png".to_owned(), png.clone())];
    let said = d.say(ann, channel, "", file, None).unwrap();
    let file = d.message(said).unwrap().files[0].id;
    let emoji = d.add_emoji(guild, "cat", &png, false).unwrap();
    let sticker = d.add_sticker(guild, "wave", StickerFormat::Png, &png).unwrap();
    vec![
        format!("/attachments/{channel}/{file}/a.png"),
        format!("/avatars/{ann}/0123456789abcdef0123456789abcdef.png"),
        "/embed/avatars/3.png".to_owned(),
        format!("/guilds/{guild}/users/{ann}/avatars/0123456789abcdef0123456789abcdef.webp"),
        format!("/emojis/{emoji}.webp"),
        format!("/stickers/{sticker}.png"),
        "/external/0123/https/a.example/a.png".to_owned(),
    ]
}

#[tokio::test]
async fn any_path_of_the_file_host_has_an_answer() {
    let (w, http) = (world().await, client());
    let paths = paths(&w);
    let sent: Vec<_> = paths.iter().map(|path| ("GET", path.as_str())).collect();
    let of = ["discord/cdn.rs", "discord/cdn/images.rs", "discord/cdn/proxy.rs"];
    assert_eq!(routes::left_out(&of, &sent), [""; 0]);
    let mut cases = Cases::new("file host", 500);
    while let Some(n) = cases.next() {
        let path = changed(&mut cases, &paths[n % paths.len()]);
        let (method, query) = (cases.one_of(&METHODS), query(&mut cases));
        let description = format!("{n}: {method} {path}?{query}");
        let url = format!("http://{}{path}?{query}", w.at.cdn);
        let answer = http.request(method.parse().unwrap(), url).send().await;
        let status = answer.unwrap_or_else(|e| panic!("{e}: {description}")).status().as_u16();
        assert!(matches!(status, 200 | 400 | 404 | 405 | 415), "{status}: {description}");
    }
    let fine = http.get(format!("http://{}{}", w.at.cdn, paths[4])).send().await.unwrap();
    assert_eq!(fine.status(), 200);
}

/// A form with some of the fields that the store reads.
fn form(rng: &mut StdRng, policy: &Value) -> Form {
    let known = [
        "OSSAccessKeyId",
        "Signature",
        "policy",
        "key",
        "x-oss-object-acl",
        "x-oss-forbid-overwrite",
        "success_action_status",
    ];
    let right = |name: &str| match name {
        "OSSAccessKeyId" => policy["oss_access_key_id"].clone(),
        "Signature" => policy["signature"].clone(),
        "policy" => policy["policy"].clone(),
        "key" => json!(format!("{}/file", policy["upload_dir"].as_str().unwrap())),
        "x-oss-object-acl" => json!("private"),
        "x-oss-forbid-overwrite" => json!("true"),
        _ => json!("200"),
    };
    let mut form = Form::new();
    for name in known {
        if rng.random_bool(0.05) {
            continue;
        }
        let wrong = ["", "x", "../..", "\u{0}ä", "dashscope-instant/emulator/"];
        let value = if rng.random_bool(0.1) {
            wrong[rng.random_range(0..wrong.len())].to_owned()
        } else {
            right(name).as_str().unwrap().to_owned()
        };
        form = form.text(name, value);
    }
    if rng.random_bool(0.9) {
        let bytes: Vec<u8> = (0..rng.random_range(0..200)).map(|_| rng.random()).collect();
        form = form.part("file", Part::bytes(bytes).file_name("file"));
    }
    form
}

#[tokio::test]
async fn any_form_and_any_result_has_an_answer_of_the_store() {
    let (w, http) = (world().await, client());
    let url = format!("{}/api/v1/uploads?action=getPolicy&model=wan2.7-i2v", w.wan_origin());
    let policy: Value = http.get(url).bearer_auth("k").send().await.unwrap().json().await.unwrap();
    let policy = &policy["data"];
    let mut cases = Cases::new("object store", 400);
    let mut stored = 0;
    while let Some(n) = cases.next() {
        let (method, query) = (cases.one_of(&METHODS), query(&mut cases));
        let path = changed(&mut cases, if n % 2 == 0 { "/results/a.mp4" } else { "/oss/" });
        let url = format!("{}{path}?{query}", w.wan_origin());
        let request = match n % 2 {
            0 => http.request(method.parse().unwrap(), url),
            _ if cases.rng.random_bool(0.2) => {
                let bytes: Vec<u8> = (0..100).map(|_| cases.rng.random()).collect();
                let kind = "multipart/form-data; boundary=x";
                http.post(url).header("content-type", kind).body(bytes)
            }
            _ => {
                let url = format!("{}/oss", w.wan_origin());
                http.post(url).multipart(form(&mut cases.rng, policy))
            }
        };
        let answer = request.send().await.unwrap_or_else(|e| panic!("{e}: {n} {path}"));
        let status = answer.status().as_u16();
        assert!(status < 500, "{status}: {n} {method} {path}?{query}");
        stored += usize::from(status == 200 || status == 204);
        let is_of_store = answer.headers().contains_key("x-oss-request-id");
        let name = path.strip_prefix("/results/").unwrap_or_default();
        let known = !name.is_empty() && !name.contains('/');
        assert!(is_of_store || !known, "{status}: {n} {method} {path}?{query}");
    }
    assert_eq!(stored, 1, "one name is stored once");
}

/// A frame of arbitrary bytes, or a valid term of which a byte is changed.
fn frame(rng: &mut StdRng, valid: &[u8]) -> Vec<u8> {
    if rng.random_bool(0.3) {
        let mut bytes: Vec<u8> = (0..rng.random_range(0..80)).map(|_| rng.random()).collect();
        bytes.insert(0, 131);
        return bytes;
    }
    let mut bytes = valid.to_vec();
    for _ in 0..rng.random_range(0..4) {
        let at = rng.random_range(0..bytes.len());
        bytes[at] = rng.random();
    }
    bytes.truncate(rng.random_range(0..=bytes.len()));
    bytes
}

type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// Expects an answer to a heartbeat, or that the connection was closed with one of the gateway's
/// codes: it is never cut off.
async fn is_served_or_closed(socket: &mut Socket, n: usize) {
    let number = |n| Term::from(eetf::FixInteger::from(n));
    let key = |text: &str| Term::from(eetf::Binary::from(text.as_bytes()));
    let nothing = Term::from(eetf::Atom::from("nil"));
    let beat = eetf::Map::from([(key("op"), number(1)), (key("d"), nothing)]);
    let mut bytes = Vec::new();
    Term::from(beat).encode(&mut bytes).unwrap();
    let _ = socket.send(Frame::Binary(bytes.into())).await;
    loop {
        match socket.next().await {
            Some(Ok(Frame::Binary(bytes))) => {
                let term = Term::decode(&bytes[..]).unwrap_or_else(|e| panic!("{n}: {e}"));
                let Term::Map(map) = term else { panic!("{n}: {term}") };
                // Heartbeat ACK.
                if map.map.values().any(|value| *value == number(11)) {
                    return;
                }
            }
            Some(Ok(Frame::Close(Some(close)))) => {
                let code = u16::from(close.code);
                assert!((4000..=4014).contains(&code), "{n}: {close:?}");
                return;
            }
            other => panic!("{n}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn any_term_is_read_or_ends_the_connection() {
    let w = world().await;
    let url = format!("ws://{}/?v=10&encoding=etf", w.at.discord);
    let key = |text: &str| Term::from(eetf::Binary::from(text.as_bytes()));
    let inner = eetf::Map::from([(key("token"), key("secret"))]);
    let whole = eetf::Map::from([
        (key("op"), Term::from(eetf::FixInteger::from(2))),
        (key("d"), Term::from(inner)),
    ]);
    let mut valid = Vec::new();
    Term::from(whole).encode(&mut valid).unwrap();
    let mut cases = Cases::new("ETF", 150);
    while let Some(n) = cases.next() {
        let (mut socket, _) = tokio_tungstenite::connect_async(&url).await.unwrap();
        for _ in 0..4 {
            let bytes = frame(&mut cases.rng, &valid);
            // It may be closed already.
            let _ = socket.send(Frame::Binary(bytes.into())).await;
        }
        is_served_or_closed(&mut socket, n).await;
        let (mut fresh, _) = tokio_tungstenite::connect_async(&url).await.unwrap();
        let hello = fresh.next().await;
        let Some(Ok(Frame::Binary(hello))) = hello else { panic!("{n}: {hello:?}") };
        assert!(Term::decode(&hello[..]).is_ok(), "{n}");
    }
}
