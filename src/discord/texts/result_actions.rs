//! Texts for replies, menus, modals, buttons and settings.

use crate::discord::cards;
use crate::discord::texts::numbers::{credits, listed, number};
use crate::discord::texts::quota::outcome;
use crate::discord::texts::{escaped, fitted, numbered_role, relative, state};
use crate::discord::words::option_words;
use crate::generation::Price;
use crate::generation::words::Options;
use crate::i18n::say;
use crate::job::{Derivation, Job, Preferences, State};
use crate::language::Language;
use crate::media::Kind;
use crate::service::{FileRef, MediaAction};

/// The label of a button or the title of a modal for an action.
pub fn use_name(language: Language, what: MediaAction) -> String {
    match what {
        MediaAction::Animate => say!(language, "action-animate"),
        MediaAction::FirstAndLastFrame => say!(language, "action-first-to-last"),
        MediaAction::Continue => say!(language, "action-continue"),
        MediaAction::ContinueTo => say!(language, "action-continue-to"),
        MediaAction::Edit => say!(language, "action-edit"),
        MediaAction::Reference => say!(language, "action-reference"),
        MediaAction::FromAudio => say!(language, "action-from-audio"),
    }
}

/// The label of a button that opens the modal of a derivation.
pub fn derivation_name(language: Language, derivation: Derivation) -> String {
    match derivation {
        Derivation::Again => say!(language, "button-again"),
        Derivation::Change => say!(language, "button-change"),
        Derivation::Continue => say!(language, "button-continue"),
        Derivation::LastFrame => say!(language, "button-last-frame"),
        Derivation::Larger => say!(language, "button-larger"),
        Derivation::Animate => say!(language, "button-animate"),
        Derivation::Reference => say!(language, "action-reference"),
    }
}

/// The label of a button that offers an action, with its minimum price.
pub fn offer(language: Language, what: MediaAction, least: Price) -> String {
    say!(
        language,
        "offer",
        action = use_name(language, what),
        price = credits(language, least.credits)
    )
}

/// An offer that was accepted, while the request is checked.
pub fn taken(language: Language, what: MediaAction) -> String {
    say!(language, "offer-checking", action = use_name(language, what))
}

fn counted(language: Language, files: &[FileRef]) -> String {
    let count = |kind| files.iter().filter(|f| f.kind == kind).count();
    let mut all = Vec::new();
    let (images, videos, audio_files) =
        (count(Kind::Image), count(Kind::Video), count(Kind::Audio));
    if images > 0 {
        all.push(say!(language, "files-images", count = images));
    }
    if videos > 0 {
        all.push(say!(language, "files-videos", count = videos));
    }
    if audio_files > 0 {
        all.push(say!(language, "files-audio", count = audio_files));
    }
    let last = all.pop().unwrap_or_default();
    if all.is_empty() {
        return last;
    }
    say!(language, "files-and", first = listed(language, &all), last = last)
}

/// Asks which of several actions is meant.
pub fn which_use(language: Language, files: &[FileRef], prompt: &str, options: Options) -> String {
    let options = option_words(language).written(options);
    let options = if options.is_empty() { options } else { format!(" · {options}") };
    say!(
        language,
        "which-action",
        files = counted(language, files),
        options = options,
        prompt = super::quoted(language, prompt)
    )
}

/// No action fits these files.
pub fn no_use(language: Language, files: &[FileRef]) -> String {
    say!(language, "no-action", files = counted(language, files))
}

/// There are no files to use.
pub fn no_files(language: Language, why: NoFiles) -> String {
    match why {
        NoFiles::Hidden => say!(language, "no-files-hidden"),
        NoFiles::NotInReferenced => say!(language, "no-files-referenced"),
        NoFiles::ReferencedDeleted => say!(language, "no-files-reference-deleted"),
        NoFiles::NotAttached => say!(language, "no-files"),
    }
}

/// Why a message gives nothing to work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFiles {
    /// The bot may not read the message that it replies to.
    Hidden,
    /// The message that it replies to has no file.
    NotInReferenced,
    /// The message that it replies to is deleted.
    ReferencedDeleted,
    /// It has no file and replies to nothing.
    NotAttached,
}

/// A message has no file of the right kind.
pub fn nothing_to(language: Language, what: MediaAction) -> String {
    let wanted = match what {
        MediaAction::Animate | MediaAction::FirstAndLastFrame => say!(language, "missing-image"),
        MediaAction::FromAudio => say!(language, "missing-audio"),
        MediaAction::Reference => say!(language, "missing-reference"),
        _ => say!(language, "missing-video"),
    };
    say!(language, "missing-files", wanted = wanted)
}

/// Asks which of several files to use.
pub fn which(language: Language, what: MediaAction) -> String {
    match what.most() {
        1 => say!(language, "which-one"),
        most => say!(language, "which-ones", most = most),
    }
}

/// A report was received.
pub fn reported(language: Language, moderators_notified: bool) -> String {
    let notified = if moderators_notified {
        say!(language, "reported-notified")
    } else {
        say!(language, "reported-recorded")
    };
    say!(language, "reported", notified = notified)
}

