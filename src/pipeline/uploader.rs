//! Puts inputs into the provider's temporary store, ahead of the submission that names them and
//! apart from it: a slow upload holds up the job that it is for, and no other.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use tracing::{Instrument, error, info_span, warn};

use crate::archive::Archive;
use crate::generation::{Input, Request};
use crate::job::{Class, Event, Job, JobId};
use crate::media::Kind;
use crate::pipeline::backoff::Backoff;
use crate::pipeline::circuit_breaker::{BreakerState, OutageCause};
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::pipeline::shares::{Share, Shares};
use crate::pipeline::submitter::failed;
use crate::wan::{Error, ErrorClass, UploadFile};

/// Jobs whose inputs are uploaded at once, and how many of them may be one member's.
const AT_ONCE: usize = 8;
const EACH: usize = 2;
/// Files in the temporary store are good for 48 hours (wan-api reference §4); half of it is enough.
const GOOD_FOR: Duration = Duration::from_secs(24 * 3600);
/// How often an upload fails at least, and for how long, before the job ends for it.
const MOST_IN_VAIN: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(24 * 3600);

/// Which inputs go inside the request: images alone may be `data:` URLs, clips and sounds must be
/// addresses; and all of them together must fit one request, in which two of the largest do.
pub(super) fn goes_inline(request: &Request, up_to: u64) -> Vec<bool> {
    let mut inline = 0;
    let fits = |input: &Input| {
        let fits = input.facts.format.kind() == Kind::Image
            && input.facts.bytes <= up_to
            && inline + input.facts.bytes <= 2 * up_to;
        if fits {
            inline += input.facts.bytes;
        }
        fits
    };
    request.inputs.iter().map(fits).collect()
}

/// What is in the provider's temporary store, by job and number of the input.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    urls: DashMap<(JobId, usize), (String, Timestamp)>,
}

impl Uploads {
    /// Where an input is, while it is good.
    pub(super) fn url(&self, job: JobId, number: usize, now: Timestamp) -> Option<String> {
        let upload = self.urls.get(&(job, number))?;
        let (url, at) = upload.value();
        (*at + GOOD_FOR > now).then(|| url.clone())
    }

    /// Whether a job can be submitted without uploading anything.
    pub(super) fn are_ready(&self, ctx: &PipelineContext, job: &Job, now: Timestamp) -> bool {
        self.missing(ctx, job, now).is_empty()
    }

    /// Numbers of the inputs that have yet to be uploaded.
    fn missing(&self, ctx: &PipelineContext, job: &Job, now: Timestamp) -> Vec<usize> {
        let inline = goes_inline(&job.request, ctx.settings.inline_up_to);
        let uploaded = inline.into_iter().enumerate().filter(|(_, inline)| !inline);
        uploaded.map(|(n, _)| n).filter(|n| self.url(job.id, *n, now).is_none()).collect()
    }

    /// Forgets what was uploaded for a job.
    pub(super) fn forget(&self, job: JobId) {
        self.urls.retain(|(id, _), _| *id != job);
    }
}

/// The stage that uploads.
pub(super) struct Uploader {
    ctx: Arc<PipelineContext>,
    uploads: Arc<Uploads>,
    backoff: Backoff,
    /// Jobs whose uploads fail one after the other.
    in_vain: DashMap<JobId, InVain>,
    in_flight: InFlight,
    shares: Shares,
}

/// Uploads of a job that failed one after the other.
#[derive(Debug, Clone, Copy)]
struct InVain {
    times: u32,
    since: Timestamp,
    /// How many of them took too long: those get more time.
    timeouts: u32,
}

