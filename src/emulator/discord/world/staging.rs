//! What goes differently, set by those who stage a story.

use serde_json::Value;

use super::{Discord, World};
use crate::emulator::discord::json::{self, Coming};
use crate::emulator::discord::session::Push;
use crate::emulator::discord::things::{Channel, Visibility};

impl World {
    fn channel_changed(&mut self, channel: u64) {
        let Some(c) = self.channels.get(&channel) else { return };
        let (event, guild) = (self.channel_event_json(c), c.guild);
        self.dispatch("CHANNEL_UPDATE", guild, 1, event);
    }

    pub(in crate::emulator::discord) fn thread_changed(&mut self, thread: u64) {
        let Some(c) = self.channels.get(&thread).filter(|c| self.is_told_of(c)) else { return };
        let (event, guild) = (self.channel_json(c), c.guild);
        self.dispatch("THREAD_UPDATE", guild, 1, event);
    }

    /// Whether the bot hears of a thread: it may view both it and its channel.
    pub(in crate::emulator::discord) fn is_told_of(&self, thread: &Channel) -> bool {
        thread.visibility == Visibility::Visible
            && thread.parent.is_none_or(|parent| !self.is_hidden(parent))
    }
}

/// Announcement, public and private threads.
fn is_thread(kind: u8) -> bool {
    matches!(kind, 10..=12)
}

impl Discord {
    /// Whether the bot may read what is not addressed to it (a privileged intent).
    pub fn allow_message_content(&self, allowed: bool) {
        self.lock().may_read_content = allowed;
    }

    /// Whether the bot may hear of members, and read whole lists of them (a privileged intent).
    pub fn allow_members(&self, allowed: bool) {
        self.lock().may_read_members = allowed;
    }

    /// Replaces the bot's token: the old one is refused from now on.
    pub fn set_token(&self, token: &str) {
        self.lock().token = token.to_owned();
    }

