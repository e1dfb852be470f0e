//! Ways on from a job: the buttons on a result, and the forms that some of them open.

use std::time::Duration;

use dashmap::DashMap;
use serenity::builder::{CreateActionRow, CreateButton, CreateModal};
use serenity::model::application::ButtonStyle;

use super::Services;
use super::create_job::{in_time, make_after};
use super::modals::{self, Filled};
use super::responder::{CallbackType, Responder, Shown};
use crate::discord::actions::Action;
use crate::discord::cards;
use crate::discord::message::Reply;
use crate::discord::texts::words::say;
use crate::discord::texts::{self, moderation, result_actions};
use crate::generation::words::{self, Options};
use crate::generation::{PartialRequest, Resolution, Role};
use crate::job::{Derivation, Job, JobId, MadeFrom, UserId};
use crate::service::Refusal;
use crate::service::wished;
use crate::service::{CreateJob, InputRef, Missing, RequestContext, Source, Unreadable};

/// Two presses of one button by one person within this time are one: nobody wants two clips from
/// a double click.
const DOUBLE: Duration = Duration::from_secs(3);

/// The last press of each button by each person, as far as it matters.
#[derive(Debug, Default)]
pub struct Presses {
    last: DashMap<(UserId, JobId, Derivation), jiff::Timestamp>,
}

impl Presses {
    /// Whether a press is the second of a double one.
    fn is_second(&self, spot: &RequestContext, job: JobId, way: Derivation) -> bool {
        let (user, at) = (spot.who.user, spot.origin.at);
        // What is long past would only fill the memory.
        self.last.retain(|_, last| *last + DOUBLE >= at);
        let mut second = true;
        self.last.entry((user, job, way)).or_insert_with(|| {
            second = false;
            at
        });
        second
    }
}

/// Goes on from a job; some ways ask something first.
pub(super) async fn go(
    doors: &Services,
    talk: &Responder<'_>,
    spot: RequestContext,
    way: Derivation,
    id: JobId,
    n: usize,
) {
    if !spot.open {
        return talk.reply_ephemeral(texts::refusal(&Refusal::OutsideServer)).await;
    }
    match way {
        Derivation::Again | Derivation::Larger => go_at_once(doors, talk, spot, way, id).await,
        Derivation::Change
        | Derivation::Continue
        | Derivation::LastFrame
        | Derivation::Animate
        | Derivation::Reference => {
            ask_first(doors, talk, &spot, (way, id, n)).await;
        }
    }
}

/// A job that somebody may look at, or what they are told in its place.
async fn find_job(doors: &Services, spot: &RequestContext, id: JobId) -> Result<Job, String> {
    match doors.desk.job(spot, id).await {
        Ok(Some(job)) => Ok(job),
        Ok(None) => Err(say!("no-such-job")),
        Err(Unreadable) => Err(say!("unreadable")),
    }
}

/// Opens the form of a way on. It cannot follow on "thinking…".
async fn ask_first(
    doors: &Services,
    talk: &Responder<'_>,
    spot: &RequestContext,
    (way, id, n): (Derivation, JobId, usize),
) {
    let job = match find_job(doors, spot, id).await {
        Ok(job) => job,
        Err(why) => return talk.reply_ephemeral(why).await,
    };
    let form = match way {
        Derivation::Change => modals::change(&job),
        _ => modals::next(&job, way, n),
    };
    talk.ask(form).await;
}

/// Goes on from a job with nothing more to be asked.
async fn go_at_once(
    doors: &Services,
    talk: &Responder<'_>,
    spot: RequestContext,
    way: Derivation,
    id: JobId,
) {
    let (job, thinking) = in_time(talk, None, false, find_job(doors, &spot, id)).await;
    let job = match job {
        Ok(job) => job,
        Err(why) => return say_in_private(talk, &spot, thinking, why).await,
    };
    if doors.presses.is_second(&spot, id, way) {
        return say_in_private(talk, &spot, thinking, say!("pressed-twice")).await;
    }
    let key = (spot.who.user, id, way);
    if !make_after(&*doors.desk, talk, thinking, same(spot, &job, way)).await {
        // Nothing came of it, so the next press is the first.
        doors.presses.last.remove(&key);
    }
}

