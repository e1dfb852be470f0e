//! Actions on a job: the buttons on a result, and the modals that some of them open.

use std::time::Duration;

use dashmap::DashMap;
use serenity::builder::{CreateActionRow, CreateButton, CreateModal};
use serenity::model::application::ButtonStyle;

use super::Services;
use super::create_job::create_job_after;
use super::deferral::{defer_if_slow, offer_modal, reply_after, retract_to_private};
use super::modals::{self, Filled};
use super::responder::{Audience, Responder, Shown};
use crate::discord::actions::Action;
use crate::discord::attachment::FileStream;
use crate::discord::cards;
use crate::discord::markup;
use crate::discord::message::Reply;
use crate::discord::texts::{self, moderation, result_actions};
use crate::generation::words::Options;
use crate::generation::{PartialRequest, Resolution, Role};
use crate::i18n::say;
use crate::job::{Derivation, Job, JobId, MadeFrom, UserId};
use crate::language::Language;
use crate::service::{
    InputRef, JobRequest, Missing, Refusal, RequestContext, Source, Unreadable, wished,
};

/// Two presses of one button by one member within this time count as one: nobody wants two videos
/// from a double click.
const DOUBLE: Duration = Duration::from_secs(3);

/// The last press of each button by each member, as far as it matters.
#[derive(Debug, Default)]
pub struct Presses {
    last: DashMap<(UserId, JobId, Derivation), jiff::Timestamp>,
}

impl Presses {
    /// Whether a press is the second of a double click.
    fn is_second(&self, context: &RequestContext, job: JobId, derivation: Derivation) -> bool {
        let (user, at) = (context.caller.user, context.origin.at);
        // Old presses would only use memory.
        self.last.retain(|_, last| *last + DOUBLE >= at);
        let mut second = true;
        self.last.entry((user, job, derivation)).or_insert_with(|| {
            second = false;
            at
        });
        second
    }
}

/// Derives a job from an earlier one; some derivations open a modal first.
pub(super) async fn derive(
    services: &Services,
    responder: &Responder<'_>,
    context: RequestContext,
    derivation: Derivation,
    id: JobId,
    n: usize,
) {
    let language = context.caller.language;
    if !context.open {
        return responder.reply_ephemeral(texts::refusal(language, &Refusal::OutsideServer)).await;
    }
    match derivation {
        Derivation::Again | Derivation::Larger => {
            derive_now(services, responder, context, derivation, id).await
        }
        Derivation::Change
        | Derivation::Continue
        | Derivation::LastFrame
        | Derivation::Animate
        | Derivation::Reference => {
            open_modal(services, responder, &context, (derivation, id, n)).await;
        }
    }
}

/// A job that the caller may view, or the text that they get instead.
async fn find_job(services: &Services, context: &RequestContext, id: JobId) -> Result<Job, String> {
    let language = context.caller.language;
    match services.job_service.job(context, id).await {
        Ok(Some(job)) => Ok(job),
        Ok(None) => Err(say!(language, "no-such-job")),
        Err(Unreadable) => Err(say!(language, "storage-unavailable")),
    }
}

/// Opens the modal of a derivation, or offers a button that opens it.
async fn open_modal(
    services: &Services,
    responder: &Responder<'_>,
    context: &RequestContext,
    (derivation, id, n): (Derivation, JobId, usize),
) {
    let language = context.caller.language;
    let (job, thinking) =
        defer_if_slow(responder, None, Audience::Caller, find_job(services, context, id)).await;
    let job = match job {
        Ok(job) => job,
        Err(why) => return responder.answer_privately(thinking, Reply::text(why)).await,
    };
    if thinking.is_some() {
        let label = result_actions::derivation_name(language, derivation);
        let offer = offer_modal(language, &Action::Go(derivation, id, n), label);
        return responder.answer_privately(thinking, offer).await;
    }
    let modal = match derivation {
        Derivation::Change => modals::change(language, &job),
        _ => modals::next(language, &job, derivation, n),
    };
    responder.open_modal(modal).await;
}

/// Derives a job without a modal.
async fn derive_now(
    services: &Services,
    responder: &Responder<'_>,
    context: RequestContext,
    derivation: Derivation,
    id: JobId,
) {
    let language = context.caller.language;
    let (job, thinking) =
        defer_if_slow(responder, None, Audience::Everyone, find_job(services, &context, id)).await;
    let job = match job {
        Ok(job) => job,
        Err(why) => return retract_to_private(responder, &context, thinking, why).await,
    };
    if services.presses.is_second(&context, id, derivation) {
        let text = say!(language, "pressed-twice");
        return retract_to_private(responder, &context, thinking, text).await;
    }
    let key = (context.caller.user, id, derivation);
    if !create_job_after(
        &*services.job_service,
        responder,
        thinking,
        same(context, &job, derivation),
    )
    .await
    {
        // Nothing came of it, so the next press is the first.
        services.presses.last.remove(&key);
    }
}

