//! Threads that the bot creates.

use serde_json::{Value, json};

use crate::emulator::discord::ids;
use crate::emulator::discord::model::{Channel, Message};
use crate::emulator::discord::times::written;
use crate::emulator::discord::world::World;

/// What a new thread is like.
pub(super) struct NewThread {
    /// The message that it is started from, whose ID it gets.
    pub(super) message: Option<u64>,
    /// Public (11), private (12), or in an announcement channel (10).
    pub(super) kind: u8,
    pub(super) name: String,
    /// After how many minutes without messages it is archived.
    pub(super) auto_archive: Option<u64>,
}

impl World {
    /// Creates a thread of the bot in a channel and dispatches the events.
    pub(super) fn create_thread(&mut self, parent: &Channel, new: NewThread) -> u64 {
        let NewThread { message, kind, name, auto_archive } = new;
        let id = message.unwrap_or_else(|| self.id());
        let thread = Channel {
            id,
            guild: parent.guild,
            name,
            kind,
            parent: Some(parent.id),
            owner: Some(self.bot.id),
            auto_archive,
            ..Channel::default()
        };
        let mut event = self.thread_json(&thread);
        event["newly_created"] = json!(true);
        self.channels.insert(id, thread);
        self.dispatch("THREAD_CREATE", parent.guild, 1, event);
        // Differs: discord-no-system-messages
        if message.is_some() {
            self.announce("MESSAGE_UPDATE", id);
        }
        id
    }

    /// A thread of the bot, with the bot as its member.
    pub(super) fn thread_json(&self, thread: &Channel) -> Value {
        let mut out = self.channel_json(thread);
        out["member"] = json!({
            "id": thread.id.to_string(), "user_id": self.bot.id.to_string(),
            "join_timestamp": written(ids::created(thread.id)), "flags": 0,
        });
        out
    }

    /// Whether the bot created a thread, and so is a member of it.
    pub(super) fn owns(&self, thread: &Channel) -> bool {
        thread.owner == Some(self.bot.id)
    }

    /// The thread that was started from a message. In a forum the first message of a thread has the
    /// thread's ID too.
    pub(super) fn thread_of(&self, m: &Message) -> Option<&Channel> {
        self.channels.get(&m.id).filter(|thread| thread.id != m.channel)
    }
}
