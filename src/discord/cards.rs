//! The card of a job, its result and its notice: content and buttons.

use jiff::Timestamp;
use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;

use crate::discord::desk::{Accepted, Outlook};
use crate::discord::outbox::Message;
use crate::discord::texts::quota::outcome;
use crate::discord::texts::{escaped, failure, quoted, relative, span};
use crate::generation::{Request, Role};
use crate::job::{GuildId, Job, JobId, MessageId, Place, State, UserId};

/// What a button's custom id says: an action and a job; everything else is in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Stop the job.
    Cancel(JobId),
    /// Shut the job's inputs out.
    BlockInputs(JobId),
    /// Another page of a list.
    Page(Page),
}

/// A page of a moderator's list.
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
    /// Jobs.
    Jobs,
}

/// No list is longer than this many pages; it also keeps forged numbers harmless.
const MOST_PAGES: u32 = 10_000;

impl Action {
    /// The custom id; Discord allows 100 characters.
    pub fn custom_id(self) -> String {
        match self {
            Action::Cancel(job) => format!("cancel:{job}"),
            Action::BlockInputs(job) => format!("block-inputs:{job}"),
            Action::Page(p) => {
                let list = match p.list {
                    List::Log => "log",
                    List::Jobs => "jobs",
                };
                format!("page:{list}:{}:{}", p.member.map_or(0, |m| m.0), p.number)
            }
        }
    }

    /// From a custom id, which anybody can forge: it grants nothing.
    pub fn parse(custom_id: &str) -> Option<Self> {
        let (action, rest) = custom_id.split_once(':')?;
        match action {
            "cancel" => rest.parse().ok().map(Self::Cancel),
            "block-inputs" => rest.parse().ok().map(Self::BlockInputs),
            "page" => {
                let mut parts = rest.split(':');
                let list = match parts.next()? {
                    "log" => List::Log,
                    "jobs" => List::Jobs,
                    _ => return None,
                };
                let member: u64 = parts.next()?.parse().ok()?;
                let number = parts.next()?.parse().ok().filter(|n| *n < MOST_PAGES)?;
                let member = (member > 0).then_some(UserId(member));
                parts.next().is_none().then_some(Self::Page(Page { list, member, number }))
            }
            _ => None,
        }
    }
}

/// The job card as it should look now.
pub fn card(job: &Job, outlook: Option<Outlook>) -> Message {
    let mut lines = vec![
        format!("{} · job `{}`", title(&job.request), job.id),
        quoted(&job.request.prompt),
        details(&job.request),
    ];
    if job.removed.is_some() {
        // Whatever was wrong with it may have begun with the prompt.
        let text = format!("{}\n**Removed** by a moderator · {}", lines[0], outcome(job));
        return Message::new(text).without_previews();
    }
    let names: Vec<_> = job
        .request
        .inputs
        .iter()
        .map(|i| format!("{}: {}", i.role.name(), escaped(&i.name, 40)))
        .collect();
    if !names.is_empty() {
        lines.push(names.join(" · "));
    }
    lines.push(standing(job, outlook));
    let cancellable = matches!(
        job.state,
        State::Accepted { .. } | State::Submitted { .. } | State::Running { .. }
    );
    let buttons = if cancellable {
        vec![CreateActionRow::Buttons(vec![
            CreateButton::new(Action::Cancel(job.id).custom_id())
                .label("Cancel")
                .style(ButtonStyle::Secondary),
        ])]
    } else {
        Vec::new()
    };
    Message::new(lines.join("\n")).buttons(buttons).without_previews()
}

fn title(request: &Request) -> &'static str {
    let has = |role| request.input(role).is_some();
    match (has(Role::FirstClip), has(Role::FirstFrame), has(Role::LastFrame)) {
        (true, _, _) => "**Continued clip**",
        (_, true, true) => "**From picture to picture**",
        (_, true, _) => "**Animated picture**",
        _ => "**Video**",
    }
}

fn details(request: &Request) -> String {
    let mut parts = vec![request.model.clone(), request.resolution.to_string()];
    parts.extend(request.ratio.map(|r| r.to_string()));
    parts.push(format!("{} s", request.seconds));
    parts.push(format!("seed {}", request.seed));
    if !request.enhance {
        parts.push("prompt as written".into());
    }
    if let Some(negative) = &request.negative {
        parts.push(format!("without: {}", escaped(negative, 80)));
    }
    parts.join(" · ")
}

fn standing(job: &Job, outlook: Option<Outlook>) -> String {
    let expected = outlook.map_or(String::new(), |o| {
        format!(
            " · ready {} at the earliest, {} at the latest",
            relative(o.earliest),
            relative(o.latest)
        )
    });
    let price = outcome(job);
    match &job.state {
        State::Accepted { .. } => {
            let place = match outlook.map(|o| o.place) {
                Some(1) => "next in line".into(),
                Some(n) if n > 1 => format!("{n}{} in line", ordinal(n)),
                _ => "waiting".into(),
            };
            format!("**Queued**, {place}{expected} · {price}")
        }
        State::Submitting { .. } => format!("**Being handed over**{expected} · {price}"),
        State::Unconfirmed { .. } => format!(
            "**Checking**: the provider's answer was lost, and I am making sure before I go on · \
             {price}"
        ),
        State::Submitted { .. } => format!("**At the provider**, waiting{expected} · {price}"),
        State::Running { since, .. } => {
            format!("**Being made**, since {}{expected} · {price}", relative(*since))
        }
        State::Finished { .. } | State::Stored { .. } => {
            format!("**Done**, on its way to you · {price}")
        }
        State::Delivered { channel, message, .. } if *channel == job.place.channel => {
            format!("**Done**: {} · {price}", link(job.place, *message))
        }
        State::Delivered { .. } => {
            format!("**Done**: sent to you directly, since I may not post here · {price}")
        }
        State::Failed { failure: f, .. } => format!("**Failed**: {} · {price}", failure(f)),
        State::Cancelled { by, .. } => match by {
            Some(user) if *user != job.requester => {
                format!("**Cancelled** by <@{user}>. Nothing was charged. · {price}")
            }
            Some(_) => format!("**Cancelled.** Nothing was charged. · {price}"),
            None => format!("**Cancelled** at the provider. Nothing was charged. · {price}"),
        },
    }
}

