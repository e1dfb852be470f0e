//! Runs the fuzz targets over their corpus as ordinary tests: each file, its prefixes, and copies
//! with some bytes changed. `WANBOT_FUZZ_SEED` and `WANBOT_FUZZ_SECONDS` (for each target) continue
//! with other copies: parts removed, repeated and taken from other files.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Mutated copies per file.
const CHANGED: usize = 60;

/// A number from the environment.
fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|e| panic!("{variable}: {e}")))
}

/// A copy of a file with some changes.
fn changed(corpus: &[Vec<u8>], rng: &mut StdRng) -> Vec<u8> {
    let any = |rng: &mut StdRng| rng.random_range(0..corpus.len());
    let mut bytes = corpus[any(rng)].clone();
    for _ in 0..rng.random_range(1..6) {
        let mut at = || rng.random_range(0..=bytes.len());
        let (mut from, mut to) = (at(), at());
        if from > to {
            (from, to) = (to, from);
        }
        match rng.random_range(0..6) {
            0 => bytes.truncate(to),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let part = bytes[from..to.min(from + 64)].to_vec();
                bytes.splice(to..to, part);
            }
            3 => {
                let other = &corpus[any(rng)];
                let start = rng.random_range(0..=other.len());
                let end = rng.random_range(start..=other.len());
                bytes.splice(from..to, other[start..end].iter().copied());
            }
            4 => {
                // Lengths and counts are often at the limits of their type.
                let fill = [0, 1, 0x7f, 0x80, 0xff][rng.random_range(0..5)];
                let end = bytes.len().min(from + rng.random_range(1..9));
                bytes[from..end].fill(fill);
            }
            _ => {
                if from < bytes.len() {
                    bytes[from] = rng.random();
                }
            }
        }
        bytes.truncate(1 << 20);
    }
    bytes
}

/// Continues with other changes for as long as the environment says.
fn long_run(name: &str, corpus: &[Vec<u8>], target: fn(&[u8])) {
    let Some(seconds) = number("WANBOT_FUZZ_SECONDS") else { return };
    let seed = number("WANBOT_FUZZ_SEED").unwrap_or(11);
    let mut rng = StdRng::seed_from_u64(seed);
    let ends = Instant::now() + Duration::from_secs(seconds);
    let mut cases = 0_u64;
    while Instant::now() < ends {
        let bytes = changed(corpus, &mut rng);
        let taken = std::panic::catch_unwind(|| target(&bytes));
        if taken.is_err() {
            let path = std::env::temp_dir().join(format!("wanbot-fuzz-{name}-{seed}-{cases}"));
            std::fs::write(&path, &bytes).unwrap();
            panic!("{name}: seed {seed}, case {cases}: see {}", path.display());
        }
        cases += 1;
    }
    println!("fuzz: {name}: {cases} cases with seed {seed}");
}

fn over_corpus(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files = 0;
    let mut corpus = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap().flatten() {
        files += 1;
        let bytes = std::fs::read(entry.path()).unwrap();
        target(&bytes);
        for n in 0..20 {
            target(&bytes[..bytes.len() * n / 20]);
        }
        let mut rng = StdRng::seed_from_u64(files);
        for _ in 0..CHANGED {
            let mut changed = bytes.clone();
            for _ in 0..rng.random_range(1..4) {
                if !changed.is_empty() {
                    let at = rng.random_range(0..changed.len());
                    changed[at] = rng.random();
                }
            }
            target(&changed);
        }
        corpus.push(bytes);
    }
    assert!(files >= 5, "{} has a corpus", folder.display());
    long_run(name, &corpus, target);
}

#[test]
fn media() {
    over_corpus("media", targets::media);
}

#[test]
fn answers() {
    over_corpus("answers", targets::answers);
}

#[test]
fn custom_ids() {
    over_corpus("custom_ids", targets::custom_ids);
}

#[test]
fn options() {
    over_corpus("options", targets::options);
}

#[test]
fn config() {
    over_corpus("config", targets::config);
}

#[test]
fn links() {
    over_corpus("links", targets::links);
}
