//! Parses the parts of a request by hand, because an extractor's rejection would not have the
//! provider's wording.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::http::Uri;
use serde_json::Value;

use super::answers::{Refused, refused};

/// The body of a request, if it could be read.
pub(super) type Sent = Result<Bytes, BytesRejection>;
/// A path parameter, if it is valid text.
pub(super) type Name = Result<Path<String>, PathRejection>;

/// The value of a path parameter; invalid text gives a name that does not exist.
pub(super) fn named(name: Name) -> String {
    name.map(|Path(name)| name).unwrap_or_default()
}

/// Returns the bytes of a body.
pub(super) fn whole(sent: Sent) -> Result<Bytes, Refused> {
    match sent {
        Ok(bytes) => Ok(bytes),
        // Differs: wan-invented-words
        Err(e) if e.status() == 413 => refused(413, "BadRequest.TooLarge", "Payload Too Large"),
        Err(_) => refused(400, "BadRequest.IllegalInput", "The request body cannot be read."),
    }
}

/// Parses a body as JSON.
pub(super) fn json_of(bytes: &Bytes) -> Result<Value, Refused> {
    match serde_json::from_slice(bytes) {
        Ok(body) => Ok(body),
        Err(_) => {
            let message = "The input parameter requires json format.";
            refused(400, "BadRequest.IllegalInput", message)
        }
    }
}

/// The query of a request.
pub(super) struct Asked(HashMap<String, String>);

impl Asked {
    pub(super) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// A field that is present and not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// A field that must be a number if it is present.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Refused> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.parse() {
            Ok(number) => Ok(Some(number)),
            // Differs: wan-invented-words
            Err(_) => refused(400, "InvalidParameter", format!("{name} is not a valid number")),
        }
    }

    /// Page number, page size, and how many rows come before the page.
    pub(super) fn page(&self, usual: u64) -> Result<(u64, usize, usize), Refused> {
        let page = self.number("page_no")?.unwrap_or(1).max(1);
        // Differs: wan-page-size
        let size = self.number("page_size")?.unwrap_or(usual).clamp(1, 100);
        let whole = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        Ok((page, whole(size), whole((page - 1).saturating_mul(size))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_from_any_text() {
        let page = |query: &str| {
            let uri: Uri = format!("/api/v1/tasks?{query}").parse().unwrap();
            Asked::of(&uri).page(10).map_err(|refused| refused.status)
        };
        assert_eq!(page(""), Ok((1, 10, 0)));
        assert_eq!(page("page_no=3&page_size=4"), Ok((3, 4, 8)));
        assert_eq!(page("page_no=0&page_size=1000"), Ok((1, 100, 0)));
        let far = u64::MAX;
        assert_eq!(page(&format!("page_no={far}&page_size=100")), Ok((far, 100, usize::MAX)));
        for wrong in ["page_no=-1", "page_no=x", "page_size=-5", "page_no=18446744073709551616"] {
            assert_eq!(page(wrong), Err(400), "{wrong}");
        }
    }
}
