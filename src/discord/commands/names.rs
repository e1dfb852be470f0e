//! The names of commands, options and subcommands in each language. Code uses the English ones, which
//! Discord sends whatever the reader's language is.

use super::command_name::CommandName;
use crate::i18n::say;
use crate::language::Language;

/// The name of a command, as members see it.
pub(super) fn command(language: Language, command: CommandName) -> String {
    match command {
        CommandName::Video => say!(language, "command-video-name"),
        CommandName::Animate => say!(language, "command-animate-name"),
        CommandName::Continue => say!(language, "command-continue-name"),
        CommandName::Reference => say!(language, "command-reference-name"),
        CommandName::Edit => say!(language, "command-edit-name"),
        CommandName::Image => say!(language, "command-image-name"),
        CommandName::Jobs => say!(language, "command-jobs-name"),
        CommandName::Job => say!(language, "command-job-name"),
        CommandName::Again => say!(language, "command-again-name"),
        CommandName::Cancel => say!(language, "command-cancel-name"),
        CommandName::Quota => say!(language, "command-quota-name"),
        CommandName::Settings => say!(language, "command-settings-name"),
        CommandName::Help => say!(language, "command-help-name"),
        CommandName::AnimateThis => say!(language, "menu-animate-name"),
        CommandName::ContinueThisVideo => say!(language, "menu-continue-name"),
        CommandName::UseAsReference => say!(language, "menu-reference-name"),
        CommandName::WanMod => say!(language, "command-mod-name"),
        CommandName::WhoMadeThis => say!(language, "menu-who-name"),
        CommandName::RemoveThisResult => say!(language, "menu-remove-name"),
    }
}

/// The name of an option, by its English name. Numbered ones share a text.
pub(super) fn option(language: Language, name: &str) -> String {
    match name {
        "prompt" => say!(language, "option-prompt-name"),
        "image" => say!(language, "option-image-name"),
        "video" => say!(language, "option-video-name"),
        "last_image" => say!(language, "option-last-image-name"),
        "first_frame" => say!(language, "option-first-frame-name"),
        "audio" => say!(language, "option-audio-name"),
        "voice" => say!(language, "option-voice-name"),
        "member" => say!(language, "option-member-name"),
        "resolution" => say!(language, "option-resolution-name"),
        "ratio" => say!(language, "option-ratio-name"),
        "duration" => say!(language, "option-duration-name"),
        "seed" => say!(language, "option-seed-name"),
        "negative" => say!(language, "option-negative-name"),
        "enhance" => say!(language, "option-enhance-name"),
        "crop" => say!(language, "option-crop-name"),
        "preview" => say!(language, "option-preview-name"),
        "model" => say!(language, "option-model-name"),
        "count" => say!(language, "option-count-name"),
        "pro" => say!(language, "option-pro-name"),
        "keep_audio" => say!(language, "option-keep-audio-name"),
        "job" => say!(language, "option-job-name"),
        "ping" => say!(language, "option-ping-name"),
        "private" => say!(language, "option-private-name"),
        "reset" => say!(language, "option-reset-name"),
        "language" => say!(language, "option-language-name"),
        "topic" => say!(language, "option-topic-name"),
        "who" => say!(language, "option-who-name"),
        "role" => say!(language, "option-role-name"),
        "times" => say!(language, "option-times-name"),
        "amount" => say!(language, "option-amount-name"),
        "until" => say!(language, "option-until-name"),
        "reason" => say!(language, "option-reason-name"),
        "period" => say!(language, "option-period-name"),
        "number" => say!(language, "option-number-name"),
        "message" => say!(language, "option-message-name"),
        "block_inputs" => say!(language, "option-block-inputs-name"),
        "setting" => say!(language, "option-setting-name"),
        "value" => say!(language, "option-value-name"),
        "channel" => say!(language, "option-channel-name"),
        "options" => say!(language, "option-options-name"),
        "spoiler" => say!(language, "option-spoiler-name"),
        numbered => {
            let number = numbered.trim_start_matches(char::is_alphabetic);
            match numbered.strip_suffix(number) {
                Some("image") => say!(language, "option-image-numbered-name", number = number),
                Some("video") => say!(language, "option-video-numbered-name", number = number),
                _ => numbered.to_owned(),
            }
        }
    }
}

/// The name of a subcommand or of a group of them, by its English name.
pub(super) fn subcommand(language: Language, name: &str) -> String {
    match name {
        "quota" => say!(language, "sub-quota-name"),
        "settings" => say!(language, "sub-settings-name"),
        "budget" => say!(language, "sub-budget-name"),
        "show" => say!(language, "sub-show-name"),
        "set" => say!(language, "sub-set-name"),
        "grant" => say!(language, "sub-grant-name"),
        "take" => say!(language, "sub-take-name"),
        "reset" => say!(language, "sub-reset-name"),
        "log" => say!(language, "sub-log-name"),
        "top" => say!(language, "sub-top-name"),
        "weight" => say!(language, "sub-weight-name"),
        "roles" => say!(language, "sub-roles-name"),
        "undo" => say!(language, "sub-undo-name"),
        "block" => say!(language, "sub-block-name"),
        "unblock" => say!(language, "sub-unblock-name"),
        "pause" => say!(language, "sub-pause-name"),
        "resume" => say!(language, "sub-resume-name"),
        "log-channel" => say!(language, "sub-log-channel-name"),
        "channel-defaults" => say!(language, "sub-channel-defaults-name"),
        "jobs" => say!(language, "sub-jobs-name"),
        "cancel" => say!(language, "sub-cancel-name"),
        "who" => say!(language, "sub-who-name"),
        "remove" => say!(language, "sub-remove-name"),
        other => other.to_owned(),
    }
}
