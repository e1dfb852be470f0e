//! Moderators' acts and warnings: learned from the journal, where another process may have written
//! them, and told in the server's log channel, once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use tracing::{debug, error, warn};

use crate::discord::{Message, OutboxError, texts};
use crate::job::GuildId;
use crate::pipeline::parts::Parts;
use crate::quota::Act;

/// The room that tells what was decided.
pub(super) struct Bulletin {
    parts: Arc<Parts>,
    /// The last act that the book knows.
    known: AtomicU64,
}

impl Bulletin {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self { parts, known: AtomicU64::new(0) }
    }

    pub(super) async fn tick(&self, _now: Timestamp) {
        self.learn().await;
        self.tell().await;
    }

    async fn learn(&self) {
        let known = self.known.load(Ordering::SeqCst);
        match self.parts.records.journal().acts_after(known).await {
            Ok(acts) => {
                for act in acts {
                    self.parts.records.book().follow(&act);
                    self.known.fetch_max(act.number, Ordering::SeqCst);
                }
            }
            Err(e) => error!(error = %e, "moderators' acts could not be read"),
        }
    }

    async fn tell(&self) {
        let acts = match self.parts.records.journal().untold_acts().await {
            Ok(acts) => acts,
            Err(e) => return error!(error = %e, "what is to be told could not be read"),
        };
        for act in acts {
            if !self.told(&act).await {
                // In order, or later.
                return;
            }
            if let Err(e) = self.parts.records.journal().told_act(act.number).await {
                return error!(error = %e, "could not note that an act was told");
            }
        }
    }

    /// Whether nothing is left to be done about an act.
    async fn told(&self, act: &Act) -> bool {
        let channel = match act.guild {
            GuildId(0) => self.parts.settings.log_channel,
            guild => self.parts.records.book().policy(guild).log_channel,
        };
        let Some(channel) = channel else { return true };
        let message = Message::new(texts::moderation::act(act))
            .without_previews()
            .once(format!("act-{}", act.number));
        match self.parts.outbox.post(channel, message, None).await {
            Ok(_) => true,
            Err(OutboxError::Transient(why)) => {
                debug!(act = act.number, error = %why, "an act could not be told yet");
                false
            }
            Err(OutboxError::Unauthorized) => false,
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
