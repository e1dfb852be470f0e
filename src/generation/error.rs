//! Validation errors of a request, as data; front ends put them into words.

use crate::generation::parameters::{Mode, Role};
use crate::media::{Damage, Detected, Kind, SourceFormat, Unusable};

/// A request that the catalogue's models cannot fulfil.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RequestError {
    /// The model is not on offer here.
    #[error("model {model} is not offered")]
    ModelUnavailable {
        /// The requested model.
        model: String,
    },
    /// The prompt is empty but required.
    #[error("prompt is empty")]
    PromptEmpty,
    /// The prompt exceeds the model's limit.
    #[error("prompt has {chars} characters, limit {limit}")]
    PromptTooLong {
        /// Characters found.
        chars: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// The negative prompt exceeds the model's limit.
    #[error("negative prompt has {chars} characters, limit {limit}")]
    NegativeTooLong {
        /// Characters found.
        chars: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// The model does not support a negative prompt.
    #[error("no negative prompt is taken")]
    NoNegative,
    /// The duration is outside the model's range.
    #[error("{seconds} s is outside {min}-{max} s")]
    SecondsOutOfRange {
        /// Requested duration.
        seconds: u32,
        /// Minimum.
        min: u32,
        /// Maximum.
        max: u32,
    },
    /// A continuation whose total duration does not exceed that of its input.
    #[error("total length {seconds} s does not exceed the video's {video:.1} s")]
    NothingToContinue {
        /// Requested total duration.
        seconds: u32,
        /// Duration of the input video.
        video: f64,
    },
    /// A resolution that the model does not offer.
    #[error("resolution {0} is not offered")]
    Resolution(String),
    /// An aspect ratio that the model does not offer.
    #[error("ratio {0} is not offered")]
    Ratio(String),
    /// Inputs that the model does not accept together.
    #[error("inputs {roles:?} do not go together in {mode:?}")]
    Combination {
        /// The requested mode.
        mode: Mode,
        /// The roles of the inputs.
        roles: Vec<Role>,
    },
    /// More images than the model makes per job, or none.
    #[error("{count} images, limit {max}")]
    TooManyImages {
        /// Requested number.
        count: u32,
        /// Maximum.
        max: u32,
    },
    /// The inputs of a role exceed their total duration.
    #[error("{role:?} {seconds:.1} s together, limit {most} s")]
    TooLongTogether {
        /// The role.
        role: Role,
        /// Total duration.
        seconds: f64,
        /// Maximum.
        most: f64,
    },
    /// An input is not usable.
    #[error("{role:?} {name}: {problem}")]
    Input {
        /// The input's role.
        role: Role,
        /// The member's file name.
        name: String,
        /// The problem with it.
        problem: InputProblem,
    },
}

/// A problem with one input.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InputProblem {
    /// More bytes than allowed.
    #[error("{bytes} bytes, limit {limit}")]
    TooLarge {
        /// Bytes found or announced.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// The file is empty.
    #[error("empty")]
    Empty,
    /// The file's kind is not accepted in this role.
    #[error("is {}, wanted {wanted:?}", .found.name())]
    WrongKind {
        /// What the bytes are.
        found: Detected,
        /// The accepted kind.
        wanted: Kind,
        /// Well-known formats of that kind that are converted here.
        converted: Vec<SourceFormat>,
    },
    /// It could be converted to the accepted kind, but what does that is not installed here.
    #[error("is {}, which is not converted here, wanted {wanted:?}", .found.name())]
    NotConvertible {
        /// What the bytes are.
        found: Detected,
        /// The accepted kind.
        wanted: Kind,
    },
    /// Recognised, but damaged, or with more in it than can be used.
    #[error("unusable: {0}")]
    Unusable(#[from] Unusable),
    /// Its conversion took too long.
    #[error("its conversion took too long")]
    ConversionTimedOut,
    /// Its conversion needs more memory or processor time than it may use here.
    #[error("its conversion is too demanding")]
    ConversionTooDemanding,
    /// There is no decoder for its codec here.
    #[error("is {}, whose codec cannot be decoded here", .found.name())]
    NoDecoder {
        /// What the bytes are.
        found: Detected,
    },
    /// Its conversion failed for a reason that is not the file's.
    #[error("its conversion could not be run")]
    ConversionFailed,
    /// A side is outside the limits, in pixels.
    #[error("{width}x{height}, sides must be {min}-{max}")]
    Sides {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Minimum of either side.
        min: u32,
        /// Maximum of either side.
        max: u32,
    },
    /// The aspect ratio is too extreme.
    #[error("{width}x{height} is beyond 1:{limit}")]
    Aspect {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Maximum ratio of the longer to the shorter side.
        limit: f64,
    },
    /// Too short or too long.
    #[error("{seconds:.1} s, must be {min}-{max} s")]
    Length {
        /// Actual duration.
        seconds: f64,
        /// Minimum.
        min: f64,
        /// Maximum.
        max: f64,
    },
    /// The download failed.
    #[error("could not be fetched: {0}")]
    Unreachable(Unreachable),
    /// Not a link to Discord's own file hosts.
    #[error("not on Discord's file hosts")]
    ForeignHost,
    /// An input or result of an earlier job that is no longer stored.
    #[error("no longer stored")]
    Forgotten,
    /// An input or result of an earlier job that cannot be read at the moment.
    #[error("cannot be read from the archive now")]
    Unreadable,
    /// The last frame of a video could not be extracted.
    #[error("its last frame could not be extracted")]
    NoLastFrame,
    /// Several problems at once, none of which is `Several` again.
    #[error("{}", joined(.0))]
    Several(Vec<InputProblem>),
}

/// Why a download failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// The link has expired or the file was deleted.
    #[error("the link has expired")]
    Gone,
    /// It took too long.
    #[error("it took too long")]
    TimedOut,
    /// The host answered with this status of HTTP.
    #[error("HTTP {0}")]
    Status(u16),
    /// There was no connection, or it broke.
    #[error("the connection failed")]
    Disconnected,
}

impl From<Damage> for InputProblem {
    fn from(damage: Damage) -> Self {
        Self::Unusable(damage.into())
    }
}

impl InputProblem {
    /// Checks a size in bytes.
    ///
    /// # Errors
    /// When it is zero or larger than the limit.
    pub fn of_size(bytes: u64, limit: u64) -> Result<(), Self> {
        match bytes {
            0 => Err(Self::Empty),
            n if n > limit => Err(Self::TooLarge { bytes, limit }),
            _ => Ok(()),
        }
    }

    /// Combines the problems of one file.
    ///
    /// # Errors
    /// The problem, or all of them; none if there are none.
    pub fn from_all(mut problems: Vec<InputProblem>) -> Result<(), InputProblem> {
        match problems.len() {
            0 => Ok(()),
            1 => Err(problems.remove(0)),
            _ => Err(InputProblem::Several(problems)),
        }
    }

    /// The problems one by one.
    pub fn each(&self) -> &[InputProblem] {
        match self {
            InputProblem::Several(all) => all,
            one => std::slice::from_ref(one),
        }
    }
}

fn joined(problems: &[InputProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
