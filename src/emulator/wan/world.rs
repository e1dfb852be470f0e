//! Model Studio as plain data and rules.

pub(super) mod account;
pub(super) mod input_image;
mod lifecycle;
mod results;
pub(super) mod stored;
pub(super) mod task;
#[cfg(test)]
mod world_tests;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::emulator::wan::timing::{Timing, span};

use account::{AccountChange, Accounts, Caller, DEFAULT};
use results::Results;
use stored::Stored;
use task::{Inputs, Outcome, Rule, Task, TaskStatus};

/// Lifetime of task IDs, results and links.
pub(super) const LIFE: Duration = Duration::from_secs(24 * 3600);
/// Code and message of a failed task.
pub(super) type Fault = (String, String);

/// A handle to the world; clones share it.
#[derive(Clone)]
pub struct Wan {
    world: Arc<Mutex<World>>,
    clock: Clock,
    /// Notified when the media of a task have been inspected.
    changed: Arc<Notify>,
}

/// An upload policy of the temporary store.
pub(super) struct Policy {
    pub(super) account: Arc<str>,
    pub(super) dir: String,
    pub(super) model: String,
    pub(super) expires: Timestamp,
}

/// A file in the temporary store.
pub(super) struct Object {
    pub(super) account: Arc<str>,
    pub(super) file: Stored,
    pub(super) model: String,
    pub(super) expires: Timestamp,
}

/// A task to be created.
pub(super) struct NewTask {
    pub(super) caller: Caller,
    pub(super) model: String,
    pub(super) api: &'static str,
    pub(super) body: Value,
    pub(super) outcome: Outcome,
}

/// The data behind the handle.
pub(super) struct World {
    pub(super) clock: Clock,
    pub(super) accounts: Accounts,
    /// Tasks that have not expired; `past` has those that ended over a day ago, without inputs.
    pub(super) tasks: BTreeMap<String, Task>,
    past: HashMap<String, Task>,
    /// The IDs of both, in order of submission.
    order: VecDeque<String>,
    /// Pending and running tasks, in order of submission.
    open: Vec<String>,
    /// No task needs to be forgotten before this time.
    forget_from: Timestamp,
    pub(super) results: Results,
    pub(super) rules: Vec<Rule>,
    pub(super) timing: Timing,
    list_lag: Duration,
    /// The task list never ends: after the real rows, every page has rows of invented tasks.
    pub(super) endless_list: bool,
    pub(super) least_bytes: usize,
    /// A fixed file that is every video; if absent, videos are rendered.
    pub(super) video: Option<Bytes>,
    pub(super) policies: HashMap<String, Policy>,
    pub(super) objects: HashMap<String, Object>,
    windows: HashMap<String, VecDeque<Instant>>,
    luck: u64,
}

impl Wan {
    /// A world with one account whose only key is `key`.
    pub fn new(clock: Clock, key: &str, timing: Timing) -> Self {
        let world = World {
            clock: clock.clone(),
            accounts: Accounts::new(key),
            tasks: BTreeMap::new(),
            past: HashMap::new(),
            order: VecDeque::new(),
            open: Vec::new(),
            forget_from: clock.now(),
            results: Results::default(),
            rules: Vec::new(),
            timing,
            list_lag: Duration::ZERO,
            endless_list: false,
            least_bytes: 0,
            video: None,
            policies: HashMap::new(),
            objects: HashMap::new(),
            windows: HashMap::new(),
            luck: 0x9e37_79b9_7f4a_7c15,
        };
        Self { world: Arc::new(Mutex::new(world)), clock, changed: Arc::default() }
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.settle();
        world
    }

    /// All tasks, oldest first. Of those that ended over a day ago, the newest ten thousand.
    pub fn tasks(&self) -> Vec<Task> {
        let world = self.lock();
        world.order.iter().filter_map(|id| world.known(id).cloned()).collect()
    }

    /// Adds a rule for future tasks.
    pub fn rule(&self, rule: Rule) {
        self.lock().rules.push(rule);
    }

    /// Sets how long future tasks take.
    pub fn set_timing(&self, timing: Timing) {
        self.lock().timing = timing;
    }

    /// Sets the minimum size of future results in bytes, up to 512 MB.
    pub fn set_least_bytes(&self, bytes: usize) {
        self.lock().least_bytes = bytes.min(512 * 1024 * 1024);
    }

