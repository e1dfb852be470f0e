//! Arbitrary JSON for fuzzing, from a seed.
//!
//! `WANBOT_FUZZ_SEED` sets the seed, and `WANBOT_FUZZ_SECONDS` how long each fuzz test goes on after
//! its usual number of cases.

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Map, Value, json};

/// The cases of a fuzz test.
pub struct Cases {
    pub rng: StdRng,
    name: &'static str,
    seed: u64,
    usual: usize,
    done: usize,
    ends: Instant,
}

impl Cases {
    /// At least `usual` cases.
    pub fn new(name: &'static str, usual: usize) -> Self {
        let number = |variable: &str| {
            let text = std::env::var(variable).ok()?;
            Some(text.parse::<u64>().unwrap_or_else(|e| panic!("{variable}: {e}")))
        };
        let seed = number("WANBOT_FUZZ_SEED").unwrap_or(11);
        let more = Duration::from_secs(number("WANBOT_FUZZ_SECONDS").unwrap_or(0));
        let rng = StdRng::seed_from_u64(seed);
        Self { rng, name, seed, usual, done: 0, ends: Instant::now() + more }
    }

    /// The number of the next case, if there is one.
    pub fn next(&mut self) -> Option<usize> {
        let goes_on = self.done < self.usual || Instant::now() < self.ends;
        if !goes_on {
            println!("fuzz: {}: {} cases with seed {}", self.name, self.done, self.seed);
        }
        let number = self.done;
        self.done += usize::from(goes_on);
        goes_on.then_some(number)
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.rng.random_range(0..all.len())]
    }
}

/// A value of an arbitrary type; objects have some of these keys, or one of `special`.
pub fn value(rng: &mut StdRng, depth: u32, names: &[&str], special: &[Value]) -> Value {
    match rng.random_range(0..if depth == 0 { 10 } else { 14 }) {
        0 => Value::Null,
        1 => json!(rng.random::<bool>()),
        2 => json!(rng.random::<i64>()),
        3 => json!(u64::MAX),
        4 => json!(-1e300),
        5 => json!(rng.random_range(-20..20)),
        6 => json!(""),
        7 => json!("x".repeat(rng.random_range(1..9000))),
        8 => json!("\u{0}ä👍*:\"<"),
        9 if special.is_empty() => json!({}),
        9 => special[rng.random_range(0..special.len())].clone(),
        10 | 11 => {
            (0..rng.random_range(0..4)).map(|_| value(rng, depth - 1, names, special)).collect()
        }
        _ => fields(rng, depth - 1, names, names, special),
    }
}

/// An object with some of `keys`; objects in it have some of `names`.
pub fn fields(
    rng: &mut StdRng,
    depth: u32,
    keys: &[&str],
    names: &[&str],
    special: &[Value],
) -> Value {
    let mut object = Map::new();
    for key in keys {
        if rng.random_bool(0.4) {
            object.insert((*key).to_owned(), value(rng, depth, names, special));
        }
    }
    Value::Object(object)
}

/// A body as bytes: mostly this one, sometimes cut off, or anything.
pub fn bytes(rng: &mut StdRng, body: &Value) -> Vec<u8> {
    if rng.random_bool(0.1) {
        return (0..rng.random_range(0..200)).map(|_| rng.random()).collect();
    }
    let mut text = body.to_string().into_bytes();
    if rng.random_bool(0.1) {
        text.truncate(rng.random_range(0..text.len()));
    }
    text
}