/// Handles the submitted modal of a derivation.
pub(super) async fn on_modal(
    services: &Services,
    responder: &Responder<'_>,
    context: RequestContext,
    (derivation, id, n): (Derivation, JobId, usize),
    filled: Filled,
) {
    let language = context.caller.language;
    let options = match filled.options(language) {
        Ok(options) => options,
        Err(refusal) => return responder.reply_ephemeral(refusal).await,
    };
    let finding = find_job(services, &context, id);
    let work = async { tokio::join!(finding, responder.names_in(&filled.prompt)) };
    let ((job, names), thinking) = defer_if_slow(responder, None, Audience::Everyone, work).await;
    let job = match job {
        Ok(job) => job,
        Err(why) => return retract_to_private(responder, &context, thinking, why).await,
    };
    let prompt = markup::plain(language, &filled.prompt, |what| names.get(&what).cloned());
    let job_request = match derivation {
        Derivation::Change => changed(context, &job, prompt, options),
        _ => next(context, &job, derivation, n, prompt, options),
    };
    create_job_after(&*services.job_service, responder, thinking, job_request).await;
}

/// The same request again: with another seed, or in a higher resolution.
fn same(context: RequestContext, job: &Job, derivation: Derivation) -> JobRequest {
    let mut partial = partial_of(job);
    match derivation {
        Derivation::Larger => partial.resolution = Some(Resolution::P1080),
        _ => partial.seed = None,
    }
    job_request(context, partial, inputs_of(job), job, derivation)
}

fn changed(context: RequestContext, job: &Job, prompt: String, o: Options) -> JobRequest {
    let before = partial_of(job);
    let partial = PartialRequest {
        // A prompt that did not fit in the modal is retained if no other was entered.
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
        crop: o.crop,
        ..before
    };
    job_request(context, partial, inputs_of(job), job, Derivation::Change)
}

/// A request that starts from a result.
fn next(
    context: RequestContext,
    job: &Job,
    derivation: Derivation,
    n: usize,
    prompt: String,
    options: Options,
) -> JobRequest {
    let (role, source, name) = match derivation {
        Derivation::Continue => (Role::FirstClip, Source::ResultOf(job.id, 0), "mp4"),
        Derivation::LastFrame => (Role::FirstFrame, Source::LastFrameOf(job.id), "png"),
        _ => (Role::FirstFrame, Source::ResultOf(job.id, n), "png"),
    };
    let upload = InputRef { role, name: format!("wan-{}.{name}", job.id), source };
    let mode = crate::generation::Mode::ImageToVideo;
    let partial = wished(mode, prompt, options, std::slice::from_ref(&upload));
    job_request(context, partial, vec![upload], job, derivation)
}

fn job_request(
    context: RequestContext,
    partial: PartialRequest,
    uploads: Vec<InputRef>,
    job: &Job,
    derivation: Derivation,
) -> JobRequest {
    let made_from = Some(MadeFrom { job: job.id, derivation });
    JobRequest { context, partial, uploads, preview: false, made_from }
}