impl Uploader {
    pub(super) fn new(ctx: Arc<PipelineContext>, uploads: Arc<Uploads>) -> Self {
        Self {
            ctx,
            uploads,
            backoff: Backoff::default(),
            in_vain: DashMap::new(),
            in_flight: InFlight::default(),
            shares: Shares::new(AT_ONCE, EACH),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        let open = |id: &JobId| self.ctx.store.open(*id).is_some();
        self.backoff.keep(open);
        self.in_vain.retain(|id, _| open(id));
        self.uploads.urls.retain(|(id, _), _| open(id));
        let mut due = Vec::new();
        let is_due = |job: &Job| self.is_due(job, now);
        for job in self.ctx.store.waiting_with_inputs(is_due) {
            // Whoever has no place now is due at a later tick.
            if let Some(share) = self.shares.try_acquire(job.requester) {
                due.push((job, share));
            }
        }
        // An account that is not accepted gets no policy for an upload either: one goes to see.
        let account = |(outage, _)| outage == OutageCause::Account;
        if !due.is_empty() && self.ctx.breaker.outage().is_some_and(account) {
            match self.ctx.breaker.state(now) {
                BreakerState::Closed => {}
                BreakerState::HalfOpen => due.truncate(1),
                BreakerState::Open => return,
            }
        }
        let upload = |(job, share)| self.upload_alone(job, share, now);
        stream::iter(due).for_each_concurrent(None, upload).await;
    }

    /// Uploads what a job needs; nobody else does until that has ended.
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
        for number in self.uploads.missing(&self.ctx, job, now) {
            let input = &job.request.inputs[number];
            let length = match self.ctx.archive.size(&input.key).await {
                Ok(length) => length,
                Err(e) if e.is_missing() => {
                    error!(error = %e, "an input is not in the archive any more");
                    return self.advance(job, failed(Class::Bug, None), now).await;
                }
                Err(e) => {
                    warn!(error = %e, "an input cannot be read from the archive now");
                    self.backoff.failed(job.id, now);
                    return;
                }
            };
            let attempts = self.in_vain.get(&job.id).map_or(0, |vain| vain.timeouts);
            let file = file(&self.ctx.archive, input, length, attempts);
            match self.ctx.wan.upload(&job.request.model, file).await {
                Ok(url) => {
                    let now = self.ctx.clock.now().max(now);
                    self.uploads.urls.insert((job.id, number), (url, now));
                }
                Err(e) => return self.failed(job, e, now).await,
            }
        }
        self.backoff.clear(job.id);
        self.in_vain.remove(&job.id);
        // Whether tasks are taken again is for a submission to find out, without a wait.
        self.ctx.breaker.return_trial(self.ctx.clock.now().max(now));
        self.ctx.store.wakeups().notify_submission();
    }

    /// The store is another service: that it does not take a file says nothing of tasks.
    async fn failed(&self, job: &Job, error: Error, now: Timestamp) {
        let now = self.ctx.clock.now().max(now);
        self.backoff.failed(job.id, now);
        if error.is_account_wide() {
            // Said by the API, which gives the policy, and not by the store.
            return self.ctx.provider_failed(OutageCause::Account, &error, now).await;
        }
        // A page of a proxy says nothing of the account, nor of this job.
        let foreign = error.status == Some(403) && !error.is_the_providers();
        if error.class == ErrorClass::Transient || foreign {
            let vain = self.fails_again(job.id, &error, now);
            let times = vain.times;
            warn!(error = %error, times, "an input could not be put into the provider's store");
            if times >= MOST_IN_VAIN && vain.since + PATIENCE < now {
                error!(error = %error, times, "an input never arrived: the job is given up");
                self.advance(job, failed(Class::Provider, None), now).await;
            }
            return;
        }
        if let Some(failure) = self.ctx.refusal(job, error) {
            self.advance(job, failure, now).await;
        }
    }

    fn fails_again(&self, job: JobId, error: &Error, now: Timestamp) -> InVain {
        let mut vain =
            self.in_vain.entry(job).or_insert(InVain { times: 0, since: now, timeouts: 0 });
        vain.times += 1;
        vain.since = vain.since.min(now);
        vain.timeouts += u32::from(error.is_timeout());
        *vain
    }

    async fn advance(&self, job: &Job, event: Event, now: Timestamp) {
        if let Err(e) = self.ctx.store.advance(job.id, event, now).await {
            warn!(error = %e, "what became of an upload could not be written");
            self.backoff.failed(job.id, now);
        }
    }
}

/// An input as it is read from the archive, anew for each attempt.
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
