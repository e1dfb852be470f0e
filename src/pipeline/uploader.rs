//! Uploads inputs to the provider's temporary store, before the submission that names them and
//! independently of it: a slow upload delays only its own job.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{Instrument, error, info_span, warn};

use crate::archive::Archive;
use crate::generation::Input;
use crate::job::{Class, Event, Job, JobId};
use crate::pipeline::backoff::Backoff;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::pipeline::provider_refusal::failed;
use crate::pipeline::shares::{Share, Shares};
use crate::provider::{Error, ErrorClass, UploadFile};
use crate::quota::OutageCause;

/// Jobs whose inputs are uploaded concurrently: in total and per member.
const MAX_CONCURRENT_UPLOADS: usize = 8;
const MAX_PER_MEMBER: usize = 2;
/// How often an upload must fail, and for how long, before its job fails.
const MIN_FAILURES: u32 = 5;
const MIN_FAILING_TIME: Duration = Duration::from_secs(24 * 3600);

/// URLs in the provider's temporary store with the time until which they are used, by job and input
/// number.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    urls: DashMap<(JobId, usize), (String, Timestamp)>,
}

impl Uploads {
    /// The URL of an input, while it is valid.
    pub(super) fn url(&self, job: JobId, number: usize, now: Timestamp) -> Option<String> {
        let upload = self.urls.get(&(job, number))?;
        let (url, until) = upload.value();
        (*until > now).then(|| url.clone())
    }

    /// Whether a job can be submitted without further uploads.
    pub(super) fn are_ready(&self, ctx: &PipelineContext, job: &Job, now: Timestamp) -> bool {
        self.missing(ctx, job, now).is_empty()
    }

    /// Numbers of the inputs that have yet to be uploaded.
    fn missing(&self, ctx: &PipelineContext, job: &Job, now: Timestamp) -> Vec<usize> {
        let inline = ctx.account_of(job).provider.inline_inputs(&job.request);
        let uploaded = inline.into_iter().enumerate().filter(|(_, inline)| !inline);
        uploaded.map(|(n, _)| n).filter(|n| self.url(job.id, *n, now).is_none()).collect()
    }

    /// Removes the uploads of a job.
    pub(super) fn forget(&self, job: JobId) {
        self.urls.retain(|(id, _), _| *id != job);
    }
}

/// The upload stage.
pub(super) struct Uploader {
    ctx: Arc<PipelineContext>,
    uploads: Arc<Uploads>,
    backoff: Backoff,
    /// Jobs whose uploads failed repeatedly.
    failures: DashMap<JobId, UploadFailures>,
    in_flight: InFlight,
    shares: Shares,
}

/// Consecutive upload failures of a job.
#[derive(Debug, Clone, Copy)]
struct UploadFailures {
    times: u32,
    /// Since when, on the steady clock.
    since: Duration,
    /// How many of them timed out: later attempts get more time.
    timeouts: u32,
}

