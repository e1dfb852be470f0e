//! Options that several commands share: registration and parsing.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandInteraction, CommandOptionType, ResolvedValue};

use super::names;
use crate::discord::markup;
use crate::generation::{Catalogue, Mode, PartialRequest, Ratio, Resolution, Role};
use crate::i18n::say;
use crate::language::Language;
use crate::service::{InputRef, JobRequest, RequestContext, Source};

/// The parsed options of a command, before any check.
pub(super) struct ParsedOptions {
    pub(super) partial: PartialRequest,
    pub(super) preview: bool,
    pub(super) pro: bool,
    pub(super) uploads: Vec<InputRef>,
}

impl ParsedOptions {
    /// The job request in a context.
    pub(super) fn job_request(self, context: RequestContext) -> JobRequest {
        let Self { partial, preview, uploads, .. } = self;
        JobRequest { context, partial, uploads, preview, made_from: None }
    }
}

/// The models on offer, for the registration of commands.
pub(super) struct AvailableModels<'a>(pub(super) &'a Catalogue);

impl AvailableModels<'_> {
    /// Whether a model is on offer.
    pub(super) fn has(&self, model: &str) -> bool {
        self.0.model(model).is_some_and(|m| m.enabled)
    }

    /// Whether any model supports this mode.
    pub(super) fn serves(&self, mode: Mode) -> bool {
        self.0.offered(mode).next().is_some()
    }

    /// Adds a choice of models, if there is more than one.
    pub(super) fn choice(
        &self,
        language: Language,
        mode: Mode,
        command: CreateCommand,
    ) -> CreateCommand {
        let names: Vec<_> = self.0.offered(mode).map(|m| m.name.as_str()).collect();
        let [usual, _, ..] = names[..] else { return command };
        let text = say!(language, "option-model", default = usual);
        let option = option(language, CommandOptionType::String, "model", text);
        command.add_option(names.iter().fold(option, |o, name| o.add_string_choice(*name, *name)))
    }

    /// The longest video that any model makes in this mode, in seconds.
    pub(super) fn longest(&self, mode: Mode) -> u64 {
        self.0.offered(mode).map(|m| u64::from(m.seconds.max)).max().unwrap_or(15)
    }

    /// The video resolutions that any model supports in this mode.
    pub(super) fn resolutions(&self, mode: Mode) -> Vec<Resolution> {
        let offered = |r: &Resolution| self.0.offered(mode).any(|m| m.resolutions.contains(r));
        Resolution::VIDEOS.into_iter().filter(offered).collect()
    }
}

/// An option of a command, by its English name.
pub(super) fn option(
    language: Language,
    kind: CommandOptionType,
    name: &str,
    description: String,
) -> CreateCommandOption {
    CreateCommandOption::new(kind, names::option(language, name), description)
}

/// Maximum length of a prompt: Discord's own limit for a text option is 6,000 characters; the
/// models read 5,000.
const PROMPT_MAX: u16 = 5000;
const NEGATIVE_MAX: u16 = 500;

/// Options that every command has.
pub(super) fn common(language: Language, command: CreateCommand, negative: bool) -> CreateCommand {
    let command = command.add_option(seed(language));
    let command = if negative { command.add_option(self::negative(language)) } else { command };
    command.add_option(enhance(language)).add_option(preview(language))
}

pub(super) fn prompt(
    language: Language,
    description: String,
    required: bool,
) -> CreateCommandOption {
    option(language, CommandOptionType::String, "prompt", description)
        .required(required)
        .max_length(PROMPT_MAX)
}

pub(super) fn file(
    language: Language,
    name: &str,
    description: String,
    required: bool,
) -> CreateCommandOption {
    option(language, CommandOptionType::Attachment, name, description).required(required)
}

/// The files that Discord lets members choose for an attachment option (`file_types`, since
/// 2026-08-05; docs/reference/discord.md): a group of endings and single ones, ten at most. Others
/// cannot be chosen. More endings than that are converted to a video and to audio, so these options
/// take any file, and its bytes decide.
pub(super) fn file_types(option: &str) -> Option<&'static [&'static str]> {
    match option.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "audio" | "voice" | "video" => None,
        _ => Some(&[
            "image", ".bmp", ".heic", ".heif", ".hif", ".jp2", ".jxl", ".psd", ".tif", ".tiff",
        ]),
    }
}

