//! Entries in a message's context menu: "Animate this", "Continue this video", "Use as reference".
//! Discord always sends the bot the whole message that they are used on.

use serenity::builder::{
    CreateActionRow, CreateButton, CreateCommand, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption,
};
use serenity::model::application::{
    ButtonStyle, CommandInteraction, CommandType, ComponentInteraction,
    ComponentInteractionDataKind, ResolvedTarget,
};
use serenity::model::channel::Message;

use super::Services;
use super::create_job::{create_job_after, show};
use super::deferral::{defer_if_slow, offer_modal, retract_to_private};
use super::modals::{self, Filled};
use super::responder::{Audience, Responder, Shown};
use super::sources;
use crate::discord::actions::Action;
use crate::discord::client::DiscordClient;
use crate::discord::markup;
use crate::discord::message::Reply;
use crate::discord::texts::{self, result_actions};
use crate::discord::words::option_words;
use crate::i18n::say;
use crate::job::{InteractionId, MessageId};
use crate::language::Language;
use crate::media::Kind;
use crate::service::{
    MediaAction, PendingSelection, Refusal, RequestContext, Unreadable, actions_for, results_of,
};

pub(super) fn register(command: CreateCommand) -> CreateCommand {
    command.kind(CommandType::Message)
}

/// Handles an entry that was used on a message.
pub(super) async fn on_menu(
    services: &Services,
    responder: &Responder<'_>,
    command: &CommandInteraction,
    context: RequestContext,
    what: MediaAction,
) {
    let language = context.caller.language;
    let Some(ResolvedTarget::Message(message)) = command.data.target() else {
        return responder.reply_ephemeral(say!(language, "outdated")).await;
    };
    let selecting = select_files(services, &context, command.id.get(), message, what);
    let (selected, thinking) =
        Box::pin(defer_if_slow(responder, None, Audience::Caller, selecting)).await;
    let (selection, what) = match selected {
        Ok(selected) => selected,
        Err(why) => return responder.answer_privately(thinking, Reply::text(why)).await,
    };
    if selection.files.len() <= what.most() {
        return ask(responder, language, thinking, (what, selection.id, Vec::new())).await;
    }
    let reply = Reply::text(result_actions::which(language, what))
        .buttons(vec![menu(language, &selection, what)]);
    responder.answer_privately(thinking, reply).await;
}

/// Stores what a message has for an action as a pending selection. Returns it with the action, which
/// may be another one, or the text that the member gets instead.
async fn select_files(
    services: &Services,
    context: &RequestContext,
    id: u64,
    message: &Message,
    mut what: MediaAction,
) -> Result<(PendingSelection, MediaAction), String> {
    let language = context.caller.language;
    let earlier = services.job_service.job_of_result(context, MessageId(message.id.get())).await;
    let mut files = match &earlier {
        // A result is in the archive, even one that was too large to attach.
        Some(job) if !job.results().is_empty() => {
            results_of(job).into_iter().filter(|file| what.takes(file.kind)).collect()
        }
        _ => {
            let takes = |kind| what.takes(kind);
            sources::files_of(services, &context.caller, message, takes).await
        }
    };
    if files.is_empty() && what == MediaAction::Animate {
        // A voice message: a video is made to it.
        files =
            sources::files_of(services, &context.caller, message, |kind| kind == Kind::Audio).await;
        if !files.is_empty() {
            what = MediaAction::FromAudio;
        }
    }
    if files.is_empty() && what == MediaAction::Continue {
        files = sources::gifs_of(services, &context.caller, message).await;
    }
    if files.is_empty() {
        return Err(if sources::has_lottie(message) {
            say!(language, "sticker-lottie")
        } else {
            result_actions::nothing_to(language, what)
        });
    }
    let selection = PendingSelection {
        id,
        user: context.caller.user,
        tenant: context.place.tenant,
        text: String::new(),
        language,
        files,
        from: earlier.map(|job| job.id),
    };
    if !services.job_service.store_selection(&selection).await {
        return Err(texts::refusal(language, &Refusal::JournalUnavailable));
    }
    Ok((selection, what))
}

/// Opens the modal about files of a pending selection, or offers a button that opens it.
async fn ask(
    responder: &Responder<'_>,
    language: Language,
    thinking: Option<Shown>,
    (what, id, chosen): (MediaAction, u64, Vec<usize>),
) {
    if thinking.is_none() {
        return responder.open_modal(modals::for_action(language, what, id, chosen)).await;
    }
    let label = result_actions::use_name(language, what);
    let offer = offer_modal(language, &Action::Ask(what, id, chosen), label);
    responder.answer_privately(thinking, offer).await;
}

/// A select menu of the files of a selection.
fn menu(language: Language, selection: &PendingSelection, what: MediaAction) -> CreateActionRow {
    let options = selection.files.iter().enumerate().take(10).map(|(n, file)| {
        // A label has 1 to 100 characters.
        let name: String = format!("{}. {}", n + 1, file.name).chars().take(100).collect();
        CreateSelectMenuOption::new(name, n.to_string())
    });
    let kind = CreateSelectMenuKind::String { options: options.collect() };
    let most = u8::try_from(what.most().min(selection.files.len())).unwrap_or(u8::MAX);
    let menu = CreateSelectMenu::new(Action::Pick(what, selection.id).custom_id(), kind)
        .placeholder(say!(language, "menu-choose"))
        .min_values(1)
        .max_values(most);
    CreateActionRow::SelectMenu(menu)
}

