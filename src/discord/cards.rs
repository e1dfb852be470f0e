//! The card of a job, its result and its failure notice: content and buttons.

use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;

use crate::discord::actions::Action;
use crate::discord::message::Message;
use crate::discord::texts::quota::outcome;
use crate::discord::texts::words::{ordinal, say};
use crate::discord::texts::{
    depicted, escaped, failure, fitted, quoted, relative, result_actions, span,
};
use crate::generation::{Mode, Request, Resolution, Role};
use crate::job::{Class, Derivation, Destination, Job, JobId, MadeFrom, MessageId, Place, State};
use crate::media::{Change, Part};
use crate::queue;
use crate::service::{Accepted, DeliveryMethod, Eta, ResultPost, Sought, WaitReason};

/// The job's card in its current state.
pub fn card(job: &Job, eta: Option<Eta>) -> Message {
    let mut lines = vec![
        say!("card-title", title = title(&job.request), job = job.id.to_string()),
        quoted(&job.request.prompt),
        details(&job.request),
    ];
    if job.removed.is_some() {
        // The prompt is hidden too: it may be what was wrong with the result.
        let by = job.removed.map(|removed| removed.by);
        let outcome = outcome(job);
        let what = if by == Some(job.requester) {
            say!("deleted", outcome = outcome)
        } else if by.is_some() && by == job.depicted.as_ref().map(|depicted| depicted.user) {
            say!("deleted-by-depicted", outcome = outcome)
        } else {
            say!("removed", outcome = outcome)
        };
        let text = format!("{}\n{what}", lines[0]);
        return Message::new(text).without_previews();
    }
    let inputs = job.request.inputs.iter().enumerate();
    let roles = || job.request.inputs.iter().map(|i| i.role);
    let names: Vec<_> = inputs
        .map(|(n, i)| {
            let (role, name) = (result_actions::numbered(roles(), n), escaped(&i.name, 40));
            format!("{role}: {name}{}", changes(&i.changes))
        })
        .collect();
    if !names.is_empty() {
        lines.push(names.join(" · "));
    }
    if let Some(from) = job.made_from {
        lines.push(made_from(&from));
    }
    lines.extend(depicted(job));
    lines.push(state_line(job, eta));
    // The button is shown even while the job cannot be cancelled: a card without it belongs to a
    // job that is generated or over, which a start with a restored backup relies on.
    let cancellable = matches!(
        job.state,
        State::Accepted { .. }
            | State::Submitting { .. }
            | State::Unconfirmed { .. }
            | State::Submitted { .. }
            | State::Running { .. }
    );
    let buttons = if cancellable {
        vec![CreateActionRow::Buttons(vec![
            CreateButton::new(Action::Cancel(job.id).custom_id())
                .label(say!("button-cancel"))
                .style(ButtonStyle::Secondary),
        ])]
    } else {
        Vec::new()
    };
    Message::new(lines.join("\n")).buttons(buttons).without_previews()
}

/// What was changed in an input, in parentheses.
fn changes(changes: &[Change]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let before = [None].into_iter().chain(changes.iter().map(Some));
    let said: Vec<_> = changes.iter().zip(before).map(|(c, before)| change(c, before)).collect();
    format!(" ({})", said.join(", "))
}

fn change(change: &Change, before: Option<&Change>) -> String {
    // Tenths of a second, without a zero behind the point.
    let rounded = |seconds: f64| (seconds * 10.0).round() / 10.0;
    match change {
        Change::Converted { from } => say!("change-converted", from = from.clone()),
        Change::Cut { part, seconds, of } => {
            let part = if *part == Part::First { "first" } else { "last" };
            let seconds = rounded(*seconds);
            match of {
                Some(of) => {
                    say!("change-cut", part = part, seconds = seconds, of = rounded(*of))
                }
                None => say!("change-cut-of-unknown", part = part, seconds = seconds),
            }
        }
        Change::Cropped { from, to } => {
            say!("change-cropped", from = sides(*from), to = sides(*to))
        }
        Change::Resized { to, .. } if matches!(before, Some(Change::Cropped { .. })) => {
            say!("change-resized-too", to = sides(*to))
        }
        Change::Resized { from, to } => {
            say!("change-resized", from = sides(*from), to = sides(*to))
        }
    }
}

fn sides((width, height): (u32, u32)) -> String {
    format!("{width} × {height}")
}

