//! The bot's HTTP endpoints: health, signed video links and metrics.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::http::connections::Bounded;
use crate::http::links::Links;
use crate::job::JobId;

/// A range of a video as a stream.
pub type VideoStream = BoxStream<'static, std::io::Result<Bytes>>;

/// The source of videos.
#[async_trait]
pub trait Videos: Send + Sync + 'static {
    /// The size of a job's video in bytes, or `None` if it is not stored.
    ///
    /// # Errors
    /// When this cannot be determined at the moment.
    async fn size(&self, job: JobId) -> Result<Option<u64>, VideoUnreadable>;

    /// Streams a range of it.
    ///
    /// # Errors
    /// When it cannot be read at the moment.
    async fn part(&self, job: JobId, part: Range<u64>) -> Result<VideoStream, VideoUnreadable>;
}

/// A video cannot be read at the moment. The implementation of [`Videos`] logs the cause.
#[derive(Debug, Clone, Copy)]
pub struct VideoUnreadable;

/// Whether the bot is able to work.
pub trait Health: Send + Sync + 'static {
    /// The reasons why it is not, one sentence each; empty when it is.
    fn problems(&self) -> Vec<String>;
}

struct Site {
    links: Option<Links>,
    videos: Arc<dyn Videos>,
    health: Arc<dyn Health>,
    clock: Clock,
}

#[derive(Deserialize)]
struct Signed {
    until: i64,
    signature: String,
}

/// Serves health and links until cancelled.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    links: Option<Links>,
    videos: Arc<dyn Videos>,
    health: Arc<dyn Health>,
    clock: Clock,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let site = Arc::new(Site { links, videos, health, clock });
    let routes = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/clips/{name}", get(video))
        .with_state(site);
    serve_until(listener, routes, stop).await
}

/// How long pending requests may take during a shutdown, so that a half-sent request does not delay
/// it.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(3);

async fn serve_until(
    listener: TcpListener,
    routes: Router,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let server = axum::serve(Bounded::new(listener), routes)
        .with_graceful_shutdown(stop.clone().cancelled_owned());
    let cut_off = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN_TIMEOUT).await;
    };
    tokio::select! {
        served = server => served,
        () = cut_off => Ok(()),
    }
}

/// The source of the metrics.
pub trait MetricsSource: Send + Sync + 'static {
    /// All metrics, in the OpenMetrics text format.
    fn text(&self) -> String;
}

/// The content type of OpenMetrics 1.0.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves metrics until cancelled. Uses a listener that members cannot reach, because the metrics
/// include spending.
///
/// # Errors
/// When the listener fails.
pub async fn serve_metrics(
    listener: TcpListener,
    source: Arc<dyn MetricsSource>,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let text = move || {
        let text = source.text();
        async move { ([(header::CONTENT_TYPE, OPEN_METRICS)], text) }
    };
    let routes = Router::new().route("/metrics", get(text));
    serve_until(listener, routes, stop).await
}

async fn ready(State(site): State<Arc<Site>>) -> Response {
    let problems = site.health.problems();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({"ready": problems.is_empty(), "problems": problems}))).into_response()
}

