//! Calls to Model Studio. A POST that could create a task is sent only once; [`SubmitError`]
//! classifies its response.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use futures_util::future::try_join_all;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use crate::generation::Request;
use crate::job::TaskId;
use crate::provider::{
    CancelOutcome, Error, ErrorClass, InputData, ListedState, ListedTask, SubmitError, TaskReport,
};
use crate::tls::Tls;
use crate::wan::answers::parse_response;
use crate::wan::error::{malformed, submit_error, transport, unknown_model};
use crate::wan::limiter::Limiter;
use crate::wan::protocol::Protocol;
use crate::wan::submission_body::SubmissionBody;
use crate::wan::wire::{Created, ListPage, Queried, submission};

/// Rows requested per page of the task list. The maximum is not documented.
const PAGE_SIZE: u32 = 50;

/// Upper bound of the pages in a list: one model that runs five tasks at a time, half a minute
/// each, fills 288 pages a day.
const MAX_PAGES: u32 = 400;

/// Time limit for fetching a whole list.
const LIST_TIMEOUT: Duration = Duration::from_secs(180);

/// Longest pause after throttling: recovery takes a minute at most (docs/reference/wan-api.md §5).
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// Size limit of a response in bytes, far more than the longest page of tasks.
const MAX_RESPONSE_BYTES: usize = 4 * 1024 * 1024;

/// Time limit of a download. A video has a few megabytes; a slower download is restarted.
const DOWNLOAD_TIMEOUT: Duration = Duration::from_secs(600);

/// Settings of a [`Client`].
#[derive(Debug, Clone)]
pub struct Settings {
    /// Origin, without `/api/v1`.
    pub origin: Url,
    /// The account's API key.
    pub key: SecretString,
    /// Timeout of one call.
    pub timeout: Duration,
    /// Queries per second.
    pub queries_per_second: u32,
    /// Submissions per second, by model.
    pub submissions_per_second: HashMap<String, u32>,
    /// The request format of each model.
    pub protocols: HashMap<String, Protocol>,
    /// Whether the provider adds its watermark to every result.
    pub watermark: bool,
    /// Images up to this size are sent inside the request, in bytes.
    pub inline_max: u64,
}

/// A client for one account in one region.
#[derive(Debug)]
pub struct Client {
    pub(super) http: reqwest::Client,
    /// For large bodies: no read timeout, but each call sets a total timeout.
    pub(super) transfers: reqwest::Client,
    pub(super) settings: Settings,
    pub(super) queries: Limiter,
    lists: Limiter,
    cancels: Limiter,
    submissions: HashMap<String, Limiter>,
}

