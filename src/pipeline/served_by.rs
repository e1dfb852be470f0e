//! Which account serves a model, and which a job.

use crate::generation::Region;
use crate::job::{Job, State};
use crate::pipeline::context::PipelineContext;
use crate::pipeline::provider_accounts::ProviderAccount;

impl PipelineContext {
    /// The account that serves a model.
    pub fn account(&self, model: &str) -> &ProviderAccount {
        self.accounts.named(self.catalogue.model(model).map(|m| m.provider.as_str()))
    }

    /// The account of a job: the one that it was submitted to, since no other knows its task, and
    /// before that the one that serves its model.
    pub(super) fn account_of(&self, job: &Job) -> &ProviderAccount {
        match &job.work.provider {
            Some(provider) if !matches!(job.state, State::Accepted { .. }) => {
                self.accounts.named(Some(provider))
            }
            _ => self.account(&job.request.model),
        }
    }

    /// Whether a job's task is known to no account any more, because its provider was removed.
    pub(super) fn has_lost_account(&self, job: &Job) -> bool {
        let removed = |provider: &String| !self.accounts.has(provider);
        job.state.is_upstream() && job.work.provider.as_ref().is_some_and(removed)
    }

    /// Whether an account serves a job.
    pub(super) fn is_served_by(&self, job: &Job, account: &ProviderAccount) -> bool {
        self.account_of(job).name == account.name
    }

    /// The region in which a model is called, which its prices depend on.
    pub fn region(&self, model: &str) -> Region {
        self.account(model).region
    }

    /// How many tasks of a model the provider runs concurrently: the provider's own figure if it
    /// reports one, else the catalogue's.
    pub fn concurrency(&self, model: &str) -> usize {
        let reported = self.account(model).limits.get(model).map(|n| *n);
        reported.unwrap_or_else(|| self.catalogue.model(model).map_or(0, |m| m.running))
    }
}
