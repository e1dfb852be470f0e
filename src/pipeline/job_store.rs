//! Open jobs in memory. The journal is always written first.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use dashmap::DashMap;
use jiff::Timestamp;

use crate::generation::Money;
use crate::job::{Event, Job, JobId, Preferences, Tenant, UserId};
use crate::journal::{Acceptance, Decided, Journal, JournalError};
use crate::pipeline::job_index::JobIndex;
use crate::pipeline::job_step::Step;
use crate::pipeline::wakeups::Wakeups;
use crate::queue::{ExpressSlot, Queue};
use crate::quota::{QuotaBook, Reservation};
use crate::service::Eta;
use crate::telemetry::Metrics;

/// The journal, with its open jobs cached in memory.
#[derive(Debug)]
pub struct JobStore {
    journal: Journal,
    book: Arc<QuotaBook>,
    /// Number of the last audit entry that the book has applied.
    audit_log_known: AtomicU64,
    /// Boxed: the map keeps up to as many empty slots as it has jobs.
    open: DashMap<JobId, Box<Job>>,
    index: Mutex<JobIndex>,
    wakeups: Wakeups,
    /// Held while a job changes, so that the queue sees changes in their order. The queue is
    /// updated while no job is locked, because its callers look at jobs (lock order).
    moving: Mutex<()>,
    preferences: DashMap<UserId, Preferences>,
    queue: Queue,
    metrics: Arc<Metrics>,
    /// ETAs that cards showed at acceptance, to compare with what happens.
    noted_eta: DashMap<JobId, Eta>,
    /// Jobs whose task the provider reports as unknown; they do not count as running.
    unknown: DashMap<JobId, Box<Job>>,
    /// Time of the backup since which losses are to be reported.
    restored: OnceLock<Timestamp>,
}

impl JobStore {
    /// Creates a store over a journal; [`JobStore::load`] fills it and the book.
    pub fn new(journal: Journal, book: Arc<QuotaBook>, metrics: Arc<Metrics>) -> Self {
        journal.observe(&metrics);
        Self {
            journal,
            book,
            audit_log_known: AtomicU64::new(0),
            open: DashMap::new(),
            index: Mutex::default(),
            wakeups: Wakeups::default(),
            moving: Mutex::default(),
            preferences: DashMap::new(),
            queue: Queue::default(),
            metrics,
            noted_eta: DashMap::new(),
            unknown: DashMap::new(),
            restored: OnceLock::new(),
        }
    }

