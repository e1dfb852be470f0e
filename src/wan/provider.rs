//! The [`Provider`] trait that the pipeline uses; implemented by the client and by simulations.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use crate::generation::Request;
use crate::job::TaskId;
use crate::wan::client::{CancelOutcome, Client};
use crate::wan::error::{Error, SubmitError};
use crate::wan::wire::{InputData, ListedTask, TaskReport};

/// A result as a stream of bytes. The error text says why a chunk is missing, without the URL.
pub type ByteStream = BoxStream<'static, Result<Bytes, String>>;

/// A download in progress.
pub struct Download {
    /// Total size in bytes, if the store reports it.
    pub length: Option<u64>,
    /// The content.
    pub pieces: ByteStream,
}

/// A file for the provider's temporary store; each attempt opens it again.
#[derive(Clone)]
pub struct UploadFile {
    /// Its name in the store.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// Size in bytes; equals the total of the stream.
    pub length: u64,
    /// How many earlier attempts timed out. Each one extends the timeout, for slow connections.
    pub attempts: u32,
    /// Opens the content.
    pub open: Arc<dyn Fn() -> ByteStream + Send + Sync>,
}

/// An account at the provider.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Waits until a task may be submitted to a model. Separate from [`Provider::submit`], so that
    /// the caller can write its intent to the journal after the wait.
    async fn submission_permit(&self, model: &str);

    /// Creates a task. `inputs` are those of the request, in its order.
    ///
    /// # Errors
    /// See [`SubmitError`]: the variant tells whether a task may exist.
    async fn submit(&self, request: &Request, inputs: &[InputData]) -> Result<TaskId, SubmitError>;

    /// Whether reports about a model's tasks contain the prompt, by which a task can be told from
    /// others.
    fn echoes_prompt(&self, model: &str) -> bool;

    /// Queries a task.
    ///
    /// # Errors
    /// When there is no response or an invalid one; the task itself may be running normally.
    async fn query(&self, task: &TaskId) -> Result<TaskReport, Error>;

    /// Lists every task of a model in the last 24 hours, for the whole account.
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

    /// Uploads a file to the temporary store and returns its `oss://` URL.
    ///
    /// # Errors
    /// When the provider returns no upload policy, or the store refuses the file.
    async fn upload(&self, model: &str, file: UploadFile) -> Result<String, Error>;

    /// Starts the download of a result.
    ///
    /// # Errors
    /// [`crate::wan::ErrorClass::Bug`] when the link is dead.
    async fn download(&self, url: &str) -> Result<Download, Error>;
}

#[async_trait]
impl Provider for Client {
    async fn submission_permit(&self, model: &str) {
        self.submission_permit(model).await;
    }

    async fn submit(&self, request: &Request, inputs: &[InputData]) -> Result<TaskId, SubmitError> {
        self.submit(request, inputs).await
    }

    fn echoes_prompt(&self, model: &str) -> bool {
        self.echoes_prompt(model)
    }

    async fn query(&self, task: &TaskId) -> Result<TaskReport, Error> {
        self.query(task).await
    }

    async fn list(&self, model: &str) -> Result<Vec<ListedTask>, Error> {
        self.list(model).await
    }

    async fn running(&self) -> Result<(Vec<TaskId>, usize), Error> {
        self.running().await
    }

    async fn limits(&self, models: &[String]) -> Result<HashMap<String, usize>, Error> {
        self.limits(models).await
    }

    async fn cancel(&self, task: &TaskId) -> Result<CancelOutcome, Error> {
        self.cancel(task).await
    }

    async fn upload(&self, model: &str, file: UploadFile) -> Result<String, Error> {
        self.upload(model, file).await
    }

    async fn download(&self, url: &str) -> Result<Download, Error> {
        let response = self.download(url).await?;
        let length = response.content_length();
        let pieces = response.bytes_stream();
        let pieces = pieces.map(|p| p.map_err(|e| e.without_url().to_string())).boxed();
        Ok(Download { length, pieces })
    }
}