pub(super) fn resolution(
    language: Language,
    offered: &[Resolution],
    description: String,
) -> CreateCommandOption {
    let option = option(language, CommandOptionType::String, "resolution", description);
    offered.iter().fold(option, |o, r| o.add_string_choice(r.id(), r.id()))
}

pub(super) fn ratio(language: Language, description: String) -> CreateCommandOption {
    let option = option(language, CommandOptionType::String, "ratio", description);
    let usual = Ratio::ALL.iter().filter(|r| !matches!(r, Ratio::Cinema | Ratio::Adaptive));
    usual.fold(option, |o, r| o.add_string_choice(r.id(), r.id()))
}

pub(super) fn duration(
    language: Language,
    description: String,
    least: u64,
    most: u64,
) -> CreateCommandOption {
    option(language, CommandOptionType::Integer, "duration", description)
        .min_int_value(least)
        .max_int_value(most)
}

pub(super) fn seed(language: Language) -> CreateCommandOption {
    option(language, CommandOptionType::Integer, "seed", say!(language, "option-seed"))
        .min_int_value(0)
        .max_int_value(2_147_483_647)
}

pub(super) fn negative(language: Language) -> CreateCommandOption {
    option(language, CommandOptionType::String, "negative", say!(language, "option-negative"))
        .max_length(NEGATIVE_MAX)
}

pub(super) fn enhance(language: Language) -> CreateCommandOption {
    option(language, CommandOptionType::Boolean, "enhance", say!(language, "option-enhance"))
}

pub(super) fn crop(language: Language) -> CreateCommandOption {
    option(language, CommandOptionType::Boolean, "crop", say!(language, "option-crop"))
}

pub(super) fn preview(language: Language) -> CreateCommandOption {
    option(language, CommandOptionType::Boolean, "preview", say!(language, "option-preview"))
}