async fn video(
    State(site): State<Arc<Site>>,
    name: Result<Path<String>, PathRejection>,
    signed: Result<Query<Signed>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    // The same response for forged, malformed, expired and unknown links, so that nobody can find
    // out which jobs exist.
    let gone = || {
        (
            StatusCode::NOT_FOUND,
            "This link is not good, or not any more. The video may still be in \
                                 its channel.\n",
        )
            .into_response()
    };
    let (Ok(Path(name)), Ok(Query(signed))) = (name, signed) else { return gone() };
    let unreadable = || {
        let text = "This video cannot be read at the moment. Try again in a few minutes.\n";
        (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
    };
    let job = name.strip_suffix(".mp4").and_then(|j| j.parse::<JobId>().ok());
    let (Some(job), Some(links)) = (job, &site.links) else { return gone() };
    if !links.is_good(job, signed.until, &signed.signature, site.clock.now()) {
        return gone();
    }
    let size = match site.videos.size(job).await {
        Ok(Some(size)) => size,
        Ok(None) => return gone(),
        Err(VideoUnreadable) => return unreadable(),
    };
    let asked = headers.get(header::RANGE).and_then(|v| v.to_str().ok());
    let part = match asked.map_or(Part::Whole, |r| part(r, size)) {
        Part::Whole => 0..size,
        Part::Some(part) => part,
        Part::Beyond => {
            let whole = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, whole).into_response();
        }
    };
    let whole = part == (0..size);
    let (from, until) = (part.start, part.end);
    let Ok(stream) = site.videos.part(job, part).await else { return unreadable() };
    let mut response = Response::new(Body::from_stream(stream));
    let mut set = |name, value: String| {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "video/mp4".into());
    set(header::CONTENT_LENGTH, (until - from).to_string());
    set(header::ACCEPT_RANGES, "bytes".into());
    set(header::CONTENT_DISPOSITION, format!("inline; filename=\"wan-{job}.mp4\""));
    set(header::CACHE_CONTROL, "private, max-age=3600".into());
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff".into());
    if !whole {
        set(header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", until - 1));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

#[derive(Debug, PartialEq)]
enum Part {
    Whole,
    Some(Range<u64>),
    Beyond,
}

/// Parses a Range header (RFC 9110, 14.1.2) with one range of bytes, which the players of some
/// phones require. For anything else the whole video is sent, as the RFC allows.
fn part(range: &str, size: u64) -> Part {
    let Some((from, until)) = range.strip_prefix("bytes=").and_then(|r| r.split_once('-')) else {
        return Part::Whole;
    };
    let (from, until) = match (from.trim().parse::<u64>(), until.trim().parse::<u64>()) {
        (Ok(from), Ok(last)) if from <= last => (from, last.saturating_add(1).min(size)),
        (Ok(from), Err(_)) if until.trim().is_empty() => (from, size),
        (Err(_), Ok(last)) if from.trim().is_empty() && last > 0 => {
            (size.saturating_sub(last), size)
        }
        _ => return Part::Whole,
    };
    if from >= size { Part::Beyond } else { Part::Some(from..until) }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_half_sent_request_does_not_delay_a_shutdown() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let address = listener.local_addr().expect("it has an address");
        let stop = CancellationToken::new();
        let routes = Router::new().route("/healthz", get(|| async { "ok\n" }));
        let serving = tokio::spawn(serve_until(listener, routes, stop.clone()));
        let connect = || TcpStream::connect(address);
        let mut half = connect().await.expect("it connects");
        half.write_all(b"GET /healthz HTTP/1.1\r\nHost: a").await.expect("it is sent");
        // Connections are accepted in order.
        let mut whole = connect().await.expect("it connects");
        let request = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        whole.write_all(request).await.expect("it is sent");
        let mut answer = String::new();
        whole.read_to_string(&mut answer).await.expect("it is answered");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let begun = tokio::time::Instant::now();
        stop.cancel();
        serving.await.expect("no panic").expect("no failure");
        assert!(begun.elapsed() <= DRAIN_TIMEOUT + Duration::from_secs(1), "{:?}", begun.elapsed());
        drop(half);
    }

    #[test]
    fn ranges_are_parsed_as_in_the_rfc() {
        assert_eq!(part("bytes=0-1", 10), Part::Some(0..2));
        assert_eq!(part("bytes=4-", 10), Part::Some(4..10));
        assert_eq!(part("bytes=-3", 10), Part::Some(7..10));
        assert_eq!(part("bytes=-30", 10), Part::Some(0..10));
        assert_eq!(part("bytes=5-99", 10), Part::Some(5..10));
        assert_eq!(part("bytes=10-", 10), Part::Beyond);
        for odd in ["bytes=", "bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=-0", "bytes=a-b"] {
            assert_eq!(part(odd, 10), Part::Whole, "{odd}");
        }
    }
}
