//! Probes of behaviours that Model Studio is documented or known to have and its emulator lacks.
//! Each names its row in "Differences that remain" of docs/emulators.md. None of them costs money.

use super::{VIDEO, Wan, asynchronous, store, without_media};
use crate::cli::conformance::check::{Check, check};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::service::Request;

/// The MD5 of the file that `store::upload` sends.
const UPLOADED_MD5: &str = "9D022F4C335640F737AEDC38FB14F3F2";

/// In the order of execution.
// A table: rustfmt would put each argument on its own line.
#[rustfmt::skip]
pub(in crate::cli::conformance) fn probes() -> Vec<Check<Wan>> {
    vec![
        check!("wan.missing.content-type-is-required",
            "a submission whose content type is text is refused",
            "wan-content-type", content_type_is_required),
        check!("wan.missing.cookie",
            "an answer sets the cookie acw_tc",
            "wan-no-cookie", cookie),
        check!("wan.missing.etag-is-the-md5",
            "the ETag of an upload is the MD5 of its bytes",
            "wan-etag", etag_is_the_md5),
        check!("wan.missing.upload-size-of-the-model",
            "the largest upload is not 100 MB",
            "wan-upload-size", upload_size_of_the_model),
    ]
}

async fn content_type_is_required(w: &Wan) -> CheckResult {
    let body = without_media().to_string();
    let answer = w.send(asynchronous(Request::post(VIDEO).body("text/plain", body))).await?;
    answer.expect_status(&[400, 415])
}

async fn cookie(w: &Wan) -> CheckResult {
    let answer = w.send(Request::get("/tasks?page_size=1")).await?;
    if answer.header("set-cookie").is_some_and(|cookie| cookie.contains("acw_tc=")) {
        return Ok(());
    }
    Err(Problem::differs("the cookie acw_tc", "no such cookie"))
}

async fn etag_is_the_md5(w: &Wan) -> CheckResult {
    let answer = store::uploaded(w).await?;
    let etag = answer.header("etag").unwrap_or_default().trim_matches('"').to_uppercase();
    if etag == UPLOADED_MD5 {
        return Ok(());
    }
    Err(Problem::differs(UPLOADED_MD5, if etag.is_empty() { "no ETag" } else { "another ETag" }))
}

async fn upload_size_of_the_model(w: &Wan) -> CheckResult {
    let answer = store::policy(w).await?;
    let most = answer.text("/data/max_file_size_mb");
    if most == "100" { Err(Problem::differs("another size", "100 MB")) } else { Ok(()) }
}
