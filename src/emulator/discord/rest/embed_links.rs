//! Embeds of the bot where it lacks EMBED_LINKS (discord-api-docs 2601 and 5648): they are left out,
//! and a new message that would show nothing else is refused.

use serde_json::{Value, json};

use crate::emulator::discord::checks::{self, Refusal};
use crate::emulator::discord::model::Channel;
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::world::{World, permission};

fn lacks(w: &World, channel: &Channel, payload: &Payload) -> bool {
    let has_embeds = payload.json["embeds"].as_array().is_some_and(|all| !all.is_empty());
    has_embeds && w.bot_permissions(channel) & permission::EMBED_LINKS == 0
}

/// Takes the embeds out of a new message that may not have any.
pub(super) fn in_new(w: &World, channel: &Channel, payload: &mut Payload) -> Result<(), Refusal> {
    if !lacks(w, channel, payload) {
        return Ok(());
    }
    payload.json["embeds"] = json!([]);
    if checks::shows_nothing(payload) {
        return Err(Refusal::new(403, 50013, "Missing Permissions"));
    }
    Ok(())
}

/// Takes the embeds out of an edit that may not have any; those of the message stay.
pub(super) fn in_edit(w: &World, channel: &Channel, payload: &mut Payload) {
    if lacks(w, channel, payload)
        && let Value::Object(fields) = &mut payload.json
    {
        fields.remove("embeds");
    }
}
