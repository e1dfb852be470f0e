//! The stages of the pipeline, each with a loop of its own.

/// The stages that run on a timer, each in a worker loop of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Uploads the inputs of the next submissions.
    Uploads,
    /// Resolves submissions whose response was lost.
    Reconciliation,
    /// Submits the next jobs in the queue.
    Submission,
    /// Polls the provider for task states.
    Polling,
    /// Downloads results, posts them, and posts failure notices.
    Delivery,
    /// Edits cards.
    Cards,
    /// Reads new audit entries and posts them to log channels.
    AuditNotices,
    /// Deletes expired jobs and files, refreshes the provider's concurrency limits, and reports what
    /// was billed above the reserved prices.
    Cleanup,
}

impl Stage {
    /// All stages: those that a job passes, in their order, and two for upkeep.
    pub const ALL: [Stage; 8] = [
        Stage::Uploads,
        Stage::Reconciliation,
        Stage::Submission,
        Stage::Polling,
        Stage::Delivery,
        Stage::Cards,
        Stage::AuditNotices,
        Stage::Cleanup,
    ];

    /// Whether a tick may begin while an earlier one still runs: true where one job can take
    /// minutes and the stage tracks its jobs in progress.
    pub fn overlaps(self) -> bool {
        !matches!(self, Stage::Cleanup)
    }
}
