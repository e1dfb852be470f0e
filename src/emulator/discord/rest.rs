//! The REST face, under `/api` and `/api/v10`.

use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::emulator::discord::checks::{self, Refusal};
use crate::emulator::discord::json::EPHEMERAL;
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::world::{
    ANSWER_WITHIN, Answered, Channel, Discord, File, Happening, Message, TOKEN_LIFE, World,
    permission,
};
use crate::emulator::record::UNKNOWN_ROUTE;

type Answer = Result<Response, Refusal>;

/// The routes.
pub fn routes(discord: Discord) -> Router {
    let api = Router::new()
        .route("/gateway", get(gateway))
        .route("/gateway/bot", get(gateway_bot))
        .route("/users/@me", get(me))
        .route("/users/@me/channels", post(open_direct))
        .route("/oauth2/applications/@me", get(application))
        .route("/applications/@me", get(application))
        .route("/applications/{app}/commands", put(set_global).get(get_global))
        .route("/applications/{app}/guilds/{guild}/commands", put(set_guild).get(get_guild))
        .route("/interactions/{id}/{token}/callback", post(callback))
        .route("/webhooks/{app}/{token}", post(follow_up))
        .route(
            "/webhooks/{app}/{token}/messages/{message}",
            get(get_answer).patch(edit_answer).delete(delete_answer),
        )
        .route("/channels/{channel}", get(channel))
        .route("/channels/{channel}/typing", post(typing))
        .route("/channels/{channel}/messages", get(history).post(create_message))
        .route(
            "/channels/{channel}/messages/{message}",
            patch(edit_message).get(get_message).delete(delete_message),
        )
        .layer(DefaultBodyLimit::max(512 * 1024 * 1024))
        .with_state(discord.clone());
    Router::new()
        .nest("/api", api.clone())
        .nest("/api/v10", api)
        .fallback(unknown)
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
    if d.lock().bot.id == app { Ok(()) } else { Err(Refusal::unknown(10002, "Application")) }
}