    /// Uses this file for every future video instead of rendering one: for measuring how videos are
    /// transferred.
    pub fn set_video(&self, video: Bytes) {
        self.lock().video = Some(video);
    }

    /// Sets how many tasks of a model the account may run concurrently.
    pub fn set_limit(&self, model: &str, at_once: usize) {
        self.lock().accounts.named_mut(DEFAULT).set_running(model, at_once);
    }

    /// Makes the task list stale by this much, a month at most.
    pub fn set_list_lag(&self, lag: Duration) {
        self.lock().list_lag = span(lag.as_secs_f64());
    }

    /// Sets whether the task list has rows on every page, however many are requested, and claims
    /// four billion pages.
    pub fn set_endless_list(&self, endless: bool) {
        self.lock().endless_list = endless;
    }

    /// Sets whether the account is in arrears.
    pub fn set_arrears(&self, in_arrears: bool) {
        self.lock().accounts.named_mut(DEFAULT).in_arrears = in_arrears;
    }

    /// Replaces the account's keys; the old ones are rejected from now on.
    pub fn set_keys(&self, keys: Vec<String>) {
        let change = AccountChange { keys: Some(keys), ..AccountChange::default() };
        if let Err(e) = self.lock().accounts.change(DEFAULT, change) {
            tracing::error!("the keys stay: {e}");
        }
    }

    /// Changes an account (by default the first one), creating it if it does not exist.
    ///
    /// # Errors
    /// When a key belongs to another account.
    pub fn change_account(&self, name: Option<&str>, change: AccountChange) -> Result<(), String> {
        self.lock().accounts.change(name.unwrap_or(DEFAULT), change)
    }

    /// A file in the temporary store, by its URL (`oss://…`). `None` once it has expired.
    pub async fn uploaded(&self, url: &str) -> Option<Bytes> {
        let key = url.strip_prefix("oss://")?;
        let file = self.lock().objects.get(key).map(|object| object.file.clone())?;
        file.fetch().await.ok()
    }

    /// Waits until the media of every task have been inspected.
    pub async fn looked_at(&self) {
        loop {
            let change = self.changed.notified();
            if !self.lock().is_looking() {
                return;
            }
            change.await;
        }
    }

    /// Stores the result of inspecting a task's media.
    pub(super) fn found(&self, id: &str, found: Result<Inputs, Fault>, from_elsewhere: bool) {
        self.lock().found(id, found, from_elsewhere);
        self.changed.notify_waiters();
    }

    /// Cancels a pending task, as a user of the console would.
    pub fn cancel(&self, id: &str) -> bool {
        self.lock().cancel(id)
    }
}

