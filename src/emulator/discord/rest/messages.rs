//! Channels and their messages, with the bot's token.

use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::access::{allowed, of_channel};
use super::asked::{Path, Query};
use super::references::referenced;
use super::{Answer, authorized, embed_links, nothing, ok};
use crate::emulator::discord::checks::{self, Refusal};
use crate::emulator::discord::model::Message;
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::world::{Discord, permission};

pub(super) async fn channel(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(id): Path<u64>,
) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    let found = allowed(&w, id, 0)?;
    ok(w.channel_json(&found))
}

pub(super) async fn typing(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(id): Path<u64>,
) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    allowed(&w, id, w.sending(id))?;
    nothing()
}

pub(super) async fn history(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(id): Path<u64>,
    query: Query,
) -> Answer {
    authorized(&d, &headers)?;
    let w = d.lock();
    allowed(&w, id, 0)?;
    let limit = query.limit(50, 100)?;
    let (after, before, around) = (query.id("after")?, query.id("before")?, query.id("around")?);
    // Without the permission the list is empty, not an error.
    let channel = w.channels.get(&id).ok_or_else(|| Refusal::unknown(10003, "Channel"))?;
    if w.bot_permissions(channel) & permission::READ_MESSAGE_HISTORY == 0 {
        return ok(json!([]));
    }
    let all: Vec<_> =
        w.messages.values().filter(|m| m.channel == id && m.only_for.is_none()).collect();
    let mut page: Vec<&Message> = if let Some(after) = after {
        all.into_iter().filter(|m| m.id > after).take(limit).collect()
    } else if let Some(around) = around {
        // As many on both sides: with an even limit the result has one more than that.
        let (older, newer): (Vec<_>, Vec<_>) = all.into_iter().partition(|m| m.id < around);
        let itself = usize::from(newer.first().is_some_and(|m| m.id == around));
        let older = older.get(older.len().saturating_sub(limit / 2)..).unwrap_or_default();
        older.iter().copied().chain(newer.into_iter().take(itself + limit / 2)).collect()
    } else {
        let mut newest: Vec<_> =
            all.into_iter().rev().filter(|m| before.is_none_or(|b| m.id < b)).take(limit).collect();
        newest.reverse();
        newest
    };
    page.reverse();
    ok(page.iter().map(|m| w.message_json(m)).collect())
}

pub(super) async fn create_message(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(id): Path<u64>,
    mut payload: Payload,
) -> Answer {
    authorized(&d, &headers)?;
    {
        let w = d.lock();
        let send = w.sending(id);
        let files = if payload.files.is_empty() { 0 } else { permission::ATTACH_FILES };
        let channel = allowed(&w, id, send | files)?;
        if !channel.has_messages() {
            let message = "Cannot send messages in a non-text channel";
            return Err(Refusal::new(400, 50008, message));
        }
        // The user closed it, or shares no server with the bot any more.
        let shares = |user| w.guilds.values().any(|g| g.members.contains_key(&user));
        if channel.recipient.is_some_and(|r| w.closed_to_bot.contains(&r) || !shares(r)) {
            let message = "Cannot send messages to this user";
            return Err(Refusal::new(403, 50007, message));
        }
        if channel.locked && w.bot_permissions(&channel) & permission::MANAGE_THREADS == 0 {
            return Err(Refusal::new(400, 160_005, "Thread is locked"));
        }
        checks::new_message(&payload, w.size_limit(&channel))?;
        embed_links::in_new(&w, &channel, &mut payload)?;
    }
    let m = &payload.json;
    let nonce = match &m["nonce"] {
        Value::String(text) => Some(text.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    };
    d.change(|w| {
        if let Some(nonce) = nonce.as_ref().filter(|_| m["enforce_nonce"] == true)
            && let Some(first) = w.by_nonce(w.bot.id, nonce)
            && let Some(first) = w.messages.get(&first)
        {
            let mut made = w.message_json(first);
            made["nonce"] = m["nonce"].clone();
            return ok(made);
        }
        let about = referenced(w, id, m)?;
        w.wake(id);
        let author = w.bot.id;
        let message = w.post(id, author, &payload, about);
        if let Some(nonce) = &nonce {
            w.remember_nonce(author, nonce, message);
        }
        let mut made = w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m));
        // Returned once: a message that is fetched again has no nonce.
        if nonce.is_some() {
            made["nonce"] = m["nonce"].clone();
        }
        ok(made)
    })
}

pub(super) async fn get_message(
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

pub(super) async fn edit_message(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((id, message)): Path<(u64, u64)>,
    mut payload: Payload,
) -> Answer {
    authorized(&d, &headers)?;
    {
        let w = d.lock();
        let channel = allowed(&w, id, 0)?;
        let found = of_channel(&w, id, message)?;
        if found.author != w.bot.id {
            let message = "Cannot edit a message authored by another user";
            return Err(Refusal::new(403, 50005, message));
        }
        if channel.archived {
            return Err(Refusal::new(400, 50083, "Thread is archived"));
        }
        checks::edit(&payload, Some(found), w.size_limit(&channel))?;
        embed_links::in_edit(&w, &channel, &mut payload);
        if w.would_be_empty(message, &payload) {
            return Err(Refusal::empty_message());
        }
    }
    d.change(|w| {
        if let Err(wait) = w.count_edit(message) {
            let message = "Maximum number of edits to messages older than 1 hour reached. Try \
                           again later";
            return Err(Refusal::too_many(30046, message, wait));
        }
        w.edit(message, &payload);
        ok(w.messages.get(&message).map_or(Value::Null, |m| w.message_json(m)))
    })
}

pub(super) async fn delete_message(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path((id, message)): Path<(u64, u64)>,
) -> Answer {
    authorized(&d, &headers)?;
    {
        let w = d.lock();
        let channel = allowed(&w, id, 0)?;
        let own = of_channel(&w, id, message)?.author == w.bot.id;
        if !own && channel.guild.is_none() {
            return Err(Refusal::new(403, 50003, "Cannot execute action on a DM channel"));
        }
        allowed(&w, id, if own { 0 } else { permission::MANAGE_MESSAGES })?;
    }
    d.change(|w| w.delete(message));
    nothing()
}
