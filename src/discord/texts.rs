//! All texts of the bot: data in, text out. The wording is in `en/*.ftl`.

pub mod audit;
mod inputs;
pub mod moderation;
pub mod quota;
pub mod result_actions;
pub mod words;

use jiff::Timestamp;

use crate::discord::texts::words::say;
use crate::generation::{Mode, Request, RequestError, Role};
use crate::job::{Class, Failure, Job};
use crate::media::Part;
use crate::service::{CancelAnswer, Refusal};

/// Prompts are shortened to this many characters; Discord allows 2,000 in a message.
const PROMPT_SHOWN: usize = 300;

/// Discord's maximum length of a name.
const NAME_SHOWN: usize = 32;

/// Whose avatar a job shows, by name only.
pub fn depicted(job: &Job) -> Option<String> {
    let name = escaped(&job.depicted.as_ref()?.name, NAME_SHOWN);
    let name = if name.is_empty() { say!("depicted-nameless") } else { name };
    Some(say!("depicted", name = name))
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
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            // Not in the middle of a mention or a timestamp.
            let end =
                text[..end].rfind('<').filter(|at| !text[*at..end].contains('>')).unwrap_or(end);
            format!("{}…", text[..end].trim_end())
        }
    }
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
pub fn quoted(prompt: &str) -> String {
    let prompt = escaped(prompt, PROMPT_SHOWN);
    if prompt.is_empty() { say!("no-prompt") } else { format!("> {prompt}") }
}

/// The alt text of a result. Discord allows 1,024 characters.
pub fn alt(request: &Request) -> String {
    let prompt: String =
        request.prompt.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(800).collect();
    let what = match request.mode() {
        Mode::Image if request.inputs.is_empty() => say!("alt-what-image"),
        Mode::Image => say!("alt-what-image-from"),
        Mode::ImageToVideo if request.input(Role::FirstClip).is_some() => {
            say!("alt-what-continued")
        }
        Mode::ImageToVideo => say!("alt-what-animated"),
        Mode::ReferenceToVideo => say!("alt-what-reference"),
        Mode::VideoEdit => say!("alt-what-edited"),
        Mode::TextToVideo => say!("alt-what-scene"),
    };
    match (request.makes_images(), prompt.is_empty()) {
        (true, true) => say!("alt-picture", what = what),
        (true, false) => say!("alt-picture-prompt", what = what, prompt = prompt),
        (false, true) => say!("alt-video", what = what),
        (false, false) => say!("alt-video-prompt", what = what, prompt = prompt),
    }
}

/// The name of a result file; Discord hides files whose name begins with `SPOILER_`.
pub fn file_name(job: &Job, number: Option<usize>, ending: &str) -> String {
    let hidden = if job.delivery.spoiler { "SPOILER_" } else { "" };
    let number = number.map_or(String::new(), |n| format!("-{n}"));
    format!("{hidden}wan-{}{number}.{ending}", job.id)
}

/// "in 2 minutes" or the like; the reader's Discord keeps it current.
pub fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}

/// A duration as text.
pub fn span(seconds: i64) -> String {
    match seconds.max(0) {
        s if s < 60 => say!("time-seconds", seconds = s),
        s if s < 3600 => {
            say!("time-minutes", minutes = s / 60, seconds = format!("{:02}", s % 60))
        }
        s => say!("time-hours", hours = s / 3600, minutes = format!("{:02}", s / 60 % 60)),
    }
}

/// A size as text.
pub fn size(bytes: u64) -> String {
    match bytes {
        b if b < 1_000_000 => format!("{} kB", b.div_ceil(1000)),
        b => format!("{:.1} MB", b as f64 / 1e6),
    }
}

/// Discord's limit for a message is 2,000 characters.
const MAX_MESSAGE: usize = 1950;

/// Joins lines into one message; lines that do not fit are counted.
pub(crate) fn fitted(lines: Vec<String>) -> String {
    let mut text = String::new();
    let all = lines.len();
    for (n, line) in lines.into_iter().enumerate() {
        if text.chars().count() + line.chars().count() + 30 > MAX_MESSAGE {
            return format!("{text}\n{}", say!("and-more", count = all - n));
        }
        if n > 0 {
            text.push('\n');
        }
        text.push_str(&line);
    }
    text
}

/// Why a request is refused, and what to change.
pub fn refusal(refusal: &Refusal) -> String {
    let why = match refusal {
        Refusal::Request(error) => request_error(error),
        Refusal::Options(rest) => say!("refused-options", words = escaped(rest, 80)),
        Refusal::SourceNotAccessible => say!("refused-not-yours"),
        Refusal::AgeRestricted => say!("refused-age"),
        Refusal::NothingToAnimate => say!("refused-nothing-to-animate"),
        Refusal::ImageAndMember => say!("refused-image-and-member"),
        Refusal::NoAvatar { name } => say!("refused-no-avatar", name = escaped(name, NAME_SHOWN)),
        Refusal::NotAMember { name } => {
            say!("refused-not-a-member", name = escaped(name, NAME_SHOWN))
        }
        Refusal::AvatarOfAnother => say!("refused-avatar-of-another"),
        Refusal::Permissions(names) => say!("refused-permissions", names = names.join(", ")),
        Refusal::OutsideServer => say!("refused-outside"),
        Refusal::Denied(denied) => quota::denied(denied),
        Refusal::TooManyWaiting { waiting, limit } => {
            say!("refused-waiting", waiting = *waiting, limit = *limit)
        }
        Refusal::TooFast { limit, wait } => {
            say!("refused-too-fast", limit = *limit, wait = *wait)
        }
        Refusal::JournalUnavailable => say!("refused-unrecorded"),
        Refusal::Stopping => say!("refused-stopping"),
        Refusal::ServerNotServed => say!("refused-server"),
        Refusal::AccountRefused => say!("refused-account"),
        Refusal::WhichPart(question) => return inputs::which_part(question),
    };
    say!("refused", why = why)
}

