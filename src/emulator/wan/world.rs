//! Model Studio as plain data and rules.

mod passage;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use image::RgbImage;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::emulator::wan::timing::Timing;

/// Tasks of one model and account that run at once; the rest waits as PENDING.
const RUNNING: usize = 5;
/// Task ids, results and links live this long.
pub(super) const LIFE: Duration = Duration::from_secs(24 * 3600);

/// A handle to the world; clones see the same one.
#[derive(Clone)]
pub struct Wan {
    world: Arc<Mutex<World>>,
}

/// The states of the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TaskStatus {
    /// It waits.
    Pending,
    /// It is worked on.
    Running,
    /// It is done.
    Succeeded,
    /// It failed.
    Failed,
    /// It was cancelled while it waited.
    Canceled,
}

/// How a task ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// With a result.
    Succeed,
    /// As FAILED; code and message can both be missing.
    Fail {
        /// `output.code`.
        code: Option<String>,
        /// `output.message`.
        message: Option<String>,
    },
    /// Refused at submission, so that no task is made.
    Refuse {
        /// HTTP status.
        status: u16,
        /// `code`.
        code: String,
        /// `message`.
        message: String,
    },
    /// The query claims UNKNOWN so many times, then tells the truth.
    Deny {
        /// How often.
        times: u32,
    },
}

/// What happens to tasks whose prompt contains a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// A part of the prompt; empty for any.
    #[serde(default)]
    pub prompt: String,
    /// How many tasks it strikes; 0 for all.
    #[serde(default)]
    pub times: u32,
    /// What happens to them.
    pub outcome: Outcome,
}

/// One task.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its name.
    pub id: String,
    /// The model.
    pub model: String,
    /// The path of the service, for `user_api_unique_key`.
    pub api: &'static str,
    /// The body of the submission.
    pub body: Value,
    /// When it was made.
    pub submitted_at: Timestamp,
    /// When work began.
    pub scheduled_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Where it stands.
    pub status: TaskStatus,
    /// How it will end.
    pub outcome: Outcome,
    /// What it is made from.
    pub(super) inputs: Inputs,
    queue: Duration,
    run: Duration,
    denials: u32,
    /// Found faulty: it fails without ever taking a slot.
    faulty: bool,
    pub(super) request_id: String,
    /// Rendered results, each when it is first asked for.
    pub(super) results: HashMap<usize, Bytes>,
}

/// The inputs of a task, looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Inputs {
    pub(super) first: Option<RgbImage>,
    pub(super) last: Option<RgbImage>,
    /// Size and length of a clip among them.
    pub(super) clip: Option<((u32, u32), f64)>,
    /// Size of a `first_frame` among references.
    pub(super) frame: Option<(u32, u32)>,
    /// Seconds of reference clips that are billed: five of each at the most.
    pub(super) reference_seconds: f64,
    /// How many seconds of each are billed at most.
    pub(super) reference_share: f64,
}

impl Task {
    /// Whether it will be billed: succeeded, or on its way to it.
    pub fn is_billed(&self) -> bool {
        self.status == TaskStatus::Succeeded
    }

    /// `parameters` of the submission.
    pub(super) fn parameter(&self, name: &str) -> &Value {
        &self.body["parameters"][name]
    }
}

pub(super) struct Policy {
    pub(super) dir: String,
    pub(super) model: String,
    pub(super) expires: Timestamp,
}

pub(super) struct Object {
    pub(super) bytes: Bytes,
    pub(super) model: String,
    pub(super) expires: Timestamp,
}

/// The world behind the handle.
pub(super) struct World {
    pub(super) clock: Clock,
    pub(super) keys: Vec<String>,
    pub(super) tasks: BTreeMap<String, Task>,
    order: Vec<String>,
    pub(super) rules: Vec<Rule>,
    pub(super) timing: Timing,
    pub(super) list_lag: Duration,
    /// Tasks worked on at once, by model; [`RUNNING`] where nothing else is said.
    pub(super) limits: HashMap<String, usize>,
    pub(super) in_arrears: bool,
    pub(super) least_bytes: usize,
    /// Every clip, where none is to be drawn.
    pub(super) clip: Option<Bytes>,
    pub(super) policies: HashMap<String, Policy>,
    pub(super) objects: HashMap<String, Object>,
    windows: HashMap<String, VecDeque<Instant>>,
    luck: u64,
}

