//! The body of a submission. Images inside it are encoded while it is sent, so that it is never in
//! memory as a whole.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use serde_json::Value;

use crate::provider::{ByteStream, InputData};

/// The text of a body, and the images inside it.
pub(super) struct SubmissionBody<'a> {
    text: String,
    inputs: &'a [InputData],
    /// What stands in the text before and after the number of an input, in place of its content.
    mark: String,
}

impl<'a> SubmissionBody<'a> {
    /// The body that `build` makes of a URL for each input.
    pub(super) fn new(inputs: &'a [InputData], build: impl Fn(&[String]) -> Value) -> Self {
        let text = |url: &dyn Fn(usize, &InputData) -> String| {
            let urls: Vec<_> = inputs.iter().enumerate().map(|(n, input)| url(n, input)).collect();
            build(&urls).to_string()
        };
        // What no other part of the text contains.
        let others = text(&|_, input| match input {
            InputData::Inline { .. } => String::new(),
            InputData::Stored(url) => url.clone(),
        });
        let mut mark = "@".to_owned();
        while others.contains(&mark) {
            mark.push('@');
        }
        let text = text(&|number, input| match input {
            InputData::Inline { mime, .. } => format!("data:{mime};base64,{mark}{number}{mark}"),
            InputData::Stored(url) => url.clone(),
        });
        Self { text, inputs, mark }
    }

    /// The parts in order: texts, and the inputs between them.
    fn parts(&self) -> impl Iterator<Item = (&str, Option<&'a InputData>)> {
        let mut rest = self.text.as_str();
        let mut is_end = false;
        std::iter::from_fn(move || {
            let next = rest.split_once(&self.mark).and_then(|(before, rest)| {
                let (number, rest) = rest.split_once(&self.mark)?;
                Some((before, self.inputs.get(number.parse::<usize>().ok()?)?, rest))
            });
            match next {
                Some((before, input, after)) => {
                    rest = after;
                    Some((before, Some(input)))
                }
                None if is_end => None,
                None => {
                    is_end = true;
                    Some((rest, None))
                }
            }
        })
    }

    /// Size in bytes.
    pub(super) fn length(&self) -> u64 {
        let input = |input: &InputData| match input {
            InputData::Inline { length, .. } => length.div_ceil(3) * 4,
            InputData::Stored(_) => 0,
        };
        self.parts().map(|(text, inline)| text.len() as u64 + inline.map_or(0, input)).sum()
    }

    /// The body for a call.
    pub(super) fn into_body(self) -> reqwest::Body {
        if self.inputs.iter().any(|input| matches!(input, InputData::Inline { .. })) {
            return reqwest::Body::wrap_stream(self.pieces());
        }
        self.text.into()
    }

    /// The content in pieces.
    fn pieces(&self) -> BoxStream<'static, Result<Bytes, std::io::Error>> {
        let mut all = Vec::new();
        for (text, input) in self.parts() {
            all.push(stream::iter([Ok(Bytes::from(text.to_owned()))]).boxed());
            if let Some(InputData::Inline { open, .. }) = input {
                all.push(in_base64(open()).map_err(std::io::Error::other).boxed());
            }
        }
        stream::iter(all).flatten().boxed()
    }
}

/// Encodes bytes in base64: three become four characters.
fn in_base64(pieces: ByteStream) -> ByteStream {
    let encode = async |(mut pieces, mut left, is_end): (ByteStream, BytesMut, bool)| {
        if is_end {
            return Ok(None);
        }
        let piece = pieces.next().await;
        let is_end = piece.is_none();
        if let Some(piece) = piece {
            left.extend_from_slice(&piece?);
        }
        let whole = if is_end { left.len() } else { left.len() - left.len() % 3 };
        let encoded = BASE64_STANDARD.encode(left.split_to(whole));
        Ok(Some((Bytes::from(encoded), (pieces, left, is_end))))
    };
    stream::try_unfold((pieces, BytesMut::new(), false), encode).boxed()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn any_pieces_are_encoded_as_one() {
        let whole: Vec<u8> = (0..100).collect();
        for size in [1, 2, 3, 7, 100] {
            let pieces: Vec<_> =
                whole.chunks(size).map(|piece| Ok(Bytes::from(piece.to_vec()))).collect();
            let encoded = in_base64(stream::iter(pieces).boxed());
            let encoded: Vec<_> = encoded.map(Result::unwrap).collect().await;
            assert_eq!(encoded.concat(), BASE64_STANDARD.encode(&whole).into_bytes(), "{size}");
        }
    }

    #[tokio::test]
    async fn images_stand_where_their_urls_are_and_no_prompt_is_taken_for_one() {
        let image = |content: &'static [u8]| InputData::Inline {
            mime: "image/png",
            length: content.len() as u64,
            open: Arc::new(move || stream::iter([Ok(Bytes::from_static(content))]).boxed()),
        };
        let inputs = [image(b"first"), InputData::Stored("oss://x".into()), image(b"last")];
        let prompt = "mail me @1@ or @@";
        let build = |urls: &[String]| serde_json::json!({"prompt": prompt, "urls": urls});
        let body = SubmissionBody::new(&inputs, build);
        let sent: Vec<_> = body.pieces().map(Result::unwrap).collect().await;
        let sent = sent.concat();
        assert_eq!(sent.len() as u64, body.length());
        let sent: Value = serde_json::from_slice(&sent).unwrap();
        assert_eq!(sent["prompt"], prompt);
        let encoded = ["first", "last"].map(|text| BASE64_STANDARD.encode(text));
        assert_eq!(
            sent["urls"],
            serde_json::json!([
                format!("data:image/png;base64,{}", encoded[0]),
                "oss://x",
                format!("data:image/png;base64,{}", encoded[1]),
            ])
        );
    }
}
