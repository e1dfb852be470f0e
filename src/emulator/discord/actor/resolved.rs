//! The objects that the IDs in an interaction refer to.

use serde_json::{Map, Value, json};

use super::interact::Place;
use super::{ClientRefuses, refuse};
use crate::emulator::discord::json;
use crate::emulator::discord::world::World;

/// The channel fields that an interaction includes, if the channel has them.
const CHANNEL_FIELDS: [&str; 13] = [
    "id",
    "type",
    "guild_id",
    "name",
    "parent_id",
    "position",
    "topic",
    "nsfw",
    "flags",
    "last_message_id",
    "last_pin_timestamp",
    "rate_limit_per_user",
    "thread_metadata",
];

/// Adds a resolved object.
pub(super) fn resolve(resolved: &mut Value, kind: &str, id: u64, what: Value) -> Value {
    resolved[kind][id.to_string()] = what;
    json!(id.to_string())
}

impl World {
    pub(super) fn user_given(
        &self,
        Place { guild, channel, .. }: Place,
        id: u64,
        resolved: &mut Value,
    ) -> Result<Value, ClientRefuses> {
        let Some(user) = self.users.get(&id) else { return refuse("there is no such person") };
        // A user who left the server is resolved without a member.
        if self.is_member(guild, id) {
            let mut member = self.partial_member_json(guild, id);
            if let Some(fields) = member.as_object_mut() {
                fields.remove("deaf");
                fields.remove("mute");
            }
            let there = self.channels.get(&channel).map_or(0, |c| {
                if id == self.bot.id { self.bot_permissions(c) } else { self.permissions_in(c, id) }
            });
            member["permissions"] = json!(there.to_string());
            resolved["members"][id.to_string()] = member;
        }
        Ok(resolve(resolved, "users", id, json::user(user)))
    }

    pub(super) fn role_given(
        &self,
        guild: u64,
        id: u64,
        resolved: &mut Value,
    ) -> Result<Value, ClientRefuses> {
        let role = self.role_json(guild, id);
        if role.is_null() {
            return refuse("there is no such role");
        }
        Ok(resolve(resolved, "roles", id, role))
    }

    /// Resolves a user or a role.
    pub(super) fn mentionable_given(
        &self,
        place: Place,
        id: u64,
        resolved: &mut Value,
    ) -> Result<Value, ClientRefuses> {
        if self.users.contains_key(&id) {
            self.user_given(place, id, resolved)
        } else {
            self.role_given(place.guild, id, resolved)
        }
    }

    /// Resolves a channel, which must have one of the requested types, if there are any.
    pub(super) fn channel_given(
        &self,
        Place { guild, who, .. }: Place,
        id: u64,
        types: &Value,
        resolved: &mut Value,
    ) -> Result<Value, ClientRefuses> {
        let found = self.channels.get(&id).filter(|c| c.guild == Some(guild));
        let Some(found) = found else { return refuse("there is no such channel") };
        let types = types.as_array().filter(|types| !types.is_empty());
        if types.is_some_and(|types| !types.iter().any(|kind| *kind == found.kind)) {
            return refuse("a channel of that type is not offered");
        }
        let whole = self.channel_json(found);
        let fields = CHANNEL_FIELDS.iter().filter_map(|key| Some((*key, whole.get(key)?)));
        let fields: Map<_, _> =
            fields.map(|(key, value)| (key.to_owned(), value.clone())).collect();
        let mut channel = Value::Object(fields);
        // The member's permissions and the bot's (since 2026-07-16).
        channel["permissions"] = json!(self.permissions_in(found, who).to_string());
        channel["app_permissions"] = json!(self.bot_permissions(found).to_string());
        Ok(resolve(resolved, "channels", id, channel))
    }
}
