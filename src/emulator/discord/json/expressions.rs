//! Custom emoji, stickers and forwarded messages as Discord's JSON.

use serde_json::{Value, json};

use super::user;
use crate::emulator::discord::model::{Message, Sticker};
use crate::emulator::discord::times::written;
use crate::emulator::discord::world::World;

/// `HAS_SNAPSHOT`.
const HAS_SNAPSHOT: u64 = 1 << 14;

fn sticker_item(sticker: &Sticker) -> Value {
    json!({
        "id": sticker.id.to_string(), "name": sticker.name, "format_type": sticker.format as u8,
    })
}

impl World {
    /// The stickers of a message.
    pub(super) fn sticker_items_json(&self, m: &Message) -> Value {
        m.stickers.iter().map(sticker_item).collect()
    }

    /// A server's emoji.
    pub(in crate::emulator::discord) fn emojis_json(&self, guild: u64) -> Value {
        let Some(guild) = self.guilds.get(&guild) else { return json!([]) };
        let emoji = guild.emojis.iter().map(|(id, emoji)| {
            json!({
                "id": id.to_string(), "name": emoji.name, "roles": [], "require_colons": true,
                "managed": false, "animated": emoji.animated, "available": true,
            })
        });
        emoji.collect()
    }

    /// A server's stickers.
    pub(in crate::emulator::discord) fn stickers_json(&self, guild: u64) -> Value {
        let Some(found) = self.guilds.get(&guild) else { return json!([]) };
        let stickers = found.stickers.values().map(|sticker| {
            let mut out = sticker_item(sticker);
            out["tags"] = json!("wave");
            out["type"] = json!(2);
            out["description"] = Value::Null;
            out["available"] = json!(true);
            out["guild_id"] = json!(guild.to_string());
            out
        });
        stickers.collect()
    }

    /// Makes a message a forward of another one.
    pub(super) fn add_forwarded(&self, out: &mut Value, forwarded: &Message, visible: bool) {
        let files = self.files_json(forwarded);
        let mentioned = forwarded.mentions.users.iter().filter_map(|u| self.users.get(u));
        let mut message = json!({
            "type": 0, "content": if visible { forwarded.content.as_str() } else { "" },
            "mentions": mentioned.map(user).collect::<Vec<_>>(),
            "mention_roles": forwarded.mentions.roles.iter().map(u64::to_string).collect::<Vec<_>>(),
            "attachments": if visible { json!(files) } else { json!([]) },
            "embeds": if visible { self.embeds_json(forwarded) } else { json!([]) },
            "components": if visible { self.components_json(forwarded) } else { json!([]) },
            "timestamp": written(forwarded.at),
            "edited_timestamp": forwarded.edited_at.map(written),
            "flags": forwarded.flags,
        });
        if !forwarded.stickers.is_empty() {
            message["sticker_items"] = self.sticker_items_json(forwarded);
        }
        out["message_snapshots"] = json!([{"message": message}]);
        out["flags"] = json!(out["flags"].as_u64().unwrap_or(0) | HAS_SNAPSHOT);
        out["message_reference"] = json!({
            "type": 1, "channel_id": forwarded.channel.to_string(),
            "message_id": forwarded.id.to_string(),
        });
        if let Some(guild) = self.channels.get(&forwarded.channel).and_then(|c| c.guild) {
            out["message_reference"]["guild_id"] = json!(guild.to_string());
        }
    }
}
