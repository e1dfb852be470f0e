//! Prepares inputs for a model: measures them, converts those that no model accepts, and refuses
//! those that cannot be converted.

use tracing::{error, warn};

use super::Intake;
use super::fit::{is_choice, usual_part};
use super::loaded::{InputContext, Loaded, Step};
use crate::convert::{ConvertError, Converted, Excess, Limit};
use crate::generation::{InputProblem, Role};
use crate::media::{self, Change, Damage, Detected, Facts, Format, ImageLimits, Inspection, Kind};
use crate::spool::Spooled;

/// Largest image or audio file that is downloaded to be made smaller, in bytes. Videos are
/// downloaded up to the limit of their role.
const MAX_SOURCE: u64 = 50_000_000;

/// An input that can be used.
pub(super) enum Prepared<'a> {
    /// As the provider receives it.
    Ready { loaded: Loaded<'a>, facts: Facts, changes: Vec<Change> },
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
        loaded: Loaded<'a>,
        input: &InputContext<'_>,
    ) -> Result<Prepared<'a>, InputProblem> {
        if loaded.file.is_empty() {
            return Err(InputProblem::Empty);
        }
        let role = input.role;
        let inspection = self.inspect(&loaded.file, role.kind()).await?;
        let detected = inspection.detected;
        if !detected.can_become(role.kind()) {
            let (found, wanted) = (detected, role.kind());
            let converted = self.ctx.converter.well_known(wanted);
            return Err(InputProblem::WrongKind { found, wanted, converted });
        }
        match (role.kind(), detected) {
            (Kind::Image, _) => self.prepare_image(loaded, inspection, input).await,
            (kind, Detected::Accepted(format)) if format.kind() == kind => {
                self.prepare_recording(loaded, inspection, format, input).await
            }
            _ => self.convert_recording(loaded, detected, input).await,
        }
    }

    async fn inspect(&self, file: &Spooled, wanted: Kind) -> Result<Inspection, InputProblem> {
        let inspection = self.ctx.converter.inspect(file).await;
        // The beginning tells what it probably is.
        inspection.map_err(|e| problem(e, media::identify(file.start()), wanted))
    }

    async fn prepare_image<'a>(
        &'a self,
        mut loaded: Loaded<'a>,
        mut inspection: Inspection,
        input: &InputContext<'_>,
    ) -> Result<Prepared<'a>, InputProblem> {
        let (role, fit) = (input.role, input.fit);
        let detected = inspection.detected;
        let mut changes = Vec::new();
        // Images with several frames are read without a converter, by their first one.
        if detected.format().is_none()
            && let Detected::Convertible(format) = detected
        {
            let wanted = Kind::Image;
            if !self.ctx.converter.can_convert(detected, wanted) {
                return Err(InputProblem::NotConvertible { found: detected, wanted });
            }
            loaded = self.proceed(loaded, Step::Converting, input).await?;
            let decoded = self.ctx.converter.decode_image(&loaded.file, &inspection, format).await;
            loaded.file = decoded.map_err(|e| problem(e, detected, wanted))?;
            inspection = self.inspect(&loaded.file, wanted).await?;
            changes.push(Change::Converted { from: detected });
        }
        let facts = inspection.facts.map_err(InputProblem::Unusable)?;
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
        let mut loaded = self.proceed(loaded, Step::Redrawing, input).await?;
        let prepared = self.ctx.converter.prepare_image(&loaded.file, &facts, limits).await;
        let prepared = prepared.map_err(|e| problem(e, detected, Kind::Image))?;
        changes.extend(prepared.changes);
        if let Some(redrawn) = prepared.file {
            loaded.file = redrawn;
        }
        self.checked(role, loaded, prepared.facts, changes)
    }

    /// A video or audio in a format that the role accepts.
    async fn prepare_recording<'a>(
        &'a self,
        mut loaded: Loaded<'a>,
        inspection: Inspection,
        format: Format,
        input: &InputContext<'_>,
    ) -> Result<Prepared<'a>, InputProblem> {
        let kind = input.role.kind();
        let facts = inspection.facts.clone().map_err(InputProblem::Unusable)?;
        let detected = Detected::Accepted(format);
        let checked = self.ctx.catalogue.check_input(input.role, &facts);
        let converter = &self.ctx.converter;
        if converter.can_convert(detected, kind) {
            let converted = match &checked {
                Err(faults) => faults.each().iter().all(can_be_converted),
                Ok(()) if kind == Kind::Video => {
                    // Only a converter can tell whether models accept a video unchanged. The check
                    // has slots of its own, so it does not wait for conversions.
                    loaded = self.proceed(loaded, Step::Checking, input).await?;
                    let usable = converter.is_usable_video(&loaded.file, &inspection).await;
                    !usable.map_err(|e| problem(e, detected, Kind::Video))?
                }
                Ok(()) => {
                    // A WAV has no frames that could be damaged.
                    if format == Format::Mp3 {
                        loaded = self.proceed(loaded, Step::Checking, input).await?;
                        let seconds = facts.seconds.unwrap_or_default();
                        let verified = converter.verify_mp3(&loaded.file, seconds).await;
                        verified.map_err(|e| problem(e, detected, Kind::Audio))?;
                    }
                    false
                }
            };
            if converted {
                return self.convert_recording(loaded, detected, input).await;
            }
        }
        checked?;
        let stripped = converter.strip(&loaded.file).await;
        loaded.file = stripped.map_err(|e| problem(e, detected, kind))?;
        let facts = Facts { bytes: loaded.file.len(), ..facts };
        Ok(Prepared::Ready { loaded, facts, changes: Vec::new() })
    }

    async fn convert_recording<'a>(
        &'a self,
        mut loaded: Loaded<'a>,
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
            loaded = self.proceed(loaded, Step::Checking, input).await?;
            if let Some(undecided) = self.undecided(&loaded.file, detected, &limit, most).await? {
                return Ok(undecided);
            }
        }
        let mut loaded = self.proceed(loaded, Step::Converting, input).await?;
        let converted = if wanted == Kind::Video {
            let keep = fit.part.filter(|_| is_choice(role)).unwrap_or_else(|| usual_part(role));
            self.ctx.converter.video(&loaded.file, detected, &limit, keep).await
        } else {
            self.ctx.converter.audio(&loaded.file, detected, &limit).await
        };
        let Converted { file, changes } = converted.map_err(|e| problem(e, detected, wanted))?;
        loaded.file = file;
        let facts = self.inspect(&loaded.file, wanted).await?.facts;
        self.checked(role, loaded, facts.map_err(InputProblem::Unusable)?, changes)
    }

    /// A video that has to be cut to `most` seconds, if it has to.
    async fn undecided<'a>(
        &self,
        file: &Spooled,
        detected: Detected,
        limit: &Limit,
        most: f64,
    ) -> Result<Option<Prepared<'a>>, InputProblem> {
        let excess = self.ctx.converter.excess(file, detected, most).await;
        let excess = excess.map_err(|e| problem(e, detected, Kind::Video))?;
        Ok(excess.map(|Excess { seconds, kept }| Prepared::Undecided {
            facts: Facts {
                format: Format::Mp4,
                bytes: file.len().min(limit.max_bytes),
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
        loaded: Loaded<'a>,
        facts: Facts,
        changes: Vec<Change>,
    ) -> Result<Prepared<'a>, InputProblem> {
        self.ctx.catalogue.check_input(role, &facts)?;
        Ok(Prepared::Ready { loaded, facts, changes })
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
