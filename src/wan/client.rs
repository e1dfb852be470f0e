//! Calls to Model Studio. A POST that could make a task is sent once; what its answer means is
//! for [`SubmitError`] to say.

use std::collections::HashMap;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use futures_util::future::try_join_all;
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use crate::generation::catalogue::Api;
use crate::job::TaskId;
use crate::tls::Tls;
use crate::wan::answers::parse_response;
use crate::wan::error::{Error, ErrorClass, SubmitError};
use crate::wan::limiter::Limiter;
use crate::wan::upload::bytes_at_least;
use crate::wan::wire::{Created, ListPage, ListedTask, Queried, TaskReport};

/// Rows asked for per page of the task list; the most that is allowed is not documented.
const PAGE_SIZE: u32 = 50;

/// A list has no more pages than this: five tasks at a time of half a minute each, of one model
/// in one day, fill 288.
const MOST_PAGES: u32 = 400;

/// Longest time for a whole list.
const LONGEST_LIST: Duration = Duration::from_secs(180);

/// Longest pause after "too fast": recovery takes a minute at most (wan-api reference §5).
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Far more than the longest page of tasks, in bytes.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;

/// A clip has some megabytes; one that takes longer than this is begun anew.
const LONGEST_DOWNLOAD: Duration = Duration::from_secs(600);

/// What a client needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Origin, without `/api/v1`.
    pub origin: Url,
    /// The account's key.
    pub key: SecretString,
    /// Most time for one call.
    pub timeout: Duration,
    /// Queries a second.
    pub queries_per_second: u32,
    /// Submissions a second of each model.
    pub submissions_per_second: HashMap<String, u32>,
}

/// How a cancellation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The task will not run.
    Cancelled,
    /// Too late: it is running or over.
    TooLate,
}

/// A client of one account in one region.
#[derive(Debug)]
pub struct Client {
    pub(super) http: reqwest::Client,
    /// For large bodies: no time limit on a part, one on the whole at each call.
    pub(super) transfers: reqwest::Client,
    pub(super) settings: Settings,
    pub(super) queries: Limiter,
    lists: Limiter,
    cancels: Limiter,
    submissions: HashMap<String, Limiter>,
}

