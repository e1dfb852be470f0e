//! The front door: requests are screened, their inputs fetched and measured, and a job is made
//! durable before anybody reads "accepted".

mod cancel;
mod collect;
mod inputs;
mod lookups;
mod pace;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use dashmap::DashMap;
use tracing::{Instrument, error, info, info_span, warn};

use pace::Pace;

use crate::generation::catalogue::Draft;
use crate::generation::{Catalogue, Input, Price, Request, RequestError, Role, partial_request};
use crate::job::{
    DeliveryOptions, Event, GuildId, Job, JobId, MessageId, Preferences, Priority, UserId,
};
use crate::journal::Acceptance;
use crate::pipeline::budget_alerts::BudgetAlerts;
use crate::pipeline::circuit_breaker::{OutageCause, waits};
use crate::pipeline::context::PipelineContext;
use crate::pipeline::prices::quota_answer;
use crate::pipeline::shares::Shares;
use crate::quota::Denied;
use crate::service::Refusal;
use crate::service::{
    Accepted, Caller, CancelAnswer, Collected, CreateJob, JobService, PendingSelection, Preview,
    QuotaAnswer, RequestContext, Source, Unreadable,
};

/// Images drawn anew at the same time, each of which can take some hundred megabytes, and how many of
/// them may be one member's.
const REDRAWN_AT_ONCE: usize = 2;
const REDRAWN_EACH: usize = 1;

/// Requests whose inputs are held in memory at the same time, where a clip may have 100 MB, and how
/// many of them may be one member's.
const FETCHED_AT_ONCE: usize = 8;
const FETCHED_EACH: usize = 2;

/// Where requests are decided.
pub struct Intake {
    parts: Arc<PipelineContext>,
    stopping: AtomicBool,
    /// Requests of a member that are being looked at and will wait, if they are taken.
    arriving: DashMap<(GuildId, UserId), usize>,
    redrawing: Shares,
    fetching: Shares,
    pace: Pace,
    warnings: BudgetAlerts,
}

/// A place that is given back when the request is taken or refused.
struct Arrival<'a> {
    of: &'a DashMap<(GuildId, UserId), usize>,
    key: (GuildId, UserId),
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        if let Some(mut count) = self.of.get_mut(&self.key) {
            *count -= 1;
        }
        self.of.remove_if(&self.key, |_, count| *count == 0);
    }
}

impl Intake {
    pub(super) fn new(parts: Arc<PipelineContext>) -> Self {
        Self {
            stopping: AtomicBool::new(false),
            arriving: DashMap::new(),
            redrawing: Shares::new(REDRAWN_AT_ONCE, REDRAWN_EACH),
            fetching: Shares::new(FETCHED_AT_ONCE, FETCHED_EACH),
            pace: Pace::new(parts.settings.requests_per_minute),
            warnings: BudgetAlerts::new(Arc::clone(&parts)),
            parts,
        }
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Counts a request that fetches files or is written down, if its member may make one more.
    fn admit(&self, who: &Caller) -> Result<(), Refusal> {
        let (limit, now) = (self.parts.settings.requests_per_minute, self.parts.clock.now());
        let admitted = self.pace.admit(who.user, now);
        admitted.map_err(|wait| Refusal::TooFast { limit, wait: wait.as_secs() + 1 })
    }

    /// Whether requests of a server are taken: of every one, if none are named. Direct messages
    /// belong to none.
    fn serves_server(&self, guild: GuildId) -> bool {
        let servers = &self.parts.settings.servers;
        servers.is_empty() || servers.contains(&guild)
    }

    /// Takes a place in the queue for a request that is only arriving, so that many at once keep
    /// the limit too.
    fn arrive(&self, who: &Caller) -> Result<Arrival<'_>, Refusal> {
        let key = (who.guild, who.user);
        let mut arriving = self.arriving.entry(key).or_insert(0);
        let waiting = self.parts.records.waiting(who.guild, who.user) + *arriving;
        let limit = self.parts.records.book().policy(who.guild).waiting;
        if waiting >= limit {
            drop(arriving);
            self.arriving.remove_if(&key, |_, count| *count == 0);
            return Err(Refusal::TooManyWaiting { waiting, limit });
        }
        *arriving += 1;
        Ok(Arrival { of: &self.arriving, key })
    }

