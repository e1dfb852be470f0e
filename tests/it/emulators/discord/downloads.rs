//! Downloads from the file host, as clients ask for them.

use reqwest::Response;
use url::Url;

use super::rest::Api;
use super::*;
use crate::harness::files;
use crate::harness::http;

async fn link(a: &Api, name: &str, bytes: Vec<u8>) -> Url {
    let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
    let form = reqwest::multipart::Form::new().part("files[0]", part);
    let (_, made) = a.said(a.request("POST", &a.messages()).multipart(form)).await;
    Url::parse(made["attachments"][0]["url"].as_str().unwrap()).unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_file_has_its_type_and_comes_in_parts() {
    let a = Api::open().await;
    let http = http();
    for (name, bytes, kind) in [
        ("a.png", files::png(4, 4), "image/png"),
        ("a.mp4", files::mp4(1.0), "video/mp4"),
        ("a.txt", b"text".to_vec(), "text/plain; charset=utf-8"),
        ("a.unknown", b"bytes".to_vec(), "application/octet-stream"),
    ] {
        let link = link(&a, name, bytes.clone()).await;
        let whole = http.get(link.clone()).send().await.unwrap();
        assert_eq!((whole.status().as_u16(), header(&whole, "content-type")), (200, kind));
        assert_eq!(header(&whole, "accept-ranges"), "bytes");
        assert_eq!(header(&whole, "last-modified"), "Sun, 22 Nov 2026 12:00:00 GMT");
        let tag = header(&whole, "etag").to_owned();
        assert_eq!(whole.bytes().await.unwrap(), bytes);

        let asked = async |name: &str, value: &str| {
            http.get(link.clone()).header(name, value).send().await.unwrap()
        };
        let part = asked("range", "bytes=1-2").await;
        let range = format!("bytes 1-2/{}", bytes.len());
        assert_eq!((part.status().as_u16(), header(&part, "content-range")), (206, &*range));
        assert_eq!(header(&part, "content-type"), kind);
        assert_eq!(part.bytes().await.unwrap(), bytes[1..=2]);
        assert_eq!(asked("range", &format!("bytes={}-", bytes.len())).await.status(), 416);
        let known = asked("if-none-match", &tag).await;
        assert_eq!((known.status().as_u16(), header(&known, "etag")), (304, &*tag));
        assert_eq!(known.bytes().await.unwrap(), "");
        let head = http.head(link.clone()).send().await.unwrap();
        assert_eq!((head.status().as_u16(), header(&head, "content-type")), (200, kind));
    }
}

#[tokio::test]
async fn everything_in_a_link_is_signed() {
    let a = Api::open().await;
    let http = http();
    let link = link(&a, "two words.png", files::png(4, 4)).await;
    let status = async |link: &Url| http.get(link.clone()).send().await.unwrap().status().as_u16();
    assert_eq!(status(&link).await, 200);
    let mut other = link.clone();
    other.set_path(&link.path().replace("two", "evil"));
    assert_eq!(status(&other).await, 404, "{other}");
    for key in ["ex", "is", "hm"] {
        let pairs: Vec<_> = link.query_pairs().into_owned().collect();
        for changed in [Some("7fffffff"), None] {
            let mut other = link.clone();
            let kept = pairs.iter().filter(|(name, _)| changed.is_some() || name != key);
            let kept = kept.map(|(name, value)| match changed {
                Some(changed) if name == key => (name.as_str(), changed),
                _ => (name.as_str(), value.as_str()),
            });
            other.query_pairs_mut().clear().extend_pairs(kept);
            assert_eq!(status(&other).await, 404, "{other}");
        }
    }
    let discord = &a.w.discord;
    discord.advance_clock(Duration::from_secs(24 * 3600));
    assert_eq!(status(&link).await, 404, "a day later");
}
