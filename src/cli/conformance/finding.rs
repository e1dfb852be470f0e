//! What a check found out.

/// `Ok` if the behaviour is confirmed.
pub(super) type CheckResult = Result<(), Problem>;

/// Why a behaviour is not confirmed.
#[derive(Debug, Clone)]
pub(super) enum Problem {
    Differs {
        expected: String,
        seen: String,
    },
    /// The service answered nothing, refused the caller, or failed: whether it has the behaviour is
    /// not known.
    Unanswered {
        expected: String,
        seen: String,
    },
    Skipped {
        reason: String,
    },
}

impl Problem {
    pub(super) fn differs(expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Self::Differs { expected: expected.into(), seen: seen.into() }
    }

    pub(super) fn skipped(reason: impl Into<String>) -> Self {
        Self::Skipped { reason: reason.into() }
    }
}

/// The result of a check.
pub(super) struct Finding {
    pub(super) id: &'static str,
    pub(super) description: &'static str,
    pub(super) source: &'static str,
    pub(super) outcome: Outcome,
}

/// How a check ended.
pub(super) enum Outcome {
    Confirmed,
    Differs {
        expected: String,
        seen: String,
    },
    /// The service has a behaviour that the emulators lack.
    Present,
    /// It lacks that behaviour too.
    Absent {
        expected: String,
        seen: String,
    },
    Skipped {
        reason: String,
    },
}
