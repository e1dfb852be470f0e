//! Deletion of many messages at once.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;

use super::access::allowed;
use super::asked::Path;
use super::{Answer, authorized, nothing};
use crate::emulator::discord::checks::{self, Refusal};
use crate::emulator::discord::ids;
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::world::{Discord, permission};

/// Older messages have to be deleted one by one (docs, Bulk Delete Messages).
const OLDEST: Duration = Duration::from_secs(14 * 24 * 3600);

pub(super) async fn delete(
    State(d): State<Discord>,
    headers: HeaderMap,
    Path(channel): Path<u64>,
    payload: Payload,
) -> Answer {
    authorized(&d, &headers)?;
    d.change(|w| {
        if allowed(w, channel, 0)?.guild.is_none() {
            return Err(Refusal::new(403, 50003, "Cannot execute action on a DM channel"));
        }
        allowed(w, channel, permission::MANAGE_MESSAGES)?;
        let ids = checks::ids(&payload.json, "messages")?;
        if !(2..=100).contains(&ids.len()) {
            let message = "Provided too few or too many messages to delete. Must provide at least \
                           2 and at most 100 messages to delete.";
            return Err(Refusal::new(400, 50016, message));
        }
        if BTreeSet::from_iter(&ids).len() < ids.len() {
            let message = "The set already contains this value";
            return Err(Refusal::form("messages", "SET_TYPE_ALREADY_CONTAINS_VALUE", message));
        }
        // The age of a message that does not exist is in its ID, too.
        let first = ids::first_at(w.clock.now() - OLDEST);
        if ids.iter().any(|id| *id < first) {
            let message = "You can only bulk delete messages that are under 14 days old.";
            return Err(Refusal::new(400, 50034, message));
        }
        w.delete_many(channel, &ids);
        nothing()
    })
}