/// Answers one person, in place of "thinking…" if that was shown.
async fn say_in_private(
    talk: &Responder<'_>,
    spot: &RequestContext,
    thinking: Option<Shown>,
    text: String,
) {
    match thinking {
        None => talk.reply_ephemeral(text).await,
        Some(_) => talk.retract(spot, text.clone(), text).await,
    }
}

/// A form of a way on was sent.
pub(super) async fn sent(
    doors: &Services,
    talk: &Responder<'_>,
    spot: RequestContext,
    (way, id, n): (Derivation, JobId, usize),
    filled: Filled,
) {
    let options = match words::only(&filled.options) {
        Ok(options) => options,
        Err(rest) => return talk.reply_ephemeral(texts::refusal(&Refusal::Options(rest))).await,
    };
    let (job, thinking) = in_time(talk, None, false, find_job(doors, &spot, id)).await;
    let job = match job {
        Ok(job) => job,
        Err(why) => return say_in_private(talk, &spot, thinking, why).await,
    };
    let order = match way {
        Derivation::Change => changed(spot, &job, filled.prompt, options),
        _ => next(spot, &job, way, n, filled.prompt, options),
    };
    make_after(&*doors.desk, talk, thinking, order).await;
}

/// The same once more: with another seed, or larger.
fn same(spot: RequestContext, job: &Job, way: Derivation) -> CreateJob {
    let mut wish = wish_of(job);
    match way {
        Derivation::Larger => wish.resolution = Some(Resolution::P1080),
        _ => wish.seed = None,
    }
    order(spot, wish, inputs_of(job), job, way)
}

fn changed(spot: RequestContext, job: &Job, prompt: String, o: Options) -> CreateJob {
    let before = wish_of(job);
    let wish = PartialRequest {
        // A prompt that the form had no room for stays, if nothing else was written.
        prompt: if prompt.is_empty() && modals::is_too_long(job) {
            before.prompt.clone()
        } else {
            prompt
        },
        resolution: o.resolution.or(before.resolution),
        ratio: o.ratio.or(before.ratio),
        seconds: o.seconds.or(before.seconds),
        count: o.count.or(before.count),
        seed: o.seed,
        enhance: Some(!o.verbatim),
        ..before
    };
    order(spot, wish, inputs_of(job), job, Derivation::Change)
}

/// What begins where a result is.
fn next(
    spot: RequestContext,
    job: &Job,
    way: Derivation,
    n: usize,
    prompt: String,
    options: Options,
) -> CreateJob {
    let (role, source, name) = match way {
        Derivation::Continue => (Role::FirstClip, Source::ResultOf(job.id, 0), "mp4"),
        Derivation::LastFrame => (Role::FirstFrame, Source::LastFrameOf(job.id), "png"),
        _ => (Role::FirstFrame, Source::ResultOf(job.id, n), "png"),
    };
    let upload = InputRef { role, name: format!("wan-{}.{name}", job.id), source };
    let mode = crate::generation::Mode::ImageToVideo;
    let wish = wished(mode, prompt, options, std::slice::from_ref(&upload));
    order(spot, wish, vec![upload], job, way)
}

fn order(
    spot: RequestContext,
    wish: PartialRequest,
    uploads: Vec<InputRef>,
    job: &Job,
    way: Derivation,
) -> CreateJob {
    let made_from = Some(MadeFrom { job: job.id, way });
    CreateJob { spot, wish, uploads, preview: false, made_from }
}

/// What a job asked for, nothing left open.
fn wish_of(job: &Job) -> PartialRequest {
    let r = &job.request;
    PartialRequest {
        mode: r.mode(),
        model: Some(r.model.clone()),
        prompt: r.prompt.clone(),
        negative: r.negative.clone(),
        resolution: Some(r.resolution),
        ratio: r.ratio,
        seconds: Some(r.seconds),
        count: Some(r.count),
        seed: Some(r.seed),
        enhance: Some(r.enhance),
        keep_sound: r.keep_sound,
        whole: true,
        roles: r.inputs.iter().map(|i| i.role).collect(),
    }
}

fn inputs_of(job: &Job) -> Vec<InputRef> {
    let inputs = job.request.inputs.iter().enumerate();
    inputs
        .map(|(n, input)| InputRef {
            role: input.role,
            name: input.name.clone(),
            source: Source::InputOf(job.id, n),
        })
        .collect()
}

