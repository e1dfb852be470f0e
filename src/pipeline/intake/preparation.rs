//! Prepares inputs for a model: measures them, converts those that no model accepts, and refuses
//! those that cannot be converted.

use std::borrow::Cow;

use bytes::Bytes;
use tracing::{error, warn};

use super::Intake;
use super::fit::{is_choice, usual_part};
use super::loaded::{InputContext, Loaded, Step};
use crate::convert::{ConvertError, Converted, Excess, Limit};
use crate::generation::{InputProblem, Role};
use crate::media::{self, Change, Damage, Detected, Facts, Format, ImageLimits, Kind};

/// Files up to this size are measured on the async thread, larger ones on a blocking thread, so that
/// other responses are not delayed.
const MEASURED_INLINE: usize = 256 * 1024;

/// Largest image or audio file that is downloaded to be made smaller, in bytes. Videos are
/// downloaded up to the limit of their role.
const MAX_SOURCE: u64 = 50_000_000;

/// An input that can be used.
pub(super) enum Prepared<'a> {
    /// As the provider receives it.
    Ready { file: Loaded<'a>, facts: Facts, changes: Vec<Change> },
    /// A video of which the member has to choose a part: the expected facts of that part, and the
    /// length of the whole in seconds.
    Undecided { facts: Facts, seconds: f64 },
}

impl Intake {
    /// Largest file that is downloaded for a role, in bytes.
    pub(super) fn source_limit(&self, role: Role) -> u64 {
        let limit = self.ctx.catalogue.limit(role).max_bytes;
        match role.kind() {
            // Images are made smaller with or without a converter.
            Kind::Image => limit.max(MAX_SOURCE),
            Kind::Audio if self.ctx.converter.ffmpeg.is_some() => limit.max(MAX_SOURCE),
            _ => limit,
        }
    }

