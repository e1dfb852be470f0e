//! Pending selections: files that a member selected, stored until they choose an action, and the
//! actions that fit them.

use serde::{Deserialize, Serialize};

use crate::generation::words::Options;
use crate::generation::{Mode, PartialRequest, Role};
use crate::job::{Derivation, Job, JobId, MadeFrom, Tenant, UserId};
use crate::language::Language;
use crate::media::Kind;
use crate::service::{InputRef, JobRequest, RequestContext, Source};

/// Files and text of a message, or of a message that a member selected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PendingSelection {
    /// ID of the message or interaction that started it.
    pub id: u64,
    /// The member who owns it.
    pub user: UserId,
    /// The server.
    #[serde(rename = "guild")]
    pub tenant: Tenant,
    /// The member's text, options included.
    pub text: String,
    /// The language in which options in the text are read. A button that is pressed later can come
    /// with another.
    #[serde(default)]
    pub language: Language,
    /// The files, in order.
    pub files: Vec<FileRef>,
    /// The job whose results the files are.
    #[serde(default)]
    pub from: Option<JobId>,
}

/// A file that can be an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileRef {
    /// File name.
    pub name: String,
    /// Presumed kind; the content decides later.
    pub kind: Kind,
    /// Where it comes from.
    pub source: Source,
}

/// What can be made from images, videos and audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaAction {
    /// Animate the image, optionally with audio.
    Animate,
    /// A video from the first image to the second, optionally with audio.
    FirstAndLastFrame,
    /// Extend the video.
    Continue,
    /// Extend the video so that it ends on the image.
    ContinueTo,
    /// Edit the video, optionally with reference images.
    Edit,
    /// A new video with the subjects of the files.
    Reference,
    /// A video that follows the audio.
    FromAudio,
}

impl MediaAction {
    /// Every action.
    pub const ALL: [MediaAction; 7] = [
        MediaAction::Animate,
        MediaAction::FirstAndLastFrame,
        MediaAction::Continue,
        MediaAction::ContinueTo,
        MediaAction::Edit,
        MediaAction::Reference,
        MediaAction::FromAudio,
    ];

    /// Its ID within a custom ID.
    pub fn id(self) -> &'static str {
        match self {
            MediaAction::Animate => "animate",
            MediaAction::FirstAndLastFrame => "ends",
            MediaAction::Continue => "continue",
            MediaAction::ContinueTo => "continue-to",
            MediaAction::Edit => "edit",
            MediaAction::Reference => "reference",
            MediaAction::FromAudio => "score",
        }
    }

    /// Parses an ID.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|u| u.id() == text)
    }

    /// The generation mode that it uses.
    pub fn mode(self) -> Mode {
        match self {
            MediaAction::Animate
            | MediaAction::FirstAndLastFrame
            | MediaAction::Continue
            | MediaAction::ContinueTo => Mode::ImageToVideo,
            MediaAction::Edit => Mode::VideoEdit,
            MediaAction::Reference => Mode::ReferenceToVideo,
            MediaAction::FromAudio => Mode::TextToVideo,
        }
    }

    /// How the new job derives from an earlier job's result.
    fn derivation(self) -> Derivation {
        match self {
            MediaAction::Animate | MediaAction::FirstAndLastFrame | MediaAction::FromAudio => {
                Derivation::Animate
            }
            MediaAction::Continue | MediaAction::ContinueTo => Derivation::Continue,
            MediaAction::Edit => Derivation::Change,
            MediaAction::Reference => Derivation::Reference,
        }
    }

    /// Whether a file of this kind can be selected for it.
    pub fn takes(self, kind: Kind) -> bool {
        match self {
            MediaAction::Animate | MediaAction::FirstAndLastFrame => kind == Kind::Image,
            MediaAction::Continue | MediaAction::ContinueTo | MediaAction::Edit => {
                kind == Kind::Video
            }
            MediaAction::Reference => kind != Kind::Audio,
            MediaAction::FromAudio => kind == Kind::Audio,
        }
    }

    /// Maximum number of files that can be selected for it.
    pub fn most(self) -> usize {
        match self {
            MediaAction::Reference => 5,
            MediaAction::FirstAndLastFrame => 2,
            _ => 1,
        }
    }
}

