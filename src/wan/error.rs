//! Classifies the provider's errors.
//!
//! Errors are matched on status and code, never on the message: the message texts are about to
//! change (docs/reference/wan-api.md §5, the next public catalogue).

use std::time::Duration;

use crate::job::Class;
use crate::provider::{Error, ErrorClass, SubmitError};

/// The class of an HTTP status and code.
fn classify(status: u16, code: Option<&str>) -> ErrorClass {
    match (status, code.and_then(known)) {
        (_, Some(class)) => class,
        (401..=403, _) => ErrorClass::Account,
        (408, _) => ErrorClass::Transient,
        (413, _) => ErrorClass::UserInput,
        (429, _) => ErrorClass::Throttled,
        (400..=499, _) => ErrorClass::Bug,
        _ => ErrorClass::Transient,
    }
}

/// Whether an error of the class `Account` concerns every request, and not just one model that the
/// account may not use. A 403 with an undocumented code is assumed to concern one request: one
/// member's request must not stop everybody's.
fn is_account_wide(status: u16, code: Option<&str>) -> bool {
    (code.and_then(known).is_some() || status != 403)
        && !matches!(
            code,
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

/// The error of a response.
pub(super) fn responded(
    status: u16,
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
) -> Error {
    let class = classify(status, code.as_deref());
    Error {
        is_account_wide: class == ErrorClass::Account && is_account_wide(status, code.as_deref()),
        status: Some(status),
        code,
        message,
        request_id,
        retry_after,
        ..Error::new(class)
    }
}

/// The client has no request format for a model.
pub(super) fn unknown_model(model: &str) -> Error {
    let message = Some(format!("no request format for {model}"));
    Error { message, ..Error::new(ErrorClass::Bug) }
}

/// A failure below HTTP. The URL is left out: it may be signed.
pub(super) fn transport(error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() {
        "timeout"
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
    Error {
        is_timeout: error.is_timeout(),
        code: Some(kind.into()),
        message: deepest,
        ..Error::new(ErrorClass::Transient)
    }
}

/// A response that is malformed or unexpected; `what` becomes its code.
pub(super) fn malformed(status: u16, what: &str) -> Error {
    Error { status: Some(status), code: Some(what.into()), ..Error::new(ErrorClass::Transient) }
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
pub(super) fn job_class(code: Option<&str>) -> Class {
    match code.and_then(known) {
        Some(ErrorClass::UserInput) => Class::UserInput,
        Some(ErrorClass::Moderated) => Class::Moderated,
        Some(ErrorClass::Account) => Class::Account,
        Some(ErrorClass::Bug) => Class::Bug,
        Some(ErrorClass::Throttled | ErrorClass::Transient) | None => Class::Provider,
    }
}

/// Classifies an error response to a POST. A 4xx status with a documented code, or with the
/// provider's own envelope whatever the code, means that no task was created; everything else is
/// unknown. A 408 means that the response took too long, and does not tell whether a task exists.
pub(super) fn submit_error(error: Error) -> SubmitError {
    let documented = error.code.as_deref().is_some_and(|code| known(code).is_some());
    let enveloped = error.is_from_provider();
    let refused = match error.status {
        Some(413) => true,
        Some(408) => false,
        Some(400..=499) => documented || enveloped,
        _ => false,
    };
    if refused { SubmitError::NotAccepted(error) } else { SubmitError::Unknown(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, code: &str) -> SubmitError {
        answered_as(status, code, None)
    }

    fn answered_as(status: u16, code: &str, request_id: Option<&str>) -> SubmitError {
        let request_id = request_id.map(str::to_owned);
        submit_error(responded(status, Some(code.into()), None, request_id, None))
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
                assert_eq!(classify(*status, Some(code)), *class, "{status} {code}");
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
