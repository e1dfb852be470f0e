//! Tasks in the provider's list that no job knows, and whose they can be.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use jiff::Timestamp;
use tracing::debug;

use crate::job::{Job, State, TaskId};
use crate::pipeline::context::PipelineContext;
use crate::provider::{ListedState, ListedTask, TaskReport, TaskState};

/// Largest assumed difference between the provider's clock and ours: ours may have been wrong by
/// hours when the job was submitted, as after a start with a dead battery or a wrong time zone.
/// Known tasks are no candidates anyway, so a wide margin costs little.
const SKEW: Duration = Duration::from_secs(4 * 3600);
/// Candidates queried in one look, for all lost jobs of a model; the others are queried in the
/// next.
const MOST_CANDIDATES: usize = 100;
/// Ended candidates whose report is cached, so that they are not queried again.
const REMEMBERED: usize = 10_000;

/// What a look at the list says about a lost job.
pub(super) enum Finding {
    Ours(TaskId),
    /// A task that may be ours is still in progress.
    Perhaps,
    /// A finished task may be ours, and nothing will ever tell.
    Undecidable,
    NoTrace,
}

/// What one look at a model's tasks has found so far, for all lost jobs of the model.
pub(super) struct Look {
    listed: Vec<ListedTask>,
    /// Candidates that were queried; `None` where the query failed.
    asked: HashMap<TaskId, Option<Reported>>,
    /// Tasks that other lost jobs adopt.
    adopted: HashSet<TaskId>,
}

impl Look {
    pub(super) fn new(listed: Vec<ListedTask>) -> Self {
        Self { listed, asked: HashMap::new(), adopted: HashSet::new() }
    }
}

/// A candidate's report, and when it was first read.
#[derive(Debug, Clone)]
struct Reported {
    report: TaskReport,
    at: Timestamp,
}

/// Finds the tasks of lost jobs among those that no job knows.
pub(super) struct Candidates {
    ctx: Arc<PipelineContext>,
    /// Reports of ended candidates, which do not change any more.
    ended: DashMap<TaskId, Reported>,
}

impl Candidates {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self { ctx, ended: DashMap::new() }
    }

    /// Drops what is cached, once no job is lost.
    pub(super) fn forget(&self) {
        self.ended.clear();
    }

    /// Looks for the task of a lost job in a list.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(super) async fn find(&self, job: &Job, look: &mut Look) -> anyhow::Result<Finding> {
        let State::Unconfirmed { since, lost_at, .. } = job.state else {
            return Ok(Finding::Perhaps);
        };
        let near = look
            .listed
            .iter()
            .filter(|t| t.created_at.is_none_or(|at| at + SKEW >= since && at <= lost_at + SKEW))
            .filter(|t| t.state.may_be_billed() && !look.adopted.contains(&t.task))
            .map(|t| t.task.clone());
        let near = near.collect();
        let mut candidates = self.ctx.store.journal().unknown_tasks(near).await?;
        // Finished candidates first: however many pending ones there are, they must not use up the
        // queries.
        let done =
            look.listed.iter().filter(|t| t.state == ListedState::Succeeded).map(|t| &t.task);
        let done: HashSet<_> = done.collect();
        candidates.sort_by_key(|task| !done.contains(task));
        let ours = job.request.prompt.as_str();
        let (mut perhaps, mut undecidable) = (false, false);
        for task in candidates {
            let Some(Reported { report, at }) = self.report(&task, job, look).await else {
                // It may still be ours; the others are checked first.
                perhaps = true;
                continue;
            };
            match &report.state {
                TaskState::Succeeded { .. } => {
                    let fits = report.usage.as_ref().is_none_or(|u| u.fits(&job.request));
                    match report.prompt.as_deref().unwrap_or_default() {
                        echoed if echoed == ours && fits && !ours.is_empty() => {
                            look.adopted.insert(task.clone());
                            return Ok(Finding::Ours(task));
                        }
                        echoed if !echoed.is_empty() && echoed != ours => {}
                        // Another length or resolution: another client's task with the same prompt.
                        _ if report.usage.as_ref().is_some_and(|u| u.contradicts(&job.request)) => {
                        }
                        // It fits another lost job, which adopts it.
                        _ if !fits && self.is_sought(&report, job) => perhaps = true,
                        // Its response is still on its way to another job.
                        _ if self.is_awaited(job, at) => perhaps = true,
                        // The prompt is ours, or is not echoed: whatever speaks against a match,
                        // submitting the job again could pay for it twice.
                        _ => undecidable = true,
                    }
                }
                TaskState::Pending | TaskState::Running | TaskState::Unknown => perhaps = true,
                TaskState::Failed { .. } | TaskState::Canceled => {}
            }
        }
        Ok(match (perhaps, undecidable) {
            (true, _) => Finding::Perhaps,
            (false, true) => Finding::Undecidable,
            (false, false) => Finding::NoTrace,
        })
    }

    /// Whether a task fits another lost job.
    fn is_sought(&self, report: &TaskReport, by: &Job) -> bool {
        let Some(usage) = &report.usage else { return false };
        let prompt = report.prompt.as_deref().unwrap_or_default();
        let others = self.ctx.store.upstream(|j| {
            matches!(j.state, State::Unconfirmed { .. })
                && j.id != by.id
                && (prompt.is_empty() || j.request.prompt == prompt)
                && usage.fits(&j.request)
        });
        !others.is_empty()
    }

    /// Whether a task whose report was first read at a time can be that of a job that is being
    /// submitted.
    fn is_awaited(&self, by: &Job, read_at: Timestamp) -> bool {
        let account = self.ctx.account_of(by).name;
        let others = self.ctx.store.upstream(|j| {
            matches!(j.state, State::Submitting { since } if since <= read_at)
                && j.request.model == by.request.model
                && self.ctx.account_of(j).name == account
        });
        !others.is_empty()
    }

    /// The provider's report on a candidate: queried once per look, and not again once the task has
    /// ended. `None` where it was not queried, or the query failed.
    async fn report(&self, task: &TaskId, job: &Job, look: &mut Look) -> Option<Reported> {
        if let Some(reported) = self.ended.get(task) {
            return Some(reported.clone());
        }
        if let Some(reported) = look.asked.get(task) {
            return reported.clone();
        }
        if look.asked.len() >= MOST_CANDIDATES {
            return None;
        }
        let asked = self.ctx.account_of(job).provider.query(task).await;
        let reported = asked
            .inspect_err(|e| debug!(task.id = %task, error = %e, "failed to query a candidate"))
            .ok()
            .map(|report| Reported { report, at: self.ctx.clock.now() });
        look.asked.insert(task.clone(), reported.clone());
        if let Some(Reported { report, .. }) = &reported
            && !matches!(report.state, TaskState::Pending | TaskState::Running | TaskState::Unknown)
            && self.ended.len() < REMEMBERED
        {
            self.ended.insert(task.clone(), reported.clone()?);
        }
        reported
    }
}
