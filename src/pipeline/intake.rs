//! Accepts requests: checks them, fetches and measures their inputs, and writes the job to the
//! journal before the member reads "accepted".

mod cancel;
mod checks;
mod collect;
mod converter_line;
mod fit;
mod inputs;
mod loaded;
mod lookups;
mod pace;
mod part_choice;
mod preparation;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use dashmap::DashMap;
use tracing::{Instrument, error, info, info_span, warn};

use converter_line::ConverterLine;
use fit::{Fit, Undecided};
use loaded::InputContext;
use pace::Pace;

use crate::generation::catalogue::Draft;
use crate::generation::{Catalogue, Input, Price, Request, Role, partial_request};
use crate::job::{
    DeliveryOptions, Depicted, Event, InteractionId, Job, JobId, MessageId, Preferences, Priority,
    Tenant, UserId,
};
use crate::journal::Acceptance;
use crate::media::Kind;
use crate::pipeline::budget_alerts::BudgetAlerts;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::prices::quota_answer;
use crate::pipeline::shares::Shares;
use crate::service::{
    Accepted, Caller, CancelAnswer, Collected, JobRequest, JobService, PendingRequest,
    PendingSelection, Preview, QuotaAnswer, Refusal, RequestContext, Unreadable,
};

/// Images decoded concurrently, each of which can take some hundred megabytes of memory: in total
/// and per member.
const REDRAWN_AT_ONCE: usize = 2;
const REDRAWN_EACH: usize = 1;

/// Converters running concurrently, each of which uses up to two cores: in total and per member.
const CONVERTED_AT_ONCE: usize = 2;
const CONVERTED_EACH: usize = 1;

/// Videos and audio that are checked concurrently: in total and per member.
const CHECKED_AT_ONCE: usize = 4;
const CHECKED_EACH: usize = 1;

/// Files that are downloaded concurrently, and held in memory until they are stored or a tool takes
/// them, where a video may have 100 MB: in total and per member.
const FETCHED_AT_ONCE: usize = 8;
const FETCHED_EACH: usize = 2;

/// Files whose first bytes are read concurrently: in total and per member.
const RECOGNISED_AT_ONCE: usize = 16;
const RECOGNISED_EACH: usize = 4;

/// Requests of a member whose files are being prepared, one file after the other.
const PREPARED_EACH: usize = 4;

/// Files that wait for a slot on disk, each of up to 100 MB: in total and per member.
const ON_DISK: usize = 64;
const ON_DISK_EACH: usize = PREPARED_EACH;

/// Accepts or refuses requests.
pub struct Intake {
    ctx: Arc<PipelineContext>,
    stopping: AtomicBool,
    /// Number of each member's requests that are being checked and will be queued if accepted.
    arriving: DashMap<(Tenant, UserId), usize>,
    preparing: Shares,
    recognising: Shares,
    fetching: Shares,
    checking: Shares,
    on_disk: Shares,
    converting: ConverterLine,
    redrawing: Shares,
    pace: Pace,
    warnings: BudgetAlerts,
}

