//! What the pipeline asks of an account at a provider of video and image models. `wan` implements
//! it, and so do simulations.

mod error;
mod task;
mod transfer;

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;

use crate::generation::Request;
use crate::job::TaskId;

pub use error::{Error, ErrorClass, SubmitError};
pub use task::{CancelOutcome, ListedState, ListedTask, TaskReport, TaskState, Times};
pub use transfer::{ByteStream, Download, InputData, UploadFile};

/// What a provider can do, and how long it keeps things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// [`Provider::list`] and [`Provider::running`] work. Without them a lost submission is given
    /// up, since nothing can show whether its task exists.
    pub lists_tasks: bool,
    /// Pending tasks can be cancelled.
    pub cancels_pending: bool,
    /// How long tasks are listed and can be queried.
    pub task_lifetime: Duration,
    /// How long links to results are valid.
    pub result_lifetime: Duration,
}

/// Advice to the operator, as the end of a log line.
#[derive(Debug, Clone, Copy)]
pub struct AccountAdvice {
    /// The whole account is rejected.
    pub rejected: &'static str,
    /// The account may not use one model.
    pub not_enabled: &'static str,
}

/// An account at a provider.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Waits until a task may be submitted to a model. Separate from [`Provider::submit`], so that
    /// the caller can write its intent to the journal after the wait.
    async fn submission_permit(&self, model: &str);

    /// Creates a task. `inputs` are those of the request, in its order.
    ///
    /// # Errors
    /// See [`SubmitError`]: the variant states whether a task may exist.
    async fn submit(&self, request: &Request, inputs: &[InputData]) -> Result<TaskId, SubmitError>;

    /// What the provider can do.
    fn capabilities(&self) -> Capabilities;

    /// Whether reports about a model's tasks contain the prompt, which distinguishes a task from
    /// others.
    fn echoes_prompt(&self, model: &str) -> bool;

    /// Which inputs of a request are sent inside it, in its order. The others are uploaded first.
    fn inline_inputs(&self, request: &Request) -> Vec<bool>;

    /// How long the URL that [`Provider::upload`] returns is valid.
    fn upload_lifetime(&self) -> Duration;

    /// What the operator can do when the provider does not accept the account.
    fn account_advice(&self) -> AccountAdvice;

    /// Queries a task.
    ///
    /// # Errors
    /// When there is no response or an invalid one; the task itself may be running normally.
    async fn query(&self, task: &TaskId) -> Result<TaskReport, Error>;

    /// Lists every task of a model that the provider still keeps, for the whole account.
    ///
    /// # Errors
    /// When a page cannot be fetched, or the list has more pages than a day's tasks can fill.
    async fn list(&self, model: &str) -> Result<Vec<ListedTask>, Error>;

    /// The account's running tasks of all models, and the number of calls that the list took.
    ///
    /// # Errors
    /// When a page cannot be fetched.
    async fn running(&self) -> Result<(Vec<TaskId>, usize), Error>;

    /// How many tasks of each model the account may run concurrently, as the provider reports it;
    /// empty if it does not.
    ///
    /// # Errors
    /// When there is no response; the catalogue's limits apply then.
    async fn limits(&self, models: &[String]) -> Result<HashMap<String, usize>, Error>;

    /// Cancels a task that is still pending at the provider.
    ///
    /// # Errors
    /// When there is no response, or one that neither confirms nor refuses.
    async fn cancel(&self, task: &TaskId) -> Result<CancelOutcome, Error>;

    /// Uploads a file to the temporary store and returns its URL.
    ///
    /// # Errors
    /// When the provider returns no upload policy, or the store refuses the file.
    async fn upload(&self, model: &str, file: UploadFile) -> Result<String, Error>;

    /// Starts the download of a result.
    ///
    /// # Errors
    /// [`ErrorClass::Bug`] when the link is dead.
    async fn download(&self, url: &str) -> Result<Download, Error>;
}
