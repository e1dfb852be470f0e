//! A simulated Model Studio. The laws are checked against the tasks it created and billed.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use rand::Rng;
use wanbot::generation::Request;
use wanbot::job::{Class, TaskId};
use wanbot::provider::{
    AccountAdvice, CancelOutcome, Capabilities, Download, Error, ErrorClass, InputData,
    ListedState, ListedTask, Provider, SubmitError, TaskReport, TaskState, Times, UploadFile,
};

use crate::world::{BEGINNING, Fate, Service, World};

const LIFETIME: Duration = Duration::from_secs(24 * 3600);
const DAY: i64 = LIFETIME.as_millis() as i64;
/// Larger inputs are uploaded first, in bytes.
const INLINE_MAX: u64 = 7_000_000;

/// A task.
#[derive(Debug, Clone)]
pub struct Task {
    pub model: String,
    pub prompt: String,
    /// Created by the bot, not by another program on the account.
    pub ours: bool,
    created: i64,
    starts: i64,
    ends: i64,
    outcome: Outcome,
    cancelled: bool,
    /// How many responses will claim not to know the task.
    denials: u32,
    /// The period in which the task is reported as unknown.
    unknown: Option<(i64, i64)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    Succeeds,
    Fails(Class, Option<&'static str>),
}

impl Task {
    /// Whether the task is billed: every task that neither failed nor was cancelled.
    pub fn costs(&self) -> bool {
        self.outcome == Outcome::Succeeds && !self.cancelled
    }
}

pub struct SimWan {
    world: Arc<World>,
    tasks: Mutex<BTreeMap<String, Task>>,
    uploads: Mutex<u64>,
}

fn error(class: ErrorClass, status: Option<u16>, code: &str) -> Error {
    Error {
        is_account_wide: class == ErrorClass::Account,
        status,
        code: Some(code.into()),
        ..Error::new(class)
    }
}

/// The error of a failed call that has no side effect to distinguish.
fn failure(fate: Fate) -> Error {
    match fate {
        Fate::Broken | Fate::BrokenAfter => {
            error(ErrorClass::Transient, Some(500), "InternalError")
        }
        Fate::Throttled => error(ErrorClass::Throttled, Some(429), "Throttling.RateQuota"),
        Fate::Refused => error(ErrorClass::Account, Some(400), "Arrearage"),
        _ => error(ErrorClass::Transient, None, "connection lost"),
    }
}

impl SimWan {
    pub fn new(world: Arc<World>) -> Self {
        Self { world, tasks: Mutex::default(), uploads: Mutex::default() }
    }

    pub fn tasks(&self) -> Vec<Task> {
        self.tasks.lock().unwrap().values().cloned().collect()
    }

    /// Since when the provider does not know a task that it will know again, in milliseconds since
    /// 1970.
    pub fn unknown_since(&self, task: &TaskId) -> Option<i64> {
        let now = self.world.truth();
        let tasks = self.tasks.lock().unwrap();
        let (from, to) = tasks.get(&task.0)?.unknown?;
        (from <= now && now < to).then_some(from)
    }

    /// Whether the account that serves a model is rejected now.
    pub fn rejects(&self, model: &str) -> bool {
        let extras = &self.world.extras;
        extras.two_accounts
            && Served::Second.contains(model)
            && !self.world.is_peaceful()
            && self.world.truth() < BEGINNING + extras.second_rejected_for
    }

    fn model_of(&self, task: &TaskId) -> Option<String> {
        self.tasks.lock().unwrap().get(&task.0).map(|task| task.model.clone())
    }

    /// Creates a task of another program on the same account.
    pub fn stranger(&self, model: &str) {
        self.make(model, "a stranger's", false, self.world.truth());
    }

