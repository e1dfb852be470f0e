//! Updates cards: edits them as jobs advance, no more often than allowed, and only when a reader
//! would see a difference.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{debug, error, warn};

use crate::job::{ChannelId, Event, Job, JobId, State};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::{InFlight, InFlightGuard};
use crate::pipeline::pause::Pause;
use crate::pipeline::shares::{Share, Shares};
use crate::service::{Eta, MessengerError, WaitReason};

/// Concurrent edits: in total, and per channel, which is how chat services limit them.
const MAX_CONCURRENT_EDITS: usize = 64;
const MAX_PER_CHANNEL: usize = 8;
/// Most cards that one tick begins to edit.
const PER_TICK: usize = 64;
/// How long a card may take to appear before it is looked for.
const APPEARING: Duration = Duration::from_secs(15);

/// A card to edit, with its guards.
type Edit<'a> = (Job, InFlightGuard<'a>, Share<'a, ChannelId>);

/// The stage that edits cards.
pub(super) struct CardUpdater {
    ctx: Arc<PipelineContext>,
    shown: DashMap<JobId, Shown>,
    backoff: Backoff,
    /// Cards that an earlier tick still edits: one that hangs delays no other.
    in_flight: InFlight,
    /// Edits in progress, over all ticks.
    edits: Shares<ChannelId>,
}

/// State, rounded queue position, and note on the wait.
type Look = (&'static str, Option<usize>, Option<WaitReason>);

/// What a card shows, as far as it matters: a changing estimate does not count.
struct Shown {
    look: Look,
    /// When it was last edited, and when it was last found to need no edit.
    at: Timestamp,
    looked: Timestamp,
    /// Deleted, or not ours to edit: skipped until the job has ended.
    gone: bool,
}

/// Rounds a queue position to what a reader would notice: exact near the front, in steps of about a
/// fifth further back. All waiting jobs move up whenever one leaves, and Discord limits edits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float stops at the limits"
)]
fn step(place: usize) -> usize {
    match place {
        0..=10 => place,
        far => 10 + ((far as f64 / 10.0).ln() / 1.2f64.ln()) as usize,
    }
}

/// What a card looks like to a reader; a changing estimate is no difference.
fn look(state: &'static str, eta: Option<Eta>) -> Look {
    let place = eta.and_then(|o| o.place).map(|place| step(place.count()));
    let note = eta.map(|o| o.why).filter(|why| match why {
        WaitReason::Stalled => place.is_some(),
        WaitReason::Unknown => true,
        _ => false,
    });
    (state, place, note)
}

impl CardUpdater {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self {
            ctx,
            shown: DashMap::new(),
            backoff: Backoff::default(),
            in_flight: InFlight::default(),
            edits: Shares::new(MAX_CONCURRENT_EDITS, MAX_PER_CHANNEL),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let due = self.ctx.store.find(|job| self.is_due(job, now));
        let mut due: Vec<_> = due.into_iter().filter(|id| self.differs(*id, now)).collect();
        // Ended jobs come before queue positions, then the cards that were edited longest ago. What
        // is left is due at the next tick.
        due.sort_by_cached_key(|id| {
            let over = self.ctx.store.open(*id).is_some_and(|j| j.is_over());
            (!over, self.shown.get(id).map(|s| s.at), *id)
        });
        let edits = self.begin(due).into_iter();
        stream::iter(edits).for_each_concurrent(None, |edit| self.edit(edit, now)).await;
    }

    /// Edits a card and holds its guards until that has ended.
    async fn edit(&self, (job, guard, share): Edit<'_>, now: Timestamp) {
        self.update(job, now).await;
        drop((guard, share));
    }

