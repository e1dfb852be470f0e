//! Moderators' acts and warnings: learned from the journal, where another process may have written
//! them, and told in the server's log channel, once.

use std::sync::Arc;

use dashmap::DashMap;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use tracing::{debug, error, warn};

use crate::discord::{Message, OutboxError, texts};
use crate::job::{ChannelId, GuildId};
use crate::pipeline::parts::Parts;
use crate::quota::{Act, Document, Setting};

/// How long a log channel that cannot be written to is left alone.
const LATER: SignedDuration = SignedDuration::from_secs(10);

/// The room that tells what was decided.
pub(super) struct Bulletin {
    parts: Arc<Parts>,
    /// One tick tells at a time; the others only learn.
    telling: Mutex<()>,
    /// Servers whose log channel is left alone for a while.
    later: DashMap<GuildId, Timestamp>,
}

impl Bulletin {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self { parts, telling: Mutex::new(()), later: DashMap::new() }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        if let Err(e) = self.parts.records.learn_acts().await {
            error!(error = %e, "moderators' acts could not be read");
        }
        if let Ok(_telling) = self.telling.try_lock() {
            self.tell(now).await;
        }
    }

    async fn tell(&self, now: Timestamp) {
        let acts = match self.parts.records.journal().untold_acts().await {
            Ok(acts) => acts,
            Err(e) => return error!(error = %e, "what is to be told could not be read"),
        };
        for act in acts {
            // A server's acts are told in order; one that waits holds up no other server.
            if self.later.get(&act.guild).is_some_and(|until| *until > now) {
                continue;
            }
            if !self.told(&act).await {
                self.later.insert(act.guild, now + LATER);
                continue;
            }
            if let Err(e) = self.parts.records.journal().told_act(act.number).await {
                return error!(error = %e, "could not note that an act was told");
            }
        }
    }

    /// Where an act is told. One that moves or closes the log channel is told in the old one too.
    fn channel(&self, act: &Act) -> Option<ChannelId> {
        let book = self.parts.records.book();
        let now = match act.guild {
            GuildId::DIRECT => self.parts.settings.log_channel,
            guild => book.policy(guild).log_channel,
        };
        let before = match &act.documents {
            Some((_, Document::Server(before), Document::Server(after)))
                if before.set.get(&Setting::LogChannel) != after.set.get(&Setting::LogChannel) =>
            {
                before.over(book.defaults()).log_channel
            }
            _ => None,
        };
        before.or(now)
    }

    /// Whether nothing is left to be done about an act.
    async fn told(&self, act: &Act) -> bool {
        let Some(channel) = self.channel(act) else { return true };
        let message = Message::new(texts::moderation::act(act))
            .without_previews()
            .once(format!("act-{}", act.number));
        match self.parts.outbox.post(channel, message, Vec::new()).await {
            Ok(_) => true,
            Err(OutboxError::Transient(why)) => {
                debug!(act = act.number, error = %why, "an act could not be told yet");
                false
            }
            Err(OutboxError::Unauthorized | OutboxError::Paused | OutboxError::Limited) => false,
            Err(e) => {
                warn!(
                    guild.id = %act.guild,
                    act = act.number,
                    error = %e,
                    "an act cannot be told in the log channel; it is in the journal"
                );
                true
            }
        }
    }
}