fn set_commands(d: &Discord, guild: Option<u64>, list: &Value) -> Answer {
    checks::commands(list)?;
    d.change(|w| {
        let app = w.bot.id.to_string();
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

#[derive(Deserialize)]
struct CallbackQuery {
    with_response: Option<String>,
}

async fn callback(
    State(d): State<Discord>,
    Path((id, token)): Path<(u64, String)>,
    Query(q): Query<CallbackQuery>,
    payload: Payload,
) -> Answer {
    let limit = {
        let w = d.lock();
        let Some(i) = w.interactions.get(&id).filter(|i| i.token == token) else {
            return Err(Refusal::unknown(10062, "interaction"));
        };
        if w.clock.now() > i.at + ANSWER_WITHIN && i.answered == Answered::No {
            return Err(Refusal::unknown(10062, "interaction"));
        }
        if i.answered != Answered::No {
            let message = "Interaction has already been acknowledged.";
            return Err(Refusal::new(400, 40060, message));
        }
        i.limit
    };
    let kind = payload.json["type"].as_u64().unwrap_or(0);
    let data = Payload { json: payload.json["data"].clone(), files: payload.files };
    let flags = data.json["flags"].as_u64().unwrap_or(0);
    if kind == 4 || kind == 7 {
        checks::message(&data, kind == 4, limit)?;
    }
    if kind == 9 {
        checks::modal(&data.json)?;
    }
    let message = d.change(|w| -> Result<Option<u64>, Refusal> {
        let made = match kind {
            4 => Some(w.answer(id, &data, false)),
            5 => Some(w.answer(
                id,
                &Payload { json: json!({"flags": flags & EPHEMERAL}), files: data.files },
                true,
            )),
            6 | 7 => {
                let source = w.interactions.get(&id).and_then(|i| i.source);
                let Some(source) = source else {
                    return Err(Refusal::form(
                        "type",
                        "INTERACTION_APPLICATION_COMMAND_INVALID_CALLBACK_TYPE",
                        "Only for components.",
                    ));
                };
                if kind == 7 {
                    w.edit(source, &data);
                }
                Some(source)
            }
            8 => None,
            9 => {
                if let Some(i) = w.interactions.get_mut(&id) {
                    i.modal = Some(data.json.clone());
                }
                None
            }
            _ => return Err(Refusal::form("type", "BASE_TYPE_CHOICES", "Not a kind of answer.")),
        };
        if let Some(i) = w.interactions.get_mut(&id) {
            i.original = made;
            i.answered = if kind == 5 {
                Answered::Thinking { ephemeral: flags & EPHEMERAL != 0 }
            } else {
                Answered::Yes
            };
        }
        Ok(made)
    })?;
    if !matches!(q.with_response.as_deref(), Some("1" | "true" | "True")) {
        return nothing();
    }
    let w = d.lock();
    let kind_of = w.interactions.get(&id).map_or(2, |i| i.kind);
    let mut body = json!({"interaction": {"id": id.to_string(), "type": kind_of,
        "response_message_loading": kind == 5}});
    if let Some(m) = message.and_then(|m| w.messages.get(&m)) {
        body["interaction"]["response_message_id"] = json!(m.id.to_string());
        body["interaction"]["response_message_ephemeral"] = json!(m.only_for.is_some());
        body["resource"] = json!({"type": kind, "message": w.message_json(m)});
    }
    ok(body)
}

/// The interaction behind a token, while it is good.
fn by_token(w: &World, app: u64, token: &str) -> Result<u64, Refusal> {
    let found = w.interactions.values().find(|i| i.token == token && app == w.bot.id);
    let Some(i) = found else { return Err(Refusal::unknown(10015, "Webhook")) };
    if w.clock.now() > i.at + TOKEN_LIFE {
        return Err(Refusal::new(401, 50027, "Invalid Webhook Token"));
    }
    if i.answered == Answered::No {
        return Err(Refusal::unknown(10015, "Webhook"));
    }
    Ok(i.id)
}

fn answer_of(w: &World, interaction: u64, message: &str) -> Result<u64, Refusal> {
    let gone = || Refusal::unknown(10008, "Message");
    if message == "@original" {
        // For a button answered with 6 or 7, this is the message that was pressed.
        let original = w.interactions.get(&interaction).and_then(|i| i.original);
        return original.filter(|m| w.messages.contains_key(m)).ok_or_else(gone);
    }
    let id = message.parse().map_err(|_| gone())?;
    let found = w.messages.get(&id).filter(|m| m.interaction == Some(interaction));
    found.map(|m| m.id).ok_or_else(gone)
}

async fn follow_up(
    State(d): State<Discord>,
    Path((app, token)): Path<(u64, String)>,
    payload: Payload,
) -> Answer {
    let (id, limit) = {
        let w = d.lock();
        let id = by_token(&w, app, &token)?;
        (id, w.interactions.get(&id).map_or(0, |i| i.limit))
    };
    checks::message(&payload, true, limit)?;
    d.change(|w| {
        // While "thinking…" is shown, the first follow-up takes its place (deprecated, but so).
        let original = w.interactions.get(&id).and_then(|i| i.original);
        let loading = original.filter(|m| w.messages.get(m).is_some_and(|m| m.thinking));
        let message = match loading {
            Some(message) => {
                w.edit(message, &payload);
                message
            }
            None => w.answer(id, &payload, false),
        };
        ok(w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m)))
    })
}

async fn get_answer(
    State(d): State<Discord>,
    Path((app, token, message)): Path<(u64, String, String)>,
) -> Answer {
    let w = d.lock();
    let id = by_token(&w, app, &token)?;
    let message = answer_of(&w, id, &message)?;
    ok(w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m)))
}

async fn edit_answer(
    State(d): State<Discord>,
    Path((app, token, message)): Path<(u64, String, String)>,
    payload: Payload,
) -> Answer {
    let (message, limit) = {
        let w = d.lock();
        let id = by_token(&w, app, &token)?;
        let limit = w.interactions.get(&id).map_or(0, |i| i.limit);
        (answer_of(&w, id, &message)?, limit)
    };
    checks::message(&payload, false, limit)?;
    d.change(|w| {
        w.edit(message, &payload);
        ok(w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m)))
    })
}

