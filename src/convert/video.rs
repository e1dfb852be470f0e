//! Videos: repackaged without loss where only the container is wrong, re-encoded as H.264 with AAC
//! otherwise, and cut where they are too long.

use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::{Ffmpeg, Source};
use crate::convert::inspector::Inspector;
use crate::convert::limit::{Converted, Excess, Limit};
use crate::convert::probe::{self, Contents, VideoStream};
use crate::convert::samples::{self, Packets, Samples};
use crate::convert::sandbox::{Purpose, Sandbox};
use crate::convert::worker::{self, MAX_FRAMES};
use crate::convert::{damage, demuxer::demuxer, tone_map};
use crate::media::{Change, Detected, Inspection, MIN_RESIZABLE_SIDE, Part, SourceFormat};
use crate::spool::Spooled;

/// Longest side of a re-encoded video in pixels. No model makes larger videos, and a 4K encoder
/// would need more memory than a converter may have.
const MAX_SIDE: u32 = 1920;

/// Frames per second of a re-encoded video. GIFs and screen recordings have fewer, or a rate that
/// changes; the provider refuses unusual rates without stating which (docs/reference/wan-api.md,
/// `InvalidFile.FPS`).
const MIN_RATE: f64 = 24.0;
const MAX_RATE: f64 = 60.0;

/// A cut ends this much before the limit, in seconds, because the last frame lasts a little longer.
/// For the same reason a video that is longer by this much is not cut: the catalogue takes it.
const CUT_MARGIN: f64 = 0.05;

/// Where a cut begins and how long the rest is, in seconds.
#[derive(Debug, Clone, Copy)]
struct Cut {
    from: f64,
    seconds: f64,
}

/// By how much the length that headers state may differ from that of the frames, in seconds:
/// audio ends within a packet, of at most 0.13 s.
const AGREEMENT: f64 = 0.15;

/// Whether models take an MP4 or QuickTime video as it is, whose headers state `stated` seconds: by
/// its codecs, because its samples are not in fragments, whose length players and services read
/// differently, and because its frames are as long as stated and come at a constant rate. One that
/// could be taken is decoded to its end.
pub(super) async fn is_usable(
    ffmpeg: &Ffmpeg,
    file: &Spooled,
    inspection: &Inspection,
) -> Result<bool, ConvertError> {
    let stated = inspection.facts.as_ref().ok().and_then(|f| f.seconds).unwrap_or_default();
    let sandbox = ffmpeg.sandbox(Purpose::Check)?;
    sandbox.store("in", file).await?;
    let contents = probe::look(ffmpeg, &sandbox, "in", "mov").await?;
    let video = contents.video.as_ref().ok_or(ConvertError::NoVideo)?;
    let is_taken = is_accepted(video)
        && contents.audio.as_ref().is_none_or(|a| is_accepted_audio(&a.codec))
        && !inspection.is_fragmented;
    if !is_taken {
        return Ok(false);
    }
    let packets = samples::read(ffmpeg, &sandbox, "in", "mov").await?;
    let samples = packets.samples(video.index, contents.start);
    if samples.is_some_and(|s| !s.is_regular || (s.end - stated).abs() > AGREEMENT) {
        return Ok(false);
    }
    let opened = Opened { file: "in", format: "mov", contents, packets };
    decode(ffmpeg, &sandbox, &opened).await?;
    Ok(true)
}

/// A video as it came.
pub(super) struct Input<'a> {
    pub file: &'a Spooled,
    pub detected: Detected,
    /// This program, which also reads the frames of an animated WebP.
    pub inspector: Inspector<'a>,
}

/// Converts a video to an MP4 that keeps a limit.
pub(super) async fn convert(
    ffmpeg: &Ffmpeg,
    input: Input<'_>,
    limit: &Limit,
    keep: Part,
) -> Result<Converted, ConvertError> {
    let sandbox = ffmpeg.sandbox(Purpose::Conversion)?;
    let Input { detected, inspector, .. } = input;
    let opened = open(ffmpeg, &sandbox, input).await?;
    let video = opened.contents.video.as_ref().ok_or(ConvertError::NoVideo)?;
    let (samples, total) = (opened.samples(), opened.length());
    let cut = cut(total, limit.max_seconds, keep);
    let size = size(video, limit)?;
    let run = Run { ffmpeg, inspector, sandbox: &sandbox, opened: &opened, limit };
    let is_copied = cut.is_none()
        && size == (video.width, video.height)
        && is_accepted(video)
        && samples.is_some_and(|s| s.is_regular);
    let out = if is_copied { run.repackage(video, total).await? } else { None };
    let out = match out {
        Some(out) => out,
        None => run.reencode(video, size, total, cut).await?,
    };
    let mut changes = Vec::new();
    if !matches!(detected, Detected::Accepted(_)) {
        changes.push(Change::Converted { from: detected });
    }
    changes.extend(cut.map(|cut| Change::Cut { part: keep, seconds: cut.seconds, of: total }));
    Ok(Converted { file: out, changes })
}

