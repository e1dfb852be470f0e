//! Commands, buttons, menus, modals and mentions: one file per command, with its registration
//! (`register`) and its behaviour (`run` or `read`). The list of commands is `CommandName`.

mod animate;
mod cancel;
mod command_name;
mod continue_video;
mod converter_line;
mod create_job;
mod deferral;
mod edit;
mod help;
mod image;
mod jobs;
mod languages;
mod localization;
pub(super) mod mention;
mod message_menu;
mod modals;
mod moderate;
mod names;
mod options;
mod part_choice;
mod part_question;
mod quota;
mod reference;
mod register;
mod request_context;
mod responder;
mod result_actions;
mod settings;
mod sources;
mod video;

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashSet;
use serenity::model::application::{CommandInteraction, ComponentInteraction, ModalInteraction};

use crate::discord::actions::{Action, List, Page};
use crate::discord::client::DiscordClient;
use crate::discord::message::Reply;
use crate::discord::recent::Recent;
use crate::discord::texts;
use crate::discord::texts::prompts::prompts;
use crate::i18n::{of_locale, say};
use crate::job::{JobId, UserId};
use crate::service::{Caller, JobService, MediaAction, ModerationService, Refusal, RequestContext};

use command_name::CommandName;
use create_job::create_job;
use deferral::{defer_if_slow, reply_after};
use options::ParsedOptions;
pub(super) use register::register_until_done;
pub use register::{localized, register};
use responder::{Audience, CallbackType, Responder};
use result_actions::Presses;

/// The services that commands call, and the state that commands share.
#[derive(Clone)]
pub struct Services {
    /// For members.
    pub job_service: Arc<dyn JobService>,
    /// For moderators.
    pub moderation_service: Arc<dyn ModerationService>,
    /// What the bot does beside answering commands and mentions in servers.
    pub features: Features,
    /// Pending requests of which a part is being chosen.
    pub(crate) choosing: Arc<DashSet<u64>>,
    /// Recently pressed buttons.
    pub(crate) presses: Arc<Presses>,
    /// Members whose recent mentions led to nothing: they are not answered repeatedly.
    pub(in crate::discord) refused: Arc<Recent<UserId>>,
}

/// What the bot does beside answering commands and mentions in servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Features {
    /// Whether requests are accepted in direct messages too.
    pub direct: bool,
    /// Whether Discord lets the bot read messages that do not mention it.
    pub reads_messages: bool,
}

/// A member's mentions that led to nothing are answered up to this number within [`REFUSED_FOR`].
const REFUSED_MENTIONS: usize = 5;
const REFUSED_FOR: Duration = Duration::from_secs(300);

impl Services {
    /// The services, with empty shared state.
    pub fn new(
        job_service: Arc<dyn JobService>,
        moderation_service: Arc<dyn ModerationService>,
        features: Features,
    ) -> Self {
        let refused = Arc::new(Recent::new(REFUSED_MENTIONS, REFUSED_FOR));
        Self {
            job_service,
            moderation_service,
            features,
            choosing: Arc::default(),
            presses: Arc::default(),
            refused,
        }
    }
}

/// Handles a command.
pub(super) async fn run(services: &Services, client: &DiscordClient, command: &CommandInteraction) {
    let job_service = &*services.job_service;
    let context = request_context::of_command(command, client, services);
    let (id, token) = (command.id.get(), &command.token);
    let responder = &Responder::with(client, context.place, id, token);
    let language = context.caller.language;
    if let Some(refusal) = general_refusal(services, &context) {
        return responder.reply_ephemeral(texts::refusal(language, &refusal)).await;
    }
    let Some(name) = CommandName::parse(&command.data.name) else {
        return responder.reply_ephemeral(say!(language, "outdated")).await;
    };
    let caller = context.caller.clone();
    // Boxed, so that not every command is as large as the largest.
    let create = |parsed: ParsedOptions, context| {
        Box::pin(create_job(job_service, responder, parsed.job_request(context)))
    };
    let on_menu = |context, what| {
        Box::pin(message_menu::on_menu(services, responder, command, context, what))
    };
    match name {
        CommandName::Video => create(video::read(language, command), context).await,
        CommandName::Animate => match animate::read(language, command) {
            Ok(parsed) => create(parsed, context).await,
            Err(refusal) => responder.reply_ephemeral(texts::refusal(language, &refusal)).await,
        },
        CommandName::Continue => create(continue_video::read(language, command), context).await,
        CommandName::Reference => {
            create(reference::read(language, command, job_service.catalogue()), context).await
        }
        CommandName::Edit => create(edit::read(language, command), context).await,
        CommandName::Image => create(image::read(language, command), context).await,
        CommandName::AnimateThis => on_menu(context, MediaAction::Animate).await,
        CommandName::ContinueThisVideo => on_menu(context, MediaAction::Continue).await,
        CommandName::UseAsReference => on_menu(context, MediaAction::Reference).await,
        CommandName::Jobs => {
            reply_after(responder, jobs::page(job_service, &caller, 0)).await;
        }
        CommandName::Job => match jobs::named(command).parse::<JobId>() {
            Ok(job) => result_actions::details(services, responder, &context, job).await,
            Err(_) => responder.reply_ephemeral(say!(language, "invalid-job-id")).await,
        },
        CommandName::Again => {
            result_actions::again(services, responder, context, jobs::named(command)).await
        }
        CommandName::Cancel => {
            let cancel = cancel::run(job_service, command, &caller);
            reply_after(responder, text_of(cancel)).await;
        }
        CommandName::Settings => {
            let spoken = of_locale(&command.locale);
            let settings = settings::run(job_service, command, &caller, spoken);
            reply_after(responder, text_of(settings)).await;
        }
        CommandName::Quota => {
            responder
                .reply_ephemeral(texts::quota::quota(
                    language,
                    &job_service.quota(&caller),
                    services.moderation_service.now(),
                ))
                .await
        }
        CommandName::Help => responder.reply_ephemeral(help::run(language, command)).await,
        CommandName::WanMod => {
            reply_after(responder, moderate::run(services, command, &caller)).await;
        }
        CommandName::WhoMadeThis => {
            reply_after(responder, moderate::who_made_this(services, command, &caller)).await;
        }
        CommandName::RemoveThisResult => {
            reply_after(responder, moderate::remove_this_result(services, command, &caller)).await;
        }
    }
}

