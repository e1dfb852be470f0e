//! The accounts at providers.

use std::sync::Arc;

use dashmap::DashMap;

use crate::generation::Region;
use crate::pipeline::circuit_breaker::CircuitBreaker;
use crate::provider::Provider;

/// An account at a provider, with what the pipeline has learned of it.
pub struct ProviderAccount {
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

impl ProviderAccount {
    /// An account of which nothing is known yet.
    pub fn new(name: &'static str, region: Region, provider: Arc<dyn Provider>) -> Self {
        let breaker = CircuitBreaker::default();
        Self { name, provider, region, breaker, limits: DashMap::new() }
    }
}

/// All accounts, at least one. Each model is served by one of them.
pub struct ProviderAccounts {
    first: ProviderAccount,
    others: Vec<ProviderAccount>,
}

impl ProviderAccounts {
    /// The configuration ensures that each enabled model has an account. Models that are not enabled,
    /// such as those of a removed provider, use the first one.
    pub fn new(first: ProviderAccount, others: Vec<ProviderAccount>) -> Self {
        Self { first, others }
    }

    /// Every account.
    pub fn all(&self) -> impl Iterator<Item = &ProviderAccount> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Whether a provider has an account.
    pub(super) fn has(&self, provider: &str) -> bool {
        self.all().any(|account| account.name == provider)
    }

    pub(super) fn named(&self, provider: Option<&str>) -> &ProviderAccount {
        self.others.iter().find(|a| Some(a.name) == provider).unwrap_or(&self.first)
    }
}
