//! Checks of authentication, routes and rate limits.

use jiff::Timestamp;

use super::{Discord, NOBODY, refused, refused_field};
use crate::cli::conformance::answer::{Answer, Kind};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::service::Request;

/// Allowed difference of two timestamps in seconds: `Date` has a resolution of one second.
const TOLERANCE: f64 = 3.0;

pub(super) async fn gateway_needs_no_token(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get("/gateway").anonymous()).await?;
    answer.expect_status(&[200])?;
    is_websocket(&answer)
}

pub(super) async fn gateway_bot_needs_a_token(d: &Discord) -> CheckResult {
    refused(&d.send(Request::get("/gateway/bot").anonymous()).await?, 401, 0)
}

pub(super) async fn gateway_bot_shape(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get("/gateway/bot")).await?;
    answer.expect_status(&[200])?;
    is_websocket(&answer)?;
    answer.expect_fields(&[
        ("/shards", Kind::Number),
        ("/session_start_limit/total", Kind::Number),
        ("/session_start_limit/remaining", Kind::Number),
        ("/session_start_limit/reset_after", Kind::Number),
        ("/session_start_limit/max_concurrency", Kind::Number),
    ])
}

fn is_websocket(answer: &Answer) -> CheckResult {
    let url = answer.text("/url");
    if url.starts_with("wss://") || url.starts_with("ws://") {
        return Ok(());
    }
    Err(answer.differs("/url to be the address of a websocket"))
}

pub(super) async fn missing_token(d: &Discord) -> CheckResult {
    refused(&d.send(Request::get("/users/@me").anonymous()).await?, 401, 0)
}

pub(super) async fn wrong_token(d: &Discord) -> CheckResult {
    let request = Request::get("/users/@me").with_secret("wanbot.conformance.no-token");
    refused(&d.send(request).await?, 401, 0)
}

pub(super) async fn unknown_route(d: &Discord) -> CheckResult {
    refused(&d.send(Request::get("/wanbot-conformance")).await?, 404, 0)
}

pub(super) async fn wrong_method(d: &Discord) -> CheckResult {
    refused(&d.send(Request::delete("/gateway")).await?, 405, 0)
}

pub(super) async fn own_user(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get("/users/@me")).await?;
    answer.expect_status(&[200])?;
    answer.expect_fields(&[
        ("/id", Kind::Id),
        ("/username", Kind::Text),
        ("/discriminator", Kind::Text),
        ("/mfa_enabled", Kind::Bool),
    ])?;
    answer.expect_value("/bot", true)
}

pub(super) async fn own_application(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get("/applications/@me")).await?;
    answer.expect_status(&[200])?;
    answer.expect_fields(&[
        ("/id", Kind::Id),
        ("/name", Kind::Text),
        ("/verify_key", Kind::Text),
        ("/flags", Kind::Number),
        ("/bot_public", Kind::Bool),
    ])
}

pub(super) async fn own_application_by_oauth2(d: &Discord) -> CheckResult {
    let application = d.application().await?;
    let answer = d.send(Request::get("/oauth2/applications/@me")).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/id", application)
}

pub(super) async fn not_a_snowflake(d: &Discord) -> CheckResult {
    refused_field(&d.send(Request::get("/channels/abc")).await?, "channel_id")
}

pub(super) async fn unknown_channel(d: &Discord) -> CheckResult {
    refused(&d.send(Request::get(format!("/channels/{NOBODY}"))).await?, 404, 10003)
}

pub(super) async fn unknown_guild(d: &Discord) -> CheckResult {
    refused(&d.send(Request::get(format!("/guilds/{NOBODY}"))).await?, 404, 10004)
}

pub(super) async fn unknown_user(d: &Discord) -> CheckResult {
    refused(&d.send(Request::get(format!("/users/{NOBODY}"))).await?, 404, 10013)
}

pub(super) async fn unknown_interaction(d: &Discord) -> CheckResult {
    let path = format!("/interactions/{NOBODY}/wanbot-conformance/callback");
    let request = Request::post(path).json(&serde_json::json!({"type": 5})).anonymous();
    refused(&d.send(request).await?, 404, 10062)
}