/// A job's archived results, as files for a new job.
pub fn results_of(job: &Job) -> Vec<FileRef> {
    let (kind, ending) =
        if job.request.makes_images() { (Kind::Image, "png") } else { (Kind::Video, "mp4") };
    let file_ref = |n| FileRef {
        name: format!("wan-{}.{ending}", job.id),
        kind,
        source: Source::ResultOf(job.id, n),
    };
    (0..job.results().len()).map(file_ref).collect()
}

/// The actions that fit these files, most likely first.
pub fn actions_for(files: &[FileRef]) -> Vec<MediaAction> {
    let count = |kind| files.iter().filter(|f| f.kind == kind).count();
    let references = |videos: usize, images: usize| (1..=5).contains(&(videos + images));
    match (count(Kind::Image), count(Kind::Video), count(Kind::Audio)) {
        (1, 0, 0 | 1) => vec![MediaAction::Animate],
        (2, 0, 0 | 1) => vec![MediaAction::FirstAndLastFrame],
        (0, 1, 0) => vec![MediaAction::Continue],
        (0, 0, 1) => vec![MediaAction::FromAudio],
        (1, 1, 0) => vec![MediaAction::Edit, MediaAction::Reference, MediaAction::ContinueTo],
        (n @ 2..=4, 1, 0) if references(1, n) => vec![MediaAction::Edit, MediaAction::Reference],
        (n @ 3..=5, 0, 0) if references(0, n) => {
            vec![MediaAction::Reference, MediaAction::FirstAndLastFrame, MediaAction::Animate]
        }
        (3..=5, 0, 1) => vec![MediaAction::Reference],
        (n, m @ 1.., 0 | 1) if references(m, n) => vec![MediaAction::Reference],
        _ => Vec::new(),
    }
}

impl PendingSelection {
    /// The inputs for an action: as many files of each kind as it accepts, in order. `chosen` holds
    /// file indices; if it is empty, all files are used.
    pub fn uploads(&self, what: MediaAction, chosen: &[usize]) -> Vec<InputRef> {
        let mut inputs: Vec<InputRef> = Vec::new();
        for (n, file) in self.files.iter().enumerate() {
            if !chosen.is_empty() && !chosen.contains(&n) {
                continue;
            }
            let has = |role| inputs.iter().filter(|u| u.role == role).count();
            let role = match (what, file.kind) {
                (MediaAction::Animate | MediaAction::FirstAndLastFrame, Kind::Image)
                    if has(Role::FirstFrame) == 0 =>
                {
                    Role::FirstFrame
                }
                (MediaAction::FirstAndLastFrame, Kind::Image) if has(Role::LastFrame) == 0 => {
                    Role::LastFrame
                }
                (MediaAction::ContinueTo, Kind::Image) if has(Role::LastFrame) == 0 => {
                    Role::LastFrame
                }
                (
                    MediaAction::Animate | MediaAction::FirstAndLastFrame | MediaAction::FromAudio,
                    Kind::Audio,
                ) if has(Role::DrivingAudio) == 0 => Role::DrivingAudio,
                (MediaAction::Continue | MediaAction::ContinueTo, Kind::Video)
                    if has(Role::FirstClip) == 0 =>
                {
                    Role::FirstClip
                }
                (MediaAction::Edit, Kind::Video) if has(Role::Video) == 0 => Role::Video,
                (MediaAction::Edit | MediaAction::Reference, Kind::Image) => Role::ReferenceImage,
                (MediaAction::Reference, Kind::Video) => Role::ReferenceVideo,
                (MediaAction::Reference, Kind::Audio) if has(Role::ReferenceVoice) == 0 => {
                    Role::ReferenceVoice
                }
                _ => continue,
            };
            inputs.push(InputRef { role, name: file.name.clone(), source: file.source.clone() });
        }
        inputs.sort_by_key(|u| u.role);
        inputs
    }

