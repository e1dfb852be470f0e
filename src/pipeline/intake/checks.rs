//! Checks whether a member may make a request here and now.

use std::sync::atomic::Ordering;

use tracing::error;

use super::{Intake, lookups};
use crate::generation::catalogue::Draft;
use crate::generation::{Input, InputProblem, Price, Request, RequestError};
use crate::job::{Depicted, Tenant};
use crate::pipeline::circuit_breaker::waits;
use crate::quota::{Denied, OutageCause};
use crate::service::{Caller, JobRequest, Refusal, RequestContext, Source};

impl Intake {
    /// Counts a request that fetches files or is journaled against the member's rate limit.
    pub(super) fn admit(&self, caller: &Caller) -> Result<(), Refusal> {
        let (limit, now) = (self.ctx.settings.requests_per_minute, self.ctx.clock.now());
        let admitted = self.pace.admit(caller.user, now);
        admitted.map_err(|wait| Refusal::TooFast { limit, wait: wait.as_secs() + 1 })
    }

    /// Whether requests from a server are accepted: from all servers if none are configured. Direct
    /// messages belong to no server.
    pub(super) fn serves_server(&self, tenant: Tenant) -> bool {
        let servers = &self.ctx.settings.servers;
        servers.is_empty() || tenant.server().is_some_and(|guild| servers.contains(&guild))
    }

    /// Whether one more job of a member may wait, beside those that are arriving.
    pub(super) fn check_waiting(&self, caller: &Caller, arriving: usize) -> Result<(), Refusal> {
        let waiting = self.ctx.store.waiting(caller.tenant, caller.user) + arriving;
        let limit = self.ctx.store.book().policy(caller.tenant).max_queued;
        if waiting >= limit { Err(Refusal::TooManyWaiting { waiting, limit }) } else { Ok(()) }
    }

    /// Checks what can be checked before any file is fetched. Returns the minimum price.
    pub(super) async fn screen_request(&self, job_request: &JobRequest) -> Result<Price, Refusal> {
        if self.stopping.load(Ordering::SeqCst) {
            return Err(Refusal::Stopping);
        }
        let preferences = self.ctx.store.preferences(job_request.context.caller.user);
        let (draft, _) = self.fill_defaults(job_request, preferences);
        let account = self.ctx.account(&draft.model);
        // If other jobs are queued, one of them is the trial of the breaker; otherwise this one is.
        if matches!(account.breaker.outage(), Some((OutageCause::Account, _)))
            && self.ctx.store.count(|job| waits(job) && self.ctx.is_served_by(job, account)) > 0
        {
            return Err(Refusal::AccountRefused);
        }
        let context = &job_request.context;
        if !context.open {
            return Err(Refusal::OutsideServer);
        }
        if !self.serves_server(context.place.tenant) {
            return Err(Refusal::ServerNotServed);
        }
        if !context.missing.is_empty() {
            return Err(Refusal::Permissions(context.missing.clone()));
        }
        self.ctx.catalogue.screen(&draft)?;
        for upload in &job_request.uploads {
            let Source::File { bytes, .. } = upload.source else { continue };
            let limit = self.source_limit(upload.role);
            InputProblem::of_size(bytes, limit).map_err(|problem| RequestError::Input {
                role: upload.role,
                name: upload.name.clone(),
                problem,
            })?;
        }
        self.check_sources(job_request).await?;
        let book = self.ctx.store.book();
        let policy = book.policy(context.caller.tenant);
        policy.allows(&draft, &context.within())?;
        let least = self.ctx.catalogue.least_price(&draft, account.region);
        let now = self.ctx.clock.now();
        if let Err(denied) = book.check(&context.caller.payer(), least, now) {
            self.warnings.refused(context.caller.tenant, &denied, now).await;
            return Err(denied.into());
        }
        self.check_waiting(&context.caller, 0)?;
        Ok(least)
    }

    /// Checks the earlier jobs that a request uses or derives from. Results made from a job stay
    /// where that job may be seen: the member must be allowed to use each of them, and
    /// age-restricted results are used in age-restricted channels only. Each avatar that is used,
    /// by this request or by one of those jobs, must be allowed. Returns the member whose avatar it
    /// is, or the first of several.
    pub(super) async fn check_sources(
        &self,
        job_request: &JobRequest,
    ) -> Result<Option<Depicted>, Refusal> {
        let own = job_request.uploads.iter().filter_map(|u| u.source.depicted());
        let mut depicted: Vec<_> = own.cloned().collect();
        let sources = job_request.uploads.iter().filter_map(|u| u.source.job());
        let mut jobs: Vec<_> = sources.chain(job_request.made_from.map(|m| m.job)).collect();
        jobs.sort();
        jobs.dedup();
        for id in jobs {
            let job = self.ctx.store.journal().job(id).await.map_err(|e| {
                error!(error = %e, "failed to read an earlier job");
                Refusal::JournalUnavailable
            })?;
            let job = job.filter(|job| lookups::may_use(&job_request.context, job));
            let Some(job) = job else { return Err(Refusal::SourceNotAccessible) };
            if job.delivery.age_restricted && !job_request.context.age_restricted {
                return Err(Refusal::AgeRestricted);
            }
            depicted.extend(job.depicted);
        }
        for member in &depicted {
            self.allows_avatar(&job_request.context, member)?;
        }
        Ok(depicted.into_iter().next())
    }

    /// Checks whether a member's avatar may be used: where the server allows it, and in direct
    /// messages one's own.
    fn allows_avatar(&self, context: &RequestContext, of: &Depicted) -> Result<(), Refusal> {
        match context.place.tenant {
            Tenant::Direct if of.user == context.caller.user => Ok(()),
            Tenant::Direct => Err(Refusal::AvatarOfAnother),
            server => Ok(self.ctx.store.book().policy(server).allows_avatars()?),
        }
    }

    /// Checks the server's policy once the inputs are known.
    pub(super) fn allows(
        &self,
        job_request: &JobRequest,
        request: &Request,
    ) -> Result<(), Refusal> {
        let policy = self.ctx.store.book().policy(job_request.context.caller.tenant);
        policy.allows(&Draft::of(request), &job_request.context.within())?;
        if !request.makes_images() {
            policy.allows_length(request.length())?;
        }
        let blocked = |i: &Input| policy.blocked_inputs.binary_search(&i.sha256).is_ok();
        if request.inputs.iter().any(blocked) {
            return Err(Denied::InputBlocked.into());
        }
        Ok(())
    }
}
