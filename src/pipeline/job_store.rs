//! The open jobs in memory, always behind what the journal has.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use dashmap::DashMap;
use jiff::Timestamp;
use tracing::info_span;

use crate::generation::Money;
use crate::job::{Event, GuildId, Job, JobId, Preferences, State, UserId};
use crate::journal::{Acceptance, Decided, Journal, JournalError};
use crate::pipeline::job_index::JobIndex;
use crate::pipeline::wakeups::Wakeups;
use crate::queue::{ExpressSlot, Queue};
use crate::quota::{QuotaBook, Reservation};
use crate::service::Eta;
use crate::telemetry::Metrics;

/// Steps of a job that are counted.
enum Counted {
    Submitted,
    Finished,
    Posted,
    Failed,
    Cancelled,
    No,
}

impl Counted {
    fn of(event: &Event) -> Self {
        match event {
            Event::TaskCreated { .. } => Self::Submitted,
            Event::TaskFinished { .. } => Self::Finished,
            Event::Posted { .. } => Self::Posted,
            Event::Failed { .. } => Self::Failed,
            Event::Cancelled { .. } => Self::Cancelled,
            _ => Self::No,
        }
    }
}

/// What a trace shows of a stretch of a job's road that no task of ours lived through: opened and
/// closed at once, with the time at which it began. `telemetry/traces.rs` puts it into its place.
macro_rules! look_back {
    ($($parent:ident: None,)? $name:literal, $job:expr, $begun:expr) => {
        drop(info_span!(
            $($parent: None,)?
            $name,
            job.id = %$job.id,
            job.model = $job.request.model,
            job.outcome = $job.state.name(),
            begun = $begun.as_microsecond(),
        ))
    };
}

/// The journal, and what it says of open jobs, kept at hand.
#[derive(Debug)]
pub struct JobStore {
    journal: Journal,
    book: Arc<QuotaBook>,
    /// The last of the moderators' acts that the book knows.
    audit_log_known: AtomicU64,
    /// In boxes: the map keeps up to as many free places as it has jobs.
    open: DashMap<JobId, Box<Job>>,
    index: Mutex<JobIndex>,
    wakeups: Wakeups,
    /// Held while a job moves: the queue is told in the order in which jobs did, and not while a
    /// job is locked, since whoever asks the queue looks at jobs.
    moving: Mutex<()>,
    preferences: DashMap<UserId, Preferences>,
    queue: Queue,
    metrics: Arc<Metrics>,
    /// What cards said when jobs were accepted, to be held against what happens.
    noted_eta: DashMap<JobId, Eta>,
    /// Jobs whose task the provider does not know any more, as it says: they keep no place from
    /// others.
    unknown: DashMap<JobId, Box<Job>>,
    /// When the backup was made that the journal was restored from before this start.
    restored: OnceLock<Timestamp>,
}

impl JobStore {
    /// Records over a journal; [`JobStore::load`] fills them and the book.
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

