//! Hands over what is next, as many as the model runs at once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use dashmap::DashMap;
use futures_util::future::join_all;
use jiff::Timestamp;
use tracing::{Instrument, debug, error, info, info_span, warn};

use crate::archive::ArchiveError;
use crate::generation::Input;
use crate::job::{Class, Event, Failure, Job, JobId, State, TaskId};
use crate::journal::JournalError;
use crate::media::Kind;
use crate::pipeline::backoff::Backoff;
use crate::pipeline::circuit::{Trouble, Way};
use crate::pipeline::parts::Parts;
use crate::pipeline::turnstile::{LATEST, Running, Turnstile};
use crate::wan::{Error, ErrorClass, SubmitError, submission};

/// How long a job waits at least after the provider said "later" without saying how much later,
/// or did not take it at all.
const LATER: Duration = Duration::from_secs(5);
/// How long jobs wait for an account that the provider does not accept.
const PATIENCE: Duration = Duration::from_secs(24 * 3600);
/// Files in the temporary store are good for 48 hours (wan-api reference); half of it is enough.
const UPLOADED_FOR: Duration = Duration::from_secs(24 * 3600);

/// Tasks that were made and could not be written down yet.
pub(super) type Unwritten = Arc<DashMap<JobId, TaskId>>;

/// The room that submits.
pub(super) struct Submitter {
    parts: Arc<Parts>,
    backoff: Backoff,
    unwritten: Unwritten,
    /// What is in the provider's temporary store, by job and number of the input.
    uploaded: DashMap<(JobId, usize), (String, Timestamp)>,
}

/// The inputs could not be made ready.
enum NotReady {
    Archive(ArchiveError),
    Upload(Error),
}

impl Submitter {
    pub(super) fn new(parts: Arc<Parts>, unwritten: Unwritten) -> Self {
        Self { parts, backoff: Backoff::default(), unwritten, uploaded: DashMap::new() }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        self.write_down(now).await;
        self.give_up(now).await;
        let open = |id: &JobId| self.parts.records.open(*id).is_some();
        self.backoff.keep(open);
        self.uploaded.retain(|(id, _), _| open(id));
        // Of all models, since members are counted over all of them.
        let mut running: Running = HashMap::new();
        let mut due = Vec::new();
        for model in self.parts.records.queue().models() {
            due.extend(self.due(&model, &mut running, now));
        }
        if !due.is_empty() {
            match self.parts.circuit.way(now) {
                Way::Open => {}
                Way::Look => due.truncate(1),
                Way::Shut => return,
            }
        }
        join_all(due.into_iter().map(|job| {
            let span = info_span!("submit", job.id = %job.id);
            self.submit(job, now).instrument(span)
        }))
        .await;
    }

    /// The jobs of a model whose turn it is: as many as it runs, and one more that keeps the line
    /// warm, if the operator wants that.
    fn due(&self, model: &str, running: &mut Running, now: Timestamp) -> Vec<Job> {
        let records = &self.parts.records;
        let most = self.parts.places(model) + self.parts.settings.prefetch;
        let free = most.saturating_sub(records.busy(model));
        if free == 0 {
            return Vec::new();
        }
        let quick = records.quick(model, self.parts.places(model));
        let mut gate = Turnstile::new(&self.parts, &self.backoff, model, running, now);
        let due = records.queue().hand_out(model, free, quick, &mut gate);
        due.into_iter().filter_map(|id| records.open(id)).collect()
    }

    /// Tasks that are known here alone: they are not sought in the list, but written down as soon
    /// as that goes.
    async fn write_down(&self, now: Timestamp) {
        let unwritten: Vec<_> =
            self.unwritten.iter().map(|e| (*e.key(), e.value().clone())).collect();
        for (id, task) in unwritten {
            if !self.backoff.is_due(id, now) {
                continue;
            }
            let event = Event::TaskCreated { task, adopted: false };
            match self.parts.records.advance(id, event, now).await {
                Err(e) if !matches!(e, JournalError::NotAllowed(_)) => {
                    self.backoff.failed(id, now);
                }
                _ => {
                    info!(job.id = %id, "a task could be written down at last");
                    self.unwritten.remove(&id);
                    self.backoff.clear(id);
                }
            }
        }
    }

    /// Nobody waits for ever for an account that is not accepted.
    async fn give_up(&self, now: Timestamp) {
        let Some((Trouble::Account, since)) = self.parts.circuit.trouble() else { return };
        let too_long = |j: &Job| {
            matches!(j.state, State::Accepted { .. }) && j.accepted_at.max(since) + PATIENCE < now
        };
        for job in self.parts.records.select(too_long) {
            self.advance(&job, failed(Class::Account, None), now).await;
        }
    }

