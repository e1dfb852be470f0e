//! Every text is in a snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::sheet::KEYS;
use super::wording::Wording;

/// Texts that are in no snapshot, each with the file of a story that asserts it: it needs a fault, a
/// real converter, or a moment that the story waits for.
const IN_STORIES: &[(&str, &str)] = &[
    ("cli-check-journal-open", "check.rs"),
    ("cli-orphan-created", "cli.rs"),
    ("cli-orphan-failed", "cli.rs"),
    ("converting", "stories/converter_line.rs"),
    ("converting-in-line", "stories/converter_line.rs"),
    ("modal-delayed", "stories/slow_commands.rs"),
    ("part-checking", "stories/video_parts.rs"),
    ("part-chosen", "stories/video_parts.rs"),
    ("part-chosen-before", "stories/video_parts.rs"),
    ("part-pressed-twice", "stories/video_parts.rs"),
    ("refused-channel-unknown", "stories/replies.rs"),
    ("working", "harness/member.rs"),
];

/// Texts that are in neither, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("cli-check-tls", "only where OpenSSL cannot start"),
    ("cli-journal-not-read", "only where a disk fails while the journal is read"),
    ("cli-status-stop", "only on a terminal, where the screen is shown again and again"),
    ("cli-unknown", "only if the provider does not state when a task was created"),
    ("prompts-languages", "models understand English; a story reads it in German"),
];

fn used() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/messages");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut keys = BTreeSet::new();
    for path in files.filter(|path| path.extension().is_some_and(|ending| ending == "snap")) {
        let snapshot = std::fs::read_to_string(&path).unwrap();
        if let Some((_, listed)) = snapshot.split_once(KEYS) {
            keys.extend(listed.split_whitespace().map(str::to_owned));
        }
    }
    keys
}

/// The source of a story, with its string literals as the program has them.
fn source(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(file);
    let source = std::fs::read_to_string(path).unwrap();
    let mut parts = source.split("\\\n");
    let first = parts.next().unwrap_or_default().to_owned();
    let joined = parts.fold(first, |text, part| text + part.trim_start());
    joined.replace("\\n", "\n").replace("\\\"", "\"")
}

#[test]
fn every_text_is_in_a_snapshot_or_asserted_in_a_story() {
    let (wording, used) = (Wording::english(), used());
    let elsewhere: BTreeMap<_, _> = IN_STORIES.iter().chain(EXCEPTIONS).copied().collect();
    let is_elsewhere = |key: &&String| elsewhere.contains_key(key.as_str());
    let missing: Vec<_> =
        wording.keys().filter(|key| !used.contains(*key) && !is_elsewhere(key)).collect();
    assert!(missing.is_empty(), "in no snapshot of tests/it/messages: {missing:#?}");
    let unneeded: Vec<_> = elsewhere.keys().filter(|key| used.contains(**key)).collect();
    assert!(unneeded.is_empty(), "no exceptions any more: {unneeded:#?}");
    let unknown: Vec<_> = elsewhere.keys().filter(|key| !wording.knows(key)).collect();
    assert!(unknown.is_empty(), "no texts: {unknown:#?}");
    for (key, file) in IN_STORIES {
        assert!(wording.is_in(key, &source(file)), "{file} does not assert {key}");
    }
}
