//! What the provider looks at after a submission: required fields, combinations, media. What it
//! finds makes the task fail within a second; the submission was answered with 200.

use std::io::Cursor;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use image::{ImageDecoder, ImageReader, RgbImage};
use serde_json::Value;

use crate::emulator::wan::render;
use crate::emulator::wan::world::{Inputs, Wan};

/// Code and message of a failed task.
type Fault = (String, String);

fn fault<T>(code: &str, message: impl Into<String>) -> Result<T, Fault> {
    Err((code.to_owned(), message.into()))
}

fn invalid<T>(message: impl Into<String>) -> Result<T, Fault> {
    fault("InvalidParameter", message)
}

/// Looks at the body of a video submission.
pub(super) async fn video(
    wan: &Wan,
    family: &str,
    model: &str,
    body: &Value,
    resolves: bool,
) -> Result<Inputs, Fault> {
    let input = &body["input"];
    let parameters = &body["parameters"];
    parameters_fit(family, parameters)?;
    if let Some(negative) = input["negative_prompt"].as_str()
        && negative.chars().count() > 500
    {
        return invalid("negative_prompt is too long");
    }
    let prompt = input["prompt"].as_str();
    if matches!(family, "t2v" | "r2v") && prompt.is_none_or(|p| p.trim().is_empty()) {
        return invalid("Field required: input.prompt");
    }
    let look = Look { wan, model, resolves };
    match family {
        "t2v" => {
            if input.get("media").is_some() {
                return invalid("input.media is not supported by this model");
            }
            if let Some(url) = input["audio_url"].as_str() {
                look.audio(url, 2.0, 30.0).await?;
            }
            Ok(Inputs::default())
        }
        "i2v" => look.i2v(input, parameters).await,
        "r2v" => look.r2v(input, parameters).await,
        "videoedit" => look.videoedit(input).await,
        // wan3.0: every field optional; what is there must be reachable.
        _ => look.anything(input).await,
    }
}

/// Looks at the pictures of a picture submission.
pub(super) async fn pictures(
    wan: &Wan,
    model: &str,
    urls: impl Iterator<Item = &str>,
    resolves: bool,
) -> Result<Inputs, Fault> {
    let look = Look { wan, model, resolves };
    let mut inputs = Inputs::default();
    for url in urls {
        let picture = look.picture(url).await?;
        inputs.first = inputs.first.or(Some(picture));
    }
    Ok(inputs)
}

fn parameters_fit(family: &str, parameters: &Value) -> Result<(), Fault> {
    let (resolutions, ratios, least, most): (&[&str], &[&str], i64, i64) = match family {
        "wan3" => (
            &["480P", "720P", "1080P"],
            &["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"],
            2,
            30,
        ),
        "videoedit" => (&["720P", "1080P"], &["16:9", "9:16", "1:1", "4:3", "3:4"], 2, 10),
        _ => (&["720P", "1080P"], &["16:9", "9:16", "1:1", "4:3", "3:4"], 2, 15),
    };
    if let Some(resolution) = parameters.get("resolution")
        && !resolution.as_str().is_some_and(|r| resolutions.contains(&r))
    {
        return invalid(format!("resolution {resolution} is not supported"));
    }
    if let Some(ratio) = parameters.get("ratio")
        && family != "i2v"
        && !ratio.as_str().is_some_and(|r| ratios.contains(&r))
    {
        return invalid(format!("ratio {ratio} is not supported"));
    }
    if let Some(duration) = parameters.get("duration") {
        let fits = match duration.as_i64() {
            Some(0) => family == "videoedit",
            Some(-1) => family == "wan3",
            Some(n) => (least..=most).contains(&n),
            None => false,
        };
        if !fits {
            return invalid(format!("duration {duration} is out of range"));
        }
    }
    if let Some(seed) = parameters.get("seed")
        && !seed
            .as_i64()
            .is_some_and(|s| (0..=2_147_483_647).contains(&s) || (s == -1 && family == "wan3"))
    {
        return invalid(format!("seed {seed} is out of range"));
    }
    if let Some(sound) = parameters.get("audio_setting")
        && !(family == "videoedit" && matches!(sound.as_str(), Some("auto" | "origin")))
    {
        return invalid(format!("audio_setting {sound} is not supported"));
    }
    for flag in ["prompt_extend", "watermark"] {
        if parameters.get(flag).is_some_and(|v| !v.is_boolean()) {
            return invalid(format!("{flag} must be a boolean"));
        }
    }
    Ok(())
}

struct Look<'a> {
    wan: &'a Wan,
    model: &'a str,
    resolves: bool,
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

