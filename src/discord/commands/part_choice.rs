//! The choice of the first or the last part of a video that is too long.

use dashmap::DashSet;

use super::Services;
use super::create_job::with_place_shown;
use super::deferral::defer_if_slow;
use super::part_question::buttons;
use super::responder::{Audience, Responder, Shown};
use crate::discord::cards;
use crate::discord::message::{Message, Reply};
use crate::discord::texts::{self, part_name};
use crate::i18n::say;
use crate::job::InteractionId;
use crate::media::Part;
use crate::service::{Accepted, JobService, PendingRequest, RequestContext, Unreadable};

/// A pending request, if it belongs to the caller.
async fn own_request(
    job_service: &dyn JobService,
    context: &RequestContext,
    id: u64,
) -> Result<PendingRequest, String> {
    let language = context.caller.language;
    match job_service.stored_request(id).await {
        Err(Unreadable) => Err(say!(language, "storage-unavailable")),
        Ok(Some(pending)) if pending.user != context.caller.user => {
            Err(say!(language, "choice-not-yours"))
        }
        Ok(Some(pending)) if pending.place == context.place => Ok(pending),
        Ok(_) => Err(say!(language, "choice-expired")),
    }
}

/// Guard of a choice in progress: a concurrent press is ignored.
struct Choosing<'a> {
    of: &'a DashSet<u64>,
    id: u64,
}

impl<'a> Choosing<'a> {
    fn begin(of: &'a DashSet<u64>, id: u64) -> Option<Self> {
        of.insert(id).then_some(Self { of, id })
    }
}

impl Drop for Choosing<'_> {
    fn drop(&mut self) {
        self.of.remove(&self.id);
    }
}

/// Handles the choice of a part: the job's card is a new message, and the question says which one.
/// The request has the ID of the original interaction, so two presses create one job.
pub(super) async fn on_part(
    services: &Services,
    responder: &Responder<'_>,
    context: RequestContext,
    (part, id): (Part, u64),
) {
    let job_service = &*services.job_service;
    let language = context.caller.language;
    let (pending, thinking) =
        defer_if_slow(responder, None, Audience::Caller, own_request(job_service, &context, id))
            .await;
    let pending = match pending {
        Ok(pending) => pending,
        Err(why) => return responder.answer_privately(thinking, Reply::text(why)).await,
    };
    let Some(_choosing) = Choosing::begin(&services.choosing, id) else {
        let text = Reply::text(say!(language, "part-pressed-twice"));
        return responder.answer_privately(thinking, text).await;
    };
    let (chosen, again) = (part_name(language, part, pending.most), buttons(language, &pending));
    let job_request = pending.job_request(context, part);
    let (screened, thinking) =
        defer_if_slow(responder, thinking, Audience::Caller, job_service.screen(&job_request))
            .await;
    if let Err(refusal) = screened {
        let text = Reply::text(texts::refusal(language, &refusal));
        return responder.answer_privately(thinking, text).await;
    }
    let looking = Message::new(say!(language, "part-checking", part = chosen.as_str()));
    // The requester was shown that the bot did not respond: no job is created and nothing is
    // charged.
    if responder.replace(thinking, &looking).await == Shown::TooLate {
        return;
    }
    let accept = job_service.accept(job_request);
    let accepted =
        with_place_shown(job_service, responder, language, InteractionId(id), accept).await;
    let answer = match accepted {
        // An earlier choice was carried out, and has its card.
        Ok(Accepted { job, .. }) if job.card.is_some() => {
            Message::new(say!(language, "part-chosen-before", job = job.id.to_string()))
        }
        Ok(Accepted { job, eta, .. }) => {
            // If this fails, the card updater posts the card.
            if let Some(card) = responder.follow_up(&cards::card(&job, eta)).await {
                job_service.shown(job.id, card).await;
            }
            Message::new(say!(language, "part-chosen", part = chosen, job = job.id.to_string()))
        }
        Err(refusal) => Message::new(texts::refusal(language, &refusal)).buttons(again),
    };
    responder.finish(&answer).await;
}
