//! Every sentence that the bot says. Data in, words out.

pub mod moderation;
pub mod quota;
pub mod ways;

use jiff::Timestamp;

use crate::discord::desk::CancelAnswer;
use crate::generation::refusal::InputProblem;
use crate::generation::{Mode, Refusal, Request, Role};
use crate::job::{Class, Failure};
use crate::media::Kind;

/// Prompts are shown shortened to this many characters; Discord allows 2,000 in a message.
const PROMPT_SHOWN: usize = 300;

/// What a member wrote, safe to show: on one line, nothing in it formats, pings, links, reverses
/// the reading direction or hides.
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

/// Zero-width, bidirectional and other characters that change a text without being seen.
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
    if prompt.is_empty() { "> *(no prompt)*".into() } else { format!("> {prompt}") }
}

/// What a result shows, for people who cannot see it. Discord takes 1,024 characters.
pub fn alt(request: &Request) -> String {
    let prompt: String =
        request.prompt.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(800).collect();
    let made = match request.mode() {
        Mode::Image if request.inputs.is_empty() => "a picture from a description",
        Mode::Image => "a picture, made from others",
        Mode::ImageToVideo if request.input(Role::FirstClip).is_some() => "a clip, continued",
        Mode::ImageToVideo => "a picture, set in motion",
        Mode::ReferenceToVideo => "a scene with people or things of given pictures",
        Mode::VideoEdit => "a clip, changed",
        Mode::TextToVideo => "a scene from a description",
    };
    let what = if request.makes_pictures() { "Generated" } else { "Generated video:" };
    if prompt.is_empty() {
        format!("{what} {made}.")
    } else {
        format!("{what} {made}. Prompt: {prompt}")
    }
}

/// "in 2 minutes" or the like, kept current by the reader's own Discord.
pub fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}

/// A length of time in words.
pub fn span(seconds: i64) -> String {
    match seconds.max(0) {
        s if s < 60 => format!("{s} s"),
        s if s < 3600 => format!("{} min {:02} s", s / 60, s % 60),
        s => format!("{} h {:02} min", s / 3600, s / 60 % 60),
    }
}

/// A size in words.
pub fn size(bytes: u64) -> String {
    match bytes {
        b if b < 1_000_000 => format!("{} kB", b.div_ceil(1000)),
        b => format!("{:.1} MB", b as f64 / 1e6),
    }
}

/// Discord's limit for a message is 2,000 characters.
const MOST: usize = 1950;

/// Lines as one message; what does not fit is counted.
fn fitted(lines: Vec<String>) -> String {
    let mut text = String::new();
    let all = lines.len();
    for (n, line) in lines.into_iter().enumerate() {
        if text.chars().count() + line.chars().count() + 30 > MOST {
            return format!("{text}\n… and {} more", all - n);
        }
        if n > 0 {
            text.push('\n');
        }
        text.push_str(&line);
    }
    text
}

const NOTHING_CHARGED: &str = "Nothing was charged.";