impl Wan {
    /// A world with one account whose only key is `key`.
    pub fn new(clock: Clock, key: &str, timing: Timing) -> Self {
        let world = World {
            clock,
            keys: vec![key.to_owned()],
            tasks: BTreeMap::new(),
            order: Vec::new(),
            rules: Vec::new(),
            timing,
            list_lag: Duration::ZERO,
            limits: HashMap::new(),
            in_arrears: false,
            least_bytes: 0,
            clip: None,
            policies: HashMap::new(),
            objects: HashMap::new(),
            windows: HashMap::new(),
            luck: 0x9e37_79b9_7f4a_7c15,
        };
        Self { world: Arc::new(Mutex::new(world)) }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.settle();
        world
    }

    /// Every task, oldest first.
    pub fn tasks(&self) -> Vec<Task> {
        let world = self.lock();
        world.order.iter().filter_map(|id| world.tasks.get(id).cloned()).collect()
    }

    /// What happens to tasks to come.
    pub fn rule(&self, rule: Rule) {
        self.lock().rules.push(rule);
    }

    /// Sets how long tasks to come take.
    pub fn set_timing(&self, timing: Timing) {
        self.lock().timing = timing;
    }

    /// Results to come have at least so many bytes.
    pub fn set_least_bytes(&self, bytes: usize) {
        self.lock().least_bytes = bytes;
    }

    /// Every clip to come is this file, and none is drawn: for measuring what carries them.
    pub fn set_clip(&self, clip: Bytes) {
        self.lock().clip = Some(clip);
    }

    /// How many tasks of a model the account may have worked on at once.
    pub fn set_limit(&self, model: &str, at_once: usize) {
        self.lock().limits.insert(model.to_owned(), at_once);
    }

    /// Lets the list show things as they were so long ago.
    pub fn set_list_lag(&self, lag: Duration) {
        self.lock().list_lag = lag;
    }

    /// Whether the account owes money.
    pub fn set_arrears(&self, in_arrears: bool) {
        self.lock().in_arrears = in_arrears;
    }

    /// Replaces the account's keys: the old ones are refused from now on.
    pub fn set_keys(&self, keys: Vec<String>) {
        self.lock().keys = keys;
    }

    /// Cancels a waiting task, as someone at the console would.
    pub fn cancel(&self, id: &str) -> bool {
        self.lock().cancel(id)
    }
}

impl World {
    /// A number between 0 and 1, the same sequence in every run.
    fn luck(&mut self) -> f64 {
        self.luck ^= self.luck << 13;
        self.luck ^= self.luck >> 7;
        self.luck ^= self.luck << 17;
        (self.luck >> 11) as f64 / (1u64 << 53) as f64
    }

    /// The outcome that the rules have for a prompt.
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

    /// Makes a task.
    pub(super) fn create(
        &mut self,
        model: &str,
        api: &'static str,
        body: Value,
        inputs: Result<Inputs, (String, String)>,
        outcome: Outcome,
    ) -> (String, String) {
        let seconds = body["parameters"]["duration"].as_f64().unwrap_or(5.0);
        let luck = self.luck();
        let (mut queue, mut run) = self.timing.draw(model, seconds, luck);
        let mut outcome = outcome;
        let faulty = inputs.is_err();
        let inputs = inputs.unwrap_or_else(|(code, message)| {
            // Found out about soon after the submission, without a slot.
            (queue, run) = (Duration::from_millis(300), Duration::from_millis(200));
            outcome = Outcome::Fail { code: Some(code), message: Some(message) };
            Inputs::default()
        });
        let denials = match outcome {
            Outcome::Deny { times } => times,
            _ => 0,
        };
        let (id, request_id) = (uuid(), request_id());
        let task = Task {
            id: id.clone(),
            model: model.to_owned(),
            api,
            body,
            submitted_at: self.clock.now(),
            scheduled_at: None,
            ended_at: None,
            status: TaskStatus::Pending,
            outcome,
            inputs,
            queue,
            run,
            denials,
            faulty,
            request_id: request_id.clone(),
            results: HashMap::new(),
        };
        self.order.push(id.clone());
        self.tasks.insert(id.clone(), task);
        (id, request_id)
    }

