//! Commands, buttons, menus, forms and mentions: one file for each command, with what Discord
//! shows of it (`register`) and what it does (`run` or `read`).

mod animate;
mod cancel;
mod continue_clip;
mod create_job;
mod edit;
mod help;
mod image;
mod jobs;
pub(super) mod mention;
mod message_menu;
mod modals;
mod moderate;
mod options;
mod quota;
mod reference;
mod register;
mod request_context;
mod responder;
mod result_actions;
mod settings;
mod video;

use std::sync::Arc;
use std::time::Duration;

use serenity::model::application::{CommandInteraction, ComponentInteraction, ModalInteraction};

use crate::discord::actions::{Action, List};
use crate::discord::client::DiscordClient;
use crate::discord::recent::Recent;
use crate::discord::texts;
use crate::discord::texts::words::say;
use crate::job::{GuildId, JobId, UserId};
use crate::service::ModerationService;
use crate::service::Refusal;
use crate::service::{JobService, RequestContext};

use create_job::make;
pub use register::register;
pub(super) use register::register_until_done;
use responder::{CallbackType, Responder};
use result_actions::Presses;

/// Where what people ask for is decided.
#[derive(Clone)]
pub struct Services {
    /// For members.
    pub job_service: Arc<dyn JobService>,
    /// For moderators.
    pub moderation_service: Arc<dyn ModerationService>,
    /// Whether requests are taken in direct messages too.
    pub direct: bool,
    /// Whether Discord lets the bot read messages that do not mention it.
    pub reads_messages: bool,
    /// Buttons that were pressed a moment ago.
    pub(crate) presses: Arc<Presses>,
    /// People whose mentions came to nothing a moment ago: they are not answered again and again.
    pub(in crate::discord) refused: Arc<Recent<UserId>>,
}

/// So many mentions of one person that came to nothing within so long are answered.
const REFUSED_MENTIONS: usize = 5;
const REFUSED_FOR: Duration = Duration::from_secs(300);

impl Services {
    /// Doors to a desk and an office.
    pub fn new(
        job_service: Arc<dyn JobService>,
        moderation_service: Arc<dyn ModerationService>,
        direct: bool,
        reads_messages: bool,
    ) -> Self {
        let refused = Arc::new(Recent::new(REFUSED_MENTIONS, REFUSED_FOR));
        Self {
            job_service,
            moderation_service,
            direct,
            reads_messages,
            presses: Arc::default(),
            refused,
        }
    }
}

/// Answers a command.
pub(super) async fn run(services: &Services, client: &DiscordClient, command: &CommandInteraction) {
    let job_service = &*services.job_service;
    let responder = Responder::with(client, command.id.get(), &command.token);
    let context = request_context::of_command(command, client, services.direct);
    if let Some(refusal) = closed(services, &context) {
        return responder.reply_ephemeral(texts::refusal(&refusal)).await;
    }
    let caller = context.caller.clone();
    let name = command.data.name.as_str();
    let asked = match name {
        "video" => Some(video::read(command)),
        "animate" => Some(animate::read(command)),
        "continue" => Some(continue_clip::read(command)),
        "reference" => Some(reference::read(command, job_service.catalogue())),
        "edit" => Some(edit::read(command)),
        "image" => Some(image::read(command)),
        _ => None,
    };
    if let Some(asked) = asked {
        make(job_service, &responder, asked.job_request(context)).await;
        return;
    }
    if let Some((_, what)) = message_menu::ENTRIES.into_iter().find(|(entry, _)| *entry == name) {
        return message_menu::used(services, &responder, command, context, what).await;
    }
    match name {
        "jobs" => {
            responder.reply(CallbackType::New, jobs::page(job_service, &caller, 0).await).await
        }
        "job" => match jobs::named(command).parse::<JobId>() {
            Ok(job) => result_actions::details(services, &responder, &context, job).await,
            Err(_) => responder.reply_ephemeral(say!("not-a-job")).await,
        },
        "again" => result_actions::again(services, &responder, context, jobs::named(command)).await,
        "cancel" => {
            responder.reply_ephemeral(cancel::run(job_service, command, &caller).await).await
        }
        "settings" => {
            responder.reply_ephemeral(settings::run(job_service, command, &caller).await).await
        }
        "quota" => {
            responder
                .reply_ephemeral(texts::quota::quota(
                    &job_service.quota(&caller),
                    services.moderation_service.now(),
                ))
                .await
        }
        moderate::COMMAND | moderate::WHO | moderate::REMOVE => {
            // A removal asks Discord for two things itself: more than three seconds may pass.
            if moderate::takes_time(command) {
                if responder.defer_ephemeral().await {
                    let (message, _) = moderate::run(services, command, &caller).await.ready();
                    responder.finish(&message).await;
                }
                return;
            }
            let reply = moderate::run(services, command, &caller).await;
            responder.reply(CallbackType::New, reply).await;
        }
        "help" => responder.reply_ephemeral(say!("help")).await,
        _ => responder.reply_ephemeral(say!("outdated")).await,
    }
}

