//! `wanbot emulate` as it starts: the real program with its defaults, its token and its TLS.

use super::*;
use crate::emulators::program::Emulate;
use crate::harness::http;
use crate::harness::tls::certificate;

/// The default token of the program.
const TOKEN: &str = "MTQwMDAwMDAwMDAwMDAwMDAwMA.emulated.token";

async fn connected(e: &Emulate) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
    let url = e.discord.replace("http://", "ws://") + "/?v=10&encoding=json";
    let (mut stream, _) = connect_async(url).await.unwrap();
    assert_eq!(payload(&mut stream).await["op"], 10);
    stream
}

async fn payload(stream: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Value {
    let frame = tokio::time::timeout(PATIENCE, stream.next()).await.unwrap();
    let Some(Ok(Frame::Text(text))) = frame else { panic!("{frame:?}") };
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn one_identify_is_accepted_in_five_seconds() {
    let e = Emulate::start(&[]).await;
    let mut answers = Vec::new();
    // At once, so that they do not take five seconds, however slow the machine is.
    let mut all = [connected(&e).await, connected(&e).await, connected(&e).await];
    for stream in &mut all {
        let identify = Frame::Text(identify(TOKEN, 0).to_string().into());
        stream.send(identify).await.unwrap();
    }
    for stream in &mut all {
        let event = payload(stream).await;
        answers.push((event["op"].clone(), event["t"].clone()));
    }
    let ready = |(op, name): &&(Value, Value)| *op == 0 && *name == "READY";
    let refused = |(op, _): &&(Value, Value)| *op == 9;
    assert!(answers.iter().any(|a| ready(&a)), "{answers:?}");
    assert!(answers.iter().any(|a| refused(&a)), "{answers:?}");
}

#[tokio::test]
async fn its_rate_limits_are_those_of_the_table() {
    let e = Emulate::start(&[]).await;
    let http = http();
    let url = format!("{}/api/v10/channels/{}/messages", e.discord, e.channel);
    let request = http.post(url).header("Authorization", format!("Bot {TOKEN}"));
    let answer = request.json(&json!({"content": "x"})).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-ratelimit-limit"], "5");
}

#[tokio::test]
async fn the_bots_id_is_in_its_token_or_given() {
    let other = ["--token", "NDI.a.b"];
    let given = ["--bot-id", "77"];
    for (args, id) in [(&[][..], "1400000000000000000"), (&other, "42"), (&given, "77")] {
        assert_eq!(Emulate::start(args).await.bot, id, "{args:?}");
    }
}

#[tokio::test]
async fn the_emulator_serves_discord_over_tls_too() {
    let dir = tempfile::tempdir().unwrap();
    let (pem, key) = certificate("localhost");
    let at = |name: &str| dir.path().join(name).display().to_string();
    std::fs::write(at("cert.pem"), &pem).unwrap();
    std::fs::write(at("key.pem"), key).unwrap();
    let (cert, key) = (at("cert.pem"), at("key.pem"));
    let args = ["--discord-tls", "127.0.0.1:0", "--tls-certificate", &cert, "--tls-key", &key];
    let e = Emulate::start(&args).await;
    let root = reqwest::Certificate::from_pem(&pem).unwrap();
    let http = reqwest::Client::builder().no_proxy().add_root_certificate(root).build().unwrap();
    let port = e.discord_tls.rsplit_once(':').unwrap().1;
    let url = format!("https://localhost:{port}/api/v10/users/@me");
    let request = http.get(url).header("Authorization", format!("Bot {TOKEN}"));
    let me: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(me["id"], e.bot);
}
