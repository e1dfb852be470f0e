//! Multipart forms (`multipart/form-data`), built by hand because checks send some that an HTTP
//! library would not.

use bytes::Bytes;

use super::service::Request;

/// The boundary; no content of the checks contains it.
const BOUNDARY: &str = "wanbot-conformance-8d1f6a52c07b";

/// A form; its parts are sent in the order of insertion.
#[derive(Default)]
pub(super) struct Form {
    body: Vec<u8>,
}

impl Form {
    pub(super) fn text(self, name: &str, value: &str) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"");
        self.part(&head, value.as_bytes())
    }

    pub(super) fn file(self, name: &str, file_name: &str, kind: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: {kind}"
        );
        self.part(&head, bytes)
    }

    fn part(mut self, head: &str, bytes: &[u8]) -> Self {
        self.body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// Sets the form as a request's body.
    pub(super) fn into_request(mut self, request: Request) -> Request {
        self.body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        request.body(&kind, Bytes::from(self.body))
    }
}
