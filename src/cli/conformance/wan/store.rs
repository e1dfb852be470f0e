//! Checks of the temporary store.

use super::{Wan, enveloped, refused};
use crate::cli::conformance::answer::{Answer, Kind};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::form::Form;
use crate::cli::conformance::service::Request;

const POLICY: &str = "/uploads?action=getPolicy&model=wan2.7-i2v";

pub(super) async fn policy_needs_a_key(w: &Wan) -> CheckResult {
    refused(&w.send(Request::get(POLICY).anonymous()).await?, 401, "InvalidApiKey")
}

pub(super) async fn policy(w: &Wan) -> Result<Answer, Problem> {
    let answer = w.send(Request::get(POLICY)).await?;
    answer.expect_status(&[200])?;
    enveloped(&answer)?;
    answer.expect_fields(&[
        ("/data/policy", Kind::Text),
        ("/data/signature", Kind::Text),
        ("/data/upload_dir", Kind::Text),
        ("/data/upload_host", Kind::Text),
        ("/data/oss_access_key_id", Kind::Text),
        ("/data/x_oss_object_acl", Kind::Text),
    ])?;
    Ok(answer)
}

pub(super) async fn policy_shape(w: &Wan) -> CheckResult {
    let answer = policy(w).await?;
    // Samples write these as numbers and as strings.
    for name in ["expire_in_seconds", "max_file_size_mb", "x_oss_forbid_overwrite"] {
        if answer.text(&format!("/data/{name}")).is_empty() {
            return Err(Problem::differs(format!("/data/{name}"), "no such field"));
        }
    }
    Ok(())
}

/// Uploads a small file to the store.
async fn upload(w: &Wan, policy: &Answer, signature: &str) -> Result<Answer, Problem> {
    let data = |name: &str| policy.text(&format!("/data/{name}"));
    let form = Form::default()
        .text("OSSAccessKeyId", &data("oss_access_key_id"))
        .text("Signature", signature)
        .text("policy", &data("policy"))
        .text("key", &format!("{}/conformance.txt", data("upload_dir")))
        .text("x-oss-object-acl", &data("x_oss_object_acl"))
        .text("x-oss-forbid-overwrite", &data("x_oss_forbid_overwrite"))
        .text("success_action_status", "200")
        .file("file", "conformance.txt", "text/plain", b"A check of wanbot conformance.");
    w.send(form.into_request(Request::post(data("upload_host")).anonymous())).await
}

/// Uploads the file with a policy that permits it.
pub(super) async fn uploaded(w: &Wan) -> Result<Answer, Problem> {
    let policy = policy(w).await?;
    let answer = upload(w, &policy, &policy.text("/data/signature")).await?;
    answer.expect_status(&[200])?;
    Ok(answer)
}

pub(super) async fn upload_is_taken(w: &Wan) -> CheckResult {
    uploaded(w).await.map(|_| ())
}

pub(super) async fn forged_upload(w: &Wan) -> CheckResult {
    let policy = policy(w).await?;
    let answer = upload(w, &policy, "Zm9yZ2Vk").await?;
    answer.expect_status(&[403])?;
    is_xml(&answer)
}

/// Expects the store's XML instead of the gateway's JSON.
pub(super) fn is_xml(answer: &Answer) -> CheckResult {
    let text = String::from_utf8_lossy(&answer.body);
    if text.contains("<Error>") && text.contains("<Code>") {
        return Ok(());
    }
    Err(answer.differs("an error of the store, in XML"))
}