    fn make(&self, model: &str, prompt: &str, ours: bool, at: i64) -> TaskId {
        let mut tasks = self.tasks.lock().unwrap();
        let id = format!("task-{}", tasks.len() + 1);
        let (queue, run, luck, denials) = self.world.roll(|r| {
            let run = match r.random_range(0..50) {
                0 => r.random_range(3_600_000..20 * 3_600_000),
                _ => r.random_range(20_000..400_000),
            };
            let denials = if r.random_range(0..10) == 0 { r.random_range(1..20) } else { 0 };
            (r.random_range(0..120_000), run, r.random_range(0..100), denials)
        });
        let outcome = match luck {
            0..5 => Outcome::Fails(Class::Moderated, Some("DataInspectionFailed")),
            5..8 => Outcome::Fails(Class::Provider, Some("InternalError.Algo")),
            8..10 => Outcome::Fails(Class::Provider, None),
            _ => Outcome::Succeeds,
        };
        let task = Task {
            model: model.into(),
            prompt: prompt.into(),
            ours,
            created: at,
            starts: at + queue,
            ends: at + queue + run,
            outcome,
            cancelled: false,
            denials,
            unknown: self.unknown_window(at),
        };
        tasks.insert(id.clone(), task);
        self.world.count("tasks made");
        if self.world.extras.two_accounts && Served::Second.contains(model) {
            self.world.count("tasks made at the second account");
        }
        TaskId(id)
    }

    fn unknown_window(&self, at: i64) -> Option<(i64, i64)> {
        let often = self.world.extras.unknown_per_mille;
        if often == 0 || self.world.is_peaceful() {
            return None;
        }
        self.world.extra_roll(|r| {
            let from = at + r.random_range(0..300_000);
            let window = (from, from + r.random_range(60_000..8 * 3_600_000));
            (r.random_range(0..1000) < often).then_some(window)
        })
    }

    fn state(&self, id: &str, task: &Task, now: i64) -> TaskState {
        if task.cancelled {
            TaskState::Canceled
        } else if now < task.starts {
            TaskState::Pending
        } else if now < task.ends {
            TaskState::Running
        } else {
            match task.outcome {
                Outcome::Succeeds => {
                    TaskState::Succeeded { url: format!("sim://{id}"), more: Vec::new() }
                }
                Outcome::Fails(class, code) => {
                    TaskState::Failed { class, code: code.map(str::to_owned), message: None }
                }
            }
        }
    }
}

/// The calls of the provider, whatever the account.
impl SimWan {
    async fn submission_permit(&self, _: &str) {
        self.world.moment("permit").await;
    }

    async fn submit(&self, request: &Request, _: &[InputData]) -> Result<TaskId, SubmitError> {
        self.world.hang().await;
        let fate = self.world.call(Service::Wan, "POST video-synthesis").await;
        let model = &request.model;
        // Reports of other models contain no prompt.
        let prompt = if echoes_prompt(model) { request.prompt.as_str() } else { "" };
        let make = |at| self.make(model, prompt, true, at);
        let now = self.world.truth();
        let answer = match fate {
            Fate::Well => Ok(make(now)),
            Fate::Unreached | Fate::Throttled | Fate::Refused => {
                Err(SubmitError::NotAccepted(failure(fate)))
            }
            Fate::RequestLost | Fate::Broken => Err(SubmitError::Unknown(failure(fate))),
            Fate::AnswerLost | Fate::BrokenAfter => {
                make(now);
                Err(SubmitError::Unknown(failure(fate)))
            }
            Fate::Late(by) => {
                make(now + by.as_millis() as i64);
                Err(SubmitError::Unknown(failure(fate)))
            }
        };
        self.world.answer("POST video-synthesis").await;
        answer
    }

    async fn query(&self, task: &TaskId) -> Result<TaskReport, Error> {
        let fate = self.world.call(Service::Wan, "GET task").await;
        if fate != Fate::Well {
            return Err(failure(fate));
        }
        let now = self.world.truth();
        let mut tasks = self.tasks.lock().unwrap();
        let unknown = TaskReport {
            state: TaskState::Unknown,
            prompt: None,
            times: Times::default(),
            usage: None,
        };
        let Some(found) = tasks.get_mut(&task.0) else { return Ok(unknown) };
        if found.created + DAY < now || now < found.created {
            return Ok(unknown);
        }
        if found.unknown.is_some_and(|(from, to)| from <= now && now < to) {
            self.world.count("fault: a task is not known");
            return Ok(unknown);
        }
        if found.denials > 0 {
            found.denials -= 1;
            return Ok(unknown);
        }
        let state = self.state(&task.0, found, now);
        let done = matches!(state, TaskState::Succeeded { .. });
        let span = |until: i64| (now >= until).then(|| (until - found.created) as f64 / 1000.0);
        let times = Times { queue: span(found.starts), whole: span(found.ends) };
        Ok(TaskReport { state, prompt: done.then(|| found.prompt.clone()), times, usage: None })
    }

