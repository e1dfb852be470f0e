//! Moderators' acts and warnings: learned from the journal, where another process may have written
//! them, and told in the server's log channel, once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dashmap::{DashMap, DashSet};
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tracing::{debug, error, warn};

use crate::discord::{DiscordError, Message, texts};
use crate::job::{ChannelId, GuildId};
use crate::journal::JournalError;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::quota::AuditEntry;

/// How long a log channel that cannot be written to is left alone.
const LATER: SignedDuration = SignedDuration::from_secs(10);

/// The stage that reports what was decided.
pub(super) struct AuditNotifier {
    parts: Arc<PipelineContext>,
    /// Servers whose acts an earlier tick still reports. Each has its own: one log channel that
    /// hangs holds up no other.
    servers: InFlight<GuildId>,
    /// Servers that are left alone for a while.
    later: DashMap<GuildId, Timestamp>,
    /// Acts that were posted, but not yet noted as such: the journal could not be written.
    posted: DashSet<u64>,
    /// When acts are looked for again after they could not be read.
    unreadable_until: Mutex<Option<Timestamp>>,
}

impl AuditNotifier {
    pub(super) fn new(parts: Arc<PipelineContext>) -> Self {
        Self {
            parts,
            servers: InFlight::default(),
            later: DashMap::new(),
            posted: DashSet::new(),
            unreadable_until: Mutex::default(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        if self.unreadable_until().is_some_and(|until| now < until && until <= now + LATER) {
            return;
        }
        match self.untold().await {
            Ok(acts) => {
                let tell = |(guild, acts)| self.tell(guild, acts, now);
                stream::iter(acts).for_each_concurrent(None, tell).await;
            }
            Err(e) => {
                *self.unreadable_until() = Some(now + LATER);
                error!(error = %e, "moderators' acts could not be read");
            }
        }
    }

    fn unreadable_until(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.unreadable_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be reported in each server, oldest first.
    async fn untold(&self) -> Result<BTreeMap<GuildId, Vec<AuditEntry>>, JournalError> {
        self.parts.records.learn_acts().await?;
        let mut by_server: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for act in self.parts.records.journal().untold_acts().await? {
            by_server.entry(act.guild).or_default().push(act);
        }
        Ok(by_server)
    }

    /// Reports a server's acts in their order; the first that has to wait keeps the others back.
    async fn tell(&self, guild: GuildId, acts: Vec<AuditEntry>, now: Timestamp) {
        let Some(_guard) = self.servers.begin(guild) else { return };
        if self.later.get(&guild).is_some_and(|until| *until > now && *until <= now + LATER) {
            return;
        }
        for act in acts {
            if !self.posted.contains(&act.number) && !self.told(&act).await {
                self.later.insert(guild, now + LATER);
                return;
            }
            if let Err(e) = self.parts.records.journal().told_act(act.number).await {
                // Not posted once more, however long it takes until that can be written.
                self.posted.insert(act.number);
                self.later.insert(guild, now + LATER);
                return error!(act = act.number, error = %e, "could not note that an act was told");
            }
            self.posted.remove(&act.number);
        }
    }

    /// Where an act is told. One that moves or closes the log channel is told in the old one.
    fn channel(&self, act: &AuditEntry) -> Option<ChannelId> {
        let book = self.parts.records.book();
        let now = match act.guild {
            GuildId::DIRECT => self.parts.settings.log_channel,
            guild => book.policy(guild).log_channel,
        };
        act.former_log_channel.or(now)
    }

    /// Whether nothing is left to be done about an act.
    async fn told(&self, act: &AuditEntry) -> bool {
        let Some(channel) = self.channel(act) else { return true };
        let message = Message::new(texts::moderation::act(act))
            .without_previews()
            .once(format!("act-{}", act.number));
        match self.parts.outbox.post(channel, message, Vec::new()).await {
            Ok(_) | Err(DiscordError::IdUnread) => true,
            Err(DiscordError::Transient(why)) => {
                debug!(act = act.number, error = %why, "an act could not be told yet");
                false
            }
            Err(DiscordError::Unauthorized | DiscordError::Paused | DiscordError::Limited) => false,
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