/// Why a request is not taken, and what to change.
pub fn refusal(refusal: &Refusal) -> String {
    let what = match refusal {
        Refusal::ModelUnavailable { .. } => {
            "This kind of video is not offered here. `/help` shows what is.".to_owned()
        }
        Refusal::PromptEmpty => {
            "There is no prompt. Say who or what, where, and how it moves.".to_owned()
        }
        Refusal::PromptTooLong { chars, limit } => format!(
            "The prompt has {chars} characters; the model reads {limit}. Shorten it by {}.",
            chars - limit
        ),
        Refusal::NegativeTooLong { chars, limit } => format!(
            "The negative prompt has {chars} characters; the model reads {limit}. Shorten it by {}.",
            chars - limit
        ),
        Refusal::SecondsOutOfRange { seconds, min, max } => {
            format!("A length of {seconds} s is not possible: choose {min} to {max} seconds.")
        }
        Refusal::NothingToContinue { seconds, clip } => format!(
            "The clip is {clip:.1} s long already and `duration` is the total length ({seconds} \
             s). Choose a longer one, or give a shorter clip."
        ),
        Refusal::Resolution(r) => format!("This model does not make {r} here."),
        Refusal::Ratio(r) => format!(
            "This model does not take the ratio {r} here. Leave it out: the result has the shape of \
             your picture or clip."
        ),
        Refusal::Combination { mode, roles } => {
            let names: Vec<_> = roles.iter().map(|r| r.name()).collect();
            let takes = match mode {
                Mode::TextToVideo => "For a video from words there may be a sound, and no more.",
                Mode::ImageToVideo => {
                    "A picture may have a last picture and audio; a clip may have a last picture, \
                     but no audio."
                }
                Mode::ReferenceToVideo => {
                    "It takes one to five pictures and clips as references, and beside them one \
                     voice and one first frame."
                }
                Mode::VideoEdit => "It takes one clip and up to four pictures.",
                Mode::Image => "It takes up to nine pictures.",
            };
            format!(
                "The model does not take these together: {}. {takes}",
                if names.is_empty() { "nothing".into() } else { names.join(", ") }
            )
        }
        Refusal::TooManyPictures { count, max } => {
            format!("{count} pictures are not possible: choose 1 to {max}.")
        }
        Refusal::TooLongTogether { role, seconds, most } => format!(
            "All {}s together are {seconds:.1} s long; the model takes {most} s. Give fewer, or \
             shorter ones.",
            role.name()
        ),
        Refusal::Options(rest) => format!(
            "I do not understand these options: {}. They are words such as `10s`, `1080p`, `16:9`, \
             `seed 7`, `x2` (pictures) and `verbatim` (the prompt as written).",
            escaped(rest, 80)
        ),
        Refusal::AgeRestricted => {
            "That was made in an age-restricted channel, so it goes on only in one.".to_owned()
        }
        Refusal::Input { role, name, problem } => input(*role, name, problem),
        Refusal::Permissions(names) => format!(
            "I lack permissions in this channel: {}. A moderator can grant them in the channel's \
             settings; until then use another channel.",
            names.join(", ")
        ),
        Refusal::OutsideServer => "I take requests in servers, not in direct messages.".to_owned(),
        Refusal::Denied(denied) => quota::denied(denied),
        Refusal::TooManyWaiting { waiting, limit } => format!(
            "You have {waiting} {} waiting and the limit is {limit}. Wait for one to finish, or \
             cancel one: `/jobs` lists them.",
            if *waiting == 1 { "job" } else { "jobs" }
        ),
        Refusal::Unrecorded => {
            "I cannot write to my records at the moment, so I take no jobs. Please try again in a \
             few minutes."
                .to_owned()
        }
        Refusal::Stopping => "I am being restarted. Please try again in a minute.".to_owned(),
    };
    format!("{what}\n{NOTHING_CHARGED}")
}

fn input(role: Role, name: &str, problem: &InputProblem) -> String {
    let file = format!("The {} ({})", role.name(), escaped(name, 60));
    match problem {
        InputProblem::TooLarge { bytes, limit } => format!(
            "{file} is too large: {}, and {} is the limit. Save it smaller.",
            size(*bytes),
            size(*limit)
        ),
        InputProblem::Empty => format!("{file} is empty. Upload it again."),
        InputProblem::WrongKind { found, wanted } => {
            let wanted = match wanted {
                Kind::Image => "a PNG, JPEG, BMP or WebP picture",
                Kind::Clip => "an MP4 or MOV clip",
                Kind::Audio => "an MP3 or WAV sound",
            };
            format!("{file} is {found}, whatever its name says. Give {wanted}.")
        }
        InputProblem::Damaged(why) => {
            format!("{file} cannot be read: {}. Export it anew and try again.", escaped(why, 120))
        }
        InputProblem::Sides { width, height, min, max } => format!(
            "{file} is {width} × {height} pixels; each side must have {min} to {max}. Resize it."
        ),
        InputProblem::Aspect { width, height, limit } => format!(
            "{file} is {width} × {height} pixels, which is too long and thin: at most 1:{limit}. \
             Crop it."
        ),
        InputProblem::Length { seconds, min, max } => {
            format!("{file} is {seconds:.1} s long; it must be {min} to {max} s. Cut it.")
        }
        InputProblem::Unreachable(why) => format!(
            "{file} could not be fetched from Discord ({}). Upload it again.",
            escaped(why, 120)
        ),
        InputProblem::Forgotten => {
            format!("{file} is not kept any more. Upload it with a command.")
        }
        InputProblem::NoLastFrame => {
            format!("The last picture could not be taken out of the clip ({}).", escaped(name, 60))
        }
        InputProblem::ForeignHost => {
            format!("{file} is not on Discord. Upload the file itself with the command.")
        }
    }
}

