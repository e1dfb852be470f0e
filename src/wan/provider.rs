//! What the road needs of the provider: the client is one, a simulated provider another.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::Value;

use crate::generation::catalogue::Api;
use crate::job::TaskId;
use crate::wan::client::{CancelOutcome, Client};
use crate::wan::error::{Error, SubmitError};
use crate::wan::wire::{ListedTask, TaskReport};

/// A result as it arrives; a piece that did not come says why, without its address.
pub type Pieces = BoxStream<'static, Result<Bytes, String>>;

/// A result that has begun to arrive.
pub struct Download {
    /// How many bytes are to come, where the store says so.
    pub length: Option<u64>,
    /// They.
    pub pieces: Pieces,
}

/// A file for the provider's temporary store, read anew for each attempt.
#[derive(Clone)]
pub struct UploadFile {
    /// Its name in the store.
    pub name: String,
    /// Its media type.
    pub mime: &'static str,
    /// Its size in bytes, as many as the pieces have.
    pub length: u64,
    /// How often it took too long: it gets more time each time, for lines that are slower than
    /// what is usual.
    pub attempts: u32,
    /// Begins to read it.
    pub open: Arc<dyn Fn() -> Pieces + Send + Sync>,
}

/// An account at the provider.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Waits until a model may be submitted to. Apart from [`Provider::submit`], so that the
    /// intent can be written after the wait.
    async fn submission_permit(&self, model: &str);

    /// Makes a task. `resolve` says that an input is in the provider's temporary store.
    ///
    /// # Errors
    /// See [`SubmitError`]: what decides is whether a task may exist.
    async fn submit(&self, api: Api, body: &Value, resolve: bool) -> Result<TaskId, SubmitError>;

    /// Asks how a task is.
    ///
    /// # Errors
    /// When there is no answer or none that makes sense; the task itself may be well.
    async fn query(&self, task: &TaskId) -> Result<TaskReport, Error>;

    /// Every task of a model in the last 24 hours, account-wide.
    ///
    /// # Errors
    /// When a page cannot be had, or there are more pages than a day can fill.
    async fn list(&self, model: &str) -> Result<Vec<ListedTask>, Error>;

    /// The account's tasks that run, whatever their model, and how many calls it took to learn it.
    ///
    /// # Errors
    /// When a page cannot be had.
    async fn running(&self) -> Result<(Vec<TaskId>, usize), Error>;

    /// How many tasks of each model the provider says that it runs at once for the account; empty
    /// where it does not say.
    ///
    /// # Errors
    /// When there is no answer; the catalogue's figures hold then.
    async fn limits(&self, models: &[String]) -> Result<HashMap<String, usize>, Error>;

    /// Cancels a task that still waits at the provider.
    ///
    /// # Errors
    /// When there is no answer, or one that says neither yes nor no.
    async fn cancel(&self, task: &TaskId) -> Result<CancelOutcome, Error>;

    /// Puts bytes into the temporary store and says under which name they are there.
    ///
    /// # Errors
    /// When no policy is given, or the store refuses.
    async fn upload(&self, model: &str, file: UploadFile) -> Result<String, Error>;

    /// Begins to fetch a result.
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

    async fn submit(&self, api: Api, body: &Value, resolve: bool) -> Result<TaskId, SubmitError> {
        self.submit(api, body, resolve).await
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