fn ordinal(n: usize) -> &'static str {
    match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// The name of a kind of job, for a moderator.
pub fn kind(request: &Request) -> String {
    title(request).trim_matches('*').to_owned()
}

/// All options of a request, on one line.
pub fn all_details(request: &Request) -> String {
    details(request)
}

/// A link that Discord shows as the message that it leads to.
pub fn link(place: Place, message: MessageId) -> String {
    let server = match place.guild {
        GuildId::DIRECT => "@me".into(),
        guild => guild.to_string(),
    };
    format!("https://discord.com/channels/{server}/{}/{message}", place.channel)
}

/// How a clip reaches the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handover {
    /// As an attachment of the message.
    Attached,
    /// As an attachment that was made smaller to fit.
    Shrunk,
    /// As a link, good until a time.
    Linked {
        /// The link.
        url: String,
        /// When it ends.
        until: Timestamp,
    },
}

/// The result's text. It names the job, by which it is found again if the answer to its post is
/// lost.
pub fn result(job: &Job, how: &Handover, now: Timestamp) -> Message {
    let took = span(now.as_second() - job.accepted_at.as_second());
    let mut lines = vec![
        format!("<@{}> your clip is ready.", job.requester),
        quoted(&job.request.prompt),
        format!(
            "{} · took {took} · spent {} · {}",
            details(&job.request),
            job.price.credits,
            marker(job.id)
        ),
    ];
    match how {
        Handover::Attached => {}
        Handover::Shrunk => {
            lines.push("It was too large for this channel and has been made smaller.".into());
        }
        Handover::Linked { url, until } => lines.push(format!(
            "It is too large for this channel: [watch or download it]({url}), until <t:{}:f>.",
            until.as_second()
        )),
    }
    Message::new(lines.join("\n")).pinging(job.requester).without_previews()
}

/// What is posted when a job failed.
pub fn notice(job: &Job) -> Message {
    let text = match &job.state {
        State::Failed { failure: f, .. } => format!(
            "<@{}> your video did not work out: {} ({})\n{} · {}",
            job.requester,
            failure(f),
            outcome(job),
            quoted(&job.request.prompt).trim_start_matches("> "),
            marker(job.id)
        ),
        _ => marker(job.id),
    };
    Message::new(text).pinging(job.requester).without_previews()
}

/// Words that a post about a job bears and no other message of ours does: the card says
/// "· job", in bold company, on its first line; posts end with this.
pub fn marker(job: JobId) -> String {
    format!("job {job}")
}

/// `/jobs`: a line each.
pub fn list(jobs: &[Accepted]) -> String {
    if jobs.is_empty() {
        return "You have no jobs in this server yet. Try `/video`.".into();
    }
    let mut lines = vec!["Your latest jobs here:".to_owned()];
    for Accepted { job, outlook } in jobs {
        let state = match (&job.state, outlook) {
            (State::Accepted { .. }, Some(o)) if o.place > 0 => {
                format!("queued, place {}", o.place)
            }
            (State::Delivered { channel, message, .. }, _) if *channel == job.place.channel => {
                link(job.place, *message)
            }
            (state, _) => state.name().to_owned(),
        };
        let line = format!(
            "`{}` {} · {} · {}",
            job.id,
            relative(job.accepted_at),
            state,
            escaped(&job.request.prompt, 60)
        );
        // Discord's limit for a message is 2,000 characters.
        if lines.iter().map(|l| l.chars().count() + 1).sum::<usize>() + line.chars().count() > 1950
        {
            break;
        }
        lines.push(line);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_id_survives_and_a_forged_one_is_nothing() {
        let job = JobId::from_bits(12345);
        let page = Page { list: List::Log, member: Some(UserId(u64::MAX)), number: 9999 };
        for action in [Action::Cancel(job), Action::BlockInputs(job), Action::Page(page)] {
            assert_eq!(Action::parse(&action.custom_id()), Some(action));
            assert!(action.custom_id().len() <= 100);
        }
        for forged in [
            "",
            "cancel",
            "cancel:",
            "cancel:../../etc",
            "delete:00000000",
            ":",
            "page:log:0",
            "page:log:0:-1",
            "page:log:0:1:2",
            "page:x:0:0",
        ] {
            assert_eq!(Action::parse(forged), None, "{forged}");
        }
    }

    #[test]
    fn places_read_well() {
        let all: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal).into();
        assert_eq!(all, ["st", "nd", "rd", "th", "th", "th", "th", "st", "nd", "st", "th"]);
    }
}
