//! All texts of the bot: data and the reader's language in, text out. The wording is in `i18n`.

pub mod audit;
pub(crate) mod formats;
mod inputs;
pub mod moderation;
pub mod numbers;
pub mod prompts;
pub mod quota;
pub mod result_actions;
mod roles;
mod states;

use jiff::Timestamp;

use crate::discord::texts::numbers::{listed, number};
use crate::generation::{Mode, Request, RequestError, Role};
use crate::i18n::say;
use crate::job::{Class, Failure, Job};
use crate::language::Language;
use crate::media::Part;
use crate::service::{CancelAnswer, Permission, Refusal};

pub use roles::{numbered_role, role_name};
pub use states::{named as state_named, state};

/// Prompts are shortened to this many characters; Discord allows 2,000 in a message.
const PROMPT_SHOWN: usize = 300;

/// Discord's maximum length of a name.
const NAME_SHOWN: usize = 32;

/// Whose avatar a job shows, by name only.
pub fn depicted(language: Language, job: &Job) -> Option<String> {
    let name = escaped(&job.depicted.as_ref()?.name, NAME_SHOWN);
    let name = if name.is_empty() { say!(language, "shows-avatar-nameless") } else { name };
    Some(say!(language, "shows-avatar", name = name))
}

/// A member's text, safe to show: on one line, with nothing in it that formats, pings, links,
/// reverses the reading direction or is invisible.
pub fn escaped(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut shown = 0;
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = shown > 0;
            continue;
        }
        if c.is_control() || is_invisible(c) {
            continue;
        }
        if shown >= most {
            out.push('…');
            break;
        }
        // Our own separator: with it, a member's text could pass for a line of ours.
        let c = if c == '·' { '•' } else { c };
        if std::mem::take(&mut space) {
            out.push(' ');
            shown += 1;
        }
        if c.is_ascii_punctuation() && !matches!(c, ',' | '.' | '\'' | '"' | '!' | '?' | ';' | '%')
        {
            out.push('\\');
        }
        out.push(c);
        shown += 1;
    }
    out
}

/// Shortens a text without cutting through Discord's markup.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let start = text.char_indices().nth(most).and_then(|(end, _)| text.get(..end));
    let Some(start) = start else { return text.to_owned() };
    // Not in the middle of a mention or a timestamp.
    let whole = match start.rsplit_once('<') {
        Some((before, mark)) if !mark.contains('>') => before,
        _ => start,
    };
    format!("{}…", whole.trim_end())
}

/// Zero-width, bidirectional and other characters that change a text invisibly.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// A prompt as a quotation, or a note that there is none.
pub fn quoted(language: Language, prompt: &str) -> String {
    let prompt = escaped(prompt, PROMPT_SHOWN);
    if prompt.is_empty() { say!(language, "no-prompt") } else { format!("> {prompt}") }
}

/// The alt text of a result. Discord allows 1,024 characters.
pub fn alt(language: Language, request: &Request) -> String {
    let prompt: String =
        request.prompt.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(800).collect();
    let what = match request.mode() {
        Mode::Image if request.inputs.is_empty() => say!(language, "alt-what-image"),
        Mode::Image => say!(language, "alt-what-image-from"),
        Mode::ImageToVideo if request.input(Role::FirstClip).is_some() => {
            say!(language, "alt-what-continued")
        }
        Mode::ImageToVideo => say!(language, "alt-what-animated"),
        Mode::ReferenceToVideo => say!(language, "alt-what-reference"),
        Mode::VideoEdit => say!(language, "alt-what-edited"),
        Mode::TextToVideo => say!(language, "alt-what-scene"),
    };
    match (request.makes_images(), prompt.is_empty()) {
        (true, true) => say!(language, "alt-image", what = what),
        (true, false) => say!(language, "alt-image-prompt", what = what, prompt = prompt),
        (false, true) => say!(language, "alt-video", what = what),
        (false, false) => say!(language, "alt-video-prompt", what = what, prompt = prompt),
    }
}

/// How the names of files begin that Discord shows only after a click.
pub(super) const SPOILER: &str = "SPOILER_";

/// The name of a result file.
pub fn file_name(job: &Job, number: Option<usize>, ending: &str) -> String {
    let hidden = if job.delivery.spoiler { SPOILER } else { "" };
    let number = number.map_or(String::new(), |n| format!("-{n}"));
    format!("{hidden}wan-{}{number}.{ending}", job.id)
}

/// "in 2 minutes" or the like; the reader's Discord keeps it current.
pub fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}

/// A duration as text.
pub fn span(language: Language, seconds: i64) -> String {
    match seconds.max(0) {
        s if s < 60 => say!(language, "time-seconds", seconds = s),
        s if s < 3600 => {
            say!(language, "time-minutes", minutes = s / 60, seconds = format!("{:02}", s % 60))
        }
        s => {
            say!(language, "time-hours", hours = s / 3600, minutes = format!("{:02}", s / 60 % 60))
        }
    }
}

