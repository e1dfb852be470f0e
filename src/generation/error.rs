//! What is wrong with a request, as data; front ends put it into words.

use crate::generation::request::{Mode, Role};
use crate::media::Kind;

/// A request that the catalogue's models cannot make as it is.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RequestError {
    /// The model is not offered here.
    #[error("model {model} is not offered")]
    ModelUnavailable {
        /// The name asked for.
        model: String,
    },
    /// The prompt is required and empty.
    #[error("prompt is empty")]
    PromptEmpty,
    /// The prompt is longer than the provider reads.
    #[error("prompt has {chars} characters, limit {limit}")]
    PromptTooLong {
        /// Characters found.
        chars: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// The negative prompt is longer than the provider reads.
    #[error("negative prompt has {chars} characters, limit {limit}")]
    NegativeTooLong {
        /// Characters found.
        chars: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// The model takes no negative prompt.
    #[error("no negative prompt is taken")]
    NoNegative,
    /// Length outside the model's range.
    #[error("{seconds} s is outside {min}-{max} s")]
    SecondsOutOfRange {
        /// Asked for.
        seconds: u32,
        /// Least.
        min: u32,
        /// Most.
        max: u32,
    },
    /// A continuation that would be no longer than what it continues.
    #[error("total length {seconds} s does not exceed the clip's {clip:.1} s")]
    NothingToContinue {
        /// Total asked for.
        seconds: u32,
        /// The clip's own length.
        clip: f64,
    },
    /// Resolution that the model does not offer.
    #[error("resolution {0} is not offered")]
    Resolution(String),
    /// Ratio that the model does not offer.
    #[error("ratio {0} is not offered")]
    Ratio(String),
    /// Inputs that the model does not take together.
    #[error("inputs {roles:?} do not go together in {mode:?}")]
    Combination {
        /// What was to be made.
        mode: Mode,
        /// From what.
        roles: Vec<Role>,
    },
    /// More pictures than the model makes at once, or none.
    #[error("{count} pictures, limit {max}")]
    TooManyPictures {
        /// Asked for.
        count: u32,
        /// Most.
        max: u32,
    },
    /// All inputs of a role are too long together.
    #[error("{role:?} {seconds:.1} s together, limit {most} s")]
    TooLongTogether {
        /// Which.
        role: Role,
        /// Found.
        seconds: f64,
        /// Most.
        most: f64,
    },
    /// One input is not usable.
    #[error("{role:?} {name}: {problem}")]
    Input {
        /// Which input.
        role: Role,
        /// The member's file name.
        name: String,
        /// What is wrong with it.
        problem: InputProblem,
    },
}

/// What is wrong with one input.
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
    /// Empty file.
    #[error("empty")]
    Empty,
    /// The bytes are not of a kind that is taken here.
    #[error("is {found}, wanted {wanted:?}")]
    WrongKind {
        /// What the bytes are, in words.
        found: String,
        /// What is taken.
        wanted: Kind,
    },
    /// Recognised, but cut short or damaged.
    #[error("damaged: {0}")]
    Damaged(String),
    /// Sides outside the limits, in pixels.
    #[error("{width}x{height}, sides must be {min}-{max}")]
    Sides {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Least of either side.
        min: u32,
        /// Most of either side.
        max: u32,
    },
    /// Too long and thin.
    #[error("{width}x{height} is beyond 1:{limit}")]
    Aspect {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// The most that one side may be of the other.
        limit: f64,
    },
    /// Too short or too long.
    #[error("{seconds:.1} s, must be {min}-{max} s")]
    Length {
        /// Found.
        seconds: f64,
        /// Least.
        min: f64,
        /// Most.
        max: f64,
    },
    /// The download failed.
    #[error("could not be fetched: {0}")]
    Unreachable(String),
    /// Not a link of Discord's own file hosts.
    #[error("not on Discord's file hosts")]
    ForeignHost,
    /// It was an input or a result of an earlier job, and is not kept any more.
    #[error("not kept any more")]
    Forgotten,
    /// It was an input or a result of an earlier job, and cannot be read at the moment.
    #[error("cannot be read from the archive now")]
    Unreadable,
    /// The last picture of a clip could not be taken out of it.
    #[error("its last picture could not be taken out")]
    NoLastFrame,
}
