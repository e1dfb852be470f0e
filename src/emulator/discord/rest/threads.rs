//! Creation of threads, and the active ones of a server.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::access::{allowed, entered, of_channel};
use super::asked::Path;
use super::{Answer, authorized, ok};
use crate::emulator::discord::checks::{self, Refusal};
use crate::emulator::discord::model::Channel;
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::posting::About;
use crate::emulator::discord::threads::NewThread;
use crate::emulator::discord::world::{Discord, World, permission};

/// Types of channels and threads.
const TEXT: u8 = 0;
const ANNOUNCEMENT: u8 = 5;
const ANNOUNCEMENT_THREAD: u8 = 10;
const PUBLIC_THREAD: u8 = 11;
const PRIVATE_THREAD: u8 = 12;
const FORUM: u8 = 15;
const MEDIA: u8 = 16;

pub(super) fn routes() -> Router<Discord> {
    Router::new()
        .route("/channels/{channel}/messages/{message}/threads", post(from_message))
        .route("/channels/{channel}/threads", post(alone))
        .route("/guilds/{guild}/threads/active", get(active))
}

async fn from_message(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((channel, message)): Path<(u64, u64)>,
    payload: Payload,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        let parent = allowed(w, channel, 0)?;
        let kind = match parent.kind {
            TEXT => PUBLIC_THREAD,
            ANNOUNCEMENT => ANNOUNCEMENT_THREAD,
            _ => return Err(wrong_type()),
        };
        allowed(w, channel, permission::CREATE_PUBLIC_THREADS)?;
        of_channel(w, channel, message)?;
        checks::thread(&payload.json)?;
        if w.channels.contains_key(&message) {
            let message = "A thread has already been created for this message";
            return Err(Refusal::new(400, 160_004, message));
        }
        let id = w.create_thread(&parent, new(&payload.json, Some(message), kind));
        created(w, id, None)
    })
}

/// A thread without a message, or in a forum with its first one.
async fn alone(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(channel): Path<u64>,
    payload: Payload,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        let parent = allowed(w, channel, 0)?;
        checks::thread(&payload.json)?;
        if matches!(parent.kind, FORUM | MEDIA) {
            return in_forum(w, &parent, payload);
        }
        // Private threads are the default since the documentation was first published.
        let kind = payload.json["type"].as_u64();
        let kind = kind.map_or(PRIVATE_THREAD, |kind| u8::try_from(kind).unwrap_or(u8::MAX));
        let needed = match (parent.kind, kind) {
            (TEXT, PRIVATE_THREAD) => permission::CREATE_PRIVATE_THREADS,
            (TEXT, PUBLIC_THREAD) | (ANNOUNCEMENT, ANNOUNCEMENT_THREAD) => {
                permission::CREATE_PUBLIC_THREADS
            }
            _ => return Err(wrong_type()),
        };
        allowed(w, channel, needed)?;
        let id = w.create_thread(&parent, new(&payload.json, None, kind));
        created(w, id, None)
    })
}

fn in_forum(w: &mut World, parent: &Channel, payload: Payload) -> Answer {
    let files = if payload.files.is_empty() { 0 } else { permission::ATTACH_FILES };
    allowed(w, parent.id, permission::SEND_MESSAGES | files)?;
    let first = Payload { json: payload.json["message"].clone(), files: payload.files };
    if first.json.is_null() {
        return Err(checks::required("message"));
    }
    checks::new_message(&first, w.size_limit(parent))?;
    let id = w.create_thread(parent, new(&payload.json, None, PUBLIC_THREAD));
    let about = About { id: Some(id), ..About::default() };
    w.post(id, w.bot.id, &first, about);
    created(w, id, w.messages.get(&id).map(|m| w.message_json(m)))
}

fn new(body: &Value, message: Option<u64>, kind: u8) -> NewThread {
    let name = body["name"].as_str().unwrap_or_default().trim().to_owned();
    NewThread { message, kind, name, auto_archive: body["auto_archive_duration"].as_u64() }
}

fn created(w: &World, thread: u64, first: Option<Value>) -> Answer {
    let mut body = w.channels.get(&thread).map_or(Value::Null, |thread| w.thread_json(thread));
    if let Some(first) = first {
        body["message"] = first;
    }
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

fn wrong_type() -> Refusal {
    Refusal::new(400, 50024, "Cannot execute action on this channel type")
}

/// Threads that are not archived, newest first; private ones only if the bot created them or manages
/// threads.
async fn active(State(d): State<Discord>, headers: HeaderMap, Path(guild): Path<u64>) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    entered(&w, guild)?;
    let threads = w.channels.values().rev().filter(|c| {
        let manages = w.bot_permissions(c) & permission::MANAGE_THREADS != 0;
        let is_open = match c.kind {
            ANNOUNCEMENT_THREAD | PUBLIC_THREAD => true,
            PRIVATE_THREAD => manages || w.owns(c),
            _ => false,
        };
        c.guild == Some(guild) && is_open && !c.archived && w.receives_events_of(c)
    });
    let threads: Vec<_> = threads.collect();
    let own = threads.iter().filter(|c| w.owns(c));
    let members: Vec<_> = own.map(|c| w.thread_json(c)["member"].take()).collect();
    let threads: Vec<_> = threads.iter().map(|c| w.channel_json(c)).collect();
    ok(json!({"threads": threads, "members": members, "has_more": false}))
}
