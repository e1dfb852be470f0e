//! Malformed paths, queries and methods at the control API, the file host and the gateway.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::control::Staged;
use super::*;
use crate::harness::http;

#[tokio::test]
async fn every_face_refuses_what_it_cannot_read_in_its_own_way() {
    let s = Staged::begin().await;
    for (method, path) in [
        ("GET", "/messages/%ff"),
        ("DELETE", "/channels/%ff"),
        ("POST", "/guilds/1/members/%ff/roles"),
        ("POST", "/users/%ff/state"),
    ] {
        let (status, answer) = s.asks(method, path, json!({})).await;
        assert!(status == 400 && answer["error"].is_string(), "{method} {path}: {status} {answer}");
    }

    let cdn = async |method: &str, path: &str| {
        let url = format!("http://{}{path}", s.world.at.cdn);
        let answer = s.http.request(method.parse().unwrap(), url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let gone = "This content is no longer available.";
    for path in ["/attachments/x/1/a.png", "/attachments/1/%ff/a.png?ex=1&hm=1", "/avatars/x/1.png"]
    {
        assert_eq!(cdn("GET", path).await, (404, gone.to_owned()), "{path}");
    }
    let guild = s.does("POST", "/guilds", json!({"name": "G"})).await;
    let image = BASE64_STANDARD.encode(crate::harness::files::png(64, 64));
    let emoji = json!({"name": "cat", "base64": image});
    let emoji = s.does("POST", &format!("/guilds/{guild}/emojis"), emoji).await;
    for size in ["abc", "", "-1", "17", "99999999999"] {
        let path = format!("/emojis/{emoji}.png?size={size}");
        assert_eq!(cdn("GET", &path).await, (400, "Invalid resource".to_owned()), "{size}");
    }
    assert_eq!(cdn("GET", &format!("/emojis/{emoji}.png?size=32")).await.0, 200);
    for method in ["POST", "PUT", "DELETE"] {
        assert_eq!(cdn(method, "/attachments/1/2/a.png").await.0, 405, "{method}");
    }
}

#[tokio::test]
async fn a_version_that_is_no_number_is_no_version() {
    let w = world().await;
    for query in ["v=abc", "v=", "v=-1", "v=10&v=11", "v=99999999999999999999"] {
        let mut s = Socket::open(&w, query).await;
        assert_eq!(s.closed().await, 4012, "{query}");
    }
}

#[tokio::test]
async fn a_wrong_method_is_recorded_as_an_unknown_route() {
    let clock = Clock::manual("2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap());
    let discord = Discord::new(clock.clone(), "secret", "bot");
    let wan = Wan::new(clock.clone(), "k", Timing::Published);
    let w = start(Addresses::any(), discord, wan, Record::in_memory(clock)).await.unwrap();
    let http = http();
    for origin in
        [w.discord_origin() + "/api/v10/gateway", format!("http://{}/avatars/1/a.png", w.at.cdn)]
    {
        assert_eq!(http.delete(origin).send().await.unwrap().status(), 405);
    }
    let known = http.get(w.discord_origin() + "/api/v10/gateway").send().await.unwrap();
    assert_eq!(known.status(), 200);
    let marks: Vec<_> = w.record.exchanges().iter().map(|e| (e.status, e.unknown_route)).collect();
    assert_eq!(marks, [(405, true), (405, true), (200, false)]);
}
