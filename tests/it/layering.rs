//! Checks the structure of `src` by reading it: which module may use which, and which crates belong
//! to which module. ARCHITECTURE.md, "The map", explains the table. `circles.rs` checks that there
//! are no cycles between files.

mod circles;
mod dependencies;
mod graph;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use graph::Graph;
use source::{Source, top};

/// Each top-level module of `src`, and the modules that it may use. A row may name only rows above
/// it, so there are no cycles between modules.
const MAY_USE: [(&str, &[&str]); 28] = [
    ("language", &[]),
    ("media", &[]),
    ("generation", &["media"]),
    ("job", &["generation", "language"]),
    ("quota", &["generation", "job", "language"]),
    ("queue", &["job"]),
    ("forecast", &["generation", "job"]),
    ("i18n", &["language"]),
    ("spool", &[]),
    ("service", &["domain", "spool"]),
    ("provider", &["generation", "job"]),
    ("clock", &[]),
    ("random", &[]),
    ("private_dir", &[]),
    ("tls", &[]),
    ("wan", &["media", "generation", "job", "provider", "tls"]),
    ("config", &["generation", "job", "quota", "wan"]),
    ("telemetry", &["generation", "config"]),
    ("archive", &["generation", "job", "private_dir"]),
    ("convert", &["media", "spool"]),
    ("http", &["job", "clock"]),
    ("journal", &["generation", "job", "quota", "forecast", "private_dir", "telemetry"]),
    (
        "discord",
        &[
            "media",
            "generation",
            "job",
            "quota",
            "queue",
            "language",
            "i18n",
            "service",
            "spool",
            "tls",
            "telemetry",
        ],
    ),
    (
        "pipeline",
        &[
            "domain",
            "archive",
            "convert",
            "http",
            "journal",
            "provider",
            "service",
            "spool",
            "clock",
            "random",
            "telemetry",
        ],
    ),
    ("moderation", &["domain", "service", "journal", "pipeline"]),
    ("emulator", &["clock"]),
    (
        "app",
        &[
            "domain",
            "adapters",
            "service",
            "provider",
            "clock",
            "random",
            "private_dir",
            "spool",
            "tls",
            "config",
            "telemetry",
            "pipeline",
            "moderation",
        ],
    ),
    (
        "cli",
        &[
            "domain",
            "adapters",
            "i18n",
            "service",
            "provider",
            "clock",
            "random",
            "private_dir",
            "tls",
            "config",
            "telemetry",
            "pipeline",
            "moderation",
            "emulator",
            "app",
        ],
    ),
];

const DOMAIN: [&str; 7] = ["language", "media", "generation", "job", "quota", "queue", "forecast"];
const ADAPTERS: [&str; 6] = ["archive", "convert", "http", "journal", "wan", "discord"];

/// These two connect all parts, so they may use everything in their rows without needing it today.
const CONNECT: [&str; 2] = ["app", "cli"];

/// The modules that a word in a row stands for.
fn expand(word: &str) -> Vec<&str> {
    match word {
        "domain" => DOMAIN.to_vec(),
        "adapters" => ADAPTERS.to_vec(),
        module => vec![module],
    }
}

fn table() -> BTreeMap<String, BTreeSet<String>> {
    let expanded = |row: &[&str]| row.iter().flat_map(|w| expand(w)).map(str::to_owned).collect();
    MAY_USE.iter().map(|(module, row)| (module.to_string(), expanded(row))).collect()
}

/// The modules that each top-level module of `src` uses, with the files that do.
fn used() -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let mut used: BTreeMap<_, BTreeMap<_, BTreeSet<_>>> = BTreeMap::new();
    for (file, path) in Graph::of(&Source::all()).paths() {
        if path[0] != top(file) {
            let by_module = used.entry(top(file).to_owned()).or_default();
            by_module.entry(path[0].clone()).or_default().insert(file.to_owned());
        }
    }
    used
}

#[test]
fn each_module_uses_only_what_its_row_allows() {
    let table = table();
    for (module, others) in used() {
        for (other, files) in others {
            let allowed = table.get(&module).is_some_and(|row| row.contains(&other));
            assert!(allowed, "the row of {module} in MAY_USE lacks {other}, which {files:?} use");
        }
    }
}

#[test]
fn each_row_allows_only_what_is_used() {
    let used = used();
    for (module, row) in MAY_USE.iter().filter(|(module, _)| !CONNECT.contains(module)) {
        for word in *row {
            let needed =
                expand(word).iter().any(|m| used.get(*module).is_some_and(|u| u.contains_key(*m)));
            assert!(needed, "{module} uses nothing of {word}: remove it from its row in MAY_USE");
        }
    }
}

