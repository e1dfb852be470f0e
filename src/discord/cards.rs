//! The card of a job, its result and its notice: content and buttons.

use jiff::Timestamp;
use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;

use crate::discord::actions::Action;
use crate::discord::desk::{Accepted, Outlook};
use crate::discord::outbox::Message;
use crate::discord::texts::quota::outcome;
use crate::discord::texts::{escaped, failure, quoted, relative, span, ways};
use crate::generation::{Mode, Request, Resolution, Role};
use crate::job::{GuildId, Job, JobId, MessageId, Place, State, Way};

/// The job card as it should look now.
pub fn card(job: &Job, outlook: Option<Outlook>) -> Message {
    let mut lines = vec![
        format!("{} · job `{}`", title(&job.request), job.id),
        quoted(&job.request.prompt),
        details(&job.request),
    ];
    if job.removed.is_some() {
        // Whatever was wrong with it may have begun with the prompt.
        let by = job.removed.is_some_and(|r| r.by == job.requester);
        let by = if by { "**Deleted** by its requester" } else { "**Removed** by a moderator" };
        let text = format!("{}\n{by} · {}", lines[0], outcome(job));
        return Message::new(text).without_previews();
    }
    let inputs = job.request.inputs.iter().enumerate();
    let roles = || job.request.inputs.iter().map(|i| i.role);
    let names: Vec<_> = inputs
        .map(|(n, i)| format!("{}: {}", ways::numbered(roles(), n), escaped(&i.name, 40)))
        .collect();
    if !names.is_empty() {
        lines.push(names.join(" · "));
    }
    if let Some(from) = job.made_from {
        lines.push(format!("{} job `{}`", capital(ways::way(from.way)), from.job));
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

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |c| c.to_uppercase().chain(letters).collect())
}

fn title(request: &Request) -> &'static str {
    let has = |role| request.input(role).is_some();
    match request.mode() {
        Mode::Image if request.count > 1 => "**Pictures**",
        Mode::Image => "**Picture**",
        Mode::VideoEdit => "**Edited clip**",
        Mode::ReferenceToVideo => "**Video from references**",
        Mode::ImageToVideo if has(Role::FirstClip) => "**Continued clip**",
        Mode::ImageToVideo if has(Role::LastFrame) => "**From picture to picture**",
        Mode::ImageToVideo => "**Animated picture**",
        Mode::TextToVideo => "**Video**",
    }
}

fn details(request: &Request) -> String {
    let mut parts = vec![request.model.clone(), request.resolution.to_string()];
    parts.extend(request.ratio.map(|r| r.to_string()));
    match (request.makes_pictures(), request.seconds) {
        (true, _) if request.count > 1 => parts.push(format!("{} pictures", request.count)),
        (true, _) => {}
        (false, 0) => parts.push(format!("{:.1} s", request.length())),
        (false, seconds) => parts.push(format!("{seconds} s")),
    }
    parts.push(format!("seed {}", request.seed));
    if !request.enhance {
        parts.push("prompt as written".into());
    }
    if request.keep_sound {
        parts.push("its own sound".into());
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
        State::Delivered { .. } if job.manner.private => {
            format!("**Done**: sent directly, as you want it · {price}")
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

/// The result's text and buttons. It names the job, by which it is found again if the answer to
/// its post is lost. `last_frames` says whether last pictures can be taken out of clips.
pub fn result(job: &Job, how: &Handover, last_frames: bool, now: Timestamp) -> Message {
    let took = span(now.as_second() - job.accepted_at.as_second());
    let what = match (job.request.makes_pictures(), job.request.count) {
        (true, 1) => "picture is",
        (true, _) => "pictures are",
        _ => "clip is",
    };
    let mut lines = vec![
        format!("<@{}> your {what} ready.", job.requester),
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
    let message = Message::new(lines.join("\n")).buttons(ways_on(job, last_frames));
    let message = if job.manner.quiet { message } else { message.pinging(job.requester) };
    message.without_previews()
}

/// The longest clip that can go on, in seconds: the model's limit for its input.
const LONGEST_TO_CONTINUE: f64 = 10.0;

/// Buttons on a result.
fn ways_on(job: &Job, last_frames: bool) -> Vec<CreateActionRow> {
    let r = &job.request;
    let button = |action: Action, label: &str, style| {
        CreateButton::new(action.custom_id()).label(label).style(style)
    };
    let go = |way, n, label: &str| button(Action::Go(way, job.id, n), label, ButtonStyle::Primary);
    let mut first = vec![go(Way::Again, 0, "Again"), go(Way::Change, 0, "Change")];
    let mut second = Vec::new();
    if r.makes_pictures() {
        let count = job.results().len();
        for n in 0..count.min(4) {
            let label = if count == 1 { "Animate".into() } else { format!("Animate {}", n + 1) };
            second.push(go(Way::Animate, n, &label));
        }
    } else {
        if r.length() <= LONGEST_TO_CONTINUE {
            first.push(go(Way::Continue, 0, "Continue"));
        }
        if last_frames {
            first.push(go(Way::LastFrame, 0, "Last frame → next"));
        }
        if r.resolution == Resolution::P720 {
            first.push(go(Way::Larger, 0, "1080P"));
        }
    }
    let mut third = Vec::new();
    for (action, label) in [
        (Action::Details(job.id), "Details"),
        (Action::Delete(job.id), "Delete"),
        (Action::Report(job.id), "Report"),
    ] {
        third.push(button(action, label, ButtonStyle::Secondary));
    }
    let rows = [first, second, third].into_iter().filter(|row| !row.is_empty());
    rows.map(CreateActionRow::Buttons).collect()
}

/// What is posted when a job failed.
pub fn notice(job: &Job) -> Message {
    let text = match &job.state {
        State::Failed { failure: f, .. } => format!(
            "<@{}> your {} did not work out: {} ({})\n{} · {}",
            job.requester,
            if job.request.makes_pictures() { "picture" } else { "video" },
            failure(f),
            outcome(job),
            quoted(&job.request.prompt).trim_start_matches("> "),
            marker(job.id)
        ),
        _ => marker(job.id),
    };
    // A failure pings even those who want no pings for results: they would wait for ever.
    Message::new(text).pinging(job.requester).without_previews()
}

/// Words that a post about a job bears and no other message of ours does: the card says
/// "· job", in bold company, on its first line; posts end with this.
pub fn marker(job: JobId) -> String {
    format!("job {job}")
}

/// `/jobs`: a line each.
pub fn list(jobs: &[Accepted], page: u32) -> String {
    if jobs.is_empty() {
        return match page {
            0 => "You have no jobs in this server yet. Try `/video`.".into(),
            _ => "There are no more.".into(),
        };
    }
    let mut lines = vec![match page {
        0 => "Your latest jobs here:".to_owned(),
        n => format!("Your jobs here, page {}:", n + 1),
    }];
    for Accepted { job, outlook } in jobs {
        let state = match (&job.state, outlook) {
            (State::Accepted { .. }, Some(o)) if o.place > 0 => {
                format!("queued, place {}", o.place)
            }
            _ if job.removed.is_some() => "removed".to_owned(),
            (State::Delivered { channel, message, .. }, _) if *channel == job.place.channel => {
                link(job.place, *message)
            }
            (State::Delivered { .. }, _) => "sent directly".to_owned(),
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
    fn places_read_well() {
        let all: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal).into();
        assert_eq!(all, ["st", "nd", "rd", "th", "th", "th", "th", "st", "nd", "st", "th"]);
    }
}
