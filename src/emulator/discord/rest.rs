//! The REST face, under `/api` and `/api/v10`.

mod interactions;
mod messages;
mod odd;

use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::emulator::discord::checks::{self, Refusal};
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::world::Discord;
use crate::emulator::record::UNKNOWN_ROUTE;

type Answer = Result<Response, Refusal>;

/// The routes.
pub fn routes(discord: Discord) -> Router {
    let api = Router::new()
        .route("/gateway", get(gateway))
        .route("/gateway/bot", get(gateway_bot))
        .route("/users/@me", get(me))
        .route("/users/@me/guilds", get(own_guilds))
        .route("/users/@me/channels", post(open_direct))
        .route("/oauth2/applications/@me", get(application))
        .route("/applications/@me", get(application))
        .route("/applications/{app}/commands", put(set_global).get(get_global))
        .route("/applications/{app}/guilds/{guild}/commands", put(set_guild).get(get_guild))
        .route("/interactions/{id}/{token}/callback", post(interactions::callback))
        .route("/webhooks/{app}/{token}", post(interactions::follow_up))
        .route(
            "/webhooks/{app}/{token}/messages/{message}",
            get(interactions::get_answer)
                .patch(interactions::edit_answer)
                .delete(interactions::delete_answer),
        )
        .route("/channels/{channel}", get(messages::channel))
        .route("/channels/{channel}/typing", post(messages::typing))
        .route(
            "/channels/{channel}/messages",
            get(messages::history).post(messages::create_message),
        )
        .route(
            "/channels/{channel}/messages/{message}",
            patch(messages::edit_message)
                .get(messages::get_message)
                .delete(messages::delete_message),
        )
        .layer(DefaultBodyLimit::max(512 * 1024 * 1024))
        .with_state(discord.clone());
    Router::new()
        .nest("/api", api.clone())
        .nest("/api/v10", api)
        .fallback(unknown)
        .layer(axum::middleware::from_fn_with_state(discord.clone(), odd::answers))
        .layer(axum::middleware::from_fn_with_state(discord, limits))
}

async fn unknown(method: Method, uri: Uri) -> Response {
    tracing::error!(%method, path = uri.path(), "the stand-in for Discord has no such route");
    let mut response = Refusal::new(404, 0, "404: Not Found").into_response();
    response.headers_mut().insert(UNKNOWN_ROUTE, HeaderValue::from_static("1"));
    response
}