fn made_from(from: &MadeFrom) -> String {
    let job = from.job.to_string();
    match from.derivation {
        Derivation::Again => say!("card-again", job = job),
        Derivation::Change => say!("card-change", job = job),
        Derivation::Continue => say!("card-continue", job = job),
        Derivation::LastFrame => say!("card-last-frame", job = job),
        Derivation::Larger => say!("card-larger", job = job),
        Derivation::Animate => say!("card-animate", job = job),
        Derivation::Reference => say!("card-reference", job = job),
    }
}

fn title(request: &Request) -> String {
    let has = |role| request.input(role).is_some();
    match request.mode() {
        Mode::Image if request.count > 1 => say!("title-pictures"),
        Mode::Image => say!("title-picture"),
        Mode::VideoEdit => say!("title-edited"),
        Mode::ReferenceToVideo => say!("title-reference"),
        Mode::ImageToVideo if has(Role::FirstClip) => say!("title-continued"),
        Mode::ImageToVideo if has(Role::LastFrame) => say!("title-ends"),
        Mode::ImageToVideo => say!("title-animated"),
        Mode::TextToVideo => say!("title-video"),
    }
}

fn details(request: &Request) -> String {
    let mut parts = vec![request.model.clone(), request.resolution.to_string()];
    parts.extend(request.ratio.map(|r| r.to_string()));
    match request.makes_images() {
        true if request.count > 1 => parts.push(say!("detail-pictures", count = request.count)),
        true => {}
        false => {
            // Whole seconds, or the length of the video that is edited.
            let seconds = (request.length() * 10.0).round() / 10.0;
            parts.push(say!("detail-seconds", seconds = seconds));
        }
    }
    parts.push(say!("detail-seed", seed = request.seed.to_string()));
    if !request.enhance {
        parts.push(say!("detail-verbatim"));
    }
    if request.keep_sound {
        parts.push(say!("detail-own-sound"));
    }
    if let Some(negative) = &request.negative {
        parts.push(say!("detail-negative", negative = escaped(negative, 80)));
    }
    parts.join(" · ")
}

/// The queue position, and the reason for it.
fn waiting(eta: Option<Eta>) -> (String, String) {
    let Some(Eta { place: Some(place), why, .. }) = eta else {
        return (say!("place-waiting"), String::new());
    };
    let text = match place {
        queue::Rank::At(1) => say!("place-next"),
        queue::Rank::At(n) => say!("place", place = ordinal(n)),
        queue::Rank::Beyond(n) => say!("place-beyond", waiting = n.to_string()),
    };
    let why = match why {
        WaitReason::MemberLimit(n) => say!("why-share", count = n),
        WaitReason::ExpressSlotBusy => say!("why-first"),
        // The next job in the queue needs no reason.
        WaitReason::FairShare if place != queue::Rank::At(1) => say!("why-turns"),
        WaitReason::FairShare | WaitReason::Stalled | WaitReason::Unknown => String::new(),
    };
    (text, why)
}

fn state_line(job: &Job, eta: Option<Eta>) -> String {
    let expected =
        eta.map(|o| say!("expected", earliest = relative(o.earliest), latest = relative(o.latest)));
    let expected = expected.unwrap_or_default();
    let price = outcome(job);
    match &job.state {
        State::Accepted { .. } if eta.is_some_and(|o| o.why == WaitReason::Stalled) => {
            say!("stalled", price = price)
        }
        State::Accepted { .. } => {
            let (place, why) = waiting(eta);
            say!("queued", place = place, why = why, expected = expected, price = price)
        }
        State::Submitting { .. } => say!("submitting", expected = expected, price = price),
        State::Unconfirmed { .. } => say!("unconfirmed", price = price),
        State::Submitted { .. } | State::Running { .. }
            if eta.is_some_and(|o| o.why == WaitReason::Unknown) =>
        {
            say!("unknown-task", price = price)
        }
        State::Submitted { .. } => say!("submitted", expected = expected, price = price),
        State::Running { since, .. } => {
            say!("running", since = relative(*since), expected = expected, price = price)
        }
        State::Finished { .. } | State::Stored { .. } => say!("finished", price = price),
        State::Delivered { .. } => match result_link(job) {
            Some(link) => say!("delivered", link = link, price = price),
            None if job.delivery.private => say!("delivered-privately", price = price),
            None => say!("delivered-directly", price = price),
        },
        State::Failed { failure: f, .. } => {
            say!("failed-card", why = failure(f), price = price)
        }
        State::Cancelled { by, .. } => match by {
            Some(user) if *user != job.requester => {
                say!("cancelled-by", user = format!("<@{user}>"), price = price)
            }
            Some(_) => say!("cancelled-card", price = price),
            None => say!("cancelled-there", price = price),
        },
    }
}

