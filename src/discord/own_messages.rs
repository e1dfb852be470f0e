//! Recognises the bot's own messages in a channel's history by their text.

use crate::i18n::say;
use crate::job::JobId;
use crate::language::Language;
use crate::service::Sought;

/// Text that a post about a job contains and no other message of the bot does: the card has the job
/// ID in backticks, on its first line; posts end with this.
pub fn marker(language: Language, job: JobId) -> String {
    say!(language, "post-job", job = job.to_string())
}

/// The job whose marker, in whatever language, is the last part of a line. Members write neither
/// the separator before it nor, after a separator, the whole of a part.
fn marked(line: &str) -> Option<JobId> {
    let own = (!line.starts_with("> ")).then_some(line)?;
    let (_, part) = own.rsplit_once("· ")?;
    let job: JobId = part.rsplit_once(' ')?.1.parse().ok()?;
    let is_marker = |language: &Language| marker(*language, job) == part;
    Language::ALL.iter().chain(&[Language::Pseudo]).any(is_marker).then_some(job)
}

/// Whether a message is a post about a job: a line that is not a quotation ends with the marker.
pub fn is_post_of(job: JobId, content: &str) -> bool {
    content.lines().any(|line| marked(line) == Some(job))
}

/// Whether a message with this content is what is sought.
pub fn is_sought(sought: Sought, content: &str) -> bool {
    match sought {
        Sought::Post(job) => is_post_of(job, content),
        Sought::Result(job) => is_post_of(job, content) && !is_notice_of(job, content),
        Sought::Card(job) => {
            let first = content.lines().next().and_then(|line| line.rsplit_once("· "));
            first.is_some_and(|(_, end)| end.ends_with(&format!("`{job}`")))
        }
    }
}

/// Whether a post about a job is its failure notice: the notice has the marker beside the prompt,
/// in the second line; a result has it further below.
fn is_notice_of(job: JobId, content: &str) -> bool {
    content.lines().nth(1).and_then(marked) == Some(job)
}

/// The job that a message is a post about, if it is one.
pub fn post_of(content: &str) -> Option<JobId> {
    content.lines().filter_map(marked).next()
}