/// A part of a video that is too long, where `most` seconds are accepted.
pub fn part_name(part: Part, most: f64) -> String {
    match part {
        Part::First => say!("part-first", most = most),
        Part::Last => say!("part-last", most = most),
    }
}

/// What is wrong with a request.
fn request_error(error: &RequestError) -> String {
    match error {
        RequestError::ModelUnavailable { .. } => say!("refused-model"),
        RequestError::PromptEmpty => say!("refused-no-prompt"),
        RequestError::PromptTooLong { chars, limit } => {
            let over = chars - limit;
            say!("refused-prompt-too-long", chars = *chars, limit = *limit, over = over)
        }
        RequestError::NegativeTooLong { chars, limit } => {
            let over = chars - limit;
            say!("refused-negative-too-long", chars = *chars, limit = *limit, over = over)
        }
        RequestError::NoNegative => say!("refused-no-negative"),
        RequestError::SecondsOutOfRange { seconds, min, max } => {
            say!("refused-seconds", seconds = *seconds, min = *min, max = *max)
        }
        RequestError::NothingToContinue { seconds, clip } => {
            let clip = format!("{clip:.1}");
            say!("refused-nothing-to-continue", clip = clip, seconds = *seconds)
        }
        RequestError::Resolution(r) => say!("refused-resolution", resolution = r.as_str()),
        RequestError::Ratio(r) => say!("refused-ratio", ratio = r.as_str()),
        RequestError::Combination { mode, roles } => combination(*mode, roles),
        RequestError::TooManyPictures { count, max } => {
            say!("refused-count", count = *count, max = *max)
        }
        RequestError::TooLongTogether { role, seconds, most } => {
            let seconds = inputs::beside(*seconds, 0.0, *most);
            say!("refused-together", role = role_name(*role), seconds = seconds, most = *most)
        }
        RequestError::Input { role, name, problem } => inputs::problem(*role, name, problem),
    }
}

fn combination(mode: Mode, roles: &[Role]) -> String {
    let takes = match mode {
        Mode::TextToVideo => say!("takes-text-to-video"),
        Mode::ImageToVideo => say!("takes-image-to-video"),
        Mode::ReferenceToVideo => say!("takes-reference-to-video"),
        Mode::VideoEdit => say!("takes-video-edit"),
        Mode::Image => say!("takes-image"),
    };
    let names: Vec<_> = roles.iter().map(|r| role_name(*r)).collect();
    let roles =
        if names.is_empty() { say!("refused-combination-nothing") } else { names.join(", ") };
    say!("refused-combination", roles = roles, takes = takes)
}

/// The name of an input's role.
pub fn role_name(role: Role) -> String {
    match role {
        Role::FirstFrame => say!("role-first-frame"),
        Role::LastFrame => say!("role-last-frame"),
        Role::FirstClip | Role::Video => say!("role-clip"),
        Role::DrivingAudio => say!("role-audio"),
        Role::ReferenceImage => say!("role-reference-image"),
        Role::ReferenceVideo => say!("role-reference-video"),
        Role::ReferenceVoice => say!("role-voice"),
        Role::Picture => say!("role-picture"),
        Role::ReferenceAudio => say!("role-reference-audio"),
    }
}

/// Why a job failed, what it cost and what to do, for the member. The provider's own message stays
/// in the journal.
pub fn failure(failure: &Failure) -> String {
    let why = match failure.class {
        Class::UserInput => say!("failed-user-input"),
        Class::Moderated => say!("failed-moderated"),
        Class::Provider => say!("failed-provider"),
        Class::Lost if failure.charged => {
            return say!("failed-charged", why = say!("failed-lost-charged"));
        }
        Class::Lost => say!("failed-lost"),
        Class::Account => say!("failed-account"),
        Class::Undeliverable if failure.charged => {
            return say!("failed-charged", why = say!("failed-undeliverable-charged"));
        }
        Class::Undeliverable => say!("failed-undeliverable"),
        Class::Bug => say!("failed-bug"),
    };
    let code = failure.code.as_ref().map(|code| escaped(code, 60).replace('\\', ""));
    let code = code.map_or(String::new(), |code| say!("failed-code", code = code));
    say!("failed", why = why, code = code)
}

/// The outcome of a cancellation request.
pub fn cancelled(job: impl std::fmt::Display, answer: &CancelAnswer) -> String {
    let job = job.to_string();
    match answer {
        CancelAnswer::Cancelled => say!("cancelled", job = job),
        CancelAnswer::Running => say!("cancelled-working", job = job),
        CancelAnswer::Submitting => say!("cancelled-between", job = job),
        CancelAnswer::Ended => say!("cancelled-over", job = job),
        CancelAnswer::Unknown => say!("cancelled-unknown"),
        CancelAnswer::Unreadable => say!("unreadable"),
        CancelAnswer::NotOwner => say!("cancelled-not-yours", job = job),
        CancelAnswer::Unconfirmed => say!("cancelled-unsure", job = job),
    }
}

/// Shown below a result that was to be sent as a direct message.
pub fn closed_to_me() -> String {
    say!("closed-to-me")
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
        assert_eq!(quoted(" \u{200b} "), "> *(no prompt)*");
    }

    #[test]
    fn durations_and_sizes_are_readable() {
        assert!(span(59) == "59 s" && span(125) == "2 min 05 s" && span(7260) == "2 h 01 min");
        assert_eq!(size(999), "1 kB");
        assert_eq!(size(40_000_000), "40.0 MB");
    }
}