/// By how much a video is longer than `max` seconds, if it has to be cut for that.
pub(super) async fn excess(
    ffmpeg: &Ffmpeg,
    input: Input<'_>,
    max: f64,
) -> Result<Option<Excess>, ConvertError> {
    let sandbox = ffmpeg.sandbox(Purpose::Check)?;
    let total = open(ffmpeg, &sandbox, input).await?.length();
    let cut = cut(total, Some(max), Part::First);
    Ok(total.zip(cut).map(|(seconds, cut)| Excess { seconds, kept: cut.seconds }))
}

/// A file in the sandbox, and what it contains.
struct Opened {
    file: &'static str,
    format: &'static str,
    contents: Contents,
    packets: Packets,
}

impl Opened {
    /// When its frames are shown, if its packets say so.
    fn samples(&self) -> Option<Samples> {
        let video = self.contents.video.as_ref()?;
        self.packets.samples(video.index, self.contents.start)
    }

    /// The length of its frames in seconds; audio that is longer is cut to it.
    fn length(&self) -> Option<f64> {
        self.samples().map(|s| s.end).or_else(|| stated_length(&self.contents))
    }
}

/// Decodes the frames and the audio of a video to their end.
async fn decode(ffmpeg: &Ffmpeg, sandbox: &Sandbox, opened: &Opened) -> Result<(), ConvertError> {
    let Opened { file, format, contents, packets } = opened;
    let video = contents.video.as_ref().ok_or(ConvertError::NoVideo)?;
    let input = Source::new(file, format);
    damage::decode_frames(ffmpeg, sandbox, input, video.index).await?;
    if let Some(audio) = &contents.audio
        && let Some(seconds) = packets.content(audio.index)
    {
        damage::decode_audio(ffmpeg, sandbox, input, audio.index, seconds).await?;
    }
    Ok(())
}

/// Looks into a video, so that its length is known if any reader can tell it.
async fn open(
    ffmpeg: &Ffmpeg,
    sandbox: &Sandbox,
    Input { file: spooled, detected, inspector }: Input<'_>,
) -> Result<Opened, ConvertError> {
    sandbox.store("in", spooled).await?;
    let (mut file, mut format) = ("in", demuxer(detected, spooled.start()));
    damage::verify_size(format, spooled)?;
    if matches!(detected, Detected::Convertible(SourceFormat::AnimatedWebP)) {
        let worker = inspector.worker.ok_or(ConvertError::NotInstalled)?;
        file = worker::frames(worker, sandbox, "in").await?;
    }
    let mut contents = probe::look(ffmpeg, sandbox, file, format).await?;
    let stated = contents.seconds.filter(|_| damage::states_length(format));
    if stated_length(&contents).is_none() {
        // A recording of a browser states no length, nor does an animated PNG; another container
        // does. It has no name for PNG, so that those frames are written without loss instead.
        let is_png = format == "apng";
        let limits = ffmpeg.limits(if is_png { MAX_FRAMES } else { spooled.len() * 2 });
        let codec = if is_png { "ffv1" } else { "copy" };
        let packed = ["-map", "0", "-c", codec, "-f", "matroska", "packed.mkv"];
        ffmpeg.run(sandbox, Source::new(file, format), &packed, &limits).await?;
        (file, format) = ("packed.mkv", "matroska");
        contents = probe::look(ffmpeg, sandbox, file, format).await?;
    }
    let packets = samples::read(ffmpeg, sandbox, file, format).await?;
    damage::verify_end(&packets, contents.start, stated)?;
    Ok(Opened { file, format, contents, packets })
}

/// The length that the file states for its frames.
fn stated_length(contents: &Contents) -> Option<f64> {
    contents.video.as_ref().and_then(|v| v.seconds).or(contents.seconds)
}

fn cut(total: Option<f64>, max: Option<f64>, keep: Part) -> Option<Cut> {
    let (total, max) = (total?, max?);
    if total <= max + CUT_MARGIN {
        return None;
    }
    let seconds = max - CUT_MARGIN;
    let from = if keep == Part::Last { total - seconds } else { 0.0 };
    Some(Cut { from, seconds })
}

