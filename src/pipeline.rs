//! The road of a request: accepted, queued, handed over, waited for, fetched, posted.
//!
//! Each room does what is due when its `tick(now)` is called and nothing otherwise; what was done
//! is in the journal before the next step begins.

mod audit_notifier;
mod backoff;
mod budget_alerts;
mod card_updater;
mod circuit_breaker;
mod context;
mod delivery;
mod eta;
mod ffmpeg;
mod in_flight;
mod intake;
mod janitor;
mod job_index;
mod job_store;
mod poller;
mod prices;
mod reconcile;
mod recovery;
mod restored;
mod shares;
mod submission_gate;
mod submitter;
mod uploader;
mod wakeups;

use std::sync::Arc;

use jiff::Timestamp;

use crate::service::JobService;

pub use circuit_breaker::{CircuitBreaker, OutageCause};
pub use context::{PipelineContext, Settings, Steady};
pub use ffmpeg::{Ffmpeg, sweep_temporary_folders};
pub use intake::Intake;
pub use job_store::JobStore;
pub use prices::quota_answer;

use audit_notifier::AuditNotifier;
use card_updater::CardUpdater;
use delivery::Delivery;
use in_flight::InFlight;
use janitor::Janitor;
use poller::Poller;
use reconcile::Reconciler;
use restored::RestoredReport;
use submitter::{Submitter, Unwritten};
use uploader::{Uploader, Uploads};

/// All rooms of the road.
pub struct Pipeline {
    ctx: Arc<PipelineContext>,
    intake: Arc<Intake>,
    uploader: Uploader,
    reconciler: Reconciler,
    submitter: Submitter,
    poller: Poller,
    delivery: Delivery,
    cards: CardUpdater,
    bulletin: AuditNotifier,
    upkeep: Janitor,
    restored: RestoredReport,
}

/// The rooms that work by the clock, for those who give each a loop of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Uploads inputs that the next submissions name.
    Uploads,
    /// Finds out what became of submissions whose answer was lost.
    Reconciliation,
    /// Submits what is next.
    Submission,
    /// Asks how tasks are.
    Polling,
    /// Fetches clips and posts them, and tells failures.
    Delivery,
    /// Edits cards.
    Cards,
    /// Learns of moderators' acts and tells them.
    AuditNotices,
    /// Lets go of what is over for long enough.
    Cleanup,
}

impl Stage {
    /// All rooms, in the order in which a request passes them.
    pub const ALL: [Stage; 8] = [
        Stage::Uploads,
        Stage::Reconciliation,
        Stage::Submission,
        Stage::Polling,
        Stage::Delivery,
        Stage::Cards,
        Stage::AuditNotices,
        Stage::Cleanup,
    ];

    /// Whether a tick may begin while an earlier one goes on: where one job can take minutes and
    /// the room keeps count of what it has in hand.
    pub fn overlaps(self) -> bool {
        !matches!(self, Stage::Cleanup)
    }
}

impl Pipeline {
    /// Puts the rooms together; nothing happens before [`Pipeline::recover`] and the first tick.
    pub fn new(ctx: PipelineContext) -> Self {
        let ctx = Arc::new(ctx);
        let (unwritten, uploads) = (Unwritten::default(), Arc::<Uploads>::default());
        let submitting = Arc::<InFlight>::default();
        Self {
            intake: Arc::new(Intake::new(Arc::clone(&ctx))),
            uploader: Uploader::new(Arc::clone(&ctx), Arc::clone(&uploads)),
            reconciler: Reconciler::new(
                Arc::clone(&ctx),
                Arc::clone(&unwritten),
                Arc::clone(&submitting),
            ),
            submitter: Submitter::new(Arc::clone(&ctx), unwritten, uploads, submitting),
            poller: Poller::new(Arc::clone(&ctx)),
            delivery: Delivery::new(Arc::clone(&ctx)),
            cards: CardUpdater::new(Arc::clone(&ctx)),
            bulletin: AuditNotifier::new(Arc::clone(&ctx)),
            upkeep: Janitor::new(Arc::clone(&ctx)),
            restored: RestoredReport::new(Arc::clone(&ctx)),
            ctx,
        }
    }

    /// Where the gateway hands in what people ask for.
    pub fn job_service(&self) -> Arc<dyn JobService> {
        Arc::clone(&self.intake) as Arc<dyn JobService>
    }

    /// Reads the journal and goes on from where every job stands. Say how many are open.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn recover(&self, now: Timestamp) -> Result<usize, crate::journal::JournalError> {
        recovery::recover(&self.ctx, now).await
    }

    /// What the rooms share, for those who keep order on the road.
    pub fn ctx(&self) -> Arc<PipelineContext> {
        Arc::clone(&self.ctx)
    }

    /// Takes no more requests.
    pub fn stop_taking(&self) {
        self.intake.stop();
    }

    /// Lets one room do what is due.
    pub async fn tick(&self, stage: Stage, now: Timestamp) {
        match stage {
            Stage::Uploads => self.uploader.tick(now).await,
            Stage::Reconciliation => self.reconciler.tick(now).await,
            Stage::Submission => self.submitter.tick(now).await,
            Stage::Polling => self.poller.tick(now).await,
            Stage::Delivery => self.delivery.tick(now).await,
            Stage::Cards => self.cards.tick(now).await,
            Stage::AuditNotices => self.bulletin.tick(now).await,
            Stage::Cleanup => {
                self.upkeep.tick(now).await;
                self.restored.tick().await;
            }
        }
    }

    /// Waits until a room is told that there is something to do before its next tick.
    pub async fn notified(&self, stage: Stage) {
        self.ctx.store.wakeups().notified(stage).await;
    }

    /// The jobs that still owe something.
    pub fn store(&self) -> &JobStore {
        &self.ctx.store
    }
}