/// Why a job failed, what it cost and what to do, for the member. The provider's own words stay
/// in the journal.
pub fn failure(failure: &Failure) -> String {
    let what = match failure.class {
        Class::UserInput => {
            "the provider could not use the request. Check the picture, clip or sound and the \
             options, and try again"
        }
        Class::Moderated => {
            "the provider's content check refused it: the prompt, a picture, or what came out of \
             them. Change the prompt or the picture; the same request with another seed sometimes \
             passes"
        }
        Class::Provider => "the provider failed while making it. Please try again",
        Class::Lost => {
            "it was lost between the provider and me, and I could not find out what became of it. \
             Please try again"
        }
        Class::Account => {
            "the bot's account with the provider is not accepted at the moment. Trying again will \
             not help until the bot's operator has seen to it; please tell a moderator"
        }
        Class::Undeliverable => {
            "the clip was made, but I may not post in this channel any more, nor send you a \
             direct message. Please tell a moderator"
        }
        Class::Bug => "I made a mistake. Please tell a moderator, with the job's name",
    };
    let code = failure.code.as_ref().map(|c| format!(" (`{}`)", escaped(c, 60).replace('\\', "")));
    format!("{what}{}. {NOTHING_CHARGED}", code.unwrap_or_default())
}

/// How a request to cancel ended.
pub fn cancelled(job: impl std::fmt::Display, answer: &CancelAnswer) -> String {
    match answer {
        CancelAnswer::Cancelled => format!("Job `{job}` is cancelled. {NOTHING_CHARGED}"),
        CancelAnswer::Working => format!(
            "Job `{job}` is being worked on, and the provider cannot stop it any more. The clip \
             will arrive; you can delete it then."
        ),
        CancelAnswer::Between => {
            format!("Job `{job}` is being handed over at this moment. Try again in a few seconds.")
        }
        CancelAnswer::Over => format!("Job `{job}` is over already. `/jobs` shows how it ended."),
        CancelAnswer::Unknown => {
            "There is no such job in this server. `/jobs` lists yours.".to_owned()
        }
        CancelAnswer::NotYours => {
            format!("Job `{job}` is someone else's. They can cancel it, and so can moderators.")
        }
        CancelAnswer::Unsure => format!(
            "The provider did not answer, so I do not know whether job `{job}` was stopped. Its \
             card will show; try again in a minute."
        ),
    }
}

/// Said under a result that was to be sent directly.
pub const CLOSED_TO_ME: &str = "You take no direct messages from me, so it is here.";

/// Said in reply to a message, while its files are fetched.
pub const LOOKING: &str = "Looking at it…";

/// Said when a job's name cannot be one.
pub const NOT_A_JOB: &str = "That is not a job's name. It has eight letters and digits and stands on the card; `/jobs` lists yours.";

/// Said when the records cannot be read.
pub const UNREADABLE: &str =
    "I cannot read my records at the moment. Please try again in a few minutes; your jobs go on.";

/// Said when an interaction is of a kind that this version does not know.
pub const OUTDATED: &str = "I do not know this command (any more). Reload Discord to see the current ones, or try `/help`.";

/// `/help`.
pub const HELP: &str = "\
**I make short videos, and pictures.** Every answer comes at once; the result a few minutes later, in this channel, and pings you.

`/video` – from words. Say **who or what, where, and how it moves**.
`/animate` – from a picture (and, if you like, a last picture and a sound). Say **how it moves and what the camera does**: the picture already carries the look.
`/continue` – a clip goes on. `/edit` – a clip is changed.
`/reference` – people and things of your pictures and clips in a new clip: \"Image 1 waves to Video 1\".
`/image` – pictures, from words or from pictures.
**Or reply** to a message with files, mention me, and say what happens: `@me make it rain 10s 1080p`. Or open its menu: **Apps > Animate this**, **Continue this clip**, **Use as reference**.
**Buttons on a result** make it again, change it, let it go on.

`/jobs`, `/job`, `/again` – your jobs. `/cancel` – stop one; free while it waits.
`/quota` – your credits, and what things cost. `/settings` – what you want when you say nothing.

Left alone, a video is 720P and 5 seconds long, the cheapest; `preview: True` only says what it would cost. What fails or is refused or cancelled costs nothing.
Prompts and files are sent to Alibaba Cloud Model Studio, which makes the results.";

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
        assert_eq!(quoted(" \u{200b} "), "> *(no prompt)*");
    }

    #[test]
    fn alt_text_fits() {
        assert!(span(59) == "59 s" && span(125) == "2 min 05 s" && span(7260) == "2 h 01 min");
        assert_eq!(size(999), "1 kB");
        assert_eq!(size(40_000_000), "40.0 MB");
    }

    #[test]
    fn help_fits_a_message() {
        assert!(HELP.chars().count() <= 2000);
    }
}
