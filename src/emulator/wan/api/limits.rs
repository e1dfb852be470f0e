//! The account's limits. The provider's pages disagree on the path, so both paths are served.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use serde_json::{Map, Value, json};

use super::answers::{Refused, refused};
use super::asked::{Asked, Sent, json_of, whole};
use super::{MODELS, QUERIES, SECOND, Site, is_offered};
use crate::emulator::wan::world::account::{Account, SUBMISSIONS};
use crate::emulator::wan::world::request_id;

/// The fields of a limit.
static FIELDS: [&str; 7] = [
    "request_limit",
    "request_limit_period",
    "usage_limit",
    "usage_limit_field",
    "usage_limit_period",
    "async_user_queue_limit",
    "async_user_concurrency_limit",
];

fn row(account: &Account, model: &str) -> Value {
    let nothing = FIELDS.iter().map(|f| ((*f).to_owned(), Value::Null));
    let mut limit: Map<String, Value> = nothing.collect();
    limit.insert("request_limit".to_owned(), json!(SUBMISSIONS));
    limit.insert("request_limit_period".to_owned(), json!(1));
    let at_once = account.account_running(model);
    limit.insert("async_user_concurrency_limit".to_owned(), json!(at_once));
    json!({
        "model": model, "workspace_id": account.workspace, "model_limit": limit,
        "workspace_limit": account.workspace_limits.get(model),
    })
}

pub(super) async fn quotas(
    State(site): State<Site>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Json<Value>, Refused> {
    let caller = site.authorized(&headers)?;
    // Differs: wan-invented-rates
    site.within(&caller, "limits", QUERIES, SECOND)?;
    let asked = Asked::of(&uri);
    let (page, size, before) = asked.page(20)?;
    let world = site.wan.lock();
    let account = world.accounts.named(&caller.account);
    let models: Vec<_> = MODELS
        .iter()
        .filter(|(_, family, _)| is_offered(family, &account.region))
        .map(|(model, _, _)| *model)
        .filter(|model| asked.text("model").is_none_or(|asked| asked == *model))
        .filter(|model| asked.text("name").is_none_or(|part| model.contains(part)))
        .collect();
    let rows: Vec<_> =
        models.iter().skip(before).take(size).map(|model| row(account, model)).collect();
    Ok(Json(json!({
        "request_id": request_id(),
        "output": {
            "total": models.len(), "page_no": page, "page_size": size, "quotas": rows,
        },
    })))
}

/// Sets the limits of the workspace: the fields of a limit, next to the model's name or in a
/// `workspace_limit` object.
pub(super) async fn set(
    State(site): State<Site>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Json<Value>, Refused> {
    let caller = site.authorized(&headers)?;
    site.within(&caller, "limits", QUERIES, SECOND)?;
    let body = json_of(&whole(sent)?)?;
    let model = body["model"].as_str();
    let Some(model) = model.filter(|model| site.offered(&caller, model).is_some()) else {
        return refused(400, "InvalidParameter", "Model not exist.");
    };
    // Differs: wan-limits-body
    let given = body.get("workspace_limit").filter(|l| l.is_object()).unwrap_or(&body);
    let mut limit = Map::new();
    for field in FIELDS {
        match &given[field] {
            Value::Null => {}
            value if value.is_u64() || (field == "usage_limit_field" && value.is_string()) => {
                limit.insert(field.to_owned(), value.clone());
            }
            // Differs: wan-invented-words
            _ => return refused(400, "InvalidParameter", format!("{field} is not valid")),
        }
    }
    if limit.is_empty() {
        return refused(400, "InvalidParameter", "no limit is given");
    }
    let mut world = site.wan.lock();
    let account = world.accounts.named_mut(&caller.account);
    if body["workspace_id"].as_str().is_some_and(|id| id != account.workspace) {
        return refused(403, "Workspace.AccessDenied", "Workspace access denied.");
    }
    // Differs: wan-limits-part
    account.workspace_limits.insert(model.to_owned(), Value::Object(limit));
    Ok(Json(json!({"request_id": request_id()})))
}