    fn with_outlook(&self, job: Job) -> Accepted {
        let outlook = self.parts.outlook(&job, self.parts.clock.now());
        Accepted { job, outlook }
    }

    /// Fetches the inputs and checks the whole request; leaves nothing behind where it is refused.
    async fn prepare(
        &self,
        order: &CreateJob,
        preferences: Preferences,
        id: JobId,
    ) -> Result<Request, Refusal> {
        let mut inputs = Vec::new();
        let mut refusal = None;
        if !order.uploads.is_empty() {
            let who = &order.spot.who;
            let _share = self.fetching.acquire(who.user).await;
            for (number, upload) in order.uploads.iter().enumerate() {
                match self.take_in(id, number, upload, who).await {
                    Ok(input) => inputs.push(input),
                    Err(e) => {
                        refusal = Some(e);
                        break;
                    }
                }
            }
        }
        let (draft, enhance) = self.filled(order, preferences);
        let seconds = match inputs.iter().find(|i: &&Input| i.role == Role::FirstClip) {
            Some(clip) if draft.seconds == 0 => {
                let longest = self.parts.records.book().policy(order.spot.who.guild).longest;
                self.continued(&draft.model, clip).min(longest.unwrap_or(u32::MAX))
            }
            _ => draft.seconds,
        };
        let roles = || inputs.iter().map(|i| i.role);
        // What the provider ignores is neither sent nor shown.
        let references = roles().any(|r| r == Role::ReferenceImage || r == Role::ReferenceVideo);
        let shaped = references && roles().any(|r| r == Role::FirstFrame);
        let ratio = draft.ratio.filter(|_| !shaped);
        let clip = inputs.iter().find(|i| i.role == Role::Video).and_then(|i| i.facts.seconds);
        let seconds = match clip {
            // A clip that is changed is cut, never made longer.
            Some(clip) if f64::from(seconds) >= clip => 0,
            _ => seconds,
        };
        let request = Request {
            model: draft.model,
            prompt: draft.prompt,
            negative: draft.negative,
            resolution: draft.resolution,
            ratio,
            seconds,
            count: draft.count,
            seed: order.wish.seed.unwrap_or_else(|| self.parts.chance.seed()),
            enhance,
            keep_sound: order.wish.keep_sound,
            inputs,
        };
        let checked = match refusal {
            Some(refusal) => Err(refusal),
            None => self
                .parts
                .catalogue
                .check(&request)
                .map_err(Refusal::from)
                .and_then(|()| self.allows(order, &request)),
        };
        if let Err(refusal) = checked {
            self.forget_inputs(&request.inputs).await;
            return Err(refusal);
        }
        Ok(request)
    }

    /// The holes of a wish, filled: by what the member wants, then by what the channel has.
    fn filled(&self, order: &CreateJob, preferences: Preferences) -> (Draft, bool) {
        let spot = &order.spot;
        let policy = self.parts.records.book().policy(spot.who.guild);
        let habits = preferences.habits.or(policy.room(&spot.within()).habits);
        let enhance = order.wish.enhance.or(habits.enhance).unwrap_or(true);
        let mut draft = self.parts.catalogue.fill(&order.wish, habits);
        if let Some(model) = self.parts.catalogue.model(&draft.model) {
            policy.clamp_to_policy(&mut draft, &order.wish, model);
        }
        (draft, enhance)
    }

    /// The length of a continuation of which none was said.
    fn continued(&self, model: &str, clip: &Input) -> u32 {
        let model = self.parts.catalogue.model(model);
        model.map_or(0, |m| partial_request::continued(clip.facts.seconds.unwrap_or_default(), m))
    }

