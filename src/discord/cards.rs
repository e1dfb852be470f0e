//! The card of a job, its result and its failure notice: content and buttons.

use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;

use crate::discord::actions::Action;
use crate::discord::message::Message;
use crate::discord::own_messages::marker;
use crate::discord::refusals::prompt_help;
use crate::discord::texts::formats::format_name;
use crate::discord::texts::numbers::{amount, listed};
use crate::discord::texts::quota::outcome;
use crate::discord::texts::{
    SPOILER, depicted, escaped, failure, fitted, numbered_role, quoted, relative, shortened, span,
    state,
};
use crate::generation::{Mode, Request, Resolution, Role};
use crate::i18n::{ordinal, say};
use crate::job::{Class, Derivation, Destination, Job, MadeFrom, MessageId, Place, State};
use crate::language::Language;
use crate::media::{Change, Kind, Part};
use crate::queue;
use crate::service::{Accepted, DeliveryMethod, Eta, ResultPost, WaitReason};

/// The job's card in its current state, in the requester's language.
pub fn card(job: &Job, eta: Option<Eta>) -> Message {
    let language = job.language;
    let first = format!(
        "{} · {}",
        title(language, &job.request),
        say!(language, "card-job", job = job.id.to_string())
    );
    if let Some(removed) = job.removed {
        // The prompt is hidden too: it may be what was wrong with the result.
        let what = if removed.by == job.requester {
            say!(language, "deleted")
        } else if job.depicted.as_ref().is_some_and(|depicted| depicted.user == removed.by) {
            say!(language, "deleted-by-shown-member")
        } else {
            say!(language, "removed")
        };
        let text = format!("{first}\n{what}\n{}", outcome(language, job));
        return Message::new(text).without_previews().without_thumbnail();
    }
    let head = [first, quoted(language, &job.request.prompt), details(language, &job.request)];
    let mut tail = Vec::new();
    tail.extend(job.made_from.map(|from| made_from(language, &from)));
    tail.extend(depicted(language, job));
    tail.push(state_line(language, job, eta));
    tail.push(outcome(language, job));
    // A message has 2,000 characters, and some are left for the ends of lines.
    let used: usize = head.iter().chain(&tail).map(|line| line.chars().count() + 1).sum();
    let inputs = inputs_line(language, job, 1990_usize.saturating_sub(used));
    let lines: Vec<_> = head.into_iter().chain(inputs).chain(tail).collect();
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
                .label(say!(language, "button-cancel"))
                .style(ButtonStyle::Secondary),
        ])]
    } else {
        Vec::new()
    };
    let card = Message::new(lines.join("\n")).buttons(buttons);
    // The flag against previews hides the thumbnail too. Without it nothing is previewed either:
    // links in members' texts are escaped.
    if shows_image(job) {
        card.with_previews()
    } else {
        card.without_previews().without_thumbnail()
    }
}

/// Whether the card of a job shows its first image, if that is a file. False for hidden or private
/// ones.
pub(super) fn shows_image(job: &Job) -> bool {
    let hidden = job.delivery.spoiler || job.delivery.private;
    job.request
        .inputs
        .first()
        .is_some_and(|input| input.role.kind() == Kind::Image && !input.name.starts_with(SPOILER))
        && !hidden
        && !job.is_over()
}

/// The inputs of a job, with what was changed in each as far as there is space.
fn inputs_line(language: Language, job: &Job, most: usize) -> Option<String> {
    let roles = || job.request.inputs.iter().map(|i| i.role);
    let line = |with_changes: bool| -> String {
        let inputs = job.request.inputs.iter().enumerate().map(|(n, input)| {
            let changes = if with_changes { &input.changes[..] } else { &[] };
            let text = format!("{}{}", escaped(&input.name, 40), changed(language, changes));
            let label = numbered_role(language, roles(), n);
            say!(language, "labelled", label = label, text = text)
        });
        inputs.collect::<Vec<_>>().join(" · ")
    };
    let complete = Some(line(true)).filter(|line| !line.is_empty())?;
    if complete.chars().count() <= most {
        return Some(complete);
    }
    Some(shortened(&line(false), most))
}

/// What was changed in an input, in parentheses.
fn changed(language: Language, changes: &[Change]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let before = [None].into_iter().chain(changes.iter().map(Some));
    let said: Vec<_> =
        changes.iter().zip(before).map(|(c, before)| change(language, c, before)).collect();
    say!(language, "in-parentheses", text = listed(language, &said))
}