impl Look<'_> {
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
                "first_frame" => inputs.first = Some(self.picture(&item.url).await?),
                "last_frame" => inputs.last = Some(self.picture(&item.url).await?),
                "first_clip" => self.clip(&mut inputs, &item.url, 2.0, 10.0).await?,
                _ => {
                    self.audio(&item.url, 2.0, 30.0).await?;
                }
            }
        }
        if let Some((_, seconds)) = inputs.clip
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
        let mut inputs =
            Inputs { reference_share: 5.0 / videos.max(1) as f64, ..Inputs::default() };
        for item in &items {
            if item.kind == "reference_video" {
                self.clip(&mut inputs, &item.url, 1.0, 30.0).await?;
            } else {
                let picture = self.picture(&item.url).await?;
                if item.kind == "first_frame" {
                    inputs.frame = Some(picture.dimensions());
                }
                if inputs.first.is_none() || item.kind == "first_frame" {
                    inputs.first = Some(picture);
                }
            }
        }
        for item in input["media"].as_array().into_iter().flatten() {
            if let Some(voice) = item["reference_voice"].as_str() {
                self.audio(voice, 1.0, 10.0).await?;
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
                self.clip(&mut inputs, &item.url, 2.0, 10.0).await?;
            } else {
                self.picture(&item.url).await?;
            }
        }
        Ok(inputs)
    }

    async fn anything(&self, input: &Value) -> Result<Inputs, Fault> {
        let mut inputs = Inputs::default();
        if input.get("media").is_none() {
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
                "last_frame" => inputs.last = Some(self.picture(&item.url).await?),
                "first_frame" | "reference_image" => {
                    inputs.first = Some(self.picture(&item.url).await?);
                }
                "reference_video" => {
                    self.clip(&mut inputs, &item.url, 0.1, 15.0).await?;
                    shown += inputs.clip.map_or(0.0, |(_, seconds)| seconds);
                }
                "reference_audio" => {
                    heard += self.audio(&item.url, 0.1, 15.0).await?.unwrap_or(0.0);
                }
                "file" | "link" => {}
                other => return invalid(format!("media type {other} is not supported")),
            }
        }
        if shown > 15.05 || heard > 15.05 {
            return invalid("references of a kind are at most 15 seconds long together");
        }
        Ok(inputs)
    }

    async fn picture(&self, url: &str) -> Result<RgbImage, Fault> {
        let bytes = self.fetch(url, true).await?;
        picture(&bytes)
    }

    async fn clip(
        &self,
        inputs: &mut Inputs,
        url: &str,
        least: f64,
        most: f64,
    ) -> Result<(), Fault> {
        let bytes = self.fetch(url, false).await?;
        if bytes.len() > 100_000_000 {
            return fault("InvalidFile.Size", "The video is larger than 100 MB.");
        }
        let Some((size, seconds)) = clip_facts(&bytes) else {
            return fault("InvalidFile.Format", "The video format is not supported.");
        };
        if !(least..=most + 0.05).contains(&seconds) {
            return fault(
                "InvalidFile.Duration",
                format!("The video duration must be between {least} and {most} seconds."),
            );
        }
        let (short, long) = (size.0.min(size.1), size.0.max(size.1));
        if long > 8 * short {
            return fault("InvalidFile.AspectRatio", "The aspect ratio is not supported.");
        }
        if short < 240 || long > 4096 {
            return fault("InvalidFile.Resolution", "The video resolution is not supported.");
        }
        inputs.clip = Some((size, seconds));
        // Five seconds in all are billed, shared among the clips.
        inputs.reference_seconds += seconds.min(inputs.reference_share);
        // A clip of ours shows its first picture again; of another codec nothing can be seen.
        if inputs.first.is_none() {
            inputs.first = render::first_picture(&bytes);
        }
        Ok(())
    }

    /// Says how long the sound is, where its header tells.
    async fn audio(&self, url: &str, least: f64, most: f64) -> Result<Option<f64>, Fault> {
        let bytes = self.fetch(url, false).await?;
        if bytes.len() > 15_000_000 {
            return fault("InvalidFile.Size", "The audio is larger than 15 MB.");
        }
        let is_wav = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE");
        let is_mp3 = bytes.starts_with(b"ID3")
            || matches!(bytes.get(..2), Some([0xff, b]) if b & 0xe6 == 0xe2);
        if !is_wav && !is_mp3 {
            return fault("InvalidFile.Format", "The audio format is not supported.");
        }
        // Of an MP3 only the format is looked at: its length is in its frames, not in a header.
        let told = is_wav.then(|| wav_seconds(&bytes)).flatten();
        if let Some(seconds) = told
            && !(least..=most + 0.05).contains(&seconds)
        {
            return fault(
                "InvalidFile.Duration",
                format!("The audio duration must be between {least} and {most} seconds."),
            );
        }
        Ok(told)
    }

    /// The bytes behind an address: inside the request, in the temporary store, or elsewhere.
    async fn fetch(&self, url: &str, inline: bool) -> Result<Bytes, Fault> {
        if let Some(rest) = url.strip_prefix("data:") {
            if !inline {
                return invalid("data URLs are supported for images only");
            }
            let Some((_, data)) = rest.split_once(";base64,") else {
                return invalid("the data URL is not base64");
            };
            return match BASE64_STANDARD.decode(data) {
                Ok(bytes) => Ok(bytes.into()),
                Err(_) => invalid("the data URL is not base64"),
            };
        }
        if let Some(key) = url.strip_prefix("oss://") {
            if !self.resolves {
                return fault(
                    "InvalidParameter.DataInspection",
                    "Unable to download the media resource during the data inspection process.",
                );
            }
            let world = self.wan.lock();
            return match world.objects.get(key) {
                Some(o) if o.model == self.model => Ok(o.bytes.clone()),
                _ => invalid(format!("Failed to download {url}")),
            };
        }
        self.download(url).await
    }

    /// Only from this machine: the real service would ask the whole internet, a stand-in must
    /// not.
    async fn download(&self, url: &str) -> Result<Bytes, Fault> {
        let failed = || invalid(format!("Failed to download {url}"));
        let Ok(parsed) = url::Url::parse(url) else { return failed() };
        let local = matches!(parsed.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if !local {
            return failed();
        }
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(5))
            .build();
        let Ok(client) = client else { return failed() };
        match client.get(parsed).send().await {
            Ok(response) if response.status().is_success() => match response.bytes().await {
                Ok(bytes) => Ok(bytes),
                Err(_) => failed(),
            },
            _ => failed(),
        }
    }
}

