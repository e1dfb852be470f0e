//! Images that the program cannot decode itself become PNG or JPEG, colours and all.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::convert::error::ConvertError;
use crate::convert::ffmpeg::{Ffmpeg, Source};
use crate::convert::sandbox::{Limits, MEMORY, Processes, Purpose, Sandbox};
use crate::convert::tone_map::{self, Transfer};
use crate::media::{Inspection, SourceFormat};
use crate::spool::Spooled;

/// Largest image in between, in bytes: 100 million pixels as PNG in eight bits.
const MAX_BYTES: u64 = 300_000_000;

/// libheif's converter. ffmpeg up to 6 reads only the first tile of a photo from a phone.
#[derive(Debug, Clone)]
pub struct Heif {
    program: PathBuf,
    timeout: Duration,
    processes: Processes,
}

impl Heif {
    /// Returns the program if it is on the path, or where the configuration says.
    pub fn find(program: &Path, timeout: Duration, processes: Processes) -> Option<Self> {
        Some(Self { program: on_path(program)?, timeout, processes })
    }

    /// Where it is.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Decodes a HEIC or AVIF image. Its pixels are upright, but libheif up to 1.15 copies the
    /// rotation of the original too, which would turn them once more.
    pub(super) async fn decode(
        &self,
        file: &Spooled,
        inspection: &Inspection,
        format: SourceFormat,
    ) -> Result<Spooled, ConvertError> {
        let sandbox = Sandbox::new(&self.processes, Purpose::Conversion, self.timeout)?;
        sandbox.store("in.heic", file).await?;
        // A JPEG is written several times faster than a PNG, but has no transparency, and too few
        // steps of brightness for a high dynamic range.
        let (out, first, arguments) = match format {
            SourceFormat::Heic if !inspection.has_alpha && inspection.hdr_transfer.is_none() => {
                ("out.jpg", "out-1.jpg", &["-q", "98"][..])
            }
            _ => ("out.png", "out-1.png", &[][..]),
        };
        let arguments = arguments.iter().copied().chain(["in.heic", out]);
        let limits = Limits { memory: MEMORY, file_size: MAX_BYTES, time: self.timeout };
        sandbox.run(&self.program, arguments, &limits).await?;
        // Files with several images are written with numbers.
        for name in [out, first] {
            if let Ok(image) = sandbox.take(name).await {
                return Ok(image);
            }
        }
        Err(ConvertError::Unreadable)
    }
}

/// The first frame of a file, decoded by ffmpeg.
pub(super) async fn first_frame(
    ffmpeg: &Ffmpeg,
    file: &Spooled,
    inspection: &Inspection,
    demuxer: &str,
) -> Result<Spooled, ConvertError> {
    let sandbox = ffmpeg.sandbox(Purpose::Conversion)?;
    sandbox.store("in", file).await?;
    let mut arguments = vec!["-map", "0:v:0", "-frames:v", "1", "-update", "1"];
    // ffmpeg does not turn a TIFF upright.
    if let Some(filter) = upright(inspection.orientation) {
        arguments.extend(["-vf", filter]);
    }
    // The encoder compresses little: the file is read once.
    arguments.extend(["-compression_level", "1", "out.png"]);
    let limits = ffmpeg.limits(MAX_BYTES);
    ffmpeg.run(&sandbox, Source::new("in", demuxer), &arguments, &limits).await?;
    sandbox.take("out.png").await.map_err(|_| ConvertError::Unreadable)
}

/// A decoded photo with a high dynamic range as an ordinary screen shows it.
pub(super) async fn tone_mapped(
    ffmpeg: &Ffmpeg,
    file: &Spooled,
    transfer: Transfer,
) -> Result<Spooled, ConvertError> {
    let sandbox = ffmpeg.sandbox(Purpose::Conversion)?;
    sandbox.store("in", file).await?;
    let mapped = tone_map::filter(&sandbox, transfer).await?;
    let filter = format!("format=rgb48le|rgba64le,{mapped},format=rgb24|rgba");
    let arguments = ["-vf", &filter, "-frames:v", "1", "-update", "1"];
    let arguments = [&arguments[..], &["-compression_level", "1", "out.png"]].concat();
    let limits = ffmpeg.limits(MAX_BYTES);
    ffmpeg.run(&sandbox, Source::new("in", "png_pipe"), &arguments, &limits).await?;
    Ok(sandbox.take("out.png").await?)
}

/// The filter that turns an image upright, by its orientation as TIFF and EXIF count it.
fn upright(orientation: u16) -> Option<&'static str> {
    Some(match orientation {
        2 => "hflip",
        3 => "hflip,vflip",
        4 => "vflip",
        5 => "transpose=cclock_flip",
        6 => "transpose=clock",
        7 => "transpose=clock_flip",
        8 => "transpose=cclock",
        _ => return None,
    })
}

/// The path of a program: as it is if it names a directory, else from `PATH`.
fn on_path(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return program.is_file().then(|| program.to_owned());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|p| p.is_file())
}
