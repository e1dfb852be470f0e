//! The custom IDs of buttons, menus and modals: an action and what it applies to. Everything else
//! is in the journal, so a button works after any restart, and indefinitely.

use crate::job::{Derivation, JobId, UserId};
use crate::media::Part;
use crate::service::MediaAction;

/// The content of a custom ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Cancel the job.
    Cancel(JobId),
    /// Block the job's inputs.
    BlockInputs(JobId),
    /// Show how prompts are written.
    PromptHelp,
    /// Show another page of a list.
    Page(Page),
    /// Derive a job from one of a job's results, by index.
    Go(Derivation, JobId, usize),
    /// Show a job's details.
    Details(JobId),
    /// Delete its result, after a confirmation.
    Delete(JobId),
    /// Delete its result, confirmed.
    DeleteForGood(JobId),
    /// Report it to the moderators.
    Report(JobId),
    /// Use a pending selection, with the member's text.
    Take(MediaAction, u64),
    /// Use the first or the last part of the videos of a pending request.
    Part(Part, u64),
    /// Choose among the files of a pending selection.
    Pick(MediaAction, u64),
    /// Ask what to do with the chosen files of a pending selection: a modal, or a button that opens
    /// it.
    Ask(MediaAction, u64, Vec<usize>),
}

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The list.
    pub list: List,
    /// The member that it is about; `None` for the whole server.
    pub member: Option<UserId>,
    /// The page number, from 0.
    pub number: u32,
}

/// Lists that have pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Audit entries.
    Log,
    /// Jobs, for moderators.
    Jobs,
    /// The reader's own jobs.
    Mine,
}