    async fn list(&self, model: &str) -> Result<Vec<ListedTask>, Error> {
        self.world.slowness().await;
        let fate = self.world.call(Service::Wan, "GET list").await;
        if fate != Fate::Well {
            return Err(failure(fate));
        }
        let now = self.world.truth();
        let tasks = self.tasks.lock().unwrap();
        let seen = |t: &Task| {
            t.model == model && t.created + self.world.list_lag <= now && now < t.created + DAY
        };
        let rows = tasks.iter().filter(|(_, t)| seen(t)).map(|(id, t)| ListedTask {
            task: TaskId(id.clone()),
            created_at: Timestamp::from_millisecond(t.created + self.world.wan_skew).ok(),
            model: t.model.clone(),
            state: match self.state(id, t, now) {
                TaskState::Pending => ListedState::Pending,
                TaskState::Running => ListedState::Running,
                TaskState::Succeeded { .. } => ListedState::Succeeded,
                TaskState::Failed { .. } => ListedState::Failed,
                TaskState::Canceled => ListedState::Canceled,
                TaskState::Unknown => ListedState::Unknown,
            },
        });
        Ok(rows.collect())
    }

    async fn running(&self) -> Result<(Vec<TaskId>, usize), Error> {
        let fate = self.world.call(Service::Wan, "GET running").await;
        if fate != Fate::Well {
            return Err(failure(fate));
        }
        let then = self.world.truth() - self.world.list_lag;
        let tasks = self.tasks.lock().unwrap();
        let runs = |(id, t): &(&String, &Task)| {
            t.created <= then && matches!(self.state(id, t, then), TaskState::Running)
        };
        let running: Vec<_> = tasks.iter().filter(runs).map(|(id, _)| TaskId(id.clone())).collect();
        let pages = running.len().div_ceil(50).max(1);
        Ok((running, pages))
    }

    async fn limits(&self, models: &[String]) -> Result<HashMap<String, usize>, Error> {
        let fate = self.world.call(Service::Wan, "GET limits").await;
        if fate != Fate::Well {
            return Err(failure(fate));
        }
        Ok(models.iter().map(|m| (m.clone(), 5)).collect())
    }

    async fn cancel(&self, task: &TaskId) -> Result<CancelOutcome, Error> {
        let fate = self.world.call(Service::Wan, "POST cancel").await;
        if matches!(fate, Fate::Well | Fate::AnswerLost | Fate::BrokenAfter) {
            let now = self.world.truth();
            let mut tasks = self.tasks.lock().unwrap();
            let pending = |t: &&mut Task| t.created <= now && now < t.starts && !t.cancelled;
            let cancelled = tasks.get_mut(&task.0).filter(pending).map(|t| t.cancelled = true);
            if fate == Fate::Well {
                return Ok(match cancelled {
                    Some(()) => CancelOutcome::Cancelled,
                    None => CancelOutcome::TooLate,
                });
            }
        }
        self.world.answer("POST cancel").await;
        Err(failure(fate))
    }

    async fn upload(&self, _: &str, _: UploadFile) -> Result<String, Error> {
        self.world.slowness().await;
        let fate = self.world.call(Service::Wan, "upload").await;
        if fate != Fate::Well {
            return Err(failure(fate));
        }
        let mut uploads = self.uploads.lock().unwrap();
        *uploads += 1;
        Ok(format!("oss://sim/{uploads}"))
    }

    async fn download(&self, url: &str) -> Result<Download, Error> {
        let fate = self.world.call(Service::Wan, "download").await;
        if !matches!(fate, Fate::Well | Fate::AnswerLost) {
            // The object store does not depend on the account.
            return Err(error(ErrorClass::Transient, None, "connection lost"));
        }
        let id = url.strip_prefix("sim://").unwrap().to_owned();
        let task = self.tasks.lock().unwrap()[&id].clone();
        if task.ends + DAY < self.world.truth() {
            return Err(error(ErrorClass::Bug, Some(403), "download refused"));
        }
        // The task's identity, so that a result can be compared with its job.
        let mut video = b"\0\0\0\x18ftypmp42".to_vec();
        video.extend(format!("video of {id}: {}|", task.prompt).into_bytes());
        video.resize(1_000 + (task.ends % 5_000) as usize, b'.');
        let length = Some(video.len() as u64);
        let half = video.split_off(video.len() / 2);
        let second = match fate {
            Fate::Well => Ok(Bytes::from(half)),
            _ => Err("broken off".to_owned()),
        };
        let world = Arc::clone(&self.world);
        let pieces = stream::iter([Ok(Bytes::from(video)), second]).then(move |piece| {
            let world = Arc::clone(&world);
            async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                world.moment("a piece of a video").await;
                piece
            }
        });
        Ok(Download { length, pieces: pieces.boxed() })
    }
}

