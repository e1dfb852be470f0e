//! Runs the fuzz targets over their corpus as ordinary tests: each file, its prefixes, and copies
//! with some bytes changed.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Mutated copies per file.
const CHANGED: usize = 60;

fn over_corpus(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files = 0;
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
    }
    assert!(files >= 5, "{} has a corpus", folder.display());
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