/// A queue slot taken by a request in progress, released when the request is accepted or refused.
struct Arrival<'a> {
    of: &'a DashMap<(Tenant, UserId), usize>,
    key: (Tenant, UserId),
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
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self {
            stopping: AtomicBool::new(false),
            arriving: DashMap::new(),
            preparing: Shares::per_user(PREPARED_EACH),
            recognising: Shares::new(RECOGNISED_AT_ONCE, RECOGNISED_EACH),
            fetching: Shares::new(FETCHED_AT_ONCE, FETCHED_EACH),
            checking: Shares::new(CHECKED_AT_ONCE, CHECKED_EACH),
            on_disk: Shares::new(ON_DISK, ON_DISK_EACH),
            converting: ConverterLine::new(CONVERTED_AT_ONCE, CONVERTED_EACH),
            redrawing: Shares::new(REDRAWN_AT_ONCE, REDRAWN_EACH),
            pace: Pace::new(ctx.settings.requests_per_minute),
            warnings: BudgetAlerts::new(Arc::clone(&ctx)),
            ctx,
        }
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Takes a queue slot for an incoming request, so that concurrent requests keep the limit too.
    fn arrive(&self, caller: &Caller) -> Result<Arrival<'_>, Refusal> {
        let key = (caller.tenant, caller.user);
        let mut arriving = self.arriving.entry(key).or_insert(0);
        if let Err(refusal) = self.check_waiting(caller, *arriving) {
            drop(arriving);
            self.arriving.remove_if(&key, |_, count| *count == 0);
            return Err(refusal);
        }
        *arriving += 1;
        Ok(Arrival { of: &self.arriving, key })
    }

    fn with_eta(&self, job: Job) -> Accepted {
        let eta = self.ctx.eta(&job, self.ctx.clock.now());
        Accepted { job, eta, thumbnail: None }
    }

    /// Fetches the inputs and checks the whole request; a refused request leaves no files behind.
    async fn prepare(
        &self,
        job_request: &JobRequest,
        preferences: Preferences,
        id: JobId,
    ) -> Result<(Request, Option<Bytes>), Refusal> {
        let mut inputs = Vec::new();
        let mut thumbnail = None;
        let mut undecided = Vec::new();
        let mut refusal = None;
        if !job_request.uploads.is_empty() {
            let caller = &job_request.context.caller;
            let fit = Fit::of(job_request);
            let _share = self.preparing.acquire(caller.user).await;
            for (number, upload) in job_request.uploads.iter().enumerate() {
                let role = upload.role;
                let input = InputContext { job: id, number, role, fit: &fit, caller };
                // A large future, which every future that awaits this one would hold.
                let fetching = Box::pin(self.fetch_input(upload, &input));
                match fetching.await {
                    Ok(fetched) => {
                        let whole = fetched.whole;
                        undecided.extend(whole.map(|seconds| Undecided { number, seconds }));
                        thumbnail = thumbnail.or(fetched.thumbnail);
                        inputs.push(fetched.input);
                    }
                    Err(e) => {
                        refusal = Some(e);
                        break;
                    }
                }
            }
        }
        let (draft, enhance) = self.fill_defaults(job_request, preferences);
        let seconds = match inputs.iter().find(|i: &&Input| i.role == Role::FirstClip) {
            Some(video) if draft.seconds == 0 => {
                let longest =
                    self.ctx.store.book().policy(job_request.context.caller.tenant).max_duration;
                self.continued(&draft.model, video).min(longest.unwrap_or(u32::MAX))
            }
            _ => draft.seconds,
        };
        let roles = || inputs.iter().map(|i| i.role);
        // Options that the provider ignores are neither sent nor shown.
        let references = roles().any(|r| r == Role::ReferenceImage || r == Role::ReferenceVideo);
        let shaped = references && roles().any(|r| r == Role::FirstFrame);
        let ratio = draft.ratio.filter(|_| !shaped);
        let video = inputs.iter().find(|i| i.role == Role::Video).and_then(|i| i.facts.seconds);
        let seconds = match video {
            // An edited video can be cut, but not made longer.
            Some(video) if f64::from(seconds) >= video => 0,
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
            seed: job_request.partial.seed.unwrap_or_else(|| self.ctx.random.seed()),
            enhance,
            keep_audio: job_request.partial.keep_audio,
            inputs,
        };
        let checked = match refusal {
            Some(refusal) => Err(refusal),
            None => self
                .ctx
                .catalogue
                .check(&request)
                .map_err(Refusal::from)
                .and_then(|()| self.allows(job_request, &request))
                .and_then(|()| self.ask_for_part(job_request, &request, &undecided)),
        };
        if let Err(refusal) = checked {
            self.forget_inputs(&request.inputs).await;
            return Err(refusal);
        }
        Ok((request, thumbnail))
    }

    /// Fills the unset options of a request: from the member's preferences, then from the channel's
    /// defaults.
    fn fill_defaults(&self, job_request: &JobRequest, preferences: Preferences) -> (Draft, bool) {
        let context = &job_request.context;
        let policy = self.ctx.store.book().policy(context.caller.tenant);
        let habits = preferences.habits.or(policy.channel_defaults(&context.within()).habits);
        let enhance = job_request.partial.enhance.or(habits.enhance).unwrap_or(true);
        let mut draft = self.ctx.catalogue.fill(&job_request.partial, habits);
        if let Some(model) = self.ctx.catalogue.model(&draft.model) {
            policy.clamp(&mut draft, &job_request.partial, model);
        }
        (draft, enhance)
    }

    /// The length of a continuation when the request gives none.
    fn continued(&self, model: &str, video: &Input) -> u32 {
        let model = self.ctx.catalogue.model(model);
        model.map_or(0, |m| partial_request::continued(video.facts.seconds.unwrap_or_default(), m))
    }

    /// The delivery options of the result.
    fn delivery(&self, job_request: &JobRequest, preferences: Preferences) -> DeliveryOptions {
        let context = &job_request.context;
        let channel_defaults =
            self.ctx.store.book().policy(context.caller.tenant).channel_defaults(&context.within());
        DeliveryOptions {
            private: preferences.private && !context.place.tenant.is_direct(),
            quiet: preferences.quiet,
            spoiler: channel_defaults.spoiler,
            age_restricted: context.age_restricted,
        }
    }

    fn price(&self, request: &Request) -> Price {
        self.ctx.catalogue.price(request, self.ctx.region(&request.model))
    }

    async fn create_job(
        &self,
        job_request: JobRequest,
        depicted: Option<Depicted>,
        id: JobId,
    ) -> Result<Accepted, Refusal> {
        let preferences = self.ctx.store.preferences(job_request.context.caller.user);
        let (request, thumbnail) = self.prepare(&job_request, preferences, id).await?;
        let inputs = request.inputs.clone();
        let delivery = self.delivery(&job_request, preferences);
        let made_from = job_request.made_from;
        let RequestContext { caller, place, origin, .. } = job_request.context;
        let now = self.ctx.clock.now();
        let price = self.price(&request);
        let book = self.ctx.store.book();
        let priority = Priority {
            weight: book.policy(caller.tenant).weight(&caller.roles),
            first: book.is_first(&caller.payer(), now),
        };
        let reservation = match book.reserve(id, &caller.payer(), price, now) {
            Ok(reservation) => reservation,
            Err(denied) => {
                self.forget_inputs(&inputs).await;
                self.warnings.refused(caller.tenant, &denied, now).await;
                return Err(denied.into());
            }
        };
        let crossings = reservation.crossings().to_vec();
        let interaction = origin.interaction;
        let job = Job::accepted(id, request, price, caller.user, place, origin, now);
        let language = caller.language;
        let job = Job { delivery, made_from, depicted, priority, language, ..job };
        let written = self.ctx.store.accept(job.clone(), reservation, now).await;
        if !matches!(written, Ok(Acceptance::Accepted)) {
            self.forget_inputs(&inputs).await;
        }
        match written {
            Ok(Acceptance::Accepted) => {
                info!(
                    user.id = %job.requester,
                    tenant = %job.place.tenant,
                    interaction.id = %interaction,
                    model = %job.request.model,
                    credits = %price.credits,
                    "accepted a job"
                );
                self.warnings.crossed(job.place.tenant, &crossings, now).await;
                let accepted = Accepted { thumbnail, ..self.with_eta(job) };
                if let Some(eta) = accepted.eta {
                    self.ctx.store.note_eta(id, eta);
                }
                Ok(accepted)
            }
            Ok(Acceptance::Duplicate(first)) => self.first_answer(first).await,
            Ok(Acceptance::DuplicateId) => {
                warn!("job id collision, asked the member to retry");
                Err(Refusal::JournalUnavailable)
            }
            Err(e) => {
                error!(error = %e, "failed to write a job to the journal, request refused");
                Err(Refusal::JournalUnavailable)
            }
        }
    }

    async fn try_create_job(&self, job_request: JobRequest) -> Result<Accepted, Refusal> {
        self.admit(&job_request.context.caller)?;
        let depicted = self.check_sources(&job_request).await?;
        let _arrival = self.arrive(&job_request.context.caller)?;
        let id = JobId::from_bits(self.ctx.random.draw());
        let created = self.create_job(job_request, depicted, id);
        created.instrument(info_span!("accept", job.id = %id)).await
    }

    /// The answer to the first delivery of the same interaction.
    async fn first_answer(&self, id: JobId) -> Result<Accepted, Refusal> {
        match self.ctx.store.journal().job(id).await {
            Ok(Some(job)) => Ok(self.with_eta(job)),
            _ => Err(Refusal::JournalUnavailable),
        }
    }

    async fn accept_once(&self, job_request: JobRequest) -> Result<Accepted, Refusal> {
        let journal = self.ctx.store.journal();
        let interaction = job_request.context.origin.interaction;
        // The acceptance looks for a job of the same interaction too: without files, nothing is
        // done before it that would have to be avoided.
        if !job_request.uploads.is_empty() {
            match journal.job_by_interaction(interaction).await {
                Ok(None) => {}
                Ok(Some(first)) => return self.first_answer(first).await,
                Err(e) => {
                    error!(error = %e, "failed to read the journal, request refused");
                    return Err(Refusal::JournalUnavailable);
                }
            }
        }
        match self.try_create_job(job_request).await {
            // The same interaction may have been accepted meanwhile, and have used up the credits
            // or the queue slot that this one lacks.
            Err(refusal) => match journal.job_by_interaction(interaction).await {
                Ok(Some(first)) => self.first_answer(first).await,
                _ => Err(refusal),
            },
            answer => answer,
        }
    }
}

