//! Hands over what is next, as many as the model runs at once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures_util::future::join_all;
use jiff::Timestamp;
use tracing::{Instrument, error, info, info_span, warn};

use crate::archive::ArchiveError;
use crate::generation::Input;
use crate::job::{Class, Event, Failure, GuildId, Job, State, UserId};
use crate::media::Kind;
use crate::pipeline::parts::Parts;
use crate::wan::{Error, ErrorClass, SubmitError, submission};

/// How long a job waits after the provider said "later" without saying how much later.
const LATER: Duration = Duration::from_secs(5);
/// How long after the provider could not be reached at all.
const UNREACHED: Duration = Duration::from_secs(10);

/// Jobs of each member that are at the provider, or about to be.
type Running = HashMap<(GuildId, UserId), usize>;

/// The room that submits.
pub(super) struct Submitter {
    parts: Arc<Parts>,
}

/// The inputs could not be made ready.
enum NotReady {
    Archive(ArchiveError),
    Upload(Error),
}

impl Submitter {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self { parts }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        // How many of each member are at the provider already, of all models.
        let mut running: Running = HashMap::new();
        for job in self.parts.records.select(|j| j.state.is_upstream()) {
            *running.entry((job.place.guild, job.requester)).or_default() += 1;
        }
        let mut due = Vec::new();
        for model in self.parts.records.queue().models() {
            due.extend(self.due(&model, &mut running, now));
        }
        join_all(due.into_iter().map(|job| {
            let span = info_span!("submit", job.id = %job.id);
            self.submit(job, now).instrument(span)
        }))
        .await;
    }

    /// The jobs of a model whose turn it is.
    fn due(&self, model: &str, running: &mut Running, now: Timestamp) -> Vec<Job> {
        let records = &self.parts.records;
        // While an answer is lost, a new task of the model could be taken for the lost one.
        let doubt = |j: &Job| {
            j.request.model == model
                && matches!(j.state, State::Unconfirmed { .. } | State::Submitting { .. })
        };
        if records.count(doubt) > 0 {
            return Vec::new();
        }
        let most = self.parts.catalogue.model(model).map_or(0, |m| m.running);
        let upstream = records.count(|j| j.request.model == model && j.state.is_upstream());
        let free = most.saturating_sub(upstream);
        let line = records.queue().line(model).into_iter();
        let mut words = HashSet::new();
        line.filter_map(|id| records.open(id))
            .filter(|job| match job.state {
                State::Accepted { not_before } => not_before.is_none_or(|t| t <= now),
                _ => false,
            })
            .filter(|job| {
                let theirs = running.entry((job.place.guild, job.requester)).or_default();
                let fits = *theirs < records.book().policy(job.place.guild).running;
                *theirs += usize::from(fits);
                fits
            })
            // Were the answers of two with the same words lost, nothing would tell them apart.
            .filter(|job| words.insert(job.request.prompt.clone()))
            .take(free)
            .collect()
    }

    async fn submit(&self, job: Job, now: Timestamp) {
        let (urls, resolve) = match self.addresses(&job).await {
            Ok(ready) => ready,
            Err(NotReady::Archive(e)) => {
                error!(error = %e, "an input is not in the archive any more");
                return self.advance(&job, failed(Class::Bug, None), now).await;
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
            return warn!(error = %e, "not handed over");
        }
        match self.parts.wan.submit(model.api, &body, resolve).await {
            Ok(task) => {
                info!(task.id = %task, "handed over");
                self.advance(&job, Event::TaskCreated { task, adopted: false }, now).await;
            }
            Err(SubmitError::NotAccepted(e)) => self.refused(&job, e, now).await,
            Err(SubmitError::Unknown(e)) => {
                warn!(error = %e, "the answer to a submission was lost; asking the task list");
                self.advance(&job, Event::AnswerLost, self.parts.clock.now().max(now)).await;
            }
        }
    }

    /// The provider certainly made no task: what now hangs on the class alone.
    async fn refused(&self, job: &Job, error: Error, now: Timestamp) {
        let class = match error.class {
            ErrorClass::Throttled => {
                let until = now + error.retry_after.unwrap_or(LATER);
                return self.advance(job, Event::SubmissionDeferred { until }, now).await;
            }
            ErrorClass::Transient => {
                warn!(error = %error, "the provider cannot be reached");
                let until = now + UNREACHED;
                return self.advance(job, Event::SubmissionDeferred { until }, now).await;
            }
            ErrorClass::UserInput => Class::UserInput,
            ErrorClass::Moderated => Class::Moderated,
            ErrorClass::Account => {
                error!(
                    error = %error,
                    code = error.code, request.id = error.request_id,
                    "the provider does not accept the account: check DASHSCOPE_API_KEY and \
                     wan.region (a key works only in the region where it was made), and billing"
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
    async fn addresses(&self, job: &Job) -> Result<(Vec<String>, bool), NotReady> {
        let mut urls = Vec::new();
        let mut resolve = false;
        let mut inline = 0;
        for input in &job.request.inputs {
            let bytes = self.parts.archive.get(&input.key).await.map_err(NotReady::Archive)?;
            if self.goes_inline(input, inline) {
                inline += input.facts.bytes;
                let mime = input.facts.format.mime();
                urls.push(format!("data:{mime};base64,{}", BASE64_STANDARD.encode(&bytes)));
            } else {
                let name = input.key.rsplit('/').next().unwrap_or("input");
                let mime = input.facts.format.mime();
                let url = self.parts.wan.upload(&job.request.model, name, mime, bytes).await;
                urls.push(url.map_err(NotReady::Upload)?);
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