impl Client {
    /// Creates a client without calling the provider.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(settings: Settings, tls: &Tls) -> Result<Self, reqwest::Error> {
        let client = || {
            tls.client()
                // The API does not redirect. Following a redirect could send a POST twice, or call
                // a host that was never configured.
                .redirect(Policy::none())
                .connect_timeout(Duration::from_secs(10))
                .user_agent(concat!("wanbot/", env!("CARGO_PKG_VERSION")))
        };
        let http = client().read_timeout(settings.timeout).build()?;
        let transfers = client().build()?;
        let per_second = settings.queries_per_second;
        Ok(Self {
            http,
            transfers,
            queries: Limiter::per_second(per_second),
            lists: Limiter::per_second(per_second),
            cancels: Limiter::per_second(per_second),
            submissions: settings
                .submissions_per_second
                .iter()
                .map(|(model, n)| (model.clone(), Limiter::per_second(*n)))
                .collect(),
            settings,
        })
    }

    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_by(&self.http, method, path)
    }

    fn request_by(&self, by: &reqwest::Client, method: Method, path: &str) -> RequestBuilder {
        let origin = self.settings.origin.as_str().trim_end_matches('/');
        by.request(method, format!("{origin}/api/v1/{path}"))
            .bearer_auth(self.settings.key.expose_secret())
            .timeout(self.settings.timeout)
    }

    /// Waits until a task may be submitted to a model. Separate from [`Client::submit`], so that
    /// the caller can write its intent to the journal after the wait.
    pub async fn submission_permit(&self, model: &str) {
        if let Some(limiter) = self.submissions.get(model) {
            limiter.permit().await;
        }
    }

    /// Creates a task. `inputs` are those of the request, in its order.
    ///
    /// # Errors
    /// See [`SubmitError`]: the variant tells whether a task may exist.
    pub async fn submit(
        &self,
        request: &Request,
        inputs: &[InputData],
    ) -> Result<TaskId, SubmitError> {
        let model = &request.model;
        let Some(protocol) = self.settings.protocols.get(model).copied() else {
            return Err(SubmitError::NotAccepted(unknown_model(model)));
        };
        let build = |urls: &[String]| submission(protocol, request, urls, self.settings.watermark);
        let body = SubmissionBody::new(inputs, build);
        let is_stored = inputs.iter().any(|i| matches!(i, InputData::Stored(_)));
        let path = match protocol {
            Protocol::AudioUrl | Protocol::Media => {
                "services/aigc/video-generation/video-synthesis"
            }
            Protocol::Messages => "services/aigc/image-generation/generation",
        };
        let length = body.length();
        let timeout = self.settings.timeout + slow_transfer(length);
        let mut call = self
            .request_by(&self.transfers, Method::POST, path)
            .timeout(timeout)
            .header("X-DashScope-Async", "enable")
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_LENGTH, length)
            .body(body.into_body());
        if is_stored {
            // Makes the provider resolve `oss://` URLs.
            call = call.header("X-DashScope-OssResourceResolve", "enable");
        }
        let response = call.send().await.map_err(|e| {
            // Nothing was sent when no connection was made.
            let never_sent = e.is_connect() || e.is_builder();
            let error = transport(e);
            if never_sent { SubmitError::NotAccepted(error) } else { SubmitError::Unknown(error) }
        })?;
        let status = response.status().as_u16();
        let created: Created = match read(response).await {
            Ok(created) => created,
            Err(error) => {
                if error.class == ErrorClass::Throttled
                    && let Some(limiter) = self.submissions.get(model)
                {
                    limiter.pause(Instant::now(), pause(&error));
                }
                return Err(submit_error(error));
            }
        };
        if created.output.task_id.is_empty() {
            return Err(SubmitError::Unknown(malformed(status, "no task id")));
        }
        Ok(TaskId(created.output.task_id))
    }

    /// Whether reports about a model's tasks contain the prompt: those about images do not.
    pub fn echoes_prompt(&self, model: &str) -> bool {
        match self.settings.protocols.get(model) {
            Some(Protocol::AudioUrl | Protocol::Media) => true,
            Some(Protocol::Messages) | None => false,
        }
    }

    /// Queries a task.
    ///
    /// # Errors
    /// When there is no response or an invalid one; the task itself may be running normally.
    pub async fn query(&self, task: &TaskId) -> Result<TaskReport, Error> {
        self.queries.permit().await;
        let path = format!("tasks/{}", segment(&task.0));
        let queried: Queried = self.send(&self.queries, self.request(Method::GET, &path)).await?;
        queried.report().map_err(|what| malformed(200, what))
    }

    /// Lists every task of a model in the last 24 hours, for the whole account.
    ///
    /// The query has no time filter: the time zone is not documented, and one page too many costs
    /// less than a task that was overlooked.
    ///
    /// # Errors
    /// When a page cannot be fetched, the list takes too long or repeats itself, or it has more
    /// pages than a day's tasks can fill. A partial list cannot prove that a task is absent.
    pub async fn list(&self, model: &str) -> Result<Vec<ListedTask>, Error> {
        let timed_out = |_| Err(malformed(200, "task list too long"));
        tokio::time::timeout(LIST_TIMEOUT, self.pages(model)).await.unwrap_or_else(timed_out)
    }

    async fn pages(&self, model: &str) -> Result<Vec<ListedTask>, Error> {
        let (mut tasks, mut seen) = (Vec::new(), HashSet::new());
        for page in 1..=MAX_PAGES {
            let mut answer = self.page(page, ("model_name", model)).await?;
            if answer.is_empty() && page < answer.total_page {
                // An empty page returned by mistake must not be treated as the end of the list.
                answer = self.page(page, ("model_name", model)).await?;
            }
            let last = answer.total_page;
            let rows = answer.tasks().collect::<Vec<_>>();
            // An empty page is the end, even if the response claims that more pages follow.
            let ends = page >= last || rows.is_empty();
            // Rows move to later pages while tasks are created, but never a whole page at once: the
            // provider ignores the page number.
            let repeats = rows.iter().filter(|row| seen.insert(row.task.clone())).count() == 0;
            if repeats && !ends {
                return Err(malformed(200, "task list repeats itself"));
            }
            tasks.extend(rows.into_iter().filter(|t| t.model == model));
            if ends {
                return Ok(tasks);
            }
        }
        Err(malformed(200, "task list too long"))
    }

    /// The account's running tasks of all models, and the number of calls that the list took.
    ///
    /// # Errors
    /// When a page cannot be fetched.
    pub async fn running(&self) -> Result<(Vec<TaskId>, usize), Error> {
        let filter = ("status", "RUNNING");
        let first = self.page(1, filter).await?;
        let last = first.total_page.clamp(1, MAX_PAGES);
        // The limiter spaces the calls; no page waits for the previous one.
        let rest = try_join_all((2..=last).map(|n| self.page(n, filter))).await?;
        // Filter again here, in case the provider ignores the filter.
        let rows = std::iter::once(first).chain(rest).flat_map(ListPage::tasks);
        let running = rows.filter(|t| t.state == ListedState::Running).map(|t| t.task).collect();
        Ok((running, last as usize))
    }

    async fn page(&self, number: u32, filter: (&str, &str)) -> Result<ListPage, Error> {
        self.lists.permit().await;
        let request = self.request(Method::GET, "tasks/").query(&[
            filter,
            ("page_no", &number.to_string()),
            ("page_size", &PAGE_SIZE.to_string()),
        ]);
        self.send(&self.lists, request).await
    }

    /// Cancels a task that is still pending at the provider.
    ///
    /// # Errors
    /// When there is no response, or one that neither confirms nor refuses.
    pub async fn cancel(&self, task: &TaskId) -> Result<CancelOutcome, Error> {
        self.cancels.permit().await;
        let path = format!("tasks/{}/cancel", segment(&task.0));
        match self.send::<Value>(&self.cancels, self.request(Method::POST, &path)).await {
            Ok(_) => Ok(CancelOutcome::Cancelled),
            Err(e) if e.code.as_deref() == Some("UnsupportedOperation") => {
                Ok(CancelOutcome::TooLate)
            }
            Err(e) => Err(e),
        }
    }

    /// Starts the download of a finished video. The link is signed, so no key is sent.
    ///
    /// # Errors
    /// [`ErrorClass::Bug`] with status 403, 404 or 410 when the link is dead.
    pub async fn download(&self, url: &str) -> Result<Response, Error> {
        let url = self.ensure_public_url(url)?;
        let start = || async {
            // Limits the whole transfer, even if bytes keep trickling in.
            let request = self.http.get(url.clone()).timeout(DOWNLOAD_TIMEOUT);
            let response = request.send().await.map_err(transport)?;
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            // The body is the object store's XML: nothing in it belongs in the error.
            Err(Error {
                class: if matches!(status.as_u16(), 403 | 404 | 410) {
                    ErrorClass::Bug
                } else {
                    ErrorClass::Transient
                },
                ..malformed(status.as_u16(), "download refused")
            })
        };
        start.retry(retries()).when(|e: &Error| e.class == ErrorClass::Transient).await
    }

    /// Checks a URL from a response: only HTTPS to a host name on the public internet is fetched,
    /// so that an impostor of the provider cannot make the bot call its own network (SSRF).
    /// With an emulator on this machine, any URL is allowed.
    pub(super) fn ensure_public_url(&self, url: &str) -> Result<Url, Error> {
        let refused = || malformed(200, "URL not allowed");
        let url = Url::parse(url).map_err(|_| refused())?;
        let named = matches!(url.host(), Some(url::Host::Domain(name)) if name != "localhost");
        if self.settings.origin.scheme() == "http" || url.scheme() == "https" && named {
            Ok(url)
        } else {
            Err(refused())
        }
    }

    pub(super) async fn send<T: DeserializeOwned>(
        &self,
        limiter: &Limiter,
        request: RequestBuilder,
    ) -> Result<T, Error> {
        let response = request.send().await.map_err(transport)?;
        let answer = read(response).await;
        if let Err(error) = &answer
            && error.class == ErrorClass::Throttled
        {
            limiter.pause(Instant::now(), pause(error));
        }
        answer
    }
}