/// A picture that the provider takes.
pub(super) fn picture(bytes: &Bytes) -> Result<RgbImage, Fault> {
    if bytes.len() > 20 * 1024 * 1024 {
        return fault("InvalidFile.Size", "The image is larger than 20 MB.");
    }
    let format = || fault("InvalidFile.Format", "The image format is not supported.");
    let Ok(reader) = ImageReader::new(Cursor::new(bytes)).with_guessed_format() else {
        return format();
    };
    let is_png = reader.format() == Some(image::ImageFormat::Png);
    let Ok(decoder) = reader.into_decoder() else { return format() };
    let (width, height) = decoder.dimensions();
    if is_png && decoder.color_type().has_alpha() {
        return fault("InvalidImage.Format", "PNG images with an alpha channel are not supported.");
    }
    if width.min(height) < 240 || width.max(height) > 8000 {
        return fault("InvalidFile.Resolution", format!("The size is not match {width}*{height}"));
    }
    if width.max(height) > 8 * width.min(height) {
        return fault("InvalidFile.AspectRatio", "The aspect ratio is not supported.");
    }
    match image::DynamicImage::from_decoder(decoder) {
        Ok(picture) => Ok(picture.into_rgb8()),
        Err(_) => fault("InvalidFile.Openerror", "The image cannot be opened."),
    }
}

/// The length of a WAV: its data over its byte rate.
fn wav_seconds(bytes: &[u8]) -> Option<f64> {
    let le =
        |at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let format = bytes.windows(4).position(|w| w == b"fmt ")?;
    let data = bytes.windows(4).position(|w| w == b"data")?;
    Some(f64::from(le(data + 4)?) / f64::from(le(format + 16)?.max(1)))
}

/// Size and length of an MP4 or MOV, from its movie and track headers, found by their names.
fn clip_facts(bytes: &[u8]) -> Option<((u32, u32), f64)> {
    if !matches!(bytes.get(4..8)?, b"ftyp" | b"moov" | b"mdat" | b"wide") {
        return None;
    }
    let find = |what: &[u8; 4], from: usize| {
        bytes.get(from..)?.windows(4).position(|w| w == what).map(|at| at + from + 4)
    };
    let be =
        |at: usize| bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    let mvhd = find(b"mvhd", 0)?;
    let (scale, length) = (be(mvhd + 12)?, be(mvhd + 16)?);
    let mut from = mvhd;
    loop {
        let tkhd = find(b"tkhd", from)?;
        let (width, height) = (be(tkhd + 76)? >> 16, be(tkhd + 80)? >> 16);
        if width > 0 && height > 0 {
            let seconds = f64::from(length) / f64::from(scale.max(1));
            return Some(((width, height), seconds));
        }
        from = tkhd;
    }
}