/// `/again`
pub(super) async fn again(
    doors: &Services,
    talk: &Responder<'_>,
    spot: RequestContext,
    named: &str,
) {
    let Ok(id) = named.parse::<JobId>() else {
        return talk.reply_ephemeral(say!("not-a-job")).await;
    };
    go(doors, talk, spot, Derivation::Again, id, 0).await;
}

/// `/job`, and the button for it. What could not be delivered is handed out here, and so are the
/// ways on from a result that was sent directly.
pub(super) async fn details(
    doors: &Services,
    talk: &Responder<'_>,
    spot: &RequestContext,
    id: JobId,
) {
    let job = match find_job(doors, spot, id).await {
        Ok(job) => job,
        Err(why) => return talk.reply_ephemeral(why).await,
    };
    let parent = match job.made_from {
        Some(from) => doors.desk.job(spot, from.job).await.ok().flatten(),
        None => None,
    };
    let children = doors.desk.made_from(spot, id).await;
    let text = result_actions::details(&job, parent.as_ref(), &children);
    let own = job.requester == spot.who.user;
    if own && cards::is_held(&job) {
        // The file may take more than three seconds.
        if talk.defer_ephemeral().await {
            match doors.desk.collect(spot, &job).await {
                Ok(collected) => {
                    let text = result_actions::details(&collected.job, parent.as_ref(), &children);
                    let with = |line: String| format!("{text}\n{line}");
                    let more = match (&collected.link, collected.missing) {
                        (Some((url, until)), _) => Some(say!(
                            "held-linked",
                            url = url.clone(),
                            until = format!("<t:{}:f>", until.as_second())
                        )),
                        (None, Some(Missing::TooLarge)) => Some(say!("held-too-large")),
                        (None, Some(Missing::Unreadable)) => Some(say!("held-unreadable")),
                        (None, Some(Missing::Gone)) => Some(say!("held-gone")),
                        (None, None) => None,
                    };
                    let text = more.map_or(text.clone(), with);
                    if !talk.send_files(spot.place, text, collected.files).await {
                        let text = with(say!("held-not-sent"));
                        talk.finish(&crate::discord::Message::new(text)).await;
                    }
                }
                Err(refusal) => {
                    let text = format!("{text}\n{}", texts::refusal(&refusal));
                    talk.finish(&crate::discord::Message::new(text)).await;
                }
            }
        }
        return;
    }
    let buttons = match own && spot.open {
        true => cards::ways_on(&job, doors.desk.takes_last_frames()),
        false => Vec::new(),
    };
    talk.reply(CallbackType::New, Reply::text(text).buttons(buttons)).await;
}

/// Asks whether a result shall really be deleted.
pub(super) async fn delete(
    doors: &Services,
    talk: &Responder<'_>,
    spot: &RequestContext,
    id: JobId,
) {
    let job = match find_job(doors, spot, id).await {
        Ok(job) => job,
        Err(why) => return talk.reply_ephemeral(why).await,
    };
    if job.requester != spot.who.user && !doors.office.moderates(&spot.who) {
        return talk.reply_ephemeral(say!("not-yours-to-delete")).await;
    }
    let button = CreateButton::new(Action::DeleteForGood(id).custom_id())
        .label(say!("button-delete-for-good"))
        .style(ButtonStyle::Danger);
    let reply =
        Reply::text(say!("delete-sure")).buttons(vec![CreateActionRow::Buttons(vec![button])]);
    talk.reply(CallbackType::New, reply).await;
}

/// Deletes a result.
pub(super) async fn delete_for_good(
    doors: &Services,
    talk: &Responder<'_>,
    spot: &RequestContext,
    id: JobId,
) {
    // Discord is asked for two things: more than three seconds may pass.
    if !talk.defer_ephemeral().await {
        return;
    }
    let text = match doors.office.discard(spot, id).await {
        Ok(_) => say!("delete-done"),
        Err(why) => moderation::not_done(&why),
    };
    talk.finish(&crate::discord::Message::new(text)).await;
}

/// Asks what is wrong with a result.
pub(super) fn report_form(id: JobId) -> CreateModal {
    modals::report(id)
}

/// A report was sent.
pub(super) async fn reported(
    doors: &Services,
    talk: &Responder<'_>,
    spot: &RequestContext,
    id: JobId,
    filled: &Filled,
) {
    let text = match doors.office.report(spot, id, &filled.prompt).await {
        Ok(told) => result_actions::reported(told),
        Err(why) => moderation::not_done(&why),
    };
    talk.reply_ephemeral(text).await;
}
