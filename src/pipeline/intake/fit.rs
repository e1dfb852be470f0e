//! How files that exceed the limits are fitted: images cropped, and a part of videos used.

use crate::generation::Role;
use crate::job::InteractionId;
use crate::media::Part;
use crate::service::JobRequest;

/// How the member wants files that exceed the limits to be fitted.
pub(super) struct Fit {
    /// Whether images that are too thin are cropped.
    pub crop: bool,
    /// The chosen part of videos that are too long.
    pub part: Option<Part>,
    /// Whether the member can choose the part.
    pub can_choose: bool,
    /// The request, for its place in the line for the converters.
    pub interaction: InteractionId,
}

impl Fit {
    /// A preview is not interrupted by a choice: either part has the same price.
    pub(super) fn of(job_request: &JobRequest) -> Self {
        let (partial, context) = (&job_request.partial, &job_request.context);
        Self {
            crop: partial.crop,
            part: partial.part,
            can_choose: context.can_ask() && !job_request.preview && partial.part.is_none(),
            interaction: context.origin.interaction,
        }
    }
}

/// A video that has to be cut once the member has chosen a part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Undecided {
    /// The number of the input.
    pub number: usize,
    /// Its whole length in seconds.
    pub seconds: f64,
}

/// Whether the member has to choose the part. A continuation follows the end of its video, and
/// audio is a matter of its beginning: nobody expects a question there.
pub(super) fn is_choice(role: Role) -> bool {
    matches!(role, Role::Video | Role::ReferenceVideo)
}

/// The part that is used unless the member chooses.
pub(super) fn usual_part(role: Role) -> Part {
    if role == Role::FirstClip { Part::Last } else { Part::First }
}
