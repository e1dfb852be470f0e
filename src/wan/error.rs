//! The provider's errors, classified by how the bot reacts to them.
//!
//! Errors are matched on status and code, never on the message: the message texts are about to
//! change (docs/reference/wan-api.md §5, the next public catalogue).

use std::time::Duration;

use crate::job::Class;

/// How the bot must react to an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// The request is invalid.
    UserInput,
    /// Content inspection refused it.
    Moderated,
    /// Rate limited: retry later.
    Throttled,
    /// The provider or the connection to it failed.
    Transient,
    /// Key, workspace, permission or billing.
    Account,
    /// A malformed request that only a bug of ours can have produced.
    Bug,
}

impl ErrorClass {
    /// Whether the error is temporary, so that a retry can succeed.
    pub(super) fn passes(self) -> bool {
        matches!(self, Self::Throttled | Self::Transient)
    }
}

/// Our code for a call that timed out.
const TIMEOUT: &str = "timeout";

/// A failed call to the provider.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{class:?}: {}{}", code.as_deref().unwrap_or("no code"), status.map(|s| format!(" (HTTP {s})")).unwrap_or_default())]
pub struct Error {
    /// The class of the error.
    pub class: ErrorClass,
    /// The HTTP status, if there was a response.
    pub status: Option<u16>,
    /// The provider's code, or ours for a failure below HTTP.
    pub code: Option<String>,
    /// The provider's message: for the operator, never shown to members verbatim.
    pub message: Option<String>,
    /// The provider's request ID, to quote to its support.
    pub request_id: Option<String>,
    /// How long the provider asks to wait, if it says so.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// Classifies an HTTP status and code.
    pub(super) fn of(status: u16, code: Option<&str>) -> ErrorClass {
        match (status, code) {
            (_, Some(code)) if known(code).is_some() => {
                known(code).expect("checked by the match guard")
            }
            (401..=403, _) => ErrorClass::Account,
            (408, _) => ErrorClass::Transient,
            (413, _) => ErrorClass::UserInput,
            (429, _) => ErrorClass::Throttled,
            (400..=499, _) => ErrorClass::Bug,
            _ => ErrorClass::Transient,
        }
    }

    /// Whether the error comes from the provider itself, in its envelope, and not from a proxy.
    pub fn is_from_provider(&self) -> bool {
        self.code.is_some() && self.request_id.is_some()
    }

    /// Whether the call timed out.
    pub fn is_timeout(&self) -> bool {
        self.status.is_none() && self.code.as_deref() == Some(TIMEOUT)
    }

    /// Whether the error concerns the whole account, so that every other request would fail too,
    /// and not just one model that the account may not use. A 403 with an undocumented code is
    /// assumed to concern one request: one member's request must not stop everybody's.
    pub fn is_account_wide(&self) -> bool {
        let documented = self.code.as_deref().is_some_and(|code| known(code).is_some());
        self.class == ErrorClass::Account
            && (documented || self.status != Some(403))
            && !matches!(
                self.code.as_deref(),
                Some(
                    "ModelNotFound"
                        | "Model.AccessDenied"
                        | "Endpoint.AccessDenied"
                        | "AccessDenied.Unpurchased"
                        | "CommodityNotPurchased"
                        | "AllocationQuota.FreeTierOnly"
                )
            )
    }

    /// The client has no request format for a model.
    pub(super) fn unknown_model(model: &str) -> Self {
        Self {
            class: ErrorClass::Bug,
            status: None,
            code: None,
            message: Some(format!("no request format for {model}")),
            request_id: None,
            retry_after: None,
        }
    }

    /// A failure below HTTP. The URL is left out: it may be signed.
    pub(super) fn transport(error: reqwest::Error) -> Self {
        let kind = if error.is_timeout() {
            TIMEOUT
        } else if error.is_connect() {
            "connection failed"
        } else if error.is_decode() {
            "unreadable answer"
        } else {
            "connection lost"
        };
        let mut source = std::error::Error::source(&error);
        let mut deepest = None;
        while let Some(cause) = source {
            deepest = Some(cause.to_string());
            source = cause.source();
        }
        Self {
            class: ErrorClass::Transient,
            status: None,
            code: Some(kind.into()),
            message: deepest,
            request_id: None,
            retry_after: None,
        }
    }

