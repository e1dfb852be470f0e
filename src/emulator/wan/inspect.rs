//! Inspection after a submission: required fields, combinations, media. An error makes the task
//! fail within a second; the submission itself was answered with 200.

mod audio;
mod look;
mod parameters;

use std::sync::Arc;

use serde_json::Value;

use crate::emulator::wan::world::Fault;
use crate::emulator::wan::world::task::Inputs;

pub(super) use look::Look;
pub(super) use parameters::written_size;

fn fault<T>(code: &str, message: impl Into<String>) -> Result<T, Fault> {
    Err((code.to_owned(), message.into()))
}

fn invalid<T>(message: impl Into<String>) -> Result<T, Fault> {
    fault("InvalidParameter", message)
}

/// A field, if it is present and not null.
fn given<'a>(within: &'a Value, name: &str) -> Option<&'a Value> {
    within.get(name).filter(|value| !value.is_null())
}

/// Inspects the body of a video submission.
pub(super) async fn video(look: Look, family: &str, body: Arc<Value>) -> Result<Inputs, Fault> {
    let input = &body["input"];
    let parameters = &body["parameters"];
    parameters::of_video(family, parameters)?;
    for field in ["prompt", "negative_prompt", "audio_url"] {
        if given(input, field).is_some_and(|value| !value.is_string()) {
            return invalid(format!("input.{field} must be a string"));
        }
    }
    if let Some(negative) = input["negative_prompt"].as_str()
        && negative.chars().count() > 500
    {
        return invalid("negative_prompt is too long");
    }
    let prompt = input["prompt"].as_str().filter(|p| !p.trim().is_empty());
    if matches!(family, "t2v" | "r2v") && prompt.is_none() {
        return invalid("Field required: input.prompt");
    }
    match family {
        "t2v" => {
            if given(input, "media").is_some() {
                return invalid("input.media is not supported by this model");
            }
            let mut inputs = Inputs::default();
            if let Some(url) = input["audio_url"].as_str() {
                look.audio(&mut inputs, url, 2.0, 30.0).await?;
            }
            Ok(inputs)
        }
        "i2v" => look.i2v(input, parameters).await,
        "r2v" => look.r2v(input, parameters).await,
        "videoedit" => look.videoedit(input).await,
        // wan3.0: at least one input is required, and every input must be reachable.
        _ if prompt.is_none() && given(input, "media").is_none() => {
            invalid("Field required: input.prompt")
        }
        _ => look.anything(input).await,
    }
}

/// Inspects the body of an image submission.
pub(super) async fn image(look: Look, family: &str, body: Arc<Value>) -> Result<Inputs, Fault> {
    let messages = body["input"]["messages"].as_array();
    let Some([message]) = messages.map(Vec::as_slice) else {
        return invalid("Field required: input.messages");
    };
    let parts = message["content"].as_array().map(Vec::as_slice).unwrap_or_default();
    let images: Vec<_> = parts.iter().filter_map(|p| given(p, "image")).collect();
    if message["role"] != "user" || images.len() > 9 {
        return invalid("one user message with at most nine images is supported");
    }
    let texts: Vec<_> = parts.iter().filter_map(|p| p["text"].as_str()).collect();
    if texts.len() > 1 || texts.iter().any(|t| t.chars().count() > 5000) {
        return invalid("one text of at most 5000 characters is supported");
    }
    if texts.iter().all(|t| t.trim().is_empty()) {
        return invalid("Field required: input.messages.0.content.text");
    }
    parameters::of_image(family, images.len(), &body["parameters"])?;
    let mut inputs = Inputs::default();
    for url in images {
        let Some(url) = url.as_str() else { return invalid("image must be a string") };
        let image = look.image(url).await?;
        // A result made from several images has the aspect ratio of the last one.
        inputs.shape = Some(image.size);
        inputs.first = inputs.first.take().or(Some(image));
    }
    Ok(inputs)
}

struct Item {
    kind: String,
    url: String,
}

fn media(input: &Value) -> Result<Vec<Item>, Fault> {
    let Some(list) = input["media"].as_array().filter(|l| !l.is_empty()) else {
        return invalid("Field required: input.media");
    };
    let text = |item: &Value, i: usize, field: &str| match item[field].as_str() {
        Some(text) => Ok(text.to_owned()),
        None => invalid(format!("Field required: input.media.{i}.{field}")),
    };
    let items = list.iter().enumerate();
    items.map(|(i, m)| Ok(Item { kind: text(m, i, "type")?, url: text(m, i, "url")? })).collect()
}