    /// The job request for an action on this selection.
    pub fn job_request(
        &self,
        context: RequestContext,
        what: MediaAction,
        chosen: &[usize],
        prompt: String,
        options: Options,
    ) -> JobRequest {
        let uploads = self.uploads(what, chosen);
        let partial = wished(what.mode(), prompt, options, &uploads);
        let made_from = self.from.map(|job| MadeFrom { job, derivation: what.derivation() });
        JobRequest { context, partial, uploads, preview: false, made_from }
    }
}

/// A partial request from a prompt and parsed options.
pub fn wished(
    mode: Mode,
    prompt: String,
    options: Options,
    uploads: &[InputRef],
) -> PartialRequest {
    PartialRequest {
        prompt,
        resolution: options.resolution,
        ratio: options.ratio,
        seconds: options.seconds,
        seed: options.seed,
        count: options.count,
        enhance: options.verbatim.then_some(false),
        crop: options.crop,
        roles: uploads.iter().map(|u| u.role).collect(),
        ..PartialRequest::new(mode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generation::Catalogue;
    use crate::job::GuildId;

    fn selection(kinds: &[Kind]) -> PendingSelection {
        let file = |(n, kind): (usize, &Kind)| FileRef {
            name: format!("{n}"),
            kind: *kind,
            source: Source::File { url: String::new(), bytes: 1 },
        };
        PendingSelection {
            id: 1,
            user: UserId(1),
            tenant: Tenant::Server(GuildId(1)),
            text: String::new(),
            language: Language::English,
            files: kinds.iter().enumerate().map(file).collect(),
            from: None,
        }
    }

    /// For every combination of files, a model accepts each offered action.
    #[test]
    fn every_offered_action_is_accepted_by_a_model() {
        let catalogue = Catalogue::built_in();
        for n in 0..4_usize.pow(6) {
            let kinds: Vec<_> = (0..6)
                .filter_map(|at| match n / 4_usize.pow(at) % 4 {
                    1 => Some(Kind::Image),
                    2 => Some(Kind::Video),
                    3 => Some(Kind::Audio),
                    _ => None,
                })
                .collect();
            let selection = selection(&kinds);
            for what in actions_for(&selection.files) {
                let roles: Vec<_> = selection.uploads(what, &[]).iter().map(|u| u.role).collect();
                let model = catalogue.choose(what.mode(), &roles, None).unwrap();
                assert!(model.takes(&roles), "{what:?} of {kinds:?}: {roles:?}");
            }
        }
    }

    #[test]
    fn number_and_kind_of_files_determine_the_actions() {
        use Kind::{Audio, Image, Video};
        let actions_for = |kinds: &[Kind]| actions_for(&selection(kinds).files);
        assert_eq!(actions_for(&[Image]), [MediaAction::Animate]);
        assert_eq!(actions_for(&[Image, Image]), [MediaAction::FirstAndLastFrame]);
        assert_eq!(actions_for(&[Video]), [MediaAction::Continue]);
        assert_eq!(actions_for(&[Audio]), [MediaAction::FromAudio]);
        assert_eq!(actions_for(&[Audio, Image]), [MediaAction::Animate]);
        assert_eq!(actions_for(&[Image, Video])[0], MediaAction::Edit);
        assert_eq!(actions_for(&[Image, Image, Image])[0], MediaAction::Reference);
        assert_eq!(actions_for(&[Image; 10]), [], "too many files for any action");
        let chosen = selection(&[Image; 10]).uploads(MediaAction::Reference, &[2, 4]);
        assert_eq!(chosen.iter().map(|u| u.name.as_str()).collect::<Vec<_>>(), ["2", "4"]);
    }

    #[test]
    fn action_ids_round_trip() {
        for what in MediaAction::ALL {
            assert_eq!(MediaAction::parse(what.id()), Some(what));
        }
    }
}
