//! Prepares inputs for a model: measures them, converts those that no model accepts, and refuses
//! those that cannot be converted.

use std::borrow::Cow;

use bytes::Bytes;
use tracing::{error, warn};

use super::Intake;
use super::fit::{Fit, is_choice, usual_part};
use crate::convert::{ConvertError, Converted, Excess, Limit};
use crate::generation::{InputProblem, Role};
use crate::media::{self, Change, Detected, Facts, Format, Kind, PictureLimits, Unusable};
use crate::service::Caller;

/// Files up to this size are measured on the async thread, larger ones on a blocking thread, so that
/// other responses are not delayed.
const MEASURED_INLINE: usize = 256 * 1024;

/// Largest image or sound that is downloaded to be made smaller, in bytes. Videos are downloaded up
/// to the limit of their role.
const MAX_SOURCE: u64 = 50_000_000;

/// An input that can be used.
pub(super) enum Prepared {
    /// As the provider receives it.
    Ready { bytes: Bytes, facts: Facts, changes: Vec<Change> },
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
    pub(super) async fn prepare_input(
        &self,
        role: Role,
        bytes: Bytes,
        fit: &Fit,
        caller: &Caller,
    ) -> Result<Prepared, InputProblem> {
        if bytes.is_empty() {
            return Err(InputProblem::Empty);
        }
        let detected = media::identify(&bytes);
        if !detected.can_become(role.kind()) {
            let found = detected.name().into();
            return Err(InputProblem::WrongKind { found, wanted: role.kind() });
        }
        match (role.kind(), detected) {
            (Kind::Image, _) => self.prepare_picture(role, bytes, detected, fit, caller).await,
            (kind, Detected::Accepted(format)) if format.kind() == kind => {
                self.prepare_recording(role, bytes, format, fit, caller).await
            }
            _ => self.convert_recording(role, bytes, detected, fit, caller).await,
        }
    }