impl Look {
    async fn i2v(&self, input: &Value, parameters: &Value) -> Result<Inputs, Fault> {
        let items = media(input)?;
        let mut kinds: Vec<_> = items.iter().map(|i| i.kind.as_str()).collect();
        kinds.sort_unstable();
        let allowed: [&[&str]; 6] = [
            &["first_frame"],
            &["driving_audio", "first_frame"],
            &["first_frame", "last_frame"],
            &["driving_audio", "first_frame", "last_frame"],
            &["first_clip"],
            &["first_clip", "last_frame"],
        ];
        if !allowed.contains(&kinds.as_slice()) {
            return invalid(format!("media combination {kinds:?} is not supported"));
        }
        let mut inputs = Inputs::default();
        for item in &items {
            match item.kind.as_str() {
                "first_frame" => inputs.first = Some(self.image(&item.url).await?),
                "last_frame" => inputs.last = Some(self.image(&item.url).await?),
                "first_clip" => self.video(&mut inputs, &item.url, 2.0, 10.0).await?,
                _ => {
                    self.audio(&mut inputs, &item.url, 2.0, 30.0).await?;
                }
            }
        }
        if let Some((_, seconds)) = inputs.video
            && parameters["duration"].as_f64().unwrap_or(5.0) <= seconds
        {
            return fault("InvalidParameter", "duration must exceed the length of first_clip");
        }
        Ok(inputs)
    }

    async fn r2v(&self, input: &Value, parameters: &Value) -> Result<Inputs, Fault> {
        let items = media(input)?;
        let of = |kind: &str| items.iter().filter(|i| i.kind == kind).count();
        let (images, videos, frames) =
            (of("reference_image"), of("reference_video"), of("first_frame"));
        if images + videos + frames != items.len()
            || frames > 1
            || !(1..=5).contains(&(images + videos))
        {
            return invalid("one to five references and at most one first_frame are supported");
        }
        if videos > 0 && parameters["duration"].as_i64().is_some_and(|d| d > 10) {
            return invalid("duration is at most 10 with a reference_video");
        }
        // The page's own figures: of three videos, 1.65 s each are billed.
        let reference_share = match videos {
            0 | 1 => 5.0,
            3 => 1.65,
            _ => 5.0 / videos as f64,
        };
        let mut inputs = Inputs { reference_share, ..Inputs::default() };
        for item in &items {
            if item.kind == "reference_video" {
                self.video(&mut inputs, &item.url, 1.0, 30.0).await?;
            } else {
                let image = self.image(&item.url).await?;
                if item.kind == "first_frame" {
                    inputs.frame = Some(image.size);
                }
                if inputs.first.is_none() || item.kind == "first_frame" {
                    inputs.first = Some(image);
                }
            }
        }
        for item in input["media"].as_array().into_iter().flatten() {
            if let Some(voice) = item["reference_voice"].as_str() {
                self.audio(&mut inputs, voice, 1.0, 10.0).await?;
            }
        }
        Ok(inputs)
    }

    async fn videoedit(&self, input: &Value) -> Result<Inputs, Fault> {
        let items = media(input)?;
        let videos = items.iter().filter(|i| i.kind == "video").count();
        let images = items.iter().filter(|i| i.kind == "reference_image").count();
        if videos != 1 || images > 4 || videos + images != items.len() {
            return invalid("exactly one video and at most four reference_image are supported");
        }
        let mut inputs = Inputs::default();
        for item in &items {
            if item.kind == "video" {
                self.video(&mut inputs, &item.url, 2.0, 10.0).await?;
            } else {
                self.image(&item.url).await?;
            }
        }
        Ok(inputs)
    }

    async fn anything(&self, input: &Value) -> Result<Inputs, Fault> {
        let mut inputs = Inputs::default();
        if given(input, "media").is_none() {
            return Ok(inputs);
        }
        let items = media(input)?;
        let of = |kind: &str| items.iter().filter(|i| i.kind == kind).count();
        for (kind, most) in [
            ("first_frame", 1),
            ("last_frame", 1),
            ("reference_image", 10),
            ("reference_video", 5),
            ("reference_audio", 5),
            ("file", 1),
            ("link", 1),
        ] {
            if of(kind) > most {
                return invalid(format!("at most {most} {kind} is supported"));
            }
        }
        let frames = of("first_frame") + of("last_frame");
        if frames > 0 && frames < items.len() {
            return invalid("frames and references are mutually exclusive");
        }
        if of("file") > 0 && of("link") > 0 {
            return invalid("file and link are mutually exclusive");
        }
        let (mut shown, mut heard) = (0.0, 0.0);
        for item in items {
            match item.kind.as_str() {
                "last_frame" => inputs.last = Some(self.image(&item.url).await?),
                "first_frame" | "reference_image" => {
                    inputs.first = Some(self.image(&item.url).await?);
                }
                "reference_video" => {
                    self.video(&mut inputs, &item.url, 0.1, 15.0).await?;
                    shown += inputs.video.map_or(0.0, |(_, seconds)| seconds);
                }
                "reference_audio" => {
                    heard += self.audio(&mut inputs, &item.url, 0.1, 15.0).await?;
                }
                // Differs: wan-wan3-files
                "file" | "link" => {}
                other => return invalid(format!("media type {other} is not supported")),
            }
        }
        if shown > 15.05 || heard > 15.05 {
            return invalid("references of a kind are at most 15 seconds long together");
        }
        Ok(inputs)
    }
}
