//! The findings of the checks: printed as they come in, or as JSON at the end.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::finding::{Finding, Outcome};
use crate::cli::out::outln;
use crate::cli::plain_text;

/// Maximum characters printed of a text from a service.
const LONGEST_TEXT: usize = 400;

/// The findings of a run.
pub(super) struct Report {
    as_json: bool,
    /// Values that are never printed.
    secrets: Vec<SecretString>,
    findings: Vec<Finding>,
    /// Objects that could not be removed from the services.
    left_behind: Vec<String>,
}

impl Report {
    pub(super) fn new(as_json: bool, secrets: Vec<SecretString>) -> Self {
        Self { as_json, secrets, findings: Vec::new(), left_behind: Vec::new() }
    }

    /// Adds a finding, and prints it unless JSON is requested. Skipped checks are printed at the
    /// end, because many share a reason.
    pub(super) fn add(&mut self, finding: Finding) {
        if !self.as_json {
            match &finding.outcome {
                Outcome::Confirmed => outln!("  ok    {}", finding.id),
                Outcome::Differs { expected, seen } => {
                    outln!("  DIFF  {}: {}", finding.id, finding.description);
                    outln!("        expected  {}", self.printable(expected));
                    outln!("        seen      {}", self.printable(seen));
                    outln!("        source    {}", finding.source);
                }
                Outcome::Present => outln!("  has   {}: {}", finding.id, finding.description),
                Outcome::Absent { seen, .. } => {
                    outln!("  lacks {}: {}", finding.id, self.printable(seen));
                }
                Outcome::Skipped { .. } => {}
            }
        }
        self.findings.push(finding);
    }

    pub(super) fn add_left_behind(&mut self, things: Vec<String>) {
        self.left_behind.extend(things);
    }

    pub(super) fn has_differences(&self) -> bool {
        self.count(|outcome| matches!(outcome, Outcome::Differs { .. })) > 0
    }

    /// Prints the rest: the skipped checks and the totals, or everything as JSON.
    pub(super) fn finish(&self) {
        if self.as_json {
            outln!("{}", self.json());
            return;
        }
        let mut skipped: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for finding in &self.findings {
            if let Outcome::Skipped { reason } = &finding.outcome {
                skipped.entry(reason).or_default().push(finding.id);
            }
        }
        for (reason, ids) in skipped {
            outln!("  skip  {}:", self.printable(reason));
            for id in ids {
                outln!("        {id}");
            }
        }
        for thing in &self.left_behind {
            outln!("  note  could not be removed, so remove it by hand: {}", self.printable(thing));
        }
        let (confirmed, differ, skipped) = self.sums();
        let (present, absent) = self.beyond();
        outln!("\n{confirmed} behaviours confirmed, {differ} differ, {skipped} skipped.");
        outln!("Of those that the emulators lack, {present} are there and {absent} are not.");
    }

    fn json(&self) -> Value {
        let checks: Vec<_> = self.findings.iter().map(|finding| self.row(finding)).collect();
        let left_behind: Vec<_> = self.left_behind.iter().map(|t| self.printable(t)).collect();
        let (confirmed, differ, skipped) = self.sums();
        let (present, absent) = self.beyond();
        json!({
            "confirmed": confirmed, "differ": differ, "skipped": skipped, "checks": checks,
            "present": present, "absent": absent, "left_behind": left_behind,
        })
    }

    fn row(&self, finding: &Finding) -> Value {
        let about = |outcome: &str, fields: Value| {
            let mut row = json!({"id": finding.id, "description": finding.description,
                "source": finding.source, "outcome": outcome});
            if let (Some(row), Some(fields)) = (row.as_object_mut(), fields.as_object()) {
                row.extend(fields.clone());
            }
            row
        };
        match &finding.outcome {
            Outcome::Confirmed => about("confirmed", Value::Null),
            Outcome::Differs { expected, seen } => about(
                "differs",
                json!({"expected": self.printable(expected), "seen": self.printable(seen)}),
            ),
            Outcome::Present => about("present", Value::Null),
            Outcome::Absent { expected, seen } => about(
                "absent",
                json!({"expected": self.printable(expected), "seen": self.printable(seen)}),
            ),
            Outcome::Skipped { reason } => {
                about("skipped", json!({"reason": self.printable(reason)}))
            }
        }
    }

    fn sums(&self) -> (usize, usize, usize) {
        (
            self.count(|outcome| matches!(outcome, Outcome::Confirmed)),
            self.count(|outcome| matches!(outcome, Outcome::Differs { .. })),
            self.count(|outcome| matches!(outcome, Outcome::Skipped { .. })),
        )
    }

    /// How many behaviours that the emulators lack are present, and absent.
    fn beyond(&self) -> (usize, usize) {
        (
            self.count(|outcome| matches!(outcome, Outcome::Present)),
            self.count(|outcome| matches!(outcome, Outcome::Absent { .. })),
        )
    }

    fn count(&self, is_one: impl Fn(&Outcome) -> bool) -> usize {
        self.findings.iter().filter(|finding| is_one(&finding.outcome)).count()
    }

    /// A text on one line, without secrets and link signatures, truncated.
    fn printable(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret.expose_secret(), "[secret]");
        }
        let text = without_queries(&plain_text(&text));
        if text.chars().count() <= LONGEST_TEXT {
            return text;
        }
        text.chars().take(LONGEST_TEXT).chain(['…']).collect()
    }
}

/// A text whose links are cut before their query, which contains the signature.
fn without_queries(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')');
    let mut out = String::new();
    for piece in text.split_inclusive(ends) {
        let is_link = piece.contains("http://") || piece.contains("https://");
        match piece.split_once('?').filter(|_| is_link) {
            Some((before, query)) => {
                out.push_str(before);
                out.push_str("?…");
                out.extend(query.chars().last().filter(|c| ends(*c)));
            }
            None => out.push_str(piece),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_and_secrets_are_not_printed() {
        let report = Report::new(true, vec![SecretString::from("sk-very-secret")]);
        let text = "of \"https://h/a.mp4?Signature=abc&Expires=5\" by sk-very-secret? yes";
        assert_eq!(report.printable(text), "of \"https://h/a.mp4?…\" by [secret]? yes");
        assert_eq!(report.printable("http://h/a?b"), "http://h/a?…");
        assert_eq!(report.printable("two\nlines"), "two lines");
        assert_eq!(report.printable(&"x".repeat(1000)).chars().count(), LONGEST_TEXT + 1);
    }
}
