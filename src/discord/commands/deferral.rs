//! Answers whose work may take longer than Discord waits, such as a write to the journal:
//! "thinking…" is shown in time, and the answer replaces it.

use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;

use super::responder::{Audience, Responder, Shown};
use crate::discord::actions::Action;
use crate::discord::message::{Message, Reply};
use crate::i18n::say;
use crate::language::Language;
use crate::service::RequestContext;

/// Does the work that an answer needs. If that takes long, "thinking…" is shown before Discord
/// gives up, unless it was shown before, and its state is returned too; the work continues
/// meanwhile.
pub(super) async fn defer_if_slow<T>(
    responder: &Responder<'_>,
    thinking: Option<Shown>,
    audience: Audience,
    work: impl Future<Output = T>,
) -> (T, Option<Shown>) {
    if thinking.is_some() {
        return (work.await, thinking);
    }
    let mut work = std::pin::pin!(work);
    tokio::select! {
        biased;
        done = &mut work => return (done, None),
        () = responder.until_deferral() => {}
    }
    let (shown, done) = tokio::join!(responder.defer_for(audience), work);
    (done, Some(shown))
}

/// Sends the reply that some work results in, to the member alone, however long the work takes.
pub(super) async fn reply_after(responder: &Responder<'_>, work: impl Future<Output = Reply>) {
    // Boxed, because the future of a command is as large as its largest branch.
    let (reply, thinking) = Box::pin(defer_if_slow(responder, None, Audience::Caller, work)).await;
    responder.answer_privately(thinking, reply).await;
}

/// Answers the caller alone, in place of a "thinking…" that everybody sees if that was shown.
pub(super) async fn retract_to_private(
    responder: &Responder<'_>,
    context: &RequestContext,
    thinking: Option<Shown>,
    text: String,
) {
    match thinking {
        None => responder.reply_ephemeral(text).await,
        Some(Shown::TooLate) => {}
        Some(_) => responder.retract(context, Message::new(text.clone()), text).await,
    }
}

/// Offers a button that opens a modal. A modal cannot follow "thinking…", but it can follow the
/// press of a button.
pub(super) fn offer_modal(language: Language, modal: &Action, label: String) -> Reply {
    let button = CreateButton::new(modal.custom_id()).label(label).style(ButtonStyle::Primary);
    Reply::text(say!(language, "modal-delayed"))
        .buttons(vec![CreateActionRow::Buttons(vec![button])])
}
