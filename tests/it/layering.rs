//! The walls of the house (ARCHITECTURE.md): who may import whom.

use std::path::{Path, PathBuf};

fn sources() -> Vec<(String, String)> {
    fn walk(at: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(at).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") {
                into.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files
        .into_iter()
        .map(|f| {
            let name = f.strip_prefix(&root).unwrap().display().to_string();
            // Comments may speak of other rooms.
            let text = std::fs::read_to_string(&f).unwrap();
            let code: Vec<_> = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
            (name, code.join("\n"))
        })
        .collect()
}

fn in_room(name: &str, room: &str) -> bool {
    name == format!("{room}.rs") || name.starts_with(&format!("{room}/"))
}

/// Every use of `words` in files that `applies` to and that are not in one of `allowed`.
fn strays(words: &[&str], allowed: &[&str], applies: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (name, code) in sources() {
        if !applies(&name) || allowed.iter().any(|room| in_room(&name, room)) {
            continue;
        }
        for word in words {
            if code.contains(word) {
                found.push(format!("{name} uses {word}"));
            }
        }
    }
    found
}

const DOMAIN: [&str; 6] = ["forecast", "generation", "job", "media", "queue", "quota"];
const ADAPTERS: [&str; 5] = ["discord", "wan", "journal", "archive", "http"];

fn is_domain(name: &str) -> bool {
    DOMAIN.iter().any(|room| in_room(name, room))
}

#[test]
fn the_domain_waits_for_nobody() {
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
        "crate::discord",
        "crate::wan",
        "crate::journal",
        "crate::archive",
        "crate::http",
        "crate::pipeline",
        "crate::app",
        "crate::clock",
        "crate::tls",
        "crate::emulator",
    ];
    assert_eq!(strays(&outside, &[], is_domain), [""; 0]);
}

#[test]
fn each_outside_thing_has_one_room() {
    for (words, rooms) in [
        (&["serenity::"][..], &["discord"][..]),
        (&["rusqlite::"], &["journal"]),
        (&["object_store::"], &["archive"]),
        (&["axum::"], &["http", "emulator"]),
        (&["prometheus_client::"], &["telemetry"]),
        (&["reqwest::"], &["wan", "discord", "http", "emulator", "telemetry/traces", "tls"]),
        (&["native_tls::"], &["tls"]),
        (&["opentelemetry"], &["telemetry"]),
        (&["std::env::"], &["cli", "pipeline/fit"]),
    ] {
        let elsewhere = strays(words, rooms, |_| true);
        assert_eq!(elsewhere, [""; 0], "{words:?} belongs to {rooms:?}");
    }
}

#[test]
fn adapters_do_not_know_each_other() {
    for adapter in ADAPTERS {
        let others: Vec<_> = ADAPTERS
            .iter()
            .filter(|a| **a != adapter)
            .map(|a| format!("crate::{a}"))
            .chain(["crate::pipeline".into(), "crate::app".into(), "crate::emulator".into()])
            .collect();
        let others: Vec<_> = others.iter().map(String::as_str).collect();
        assert_eq!(strays(&others, &[], |name| in_room(name, adapter)), [""; 0]);
    }
}

#[test]
fn the_stand_ins_share_nothing_with_the_clients() {
    let rooms = [
        "crate::discord",
        "crate::wan",
        "crate::pipeline",
        "crate::journal",
        "crate::generation",
        "crate::job",
        "crate::archive",
        "crate::http",
    ];
    assert_eq!(strays(&rooms, &[], |name| in_room(name, "emulator")), [""; 0]);
}

#[test]
fn nothing_in_the_house_is_called_misc() {
    for (name, _) in sources() {
        let stem = Path::new(&name).file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(
            !matches!(&*stem, "utils" | "util" | "helpers" | "common" | "misc" | "mod"),
            "{name}"
        );
    }
    assert!(sources().iter().any(|(n, c)| n == "main.rs" && c.lines().count() < 50));
}
