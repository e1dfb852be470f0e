//! Each dependency in `Cargo.toml` is used.

use std::collections::BTreeSet;
use std::path::Path;

use super::source::Source;

/// The names of a table of dependencies, as code writes them.
fn names(manifest: &toml::Table, table: &str) -> Vec<String> {
    manifest[table].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect()
}

fn words(files: &[Source]) -> BTreeSet<&str> {
    files.iter().flat_map(Source::tokens_with_tests).collect()
}

#[test]
fn each_dependency_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let (program, tests, benches) =
        (Source::all(), Source::below("tests"), Source::below("benches"));
    let program = words(&program);
    let unused: Vec<_> = names(&manifest, "dependencies")
        .into_iter()
        .filter(|name| !program.contains(name.as_str()))
        .collect();
    assert!(unused.is_empty(), "src uses none of {unused:?}");
    let (tests, benches) = (words(&tests), words(&benches));
    let unused: Vec<_> = names(&manifest, "dev-dependencies")
        .into_iter()
        .filter(|name| ![&program, &tests, &benches].iter().any(|w| w.contains(name.as_str())))
        .collect();
    assert!(unused.is_empty(), "neither tests nor benches use {unused:?}");
}