    /// Reads every account, all preferences and every open job from the journal. Returns the number
    /// of open jobs.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn load(&self, now: Timestamp) -> Result<usize, JournalError> {
        let last = self.journal.load_into(Arc::clone(&self.book), now).await?;
        self.audit_log_known.store(last, Ordering::SeqCst);
        for (user, what) in self.journal.all_preferences().await? {
            self.preferences.insert(user, what);
        }
        for job in self.journal.open_jobs().await? {
            self.insert(job);
        }
        Ok(self.open.len())
    }

    /// Writes a new job and its reservation to the journal, then adds the job to the store. If the
    /// job is not accepted, the reservation is released.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn accept(
        &self,
        job: Job,
        reservation: Reservation<'_>,
        now: Timestamp,
    ) -> Result<Acceptance, JournalError> {
        let acceptance =
            self.journal.accept(job.clone(), reservation.charge().clone(), now).await?;
        if acceptance == Acceptance::Accepted {
            reservation.commit();
            self.metrics.job("accepted", &job.request.model);
            self.insert(job);
        }
        Ok(acceptance)
    }

    /// Applies an event to a job: in the journal first, then in memory.
    ///
    /// # Errors
    /// When the job's state does not allow the event, or the journal cannot be written.
    pub async fn advance(
        &self,
        id: JobId,
        event: Event,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        let (step, ends) = (Step::of(&event), event.ends());
        let job = self.journal.apply(id, event, now).await?;
        if ends {
            self.close_account(&job);
        }
        self.update(job.clone());
        let noted = matches!(step, Step::Posted).then(|| self.noted_eta.remove(&id)).flatten();
        step.record(&self.metrics, &job, noted.map(|(_, eta)| eta), now);
        Ok(job)
    }

    fn insert(&self, job: Job) {
        let _moving = self.moving();
        // A repeated start finds jobs that it has inserted before.
        let known = self.open.insert(job.id, Box::new(job.clone()));
        self.index().moved(known.as_deref(), Some(&job));
        self.queue.sync(&job);
        self.wakeups.notify(None, &job);
    }

    /// Journal results can arrive out of order: the later state wins, and a settled job is not
    /// inserted again.
    fn update(&self, job: Job) {
        let _moving = self.moving();
        let Some(mut entry) = self.open.get_mut(&job.id) else { return };
        if entry.revision < job.revision {
            self.index().moved(Some(&entry), Some(&job));
            self.wakeups.notify(Some(&entry), &job);
            **entry = job;
        }
        let job = entry.as_ref().clone();
        drop(entry);
        if !job.state.is_upstream() {
            self.unknown.remove(&job.id);
        }
        self.queue.sync(&job);
        let (id, settled) = (job.id, job.is_settled());
        if settled && let Some((_, job)) = self.open.remove(&id) {
            self.noted_eta.remove(&id);
            self.index().moved(Some(&job), None);
        }
    }

    /// Settles or refunds the reservation of a job that has just ended. Later events must not do
    /// so: a result that is being collected has a reservation of its own.
    fn close_account(&self, job: &Job) {
        let (tenant, user, billed) = (job.place.tenant, job.requester, job.provider_charge());
        if job.is_charged() {
            self.book.settle_partially(tenant, user, job.id, job.charge(), billed);
        } else if job.is_over() {
            self.book.refund(tenant, user, job.id, billed);
        }
    }

    /// Records that a requester collects a result that could not be posted, and charges them: in
    /// the journal first, then in memory. On failure the reservation is released.
    ///
    /// # Errors
    /// When it was collected before, or the journal cannot be written.
    pub async fn collect(
        &self,
        id: JobId,
        reservation: Reservation<'_>,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        let charge = reservation.charge().clone();
        let job = self.journal.collect(id, charge.clone(), now).await?;
        reservation.commit();
        self.book.settle(charge.tenant, charge.user, id, Money(0));
        self.update(job.clone());
        Ok(job)
    }

    /// Records that the journal was restored from a backup of this time, and that the report of
    /// what was lost since is due.
    pub fn set_restored(&self, backed_up_at: Timestamp) {
        // Set once: a start finds one backup.
        let _ = self.restored.set(backed_up_at);
    }

    /// Time of the backup since which losses are to be reported.
    pub fn restored(&self) -> Option<Timestamp> {
        self.restored.get().copied()
    }

    /// Records the ETA that a job's card showed at acceptance.
    pub fn note_eta(&self, job: JobId, eta: Eta) {
        self.noted_eta.insert(job, eta);
    }

    /// The ETA that a job's card showed at acceptance, if this process accepted the job.
    pub fn noted_eta(&self, job: JobId) -> Option<Eta> {
        self.noted_eta.get(&job).map(|o| *o)
    }

    /// The age of the oldest open job in seconds; 0 when there is none.
    pub fn oldest(&self, now: Timestamp) -> f64 {
        let ages = self.open.iter().map(|j| now.duration_since(j.accepted_at).as_secs_f64());
        ages.fold(0.0, f64::max)
    }

    /// The quota book, for callers that keep a reference.
    pub fn shared_book(&self) -> Arc<QuotaBook> {
        Arc::clone(&self.book)
    }

    /// The quota book.
    pub fn book(&self) -> &QuotaBook {
        &self.book
    }

    /// A user's defaults for requests.
    pub fn preferences(&self, user: UserId) -> Preferences {
        self.preferences.get(&user).map(|p| *p).unwrap_or_default()
    }

    /// Stores a user's defaults for requests: in the journal first, then in memory.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub async fn set_preferences(
        &self,
        user: UserId,
        what: Preferences,
    ) -> Result<(), JournalError> {
        self.journal.set_preferences(user, what).await?;
        self.preferences.insert(user, what);
        Ok(())
    }

    /// Whether a job is open.
    pub fn is_open(&self, id: JobId) -> bool {
        self.open.contains_key(&id)
    }

    /// Returns an open job.
    pub fn open(&self, id: JobId) -> Option<Job> {
        self.open.get(&id).map(|j| j.as_ref().clone())
    }

    /// IDs of matching open jobs, in no order, for callers that scan many jobs and act on few.
    pub fn find(&self, fits: impl Fn(&Job) -> bool) -> Vec<JobId> {
        self.open.iter().filter(|j| fits(j)).map(|j| *j.key()).collect()
    }

    /// Matching open jobs, in order of acceptance.
    pub fn select(&self, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let mut jobs: Vec<_> =
            self.open.iter().filter(|j| fits(j)).map(|j| j.value().as_ref().clone()).collect();
        jobs.sort_by_key(|j| (j.accepted_at, j.origin.interaction, j.id));
        jobs
    }

    /// Applies audit entries that the book does not have yet: another process may write them.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn sync_audit_log(&self) -> Result<(), JournalError> {
        for Decided { entry, document } in
            self.journal.entries_after(self.audit_log_known.load(Ordering::SeqCst)).await?
        {
            if let Some(document) = document {
                self.book.apply_entry(&entry, document);
            }
            self.audit_log_known.fetch_max(entry.number, Ordering::SeqCst);
        }
        Ok(())
    }

    /// Number of matching open jobs.
    pub fn count(&self, fits: impl Fn(&Job) -> bool) -> usize {
        self.open.iter().filter(|j| fits(j)).count()
    }

    /// Matching jobs that are at the provider or being submitted, in order of acceptance.
    pub fn upstream(&self, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let ids = self.index().upstream.iter().copied().collect();
        self.select_from(ids, fits)
    }

    /// Matching jobs whose result or failure notice has yet to be delivered, in order of
    /// acceptance.
    pub fn owing(&self, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let ids = self.index().owing.iter().copied().collect();
        self.select_from(ids, fits)
    }

    /// Matching queued jobs that have inputs, in order of acceptance.
    pub fn waiting_with_inputs(&self, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let ids = self.index().waiting_with_inputs.iter().copied().collect();
        self.select_from(ids, fits)
    }

    fn select_from(&self, ids: Vec<JobId>, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let found = ids.iter().filter_map(|id| self.open.get(id));
        let mut jobs: Vec<_> = found.filter(|j| fits(j)).map(|j| j.as_ref().clone()).collect();
        jobs.sort_by_key(|j| (j.accepted_at, j.origin.interaction, j.id));
        jobs
    }

    /// Number of a member's queued jobs in a server.
    pub fn waiting(&self, tenant: Tenant, user: UserId) -> usize {
        self.index().waiting((tenant, user))
    }

    /// Number of a member's jobs of a server at the provider, without those that the provider
    /// reports as unknown.
    pub fn running(&self, tenant: Tenant, user: UserId) -> usize {
        let theirs = |j: &Job| j.place.tenant == tenant && j.requester == user;
        self.index().running((tenant, user)).saturating_sub(self.unknown(theirs))
    }

    /// Number of jobs of a model at the provider, without those that the provider reports as
    /// unknown.
    pub fn busy(&self, model: &str) -> usize {
        let of_model = |j: &Job| j.request.model == model;
        self.index().of_model(model).0.saturating_sub(self.unknown(of_model))
    }

    /// Records that the provider has reported a job's task as unknown for long enough, which frees
    /// its slot for others. Returns whether this is new.
    pub fn set_unknown(&self, job: &Job) -> bool {
        let _moving = self.moving();
        // The job may have advanced since its task was polled.
        if !self.open.get(&job.id).is_some_and(|j| j.state.is_upstream()) {
            return false;
        }
        let news = self.unknown.insert(job.id, Box::new(job.clone())).is_none();
        if news {
            self.wakeups.notify_submission();
        }
        news
    }

    /// Records that the provider knows a job's task again.
    pub fn set_known(&self, job: JobId) {
        self.unknown.remove(&job);
    }

    /// Whether the provider has reported a job's task as unknown for long enough.
    pub fn is_unknown(&self, job: JobId) -> bool {
        self.unknown.contains_key(&job)
    }

    fn unknown(&self, fits: impl Fn(&Job) -> bool) -> usize {
        self.unknown.iter().filter(|j| fits(j)).count()
    }

    /// State of the express slot of a model that runs `places` tasks concurrently.
    pub fn express(&self, model: &str, places: usize) -> ExpressSlot {
        let (_, firsts) = self.index().of_model(model);
        let unknown = |j: &Job| j.request.model == model && j.priority.first;
        let firsts = firsts.saturating_sub(self.unknown(unknown));
        // With a single slot, first jobs would starve all others.
        ExpressSlot { free: places > 1 && firsts == 0, again_after: places.max(2) }
    }

    /// Models with jobs queued or at the provider.
    pub fn models(&self) -> BTreeSet<String> {
        let mut models: BTreeSet<_> = self.queue.models().into_iter().collect();
        models.extend(self.index().models());
        models
    }

    /// Number of open jobs in each state.
    pub fn states(&self) -> Vec<(&'static str, usize)> {
        self.index().states()
    }

    /// The wakeups that are sent when a job advances.
    pub(super) fn wakeups(&self) -> &Wakeups {
        &self.wakeups
    }

    fn moving(&self) -> MutexGuard<'_, ()> {
        self.moving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn index(&self) -> MutexGuard<'_, JobIndex> {
        // A poisoned lock is safe to use: no update of the counts can panic halfway.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The queue of waiting jobs.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// The journal, for queries about ended jobs.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}