fn echoes_prompt(model: &str) -> bool {
    !model.contains("image")
}

/// The models that an account serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    All,
    /// Text to video.
    First,
    /// The others.
    Second,
}

impl Served {
    pub fn contains(self, model: &str) -> bool {
        match self {
            Self::All => true,
            Self::First => model.contains("t2v"),
            Self::Second => !model.contains("t2v"),
        }
    }
}

/// An account. With two of them, each serves other models and knows no task of the other: the bot
/// must never ask the wrong one.
pub struct SimAccount {
    pub wan: Arc<SimWan>,
    pub served: Served,
}

impl SimAccount {
    fn serves(&self, model: &str) -> bool {
        self.served.contains(model)
    }

    /// Fails a call while the account is rejected.
    fn accepted(&self, model: &str) -> Result<(), Error> {
        assert!(self.serves(model), "{model} belongs to the other account");
        if self.wan.rejects(model) { Err(failure(Fate::Refused)) } else { Ok(()) }
    }

    fn knows(&self, task: &TaskId) -> Result<(), Error> {
        self.wan.model_of(task).map_or(Ok(()), |model| self.accepted(&model))
    }
}

#[async_trait]
impl Provider for SimAccount {
    async fn submission_permit(&self, model: &str) {
        assert!(self.serves(model), "{model} belongs to the other account");
        self.wan.submission_permit(model).await;
    }

    async fn submit(&self, request: &Request, inputs: &[InputData]) -> Result<TaskId, SubmitError> {
        self.accepted(&request.model).map_err(SubmitError::NotAccepted)?;
        self.wan.submit(request, inputs).await
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            lists_tasks: true,
            cancels_pending: true,
            task_lifetime: LIFETIME,
            result_lifetime: LIFETIME,
        }
    }

    fn echoes_prompt(&self, model: &str) -> bool {
        echoes_prompt(model)
    }

    fn inline_inputs(&self, request: &Request) -> Vec<bool> {
        let all_uploaded = self.wan.world.extras.all_by_store;
        request.inputs.iter().map(|i| !all_uploaded && i.facts.bytes <= INLINE_MAX).collect()
    }

    fn upload_lifetime(&self) -> Duration {
        Duration::from_secs(48 * 3600)
    }

    fn account_advice(&self) -> AccountAdvice {
        AccountAdvice { rejected: "nobody reads this", not_enabled: "nobody reads this" }
    }

    async fn query(&self, task: &TaskId) -> Result<TaskReport, Error> {
        self.knows(task)?;
        self.wan.query(task).await
    }

    async fn list(&self, model: &str) -> Result<Vec<ListedTask>, Error> {
        self.accepted(model)?;
        self.wan.list(model).await
    }

    async fn running(&self) -> Result<(Vec<TaskId>, usize), Error> {
        if self.served == Served::Second {
            self.accepted("wan2.7-i2v")?;
        }
        let (mut tasks, pages) = self.wan.running().await?;
        tasks.retain(|task| self.wan.model_of(task).is_some_and(|model| self.serves(&model)));
        Ok((tasks, pages))
    }

    async fn limits(&self, models: &[String]) -> Result<HashMap<String, usize>, Error> {
        models.iter().try_for_each(|model| self.accepted(model))?;
        self.wan.limits(models).await
    }

    async fn cancel(&self, task: &TaskId) -> Result<CancelOutcome, Error> {
        self.knows(task)?;
        self.wan.cancel(task).await
    }

    async fn upload(&self, model: &str, file: UploadFile) -> Result<String, Error> {
        self.accepted(model)?;
        self.wan.upload(model, file).await
    }

    async fn download(&self, url: &str) -> Result<Download, Error> {
        self.wan.download(url).await
    }
}