    async fn prepare_picture(
        &self,
        role: Role,
        mut bytes: Bytes,
        detected: Detected,
        fit: &Fit,
        caller: &Caller,
    ) -> Result<Prepared, InputProblem> {
        let mut changes = Vec::new();
        // Images with several frames are read without a converter, by their first one.
        if detected.format().is_none()
            && let Detected::Convertible(format) = detected
        {
            let wanted = Kind::Image;
            if !self.ctx.converter.can_convert(detected, wanted) {
                return Err(InputProblem::NotConvertible { found: detected, wanted });
            }
            let _share = self.converting.acquire(caller.user, fit.interaction).await;
            let decoded = self.ctx.converter.decode_picture(&bytes, format).await;
            bytes = decoded.map_err(|e| problem(e, detected, wanted))?;
            changes.push(Change::Converted { from: detected.name().to_owned() });
        }
        let facts = measure(&bytes).await?;
        let limit = self.ctx.catalogue.limit(role);
        let limits = PictureLimits {
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
        let _share = self.redrawing.acquire(caller.user).await;
        let prepared = self.ctx.converter.prepare_picture(&bytes, &facts, limits).await;
        let prepared = prepared.map_err(|e| problem(e, detected, Kind::Image))?;
        changes.extend(prepared.changes);
        let bytes = prepared.bytes.map_or(bytes, Bytes::from);
        self.checked(role, bytes, prepared.facts, changes)
    }

    /// A video or audio in a format that the role accepts.
    async fn prepare_recording(
        &self,
        role: Role,
        bytes: Bytes,
        format: Format,
        fit: &Fit,
        caller: &Caller,
    ) -> Result<Prepared, InputProblem> {
        let facts = measure(&bytes).await?;
        let detected = Detected::Accepted(format);
        let checked = self.ctx.catalogue.check_input(role, &facts);
        if self.ctx.converter.can_convert(detected, role.kind()) {
            let converted = match &checked {
                Err(faults) => faults.each().iter().all(can_be_converted),
                Ok(()) if role.kind() == Kind::Clip => {
                    !self.is_usable(&bytes, detected, caller).await?
                }
                Ok(()) => false,
            };
            if converted {
                return self.convert_recording(role, bytes, detected, fit, caller).await;
            }
        }
        checked?;
        let bytes = stripped(bytes, format).await?;
        let facts = Facts { bytes: bytes.len() as u64, ..facts };
        Ok(Prepared::Ready { bytes, facts, changes: Vec::new() })
    }

    /// Whether models take a video's codecs, which only a converter knows. It looks beside the
    /// conversions: whoever needs none does not wait for those of others.
    async fn is_usable(
        &self,
        bytes: &Bytes,
        detected: Detected,
        caller: &Caller,
    ) -> Result<bool, InputProblem> {
        let _share = self.redrawing.acquire(caller.user).await;
        let usable = self.ctx.converter.is_usable_video(bytes).await;
        usable.map_err(|e| problem(e, detected, Kind::Clip))
    }

    async fn convert_recording(
        &self,
        role: Role,
        bytes: Bytes,
        detected: Detected,
        fit: &Fit,
        caller: &Caller,
    ) -> Result<Prepared, InputProblem> {
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
            && let Some(undecided) = self.undecided(&bytes, detected, &limit, caller).await?
        {
            return Ok(undecided);
        }
        let _share = self.converting.acquire(caller.user, fit.interaction).await;
        let converted = if wanted == Kind::Clip {
            let keep = fit.part.filter(|_| is_choice(role)).unwrap_or_else(|| usual_part(role));
            self.ctx.converter.video(&bytes, detected, &limit, keep).await
        } else {
            self.ctx.converter.audio(&bytes, detected, &limit).await
        };
        let Converted { bytes, changes } = converted.map_err(|e| problem(e, detected, wanted))?;
        let facts = measure(&bytes).await?;
        self.checked(role, bytes, facts, changes)
    }

    /// A video that has to be cut, if it has to. It is looked at beside the conversions, so that the
    /// member is asked without a wait.
    async fn undecided(
        &self,
        bytes: &Bytes,
        detected: Detected,
        limit: &Limit,
        caller: &Caller,
    ) -> Result<Option<Prepared>, InputProblem> {
        let Some(most) = limit.max_seconds else { return Ok(None) };
        let _share = self.redrawing.acquire(caller.user).await;
        let excess = self.ctx.converter.excess(bytes, detected, most).await;
        let excess = excess.map_err(|e| problem(e, detected, Kind::Clip))?;
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
    fn checked(
        &self,
        role: Role,
        bytes: Bytes,
        facts: Facts,
        changes: Vec<Change>,
    ) -> Result<Prepared, InputProblem> {
        self.ctx.catalogue.check_input(role, &facts)?;
        Ok(Prepared::Ready { bytes, facts, changes })
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
        Err(e) => Err(unusable(e)),
    };
    if at_once {
        return work();
    }
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(InputProblem::Damaged("it could not be read".into())))
}

async fn measure(bytes: &Bytes) -> Result<Facts, InputProblem> {
    let facts = if bytes.len() <= MEASURED_INLINE {
        media::measure(bytes)
    } else {
        let bytes = bytes.clone();
        let measured = tokio::task::spawn_blocking(move || media::measure(&bytes)).await;
        measured.unwrap_or_else(|_| Err(Unusable::Damaged("it could not be read".into())))
    };
    facts.map_err(unusable)
}

fn unusable(problem: Unusable) -> InputProblem {
    match problem {
        Unusable::Unknown(found) => InputProblem::Damaged(found.to_owned()),
        Unusable::Damaged(why) => InputProblem::Damaged(why),
    }
}

/// A failed conversion as the member reads it; a failure of this machine is logged.
fn problem(error: ConvertError, detected: Detected, wanted: Kind) -> InputProblem {
    match error {
        ConvertError::NotInstalled | ConvertError::NoFfprobe => {
            InputProblem::NotConvertible { found: detected, wanted }
        }
        ConvertError::Unreadable => InputProblem::Damaged("its contents cannot be decoded".into()),
        ConvertError::NoVideo => InputProblem::Damaged("it has no video in it".into()),
        ConvertError::NoAudio => InputProblem::Damaged("it has no sound in it".into()),
        ConvertError::TooSmall { width, height, min, max } => {
            InputProblem::Sides { width, height, min, max }
        }
        ConvertError::TooLarge { limit } => InputProblem::TooLarge { bytes: limit + 1, limit },
        ConvertError::Unusable(problem) => unusable(problem),
        ConvertError::TimedOut(time) => {
            warn!(from = detected.name(), seconds = time.as_secs(), "a conversion took too long");
            InputProblem::ConversionTimedOut
        }
        ConvertError::Machine(e) => {
            error!(error = %e, "a conversion could not be run");
            InputProblem::ConversionFailed
        }
    }
}
