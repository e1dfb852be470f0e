//! The road of every request: screened, taken in, shown as a card.

use super::talk::Talk;
use crate::discord::cards;
use crate::discord::desk::{Accepted, Desk, Order};
use crate::discord::outbox::{Message, Outbox, OutboxError};
use crate::discord::texts;
use crate::discord::texts::words::say;
use crate::job::MessageId;
use tracing::{info, warn};

/// A request that came with an interaction.
///
/// What can be refused at once is refused in private. With files to fetch, three seconds may not
/// be enough, and "thinking…" must be shown before it is known how it ends: a refusal then takes
/// that back and is told in private too. Says whether a job was made.
pub(super) async fn make(desk: &dyn Desk, talk: &Talk<'_>, order: Order) -> bool {
    if let Err(refusal) = desk.screen(&order).await {
        talk.whisper(texts::refusal(&refusal)).await;
        return false;
    }
    let deferred = !order.uploads.is_empty();
    if order.preview {
        if deferred && !talk.think_in_private().await {
            return false;
        }
        let text = match desk.preview(order).await {
            Ok(preview) => texts::quota::preview(&preview),
            Err(refusal) => texts::refusal(&refusal),
        };
        if deferred {
            talk.finish(&Message::new(text)).await;
        } else {
            talk.whisper(text).await;
        }
        return false;
    }
    if deferred && !talk.think().await {
        return false;
    }
    match desk.accept(order).await {
        Ok(Accepted { job, outlook }) => {
            let card = cards::card(&job, outlook);
            let shown = if deferred { talk.finish(&card).await } else { talk.answer(&card).await };
            // Where it could not be shown, the keeper of the cards finds out and shows it.
            if let Some(id) = shown {
                desk.shown(job.id, id).await;
            }
            true
        }
        Err(refusal) => {
            let text = texts::refusal(&refusal);
            if deferred {
                talk.take_back(text).await;
            } else {
                talk.whisper(text).await;
            }
            false
        }
    }
}

/// A request that came with a message: everything is said in replies to it. The first one is made
/// before anything is spent, and so shows whether the bot may speak there.
pub(super) async fn make_for_message(
    desk: &dyn Desk,
    outbox: &Outbox,
    message: MessageId,
    order: Order,
) {
    let channel = order.spot.place.channel;
    let say = |text: String| reply(outbox, channel, message, Message::new(text));
    if let Err(refusal) = desk.screen(&order).await {
        say(texts::refusal(&refusal)).await;
        return;
    }
    let Some(answer) = say(say!("looking")).await else { return };
    show(desk, outbox, answer, order).await;
}

/// Takes a request in and lets a message of ours become its card, or say why not.
pub(super) async fn show(desk: &dyn Desk, outbox: &Outbox, answer: MessageId, order: Order) {
    let channel = order.spot.place.channel;
    let (card, job) = match desk.accept(order).await {
        Ok(Accepted { job, outlook }) => (cards::card(&job, outlook), Some(job.id)),
        Err(refusal) => (Message::new(texts::refusal(&refusal)), None),
    };
    if let Err(e) = outbox.edit(channel, answer, &card).await {
        // The keeper of the cards mends a card.
        warn!(message.id = %answer, error = %e, "a card could not be shown");
    }
    if let Some(job) = job {
        desk.shown(job, answer).await;
    }
}

/// Replies to a message, once however often it is told, and says which message the reply is.
pub(super) async fn reply(
    outbox: &Outbox,
    channel: crate::job::ChannelId,
    to: MessageId,
    reply: Message,
) -> Option<MessageId> {
    let reply = reply.replying_to(Some(to)).without_previews().once(format!("re-{to}"));
    match outbox.post(channel, reply, Vec::new()).await {
        Ok(id) => Some(id),
        Err(OutboxError::Forbidden(code) | OutboxError::Gone(code)) => {
            info!(message.id = %to, code, "mentioned where it may not speak");
            None
        }
        Err(e) => {
            warn!(message.id = %to, error = %e, "could not answer a message");
            None
        }
    }
}