    /// How the result shall be handed over.
    fn manner(&self, order: &CreateJob, preferences: Preferences) -> DeliveryOptions {
        let spot = &order.spot;
        let room = self.parts.records.book().policy(spot.who.guild).room(&spot.within());
        DeliveryOptions {
            private: preferences.private && spot.place.guild != GuildId::DIRECT,
            quiet: preferences.quiet,
            spoiler: room.spoiler,
            age_restricted: spot.age_restricted,
        }
    }

    /// What is made of something stays where that may be seen: whoever asks may use every earlier
    /// job that something is taken from, and what was made for adults goes on among adults.
    async fn may_go_on(&self, order: &CreateJob) -> Result<(), Refusal> {
        let taken = order.uploads.iter().filter_map(|u| u.source.job());
        let mut jobs: Vec<_> = taken.chain(order.made_from.map(|m| m.job)).collect();
        jobs.sort();
        jobs.dedup();
        for id in jobs {
            let job = self.parts.records.journal().job(id).await.map_err(|e| {
                error!(error = %e, "an earlier job could not be read");
                Refusal::JournalUnavailable
            })?;
            let job = job.filter(|job| lookups::may_use(&order.spot, job));
            let Some(job) = job else { return Err(Refusal::SourceNotAccessible) };
            if job.manner.age_restricted && !order.spot.age_restricted {
                return Err(Refusal::AgeRestricted);
            }
        }
        Ok(())
    }

    /// What the server's moderators decided, once the inputs are known.
    fn allows(&self, order: &CreateJob, request: &Request) -> Result<(), Refusal> {
        let policy = self.parts.records.book().policy(order.spot.who.guild);
        policy.allows(&Draft::of(request), &order.spot.within())?;
        if !request.makes_pictures() {
            policy.allows_length(request.length())?;
        }
        let blocked = |i: &Input| policy.blocked_inputs.binary_search(&i.sha256).is_ok();
        if request.inputs.iter().any(blocked) {
            return Err(Denied::InputBlocked.into());
        }
        Ok(())
    }

    fn price(&self, request: &Request) -> Price {
        self.parts.catalogue.price(request, self.parts.settings.region)
    }

    async fn accept_new(&self, order: CreateJob, id: JobId) -> Result<Accepted, Refusal> {
        let preferences = self.parts.records.preferences(order.spot.who.user);
        let request = self.prepare(&order, preferences, id).await?;
        let inputs = request.inputs.clone();
        let manner = self.manner(&order, preferences);
        let made_from = order.made_from;
        let RequestContext { who, place, origin, .. } = order.spot;
        let now = self.parts.clock.now();
        let price = self.price(&request);
        let book = self.parts.records.book();
        let turn = Priority {
            weight: book.policy(who.guild).weight(&who.roles),
            first: book.is_first(&who.payer(), now),
        };
        let receipt = match book.reserve(id, &who.payer(), price, now) {
            Ok(receipt) => receipt,
            Err(denied) => {
                self.forget_inputs(&inputs).await;
                self.warnings.refused(who.guild, &denied, now).await;
                return Err(denied.into());
            }
        };
        let crossings = receipt.crossings().to_vec();
        let interaction = origin.interaction;
        let job = Job::accepted(id, request, price, who.user, place, origin, now);
        let job = Job { manner, made_from, turn, ..job };
        match self.parts.records.accept(job.clone(), receipt, now).await {
            Ok(Acceptance::Accepted) => {
                info!(
                    user.id = %job.requester,
                    guild.id = %job.place.guild,
                    interaction.id = %interaction,
                    model = %job.request.model,
                    credits = %price.credits,
                    "accepted a job"
                );
                self.warnings.crossed(job.place.guild, &crossings, now).await;
                let accepted = self.with_outlook(job);
                if let Some(outlook) = accepted.outlook {
                    self.parts.records.promise(id, outlook);
                }
                Ok(accepted)
            }
            Ok(Acceptance::Duplicate(first)) => {
                self.forget_inputs(&inputs).await;
                self.first_answer(first).await
            }
            Ok(Acceptance::NameTaken) => {
                self.forget_inputs(&inputs).await;
                warn!("drew a name that a job already has; the member was asked to try again");
                Err(Refusal::JournalUnavailable)
            }
            Err(e) => {
                self.forget_inputs(&inputs).await;
                error!(error = %e, "a job could not be written to the journal and was refused");
                Err(Refusal::JournalUnavailable)
            }
        }
    }