/// The global limit, which interaction endpoints are exempt from, and the headers of a bucket.
async fn limits(
    State(discord): State<Discord>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let path = request.uri().path();
    let exempt = path.contains("/interactions/") || path.contains("/webhooks/");
    if !exempt && !discord.lock().within_global_limit() {
        let body = json!({"message": "You are being rate limited.", "retry_after": 1.0,
            "global": true, "code": 0});
        let mut response = (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert("retry-after", HeaderValue::from_static("1"));
        headers.insert("x-ratelimit-global", HeaderValue::from_static("true"));
        headers.insert("x-ratelimit-scope", HeaderValue::from_static("global"));
        return response;
    }
    let mut response = next.run(request).await;
    for (name, value) in [
        ("x-ratelimit-limit", "50"),
        ("x-ratelimit-remaining", "49"),
        ("x-ratelimit-reset-after", "1.000"),
        ("x-ratelimit-bucket", "emulator"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn authorized(discord: &Discord, headers: &HeaderMap) -> Result<(), Refusal> {
    let expected = format!("Bot {}", discord.lock().token);
    match headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()) {
        Some(given) if given == expected => Ok(()),
        _ => Err(Refusal::unauthorized()),
    }
}

fn ok(body: Value) -> Answer {
    Ok(Json(body).into_response())
}

fn nothing() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn gateway(State(d): State<Discord>) -> Answer {
    let url = d.lock().gateway.clone();
    ok(json!({"url": url}))
}

async fn gateway_bot(State(d): State<Discord>, headers: HeaderMap) -> Answer {
    authorized(&d, &headers)?;
    let url = d.lock().gateway.clone();
    ok(json!({"url": url, "shards": 1, "session_start_limit": {
        "total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}}))
}

async fn me(State(d): State<Discord>, headers: HeaderMap) -> Answer {
    authorized(&d, &headers)?;
    let body = d.lock().self_json();
    ok(body)
}

#[derive(Deserialize)]
struct GuildsQuery {
    limit: Option<usize>,
    after: Option<u64>,
}

async fn own_guilds(
    State(d): State<Discord>,
    headers: HeaderMap,
    Query(q): Query<GuildsQuery>,
) -> Answer {
    authorized(&d, &headers)?;
    let limit = q.limit.unwrap_or(200);
    if !(1..=200).contains(&limit) {
        let message = "int value should be less than or equal to 200.";
        return Err(Refusal::form("limit", "NUMBER_TYPE_MAX", message));
    }
    let w = d.lock();
    let page = w.guilds.range(q.after.unwrap_or(0) + 1..).take(limit);
    let guilds = page.map(|(_, guild)| {
        json!({"id": guild.id.to_string(), "name": guild.name, "icon": null, "banner": null,
            "owner": false, "permissions": guild.bot_permissions.to_string(), "features": []})
    });
    ok(guilds.collect())
}

async fn application(State(d): State<Discord>, headers: HeaderMap) -> Answer {
    authorized(&d, &headers)?;
    let body = d.lock().application_json();
    ok(body)
}

async fn open_direct(State(d): State<Discord>, headers: HeaderMap, payload: Payload) -> Answer {
    authorized(&d, &headers)?;
    let recipient = payload.json["recipient_id"].as_str().and_then(|t| t.parse().ok());
    let known = recipient.filter(|r| d.lock().users.contains_key(r));
    let Some(user) = known else { return Err(Refusal::unknown(10013, "User")) };
    let id = d.open_direct(user);
    let w = d.lock();
    ok(w.channels.get(&id).map_or(Value::Null, |c| w.channel_json(c)))
}

fn own_application(d: &Discord, app: u64) -> Result<(), Refusal> {
    if d.lock().application == app { Ok(()) } else { Err(Refusal::unknown(10002, "Application")) }
}

fn set_commands(d: &Discord, guild: Option<u64>, list: &Value) -> Answer {
    checks::commands(list)?;
    d.change(|w| {
        let app = w.application.to_string();
        let mut registered = Vec::new();
        for command in list.as_array().into_iter().flatten() {
            let mut command = command.clone();
            if let Some(options) = command.get_mut("options") {
                without_empty(options);
            }
            let id = w.id().to_string();
            command["id"] = json!(id);
            command["version"] = json!(id);
            command["application_id"] = json!(app);
            if let Some(guild) = guild {
                command["guild_id"] = json!(guild.to_string());
            }
            for (key, default) in [
                ("type", json!(1)),
                ("description", json!("")),
                ("default_member_permissions", Value::Null),
                ("nsfw", json!(false)),
            ] {
                if command.get(key).is_none() {
                    command[key] = default;
                }
            }
            registered.push(command);
        }
        w.registrations += 1;
        w.commands.insert(guild, registered.clone());
        ok(json!(registered))
    })
}

/// Discord leaves out what an option does not have.
fn without_empty(options: &mut Value) {
    for option in options.as_array_mut().into_iter().flatten() {
        if let Some(inner) = option.get_mut("options") {
            without_empty(inner);
        }
        if let Some(fields) = option.as_object_mut() {
            fields.retain(|_, v| !v.is_null() && v.as_array().is_none_or(|l| !l.is_empty()));
            fields.retain(|k, v| k != "autocomplete" || *v == true);
        }
    }
}

async fn set_global(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(app): Path<u64>,
    payload: Payload,
) -> Answer {
    authorized(&d, &headers)?;
    own_application(&d, app)?;
    set_commands(&d, None, &payload.json)
}

async fn set_guild(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((app, guild)): Path<(u64, u64)>,
    payload: Payload,
) -> Answer {
    authorized(&d, &headers)?;
    own_application(&d, app)?;
    if !d.lock().guilds.contains_key(&guild) {
        return Err(Refusal::new(403, 50001, "Missing Access"));
    }
    set_commands(&d, Some(guild), &payload.json)
}

async fn get_global(State(d): State<Discord>, headers: HeaderMap, Path(app): Path<u64>) -> Answer {
    authorized(&d, &headers)?;
    own_application(&d, app)?;
    let list = d.lock().commands.get(&None).cloned().unwrap_or_default();
    ok(json!(list))
}

async fn get_guild(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((app, guild)): Path<(u64, u64)>,
) -> Answer {
    authorized(&d, &headers)?;
    own_application(&d, app)?;
    let list = d.lock().commands.get(&Some(guild)).cloned().unwrap_or_default();
    ok(json!(list))
}