/// A text as a reply.
async fn text_of(text: impl Future<Output = String>) -> Reply {
    Reply::text(text.await)
}

/// The refusal that answers everything here, if there is one: requests are not accepted in direct
/// messages, or the operator does not serve the server.
fn general_refusal(services: &Services, context: &RequestContext) -> Option<Refusal> {
    if !context.open {
        return Some(Refusal::OutsideServer);
    }
    // Each request decides itself whether it is accepted in direct messages: results sent there can
    // be deleted and reported in any case.
    let tenant = context.place.tenant;
    let is_served = tenant.is_direct() || services.job_service.serves(tenant);
    (!is_served).then_some(Refusal::ServerNotServed)
}

/// Handles a button or a select menu.
pub(super) async fn on_component(
    services: &Services,
    client: &DiscordClient,
    press: &ComponentInteraction,
) {
    let context = request_context::of_press(press, client, services);
    let responder = Responder::with(client, context.place, press.id.get(), &press.token);
    let language = context.caller.language;
    // Results are also sent where requests are not accepted, as direct messages with buttons.
    if context.open
        && let Some(refusal) = general_refusal(services, &context)
    {
        return responder.reply_ephemeral(texts::refusal(language, &refusal)).await;
    }
    let Some(action) = Action::parse(&press.data.custom_id) else {
        return responder.reply_ephemeral(say!(language, "outdated")).await;
    };
    match action {
        Action::Cancel(job) => {
            let cancel = async {
                let answer = services.job_service.cancel(job, &context.caller, "").await;
                Reply::text(texts::cancelled(language, job, &answer))
            };
            reply_after(&responder, cancel).await;
        }
        Action::BlockInputs(job) => {
            reply_after(&responder, moderate::block_inputs(services, &context.caller, job)).await;
        }
        Action::PromptHelp => responder.reply_ephemeral(prompts(language)).await,
        Action::Page(page) => turn_page(services, &responder, &context.caller, page).await,
        Action::Go(derivation, job, n) => {
            result_actions::derive(services, &responder, context, derivation, job, n).await
        }
        Action::Details(job) => result_actions::details(services, &responder, &context, job).await,
        Action::Delete(job) => result_actions::delete(services, &responder, &context, job).await,
        Action::DeleteForGood(job) => {
            result_actions::delete_for_good(services, &responder, &context, job).await
        }
        Action::Report(job) => {
            responder.open_modal(result_actions::report_modal(language, job)).await
        }
        Action::Take(what, id) => {
            message_menu::on_offer(services, &responder, client, press, context, (what, id)).await;
        }
        Action::Part(part, id) => {
            let chosen = part_choice::on_part(services, &responder, context, (part, id));
            Box::pin(chosen).await;
        }
        Action::Pick(what, id) => {
            message_menu::on_select(services, &responder, press, &context, (what, id)).await
        }
        Action::Ask(what, id, chosen) => {
            responder.open_modal(modals::for_action(language, what, id, chosen)).await;
        }
    }
}

/// Shows another page of a list in place of the one whose button was pressed. If it has to be waited
/// for, it is a message of its own.
async fn turn_page(services: &Services, responder: &Responder<'_>, caller: &Caller, page: Page) {
    let turned = async {
        match page.list {
            List::Mine => Ok(jobs::page(&*services.job_service, caller, page.number).await),
            List::Log | List::Jobs => moderate::page(services, caller, page).await,
        }
    };
    match defer_if_slow(responder, None, Audience::Caller, turned).await {
        (Ok(reply), None) => responder.reply(CallbackType::Update, reply).await,
        // A refusal does not replace the message with the button.
        (Ok(reply) | Err(reply), thinking) => responder.answer_privately(thinking, reply).await,
    }
}

/// Handles a submitted modal.
pub(super) async fn on_modal(
    services: &Services,
    client: &DiscordClient,
    modal: &ModalInteraction,
) {
    let context: RequestContext = request_context::of_modal(modal, client, services);
    let responder = Responder::with(client, context.place, modal.id.get(), &modal.token);
    let language = context.caller.language;
    if context.open
        && let Some(refusal) = general_refusal(services, &context)
    {
        return responder.reply_ephemeral(texts::refusal(language, &refusal)).await;
    }
    let filled = modals::read(modal);
    match Action::parse(&modal.data.custom_id) {
        Some(Action::Go(derivation, job, n)) => {
            result_actions::on_modal(services, &responder, context, (derivation, job, n), filled)
                .await;
        }
        Some(Action::Ask(what, id, chosen)) => {
            message_menu::on_modal(services, &responder, context, (what, id, chosen), filled).await;
        }
        Some(Action::Report(job)) => {
            result_actions::on_report(services, &responder, &context, job, &filled).await
        }
        _ => responder.reply_ephemeral(say!(language, "outdated")).await,
    }
}
