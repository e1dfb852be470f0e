//! Guilds, their members and roles as Discord's JSON.

use serde_json::{Value, json};

use super::user;
use crate::emulator::discord::model::{Channel, User};
use crate::emulator::discord::world::{World, permission};

/// Why GUILD_CREATE is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::emulator::discord) enum Arrival {
    /// The bot joins the guild.
    Joined,
    /// A session starts, or an outage ends.
    Available,
}

impl World {
    /// A member. Its permissions appear only in interactions.
    pub(in crate::emulator::discord) fn member_json(&self, guild: u64, id: u64) -> Value {
        let someone = User { id, name: "someone".into(), bot: false, avatar: None };
        let who = self.users.get(&id).unwrap_or(&someone);
        let guild = self.guilds.get(&guild);
        let roles = guild.and_then(|g| g.member_roles.get(&id)).into_iter().flatten();
        let roles: Vec<_> = roles.map(u64::to_string).collect();
        let avatar = guild.and_then(|g| g.avatars.get(&id)).map(|avatar| &avatar.hash);
        json!({
            "user": user(who), "nick": null, "avatar": avatar, "roles": roles,
            "joined_at": "2024-01-01T00:00:00.000000+00:00", "premium_since": null,
            "deaf": false, "mute": false, "flags": 0, "pending": false,
            "communication_disabled_until": null,
        })
    }

    /// A role; the one with the guild's own ID is @everyone.
    pub(in crate::emulator::discord) fn role_json(&self, guild: u64, id: u64) -> Value {
        let Some(guild) = self.guilds.get(&guild) else { return Value::Null };
        // Differs: discord-no-role-permissions
        let (name, position, mentionable) = match guild.roles.get(&id) {
            Some(role) => (role.name.as_str(), 1, role.mentionable),
            None if id == guild.id => ("@everyone", 0, false),
            None => return Value::Null,
        };
        json!({
            "id": id.to_string(), "name": name, "color": 0,
            "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null},
            "hoist": false, "icon": null, "unicode_emoji": null, "position": position,
            "permissions": permission::MEMBER.to_string(), "managed": false,
            "mentionable": mentionable, "flags": 0,
        })
    }

    /// A member without its user, for events that carry the user separately.
    pub(in crate::emulator::discord) fn partial_member_json(&self, guild: u64, id: u64) -> Value {
        let mut out = self.member_json(guild, id);
        if let Some(fields) = out.as_object_mut() {
            fields.remove("user");
        }
        out
    }

    /// A guild in the form of REST and GUILD_UPDATE.
    pub(in crate::emulator::discord) fn guild_json(&self, id: u64) -> Value {
        // Differs: discord-fixed-fields
        let Some(guild) = self.guilds.get(&id) else { return Value::Null };
        let roles = std::iter::once(&id).chain(guild.roles.keys());
        let roles: Vec<_> = roles.map(|role| self.role_json(id, *role)).collect();
        json!({
            "id": guild.id.to_string(), "name": guild.name, "icon": null, "splash": null,
            "discovery_splash": null, "owner_id": "1", "region": "deprecated",
            "afk_channel_id": null, "afk_timeout": 300, "verification_level": 0,
            "default_message_notifications": 1, "explicit_content_filter": 0,
            "roles": roles,
            "emojis": self.emojis_json(id), "features": [], "mfa_level": 0, "application_id": null,
            "system_channel_id": null, "system_channel_flags": 0, "rules_channel_id": null,
            "max_presences": null, "max_members": 500_000, "vanity_url_code": null,
            "description": null, "banner": null, "premium_tier": guild.tier,
            "premium_subscription_count": 0, "preferred_locale": self.locale(id),
            "public_updates_channel_id": null, "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50, "nsfw_level": 0, "nsfw": false,
            "stickers": self.stickers_json(id),
            "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null,
            "widget_enabled": false, "widget_channel_id": null,
        })
    }

    /// A guild in the form of GUILD_CREATE, with its channels and active threads.
    pub(in crate::emulator::discord) fn guild_create_json(
        &self,
        id: u64,
        arrival: Arrival,
    ) -> Value {
        let Some(guild) = self.guilds.get(&id) else { return Value::Null };
        let mut out = self.guild_json(id);
        let channels = || self.channels.values().filter(|c| c.guild == Some(id));
        let is_thread = |c: &&Channel| matches!(c.kind, 10..=12);
        let threads = channels().filter(|c| {
            // Differs: discord-private-threads
            let is_open = matches!(c.kind, 10 | 11) || (c.kind == 12 && self.owns(c));
            is_open && !c.archived && self.receives_events_of(c)
        });
        out["threads"] = threads.map(|c| self.channel_json(c)).collect();
        out["channels"] =
            channels().filter(|c| !is_thread(c)).map(|c| self.channel_event_json(c)).collect();
        // The presence of the field shows a client that the bot was in the guild before.
        if arrival == Arrival::Available {
            out["unavailable"] = json!(false);
        }
        out["joined_at"] = json!("2024-01-01T00:00:00.000000+00:00");
        out["large"] = json!(false);
        out["member_count"] = json!(guild.members.len() + 1);
        out["members"] = json!([self.member_json(id, self.bot.id)]);
        for empty in [
            "voice_states",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
            "soundboard_sounds",
        ] {
            out[empty] = json!([]);
        }
        out
    }
}
