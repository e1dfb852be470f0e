//! What people have and post besides text and files: avatars, custom emoji, stickers, links with
//! previews, forwards.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{ClientRefuses, refuse};
use crate::emulator::discord::cdn;
use crate::emulator::discord::json;
use crate::emulator::discord::model::{CustomEmoji, HostedImage, Sticker, StickerFormat};
use crate::emulator::discord::payload::Payload;
use crate::emulator::discord::posting::About;
use crate::emulator::discord::world::Discord;

/// `GUILD_EXPRESSIONS`.
const EXPRESSIONS: u64 = 1 << 3;
/// Stickers that a message can have.
const MOST_STICKERS: usize = 3;
/// Largest custom emoji, in bytes.
const EMOJI_LIMIT: usize = 256 * 1024;
/// Largest sticker, in bytes.
const STICKER_LIMIT: usize = 512 * 1024;

fn hosted_image(bytes: &Bytes) -> Result<HostedImage, ClientRefuses> {
    if cdn::size(bytes).is_none() {
        return refuse("it is not a PNG, JPEG or WebP image");
    }
    Ok(HostedImage { hash: cdn::hash(bytes), bytes: bytes.clone() })
}

impl Discord {
    /// Sets a user's avatar, in one server or in all that have no other; `None` removes it.
    ///
    /// # Errors
    /// When it is not an image.
    pub fn set_avatar(
        &self,
        user: u64,
        guild: Option<u64>,
        image: Option<&Bytes>,
    ) -> Result<(), ClientRefuses> {
        let avatar = image.map(hosted_image).transpose()?;
        self.change(|w| match guild {
            None => {
                if let Some(user) = w.users.get_mut(&user) {
                    user.avatar = avatar;
                }
                let Some(changed) = w.users.get(&user).map(json::user) else { return };
                let of: Vec<_> = w
                    .guilds
                    .values()
                    .filter(|g| g.members.contains_key(&user))
                    .map(|g| g.id)
                    .collect();
                for guild in of {
                    let mut event = w.member_json(guild, user);
                    event["user"] = changed.clone();
                    event["guild_id"] = json!(guild.to_string());
                    // Only for sessions with the members intent (privileged).
                    w.dispatch("GUILD_MEMBER_UPDATE", Some(guild), 1 << 1, event);
                }
            }
            Some(guild) => {
                let Some(g) = w.guilds.get_mut(&guild) else { return };
                match avatar {
                    Some(avatar) => g.avatars.insert(user, avatar),
                    None => g.avatars.remove(&user),
                };
                let mut event = w.member_json(guild, user);
                event["guild_id"] = json!(guild.to_string());
                w.dispatch("GUILD_MEMBER_UPDATE", Some(guild), 1 << 1, event);
            }
        });
        Ok(())
    }

    /// Adds a custom emoji to a server.
    ///
    /// # Errors
    /// When it is not an image, or too large.
    pub fn add_emoji(
        &self,
        guild: u64,
        name: &str,
        image: &Bytes,
        animated: bool,
    ) -> Result<u64, ClientRefuses> {
        // Differs: discord-cdn-animations
        let hosted = hosted_image(image)?;
        if image.len() > EMOJI_LIMIT {
            return refuse("the emoji has more than 256 KiB");
        }
        Ok(self.change(|w| {
            let id = w.id();
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.emojis.insert(id, CustomEmoji { name: name.to_owned(), animated, image: hosted });
            }
            let emojis = w.emojis_json(guild);
            let event = json!({"guild_id": guild.to_string(), "emojis": emojis});
            w.dispatch("GUILD_EMOJIS_UPDATE", Some(guild), EXPRESSIONS, event);
            id
        }))
    }

    /// Adds a sticker to a server.
    ///
    /// # Errors
    /// When it is too large.
    pub fn add_sticker(
        &self,
        guild: u64,
        name: &str,
        format: StickerFormat,
        bytes: &Bytes,
    ) -> Result<u64, ClientRefuses> {
        if bytes.len() > STICKER_LIMIT {
            return refuse("the sticker has more than 512 KiB");
        }
        Ok(self.change(|w| {
            let id = w.id();
            let sticker = Sticker { id, name: name.to_owned(), format, bytes: bytes.clone() };
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.stickers.insert(id, sticker);
            }
            let stickers = w.stickers_json(guild);
            let event = json!({"guild_id": guild.to_string(), "stickers": stickers});
            w.dispatch("GUILD_STICKERS_UPDATE", Some(guild), EXPRESSIONS, event);
            id
        }))
    }

    /// A member posts stickers, optionally with text, optionally as a reply.
    ///
    /// # Errors
    /// When the member is not in the channel's server, or there are no such stickers.
    pub fn say_stickers(
        &self,
        who: u64,
        channel: u64,
        content: &str,
        stickers: &[u64],
        reply_to: Option<u64>,
    ) -> Result<u64, ClientRefuses> {
        if stickers.len() > MOST_STICKERS {
            return refuse("there are more than three stickers");
        }
        let known = |id: &u64| self.lock().guilds.values().any(|g| g.stickers.contains_key(id));
        if !stickers.iter().all(known) {
            return refuse("there is no such sticker");
        }
        let ids: Vec<_> = stickers.iter().map(u64::to_string).collect();
        let json = json!({"content": content, "sticker_ids": ids});
        self.posted(who, channel, &Payload { json, files: Default::default() }, reply_to)
    }

    /// A member forwards a message into a channel.
    ///
    /// # Errors
    /// When the member does not see the message or may not post there.
    pub fn forward(&self, who: u64, message: u64, channel: u64) -> Result<u64, ClientRefuses> {
        let Some(original) = self.message(message).filter(|m| m.only_for.is_none()) else {
            return refuse("there is no such message");
        };
        self.change(|w| {
            w.entered(who, original.channel)?;
            let payload = Payload { json: json!({"content": ""}), files: Default::default() };
            w.may_post(who, channel, &payload)?;
            w.wake(channel);
            // A forward of a forward shows the first message.
            let forwarded = Some(original.forwarded.clone().unwrap_or(Box::new(original)));
            Ok(w.post(channel, who, &payload, About { forwarded, ..About::default() }))
        })
    }

    /// Sets what Discord's proxy finds at an address of the web.
    pub fn put_in_web(&self, url: &str, bytes: Bytes) {
        if let Some((signature, _)) = cdn::proxy_path(url) {
            self.lock().web.insert(signature, bytes);
        }
    }

    /// Discord shows previews of the links in a message: embeds with a type.
    pub fn show_previews(&self, message: u64, embeds: Vec<Value>) {
        self.change(|w| {
            if let Some(m) = w.messages.get_mut(&message) {
                m.previews = embeds;
            }
            w.announce("MESSAGE_UPDATE", message);
        });
    }
}
