//! The accounts at providers, and which of them serves a model.

use std::sync::Arc;

use dashmap::DashMap;

use crate::generation::{Catalogue, Region};
use crate::job::Job;
use crate::pipeline::circuit_breaker::CircuitBreaker;
use crate::provider::Provider;

/// An account at a provider, with what the pipeline has learned of it.
pub struct Account {
    /// The provider's name, as the catalogue has it.
    pub name: &'static str,
    /// The account's client.
    pub provider: Arc<dyn Provider>,
    /// The account's region.
    pub region: Region,
    /// Stops submissions while the provider accepts none.
    pub breaker: CircuitBreaker,
    /// How many tasks of each model the provider reports to run concurrently.
    pub limits: DashMap<String, usize>,
}

impl Account {
    /// An account of which nothing is known yet.
    pub fn new(name: &'static str, region: Region, provider: Arc<dyn Provider>) -> Self {
        let breaker = CircuitBreaker::default();
        Self { name, provider, region, breaker, limits: DashMap::new() }
    }
}

/// All accounts, at least one. Each model is served by one of them.
pub struct Accounts {
    first: Account,
    others: Vec<Account>,
}

impl Accounts {
    /// The first account also serves models, and jobs, whose provider has no account.
    pub fn new(first: Account, others: Vec<Account>) -> Self {
        Self { first, others }
    }

    /// Every account.
    pub fn all(&self) -> impl Iterator<Item = &Account> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn named(&self, provider: Option<&str>) -> &Account {
        self.others.iter().find(|a| Some(a.name) == provider).unwrap_or(&self.first)
    }

    /// The account that serves a model.
    pub fn of_model(&self, catalogue: &Catalogue, model: &str) -> &Account {
        self.named(catalogue.model(model).map(|m| m.provider.as_str()))
    }

    /// The account that a job was accepted for: its task is known to no other, also when the
    /// catalogue names another provider by now.
    pub fn of(&self, job: &Job) -> &Account {
        self.named(job.work.provider.as_deref())
    }
}
