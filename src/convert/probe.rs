//! Asks ffprobe what a file contains.

use serde::Deserialize;

use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::Ffmpeg;
use crate::convert::sandbox::Sandbox;
use crate::convert::tone_map::Transfer;

/// What a file contains: its best video stream and its first audio stream.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    pub video: Option<VideoStream>,
    pub audio: Option<AudioStream>,
    /// Duration of the whole file in seconds, if it states one.
    pub seconds: Option<f64>,
    /// The time of its first sample in seconds, which not every format begins with 0.
    pub start: Option<f64>,
}

/// A video stream.
#[derive(Debug, Clone)]
pub(super) struct VideoStream {
    pub index: u32,
    pub codec: String,
    pub pixel_format: String,
    /// Width in pixels as displayed, with rotation applied, as ffmpeg does when it decodes.
    pub width: u32,
    /// Height in pixels as displayed.
    pub height: u32,
    /// The transfer function, such as `bt709`, `smpte2084` (HDR10) or `arib-std-b67` (HLG).
    pub transfer: String,
    /// Frames per second on average, if known.
    pub rate: Option<f64>,
    /// Duration of the stream in seconds, if stated.
    pub seconds: Option<f64>,
}

impl VideoStream {
    /// Whether its brightness has to be mapped to that of an ordinary screen.
    pub(super) fn is_hdr(&self) -> bool {
        Transfer::named(&self.transfer).is_some()
    }
}

/// An audio stream.
#[derive(Debug, Clone)]
pub(super) struct AudioStream {
    pub index: u32,
    pub codec: String,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    streams: Vec<Stream>,
    format: Option<Container>,
}

#[derive(Deserialize)]
struct Container {
    duration: Option<String>,
    start_time: Option<String>,
}

#[derive(Deserialize)]
struct Stream {
    index: u32,
    #[serde(default)]
    codec_type: String,
    #[serde(default)]
    codec_name: String,
    #[serde(default)]
    pix_fmt: String,
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
    #[serde(default)]
    color_transfer: String,
    avg_frame_rate: Option<String>,
    duration: Option<String>,
    #[serde(default)]
    disposition: Disposition,
    #[serde(default)]
    side_data_list: Vec<SideData>,
}

impl Stream {
    /// Whether it is displayed turned by a quarter, as phones record upright videos.
    fn is_turned(&self) -> bool {
        self.side_data_list.iter().any(|d| d.rotation.is_some_and(|r| r.abs() % 180.0 == 90.0))
    }
}

#[derive(Deserialize)]
struct SideData {
    /// In degrees.
    rotation: Option<f64>,
}

#[derive(Deserialize, Default)]
struct Disposition {
    /// 1 for the cover of a song.
    #[serde(default)]
    attached_pic: u8,
}

/// Looks into a file of the sandbox.
pub(super) async fn look(
    ffmpeg: &Ffmpeg,
    sandbox: &Sandbox,
    file: &str,
    demuxer: &str,
) -> Result<Contents, ConvertError> {
    let program = ffmpeg.probe().ok_or(ConvertError::NoFfprobe)?;
    let arguments = [
        "-v",
        "error",
        "-protocol_whitelist",
        "file,pipe",
        "-show_entries",
        "format=duration,start_time:stream=index,codec_type,codec_name,pix_fmt,width,height,color_transfer,\
         avg_frame_rate,duration:stream_disposition=attached_pic:stream_side_data=rotation",
        "-of",
        "json",
        "-f",
        demuxer,
        file,
    ];
    // It writes no file.
    let limits = ffmpeg.limits(0);
    let output = sandbox.run(program, arguments, &limits).await?;
    let answer: Answer = serde_json::from_slice(&output).map_err(|_| ConvertError::Unreadable)?;
    Ok(contents(answer))
}

fn contents(answer: Answer) -> Contents {
    let container = answer.format.as_ref();
    let of_kind = |kind: &'static str| answer.streams.iter().filter(move |s| s.codec_type == kind);
    // Of several video streams, the largest: others are thumbnails.
    let video = of_kind("video")
        .filter(|s| s.disposition.attached_pic == 0 && s.width > 0)
        .max_by_key(|s| u64::from(s.width) * u64::from(s.height));
    Contents {
        video: video.map(|s| VideoStream {
            index: s.index,
            codec: s.codec_name.clone(),
            pixel_format: s.pix_fmt.clone(),
            width: if s.is_turned() { s.height } else { s.width },
            height: if s.is_turned() { s.width } else { s.height },
            transfer: s.color_transfer.clone(),
            rate: s.avg_frame_rate.as_deref().and_then(fraction),
            seconds: s.duration.as_deref().and_then(positive),
        }),
        audio: of_kind("audio")
            .next()
            .map(|s| AudioStream { index: s.index, codec: s.codec_name.clone() }),
        seconds: container.and_then(|f| f.duration.as_deref()).and_then(positive),
        start: container.and_then(|f| f.start_time.as_deref()).and_then(|t| t.parse().ok()),
    }
}

fn positive(text: &str) -> Option<f64> {
    text.parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0)
}

/// A fraction such as `30000/1001`.
fn fraction(text: &str) -> Option<f64> {
    let (over, under) = text.split_once('/')?;
    Some(positive(over)? / positive(under)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_stream_that_is_no_cover_is_the_video() {
        let answer = serde_json::from_str(
            r#"{"streams": [
                {"index": 0, "codec_type": "video", "codec_name": "mjpeg", "width": 9000,
                 "height": 9000, "disposition": {"attached_pic": 1}},
                {"index": 1, "codec_type": "video", "codec_name": "h264", "width": 160,
                 "height": 90},
                {"index": 2, "codec_type": "video", "codec_name": "hevc", "width": 1920,
                 "height": 1080, "avg_frame_rate": "30000/1001", "color_transfer": "smpte2084",
                 "side_data_list": [{"dv_profile": 8}, {"rotation": -90}]},
                {"index": 3, "codec_type": "audio", "codec_name": "aac"}],
                "format": {"duration": "12.5", "start_time": "-0.007"}}"#,
        );
        let contents = contents(answer.unwrap());
        let video = contents.video.unwrap();
        assert_eq!((video.index, video.is_hdr()), (2, true));
        assert_eq!((video.width, video.height), (1080, 1920), "recorded upright");
        assert!((video.rate.unwrap() - 29.97).abs() < 0.01);
        assert_eq!(contents.audio.unwrap().index, 3);
        assert_eq!((contents.seconds, contents.start), (Some(12.5), Some(-0.007)));
    }

    #[test]
    fn what_is_not_stated_is_unknown() {
        let answer = serde_json::from_str(
            r#"{"streams": [{"index": 0, "codec_type": "video", "width": 320, "height": 240,
                "avg_frame_rate": "0/0", "duration": "N/A"}], "format": {}}"#,
        );
        let contents = contents(answer.unwrap());
        let video = contents.video.unwrap();
        assert_eq!((video.rate, video.seconds, contents.seconds), (None, None, None));
        assert!(contents.audio.is_none());
    }
}
