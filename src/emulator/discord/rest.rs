//! The REST face, under `/api`, `/api/v10` and, for older clients, `/api/v9`.

mod access;
mod asked;
mod bulk;
mod commands;
mod described;
mod embed_links;
mod interactions;
mod limits;
mod messages;
mod odd;
mod pins;
mod reactions;
mod reads;
mod references;
mod threads;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use asked::Query;

use crate::emulator::discord::checks::Refusal;
use crate::emulator::discord::payload::{Payload, snowflake};
use crate::emulator::discord::world::Discord;
use crate::emulator::record::UNKNOWN_ROUTE;

type Answer = Result<Response, Refusal>;

pub fn routes(discord: Discord) -> Router {
    // Differs: discord-few-routes
    // Differs: discord-no-oauth
    let api = Router::new()
        .route("/gateway", get(gateway))
        .route("/gateway/bot", get(gateway_bot))
        .route("/users/@me", get(me))
        .route("/users/@me/guilds", get(own_guilds))
        .route("/users/@me/channels", post(open_direct))
        .route("/oauth2/applications/@me", get(application))
        .route("/applications/@me", get(application))
        .merge(commands::routes())
        .merge(reactions::routes())
        .merge(pins::routes())
        .merge(threads::routes())
        .route("/channels/{channel}/messages/bulk-delete", post(bulk::delete))
        .route("/guilds/{guild}", get(reads::guild))
        .route("/guilds/{guild}/channels", get(reads::channels))
        .route("/guilds/{guild}/members/{user}", get(reads::member))
        .route("/users/{user}", get(reads::user))
        .route("/soundboard-default-sounds", get(reads::default_sounds))
        .route("/interactions/{interaction}/{token}/callback", post(interactions::callback))
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
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(512 * 1024 * 1024))
        .with_state(discord.clone());
    Router::new()
        .nest("/api", api.clone())
        // Differs: discord-v9-is-v10
        .nest("/api/v9", api.clone())
        .nest("/api/v10", api)
        .fallback(unknown)
        .layer(axum::middleware::from_fn_with_state(discord.clone(), described::layer))
        .layer(axum::middleware::from_fn_with_state(discord.clone(), odd::answers))
        .layer(axum::middleware::from_fn_with_state(discord, limits::layer))
}

async fn unknown(method: Method, uri: Uri) -> Response {
    tracing::error!(%method, path = uri.path(), "the Discord emulator has no such route");
    marked(Refusal::new(404, 0, "404: Not Found"))
}

async fn wrong_method(method: Method, uri: Uri) -> Response {
    tracing::error!(%method, path = uri.path(), "the Discord emulator has no such method");
    marked(Refusal::new(405, 0, "405: Method Not Allowed"))
}

/// Marks the response, so that tests can fail on an unknown route.
fn marked(refusal: Refusal) -> Response {
    let mut response = refusal.into_response();
    response.headers_mut().insert(UNKNOWN_ROUTE, HeaderValue::from_static("1"));
    response
}

fn authorized(discord: &Discord, headers: &HeaderMap) -> Result<(), Refusal> {
    // Differs: discord-user-agent
    // Differs: discord-no-oauth
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
    let body = d.lock().gateway_bot_json();
    ok(body)
}

async fn me(State(d): State<Discord>, headers: HeaderMap) -> Answer {
    authorized(&d, &headers)?;
    let body = d.lock().self_json();
    ok(body)
}

async fn own_guilds(State(d): State<Discord>, headers: HeaderMap, query: Query) -> Answer {
    authorized(&d, &headers)?;
    let limit = query.limit(200, 200)?;
    let (after, before) = (query.id("after")?, query.id("before")?);
    let w = d.lock();
    let fits = |id: &u64| before.is_none_or(|b| *id < b) && after.is_none_or(|a| *id > a);
    let mut page: Vec<_> = w.guilds.values().filter(|guild| fits(&guild.id)).collect();
    // The page before an ID is the one that ends there.
    let skipped =
        if before.is_some() && after.is_none() { page.len().saturating_sub(limit) } else { 0 };
    page.drain(..skipped);
    let guilds = page.into_iter().take(limit).map(|guild| {
        let mut out = json!({"id": guild.id.to_string(), "name": guild.name, "icon": null,
            "banner": null, "owner": false, "permissions": guild.bot_permissions.to_string(),
            "features": []});
        if query.is_true("with_counts") {
            out["approximate_member_count"] = json!(guild.members.len() + 1);
            out["approximate_presence_count"] = json!(guild.members.len() + 1);
        }
        out
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
    let recipient = snowflake(&payload.json["recipient_id"]);
    let known = recipient.filter(|r| d.lock().users.contains_key(r));
    let Some(user) = known else { return Err(Refusal::unknown(10013, "User")) };
    let id = d.open_direct(user);
    let w = d.lock();
    ok(w.channels.get(&id).map_or(Value::Null, |c| w.channel_json(c)))
}
