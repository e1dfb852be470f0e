//! The lifecycle of tasks: starts and ends as time passes, expiry, and the list's view of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::task::LONGEST_RUN;
use super::{LIFE, Outcome, Task, TaskStatus, World};

/// How many tasks whose day is over are still remembered, without their inputs.
const REMEMBERED: usize = 10_000;

/// Slots are counted per account and model.
type Slots = (Arc<str>, String);

/// The next step of a task.
enum Step {
    Begin,
    End,
}

impl World {
    /// Advances the world to now: starts what may start, ends what is due, removes what has
    /// expired.
    pub(super) fn settle(&mut self) {
        let now = self.clock.now();
        while let Some((at, id, step)) = self.next_step(now) {
            let Some(task) = self.tasks.get_mut(&id) else { break };
            match step {
                Step::Begin => {
                    task.status = TaskStatus::Running;
                    task.scheduled_at = Some(at);
                }
                Step::End => {
                    if task.run >= LONGEST_RUN {
                        let message = "An internal timeout error has occurred during execution.";
                        task.outcome = Outcome::Fail {
                            code: Some("InternalError.Timeout".to_owned()),
                            message: Some(message.to_owned()),
                        };
                    }
                    let failed = matches!(task.outcome, Outcome::Fail { .. });
                    task.end(at, if failed { TaskStatus::Failed } else { TaskStatus::Succeeded });
                    self.open.retain(|open| *open != id);
                }
            }
        }
        self.forget(now);
    }

    /// The earliest step that is due: its time, task and kind. Of several at the same time, the
    /// step of the task that was submitted first; ends come before starts, so that the slot is free
    /// from then on.
    fn next_step(&self, now: Timestamp) -> Option<(Timestamp, String, Step)> {
        let open: Vec<&Task> = self.open.iter().filter_map(|id| self.tasks.get(id)).collect();
        let slots = |t: &Task| (Arc::clone(&t.account), t.model.clone());
        let mut busy: HashMap<Slots, usize> = HashMap::new();
        let running = |t: &&Task| t.status == TaskStatus::Running && !t.faulty;
        for task in open.iter().copied().filter(running) {
            *busy.entry(slots(task)).or_default() += 1;
        }
        let mut freed: HashMap<Slots, Option<Timestamp>> = HashMap::new();
        let mut next: Option<(Timestamp, &Task, Step)> = None;
        for task in open {
            let due = match (task.status, task.ready_at) {
                (TaskStatus::Running, _) => Some((task.due(), Step::End)),
                (TaskStatus::Pending, Some(ready)) => {
                    let ready = (task.submitted_at + task.queue).max(ready);
                    let from = if task.faulty {
                        Some(ready)
                    } else {
                        let slots = slots(task);
                        let busy = busy.get(&slots).copied().unwrap_or(0);
                        let free = freed.entry(slots).or_insert_with(|| self.freed(task, busy));
                        free.map(|free| ready.max(free))
                    };
                    from.map(|from| (from, Step::Begin))
                }
                _ => None,
            };
            if let Some((at, step)) = due
                && at <= now
                && next.as_ref().is_none_or(|(earliest, _, _)| at < *earliest)
            {
                next = Some((at, task, step));
            }
        }
        next.map(|(at, task, step)| (at, task.id.clone(), step))
    }

    /// The time since which a slot for a task is free: the epoch if one always was, `None` if all
    /// are in use.
    fn freed(&self, task: &Task, busy: usize) -> Option<Timestamp> {
        let at_once = self.accounts.named(&task.account).running(&task.model);
        if busy >= at_once {
            return None;
        }
        let started: Vec<_> = self
            .tasks
            .values()
            .filter(|t| t.model == task.model && t.account == task.account)
            .filter(|t| t.scheduled_at.is_some() && !t.faulty && !t.instant)
            .collect();
        if started.len() < at_once {
            return Some(Timestamp::UNIX_EPOCH);
        }
        let mut ends: Vec<_> = started.iter().filter_map(|t| t.ended_at).collect();
        ends.sort_unstable();
        // With n started tasks and m slots, the next start had to wait for end number n-m+1.
        Some(ends.get(started.len() - at_once).copied().unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// Removes what has expired: files, policies and keys, and the inputs of old tasks.
    fn forget(&mut self, now: Timestamp) {
        self.objects.retain(|_, o| o.expires > now);
        // For a while, calls with an expired policy report that it has expired.
        self.policies.retain(|_, p| p.expires + LIFE > now);
        self.accounts.forget_tokens(now);
        if now < self.forget_from {
            return;
        }
        let is_over = |t: &Task| t.ended_at.is_some_and(|at| at + LIFE < now);
        let over: Vec<_> =
            self.tasks.values().filter(|t| is_over(t)).map(|t| t.id.clone()).collect();
        for id in over {
            if let Some(mut task) = self.tasks.remove(&id) {
                task.inputs = super::Inputs::default();
                self.past.insert(id, task);
            }
        }
        let mut too_many = self.order.len().saturating_sub(REMEMBERED);
        if too_many > 0 {
            let past = &mut self.past;
            self.order.retain(|id| {
                let goes = too_many > 0 && past.remove(id).is_some();
                too_many -= usize::from(goes);
                !goes
            });
        }
        // What ends after now is removed a day after now at the earliest.
        let ends = self.tasks.values().filter_map(|t| t.ended_at);
        let tick = Duration::from_millis(1);
        self.forget_from = ends.min().map_or(now, |end| end.min(now)) + LIFE + tick;
    }

    /// An account's tasks for the list, newest first.
    pub(in crate::emulator::wan) fn listed(&self, account: &str) -> impl Iterator<Item = &Task> {
        let now = self.clock.now();
        self.order
            .iter()
            .rev()
            .filter_map(|id| self.tasks.get(id))
            .filter(move |t| *t.account == *account && !t.instant)
            .filter(move |t| t.submitted_at + self.list_lag <= now && t.submitted_at + LIFE >= now)
    }

    /// The time as of which the list shows tasks.
    pub(in crate::emulator::wan) fn listed_until(&self) -> Timestamp {
        self.clock.now() - self.list_lag
    }

    /// The status of a task at that time.
    pub(in crate::emulator::wan) fn listed_status(&self, task: &Task) -> TaskStatus {
        let then = self.listed_until();
        if task.ended_at.is_none_or(|at| at <= then)
            && task.scheduled_at.is_none_or(|at| at <= then)
        {
            return task.status;
        }
        match task.scheduled_at {
            Some(at) if at <= then => TaskStatus::Running,
            _ => TaskStatus::Pending,
        }
    }
}
