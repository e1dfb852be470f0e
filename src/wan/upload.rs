//! The provider's temporary store: a policy, a form POST, an `oss://` name.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use backon::Retryable;
use futures_util::TryStreamExt;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method};
use serde::Deserialize;

use crate::wan::client::{Client, retries};
use crate::wan::error::{Error, ErrorClass};
use crate::wan::provider::UploadFile;

/// How long so many bytes take on a slow line of a megabit a second.
pub(super) fn bytes_at_least(bytes: u64) -> Duration {
    Duration::from_millis(bytes / 125)
}

/// How long a file may take: twice as long after each attempt that took too long, ten minutes at the
/// most where less is usual.
fn allowed(usual: Duration, attempts: u32) -> Duration {
    (usual * 2u32.saturating_pow(attempts.min(10))).min(Duration::from_secs(600)).max(usual)
}

/// The file as it is read, so that a large one is never in memory as a whole.
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
    /// Puts bytes into the temporary store, for use by one model within 48 hours, and says under
    /// which `oss://` name they are there. Repeated freely: an unused upload costs nothing.
    ///
    /// # Errors
    /// When no policy is given, or the store refuses the form.
    pub async fn upload(&self, model: &str, file: UploadFile) -> Result<String, Error> {
        let attempts = AtomicU32::new(file.attempts);
        let attempt = || async {
            let attempts = attempts.fetch_add(1, Ordering::Relaxed);
            self.queries.permit().await;
            let request = self
                .request(Method::GET, "uploads")
                .query(&[("action", "getPolicy"), ("model", model)]);
            let policy: Policy = self.asked(&self.queries, request).await?;
            let policy = policy.data;
            let key = format!("{}/{}", policy.upload_dir, file.name);
            // In the order of the provider's own SDK; the file must come last.
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
                        .map_err(Error::transport)?,
                );
            let response = self
                .transfers
                .post(self.ensure_public_url(&policy.upload_host)?)
                .timeout(allowed(self.settings.timeout + bytes_at_least(file.length), attempts))
                .multipart(form)
                .send()
                .await
                .map_err(Error::transport)?;
            let status = response.status();
            if status.is_success() {
                return Ok(format!("oss://{key}"));
            }
            // 403 is a policy that ended while the file was on its way; other refusals stay refusals.
            let lasting = status.is_client_error() && status.as_u16() != 403;
            let class = if lasting { ErrorClass::Bug } else { ErrorClass::Transient };
            Err(Error { class, ..Error::nonsense(status.as_u16(), "upload refused") })
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
    fn a_slow_line_gets_more_time_each_time() {
        let usual = Duration::from_secs(39);
        let times: Vec<_> = (0..4).map(|n| allowed(usual, n).as_secs()).collect();
        assert_eq!(times, [39, 78, 156, 312]);
        assert_eq!(allowed(usual, 99), Duration::from_secs(600));
        assert_eq!(allowed(Duration::from_secs(3600), 3), Duration::from_secs(3600));
    }
}