async fn delete_answer(
    State(d): State<Discord>,
    Path((app, token, message)): Path<(u64, String, String)>,
) -> Answer {
    let message = {
        let w = d.lock();
        let id = by_token(&w, app, &token)?;
        answer_of(&w, id, &message)?
    };
    d.change(|w| w.delete(message));
    nothing()
}

/// A channel that the bot may look into, and do what the bits say.
fn allowed(w: &World, channel: u64, bits: u64) -> Result<Channel, Refusal> {
    let Some(found) = w.channels.get(&channel) else {
        return Err(Refusal::unknown(10003, "Channel"));
    };
    let has = w.bot_permissions(found);
    if has & permission::VIEW_CHANNEL == 0 {
        return Err(Refusal::new(403, 50001, "Missing Access"));
    }
    if has & bits != bits {
        return Err(Refusal::new(403, 50013, "Missing Permissions"));
    }
    Ok(found.clone())
}

async fn channel(State(d): State<Discord>, headers: HeaderMap, Path(id): Path<u64>) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    let found = allowed(&w, id, 0)?;
    ok(w.channel_json(&found))
}

async fn typing(State(d): State<Discord>, headers: HeaderMap, Path(id): Path<u64>) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    allowed(&w, id, w.sending(id))?;
    nothing()
}

#[derive(Deserialize)]
struct HistoryQuery {
    limit: Option<usize>,
    before: Option<u64>,
    after: Option<u64>,
    around: Option<u64>,
}

async fn history(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(id): Path<u64>,
    Query(q): Query<HistoryQuery>,
) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    allowed(&w, id, 0)?;
    let limit = q.limit.unwrap_or(50);
    if !(1..=100).contains(&limit) {
        let message = "int value should be less than or equal to 100.";
        return Err(Refusal::form("limit", "NUMBER_TYPE_MAX", message));
    }
    // Without the permission the list is just empty.
    let channel = w.channels.get(&id).ok_or_else(|| Refusal::unknown(10003, "Channel"))?;
    if w.bot_permissions(channel) & permission::READ_MESSAGE_HISTORY == 0 {
        return ok(json!([]));
    }
    let all: Vec<_> =
        w.messages.values().filter(|m| m.channel == id && m.only_for.is_none()).collect();
    let mut page: Vec<&Message> = if let Some(after) = q.after {
        all.into_iter().filter(|m| m.id > after).take(limit).collect()
    } else {
        let until = q.before.or(q.around.map(|a| a + (1 << 22)));
        let mut newest: Vec<_> =
            all.into_iter().rev().filter(|m| until.is_none_or(|u| m.id < u)).take(limit).collect();
        newest.reverse();
        newest
    };
    page.reverse();
    ok(page.iter().map(|m| w.message_json(m)).collect())
}