/// A job's request, with every option set.
fn partial_of(job: &Job) -> PartialRequest {
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
        keep_audio: r.keep_audio,
        // Its inputs are in the archive as they were sent.
        crop: false,
        part: None,
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

/// Handles `/again`.
pub(super) async fn again(
    services: &Services,
    responder: &Responder<'_>,
    context: RequestContext,
    named: &str,
) {
    let language = context.caller.language;
    let Ok(id) = named.parse::<JobId>() else {
        return responder.reply_ephemeral(say!(language, "invalid-job-id")).await;
    };
    derive(services, responder, context, Derivation::Again, id, 0).await;
}

/// Handles `/job` and its button. A result that could not be delivered is collected here, and the
/// actions on a result that was sent as a direct message are offered here.
pub(super) async fn details(
    services: &Services,
    responder: &Responder<'_>,
    context: &RequestContext,
    id: JobId,
) {
    let language = context.caller.language;
    let (found, thinking) = Box::pin(defer_if_slow(
        responder,
        None,
        Audience::Caller,
        find_family(services, context, id),
    ))
    .await;
    let family = match found {
        Ok(family) => family,
        Err(why) => return responder.answer_privately(thinking, Reply::text(why)).await,
    };
    let job = &family.job;
    let own = job.requester == context.caller.user;
    if own && cards::awaits_collection(job) {
        return collect(services, responder, context, thinking, &family).await;
    }
    let buttons = if own && context.open {
        cards::available_actions(language, job, services.job_service.takes_last_frames())
    } else {
        Vec::new()
    };
    let reply = Reply::text(family.details(language, job)).buttons(buttons);
    responder.answer_privately(thinking, reply).await;
}

async fn find_family(
    services: &Services,
    context: &RequestContext,
    id: JobId,
) -> Result<Family, String> {
    let job = find_job(services, context, id).await?;
    let parent = match job.made_from {
        Some(from) => services.job_service.job(context, from.job).await.ok().flatten(),
        None => None,
    };
    let children = services.job_service.made_from(context, id).await;
    Ok(Family { job, parent, children })
}

/// A job, the job that it was made from, and those that were made from it.
struct Family {
    job: Job,
    parent: Option<Job>,
    children: Vec<Job>,
}

impl Family {
    /// The details of the job, in its state `now`.
    fn details(&self, language: Language, now: &Job) -> String {
        result_actions::details(language, now, self.parent.as_ref(), &self.children)
    }
}

/// Sends a result that could not be delivered to its requester, with the job's details.
async fn collect(
    services: &Services,
    responder: &Responder<'_>,
    context: &RequestContext,
    thinking: Option<Shown>,
    family: &Family,
) {
    let language = context.caller.language;
    let job = &family.job;
    // Reading the files may take more than three seconds. Nothing is charged unless the requester
    // can be shown the result.
    let thinking = match thinking {
        None => responder.defer_for(Audience::Caller).await,
        Some(thinking) => thinking,
    };
    if thinking == Shown::TooLate {
        return;
    }
    let with = |job, line: String| format!("{}\n{line}", family.details(language, job));
    let collected = match services.job_service.collect(context, job).await {
        Ok(collected) => collected,
        Err(refusal) => {
            let text = with(job, texts::refusal(language, &refusal));
            responder.finish(&crate::discord::Message::new(text)).await;
            return;
        }
    };
    let job = &collected.job;
    let more = match (&collected.link, collected.missing) {
        (Some((url, until)), _) => Some(say!(
            language,
            "collect-linked",
            url = url.clone(),
            until = format!("<t:{}:f>", until.as_second())
        )),
        (None, Some(Missing::TooLarge)) => Some(say!(language, "collect-too-large")),
        (None, Some(Missing::Unreadable)) => Some(say!(language, "collect-unreadable")),
        (None, Some(Missing::Gone)) => Some(say!(language, "collect-gone")),
        (None, None) => None,
    };
    let text = match more {
        Some(line) => with(job, line),
        None => family.details(language, job),
    };
    let files = collected.files.into_iter().map(|file| FileStream::of_result(job, file)).collect();
    if !responder.send_files(context.place, text, files).await {
        let text = with(job, say!(language, "collect-not-sent"));
        responder.finish(&crate::discord::Message::new(text)).await;
    }
}

/// Asks for a confirmation before a result is deleted.
pub(super) async fn delete(
    services: &Services,
    responder: &Responder<'_>,
    context: &RequestContext,
    id: JobId,
) {
    let language = context.caller.language;
    let confirmation = async {
        let job = match find_job(services, context, id).await {
            Ok(job) => job,
            Err(why) => return Reply::text(why),
        };
        if !job.may_be_deleted_by(context.caller.user)
            && !services.moderation_service.moderates(&context.caller)
        {
            return Reply::text(say!(language, "not-yours-to-delete"));
        }
        let button = CreateButton::new(Action::DeleteForGood(id).custom_id())
            .label(say!(language, "button-delete-for-good"))
            .style(ButtonStyle::Danger);
        Reply::text(say!(language, "delete-sure"))
            .buttons(vec![CreateActionRow::Buttons(vec![button])])
    };
    reply_after(responder, confirmation).await;
}

/// Deletes a result.
pub(super) async fn delete_for_good(
    services: &Services,
    responder: &Responder<'_>,
    context: &RequestContext,
    id: JobId,
) {
    let language = context.caller.language;
    let deleted = async {
        Reply::text(match services.moderation_service.discard(context, id).await {
            Ok(_) => say!(language, "delete-done"),
            Err(why) => moderation::not_done(language, &why),
        })
    };
    reply_after(responder, deleted).await;
}

/// The modal that asks what is wrong with a result.
pub(super) fn report_modal(language: Language, id: JobId) -> CreateModal {
    modals::report(language, id)
}

/// Handles a submitted report.
pub(super) async fn on_report(
    services: &Services,
    responder: &Responder<'_>,
    context: &RequestContext,
    id: JobId,
    filled: &Filled,
) {
    let language = context.caller.language;
    let reported = async {
        let done = services.moderation_service.report(context, id, &filled.prompt).await;
        Reply::text(match done {
            Ok(notified) => result_actions::reported(language, notified),
            Err(why) => moderation::not_done(language, &why),
        })
    };
    reply_after(responder, reported).await;
}
