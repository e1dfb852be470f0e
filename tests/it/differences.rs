//! The list of differences from the real services (docs/emulators.md) and the marks in the code
//! (`// Differs: slug`) match.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const PAGE: &str = "docs/emulators.md";
const SECTION: &str = "## Differences that remain";
const MARK: &str = "// Differs: ";

/// Slugs of the marks below a directory, and the first location of each.
fn marks(at: &Path, into: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(at).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            marks(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for (n, line) in text.lines().enumerate() {
                if let Some(slug) = line.trim().strip_prefix(MARK) {
                    let place = format!("{}:{}", path.display(), n + 1);
                    into.entry(slug.to_owned()).or_insert(place);
                }
            }
        }
    }
}

/// Slugs in the first column of the section's tables, in order.
fn rows(page: &str) -> Vec<String> {
    let section = page.lines().skip_while(|line| *line != SECTION).skip(1);
    let section = section.take_while(|line| !line.starts_with("## "));
    let first = section.filter_map(|line| line.strip_prefix('|')?.split('|').next());
    first
        .map(str::trim)
        .filter(|cell| *cell != "ID" && !cell.starts_with("---"))
        .map(|cell| cell.trim_matches('`').to_owned())
        .collect()
}

/// The mismatches between the rows of the tables and the marks in the code.
fn complaints(rows: &[String], marks: &BTreeMap<String, String>) -> Vec<String> {
    let mut out = Vec::new();
    let mut listed = BTreeSet::new();
    for slug in rows {
        if !listed.insert(slug) {
            out.push(format!("{slug} is in the tables of {PAGE} twice"));
        }
    }
    for slug in listed.iter().filter(|slug| !marks.contains_key(**slug)) {
        out.push(format!("{slug} is in {PAGE} only: no code below src/emulator is marked with it"));
    }
    for (slug, place) in marks.iter().filter(|(slug, _)| !listed.contains(slug)) {
        out.push(format!("{slug} is in the code only ({place}): {PAGE} has no row for it"));
    }
    out
}

#[test]
fn every_difference_is_listed_and_marked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join(PAGE)).unwrap();
    let rows = rows(&page);
    assert!(!rows.is_empty(), "{PAGE} has no tables under \"{SECTION}\"");
    let mut found = BTreeMap::new();
    marks(&root.join("src/emulator"), &mut found);
    let complaints = complaints(&rows, &found);
    assert!(complaints.is_empty(), "differences and their marks:\n{}", complaints.join("\n"));
}

#[test]
fn what_is_missing_or_twice_is_named() {
    let page = "## Before\n| `x` | |\n## Differences that remain\n\n| ID | Source |\n|---|---|\n\
                | `a` | here |\n| `b` | there |\n\n### More\n\n| `a` | again |\n## After\n| `y` | |\n";
    let rows = rows(page);
    assert_eq!(rows, ["a", "b", "a"]);
    let marks = BTreeMap::from(["b", "c"].map(|slug| (slug.to_owned(), "d.rs:7".to_owned())));
    let named = complaints(&rows, &marks);
    let begins: Vec<_> = named.iter().map(|c| c.split(':').next().unwrap()).collect();
    assert_eq!(
        begins,
        [
            "a is in the tables of docs/emulators.md twice",
            "a is in docs/emulators.md only",
            "c is in the code only (d.rs"
        ]
    );
}
