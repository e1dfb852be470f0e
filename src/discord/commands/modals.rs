//! Modals: a prompt, and options as text.

use serenity::builder::{CreateActionRow, CreateInputText, CreateModal};
use serenity::model::application::{ActionRowComponent, InputTextStyle, ModalInteraction};

use crate::discord::actions::Action;
use crate::discord::texts::{self, result_actions};
use crate::discord::words::option_words;
use crate::generation::Mode;
use crate::generation::words::Options;
use crate::i18n::say;
use crate::job::{Derivation, Job, JobId};
use crate::language::Language;
use crate::service::{MediaAction, Refusal};

/// Discord's limit for a text input in a modal; the models read 5,000 characters.
const PROMPT_MAX: u16 = 4000;
const OPTIONS_MAX: u16 = 100;
const REASON_MAX: u16 = 300;

/// The text entered into a modal.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) prompt: String,
    pub(super) options: String,
}

impl Filled {
    /// The options, or the refusal of words that are none.
    pub(super) fn options(&self, language: Language) -> Result<Options, String> {
        let read = option_words(language).only(&self.options);
        read.map_err(|rest| texts::refusal(language, &Refusal::Options(rest)))
    }
}

/// Reads a submitted modal.
pub(super) fn read(modal: &ModalInteraction) -> Filled {
    let mut filled = Filled::default();
    for part in modal.data.components.iter().flat_map(|row| &row.components) {
        if let ActionRowComponent::InputText(text) = part {
            let value = text.value.clone().unwrap_or_default();
            match text.custom_id.as_str() {
                "prompt" => filled.prompt = value.trim().to_owned(),
                "options" => filled.options = value,
                _ => {}
            }
        }
    }
    filled
}

fn prompt(label: String, required: bool) -> CreateInputText {
    CreateInputText::new(InputTextStyle::Paragraph, label, "prompt")
        .required(required)
        .max_length(PROMPT_MAX)
}

fn options(language: Language) -> CreateInputText {
    CreateInputText::new(InputTextStyle::Short, say!(language, "modal-options"), "options")
        .placeholder(say!(language, "modal-options-example"))
        .required(false)
        .max_length(OPTIONS_MAX)
}

fn modal(action: &Action, title: String, parts: Vec<CreateInputText>) -> CreateModal {
    let rows = parts.into_iter().map(CreateActionRow::InputText).collect();
    CreateModal::new(action.custom_id(), title).components(rows)
}

/// Whether a job's prompt does not fit in a modal.
pub(super) fn is_too_long(job: &Job) -> bool {
    job.request.prompt.encode_utf16().count() > usize::from(PROMPT_MAX)
}

/// A modal to change the prompt and the options of a job.
pub(super) fn change(language: Language, job: &Job) -> CreateModal {
    let r = &job.request;
    let is_video = !r.makes_images();
    let now = Options {
        seconds: (is_video && r.seconds > 0).then_some(r.seconds),
        resolution: Some(r.resolution),
        ratio: r.ratio,
        seed: Some(r.seed),
        count: (!is_video).then_some(r.count),
        verbatim: !r.enhance,
        crop: false,
    };
    let required = matches!(r.mode(), Mode::TextToVideo | Mode::ReferenceToVideo | Mode::Image);
    let text = if is_too_long(job) {
        prompt(say!(language, "modal-prompt"), false)
            .placeholder(say!(language, "modal-prompt-kept"))
    } else {
        prompt(say!(language, "modal-prompt"), required).value(r.prompt.clone())
    };
    let options = options(language).value(option_words(language).written(now));
    modal(
        &Action::Go(Derivation::Change, job.id, 0),
        say!(language, "modal-change"),
        vec![text, options],
    )
}

/// A modal for a request that starts from a result.
pub(super) fn next(language: Language, job: &Job, derivation: Derivation, n: usize) -> CreateModal {
    let title = match derivation {
        Derivation::Continue => say!(language, "modal-continue"),
        Derivation::LastFrame => say!(language, "modal-last-frame"),
        _ => say!(language, "modal-animate"),
    };
    modal(
        &Action::Go(derivation, job.id, n),
        title,
        vec![prompt(say!(language, "modal-motion"), false), options(language)],
    )
}

/// A modal that asks what to do with selected files.
pub(super) fn for_action(
    language: Language,
    what: MediaAction,
    selection: u64,
    chosen: Vec<usize>,
) -> CreateModal {
    // Neither has a first frame to begin with.
    let required = matches!(what, MediaAction::Reference | MediaAction::FromAudio);
    let label = match what {
        MediaAction::Reference => say!(language, "modal-reference"),
        MediaAction::FromAudio => say!(language, "modal-prompt"),
        _ => say!(language, "modal-motion"),
    };
    let parts = vec![prompt(label, required), options(language)];
    modal(&Action::Ask(what, selection, chosen), result_actions::use_name(language, what), parts)
}

/// A modal that asks what is wrong with a result.
pub(super) fn report(language: Language, job: JobId) -> CreateModal {
    let reason = CreateInputText::new(
        InputTextStyle::Paragraph,
        say!(language, "modal-report-reason"),
        "prompt",
    )
    .required(true)
    .max_length(REASON_MAX);
    modal(&Action::Report(job), say!(language, "modal-report"), vec![reason])
}