    /// A task as the query sees it: nothing when it is too old, unknown, or denied.
    pub(super) fn query(&mut self, id: &str) -> Option<&Task> {
        let now = self.clock.now();
        let task = self.tasks.get_mut(id)?;
        if task.submitted_at + LIFE < now {
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
                task.status = TaskStatus::Canceled;
                task.ended_at = Some(now);
                true
            }
            _ => false,
        }
    }

    /// Counts a call against a limit of so many a second of real time.
    pub(super) fn within(&mut self, what: &str, per_second: usize) -> bool {
        let now = Instant::now();
        let window = self.windows.entry(what.to_owned()).or_default();
        while window.front().is_some_and(|t| now.duration_since(*t) >= Duration::from_secs(1)) {
            window.pop_front();
        }
        if window.len() >= per_second {
            return false;
        }
        window.push_back(now);
        true
    }
}

/// A random UUID, as task ids are.
pub(super) fn uuid() -> String {
    let bits: u128 = rand::random();
    let hex = format!("{bits:032x}");
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}

/// A request id: a UUID whose third group starts with 9.
pub(super) fn request_id() -> String {
    let id = uuid();
    format!("{}9{}", &id[..14], &id[15..])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn world() -> (Wan, Clock) {
        let clock = Clock::manual(Timestamp::from_second(1_800_000_000).unwrap());
        let timing = Timing::Fixed { queue: 1.0, run: 60.0 };
        (Wan::new(clock.clone(), "sk-1", timing), clock)
    }

    fn create(wan: &Wan, model: &str) -> String {
        let inputs = Ok(Inputs::default());
        wan.lock().create(model, "video-generation", json!({}), inputs, Outcome::Succeed).0
    }

    fn count(wan: &Wan, status: TaskStatus) -> usize {
        wan.tasks().iter().filter(|t| t.status == status).count()
    }

    #[test]
    fn five_of_a_model_run_at_once_and_the_rest_waits() {
        let (wan, clock) = world();
        for _ in 0..7 {
            create(&wan, "wan2.7-t2v");
        }
        create(&wan, "wan2.7-i2v");
        assert_eq!(count(&wan, TaskStatus::Pending), 8);
        clock.advance(Duration::from_secs(2));
        assert_eq!(count(&wan, TaskStatus::Running), 6);
        clock.advance(Duration::from_secs(60));
        assert_eq!((count(&wan, TaskStatus::Succeeded), count(&wan, TaskStatus::Running)), (6, 2));
        // However far the clock jumps, the second round began when the first ended.
        clock.advance(Duration::from_secs(3600));
        let last = wan.tasks().into_iter().rfind(|t| t.model == "wan2.7-t2v");
        let last = last.unwrap();
        assert_eq!(last.ended_at.unwrap().duration_since(last.submitted_at).as_secs(), 121);
    }

    #[test]
    fn only_waiting_tasks_can_be_cancelled() {
        let (wan, clock) = world();
        let id = create(&wan, "m");
        assert!(wan.cancel(&id) && !wan.cancel(&id));
        let id = create(&wan, "m");
        clock.advance(Duration::from_secs(2));
        assert!(!wan.cancel(&id));
    }

    #[test]
    fn a_day_later_nothing_is_known() {
        let (wan, clock) = world();
        let id = create(&wan, "m");
        clock.advance(LIFE + Duration::from_secs(1));
        assert!(wan.lock().query(&id).is_none());
        assert_eq!(wan.lock().listed().count(), 0);
    }

    #[test]
    fn request_ids_look_like_the_providers() {
        let id = request_id();
        assert_eq!(id.len(), 36);
        assert_eq!(id.split('-').nth(2).unwrap().chars().next(), Some('9'), "{id}");
    }
}
