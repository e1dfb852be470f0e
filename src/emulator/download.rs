//! Files over HTTP: whole, in parts, or not at all if the client already has them.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::TimeZone;

/// A file as a client can download it.
pub(super) struct Download<'a> {
    /// Its content type.
    pub(super) kind: &'a str,
    /// Its `ETag`, quoted.
    pub(super) tag: &'a str,
    /// When it was last changed.
    pub(super) modified: Timestamp,
    pub(super) bytes: &'a Bytes,
}

impl Download<'_> {
    /// The response to a request with these headers. `beyond` makes the body of 416, for a
    /// range that the file does not have.
    pub(super) fn response(
        &self,
        headers: &HeaderMap,
        beyond: impl FnOnce() -> Response,
    ) -> Response {
        let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
        let known = text(header::IF_NONE_MATCH);
        let since = text(header::IF_MODIFIED_SINCE);
        if self.is_known(known, since) {
            return (StatusCode::NOT_MODIFIED, self.validators()).into_response();
        }
        // A range of a file that has changed meanwhile would not fit what the client has.
        let is_same = text(header::IF_RANGE).is_none_or(|known| known == self.tag);
        let range = text(header::RANGE).filter(|_| is_same);
        let (status, range, body) = match part(range, self.bytes.len()) {
            Part::Whole => (StatusCode::OK, None, self.bytes.clone()),
            Part::Bytes(first, last) => {
                let range = format!("bytes {first}-{last}/{}", self.bytes.len());
                (StatusCode::PARTIAL_CONTENT, Some(range), self.bytes.slice(first..=last))
            }
            Part::Beyond => {
                let range = format!("bytes */{}", self.bytes.len());
                let head = [(header::CONTENT_RANGE, range)];
                return (StatusCode::RANGE_NOT_SATISFIABLE, head, beyond()).into_response();
            }
        };
        let head = [
            (header::CONTENT_TYPE, self.kind.to_owned()),
            (header::ACCEPT_RANGES, "bytes".to_owned()),
        ];
        let range = range.map(|range| [(header::CONTENT_RANGE, range)]);
        match range {
            Some(range) => (status, self.validators(), head, range, body).into_response(),
            None => (status, self.validators(), head, body).into_response(),
        }
    }

    /// What a client later asks with.
    fn validators(&self) -> [(HeaderName, String); 2] {
        let modified = self.modified.to_zoned(TimeZone::UTC);
        let modified = modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        [(header::ETAG, self.tag.to_owned()), (header::LAST_MODIFIED, modified)]
    }

    /// Whether the client has the file as it is. A time counts only without a tag (RFC 9110).
    fn is_known(&self, tags: Option<&str>, since: Option<&str>) -> bool {
        if let Some(tags) = tags {
            let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
            return tags.split(',').any(|tag| tag.trim() == "*" || plain(tag) == self.tag);
        }
        let since = since.and_then(|text| DateTimeParser::new().parse_timestamp(text).ok());
        since.is_some_and(|since| self.modified.as_second() <= since.as_second())
    }
}

/// A parsed `Range` header.
#[derive(Debug, PartialEq)]
enum Part {
    Whole,
    /// First and last byte, both inclusive.
    Bytes(usize, usize),
    Beyond,
}

/// Parses a `Range` header; several ranges or an invalid one are answered with the whole file.
fn part(range: Option<&str>, length: usize) -> Part {
    let number = |text: &str| {
        let number = text.parse::<u64>().ok();
        number.map(|n| usize::try_from(n).unwrap_or(usize::MAX))
    };
    let range = range.and_then(|r| r.strip_prefix("bytes=")).and_then(|r| r.split_once('-'));
    let (first, last) = match range {
        None => return Part::Whole,
        Some(("", last)) => match number(last) {
            Some(0) => return Part::Beyond,
            Some(count) => (Some(length.saturating_sub(count)), Some(usize::MAX)),
            None => return Part::Whole,
        },
        Some((first, "")) => (number(first), Some(usize::MAX)),
        Some((first, last)) => (number(first), number(last)),
    };
    match (first, last) {
        (Some(first), Some(last)) if first > last => Part::Whole,
        (Some(first), Some(_)) if first >= length => Part::Beyond,
        (Some(first), Some(last)) => Part::Bytes(first, last.min(length - 1)),
        _ => Part::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read() {
        for (range, expected) in [
            (None, Part::Whole),
            (Some("bytes=0-9"), Part::Bytes(0, 9)),
            (Some("bytes=90-"), Part::Bytes(90, 99)),
            (Some("bytes=90-1000"), Part::Bytes(90, 99)),
            (Some("bytes=-10"), Part::Bytes(90, 99)),
            (Some("bytes=-1000"), Part::Bytes(0, 99)),
            (Some("bytes=100-"), Part::Beyond),
            (Some("bytes=-0"), Part::Beyond),
            (Some("bytes=9-3"), Part::Whole),
            (Some("bytes=0-1,5-6"), Part::Whole),
            (Some("bytes=-"), Part::Whole),
            (Some("lines=1-2"), Part::Whole),
        ] {
            assert_eq!(part(range, 100), expected, "{range:?}");
        }
        assert_eq!(part(Some("bytes=0-"), 0), Part::Beyond);
        assert_eq!(part(Some("bytes=-5"), 0), Part::Beyond);
    }

    #[test]
    fn a_known_file_is_not_sent_again() {
        let bytes = Bytes::from_static(b"0123456789");
        let modified = "2026-11-22T12:00:00.5Z".parse().unwrap();
        let file = Download { kind: "text/plain", tag: "\"a\"", modified, bytes: &bytes };
        let at = "Sun, 22 Nov 2026 12:00:00 GMT";
        for (name, value, status) in [
            ("if-none-match", "\"a\"", 304),
            ("if-none-match", "\"b\", W/\"a\"", 304),
            ("if-none-match", "*", 304),
            ("if-none-match", "\"b\"", 200),
            ("if-modified-since", at, 304),
            ("if-modified-since", "Sun, 22 Nov 2026 11:59:59 GMT", 200),
            ("if-modified-since", "yesterday", 200),
            ("range", "bytes=2-3", 206),
            ("range", "bytes=10-", 416),
        ] {
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
            let response = file.response(&headers, || "beyond".into_response());
            assert_eq!(response.status(), status, "{name}: {value}");
            let tag = response.headers().get("etag").map(|tag| tag.to_str().unwrap());
            assert_eq!(tag, (status != 416).then_some("\"a\""), "{name}: {value}");
        }
        let both = [("if-none-match", "\"b\""), ("if-modified-since", at)];
        let both = both.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let response = file.response(&HeaderMap::from_iter(both), || "beyond".into_response());
        assert_eq!(response.status(), 200, "the tag decides");
        assert_eq!(response.headers()["last-modified"], at);
    }
}