    /// Measures an input, and converts it if the role's models do not accept it as it is.
    pub(super) async fn prepare_input<'a>(
        &'a self,
        file: Loaded<'a>,
        input: &InputContext<'_>,
    ) -> Result<Prepared<'a>, InputProblem> {
        if file.bytes.is_empty() {
            return Err(InputProblem::Empty);
        }
        let role = input.role;
        let detected = media::identify(&file.bytes);
        if !detected.can_become(role.kind()) {
            let (found, wanted) = (detected, role.kind());
            let converted = self.ctx.converter.well_known(wanted);
            return Err(InputProblem::WrongKind { found, wanted, converted });
        }
        match (role.kind(), detected) {
            (Kind::Image, _) => self.prepare_image(file, detected, input).await,
            (kind, Detected::Accepted(format)) if format.kind() == kind => {
                self.prepare_recording(file, format, input).await
            }
            _ => self.convert_recording(file, detected, input).await,
        }
    }

    async fn prepare_image<'a>(
        &'a self,
        mut file: Loaded<'a>,
        detected: Detected,
        input: &InputContext<'_>,
    ) -> Result<Prepared<'a>, InputProblem> {
        let (role, fit) = (input.role, input.fit);
        let mut changes = Vec::new();
        // Images with several frames are read without a converter, by their first one.
        if detected.format().is_none()
            && let Detected::Convertible(format) = detected
        {
            let wanted = Kind::Image;
            if !self.ctx.converter.can_convert(detected, wanted) {
                return Err(InputProblem::NotConvertible { found: detected, wanted });
            }
            file = self.proceed(file, Step::Converting, input).await?;
            let decoded = self.ctx.converter.decode_image(&file.bytes, format).await;
            file.bytes = decoded.map_err(|e| problem(e, detected, wanted))?;
            changes.push(Change::Converted { from: detected });
        }
        let facts = measure(&file.bytes).await?;
        let limit = self.ctx.catalogue.limit(role);
        let limits = ImageLimits {
            max_bytes: limit.max_bytes,
            min_side: limit.min_side.unwrap_or(1),
            max_side: limit.max_side.unwrap_or(u32::MAX),
            crop_to: limit.max_aspect.filter(|_| fit.crop),
        };
        if let Err(faults) = self.ctx.catalogue.check_input(role, &facts) {
            let is_cropped =
                |p: &InputProblem| fit.crop && matches!(p, InputProblem::Aspect { .. });
            let left = faults.each().iter().filter(|p| !is_cropped(p));
            if !left.clone().all(can_be_resized) {
                return InputProblem::from_all(left.cloned().collect()).and(Err(faults));
            }
        }
        let mut file = self.proceed(file, Step::Redrawing, input).await?;
        let prepared = self.ctx.converter.prepare_image(&file.bytes, &facts, limits).await;
        let prepared = prepared.map_err(|e| problem(e, detected, Kind::Image))?;
        changes.extend(prepared.changes);
        if let Some(redrawn) = prepared.bytes {
            file.bytes = redrawn.into();
        }
        self.checked(role, file, prepared.facts, changes)
    }

    /// A video or audio in a format that the role accepts.
    async fn prepare_recording<'a>(
        &'a self,
        mut file: Loaded<'a>,
        format: Format,
        input: &InputContext<'_>,
    ) -> Result<Prepared<'a>, InputProblem> {
        let kind = input.role.kind();
        let facts = measure(&file.bytes).await?;
        let detected = Detected::Accepted(format);
        let checked = self.ctx.catalogue.check_input(input.role, &facts);
        if self.ctx.converter.can_convert(detected, kind) {
            let converted = match &checked {
                Err(faults) => faults.each().iter().all(can_be_converted),
                Ok(()) if kind == Kind::Video => {
                    // Only a converter can tell whether models accept a video unchanged. The check
                    // has slots of its own, so it does not wait for conversions.
                    file = self.proceed(file, Step::Checking, input).await?;
                    let seconds = facts.seconds.unwrap_or_default();
                    let usable = self.ctx.converter.is_usable_video(&file.bytes, seconds).await;
                    !usable.map_err(|e| problem(e, detected, Kind::Video))?
                }
                Ok(()) => {
                    // A WAV has no frames that could be damaged.
                    if format == Format::Mp3 {
                        file = self.proceed(file, Step::Checking, input).await?;
                        let seconds = facts.seconds.unwrap_or_default();
                        let verified = self.ctx.converter.verify_mp3(&file.bytes, seconds).await;
                        verified.map_err(|e| problem(e, detected, Kind::Audio))?;
                    }
                    false
                }
            };
            if converted {
                return self.convert_recording(file, detected, input).await;
            }
        }
        checked?;
        file.bytes = stripped(file.bytes, format).await?;
        let facts = Facts { bytes: file.bytes.len() as u64, ..facts };
        Ok(Prepared::Ready { file, facts, changes: Vec::new() })
    }

    async fn convert_recording<'a>(
        &'a self,
        mut file: Loaded<'a>,
        detected: Detected,
        input: &InputContext<'_>,
    ) -> Result<Prepared<'a>, InputProblem> {
        let (role, fit) = (input.role, input.fit);
        let wanted = role.kind();
        if !self.ctx.converter.can_convert(detected, wanted) {
            return Err(InputProblem::NotConvertible { found: detected, wanted });
        }
        let limit = self.ctx.catalogue.limit(role);
        let limit = Limit {
            max_bytes: limit.max_bytes,
            min_side: limit.min_side,
            max_side: limit.max_side,
            max_seconds: limit.max_seconds,
        };
        if fit.can_choose
            && is_choice(role)
            && let Some(most) = limit.max_seconds
        {
            // Beside the conversions too, so that the member is asked without a wait.
            file = self.proceed(file, Step::Checking, input).await?;
            if let Some(undecided) = self.undecided(&file.bytes, detected, &limit, most).await? {
                return Ok(undecided);
            }
        }
        let mut file = self.proceed(file, Step::Converting, input).await?;
        let converted = if wanted == Kind::Video {
            let keep = fit.part.filter(|_| is_choice(role)).unwrap_or_else(|| usual_part(role));
            self.ctx.converter.video(std::mem::take(&mut file.bytes), detected, &limit, keep).await
        } else {
            self.ctx.converter.audio(&file.bytes, detected, &limit).await
        };
        let Converted { bytes, changes } = converted.map_err(|e| problem(e, detected, wanted))?;
        file.bytes = bytes;
        let facts = measure(&file.bytes).await?;
        self.checked(role, file, facts, changes)
    }

    /// A video that has to be cut to `most` seconds, if it has to.
    async fn undecided<'a>(
        &self,
        bytes: &Bytes,
        detected: Detected,
        limit: &Limit,
        most: f64,
    ) -> Result<Option<Prepared<'a>>, InputProblem> {
        let excess = self.ctx.converter.excess(bytes, detected, most).await;
        let excess = excess.map_err(|e| problem(e, detected, Kind::Video))?;
        Ok(excess.map(|Excess { seconds, kept }| Prepared::Undecided {
            facts: Facts {
                format: Format::Mp4,
                bytes: (bytes.len() as u64).min(limit.max_bytes),
                size: None,
                seconds: Some(kept),
                redraw: false,
            },
            seconds,
        }))
    }

    /// The converted input, if the role accepts it.
    fn checked<'a>(
        &self,
        role: Role,
        file: Loaded<'a>,
        facts: Facts,
        changes: Vec<Change>,
    ) -> Result<Prepared<'a>, InputProblem> {
        self.ctx.catalogue.check_input(role, &facts)?;
        Ok(Prepared::Ready { file, facts, changes })
    }
}