/// Retry policy for calls that are free to repeat: two retries.
pub(super) fn retries() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(200))
        .with_max_times(2)
        .with_jitter()
}

/// How long a transfer takes on a slow connection of 1 Mbit/s.
pub(super) fn slow_transfer(bytes: u64) -> Duration {
    Duration::from_millis(bytes / 125)
}

fn pause(error: &Error) -> Duration {
    error.retry_after.unwrap_or(Duration::from_secs(1))
}

/// A task ID as one URL path segment: other characters are removed.
fn segment(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// Reads a response's JSON, or the error that it reports.
async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Error> {
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|v| v.to_str().ok()?.parse().ok())
        .map(|seconds| Duration::from_secs(seconds).min(MAX_PAUSE));
    let text = limited_text(response).await?;
    parse_response(status, &text, retry_after)
}

/// Reads a response body, normally a few kilobytes, up to `MAX_RESPONSE_BYTES`.
async fn limited_text(mut response: Response) -> Result<String, Error> {
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(transport)? {
        if bytes.len() + piece.len() > MAX_RESPONSE_BYTES {
            return Err(malformed(status, "response too long"));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(origin: &str) -> Client {
        let settings = Settings {
            origin: origin.parse().expect("an address"),
            key: "k".into(),
            timeout: Duration::from_secs(1),
            queries_per_second: 1,
            submissions_per_second: HashMap::new(),
            protocols: HashMap::new(),
            watermark: false,
            inline_max: 0,
        };
        Client::new(settings, &Tls::new().expect("TLS")).expect("TLS")
    }

    #[test]
    fn urls_into_the_local_network_are_refused() {
        let real = client("https://dashscope-intl.aliyuncs.com");
        assert!(
            real.ensure_public_url("https://dashscope-result.oss.aliyuncs.com/x.mp4?Signature=y")
                .is_ok()
        );
        for url in [
            "http://dashscope-result.oss.aliyuncs.com/x.mp4",
            "http://169.254.169.254/latest/meta-data",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/x",
            "https://localhost/x",
            "file:///etc/passwd",
            "nonsense",
        ] {
            assert!(real.ensure_public_url(url).is_err(), "{url}");
        }
        assert!(
            client("http://127.0.0.1:4200").ensure_public_url("http://127.0.0.1:4200/x").is_ok()
        );
    }
}
