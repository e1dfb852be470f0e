//! Checks of Discord: behaviours of its emulator.
//!
//! Documentation pages are cited as in Discord's developer documentation. Everything that checks
//! create is recorded and removed at the end.

mod access;
mod commands;
mod edits;
mod files;
mod gateway;
mod list;
mod messages;
mod missing;
mod refusals;
mod session;

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::answer::{Answer, Kind};
use super::finding::{CheckResult, Problem};
use super::form::Form;
use super::service::{Request, Service};
use session::Session;

pub(super) use list::checks;
pub(super) use missing::probes;

/// A snowflake from the first milliseconds of Discord's epoch, which nothing can have.
const NOBODY: &str = "4194304";
/// The content of messages that the checks post.
const CONTENT: &str = "A check of `wanbot conformance`; it is removed again.";
/// An image of one pixel.
const PNG: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\
    \x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc8!'\x07\x00\x02\xb6\x01\
    \x054\xa6u\xaa\x00\x00\x00\x00IEND\xaeB`\x82";

/// State shared by the Discord checks.
pub(super) struct Discord {
    service: Service,
    channel: Option<String>,
    guild: Option<String>,
    /// The bot's application ID, once it was fetched.
    application: OnceCell<String>,
    /// The gateway session that checks share.
    session: tokio::sync::Mutex<Option<Session>>,
    /// Paths of objects that were created and not yet removed.
    made: Mutex<Vec<String>>,
}

impl Discord {
    pub(super) fn new(service: Service, channel: Option<u64>, guild: Option<u64>) -> Self {
        Self {
            service,
            channel: channel.map(|id| id.to_string()),
            guild: guild.map(|id| id.to_string()),
            application: OnceCell::new(),
            session: tokio::sync::Mutex::default(),
            made: Mutex::default(),
        }
    }

    async fn send(&self, request: Request) -> Result<Answer, Problem> {
        self.service.send(request).await
    }

    /// The path of the test channel.
    fn channel(&self) -> Result<String, Problem> {
        match &self.channel {
            Some(id) => Ok(format!("/channels/{id}")),
            None => Err(Problem::skipped("--channel ID names no channel to post in")),
        }
    }

    /// The bot's application ID.
    async fn application(&self) -> Result<&str, Problem> {
        let known = self.application.get_or_try_init(|| self.fetch_application());
        known.await.map(String::as_str)
    }

    async fn fetch_application(&self) -> Result<String, Problem> {
        let answer = self.send(Request::get("/applications/@me")).await?;
        answer.expect_status(&[200])?;
        answer.expect_fields(&[("/id", Kind::Id)])?;
        Ok(answer.text("/id"))
    }

    /// The path of the test server's commands. Global commands are not touched, because members of
    /// other servers would see them.
    async fn commands(&self) -> Result<String, Problem> {
        let Some(guild) = &self.guild else {
            return Err(Problem::skipped("--guild ID names no server to register commands in"));
        };
        let application = self.application().await?;
        Ok(format!("/applications/{application}/guilds/{guild}/commands"))
    }

    /// Sends a request that creates an object below `path`, and records the object.
    async fn make(&self, path: &str, request: Request) -> Result<Answer, Problem> {
        let answer = self.send(request).await?;
        let id = answer.text("/id");
        if (200..300).contains(&answer.status) && !id.is_empty() {
            let one = format!("{path}/{id}");
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            // A repeated nonce or name returns the same object.
            if !made.contains(&one) {
                made.push(one);
            }
        }
        Ok(answer)
    }

    /// Posts a message, which Discord may refuse.
    async fn post(&self, body: &Value) -> Result<Answer, Problem> {
        let path = format!("{}/messages", self.channel()?);
        self.make(&path, Request::post(&path).json(body)).await
    }

    /// Posts a message with files, which Discord may refuse.
    async fn post_form(&self, body: &Value, files: Form) -> Result<Answer, Problem> {
        let path = format!("{}/messages", self.channel()?);
        let form = files.text("payload_json", &body.to_string());
        self.make(&path, form.into_request(Request::post(&path))).await
    }

    /// Posts an ordinary message; returns its path and the response.
    async fn posted(&self) -> Result<(String, Answer), Problem> {
        let answer = self.post(&json!({"content": CONTENT})).await?;
        Ok((self.path_of(&answer)?, answer))
    }

    /// The path of a posted message.
    fn path_of(&self, posted: &Answer) -> Result<String, Problem> {
        posted.expect_status(&[200])?;
        posted.expect_fields(&[("/id", Kind::Id)])?;
        Ok(format!("{}/messages/{}", self.channel()?, posted.text("/id")))
    }

    /// Registers a command in the test server, which Discord may refuse.
    async fn register(&self, body: &Value) -> Result<Answer, Problem> {
        let path = self.commands().await?;
        self.make(&path, Request::post(&path).json(body)).await
    }

    /// Removes everything that was created; returns what could not be removed.
    pub(super) async fn clean_up(&self) -> Vec<String> {
        let made = std::mem::take(&mut *self.made.lock().unwrap_or_else(PoisonError::into_inner));
        let mut left = Vec::new();
        for path in made {
            let answer = self.send(Request::delete(&path)).await;
            // Some checks already removed what they created.
            if !answer.is_ok_and(|a| matches!(a.status, 204 | 404)) {
                left.push(path);
            }
        }
        left
    }
}

/// Expects a refusal with a status and one of Discord's error codes.
fn refused(answer: &Answer, status: u16, code: u64) -> CheckResult {
    let is_so = answer.status == status && *answer.at("/code") == code;
    if is_so && answer.at("/message").is_string() {
        return Ok(());
    }
    Err(answer.differs(format!("status {status}, code {code} and a message")))
}

/// Expects "Invalid Form Body" (50035), with an error somewhere below a field.
fn refused_field(answer: &Answer, field: &str) -> CheckResult {
    refused(answer, 400, 50035)?;
    let errors = answer.at(&format!("/errors/{}", field.replace('.', "/")));
    if has_error(errors) {
        return Ok(());
    }
    Err(answer.differs(format!("code 50035 with an `_errors` list in errors.{field}")))
}

/// Whether a tree of errors contains one with a code.
fn has_error(tree: &Value) -> bool {
    let Some(fields) = tree.as_object() else { return false };
    fields.iter().any(|(key, inner)| match inner.as_array() {
        Some(errors) => {
            key == "_errors" && errors.iter().any(|e| e.get("code").is_some_and(Value::is_string))
        }
        None => has_error(inner),
    })
}