/// Whether a fault of an image disappears when it is resized.
fn can_be_resized(problem: &InputProblem) -> bool {
    match problem {
        InputProblem::TooLarge { .. } => true,
        InputProblem::Sides { width, height, .. } => {
            *width.min(height) >= media::MIN_RESIZABLE_SIDE
                && u64::from(*width) * u64::from(*height) <= media::MAX_RESIZABLE_PIXELS
        }
        _ => false,
    }
}

/// Whether a fault of a video or audio disappears when it is converted.
fn can_be_converted(problem: &InputProblem) -> bool {
    match problem {
        InputProblem::Sides { .. } | InputProblem::TooLarge { .. } => true,
        InputProblem::Length { seconds, max, .. } => seconds > max,
        _ => false,
    }
}

/// The file without metadata, and with wrong sizes in its headers set right.
async fn stripped(bytes: Bytes, format: Format) -> Result<Bytes, InputProblem> {
    let at_once = bytes.len() <= MEASURED_INLINE;
    let work = move || match media::strip(&bytes, format) {
        Ok(Cow::Borrowed(_)) => Ok(bytes),
        Ok(Cow::Owned(stripped)) => Ok(stripped.into()),
        Err(e) => Err(InputProblem::Unusable(e)),
    };
    if at_once {
        return work();
    }
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Damage::Unreadable.into()))
}

async fn measure(bytes: &Bytes) -> Result<Facts, InputProblem> {
    let facts = if bytes.len() <= MEASURED_INLINE {
        media::measure(bytes)
    } else {
        let bytes = bytes.clone();
        let measured = tokio::task::spawn_blocking(move || media::measure(&bytes)).await;
        measured.unwrap_or_else(|_| Err(Damage::Unreadable.into()))
    };
    facts.map_err(InputProblem::Unusable)
}

/// A failed conversion as the member reads it; a failure of this machine is logged.
fn problem(error: ConvertError, detected: Detected, wanted: Kind) -> InputProblem {
    match error {
        ConvertError::NotInstalled | ConvertError::NoFfprobe => {
            InputProblem::NotConvertible { found: detected, wanted }
        }
        ConvertError::Unreadable => Damage::Undecodable.into(),
        ConvertError::CutShort => Damage::CutShort.into(),
        ConvertError::NoVideo => Damage::NoVideo.into(),
        ConvertError::NoAudio => Damage::NoAudio.into(),
        ConvertError::TooSmall { width, height, min, max } => {
            InputProblem::Sides { width, height, min, max }
        }
        ConvertError::TooLarge { limit } => InputProblem::TooLarge { bytes: limit + 1, limit },
        ConvertError::Unusable(problem) => InputProblem::Unusable(problem),
        ConvertError::TimedOut(time) => {
            warn!(from = detected.name(), seconds = time.as_secs(), "a conversion took too long");
            InputProblem::ConversionTimedOut
        }
        ConvertError::TooDemanding => {
            warn!(from = detected.name(), "a conversion reached its limits");
            InputProblem::ConversionTooDemanding
        }
        ConvertError::NoDecoder => {
            warn!(from = detected.name(), "the converter has no decoder for a file's codec");
            InputProblem::NoDecoder { found: detected }
        }
        ConvertError::Machine(e) => {
            error!(error = %e, "a conversion could not be run");
            InputProblem::ConversionFailed
        }
    }
}