impl List {
    const ALL: [(List, &'static str); 3] =
        [(List::Log, "log"), (List::Jobs, "jobs"), (List::Mine, "mine")];
}

/// Maximum number of pages of a list; it also makes forged numbers harmless.
const MOST_PAGES: u32 = 10_000;

/// Discord's maximum number of files in a message.
const MOST_FILES: usize = 10;

const DERIVATIONS: [(Derivation, &str); 6] = [
    (Derivation::Again, "again"),
    (Derivation::Change, "change"),
    (Derivation::Continue, "continue"),
    (Derivation::LastFrame, "last-frame"),
    (Derivation::Larger, "larger"),
    (Derivation::Animate, "animate"),
];

const PARTS: [(Part, &str); 2] = [(Part::First, "first"), (Part::Last, "last")];

fn id_of<T: PartialEq>(all: &[(T, &'static str)], wanted: &T) -> &'static str {
    all.iter().find(|(t, _)| t == wanted).map_or("", |(_, id)| id)
}

fn by_id<T: Copy>(all: &[(T, &'static str)], id: &str) -> Option<T> {
    all.iter().find(|(_, i)| *i == id).map(|(t, _)| *t)
}

impl Action {
    /// The custom id; Discord allows 100 characters.
    pub fn custom_id(&self) -> String {
        match self {
            Action::Cancel(job) => format!("cancel:{job}"),
            Action::BlockInputs(job) => format!("block-inputs:{job}"),
            Action::PromptHelp => "prompt-help".to_owned(),
            Action::Details(job) => format!("details:{job}"),
            Action::Delete(job) => format!("delete:{job}"),
            Action::DeleteForGood(job) => format!("delete-for-good:{job}"),
            Action::Report(job) => format!("report:{job}"),
            Action::Go(derivation, job, n) => {
                format!("go:{}:{job}:{n}", id_of(&DERIVATIONS, derivation))
            }
            Action::Take(what, selection) => format!("take:{}:{selection}", what.id()),
            Action::Part(part, request) => format!("part:{}:{request}", id_of(&PARTS, part)),
            Action::Pick(what, selection) => format!("pick:{}:{selection}", what.id()),
            Action::Ask(what, selection, chosen) => {
                let chosen: Vec<_> = chosen.iter().map(usize::to_string).collect();
                format!("ask:{}:{selection}:{}", what.id(), chosen.join("."))
            }
            Action::Page(p) => {
                let list = id_of(&List::ALL, &p.list);
                format!("page:{list}:{}:{}", p.member.map_or(0, |m| m.0), p.number)
            }
        }
    }

    /// Parses a custom ID. Anybody can forge one, so it grants nothing.
    pub fn parse(custom_id: &str) -> Option<Self> {
        let mut parts = custom_id.split(':');
        let action = parts.next()?;
        let mut next = || parts.next();
        let found = match action {
            "cancel" => Self::Cancel(next()?.parse().ok()?),
            "block-inputs" => Self::BlockInputs(next()?.parse().ok()?),
            "prompt-help" => Self::PromptHelp,
            "details" => Self::Details(next()?.parse().ok()?),
            "delete" => Self::Delete(next()?.parse().ok()?),
            "delete-for-good" => Self::DeleteForGood(next()?.parse().ok()?),
            "report" => Self::Report(next()?.parse().ok()?),
            "go" => {
                let (derivation, job) = (by_id(&DERIVATIONS, next()?)?, next()?.parse().ok()?);
                Self::Go(derivation, job, next()?.parse().ok().filter(|n| *n < MOST_FILES)?)
            }
            "take" => Self::Take(MediaAction::parse(next()?)?, next()?.parse().ok()?),
            "part" => Self::Part(by_id(&PARTS, next()?)?, next()?.parse().ok()?),
            "pick" => Self::Pick(MediaAction::parse(next()?)?, next()?.parse().ok()?),
            "ask" => {
                let (what, selection) = (MediaAction::parse(next()?)?, next()?.parse().ok()?);
                let chosen = next()?.split('.').filter(|n| !n.is_empty());
                let chosen: Option<Vec<usize>> = chosen
                    .map(|n| n.parse().ok().filter(|n| *n < MOST_FILES))
                    .take(MOST_FILES)
                    .collect();
                Self::Ask(what, selection, chosen?)
            }
            "page" => {
                let list = by_id(&List::ALL, next()?)?;
                let member: u64 = next()?.parse().ok()?;
                let number = next()?.parse().ok().filter(|n| *n < MOST_PAGES)?;
                Self::Page(Page { list, member: (member > 0).then_some(UserId(member)), number })
            }
            _ => return None,
        };
        parts.next().is_none().then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_ids_round_trip_and_forged_ones_are_rejected() {
        let job = JobId::from_bits(12345);
        let page = |list| Page { list, member: Some(UserId(u64::MAX)), number: 9999 };
        let mut all = vec![
            Action::Cancel(job),
            Action::BlockInputs(job),
            Action::Details(job),
            Action::Delete(job),
            Action::DeleteForGood(job),
            Action::Report(job),
            Action::PromptHelp,
            Action::Page(page(List::Log)),
            Action::Page(page(List::Mine)),
        ];
        all.extend(PARTS.map(|(part, _)| Action::Part(part, u64::MAX)));
        all.extend(DERIVATIONS.map(|(derivation, _)| Action::Go(derivation, job, 9)));
        for what in MediaAction::ALL {
            all.push(Action::Take(what, u64::MAX));
            all.push(Action::Pick(what, u64::MAX));
            all.push(Action::Ask(what, u64::MAX, (0..MOST_FILES).collect()));
            all.push(Action::Ask(what, 1, vec![]));
        }
        for action in all {
            assert_eq!(Action::parse(&action.custom_id()), Some(action.clone()));
            assert!(action.custom_id().len() <= 100, "{action:?}");
        }
        for forged in [
            "",
            "cancel",
            "cancel:",
            "cancel:../../etc",
            "remove:00000000",
            ":",
            "page:log:0",
            "page:log:0:-1",
            "page:log:0:1:2",
            "page:x:0:0",
            "go:again:00000000:10",
            "go:fly:00000000:0",
            "take:animate:-1",
            "part:middle:1",
            "ask:animate:1:10",
            "ask:animate:1:0.x",
            "cancel:00000000:more",
            "prompt-help:more",
        ] {
            assert_eq!(Action::parse(forged), None, "{forged}");
        }
    }
}