impl World {
    /// A number between 0 and 1; the sequence is the same in every run.
    fn luck(&mut self) -> f64 {
        self.luck ^= self.luck << 13;
        self.luck ^= self.luck >> 7;
        self.luck ^= self.luck << 17;
        (self.luck >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A task, whether it has expired or not.
    fn known(&self, id: &str) -> Option<&Task> {
        self.tasks.get(id).or_else(|| self.past.get(id))
    }

    /// The outcome that the rules give for a prompt.
    pub(super) fn outcome(&mut self, prompt: &str) -> Outcome {
        let found = self.rules.iter_mut().find(|r| prompt.contains(&r.prompt));
        let Some(rule) = found else { return Outcome::Succeed };
        let outcome = rule.outcome.clone();
        if rule.times == 1 {
            let spent = std::ptr::from_ref(rule);
            self.rules.retain(|r| !std::ptr::eq(r, spent));
        } else if rule.times > 1 {
            rule.times -= 1;
        }
        outcome
    }

    /// Draws how long a task waits and runs.
    pub(super) fn draw(&mut self, model: &str, body: &Value) -> (Duration, Duration) {
        let seconds = body["parameters"]["duration"].as_f64().unwrap_or(5.0);
        let luck = self.luck();
        self.timing.draw(model, seconds, luck)
    }

    /// Creates a task, which does not start before its inputs have been inspected
    /// ([`World::found`]).
    pub(super) fn create(&mut self, new: NewTask) -> (String, String) {
        let times = self.draw(&new.model, &new.body);
        let task = self.new_task(new, times);
        let made = (task.id.clone(), task.request_id.clone());
        self.order.push_back(task.id.clone());
        self.open.push(task.id.clone());
        self.tasks.insert(task.id.clone(), task);
        made
    }

    /// Creates what a synchronous call returns: it has results, but is neither listed nor queried.
    pub(super) fn create_done(&mut self, new: NewTask, inputs: Inputs) -> Task {
        let mut task = self.new_task(new, (Duration::ZERO, Duration::ZERO));
        task.instant = true;
        task.inputs = inputs;
        task.scheduled_at = Some(task.submitted_at);
        task.end(task.submitted_at, TaskStatus::Succeeded);
        self.order.push_back(task.id.clone());
        self.tasks.insert(task.id.clone(), task.clone());
        task
    }

    fn new_task(&self, new: NewTask, (queue, run): (Duration, Duration)) -> Task {
        let NewTask { caller, model, api, body, outcome } = new;
        let denials = match outcome {
            Outcome::Deny { times } => times,
            _ => 0,
        };
        Task {
            id: uuid(),
            account: caller.account,
            model,
            api,
            body,
            submitted_at: self.clock.now(),
            scheduled_at: None,
            ended_at: None,
            status: TaskStatus::Pending,
            outcome,
            inputs: Inputs::default(),
            ready_at: None,
            queue,
            run,
            denials,
            faulty: false,
            instant: false,
            request_id: request_id(),
            key_id: caller.key_id,
            least_bytes: None,
        }
    }

    /// Stores the result of inspecting a task's inputs. Inputs inside the request or in the
    /// temporary store were available from the beginning; inputs from other hosts arrived just now.
    fn found(&mut self, id: &str, found: Result<Inputs, Fault>, from_elsewhere: bool) {
        let now = self.clock.now();
        let Some(task) = self.tasks.get_mut(id) else { return };
        // It may have been cancelled meanwhile.
        if task.status != TaskStatus::Pending {
            return;
        }
        task.ready_at = Some(if from_elsewhere { now } else { task.submitted_at });
        match found {
            Ok(inputs) => task.inputs = inputs,
            Err((code, message)) => {
                // It fails soon after the submission, without using a slot.
                // Differs: wan-late-failures
                (task.queue, task.run) = (Duration::from_millis(300), Duration::from_millis(200));
                task.outcome = Outcome::Fail { code: Some(code), message: Some(message) };
                task.denials = 0;
                task.faulty = true;
            }
        }
    }

    fn is_looking(&self) -> bool {
        let mut open = self.open.iter().filter_map(|id| self.tasks.get(id));
        open.any(|t| t.status == TaskStatus::Pending && t.ready_at.is_none())
    }

    /// A task as the query sees it: `None` if it has expired, is unknown, belongs to another
    /// account, or the query is set to deny it.
    pub(super) fn query(&mut self, account: &str, id: &str) -> Option<&Task> {
        let now = self.clock.now();
        let task = self.tasks.get_mut(id)?;
        if task.instant || *task.account != *account || task.submitted_at + LIFE < now {
            return None;
        }
        if task.denials > 0 {
            task.denials -= 1;
            return None;
        }
        Some(task)
    }

    pub(super) fn cancel(&mut self, id: &str) -> bool {
        let now = self.clock.now();
        match self.tasks.get_mut(id) {
            Some(task) if task.status == TaskStatus::Pending => {
                task.end(now, TaskStatus::Canceled);
                self.open.retain(|open| open != id);
                true
            }
            _ => false,
        }
    }

    /// Counts a call against a limit of `most` calls within a period of real time.
    pub(super) fn within(&mut self, what: &str, most: usize, period: Duration) -> bool {
        let now = Instant::now();
        // Differs: wan-rates-real-time
        let window = self.windows.entry(what.to_owned()).or_default();
        while window.front().is_some_and(|t| now.duration_since(*t) >= period) {
            window.pop_front();
        }
        if window.len() >= most {
            return false;
        }
        window.push_back(now);
        true
    }
}

/// A random UUID, the form of task IDs.
pub(super) fn uuid() -> String {
    let bits: u128 = rand::random();
    let hex = format!("{bits:032x}");
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}

/// A request ID: a UUID whose third group starts with 9.
pub(super) fn request_id() -> String {
    let id = uuid();
    format!("{}9{}", &id[..14], &id[15..])
}
