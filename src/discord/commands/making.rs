//! The road of every request: screened, taken in, shown as a card.

use std::time::Duration;

use backon::{ConstantBuilder, Retryable};
use serenity::builder::CreateActionRow;
use tracing::{info, warn};

use super::talk::Talk;
use crate::discord::cards;
use crate::discord::desk::{Accepted, Desk, Order};
use crate::discord::message::Message;
use crate::discord::outbox::{Outbox, OutboxError};
use crate::discord::texts;
use crate::discord::texts::words::say;
use crate::generation::Refusal;
use crate::job::{ChannelId, MessageId};
use crate::quota::Denied;

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
                talk.take_back(text, aloud(&refusal)).await;
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
        say(aloud(&refusal)).await;
        return;
    }
    let Some(answer) = say(say!("looking")).await else { return };
    show(desk, outbox, answer, order, Vec::new()).await;
}

/// A refusal that everybody in the channel reads: what somebody has and whether a moderator shut
/// them out is theirs alone to know.
pub(super) fn aloud(refusal: &Refusal) -> String {
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
    desk: &dyn Desk,
    outbox: &Outbox,
    answer: MessageId,
    order: Order,
    otherwise: Vec<CreateActionRow>,
) {
    let channel = order.spot.place.channel;
    let (card, job) = match desk.accept(order).await {
        Ok(Accepted { job, outlook }) => (cards::card(&job, outlook), Some(job.id)),
        Err(refusal) => (Message::new(aloud(&refusal)).buttons(otherwise), None),
    };
    let edit = || outbox.edit(channel, answer, &card);
    if let Err(e) = edit.retry(retries()).when(OutboxError::is_passing).await {
        // The keeper of the cards mends a card.
        warn!(message.id = %answer, error = %e, "a card could not be shown");
    }
    if let Some(job) = job {
        desk.shown(job, answer).await;
    }
}

/// A few attempts, for what is said once however often it is sent.
fn retries() -> ConstantBuilder {
    ConstantBuilder::default().with_delay(Duration::from_millis(500)).with_max_times(3)
}

/// Replies to a message, once however often it is told, and says which message the reply is.
pub(super) async fn reply(
    outbox: &Outbox,
    channel: ChannelId,
    to: MessageId,
    reply: Message,
) -> Option<MessageId> {
    let reply = reply.replying_to(Some(to)).without_previews().once(format!("re-{to}"));
    let post = || outbox.post(channel, reply.clone(), Vec::new());
    match post.retry(retries()).when(OutboxError::is_passing).await {
        Ok(id) => Some(id),
        Err(OutboxError::Forbidden(code) | OutboxError::Gone(code)) => {
            info!(message.id = %to, code, "mentioned where it may not speak");
            outbox.note_silent(channel);
            None
        }
        Err(e) => {
            warn!(message.id = %to, error = %e, "could not answer a message");
            None
        }
    }
}