    /// Reads every account, everybody's preferences and every open job from the journal.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn load(&self, now: Timestamp) -> Result<usize, JournalError> {
        let last = self.journal.fill(Arc::clone(&self.book), now).await?;
        self.audit_log_known.store(last, Ordering::SeqCst);
        for (user, what) in self.journal.all_preferences().await? {
            self.preferences.insert(user, what);
        }
        for job in self.journal.open_jobs().await? {
            self.insert(job);
        }
        Ok(self.open.len())
    }

    /// Makes a new job and its reservation durable, and takes it in. Otherwise the reservation is
    /// undone.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn accept(
        &self,
        job: Job,
        reservation: Reservation<'_>,
        now: Timestamp,
    ) -> Result<Acceptance, JournalError> {
        let acceptance =
            self.journal.accept(job.clone(), reservation.charge().clone(), now).await?;
        if acceptance == Acceptance::Accepted {
            reservation.keep();
            self.metrics.job("accepted", &job.request.model);
            self.insert(job);
        }
        Ok(acceptance)
    }

    /// Lets a job take an event: durable first, then in memory.
    ///
    /// # Errors
    /// When the job cannot take it as it stands, or it could not be written.
    pub async fn advance(
        &self,
        id: JobId,
        event: Event,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        let (counted, ends) = (Counted::of(&event), event.ends());
        let job = self.journal.apply(id, event, now).await?;
        if ends {
            self.close_account(&job);
        }
        self.update(job.clone());
        self.count_step(counted, &job, now);
        Ok(job)
    }

    fn insert(&self, job: Job) {
        let _moving = self.moving();
        // A start that is tried again meets what it has taken in already.
        let known = self.open.insert(job.id, Box::new(job.clone()));
        self.index().moved(known.as_deref(), Some(&job));
        self.queue.sync(&job);
        self.wakeups.notify(None, &job);
    }

    /// Two answers of the journal can arrive in the other order: the later state stays, and a job
    /// that is settled does not come back.
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

    /// What is held for a job that has just ended is spent or given back. What happens to it later
    /// must not: a result that is being collected has a hold of its own.
    fn close_account(&self, job: &Job) {
        let (guild, user, billed) = (job.place.guild, job.requester, job.billed());
        if job.is_charged() {
            self.book.settle_part(guild, user, job.id, job.charge(), billed);
        } else if job.is_over() {
            self.book.give_back(guild, user, job.id, billed);
        }
    }

    /// Lets a requester have a result that could not be posted, and charges them for it: durable
    /// first, then in memory. Otherwise the reservation is undone.
    ///
    /// # Errors
    /// When they have it already, or it could not be written.
    pub async fn collect(
        &self,
        id: JobId,
        reservation: Reservation<'_>,
        now: Timestamp,
    ) -> Result<Job, JournalError> {
        let charge = reservation.charge().clone();
        let job = self.journal.collect(id, charge.clone(), now).await?;
        reservation.keep();
        self.book.settle(charge.guild, charge.user, id, Money(0));
        self.update(job.clone());
        Ok(job)
    }

    /// Notes that the journal was restored before this start, from a backup of a time.
    pub fn set_restored(&self, backed_up_at: Timestamp) {
        // Once: a start finds one backup.
        let _ = self.restored.set(backed_up_at);
    }

    /// When the backup was made that the journal was restored from before this start.
    pub fn restored(&self) -> Option<Timestamp> {
        self.restored.get().copied()
    }

    /// Notes what a job's card said when it was accepted.
    pub fn note_eta(&self, job: JobId, eta: Eta) {
        self.noted_eta.insert(job, eta);
    }

    /// What a job's card said when it was accepted, in this life of the bot.
    pub fn noted_eta(&self, job: JobId) -> Option<Eta> {
        self.noted_eta.get(&job).map(|o| *o)
    }

    fn count_step(&self, what: Counted, job: &Job, now: Timestamp) {
        let (metrics, model) = (&self.metrics, job.request.model.as_str());
        let since = |at: Timestamp| now.duration_since(at).as_secs_f64();
        if job.is_over() && !matches!(what, Counted::No) {
            look_back!(parent: None, "job", job, job.accepted_at);
        }
        match (what, &job.state) {
            (Counted::Submitted, _) => {
                metrics.job("submitted", model);
                metrics.waited(model, since(job.accepted_at));
                look_back!("wait", job, job.accepted_at);
            }
            (Counted::Finished, _) => {
                look_back!("make", job, job.work.submitted_at.unwrap_or(now));
            }
            (Counted::Posted, _) => {
                metrics.job("delivered", model);
                metrics.billed(model, job.billed());
                let found = job.work.finished_at.unwrap_or(now);
                metrics.posted(since(found), since(job.accepted_at));
                if let Some((_, said)) = self.noted_eta.remove(&job.id) {
                    metrics.estimate(match now {
                        now if now < said.earliest => "early",
                        now if now > said.latest => "late",
                        _ => "within",
                    });
                }
            }
            (Counted::Failed, State::Failed { failure, .. }) => {
                metrics.job("failed", model);
                metrics.failed(failure.class.name());
            }
            (Counted::Cancelled, _) => metrics.job("cancelled", model),
            _ => {}
        }
    }

    /// The age of the oldest open job in seconds; nought when there is none.
    pub fn oldest(&self, now: Timestamp) -> f64 {
        let ages = self.open.iter().map(|j| now.duration_since(j.accepted_at).as_secs_f64());
        ages.fold(0.0, f64::max)
    }

    /// The accounts, for those who keep them longer.
    pub fn shared_book(&self) -> Arc<QuotaBook> {
        Arc::clone(&self.book)
    }

    /// The accounts.
    pub fn book(&self) -> &QuotaBook {
        &self.book
    }

    /// What somebody wants when they say nothing.
    pub fn preferences(&self, user: UserId) -> Preferences {
        self.preferences.get(&user).map(|p| *p).unwrap_or_default()
    }

    /// Writes down what somebody wants when they say nothing: durable first, then in memory.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn prefer(&self, user: UserId, what: Preferences) -> Result<(), JournalError> {
        self.journal.prefer(user, what).await?;
        self.preferences.insert(user, what);
        Ok(())
    }

    /// An open job.
    pub fn open(&self, id: JobId) -> Option<Job> {
        self.open.get(&id).map(|j| j.as_ref().clone())
    }

    /// Open jobs that fit, by name alone, in no order: for those who look through many and act on
    /// few.
    pub fn find(&self, fits: impl Fn(&Job) -> bool) -> Vec<JobId> {
        self.open.iter().filter(|j| fits(j)).map(|j| *j.key()).collect()
    }

    /// Open jobs that fit, in the order of acceptance.
    pub fn select(&self, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let mut jobs: Vec<_> =
            self.open.iter().filter(|j| fits(j)).map(|j| j.value().as_ref().clone()).collect();
        jobs.sort_by_key(|j| (j.accepted_at, j.origin.interaction, j.id));
        jobs
    }

    /// Lets the book learn of acts that it does not know yet: another process may write them.
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

    /// How many open jobs fit.
    pub fn count(&self, fits: impl Fn(&Job) -> bool) -> usize {
        self.open.iter().filter(|j| fits(j)).count()
    }

    /// Jobs at the provider, or about to be, that fit, in the order of acceptance.
    pub fn upstream(&self, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let shelf = self.index().upstream.clone();
        self.on(shelf, fits)
    }

    /// Jobs of which a result or a notice is to be handed over, that fit, in the order of
    /// acceptance.
    pub fn owing(&self, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let shelf = self.index().owing.clone();
        self.on(shelf, fits)
    }

    /// Jobs that wait and have inputs, that fit, in the order of acceptance.
    pub fn waiting_with_inputs(&self, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let shelf = self.index().waiting_with_inputs.clone();
        self.on(shelf, fits)
    }

    fn on(&self, shelf: BTreeSet<JobId>, fits: impl Fn(&Job) -> bool) -> Vec<Job> {
        let found = shelf.iter().filter_map(|id| self.open.get(id));
        let mut jobs: Vec<_> = found.filter(|j| fits(j)).map(|j| j.as_ref().clone()).collect();
        jobs.sort_by_key(|j| (j.accepted_at, j.origin.interaction, j.id));
        jobs
    }

    /// How many of a member's jobs wait in a server.
    pub fn waiting(&self, guild: GuildId, user: UserId) -> usize {
        self.index().waiting((guild, user))
    }

    /// How many of a member's jobs of a server are at the provider, as far as it knows them.
    pub fn running(&self, guild: GuildId, user: UserId) -> usize {
        let theirs = |j: &Job| j.place.guild == guild && j.requester == user;
        self.index().running((guild, user)).saturating_sub(self.unknown(theirs))
    }

    /// How many jobs of a model are at the provider, as far as it knows them.
    pub fn busy(&self, model: &str) -> usize {
        let of_model = |j: &Job| j.request.model == model;
        self.index().of_model(model).0.saturating_sub(self.unknown(of_model))
    }

    /// The provider has claimed for long enough not to know a job's task: its place is free for
    /// others. Says whether that is news.
    pub fn set_unknown(&self, job: &Job) -> bool {
        let _moving = self.moving();
        // It may have moved on since the question was asked.
        if !self.open.get(&job.id).is_some_and(|j| j.state.is_upstream()) {
            return false;
        }
        let news = self.unknown.insert(job.id, Box::new(job.clone())).is_none();
        if news {
            self.wakeups.notify_submission();
        }
        news
    }

    /// The provider knows a job's task again.
    pub fn set_known(&self, job: JobId) {
        self.unknown.remove(&job);
    }

    /// Whether the provider has claimed for long enough not to know a job's task.
    pub fn is_unknown(&self, job: JobId) -> bool {
        self.unknown.contains_key(&job)
    }

    fn unknown(&self, fits: impl Fn(&Job) -> bool) -> usize {
        self.unknown.iter().filter(|j| fits(j)).count()
    }

    /// How the quick place of a model is that has so many places.
    pub fn express(&self, model: &str, places: usize) -> ExpressSlot {
        let (_, firsts) = self.index().of_model(model);
        let unknown = |j: &Job| j.request.model == model && j.priority.first;
        let firsts = firsts.saturating_sub(self.unknown(unknown));
        // Of one place alone nobody but newcomers would see anything.
        ExpressSlot { free: places > 1 && firsts == 0, again_after: places.max(2) }
    }

    /// Models of which jobs wait or are at the provider.
    pub fn models(&self) -> BTreeSet<String> {
        let mut models: BTreeSet<_> = self.queue.models().into_iter().collect();
        models.extend(self.index().models());
        models
    }

    /// How many open jobs are in each state.
    pub fn states(&self) -> Vec<(&'static str, usize)> {
        self.index().states()
    }

    /// The bells that are rung when a job moves on.
    pub(super) fn wakeups(&self) -> &Wakeups {
        &self.wakeups
    }

    fn moving(&self) -> MutexGuard<'_, ()> {
        self.moving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn index(&self) -> MutexGuard<'_, JobIndex> {
        // A panic elsewhere leaves counts whole: nothing in between can panic.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who waits, and in which order.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// The journal, for questions about jobs that are over.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}
