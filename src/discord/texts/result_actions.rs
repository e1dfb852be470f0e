//! Texts for replies, menus, modals, buttons and settings.

use crate::discord::cards;
use crate::discord::texts::quota::{credits, outcome};
use crate::discord::texts::words::say;
use crate::discord::texts::{escaped, fitted, relative, role_name};
use crate::generation::words::Options;
use crate::generation::{Price, Role};
use crate::job::{Derivation, Job, Preferences, State};
use crate::media::Kind;
use crate::service::{FileRef, MediaAction};

/// The label of a button or the title of a modal for an action.
pub fn use_name(what: MediaAction) -> String {
    match what {
        MediaAction::Animate => say!("use-animate"),
        MediaAction::FirstAndLastFrame => say!("use-ends"),
        MediaAction::Continue => say!("use-continue"),
        MediaAction::ContinueTo => say!("use-continue-to"),
        MediaAction::Edit => say!("use-edit"),
        MediaAction::Reference => say!("use-reference"),
        MediaAction::FromAudio => say!("use-score"),
    }
}

/// The label of a button that offers an action, with its minimum price.
pub fn offer(what: MediaAction, least: Price) -> String {
    say!("offer", use = use_name(what), price = credits(least.credits))
}

/// An offer that was accepted, while the request is checked.
pub fn taken(what: MediaAction) -> String {
    say!("offer-taken", use = use_name(what))
}

fn counted(files: &[FileRef]) -> String {
    let count = |kind| files.iter().filter(|f| f.kind == kind).count();
    let mut all = Vec::new();
    let (pictures, clips, sounds) = (count(Kind::Image), count(Kind::Clip), count(Kind::Audio));
    if pictures > 0 {
        all.push(say!("files-pictures", count = pictures));
    }
    if clips > 0 {
        all.push(say!("files-clips", count = clips));
    }
    if sounds > 0 {
        all.push(say!("files-sounds", count = sounds));
    }
    let last = all.pop().unwrap_or_default();
    if all.is_empty() {
        return last;
    }
    say!("files-and", first = all.join(", "), last = last)
}

/// Asks which of several actions is meant.
pub fn which_use(files: &[FileRef], prompt: &str, options: Options) -> String {
    let options = options.to_string();
    let options = if options.is_empty() { options } else { format!(" · {options}") };
    say!("which-use", files = counted(files), options = options, prompt = super::quoted(prompt))
}

/// No action fits these files.
pub fn no_use(files: &[FileRef]) -> String {
    say!("no-use", files = counted(files))
}

/// There are no files to use.
pub fn no_files(replied: bool, hidden: bool, deleted: bool) -> String {
    match (hidden, replied, deleted) {
        (true, _, _) => say!("no-files-hidden"),
        (_, true, _) => say!("no-files-there"),
        (_, _, true) => say!("no-files-deleted"),
        _ => say!("no-files"),
    }
}

/// A message has no file of the right kind.
pub fn nothing_to(what: MediaAction) -> String {
    let wanted = match what {
        MediaAction::Animate | MediaAction::FirstAndLastFrame => say!("nothing-picture"),
        MediaAction::FromAudio => say!("nothing-sound"),
        MediaAction::Reference => say!("nothing-reference"),
        _ => say!("nothing-clip"),
    };
    say!("nothing-to", wanted = wanted)
}

/// Asks which of several files to use.
pub fn which(what: MediaAction) -> String {
    match what.most() {
        1 => say!("which-one"),
        most => say!("which-ones", most = most),
    }
}

/// A report was received.
pub fn reported(moderators_notified: bool) -> String {
    let told = if moderators_notified { say!("reported-told") } else { say!("reported-noted") };
    say!("reported", told = told)
}

/// A member's defaults.
pub fn settings(p: &Preferences, changed: bool) -> String {
    let h = &p.habits;
    let text = |v: Option<String>| v.unwrap_or_else(|| say!("settings-usual"));
    let yes = |yes: bool| if yes { say!("yes") } else { say!("no") };
    let prompts = h.enhance.map(|enhance| {
        if enhance { say!("settings-prompts-enhanced") } else { say!("settings-prompts-verbatim") }
    });
    let length = h.seconds.map(|s| say!("detail-seconds", seconds = s));
    let lines = vec![
        if changed { say!("settings-saved") } else { say!("settings-shown") },
        say!("settings-resolution", value = text(h.resolution.map(|r| r.to_string()))),
        say!("settings-ratio", value = text(h.ratio.map(|r| r.to_string()))),
        say!("settings-length", value = text(length)),
        say!("settings-prompts", value = text(prompts)),
        say!("settings-ping", value = yes(!p.quiet)),
        say!("settings-private", value = yes(p.private)),
        say!("settings-everywhere"),
    ];
    fitted(lines)
}