/// A pending selection, if it belongs to the caller.
async fn own_selection(
    services: &Services,
    context: &RequestContext,
    id: u64,
) -> Result<PendingSelection, String> {
    let language = context.caller.language;
    match services.job_service.stored_selection(id).await {
        Err(Unreadable) => Err(say!(language, "storage-unavailable")),
        Ok(None) => Err(say!(language, "choice-expired")),
        Ok(Some(selection)) if selection.user != context.caller.user => {
            Err(say!(language, "choice-not-yours"))
        }
        Ok(Some(selection)) if selection.tenant != context.place.tenant => {
            Err(say!(language, "choice-expired"))
        }
        Ok(Some(selection)) => Ok(selection),
    }
}

/// Handles files that were chosen in a select menu.
pub(super) async fn on_select(
    services: &Services,
    responder: &Responder<'_>,
    press: &ComponentInteraction,
    context: &RequestContext,
    (what, id): (MediaAction, u64),
) {
    let language = context.caller.language;
    let (selection, thinking) =
        defer_if_slow(responder, None, Audience::Caller, own_selection(services, context, id))
            .await;
    let selection = match selection {
        Ok(selection) => selection,
        Err(why) => return responder.answer_privately(thinking, Reply::text(why)).await,
    };
    let outdated = || Reply::text(say!(language, "outdated"));
    let ComponentInteractionDataKind::StringSelect { values } = &press.data.kind else {
        return responder.answer_privately(thinking, outdated()).await;
    };
    let chosen = values.iter().filter_map(|v| v.parse().ok());
    let chosen: Vec<usize> =
        chosen.filter(|n| *n < selection.files.len()).take(what.most()).collect();
    if chosen.is_empty() {
        return responder.answer_privately(thinking, outdated()).await;
    }
    ask(responder, language, thinking, (what, id, chosen)).await;
}

/// Handles a submitted modal about files.
pub(super) async fn on_modal(
    services: &Services,
    responder: &Responder<'_>,
    context: RequestContext,
    (what, id, chosen): (MediaAction, u64, Vec<usize>),
    filled: Filled,
) {
    let language = context.caller.language;
    let options = match filled.options(language) {
        Ok(options) => options,
        Err(refusal) => return responder.reply_ephemeral(refusal).await,
    };
    // The card of the job is for everybody.
    let finding = own_selection(services, &context, id);
    let work = async { tokio::join!(finding, responder.names_in(&filled.prompt)) };
    let ((selection, names), thinking) =
        defer_if_slow(responder, None, Audience::Everyone, work).await;
    let selection = match selection {
        Ok(selection) => selection,
        Err(why) => return retract_to_private(responder, &context, thinking, why).await,
    };
    let prompt = markup::plain(language, &filled.prompt, |what| names.get(&what).cloned());
    let job_request = selection.job_request(context, what, &chosen, prompt, options);
    create_job_after(&*services.job_service, responder, thinking, job_request).await;
}

/// Handles the choice of one of several offered actions: the offer becomes the card. The request
/// has the ID of the original message, so two presses create one job.
pub(super) async fn on_offer(
    services: &Services,
    responder: &Responder<'_>,
    client: &DiscordClient,
    press: &ComponentInteraction,
    mut context: RequestContext,
    (what, id): (MediaAction, u64),
) {
    let language = context.caller.language;
    let (selection, thinking) =
        defer_if_slow(responder, None, Audience::Caller, own_selection(services, &context, id))
            .await;
    let selection = match selection {
        Ok(selection) => selection,
        Err(why) => return responder.answer_privately(thinking, Reply::text(why)).await,
    };
    let (prompt, options) = option_words(selection.language).trailing(&selection.text);
    context.origin.interaction = InteractionId(selection.id);
    // The offer is a message of its own and is edited as one.
    context.origin.token = None;
    let job_request = selection.job_request(context, what, &[], prompt, options);
    let (screened, thinking) = defer_if_slow(
        responder,
        thinking,
        Audience::Caller,
        services.job_service.screen(&job_request),
    )
    .await;
    if let Err(refusal) = screened {
        let text = Reply::text(texts::refusal(language, &refusal));
        return responder.answer_privately(thinking, text).await;
    }
    // The requester was shown that the bot did not respond: no job is created and nothing is
    // charged.
    let taken = crate::discord::Message::new(result_actions::taken(language, what));
    if responder.replace(thinking, &taken).await == Shown::TooLate {
        return;
    }
    let offer = offer(services, &selection, &job_request.context).await;
    show(&*services.job_service, client, MessageId(press.message.id.get()), job_request, offer)
        .await;
}

/// Discord's maximum number of buttons in a row.
const IN_A_ROW: usize = 5;

/// Buttons for all actions that fit a selection, with their prices. Actions that would be refused
/// are left out.
pub(super) async fn offer(
    services: &Services,
    selection: &PendingSelection,
    context: &RequestContext,
) -> Vec<CreateActionRow> {
    let language = context.caller.language;
    let (prompt, options) = option_words(selection.language).trailing(&selection.text);
    let mut buttons = Vec::new();
    for what in actions_for(&selection.files).into_iter().take(IN_A_ROW) {
        let job_request =
            selection.job_request(context.clone(), what, &[], prompt.clone(), options);
        if let Ok(price) = services.job_service.screen(&job_request).await {
            let button = CreateButton::new(Action::Take(what, selection.id).custom_id())
                .label(result_actions::offer(language, what, price))
                .style(ButtonStyle::Secondary);
            buttons.push(button);
        }
    }
    if buttons.is_empty() { Vec::new() } else { vec![CreateActionRow::Buttons(buttons)] }
}
