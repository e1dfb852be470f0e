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
    pub desk: Arc<dyn JobService>,
    /// For moderators.
    pub office: Arc<dyn ModerationService>,
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
        desk: Arc<dyn JobService>,
        office: Arc<dyn ModerationService>,
        direct: bool,
        reads_messages: bool,
    ) -> Self {
        let refused = Arc::new(Recent::new(REFUSED_MENTIONS, REFUSED_FOR));
        Self { desk, office, direct, reads_messages, presses: Arc::default(), refused }
    }
}

/// Answers a command.
pub(super) async fn run(doors: &Services, outbox: &DiscordClient, command: &CommandInteraction) {
    let desk = &*doors.desk;
    let talk = Responder::with(outbox, command.id.get(), &command.token);
    let spot = request_context::of_command(command, outbox, doors.direct);
    if let Some(refusal) = closed(doors, &spot) {
        return talk.reply_ephemeral(texts::refusal(&refusal)).await;
    }
    let who = spot.who.clone();
    let name = command.data.name.as_str();
    let asked = match name {
        "video" => Some(video::read(command)),
        "animate" => Some(animate::read(command)),
        "continue" => Some(continue_clip::read(command)),
        "reference" => Some(reference::read(command, desk.catalogue())),
        "edit" => Some(edit::read(command)),
        "image" => Some(image::read(command)),
        _ => None,
    };
    if let Some(asked) = asked {
        make(desk, &talk, asked.order(spot)).await;
        return;
    }
    if let Some((_, what)) = message_menu::ENTRIES.into_iter().find(|(entry, _)| *entry == name) {
        return message_menu::used(doors, &talk, command, spot, what).await;
    }
    match name {
        "jobs" => talk.reply(CallbackType::New, jobs::page(desk, &who, 0).await).await,
        "job" => match jobs::named(command).parse::<JobId>() {
            Ok(job) => result_actions::details(doors, &talk, &spot, job).await,
            Err(_) => talk.reply_ephemeral(say!("not-a-job")).await,
        },
        "again" => result_actions::again(doors, &talk, spot, jobs::named(command)).await,
        "cancel" => talk.reply_ephemeral(cancel::run(desk, command, &who).await).await,
        "settings" => talk.reply_ephemeral(settings::run(desk, command, &who).await).await,
        "quota" => {
            talk.reply_ephemeral(texts::quota::quota(&desk.quota(&who), doors.office.now())).await
        }
        moderate::COMMAND | moderate::WHO | moderate::REMOVE => {
            // A removal asks Discord for two things itself: more than three seconds may pass.
            if moderate::takes_time(command) {
                if talk.defer_ephemeral().await {
                    let (message, _) = moderate::run(doors, command, &who).await.ready();
                    talk.finish(&message).await;
                }
                return;
            }
            let reply = moderate::run(doors, command, &who).await;
            talk.reply(CallbackType::New, reply).await;
        }
        "help" => talk.reply_ephemeral(say!("help")).await,
        _ => talk.reply_ephemeral(say!("outdated")).await,
    }
}

/// Why nothing at all is answered there but this: requests are not taken in direct messages, or the
/// operator does not serve the server.
fn closed(doors: &Services, spot: &RequestContext) -> Option<Refusal> {
    match () {
        () if !spot.open => Some(Refusal::OutsideServer),
        // Whether anything may be asked for in direct messages is decided where it is asked for:
        // what was sent to somebody there can be deleted and reported all the same.
        () if spot.place.guild == GuildId::DIRECT => None,
        () if !doors.desk.serves(spot.place.guild) => Some(Refusal::ServerNotServed),
        () => None,
    }
}

/// Answers a button or a menu.
pub(super) async fn pressed(
    doors: &Services,
    outbox: &DiscordClient,
    press: &ComponentInteraction,
) {
    let talk = Responder::with(outbox, press.id.get(), &press.token);
    let spot = request_context::of_press(press, outbox, doors.direct);
    // Results are sent directly where requests are not taken, and bear buttons.
    if spot.open
        && let Some(refusal) = closed(doors, &spot)
    {
        return talk.reply_ephemeral(texts::refusal(&refusal)).await;
    }
    let Some(action) = Action::parse(&press.data.custom_id) else {
        return talk.reply_ephemeral(say!("outdated")).await;
    };
    match action {
        Action::Cancel(job) => {
            let answer = doors.desk.cancel(job, &spot.who, "").await;
            talk.reply_ephemeral(texts::cancelled(job, &answer)).await;
        }
        Action::BlockInputs(job) => {
            let reply = moderate::block_inputs(doors, &spot.who, job).await;
            talk.reply(CallbackType::New, reply).await;
        }
        Action::Page(page) if page.list == List::Mine => {
            talk.reply(
                CallbackType::Update,
                jobs::page(&*doors.desk, &spot.who, page.number).await,
            )
            .await;
        }
        Action::Page(page) => {
            match moderate::page(doors, &spot.who, page).await {
                Ok(reply) => talk.reply(CallbackType::Update, reply).await,
                // Whatever the button stands on, a refusal does not take its place.
                Err(refusal) => talk.reply(CallbackType::New, refusal).await,
            }
        }
        Action::Go(way, job, n) => result_actions::go(doors, &talk, spot, way, job, n).await,
        Action::Details(job) => result_actions::details(doors, &talk, &spot, job).await,
        Action::Delete(job) => result_actions::delete(doors, &talk, &spot, job).await,
        Action::DeleteForGood(job) => {
            result_actions::delete_for_good(doors, &talk, &spot, job).await
        }
        Action::Report(job) => talk.ask(result_actions::report_form(job)).await,
        Action::Take(what, id) => {
            message_menu::taken(doors, &talk, outbox, press, spot, (what, id)).await;
        }
        Action::Pick(what, id) => {
            message_menu::picked(doors, &talk, press, &spot, (what, id)).await
        }
        Action::Ask(..) => talk.reply_ephemeral(say!("outdated")).await,
    }
}

/// Answers a form.
pub(super) async fn sent(doors: &Services, outbox: &DiscordClient, form: &ModalInteraction) {
    let talk = Responder::with(outbox, form.id.get(), &form.token);
    let spot: RequestContext = request_context::of_form(form, outbox, doors.direct);
    if spot.open
        && let Some(refusal) = closed(doors, &spot)
    {
        return talk.reply_ephemeral(texts::refusal(&refusal)).await;
    }
    let filled = modals::read(form);
    match Action::parse(&form.data.custom_id) {
        Some(Action::Go(way, job, n)) => {
            result_actions::sent(doors, &talk, spot, (way, job, n), filled).await;
        }
        Some(Action::Ask(what, id, chosen)) => {
            message_menu::asked(doors, &talk, spot, (what, id, chosen), filled).await;
        }
        Some(Action::Report(job)) => {
            result_actions::reported(doors, &talk, &spot, job, &filled).await
        }
        _ => talk.reply_ephemeral(say!("outdated")).await,
    }
}
