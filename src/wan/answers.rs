//! What the provider's answers say: from a status and a body to a value or an error, without a
//! connection.

use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::job::TaskId;
use crate::wan::error::Error;
use crate::wan::wire::{Created, Envelope, ListPage, ListedTask, Queried, TaskReport};

/// An answer's value, or the error that it is.
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
    Err(Error {
        class: Error::of(status, code.as_deref()),
        status: Some(status),
        code,
        message: envelope.as_ref().and_then(|e| e.message.clone()),
        request_id: envelope.and_then(|e| e.request_id),
        retry_after,
    })
}

/// The task that a submission made.
///
/// # Errors
/// When it made none, or does not say which.
pub fn created(status: u16, text: &str) -> Result<TaskId, Error> {
    let created: Created = parse_response(status, text, None)?;
    if created.output.task_id.is_empty() {
        return Err(Error::nonsense(status, "no task id"));
    }
    Ok(TaskId(created.output.task_id))
}

/// How a task is.
///
/// # Errors
/// When the answer does not say.
pub fn report(status: u16, text: &str) -> Result<TaskReport, Error> {
    let queried: Queried = parse_response(status, text, None)?;
    queried.report().map_err(|what| Error::nonsense(status, what))
}

/// A page of the task list.
///
/// # Errors
/// When it is none.
pub fn page(status: u16, text: &str) -> Result<Vec<ListedTask>, Error> {
    Ok(parse_response::<ListPage>(status, text, None)?.tasks().collect())
}