/// Parses the options of a command; `files` lists the attachment options and the role of each for
/// the model.
pub(super) fn read(
    language: Language,
    command: &CommandInteraction,
    mode: Mode,
    files: &[(&str, Role)],
) -> ParsedOptions {
    let mut partial = PartialRequest::new(mode);
    let (mut preview, mut pro) = (false, false);
    let mut uploads = Vec::new();
    let resolved = &command.data.resolved;
    let plain = |text: &str| markup::plain(language, text, |what| markup::resolved(resolved, what));
    for option in command.data.options() {
        match (option.name, option.value) {
            ("prompt", ResolvedValue::String(text)) => partial.prompt = plain(text),
            ("negative", ResolvedValue::String(text)) => partial.negative = Some(plain(text)),
            ("model", ResolvedValue::String(text)) => partial.model = Some(text.to_owned()),
            ("resolution", ResolvedValue::String(text)) => {
                partial.resolution = Resolution::parse(text);
            }
            ("ratio", ResolvedValue::String(text)) => partial.ratio = Ratio::parse(text),
            ("duration", ResolvedValue::Integer(n)) => partial.seconds = u32::try_from(n).ok(),
            ("count", ResolvedValue::Integer(n)) => partial.count = u32::try_from(n).ok(),
            ("seed", ResolvedValue::Integer(n)) => partial.seed = u32::try_from(n).ok(),
            ("enhance", ResolvedValue::Boolean(yes)) => partial.enhance = Some(yes),
            ("keep_audio", ResolvedValue::Boolean(yes)) => partial.keep_audio = yes,
            ("crop", ResolvedValue::Boolean(yes)) => partial.crop = yes,
            ("preview", ResolvedValue::Boolean(yes)) => preview = yes,
            ("pro", ResolvedValue::Boolean(yes)) => pro = yes,
            (name, ResolvedValue::Attachment(file)) => {
                if let Some((at, (_, role))) =
                    files.iter().enumerate().find(|(_, (n, _))| *n == name)
                {
                    let source =
                        Source::File { url: file.url.clone(), bytes: u64::from(file.size) };
                    uploads
                        .push((at, InputRef { role: *role, name: file.filename.clone(), source }));
                }
            }
            _ => {}
        }
    }
    // Whatever the order in which Discord sends them, the provider gets them in the order of the
    // option list: "Image 2" is the second option.
    uploads.sort_by_key(|(at, upload)| (upload.role, *at));
    let uploads: Vec<_> = uploads.into_iter().map(|(_, upload)| upload).collect();
    partial.roles = uploads.iter().map(|u| u.role).collect();
    ParsedOptions { partial, preview, pro, uploads }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{Kind, SourceFormat};

    /// Discord's maximum.
    const MAX_FILE_TYPES: usize = 10;

    /// The endings of Discord's group `image`.
    const IMAGES: [&str; 7] = [".png", ".gif", ".jpg", ".jpeg", ".jfif", ".webp", ".avif"];

    /// The endings that files of a format usually have.
    fn endings(source: SourceFormat) -> &'static [&'static str] {
        use SourceFormat as F;
        match source {
            F::Heic => &[".heic", ".heif", ".hif"],
            F::Avif => &[".avif"],
            F::Gif => &[".gif"],
            F::AnimatedPng => &[".png", ".apng"],
            F::AnimatedWebP => &[".webp"],
            F::Tiff => &[".tif", ".tiff"],
            F::JpegXl => &[".jxl"],
            F::Jpeg2000 => &[".jp2"],
            F::Psd => &[".psd"],
            F::Matroska => &[".mkv"],
            F::WebM | F::WebMAudio => &[".webm"],
            F::Avi => &[".avi"],
            F::MpegTs => &[".ts", ".mts", ".m2ts"],
            F::MpegPs => &[".mpg", ".mpeg", ".vob"],
            F::Flv => &[".flv"],
            F::Wmv => &[".wmv"],
            F::ThreeGp | F::ThreeGpAudio => &[".3gp", ".3g2"],
            F::OggVideo => &[".ogv"],
            F::Ogg => &[".ogg", ".oga", ".opus"],
            F::Flac => &[".flac"],
            F::AacAdts => &[".aac"],
            F::Mp2 => &[".mp2"],
            F::Aiff => &[".aif", ".aiff"],
            F::Caf => &[".caf"],
            F::M4a => &[".m4a"],
            F::Amr => &[".amr"],
            F::Wma => &[".wma"],
            F::MatroskaAudio => &[".mka"],
            F::LongWav | F::CompressedWav => &[".wav"],
            F::WavPack => &[".wv"],
        }
    }

    #[test]
    fn every_format_that_is_converted_can_be_chosen() {
        for (name, kind) in [
            ("image", Kind::Image),
            ("image3", Kind::Image),
            ("last_image", Kind::Image),
            ("first_frame", Kind::Image),
            ("video", Kind::Video),
            ("video2", Kind::Video),
            ("audio", Kind::Audio),
            ("voice", Kind::Audio),
        ] {
            // Any file.
            let Some(types) = file_types(name) else { continue };
            assert!(types.len() <= MAX_FILE_TYPES, "{name}: {types:?}");
            assert_eq!((types[0], kind), ("image", Kind::Image), "{name}");
            let of_kind = SourceFormat::ALL.iter().filter(|source| source.kinds().contains(&kind));
            for ending in of_kind.flat_map(|source| endings(*source)) {
                // An animated PNG is sent as an image for its first frame under the usual name.
                let listed = types.contains(ending) || IMAGES.contains(ending);
                assert!(listed || *ending == ".apng", "{name} does not take {ending}");
            }
        }
        assert!(file_types("image1").is_some_and(|types| types.contains(&".bmp")));
    }

    #[test]
    fn an_option_whose_list_would_be_too_long_takes_any_file() {
        for (name, kind) in
            [("video1", Kind::Video), ("audio", Kind::Audio), ("voice", Kind::Audio)]
        {
            let of_kind = SourceFormat::ALL.iter().filter(|source| source.kinds().contains(&kind));
            let all: Vec<_> = of_kind.flat_map(|source| endings(*source)).collect();
            assert!(all.len() > MAX_FILE_TYPES, "{all:?}");
            assert_eq!(file_types(name), None);
        }
    }
}