#[async_trait]
impl JobService for Intake {
    async fn screen(&self, job_request: &JobRequest) -> Result<Price, Refusal> {
        let price = self.screen_request(job_request).await;
        if let Err(refusal) = &price {
            self.ctx.metrics.admission(refusal.kind());
        }
        price
    }

    async fn accept(&self, job_request: JobRequest) -> Result<Accepted, Refusal> {
        let answer = self.accept_once(job_request).await;
        let outcome = answer.as_ref().map_or_else(Refusal::kind, |_| "taken");
        self.ctx.metrics.admission(outcome);
        answer
    }
    async fn preview(&self, job_request: JobRequest) -> Result<Preview, Refusal> {
        self.admit(&job_request.context.caller)?;
        let _arrival = self.arrive(&job_request.context.caller)?;
        let id = JobId::from_bits(self.ctx.random.draw());
        let preferences = self.ctx.store.preferences(job_request.context.caller.user);
        let (request, _) = self.prepare(&job_request, preferences, id).await?;
        self.forget_inputs(&request.inputs).await;
        let (book, now) = (self.ctx.store.book(), self.ctx.clock.now());
        let (payer, price) = (job_request.context.caller.payer(), self.price(&request));
        book.check(&payer, price, now)?;
        Ok(Preview { price, account: book.view(&payer, now), request })
    }