/// Whether the frames are what the provider and Discord's players take.
fn is_accepted(video: &VideoStream) -> bool {
    let is_eight_bit = matches!(video.pixel_format.as_str(), "yuv420p" | "yuvj420p");
    video.codec == "h264" && is_eight_bit && !video.is_hdr()
}

/// Threads to encode with: each keeps frames of its own, which are large.
fn threads(video: &VideoStream) -> &'static str {
    let large = u64::from(video.width) * u64::from(video.height) > 1920 * 1088;
    if large || video.is_hdr() { "1" } else { "2" }
}

/// The streams that are used.
fn map(contents: &Contents, video: &VideoStream) -> Vec<String> {
    let streams = [Some(video.index), contents.audio.as_ref().map(|audio| audio.index)];
    let streams = streams.into_iter().flatten();
    streams.flat_map(|index| ["-map".to_owned(), format!("0:{index}")]).collect()
}

fn is_accepted_audio(codec: &str) -> bool {
    matches!(codec, "aac" | "mp3")
}

/// The size to encode in: within the limits, in the same proportions, with even sides.
fn size(video: &VideoStream, limit: &Limit) -> Result<(u32, u32), ConvertError> {
    let (width, height) = (video.width, video.height);
    let shorter = width.min(height);
    let max = limit.max_side.unwrap_or(u32::MAX);
    if shorter < MIN_RESIZABLE_SIDE {
        return Err(ConvertError::TooSmall { width, height, min: MIN_RESIZABLE_SIDE, max });
    }
    let longer = width.max(height);
    if is_accepted(video) && longer <= max && shorter >= limit.min_side.unwrap_or(0) {
        return Ok((width, height));
    }
    let down = f64::from(max.min(MAX_SIDE)) / f64::from(longer);
    let up = f64::from(limit.min_side.unwrap_or(0)) / f64::from(shorter);
    let factor = down.min(1.0).max(up);
    // Up to the next even number, so that a side does not fall below the minimum.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from a float stops at the limits"
    )]
    let even = |side: u32| ((f64::from(side) * factor / 2.0).ceil() as u32).saturating_mul(2);
    Ok((even(width), even(height)))
}

/// What copying and encoding have in common.
struct Run<'a> {
    ffmpeg: &'a Ffmpeg,
    inspector: Inspector<'a>,
    sandbox: &'a Sandbox,
    opened: &'a Opened,
    limit: &'a Limit,
}

