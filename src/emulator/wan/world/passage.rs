//! How tasks pass: what starts and ends as time goes on, and how the list shows it.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{LIFE, Outcome, RUNNING, Task, TaskStatus, World};

impl World {
    /// Lets time pass: starts what may start, ends what is due, forgets what is too old.
    pub(super) fn settle(&mut self) {
        let now = self.clock.now();
        loop {
            let mut changed = false;
            let mut running: HashMap<&str, Vec<Timestamp>> = HashMap::new();
            let in_slot = |t: &&Task| t.status == TaskStatus::Running && !t.faulty;
            for task in self.tasks.values().filter(in_slot) {
                let ends = task.scheduled_at.unwrap_or(now) + task.run;
                running.entry(&task.model).or_default().push(ends);
            }
            // The earliest end first, so that a slot is free from exactly then on.
            let mut due: Option<(Timestamp, String, bool)> = None;
            let mut consider = |at: Timestamp, id: &String, start: bool| {
                if at <= now && due.as_ref().is_none_or(|(t, _, _)| at < *t) {
                    due = Some((at, id.clone(), start));
                }
            };
            for id in &self.order {
                let Some(task) = self.tasks.get(id) else { continue };
                match task.status {
                    TaskStatus::Running => {
                        consider(task.scheduled_at.unwrap_or(now) + task.run, id, false);
                    }
                    TaskStatus::Pending if task.faulty => {
                        consider(task.submitted_at + task.queue, id, true);
                    }
                    TaskStatus::Pending => {
                        let busy = running.get(task.model.as_str()).map_or(0, Vec::len);
                        if busy < self.at_once(&task.model) {
                            let freed = self.freed(&task.model);
                            consider((task.submitted_at + task.queue).max(freed), id, true);
                        }
                    }
                    _ => {}
                }
            }
            if let Some((at, id, start)) = due
                && let Some(task) = self.tasks.get_mut(&id)
            {
                changed = true;
                if start {
                    task.status = TaskStatus::Running;
                    task.scheduled_at = Some(at);
                } else {
                    task.ended_at = Some(at);
                    task.status = match task.outcome {
                        Outcome::Fail { .. } => TaskStatus::Failed,
                        _ => TaskStatus::Succeeded,
                    };
                }
            }
            if !changed {
                break;
            }
        }
        self.objects.retain(|_, o| o.expires > now);
    }

    /// When the last slot of a model became free; long ago if there always was one.
    fn freed(&self, model: &str) -> Timestamp {
        let of_model: Vec<_> =
            self.tasks.values().filter(|t| t.model == model && !t.faulty).collect();
        let started = of_model.iter().filter(|t| t.scheduled_at.is_some()).count();
        let at_once = self.at_once(model);
        if started < at_once {
            return Timestamp::UNIX_EPOCH;
        }
        let mut ends: Vec<_> = of_model
            .iter()
            .filter(|t| t.scheduled_at.is_some())
            .filter_map(|t| t.ended_at)
            .collect();
        ends.sort_unstable();
        // With n started and m slots, the next start had to wait for end number n-m+1.
        ends.get(started - at_once).copied().unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Tasks for the list, newest first.
    pub(in crate::emulator::wan) fn listed(&self) -> impl Iterator<Item = &Task> {
        let now = self.clock.now();
        self.order
            .iter()
            .rev()
            .filter_map(|id| self.tasks.get(id))
            .filter(move |t| t.submitted_at + self.list_lag <= now && t.submitted_at + LIFE >= now)
    }

    /// How many tasks of a model are worked on at once.
    pub(in crate::emulator::wan) fn at_once(&self, model: &str) -> usize {
        self.limits.get(model).copied().unwrap_or(RUNNING)
    }

    /// The moment that the list shows.
    pub(in crate::emulator::wan) fn listed_until(&self) -> Timestamp {
        self.clock.now() - self.list_lag
    }

    /// What a task was doing at that moment.
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
