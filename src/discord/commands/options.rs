//! Options that several commands share: how they are registered and read.

use serenity::builder::CreateCommandOption;
use serenity::model::application::{CommandInteraction, CommandOptionType, ResolvedValue};

use crate::discord::desk::Upload;
use crate::generation::catalogue::Draft;
use crate::generation::{Ratio, Resolution, Role};

/// What a command asked for, before anything is checked.
pub(super) struct Asked {
    pub(super) draft: Draft,
    pub(super) seed: Option<u32>,
    pub(super) enhance: bool,
    pub(super) preview: bool,
    pub(super) uploads: Vec<Upload>,
}

/// Longest prompt that Discord lets through: its own limit for a text option is 6,000 characters;
/// the models read 5,000.
const PROMPT_MAX: u16 = 5000;
const NEGATIVE_MAX: u16 = 500;

/// Length and size when the member says nothing: the cheapest useful clip.
const DEFAULT_SECONDS: u32 = 5;

pub(super) fn prompt(description: &str, required: bool) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::String, "prompt", description)
        .required(required)
        .max_length(PROMPT_MAX)
}

pub(super) fn file(name: &str, description: &str, required: bool) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::Attachment, name, description).required(required)
}

pub(super) fn resolution() -> CreateCommandOption {
    CreateCommandOption::new(
        CommandOptionType::String,
        "resolution",
        "720P (the default, cheaper) or 1080P",
    )
    .add_string_choice("720P", "720P")
    .add_string_choice("1080P", "1080P")
}

pub(super) fn ratio() -> CreateCommandOption {
    let option =
        CreateCommandOption::new(CommandOptionType::String, "ratio", "Shape; 16:9 if left out");
    Ratio::ALL.iter().fold(option, |o, r| o.add_string_choice(r.id(), r.id()))
}

pub(super) fn duration(description: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::Integer, "duration", description)
        .min_int_value(2)
        .max_int_value(15)
}

pub(super) fn seed() -> CreateCommandOption {
    CreateCommandOption::new(
        CommandOptionType::Integer,
        "seed",
        "Same seed, same request: much the same video; random if left out",
    )
    .min_int_value(0)
    .max_int_value(2_147_483_647)
}

pub(super) fn negative() -> CreateCommandOption {
    CreateCommandOption::new(
        CommandOptionType::String,
        "negative",
        "What should not appear in the video",
    )
    .max_length(NEGATIVE_MAX)
}

pub(super) fn enhance() -> CreateCommandOption {
    CreateCommandOption::new(
        CommandOptionType::Boolean,
        "enhance",
        "Let the model write your prompt out (default: yes); no: take it word for word",
    )
}

pub(super) fn preview() -> CreateCommandOption {
    CreateCommandOption::new(
        CommandOptionType::Boolean,
        "preview",
        "Only check it and say what it would cost; nothing is made",
    )
}

/// Reads the options of a command for a model; `files` says which attachment options there are
/// and what each is to the model.
pub(super) fn read(
    command: &CommandInteraction,
    model: &str,
    ratio: Option<Ratio>,
    files: &[(&str, Role)],
) -> Asked {
    let mut asked = Asked {
        draft: Draft {
            model: model.to_owned(),
            prompt: String::new(),
            negative: None,
            resolution: Resolution::P720,
            ratio,
            seconds: DEFAULT_SECONDS,
            roles: Vec::new(),
        },
        seed: None,
        enhance: true,
        preview: false,
        uploads: Vec::new(),
    };
    for option in command.data.options() {
        let draft = &mut asked.draft;
        match (option.name, option.value) {
            ("prompt", ResolvedValue::String(text)) => draft.prompt = text.to_owned(),
            ("negative", ResolvedValue::String(text)) => draft.negative = Some(text.to_owned()),
            ("resolution", ResolvedValue::String(text)) => {
                draft.resolution = Resolution::parse(text).unwrap_or(draft.resolution);
            }
            ("ratio", ResolvedValue::String(text)) => {
                draft.ratio = Ratio::parse(text).or(draft.ratio);
            }
            ("duration", ResolvedValue::Integer(n)) => {
                draft.seconds = u32::try_from(n).unwrap_or(0);
            }
            ("seed", ResolvedValue::Integer(n)) => asked.seed = u32::try_from(n).ok(),
            ("enhance", ResolvedValue::Boolean(yes)) => asked.enhance = yes,
            ("preview", ResolvedValue::Boolean(yes)) => asked.preview = yes,
            (name, ResolvedValue::Attachment(file)) => {
                if let Some((_, role)) = files.iter().find(|(n, _)| *n == name) {
                    draft.roles.push(*role);
                    asked.uploads.push(Upload {
                        role: *role,
                        name: file.filename.clone(),
                        url: file.url.clone(),
                        bytes: u64::from(file.size),
                    });
                }
            }
            _ => {}
        }
    }
    // Whatever order Discord sends them in, the provider gets them in its own.
    asked.draft.roles.sort();
    asked.uploads.sort_by_key(|u| u.role);
    asked
}
