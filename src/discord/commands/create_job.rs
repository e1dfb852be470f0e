//! The road of every request: screened, taken in, shown as a card.

use std::time::Duration;

use backon::{ConstantBuilder, Retryable};
use serenity::builder::CreateActionRow;
use tracing::{info, warn};

use super::responder::{Responder, Shown};
use crate::discord::cards;
use crate::discord::client::{DiscordClient, DiscordError};
use crate::discord::message::Message;
use crate::discord::texts;
use crate::discord::texts::words::say;
use crate::job::{MessageId, Place};
use crate::quota::Denied;
use crate::service::Refusal;
use crate::service::{Accepted, CreateJob, JobService};

/// A request that came with an interaction.
///
/// What can be refused at once is refused in private. With files to fetch, three seconds may not
/// be enough, and "thinking…" must be shown before it is known how it ends: a refusal then takes
/// that back and is told in private too. Says whether a job was made.
pub(super) async fn make(desk: &dyn JobService, talk: &Responder<'_>, order: CreateJob) -> bool {
    make_after(desk, talk, None, order).await
}

/// As [`make`], for an interaction of which something took its time before: `thinking` says what
/// became of "thinking…", if that was shown.
pub(super) async fn make_after(
    desk: &dyn JobService,
    talk: &Responder<'_>,
    thinking: Option<Shown>,
    order: CreateJob,
) -> bool {
    let (spot, preview) = (order.spot.clone(), order.preview);
    let (screened, thinking) = in_time(talk, thinking, preview, desk.screen(&order)).await;
    if let Err(refusal) = screened {
        let text = texts::refusal(&refusal);
        match thinking {
            None => talk.reply_ephemeral(text).await,
            Some(_) if preview => {
                talk.finish(&Message::new(text)).await;
            }
            Some(_) => talk.retract(&spot, text, public_refusal_text(&refusal)).await,
        }
        return false;
    }
    let thinking = match thinking {
        None if !order.uploads.is_empty() => Some(talk.think_as(preview).await),
        thinking => thinking,
    };
    if thinking == Some(Shown::Nowhere) {
        return false;
    }
    if preview {
        let text = match desk.preview(order).await {
            Ok(preview) => texts::quota::preview(&preview),
            Err(refusal) => texts::refusal(&refusal),
        };
        if thinking.is_some() {
            talk.finish(&Message::new(text)).await;
        } else {
            talk.reply_ephemeral(text).await;
        }
        return false;
    }
    let (answer, thinking) = in_time(talk, thinking, false, desk.accept(order)).await;
    let (deferred, mut shown) = (thinking.is_some(), thinking.unwrap_or(Shown::Somewhere));
    match answer {
        Ok(Accepted { job, outlook }) => {
            let card = cards::card(&job, outlook);
            if shown != Shown::Nowhere {
                shown = match deferred {
                    true => talk.finish(&card).await.map_or(Shown::Somewhere, Shown::As),
                    false => talk.answer(&card).await,
                };
            }
            match shown {
                Shown::As(id) => desk.shown(job.id, id).await,
                // Where it cannot be told, the card is looked for, and shown after all.
                Shown::Somewhere => {}
                // Its requester read that the bot did not respond.
                Shown::Nowhere => desk.not_shown(job.id, &spot.who).await,
            }
            true
        }
        Err(refusal) => {
            let text = texts::refusal(&refusal);
            if deferred {
                talk.retract(&spot, text, public_refusal_text(&refusal)).await;
            } else {
                talk.reply_ephemeral(text).await;
            }
            false
        }
    }
}

/// Does what an answer needs. Where that takes its time, "thinking…" is shown before Discord gives
/// up, unless it was shown before, and what became of that is returned too; the work goes on
/// meanwhile.
pub(super) async fn in_time<T>(
    talk: &Responder<'_>,
    thinking: Option<Shown>,
    private: bool,
    work: impl Future<Output = T>,
) -> (T, Option<Shown>) {
    if thinking.is_some() {
        return (work.await, thinking);
    }
    let mut work = std::pin::pin!(work);
    tokio::select! {
        biased;
        done = &mut work => return (done, None),
        () = talk.until_late() => {}
    }
    let (shown, done) = tokio::join!(talk.think_as(private), work);
    (done, Some(shown))
}

/// A request that came with a message: everything is said in replies to it. The first one is made
/// before anything is spent, and so shows whether the bot may speak there. Says whether a job was
/// made.
pub(super) async fn make_for_message(
    desk: &dyn JobService,
    outbox: &DiscordClient,
    message: MessageId,
    order: CreateJob,
) -> bool {
    let place = order.spot.place;
    let say = |text: String| reply(outbox, place, message, Message::new(text));
    if let Err(refusal) = desk.screen(&order).await {
        say(public_refusal_text(&refusal)).await;
        return false;
    }
    let Some(answer) = say(say!("looking")).await else { return false };
    show(desk, outbox, answer, order, Vec::new()).await
}

/// A refusal that everybody in the channel reads: what somebody has and whether a moderator shut
/// them out is theirs alone to know.
pub(super) fn public_refusal_text(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Denied(
            Denied::Blocked { .. } | Denied::Credits { .. } | Denied::Budget { .. },
        ) => say!("refused", why = say!("refused-aloud")),
        other => texts::refusal(other),
    }
}

/// Takes a request in and lets a message of ours become its card, or say why not, with the buttons
/// that are left to press.
pub(super) async fn show(
    desk: &dyn JobService,
    outbox: &DiscordClient,
    answer: MessageId,
    order: CreateJob,
    otherwise: Vec<CreateActionRow>,
) -> bool {
    let channel = order.spot.place.channel;
    let (card, job) = match desk.accept(order).await {
        Ok(Accepted { job, outlook }) => (cards::card(&job, outlook), Some(job.id)),
        Err(refusal) => (Message::new(public_refusal_text(&refusal)).buttons(otherwise), None),
    };
    let edit = || outbox.edit(channel, answer, &card);
    if let Err(e) = edit.retry(retries()).when(DiscordError::is_passing).await {
        // The keeper of the cards mends a card.
        warn!(message.id = %answer, error = %e, "a card could not be shown");
    }
    if let Some(job) = job {
        desk.shown(job, answer).await;
    }
    job.is_some()
}

/// A few attempts, for what is said once however often it is sent.
fn retries() -> ConstantBuilder {
    ConstantBuilder::default().with_delay(Duration::from_millis(500)).with_max_times(3)
}

/// Replies to a message, once however often it is told, and says which message the reply is.
pub(super) async fn reply(
    outbox: &DiscordClient,
    place: Place,
    to: MessageId,
    reply: Message,
) -> Option<MessageId> {
    let reply = reply.replying_to(Some(to)).without_previews().once(format!("re-{to}"));
    let post = || outbox.post(place.channel, reply.clone(), Vec::new());
    let mut posted = post.retry(retries()).when(DiscordError::is_passing).await;
    if posted == Err(DiscordError::IdUnread) {
        let find = || outbox.find_reply(place.channel, to, reply.content());
        let found = find.retry(retries()).when(DiscordError::is_passing).await;
        posted = found.and_then(|id| id.ok_or(DiscordError::IdUnread));
    }
    match posted {
        Ok(id) => Some(id),
        Err(DiscordError::Forbidden(code) | DiscordError::Gone(code)) => {
            info!(message.id = %to, code, "mentioned where it may not speak");
            outbox.mark_unwritable(place);
            None
        }
        Err(e) => {
            warn!(message.id = %to, error = %e, "could not answer a message");
            None
        }
    }
}