    async fn submit(&self, job: Job, now: Timestamp) {
        let (urls, resolve) = match self.addresses(&job, now).await {
            Ok(ready) => ready,
            Err(NotReady::Archive(e)) => {
                error!(error = %e, "an input is not in the archive any more");
                return self.advance(&job, failed(Class::Bug, None), now).await;
            }
            // The store is another service: that it does not take a file says nothing of tasks.
            Err(NotReady::Upload(e)) if e.class == ErrorClass::Transient => {
                warn!(error = %e, "an input could not be put into the provider's store");
                return self.defer(&job, LATER, now).await;
            }
            Err(NotReady::Upload(e)) => return self.refused(&job, e, now).await,
        };
        let Some(model) = self.parts.catalogue.model(&job.request.model) else {
            return self.advance(&job, failed(Class::Bug, None), now).await;
        };
        let body = submission(model.api, &job.request, &urls, self.parts.settings.watermark);

        self.parts.wan.submission_permit(&job.request.model).await;
        // The intent first, with the time at which it really is: uploads and the limiter took
        // some. From here on the answer decides, or the provider's list.
        let now = self.parts.clock.now().max(now);
        let intent = self.parts.records.advance(job.id, Event::SubmissionStarted, now).await;
        if let Err(e) = intent {
            // Cancelled a moment ago, or the journal is not to be written: nothing was sent.
            self.backoff.failed(job.id, now);
            return warn!(error = %e, "not handed over");
        }
        let answer = self.parts.wan.submit(model.api, &body, resolve).await;
        let now = self.parts.clock.now().max(now);
        match answer {
            Ok(task) => {
                info!(task.id = %task, "handed over");
                self.parts.provider_answered(now).await;
                self.backoff.clear(job.id);
                self.uploaded.retain(|(id, _), _| *id != job.id);
                let event = Event::TaskCreated { task: task.clone(), adopted: false };
                if let Err(e) = self.parts.records.advance(job.id, event, now).await {
                    error!(error = %e, "a task could not be written down; trying again");
                    self.unwritten.insert(job.id, task);
                }
            }
            Err(SubmitError::NotAccepted(e)) => self.refused(&job, e, now).await,
            Err(SubmitError::Unknown(e)) => {
                warn!(error = %e, "the answer to a submission was lost; asking the task list");
                self.parts.provider_failed(Trouble::Unreachable, &e, now).await;
                self.advance(&job, Event::AnswerLost, now).await;
            }
        }
    }

    /// Back into the queue, for ever longer while it goes on.
    async fn defer(&self, job: &Job, wait: Duration, now: Timestamp) {
        self.backoff.failed(job.id, now);
        let until = now + wait.min(LATEST);
        self.advance(job, Event::SubmissionDeferred { until }, now).await;
    }

    /// The provider certainly made no task: what now hangs on the class alone.
    async fn refused(&self, job: &Job, error: Error, now: Timestamp) {
        if error.class == ErrorClass::Transient || error.concerns_account() {
            debug!(error = %error, "the provider took nothing");
            let account = error.concerns_account();
            let trouble = if account { Trouble::Account } else { Trouble::Unreachable };
            self.parts.provider_failed(trouble, &error, now).await;
            return self.defer(job, LATER, now).await;
        }
        self.parts.provider_answered(now).await;
        let class = match error.class {
            ErrorClass::Throttled | ErrorClass::Transient => {
                return self.defer(job, error.retry_after.unwrap_or(LATER), now).await;
            }
            ErrorClass::UserInput => Class::UserInput,
            ErrorClass::Moderated => Class::Moderated,
            ErrorClass::Account => {
                error!(
                    error = %error,
                    code = error.code, request.id = error.request_id,
                    "the account may not use this model: enable it in Model Studio, or name it in \
                     wan.disabled_models"
                );
                Class::Account
            }
            ErrorClass::Bug => {
                error!(
                    error = %error,
                    message = error.message, request.id = error.request_id,
                    "the provider refused a request that we should not have sent"
                );
                Class::Bug
            }
        };
        self.advance(job, failed(class, Some(error)), now).await;
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) {
        if let Err(e) = self.parts.records.advance(job.id, event, now).await {
            // Between the POST and its outcome the job stays "submitting", which the reconciler
            // looks into.
            error!(job.id = %job.id, error = %e, "an outcome could not be written");
        }
    }

    /// Where the provider finds the inputs: inside the request, or in its temporary store.
    async fn addresses(&self, job: &Job, now: Timestamp) -> Result<(Vec<String>, bool), NotReady> {
        let mut urls = Vec::new();
        let mut resolve = false;
        let mut inline = 0;
        for (number, input) in job.request.inputs.iter().enumerate() {
            let kept = self.uploaded.get(&(job.id, number)).map(|u| u.clone());
            if let Some((url, _)) = kept.filter(|(_, at)| *at + UPLOADED_FOR > now) {
                urls.push(url);
                resolve = true;
                continue;
            }
            let bytes = self.parts.archive.get(&input.key).await.map_err(NotReady::Archive)?;
            if self.goes_inline(input, inline) {
                inline += input.facts.bytes;
                let mime = input.facts.format.mime();
                urls.push(format!("data:{mime};base64,{}", BASE64_STANDARD.encode(&bytes)));
            } else {
                let name = input.key.rsplit('/').next().unwrap_or("input");
                let mime = input.facts.format.mime();
                let url = self.parts.wan.upload(&job.request.model, name, mime, bytes).await;
                let url = url.map_err(NotReady::Upload)?;
                self.uploaded.insert((job.id, number), (url.clone(), now));
                urls.push(url);
                resolve = true;
            }
        }
        Ok((urls, resolve))
    }

    /// Only pictures may be data URLs, clips and sounds must be addresses; and all of them together
    /// must fit one request, in which two of the largest do.
    fn goes_inline(&self, input: &Input, inline: u64) -> bool {
        let most = self.parts.settings.inline_up_to;
        input.facts.format.kind() == Kind::Image
            && input.facts.bytes <= most
            && inline + input.facts.bytes <= 2 * most
    }
}

fn failed(class: Class, error: Option<Error>) -> Event {
    let (code, message) = error.map_or((None, None), |e| (e.code, e.message));
    Event::Failed { failure: Failure { class, code, message } }
}