fn change(language: Language, change: &Change, before: Option<&Change>) -> String {
    // Tenths of a second, without a zero behind the point.
    let rounded = |seconds: f64| (seconds * 10.0).round() / 10.0;
    match change {
        Change::Converted { from } => {
            say!(language, "change-converted", from = format_name(language, *from))
        }
        Change::Cut { part, seconds, of } => {
            let part = if *part == Part::First { "first" } else { "last" };
            let seconds = rounded(*seconds);
            match of {
                Some(of) => {
                    say!(language, "change-cut", part = part, seconds = seconds, of = rounded(*of))
                }
                None => say!(language, "change-cut-of-unknown", part = part, seconds = seconds),
            }
        }
        Change::Cropped { from, to } => {
            say!(language, "change-cropped", from = sides(*from), to = sides(*to))
        }
        Change::Resized { to, .. } if matches!(before, Some(Change::Cropped { .. })) => {
            say!(language, "change-resized-too", to = sides(*to))
        }
        Change::Resized { from, to } => {
            say!(language, "change-resized", from = sides(*from), to = sides(*to))
        }
    }
}

fn sides((width, height): (u32, u32)) -> String {
    format!("{width} × {height}")
}

fn made_from(language: Language, from: &MadeFrom) -> String {
    let job = from.job.to_string();
    match from.derivation {
        Derivation::Again => say!(language, "card-again", job = job),
        Derivation::Change => say!(language, "card-change", job = job),
        Derivation::Continue => say!(language, "card-continue", job = job),
        Derivation::LastFrame => say!(language, "card-last-frame", job = job),
        Derivation::Larger => say!(language, "card-larger", job = job),
        Derivation::Animate => say!(language, "card-animate", job = job),
        Derivation::Reference => say!(language, "card-reference", job = job),
    }
}

fn title(language: Language, request: &Request) -> String {
    let has = |role| request.input(role).is_some();
    match request.mode() {
        Mode::Image if request.count > 1 => say!(language, "title-images"),
        Mode::Image => say!(language, "title-image"),
        Mode::VideoEdit => say!(language, "title-edited"),
        Mode::ReferenceToVideo => say!(language, "title-reference"),
        Mode::ImageToVideo if has(Role::FirstClip) => say!(language, "title-continued"),
        Mode::ImageToVideo if has(Role::LastFrame) => say!(language, "title-first-to-last"),
        Mode::ImageToVideo => say!(language, "title-animated"),
        Mode::TextToVideo => say!(language, "title-video"),
    }
}

fn details(language: Language, request: &Request) -> String {
    let mut parts = vec![request.model.clone(), request.resolution.to_string()];
    parts.extend(request.ratio.map(|r| r.to_string()));
    match request.makes_images() {
        true if request.count > 1 => {
            parts.push(say!(language, "detail-images", count = request.count))
        }
        true => {}
        false => {
            // Whole seconds, or the length of the video that is edited.
            let seconds = (request.length() * 10.0).round() / 10.0;
            parts.push(say!(language, "detail-seconds", seconds = seconds));
        }
    }
    parts.push(say!(language, "detail-seed", seed = request.seed.to_string()));
    if !request.enhance {
        parts.push(say!(language, "detail-verbatim"));
    }
    if request.keep_audio {
        parts.push(say!(language, "detail-own-audio"));
    }
    if let Some(negative) = &request.negative {
        parts.push(say!(language, "detail-negative", negative = escaped(negative, 80)));
    }
    parts.join(" · ")
}

/// The queue position, and the reason for it.
fn waiting(language: Language, eta: Option<Eta>) -> (String, String) {
    let Some(Eta { place: Some(place), why, .. }) = eta else {
        return (say!(language, "place-waiting"), String::new());
    };
    let text = match place {
        queue::Rank::At(1) => say!(language, "place-next"),
        queue::Rank::At(n) => say!(language, "place", place = ordinal(n)),
        queue::Rank::Beyond(n) => say!(language, "place-beyond", waiting = n.to_string()),
    };
    let why = match why {
        WaitReason::MemberLimit(n) => say!(language, "reason-member-limit", count = n),
        WaitReason::ExpressSlotBusy => say!(language, "reason-express-slot"),
        // The next job in the queue needs no reason.
        WaitReason::FairShare if place != queue::Rank::At(1) => say!(language, "reason-fair-share"),
        WaitReason::FairShare | WaitReason::Stalled | WaitReason::Unknown => String::new(),
    };
    (text, why)
}