/// The name of a kind of job, for moderators.
pub fn kind(request: &Request) -> String {
    title(request).trim_matches('*').to_owned()
}

/// All options of a request, on one line.
pub fn all_details(request: &Request) -> String {
    details(request)
}

/// A link that Discord renders as a message link.
pub fn link(place: Place, message: MessageId) -> String {
    let server = place.tenant.server().map_or("@me".into(), |guild| guild.to_string());
    format!("https://discord.com/channels/{server}/{}/{message}", place.channel)
}

/// A link to the post of a job's result, while it is in the job's channel.
fn result_link(job: &Job) -> Option<String> {
    match &job.state {
        State::Delivered { channel, message, .. }
            if *channel == job.place.channel && job.removed.is_none() =>
        {
            Some(link(job.place, *message))
        }
        _ => None,
    }
}

/// Where the result of a job is, or else the job's state, for lists.
pub fn whereabouts(job: &Job) -> String {
    match (result_link(job), &job.state) {
        (Some(link), _) => link,
        (None, _) if job.removed.is_some() => say!("list-removed"),
        (None, State::Delivered { .. }) => say!("list-direct"),
        (None, state) => state.name().to_owned(),
    }
}

/// The result's text and buttons. The text contains the job ID, by which the post is found again if
/// the answer to it is lost.
pub fn result(post: &ResultPost<'_>) -> Message {
    let ResultPost { job, now, .. } = *post;
    // Direct messages do not use the server's account, so only `/job` in the server offers actions.
    let away = post.to == Destination::Direct && !job.place.tenant.is_direct();
    let took = span(now.as_second() - job.accepted_at.as_second());
    let user = format!("<@{}>", job.requester);
    let ready = match (job.request.makes_images(), job.request.count) {
        (true, 1) => say!("result-picture", user = user),
        (true, _) => say!("result-pictures", user = user),
        _ => say!("result-clip", user = user),
    };
    let mut lines = vec![
        ready,
        quoted(&job.request.prompt),
        say!(
            "result-details",
            details = details(&job.request),
            took = took,
            spent = job.charge().to_string(),
            marker = marker(job.id)
        ),
    ];
    lines.extend(depicted(job));
    let came = job.results().len();
    if job.request.makes_images() && came < job.request.count as usize {
        lines.push(say!("result-fewer", came = came, asked = job.request.count));
    }
    if away {
        lines.push(say!("result-go-on", job = job.id.to_string()));
    }
    match post.method {
        DeliveryMethod::Attached => {}
        DeliveryMethod::Shrunk => lines.push(say!("result-shrunk")),
        DeliveryMethod::Linked { url, until } => {
            let until = format!("<t:{}:f>", until.as_second());
            lines.push(say!("result-linked", url = url.as_str(), until = until));
        }
    }
    let actions = if away { Vec::new() } else { available_actions(job, post.last_frames) };
    let rows = actions.into_iter().chain([about(job)]).collect();
    let message = Message::new(lines.join("\n")).buttons(rows);
    let message = if job.delivery.quiet { message } else { message.pinging(job.requester) };
    message.without_previews()
}

/// The longest video that can be continued, in seconds: the model's limit for its input.
const LONGEST_TO_CONTINUE: f64 = 10.0;

fn button(action: &Action, label: String, style: ButtonStyle) -> CreateButton {
    CreateButton::new(action.custom_id()).label(label).style(style)
}

/// Buttons for details, deletion and reports.
fn about(job: &Job) -> CreateActionRow {
    let plain = ButtonStyle::Secondary;
    CreateActionRow::Buttons(vec![
        button(&Action::Details(job.id), say!("button-details"), plain),
        button(&Action::Delete(job.id), say!("button-delete"), plain),
        button(&Action::Report(job.id), say!("button-report"), plain),
    ])
}

/// Whether a result was generated but could not be delivered, so that it waits to be collected.
pub fn awaits_collection(job: &Job) -> bool {
    matches!(&job.state, State::Failed { failure, .. } if failure.class == Class::Undeliverable)
}

