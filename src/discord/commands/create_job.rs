//! From a request to a job: it is checked, accepted and shown as a card.

use std::time::Duration;

use backon::{ConstantBuilder, Retryable};
use serenity::builder::CreateActionRow;
use tracing::{debug, info, warn};

use super::converter_line::show_place_during;
use super::deferral::defer_if_slow;
use super::part_question;
use super::responder::{Audience, Responder, Shown};
use crate::discord::client::DiscordClient;
use crate::discord::first_card::{FirstCard, first_card};
use crate::discord::message::Message;
use crate::discord::refusals;
use crate::discord::texts;
use crate::i18n::say;
use crate::job::{InteractionId, MessageId, Place};
use crate::language::Language;
use crate::quota::Denied;
use crate::service::{JobRequest, JobService, MessengerError, Refusal};

/// Handles a request that came with an interaction.
///
/// A refusal that is known immediately is ephemeral. Fetching files may take more than three
/// seconds, so that "thinking…" must be shown before the outcome is known: a refusal then removes
/// it and is ephemeral too.
pub(super) async fn create_job(
    job_service: &dyn JobService,
    responder: &Responder<'_>,
    job_request: JobRequest,
) {
    create_job_after(job_service, responder, None, job_request).await;
}

/// Like [`create_job`], for an interaction that already took some time: `thinking` is the state of
/// "thinking…", if that was shown. Returns whether a job was created.
pub(super) async fn create_job_after(
    job_service: &dyn JobService,
    responder: &Responder<'_>,
    thinking: Option<Shown>,
    job_request: JobRequest,
) -> bool {
    let (context, preview) = (job_request.context.clone(), job_request.preview);
    let audience = if preview { Audience::Caller } else { Audience::Everyone };
    let interaction = context.origin.interaction;
    let language = context.caller.language;
    let (screened, thinking) =
        defer_if_slow(responder, thinking, audience, job_service.screen(&job_request)).await;
    if let Err(refusal) = screened {
        let private = refusals::message(language, &refusal);
        match thinking {
            None => responder.reply_ephemeral_with(private).await,
            Some(_) if preview => {
                responder.finish(&private).await;
            }
            Some(_) => {
                let public = public_refusal_text(language, &refusal);
                responder.retract(&context, private, public).await;
            }
        }
        return false;
    }
    let thinking = match thinking {
        None if !job_request.uploads.is_empty() => Some(responder.defer_for(audience).await),
        thinking => thinking,
    };
    if thinking == Some(Shown::TooLate) {
        return false;
    }
    if preview {
        let preview = job_service.preview(job_request);
        let previewed = with_place_shown(job_service, responder, language, interaction, preview);
        let (previewed, thinking) =
            defer_if_slow(responder, thinking, Audience::Caller, previewed).await;
        let answer = match previewed {
            Ok(preview) => Message::new(texts::quota::preview(language, &preview)),
            Err(refusal) => refusals::message(language, &refusal),
        };
        match thinking {
            None => responder.reply_ephemeral_with(answer).await,
            Some(Shown::TooLate) => {}
            Some(_) => {
                responder.finish(&answer).await;
            }
        }
        return false;
    }
    // Kept in case that a part of a video has to be chosen.
    let kept = (!job_request.uploads.is_empty()).then(|| job_request.clone());
    let uploads = job_request.uploads.clone();
    let accept = job_service.accept(job_request);
    let accept = with_place_shown(job_service, responder, language, interaction, accept);
    let (answer, thinking) = defer_if_slow(responder, thinking, Audience::Everyone, accept).await;
    let (deferred, mut shown) = (thinking.is_some(), thinking.unwrap_or(Shown::Somewhere));
    match answer {
        Ok(accepted) => {
            let card = first_card(&accepted, &uploads);
            let job = accepted.job;
            if shown != Shown::TooLate {
                shown = if deferred {
                    responder.finish_with_card(&card).await.map_or(Shown::Somewhere, Shown::As)
                } else {
                    // Without files, so that there is no thumbnail to attach.
                    responder.answer(&card.message).await
                };
            }
            match shown {
                Shown::As(id) => job_service.shown(job.id, id).await,
                // The message ID is unknown: the card is searched for, and updated then.
                Shown::Somewhere => {}
                // The requester was shown that the bot did not respond.
                Shown::TooLate => job_service.answer_expired(job.id, &context.caller).await,
            }
            true
        }
        Err(refusal) => {
            let public = public_refusal_text(language, &refusal);
            let private = match (refusal, kept) {
                (Refusal::WhichPart(question), Some(kept)) => {
                    part_question::question(job_service, kept, question).await
                }
                (refusal, _) => refusals::message(language, &refusal),
            };
            if deferred {
                responder.retract(&context, private, public).await;
            } else {
                responder.reply_ephemeral_with(private).await;
            }
            false
        }
    }
}