/// Discord's limit for a message is 2,000 characters.
const MAX_MESSAGE: usize = 1950;

/// Joins lines into one message; lines that do not fit are counted.
pub(crate) fn fitted(language: Language, lines: Vec<String>) -> String {
    let mut text = String::new();
    let all = lines.len();
    for (n, line) in lines.into_iter().enumerate() {
        if text.chars().count() + line.chars().count() + 30 > MAX_MESSAGE {
            return format!("{text}\n{}", say!(language, "and-more", count = all - n));
        }
        if n > 0 {
            text.push('\n');
        }
        text.push_str(&line);
    }
    text
}

/// Why a request is refused, and what to change.
pub fn refusal(language: Language, refusal: &Refusal) -> String {
    let why = match refusal {
        Refusal::Request(error) => request_error(language, error),
        Refusal::Options(rest) => say!(language, "refused-options", words = escaped(rest, 80)),
        Refusal::SourceNotAccessible => say!(language, "refused-source"),
        Refusal::AgeRestricted => say!(language, "refused-age-restricted"),
        Refusal::NothingToAnimate => say!(language, "refused-nothing-to-animate"),
        Refusal::ImageAndMember => say!(language, "refused-image-and-member"),
        Refusal::NoAvatar { name } => {
            say!(language, "refused-no-avatar", name = escaped(name, NAME_SHOWN))
        }
        Refusal::NotAMember { name } => {
            say!(language, "refused-not-a-member", name = escaped(name, NAME_SHOWN))
        }
        Refusal::AvatarOfAnother => say!(language, "refused-avatar-of-another"),
        Refusal::Permissions(names) => {
            say!(language, "refused-permissions", names = permissions(language, names))
        }
        Refusal::OutsideServer => say!(language, "refused-direct-messages"),
        Refusal::Denied(denied) => quota::denied(language, denied),
        Refusal::TooManyWaiting { waiting, limit } => {
            say!(language, "refused-waiting", waiting = *waiting, limit = *limit)
        }
        Refusal::TooFast { limit, wait } => {
            say!(language, "refused-too-fast", limit = *limit, wait = *wait)
        }
        Refusal::JournalUnavailable => say!(language, "refused-storage"),
        Refusal::Stopping => say!(language, "refused-stopping"),
        Refusal::ServerNotServed => say!(language, "refused-server"),
        Refusal::AccountRefused => say!(language, "refused-account"),
        Refusal::WhichPart(question) => return inputs::which_part(language, question),
    };
    say!(language, "refused", why = why)
}

fn permissions(language: Language, names: &[Permission]) -> String {
    let name = |permission: &Permission| match permission {
        Permission::ViewChannel => say!(language, "permission-view-channel"),
        Permission::AttachFiles => say!(language, "permission-attach-files"),
        Permission::ReadMessageHistory => say!(language, "permission-read-history"),
        Permission::SendMessages => say!(language, "permission-send"),
        Permission::SendMessagesInThreads => say!(language, "permission-send-in-threads"),
    };
    listed(language, &names.iter().map(name).collect::<Vec<_>>())
}

/// A part of a video that is too long, where `most` seconds are accepted.
pub fn part_name(language: Language, part: Part, most: f64) -> String {
    match part {
        Part::First => say!(language, "part-first", most = most),
        Part::Last => say!(language, "part-last", most = most),
    }
}

/// What is wrong with a request.
fn request_error(language: Language, error: &RequestError) -> String {
    match error {
        RequestError::ModelUnavailable { .. } => say!(language, "refused-model"),
        RequestError::PromptEmpty => say!(language, "refused-no-prompt"),
        RequestError::PromptTooLong { chars, limit } => {
            let over = chars - limit;
            say!(language, "refused-prompt-too-long", chars = *chars, limit = *limit, over = over)
        }
        RequestError::NegativeTooLong { chars, limit } => {
            let over = chars - limit;
            say!(language, "refused-negative-too-long", chars = *chars, limit = *limit, over = over)
        }
        RequestError::NoNegative => say!(language, "refused-no-negative"),
        RequestError::SecondsOutOfRange { seconds, min, max } => {
            say!(language, "refused-seconds", seconds = *seconds, min = *min, max = *max)
        }
        RequestError::NothingToContinue { seconds, video } => {
            let length = number(language, format!("{video:.1}"));
            say!(language, "refused-nothing-to-continue", length = length, seconds = *seconds)
        }
        RequestError::Resolution(r) => {
            say!(language, "refused-resolution", resolution = r.as_str())
        }
        RequestError::Ratio(r) => say!(language, "refused-ratio", ratio = r.as_str()),
        RequestError::Combination { mode, roles } => combination(language, *mode, roles),
        RequestError::TooManyImages { count, max } => {
            say!(language, "refused-count", count = *count, max = *max)
        }
        RequestError::TooLongTogether { role, seconds, most } => {
            let seconds = inputs::beside(language, *seconds, 0.0, *most);
            let role = match role {
                Role::ReferenceVideo => "reference-video",
                Role::ReferenceVoice => "voice",
                _ => "other",
            };
            say!(language, "refused-total-length", role = role, seconds = seconds, most = *most)
        }
        RequestError::Input { role, name, problem } => {
            inputs::problem(language, *role, name, problem)
        }
    }
}

