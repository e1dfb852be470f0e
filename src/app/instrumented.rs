//! A [`Provider`] decorator that counts and times calls, including the wait for the rate limiter.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::generation::Request;
use crate::job::TaskId;
use crate::provider::{
    AccountAdvice, CancelOutcome, Capabilities, Download, Error, ErrorClass, InputData, ListedTask,
    Provider, SubmitError, TaskReport, UploadFile,
};
use crate::telemetry::Metrics;

/// Counts and times the calls of the provider that it wraps.
pub struct Instrumented<P> {
    inner: P,
    metrics: Arc<Metrics>,
}

impl<P> Instrumented<P> {
    /// Wraps a provider.
    pub fn new(inner: P, metrics: Arc<Metrics>) -> Self {
        Self { inner, metrics }
    }

    async fn timed<T, E>(
        &self,
        call: &'static str,
        class: impl Fn(&E) -> ErrorClass,
        answer: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let began = Instant::now();
        let answer = answer.await;
        let outcome = match answer.as_ref().map_err(class) {
            Ok(_) => "ok",
            Err(ErrorClass::UserInput | ErrorClass::Moderated) => "refused",
            Err(ErrorClass::Throttled) => "throttled",
            Err(ErrorClass::Transient) => "transient",
            Err(ErrorClass::Account) => "account",
            Err(ErrorClass::Bug) => "bug",
        };
        self.metrics.provider_call(call, outcome, began.elapsed());
        answer
    }
}

fn of(error: &Error) -> ErrorClass {
    error.class
}

#[async_trait]
impl<P: Provider> Provider for Instrumented<P> {
    async fn submission_permit(&self, model: &str) {
        self.inner.submission_permit(model).await;
    }

    async fn submit(&self, request: &Request, inputs: &[InputData]) -> Result<TaskId, SubmitError> {
        let class = |e: &SubmitError| match e {
            SubmitError::NotAccepted(e) | SubmitError::Unknown(e) => e.class,
        };
        self.timed("submit", class, self.inner.submit(request, inputs)).await
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn echoes_prompt(&self, model: &str) -> bool {
        self.inner.echoes_prompt(model)
    }

    fn inline_inputs(&self, request: &Request) -> Vec<bool> {
        self.inner.inline_inputs(request)
    }

    fn upload_lifetime(&self) -> Duration {
        self.inner.upload_lifetime()
    }

    fn account_advice(&self) -> AccountAdvice {
        self.inner.account_advice()
    }

    async fn query(&self, task: &TaskId) -> Result<TaskReport, Error> {
        self.timed("query", of, self.inner.query(task)).await
    }

    async fn list(&self, model: &str) -> Result<Vec<ListedTask>, Error> {
        self.timed("list", of, self.inner.list(model)).await
    }

    async fn running(&self) -> Result<(Vec<TaskId>, usize), Error> {
        self.timed("running", of, self.inner.running()).await
    }

    async fn limits(&self, models: &[String]) -> Result<HashMap<String, usize>, Error> {
        self.timed("limits", of, self.inner.limits(models)).await
    }

    async fn cancel(&self, task: &TaskId) -> Result<CancelOutcome, Error> {
        self.timed("cancel", of, self.inner.cancel(task)).await
    }

    async fn upload(&self, model: &str, file: UploadFile) -> Result<String, Error> {
        self.timed("upload", of, self.inner.upload(model, file)).await
    }

    async fn download(&self, url: &str) -> Result<Download, Error> {
        self.timed("download", of, self.inner.download(url)).await
    }
}