    /// A response that is malformed or unexpected; `what` becomes its code.
    pub(super) fn malformed(status: u16, what: &str) -> Self {
        Self {
            class: ErrorClass::Transient,
            status: Some(status),
            code: Some(what.into()),
            message: None,
            request_id: None,
            retry_after: None,
        }
    }
}

/// The class of a code, regardless of the status: a failed task reports the same codes under HTTP
/// 200. `None` for an undocumented code.
fn known(code: &str) -> Option<ErrorClass> {
    use ErrorClass::{Account, Bug, Moderated, Throttled, Transient, UserInput};
    // Exact codes first, then whole families by the part before the first dot.
    Some(match code {
        "DataInspectionFailed" | "IPInfringementSuspect" => Moderated,
        "Arrearage"
        | "InvalidApiKey"
        | "NOT AUTHORIZED"
        | "CommodityNotPurchased"
        | "PrepaidBillOverdue"
        | "PostpaidBillOverdue"
        | "BudgetLimitExceeded"
        | "ModelNotFound"
        | "WorkSpaceNotFound"
        | "Model.AccessDenied"
        | "Workspace.AccessDenied"
        | "Endpoint.AccessDenied"
        | "AllocationQuota.FreeTierOnly"
        | "AccessDenied.Unpurchased" => Account,
        "AccessDenied"
        | "NotFound"
        | "UnsupportedOperation"
        | "BadRequest.EmptyInput"
        | "BadRequest.EmptyModel"
        | "BadRequest.EmptyParameters"
        | "BadRequest.IllegalInput" => Bug,
        "BadRequest.InputDownloadFailed" | "BadRequest.TooLarge" | "InvalidInputLength" => {
            UserInput
        }
        "LimitRequests" => Throttled,
        "SystemError" | "ModelServiceFailed" | "RequestTimeOut" | "RewriteFailed"
        | "ModelServingError" | "ModelUnavailable" | "InternalError" => Transient,
        _ => match code.split('.').next()? {
            "InvalidParameter" | "InvalidURL" | "InvalidFile" | "InvalidImage" => UserInput,
            "Throttling" => Throttled,
            "InternalError" => Transient,
            _ => return None,
        },
    })
}

/// The job error class of a failed task's code.
pub fn job_class(code: Option<&str>) -> Class {
    match code.and_then(known) {
        Some(ErrorClass::UserInput) => Class::UserInput,
        Some(ErrorClass::Moderated) => Class::Moderated,
        Some(ErrorClass::Account) => Class::Account,
        Some(ErrorClass::Bug) => Class::Bug,
        Some(ErrorClass::Throttled | ErrorClass::Transient) | None => Class::Provider,
    }
}

/// A submission that returned no task ID.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SubmitError {
    /// The provider certainly created no task.
    #[error("not accepted: {0}")]
    NotAccepted(Error),
    /// A task may exist. Nothing may be submitted again until that is known.
    #[error("answer lost: {0}")]
    Unknown(Error),
}