fn combination(language: Language, mode: Mode, roles: &[Role]) -> String {
    let accepts = match mode {
        Mode::TextToVideo => say!(language, "accepts-text-to-video"),
        Mode::ImageToVideo => say!(language, "accepts-image-to-video"),
        Mode::ReferenceToVideo => say!(language, "accepts-reference-to-video"),
        Mode::VideoEdit => say!(language, "accepts-video-edit"),
        Mode::Image => say!(language, "accepts-image"),
    };
    if roles.is_empty() {
        return say!(language, "refused-no-files", accepts = accepts);
    }
    let names: Vec<_> = roles.iter().map(|r| role_name(language, *r)).collect();
    let roles = listed(language, &names);
    say!(language, "refused-combination", roles = roles, accepts = accepts)
}

/// Why a job failed, what it cost and what to do, for the member. The provider's own message stays
/// in the journal.
pub fn failure(language: Language, failure: &Failure) -> String {
    let why = match failure.class {
        Class::UserInput => say!(language, "failed-user-input"),
        Class::Moderated => say!(language, "failed-moderated"),
        Class::Provider => say!(language, "failed-provider"),
        Class::Lost if failure.charged => {
            return say!(language, "failed-charged", why = say!(language, "failed-lost-charged"));
        }
        Class::Lost => say!(language, "failed-lost"),
        Class::Account => say!(language, "failed-account"),
        Class::Undeliverable if failure.charged => {
            return say!(
                language,
                "failed-charged",
                why = say!(language, "failed-undeliverable-charged")
            );
        }
        Class::Undeliverable => say!(language, "failed-undeliverable"),
        Class::Bug => say!(language, "failed-bug"),
    };
    let code = failure.code.as_ref().map(|code| escaped(code, 60).replace('\\', ""));
    let code = code.map_or(String::new(), |code| say!(language, "failed-code", code = code));
    say!(language, "failed", why = why, code = code)
}

/// The outcome of a cancellation request.
pub fn cancelled(language: Language, job: impl std::fmt::Display, answer: &CancelAnswer) -> String {
    let job = job.to_string();
    match answer {
        CancelAnswer::Cancelled => say!(language, "cancel-done", job = job),
        CancelAnswer::Running => say!(language, "cancel-running", job = job),
        CancelAnswer::Submitting => say!(language, "cancel-submitting", job = job),
        CancelAnswer::Ended => say!(language, "cancel-ended", job = job),
        CancelAnswer::Unknown => say!(language, "cancel-unknown"),
        CancelAnswer::Unreadable => say!(language, "storage-unavailable"),
        CancelAnswer::NotOwner => say!(language, "cancel-not-yours", job = job),
        CancelAnswer::Unconfirmed => say!(language, "cancel-unconfirmed", job = job),
    }
}

/// Shown below a result that was to be sent as a direct message.
pub fn closed_to_me(language: Language) -> String {
    say!(language, "direct-messages-closed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_member_writes_formats_pings_or_hides() {
        let nasty = "@everyone <@123> **bold** `code`\n> quote\n# head [x](http://y) ||s|| \u{202e}back\u{200b}";
        let out = escaped(nasty, 300);
        for raw in ["\n", "\u{202e}", "\u{200b}"] {
            assert!(!out.contains(raw), "{raw:?} in {out}");
        }
        let bytes = out.as_bytes();
        for (i, c) in out.char_indices().filter(|(_, c)| "@<>*`#[]()|_~:".contains(*c)) {
            assert_eq!(bytes[i - 1], b'\\', "{c} at {i} in {out}");
        }
        assert_eq!(escaped("a b c d", 3), "a b…");
        assert!(!escaped("x · job 00000000", 300).contains('·'), "members cannot write it");
        assert_eq!(quoted(Language::English, " \u{200b} "), "> *(no prompt)*");
    }

    #[test]
    fn durations_are_readable() {
        let span = |seconds| span(Language::English, seconds);
        assert!(span(59) == "59 s" && span(125) == "2 min 05 s" && span(7260) == "2 h 01 min");
    }
}