/// Buttons for the actions on a result, while it exists.
pub fn available_actions(job: &Job, last_frames: bool) -> Vec<CreateActionRow> {
    let r = &job.request;
    if !matches!(job.state, State::Stored { .. } | State::Delivered { .. }) || job.removed.is_some()
    {
        return Vec::new();
    }
    let go = |derivation, n, label| {
        button(&Action::Go(derivation, job.id, n), label, ButtonStyle::Primary)
    };
    let mut first = vec![
        go(Derivation::Again, 0, say!("button-again")),
        go(Derivation::Change, 0, say!("button-change")),
    ];
    let mut second = Vec::new();
    if r.makes_images() {
        let count = job.results().len();
        for n in 0..count.min(4) {
            let label = match count {
                1 => say!("button-animate"),
                _ => say!("button-animate-n", number = n + 1),
            };
            second.push(go(Derivation::Animate, n, label));
        }
    } else {
        if r.length() <= LONGEST_TO_CONTINUE {
            first.push(go(Derivation::Continue, 0, say!("button-continue")));
        }
        if last_frames {
            first.push(go(Derivation::LastFrame, 0, say!("button-last-frame")));
        }
        if r.resolution == Resolution::P720 {
            first.push(go(Derivation::Larger, 0, say!("button-larger")));
        }
    }
    let rows = [first, second].into_iter().filter(|row| !row.is_empty());
    rows.map(CreateActionRow::Buttons).collect()
}

/// The notice that a job failed.
pub fn notice(job: &Job) -> Message {
    let text = match &job.state {
        State::Failed { failure: f, .. } => {
            let (user, why, outcome) = (format!("<@{}>", job.requester), failure(f), outcome(job));
            let what = if job.request.makes_images() {
                say!("notice-picture", user = user, why = why, outcome = outcome)
            } else {
                say!("notice-video", user = user, why = why, outcome = outcome)
            };
            let prompt = quoted(&job.request.prompt);
            format!("{what}\n{} · {}", prompt.trim_start_matches("> "), marker(job.id))
        }
        _ => marker(job.id),
    };
    // A failure also pings members who want no pings for results: they would wait indefinitely.
    Message::new(text).pinging(job.requester).without_previews()
}

/// Text that a post about a job contains and no other message of the bot does: the card has the job
/// ID in backticks, on its first line; posts end with this.
pub fn marker(job: JobId) -> String {
    format!("job {job}")
}

/// Whether a message is a post about a job: a line that is not a quotation ends with the marker,
/// after a separator that no member can write.
pub fn is_post_of(job: JobId, content: &str) -> bool {
    let end = format!("· {}", marker(job));
    content.lines().any(|line| !line.starts_with("> ") && line.ends_with(&end))
}

/// Whether a message with this content is what is sought.
pub fn is_sought(sought: Sought, content: &str) -> bool {
    match sought {
        Sought::Post(job) => is_post_of(job, content),
        Sought::Result(job) => is_post_of(job, content) && !is_notice_of(job, content),
        Sought::Card(job) => {
            let end = format!("· job `{job}`");
            content.lines().next().is_some_and(|line| line.ends_with(&end))
        }
    }
}

/// Whether a post about a job is its failure notice: the notice has the marker beside the prompt,
/// in the second line; a result has it further below.
fn is_notice_of(job: JobId, content: &str) -> bool {
    let end = format!("· {}", marker(job));
    content.lines().nth(1).is_some_and(|line| !line.starts_with("> ") && line.ends_with(&end))
}

/// The job that a message is a post about, if it is one.
pub fn post_of(content: &str) -> Option<JobId> {
    let own = content.lines().filter(|line| !line.starts_with("> "));
    own.filter_map(|line| line.rsplit_once("· job ")?.1.parse().ok()).next()
}

/// The text of `/jobs`: one line per job.
pub fn list(jobs: &[Accepted], page: u32) -> String {
    if jobs.is_empty() {
        return if page == 0 { say!("list-empty") } else { say!("list-end") };
    }
    let mut lines = vec![match page {
        0 => say!("list-title"),
        n => say!("list-title-page", page = n + 1),
    }];
    for Accepted { job, eta } in jobs {
        let state = match (&job.state, eta) {
            (State::Accepted { .. }, Some(Eta { place: Some(place), .. })) => {
                say!("list-queued", place = place.count())
            }
            _ => whereabouts(job),
        };
        lines.push(format!(
            "`{}` {} · {} · {}",
            job.id,
            relative(job.accepted_at),
            state,
            escaped(&job.request.prompt, 60)
        ));
    }
    fitted(lines)
}