async fn create_message(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(id): Path<u64>,
    payload: Payload,
) -> Answer {
    authorized(&d, &headers)?;
    let limit = {
        let w = d.lock();
        let send = w.sending(id);
        let files = if payload.files.is_empty() { 0 } else { permission::ATTACH_FILES };
        let channel = allowed(&w, id, send | files)?;
        if channel.recipient.is_some_and(|r| w.closed_to_bot.contains(&r)) {
            let message = "Cannot send messages to this user";
            return Err(Refusal::new(403, 50007, message));
        }
        w.size_limit(&channel)
    };
    checks::message(&payload, true, limit)?;
    let m = &payload.json;
    let nonce = match &m["nonce"] {
        Value::String(text) => Some(text.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    };
    d.change(|w| {
        if let Some(nonce) = nonce.as_ref().filter(|_| m["enforce_nonce"] == true)
            && let Some(first) = w.by_nonce(id, nonce)
            && let Some(first) = w.messages.get(&first)
        {
            return ok(w.message_json(first));
        }
        let reference = &m["message_reference"];
        let mut reply_to = reference["message_id"].as_str().and_then(|t| t.parse().ok());
        if let Some(to) = reply_to {
            let exists = w.messages.get(&to).is_some_and(|o: &Message| o.channel == id);
            if !exists && reference["fail_if_not_exists"] != false {
                return Err(Refusal::form(
                    "message_reference",
                    "REPLIES_UNKNOWN_MESSAGE",
                    "Unknown message",
                ));
            }
            reply_to = reply_to.filter(|_| exists);
            let readable = w
                .channels
                .get(&id)
                .is_some_and(|c| w.bot_permissions(c) & permission::READ_MESSAGE_HISTORY != 0);
            if reply_to.is_some() && !readable {
                let message = "Cannot reply without permission to read message history";
                return Err(Refusal::new(400, 160_002, message));
            }
        }
        let author = w.bot.id;
        let message = w.post(id, author, &payload, reply_to, None, None);
        if let Some(nonce) = &nonce {
            w.remember_nonce(id, nonce, message);
        }
        let mut made = w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m));
        // Told once: a message that is fetched again has none.
        if let Some(nonce) = nonce {
            made["nonce"] = json!(nonce);
        }
        ok(made)
    })
}

/// A message of a channel.
fn of_channel(w: &World, channel: u64, message: u64) -> Result<&Message, Refusal> {
    let found = w.messages.get(&message);
    found
        .filter(|m| m.channel == channel && m.only_for.is_none())
        .ok_or_else(|| Refusal::unknown(10008, "Message"))
}

async fn get_message(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((id, message)): Path<(u64, u64)>,
) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    allowed(&w, id, permission::READ_MESSAGE_HISTORY)?;
    let body = w.message_json(of_channel(&w, id, message)?);
    ok(body)
}

async fn edit_message(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((id, message)): Path<(u64, u64)>,
    payload: Payload,
) -> Answer {
    authorized(&d, &headers)?;
    let limit = {
        let w = d.lock();
        let channel = allowed(&w, id, 0)?;
        let found = of_channel(&w, id, message)?;
        if found.author != w.bot.id {
            let message = "Cannot edit a message authored by another user";
            return Err(Refusal::new(403, 50005, message));
        }
        w.size_limit(&channel)
    };
    checks::message(&payload, false, limit)?;
    d.change(|w| {
        w.edit(message, &payload);
        ok(w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m)))
    })
}

async fn delete_message(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((id, message)): Path<(u64, u64)>,
) -> Answer {
    authorized(&d, &headers)?;
    {
        let w = d.lock();
        let own = of_channel(&w, id, message)?.author == w.bot.id;
        allowed(&w, id, if own { 0 } else { permission::MANAGE_MESSAGES })?;
    }
    d.change(|w| w.delete(message));
    nothing()
}

