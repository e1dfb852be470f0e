//! The list of tasks: state only, account-wide.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{QUERIES, Refused, Site, refused, request_id};
use crate::emulator::wan::world::Task;

#[derive(Deserialize)]
pub(super) struct ListQuery {
    task_id: Option<String>,
    start_time: Option<String>,
    end_time: Option<String>,
    model_name: Option<String>,
    status: Option<String>,
    page_no: Option<usize>,
    page_size: Option<usize>,
}

fn parsed(text: Option<&String>) -> Result<Option<Timestamp>, Refused> {
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
    Query(q): Query<ListQuery>,
) -> Result<Json<Value>, Refused> {
    site.authorized(&headers)?;
    site.within("list", QUERIES)?;
    let (from, until) = (parsed(q.start_time.as_ref())?, parsed(q.end_time.as_ref())?);
    if let (Some(from), Some(until)) = (from, until)
        && until.duration_since(from).as_secs() > 24 * 3600
    {
        return refused(400, "InvalidParameter", "the time range must be within 24 hours");
    }
    let (page, size) = (q.page_no.unwrap_or(1).max(1), q.page_size.unwrap_or(10).clamp(1, 100));
    let world = site.wan.lock();
    let status = |t: &Task| {
        let status = serde_json::to_value(world.listed_status(t)).ok();
        status.and_then(|v| v.as_str().map(str::to_owned))
    };
    let rows: Vec<_> = world
        .listed()
        .filter(|t| q.task_id.as_ref().is_none_or(|id| *id == t.id))
        .filter(|t| q.model_name.as_ref().is_none_or(|m| *m == t.model))
        .filter(|t| q.status.as_ref().is_none_or(|s| Some(s) == status(t).as_ref()))
        .filter(|t| from.is_none_or(|f| t.submitted_at >= f))
        .filter(|t| until.is_none_or(|u| t.submitted_at <= u))
        .collect();
    let data: Vec<_> = rows
        .iter()
        .skip((page - 1) * size)
        .take(size)
        .map(|t| {
            let mut row = json!({
                "api_key_id": "1", "caller_parent_id": "1000000000000001",
                "caller_uid": "1000000000000001",
                "gmt_create": t.submitted_at.as_millisecond(),
                "start_time": t.submitted_at.as_millisecond(),
                "model_name": t.model, "region": "ap-southeast-1",
                "request_id": t.request_id, "status": status(t), "task_id": t.id,
                "user_api_unique_key": format!("apikey:v1:aigc:{}:{}", t.api, t.model),
            });
            if let Some(at) = t.ended_at.filter(|at| *at <= world.listed_until()) {
                row["end_time"] = json!(at.as_millisecond());
            }
            row
        })
        .collect();
    Ok(Json(json!({
        "total": rows.len(), "total_page": rows.len().div_ceil(size).max(1),
        "page_no": page, "page_size": size, "request_id": request_id(), "data": data,
    })))
}
