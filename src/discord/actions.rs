//! What buttons, menus and forms say of themselves: a custom id is an action and what it is about;
//! everything else is in the journal. So a button works after any restart, and for ever.

use crate::job::{Derivation, JobId, UserId};
use crate::service::MediaAction;

/// What a custom id says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Stop the job.
    Cancel(JobId),
    /// Shut the job's inputs out.
    BlockInputs(JobId),
    /// Another page of a list.
    Page(Page),
    /// Go on from a job, from one of its results.
    Go(Derivation, JobId, usize),
    /// Tell all about a job.
    Details(JobId),
    /// Delete its result: asks first.
    Delete(JobId),
    /// Delete it.
    DeleteForGood(JobId),
    /// Tell the moderators about it.
    Report(JobId),
    /// Use what somebody pointed at, as they wrote.
    Take(MediaAction, u64),
    /// Choose among the files that somebody pointed at.
    Pick(MediaAction, u64),
    /// Ask what shall become of files that somebody pointed at.
    Ask(MediaAction, u64, Vec<usize>),
}

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Of which list.
    pub list: List,
    /// About whom; `None`: the whole server.
    pub member: Option<UserId>,
    /// Which, from 0.
    pub number: u32,
}

/// Lists that have pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Acts.
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

/// No list is longer than this many pages; it also keeps forged numbers harmless.
const MOST_PAGES: u32 = 10_000;

/// A message has ten files at most.
const MOST_FILES: usize = 10;

const WAYS: [(Derivation, &str); 6] = [
    (Derivation::Again, "again"),
    (Derivation::Change, "change"),
    (Derivation::Continue, "continue"),
    (Derivation::LastFrame, "last-frame"),
    (Derivation::Larger, "larger"),
    (Derivation::Animate, "animate"),
];

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
            Action::Details(job) => format!("details:{job}"),
            Action::Delete(job) => format!("delete:{job}"),
            Action::DeleteForGood(job) => format!("delete-for-good:{job}"),
            Action::Report(job) => format!("report:{job}"),
            Action::Go(derivation, job, n) => format!("go:{}:{job}:{n}", id_of(&WAYS, derivation)),
            Action::Take(what, selection) => format!("take:{}:{selection}", what.id()),
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

    /// From a custom id, which anybody can forge: it grants nothing.
    pub fn parse(custom_id: &str) -> Option<Self> {
        let mut parts = custom_id.split(':');
        let action = parts.next()?;
        let mut next = || parts.next();
        let found = match action {
            "cancel" => Self::Cancel(next()?.parse().ok()?),
            "block-inputs" => Self::BlockInputs(next()?.parse().ok()?),
            "details" => Self::Details(next()?.parse().ok()?),
            "delete" => Self::Delete(next()?.parse().ok()?),
            "delete-for-good" => Self::DeleteForGood(next()?.parse().ok()?),
            "report" => Self::Report(next()?.parse().ok()?),
            "go" => {
                let (derivation, job) = (by_id(&WAYS, next()?)?, next()?.parse().ok()?);
                Self::Go(derivation, job, next()?.parse().ok().filter(|n| *n < MOST_FILES)?)
            }
            "take" => Self::Take(MediaAction::parse(next()?)?, next()?.parse().ok()?),
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
    fn a_custom_id_survives_and_a_forged_one_is_nothing() {
        let job = JobId::from_bits(12345);
        let page = |list| Page { list, member: Some(UserId(u64::MAX)), number: 9999 };
        let mut all = vec![
            Action::Cancel(job),
            Action::BlockInputs(job),
            Action::Details(job),
            Action::Delete(job),
            Action::DeleteForGood(job),
            Action::Report(job),
            Action::Page(page(List::Log)),
            Action::Page(page(List::Mine)),
        ];
        all.extend(WAYS.map(|(derivation, _)| Action::Go(derivation, job, 9)));
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
            "ask:animate:1:10",
            "ask:animate:1:0.x",
            "cancel:00000000:more",
        ] {
            assert_eq!(Action::parse(forged), None, "{forged}");
        }
    }
}
