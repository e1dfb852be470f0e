//! Random numbers: from the system, or reproducible from a seed.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// The source of job IDs and seeds.
#[derive(Debug, Clone)]
pub enum RandomSource {
    /// The system's random source.
    System,
    /// The same sequence for the same seed.
    Seeded(Arc<Mutex<StdRng>>),
}

impl RandomSource {
    /// A reproducible source.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// A random number.
    pub fn draw(&self) -> u64 {
        match self {
            Self::System => rand::random(),
            Self::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).random(),
        }
    }

    /// A seed for the provider, which accepts 0 to 2147483647 (docs/reference/wan-api.md §2.2).
    pub fn seed(&self) -> u32 {
        (self.draw() >> 33) as u32
    }
}
