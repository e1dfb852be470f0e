//! [`Client`] as an account at a provider: what Model Studio can do, and its limits.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;

use crate::generation::{Input, Request};
use crate::job::TaskId;
use crate::media::Kind;
use crate::provider::{
    AccountAdvice, CancelOutcome, Capabilities, Download, Error, InputData, ListedTask, Provider,
    SubmitError, TaskReport, UploadFile,
};
use crate::wan::client::Client;

/// How long files in the temporary store are valid (docs/reference/wan-api.md §4).
const UPLOAD_LIFETIME: Duration = Duration::from_secs(48 * 3600);

/// How long tasks and their results are kept (docs/reference/wan-api.md §3.3).
const LIFETIME: Duration = Duration::from_secs(24 * 3600);

/// Which inputs are sent inside the request: only images may be `data:` URLs, videos and audio need
/// a URL; and all of them together must fit one request, which can hold two of the largest.
fn inline_inputs(request: &Request, up_to: u64) -> Vec<bool> {
    let mut inline = 0;
    let fits = |input: &Input| {
        let fits = input.facts.format.kind() == Kind::Image
            && input.facts.bytes <= up_to
            && inline + input.facts.bytes <= 2 * up_to;
        if fits {
            inline += input.facts.bytes;
        }
        fits
    };
    request.inputs.iter().map(fits).collect()
}

#[async_trait]
impl Provider for Client {
    async fn submission_permit(&self, model: &str) {
        self.submission_permit(model).await;
    }

    async fn submit(&self, request: &Request, inputs: &[InputData]) -> Result<TaskId, SubmitError> {
        self.submit(request, inputs).await
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
        self.echoes_prompt(model)
    }

    fn inline_inputs(&self, request: &Request) -> Vec<bool> {
        inline_inputs(request, self.settings.inline_max)
    }

    fn upload_lifetime(&self) -> Duration {
        UPLOAD_LIFETIME
    }

    fn account_advice(&self) -> AccountAdvice {
        AccountAdvice {
            rejected: "check DASHSCOPE_API_KEY and wan.region (a key works only in the region where \
                       it was made), and billing",
            not_enabled: "enable it in Model Studio, or name it in wan.disabled_models",
        }
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