/// Why nothing at all is answered there but this: requests are not taken in direct messages, or the
/// operator does not serve the server.
fn closed(services: &Services, context: &RequestContext) -> Option<Refusal> {
    match () {
        () if !context.open => Some(Refusal::OutsideServer),
        // Whether anything may be asked for in direct messages is decided where it is asked for:
        // what was sent to somebody there can be deleted and reported all the same.
        () if context.place.guild == GuildId::DIRECT => None,
        () if !services.job_service.serves(context.place.guild) => Some(Refusal::ServerNotServed),
        () => None,
    }
}

/// Answers a button or a menu.
pub(super) async fn pressed(
    services: &Services,
    client: &DiscordClient,
    press: &ComponentInteraction,
) {
    let responder = Responder::with(client, press.id.get(), &press.token);
    let context = request_context::of_press(press, client, services.direct);
    // Results are sent directly where requests are not taken, and bear buttons.
    if context.open
        && let Some(refusal) = closed(services, &context)
    {
        return responder.reply_ephemeral(texts::refusal(&refusal)).await;
    }
    let Some(action) = Action::parse(&press.data.custom_id) else {
        return responder.reply_ephemeral(say!("outdated")).await;
    };
    match action {
        Action::Cancel(job) => {
            let answer = services.job_service.cancel(job, &context.caller, "").await;
            responder.reply_ephemeral(texts::cancelled(job, &answer)).await;
        }
        Action::BlockInputs(job) => {
            let reply = moderate::block_inputs(services, &context.caller, job).await;
            responder.reply(CallbackType::New, reply).await;
        }
        Action::Page(page) if page.list == List::Mine => {
            responder
                .reply(
                    CallbackType::Update,
                    jobs::page(&*services.job_service, &context.caller, page.number).await,
                )
                .await;
        }
        Action::Page(page) => {
            match moderate::page(services, &context.caller, page).await {
                Ok(reply) => responder.reply(CallbackType::Update, reply).await,
                // Whatever the button stands on, a refusal does not take its place.
                Err(refusal) => responder.reply(CallbackType::New, refusal).await,
            }
        }
        Action::Go(derivation, job, n) => {
            result_actions::go(services, &responder, context, derivation, job, n).await
        }
        Action::Details(job) => result_actions::details(services, &responder, &context, job).await,
        Action::Delete(job) => result_actions::delete(services, &responder, &context, job).await,
        Action::DeleteForGood(job) => {
            result_actions::delete_for_good(services, &responder, &context, job).await
        }
        Action::Report(job) => responder.ask(result_actions::report_form(job)).await,
        Action::Take(what, id) => {
            message_menu::taken(services, &responder, client, press, context, (what, id)).await;
        }
        Action::Pick(what, id) => {
            message_menu::picked(services, &responder, press, &context, (what, id)).await
        }
        Action::Ask(..) => responder.reply_ephemeral(say!("outdated")).await,
    }
}

/// Answers a form.
pub(super) async fn sent(services: &Services, client: &DiscordClient, form: &ModalInteraction) {
    let responder = Responder::with(client, form.id.get(), &form.token);
    let context: RequestContext = request_context::of_form(form, client, services.direct);
    if context.open
        && let Some(refusal) = closed(services, &context)
    {
        return responder.reply_ephemeral(texts::refusal(&refusal)).await;
    }
    let filled = modals::read(form);
    match Action::parse(&form.data.custom_id) {
        Some(Action::Go(derivation, job, n)) => {
            result_actions::sent(services, &responder, context, (derivation, job, n), filled).await;
        }
        Some(Action::Ask(what, id, chosen)) => {
            message_menu::asked(services, &responder, context, (what, id, chosen), filled).await;
        }
        Some(Action::Report(job)) => {
            result_actions::reported(services, &responder, &context, job, &filled).await
        }
        _ => responder.reply_ephemeral(say!("outdated")).await,
    }
}