impl Uploader {
    pub(super) fn new(ctx: Arc<PipelineContext>, uploads: Arc<Uploads>) -> Self {
        Self {
            ctx,
            uploads,
            backoff: Backoff::default(),
            failures: DashMap::new(),
            in_flight: InFlight::default(),
            shares: Shares::new(MAX_CONCURRENT_UPLOADS, MAX_PER_MEMBER),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let open = |id: &JobId| self.ctx.store.is_open(*id);
        self.backoff.retain(open);
        self.failures.retain(|id, _| open(id));
        self.uploads.urls.retain(|(id, _), _| open(id));
        let is_due = |job: &Job| self.is_due(job, now);
        let mut due = self.ctx.store.waiting_with_inputs(is_due);
        // A rejected account gets no upload policy either, so one upload is the trial. It is chosen
        // before slots are taken, which are for uploads to other accounts too.
        for account in self.ctx.accounts.all() {
            if matches!(account.breaker.outage(), Some((OutageCause::Account, _))) {
                let of_account = |job: &Job| self.ctx.is_served_by(job, account);
                account.breaker.limit(&mut due, of_account, now);
            }
        }
        // A job without a slot now is due at a later tick.
        let with_slot = |job: Job| Some((self.shares.try_acquire(job.requester)?, job));
        let due: Vec<_> = due.into_iter().filter_map(with_slot).collect();
        let upload = |(share, job)| self.upload_alone(job, share, now);
        stream::iter(due).for_each_concurrent(None, upload).await;
    }

    /// Uploads the inputs of a job, unless an earlier tick still does.
    async fn upload_alone(&self, job: Job, share: Share<'_>, now: Timestamp) {
        let Some(_guard) = self.in_flight.begin(job.id) else { return };
        let span = info_span!("upload", job.id = %job.id);
        self.upload(&job, now).instrument(span).await;
        drop(share);
    }

    fn is_due(&self, job: &Job, now: Timestamp) -> bool {
        !self.in_flight.contains(&job.id)
            && self.backoff.is_due(job.id, now)
            && !self.uploads.are_ready(&self.ctx, job, now)
    }

    async fn upload(&self, job: &Job, now: Timestamp) {
        let provider = &self.ctx.account_of(job).provider;
        for number in self.uploads.missing(&self.ctx, job, now) {
            let Some(input) = job.request.inputs.get(number) else { continue };
            let length = match self.ctx.archive.size(&input.key).await {
                Ok(length) => length,
                Err(e) if e.is_missing() => {
                    error!(error = %e, "an input is missing from the archive");
                    return self.advance(job, failed(Class::Bug, None), now).await;
                }
                Err(e) => {
                    warn!(error = %e, "failed to read an input from the archive");
                    self.backoff.failed(job.id, now);
                    return;
                }
            };
            let attempts = self.failures.get(&job.id).map_or(0, |failures| failures.timeouts);
            let file = file(&self.ctx.archive, input, length, attempts);
            match provider.upload(&job.request.model, file).await {
                Ok(url) => {
                    // Half of its life is left for the submission and the provider's fetch.
                    let until = self.ctx.clock.now().max(now) + provider.upload_lifetime() / 2;
                    self.uploads.urls.insert((job.id, number), (url, until));
                }
                Err(e) => return self.failed(job, e, now).await,
            }
        }
        self.backoff.clear(job.id);
        self.failures.remove(&job.id);
        // An upload does not show whether submissions are accepted again: return the trial, so that
        // a submission can make it immediately.
        self.ctx.account_of(job).breaker.return_trial(self.ctx.clock.now().max(now));
        self.ctx.store.wakeups().notify_submission();
    }

    /// Handles a failed upload. The store is a separate service: its errors say nothing about
    /// submissions.
    async fn failed(&self, job: &Job, error: Error, now: Timestamp) {
        let now = self.ctx.clock.now().max(now);
        self.backoff.failed(job.id, now);
        if error.is_account_wide {
            // This error comes from the API, which issues the upload policy, not from the store.
            let account = self.ctx.account_of(job);
            return self.ctx.provider_failed(account, OutageCause::Account, &error, now).await;
        }
        // An error page of a proxy says nothing about the account or the job.
        let foreign = error.status == Some(403) && !error.is_from_provider();
        if error.class == ErrorClass::Transient || foreign {
            let failures = self.record_failure(job.id, &error);
            let times = failures.times;
            warn!(error = %error, times, "failed to upload an input");
            let failing_for = self.ctx.steady.elapsed().saturating_sub(failures.since);
            if times >= MIN_FAILURES && failing_for > MIN_FAILING_TIME {
                error!(error = %error, times, "an input upload keeps failing, giving up the job");
                self.advance(job, failed(Class::Provider, None), now).await;
            }
            return;
        }
        if let Some(failure) = self.ctx.refusal(job, error) {
            self.advance(job, failure, now).await;
        }
    }

    fn record_failure(&self, job: JobId, error: &Error) -> UploadFailures {
        let none = UploadFailures { times: 0, since: self.ctx.steady.elapsed(), timeouts: 0 };
        let mut failures = self.failures.entry(job).or_insert(none);
        failures.times += 1;
        failures.timeouts += u32::from(error.is_timeout);
        *failures
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) {
        if let Err(e) = self.ctx.store.advance(job.id, event, now).await {
            warn!(error = %e, "failed to write an upload outcome");
            self.backoff.failed(job.id, now);
        }
    }
}

/// An input read from the archive, from its start at each attempt.
fn file(archive: &Archive, input: &Input, length: u64, attempts: u32) -> UploadFile {
    let (archive, key) = (archive.clone(), input.key.clone());
    UploadFile {
        name: input.key.rsplit('/').next().unwrap_or("input").to_owned(),
        mime: input.facts.format.mime(),
        length,
        attempts,
        open: Arc::new(move || archive.pieces(&key, length)),
    }
}