/// How a job derives from an earlier one.
pub fn derivation(derivation: Derivation) -> String {
    match derivation {
        Derivation::Again => say!("way-again"),
        Derivation::Change => say!("way-change"),
        Derivation::Continue => say!("way-continue"),
        Derivation::LastFrame => say!("way-last-frame"),
        Derivation::Larger => say!("way-larger"),
        Derivation::Animate => say!("way-animate"),
        Derivation::Reference => say!("way-reference"),
    }
}

/// A job in short, with a link to its result.
fn short(job: &Job) -> String {
    format!("`{}` {}", job.id, cards::whereabouts(job))
}

/// The details of a job.
pub fn details(job: &Job, parent: Option<&Job>, children: &[Job]) -> String {
    let r = &job.request;
    let (kind, user) = (cards::kind(r), format!("<@{}>", job.requester));
    let mut lines = vec![
        say!("details-title", kind = kind, job = job.id.to_string(), user = user),
        format!("> {}", escaped(&r.prompt, 900)),
        cards::all_details(r),
        say!(
            "details-asked",
            when = relative(job.accepted_at),
            state = job.state.name(),
            outcome = outcome(job)
        ),
    ];
    if let State::Delivered { .. } = job.state {
        lines.push(say!("details-result", result = short(job)));
    }
    for (n, input) in r.inputs.iter().enumerate() {
        let size = input.facts.size.map(|(w, h)| say!("details-size", width = w, height = h));
        let seconds = input.facts.seconds.map(|s| format!("{s:.1}"));
        let seconds = seconds.map(|s| say!("details-seconds", seconds = s));
        lines.push(say!(
            "details-input",
            name = numbered(r.inputs.iter().map(|i| i.role), n),
            file = escaped(&input.name, 40),
            size = size.unwrap_or_default(),
            seconds = seconds.unwrap_or_default()
        ));
    }
    lines.extend(super::depicted(job));
    if let Some(from) = job.made_from {
        let before = parent.map_or_else(|| format!("`{}`", from.job), short);
        lines.push(say!(
            "details-made-from",
            job = before,
            derivation = derivation(from.derivation)
        ));
    }
    for child in children {
        let how = child.made_from.map(|m| derivation(m.derivation)).unwrap_or_default();
        lines.push(say!("details-became", job = short(child), derivation = how));
    }
    fitted(lines)
}

/// The name of the input with this index, as prompts refer to it where possible.
pub fn numbered(roles: impl Iterator<Item = Role> + Clone, number: usize) -> String {
    let role = roles.clone().nth(number);
    let before = roles.take(number).filter(|r| Some(*r) == role).count() + 1;
    match role {
        Some(Role::ReferenceImage) => say!("role-numbered-image", number = before),
        Some(Role::ReferenceVideo) => say!("role-numbered-video", number = before),
        Some(Role::Picture) => say!("role-numbered-picture", number = before),
        Some(role) => role_name(role),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_titles_fit_discords_modals() {
        for text in [
            say!("form-prompt"),
            say!("form-next"),
            say!("form-reference"),
            say!("form-options"),
            say!("form-change"),
            say!("form-continue"),
            say!("form-last-frame"),
            say!("form-animate"),
            say!("form-report"),
            say!("form-report-reason"),
        ] {
            assert!((1..=45).contains(&text.chars().count()), "{text}");
        }
        for what in MediaAction::ALL {
            assert!(use_name(what).chars().count() <= 45);
            assert!(offer(what, Price::default()).chars().count() <= 80);
        }
        for text in [say!("form-prompt-stays"), say!("form-options-example")] {
            assert!(text.chars().count() <= 100, "{text}");
        }
    }

    #[test]
    fn inputs_are_numbered_as_prompts_name_them() {
        let roles = [Role::FirstFrame, Role::ReferenceImage, Role::ReferenceImage];
        let names: Vec<_> = (0..3).map(|n| numbered(roles.into_iter(), n)).collect();
        assert_eq!(names, ["first frame", "Image 1", "Image 2"]);
    }
}
