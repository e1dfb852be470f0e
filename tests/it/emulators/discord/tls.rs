//! The REST API over TLS.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wanbot::emulator::Certificate;

use super::*;
use crate::harness::tls::certificate;

#[tokio::test]
async fn rest_is_served_over_tls_whatever_other_connections_do() {
    let w = world().await;
    let (pem, key) = certificate("localhost");
    let shown = Certificate::from_pem(&pem, &key).await.unwrap();
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let at = w.serve_discord_tls(any, shown).await.unwrap();
    // One says nothing, another does not speak TLS.
    let silent = TcpStream::connect(at).await.unwrap();
    let mut plain = TcpStream::connect(at).await.unwrap();
    plain.write_all(b"GET /api/v10/gateway HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answered = Vec::new();
    // It is closed, with or without an alert of TLS.
    let _ = plain.read_to_end(&mut answered).await;
    assert!(!answered.starts_with(b"HTTP"), "{answered:?}");

    let root = reqwest::Certificate::from_pem(&pem).unwrap();
    let client = |builder: reqwest::ClientBuilder| builder.no_proxy().build().unwrap();
    let trusting = client(reqwest::Client::builder().add_root_certificate(root));
    let url = format!("https://localhost:{}/api/v10/gateway", at.port());
    let answer = trusting.get(&url).send().await.unwrap();
    let body = answer.json::<Value>().await.unwrap();
    assert_eq!(body["url"], format!("ws://{}", w.at.discord));
    assert!(client(reqwest::Client::builder()).get(&url).send().await.is_err(), "not trusted");
    drop(silent);
}

#[tokio::test]
async fn a_certificate_needs_its_own_key() {
    let (one, key) = certificate("one.example");
    let (other, _) = certificate("other.example");
    assert!(Certificate::from_pem(&one, &key).await.is_ok());
    assert!(Certificate::from_pem(&one, b"not a key").await.is_err());
    assert!(Certificate::from_pem(b"not a certificate", &key).await.is_err());
    assert!(Certificate::from_pem(&other, &key).await.is_err());
}