    async fn take(&self, order: CreateJob) -> Result<Accepted, Refusal> {
        self.may_go_on(&order).await?;
        let _arrival = self.arrive(&order.spot.who)?;
        let id = JobId::from_bits(self.parts.chance.draw());
        self.accept_new(order, id).instrument(info_span!("accept", job.id = %id)).await
    }

    /// What the first delivery of the same interaction led to.
    async fn first_answer(&self, id: JobId) -> Result<Accepted, Refusal> {
        match self.parts.records.journal().job(id).await {
            Ok(Some(job)) => Ok(self.with_outlook(job)),
            _ => Err(Refusal::JournalUnavailable),
        }
    }

    async fn screened(&self, order: &CreateJob) -> Result<Price, Refusal> {
        if self.stopping.load(Ordering::SeqCst) {
            return Err(Refusal::Stopping);
        }
        // While somebody waits, their job goes ahead to see; else this one does.
        if matches!(self.parts.circuit.trouble(), Some((OutageCause::Account, _)))
            && self.parts.records.count(waits) > 0
        {
            return Err(Refusal::AccountRefused);
        }
        let spot = &order.spot;
        if !spot.open {
            return Err(Refusal::OutsideServer);
        }
        if !self.serves_server(spot.place.guild) {
            return Err(Refusal::ServerNotServed);
        }
        if !spot.missing.is_empty() {
            return Err(Refusal::Permissions(spot.missing.clone()));
        }
        let (draft, _) = self.filled(order, self.parts.records.preferences(spot.who.user));
        self.parts.catalogue.screen(&draft)?;
        for upload in &order.uploads {
            let Source::File { bytes, .. } = upload.source else { continue };
            self.parts.catalogue.screen_size(upload.role, bytes).map_err(|problem| {
                RequestError::Input { role: upload.role, name: upload.name.clone(), problem }
            })?;
        }
        self.may_go_on(order).await?;
        let book = self.parts.records.book();
        let policy = book.policy(spot.who.guild);
        policy.allows(&draft, &spot.within())?;
        let least = self.parts.catalogue.least_price(&draft, self.parts.settings.region);
        let now = self.parts.clock.now();
        if let Err(denied) = book.check(&spot.who.payer(), least, now) {
            self.warnings.refused(spot.who.guild, &denied, now).await;
            return Err(denied.into());
        }
        let waiting = self.parts.records.waiting(spot.who.guild, spot.who.user);
        let limit = policy.waiting;
        if waiting >= limit {
            return Err(Refusal::TooManyWaiting { waiting, limit });
        }
        Ok(least)
    }

    async fn accepted(&self, order: CreateJob) -> Result<Accepted, Refusal> {
        let journal = self.parts.records.journal();
        match journal.job_by_interaction(order.spot.origin.interaction).await {
            Ok(None) => {}
            Ok(Some(first)) => return self.first_answer(first).await,
            Err(e) => {
                error!(error = %e, "the journal cannot be read; a request was refused");
                return Err(Refusal::JournalUnavailable);
            }
        }
        self.admit(&order.spot.who)?;
        let interaction = order.spot.origin.interaction;
        match self.take(order).await {
            // The same request may have been taken meanwhile, and used up what this one lacks.
            Err(refusal) => match journal.job_by_interaction(interaction).await {
                Ok(Some(first)) => self.first_answer(first).await,
                _ => Err(refusal),
            },
            taken => taken,
        }
    }
}

