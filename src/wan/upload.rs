//! Uploads to the provider's temporary store: fetch a policy, POST a form, get an `oss://` URL.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use backon::Retryable;
use futures_util::TryStreamExt;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method};
use serde::Deserialize;

use crate::provider::{Error, ErrorClass, UploadFile};
use crate::wan::client::{Client, retries, slow_transfer};
use crate::wan::error::{malformed, transport};

/// Timeout of an upload: doubles after each attempt that timed out, up to ten minutes (or `usual`,
/// if that is longer).
fn upload_timeout(usual: Duration, attempts: u32) -> Duration {
    (usual * 2u32.saturating_pow(attempts.min(10))).min(Duration::from_secs(600)).max(usual)
}

/// Streams the file, so that a large one is never in memory as a whole.
fn body(file: &UploadFile) -> Body {
    Body::wrap_stream((file.open)().map_err(std::io::Error::other))
}

#[derive(Deserialize)]
struct Policy {
    data: PolicyData,
}

#[derive(Deserialize)]
struct PolicyData {
    policy: String,
    signature: String,
    upload_dir: String,
    upload_host: String,
    oss_access_key_id: String,
    x_oss_object_acl: String,
    x_oss_forbid_overwrite: String,
}

impl Client {
    /// Uploads a file to the temporary store, where one model can use it for 48 hours, and returns
    /// its `oss://` URL. Safe to retry: an unused upload costs nothing.
    ///
    /// # Errors
    /// When the provider returns no upload policy, or the store refuses the form.
    pub async fn upload(&self, model: &str, file: UploadFile) -> Result<String, Error> {
        let attempts = AtomicU32::new(file.attempts);
        let attempt = || async {
            let attempts = attempts.fetch_add(1, Ordering::Relaxed);
            self.queries.permit().await;
            let request = self
                .request(Method::GET, "uploads")
                .query(&[("action", "getPolicy"), ("model", model)]);
            let policy: Policy = self.send(&self.queries, request).await?;
            let policy = policy.data;
            let key = format!("{}/{}", policy.upload_dir, file.name);
            // Same order as in the provider's own SDK; the file must be last.
            let form = Form::new()
                .text("OSSAccessKeyId", policy.oss_access_key_id)
                .text("Signature", policy.signature)
                .text("policy", policy.policy)
                .text("key", key.clone())
                .text("x-oss-object-acl", policy.x_oss_object_acl)
                .text("x-oss-forbid-overwrite", policy.x_oss_forbid_overwrite)
                .text("success_action_status", "200")
                .text("x-oss-content-type", file.mime)
                .part(
                    "file",
                    Part::stream_with_length(body(&file), file.length)
                        .file_name(file.name.clone())
                        .mime_str(file.mime)
                        .map_err(transport)?,
                );
            let response = self
                .transfers
                .post(self.ensure_public_url(&policy.upload_host)?)
                .timeout(upload_timeout(
                    self.settings.timeout + slow_transfer(file.length),
                    attempts,
                ))
                .multipart(form)
                .send()
                .await
                .map_err(transport)?;
            let status = response.status();
            if status.is_success() {
                return Ok(format!("oss://{key}"));
            }
            // 403: the policy expired during the upload. Other client errors are permanent.
            let permanent = status.is_client_error() && status.as_u16() != 403;
            let class = if permanent { ErrorClass::Bug } else { ErrorClass::Transient };
            Err(Error { class, ..malformed(status.as_u16(), "upload refused") })
        };
        attempt
            .retry(retries())
            .when(|e: &Error| matches!(e.class, ErrorClass::Transient | ErrorClass::Throttled))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_timeout_extends_the_next_one() {
        let usual = Duration::from_secs(39);
        let times: Vec<_> = (0..4).map(|n| upload_timeout(usual, n).as_secs()).collect();
        assert_eq!(times, [39, 78, 156, 312]);
        assert_eq!(upload_timeout(usual, 99), Duration::from_secs(600));
        assert_eq!(upload_timeout(Duration::from_secs(3600), 3), Duration::from_secs(3600));
    }
}
