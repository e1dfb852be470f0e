//! The probes of docs/reference/probes.md: each row is sent to a new emulator, whose answer is the
//! one in the table. It is the documented one, or the row names a difference that is listed.

mod call;
mod discord;
mod wan;

use std::net::SocketAddr;
use std::path::Path;

use crate::harness::http;
use jiff::Timestamp;
use wanbot::clock::Clock;
use wanbot::emulator::discord::Discord;
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};

const PAGE: &str = "docs/reference/probes.md";

/// A row of a table.
#[derive(Debug)]
struct Probe {
    sent: String,
    documented: String,
    answered: String,
    difference: String,
}

/// The rows below a heading.
fn rows(page: &str, heading: &str) -> Vec<Probe> {
    let section = page.split("\n## ").find(|part| part.starts_with(heading)).expect(heading);
    let rows = section.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let plain = |cell: &str| cell.trim().trim_matches('`').to_owned();
    let probes: Vec<_> = rows
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split(" | ").map(plain).collect();
            let [_, sent, documented, answered, rest @ ..] = cells.as_slice() else {
                panic!("{PAGE}: {line}");
            };
            let difference = rest.first().map(|d| d.trim_matches(['|', ' ', '`']).to_owned());
            Probe {
                sent: sent.clone(),
                documented: documented.clone(),
                answered: answered.trim_end_matches([' ', '|', '`']).to_owned(),
                difference: difference.unwrap_or_default(),
            }
        })
        .collect();
    assert!(probes.len() > 5, "{heading}: {probes:?}");
    probes
}

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Rows whose answers are not those of the table, or that differ without being listed.
fn complaints(probe: &Probe, answer: &str, listed: &str) -> Vec<String> {
    let mut out = Vec::new();
    if answer != probe.answered {
        out.push(format!("{}: {answer}, and not {}", probe.sent, probe.answered));
    }
    let is_listed = listed.contains(&format!("\n| `{}` |", probe.difference));
    match (probe.documented == probe.answered, probe.difference.is_empty()) {
        (true, false) => out.push(format!("{} differs no longer", probe.sent)),
        (false, true) => out.push(format!("{} differs, and no row is named", probe.sent)),
        (false, false) if !is_listed => {
            out.push(format!("{}: there is no row {}", probe.sent, probe.difference));
        }
        _ => {}
    }
    out
}

async fn world() -> (Running, Clock) {
    let clock = Clock::manual("2026-11-22T12:00:00Z".parse::<Timestamp>().unwrap());
    let discord = Discord::new(clock.clone(), "secret", "bot");
    let wan = Wan::new(clock.clone(), "sk-1", Timing::Fixed { queue: 1.0, run: 10.0 });
    let control = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    let addresses = Addresses { control, ..Addresses::any() };
    let running = start(addresses, discord, wan, Record::nowhere(clock.clone())).await.unwrap();
    (running, clock)
}

/// Replaces placeholders, and `x*n` by a text of that length.
fn filled(sent: &str, names: &[(&str, String)]) -> String {
    let mut out = sent.to_owned();
    for (name, value) in names {
        out = out.replace(&format!("{{{name}}}"), value);
    }
    while let Some((before, rest)) = out.split_once("x*") {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let count: usize = rest[..digits].parse().unwrap();
        out = format!("{before}{}{}", "x".repeat(count), &rest[digits..]);
    }
    out
}

#[tokio::test]
async fn every_probe_is_answered_as_the_table_says() {
    let (page, listed) = (text(PAGE), text("docs/emulators.md"));
    let http = http();
    let mut all = Vec::new();
    for heading in ["Discord, REST", "Discord, file host"] {
        for probe in rows(&page, heading) {
            all.extend(complaints(&probe, &discord::answer(&http, &probe.sent).await, &listed));
        }
    }
    for probe in rows(&page, "Discord, gateway") {
        let answer = discord::answer_of_the_gateway(&probe.sent).await;
        all.extend(complaints(&probe, &answer, &listed));
    }
    for probe in rows(&page, "Model Studio") {
        all.extend(complaints(&probe, &wan::answer(&http, &probe.sent).await, &listed));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// The findings of clients.md: the first cells of the rows of its tables of differences.
fn findings(page: &str) -> Vec<String> {
    let cells = page.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
    let is_finding = |name: &str| {
        let mut chars = name.chars();
        matches!(chars.next(), Some('A' | 'B' | 'S')) && chars.as_str().parse::<u8>().is_ok()
    };
    cells.map(|(name, _)| name.to_owned()).filter(|name| is_finding(name)).collect()
}

#[test]
fn every_finding_has_a_row_or_a_test() {
    let page = text(PAGE);
    let all = findings(&text("docs/reference/clients.md"));
    assert!(all.len() > 50, "{all:?}");
    let missing = all.iter().filter(|name| !page.contains(&format!("\n| clients {name} |")));
    assert_eq!(missing.collect::<Vec<_>>(), [""; 0], "findings without a row in {PAGE}");
    let (_, tests) = page.split_once("## In more than one request").unwrap();
    for row in tests.lines().filter(|line| line.starts_with("| clients ")) {
        let cells: Vec<_> = row.split('`').collect();
        let [_, file, _, test, ..] = cells[..] else { panic!("{row}") };
        let source = text(&format!("tests/it/emulators/{file}"));
        assert!(source.contains(&format!("fn {test}()")), "{row}");
    }
}

#[test]
fn a_wrong_answer_and_an_unlisted_difference_are_named() {
    let probe = |documented: &str, answered: &str, difference: &str| Probe {
        sent: "GET x".into(),
        documented: documented.into(),
        answered: answered.into(),
        difference: difference.into(),
    };
    let listed = "\n| `a` | |\n";
    for (probe, answer, expected) in [
        (probe("200", "200", ""), "200", None),
        (probe("200", "200", ""), "404", Some("GET x: 404, and not 200")),
        (probe("200", "404", "a"), "404", None),
        (probe("200", "404", ""), "404", Some("GET x differs, and no row is named")),
        (probe("200", "404", "b"), "404", Some("GET x: there is no row b")),
        (probe("200", "200", "a"), "200", Some("GET x differs no longer")),
    ] {
        assert_eq!(complaints(&probe, answer, listed), Vec::from_iter(expected.map(str::to_owned)));
    }
    let page = "# P\n\n## T\n\n| F | S |\n|---|---|\n".to_owned()
        + &"| f | `GET x {\"a\": 1}` | `200` | `404 5 at a` | `b` |\n".repeat(6);
    let row = &rows(&page, "T")[5];
    let cells = (&*row.sent, &*row.documented, &*row.answered, &*row.difference);
    assert_eq!(cells, ("GET x {\"a\": 1}", "200", "404 5 at a", "b"));
    assert_eq!(filled("{a} x*3.", &[("a", "1".into())]), "1 xxx.");
    assert_eq!(findings("| A1 | x |\n| B12 | y |\n| S | z |\n| Also | z |\n"), ["A1", "B12"]);
}