    fn quota(&self, caller: &Caller) -> QuotaAnswer {
        quota_answer(&self.ctx, &caller.payer(), self.ctx.clock.now())
    }

    async fn shown(&self, job: JobId, card: MessageId) {
        let event = Event::CardShown { message: card };
        if let Err(e) = self.ctx.store.advance(job, event, self.ctx.clock.now()).await {
            // The card updater finds the card again.
            warn!(job.id = %job, error = %e, "failed to record a card's message");
        }
    }

    async fn jobs_of(&self, caller: &Caller, skip: u32, most: u32) -> Option<Vec<Accepted>> {
        self.own_jobs(caller, skip, most).await
    }

    async fn job(&self, context: &RequestContext, job: JobId) -> Result<Option<Job>, Unreadable> {
        self.look_at(context, job).await
    }

    async fn job_of_result(&self, context: &RequestContext, message: MessageId) -> Option<Job> {
        self.look_at_result(context, message).await
    }

    async fn made_from(&self, context: &RequestContext, job: JobId) -> Vec<Job> {
        self.children(context, job).await
    }

    async fn collect(&self, context: &RequestContext, job: &Job) -> Result<Collected, Refusal> {
        self.collect_result(context, job).await
    }

    fn catalogue(&self) -> &Catalogue {
        &self.ctx.catalogue
    }

    fn preferences(&self, user: UserId) -> Preferences {
        self.ctx.store.preferences(user)
    }

    async fn set_preferences(&self, user: UserId, what: Preferences) -> bool {
        self.write_preferences(user, what).await
    }

    async fn store_selection(&self, selection: &PendingSelection) -> bool {
        self.insert_pending(selection.id, selection).await
    }

    async fn stored_selection(&self, id: u64) -> Result<Option<PendingSelection>, Unreadable> {
        self.pending(id).await
    }

    async fn store_request(&self, request: &PendingRequest) -> bool {
        self.insert_pending(request.id, request).await
    }

    async fn stored_request(&self, id: u64) -> Result<Option<PendingRequest>, Unreadable> {
        self.pending(id).await
    }

    fn card_edit_interval(&self) -> Duration {
        self.ctx.settings.card_edit_interval
    }

    fn place_in_line(&self, interaction: InteractionId) -> Option<usize> {
        self.converting.place(interaction)
    }

    async fn kind_of_file(&self, caller: &Caller, url: &str) -> Option<Kind> {
        self.recognise(caller, url).await
    }

    fn serves(&self, tenant: Tenant) -> bool {
        self.serves_server(tenant)
    }

    async fn answer_expired(&self, job: JobId, caller: &Caller) {
        self.cancel_not_shown(job, caller).await;
    }

    fn takes_last_frames(&self) -> bool {
        self.ctx.converter.ffmpeg.is_some()
    }

    async fn cancel(&self, id: JobId, caller: &Caller, reason: &str) -> CancelAnswer {
        self.stop_job(id, caller, reason).await
    }
}
