//! Chance: the machine's, or one that a seed repeats exactly.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Where names and seeds are drawn from.
#[derive(Debug, Clone)]
pub enum RandomSource {
    /// The machine's.
    System,
    /// The same row of draws for the same seed.
    Seeded(Arc<Mutex<StdRng>>),
}

impl RandomSource {
    /// A row of draws that can be repeated.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// Any number.
    pub fn draw(&self) -> u64 {
        match self {
            Self::System => rand::random(),
            Self::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).random(),
        }
    }

    /// A seed for the provider, which takes 0 to 2147483647 (wan-api reference, `seed`).
    pub fn seed(&self) -> u32 {
        (self.draw() >> 33) as u32
    }
}