fn state_line(language: Language, job: &Job, eta: Option<Eta>) -> String {
    let expected = eta.map_or(String::new(), |eta| {
        let (earliest, latest) = (relative(eta.earliest), relative(eta.latest));
        say!(language, "expected", earliest = earliest, latest = latest)
    });
    let is = |why| eta.is_some_and(|eta| eta.why == why);
    match &job.state {
        State::Accepted { .. } if is(WaitReason::Stalled) => say!(language, "stalled"),
        State::Accepted { .. } => {
            let (place, why) = waiting(language, eta);
            say!(language, "queued", place = place, why = why, expected = expected)
        }
        State::Submitting { .. } => say!(language, "submitting", expected = expected),
        State::Unconfirmed { .. } => say!(language, "unconfirmed"),
        State::Submitted { .. } | State::Running { .. } if is(WaitReason::Unknown) => {
            say!(language, "unknown-task")
        }
        State::Submitted { .. } => say!(language, "submitted", expected = expected),
        State::Running { since, .. } => {
            say!(language, "running", since = relative(*since), expected = expected)
        }
        State::Finished { .. } | State::Stored { .. } => say!(language, "finished"),
        State::Delivered { .. } => match result_link(job) {
            Some(link) => say!(language, "delivered", link = link),
            None if job.delivery.private => say!(language, "delivered-privately"),
            None => say!(language, "delivered-directly"),
        },
        State::Failed { failure: f, .. } => {
            say!(language, "failed-card", why = failure(language, f))
        }
        State::Cancelled { by, .. } => match by {
            Some(user) if *user != job.requester => {
                say!(language, "cancelled-by", user = format!("<@{user}>"))
            }
            Some(_) => say!(language, "cancelled-card"),
            None => say!(language, "cancelled-at-provider"),
        },
    }
}

/// The name of a kind of job, for moderators.
pub fn kind(language: Language, request: &Request) -> String {
    title(language, request).trim_matches('*').to_owned()
}