impl World {
    /// A message of the bot that answers an interaction or follows its answer.
    fn answer(&mut self, interaction: u64, payload: &Payload, thinking: bool) -> u64 {
        let Some((channel, user)) =
            self.interactions.get(&interaction).map(|i| (i.channel, i.user))
        else {
            return 0;
        };
        let private = payload.json["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
        let author = self.bot.id;
        let only_for = private.then_some(user);
        let id = self.post(channel, author, payload, None, Some(interaction), only_for);
        if let Some(m) = self.messages.get_mut(&id) {
            m.thinking = thinking;
        }
        id
    }

    /// Puts a message into a channel.
    pub(super) fn post(
        &mut self,
        channel: u64,
        author: u64,
        payload: &Payload,
        reply_to: Option<u64>,
        interaction: Option<u64>,
        only_for: Option<u64>,
    ) -> u64 {
        let id = self.id();
        let files = self.files(channel, payload);
        let content = payload.json["content"].as_str().unwrap_or_default().to_owned();
        let allowed = &payload.json["allowed_mentions"];
        let pinged = self.pinged(&content, allowed, reply_to);
        // Answers to interactions ping users by default, ordinary messages everything.
        let may_ping_all = if allowed.is_null() {
            interaction.is_none()
        } else {
            allowed["parse"].as_array().is_some_and(|p| p.iter().any(|k| k == "everyone"))
        };
        let pings_everyone =
            may_ping_all && (content.contains("@everyone") || content.contains("@here"));
        let components = match &payload.json["components"] {
            Value::Null => json!([]),
            some => some.clone(),
        };
        self.messages.insert(
            id,
            Message {
                id,
                channel,
                author,
                content,
                flags: payload.json["flags"].as_u64().unwrap_or(0) & !EPHEMERAL,
                files,
                components,
                reply_to,
                interaction,
                pinged,
                pings_everyone,
                only_for,
                thinking: false,
                at: self.clock.now(),
                edited_at: None,
            },
        );
        self.happened(Happening::Posted(id));
        self.announce("MESSAGE_CREATE", id);
        id
    }

    fn files(&mut self, channel: u64, payload: &Payload) -> Vec<File> {
        let listed = payload.json["attachments"].as_array().cloned().unwrap_or_default();
        payload
            .files
            .iter()
            .map(|(n, (name, bytes))| {
                let described = listed.iter().find(|a| {
                    a["id"].as_u64() == Some(*n) || a["id"].as_str() == Some(n.to_string().as_str())
                });
                let text = |key: &str| described.and_then(|a| a[key].as_str()).map(str::to_owned);
                File {
                    id: self.id(),
                    channel,
                    name: text("filename").unwrap_or_else(|| name.clone()),
                    description: text("description"),
                    bytes: bytes.clone(),
                }
            })
            .collect()
    }

    /// Whom a message pings: those whom its text mentions, and the author of the message that it
    /// replies to, as far as they may be.
    fn pinged(&self, content: &str, allowed: &Value, reply_to: Option<u64>) -> Vec<u64> {
        let list = |v: &Value| -> Vec<String> {
            let texts = v.as_array().into_iter().flatten();
            texts.filter_map(|t| t.as_str().map(str::to_owned)).collect()
        };
        let parse = list(&allowed["parse"]);
        let users = list(&allowed["users"]);
        let all = allowed.is_null() || parse.iter().any(|p| p == "users");
        let mut out = Vec::new();
        for (at, _) in content.match_indices("<@") {
            // A backslash before it shows it as text.
            if content[..at].ends_with('\\') {
                continue;
            }
            let digits: String = content[at + 2..]
                .trim_start_matches('!')
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            if let Ok(id) = digits.parse::<u64>()
                && self.users.contains_key(&id)
                && (all || users.contains(&digits))
                && !out.contains(&id)
            {
                out.push(id);
            }
        }
        let replied = reply_to.and_then(|m| self.messages.get(&m)).map(|m| m.author);
        if let Some(author) = replied
            && (allowed.is_null() || allowed["replied_user"] == true)
            && !out.contains(&author)
        {
            out.push(author);
        }
        out
    }

    /// Replaces what a payload names and leaves the rest; `attachments` lists what stays.
    pub(super) fn edit(&mut self, id: u64, payload: &Payload) {
        let Some(channel) = self.messages.get(&id).map(|m| m.channel) else { return };
        let new = self.files(channel, payload);
        let now = self.clock.now();
        let Some(m) = self.messages.get_mut(&id) else { return };
        let json = &payload.json;
        if let Some(content) = json.get("content") {
            m.content = content.as_str().unwrap_or_default().to_owned();
        }
        if let Some(components) = json.get("components") {
            m.components = if components.is_null() { json!([]) } else { components.clone() };
        }
        if let Some(flags) = json["flags"].as_u64() {
            m.flags = flags & !EPHEMERAL;
        }
        if let Some(kept) = json["attachments"].as_array() {
            let ids: Vec<_> = kept.iter().filter_map(|a| a["id"].as_str()).collect();
            m.files.retain(|f| ids.contains(&f.id.to_string().as_str()));
        }
        m.files.extend(new);
        if !m.thinking {
            m.edited_at = Some(now);
        }
        m.thinking = false;
        self.happened(Happening::Edited(id));
        self.announce("MESSAGE_UPDATE", id);
    }
}