pub(super) async fn unknown_interaction_token(d: &Discord) -> CheckResult {
    let application = d.application().await?;
    let path = format!("/webhooks/{application}/wanbot-conformance-no-token");
    let request = Request::post(path).json(&serde_json::json!({"content": "x"})).anonymous();
    let answer = d.send(request).await?;
    // Only some services distinguish an unknown token from an expired one.
    if refused(&answer, 404, 10015).is_ok() || refused(&answer, 401, 50027).is_ok() {
        return Ok(());
    }
    Err(answer.differs("404 with code 10015, or 401 with code 50027"))
}

pub(super) async fn channel_shape(d: &Discord) -> CheckResult {
    let path = d.channel()?;
    let answer = d.send(Request::get(&path)).await?;
    answer.expect_status(&[200])?;
    answer.expect_fields(&[("/id", Kind::Id), ("/type", Kind::Number), ("/guild_id", Kind::Id)])?;
    answer.expect_value("/id", path.trim_start_matches("/channels/"))
}

pub(super) async fn typing(d: &Discord) -> CheckResult {
    let path = format!("{}/typing", d.channel()?);
    d.send(Request::post(path)).await?.expect_status(&[204])
}

pub(super) async fn rate_limit_headers(d: &Discord) -> CheckResult {
    let (_, answer) = d.posted().await?;
    for name in ["limit", "remaining", "reset", "reset-after", "bucket"] {
        let name = format!("x-ratelimit-{name}");
        if answer.header(&name).is_none_or(str::is_empty) {
            let seen = format!("an answer with status {} without it", answer.status);
            return Err(Problem::differs(format!("the header {name}"), seen));
        }
    }
    Ok(())
}

pub(super) async fn rate_limit_counts_the_call(d: &Discord) -> CheckResult {
    let (_, answer) = d.posted().await?;
    let (limit, remaining) =
        (number(&answer, "x-ratelimit-limit")?, number(&answer, "x-ratelimit-remaining")?);
    if remaining < limit {
        return Ok(());
    }
    let seen = format!("{remaining} of {limit}");
    Err(Problem::differs("fewer calls left than the bucket holds", seen))
}

pub(super) async fn rate_limit_remaining_falls(d: &Discord) -> CheckResult {
    let mut seen = Vec::new();
    // The bucket can be filled again between two messages, but hardly every time.
    for _ in 0..3 {
        let (_, first) = d.posted().await?;
        let (_, second) = d.posted().await?;
        let (first, second) =
            (number(&first, "x-ratelimit-remaining")?, number(&second, "x-ratelimit-remaining")?);
        if second < first {
            return Ok(());
        }
        seen.push(format!("{first} and then {second}"));
    }
    Err(Problem::differs("fewer calls left after the second of two messages", seen.join(", ")))
}

pub(super) async fn rate_limit_reset_is_stated_twice(d: &Discord) -> CheckResult {
    let (_, answer) = d.posted().await?;
    let reset = number(&answer, "x-ratelimit-reset")?;
    let after = number(&answer, "x-ratelimit-reset-after")?;
    // Compared with the service's clock, because this machine's can be wrong.
    let date = answer.header("date").and_then(|text| jiff::fmt::rfc2822::parse(text).ok());
    let Some(date) = date.map(|date| date.timestamp()) else {
        return Err(Problem::skipped("the answer has no Date to hold X-RateLimit-Reset against"));
    };
    let ahead = reset - seconds(date);
    if (ahead - after).abs() <= TOLERANCE {
        return Ok(());
    }
    let seen = format!("{ahead:.1} s after Date, and X-RateLimit-Reset-After of {after} s");
    Err(Problem::differs("X-RateLimit-Reset as many seconds after Date as Reset-After says", seen))
}

pub(super) async fn rate_limit_bucket_is_stable(d: &Discord) -> CheckResult {
    let (_, first) = d.posted().await?;
    let (_, second) = d.posted().await?;
    if first.header("x-ratelimit-bucket") == second.header("x-ratelimit-bucket") {
        return Ok(());
    }
    Err(Problem::differs("one bucket for two messages in a channel", "two buckets"))
}

fn seconds(at: Timestamp) -> f64 {
    at.as_second() as f64
}

fn number(answer: &Answer, header: &str) -> Result<f64, Problem> {
    let text = answer.header(header).unwrap_or_default();
    text.parse().map_err(|_| Problem::differs(format!("a number in {header}"), format!("{text:?}")))
}

pub(super) async fn member_counts(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get("/users/@me/guilds?with_counts=true&limit=1")).await?;
    answer.expect_status(&[200])?;
    answer.expect_fields(&[("/0/approximate_member_count", Kind::Number)])
}