#[test]
fn each_module_has_a_row_below_those_that_it_may_use() {
    let sources = Source::all();
    let modules = sources.iter().map(Source::module).filter(|m| !["lib", "main"].contains(m));
    let rows = MAY_USE.map(|(module, _)| module);
    assert_eq!(modules.collect::<BTreeSet<_>>(), BTreeSet::from(rows));
    for (at, (module, row)) in MAY_USE.iter().enumerate() {
        for other in row.iter().flat_map(|word| expand(word)) {
            assert!(rows[..at].contains(&other), "{module} may use {other}, whose row is below");
        }
    }
}

#[test]
fn the_domain_the_adapters_and_the_emulators_depend_on_none_of_the_others() {
    assert_eq!(MAY_USE.map(|(module, _)| module)[..DOMAIN.len()], DOMAIN);
    let table = table();
    for adapter in ADAPTERS {
        assert!(ADAPTERS.iter().all(|other| !table[adapter].contains(*other)), "{adapter}");
    }
    // Emulators and clients with a shared type would share its mistakes, and no test would notice.
    assert_eq!(table["emulator"], BTreeSet::from(["clock".to_owned()]));
}

#[test]
fn the_map_in_the_documentation_says_the_same() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let page = std::fs::read_to_string(page).unwrap();
    let map = page.split("\n## ").find(|section| section.starts_with("The map\n")).unwrap();
    for (word, modules) in [("domain", &DOMAIN[..]), ("adapters", &ADAPTERS)] {
        let definition = format!("`{word}` means `{}`", modules.join("`, `"));
        assert!(map.contains(&definition), "the map lacks: {definition}");
    }
    // Names in backticks are the odd elements of a split at backticks.
    let names = |cell: &str| -> Vec<String> {
        cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let mut written = BTreeMap::new();
    for row in map.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = row.trim_matches('|').split('|').collect();
        let may_use = names(cells[cells.len() - 1]);
        let may_use: BTreeSet<_> =
            may_use.iter().flat_map(|w| expand(w)).map(str::to_owned).collect();
        for module in names(cells[0]) {
            assert!(written.insert(module.clone(), may_use.clone()).is_none(), "{module} twice");
        }
    }
    assert_eq!(written, table());
}

/// The files of `among` whose code contains one of `words`.
fn with_words(words: &[&str], among: impl Fn(&Source) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for source in Source::all().iter().filter(|source| among(source)) {
        let words = words.iter().filter(|word| source.code.contains(**word));
        found.extend(words.map(|word| format!("{} has {word}", source.name)));
    }
    found
}

#[test]
fn the_domain_has_no_input_output_clock_or_environment() {
    let outside = [
        "serenity::",
        "reqwest::",
        "rusqlite::",
        "axum::",
        "tokio::",
        "object_store::",
        "async ",
        "std::fs",
        "std::net",
        "std::env",
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "rand::",
        "crate::config",
        "crate::telemetry",
    ];
    let found = with_words(&outside, |source| DOMAIN.contains(&source.module()));
    assert_eq!(found, [""; 0]);
}

#[test]
fn each_outside_crate_belongs_to_one_module() {
    for (words, modules) in [
        ("serenity::", &["discord"][..]),
        ("rusqlite::", &["journal/sqlite"]),
        ("object_store::", &["archive"]),
        ("axum::", &["http", "emulator"]),
        ("prometheus_client::", &["telemetry"]),
        ("reqwest::", &["wan", "discord", "http", "emulator", "telemetry/traces", "tls"]),
        ("native_tls::", &["tls", "emulator/tls"]),
        ("opentelemetry", &["telemetry"]),
        ("std::env::", &["cli", "convert", "spool"]),
        ("i18n_embed", &["i18n"]),
        ("rust_embed::", &["i18n"]),
        ("fluent_bundle::", &["i18n", "discord/texts/numbers"]),
    ] {
        let elsewhere = with_words(&[words], |source| {
            let path = Path::new(source.name.trim_end_matches(".rs"));
            !modules.iter().any(|module| path.starts_with(module))
        });
        assert_eq!(elsewhere, [""; 0], "{words} belongs to {modules:?}");
    }
}

#[test]
fn the_name_of_each_file_says_what_is_in_it() {
    for Source { name, .. } in Source::all() {
        let stem = Path::new(&name).file_stem().unwrap().to_str().unwrap();
        let says_nothing = ["utils", "util", "helpers", "common", "misc", "mod"].contains(&stem);
        assert!(!says_nothing, "{name}");
    }
}

#[test]
fn the_binary_only_starts_the_command_line() {
    let main = Source::all().into_iter().find(|source| source.name == "main.rs").unwrap();
    assert!(main.code.lines().count() < 50, "main.rs has code that belongs to a module");
}
