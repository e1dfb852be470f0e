//! A request as the table writes it, and its answer as the table writes it:
//! `METHOD path [header: value] [body] [→ what is shown of the answer]`.

use reqwest::{Client, Response};
use serde_json::{Value, json};

/// A request of the table.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// A method, or `FORM`: a POST whose body is the field `payload_json` of a form.
    method: &'a str,
    pub(super) path: &'a str,
    header: Option<(&'a str, &'a str)>,
    body: Option<Value>,
    shown: Option<&'a str>,
}

/// Splits off the first word.
fn word(text: &str) -> (&str, &str) {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    (first, rest.trim_start())
}

impl<'a> Call<'a> {
    pub(super) fn read(sent: &'a str) -> Self {
        let (request, shown) = match sent.split_once(" → ") {
            Some((request, shown)) => (request, Some(shown)),
            None => (sent, None),
        };
        let (method, rest) = word(request);
        let (path, rest) = word(rest);
        let named = rest.split_once(": ").filter(|(name, _)| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        });
        let (header, rest) = match named {
            Some((name, rest)) => {
                let (value, rest) = word(rest);
                (Some((name, value)), rest)
            }
            None => (None, rest),
        };
        let body = (!rest.is_empty()).then(|| serde_json::from_str(rest).expect(rest));
        Self { method, path, header, body, shown }
    }

    pub(super) fn request(&self, client: &Client, url: &str) -> reqwest::RequestBuilder {
        if self.method == "FORM" {
            let body = self.body.as_ref().expect("a form has a body").to_string();
            let body: String = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("payload_json", &body)
                .finish();
            let request = client.post(url).body(body);
            return request.header("content-type", "application/x-www-form-urlencoded");
        }
        let method = self.method.parse().expect(self.method);
        let mut request = client.request(method, url);
        if let Some(body) = &self.body {
            request = request.json(body);
        }
        match self.header {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    /// The answer: its status, the code of an error and the field with the error, and what the row
    /// shows of it.
    pub(super) async fn answer(&self, response: Response) -> (String, Value) {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.unwrap_or_default();
        let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| of_xml(&text));
        let mut out = status.to_string();
        match &body["code"] {
            Value::String(code) if status >= 400 => out += &format!(" {code}"),
            Value::Number(code) => out += &format!(" {code}"),
            _ => {}
        }
        if body["errors"].is_object() {
            out += &format!(" at {}", place(&body["errors"]));
        }
        let is_there = |is| if is { "present" } else { "absent" }.to_owned();
        let shown = self.shown.map(|shown| match word(shown) {
            ("has", name) if name.starts_with('/') => is_there(body.pointer(name).is_some()),
            ("has", name) => is_there(headers.contains_key(name)),
            ("header", name) => headers.get(name).map_or("absent".to_owned(), |value| {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            }),
            (pointer, _) => match body.pointer(pointer) {
                Some(Value::String(text)) if !text.is_empty() => text.clone(),
                Some(value) => value.to_string(),
                None => "absent".to_owned(),
            },
        });
        if let Some(shown) = shown {
            out += &format!(" {shown}");
        }
        (out, body)
    }
}

/// The code of an error of the object store.
fn of_xml(text: &str) -> Value {
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    code.map_or(Value::Null, |(code, _)| json!({"code": code}))
}

/// The place of the first error below `errors`.
fn place(errors: &Value) -> String {
    let mut at = Vec::new();
    let mut errors = errors;
    while let Some((key, inner)) = errors.as_object().and_then(|fields| fields.iter().next()) {
        if key == "_errors" {
            break;
        }
        at.push(key.as_str());
        errors = inner;
    }
    at.join(".")
}

#[test]
fn requests_are_read() {
    let call = Call::read("POST a/b?c=d content-type: text/plain {\"x\": \"y: z\"} → has /x");
    let parts = (call.method, call.path, call.header, call.shown);
    let header = Some(("content-type", "text/plain"));
    assert_eq!(parts, ("POST", "a/b?c=d", header, Some("has /x")));
    assert_eq!(call.body, Some(json!({"x": "y: z"})));
    let call = Call::read("GET a");
    assert_eq!((call.path, call.header, call.body, call.shown), ("a", None, None, None));
    assert_eq!(Call::read("PUT a [{\"x\": 1}]").body, Some(json!([{"x": 1}])));
    assert_eq!(place(&json!({"a": {"0": {"_errors": []}}})), "a.0");
    assert_eq!(of_xml("<Error><Code>NoSuchKey</Code></Error>"), json!({"code": "NoSuchKey"}));
}