/// All options of a request, on one line.
pub fn all_details(language: Language, request: &Request) -> String {
    details(language, request)
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
pub fn whereabouts(language: Language, job: &Job) -> String {
    match (result_link(job), &job.state) {
        (Some(link), _) => link,
        (None, _) if job.removed.is_some() => say!(language, "list-removed"),
        (None, State::Delivered { .. }) => say!(language, "list-direct"),
        (None, of_job) => state(language, of_job),
    }
}

/// The result's text and buttons. The text contains the job ID, by which the post is found again if
/// the answer to it is lost.
pub fn result(post: &ResultPost<'_>) -> Message {
    let ResultPost { job, now, .. } = *post;
    let language = job.language;
    // Direct messages do not use the server's account, so only `/job` in the server offers actions.
    let away = post.to == Destination::Direct && !job.place.tenant.is_direct();
    let took = span(language, now.as_second() - job.accepted_at.as_second());
    let user = format!("<@{}>", job.requester);
    let ready = match (job.request.makes_images(), job.request.count) {
        (true, 1) => say!(language, "result-image", user = user),
        (true, _) => say!(language, "result-images", user = user),
        _ => say!(language, "result-video", user = user),
    };
    let mut lines = vec![
        ready,
        quoted(language, &job.request.prompt),
        format!("{} · {}", detailed(language, job, &took), marker(language, job.id)),
    ];
    lines.extend(depicted(language, job));
    let came = job.results().len();
    if job.request.makes_images() && came < job.request.count as usize {
        lines.push(say!(language, "result-fewer", count = came, requested = job.request.count));
    }
    if away {
        lines.push(say!(language, "result-in-server", job = job.id.to_string()));
    }
    match post.method {
        DeliveryMethod::Attached => {}
        DeliveryMethod::Shrunk => lines.push(say!(language, "result-shrunk")),
        DeliveryMethod::Linked { url, until } => {
            let until = format!("<t:{}:f>", until.as_second());
            lines.push(say!(language, "result-linked", url = url.as_str(), until = until));
        }
    }
    let actions =
        if away { Vec::new() } else { available_actions(language, job, post.last_frames) };
    let rows = actions.into_iter().chain([about(language, job)]).collect();
    let message = Message::new(lines.join("\n")).buttons(rows);
    let message = if job.delivery.quiet { message } else { message.pinging(job.requester) };
    message.without_previews()
}

fn detailed(language: Language, job: &Job, took: &str) -> String {
    let (details, spent) = (details(language, &job.request), amount(job.charge()));
    say!(language, "result-details", details = details, took = took, spent = spent)
}

/// The longest video that can be continued, in seconds: the model's limit for its input.
const LONGEST_TO_CONTINUE: f64 = 10.0;

fn button(action: &Action, label: String, style: ButtonStyle) -> CreateButton {
    CreateButton::new(action.custom_id()).label(label).style(style)
}

/// Buttons for details, deletion and reports.
fn about(language: Language, job: &Job) -> CreateActionRow {
    let plain = ButtonStyle::Secondary;
    CreateActionRow::Buttons(vec![
        button(&Action::Details(job.id), say!(language, "button-details"), plain),
        button(&Action::Delete(job.id), say!(language, "button-delete"), plain),
        button(&Action::Report(job.id), say!(language, "button-report"), plain),
    ])
}

/// Whether a result was generated but could not be delivered, so that it waits to be collected.
pub fn awaits_collection(job: &Job) -> bool {
    matches!(&job.state, State::Failed { failure, .. } if failure.class == Class::Undeliverable)
}

/// Buttons for the actions on a result, while it exists.
pub fn available_actions(language: Language, job: &Job, last_frames: bool) -> Vec<CreateActionRow> {
    let r = &job.request;
    if !matches!(job.state, State::Stored { .. } | State::Delivered { .. }) || job.removed.is_some()
    {
        return Vec::new();
    }
    let go = |derivation, n, label| {
        button(&Action::Go(derivation, job.id, n), label, ButtonStyle::Primary)
    };
    let mut first = vec![
        go(Derivation::Again, 0, say!(language, "button-again")),
        go(Derivation::Change, 0, say!(language, "button-change")),
    ];
    let mut second = Vec::new();
    if r.makes_images() {
        let count = job.results().len();
        for n in 0..count.min(4) {
            let label = match count {
                1 => say!(language, "button-animate"),
                _ => say!(language, "button-animate-n", number = n + 1),
            };
            second.push(go(Derivation::Animate, n, label));
        }
    } else {
        if r.length() <= LONGEST_TO_CONTINUE {
            first.push(go(Derivation::Continue, 0, say!(language, "button-continue")));
        }
        if last_frames {
            first.push(go(Derivation::LastFrame, 0, say!(language, "button-last-frame")));
        }
        if r.resolution == Resolution::P720 {
            first.push(go(Derivation::Larger, 0, say!(language, "button-larger")));
        }
    }
    let rows = [first, second].into_iter().filter(|row| !row.is_empty());
    rows.map(CreateActionRow::Buttons).collect()
}

/// The notice that a job failed.
pub fn notice(job: &Job) -> Message {
    let language = job.language;
    let text = match &job.state {
        State::Failed { failure: f, .. } => {
            let (user, why, outcome) =
                (format!("<@{}>", job.requester), failure(language, f), outcome(language, job));
            let what = if job.request.makes_images() {
                say!(language, "notice-image", user = user, why = why, outcome = outcome)
            } else {
                say!(language, "notice-video", user = user, why = why, outcome = outcome)
            };
            let prompt = quoted(language, &job.request.prompt);
            format!("{what}\n{} · {}", prompt.trim_start_matches("> "), marker(language, job.id))
        }
        _ => marker(language, job.id),
    };
    let refused =
        matches!(&job.state, State::Failed { failure, .. } if failure.class == Class::Moderated);
    let help = if refused { vec![prompt_help(language)] } else { Vec::new() };
    // A failure also pings members who want no pings for results: they would wait indefinitely.
    Message::new(text).buttons(help).pinging(job.requester).without_previews()
}

/// The text of `/jobs`: one line per job.
pub fn list(language: Language, jobs: &[Accepted], page: u32) -> String {
    if jobs.is_empty() {
        return if page == 0 { say!(language, "list-empty") } else { say!(language, "list-end") };
    }
    let mut lines = vec![match page {
        0 => say!(language, "list-title"),
        n => say!(language, "list-title-page", page = n + 1),
    }];
    for Accepted { job, eta, .. } in jobs {
        let state = match (&job.state, eta) {
            (State::Accepted { .. }, Some(Eta { place: Some(place), .. })) => {
                say!(language, "list-queued", place = place.count())
            }
            _ => whereabouts(language, job),
        };
        lines.push(format!(
            "`{}` {} · {} · {}",
            job.id,
            relative(job.accepted_at),
            state,
            escaped(&job.request.prompt, 60)
        ));
    }
    fitted(language, lines)
}