impl Client {
    /// A client; nothing is called yet.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(settings: Settings, tls: &Tls) -> Result<Self, reqwest::Error> {
        let client = || {
            tls.client()
                // The API answers where it is asked. A redirect would send a POST twice, or lead
                // to where nobody was meant to go.
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

    /// Waits until a model may be submitted to. Apart from [`Client::submit`], so that the intent
    /// can be written after the wait.
    pub async fn submission_permit(&self, model: &str) {
        if let Some(limiter) = self.submissions.get(model) {
            limiter.permit().await;
        }
    }

    /// Makes a task. `resolve` says that an input is in the provider's temporary store.
    ///
    /// # Errors
    /// See [`SubmitError`]: what decides is whether a task may exist.
    pub async fn submit(
        &self,
        api: Api,
        body: &Value,
        resolve: bool,
    ) -> Result<TaskId, SubmitError> {
        let model = body["model"].as_str().unwrap_or_default().to_owned();
        let path = match api {
            Api::AudioUrl | Api::Media => "services/aigc/video-generation/video-synthesis",
            Api::Messages => "services/aigc/image-generation/generation",
        };
        let body = body.to_string();
        let timeout = self.settings.timeout + bytes_at_least(body.len() as u64);
        let mut request = self
            .request_by(&self.transfers, Method::POST, path)
            .timeout(timeout)
            .header("X-DashScope-Async", "enable")
            .header("Content-Type", "application/json")
            .body(body);
        if resolve {
            request = request.header("X-DashScope-OssResourceResolve", "enable");
        }
        let response = request.send().await.map_err(|e| {
            // Nothing was sent where no connection was made.
            let never_sent = e.is_connect() || e.is_builder();
            let error = Error::transport(e);
            if never_sent { SubmitError::NotAccepted(error) } else { SubmitError::Unknown(error) }
        })?;
        let status = response.status().as_u16();
        let created: Created = match read(response).await {
            Ok(created) => created,
            Err(error) => {
                if error.class == ErrorClass::Throttled
                    && let Some(limiter) = self.submissions.get(&model)
                {
                    limiter.pause(Instant::now(), pause(&error));
                }
                return Err(SubmitError::answered(error));
            }
        };
        if created.output.task_id.is_empty() {
            return Err(SubmitError::Unknown(Error::nonsense(status, "no task id")));
        }
        Ok(TaskId(created.output.task_id))
    }

    /// Asks how a task is.
    ///
    /// # Errors
    /// When there is no answer or none that makes sense; the task itself may be well.
    pub async fn query(&self, task: &TaskId) -> Result<TaskReport, Error> {
        self.queries.permit().await;
        let path = format!("tasks/{}", segment(&task.0));
        let queried: Queried = self.asked(&self.queries, self.request(Method::GET, &path)).await?;
        queried.report().map_err(|what| Error::nonsense(200, what))
    }

    /// Every task of a model in the last 24 hours, account-wide.
    ///
    /// No times are sent: their zone is not documented, and a page too many costs less than a
    /// task overlooked.
    ///
    /// # Errors
    /// When a page cannot be had, the list takes too long, or it claims more pages than a day's
    /// tasks can fill: what is not there cannot be told from such a list.
    pub async fn list(&self, model: &str) -> Result<Vec<ListedTask>, Error> {
        let timed_out = |_| Err(Error::nonsense(200, "a task list without end"));
        tokio::time::timeout(LONGEST_LIST, self.pages(model)).await.unwrap_or_else(timed_out)
    }

    async fn pages(&self, model: &str) -> Result<Vec<ListedTask>, Error> {
        let mut tasks = Vec::new();
        for page in 1..=MOST_PAGES {
            let mut answer = self.page(page, ("model_name", model)).await?;
            if answer.is_empty() && page < answer.total_page {
                // A page that came empty by mistake must not pass for the end of the list.
                answer = self.page(page, ("model_name", model)).await?;
            }
            let last = answer.total_page;
            let rows = answer.tasks().collect::<Vec<_>>();
            // Whatever it says of further pages: behind an empty one there is nothing.
            let ends = page >= last || rows.is_empty();
            tasks.extend(rows.into_iter().filter(|t| t.model == model));
            if ends {
                return Ok(tasks);
            }
        }
        Err(Error::nonsense(200, "a task list without end"))
    }

    /// The account's tasks that run, whatever their model, and how many calls it took to learn it.
    ///
    /// # Errors
    /// When a page cannot be had.
    pub async fn running(&self) -> Result<(Vec<TaskId>, usize), Error> {
        let filter = ("status", "RUNNING");
        let first = self.page(1, filter).await?;
        let last = first.total_page.clamp(1, MOST_PAGES);
        // The limiter spaces them; nobody waits for one page before asking for the next.
        let rest = try_join_all((2..=last).map(|n| self.page(n, filter))).await?;
        // Were the filter not kept, rows of others would come along.
        let rows = std::iter::once(first).chain(rest).flat_map(ListPage::tasks);
        let running = rows.filter(|t| t.status == "RUNNING").map(|t| t.task).collect();
        Ok((running, last as usize))
    }

    async fn page(&self, number: u32, filter: (&str, &str)) -> Result<ListPage, Error> {
        self.lists.permit().await;
        let request = self.request(Method::GET, "tasks/").query(&[
            filter,
            ("page_no", &number.to_string()),
            ("page_size", &PAGE_SIZE.to_string()),
        ]);
        self.asked(&self.lists, request).await
    }

    /// Cancels a task that still waits at the provider.
    ///
    /// # Errors
    /// When there is no answer, or one that says neither yes nor no.
    pub async fn cancel(&self, task: &TaskId) -> Result<CancelOutcome, Error> {
        self.cancels.permit().await;
        let path = format!("tasks/{}/cancel", segment(&task.0));
        match self.asked::<Value>(&self.cancels, self.request(Method::POST, &path)).await {
            Ok(_) => Ok(CancelOutcome::Cancelled),
            Err(e) if e.code.as_deref() == Some("UnsupportedOperation") => {
                Ok(CancelOutcome::TooLate)
            }
            Err(e) => Err(e),
        }
    }

    /// Begins to download a finished clip. The link is signed: no key is sent along.
    ///
    /// # Errors
    /// [`ErrorClass::Bug`] with status 403 or 404 when the link is dead.
    pub async fn download(&self, url: &str) -> Result<Response, Error> {
        let url = self.ensure_public_url(url)?;
        let start = || async {
            // The whole of it in this time, however slowly it trickles.
            let request = self.http.get(url.clone()).timeout(LONGEST_DOWNLOAD);
            let response = request.send().await.map_err(Error::transport)?;
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            // An object store's XML: nothing in it is ours to show.
            Err(Error {
                class: if matches!(status.as_u16(), 403 | 404 | 410) {
                    ErrorClass::Bug
                } else {
                    ErrorClass::Transient
                },
                ..Error::nonsense(status.as_u16(), "download refused")
            })
        };
        start.retry(retries()).when(|e: &Error| e.class == ErrorClass::Transient).await
    }

    /// An address that an answer names: out on the internet, under a name, encrypted. Whoever
    /// answers in the provider's place shall not send us into our own network. A stand-in is on
    /// this machine, and so is what it names.
    pub(super) fn ensure_public_url(&self, url: &str) -> Result<Url, Error> {
        let refused = || Error::nonsense(200, "an address that is not fetched from");
        let url = Url::parse(url).map_err(|_| refused())?;
        let named = matches!(url.host(), Some(url::Host::Domain(name)) if name != "localhost");
        if self.settings.origin.scheme() == "http" || url.scheme() == "https" && named {
            Ok(url)
        } else {
            Err(refused())
        }
    }

    pub(super) async fn asked<T: DeserializeOwned>(
        &self,
        limiter: &Limiter,
        request: RequestBuilder,
    ) -> Result<T, Error> {
        let response = request.send().await.map_err(Error::transport)?;
        let answer = read(response).await;
        if let Err(error) = &answer
            && error.class == ErrorClass::Throttled
        {
            limiter.pause(Instant::now(), pause(error));
        }
        answer
    }
}

/// A few attempts for what costs nothing to repeat.
pub(super) fn retries() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(200))
        .with_max_times(2)
        .with_jitter()
}

fn pause(error: &Error) -> Duration {
    error.retry_after.unwrap_or(Duration::from_secs(1))
}

/// A task id as one segment of a path, whatever the provider put into it.
fn segment(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// An answer's JSON, or the error that it is.
async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Error> {
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|v| v.to_str().ok()?.parse().ok())
        .map(|seconds| Duration::from_secs(seconds).min(LONGEST_PAUSE));
    let text = limited_text(response).await?;
    parse_response(status, &text, retry_after)
}

/// The text of an answer, which has some kilobytes.
async fn limited_text(mut response: Response) -> Result<String, Error> {
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(Error::transport)? {
        if bytes.len() + piece.len() > LONGEST_ANSWER {
            return Err(Error::nonsense(status, "an answer without end"));
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
        };
        Client::new(settings, &Tls::new().expect("TLS")).expect("TLS")
    }

    #[test]
    fn nobody_sends_us_into_our_own_network() {
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