/// A member's defaults.
pub fn settings(language: Language, p: &Preferences, changed: bool) -> String {
    let h = &p.habits;
    let text = |v: Option<String>| v.unwrap_or_else(|| say!(language, "settings-default"));
    let yes = |yes: bool| if yes { say!(language, "yes") } else { say!(language, "no") };
    let prompts = h.enhance.map(|enhance| {
        if enhance {
            say!(language, "settings-prompts-enhanced")
        } else {
            say!(language, "settings-prompts-verbatim")
        }
    });
    let spoken = match p.language {
        Some(language) => say!(language, "language-name"),
        None => say!(language, "settings-language-auto"),
    };
    let length = h.seconds.map(|s| say!(language, "detail-seconds", seconds = s));
    let lines = vec![
        if changed { say!(language, "settings-saved") } else { say!(language, "settings-shown") },
        say!(language, "settings-resolution", value = text(h.resolution.map(|r| r.to_string()))),
        say!(language, "settings-ratio", value = text(h.ratio.map(|r| r.to_string()))),
        say!(language, "settings-length", value = text(length)),
        say!(language, "settings-prompts", value = text(prompts)),
        say!(language, "settings-ping", value = yes(!p.quiet)),
        say!(language, "settings-private", value = yes(p.private)),
        say!(language, "settings-language", value = spoken),
        say!(language, "settings-everywhere"),
    ];
    fitted(language, lines)
}

/// How a job derives from an earlier one.
pub fn derivation(language: Language, derivation: Derivation) -> String {
    match derivation {
        Derivation::Again => say!(language, "derivation-again"),
        Derivation::Change => say!(language, "derivation-change"),
        Derivation::Continue => say!(language, "derivation-continue"),
        Derivation::LastFrame => say!(language, "derivation-last-frame"),
        Derivation::Larger => say!(language, "derivation-larger"),
        Derivation::Animate => say!(language, "derivation-animate"),
        Derivation::Reference => say!(language, "derivation-reference"),
    }
}

/// A job in short, with a link to its result.
fn short(language: Language, job: &Job) -> String {
    format!("`{}` {}", job.id, cards::whereabouts(language, job))
}

/// The details of a job.
pub fn details(language: Language, job: &Job, parent: Option<&Job>, children: &[Job]) -> String {
    let r = &job.request;
    let (kind, user) = (cards::kind(language, r), format!("<@{}>", job.requester));
    let mut lines = vec![
        say!(language, "details-title", kind = kind, job = job.id.to_string(), user = user),
        format!("> {}", escaped(&r.prompt, 900)),
        cards::all_details(language, r),
        say!(
            language,
            "details-requested",
            when = relative(job.accepted_at),
            state = state(language, &job.state),
            outcome = outcome(language, job)
        ),
    ];
    if let State::Delivered { .. } = job.state {
        lines.push(say!(language, "details-result", result = short(language, job)));
    }
    for (n, input) in r.inputs.iter().enumerate() {
        let size =
            input.facts.size.map(|(w, h)| say!(language, "details-size", width = w, height = h));
        let seconds = input.facts.seconds.map(|s| number(language, format!("{s:.1}")));
        let seconds = seconds.map(|s| say!(language, "details-seconds", seconds = s));
        lines.push(say!(
            language,
            "details-input",
            name = numbered_role(language, r.inputs.iter().map(|i| i.role), n),
            file = escaped(&input.name, 40),
            size = size.unwrap_or_default(),
            seconds = seconds.unwrap_or_default()
        ));
    }
    lines.extend(super::depicted(language, job));
    if let Some(from) = job.made_from {
        let before = parent.map_or_else(|| format!("`{}`", from.job), |job| short(language, job));
        lines.push(say!(
            language,
            "details-made-from",
            job = before,
            derivation = derivation(language, from.derivation)
        ));
    }
    for child in children {
        let how = child.made_from.map(|m| derivation(language, m.derivation)).unwrap_or_default();
        lines.push(say!(
            language,
            "details-used-for",
            job = short(language, child),
            derivation = how
        ));
    }
    fitted(language, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_titles_fit_discords_modals() {
        for text in [
            say!(Language::English, "modal-prompt"),
            say!(Language::English, "modal-motion"),
            say!(Language::English, "modal-reference"),
            say!(Language::English, "modal-options"),
            say!(Language::English, "modal-change"),
            say!(Language::English, "modal-continue"),
            say!(Language::English, "modal-last-frame"),
            say!(Language::English, "modal-animate"),
            say!(Language::English, "modal-report"),
            say!(Language::English, "modal-report-reason"),
        ] {
            assert!((1..=45).contains(&text.chars().count()), "{text}");
        }
        for what in MediaAction::ALL {
            assert!(use_name(Language::English, what).chars().count() <= 45);
            assert!(offer(Language::English, what, Price::default()).chars().count() <= 80);
        }
        for text in [
            say!(Language::English, "modal-prompt-kept"),
            say!(Language::English, "modal-options-example"),
        ] {
            assert!(text.chars().count() <= 100, "{text}");
        }
    }
}
