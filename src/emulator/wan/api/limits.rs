//! What the account may do at once: the provider's pages disagree on the address, so both serve it.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{QUERIES, Refused, Site, refused, request_id};

#[derive(Deserialize)]
pub(super) struct Asked {
    model: Option<String>,
    page_no: Option<usize>,
    page_size: Option<usize>,
}

pub(super) async fn quotas(
    State(site): State<Site>,
    headers: HeaderMap,
    Query(q): Query<Asked>,
) -> Result<Json<Value>, Refused> {
    site.authorized(&headers)?;
    site.within("limits", QUERIES)?;
    let Some(model) = q.model else {
        return refused(400, "InvalidParameter", "model is required");
    };
    let at_once = site.wan.lock().at_once(&model);
    let limit = json!({
        "request_limit": 5, "request_limit_period": 1, "usage_limit": null,
        "usage_limit_field": null, "usage_limit_period": null,
        "async_user_queue_limit": 500, "async_user_concurrency_limit": at_once,
    });
    let row = json!({
        "model": model, "workspace_id": "ws-1", "model_limit": limit, "workspace_limit": null,
    });
    Ok(Json(json!({
        "request_id": request_id(),
        "output": {
            "total": 1, "page_no": q.page_no.unwrap_or(1), "page_size": q.page_size.unwrap_or(20),
            "quotas": [row],
        },
    })))
}
