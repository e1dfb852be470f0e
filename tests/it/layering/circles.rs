//! There are no cycles between files, so each can be read after those that it uses.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Edges, Graph};
use super::source::Source;

/// Accepted uses that close a cycle: the using file (or a folder with its `/`), and the used file.
const TOLERATED: [(&str, &str); 31] = [
    // The parts implement types that the parent file defines, and the parent file calls the parts.
    ("config/", "config.rs"),
    ("media/", "media.rs"),
    // The parts add methods to the type of the parent file, whose other methods call them.
    ("journal/", "journal.rs"),
    ("journal/sqlite/", "journal/sqlite.rs"),
    ("pipeline/delivery/", "pipeline/delivery.rs"),
    ("pipeline/intake/loaded.rs", "pipeline/intake.rs"),
    ("emulator/discord/world/sessions.rs", "emulator/discord/world.rs"),
    // The parent file has the routes to its parts, and their shared state and responses.
    ("emulator/control/", "emulator/control.rs"),
    ("emulator/discord/rest/", "emulator/discord/rest.rs"),
    ("emulator/wan/api/", "emulator/wan/api.rs"),
    // As above, for commands: the services that each of them gets.
    ("discord/commands/", "discord/commands.rs"),
    // Small functions, constants and types that the parts share are in the parent file, which
    // calls the parts.
    ("cli/", "cli.rs"),
    ("cli/conformance/wan/", "cli/conformance/wan.rs"),
    ("discord/commands/moderate/", "discord/commands/moderate.rs"),
    ("discord/texts/inputs.rs", "discord/texts.rs"),
    ("discord/texts/quota.rs", "discord/texts.rs"),
    ("emulator/discord/checks/", "emulator/discord/checks.rs"),
    ("emulator/wan/inspect/", "emulator/wan/inspect.rs"),
    ("emulator/wan/render/mp4/audio.rs", "emulator/wan/render/mp4.rs"),
    ("emulator/wan/world/account.rs", "emulator/wan/world.rs"),
    ("media/structure/", "media/structure.rs"),
    ("media/verify/jpeg.rs", "media/verify.rs"),
    ("media/video/tracks.rs", "media/video.rs"),
    ("queue/model_queue.rs", "queue.rs"),
    ("telemetry/traces.rs", "telemetry.rs"),
    // Two parts of one concept: a queue and the cursor that determines its order.
    ("queue/drr_cursor.rs", "queue/model_queue.rs"),
    // Three parts of one concept: a policy, its settings by moderators, and overrides of members.
    ("quota/member_overrides.rs", "quota/policy.rs"),
    ("quota/settings.rs", "quota/policy.rs"),
    // The payload is refused in the same form as in checks.
    ("emulator/discord/payload.rs", "emulator/discord/checks.rs"),
    // An image task lists the links of its results; a result is drawn in the size of the task.
    ("emulator/wan/api/results.rs", "emulator/wan/api/images.rs"),
    // Results and uploads are in the same store: they share signatures and refusals.
    ("emulator/wan/api/store.rs", "emulator/wan/api/results.rs"),
];

/// The uses that are part of a cycle: the used file uses the user too, directly or indirectly.
fn circular(edges: &Edges) -> Edges {
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (user, used) in edges.keys() {
        uses.entry(user).or_default().push(used);
    }
    let reached = |start: &str| {
        let (mut reached, mut next) = (BTreeSet::new(), vec![start]);
        while let Some(file) = next.pop() {
            let further = uses.get(file).into_iter().flatten();
            next.extend(further.filter(|used| reached.insert(used.to_string())));
        }
        reached
    };
    let reached: BTreeMap<&str, _> = uses.keys().map(|file| (*file, reached(file))).collect();
    let returns = |user: &str, used: &str| reached.get(used).is_some_and(|r| r.contains(user));
    let found = edges.iter().filter(|((user, used), _)| returns(user, used));
    found.map(|(pair, names)| (pair.clone(), names.clone())).collect()
}

/// The uses except those that `tolerated` lists.
fn without(edges: &Edges, tolerated: &[(&str, &str)]) -> Edges {
    let names =
        |part: &str, file: &str| file == part || part.ends_with('/') && file.starts_with(part);
    let mut edges = edges.clone();
    edges.retain(|(user, used), _| {
        !tolerated.iter().any(|(part, other)| names(part, user) && used == other)
    });
    edges
}

#[test]
fn files_do_not_use_each_other_in_circles() {
    let edges = Graph::of(&Source::all()).edges();
    let lines = circular(&without(&edges, &TOLERATED)).into_iter();
    let lines: Vec<_> = lines.map(|((a, b), names)| format!("{a} -> {b}: {names:?}")).collect();
    assert!(lines.is_empty(), "each of these uses is part of a circle:\n{}", lines.join("\n"));
}

#[test]
fn each_use_that_is_tolerated_would_make_a_circle() {
    let edges = circular(&Graph::of(&Source::all()).edges());
    for tolerated in TOLERATED {
        let others: Vec<_> = TOLERATED.into_iter().filter(|other| *other != tolerated).collect();
        let circle = circular(&without(&edges, &others));
        assert!(!circle.is_empty(), "take {tolerated:?} out of TOLERATED: there is no circle now");
    }
}
