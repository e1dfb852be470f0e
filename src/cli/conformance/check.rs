//! The definition of a check, and how checks run.

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use super::finding::{CheckResult, Finding, Outcome, Problem};
use super::report::Report;

/// A behaviour of the emulators, and a test whether a service has it. `C` is the state shared by
/// the checks of one service.
pub(super) struct Check<C> {
    /// Stable, so that runs can be compared.
    pub(super) id: &'static str,
    /// The behaviour, in one line.
    pub(super) description: &'static str,
    /// The page that documents it, or how it was observed.
    pub(super) source: &'static str,
    pub(super) run: for<'a> fn(&'a C) -> BoxFuture<'a, CheckResult>,
}

// Derived, it would require the state to be `Clone`.
impl<C> Clone for Check<C> {
    fn clone(&self) -> Self {
        Self { id: self.id, description: self.description, source: self.source, run: self.run }
    }
}

/// Builds a [`Check`] from its ID, its description, its source and an async function.
macro_rules! check {
    ($id:literal, $description:literal, $source:expr, $run:path $(,)?) => {
        $crate::cli::conformance::check::Check {
            id: $id,
            description: $description,
            source: $source,
            run: |context| Box::pin($run(context)),
        }
    };
}
pub(super) use check;

/// Runs checks one after another, because some count objects of the service. Skips the rest once
/// the operator stops the program.
pub(super) async fn run_checks<C>(
    checks: &[Check<C>],
    context: &C,
    stop: &CancellationToken,
    report: &mut Report,
) {
    for check in checks {
        let result = if stop.is_cancelled() {
            Err(Problem::skipped("the run was stopped"))
        } else {
            (check.run)(context).await
        };
        report.add(finding(check, checked(result)));
    }
}

/// Runs probes of behaviours that the emulators lack: none of them can fail the run.
pub(super) async fn run_probes<C>(
    probes: &[Check<C>],
    context: &C,
    stop: &CancellationToken,
    report: &mut Report,
) {
    for probe in probes {
        let result = if stop.is_cancelled() {
            Err(Problem::skipped("the run was stopped"))
        } else {
            (probe.run)(context).await
        };
        report.add(finding(probe, probed(result)));
    }
}

/// Reports the checks of a service that is not tested as skipped.
pub(super) fn skip_checks<C>(checks: &[Check<C>], reason: &str, report: &mut Report) {
    for check in checks {
        report.add(finding(check, Outcome::Skipped { reason: reason.to_owned() }));
    }
}

/// How a check ended: a client needs an answer, so none is a difference.
fn checked(result: CheckResult) -> Outcome {
    match result {
        Ok(()) => Outcome::Confirmed,
        Err(Problem::Differs { expected, seen } | Problem::Unanswered { expected, seen }) => {
            Outcome::Differs { expected, seen }
        }
        Err(Problem::Skipped { reason }) => Outcome::Skipped { reason },
    }
}

/// How a probe ended: a service that gives no answer lacks nothing.
fn probed(result: CheckResult) -> Outcome {
    match result {
        Ok(()) => Outcome::Present,
        Err(Problem::Differs { expected, seen }) => Outcome::Absent { expected, seen },
        Err(Problem::Unanswered { seen: reason, .. } | Problem::Skipped { reason }) => {
            Outcome::Skipped { reason }
        }
    }
}

fn finding<C>(check: &Check<C>, outcome: Outcome) -> Finding {
    Finding { id: check.id, description: check.description, source: check.source, outcome }
}
