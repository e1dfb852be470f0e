//! The job pipeline: accept, queue, submit, poll, download, post.
//!
//! Each stage does the work that is due when its `tick(now)` is called and nothing otherwise. The
//! outcome of a step is in the journal before the next step begins.

mod audit_notifier;
mod backoff;
mod before_restore;
mod billing_report;
mod budget_alerts;
mod card_updater;
mod circuit_breaker;
mod context;
mod delivery;
mod eta;
mod in_flight;
mod intake;
mod janitor;
mod job_index;
mod job_step;
mod job_store;
mod outages;
mod pause;
mod poller;
mod prices;
mod provider_accounts;
mod provider_refusal;
mod reconcile;
mod recovery;
mod restored;
mod served_by;
mod shares;
mod stage;
mod submission_gate;
mod submitter;
mod uploader;
mod wakeups;

use std::sync::Arc;

use jiff::Timestamp;

use crate::service::JobService;

pub use context::{PipelineContext, Settings, Steady};
pub use intake::Intake;
pub use job_store::JobStore;
pub use prices::quota_answer;
pub use provider_accounts::{ProviderAccount, ProviderAccounts};
pub use stage::Stage;

use audit_notifier::AuditNotifier;
use billing_report::BillingReport;
use card_updater::CardUpdater;
use delivery::Delivery;
use in_flight::InFlight;
use janitor::Janitor;
use poller::Poller;
use reconcile::Reconciler;
use restored::RestoredReport;
use submission_gate::ListedSince;
use submitter::{Submitter, Unwritten};
use uploader::{Uploader, Uploads};

/// All stages of the pipeline.
pub struct Pipeline {
    ctx: Arc<PipelineContext>,
    intake: Arc<Intake>,
    uploader: Uploader,
    reconciler: Reconciler,
    submitter: Submitter,
    poller: Poller,
    delivery: Delivery,
    cards: CardUpdater,
    audit_notifier: AuditNotifier,
    billing_report: BillingReport,
    janitor: Janitor,
    restored: RestoredReport,
}

impl Pipeline {
    /// Builds the stages; nothing runs before [`Pipeline::recover`] and the first tick.
    pub fn new(ctx: PipelineContext) -> Self {
        let ctx = Arc::new(ctx);
        let (unwritten, uploads) = (Unwritten::default(), Arc::<Uploads>::default());
        let (submitting, listed) = (Arc::<InFlight>::default(), ListedSince::default());
        Self {
            intake: Arc::new(Intake::new(Arc::clone(&ctx))),
            uploader: Uploader::new(Arc::clone(&ctx), Arc::clone(&uploads)),
            reconciler: Reconciler::new(
                Arc::clone(&ctx),
                Arc::clone(&unwritten),
                Arc::clone(&listed),
                Arc::clone(&submitting),
            ),
            submitter: Submitter::new(Arc::clone(&ctx), unwritten, listed, uploads, submitting),
            poller: Poller::new(Arc::clone(&ctx)),
            delivery: Delivery::new(Arc::clone(&ctx)),
            cards: CardUpdater::new(Arc::clone(&ctx)),
            audit_notifier: AuditNotifier::new(Arc::clone(&ctx)),
            billing_report: BillingReport::new(Arc::clone(&ctx)),
            janitor: Janitor::new(Arc::clone(&ctx)),
            restored: RestoredReport::new(Arc::clone(&ctx)),
            ctx,
        }
    }

    /// The service that the gateway calls with members' requests.
    pub fn job_service(&self) -> Arc<dyn JobService> {
        Arc::clone(&self.intake) as Arc<dyn JobService>
    }

    /// Reads the journal and resumes every open job. Returns how many are open.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn recover(&self, now: Timestamp) -> Result<usize, crate::journal::JournalError> {
        recovery::recover(&self.ctx, now).await
    }

    /// What the stages share, for moderation and metrics.
    pub fn ctx(&self) -> Arc<PipelineContext> {
        Arc::clone(&self.ctx)
    }

    /// Stops accepting requests.
    pub fn stop_accepting(&self) {
        self.intake.stop();
    }

    /// Runs one tick of a stage.
    pub async fn tick(&self, stage: Stage, now: Timestamp) {
        // Boxed, or each tick would be as large as that of the largest stage.
        match stage {
            Stage::Uploads => Box::pin(self.uploader.tick(now)).await,
            Stage::Reconciliation => Box::pin(self.reconciler.tick(now)).await,
            Stage::Submission => Box::pin(self.submitter.tick(now)).await,
            Stage::Polling => Box::pin(self.poller.tick(now)).await,
            Stage::Delivery => Box::pin(self.delivery.tick(now)).await,
            Stage::Cards => Box::pin(self.cards.tick(now)).await,
            Stage::AuditNotices => Box::pin(self.audit_notifier.tick(now)).await,
            Stage::Cleanup => {
                // Before the janitor, which deletes old jobs.
                Box::pin(self.billing_report.tick(now)).await;
                Box::pin(self.janitor.tick(now)).await;
                self.restored.tick().await;
            }
        }
    }

    /// Waits until a stage is woken before its next timer tick.
    pub async fn notified(&self, stage: Stage) {
        self.ctx.store.wakeups().notified(stage).await;
    }

    /// The open jobs.
    pub fn store(&self) -> &JobStore {
        &self.ctx.store
    }
}