impl SubmitError {
    /// Classifies an error response to a POST. A 4xx status with a documented code, or with the
    /// provider's own envelope whatever the code, means that no task was created; everything else
    /// is unknown. A 408 means that the response took too long, and does not tell whether a task
    /// exists.
    pub(super) fn answered(error: Error) -> Self {
        let documented = error.code.as_deref().is_some_and(|code| known(code).is_some());
        let enveloped = error.is_from_provider();
        let refused = match error.status {
            Some(413) => true,
            Some(408) => false,
            Some(400..=499) => documented || enveloped,
            _ => false,
        };
        if refused { Self::NotAccepted(error) } else { Self::Unknown(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, code: &str) -> SubmitError {
        answered_as(status, code, None)
    }

    fn answered_as(status: u16, code: &str, request_id: Option<&str>) -> SubmitError {
        SubmitError::answered(Error {
            class: Error::of(status, Some(code)),
            status: Some(status),
            code: Some(code.into()),
            message: None,
            request_id: request_id.map(str::to_owned),
            retry_after: None,
        })
    }

    /// The whole table of docs/reference/wan-api.md §5.
    #[test]
    fn every_documented_code_has_a_class() {
        use ErrorClass::{Account, Bug, Moderated, Throttled, Transient, UserInput};
        let table: &[(u16, &[&str], ErrorClass)] = &[
            (400, &["InvalidParameter", "InvalidParameter.DataInspection"], UserInput),
            (400, &["BadRequest.EmptyInput", "BadRequest.EmptyModel"], Bug),
            (400, &["BadRequest.EmptyParameters", "BadRequest.IllegalInput"], Bug),
            (400, &["BadRequest.InputDownloadFailed", "BadRequest.TooLarge"], UserInput),
            (400, &["InvalidURL", "InvalidURL.Timeout", "InvalidFile.Format"], UserInput),
            (400, &["InvalidFile.Duration", "InvalidImage.Size", "InvalidInputLength"], UserInput),
            (400, &["DataInspectionFailed", "IPInfringementSuspect"], Moderated),
            (400, &["Arrearage"], Account),
            (400, &["UnsupportedOperation"], Bug),
            (401, &["InvalidApiKey", "NOT AUTHORIZED"], Account),
            (403, &["AccessDenied"], Bug),
            (403, &["AccessDenied.Unpurchased", "Model.AccessDenied"], Account),
            (403, &["Workspace.AccessDenied", "Endpoint.AccessDenied"], Account),
            (403, &["AllocationQuota.FreeTierOnly"], Account),
            (404, &["ModelNotFound", "WorkSpaceNotFound"], Account),
            (429, &["Throttling", "Throttling.RateQuota", "Throttling.BurstRate"], Throttled),
            (429, &["Throttling.AllocationQuota", "LimitRequests"], Throttled),
            (429, &["CommodityNotPurchased", "PrepaidBillOverdue"], Account),
            (429, &["PostpaidBillOverdue", "BudgetLimitExceeded"], Account),
            (500, &["InternalError", "InternalError.Algo", "InternalError.Timeout"], Transient),
            (500, &["SystemError", "ModelServiceFailed", "RequestTimeOut"], Transient),
            (500, &["RewriteFailed"], Transient),
            (503, &["ModelServingError", "ModelUnavailable"], Transient),
        ];
        for (status, codes, class) in table {
            for code in *codes {
                assert_eq!(Error::of(*status, Some(code)), *class, "{status} {code}");
                let not_accepted = matches!(answered(*status, code), SubmitError::NotAccepted(_));
                assert_eq!(not_accepted, *status < 500, "{status} {code}");
            }
        }
    }

    #[test]
    fn a_lost_answer_is_unknown() {
        for (status, code) in [(500, "InternalError"), (503, "x"), (400, "NeverHeardOf"), (200, "")]
        {
            assert!(matches!(answered(status, code), SubmitError::Unknown(_)), "{status} {code}");
        }
        for (status, code) in [(500, "NeverHeardOf"), (408, "RequestTimeOut"), (200, "x")] {
            let answer = answered_as(status, code, Some("r"));
            assert!(matches!(answer, SubmitError::Unknown(_)), "{status} {code}");
        }
    }

    /// A proxy's error page has no envelope. The provider's refusal has one, also with a code that
    /// is not documented yet.
    #[test]
    fn a_refusal_in_the_providers_own_envelope_made_no_task() {
        for (status, code) in [(400, "NeverHeardOf"), (403, "New.Denial"), (422, "x"), (429, "y")] {
            let answer = answered_as(status, code, Some("r"));
            assert!(matches!(answer, SubmitError::NotAccepted(_)), "{status} {code}");
        }
    }
}
