//! The list of tasks: status only, account-wide.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

use super::answers::{Refused, refused};
use super::asked::Asked;
use super::{QUERIES, SECOND, Site};
use crate::emulator::wan::world::request_id;

/// The longest period that one request can list.
const SPAN: Duration = Duration::from_secs(24 * 3600);

/// The number of pages that an endless list claims to have.
const ENDLESS_PAGES: usize = 4_000_000_000;

/// A row of an endless list: a task that nobody submitted.
fn invented_row(n: usize, asked: &Asked, at: Timestamp) -> Value {
    json!({
        "gmt_create": at.as_millisecond(), "start_time": at.as_millisecond(),
        "model_name": asked.text("model_name").unwrap_or("wan2.7-t2v"),
        "status": asked.text("status").unwrap_or("RUNNING"),
        "task_id": format!("{n:08x}-0000-4000-8000-000000000000"), "request_id": request_id(),
    })
}

fn parsed(text: Option<&str>) -> Result<Option<Timestamp>, Refused> {
    let Some(text) = text else { return Ok(None) };
    let read = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", text)
        .and_then(|t| t.to_zoned(TimeZone::fixed(Offset::constant(8))));
    match read {
        Ok(at) => Ok(Some(at.timestamp())),
        Err(_) => refused(400, "InvalidParameter", "times are YYYYMMDDhhmmss"),
    }
}

pub(super) async fn list(
    State(site): State<Site>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Json<Value>, Refused> {
    let caller = site.authorized(&headers)?;
    site.within(&caller, "list", QUERIES, SECOND)?;
    let asked = Asked::of(&uri);
    let (page, size, before) = asked.page(10)?;
    let (from, until) = (parsed(asked.text("start_time"))?, parsed(asked.text("end_time"))?);
    let world = site.wan.lock();
    // The end defaults to now, the beginning to a day before the end.
    let last = until.unwrap_or_else(|| world.clock.now());
    if from.is_some_and(|from| last.duration_since(from).as_secs() > SPAN.as_secs().cast_signed()) {
        return refused(400, "InvalidParameter", "the time range must be within 24 hours");
    }
    let first = from.or_else(|| until.and_then(|until| until.checked_sub(SPAN).ok()));
    let account = world.accounts.named(&caller.account);
    let is = |field: &str, value: &str| asked.text(field).is_none_or(|asked| asked == value);
    // Differs: wan-list-order
    let rows: Vec<_> = world
        .listed(&caller.account)
        .filter(|t| is("task_id", &t.id) && is("model_name", &t.model))
        .filter(|t| is("region", &account.region) && is("api_key_id", &t.key_id.to_string()))
        .filter(|t| is("status", world.listed_status(t).name()))
        .filter(|t| first.is_none_or(|first| t.submitted_at >= first))
        .filter(|t| until.is_none_or(|until| t.submitted_at <= until))
        .collect();
    let mut data: Vec<_> = rows
        .iter()
        .skip(before)
        .take(size)
        .map(|t| {
            let mut row = json!({
                "api_key_id": t.key_id.to_string(), "caller_parent_id": account.uid,
                "caller_uid": account.uid,
                "gmt_create": t.submitted_at.as_millisecond(),
                "start_time": t.submitted_at.as_millisecond(),
                "model_name": t.model, "region": account.region,
                "request_id": t.request_id, "status": world.listed_status(t).name(),
                "task_id": t.id,
                "user_api_unique_key": format!("apikey:v1:aigc:{}:{}", t.api, t.model),
            });
            if let Some(at) = t.ended_at.filter(|at| *at <= world.listed_until()) {
                row["end_time"] = json!(at.as_millisecond());
            }
            row
        })
        .collect();
    let (mut total, mut pages) = (rows.len(), rows.len().div_ceil(size).max(1));
    if world.endless_list {
        let invented = before + data.len()..before.saturating_add(size);
        data.extend(invented.map(|n| invented_row(n, &asked, last)));
        (total, pages) = (ENDLESS_PAGES * size, ENDLESS_PAGES);
    }
    Ok(Json(json!({
        "total": total, "total_page": pages,
        "page_no": page, "page_size": size, "request_id": request_id(), "data": data,
    })))
}