#[async_trait]
impl JobService for Intake {
    async fn screen(&self, order: &CreateJob) -> Result<Price, Refusal> {
        let screened = self.screened(order).await;
        if let Err(refusal) = &screened {
            self.parts.metrics.admission(refusal.kind());
        }
        screened
    }

    async fn accept(&self, order: CreateJob) -> Result<Accepted, Refusal> {
        let answer = self.accepted(order).await;
        let outcome = answer.as_ref().map_or_else(Refusal::kind, |_| "taken");
        self.parts.metrics.admission(outcome);
        answer
    }
    async fn preview(&self, order: CreateJob) -> Result<Preview, Refusal> {
        self.admit(&order.spot.who)?;
        let _arrival = self.arrive(&order.spot.who)?;
        let id = JobId::from_bits(self.parts.chance.draw());
        let preferences = self.parts.records.preferences(order.spot.who.user);
        let request = self.prepare(&order, preferences, id).await?;
        self.forget_inputs(&request.inputs).await;
        let (book, now) = (self.parts.records.book(), self.parts.clock.now());
        let (payer, price) = (order.spot.who.payer(), self.price(&request));
        book.check(&payer, price, now)?;
        Ok(Preview { price, account: book.view(&payer, now), request })
    }

    fn quota(&self, who: &Caller) -> QuotaAnswer {
        let (book, now) = (self.parts.records.book(), self.parts.clock.now());
        quota_answer(&self.parts.catalogue, self.parts.settings.region, book, &who.payer(), now)
    }

    async fn shown(&self, job: JobId, card: MessageId) {
        let event = Event::CardShown { message: card };
        if let Err(e) = self.parts.records.advance(job, event, self.parts.clock.now()).await {
            // The keeper of the cards finds it again.
            warn!(job.id = %job, error = %e, "could not note where a card is");
        }
    }

    async fn jobs_of(&self, who: &Caller, skip: u32, most: u32) -> Option<Vec<Accepted>> {
        self.own_jobs(who, skip, most).await
    }

    async fn job(&self, spot: &RequestContext, job: JobId) -> Result<Option<Job>, Unreadable> {
        self.look_at(spot, job).await
    }

    async fn job_of_result(&self, spot: &RequestContext, message: MessageId) -> Option<Job> {
        self.look_at_result(spot, message).await
    }

    async fn made_from(&self, spot: &RequestContext, job: JobId) -> Vec<Job> {
        self.children(spot, job).await
    }

    async fn collect(&self, spot: &RequestContext, job: &Job) -> Result<Collected, Refusal> {
        self.collect_result(spot, job).await
    }

    fn catalogue(&self) -> &Catalogue {
        &self.parts.catalogue
    }

    fn preferences(&self, user: UserId) -> Preferences {
        self.parts.records.preferences(user)
    }

    async fn prefer(&self, user: UserId, what: Preferences) -> bool {
        self.write_preferences(user, what).await
    }

    async fn keep(&self, sketch: &PendingSelection) -> bool {
        self.keep_sketch(sketch).await
    }

    async fn kept(&self, id: u64) -> Result<Option<PendingSelection>, Unreadable> {
        self.kept_sketch(id).await
    }

    fn serves(&self, guild: GuildId) -> bool {
        self.serves_server(guild)
    }

    async fn not_shown(&self, job: JobId, who: &Caller) {
        self.cancel_not_shown(job, who).await;
    }

    fn takes_last_frames(&self) -> bool {
        self.parts.ffmpeg.is_some()
    }

    async fn cancel(&self, id: JobId, who: &Caller, reason: &str) -> CancelAnswer {
        self.stop_job(id, who, reason).await
    }
}