    /// Acquires the guards of as many cards as the limits allow; the others are due at the next
    /// tick.
    fn begin(&self, due: Vec<JobId>) -> Vec<Edit<'_>> {
        let begun = due.into_iter().filter_map(|id| {
            let guard = self.in_flight.begin(id)?;
            let job = self.ctx.store.open(id)?;
            let share = self.edits.try_acquire(job.place.channel)?;
            Some((job, guard, share))
        });
        begun.take(PER_TICK).collect()
    }

    /// Whether a reader would see a difference. If not, records that the card was checked.
    fn differs(&self, id: JobId, now: Timestamp) -> bool {
        let Some(job) = self.ctx.store.open(id) else { return false };
        if job.is_over() {
            return true;
        }
        let look = look(job.state.name(), self.ctx.eta(&job, now));
        if let Some(mut shown) = self.shown.get_mut(&id) {
            shown.looked = now;
            return shown.look != look;
        }
        let noted_eta = self.ctx.store.noted_eta(id).filter(|_| job.card.is_some());
        let same = noted_eta.is_some_and(|noted| self::look("accepted", Some(noted)) == look);
        if same {
            self.shown.insert(id, Shown { look, at: now, looked: now, gone: false });
        }
        !same
    }

    /// Whether a card is to be looked at. Called for every open job in every tick, so the checks
    /// that exclude most of them come first.
    fn is_due(&self, job: &Job, now: Timestamp) -> bool {
        let every = self.ctx.settings.card_edit_interval;
        let appears = job.card.is_none() && !Pause::new(job.accepted_at, APPEARING).is_over(now);
        if job.card_closed || appears {
            return false;
        }
        let due = match self.shown.get(&job.id) {
            // A fresh card already shows what its response showed.
            None => job.is_over() || job.accepted_at + every <= now,
            // A queue position is checked at intervals; a new state is shown immediately.
            Some(shown) => {
                let moved = shown.look.0 != job.state.name() || shown.looked + every <= now;
                let rested = Pause::new(shown.at, every).is_over(now);
                job.is_over() || !shown.gone && rested && moved
            }
        };
        // The existing card shows whether the job ended before the journal was restored.
        let unclear = job.restored.is_some() && matches!(job.state, State::Unconfirmed { .. });
        due && !unclear && self.backoff.is_due(job.id, now) && !self.in_flight.contains(&job.id)
    }

    async fn update(&self, job: Job, now: Timestamp) {
        let p = &self.ctx;
        let eta = p.eta(&job, now);
        let look = look(job.state.name(), eta);
        match p.messenger.show_card(&job, eta, now).await {
            Ok(id) => {
                self.shown.insert(job.id, Shown { look, at: now, looked: now, gone: false });
                let is_written = match id.filter(|id| job.card != Some(*id)) {
                    Some(id) => self.advance(&job, Event::CardShown { message: id }, now).await,
                    None => true,
                };
                // Not before the write: the delays would not grow while the journal fails.
                if job.is_over() {
                    self.close(&job, now).await;
                } else if is_written {
                    self.backoff.clear(job.id);
                }
            }
            Err(MessengerError::Transient(why)) => {
                debug!(job.id = %job.id, error = %why, "a card could not be edited, retrying");
                self.backoff.failed(job.id, now);
            }
            Err(
                MessengerError::Unauthorized | MessengerError::Paused | MessengerError::Limited,
            ) => {
                self.backoff.failed(job.id, now);
            }
            Err(e) => {
                // Deleted, or not ours to edit any more: the result post shows the outcome.
                debug!(job.id = %job.id, error = %e, "a card is gone");
                if let MessengerError::Refused(why) = &e {
                    warn!(job.id = %job.id, error = %why, "a card was rejected");
                }
                self.shown.insert(job.id, Shown { look, at: now, looked: now, gone: true });
                if job.is_over() {
                    self.close(&job, now).await;
                }
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
                if let Err(e) = self.ctx.archive.remove(&input.key).await {
                    warn!(job.id = %job.id, error = %e, "failed to remove an input");
                }
            }
        }
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) -> bool {
        let written = self.ctx.store.advance(job.id, event, now).await;
        if let Err(e) = &written {
            error!(job.id = %job.id, error = %e, "failed to write a card's state");
            self.backoff.failed(job.id, now);
        }
        written.is_ok()
    }
}
