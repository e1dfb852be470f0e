//! The front door: requests are screened, their inputs fetched and measured, and a job is made
//! durable before anybody reads "accepted".

mod cancel;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use dashmap::DashMap;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tracing::{Instrument, error, info, info_span, warn};

use crate::archive::Archive;
use crate::discord::{
    Accepted, CancelAnswer, Desk, FileError, Order, Preview, QuotaAnswer, Upload, Who,
};
use crate::generation::catalogue::Draft;
use crate::generation::refusal::InputProblem;
use crate::generation::{Input, Price, Refusal, Request};
use crate::job::{Event, GuildId, Job, JobId, MessageId, UserId};
use crate::journal::Acceptance;
use crate::media::{self, Facts, Kind, Unusable};
use crate::pipeline::parts::Parts;
use crate::pipeline::prices::quota_answer;
use crate::pipeline::warnings::Warnings;
use crate::quota::Denied;

/// How many jobs `/jobs` shows.
const LISTED: u32 = 10;

/// Pictures drawn anew at the same time; each can take some hundred megabytes.
const REDRAWN_AT_ONCE: usize = 2;

/// Large inputs held in memory at the same time: a clip may have 100 MB.
const FETCHED_AT_ONCE: usize = 8;

/// Where requests are decided.
pub struct Intake {
    parts: Arc<Parts>,
    stopping: AtomicBool,
    /// Requests of a member that are being looked at and will wait, if they are taken.
    arriving: DashMap<(GuildId, UserId), usize>,
    redrawing: Semaphore,
    fetching: Semaphore,
    warnings: Warnings,
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
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self {
            stopping: AtomicBool::new(false),
            arriving: DashMap::new(),
            redrawing: Semaphore::new(REDRAWN_AT_ONCE),
            fetching: Semaphore::new(FETCHED_AT_ONCE),
            warnings: Warnings::new(Arc::clone(&parts)),
            parts,
        }
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Takes a place in the queue for a request that is only arriving, so that many at once keep
    /// the limit too.
    fn arrive(&self, who: &Who) -> Result<Arrival<'_>, Refusal> {
        let key = (who.guild, who.user);
        let mut arriving = self.arriving.entry(key).or_insert(0);
        let waiting = self.parts.records.waiting(who.guild, who.user) + *arriving;
        let limit = self.parts.records.book().policy(who.guild).waiting;
        if waiting >= limit {
            return Err(Refusal::TooManyWaiting { waiting, limit });
        }
        *arriving += 1;
        Ok(Arrival { of: &self.arriving, key })
    }

    /// Fetches one input, looks at its bytes and puts it into the archive as the provider shall
    /// get it.
    async fn take_in(&self, job: JobId, upload: &Upload) -> Result<Input, Refusal> {
        let refuse =
            |problem| Refusal::Input { role: upload.role, name: upload.name.clone(), problem };
        let limit = self.parts.catalogue.limit(upload.role).max_bytes;
        let fetched = self.parts.files.fetch(&upload.url, limit).await;
        let bytes = fetched.map_err(|e| {
            refuse(match e {
                FileError::ForeignHost => InputProblem::ForeignHost,
                FileError::TooLarge { limit } => {
                    InputProblem::TooLarge { bytes: upload.bytes.max(limit + 1), limit }
                }
                other => InputProblem::Unreachable(other.to_string()),
            })
        })?;
        let sha256 = hex(&Sha256::digest(&bytes));
        let (bytes, facts) = self.measured(upload, bytes, limit).await.map_err(refuse)?;
        self.parts.catalogue.check_input(upload.role, &facts).map_err(refuse)?;
        let key = Archive::input_key(job, upload.role, facts.format.extension());
        self.parts.archive.put(&key, bytes).await.map_err(|e| {
            error!(job.id = %job, error = %e, "an input could not be archived");
            Refusal::Unrecorded
        })?;
        Ok(Input { role: upload.role, name: upload.name.clone(), key, facts, sha256 })
    }

    async fn measured(
        &self,
        upload: &Upload,
        bytes: Bytes,
        limit: u64,
    ) -> Result<(Bytes, Facts), InputProblem> {
        let wanted = match self.parts.catalogue.limit(upload.role).formats.first() {
            Some(format) => format.kind(),
            None => Kind::Image,
        };
        let problem = move |e| match e {
            Unusable::Unknown(found) => InputProblem::WrongKind { found: found.into(), wanted },
            Unusable::Damaged(why) => InputProblem::Damaged(why),
        };
        if bytes.is_empty() {
            return Err(InputProblem::Empty);
        }
        let facts = media::measure(&bytes).map_err(problem)?;
        if !facts.redraw {
            return Ok((bytes, facts));
        }
        // Limits first: nobody decodes what is refused anyway.
        self.parts.catalogue.check_input(upload.role, &facts)?;
        let _permit = self.redrawing.acquire().await;
        let drawn =
            tokio::task::spawn_blocking(move || media::flatten::flatten(&bytes, &facts, limit))
                .await;
        let (bytes, facts) = drawn
            .map_err(|_| InputProblem::Damaged("it could not be drawn".into()))?
            .map_err(problem)?;
        Ok((bytes.into(), facts))
    }

    async fn forget_inputs(&self, inputs: &[Input]) {
        for input in inputs {
            if let Err(e) = self.parts.archive.remove(&input.key).await {
                warn!(error = %e, "an input of a refused request could not be removed");
            }
        }
    }

    fn with_outlook(&self, job: Job) -> Accepted {
        let p = &self.parts;
        let outlook = p.estimator.outlook(&p.catalogue, &p.records, &job, p.clock.now());
        Accepted { job, outlook }
    }

    /// Fetches the inputs and checks the whole request; leaves nothing behind where it is refused.
    async fn prepare(&self, order: &Order, id: JobId) -> Result<Request, Refusal> {
        let mut inputs = Vec::new();
        let mut refusal = None;
        if !order.uploads.is_empty() {
            let _permit = self.fetching.acquire().await;
            for upload in &order.uploads {
                match self.take_in(id, upload).await {
                    Ok(input) => inputs.push(input),
                    Err(e) => {
                        refusal = Some(e);
                        break;
                    }
                }
            }
        }
        let draft = order.draft.clone();
        let request = Request {
            model: draft.model,
            prompt: draft.prompt,
            negative: draft.negative,
            resolution: draft.resolution,
            ratio: draft.ratio,
            seconds: draft.seconds,
            seed: order.seed.unwrap_or_else(|| rand::random_range(0..=2_147_483_647)),
            enhance: order.enhance,
            inputs,
        };
        let checked = match refusal {
            Some(refusal) => Err(refusal),
            None => {
                self.parts.catalogue.check(&request).and_then(|()| self.allows(order, &request))
            }
        };
        if let Err(refusal) = checked {
            self.forget_inputs(&request.inputs).await;
            return Err(refusal);
        }
        Ok(request)
    }

    /// What the server's moderators decided, once the inputs are known.
    fn allows(&self, order: &Order, request: &Request) -> Result<(), Refusal> {
        let policy = self.parts.records.book().policy(order.who.guild);
        policy.allows(&Draft::of(request), &order.within())?;
        let blocked = |i: &Input| policy.blocked_inputs.binary_search(&i.sha256).is_ok();
        if request.inputs.iter().any(blocked) {
            return Err(Denied::InputBlocked.into());
        }
        Ok(())
    }

    fn price(&self, request: &Request) -> Price {
        self.parts.catalogue.price(request, self.parts.settings.region)
    }

    async fn accept_new(&self, order: Order, id: JobId) -> Result<Accepted, Refusal> {
        let request = self.prepare(&order, id).await?;
        let inputs = request.inputs.clone();
        let now = self.parts.clock.now();
        let price = self.price(&request);
        let receipt = match self.parts.records.book().reserve(id, &order.who.payer(), price, now) {
            Ok(receipt) => receipt,
            Err(denied) => {
                self.forget_inputs(&inputs).await;
                self.warnings.refused(order.who.guild, &denied, now).await;
                return Err(denied.into());
            }
        };
        let crossings = receipt.crossings().to_vec();
        let interaction = order.origin.interaction;
        let job = Job::accepted(id, request, price, order.who.user, order.place, order.origin, now);
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
                Ok(self.with_outlook(job))
            }
            Ok(Acceptance::Duplicate(first)) => {
                self.forget_inputs(&inputs).await;
                self.first_answer(first).await
            }
            Ok(Acceptance::NameTaken) => {
                self.forget_inputs(&inputs).await;
                warn!("drew a name that a job already has; the member was asked to try again");
                Err(Refusal::Unrecorded)
            }
            Err(e) => {
                self.forget_inputs(&inputs).await;
                error!(error = %e, "a job could not be written to the journal and was refused");
                Err(Refusal::Unrecorded)
            }
        }
    }

    /// What the first delivery of the same interaction led to.
    async fn first_answer(&self, id: JobId) -> Result<Accepted, Refusal> {
        match self.parts.records.journal().job(id).await {
            Ok(Some(job)) => Ok(self.with_outlook(job)),
            _ => Err(Refusal::Unrecorded),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[async_trait]
impl Desk for Intake {
    async fn screen(&self, order: &Order) -> Result<(), Refusal> {
        if self.stopping.load(Ordering::SeqCst) {
            return Err(Refusal::Stopping);
        }
        if !order.missing.is_empty() {
            return Err(Refusal::Permissions(order.missing.clone()));
        }
        self.parts.catalogue.screen(&order.draft)?;
        for upload in &order.uploads {
            self.parts.catalogue.screen_size(upload.role, upload.bytes).map_err(|problem| {
                Refusal::Input { role: upload.role, name: upload.name.clone(), problem }
            })?;
        }
        let book = self.parts.records.book();
        let policy = book.policy(order.who.guild);
        policy.allows(&order.draft, &order.within())?;
        let least = self.parts.catalogue.least_price(&order.draft, self.parts.settings.region);
        let now = self.parts.clock.now();
        if let Err(denied) = book.check(&order.who.payer(), least, now) {
            self.warnings.refused(order.who.guild, &denied, now).await;
            return Err(denied.into());
        }
        let waiting = self.parts.records.waiting(order.who.guild, order.who.user);
        let limit = policy.waiting;
        if waiting >= limit {
            return Err(Refusal::TooManyWaiting { waiting, limit });
        }
        Ok(())
    }

    async fn accept(&self, order: Order) -> Result<Accepted, Refusal> {
        let journal = self.parts.records.journal();
        match journal.job_by_interaction(order.origin.interaction).await {
            Ok(None) => {}
            Ok(Some(first)) => return self.first_answer(first).await,
            Err(e) => {
                error!(error = %e, "the journal cannot be read; a request was refused");
                return Err(Refusal::Unrecorded);
            }
        }
        let _arrival = self.arrive(&order.who)?;
        let id = JobId::from_bits(rand::random());
        self.accept_new(order, id).instrument(info_span!("accept", job.id = %id)).await
    }

    async fn preview(&self, order: Order) -> Result<Preview, Refusal> {
        let _arrival = self.arrive(&order.who)?;
        let id = JobId::from_bits(rand::random());
        let request = self.prepare(&order, id).await?;
        self.forget_inputs(&request.inputs).await;
        let (book, now) = (self.parts.records.book(), self.parts.clock.now());
        let (payer, price) = (order.who.payer(), self.price(&request));
        book.check(&payer, price, now)?;
        Ok(Preview { price, account: book.view(&payer, now), request })
    }

    fn quota(&self, who: &Who) -> QuotaAnswer {
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

    async fn jobs_of(&self, who: &Who) -> Option<Vec<Accepted>> {
        match self.parts.records.journal().jobs_of(who.guild, who.user, LISTED).await {
            Ok(jobs) => Some(jobs.into_iter().map(|job| self.with_outlook(job)).collect()),
            Err(e) => {
                error!(user.id = %who.user, error = %e, "a member's jobs could not be read");
                None
            }
        }
    }

    async fn cancel(&self, id: JobId, who: &Who, reason: &str) -> CancelAnswer {
        self.stop_job(id, who, reason).await
    }
}