    /// Sets a guild's boost tier.
    pub fn set_tier(&self, guild: u64, tier: u8) {
        self.change(|w| {
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.tier = tier;
            }
            let event = w.guild_json(guild);
            w.dispatch("GUILD_UPDATE", Some(guild), 1, event);
        });
    }

    /// Interactions in a guild claim this `attachment_size_limit`, whatever is really taken.
    pub fn set_claim(&self, guild: u64, bytes: u64) {
        if let Some(g) = self.lock().guilds.get_mut(&guild) {
            g.claim = Some(bytes);
        }
    }

    /// Answers are no more what any client's model expects: what is not needed is missing, null or
    /// of another type. Under three numbers in a row each field is each of these once.
    pub fn answer_oddly(&self, offset: usize) {
        self.lock().odd_answers = Some(offset);
    }

    /// The application gets an ID of its own, as those from before 2016 have.
    pub fn separate_application(&self) -> u64 {
        let mut w = self.lock();
        w.application = w.id();
        w.application
    }

    /// A thread is somebody's.
    pub fn set_thread_owner(&self, thread: u64, owner: u64) {
        if let Some(c) = self.lock().channels.get_mut(&thread) {
            c.owner = Some(owner);
        }
    }

    /// Sets what the bot may do in a channel.
    pub fn set_bot_permissions(&self, channel: u64, permissions: u64) {
        if let Some(c) = self.lock().channels.get_mut(&channel) {
            c.bot_permissions = Some(permissions);
        }
    }

    /// So many edits of messages over an hour old are taken in a channel in a minute.
    pub fn limit_old_edits(&self, channel: u64, most: usize) {
        if let Some(c) = self.lock().channels.get_mut(&channel) {
            c.old_edits = Some((most, Vec::new()));
        }
    }

    /// Files over so many bytes are refused in a channel, whatever was claimed.
    pub fn set_real_limit(&self, channel: u64, bytes: u64) {
        if let Some(c) = self.lock().channels.get_mut(&channel) {
            c.real_limit = Some(bytes);
        }
    }

    /// Makes a channel one for adults, or not.
    pub fn set_age_restricted(&self, channel: u64, is: bool) {
        self.change(|w| {
            let Some(c) = w.channels.get_mut(&channel) else { return };
            c.nsfw = is;
            w.channel_changed(channel);
        });
    }

    /// Hides a server's channel from the bot, or reveals it.
    pub fn set_visibility(&self, channel: u64, visibility: Visibility) {
        self.change(|w| {
            let Some(c) = w.channels.get_mut(&channel) else { return };
            c.visibility = visibility;
            // Differs: discord-no-thread-sync
            w.channel_changed(channel);
        });
    }

    /// Sends a thread to sleep; if it is locked, only moderators wake it.
    pub fn archive_thread(&self, thread: u64, locked: bool) {
        self.change(|w| {
            let Some(c) = w.channels.get_mut(&thread) else { return };
            // Differs: discord-no-auto-archive
            (c.archived, c.locked) = (true, locked);
            w.thread_changed(thread);
        });
    }

    /// A member leaves a server.
    pub fn remove_member(&self, guild: u64, user: u64) {
        self.change(|w| {
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.members.remove(&user);
                g.member_roles.remove(&user);
            }
            let user = w.users.get(&user).map_or(Value::Null, json::user);
            let event = serde_json::json!({"guild_id": guild.to_string(), "user": user});
            // For those who asked for members (a privileged intent).
            w.dispatch("GUILD_MEMBER_REMOVE", Some(guild), 1 << 1, event);
        });
    }

    /// Deletes a channel and all that is in it, its threads too.
    pub fn delete_channel(&self, channel: u64) {
        self.change(|w| {
            let Some(gone) = w.channels.get(&channel).cloned() else { return };
            if is_thread(gone.kind) {
                let event = serde_json::json!({
                    "id": channel.to_string(), "type": gone.kind,
                    "guild_id": gone.guild.map(|g| g.to_string()),
                    "parent_id": gone.parent.map(|p| p.to_string()),
                });
                if w.is_told_of(&gone) {
                    w.dispatch("THREAD_DELETE", gone.guild, 1, event);
                }
            } else if gone.guild.is_some() {
                let event = w.channel_event_json(&gone);
                w.dispatch("CHANNEL_DELETE", gone.guild, 1, event);
            }
            w.channels.retain(|id, c| *id != channel && c.parent != Some(channel));
            let World { channels, messages, .. } = w;
            messages.retain(|_, m| channels.contains_key(&m.channel));
        });
    }

    /// Throws the bot out of a server, whose members stay and whose channels it sees no more.
    pub fn kick_bot(&self, guild: u64) {
        self.change(|w| {
            let Some(g) = w.guilds.get_mut(&guild) else { return };
            g.unavailable = false;
            // Without "unavailable": that is how a client tells it from an outage.
            let event = serde_json::json!({"id": guild.to_string()});
            w.dispatch("GUILD_DELETE", Some(guild), 1, event);
            w.commands.remove(&Some(guild));
            let gone = w.guilds.remove(&guild);
            w.left.extend(gone.map(|g| (guild, g)));
        });
    }

    /// Lets the bot into a server again that it was thrown out of.
    pub fn invite_bot(&self, guild: u64) {
        self.change(|w| {
            let Some(g) = w.left.remove(&guild) else { return };
            w.guilds.insert(guild, g);
            let event = w.guild_create_json(guild, Coming::New);
            w.dispatch("GUILD_CREATE", Some(guild), 1, event);
        });
    }

    /// A server is taken away by an outage at Discord: nobody acts in it, and the gateway tells
    /// nothing of it. REST goes on. Or it is there again.
    pub fn set_unavailable(&self, guild: u64, is: bool) {
        self.change(|w| {
            if w.guilds.get(&guild).is_none_or(|g| g.unavailable == is) {
                return;
            }
            if is {
                let event = serde_json::json!({"id": guild.to_string(), "unavailable": true});
                w.dispatch("GUILD_DELETE", Some(guild), 1, event);
            }
            if let Some(g) = w.guilds.get_mut(&guild) {
                // Differs: discord-outage-rest
                g.unavailable = is;
            }
            if !is {
                let event = w.guild_create_json(guild, Coming::Back);
                w.dispatch("GUILD_CREATE", Some(guild), 1, event);
            }
        });
    }

    /// The language that a person or a server is set to, as "de".
    pub fn set_locale(&self, of: u64, locale: &str) {
        self.lock().locales.insert(of, locale.to_owned());
    }

    /// Whether there is a channel.
    pub fn has_channel(&self, channel: u64) -> bool {
        self.lock().channels.contains_key(&channel)
    }

    /// Whether there is a server, with the bot in it or not any more.
    pub fn has_guild(&self, guild: u64) -> bool {
        let w = self.lock();
        w.guilds.contains_key(&guild) || w.left.contains_key(&guild)
    }

    /// Deletes a message, as its author or a moderator would.
    pub fn delete_message(&self, message: u64) {
        self.change(|w| w.delete(message));
    }

    /// A person takes no direct messages from the bot.
    pub fn close_direct(&self, user: u64) {
        self.lock().closed_to_bot.insert(user);
    }

    /// They take them again.
    pub fn open_to_bot(&self, user: u64) {
        self.lock().closed_to_bot.remove(&user);
    }

    /// Breaks every gateway connection with a close code.
    pub fn close_gateway(&self, code: u16) {
        self.push_all(|| Push::Close(code, "closed by the emulator"));
    }

    /// Asks every client for a heartbeat (1) or to reconnect (7), or tells it that its session is
    /// invalid (9): with `true` it may be resumed.
    pub fn gateway_op(&self, op: u8, data: &Value) {
        if op == 9 && *data == Value::Bool(false) {
            // Such a session cannot be named in a RESUME any more. Those whose client is there end
            // when it is told.
            self.lock().sessions.retain(|s| s.line.is_some());
        }
        self.push_all(|| Push::Op(serde_json::json!({"op": op, "d": data, "s": null, "t": null})));
    }

    pub(super) fn push_all(&self, push: impl Fn() -> Push) {
        for line in self.lock().sessions.iter().filter_map(|s| s.line.as_ref()) {
            let _ = line.send(push());
        }
    }
}
