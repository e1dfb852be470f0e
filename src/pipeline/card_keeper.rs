//! Keeps the cards true: edits them as jobs move, not more often than allowed, and only when a
//! reader would see a difference.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{debug, error, warn};

use crate::discord::{Message, OutboxError, cards};
use crate::job::{Event, Job, JobId, MessageId};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::parts::Parts;

/// Edits under way at once.
const AT_ONCE: usize = 8;
/// An interaction's token is good for 15 minutes; nobody cuts it finer than this.
const TOKEN_LIFE: Duration = Duration::from_secs(14 * 60);
/// How long a card may take to appear by itself before it is looked for.
const APPEARING: Duration = Duration::from_secs(15);

/// The room that edits cards.
pub(super) struct CardKeeper {
    parts: Arc<Parts>,
    shown: DashMap<JobId, Shown>,
    backoff: Backoff,
}

/// State, place, and whether the way is shut.
type Look = (&'static str, Option<usize>, bool);

/// What a card shows, as far as it matters: the estimate moves on by itself.
struct Shown {
    look: Look,
    at: Timestamp,
    /// Deleted, or not ours to edit: it is left alone until there is an end to be shown.
    gone: bool,
}

/// A place as a reader would tell it from another: exactly near the front, by a fifth or so behind.
/// All who wait move up whenever one goes, and Discord limits edits.
fn step(place: usize) -> usize {
    match place {
        0..=10 => place,
        far => 10 + ((far as f64 / 10.0).ln() / 1.2f64.ln()) as usize,
    }
}

impl CardKeeper {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self { parts, shown: DashMap::new(), backoff: Backoff::default() }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let every = self.parts.settings.card_every;
        let due = self.parts.records.select(|job| {
            if job.card_closed || !self.backoff.is_due(job.id, now) {
                return false;
            }
            if job.card.is_none() && job.accepted_at + APPEARING > now {
                return false;
            }
            match self.shown.get(&job.id) {
                // The first look at a fresh card is what its answer showed.
                None => job.is_over() || job.accepted_at + every <= now,
                Some(shown) => job.is_over() || !shown.gone && shown.at + every <= now,
            }
        });
        stream::iter(due).for_each_concurrent(AT_ONCE, |job| self.keep(job, now)).await;
    }

    async fn keep(&self, job: Job, now: Timestamp) {
        let p = &self.parts;
        let outlook = p.outlook(&job, now);
        let place = outlook.and_then(|o| o.place).map(|place| step(place.count()));
        let look = (job.state.name(), place, place.is_some() && p.circuit.trouble().is_some());
        if self.shown.get(&job.id).is_some_and(|s| s.look == look) && !job.is_over() {
            return;
        }
        match self.show(&job, &cards::card(&job, outlook), now).await {
            Ok(id) => {
                self.backoff.clear(job.id);
                self.shown.insert(job.id, Shown { look, at: now, gone: false });
                if job.card != Some(id) {
                    self.advance(&job, Event::CardShown { message: id }, now).await;
                }
                if job.is_over() {
                    self.close(&job, now).await;
                }
            }
            Err(OutboxError::Transient(why)) => {
                debug!(job.id = %job.id, error = %why, "a card could not be edited yet");
                self.backoff.failed(job.id, now);
            }
            Err(OutboxError::Unauthorized | OutboxError::Paused) => {
                self.backoff.failed(job.id, now);
            }
            Err(e) => {
                // Deleted, or not ours to edit any more: the post will say how it ended.
                debug!(job.id = %job.id, error = %e, "a card is gone");
                if let OutboxError::Refused(why) = &e {
                    warn!(job.id = %job.id, error = %why, "Discord refused a card");
                }
                self.shown.insert(job.id, Shown { look, at: now, gone: true });
                if job.is_over() {
                    self.close(&job, now).await;
                }
            }
        }
    }

    /// By the interaction's token while it lives, by the bot's own right afterwards. A card that
    /// never appeared is posted: Discord then says that the token is of no use. One that was
    /// deleted is not.
    async fn show(
        &self,
        job: &Job,
        card: &Message,
        now: Timestamp,
    ) -> Result<MessageId, OutboxError> {
        let outbox = &self.parts.outbox;
        if let Some(token) = &job.origin.token
            && job.origin.at + TOKEN_LIFE > now
        {
            match outbox.edit_original(token, card).await {
                Err(OutboxError::TokenEnded) => {}
                other => return other,
            }
        }
        match job.card {
            Some(id) => outbox.edit(job.place.channel, id, card).await.map(|()| id),
            None => {
                let card = card.clone().once(job.nonce("card"));
                outbox.post(job.place.channel, card, Vec::new()).await
            }
        }
    }

    async fn close(&self, job: &Job, now: Timestamp) {
        if !self.advance(job, Event::CardClosed, now).await {
            return;
        }
        self.shown.remove(&job.id);
        self.backoff.clear(job.id);
        if matches!(job.state, crate::job::State::Cancelled { .. }) {
            for input in &job.request.inputs {
                if let Err(e) = self.parts.archive.remove(&input.key).await {
                    warn!(job.id = %job.id, error = %e, "an input could not be removed");
                }
            }
        }
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) -> bool {
        let written = self.parts.records.advance(job.id, event, now).await;
        if let Err(e) = &written {
            error!(job.id = %job.id, error = %e, "a card's state could not be written");
            self.backoff.failed(job.id, now);
        }
        written.is_ok()
    }
}