impl Run<'_> {
    /// Copies the streams into an MP4, if they can be decoded. `None` if that fails, or if the result
    /// is too large or longer than its frames.
    async fn repackage(
        &self,
        video: &VideoStream,
        total: Option<f64>,
    ) -> Result<Option<Spooled>, ConvertError> {
        let contents = &self.opened.contents;
        let mut arguments = map(contents, video);
        if damage::is_file(self.opened.format) {
            decode(self.ffmpeg, self.sandbox, self.opened).await?;
        }
        let audio = contents.audio.as_ref();
        let is_copied = audio.is_some_and(|a| is_accepted_audio(&a.codec));
        let codec = if is_copied { "copy" } else { "aac" };
        arguments.extend(["-c:v", "copy", "-c:a", codec, "-b:a", "128k"].map(str::to_owned));
        if let Some(total) = total {
            arguments.extend(["-t".to_owned(), format!("{total:.3}")]);
        }
        let written = match self.write(&[], arguments).await {
            Err(ConvertError::Unreadable) => return Ok(None),
            written => written?,
        };
        let Some(written) = written else { return Ok(None) };
        let length = self.inspector.inspect(&written).await?.facts.ok().and_then(|f| f.seconds);
        let agrees = length.zip(total).is_none_or(|(length, total)| length <= total + AGREEMENT);
        Ok(agrees.then_some(written))
    }

    async fn reencode(
        &self,
        video: &VideoStream,
        (width, height): (u32, u32),
        total: Option<f64>,
        cut: Option<Cut>,
    ) -> Result<Spooled, ConvertError> {
        let rate = video.rate.unwrap_or(30.0).clamp(MIN_RATE, MAX_RATE);
        let scale = format!("scale={width}:{height}:flags=bicubic");
        let mapped = tone_map::filters(self.sandbox, &video.transfer).await?;
        let ends = cut.map(|c| c.seconds).or(total);
        let begins = cut.filter(|c| c.from > 0.0).map(|c| format!("{:.3}", c.from));
        let before: Vec<&str> = begins.iter().flat_map(|from| ["-ss", from.as_str()]).collect();
        // Where there is not enough memory for the table, colours are only converted to eight bits.
        let filters = [mapped, Some(String::new())].into_iter().flatten();
        let mut failed = ConvertError::Unreadable;
        for mapped in filters {
            let filter = format!("{scale}{mapped},setsar=1,fps={rate:.3},format=yuv420p");
            let mut arguments = map(&self.opened.contents, video);
            let encode = ["-filter_threads", "1", "-vf", &filter, "-threads", threads(video)];
            arguments.extend(encode.map(str::to_owned));
            let encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18"];
            arguments.extend(encode.map(str::to_owned));
            // Fewer frames are looked ahead at than by default: each costs memory.
            let encode = ["-x264-params", "rc-lookahead=10", "-c:a", "aac", "-b:a", "128k"];
            arguments.extend(encode.map(str::to_owned));
            if let Some(seconds) = ends {
                arguments.extend(["-t".to_owned(), format!("{seconds:.3}")]);
            }
            match self.write_whole(&before, arguments).await {
                Ok(Some(file)) => return Ok(file),
                Ok(None) => return Err(ConvertError::TooLarge { limit: self.limit.max_bytes }),
                Err(e @ ConvertError::TooDemanding) => failed = e,
                Err(e) => return Err(e),
            }
        }
        Err(failed)
    }

    /// Writes the output of a file without faults.
    async fn write_whole(
        &self,
        before: &[&str],
        arguments: Vec<String>,
    ) -> Result<Option<Spooled>, ConvertError> {
        if damage::is_file(self.opened.format) {
            let strict = arguments.iter().cloned().chain(["-xerror".to_owned()]).collect();
            match self.write(before, strict).await {
                Err(ConvertError::Unreadable) => {}
                written => return written,
            }
            // The fault may be one that nobody notices: a packet of the audio, or its odd times.
            decode(self.ffmpeg, self.sandbox, self.opened).await?;
        }
        self.write(before, arguments).await
    }

    /// Runs ffmpeg and takes the output; `None` if it is larger than allowed.
    async fn write(
        &self,
        before: &[&str],
        mut arguments: Vec<String>,
    ) -> Result<Option<Spooled>, ConvertError> {
        // Neither places nor names of the original are passed on.
        let end = ["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart"];
        arguments.extend(end.map(str::to_owned));
        arguments.extend(["-f", "mp4", "out.mp4"].map(str::to_owned));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let Opened { file, format, .. } = *self.opened;
        let input = Source { file, demuxer: format, before };
        // The index is moved to the front, for which the file grows once more.
        let limits = self.ffmpeg.limits(self.limit.max_bytes * 2);
        self.ffmpeg.run(self.sandbox, input, &arguments, &limits).await?;
        let written = self.sandbox.take("out.mp4").await?;
        Ok(Some(written).filter(|file| file.len() <= self.limit.max_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        max_bytes: 100_000_000,
        min_side: Some(240),
        max_side: Some(4096),
        max_seconds: Some(10.0),
    };

    fn video(codec: &str, width: u32, height: u32) -> VideoStream {
        VideoStream {
            index: 0,
            codec: codec.into(),
            pixel_format: "yuv420p".into(),
            width,
            height,
            transfer: String::new(),
            rate: None,
            seconds: None,
        }
    }

    #[test]
    fn sizes_keep_their_proportions_within_the_limits() {
        let of = |codec, width, height| size(&video(codec, width, height), &LIMIT).unwrap();
        assert_eq!(of("h264", 3840, 2160), (3840, 2160), "an accepted size stays");
        assert_eq!(of("hevc", 3840, 2160), (1920, 1080));
        assert_eq!(of("h264", 5000, 2500), (1920, 960));
        assert_eq!(of("gif", 160, 120), (320, 240));
        assert_eq!(of("vp9", 333, 251), (334, 252));
        assert!(matches!(
            size(&video("gif", 300, 60), &LIMIT),
            Err(ConvertError::TooSmall { width: 300, height: 60, min: 64, max: 4096 })
        ));
    }

    #[test]
    fn a_cut_keeps_the_part_that_is_wanted() {
        assert!(cut(Some(10.0), Some(10.0), Part::First).is_none());
        assert!(cut(Some(10.04), Some(10.0), Part::First).is_none(), "one frame longer");
        assert!(cut(None, Some(10.0), Part::First).is_none());
        let first = cut(Some(34.0), Some(10.0), Part::First).unwrap();
        assert_eq!((first.from, first.seconds), (0.0, 9.95));
        let last = cut(Some(34.0), Some(10.0), Part::Last).unwrap();
        assert!((last.from + last.seconds - 34.0).abs() < 1e-9);
    }
}