/// Does the work of a request; its answer, such as "thinking…", shows the place in the converters'
/// queue meanwhile.
pub(super) async fn with_place_shown<T>(
    job_service: &dyn JobService,
    responder: &Responder<'_>,
    language: Language,
    request: InteractionId,
    work: impl Future<Output = T>,
) -> T {
    let show = |text| async move {
        responder.finish(&Message::new(text)).await;
    };
    show_place_during(job_service, language, request, work, show).await
}

/// Handles a request that came with a message; all answers are replies to it. The first reply is
/// sent before anything is reserved, and so shows whether the bot may post there. Returns whether a
/// job was created.
pub(super) async fn create_job_for_message(
    job_service: &dyn JobService,
    client: &DiscordClient,
    message: MessageId,
    job_request: JobRequest,
) -> bool {
    let (place, language) = (job_request.context.place, job_request.context.caller.language);
    let say = |answer: Message| reply(client, place, message, answer);
    if let Err(refusal) = job_service.screen(&job_request).await {
        say(public_refusal(language, &refusal)).await;
        return false;
    }
    let looking = Message::new(say!(language, "working"));
    let Some(answer) = say(looking).await else { return false };
    show(job_service, client, answer, job_request, Vec::new()).await
}

/// The text of a refusal that everybody in the channel reads: a member's credits and blocks are
/// private.
fn public_refusal_text(language: Language, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Denied(
            Denied::Blocked { .. } | Denied::Credits { .. } | Denied::Budget { .. },
        ) => say!(language, "refused", why = say!(language, "refused-publicly")),
        other => texts::refusal(language, other),
    }
}

/// A refusal that everybody in the channel reads.
pub(super) fn public_refusal(language: Language, refusal: &Refusal) -> Message {
    refusals::with_help(language, refusal, public_refusal_text(language, refusal))
}

/// Accepts a request and turns a message of the bot into its card, or into the refusal with the
/// buttons that remain. Returns whether a job was created.
pub(super) async fn show(
    job_service: &dyn JobService,
    client: &DiscordClient,
    answer: MessageId,
    job_request: JobRequest,
    otherwise: Vec<CreateActionRow>,
) -> bool {
    let (place, language) = (job_request.context.place, job_request.context.caller.language);
    let request = job_request.context.origin.interaction;
    let show_place = |text| async move {
        // The next edit shows more than this one.
        let _ = client.edit(place, answer, &Message::new(text)).await;
    };
    let uploads = job_request.uploads.clone();
    let accept = job_service.accept(job_request);
    let accepted = show_place_during(job_service, language, request, accept, show_place).await;
    let without = |message| FirstCard { message, thumbnail: None };
    let (card, job) = match accepted {
        Ok(accepted) => (first_card(&accepted, &uploads), Some(accepted.job.id)),
        Err(refusal) if otherwise.is_empty() => (without(public_refusal(language, &refusal)), None),
        Err(refusal) => {
            let text = public_refusal_text(language, &refusal);
            (without(Message::new(text).buttons(otherwise)), None)
        }
    };
    let edit = || async {
        if let Some((message, file)) = card.with_thumbnail() {
            match client.edit_with(place, answer, message, file).await {
                Ok(_) | Err(MessengerError::IdUnread) => return Ok(()),
                // Sent again without it, which leaves one that is there all the same.
                Err(e) => debug!(message.id = %answer, error = %e, "no thumbnail attached"),
            }
        }
        client.edit(place, answer, &card.message).await
    };
    if let Err(e) = edit.retry(retries()).when(MessengerError::is_passing).await {
        // The card updater repairs the card later.
        warn!(message.id = %answer, error = %e, "could not show a card");
    }
    if let Some(job) = job {
        job_service.shown(job, answer).await;
    }
    job.is_some()
}

/// A few attempts, for calls that are idempotent.
fn retries() -> ConstantBuilder {
    ConstantBuilder::default().with_delay(Duration::from_millis(500)).with_max_times(3)
}

/// Replies to a message, once however often it is called, and returns the reply's message ID.
pub(super) async fn reply(
    client: &DiscordClient,
    place: Place,
    to: MessageId,
    reply: Message,
) -> Option<MessageId> {
    let reply = reply.replying_to(Some(to)).without_previews().once(format!("re-{to}"));
    let post = || client.post(place, reply.clone(), Vec::new());
    let mut posted = post.retry(retries()).when(MessengerError::is_passing).await;
    if posted == Err(MessengerError::IdUnread) {
        let find = || client.find_reply(place, to, reply.content());
        let found = find.retry(retries()).when(MessengerError::is_passing).await;
        posted = found.and_then(|id| id.ok_or(MessengerError::IdUnread));
    }
    match posted {
        Ok(id) => Some(id),
        Err(MessengerError::Forbidden(denial) | MessengerError::Gone(denial)) => {
            info!(message.id = %to, code = denial.code, "mentioned where the bot may not post");
            client.mark_unwritable(place);
            None
        }
        Err(e) => {
            warn!(message.id = %to, error = %e, "could not reply to a message");
            None
        }
    }
}
