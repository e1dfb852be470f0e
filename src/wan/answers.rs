//! Parses the provider's responses, from a status and a body to a value or an error. Needs no
//! connection.

use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::job::TaskId;
use crate::provider::{Error, ListedTask, TaskReport};
use crate::wan::error::{malformed, responded};
use crate::wan::wire::{Created, Envelope, ListPage, Queried};

/// Parses a response into its value or its error.
pub(super) fn parse_response<T: DeserializeOwned>(
    status: u16,
    text: &str,
    retry_after: Option<Duration>,
) -> Result<T, Error> {
    if status == 200
        && let Ok(answer) = serde_json::from_str::<T>(text)
    {
        return Ok(answer);
    }
    let envelope = serde_json::from_str::<Envelope>(text).ok();
    let code = envelope.as_ref().and_then(|e| e.code.clone()).filter(|c| !c.is_empty());
    let message = envelope.as_ref().and_then(|e| e.message.clone());
    let request_id = envelope.and_then(|e| e.request_id);
    Err(responded(status, code, message, request_id, retry_after))
}

/// The ID of the task that a submission created.
///
/// # Errors
/// When no task was created, or the response has no task ID.
pub fn created(status: u16, text: &str) -> Result<TaskId, Error> {
    let created: Created = parse_response(status, text, None)?;
    if created.output.task_id.is_empty() {
        return Err(malformed(status, "no task id"));
    }
    Ok(TaskId(created.output.task_id))
}

/// The state of a task.
///
/// # Errors
/// When the response is an error or does not contain a state.
pub fn report(status: u16, text: &str) -> Result<TaskReport, Error> {
    let queried: Queried = parse_response(status, text, None)?;
    queried.report().map_err(|what| malformed(status, what))
}

/// The rows of one page of the task list.
///
/// # Errors
/// When the response is not a page.
pub fn page(status: u16, text: &str) -> Result<Vec<ListedTask>, Error> {
    Ok(parse_response::<ListPage>(status, text, None)?.tasks().collect())
}
